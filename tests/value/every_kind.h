/**
 * Customers that any estimator with parameters can be fitted to: purchases in
 * whole weeks with at most one each, amounts, rhythm; and contracts.
 */
#ifndef TESTS_VALUE_EVERY_KIND_H
#define TESTS_VALUE_EVERY_KIND_H

#include "value/market.h"

/* The last two are not settled by such data, and slow to say so. */
static const char *const every_kind[] = {
    CEV_BGNBD,       CEV_MBGNBD, CEV_BG_CNBD_K, CEV_MBG_CNBD_K,
    CEV_PARETO_NBD,  CEV_BGBB,   CEV_GAMMA_GAMMA, CEV_SBG,
    CEV_BDW,         CEV_CLV,    CEV_GGOM_NBD,  CEV_PARETO_GGG};

enum { EVERY_KIND = sizeof every_kind / sizeof every_kind[0],
       SETTLED_KINDS = EVERY_KIND - 2 };

static inline int is_contract_kind(const char *kind)
{
    return strcmp(kind, CEV_SBG) == 0 || strcmp(kind, CEV_BDW) == 0;
}

/** A market with two columns more. */
typedef struct {
    market m;
    double *litt, *churned;
} wide_market;

/** The first n rows of it as a table. */
static inline const cev_table *wide_table(cev_ctx *ctx, wide_market *w,
                                          int64_t n)
{
    int64_t all = w->m.n;
    w->m.n = n;
    market_table(ctx, &w->m);
    must(ctx, cev_table_set_column(w->m.table, "litt", CEV_DOUBLE, w->litt, 8,
                                   NULL));
    must(ctx, cev_table_set_column(w->m.table, "churned", CEV_DOUBLE,
                                   w->churned, 8, NULL));
    w->m.n = all;
    return w->m.table;
}

/** Contracts run for up to 12 periods, by sBG {0.7, 3}. */
static inline wide_market draw_wide(const char *kind, uint64_t seed,
                                    int64_t n)
{
    static const double params[4] = {0.6, 4.4, 0.8, 1.6};
    dice d = {seed};
    wide_market w = {draw_market(&d, n, params, cdnow_spend, 78.0),
                     calloc((size_t)n + 1, sizeof(double)),
                     calloc((size_t)n + 1, sizeof(double))};
    ck_assert(w.litt && w.churned);
    for (int64_t i = 0; i < n; i++) {
        w.m.T[i] = ceil(w.m.T[i]);
        w.m.t_x[i] = ceil(w.m.t_x[i]);
        w.m.x[i] = fmin(w.m.x[i], w.m.t_x[i]);
        if (w.m.x[i] > 0.0)
            w.litt[i] = w.m.x[i]
                        * (log(w.m.t_x[i] / w.m.x[i]) - 0.5 * throw_share(&d));
        if (!is_contract_kind(kind))
            continue;
        double leave = throw_gamma(&d, 0.7);
        leave /= leave + throw_gamma(&d, 3.0);
        for (w.m.T[i] = 1.0; w.m.T[i] < 12.0 && throw_share(&d) > leave;)
            w.m.T[i] += 1.0;
        w.churned[i] = w.m.T[i] < 12.0;
    }
    return w;
}

static inline void free_wide(wide_market *w)
{
    free_market(&w->m);
    free(w->litt);
    free(w->churned);
}

static inline cev_table *summary_of_fit(cev_ctx *ctx,
                                        const cev_estimator *fit)
{
    cev_table *summary = NULL;
    must(ctx, cev_estimator_summary(fit, NULL, &summary));
    return summary;
}

/** Whether row i of a summary is a parameter. */
static inline int is_parameter(const cev_table *summary, int64_t i)
{
    return strcmp(cev_table_text(summary, "section", i), "parameter") == 0;
}

/** Fails the case unless all parameters and their errors, and the
 *  log-likelihoods, are the same to `bound`. */
static inline void same_parameters(const cev_table *a, const cev_table *b,
                                   double bound)
{
    for (int64_t i = 0; i < cev_table_row_count(a); i++) {
        const char *name = cev_table_text(a, "name", i);
        if (!is_parameter(a, i) && strstr(name, "log_likelihood") == NULL)
            continue;
        ck_assert_rel(figure(a, name), figure(b, name), bound);
        ck_assert_rel(cev_table_double(a, "std_error", i),
                      named(b, "name", name, "std_error"), 100.0 * bound);
    }
}

/** Iterations of all parts of a fit. */
static inline double iterations_of(const cev_table *summary)
{
    double sum = 0.0;
    for (int64_t i = 0; i < cev_table_row_count(summary); i++)
        if (strstr(cev_table_text(summary, "name", i), "iterations") != NULL)
            sum += cev_table_double(summary, "value", i);
    return sum;
}

#endif

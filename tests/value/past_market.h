/**
 * Customers as of now and before a lookback, for the tests of choices.
 */
#ifndef TESTS_VALUE_PAST_MARKET_H
#define TESTS_VALUE_PAST_MARKET_H

#include "value/lies.h"
#include "value/market.h"

#define LOOKBACK 10.0

/* Customers as of now and before the lookback, in columns of their own. */
typedef struct {
    market now;
    double *x_past, *t_x_past, *T_past, *litt, *litt_past;
} past_market;

/* One customer of BG/NBD, as of now and as of the lookback's beginning. */
static inline void throw_both(dice *d, past_market *m, int64_t i)
{
    double rate = throw_gamma(d, cdnow_params[0]) / cdnow_params[1];
    double one = throw_gamma(d, cdnow_params[2]);
    double leave = one / (one + throw_gamma(d, cdnow_params[3]));
    double T = m->now.T[i], past = T - LOOKBACK, time = 0.0;
    m->x_past[i] = m->t_x_past[i] = past >= 0.0 ? 0.0 : NAN;
    m->T_past[i] = past >= 0.0 ? past : NAN;
    m->litt_past[i] = m->x_past[i];
    for (;;) {
        double wait = -log(throw_share(d)) / rate;
        time += wait;
        if (!(time <= T))
            return;
        m->now.x[i] += 1.0;
        m->now.t_x[i] = time;
        m->litt[i] += log(wait);
        if (time <= past) {
            m->x_past[i] += 1.0;
            m->t_x_past[i] = time;
            m->litt_past[i] += log(wait);
        }
        if (throw_share(d) < leave)
            return;
    }
}

static inline past_market draw_past(dice *d, int64_t n)
{
    size_t rows = (size_t)n + 1;
    past_market m = {new_market(n), NULL, NULL, NULL, NULL, NULL};
    m.x_past = calloc(rows, sizeof(double));
    m.t_x_past = calloc(rows, sizeof(double));
    m.T_past = calloc(rows, sizeof(double));
    m.litt = calloc(rows, sizeof(double));
    m.litt_past = calloc(rows, sizeof(double));
    ck_assert(m.x_past && m.t_x_past && m.T_past && m.litt && m.litt_past);
    for (int64_t i = 0; i < n; i++) {
        m.now.T[i] = 40.0 * throw_share(d);
        throw_both(d, &m, i);
    }
    return m;
}

static inline const cev_table *past_table(cev_ctx *ctx, past_market *m)
{
    const char *const names[5] = {"x_past", "t_x_past", "T_past", "litt",
                                  "litt_past"};
    const double *const data[5] = {m->x_past, m->t_x_past, m->T_past, m->litt,
                                   m->litt_past};
    market_table(ctx, &m->now);
    for (int c = 0; c < 5; c++)
        must(ctx, cev_table_set_column(m->now.table, names[c], CEV_DOUBLE,
                                       data[c], 8, NULL));
    return m->now.table;
}

static inline void free_past(past_market *m)
{
    free_market(&m->now);
    free(m->x_past);
    free(m->t_x_past);
    free(m->T_past);
    free(m->litt);
    free(m->litt_past);
}

static inline cev_options *choosing(cev_ctx *ctx)
{
    cev_options *options = new_options(ctx);
    must(ctx, cev_options_set_str(options, CEV_OPT_PURCHASES, CEV_AUTO));
    must(ctx, cev_options_set_double(options, CEV_OPT_HORIZON, 10.0));
    return options;
}

static inline cev_table *comparison_of(cev_ctx *ctx, const cev_estimator *fit,
                                const cev_table *customers)
{
    cev_table *table = NULL;
    must(ctx, cev_estimator_evaluate(fit, customers, CEV_EVAL_COMPARISON, NULL,
                                     &table));
    return table;
}

/* The row of the chosen model, of which there must be one. */
static inline int64_t chosen_row(const cev_table *comparison)
{
    int64_t chosen = -1;
    for (int64_t i = 0; i < cev_table_row_count(comparison); i++)
        if (cev_table_int64(comparison, "is_chosen", i)) {
            ck_assert_int_eq(chosen, -1);
            chosen = i;
        }
    ck_assert(chosen >= 0);
    return chosen;
}

static inline void check_verdict(cev_ctx *ctx, const cev_estimator *fit,
                          const char *verdict)
{
    cev_table *summary = NULL;
    must(ctx, cev_estimator_summary(fit, NULL, &summary));
    ck_assert_msg(has_verdict(summary, verdict), "no verdict %s", verdict);
    cev_table_free(summary);
}

#endif

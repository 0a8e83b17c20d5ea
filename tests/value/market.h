/**
 * What the tests of estimators have in common: customers as a table, drawn or
 * read from reference data, and asking about them.
 */
#ifndef TESTS_VALUE_MARKET_H
#define TESTS_VALUE_MARKET_H

#include "portfolio/shop.h"

#define WEEK (7.0 * 86400.0)

/** Customers in plain arrays, and a table that borrows them. */
typedef struct {
    int64_t n;
    double *x, *t_x, *T, *m_x;
    cev_table *table;
} market;

static inline market new_market(int64_t n)
{
    market m = {n, NULL, NULL, NULL, NULL, NULL};
    size_t size = (size_t)n + 1;
    m.x = calloc(size, sizeof *m.x);
    m.t_x = calloc(size, sizeof *m.t_x);
    m.T = calloc(size, sizeof *m.T);
    m.m_x = calloc(size, sizeof *m.m_x);
    ck_assert(m.x && m.t_x && m.T && m.m_x);
    return m;
}

static inline const cev_table *market_table(cev_ctx *ctx, market *m)
{
    cev_table_free(m->table);
    m->table = NULL;
    must(ctx, cev_table_new(ctx, m->n, &m->table));
    must(ctx, cev_table_set_column(m->table, "x", CEV_DOUBLE, m->x, 8, NULL));
    must(ctx,
         cev_table_set_column(m->table, "t_x", CEV_DOUBLE, m->t_x, 8, NULL));
    must(ctx, cev_table_set_column(m->table, "T", CEV_DOUBLE, m->T, 8, NULL));
    must(ctx,
         cev_table_set_column(m->table, "m_x", CEV_DOUBLE, m->m_x, 8, NULL));
    return m->table;
}

static inline void free_market(market *m)
{
    cev_table_free(m->table);
    free(m->x);
    free(m->t_x);
    free(m->T);
    free(m->m_x);
}

/** A generator of its own (splitmix64), so that cases are the same anywhere. */
typedef struct {
    uint64_t state;
} dice;

static inline uint64_t throw_bits(dice *d)
{
    uint64_t z = d->state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

/** In (0, 1). */
static inline double throw_share(dice *d)
{
    return ((double)(throw_bits(d) >> 12) + 0.5) / 4503599627370496.0;
}

static inline double throw_normal(dice *d)
{
    return sqrt(-2.0 * log(throw_share(d)))
           * cos(6.283185307179586 * throw_share(d));
}

/** Gamma of this shape and scale 1 (Marsaglia & Tsang 2000). */
static inline double throw_gamma(dice *d, double shape)
{
    if (shape < 1.0)
        return throw_gamma(d, shape + 1.0) * pow(throw_share(d), 1.0 / shape);
    double c = shape - 1.0 / 3.0, k = 1.0 / sqrt(9.0 * c);
    for (;;) {
        double z = throw_normal(d), v = 1.0 + k * z;
        v = v * v * v;
        if (v > 0.0 && log(throw_share(d))
                           < 0.5 * z * z + c - c * v + c * log(v))
            return c * v;
    }
}

/** One customer of BG/NBD {r, alpha, a, b} observed until T. */
static inline void throw_history(dice *d, const double *params, double T,
                                 double *x, double *t_x)
{
    double rate = throw_gamma(d, params[0]) / params[1];
    double one = throw_gamma(d, params[2]), other = throw_gamma(d, params[3]);
    double leave = one / (one + other), time = 0.0;
    *x = *t_x = 0.0;
    for (;;) {
        time -= log(throw_share(d)) / rate;
        if (!(time <= T))
            return;
        *x += 1.0;
        *t_x = time;
        if (throw_share(d) < leave)
            return;
    }
}

/** n customers of BG/NBD {r, alpha, a, b} with Gamma-Gamma {p, q, gamma}
 *  spend, born evenly over the second half of `span`. */
static inline market draw_market(dice *d, int64_t n, const double *params,
                                 const double *spend, double span)
{
    market m = new_market(n);
    for (int64_t i = 0; i < n; i++) {
        m.T[i] = span * (0.5 + 0.5 * throw_share(d));
        throw_history(d, params, m.T[i], &m.x[i], &m.t_x[i]);
        double nu = throw_gamma(d, spend[1]) / spend[2];
        m.m_x[i] = m.x[i] > 0.0
                       ? throw_gamma(d, spend[0] * m.x[i]) / (nu * m.x[i])
                       : 0.0;
    }
    return m;
}

static const double cdnow_params[4] = {0.243, 4.414, 0.793, 2.426};
static const double cdnow_spend[3] = {6.25, 3.74, 15.44};

/** A row of a summary or of holdout metrics by name; fails the case when
 *  there is none. */
static inline double named(const cev_table *table, const char *column,
                           const char *name, const char *what)
{
    for (int64_t i = 0; i < cev_table_row_count(table); i++)
        if (strcmp(cev_table_text(table, column, i), name) == 0)
            return cev_table_double(table, what, i);
    ck_abort_msg("no row %s", name);
    return NAN;
}

static inline double figure(const cev_table *summary, const char *name)
{
    return named(summary, "name", name, "value");
}

static inline int has_verdict(const cev_table *summary, const char *name)
{
    for (int64_t i = 0; i < cev_table_row_count(summary); i++)
        if (strcmp(cev_table_text(summary, "section", i), "verdict") == 0
            && strcmp(cev_table_text(summary, "name", i), name) == 0)
            return 1;
    return 0;
}

static inline double column_sum(const cev_table *table, const char *column)
{
    double sum = 0.0;
    for (int64_t i = 0; i < cev_table_row_count(table); i++)
        sum += cev_table_double(table, column, i);
    return sum;
}

static inline cev_estimator *fit_kind(cev_ctx *ctx, const char *kind,
                                      const cev_options *options,
                                      const cev_table *customers)
{
    cev_estimator *estimator = NULL;
    must(ctx, cev_estimator_new(ctx, kind, options, &estimator));
    must(ctx, cev_estimator_fit(estimator, customers));
    return estimator;
}

/** Fits a kind and counts, for each of four parameters, whether its interval
 *  holds the truth. */
static inline void count_covered(cev_ctx *ctx, const char *kind,
                                 const char *const *names,
                                 const double *truth, market *m, int *covered)
{
    cev_table *summary = NULL;
    cev_estimator *fit = fit_kind(ctx, kind, NULL, market_table(ctx, m));
    must(ctx, cev_estimator_summary(fit, NULL, &summary));
    for (int k = 0; k < 4; k++) {
        double lower = named(summary, "name", names[k], "lower");
        double upper = named(summary, "name", names[k], "upper");
        covered[k] += lower <= truth[k] && truth[k] <= upper;
    }
    cev_table_free(summary);
    cev_estimator_free(fit);
}

/** Fails the case unless two tables hold the same bits; texts may be gaps. */
static inline void same_results(const cev_table *a, const cev_table *b)
{
    ck_assert_int_eq(cev_table_row_count(a), cev_table_row_count(b));
    ck_assert_int_eq(cev_table_column_count(a), cev_table_column_count(b));
    for (int64_t c = 0; c < cev_table_column_count(a); c++) {
        const char *name = cev_table_name(a, c);
        ck_assert_str_eq(name, cev_table_name(b, c));
        for (int64_t i = 0; i < cev_table_row_count(a); i++) {
            double one = cev_table_double(a, name, i);
            double other = cev_table_double(b, name, i);
            const char *text = cev_table_text(a, name, i);
            if (memcmp(&one, &other, sizeof one) != 0
                && !(isnan(one) && isnan(other)))
                ck_abort_msg("%s[%" PRId64 "]: %.17g and %.17g", name, i, one,
                             other);
            ck_assert_pstr_eq(text, cev_table_text(b, name, i));
        }
    }
}

#endif

/**
 * Customers of whom the time after is known, for the tests of averages.
 */
#ifndef TESTS_VALUE_AFTER_H
#define TESTS_VALUE_AFTER_H

#include "value/lies.h"
#include "value/market.h"

static const char *const average_kinds[2] = {CEV_HISTORIC, CEV_COHORT_AVERAGE};

/** Customers with revenue so far and in the time after. */
typedef struct {
    int64_t n;
    double *x, *t_x, *T, *m_x, *revenue, *x_holdout, *T_holdout, *after;
    cev_table *table;
} crowd;

enum { CROWD_COLUMNS = 8 };

static inline double **crowd_column(crowd *c, int k)
{
    double **columns[CROWD_COLUMNS] = {&c->x,         &c->t_x,
                                       &c->T,         &c->m_x,
                                       &c->revenue,   &c->x_holdout,
                                       &c->T_holdout, &c->after};
    return columns[k];
}

static const char *const crowd_names[CROWD_COLUMNS] = {
    "x",       "t_x",       "T",         "m_x",
    "revenue", "x_holdout", "T_holdout", "revenue_holdout"};

static inline crowd new_crowd(int64_t n)
{
    crowd c = {0};
    c.n = n;
    for (int k = 0; k < CROWD_COLUMNS; k++) {
        *crowd_column(&c, k) = calloc((size_t)n + 1, sizeof(double));
        ck_assert_ptr_nonnull(*crowd_column(&c, k));
    }
    return c;
}

static inline const cev_table *crowd_table(cev_ctx *ctx, crowd *c)
{
    cev_table_free(c->table);
    c->table = NULL;
    must(ctx, cev_table_new(ctx, c->n, &c->table));
    for (int k = 0; k < CROWD_COLUMNS; k++)
        must(ctx, cev_table_set_column(c->table, crowd_names[k], CEV_DOUBLE,
                                       *crowd_column(c, k), 8, NULL));
    return c->table;
}

static inline void free_crowd(crowd *c)
{
    cev_table_free(c->table);
    for (int k = 0; k < CROWD_COLUMNS; k++)
        free(*crowd_column(c, k));
}

/** Purchases at `pace` a day of exponential values of mean 20, for `ahead`
 *  days after ages spread over [0, oldest]. */
static inline crowd draw_crowd(dice *d, int64_t n, double pace, double oldest,
                        double ahead)
{
    crowd c = new_crowd(n);
    for (int64_t i = 0; i < n; i++) {
        double time = -log(throw_share(d)) / pace;
        c.T[i] = oldest * throw_share(d);
        c.revenue[i] = 20.0;
        c.T_holdout[i] = ahead;
        for (; time < ahead; time -= log(throw_share(d)) / pace) {
            c.x_holdout[i] += 1.0;
            c.after[i] -= 20.0 * log(throw_share(d));
        }
    }
    return c;
}

static inline cev_table *predict_with(cev_ctx *ctx, const cev_estimator *fit,
                               const cev_table *customers,
                               const cev_options *options)
{
    cev_table *out = NULL;
    must(ctx, cev_estimator_predict(fit, customers, options, &out));
    return out;
}

static inline cev_table *summary_of(cev_ctx *ctx, const cev_estimator *fit)
{
    cev_table *out = NULL;
    must(ctx, cev_estimator_summary(fit, NULL, &out));
    return out;
}

static inline cev_options *ahead_by(cev_ctx *ctx, double horizon,
                                    double discount)
{
    cev_options *options = new_options(ctx);
    must(ctx, cev_options_set_double(options, CEV_OPT_HORIZON, horizon));
    must(ctx, cev_options_set_double(options, CEV_OPT_DISCOUNT, discount));
    must(ctx, cev_options_set_double(options, CEV_OPT_MARGIN, 0.5));
    return options;
}

/** 60 customers of age 10 who bring 30 each in 20 days, 60 of age 50 who bring
 *  10. */
static inline crowd two_ages(void)
{
    crowd c = new_crowd(120);
    for (int64_t i = 0; i < 120; i++) {
        c.T[i] = i < 60 ? 10.0 : 50.0;
        c.T_holdout[i] = 20.0;
        c.x_holdout[i] = 1.0;
        c.after[i] = (i < 60 ? 30.0 : 10.0) + (i % 2 == 0 ? 5.0 : -5.0);
        c.revenue[i] = 25.0;
    }
    return c;
}

#endif

/* Rolls of contracts for tests: who left at which renewal. */
#ifndef TESTS_VALUE_ROLL_H
#define TESTS_VALUE_ROLL_H

#include "value/market.h"

#define YEAR (365.25 * 86400.0)

static const char *const contract_kinds[] = {CEV_SBG, CEV_BDW};

enum { KINDS = sizeof contract_kinds / sizeof contract_kinds[0] };

/** Rows in plain arrays, and a table that borrows them. */
typedef struct {
    int64_t n;
    double T[96], churned[96], customers[96];
    cev_table *table;
} roll;

static inline void enter(roll *r, double T, double churned, double customers)
{
    r->T[r->n] = T;
    r->churned[r->n] = churned;
    r->customers[r->n++] = customers;
}

static inline const cev_table *roll_table(cev_ctx *ctx, roll *r)
{
    cev_table_free(r->table);
    r->table = NULL;
    must(ctx, cev_table_new(ctx, r->n, &r->table));
    must(ctx, cev_table_set_column(r->table, "T", CEV_DOUBLE, r->T, 8, NULL));
    must(ctx, cev_table_set_column(r->table, "churned", CEV_DOUBLE,
                                   r->churned, 8, NULL));
    must(ctx, cev_table_set_column(r->table, "customers", CEV_DOUBLE,
                                   r->customers, 8, NULL));
    return r->table;
}

/** Fader & Hardie (2007), table 1, years 0 to 12. */
static const double highend[] = {100.0, 86.9, 74.3, 65.3, 59.3, 55.1, 51.7,
                                 49.1,  46.8, 44.5, 42.7, 40.9, 39.4};
static const double regular[] = {100.0, 63.1, 46.8, 38.2, 32.6, 28.9, 26.2,
                                 24.1,  22.3, 20.7, 19.4, 18.3, 17.3};

/** A cohort of 1,000, seen for so many years: as docs/models.md tells. */
static inline roll cohort(const double *percent, int years)
{
    roll r = {0};
    for (int t = 1; t <= years; t++)
        enter(&r, t, 1.0, round(10.0 * (percent[t - 1] - percent[t])));
    enter(&r, years, 0.0, round(10.0 * percent[years]));
    return r;
}

static inline cev_options *yearly(cev_ctx *ctx)
{
    cev_options *options = new_options(ctx);
    must(ctx, cev_options_set_double(options, CEV_OPT_TIME_UNIT, YEAR));
    must(ctx, cev_options_set_double(options, CEV_OPT_HORIZON, 5.0));
    return options;
}

/** A roll, fitted. */
typedef struct {
    cev_ctx *ctx;
    cev_options *options;
    cev_estimator *fit;
    cev_table *summary;
} fitted_roll;

static inline fitted_roll fit_roll(const char *kind, roll *r)
{
    fitted_roll f = {new_ctx(), NULL, NULL, NULL};
    f.options = yearly(f.ctx);
    f.fit = fit_kind(f.ctx, kind, f.options, roll_table(f.ctx, r));
    must(f.ctx, cev_estimator_summary(f.fit, NULL, &f.summary));
    return f;
}

static inline void free_fitted(fitted_roll *f, roll *r)
{
    cev_table_free(r->table);
    r->table = NULL;
    cev_table_free(f->summary);
    cev_estimator_free(f->fit);
    cev_options_free(f->options);
    cev_ctx_free(f->ctx);
}

#endif

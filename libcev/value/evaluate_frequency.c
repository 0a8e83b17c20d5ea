/*
 * How many customers bought how often, and how many should have by the model;
 * and what customers with x purchases did in the holdout, on average.
 */
#include "../core/compiler.h"
#include "evaluations.h"

#include <math.h>
#include <string.h>

#include "../math/sum.h"

/* Counts customers by x; the last counts those beyond it too. */
static int64_t count_by_x(const cev__buyers *buyers, cev__sum *counts)
{
    cev__block block;
    int64_t last = 0;
    cev__buyers_begin(buyers, &block);
    for (int64_t first = 0; first < buyers->rows; first += block.rows) {
        cev__buyers_read(buyers, first, buyers->rows, &block);
        for (int64_t i = 0; i < block.rows; i++) {
            double x = fmin(block.col[CEV__COL_X][i], CEV__X_LAST);
            double crowd = block.col[CEV__COL_CUSTOMERS][i];
            cev__sum_add(&counts[(int64_t)x], crowd);
            if (crowd > 0.0 && (int64_t)x > last)
                last = (int64_t)x;
        }
    }
    return last;
}

/* What the model expects: the chance of exactly x by each age. */
static void expect_counts(const cev__purchases *model, const cev__ages *ages,
                          int64_t last, double *expected)
{
    cev__sum below = {0};
    for (int64_t x = 0; x < last; x++) {
        cev__sum sum = {0};
        for (int64_t i = 0; i < ages->count; i++) {
            cev__params room;
            cev__sum_add(&sum,
                         ages->weight[i]
                             * model->kind->pmf(
                                 cev__ages_params(ages, i, model, &room),
                                 (double)x, ages->age[i]));
        }
        expected[x] = cev__sum_value(&sum);
        cev__sum_merge(&below, &sum);
    }
    expected[last] = fmax(0.0, ages->customers - cev__sum_value(&below));
}

int32_t cev__evaluate_frequency(cev_ctx *ctx, const cev__outlook *outlook,
                                const cev_options *options,
                                const cev_table *customers, cev_table **out)
{
    cev__buyers buyers;
    cev__ages ages = {0};
    cev_table *table = NULL;
    cev__sum counts[CEV__X_LAST + 1];
    int64_t last = 0, *xs;
    double *actual, *expected;
    (void)options;
    memset(counts, 0, sizeof counts);
    int32_t status = cev__buyers_open(
        ctx, customers,
        cev__purchase_wants(outlook->purchases->kind)
            | CEV__WANTS_CUSTOMERS_MAYBE,
        &buyers);
    if (status == CEV_OK)
        status = cev__ages_of(ctx, &buyers, outlook->purchases, &ages);
    if (status == CEV_OK) {
        last = count_by_x(&buyers, counts);
        status = cev_table_new(ctx, last + 1, &table);
    }
    if (status == CEV_OK)
        status = cev__table_add_int64(table, "x", &xs);
    if (status == CEV_OK)
        status = cev__table_add_double(table, "customers", &actual);
    if (status == CEV_OK)
        status = cev__table_add_double(table, "expected", &expected);
    if (status == CEV_OK) {
        for (int64_t x = 0; x <= last; x++) {
            xs[x] = x;
            actual[x] = cev__sum_value(&counts[x]);
        }
        expect_counts(outlook->purchases, &ages, last, expected);
        *out = table;
    } else {
        cev_table_free(table);
    }
    cev__ages_free(ctx, &ages);
    return status;
}

/* Sums of truth and prediction over customers with the same x. */
typedef struct by_frequency {
    int64_t last;
    cev__sum customers[CEV__X_LAST + 1];
    cev__sum actual[CEV__X_LAST + 1], predicted[CEV__X_LAST + 1];
} by_frequency;

static void sum_by_x(const cev__comparison *c, by_frequency *sums)
{
    for (int64_t i = 0; i < c->rows; i++) {
        int64_t x = (int64_t)fmin(c->x[i], CEV__X_LAST);
        if (c->weight[i] > 0.0 && x > sums->last)
            sums->last = x;
        cev__sum_add(&sums->customers[x], c->weight[i]);
        cev__sum_add(&sums->actual[x], c->weight[i] * c->actual[i]);
        cev__sum_add(&sums->predicted[x], c->weight[i] * c->predicted[i]);
    }
}

static int32_t conditional_table(cev_ctx *ctx, const by_frequency *sums,
                                 cev_table **out)
{
    int64_t *xs;
    double *customers, *actual, *expected;
    cev_table *table = NULL;
    int32_t status = cev_table_new(ctx, sums->last + 1, &table);
    if (status == CEV_OK)
        status = cev__table_add_int64(table, "x", &xs);
    if (status == CEV_OK)
        status = cev__table_add_double(table, "customers", &customers);
    if (status == CEV_OK)
        status = cev__table_add_double(table, "actual", &actual);
    if (status == CEV_OK)
        status = cev__table_add_double(table, "expected", &expected);
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    for (int64_t x = 0; x <= sums->last; x++) {
        double n = cev__sum_value(&sums->customers[x]);
        xs[x] = x;
        customers[x] = n;
        /* Nobody with this x: the means are gaps. */
        actual[x] = n > 0.0 ? cev__sum_value(&sums->actual[x]) / n : NAN;
        expected[x] = n > 0.0 ? cev__sum_value(&sums->predicted[x]) / n : NAN;
    }
    *out = table;
    return CEV_OK;
}

int32_t cev__comparison_conditional(cev_ctx *ctx,
                                    const cev__comparison *comparison,
                                    cev_table **out)
{
    by_frequency sums;
    memset(&sums, 0, sizeof sums);
    sum_by_x(comparison, &sums);
    return conditional_table(ctx, &sums, out);
}

int32_t cev__evaluate_conditional(cev_ctx *ctx, const cev__outlook *outlook,
                                  const cev_options *options,
                                  const cev_table *customers, cev_table **out)
{
    cev__comparison c;
    cev__outlook plain = *outlook;
    (void)options;
    plain.z = 0.0; /* no intervals here */
    int32_t status = cev__compare(ctx, &plain, CEV__COMPARE_PURCHASES,
                                  CEV__WANTS_HOLDOUT, customers, &c);
    if (status != CEV_OK)
        return status;
    status = cev__comparison_conditional(ctx, &c, out);
    cev__comparison_free(ctx, &c);
    return status;
}

/*
 * The retention curve: what the customers of a table did beside what a model
 * expects of them, renewal by renewal. A renewal is compared among those who
 * faced it, and the shares are multiplied (Kaplan & Meier 1958), so customers
 * of any age take part for as long as they have been seen.
 */
#include "../core/compiler.h"
#include "contract.h"

#include <math.h>
#include <string.h>

#include "../math/elementary.h"
#include "../math/interval.h"
#include "subscribers.h"

/* Renewals that anybody could look at. */
#define RENEWALS_MAX 1000000.0

typedef struct retention_columns {
    double *t, *customers, *actual_retention, *expected_retention;
    double *actual, *expected, *lower, *upper; /* of survival */
} retention_columns;

static int32_t add_retention(cev_table *table, double z,
                             retention_columns *columns)
{
    const char *const names[] = {
        "t", "customers", "actual_retention", "expected_retention",
        "actual_survival", "expected_survival", "expected_survival_lo",
        "expected_survival_hi"};
    double **const data[] = {
        &columns->t, &columns->customers, &columns->actual_retention,
        &columns->expected_retention, &columns->actual, &columns->expected,
        &columns->lower, &columns->upper};
    int count = z > 0.0 ? 8 : 6;
    int32_t status = CEV_OK;
    for (int i = 0; i < count && status == CEV_OK; i++)
        status = cev__table_add_double(table, names[i], data[i]);
    return status;
}

/* Customers who faced renewal t, in customers[t], and of them who left, in
 * actual_retention[t] for the time being: from the last row to the first,
 * everybody counts up to his T. */
static void count_retention(const cev__grouping *grouping, int64_t rows,
                            retention_columns *columns)
{
    cev__sum there = {0};
    int64_t g = grouping->count;
    for (int64_t t = rows - 1; t >= 0; t--) {
        cev__sum left = {0};
        for (; g > 0 && grouping->groups[g - 1].key[0] >= (double)t; g--) {
            const cev__group *group = &grouping->groups[g - 1];
            cev__sum_add(&there, group->weight);
            cev__sum_add(&left, group->weight * group->key[1]);
        }
        columns->t[t] = (double)t;
        columns->customers[t] = cev__sum_value(&there);
        columns->actual_retention[t] = cev__sum_value(&left);
    }
}

static void fill_actual(int64_t rows, retention_columns *columns)
{
    columns->actual_retention[0] = columns->actual[0] = 1.0;
    for (int64_t t = 1; t < rows; t++) {
        double faced = columns->customers[t];
        double left = columns->actual_retention[t];
        columns->actual_retention[t] =
            faced > 0.0 ? (faced - left) / faced : NAN;
        columns->actual[t] =
            columns->actual[t - 1] * columns->actual_retention[t];
    }
}

static int32_t fill_expected(cev_ctx *ctx, const cev__contracts *model,
                             double z, int64_t rows,
                             retention_columns *columns)
{
    columns->expected_retention[0] = 1.0;
    for (int64_t t = 0; t < rows; t++) {
        int32_t status = t % 256 == 0 ? cev__progress(ctx, "retention",
                                                      (double)t / (double)rows)
                                      : CEV_OK;
        if (status != CEV_OK)
            return status;
        cev__bounded stay = cev__contracts_stay(model, 0.0, (double)t, z);
        if (t > 0)
            columns->expected_retention[t] =
                model->kind->renew(&model->prepared, (double)(t - 1));
        columns->expected[t] = stay.value;
        if (columns->lower != NULL) {
            columns->lower[t] = stay.lower;
            columns->upper[t] = stay.upper;
        }
    }
    return CEV_OK;
}

/* Renewals up to the last that a customer faced, and `holdout` more. */
static int32_t last_renewal(cev_ctx *ctx, const cev__grouping *grouping,
                            const cev_options *options, double *last)
{
    *last = floor(cev__options_double(options, CEV__OPT_HOLDOUT));
    if (grouping->count > 0)
        *last += grouping->groups[grouping->count - 1].key[0];
    if (*last <= RENEWALS_MAX)
        return CEV_OK;
    return cev__fail(ctx, CEV_ERR_DOMAIN,
                     "the largest T and the option holdout come to %g "
                     "renewals; wanted at most %g",
                     *last, RENEWALS_MAX);
}

static int32_t retention_table(cev_ctx *ctx, const cev__contracts *model,
                               const cev_options *options,
                               const cev__grouping *grouping, cev_table **out)
{
    double z =
        cev__interval_z(cev__options_double(options, CEV__OPT_INTERVAL));
    double last = 0.0;
    retention_columns columns;
    cev_table *table = NULL;
    memset(&columns, 0, sizeof columns);
    int32_t status = last_renewal(ctx, grouping, options, &last);
    int64_t rows = (int64_t)last + 1;
    if (status == CEV_OK)
        status = cev_table_new(ctx, rows, &table);
    if (status == CEV_OK)
        status = add_retention(table, z, &columns);
    if (status == CEV_OK) {
        count_retention(grouping, rows, &columns);
        fill_actual(rows, &columns);
        status = fill_expected(ctx, model, z, rows, &columns);
    }
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    *out = table;
    return CEV_OK;
}

int32_t cev__contracts_retention(cev_ctx *ctx, const cev__contracts *model,
                                 const cev_options *options,
                                 const cev_table *customers, cev_table **out)
{
    cev__subscribers subscribers;
    cev__grouping grouping;
    memset(&grouping, 0, sizeof grouping);
    int32_t status = cev__subscribers_open(ctx, customers, 1, &subscribers);
    if (status == CEV_OK)
        status = cev__subscribers_group(ctx, &subscribers, &grouping);
    if (status == CEV_OK)
        status = retention_table(ctx, model, options, &grouping, out);
    cev__grouping_free(ctx, &grouping);
    return status;
}

/*
 * What all customers bring together: the sums of predict's columns, each with
 * an interval of its own. Customers err together, since they share the
 * parameters, so the interval of a sum follows neither from adding bounds nor
 * from adding variances: the sum is taken again with the parameters moved
 * along each direction of their uncertainty.
 */
#include "../core/compiler.h"
#include "evaluations.h"

#include <math.h>
#include <string.h>

#include "../math/elementary.h"
#include "../math/sum.h"
#include "interval.h"

enum { TOTAL_ACTIVE, TOTAL_PURCHASES, TOTAL_CLV, TOTALS };

static const char *const total_columns[TOTALS] = {"p_alive",
                                                  "expected_purchases", "clv"};
static const char *const total_names[TOTALS] = {
    "active_customers", "expected_purchases", "clv"};

/* The step of the plain mean in a difference quotient, in standard errors. */
#define MEAN_STEP 1e-5

typedef struct totals {
    cev_ctx *ctx;
    const cev_table *customers;
    cev__outlook outlook; /* without intervals */
    double value[TOTALS];
    double variance[TOTALS];
} totals;

/* The sum of a column; NaN where there is none or all are gaps. */
static double column_total(const cev_table *table, const char *name)
{
    cev__numbers numbers;
    cev__sum sum = {0};
    int64_t known = 0;
    if (cev__table_find(table, name) == NULL)
        return NAN;
    if (cev__table_numbers(table->ctx, table, name, &numbers) != CEV_OK)
        return NAN;
    for (int64_t i = 0; i < table->rows; i++) {
        double value = cev__number_at(&numbers, i);
        if (isnan(value))
            continue;
        cev__sum_add(&sum, value);
        known++;
    }
    return known > 0 || table->rows == 0 ? cev__sum_value(&sum) : NAN;
}

/* The sums under these models. */
static int32_t take_totals(const totals *t, const cev__purchases *purchases,
                           const cev__spend *spend, double value[TOTALS])
{
    cev__outlook outlook = t->outlook;
    cev_table *table = NULL;
    outlook.purchases = purchases;
    outlook.spend = spend;
    int32_t status = cev__predict(t->ctx, &outlook, t->customers, &table);
    if (status != CEV_OK)
        return status;
    for (int i = 0; i < TOTALS; i++)
        value[i] = column_total(table, total_columns[i]);
    cev_table_free(table);
    return CEV_OK;
}

/* Adds the squares of the sums' slopes along a direction: they were taken
 * again a `step` of its standard deviation away. */
static void add_variance(totals *t, const double there[TOTALS], double step)
{
    for (int i = 0; i < TOTALS; i++) {
        double slope = (there[i] - t->value[i]) / step;
        t->variance[i] += slope * slope;
    }
}

static int32_t vary_purchases(totals *t)
{
    const cev__purchases *model = t->outlook.purchases;
    cev__purchases moved = *model;
    moved.directions.count = 0;
    for (int k = 0; k < model->directions.count; k++) {
        double there[TOTALS];
        moved.prepared = model->shifted[k];
        int32_t status = take_totals(t, &moved, t->outlook.spend, there);
        if (status != CEV_OK)
            return status;
        add_variance(t, there, model->directions.step[k]);
    }
    return CEV_OK;
}

/* Takes the sums under a spend model that was moved by a step. */
static int32_t vary_spend_to(totals *t, cev__spend *moved, double step)
{
    double there[TOTALS];
    int32_t status = cev__spend_prepare(moved);
    moved->is_mean_taken = t->outlook.spend->is_mean_taken;
    if (status == CEV_OK)
        status = take_totals(t, t->outlook.purchases, moved, there);
    if (status == CEV_OK)
        add_variance(t, there, step);
    return status;
}

/* The parameters along each direction, and the plain mean, which stands in
 * where they say nothing and has an error of its own. */
static int32_t vary_spend(totals *t)
{
    cev__directions directions;
    const cev__spend *model = t->outlook.spend;
    int32_t status = CEV_OK;
    if (model->method == CEV__METHOD_NONE)
        return CEV_OK;
    cev__directions_of(CEV__SPEND_PARAMS, model->covariance, &directions);
    for (int k = 0; k < directions.count && status == CEV_OK; k++) {
        cev__spend moved = *model;
        cev__directions_move(&directions, k, CEV__SPEND_PARAMS, model->params,
                             moved.params);
        status = vary_spend_to(t, &moved, directions.step[k]);
    }
    if (status == CEV_OK && model->mean_log_sd > 0.0) {
        cev__spend moved = *model;
        moved.mean *= cev__exp(MEAN_STEP * model->mean_log_sd);
        status = vary_spend_to(t, &moved, MEAN_STEP);
    }
    return status;
}

static int32_t totals_table(const totals *t, double z, cev_table **out)
{
    double *value, *lower, *upper;
    cev_table *table = NULL;
    int64_t rows = t->outlook.spend == NULL ? TOTAL_CLV : TOTALS;
    int32_t status = cev_table_new(t->ctx, rows, &table);
    if (status == CEV_OK)
        status = cev__table_add_text(table, "quantity", total_names);
    if (status == CEV_OK)
        status = cev__table_add_double(table, "value", &value);
    if (status == CEV_OK)
        status = cev__table_add_double(table, "lower", &lower);
    if (status == CEV_OK)
        status = cev__table_add_double(table, "upper", &upper);
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    for (int64_t i = 0; i < rows; i++) {
        double sd = sqrt(t->variance[i]) / fabs(t->value[i]);
        value[i] = t->value[i];
        lower[i] = upper[i] = NAN;
        if (z > 0.0 && !isnan(value[i]))
            cev__interval_positive(value[i], isnan(sd) ? 0.0 : sd, z,
                                   &lower[i], &upper[i]);
    }
    if (upper[TOTAL_ACTIVE] > (double)t->customers->rows)
        upper[TOTAL_ACTIVE] = (double)t->customers->rows;
    *out = table;
    return CEV_OK;
}

int32_t cev__evaluate_totals(cev_ctx *ctx, const cev__outlook *outlook,
                             const cev_options *options,
                             const cev_table *customers, cev_table **out)
{
    totals t;
    (void)options;
    memset(&t, 0, sizeof t);
    t.ctx = ctx;
    t.customers = customers;
    t.outlook = *outlook;
    t.outlook.z = 0.0;
    int32_t status =
        take_totals(&t, outlook->purchases, outlook->spend, t.value);
    if (status == CEV_OK && outlook->z > 0.0)
        status = vary_purchases(&t);
    if (status == CEV_OK && outlook->z > 0.0 && outlook->spend != NULL)
        status = vary_spend(&t);
    if (status == CEV_OK)
        status = totals_table(&t, outlook->z, out);
    return status;
}

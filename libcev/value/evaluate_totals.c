/*
 * What all customers bring together: the sums of predict's columns, each with
 * an interval of its own. Customers err together, since they share the
 * parameters, so the interval of a sum follows neither from adding bounds nor
 * from adding variances: the sum is taken again at each place around the
 * parameters (reach.h).
 */
#include "../core/compiler.h"
#include "evaluations.h"

#include <math.h>
#include <string.h>

#include "../math/elementary.h"
#include "../math/interval.h"
#include "../math/sum.h"
#include "spend_turn.h"
#include "turn.h"

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
    cev__spread spread[TOTALS]; /* of their logarithms */
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

/* Where the sums of a model's places are gathered: logarithms. */
typedef double totals_around[TOTALS][CEV__TURNS];

static double log_of_total(const totals *t, int i)
{
    return cev__log(fabs(t->value[i]));
}

static void keep_logs(const double there[TOTALS], int k, totals_around around)
{
    for (int i = 0; i < TOTALS; i++)
        around[i][k] = cev__log(fabs(there[i]));
}

static int32_t vary_purchases(totals *t)
{
    const cev__purchases *model = t->outlook.purchases;
    totals_around around;
    for (int k = 0; k < cev__turn_count(model); k++) {
        cev__purchases moved;
        cev__regression room;
        double there[TOTALS];
        int32_t status = cev__turn_along(model, k, &room, &moved);
        if (status == CEV_OK)
            status = take_totals(t, &moved, t->outlook.spend, there);
        if (status != CEV_OK)
            return status;
        keep_logs(there, k, around);
    }
    for (int i = 0; i < TOTALS; i++) {
        cev__spread spread =
            cev__turn_spread(model, around[i], log_of_total(t, i));
        cev__spread_join(&t->spread[i], &spread);
    }
    return CEV_OK;
}

/* The parameters at each place, and the plain mean, which stands in where
 * they say nothing and has an error of its own. */
static int32_t vary_spend(totals *t)
{
    const cev__spend *model = t->outlook.spend;
    cev__spend moved;
    totals_around around;
    double there[TOTALS];
    if (model->method == CEV__METHOD_NONE)
        return CEV_OK;
    for (int k = 0; k < cev__spend_turn_count(model); k++) {
        cev__regression room;
        cev__spend_turn_along(model, k, &room, &moved);
        int32_t status =
            take_totals(t, t->outlook.purchases, &moved, there);
        if (status != CEV_OK)
            return status;
        keep_logs(there, k, around);
    }
    for (int i = 0; i < TOTALS; i++) {
        cev__spread spread =
            cev__spend_turn_spread(model, around[i], log_of_total(t, i));
        cev__spread_join(&t->spread[i], &spread);
    }
    moved = *model;
    moved.mean *= cev__exp(MEAN_STEP * model->mean_log_sd);
    int32_t status = take_totals(t, t->outlook.purchases, &moved, there);
    for (int i = 0; status == CEV_OK && i < TOTALS; i++) {
        double slope = model->reach.z / MEAN_STEP
                       * cev__log1p((there[i] - t->value[i]) / t->value[i]);
        cev__spread_add(&t->spread[i], slope, -slope);
    }
    return status;
}

static int32_t totals_table(const totals *t, double ratio, cev_table **out)
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
        value[i] = t->value[i];
        lower[i] = upper[i] = NAN;
        if (ratio > 0.0 && !isnan(value[i]))
            cev__interval_around(value[i], &t->spread[i], ratio, &lower[i],
                                 &upper[i]);
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
        status = totals_table(&t, outlook->z / outlook->purchases->reach.z,
                              out);
    return status;
}

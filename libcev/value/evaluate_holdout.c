/*
 * Errors on the held-out period: of the model and of the rule that things go
 * on as they went so far (x / T), side by side.
 *
 * bias is (predicted - actual) / actual of the totals. gini compares the order
 * of the predictions with that of the truth: 1 is the order of the truth, 0
 * an order by chance. Intervals of mae and rmse are normal approximations over
 * customers; those of predicted and bias come from the parameters alone. A row
 * for many customers is as many rows.
 */
#include "../core/compiler.h"
#include "evaluations.h"

#include <math.h>

#include "../math/elementary.h"
#include "../math/interval.h"
#include "../math/sum.h"

/* One minus twice the area under the Lorenz curve of the truth, customers
 * ordered by `items`; equal keys share what they have. */
static double lorenz_gini(const cev__keyed *items, const cev__comparison *c)
{
    cev__sum total = {0}, area = {0}, customers = {0};
    for (int64_t i = 0; i < c->rows;) {
        cev__sum share = {0}, crowd = {0};
        int64_t end = i;
        for (; end < c->rows && items[end].key == items[i].key; end++) {
            int64_t row = items[end].index;
            cev__sum_add(&share, c->weight[row] * c->actual[row]);
            cev__sum_add(&crowd, c->weight[row]);
        }
        cev__sum_add(&area, cev__sum_value(&crowd)
                                * (cev__sum_value(&total)
                                   + 0.5 * cev__sum_value(&share)));
        cev__sum_merge(&total, &share);
        cev__sum_merge(&customers, &crowd);
        i = end;
    }
    return 1.0
           - 2.0 * cev__sum_value(&area)
                 / (cev__sum_value(&customers) * cev__sum_value(&total));
}

/* The gini of an order by `values`, relative to that by the truth. */
static int32_t measure_gini(cev_ctx *ctx, const double *values,
                            const cev__comparison *c, double *gini)
{
    cev__keyed *items = NULL;
    int32_t status = cev__sort_rows(ctx, values, c->rows, &items);
    if (status != CEV_OK)
        return status;
    *gini = lorenz_gini(items, c);
    cev__free_rows(ctx, items, c->rows);
    status = cev__sort_rows(ctx, c->actual, c->rows, &items);
    if (status != CEV_OK)
        return status;
    *gini /= lorenz_gini(items, c);
    cev__free_rows(ctx, items, c->rows);
    if (!isfinite(*gini))
        *gini = NAN; /* all alike: there is no order */
    return CEV_OK;
}

/* Mean of a power of the errors, with its interval. */
static cev__line mean_error(const double *values, const cev__comparison *c,
                            int is_squared, double z)
{
    cev__sum sum = {0}, squares = {0}, customers = {0};
    cev__line line = {0};
    for (int64_t i = 0; i < c->rows; i++) {
        double error = fabs(values[i] - c->actual[i]);
        if (is_squared)
            error *= error;
        cev__sum_add(&sum, c->weight[i] * error);
        cev__sum_add(&squares, c->weight[i] * error * error);
        cev__sum_add(&customers, c->weight[i]);
    }
    double n = cev__sum_value(&customers);
    line.value = cev__sum_value(&sum) / n;
    line.lower = line.upper = NAN;
    if (z > 0.0 && n > 1.0) {
        double variance =
            cev__sum_value(&squares) / n - line.value * line.value;
        double reach = z * sqrt(fmax(0.0, variance) / (n - 1.0));
        line.lower = fmax(0.0, line.value - reach);
        line.upper = line.value + reach;
    }
    if (is_squared) {
        line.value = sqrt(line.value);
        line.lower = sqrt(line.lower);
        line.upper = sqrt(line.upper);
    }
    return line;
}

static void put_metric(cev__lines *lines, const char *name, double value,
                       double lower, double upper)
{
    cev__line *line = cev__lines_add(lines, "", name, NULL);
    line->value = value;
    line->lower = lower;
    line->upper = upper;
}

/* The metrics of one set of predictions. */
static int32_t put_errors(cev_ctx *ctx, const cev__comparison *c,
                          const double *values, double ratio,
                          cev__lines *lines)
{
    double gini = NAN, lower = NAN, upper = NAN;
    double total = cev__comparison_total(c, values);
    double truth = cev__comparison_total(c, c->actual);
    double scale = truth > 0.0 ? 1.0 / truth : NAN;
    int32_t status = measure_gini(ctx, values, c, &gini);
    if (status != CEV_OK)
        return status;
    if (ratio > 0.0)
        cev__interval_around(total, &c->spread, ratio, &lower, &upper);
    put_metric(lines, "predicted", total, lower, upper);
    put_metric(lines, "bias", (total - truth) * scale,
               (lower - truth) * scale, (upper - truth) * scale);
    cev__line mae = mean_error(values, c, 0, lines->z);
    put_metric(lines, "mae", mae.value, mae.lower, mae.upper);
    cev__line rmse = mean_error(values, c, 1, lines->z);
    put_metric(lines, "rmse", rmse.value, rmse.lower, rmse.upper);
    put_metric(lines, "gini", gini, NAN, NAN);
    return CEV_OK;
}

int32_t cev__comparison_metrics(cev_ctx *ctx, const cev__comparison *c,
                                const char *const parts[2], cev__lines *lines)
{
    cev__sum customers = {0};
    int32_t status = CEV_OK;
    for (int64_t i = 0; i < c->rows; i++)
        cev__sum_add(&customers, c->weight[i]);
    int is_somebody = cev__sum_value(&customers) > 0.0;
    lines->part = parts[0];
    put_metric(lines, "customers", cev__sum_value(&customers), NAN, NAN);
    put_metric(lines, "actual", cev__comparison_total(c, c->actual), NAN,
               NAN);
    if (is_somebody)
        status = put_errors(ctx, c, c->predicted, c->ratio, lines);
    lines->part = parts[1];
    if (status == CEV_OK && is_somebody)
        status = put_errors(ctx, c, c->naive, 0.0, lines);
    return status;
}

/* Compares, and adds what comes out. */
static int32_t put_comparison(cev_ctx *ctx, const cev__outlook *outlook,
                              int what, int wants, const cev_table *customers,
                              const char *const parts[2], cev__lines *lines)
{
    cev__comparison c;
    int32_t status = cev__compare(ctx, outlook, what, wants, customers, &c);
    if (status != CEV_OK)
        return status;
    status = cev__comparison_metrics(ctx, &c, parts, lines);
    cev__comparison_free(ctx, &c);
    return status;
}

int32_t cev__evaluate_holdout(cev_ctx *ctx, const cev__outlook *outlook,
                              const cev_options *options,
                              const cev_table *customers, cev_table **out)
{
    static const char *const plain[2] = {NULL, "naive"};
    static const char *const money[2] = {"revenue", "revenue_naive"};
    cev__lines lines = {.ctx = ctx};
    int32_t status;
    (void)options;
    lines.z = outlook->z;
    lines.joint = "_";
    if (outlook->purchases == NULL)
        status = put_comparison(ctx, outlook, CEV__COMPARE_SPEND,
                                CEV__WANTS_SPEND_HOLDOUT, customers, plain,
                                &lines);
    else
        status = put_comparison(ctx, outlook, CEV__COMPARE_PURCHASES,
                                CEV__WANTS_HOLDOUT, customers, plain, &lines);
    if (status == CEV_OK && outlook->purchases != NULL
        && outlook->spend != NULL
        && cev__table_find(customers, "revenue_holdout") != NULL)
        status = put_comparison(ctx, outlook, CEV__COMPARE_REVENUE,
                                CEV__WANTS_HOLDOUT | CEV__WANTS_REVENUE_MAYBE,
                                customers, money, &lines);
    if (status == CEV_OK)
        return cev__lines_metrics(&lines, out);
    cev__lines_clear(&lines);
    return status;
}

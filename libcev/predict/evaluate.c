/* Predictions beside the truth; see learner.h. */
#include "../core/compiler.h"
#include "learner.h"

#include <math.h>
#include <string.h>

#include "../math/elementary.h"
#include "../math/radix.h"
#include "../math/sum.h"

/* No prediction counts as closer to 0 or 1. */
#define SURE 1e-15

/* What was predicted and what was, of the customers whose target is known. */
typedef struct learner_check {
    int64_t count;
    double *predicted, *actual, *weights;
    int64_t room;
} learner_check;

static void close_check(cev_ctx *ctx, learner_check *check)
{
    cev__free(ctx, check->predicted, check->room, (int64_t)sizeof(double));
    cev__free(ctx, check->actual, check->room, (int64_t)sizeof(double));
    cev__free(ctx, check->weights, check->room, (int64_t)sizeof(double));
}

/* Keeps the rows that count. */
static void keep_known_rows(int64_t rows, learner_check *check)
{
    for (int64_t row = 0; row < rows; row++) {
        int64_t at = check->count;
        if (isnan(check->actual[row]) || !(check->weights[row] > 0.0))
            continue;
        check->predicted[at] = check->predicted[row];
        check->actual[at] = check->actual[row];
        check->weights[at] = check->weights[row];
        check->count++;
    }
}

static int32_t open_check(cev_ctx *ctx, const cev__target *target,
                          const cev_table *customers,
                          const cev_table *predictions, learner_check *check)
{
    int64_t rows = customers->rows;
    cev__numbers numbers;
    memset(check, 0, sizeof *check);
    check->room = rows + 1;
    check->predicted = cev__alloc(ctx, rows + 1, (int64_t)sizeof(double));
    check->actual = cev__alloc(ctx, rows + 1, (int64_t)sizeof(double));
    check->weights = cev__alloc(ctx, rows + 1, (int64_t)sizeof(double));
    int32_t status = check->predicted == NULL || check->actual == NULL
                             || check->weights == NULL
                         ? cev__fail_memory(ctx)
                         : cev__weights_read(ctx, customers, check->weights);
    if (status == CEV_OK)
        status = cev__target_read(ctx, target, customers, check->weights,
                                  check->actual);
    if (status == CEV_OK)
        status = cev__table_numbers(ctx, predictions, "prediction", &numbers);
    if (status != CEV_OK) {
        close_check(ctx, check);
        return status;
    }
    for (int64_t row = 0; row < rows; row++)
        check->predicted[row] = cev__number_at(&numbers, row);
    keep_known_rows(rows, check);
    return CEV_OK;
}

/* ---- Scores -------------------------------------------------------------- */

/* The weighted mean of a loss. */
static double mean_loss(const learner_check *check,
                      double (*loss)(double predicted, double actual))
{
    cev__sum sum = {0}, weights = {0};
    for (int64_t i = 0; i < check->count; i++) {
        cev__sum_add(&weights, check->weights[i]);
        cev__sum_add(&sum, check->weights[i]
                               * loss(check->predicted[i],
                                      check->actual[i]));
    }
    return cev__sum_value(&sum) / cev__sum_value(&weights);
}

static double loss_actual(double predicted, double actual)
{
    (void)predicted;
    return actual;
}

static double loss_predicted(double predicted, double actual)
{
    (void)actual;
    return predicted;
}

static double loss_absolute(double predicted, double actual)
{
    return fabs(predicted - actual);
}

static double loss_squared(double predicted, double actual)
{
    return (predicted - actual) * (predicted - actual);
}

/* Who is sure and wrong loses much, but not everything. */
static double loss_log(double predicted, double actual)
{
    double p = fmin(fmax(predicted, SURE), 1.0 - SURE);
    return actual == 1.0 ? -cev__log(p) : -cev__log1p(-p);
}

/* The chance that of two customers, one of each kind, the one with the target
 * has the higher prediction; equal ones count half. NaN with one kind alone.
 */
static int32_t area_under_curve(cev_ctx *ctx, const learner_check *check,
                                double *area)
{
    int64_t room = 2 * check->count + 1;
    cev__keyed *items = cev__alloc(ctx, room, (int64_t)sizeof *items);
    cev__sum pairs = {0};
    double below = 0.0, positives = 0.0;
    if (items == NULL)
        return cev__fail_memory(ctx);
    for (int64_t i = 0; i < check->count; i++)
        items[i] =
            (cev__keyed){cev__keyed_double(check->predicted[i]), i};
    cev__keyed_sort(items, items + check->count, check->count);
    for (int64_t i = 0, end; i < check->count; i = end) {
        double with = 0.0, without = 0.0;
        for (end = i; end < check->count && items[end].key == items[i].key;
             end++) {
            double weight = check->weights[items[end].index];
            if (check->actual[items[end].index] == 1.0)
                with += weight;
            else
                without += weight;
        }
        cev__sum_add(&pairs, with * (below + 0.5 * without));
        below += without;
        positives += with;
    }
    *area = positives > 0.0 && below > 0.0
                ? cev__sum_value(&pairs) / (positives * below)
                : NAN;
    cev__free(ctx, items, room, (int64_t)sizeof *items);
    return CEV_OK;
}

static double customers_in(const learner_check *check)
{
    cev__sum sum = {0};
    for (int64_t i = 0; i < check->count; i++)
        cev__sum_add(&sum, check->weights[i]);
    return cev__sum_value(&sum);
}

static int32_t tell_scores(cev_ctx *ctx, const cev__target *target,
                           const learner_check *check, cev_table **out)
{
    cev__lines lines = {.ctx = ctx};
    double area = NAN;
    cev__lines_figure(&lines, "customers", customers_in(check));
    cev__lines_figure(&lines, "actual", mean_loss(check, loss_actual));
    cev__lines_figure(&lines, "predicted", mean_loss(check, loss_predicted));
    if (target->is_binary) {
        int32_t status = area_under_curve(ctx, check, &area);
        if (status != CEV_OK) {
            cev__lines_clear(&lines);
            return status;
        }
        cev__lines_figure(&lines, "auc", area);
        cev__lines_figure(&lines, "log_loss", mean_loss(check, loss_log));
        cev__lines_figure(&lines, "brier", mean_loss(check, loss_squared));
        return cev__lines_metrics(&lines, out);
    }
    cev__lines_figure(&lines, "mae", mean_loss(check, loss_absolute));
    cev__lines_figure(&lines, "rmse", sqrt(mean_loss(check, loss_squared)));
    return cev__lines_metrics(&lines, out);
}

int32_t cev__learner_evaluate(
    cev_ctx *ctx, const cev__target *target,
    int32_t (*predict)(cev_ctx *ctx, const void *model,
                       const cev_options *options, const cev_table *customers,
                       cev_table **out),
    const void *model, const cev_options *options, const cev_table *customers,
    const char *what, cev_table **out)
{
    cev__option_value plain = {CEV__OPT_INTERVAL, 0, 0.0, NULL};
    const cev_options without_interval = {NULL, options, &plain, 1};
    cev_table *predictions = NULL;
    learner_check check;
    if (strcmp(what, CEV_EVAL_SCORES) != 0)
        return cev__fail(ctx, CEV_ERR_KIND,
                         "%q is no evaluation of this estimator; wanted one "
                         "of: scores",
                         what);
    int32_t status =
        predict(ctx, model, &without_interval, customers, &predictions);
    if (status == CEV_OK)
        status = open_check(ctx, target, customers, predictions, &check);
    cev_table_free(predictions);
    if (status != CEV_OK)
        return status;
    status = check.count == 0
                 ? cev__fail(ctx, CEV_ERR_DOMAIN,
                             "column %q is a gap, or customers 0, in all "
                             "rows; wanted a customer whose target is known",
                             cev__target_name(target))
                 : tell_scores(ctx, target, &check, out);
    close_check(ctx, &check);
    return status;
}

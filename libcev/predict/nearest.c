/* The estimator nearest: what neighbours did; see nearest.h. */
#include "../core/compiler.h"
#include "nearest.h"

#include <math.h>
#include <string.h>

#include "../math/interval.h"
#include "../math/wilson.h"

void cev__nearest_free(cev_ctx *ctx, void *model)
{
    cev__nearest *nearest = model;
    int64_t n = nearest->count, p = nearest->columns;
    cev__free(ctx, nearest->points, n * p + 1, (int64_t)sizeof(double));
    cev__free(ctx, nearest->values, 2 * n, (int64_t)sizeof(double));
    cev__free(ctx, nearest->scale, p + 1, (int64_t)sizeof(double));
    cev__predictors_free(ctx, &nearest->predictors);
    cev__target_free(ctx, &nearest->target);
    cev__free(ctx, nearest, 1, (int64_t)sizeof *nearest);
}

/* ---- Predictions --------------------------------------------------------- */

/* How sure the mean of the neighbours is: Wilson's interval of a share, else
 * the normal one. That they are not quite alike is not in it. */
static void answer_nearby(const cev__nearest *nearest,
                          const cev__nearby *nearby, double z, int64_t row,
                          const cev__answers *answers)
{
    answers->prediction[row] = nearby->mean;
    if (answers->lower == NULL)
        return;
    double reach = z * nearby->sd / sqrt(nearby->customers);
    answers->lower[row] = nearby->mean - reach;
    answers->upper[row] = nearby->mean + reach;
    if (nearest->target.is_binary)
        cev__wilson_interval(nearby->mean * nearby->customers,
                             nearby->customers, z, &answers->lower[row],
                             &answers->upper[row]);
}

static int32_t fill_nearest(cev_ctx *ctx, const cev__nearest *nearest,
                            const cev__readings *readings, double z,
                            const cev__answers *answers)
{
    cev__look look;
    int32_t status = cev__look_open(ctx, nearest, &look);
    if (status != CEV_OK)
        return status;
    double *x = cev__alloc(ctx, nearest->columns + 1, (int64_t)sizeof *x);
    if (x == NULL)
        status = cev__fail_memory(ctx);
    for (int64_t row = 0; status == CEV_OK && row < readings->rows; row++) {
        if (row % 64 == 63)
            status = cev__progress(ctx, "predict",
                                   (double)row / (double)readings->rows);
        cev__nearest_point(nearest, readings, row, x);
        cev__look_around(nearest, x, nearest->neighbours, -1, &look);
        cev__nearby nearby =
            cev__look_mean(nearest, &look, nearest->neighbours, -1);
        answer_nearby(nearest, &nearby, z, row, answers);
    }
    cev__free(ctx, x, nearest->columns + 1, (int64_t)sizeof *x);
    cev__look_close(ctx, nearest, &look);
    return status;
}

static int32_t predict_nearest(cev_ctx *ctx, const void *model,
                               const cev_options *options,
                               const cev_table *customers, cev_table **out)
{
    const cev__nearest *nearest = model;
    double z =
        cev__interval_z(cev__options_double(options, CEV__OPT_INTERVAL));
    cev__readings readings;
    cev__answers answers;
    cev_table *table = NULL;
    int32_t status = cev__readings_open(ctx, &nearest->predictors, customers,
                                        &readings);
    if (status != CEV_OK)
        return status;
    status = cev__learner_table(ctx, customers, &table);
    if (status == CEV_OK)
        status = cev__answers_add(table, z > 0.0, &answers);
    if (status == CEV_OK)
        status = fill_nearest(ctx, nearest, &readings, z, &answers);
    cev__readings_close(ctx, &readings);
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    *out = table;
    return CEV_OK;
}

static int32_t evaluate_nearest(cev_ctx *ctx, const void *model,
                                const cev_options *options,
                                const cev_table *customers, const char *what,
                                cev_table **out)
{
    const cev__nearest *nearest = model;
    return cev__learner_evaluate(ctx, &nearest->target, predict_nearest,
                                 model, options, customers, what, out);
}

/* ---- Summary and bytes --------------------------------------------------- */

static void judge_nearest(const cev__nearest *nearest, cev__lines *lines)
{
    double alike = 0.0;
    cev__predictors_tell(&nearest->predictors, lines);
    for (int64_t c = 0; c < nearest->columns; c++)
        alike += !(nearest->scale[c] > 0.0);
    if (alike > 0.0)
        cev__lines_verdict(lines, "constant_columns", alike,
                           "{n} columns of numbers are the same for all "
                           "customers: they say nothing.");
    if (nearest->is_found && nearest->probed > 0.0
        && !(nearest->error < nearest->mean_error))
        cev__lines_verdict(lines, "no_gain", NAN,
                           "Customers left out are foretold no better by "
                           "their neighbours than by the mean of all.");
    cev__lines_verdict(lines, "slow", nearest->customers,
                       "A prediction looks at all {n} customers of the fit, "
                       "and the model holds them: it is a yardstick for "
                       "others more than one to work with.");
}

static int32_t summarise_nearest(cev_ctx *ctx, const void *model,
                                 const cev_options *options, cev_table **out)
{
    const cev__nearest *nearest = model;
    cev__lines lines = {.ctx = ctx};
    (void)options;
    cev__lines_add(&lines, "parameter", "neighbours",
                   nearest->is_found ? "by customers left out" : "as asked")
        ->value = nearest->neighbours;
    cev__target_lines(&nearest->target, nearest->customers, nearest->unknown,
                      &lines);
    cev__lines_figure(&lines, "columns", (double)nearest->columns);
    if (nearest->is_found && nearest->probed > 0.0) {
        cev__lines_figure(&lines, "left_out", nearest->probed);
        cev__lines_figure(&lines, "squared_error", nearest->error);
        cev__lines_figure(&lines, "squared_error_of_mean",
                          nearest->mean_error);
    }
    judge_nearest(nearest, &lines);
    return cev__lines_table(&lines, out);
}

static void save_nearest(const void *model, cev__writer *writer)
{
    const cev__nearest *nearest = model;
    int64_t cells = nearest->count * nearest->columns;
    cev__target_save(&nearest->target, writer);
    cev__predictors_save(&nearest->predictors, writer);
    cev__write_double(writer, nearest->customers);
    cev__write_double(writer, nearest->unknown);
    cev__write_i32(writer, nearest->is_found);
    cev__write_double(writer, nearest->probed);
    cev__write_double(writer, nearest->error);
    cev__write_double(writer, nearest->mean_error);
    cev__write_double(writer, nearest->neighbours);
    cev__write_i64(writer, nearest->count);
    cev__write_doubles(writer, nearest->scale, nearest->columns);
    cev__write_doubles(writer, nearest->values, 2 * nearest->count);
    for (int64_t i = 0; i < cells; i++)
        cev__write_double(writer, nearest->points[i]);
}

static int is_whole_nearest(const cev__nearest *nearest)
{
    int is_whole = nearest->customers > 0.0 && isfinite(nearest->customers)
                   && nearest->unknown >= 0.0 && nearest->is_found >= 0
                   && nearest->is_found <= 1 && nearest->probed >= 0.0
                   && nearest->error >= 0.0 && nearest->mean_error >= 0.0
                   && nearest->neighbours >= 1.0
                   && isfinite(nearest->neighbours);
    for (int64_t c = 0; is_whole && c < nearest->columns; c++)
        is_whole = nearest->scale[c] >= 0.0;
    for (int64_t i = 0; is_whole && i < nearest->count; i++)
        is_whole = nearest->weights[i] > 0.0
                   && (!nearest->target.is_binary
                       || (nearest->values[i] >= 0.0
                           && nearest->values[i] <= 1.0));
    for (int64_t i = 0; is_whole && i < nearest->count * nearest->columns;
         i++)
        is_whole = !(fabs(nearest->points[i]) > 1e100);
    return is_whole;
}

/* The numbers behind the predictors. */
static int32_t load_neighbours(cev_ctx *ctx, cev__blob *blob,
                           cev__nearest *nearest)
{
    nearest->customers = cev__read_double(blob);
    nearest->unknown = cev__read_double(blob);
    nearest->is_found = cev__read_i32(blob);
    nearest->probed = cev__read_double(blob);
    nearest->error = cev__read_double(blob);
    nearest->mean_error = cev__read_double(blob);
    nearest->neighbours = cev__read_double(blob);
    int64_t n = cev__read_i64(blob), p = nearest->predictors.names.count;
    if (n < 1 || n > (blob->size - blob->at) / 8 / (p + 2))
        blob->failed = 1;
    if (blob->failed)
        return CEV_OK;
    nearest->count = n;
    nearest->columns = p;
    nearest->scale = cev__alloc(ctx, p + 1, (int64_t)sizeof(double));
    nearest->values = cev__alloc(ctx, 2 * n, (int64_t)sizeof(double));
    nearest->points = cev__alloc(ctx, n * p + 1, (int64_t)sizeof(double));
    if (nearest->scale == NULL || nearest->values == NULL
        || nearest->points == NULL)
        return cev__fail_memory(ctx);
    nearest->weights = nearest->values + n;
    cev__read_doubles(blob, nearest->scale, p);
    cev__read_doubles(blob, nearest->values, 2 * n);
    for (int64_t i = 0; i < n * p; i++)
        nearest->points[i] = cev__read_double(blob);
    return CEV_OK;
}

static int32_t load_nearest(cev_ctx *ctx, cev__blob *blob, void **model)
{
    cev__nearest *nearest =
        cev__alloc_zero(ctx, 1, (int64_t)sizeof *nearest);
    if (nearest == NULL)
        return cev__fail_memory(ctx);
    int32_t status = cev__target_load(ctx, blob, &nearest->target);
    if (status == CEV_OK)
        status = cev__predictors_load(ctx, blob, &nearest->predictors);
    if (status == CEV_OK)
        status = load_neighbours(ctx, blob, nearest);
    if (status == CEV_OK && (blob->failed || !is_whole_nearest(nearest)))
        status = cev__fail(ctx, CEV_ERR_FORMAT,
                           "the bytes hold no neighbours");
    if (status != CEV_OK) {
        cev__nearest_free(ctx, nearest);
        return status;
    }
    *model = nearest;
    return CEV_OK;
}

extern const cev__estimator_kind cev__nearest_kind;
const cev__estimator_kind cev__nearest_kind = {
    {CEV_NEAREST, "what the customers most alike did, a yardstick",
     CEV__LEARNER_TAKES " neighbours", CEV__LEARNER_WANTS, CEV__LEARNER_GIVES,
     "", "Cover & Hart (1967), IEEE Transactions on Information Theory 13(1), "
         "21-27",
     cev__nearest_learn, cev__nearest_free, save_nearest, load_nearest},
    summarise_nearest,
    predict_nearest,
    evaluate_nearest,
    NULL,
};

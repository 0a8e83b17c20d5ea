/*
 * The baseline: everybody is predicted the mean of all, or the share of those
 * who did. What other learners are to beat.
 */
#include "../core/compiler.h"
#include "lesson.h"

#include <math.h>
#include <string.h>

#include "../math/interval.h"
#include "../math/sum.h"
#include "../math/wilson.h"
#include "learner.h"

typedef struct constant_model {
    cev__target target;
    double customers, unknown;
    double mean, sd; /* of the target */
} constant_model;

static void free_constant(cev_ctx *ctx, void *model)
{
    constant_model *constant = model;
    cev__target_free(ctx, &constant->target);
    cev__free(ctx, constant, 1, (int64_t)sizeof *constant);
}

/* Mean and standard deviation of what the lesson holds. */
static void measure_constant(const cev__lesson *lesson,
                             constant_model *constant)
{
    cev__sum sum = {0}, squares = {0};
    double n = lesson->customers;
    for (int64_t i = 0; i < lesson->count; i++) {
        int64_t row = lesson->order[i];
        cev__sum_add(&sum, lesson->weights[row] * lesson->values[row]);
    }
    constant->mean = cev__sum_value(&sum) / n;
    for (int64_t i = 0; i < lesson->count; i++) {
        int64_t row = lesson->order[i];
        double away = lesson->values[row] - constant->mean;
        cev__sum_add(&squares, lesson->weights[row] * away * away);
    }
    constant->sd =
        n > 1.0 ? sqrt(cev__sum_value(&squares) / (n - 1.0)) : NAN;
}

static int32_t fit_constant(cev_ctx *ctx, const cev__given *given,
                            void **model)
{
    static const int roles[] = {-1};
    cev__lesson lesson;
    constant_model *constant =
        cev__alloc_zero(ctx, 1, (int64_t)sizeof *constant);
    if (constant == NULL)
        return cev__fail_memory(ctx);
    int32_t status = cev__lesson_open(ctx, given->options, roles,
                                      CEV__TARGET_EITHER, 0, given->customers,
                                      &lesson);
    if (status != CEV_OK) {
        cev__free(ctx, constant, 1, (int64_t)sizeof *constant);
        return status;
    }
    constant->customers = lesson.customers;
    constant->unknown = lesson.unknown;
    measure_constant(&lesson, constant);
    cev__lesson_give(&lesson, &constant->target, NULL);
    cev__lesson_close(ctx, &lesson);
    *model = constant;
    return CEV_OK;
}

/* The interval of the mean: Wilson's of a share, else the normal one; gaps for
 * a single customer. */
static void bound_constant(const constant_model *constant, double z,
                           double *lower, double *upper)
{
    double n = constant->customers;
    double reach = z * constant->sd / sqrt(n);
    if (constant->target.is_binary) {
        cev__wilson_interval(constant->mean * n, n, z, lower, upper);
        return;
    }
    *lower = constant->mean - reach;
    *upper = constant->mean + reach;
}

static int32_t predict_constant(cev_ctx *ctx, const void *model,
                                const cev_options *options,
                                const cev_table *customers, cev_table **out)
{
    const constant_model *constant = model;
    double z =
        cev__interval_z(cev__options_double(options, CEV__OPT_INTERVAL));
    double lower = NAN, upper = NAN;
    cev_table *table = NULL;
    cev__answers answers;
    int32_t status = cev__learner_table(ctx, customers, &table);
    if (status == CEV_OK)
        status = cev__answers_add(table, z > 0.0, &answers);
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    if (z > 0.0)
        bound_constant(constant, z, &lower, &upper);
    for (int64_t row = 0; row < customers->rows; row++) {
        answers.prediction[row] = constant->mean;
        if (z > 0.0) {
            answers.lower[row] = lower;
            answers.upper[row] = upper;
        }
    }
    *out = table;
    return CEV_OK;
}

static int32_t evaluate_constant(cev_ctx *ctx, const void *model,
                                 const cev_options *options,
                                 const cev_table *customers, const char *what,
                                 cev_table **out)
{
    const constant_model *constant = model;
    return cev__learner_evaluate(ctx, &constant->target, predict_constant,
                                 model, options, customers, what, out);
}

static int32_t summarise_constant(cev_ctx *ctx, const void *model,
                                  const cev_options *options, cev_table **out)
{
    const constant_model *constant = model;
    cev__lines lines = {.ctx = ctx};
    lines.z =
        cev__interval_z(cev__options_double(options, CEV__OPT_INTERVAL));
    cev__line *mean = cev__lines_add(&lines, "parameter", "mean", NULL);
    mean->value = constant->mean;
    mean->std_error = constant->sd / sqrt(constant->customers);
    if (lines.z > 0.0)
        bound_constant(constant, lines.z, &mean->lower, &mean->upper);
    cev__target_lines(&constant->target, constant->customers,
                      constant->unknown, &lines);
    cev__lines_verdict(&lines, "all_alike", NAN,
                       "Everybody is predicted the same. It is what other "
                       "learners are to beat.");
    return cev__lines_table(&lines, out);
}

static void save_constant(const void *model, cev__writer *writer)
{
    const constant_model *constant = model;
    cev__target_save(&constant->target, writer);
    cev__write_double(writer, constant->customers);
    cev__write_double(writer, constant->unknown);
    cev__write_double(writer, constant->mean);
    cev__write_double(writer, constant->sd);
}

static int is_whole_constant(const constant_model *constant)
{
    return constant->customers > 0.0 && isfinite(constant->customers)
           && constant->unknown >= 0.0 && isfinite(constant->unknown)
           && isfinite(constant->mean)
           && (!constant->target.is_binary
               || (constant->mean >= 0.0 && constant->mean <= 1.0))
           && !isinf(constant->sd) && !(constant->sd < 0.0);
}

static int32_t load_constant(cev_ctx *ctx, cev__blob *blob, void **model)
{
    constant_model *constant =
        cev__alloc_zero(ctx, 1, (int64_t)sizeof *constant);
    if (constant == NULL)
        return cev__fail_memory(ctx);
    int32_t status = cev__target_load(ctx, blob, &constant->target);
    constant->customers = cev__read_double(blob);
    constant->unknown = cev__read_double(blob);
    constant->mean = cev__read_double(blob);
    constant->sd = cev__read_double(blob);
    if (status == CEV_OK && (blob->failed || !is_whole_constant(constant)))
        status = cev__fail(ctx, CEV_ERR_FORMAT,
                           "the bytes hold no constant");
    if (status != CEV_OK) {
        free_constant(ctx, constant);
        return status;
    }
    *model = constant;
    return CEV_OK;
}

extern const cev__estimator_kind cev__constant_kind;
const cev__estimator_kind cev__constant_kind = {
    {CEV_CONSTANT, "the mean of all, for what other learners are to beat",
     CEV__LEARNER_TAKES, CEV__LEARNER_WANTS, CEV__LEARNER_GIVES, "",
     "shares: Wilson (1927), Journal of the American Statistical Association "
     "22(158), 209-212",
     fit_constant, free_constant, save_constant, load_constant},
    summarise_constant,
    predict_constant,
    evaluate_constant,
    NULL,
};

/* Accelerated lifetimes: memory, summary, bytes; see aft.h. */
#include "../core/compiler.h"
#include "aft.h"

#include <math.h>
#include <string.h>

#include "../math/elementary.h"
#include "../math/interval.h"
#include "../math/linalg.h"
#include "../math/sum.h"

/* A scale this near nothing is told as none. */
#define TAU_SO_LARGE 990.0

/* How sure words are where no interval is asked for. */
#define Z_OF_WORDS 1.645

void cev__aft_free(cev_ctx *ctx, void *model)
{
    cev__aft *aft = model;
    cev__climbed_free(ctx, cev__aft_size(aft), &aft->optimum);
    cev__design_free(ctx, &aft->design);
    cev__predictors_free(ctx, &aft->predictors);
    cev__target_free(ctx, &aft->target);
    cev__free(ctx, aft, 1, (int64_t)sizeof *aft);
}

/* ---- Summary ------------------------------------------------------------- */

static double aft_covariance(const cev__aft *aft, int64_t i, int64_t k)
{
    return aft->optimum.covariance[cev__packed((int)i, (int)k)];
}

/* A parameter with an interval around it. */
static cev__line *add_estimate(const char *name, const char *text,
                               double value, double error, cev__lines *lines)
{
    cev__line *line = cev__lines_add(lines, "parameter", name, text);
    line->value = value;
    line->std_error = error;
    if (lines->z > 0.0) {
        line->lower = value - lines->z * error;
        line->upper = value + lines->z * error;
    }
    return line;
}

/* The location of who has zeros everywhere, not averages. */
static int32_t tell_location(cev_ctx *ctx, const cev__aft *aft,
                             cev__lines *lines)
{
    int64_t n = aft->design.count, size = cev__aft_size(aft);
    double scale = cev__aft_scale(aft);
    double *v = cev__alloc(ctx, size, (int64_t)sizeof *v);
    cev__sum sum = {0};
    if (v == NULL)
        return cev__fail_memory(ctx);
    for (int64_t j = 0; j < n; j++) {
        const cev__design_column *column = &aft->design.columns[j];
        v[j] = -scale * column->mean / column->scale;
        cev__sum_add(&sum, v[j] * aft->optimum.at[j]);
    }
    v[n] = scale;
    cev__sum_add(&sum, scale * aft->optimum.at[n]);
    v[n + 1] = -cev__sum_value(&sum) / aft->optimum.at[n + 1];
    cev__sum_add(&sum, aft->center);
    add_estimate("intercept", NULL, cev__sum_value(&sum),
                 sqrt(cev__climbed_form(&aft->optimum, size, v)), lines);
    cev__free(ctx, v, size, (int64_t)sizeof *v);
    return CEV_OK;
}

/* A coefficient in the column's own unit, and what it does in words. */
static void tell_acceleration(const cev__aft *aft, int64_t j,
                              cev__lines *lines)
{
    const cev__design_column *column = &aft->design.columns[j];
    char name[CEV__DESIGN_NAME], text[CEV__LINE_TEXT];
    int64_t last = aft->design.count + 1;
    double unit = cev__aft_scale(aft) / column->scale;
    double value = unit * aft->optimum.at[j];
    double by_tau = -value / aft->optimum.at[last];
    double variance = unit * unit * aft_covariance(aft, j, j)
                      + 2.0 * unit * by_tau * aft_covariance(aft, last, j)
                      + by_tau * by_tau * aft_covariance(aft, last, last);
    cev__design_name(&aft->predictors, column, name);
    cev__coefficient_words(text, value, column->what == CEV__COLUMN_NUMBER,
                           "stays ", "long");
    add_estimate(name, text, value, sqrt(fmax(variance, 0.0)), lines);
}

/* How the risk of leaving goes on, where bounds of the scale say it. */
static const char *risk_in_words(const cev__aft *aft, double lower,
                                 double upper)
{
    if (aft->life == CEV__LIFE_EXPONENTIAL)
        return "the risk of leaving is the same at all ages";
    if (aft->life != CEV__LIFE_WEIBULL)
        return NULL;
    if (upper < 1.0)
        return "the risk of leaving grows with age";
    return lower > 1.0 ? "the risk of leaving falls with age"
                       : "whether the risk of leaving grows or falls with "
                         "age cannot be told";
}

/* The scale, with bounds on the scale of its logarithm. */
static void tell_scale(const cev__aft *aft, cev__lines *lines)
{
    int64_t last = aft->design.count + 1;
    double scale = cev__aft_scale(aft), lower, upper;
    double log_sd = sqrt(aft_covariance(aft, last, last))
                    / aft->optimum.at[last];
    cev__interval_positive(scale, log_sd,
                           lines->z > 0.0 ? lines->z : Z_OF_WORDS, &lower,
                           &upper);
    cev__line *line = add_estimate("scale", risk_in_words(aft, lower, upper),
                                   scale, scale * log_sd, lines);
    if (!(lines->z > 0.0))
        return;
    line->lower = lower;
    line->upper = upper;
}

int32_t cev__aft_summary(cev_ctx *ctx, const void *model,
                         const cev_options *options, cev_table **out)
{
    static const char names[CEV__LIVES][16] = {
        "Weibull", "exponential", "log-logistic", "lognormal"};
    const cev__aft *aft = model;
    const cev__climbed *optimum = &aft->optimum;
    int64_t n = aft->design.count;
    cev__lines lines = {.ctx = ctx};
    lines.z =
        cev__interval_z(cev__options_double(options, CEV__OPT_INTERVAL));
    int32_t status = tell_location(ctx, aft, &lines);
    if (status != CEV_OK) {
        cev__lines_clear(&lines);
        return status;
    }
    for (int64_t j = 0; j < n; j++)
        tell_acceleration(aft, j, &lines);
    tell_scale(aft, &lines);
    cev__lines_add(&lines, "fit", "distribution", names[aft->life]);
    cev__target_lines(&aft->target, aft->customers, aft->unknown, &lines);
    cev__lines_figure(&lines, "events", aft->events);
    cev__climbed_tell(optimum, n, &lines);
    cev__lines_figure(&lines, "aic",
                      2.0 * ((double)n + 1.0
                             + (aft->life != CEV__LIFE_EXPONENTIAL)
                             - optimum->log_likelihood));
    cev__staying_doubt(optimum, n, aft->events, &lines);
    if (optimum->at[n + 1] > TAU_SO_LARGE)
        cev__lines_verdict(&lines, "no_scatter", NAN,
                           "All who left did so at the very time that the "
                           "columns say: how times scatter cannot be told.");
    if (aft->events > 0.0 && cev__exp(cev__aft_base(aft)) > aft->longest)
        cev__lines_verdict(&lines, "beyond_the_oldest", aft->longest,
                           "Half of the customers have left only after the "
                           "longest time that anybody was seen ({x}): what "
                           "is said of later rests on the law alone.");
    cev__design_verdicts(&aft->design, &aft->predictors, aft->customers,
                         &lines);
    return cev__lines_table(&lines, out);
}

/* ---- Bytes --------------------------------------------------------------- */

void cev__aft_save(const void *model, cev__writer *writer)
{
    const cev__aft *aft = model;
    const double figures[6] = {aft->center, aft->spread,  aft->customers,
                               aft->events, aft->unknown, aft->longest};
    cev__target_save(&aft->target, writer);
    cev__predictors_save(&aft->predictors, writer);
    cev__design_save(&aft->design, writer);
    cev__write_i32(writer, aft->life);
    cev__write_doubles(writer, figures, 6);
    cev__climbed_save(&aft->optimum, cev__aft_size(aft), writer);
}

static int32_t load_lifetimes(cev_ctx *ctx, cev__blob *blob, cev__aft *aft)
{
    double figures[6];
    int64_t size = cev__aft_size(aft);
    aft->life = cev__read_i32(blob);
    cev__read_doubles(blob, figures, 6);
    if (blob->failed || aft->life < 0 || aft->life >= CEV__LIVES
        || !(figures[1] > 0.0)
        || cev__climbed_size(size) > blob->size - blob->at)
        return CEV_ERR_FORMAT;
    aft->center = figures[0];
    aft->spread = figures[1];
    aft->customers = figures[2];
    aft->events = figures[3];
    aft->unknown = figures[4];
    aft->longest = figures[5];
    int32_t status = cev__climbed_make(ctx, size, &aft->optimum);
    if (status != CEV_OK)
        return status;
    cev__climbed_load(blob, size, &aft->optimum);
    return !blob->failed && aft->optimum.at[size - 1] > 0.0 ? CEV_OK
                                                            : CEV_ERR_FORMAT;
}

int32_t cev__aft_load(cev_ctx *ctx, cev__blob *blob, void **model)
{
    cev__aft *aft = cev__alloc_zero(ctx, 1, (int64_t)sizeof *aft);
    if (aft == NULL)
        return cev__fail_memory(ctx);
    int32_t status = cev__target_load(ctx, blob, &aft->target);
    if (status == CEV_OK)
        status = cev__predictors_load(ctx, blob, &aft->predictors);
    if (status == CEV_OK)
        status =
            cev__design_load(ctx, blob, &aft->predictors, &aft->design);
    if (status == CEV_OK) {
        status = load_lifetimes(ctx, blob, aft);
        if (status == CEV_ERR_FORMAT)
            cev__fail(ctx, CEV_ERR_FORMAT,
                      "the bytes hold no accelerated lifetimes");
    }
    if (status != CEV_OK) {
        cev__aft_free(ctx, aft);
        return status;
    }
    *model = aft;
    return CEV_OK;
}

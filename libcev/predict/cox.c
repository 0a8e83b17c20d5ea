/* Cox's model: memory, summary, bytes; see cox.h. */
#include "../core/compiler.h"
#include "cox.h"

#include <math.h>
#include <string.h>

#include "../math/chi_square.h"
#include "../math/elementary.h"
#include "../math/interval.h"
#include "../math/linalg.h"

/* ---- Memory -------------------------------------------------------------- */

static int64_t mean_count(const cev__cox *cox)
{
    return cox->hazard.count * cox->design.count + 1;
}

void cev__cox_free(cev_ctx *ctx, void *model)
{
    cev__cox *cox = model;
    cev__climbed_free(ctx, cox->design.count, &cox->optimum);
    cev__free(ctx, cox->means, mean_count(cox), (int64_t)sizeof(double));
    cev__hazard_free(ctx, &cox->hazard);
    cev__design_free(ctx, &cox->design);
    cev__predictors_free(ctx, &cox->predictors);
    cev__customers_free(ctx, &cox->groups);
    cev__target_free(ctx, &cox->target);
    cev__free(ctx, cox, 1, (int64_t)sizeof *cox);
}

int32_t cev__cox_make_room(cev_ctx *ctx, cev__cox *cox)
{
    int64_t n = cox->design.count;
    /* The steps are in memory: there are never so many. */
    if (n > 0 && NEVER(cox->hazard.count > INT64_MAX / 16 / n))
        return cev__fail_memory(ctx);
    int32_t status = cev__climbed_make(ctx, n, &cox->optimum);
    cox->means =
        cev__alloc_zero(ctx, mean_count(cox), (int64_t)sizeof *cox->means);
    return status == CEV_OK && cox->means == NULL ? cev__fail_memory(ctx)
                                                  : status;
}

/* ---- Summary ------------------------------------------------------------- */

/* A coefficient in the column's own unit, and what it does in words. */
static void tell_coefficient(const cev__cox *cox, int64_t i,
                             cev__lines *lines)
{
    const cev__design_column *column = &cox->design.columns[i];
    char name[CEV__DESIGN_NAME], text[CEV__LINE_TEXT];
    double value = cox->optimum.at[i] / column->scale;
    double variance = cox->optimum.covariance[cev__packed((int)i, (int)i)];
    cev__design_name(&cox->predictors, column, name);
    cev__coefficient_words(text, value, column->what == CEV__COLUMN_NUMBER,
                           "leaves ", "readily");
    cev__line *line = cev__lines_add(lines, "parameter", name, text);
    line->value = value;
    line->std_error = sqrt(variance) / column->scale;
    if (!(lines->z > 0.0))
        return;
    line->lower = value - lines->z * line->std_error;
    line->upper = value + lines->z * line->std_error;
}

/* Whether the coefficients are the same early and late. */
static void tell_change(const cev__cox *cox, cev__lines *lines)
{
    char name[CEV__DESIGN_NAME], text[CEV__LINE_TEXT];
    if (!(cox->course_freedom > 0.0))
        return;
    double chance = cev__chi_square_tail(cox->course, cox->course_freedom);
    cev__lines_figure(lines, "proportional_chi_square", cox->course);
    cev__lines_figure(lines, "proportional_p", chance);
    if (chance >= 0.05 || cox->course_column < 0)
        return;
    cev__design_name(&cox->predictors,
                     &cox->design.columns[cox->course_column], name);
    cev__format(text, sizeof text,
                "Some columns say another thing of who leaves late than of who "
                "leaves early, %s most of all: a coefficient is then a mean "
                "over time. See the evaluation %s, or take it as strata.",
                name, CEV_EVAL_PROPORTIONAL);
    cev__lines_verdict(lines, "not_proportional", chance, text);
}

int32_t cev__cox_summary(cev_ctx *ctx, const void *model,
                         const cev_options *options, cev_table **out)
{
    const cev__cox *cox = model;
    cev__lines lines = {.ctx = ctx};
    lines.z =
        cev__interval_z(cev__options_double(options, CEV__OPT_INTERVAL));
    for (int64_t i = 0; i < cox->design.count; i++)
        tell_coefficient(cox, i, &lines);
    cev__target_lines(&cox->target, cox->customers, cox->unknown, &lines);
    cev__lines_figure(&lines, "events", cox->events);
    cev__climbed_tell(&cox->optimum, cox->design.count, &lines);
    tell_change(cox, &lines);
    cev__staying_doubt(&cox->optimum, cox->design.count, cox->events, &lines);
    cev__design_verdicts(&cox->design, &cox->predictors, cox->customers,
                         &lines);
    return cev__lines_table(&lines, out);
}

/* ---- Bytes --------------------------------------------------------------- */

void cev__cox_save(const void *model, cev__writer *writer)
{
    const cev__cox *cox = model;
    const double figures[5] = {cox->customers, cox->events, cox->unknown,
                               cox->course, cox->course_freedom};
    cev__target_save(&cox->target, writer);
    cev__names_save(&cox->groups, writer);
    cev__predictors_save(&cox->predictors, writer);
    cev__design_save(&cox->design, writer);
    cev__write_doubles(writer, figures, 5);
    cev__write_i64(writer, cox->course_column);
    cev__hazard_save(&cox->hazard, writer);
    cev__climbed_save(&cox->optimum, cox->design.count, writer);
    cev__write_doubles(writer, cox->means, mean_count(cox) - 1);
}

/* What follows the texts: the numbers. */
static int32_t load_numbers(cev_ctx *ctx, cev__blob *blob, cev__cox *cox)
{
    double figures[5];
    int64_t n = cox->design.count;
    cev__read_doubles(blob, figures, 5);
    cox->course_column = cev__read_i64(blob);
    if (blob->failed || cox->course_column < -1 || cox->course_column >= n)
        return CEV_ERR_FORMAT;
    int32_t status = cev__hazard_load(
        ctx, blob, cev__group_count(&cox->groups), &cox->hazard);
    int64_t left = blob->size - blob->at;
    if (status == CEV_OK
        && (cev__climbed_size(n) > left
            || (n > 0 && cox->hazard.count > left / 8 / n)))
        status = CEV_ERR_FORMAT;
    if (status == CEV_OK)
        status = cev__cox_make_room(ctx, cox);
    if (status != CEV_OK)
        return status;
    cox->customers = figures[0];
    cox->events = figures[1];
    cox->unknown = figures[2];
    cox->course = figures[3];
    cox->course_freedom = figures[4];
    cev__climbed_load(blob, n, &cox->optimum);
    cev__read_doubles(blob, cox->means, mean_count(cox) - 1);
    return blob->failed ? CEV_ERR_FORMAT : CEV_OK;
}

int32_t cev__cox_load(cev_ctx *ctx, cev__blob *blob, void **model)
{
    cev__cox *cox = cev__alloc_zero(ctx, 1, (int64_t)sizeof *cox);
    if (cox == NULL)
        return cev__fail_memory(ctx);
    int32_t status = cev__target_load(ctx, blob, &cox->target);
    if (status == CEV_OK)
        status = cev__names_load(ctx, blob, CEV__STRATA_MOST, &cox->groups);
    if (status == CEV_OK)
        status = cev__predictors_load(ctx, blob, &cox->predictors);
    if (status == CEV_OK)
        status =
            cev__design_load(ctx, blob, &cox->predictors, &cox->design);
    if (status == CEV_OK) {
        status = load_numbers(ctx, blob, cox);
        if (status == CEV_ERR_FORMAT)
            cev__fail(ctx, CEV_ERR_FORMAT, "the bytes hold no cox model");
    }
    if (status != CEV_OK) {
        cev__cox_free(ctx, cox);
        return status;
    }
    *model = cox;
    return CEV_OK;
}

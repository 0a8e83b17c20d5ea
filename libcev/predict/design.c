/* The columns of a linear model; see design.h. */
#include "../core/compiler.h"
#include "design.h"

#include <math.h>
#include <string.h>

#include "../math/elementary.h"

/* Who is so many standard deviations away is no further. */
#define FAR_AWAY 1e100

/* Nor is a multiple any more. */
#define TIMES_MOST 1e300

void cev__design_free(cev_ctx *ctx, cev__design *design)
{
    cev__free(ctx, design->columns, design->room,
              (int64_t)sizeof *design->columns);
    memset(design, 0, sizeof *design);
}

/* Whether the fit knew this level of a text, or pooled it with others. */
static int is_known_level(const cev__predictor *predictor, int32_t level)
{
    if (level == CEV__LEVEL_MISSING)
        return predictor->missing > 0.0;
    return level < predictor->levels.count || predictor->rare > 0.0;
}

double cev__design_log(const cev__design_column *column, double number)
{
    double times = fabs(number) / column->typical;
    double size = cev__log1p(times > TIMES_MOST ? TIMES_MOST : times);
    return number < 0.0 ? -size : size;
}

void cev__design_row(const cev__design *design, const cev__readings *readings,
                     int64_t row, double *z)
{
    int32_t last = -1, level = 0;
    double value = 0.0;
    for (int64_t i = 0; i < design->count; i++) {
        const cev__design_column *column = &design->columns[i];
        const cev__predictor *of = &readings->of->list[column->predictor];
        if (column->predictor != last && of->is_text)
            level = cev__reading_level(readings, column->predictor, row);
        else if (column->predictor != last)
            value = cev__reading_number(readings, column->predictor, row);
        last = column->predictor;
        double held = value;
        if (column->what == CEV__COLUMN_GAP)
            held = isnan(value) != 0;
        else if (column->what == CEV__COLUMN_LOG)
            held = cev__design_log(column, value);
        else if (column->what == CEV__COLUMN_LEVEL)
            held = is_known_level(of, level) ? level == column->level : NAN;
        double away = (held - column->mean) / column->scale;
        z[i] = isnan(held) ? 0.0 : fmin(fmax(away, -FAR_AWAY), FAR_AWAY);
    }
}

int32_t cev__design_matrix(cev_ctx *ctx, const cev__design *design,
                           const cev__readings *readings,
                           const int64_t *order, int64_t count, double **out)
{
    int64_t n = design->count;
    /* The rows are in memory: there are never so many. */
    if (n > 0 && NEVER(count > INT64_MAX / 8 / n - 1))
        return cev__fail_memory(ctx);
    double *matrix = cev__alloc(ctx, count * n + 1, (int64_t)sizeof *matrix);
    if (matrix == NULL)
        return cev__fail_memory(ctx);
    for (int64_t i = 0; i < count; i++)
        cev__design_row(design, readings, order[i], matrix + i * n);
    *out = matrix;
    return CEV_OK;
}

void cev__design_release(cev_ctx *ctx, const cev__design *design,
                         int64_t count, double *matrix)
{
    cev__free(ctx, matrix, count * design->count + 1,
              (int64_t)sizeof *matrix);
}

/* ---- Words --------------------------------------------------------------- */

void cev__design_name(const cev__predictors *predictors,
                      const cev__design_column *column,
                      char name[CEV__DESIGN_NAME])
{
    const char *of = cev__predictor_name(predictors, column->predictor);
    const cev__customers *levels =
        &predictors->list[column->predictor].levels;
    const char *level = "(missing)";
    if (column->what == CEV__COLUMN_NUMBER
        || column->what == CEV__COLUMN_LOG) {
        cev__format(name, CEV__DESIGN_NAME,
                    column->what == CEV__COLUMN_LOG ? "log(%s)" : "%s", of);
        return;
    }
    if (column->what == CEV__COLUMN_LEVEL && column->level >= 0)
        level = column->level < levels->count
                    ? cev__customer_name(levels, column->level)
                    : "(other)";
    cev__format(name, CEV__DESIGN_NAME, "%s=%s", of, level);
}

/* What was missing, of numbers and of texts. */
static void tell_missing(const cev__predictors *predictors, double customers,
                         cev__lines *lines)
{
    double most = 0.0, pooled = 0.0;
    for (int64_t i = 0; i < predictors->names.count; i++) {
        most = fmax(most, predictors->list[i].missing);
        pooled += predictors->list[i].rare_levels;
    }
    if (most > 0.0)
        cev__lines_verdict(lines, "missing_imputed", most / customers,
                           "In a feature {%} of the customers have no value: "
                           "they count as average there, apart from what it "
                           "says that none is known.");
    if (pooled > 0.0)
        cev__lines_verdict(lines, "rare_levels", pooled,
                           "{n} texts that few customers have were pooled.");
}

void cev__design_verdicts(const cev__design *design,
                          const cev__predictors *predictors,
                          double customers, cev__lines *lines)
{
    char name[CEV__DESIGN_NAME], text[CEV__LINE_TEXT];
    tell_missing(predictors, customers, lines);
    cev__predictors_tell(predictors, lines);
    if (design->constant_predictor >= 0) {
        cev__format(text, sizeof text,
                    "{n} columns were left out, as all customers are alike "
                    "in them, such as %s.",
                    cev__predictor_name(predictors,
                                        design->constant_predictor));
        cev__lines_verdict(lines, "constant_columns",
                           (double)design->constant, text);
    }
    if (design->collinear_column.predictor >= 0) {
        cev__design_name(predictors, &design->collinear_column, name);
        cev__format(text, sizeof text,
                    "{n} columns say nothing that others do not say already, "
                    "such as %s.",
                    name);
        cev__lines_verdict(lines, "collinear_columns",
                           (double)design->collinear, text);
    }
}

/* ---- Bytes --------------------------------------------------------------- */

static void save_column(const cev__design_column *column,
                        cev__writer *writer)
{
    cev__write_i32(writer, column->predictor);
    cev__write_i32(writer, column->what);
    cev__write_i32(writer, column->level);
    cev__write_double(writer, column->mean);
    cev__write_double(writer, column->scale);
    cev__write_double(writer, column->variance);
    if (column->what == CEV__COLUMN_LOG)
        cev__write_double(writer, column->typical);
}

void cev__design_save(const cev__design *design, cev__writer *writer)
{
    cev__write_i64(writer, design->count);
    cev__write_i64(writer, design->constant);
    cev__write_i64(writer, design->collinear);
    cev__write_i32(writer, design->constant_predictor);
    save_column(&design->collinear_column, writer);
    for (int64_t i = 0; i < design->count; i++)
        save_column(&design->columns[i], writer);
}

/* Saved, a column has so many bytes at least. */
enum { COLUMN_BYTES = 3 * 4 + 3 * 8 };

/* 0 when what was read can be no column of these predictors. */
static int load_column(cev__blob *blob, const cev__predictors *predictors,
                       cev__design_column *column)
{
    column->predictor = cev__read_i32(blob);
    column->what = cev__read_i32(blob);
    column->level = cev__read_i32(blob);
    column->mean = cev__read_double(blob);
    column->scale = cev__read_double(blob);
    column->variance = cev__read_double(blob);
    column->typical = column->what == CEV__COLUMN_LOG ? cev__read_double(blob)
                                                      : 1.0;
    if (blob->failed || column->predictor < 0
        || column->predictor >= predictors->names.count
        || !isfinite(column->mean) || !(column->scale > 0.0)
        || !isfinite(column->scale) || !(column->variance > 0.0)
        || !isfinite(column->variance) || !(column->typical > 0.0)
        || !isfinite(column->typical))
        return 0;
    const cev__predictor *of = &predictors->list[column->predictor];
    return of->is_text ? column->what == CEV__COLUMN_LEVEL
                             && column->level >= CEV__LEVEL_MISSING
                             && column->level <= of->levels.count
                       : column->what == CEV__COLUMN_NUMBER
                             || column->what == CEV__COLUMN_LOG
                             || column->what == CEV__COLUMN_GAP;
}

/* What is before the columns. */
static int load_design(cev__blob *blob, const cev__predictors *predictors,
                       cev__design *design)
{
    design->count = cev__read_i64(blob);
    design->constant = cev__read_i64(blob);
    design->collinear = cev__read_i64(blob);
    design->constant_predictor = cev__read_i32(blob);
    cev__blob ahead = *blob;
    int has_collinear = cev__read_i32(&ahead) >= 0;
    int is_whole = load_column(blob, predictors, &design->collinear_column);
    if (!has_collinear)
        design->collinear_column.predictor = -1;
    return design->count >= 0 && design->count <= CEV__DESIGN_MAX
           && design->count <= (blob->size - blob->at) / COLUMN_BYTES
           && (is_whole || !has_collinear)
           && design->constant_predictor < predictors->names.count;
}

static int load_columns(cev__blob *blob, const cev__predictors *predictors,
                        cev__design *design)
{
    for (int64_t i = 0; i < design->count; i++)
        if (!load_column(blob, predictors, &design->columns[i]))
            return 0;
    return !blob->failed;
}

static int32_t refuse_design(cev_ctx *ctx)
{
    return cev__fail(ctx, CEV_ERR_FORMAT,
                     "the bytes hold no columns of a linear model");
}

int32_t cev__design_load(cev_ctx *ctx, cev__blob *blob,
                         const cev__predictors *predictors, cev__design *out)
{
    cev__design design = {0};
    if (!load_design(blob, predictors, &design))
        return refuse_design(ctx);
    design.room = design.count + 1;
    design.columns = cev__alloc(ctx, design.room,
                                (int64_t)sizeof *design.columns);
    if (design.columns == NULL)
        return cev__fail_memory(ctx);
    if (!load_columns(blob, predictors, &design)) {
        cev__design_free(ctx, &design);
        return refuse_design(ctx);
    }
    *out = design;
    return CEV_OK;
}

/* Choices: memory, rows of z, summary, bytes; see logit.h. */
#include "../core/compiler.h"
#include "logit.h"

#include <math.h>
#include <string.h>

#include "../math/elementary.h"
#include "../math/interval.h"
#include "../math/linalg.h"
#include "../math/radix.h"
#include "../math/sum.h"

/* Fewer choices for each coefficient make it too large. */
#define CHOICES_A_COLUMN 10.0

int64_t cev__logit_most(const cev__logit *choice)
{
    int64_t names = choice->names.count;
    return names + choice->design.count * (names > 0 ? names : 1) + 1;
}

void cev__logit_free(cev_ctx *ctx, void *model)
{
    cev__logit *choice = model;
    cev__climbed_free(ctx, choice->count, &choice->optimum);
    cev__free(ctx, choice->columns, cev__logit_most(choice),
              (int64_t)sizeof *choice->columns);
    cev__design_free(ctx, &choice->design);
    cev__predictors_free(ctx, &choice->predictors);
    cev__customers_free(ctx, &choice->names);
    cev__target_free(ctx, &choice->target);
    cev__free(ctx, choice, 1, (int64_t)sizeof *choice);
}

/* ---- Rows of z ----------------------------------------------------------- */

void cev__logit_z(const cev__logit *choice, const cev__readings *readings,
                   const int64_t *order, int64_t count,
                   const int32_t *alternatives, double *scratch, double *z)
{
    for (int64_t i = 0; i < count; i++) {
        cev__design_row(&choice->design, readings, order[i], scratch);
        for (int64_t k = 0; k < choice->count; k++) {
            const cev__logit_column *of = &choice->columns[k];
            double held = of->column < 0 ? 1.0 : scratch[of->column];
            int is_of = of->alternative < 0
                        || of->alternative == alternatives[order[i]];
            *z++ = is_of ? held : 0.0;
        }
    }
}

void cev__logit_rows_close(cev_ctx *ctx, const cev__logit *choice,
                            cev__logit_rows *rows)
{
    int64_t room = rows->rows + 1, size = (int64_t)sizeof(double);
    cev__free(ctx, rows->order, room, (int64_t)sizeof *rows->order);
    cev__free(ctx, rows->ends, room, (int64_t)sizeof *rows->ends);
    cev__free(ctx, rows->groups, 2 * room, (int64_t)sizeof *rows->groups);
    cev__free(ctx, rows->utility, 2 * room, size);
    cev__free(ctx, rows->z, rows->rows * choice->count + 1, size);
}

/* Utilities, and what each is of its situation: from the greatest down, so that
 * no exponential overflows. */
static void find_shares_of(const cev__logit *choice, cev__logit_rows *rows)
{
    int64_t n = choice->count;
    for (int64_t i = 0; i < rows->rows; i++) {
        cev__sum utility = {0};
        for (int64_t k = 0; k < n; k++)
            cev__sum_add(&utility,
                         choice->optimum.at[k] * rows->z[i * n + k]);
        rows->utility[i] = cev__sum_value(&utility);
    }
    for (int64_t i = 0, end; i < rows->rows; i = end) {
        double most = -INFINITY;
        cev__sum all = {0};
        end = rows->ends[i];
        for (int64_t m = i; m < end; m++)
            most = fmax(most, rows->utility[m]);
        for (int64_t m = i; m < end; m++) {
            rows->share[m] = cev__exp(rows->utility[m] - most);
            cev__sum_add(&all, rows->share[m]);
        }
        for (int64_t m = i; m < end; m++)
            rows->share[m] /= cev__sum_value(&all);
    }
}

/* Puts rows by situation, and says where each ends. */
static int32_t order_situations(cev_ctx *ctx, cev__logit_rows *rows)
{
    int64_t count = rows->rows, room = 2 * count + 1;
    cev__keyed *items = cev__alloc(ctx, room, (int64_t)sizeof *items);
    if (items == NULL)
        return cev__fail_memory(ctx);
    for (int64_t i = 0; i < count; i++)
        items[i] = (cev__keyed){(uint64_t)rows->groups[i], i};
    cev__keyed_sort(items, items + count, count);
    for (int64_t i = count; i-- > 0;) {
        rows->order[i] = items[i].index;
        rows->ends[i] = i + 1 < count && items[i + 1].key == items[i].key
                            ? rows->ends[i + 1]
                            : i + 1;
    }
    cev__free(ctx, items, room, (int64_t)sizeof *items);
    return CEV_OK;
}

static int32_t read_choice_rows(cev_ctx *ctx, const cev__logit *choice,
                                const cev_options *options,
                                const cev_table *customers, double *scratch,
                                cev__logit_rows *rows)
{
    cev__readings readings;
    int64_t situations;
    double *ones = rows->utility;
    for (int64_t i = 0; i < customers->rows; i++)
        ones[i] = 1.0;
    int32_t status = cev__situations_find(ctx, options, customers, ones,
                                          rows->groups, &situations);
    if (status == CEV_OK)
        status = cev__groups_find(
            ctx, customers, cev__options_str(options, CEV__OPT_ALTERNATIVE),
            NULL, &choice->names, rows->alternatives);
    if (status == CEV_OK)
        status = order_situations(ctx, rows);
    if (status == CEV_OK)
        status = cev__readings_open(ctx, &choice->predictors, customers,
                                    &readings);
    if (status != CEV_OK)
        return status;
    cev__logit_z(choice, &readings, rows->order, rows->rows,
                  rows->alternatives, scratch, rows->z);
    cev__readings_close(ctx, &readings);
    find_shares_of(choice, rows);
    return CEV_OK;
}

int32_t cev__logit_rows_open(cev_ctx *ctx, const cev__logit *choice,
                              const cev_options *options,
                              const cev_table *customers,
                              cev__logit_rows *out)
{
    int64_t count = customers->rows, room = count + 1, n = choice->count;
    int64_t size = (int64_t)sizeof(double), width = choice->design.count + 1;
    *out = (cev__logit_rows){.rows = count};
    if (n > 0 && count > INT64_MAX / 16 / n - 1)
        return cev__fail_memory(ctx);
    double *scratch = cev__alloc(ctx, width, size);
    out->groups = cev__alloc(ctx, 2 * room, (int64_t)sizeof *out->groups);
    out->order = cev__alloc(ctx, room, (int64_t)sizeof *out->order);
    out->ends = cev__alloc(ctx, room, (int64_t)sizeof *out->ends);
    out->utility = cev__alloc(ctx, 2 * room, size);
    out->z = cev__alloc(ctx, count * n + 1, size);
    int32_t status = CEV_OK;
    if (out->groups == NULL || scratch == NULL || out->order == NULL
        || out->ends == NULL || out->utility == NULL || out->z == NULL)
        status = cev__fail_memory(ctx);
    if (status == CEV_OK && count > 0) {
        out->share = out->utility + room;
        out->alternatives = out->groups + count;
        status = read_choice_rows(ctx, choice, options, customers, scratch,
                                  out);
    }
    cev__free(ctx, scratch, width, size);
    if (status != CEV_OK)
        cev__logit_rows_close(ctx, choice, out);
    return status;
}

/* ---- Summary ------------------------------------------------------------- */

void cev__logit_name(const cev__logit *choice,
                      const cev__logit_column *column,
                      char name[CEV__DESIGN_NAME])
{
    char of[CEV__DESIGN_NAME] = "";
    const char *alternative =
        column->alternative < 0
            ? ""
            : cev__customer_name(&choice->names, column->alternative);
    if (column->column >= 0)
        cev__design_name(&choice->predictors,
                         &choice->design.columns[column->column], of);
    cev__format(name, CEV__DESIGN_NAME, "%s%s%s", alternative,
                alternative[0] != '\0' && of[0] != '\0' ? ":" : "", of);
}

/* A constant is that of zeros everywhere, not averages: what columns of the
 * same alternative bring there is taken out; v is what it is of each. */
static double constant_of(const cev__logit *choice, int64_t k, double *v)
{
    cev__sum sum = {0};
    memset(v, 0, (size_t)choice->count * sizeof *v);
    v[k] = 1.0;
    for (int64_t i = 0; i < choice->count; i++) {
        const cev__logit_column *other = &choice->columns[i];
        if (other->column >= 0
            && other->alternative == choice->columns[k].alternative) {
            const cev__design_column *of =
                &choice->design.columns[other->column];
            v[i] = -of->mean / of->scale;
        }
        cev__sum_add(&sum, v[i] * choice->optimum.at[i]);
    }
    return cev__sum_value(&sum);
}

/* A coefficient in the column's own unit, and what it does in words. */
static void tell_choice_column(const cev__logit *choice, int64_t k,
                               double *v, cev__lines *lines)
{
    const cev__logit_column *column = &choice->columns[k];
    char name[CEV__DESIGN_NAME], text[CEV__LINE_TEXT];
    double value, error;
    int is_number = 0;
    if (column->column < 0) {
        value = constant_of(choice, k, v);
        error = sqrt(cev__climbed_form(&choice->optimum, choice->count, v));
    } else {
        const cev__design_column *of =
            &choice->design.columns[column->column];
        is_number = of->what == CEV__COLUMN_NUMBER;
        value = choice->optimum.at[k] / of->scale;
        error = sqrt(choice->optimum.covariance[cev__packed((int)k, (int)k)])
                / of->scale;
    }
    cev__logit_name(choice, column, name);
    cev__coefficient_words(text, value, is_number, "", "readily chosen");
    cev__line *line = cev__lines_add(lines, "parameter", name, text);
    line->value = value;
    line->std_error = error;
    if (!(lines->z > 0.0))
        return;
    line->lower = value - lines->z * error;
    line->upper = value + lines->z * error;
}

static void tell_choice_doubts(const cev__logit *choice, cev__lines *lines)
{
    char name[CEV__DESIGN_NAME], text[CEV__LINE_TEXT];
    double n = (double)choice->count;
    if (choice->optimum.is_separated)
        cev__lines_verdict(lines, "separation", choice->optimum.penalty,
                           "Some columns tell exactly what was chosen: the "
                           "coefficients would be infinite, and are held "
                           "back by a penalty of {x}.");
    if (choice->choices < CHOICES_A_COLUMN * n)
        cev__lines_verdict(lines, "few_choices", choice->choices,
                           "Only {n} choices, for as many coefficients as "
                           "there are: they are likely too large. Fewer "
                           "columns or a penalty would help.");
    if (choice->unknown > 0.0)
        cev__lines_verdict(lines, "nothing_chosen", choice->unknown,
                           "In {n} situations nothing was chosen: they were "
                           "left out.");
    if (choice->alike > 0) {
        cev__logit_name(choice, &choice->alike_column, name);
        cev__format(text, sizeof text,
                    "{n} columns tell alternatives apart in no situation, or "
                    "as others do already, such as %s: they were left out.",
                    name);
        cev__lines_verdict(lines, "alike_within", (double)choice->alike,
                           text);
    }
    if (choice->count == 0)
        cev__lines_verdict(lines, "all_alike", NAN,
                           "No column tells alternatives apart: all of a "
                           "situation are predicted the same.");
}

int32_t cev__logit_summary(cev_ctx *ctx, const void *model,
                            const cev_options *options, cev_table **out)
{
    const cev__logit *choice = model;
    const cev__climbed *optimum = &choice->optimum;
    cev__lines lines = {.ctx = ctx};
    double *v =
        cev__alloc(ctx, choice->count + 1, (int64_t)sizeof *v);
    if (v == NULL)
        return cev__fail_memory(ctx);
    lines.z =
        cev__interval_z(cev__options_double(options, CEV__OPT_INTERVAL));
    for (int64_t k = 0; k < choice->count; k++)
        tell_choice_column(choice, k, v, &lines);
    cev__free(ctx, v, choice->count + 1, (int64_t)sizeof *v);
    cev__lines_add(&lines, "fit", "target",
                   cev__target_name(&choice->target));
    if (choice->names.count > 0)
        cev__lines_add(&lines, "fit", "base",
                       cev__customer_name(&choice->names, choice->base));
    cev__lines_figure(&lines, "choices", choice->choices);
    cev__climbed_tell(optimum, choice->count, &lines);
    if (optimum->null_log_likelihood < 0.0)
        cev__lines_figure(&lines, "mcfadden",
                          1.0 - optimum->log_likelihood
                                    / optimum->null_log_likelihood);
    tell_choice_doubts(choice, &lines);
    cev__design_verdicts(&choice->design, &choice->predictors,
                         choice->choices, &lines);
    return cev__lines_table(&lines, out);
}

/* ---- Bytes --------------------------------------------------------------- */

static void save_choice_column(const cev__logit_column *column,
                               cev__writer *writer)
{
    cev__write_i32(writer, column->column);
    cev__write_i32(writer, column->alternative);
}

void cev__logit_save(const void *model, cev__writer *writer)
{
    const cev__logit *choice = model;
    cev__target_save(&choice->target, writer);
    cev__names_save(&choice->names, writer);
    cev__predictors_save(&choice->predictors, writer);
    cev__design_save(&choice->design, writer);
    cev__write_i32(writer, choice->base);
    cev__write_double(writer, choice->choices);
    cev__write_double(writer, choice->unknown);
    cev__write_i64(writer, choice->alike);
    save_choice_column(&choice->alike_column, writer);
    cev__write_i64(writer, choice->count);
    for (int64_t k = 0; k < choice->count; k++)
        save_choice_column(&choice->columns[k], writer);
    cev__climbed_save(&choice->optimum, choice->count, writer);
}

/* 0 when what was read can be no column of this model. */
static int load_choice_column(cev__blob *blob, const cev__logit *choice,
                              cev__logit_column *column)
{
    column->column = cev__read_i32(blob);
    column->alternative = cev__read_i32(blob);
    return !blob->failed && column->column >= -1
           && column->column < choice->design.count
           && column->alternative >= -1
           && column->alternative < choice->names.count;
}

static int32_t load_coefficients(cev_ctx *ctx, cev__blob *blob,
                                 cev__logit *choice)
{
    choice->base = cev__read_i32(blob);
    choice->choices = cev__read_double(blob);
    choice->unknown = cev__read_double(blob);
    choice->alike = cev__read_i64(blob);
    if (!load_choice_column(blob, choice, &choice->alike_column)
        || choice->base < 0
        || (choice->base > 0 && choice->base >= choice->names.count)
        || !isfinite(choice->choices) || !isfinite(choice->unknown))
        return CEV_ERR_FORMAT;
    choice->columns = cev__alloc(ctx, cev__logit_most(choice),
                                 (int64_t)sizeof *choice->columns);
    if (choice->columns == NULL)
        return cev__fail_memory(ctx);
    int64_t count = cev__read_i64(blob);
    if (count < 0 || count >= cev__logit_most(choice)
        || count > CEV__DESIGN_MAX)
        return CEV_ERR_FORMAT;
    for (int64_t k = 0; k < count; k++)
        if (!load_choice_column(blob, choice, &choice->columns[k]))
            return CEV_ERR_FORMAT;
    if (cev__climbed_size(count) > blob->size - blob->at)
        return CEV_ERR_FORMAT;
    choice->count = count;
    int32_t status = cev__climbed_make(ctx, count, &choice->optimum);
    if (status != CEV_OK)
        return status;
    cev__climbed_load(blob, count, &choice->optimum);
    return blob->failed ? CEV_ERR_FORMAT : CEV_OK;
}

int32_t cev__logit_load(cev_ctx *ctx, cev__blob *blob, void **model)
{
    cev__logit *choice = cev__alloc_zero(ctx, 1, (int64_t)sizeof *choice);
    if (choice == NULL)
        return cev__fail_memory(ctx);
    int32_t status = cev__target_load(ctx, blob, &choice->target);
    if (status == CEV_OK)
        status = cev__names_load(ctx, blob, CEV__ALTERNATIVES_MOST,
                                 &choice->names);
    if (status == CEV_OK)
        status = cev__predictors_load(ctx, blob, &choice->predictors);
    if (status == CEV_OK)
        status = cev__design_load(ctx, blob, &choice->predictors,
                                  &choice->design);
    if (status == CEV_OK) {
        status = load_coefficients(ctx, blob, choice);
        if (status == CEV_ERR_FORMAT)
            cev__fail(ctx, CEV_ERR_FORMAT, "the bytes hold no choice model");
    }
    if (status != CEV_OK) {
        cev__logit_free(ctx, choice);
        return status;
    }
    *model = choice;
    return CEV_OK;
}

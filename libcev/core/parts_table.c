/* Questions and answers of fits in parts as tables; see parts.h. */
#include "parts.h"

#include <math.h>
#include <string.h>

#define ASKED "asked"
#define SUM "sum"

/* The row of that section and name, -1 where there is none. */
static int64_t find_part_row(const cev_table *table, const char *section,
                             const char *name)
{
    for (int64_t i = 0; i < cev_table_row_count(table); i++) {
        const char *in = cev_table_text(table, "section", i);
        const char *called = cev_table_text(table, "name", i);
        if (in != NULL && called != NULL && strcmp(in, section) == 0
            && strcmp(called, name) == 0)
            return i;
    }
    return -1;
}

static int32_t refuse_missing(cev_ctx *ctx, const char *section,
                              const char *name)
{
    return cev__fail(ctx, CEV_ERR_DOMAIN,
                     "the table has no row %q in the section %q", name,
                     section);
}

/* A text of the section "asked"; "" where there is none. */
static const char *asked_text(const cev_table *table, const char *name)
{
    int64_t row = find_part_row(table, ASKED, name);
    const char *text = row < 0 ? NULL : cev_table_text(table, "text", row);
    return text == NULL ? "" : text;
}

const char *cev__parts_model(const cev__parts *parts)
{
    return parts == NULL || parts->question == NULL
               ? NULL
               : asked_text(parts->question, "model");
}

int32_t cev__parts_refuse(cev_ctx *ctx, const cev__parts *parts)
{
    return cev__fail(ctx, CEV_ERR_DOMAIN,
                     "the question is for the step %q of the model %q, which "
                     "this estimator does not have",
                     asked_text(parts->question, "step"),
                     asked_text(parts->question, "model"));
}

/* The numbers that a step is asked at. */
static int32_t read_asked(cev_ctx *ctx, const cev_table *table,
                          const cev__step *step, double *asked)
{
    cev__numbers values;
    int32_t status = cev__table_numbers(ctx, table, "value", &values);
    for (int i = 0; i < step->asked_count && status == CEV_OK; i++) {
        int64_t row = find_part_row(table, ASKED, step->asked[i]);
        if (row < 0)
            return refuse_missing(ctx, ASKED, step->asked[i]);
        asked[i] = cev__number_at(&values, row);
        if (!isfinite(asked[i]))
            return cev__fail(ctx, CEV_ERR_DOMAIN,
                             "value[%d] = %g; wanted a number", row, asked[i]);
    }
    return status;
}

int32_t cev__parts_read(cev_ctx *ctx, const cev__parts *parts,
                        const char *model, const cev__step *step,
                        int *is_wanted, double *asked)
{
    *is_wanted = parts != NULL && parts->question != NULL
                 && strcmp(asked_text(parts->question, "model"), model) == 0
                 && strcmp(asked_text(parts->question, "step"), step->name)
                        == 0;
    return *is_wanted ? read_asked(ctx, parts->question, step, asked)
                      : CEV_OK;
}

/* One sum out of a part. */
static int32_t read_sum(cev_ctx *ctx, const cev_table *table,
                        const cev__summed *summed, cev__sum *out)
{
    cev__numbers values, rests;
    int32_t status = cev__table_numbers(ctx, table, "value", &values);
    if (status == CEV_OK)
        status = cev__table_numbers(ctx, table, "rest", &rests);
    if (status != CEV_OK)
        return status;
    int64_t row = find_part_row(table, SUM, summed->name);
    if (row < 0)
        return refuse_missing(ctx, SUM, summed->name);
    out->total = cev__number_at(&values, row);
    out->lost = cev__number_at(&rests, row);
    if (summed->how == CEV__TOTAL && !isfinite(cev__sum_value(out)))
        return cev__fail(ctx, CEV_ERR_DOMAIN,
                         "%s is %g; wanted a number", summed->name,
                         cev__sum_value(out));
    return CEV_OK;
}

int32_t cev__answer_read(cev_ctx *ctx, const cev_table *table,
                         cev__answer *answer)
{
    const cev__step *step = answer->step;
    double asked[CEV__ASKED_MOST];
    int32_t status = read_asked(ctx, table, step, asked);
    if (status != CEV_OK)
        return status;
    if (strcmp(asked_text(table, "model"), answer->model) != 0
        || strcmp(asked_text(table, "step"), step->name) != 0
        || memcmp(asked, answer->asked,
                  (size_t)step->asked_count * sizeof *asked) != 0)
        return cev__fail(ctx, CEV_ERR_DOMAIN,
                         "the part answers another question than the one "
                         "that is open: the step %q of the model %q",
                         step->name, answer->model);
    for (int i = 0; i < step->sum_count && status == CEV_OK; i++)
        status = read_sum(ctx, table, &step->sums[i], &answer->sums[i]);
    if (status == CEV_OK && !(cev__sum_value(&answer->sums[0]) >= 0.0))
        return cev__fail(ctx, CEV_ERR_DOMAIN,
                         "%s is %g; wanted 0 or more", step->sums[0].name,
                         cev__sum_value(&answer->sums[0]));
    return status;
}

enum { PART_ROWS = 2 + CEV__ASKED_MOST + CEV__SUMS_MOST };

/* The rows of a table to be. */
typedef struct part_rows {
    int64_t count;
    const char *section[PART_ROWS], *name[PART_ROWS], *text[PART_ROWS];
    double value[PART_ROWS], rest[PART_ROWS];
} part_rows;

static void add_part_row(part_rows *rows, const char *section,
                         const char *name, const char *text, double value,
                         double rest)
{
    rows->section[rows->count] = section;
    rows->name[rows->count] = name;
    rows->text[rows->count] = text;
    rows->value[rows->count] = value;
    rows->rest[rows->count++] = rest;
}

static void add_question(const cev__answer *answer, part_rows *rows)
{
    const cev__step *step = answer->step;
    add_part_row(rows, ASKED, "model", answer->model, NAN, NAN);
    add_part_row(rows, ASKED, "step", step->name, NAN, NAN);
    for (int i = 0; i < step->asked_count; i++)
        add_part_row(rows, ASKED, step->asked[i], NULL, answer->asked[i], NAN);
}

static int32_t rows_table(cev_ctx *ctx, const part_rows *rows,
                          cev_table **out)
{
    cev_table *table = NULL;
    double *value = NULL, *rest = NULL;
    int32_t status = cev_table_new(ctx, rows->count, &table);
    if (status != CEV_OK)
        return status;
    status = cev__table_add_text(table, "section", rows->section);
    if (status == CEV_OK)
        status = cev__table_add_text(table, "name", rows->name);
    if (status == CEV_OK)
        status = cev__table_add_text(table, "text", rows->text);
    if (status == CEV_OK)
        status = cev__table_add_double(table, "value", &value);
    if (status == CEV_OK)
        status = cev__table_add_double(table, "rest", &rest);
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    for (int64_t i = 0; i < rows->count; i++) {
        value[i] = rows->value[i];
        rest[i] = rows->rest[i];
    }
    *out = table;
    return CEV_OK;
}

int32_t cev__parts_question(cev_ctx *ctx, const cev__parts *parts,
                            cev_table **out)
{
    part_rows rows = {0};
    add_question(&parts->answers[parts->count - 1], &rows);
    return rows_table(ctx, &rows, out);
}

int32_t cev__parts_answer(cev_ctx *ctx, const cev__parts *parts,
                          cev_table **out)
{
    part_rows rows = {0};
    const cev__answer *answer = &parts->answer;
    add_question(answer, &rows);
    for (int i = 0; i < answer->step->sum_count; i++)
        add_part_row(&rows, SUM, answer->step->sums[i].name, NULL,
                     answer->sums[i].total, answer->sums[i].lost);
    return rows_table(ctx, &rows, out);
}

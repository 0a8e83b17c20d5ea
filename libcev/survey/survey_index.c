/* Several questions as one answer; see cev/surveys.h. */
#include "../core/compiler.h"
#include "cev/surveys.h"

#include <math.h>
#include <string.h>

#include "../core/calls.h"
#include "../math/sum.h"
#include "items.h"

/* The questions of an index, and between which answers they lie. */
typedef struct index_work {
    cev_ctx *ctx;
    const cev_table *answers;
    cev__customers names;
    cev__numbers *items; /* as many */
    double least, most;
} index_work;

static int32_t open_items(index_work *w)
{
    w->items = cev__alloc(w->ctx, w->names.count + 1,
                          (int64_t)sizeof *w->items);
    if (w->items == NULL)
        return cev__fail_memory(w->ctx);
    if (w->names.count == 0)
        return cev__fail(w->ctx, CEV_ERR_COLUMN,
                         "there is no column of answers; wanted one of "
                         "numbers at least");
    w->least = INFINITY;
    w->most = -INFINITY;
    for (int64_t k = 0; k < w->names.count; k++) {
        const char *name = cev__customer_name(&w->names, k);
        int32_t status =
            cev__table_numbers(w->ctx, w->answers, name, &w->items[k]);
        for (int64_t row = 0; status == CEV_OK && row < w->answers->rows;
             row++) {
            double answer = cev__number_at(&w->items[k], row);
            if (fabs(answer) > 1e100)
                status = cev__fail(w->ctx, CEV_ERR_DOMAIN,
                                   "%s[%d] = %g; wanted a number from -1e100 "
                                   "to 1e100, or a gap",
                                   name, row, answer);
            w->least = fmin(w->least, answer);
            w->most = fmax(w->most, answer);
        }
        if (status != CEV_OK)
            return status;
    }
    return CEV_OK;
}

/* The index of a row, and how many questions it answers. */
static double index_of(const index_work *w, int64_t row, int64_t *answered)
{
    cev__sum sum = {0, 0};
    *answered = 0;
    for (int64_t k = 0; k < w->names.count; k++) {
        double answer = cev__number_at(&w->items[k], row);
        if (isnan(answer))
            continue;
        cev__sum_add(&sum, answer - w->least);
        ++*answered;
    }
    if (2 * *answered < w->names.count || !(w->most > w->least))
        return NAN;
    return 100.0 * cev__sum_value(&sum) / (double)*answered
           / (w->most - w->least);
}

static int32_t index_table(const index_work *w, cev_table **out)
{
    cev_table *table = NULL;
    double *index = NULL;
    int64_t *answered = NULL;
    int32_t status = cev_table_new(w->ctx, w->answers->rows, &table);
    for (int64_t c = 0; status == CEV_OK && c < w->answers->count; c++) {
        const char *name = w->answers->columns[c].name;
        cev__key key = cev__key_of_text(name);
        if (cev__customer_find(&w->names, &key) == CEV__NONE
            && strcmp(name, "answer") != 0 && strcmp(name, "answered") != 0)
            status = cev__table_add_copy(table, name, w->answers);
    }
    if (status == CEV_OK)
        status = cev__table_add_double(table, "answer", &index);
    if (status == CEV_OK)
        status = cev__table_add_int64(table, "answered", &answered);
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    for (int64_t row = 0; row < w->answers->rows; row++)
        index[row] = index_of(w, row, &answered[row]);
    *out = table;
    return CEV_OK;
}

int32_t cev_survey_index(cev_ctx *ctx, const cev_table *answers,
                         const cev_options *options, cev_table **out)
{
    index_work w;
    if (ctx == NULL)
        return CEV_ERR_ARGUMENT;
    if (answers == NULL || out == NULL)
        return cev__fail_null(ctx, answers == NULL ? "answers" : "out");
    int32_t status = cev__options_check(ctx, options, CEV__TAKES_SURVEY_INDEX,
                                        "cev_survey_index");
    if (status != CEV_OK)
        return status;
    memset(&w, 0, sizeof w);
    w.ctx = ctx;
    w.answers = answers;
    status = cev__items_names(ctx, answers, options, NULL, &w.names);
    if (status == CEV_OK)
        status = open_items(&w);
    if (status == CEV_OK)
        status = index_table(&w, out);
    cev__free(ctx, w.items, w.names.count + 1, (int64_t)sizeof *w.items);
    cev__customers_free(ctx, &w.names);
    return status;
}

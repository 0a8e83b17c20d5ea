/* Tables of explanations; see learner.h. */
#include "../core/compiler.h"
#include "learner.h"

#include <math.h>
#include <string.h>

enum { REASONS = 3 };

static const char reason_names[REASONS][12] = {"reason_1", "reason_2",
                                               "reason_3"};

/* The column of what a predictor pushes: its name, but that of another column
 * of the table gets an ending. */
static int32_t add_push(cev_ctx *ctx, cev_table *table, const char *name,
                        double **push)
{
    int64_t size = (int64_t)strlen(name) + 9;
    if (cev__table_find(table, name) == NULL)
        return cev__table_add_double(table, name, push);
    char *longer = cev__alloc(ctx, size, 1);
    if (longer == NULL)
        return cev__fail_memory(ctx);
    cev__format(longer, size, "%s_feature", name);
    int32_t status = add_push(ctx, table, longer, push);
    cev__free(ctx, longer, size, 1);
    return status;
}

/* All columns; reasons are gaps at first, so that no predictor takes their
 * names. */
static int32_t add_explanation_columns(cev_ctx *ctx,
                                       const cev__predictors *predictors,
                                       cev__explanation *e)
{
    const char **gaps =
        cev__alloc_zero(ctx, e->rows + 1, (int64_t)sizeof *gaps);
    int32_t status = gaps == NULL ? cev__fail_memory(ctx) : CEV_OK;
    if (status == CEV_OK)
        status = cev__table_add_double(e->table, "base", &e->base);
    if (status == CEV_OK)
        status = cev__table_add_double(e->table, "margin", &e->margin);
    for (int r = 0; status == CEV_OK && r < REASONS; r++)
        status = cev__table_add_text(e->table, reason_names[r], gaps);
    for (int64_t i = 0; status == CEV_OK && i < e->count; i++)
        status = add_push(ctx, e->table, cev__predictor_name(predictors, i),
                          &e->pushes[i]);
    cev__free(ctx, (void *)gaps, e->rows + 1, (int64_t)sizeof *gaps);
    return status;
}

int32_t cev__explanation_open(cev_ctx *ctx, const cev__predictors *predictors,
                              const cev_table *customers,
                              cev__explanation *out)
{
    cev__explanation e = {.rows = customers->rows,
                          .count = predictors->names.count};
    e.pushes = cev__alloc_zero(ctx, e.count + 1, (int64_t)sizeof *e.pushes);
    int32_t status = e.pushes == NULL
                         ? cev__fail_memory(ctx)
                         : cev__learner_table(ctx, customers, &e.table);
    if (status == CEV_OK)
        status = add_explanation_columns(ctx, predictors, &e);
    if (status != CEV_OK) {
        cev__explanation_close(ctx, &e);
        return status;
    }
    *out = e;
    return CEV_OK;
}

void cev__explanation_close(cev_ctx *ctx, cev__explanation *explanation)
{
    cev_table_free(explanation->table);
    cev__free(ctx, explanation->pushes, explanation->count + 1,
              (int64_t)sizeof *explanation->pushes);
    memset(explanation, 0, sizeof *explanation);
}

/* The predictor that pushes most in a row, but for those in `before`; the
 * earlier of two, -1 where none pushes. */
static int64_t strongest_push(const cev__explanation *e, int64_t row,
                              const int64_t *before, int count)
{
    int64_t best = -1;
    double most = 0.0;
    for (int64_t i = 0; i < e->count; i++) {
        double push = fabs(e->pushes[i][row]);
        int is_taken = 0;
        for (int k = 0; k < count; k++)
            is_taken |= before[k] == i;
        if (push > most && !is_taken) {
            most = push;
            best = i;
        }
    }
    return best;
}

static int32_t tell_reasons(cev_ctx *ctx, const cev__predictors *predictors,
                            cev__explanation *e)
{
    int64_t room = REASONS * e->rows + 1;
    const char **texts = cev__alloc(ctx, room, (int64_t)sizeof *texts);
    int32_t status = texts == NULL ? cev__fail_memory(ctx) : CEV_OK;
    for (int64_t row = 0; status == CEV_OK && row < e->rows; row++) {
        int64_t picked[REASONS];
        for (int r = 0; r < REASONS; r++) {
            picked[r] = strongest_push(e, row, picked, r);
            texts[r * e->rows + row] =
                picked[r] < 0 ? NULL
                              : cev__predictor_name(predictors, picked[r]);
        }
    }
    for (int r = 0; status == CEV_OK && r < REASONS; r++)
        status = cev__table_add_text(e->table, reason_names[r],
                                     texts + r * e->rows);
    cev__free(ctx, (void *)texts, room, (int64_t)sizeof *texts);
    return status;
}

int32_t cev__explanation_finish(cev_ctx *ctx,
                                const cev__predictors *predictors,
                                cev__explanation *explanation,
                                cev_table **out)
{
    int32_t status = tell_reasons(ctx, predictors, explanation);
    if (status == CEV_OK) {
        *out = explanation->table;
        explanation->table = NULL;
    }
    cev__explanation_close(ctx, explanation);
    return status;
}

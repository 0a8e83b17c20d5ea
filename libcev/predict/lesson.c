/* What a learner learns from; see lesson.h. */
#include "../core/compiler.h"
#include "lesson.h"

#include <math.h>
#include <string.h>

#include "../math/radix.h"
#include "../math/sum.h"

void cev__lesson_close(cev_ctx *ctx, cev__lesson *lesson)
{
    int64_t room = lesson->rows + 1;
    cev__readings_close(ctx, &lesson->readings);
    cev__predictors_free(ctx, &lesson->predictors);
    cev__target_free(ctx, &lesson->target);
    cev__free(ctx, lesson->values, room, (int64_t)sizeof *lesson->values);
    cev__free(ctx, lesson->weights, room, (int64_t)sizeof *lesson->weights);
    cev__free(ctx, lesson->order, room, (int64_t)sizeof *lesson->order);
    memset(lesson, 0, sizeof *lesson);
}

void cev__lesson_give(cev__lesson *lesson, cev__target *target,
                      cev__predictors *predictors)
{
    *target = lesson->target;
    memset(&lesson->target, 0, sizeof lesson->target);
    if (predictors == NULL)
        return;
    /* The readings go on reading for those. */
    *predictors = lesson->predictors;
    memset(&lesson->predictors, 0, sizeof lesson->predictors);
    lesson->readings.of = predictors;
}

/* Rows whose target is not known count no more. */
static void leave_unknown_out(cev__lesson *lesson)
{
    cev__sum customers = {0}, unknown = {0};
    for (int64_t row = 0; row < lesson->rows; row++) {
        if (!isnan(lesson->values[row])) {
            cev__sum_add(&customers, lesson->weights[row]);
            continue;
        }
        cev__sum_add(&unknown, lesson->weights[row]);
        lesson->weights[row] = 0.0;
    }
    lesson->customers = cev__sum_value(&customers);
    lesson->unknown = cev__sum_value(&unknown);
}

/* Puts the rows that count in order, by target at last. */
static int32_t order_lesson(cev_ctx *ctx, cev__lesson *lesson)
{
    const double *const more[1] = {lesson->values};
    int32_t status =
        cev__readings_order(ctx, &lesson->readings, lesson->weights, more, 1,
                            lesson->order, &lesson->count);
    if (status != CEV_OK)
        return status;
    int64_t room = 2 * lesson->count + 1;
    cev__keyed *items = cev__alloc(ctx, room, (int64_t)sizeof *items);
    if (items == NULL)
        return cev__fail_memory(ctx);
    for (int64_t i = 0; i < lesson->count; i++) {
        int64_t row = lesson->order[i];
        items[i] = (cev__keyed){cev__keyed_double(lesson->values[row]), row};
    }
    cev__keyed_sort(items, items + lesson->count, lesson->count);
    for (int64_t i = 0; i < lesson->count; i++)
        lesson->order[i] = items[i].index;
    cev__free(ctx, items, room, (int64_t)sizeof *items);
    return CEV_OK;
}

static int32_t refuse_nobody(cev_ctx *ctx, const cev__lesson *lesson)
{
    if (lesson->rows == 0)
        return cev__fail(ctx, CEV_ERR_DOMAIN,
                         "the table has no rows; wanted one for each "
                         "customer");
    return cev__fail(ctx, CEV_ERR_DOMAIN,
                     "column %q is a gap, or customers 0, in all rows; "
                     "wanted a customer whose target is known",
                     cev__target_name(&lesson->target));
}

static int32_t read_lesson(cev_ctx *ctx, const cev_options *options,
                           const int *roles, int wanted, int learns,
                           const cev_table *customers, cev__lesson *lesson)
{
    const cev__target_wish wish = {CEV__OPT_TARGET, CEV__OPT_POSITIVE,
                                   wanted};
    int32_t status = cev__weights_read(ctx, customers, lesson->weights);
    if (status == CEV_OK)
        status = cev__target_learn(ctx, options, &wish, customers,
                                   lesson->weights, lesson->values,
                                   &lesson->target);
    if (status != CEV_OK)
        return status;
    leave_unknown_out(lesson);
    if (!(lesson->customers > 0.0))
        return refuse_nobody(ctx, lesson);
    if (learns)
        status = cev__predictors_learn(ctx, options, roles, customers,
                                       lesson->weights, &lesson->predictors);
    if (status == CEV_OK)
        status = cev__readings_open(ctx, &lesson->predictors, customers,
                                    &lesson->readings);
    return status == CEV_OK ? order_lesson(ctx, lesson) : status;
}

int32_t cev__lesson_open(cev_ctx *ctx, const cev_options *options,
                         const int *roles, int wanted, int learns,
                         const cev_table *customers, cev__lesson *out)
{
    int64_t room = customers->rows + 1;
    memset(out, 0, sizeof *out);
    out->rows = customers->rows;
    out->values = cev__alloc(ctx, room, (int64_t)sizeof *out->values);
    out->weights = cev__alloc(ctx, room, (int64_t)sizeof *out->weights);
    out->order = cev__alloc(ctx, room, (int64_t)sizeof *out->order);
    int32_t status =
        out->values == NULL || out->weights == NULL || out->order == NULL
            ? cev__fail_memory(ctx)
            : read_lesson(ctx, options, roles, wanted, learns, customers,
                          out);
    if (status != CEV_OK)
        cev__lesson_close(ctx, out);
    return status;
}

/*
 * Accelerated lifetimes: columns make the time until a customer leaves as many
 * times longer or shorter, whatever it is.
 */
#include "../core/compiler.h"
#include "aft.h"

#include <math.h>
#include <string.h>

#include "../math/sum.h"

#define AFT_SOURCE                                                            \
    "Kalbfleisch & Prentice (2002), The Statistical Analysis of Failure "     \
    "Time Data, chapter 3"

/* Which lifetimes, by the option. */
static int32_t life_of(const cev_options *options)
{
    static const char names[CEV__LIVES][12] = {
        "weibull", "exponential", "loglogistic", "lognormal"};
    const char *name = cev__options_str(options, CEV__OPT_DISTRIBUTION);
    int32_t life = 0;
    while (strcmp(names[life], name) != 0)
        life++;
    return life;
}

/* Who left, and that nobody did so before he began. */
static int32_t count_leavers(cev_ctx *ctx, const cev_options *options,
                             const cev__spells *spells, cev__aft *aft)
{
    cev__sum events = {0};
    for (int64_t i = 0; i < spells->lesson.count; i++) {
        int64_t row = spells->lesson.order[i];
        aft->longest = fmax(aft->longest, spells->times[row]);
        if (spells->lesson.values[row] != 1.0)
            continue;
        if (!(spells->times[row] > 0.0))
            return cev__fail(ctx, CEV_ERR_DOMAIN,
                             "%s[%d] = 0; wanted a time above 0 of who left",
                             cev__options_str(options, CEV__OPT_TIME), row);
        cev__sum_add(&events, spells->lesson.weights[row]);
    }
    aft->events = cev__sum_value(&events);
    aft->customers = spells->lesson.customers;
    aft->unknown = spells->lesson.unknown;
    return CEV_OK;
}

/* Nothing is learnt of columns where nobody left. */
static int32_t learn_aft(cev_ctx *ctx, const cev_options *options,
                         const cev__spells *spells, cev__aft *aft)
{
    const cev__lesson *lesson = &spells->lesson;
    double *z = NULL;
    int32_t status = count_leavers(ctx, options, spells, aft);
    if (status == CEV_OK)
        status = cev__design_learn(ctx, &lesson->readings, lesson->weights,
                                   lesson->order, lesson->count,
                                   CEV__SCALE_ALL, CEV__COLLINEAR_LEFT_OUT,
                                   &aft->design);
    if (status == CEV_OK && !(aft->events > 0.0))
        aft->design.count = 0;
    if (status == CEV_OK)
        status = cev__design_matrix(ctx, &aft->design, &lesson->readings,
                                    lesson->order, lesson->count, &z);
    if (status == CEV_OK)
        status = cev__aft_climb(ctx, options, spells, z, aft);
    cev__design_release(ctx, &aft->design, lesson->count, z);
    return status;
}

static int32_t fit_aft(cev_ctx *ctx, const cev__given *given, void **model)
{
    cev__spells spells;
    cev__aft *aft = cev__alloc_zero(ctx, 1, (int64_t)sizeof *aft);
    if (aft == NULL)
        return cev__fail_memory(ctx);
    aft->life = life_of(given->options);
    int32_t status = cev__spells_open(ctx, given->options, 1,
                                      given->customers, NULL, &spells);
    if (status == CEV_OK) {
        status = learn_aft(ctx, given->options, &spells, aft);
        if (status == CEV_OK)
            cev__lesson_give(&spells.lesson, &aft->target, &aft->predictors);
        cev__spells_close(ctx, &spells);
    }
    if (status != CEV_OK) {
        cev__aft_free(ctx, aft);
        return status;
    }
    *model = aft;
    return CEV_OK;
}

extern const cev__estimator_kind cev__aft_kind;
const cev__estimator_kind cev__aft_kind = {
    {CEV_AFT, "how long customers stay, by a law of lifetimes",
     "target positive time entry horizon interval features sensitive rare "
     "distribution penalty max_iter",
     CEV__SPELLS_WANTS,
     CEV__STAYING_GIVES " median_ahead median_ahead_lo median_ahead_hi", "",
     AFT_SOURCE, fit_aft, cev__aft_free, cev__aft_save, cev__aft_load},
    cev__aft_summary,
    cev__aft_predict,
    cev__aft_evaluate,
    cev__aft_explain,
};

/*
 * Expected repeat purchases over time, on the grid of
 * cev_portfolio_tracking(): steps that meet at as_of, the first of which holds
 * the oldest customer's first purchase. Each customer comes in at his birth
 * and is expected to buy like any new customer of that age; nothing that he
 * did since is looked at.
 */
#include "../core/compiler.h"
#include "evaluations.h"

#include <math.h>

#include "../math/sum.h"

/* Points of a grid that anybody could look at. */
#define STEPS_MAX 1000000.0

/* Steps at once, between two calls of the progress function. */
#define STEPS_WAVE 64

typedef struct expected_tracking {
    const cev__purchases *model;
    const cev__ages *ages;
    const double *time;
    double *cumulative;
    int64_t first; /* of this wave */
} expected_tracking;

/* Purchases expected by time[i] from all who were born by then. */
static void track_step(void *state, int64_t index)
{
    expected_tracking *t = state;
    int64_t step = t->first + index;
    const cev__history newcomer = {0};
    cev__params room;
    cev__sum sum = {0};
    for (int64_t i = t->ages->count; i > 0; i--) {
        double age = t->ages->age[i - 1] + t->time[step];
        if (!(age > 0.0))
            break; /* ages ascend: younger ones are not born yet */
        const cev__params *params =
            cev__ages_params(t->ages, i - 1, t->model, &room);
        cev__sum_add(&sum, t->ages->weight[i - 1]
                               * cev__purchase_dect(t->model->kind, params,
                                                    &newcomer, 0.0, age));
    }
    t->cumulative[step] = cev__sum_value(&sum);
}

static int32_t track_all(cev_ctx *ctx, void *state, const double *time,
                         int64_t steps, double *cumulative)
{
    expected_tracking *t = state;
    t->time = time;
    t->cumulative = cumulative;
    for (; t->first < steps; t->first += STEPS_WAVE) {
        int64_t wave =
            steps - t->first < STEPS_WAVE ? steps - t->first : STEPS_WAVE;
        int32_t status = cev__progress(ctx, "tracking",
                                       (double)t->first / (double)steps);
        if (status != CEV_OK)
            return status;
        cev__parallel(ctx, wave, track_step, t);
    }
    return CEV_OK;
}

/* Steps before as_of and after it. */
static int32_t lay_expected_grid(cev_ctx *ctx, const cev_options *options,
                                 double step, double oldest, double *before,
                                 double *after)
{
    double holdout = cev__options_double(options, CEV__OPT_HOLDOUT);
    *before = ceil(oldest / step);
    *after = floor(holdout / step);
    if (*before + *after <= STEPS_MAX)
        return CEV_OK;
    return cev__fail(ctx, CEV_ERR_OPTION,
                     "option step = %g makes %g steps; wanted at most %g",
                     step, *before + *after, STEPS_MAX);
}

int32_t cev__tracking_table(cev_ctx *ctx, const cev_options *options,
                            int is_discrete, double oldest,
                            cev__track_fill *fill, void *state,
                            cev_table **out)
{
    double before = 0.0, after = 0.0, *time, *repeat, *cumulative;
    double step = is_discrete && !cev__options_has(options, CEV__OPT_STEP)
                      ? 1.0
                      : cev__options_double(options, CEV__OPT_STEP);
    cev_table *table = NULL;
    int32_t status =
        lay_expected_grid(ctx, options, step, oldest, &before, &after);
    int64_t steps = (int64_t)(before + after);
    if (status == CEV_OK)
        status = cev_table_new(ctx, steps, &table);
    if (status == CEV_OK)
        status = cev__table_add_double(table, "time", &time);
    if (status == CEV_OK)
        status = cev__table_add_double(table, "expected_repeat", &repeat);
    if (status == CEV_OK)
        status =
            cev__table_add_double(table, "expected_cumulative", &cumulative);
    for (int64_t i = 0; status == CEV_OK && i < steps; i++)
        time[i] = ((double)(i + 1) - before) * step;
    if (status == CEV_OK)
        status = fill(ctx, state, time, steps, cumulative);
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    for (int64_t i = 0; i < steps; i++)
        repeat[i] = cumulative[i] - (i == 0 ? 0.0 : cumulative[i - 1]);
    *out = table;
    return CEV_OK;
}

int32_t cev__evaluate_tracking(cev_ctx *ctx, const cev__outlook *outlook,
                               const cev_options *options,
                               const cev_table *customers, cev_table **out)
{
    cev__buyers buyers;
    cev__ages ages = {0};
    int32_t status = cev__buyers_open(
        ctx, customers,
        cev__purchase_wants(outlook->purchases->kind)
            | CEV__WANTS_CUSTOMERS_MAYBE,
        &buyers);
    if (status == CEV_OK)
        status = cev__ages_of(ctx, &buyers, outlook->purchases, &ages);
    if (status == CEV_OK) {
        expected_tracking t = {outlook->purchases, &ages, NULL, NULL, 0};
        status = cev__tracking_table(
            ctx, options, cev__purchase_is_discrete(t.model->kind),
            ages.oldest, track_all, &t, out);
    }
    cev__ages_free(ctx, &ages);
    return status;
}

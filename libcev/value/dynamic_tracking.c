/*
 * Expected repeat purchases over time where rates change; see
 * dynamic_tracking.h. Each customer goes his way once, from his first purchase
 * on, and tells what a newcomer with these periods buys by each of the steps.
 */
#include "../core/compiler.h"
#include "dynamic_tracking.h"

#include <math.h>
#include <string.h>

#include "../math/sum.h"
#include "evaluations.h"
#include "periods.h"

typedef struct dynamic_track {
    const cev__dynamic_ask *ask;
    const cev__buyers *buyers;
    double after; /* how long the periods are to go on [time] */
    cev__periods periods;
    cev__stretches room;
    int64_t steps;
    cev__sum *sums; /* of each step; and of one customer, ages and purchases */
    double *ages, *bought;
} dynamic_track;

static int32_t open_track(cev_ctx *ctx, int64_t steps, dynamic_track *t)
{
    const cev__regression *regression = t->ask->model->regression;
    int64_t size = (int64_t)sizeof(double), most;
    int32_t status = cev__periods_open(ctx, regression,
                                       t->buyers->table, &t->periods);
    if (status != CEV_OK)
        return status;
    most = t->periods.most + 2;
    t->steps = steps;
    t->room.length = cev__alloc(ctx, most, size);
    t->room.z = cev__alloc(ctx, most, regression->trait_count * size);
    t->room.bought = cev__alloc(ctx, regression->trait_count, size);
    t->sums = cev__alloc_zero(ctx, steps + 1, (int64_t)sizeof *t->sums);
    t->ages = cev__alloc(ctx, steps + 1, size);
    t->bought = cev__alloc(ctx, steps + 1, size);
    return t->room.length == NULL || t->room.z == NULL
                   || t->room.bought == NULL || t->sums == NULL
                   || t->ages == NULL || t->bought == NULL
               ? cev__fail_memory(ctx)
               : CEV_OK;
}

static void close_track(cev_ctx *ctx, dynamic_track *t)
{
    int64_t traits = t->ask->model->regression->trait_count;
    int64_t size = (int64_t)sizeof(double), most = t->periods.most + 2;
    cev__free(ctx, t->room.length, most, size);
    cev__free(ctx, t->room.z, most, traits * size);
    cev__free(ctx, t->room.bought, traits, size);
    cev__free(ctx, t->sums, t->steps + 1, (int64_t)sizeof *t->sums);
    cev__free(ctx, t->ages, t->steps + 1, size);
    cev__free(ctx, t->bought, t->steps + 1, size);
    cev__periods_close(&t->periods);
}

/* Adds a customer to the steps that he was there for. */
static void track_newcomer(dynamic_track *t, const cev__history *history,
                           int64_t row, double weight, const double *time)
{
    const cev__purchases *model = t->ask->model;
    const cev__history newcomer = {0};
    cev__path path;
    int64_t first = 0;
    memset(&path, 0, sizeof path);
    cev__periods_path(&t->periods, row, &newcomer, history->T + t->after, 0,
                      1.0, &t->room, &path);
    while (first < t->steps && !(history->T + time[first] > 0.0))
        first++;
    for (int64_t i = first; i < t->steps; i++)
        t->ages[i] = history->T + time[i];
    cev__path_newcomer(&model->prepared.pareto, model->regression, &path,
                       t->ages + first, t->steps - first, t->bought + first);
    for (int64_t i = first; i < t->steps; i++)
        cev__sum_add(&t->sums[i], weight * t->bought[i]);
}

static int32_t track_customers(cev_ctx *ctx, void *state, const double *time,
                               int64_t steps, double *cumulative)
{
    dynamic_track *t = state;
    cev__block block;
    int32_t status = open_track(ctx, steps, t);
    cev__buyers_begin(t->buyers, &block);
    for (int64_t first = 0; status == CEV_OK && first < t->buyers->rows;
         first += block.rows) {
        status = cev__buyers_next(ctx, "tracking", t->buyers, first, &block);
        for (int64_t i = 0; status == CEV_OK && i < block.rows; i++) {
            cev__history history = cev__history_at(&block, i);
            status = cev__periods_check(&t->periods, first + i, &history,
                                        t->after);
            if (status == CEV_OK)
                track_newcomer(t, &history, first + i,
                               block.col[CEV__COL_CUSTOMERS][i], time);
        }
    }
    for (int64_t i = 0; status == CEV_OK && i < steps; i++)
        cumulative[i] = cev__sum_value(&t->sums[i]);
    close_track(ctx, t);
    return status;
}

static int32_t find_oldest(cev_ctx *ctx, const cev__buyers *buyers,
                           double *oldest)
{
    cev__block block;
    int32_t status = CEV_OK;
    *oldest = 0.0;
    cev__buyers_begin(buyers, &block);
    for (int64_t first = 0; status == CEV_OK && first < buyers->rows;
         first += block.rows) {
        status = cev__buyers_next(ctx, "tracking", buyers, first, &block);
        for (int64_t i = 0; status == CEV_OK && i < block.rows; i++)
            *oldest = fmax(*oldest, block.col[CEV__COL_T][i]);
    }
    return status;
}

int32_t cev__dynamic_tracking(cev_ctx *ctx, const cev__dynamic_ask *ask,
                              const cev_options *options,
                              const cev_table *customers, cev_table **out)
{
    dynamic_track t;
    cev__buyers buyers;
    double oldest = 0.0;
    memset(&t, 0, sizeof t);
    t.ask = ask;
    t.buyers = &buyers;
    t.after = cev__options_double(options, CEV__OPT_HOLDOUT);
    int32_t status = cev__buyers_open(
        ctx, customers, CEV__WANTS_TIMES | CEV__WANTS_CUSTOMERS_MAYBE,
        &buyers);
    if (status == CEV_OK)
        status = find_oldest(ctx, &buyers, &oldest);
    return status == CEV_OK
               ? cev__tracking_table(ctx, options, 0, oldest,
                                     track_customers, &t, out)
               : status;
}

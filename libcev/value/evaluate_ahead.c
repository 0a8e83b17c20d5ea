/*
 * How many customers will buy how often in the horizon: the sum over customers
 * of the chance of exactly so many purchases, each with an interval of its own,
 * as the customers share the parameters (evaluate_totals.c). Of one customer it
 * is the distribution of what he will do.
 */
#include "../core/compiler.h"
#include "evaluations.h"

#include <math.h>
#include <string.h>

#include "../math/elementary.h"
#include "../math/interval.h"
#include "../math/sum.h"
#include "histories.h"
#include "turn.h"
#include "cev/estimator.h"

/* Histories in a task, and tasks at once between two calls of the progress
 * function. */
enum { AHEAD_CHUNK = 128, AHEAD_WAVE = 8 };

/* Rows end where fewer than this share of customers buy more often. */
#define AHEAD_SHARE 1e-4

enum { AHEAD_ROWS = CEV__X_LAST + 1 };

typedef struct ahead_counting {
    cev_ctx *ctx;
    const cev__outlook *outlook;
    cev__buyers buyers;
    cev__traits traits;
    cev__grouping histories;
    double crowd;
    const cev__purchases *model; /* at this place */
    int64_t first;               /* history of this wave */
    cev__sum sums[AHEAD_WAVE][CEV__X_LAST];
    double (*counts)[AHEAD_ROWS]; /* of the model, and at each place */
} ahead_counting;

static void ahead_task(void *state, int64_t index)
{
    ahead_counting *c = state;
    int64_t i = c->first + index * AHEAD_CHUNK;
    int64_t end = i + AHEAD_CHUNK;
    memset(c->sums[index], 0, sizeof c->sums[index]);
    for (; i < end && i < c->histories.count; i++) {
        const cev__group *group = &c->histories.groups[i];
        const cev__history h = cev__history_of(group->key);
        cev__params room;
        const cev__params *params = cev__turn_params(
            c->model, &c->traits, (int64_t)group->key[3], &room);
        for (int x = 0; x < CEV__X_LAST && group->weight > 0.0; x++)
            cev__sum_add(&c->sums[index][x],
                         group->weight
                             * c->model->kind->pmf_ahead(
                                 params, &h, x, c->outlook->horizon));
    }
}

/* By one model: the last counts those who buy as often or more. */
static int32_t count_ahead(ahead_counting *c, const cev__purchases *model,
                           double done, double counts[AHEAD_ROWS])
{
    cev__sum sums[AHEAD_ROWS];
    memset(sums, 0, sizeof sums);
    cev__sum_add(&sums[CEV__X_LAST], c->crowd);
    c->model = model;
    for (c->first = 0; c->first < c->histories.count;
         c->first += AHEAD_WAVE * AHEAD_CHUNK) {
        int32_t status = cev__progress(c->ctx, "evaluating", done);
        if (status != CEV_OK)
            return status;
        cev__parallel(c->ctx, AHEAD_WAVE, ahead_task, c);
        for (int k = 0; k < AHEAD_WAVE; k++)
            for (int x = 0; x < CEV__X_LAST; x++)
                cev__sum_merge(&sums[x], &c->sums[k][x]);
    }
    for (int x = 0; x < CEV__X_LAST; x++) {
        counts[x] = cev__sum_value(&sums[x]);
        cev__sum_add(&sums[CEV__X_LAST], -counts[x]);
    }
    counts[CEV__X_LAST] = fmax(0.0, cev__sum_value(&sums[CEV__X_LAST]));
    return CEV_OK;
}

/* By the model, and at so many places around it. */
static int32_t count_places(ahead_counting *c, int64_t places)
{
    const cev__purchases *model = c->outlook->purchases;
    int32_t status = count_ahead(c, model, 0.0, c->counts[0]);
    for (int k = 0; k < places && status == CEV_OK; k++) {
        cev__purchases moved;
        cev__regression room;
        status = cev__turn_along(model, k, &room, &moved);
        if (status == CEV_OK)
            status = count_ahead(c, &moved, (k + 1.0) / ((double)places + 1.0),
                                 c->counts[k + 1]);
    }
    return status;
}

/* The log of how many do not over how many do. */
static double odds_against(const ahead_counting *c, double count)
{
    return cev__log(fmax(c->crowd - count, 0.0)) - cev__log(count);
}

/* The last row: nearly nobody buys more often, and who does counts there. */
static int64_t end_rows(ahead_counting *c, int64_t places)
{
    double more = c->crowd - c->counts[0][0];
    int64_t last = 0;
    while (last < CEV__X_LAST && more > AHEAD_SHARE * c->crowd)
        more -= c->counts[0][++last];
    for (int64_t k = 0; k <= places; k++)
        for (int64_t x = CEV__X_LAST; x > last; x--)
            c->counts[k][x - 1] += c->counts[k][x];
    return last;
}

/* The bounds of a row. */
static void bound_count(const ahead_counting *c, int64_t row, double *lower,
                        double *upper)
{
    const cev__purchases *model = c->outlook->purchases;
    double around[CEV__TURNS], down, up;
    double count = c->counts[0][row], here = odds_against(c, count);
    *lower = *upper = count;
    if (!isfinite(here))
        return;
    for (int k = 0; k < cev__turn_count(model); k++)
        around[k] = odds_against(c, c->counts[k + 1][row]);
    cev__spread spread = cev__turn_spread(model, around, here);
    cev__spread_ends(&spread, c->outlook->z / model->reach.z, &down, &up);
    *lower = fmin(c->crowd * cev__share_at(here + up), count);
    *upper = fmax(c->crowd * cev__share_at(here + down), count);
}

static int32_t ahead_table(const ahead_counting *c, int64_t last,
                           cev_table **out)
{
    int64_t *purchases;
    double *customers, *lower = NULL, *upper = NULL;
    cev_table *table = NULL;
    int32_t status = cev_table_new(c->ctx, last + 1, &table);
    if (status == CEV_OK)
        status = cev__table_add_int64(table, "purchases", &purchases);
    if (status == CEV_OK)
        status = cev__table_add_double(table, "customers", &customers);
    if (status == CEV_OK && c->outlook->z > 0.0)
        status = cev__table_add_double(table, "customers_lo", &lower);
    if (status == CEV_OK && c->outlook->z > 0.0)
        status = cev__table_add_double(table, "customers_hi", &upper);
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    for (int64_t row = 0; row <= last; row++) {
        purchases[row] = row;
        customers[row] = c->counts[0][row];
        if (lower != NULL)
            bound_count(c, row, &lower[row], &upper[row]);
    }
    *out = table;
    return CEV_OK;
}

static int32_t open_ahead(ahead_counting *c, const cev_table *customers)
{
    const cev__purchases *model = c->outlook->purchases;
    cev__sum crowd = {0};
    int32_t status = cev__buyers_open(
        c->ctx, customers,
        cev__purchase_wants(model->kind) | CEV__WANTS_CUSTOMERS_MAYBE,
        &c->buyers);
    if (status == CEV_OK)
        status = cev__traits_open(c->ctx, model->regression, customers,
                                  &c->traits);
    if (status == CEV_OK)
        status = cev__histories_group(c->ctx, model->kind, &c->traits,
                                      &c->buyers, &c->histories);
    if (status != CEV_OK)
        return status;
    for (int64_t i = 0; i < c->histories.count; i++)
        cev__sum_add(&crowd, c->histories.groups[i].weight);
    c->crowd = cev__sum_value(&crowd);
    return CEV_OK;
}

int32_t cev__evaluate_ahead(cev_ctx *ctx, const cev__outlook *outlook,
                            const cev_options *options,
                            const cev_table *customers, cev_table **out)
{
    const cev__purchases *model = outlook->purchases;
    int64_t places = outlook->z > 0.0 ? cev__turn_count(model) : 0;
    (void)options;
    if (cev__purchase_is_discrete(model->kind)
        && outlook->horizon > CEV__OPPORTUNITIES)
        return cev__fail(ctx, CEV_ERR_OPTION,
                         "option horizon = %g; wanted at most %i "
                         "opportunities for %s",
                         outlook->horizon, (int32_t)CEV__OPPORTUNITIES,
                         CEV_EVAL_AHEAD);
    ahead_counting *c = cev__alloc_zero(ctx, 1, (int64_t)sizeof *c);
    if (c == NULL)
        return cev__fail_memory(ctx);
    c->ctx = ctx;
    c->outlook = outlook;
    c->counts = cev__alloc(ctx, places + 1, (int64_t)sizeof *c->counts);
    int32_t status = c->counts == NULL ? cev__fail_memory(ctx)
                                       : open_ahead(c, customers);
    if (status == CEV_OK)
        status = count_places(c, places);
    if (status == CEV_OK)
        status = ahead_table(c, end_rows(c, places), out);
    cev__free(ctx, c->counts, places + 1, (int64_t)sizeof *c->counts);
    cev__grouping_free(ctx, &c->histories);
    cev__free(ctx, c, 1, (int64_t)sizeof *c);
    return status;
}

/* Predictions by rates that change in time; see dynamic_predict.h. */
#include "../core/compiler.h"
#include "dynamic_predict.h"

#include <math.h>
#include <string.h>

#include "../math/interval.h"
#include "dynamic_forecast.h"
#include "explained.h"
#include "periods.h"
#include "prospects.h"

const char cev__dynamic_names[CEV__DYNAMIC_QUANTITIES][24] = {
    "p_alive", "expected_purchases", "discounted_purchases"};

enum { DYNAMIC_TASKS = 4, DYNAMIC_NAME = 32 };

typedef struct dynamic_prediction {
    cev__sweep sweep; /* first: see buyers.h */
    const cev__dynamic_ask *ask;
    cev__dynamic_view view;
    cev__periods periods;
    double ratio; /* of the intervals' z to that of the model's reach */
    double *out[CEV__DYNAMIC_QUANTITIES][CEV__SIDES]; /* NULL: not wanted */
    cev__explained explained; /* of nothing where these are told */
    cev__stretches room[DYNAMIC_TASKS];
} dynamic_prediction;

static double horizon_of(const cev__dynamic_ask *ask, const cev__block *block,
                         int64_t i)
{
    return isnan(ask->horizon) ? block->col[CEV__COL_T_HOLDOUT][i]
                               : ask->horizon;
}

static void say_alive(const cev__dynamic_prospect *prospect, double ratio,
                      double says[CEV__SIDES])
{
    const cev__path_standing *standing = &prospect->standing;
    double down, up;
    for (int side = 0; side < CEV__SIDES; side++)
        says[side] = standing->p_alive;
    if (!(ratio > 0.0 && standing->p_alive < 1.0))
        return;
    cev__spread_ends(&prospect->odds_spread, ratio, &down, &up);
    says[CEV__LOWER] =
        fmin(standing->p_alive, cev__share_at(standing->log_odds + up));
    says[CEV__UPPER] =
        fmax(standing->p_alive, cev__share_at(standing->log_odds + down));
}

static void predict_row(const dynamic_prediction *d, const cev__block *block,
                        int64_t i, const cev__stretches *room)
{
    double says[CEV__DYNAMIC_QUANTITIES][CEV__SIDES];
    cev__history history = cev__history_at(block, i);
    cev__dynamic_prospect prospect;
    cev__path path;
    memset(&path, 0, sizeof path);
    cev__periods_path(&d->periods, block->first + i, &history,
                      horizon_of(d->ask, block, i), 0, 1.0, room, &path);
    cev__dynamic_forecast(&d->view, &path, &prospect);
    if (d->ask->is_explained) {
        cev__explained_put(&d->explained, block->first + i,
                           prospect.standing.log_likelihood,
                           &prospect.likelihood_spread,
                           d->ask->model->reach.z);
        return;
    }
    say_alive(&prospect, d->ratio, says[CEV__DYNAMIC_ALIVE]);
    cev__say_forecast(&prospect.expected, d->ratio,
                      says[CEV__DYNAMIC_EXPECTED]);
    cev__say_forecast(&prospect.discounted, d->ratio,
                      says[CEV__DYNAMIC_DISCOUNTED]);
    for (int q = 0; q < CEV__DYNAMIC_QUANTITIES; q++)
        for (int side = 0; side < CEV__SIDES; side++)
            if (d->out[q][side] != NULL)
                d->out[q][side][block->first + i] = says[q][side];
}

static void predict_rows(void *state, int64_t index)
{
    dynamic_prediction *d = state;
    const cev__buyers *buyers = d->sweep.buyers;
    int64_t first = cev__sweep_first(&d->sweep, index);
    int64_t end = cev__sweep_end(&d->sweep, index);
    cev__block block;
    d->sweep.bad[index] = -1;
    cev__buyers_begin(buyers, &block);
    for (; first < end; first += block.rows) {
        int64_t bad = cev__buyers_read(buyers, first, end, &block);
        if (NEVER(bad >= 0)) { /* all were read before */
            d->sweep.bad[index] = bad;
            return;
        }
        for (int64_t i = 0; i < block.rows; i++)
            predict_row(d, &block, i, &d->room[index]);
    }
}

/* Every row's periods, before the tasks: those have no messages. */
static int32_t check_ways(cev_ctx *ctx, const dynamic_prediction *d,
                          const cev__buyers *buyers)
{
    cev__block block;
    cev__buyers_begin(buyers, &block);
    for (int64_t first = 0; first < buyers->rows; first += block.rows) {
        int32_t status = cev__buyers_next(ctx, "reading periods", buyers,
                                          first, &block);
        for (int64_t i = 0; i < block.rows && status == CEV_OK; i++) {
            cev__history history = cev__history_at(&block, i);
            status = cev__periods_check(&d->periods, first + i, &history,
                                        horizon_of(d->ask, &block, i));
        }
        if (status != CEV_OK)
            return status;
    }
    return CEV_OK;
}

static int32_t add_answers(dynamic_prediction *d, const cev_table *customers,
                           cev_table *table)
{
    static const char sides[CEV__SIDES][4] = {"", "_lo", "_hi"};
    int count = d->ask->z > 0.0 ? CEV__SIDES : CEV__LOWER;
    int32_t status = cev__table_add_copy(table, "customer", customers);
    d->explained.z = d->ask->z;
    if (status == CEV_OK && d->ask->is_explained)
        return cev__explained_add(table, "log_likelihood", &d->explained);
    for (int q = 0; q < CEV__DYNAMIC_QUANTITIES; q++)
        for (int side = 0; side < count && status == CEV_OK; side++) {
            char name[DYNAMIC_NAME];
            cev__format(name, sizeof name, "%s%s", cev__dynamic_names[q],
                        sides[side]);
            status =
                cev__table_add_unwritten(table, name, &d->out[q][side]);
        }
    return status;
}

/* Memory for the ways of one customer a task. */
static int32_t open_rooms(cev_ctx *ctx, dynamic_prediction *d)
{
    int64_t most = d->periods.most + 2, size = (int64_t)sizeof(double);
    int64_t traits = d->periods.traits.of->trait_count;
    d->sweep.at_once = DYNAMIC_TASKS;
    for (int t = 0; t < DYNAMIC_TASKS; t++) {
        cev__stretches *room = &d->room[t];
        room->length = cev__alloc(ctx, most, size);
        room->z = cev__alloc(ctx, most, traits * size);
        room->bought = cev__alloc(ctx, traits, size);
        if (room->length == NULL || room->z == NULL || room->bought == NULL)
            return cev__fail_memory(ctx);
    }
    return CEV_OK;
}

static void close_rooms(cev_ctx *ctx, dynamic_prediction *d)
{
    int64_t most = d->periods.most + 2, size = (int64_t)sizeof(double);
    int64_t traits = d->ask->model->regression->trait_count;
    for (int t = 0; t < DYNAMIC_TASKS; t++) {
        cev__free(ctx, d->room[t].length, most, size);
        cev__free(ctx, d->room[t].z, most, traits * size);
        cev__free(ctx, d->room[t].bought, traits, size);
    }
}

int32_t cev__dynamic_predict(cev_ctx *ctx, const cev__dynamic_ask *ask,
                             const cev_table *customers, cev_table **out)
{
    dynamic_prediction d;
    cev__buyers buyers;
    cev_table *table = NULL;
    int wants = CEV__WANTS_TIMES | CEV__WANTS_CUSTOMERS_MAYBE
                | (isnan(ask->horizon) ? CEV__WANTS_HOLDOUT : 0);
    memset(&d, 0, sizeof d);
    d.ask = ask;
    d.ratio = ask->z / ask->model->reach.z;
    int32_t status = cev__buyers_open(ctx, customers, wants, &buyers);
    if (status == CEV_OK)
        status = cev__periods_open(ctx, ask->model->regression, customers,
                                   &d.periods);
    if (status == CEV_OK)
        status = check_ways(ctx, &d, &buyers);
    if (status == CEV_OK)
        status = cev__dynamic_open(ctx, ask->model, ask->delta, ask->z > 0.0,
                                   &d.view);
    if (status == CEV_OK)
        status = open_rooms(ctx, &d);
    if (status == CEV_OK)
        status = cev_table_new(ctx, buyers.rows, &table);
    if (status == CEV_OK)
        status = add_answers(&d, customers, table);
    if (status == CEV_OK)
        status = cev__buyers_sweep(ctx, "predicting", &buyers, predict_rows,
                                   &d.sweep);
    close_rooms(ctx, &d);
    cev__dynamic_close(ctx, &d.view);
    cev__periods_close(&d.periods);
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    *out = table;
    return CEV_OK;
}

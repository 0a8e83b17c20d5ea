/* Predictions for a table; see predict.h. */
#include "../core/compiler.h"
#include "predict.h"

#include <math.h>
#include <string.h>

#include "interval.h"

enum { P_ALIVE, PURCHASES, SPEND, CLV, QUANTITIES };
enum { ESTIMATE, LOWER, UPPER, SIDES };

static const char *const predicted_names[QUANTITIES][SIDES] = {
    {"p_alive", "p_alive_lo", "p_alive_hi"},
    {"expected_purchases", "expected_purchases_lo", "expected_purchases_hi"},
    {"expected_spend", "expected_spend_lo", "expected_spend_hi"},
    {"clv", "clv_lo", "clv_hi"}};

/* Up to so many customers are worked out one by one: what looking ahead keeps
 * for many would cost more than it saves. */
#define FEW_ROWS 512

typedef struct prediction {
    cev__sweep sweep; /* first: see buyers.h */
    const cev__outlook *outlook;
    double *out[QUANTITIES][SIDES]; /* NULL: not wanted */
    cev__ahead *aheads; /* each task of a wave has its own; NULL: few rows */
    int64_t aheads_count, aheads_each;
} prediction;

static void put_forecast(const prediction *p, int quantity, int64_t row,
                         cev__forecast forecast)
{
    double *const *out = p->out[quantity];
    if (out[ESTIMATE] == NULL)
        return;
    out[ESTIMATE][row] = forecast.value;
    if (out[LOWER] == NULL)
        return;
    double lower, upper, active_lower, active_upper;
    cev__interval_positive(forecast.value, forecast.log_sd, p->outlook->z,
                           &lower, &upper);
    cev__interval_positive(forecast.active, forecast.active_sd,
                           p->outlook->z, &active_lower, &active_upper);
    /* A margin below 0 turns things round. */
    out[LOWER][row] = lower < 0.0 ? fmax(lower, active_lower) : lower;
    out[UPPER][row] = upper > 0.0 ? fmin(upper, active_upper) : upper;
}

static void put_worth(const prediction *p, int64_t row,
                      const cev__worth *worth)
{
    double *const *alive = p->out[P_ALIVE];
    if (alive[ESTIMATE] != NULL) {
        alive[ESTIMATE][row] = worth->standing.p_alive;
        if (alive[LOWER] != NULL && worth->standing.is_certain)
            alive[LOWER][row] = alive[UPPER][row] = 1.0;
        else if (alive[LOWER] != NULL)
            cev__interval_share(worth->standing.odds, worth->odds_sd,
                                p->outlook->z, &alive[LOWER][row],
                                &alive[UPPER][row]);
    }
    put_forecast(p, PURCHASES, row, worth->purchases);
    put_forecast(p, SPEND, row, worth->spend);
    put_forecast(p, CLV, row, worth->clv);
}

static void predict_task(void *state, int64_t index)
{
    prediction *p = state;
    const cev__buyers *buyers = p->sweep.buyers;
    int64_t first = (p->sweep.first_task + index) * CEV__TASK_ROWS;
    int64_t end = first + CEV__TASK_ROWS;
    cev__ahead *aheads =
        p->aheads == NULL ? NULL : &p->aheads[index * p->aheads_each];
    cev__block block;
    if (end > buyers->rows)
        end = buyers->rows;
    p->sweep.bad[index] = -1;
    cev__buyers_begin(buyers, &block);
    for (; first < end; first += block.rows) {
        int64_t bad = cev__buyers_read(buyers, first, end, &block);
        if (bad >= 0) {
            p->sweep.bad[index] = bad;
            return;
        }
        for (int64_t i = 0; i < block.rows; i++) {
            cev__worth worth;
            memset(&worth, 0, sizeof worth);
            cev__outlook_row(p->outlook, aheads, &block, i, &worth);
            put_worth(p, first + i, &worth);
        }
    }
}

/* The output columns of the quantities that the models give. */
static int32_t add_outputs(prediction *p, cev_table *table)
{
    const cev__outlook *outlook = p->outlook;
    int is_given[QUANTITIES] = {
        outlook->purchases != NULL, outlook->purchases != NULL,
        outlook->spend != NULL,
        outlook->purchases != NULL && outlook->spend != NULL};
    int sides = outlook->z > 0.0 ? SIDES : LOWER;
    for (int q = 0; q < QUANTITIES; q++) {
        for (int side = 0; is_given[q] && side < sides; side++) {
            int32_t status = cev__table_add_double(
                table, predicted_names[q][side], &p->out[q][side]);
            if (status != CEV_OK)
                return status;
        }
    }
    return CEV_OK;
}

/* What looking ahead keeps, for as many tasks as run at once. */
static int32_t start_aheads(cev_ctx *ctx, prediction *p, int64_t rows)
{
    int64_t tasks = cev__buyers_tasks(rows);
    p->aheads_each = cev__outlook_aheads(p->outlook);
    p->aheads_count =
        p->aheads_each * (tasks < CEV__WAVE ? tasks : CEV__WAVE);
    if (rows <= FEW_ROWS || p->aheads_count == 0)
        return CEV_OK;
    p->aheads =
        cev__alloc(ctx, p->aheads_count, (int64_t)sizeof *p->aheads);
    if (p->aheads == NULL)
        return cev__fail_memory(ctx);
    for (int64_t i = 0; i < p->aheads_count; i += p->aheads_each)
        cev__outlook_start(p->outlook, &p->aheads[i]);
    return CEV_OK;
}

int32_t cev__predict(cev_ctx *ctx, const cev__outlook *outlook,
                     const cev_table *customers, cev_table **out)
{
    prediction p;
    cev__buyers buyers;
    cev_table *table = NULL;
    memset(&p, 0, sizeof p);
    p.outlook = outlook;
    int32_t status = cev__buyers_open(ctx, customers,
                                      cev__outlook_wants(outlook), &buyers);
    if (status == CEV_OK)
        status = cev_table_new(ctx, buyers.rows, &table);
    if (status == CEV_OK && cev__table_find(customers, "customer") != NULL)
        status = cev__table_add_copy(table, "customer", customers);
    if (status == CEV_OK)
        status = add_outputs(&p, table);
    if (status == CEV_OK)
        status = start_aheads(ctx, &p, buyers.rows);
    if (status == CEV_OK)
        status = cev__buyers_sweep(ctx, "predicting", &buyers, predict_task,
                                   &p.sweep);
    cev__free(ctx, p.aheads, p.aheads_count, (int64_t)sizeof *p.aheads);
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    *out = table;
    return CEV_OK;
}

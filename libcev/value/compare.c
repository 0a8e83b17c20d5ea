/* Prediction and truth side by side; see evaluations.h. */
#include "../core/compiler.h"
#include "evaluations.h"

#include <math.h>
#include <string.h>

#include "../math/elementary.h"
#include "../math/sum.h"
#include "spend_turn.h"
#include "turn.h"

typedef struct comparing {
    cev__sweep sweep; /* first: see buyers.h */
    const cev__outlook *outlook;
    int what;
    const cev__purchases *model; /* of the outlook, or moved a step */
    cev__traits traits, spend_traits;
    cev__comparison *out;
} comparing;

/* Purchases in the customer's holdout, or in the horizon where there is
 * none. */
static double predict_purchases(const comparing *c, const cev__block *block,
                                int64_t i, double delta)
{
    cev__params room;
    const cev__params *params =
        cev__turn_params(c->model, &c->traits, block->first + i, &room);
    double horizon = block->col[CEV__COL_T_HOLDOUT][i];
    cev__history history = cev__history_at(block, i);
    if (isnan(horizon))
        horizon = c->outlook->horizon;
    return cev__purchase_dect(c->model->kind, params, &history, delta,
                              horizon);
}

static double predict_spend(const comparing *c, const cev__block *block,
                            int64_t i)
{
    double x, m_x;
    cev__spend room;
    const cev__spend *spend =
        cev__spend_turn_to(c->outlook->spend, &c->spend_traits,
                           block->first + i, 0, &room);
    cev__spend_history(spend, block, i, &x, &m_x);
    return cev__spend_expected(spend, c->outlook->own_mean, x, m_x);
}

static double predict_one(const comparing *c, const cev__block *block,
                          int64_t i)
{
    switch (c->what) {
    case CEV__COMPARE_PURCHASES:
        return predict_purchases(c, block, i, 0.0);
    case CEV__COMPARE_REVENUE:
        return predict_purchases(c, block, i, 0.0)
               * predict_spend(c, block, i);
    case CEV__COMPARE_VALUE:
        return c->outlook->margin
               * predict_purchases(c, block, i, c->outlook->delta)
               * predict_spend(c, block, i);
    default:
        return predict_spend(c, block, i);
    }
}

/* The truth, and what a shop owner would guess without a model: things go on
 * as they went so far. */
static void observe_one(const comparing *c, const cev__block *block, int64_t i,
                        double *actual, double *naive)
{
    double x = block->col[CEV__COL_X][i], T = block->col[CEV__COL_T][i];
    double ahead = block->col[CEV__COL_T_HOLDOUT][i];
    if (c->what == CEV__COMPARE_PURCHASES) {
        *actual = block->col[CEV__COL_X_HOLDOUT][i];
        *naive = T > 0.0 ? x / T * ahead : 0.0;
    } else if (c->what == CEV__COMPARE_REVENUE) {
        *actual = block->col[CEV__COL_REVENUE_HOLDOUT][i];
        *naive = T > 0.0 ? block->col[CEV__COL_REVENUE][i] / T * ahead : 0.0;
    } else if (c->what == CEV__COMPARE_SPEND) {
        *actual = block->col[CEV__COL_M_X_HOLDOUT][i];
        *naive = x > 0.0 ? block->col[CEV__COL_M_X][i] : NAN;
        if (isnan(*naive))
            *naive = c->outlook->spend->observed_mean;
    } else {
        *actual = *naive = NAN;
    }
}

static void compare_task(void *state, int64_t index)
{
    comparing *c = state;
    const cev__buyers *buyers = c->sweep.buyers;
    int64_t first = (c->sweep.first_task + index) * CEV__TASK_ROWS;
    int64_t end = first + CEV__TASK_ROWS;
    cev__block block;
    if (end > buyers->rows)
        end = buyers->rows;
    c->sweep.bad[index] = -1;
    cev__buyers_begin(buyers, &block);
    for (; first < end; first += block.rows) {
        int64_t bad = cev__buyers_read(buyers, first, end, &block);
        if (bad >= 0) {
            c->sweep.bad[index] = bad;
            return;
        }
        for (int64_t i = 0; i < block.rows; i++) {
            c->out->x[first + i] = block.col[CEV__COL_X][i];
            c->out->predicted[first + i] = predict_one(c, &block, i);
            observe_one(c, &block, i, &c->out->actual[first + i],
                        &c->out->naive[first + i]);
        }
    }
}

void cev__comparison_drop_unknown(cev__comparison *c)
{
    int64_t kept = 0;
    for (int64_t i = 0; i < c->rows; i++) {
        if (isnan(c->actual[i]) || isnan(c->predicted[i]))
            continue;
        c->x[kept] = c->x[i];
        c->predicted[kept] = c->predicted[i];
        c->actual[kept] = c->actual[i];
        c->naive[kept++] = c->naive[i];
    }
    c->rows = kept;
}

static double total_of(const double *values, int64_t rows)
{
    cev__sum sum = {0};
    for (int64_t i = 0; i < rows; i++)
        cev__sum_add(&sum, values[i]);
    return cev__sum_value(&sum);
}

/* How sure the total is: what it is at each place around the parameters. */
static int32_t measure_total(cev_ctx *ctx, comparing *c,
                             const cev__buyers *buyers)
{
    const cev__purchases *model = c->outlook->purchases;
    double total = total_of(c->out->predicted, buyers->rows);
    double around[CEV__TURNS];
    int32_t status = CEV_OK;
    for (int k = 0; k < cev__turn_count(model) && status == CEV_OK; k++) {
        cev__purchases moved;
        cev__regression room;
        status = cev__turn_along(model, k, &room, &moved);
        c->model = &moved;
        if (status == CEV_OK)
            status = cev__buyers_sweep(ctx, "evaluating", buyers,
                                       compare_task, &c->sweep);
        around[k] = cev__log(total_of(c->out->predicted, buyers->rows));
    }
    if (status != CEV_OK)
        return status;
    if (total > 0.0)
        c->out->spread = cev__turn_spread(model, around, cev__log(total));
    c->out->ratio = total > 0.0 ? c->outlook->z / model->reach.z : 0.0;
    c->model = model;
    return cev__buyers_sweep(ctx, "evaluating", buyers, compare_task,
                             &c->sweep);
}

int32_t cev__comparison_make(cev_ctx *ctx, int64_t rows, cev__comparison *out)
{
    double **columns[4] = {&out->x, &out->predicted, &out->actual,
                           &out->naive};
    memset(out, 0, sizeof *out);
    out->rows = rows;
    out->capacity = rows + 1;
    for (int i = 0; i < 4; i++) {
        *columns[i] =
            cev__alloc(ctx, out->capacity, (int64_t)sizeof(double));
        if (*columns[i] == NULL)
            return cev__fail_memory(ctx);
    }
    return CEV_OK;
}

int32_t cev__compare(cev_ctx *ctx, const cev__outlook *outlook, int what,
                     int wants, const cev_table *customers,
                     cev__comparison *out)
{
    comparing c;
    cev__buyers buyers;
    memset(&c, 0, sizeof c);
    memset(out, 0, sizeof *out);
    c.outlook = outlook;
    c.what = what;
    c.model = outlook->purchases;
    c.out = out;
    int32_t status = cev__buyers_open(
        ctx, customers, cev__outlook_wants(outlook) | wants, &buyers);
    if (status == CEV_OK && c.model != NULL)
        status = cev__traits_open(ctx, c.model->regression, customers,
                                  &c.traits);
    if (status == CEV_OK && outlook->spend != NULL)
        status = cev__traits_open(ctx, outlook->spend->regression, customers,
                                  &c.spend_traits);
    if (status == CEV_OK)
        status = cev__comparison_make(ctx, buyers.rows, out);
    if (status == CEV_OK)
        status = cev__buyers_sweep(ctx, "evaluating", &buyers, compare_task,
                                   &c.sweep);
    if (status == CEV_OK && what == CEV__COMPARE_PURCHASES
        && (wants & CEV__WANTS_HOLDOUT) != 0 && outlook->z > 0.0)
        status = measure_total(ctx, &c, &buyers);
    if (status != CEV_OK) {
        cev__comparison_free(ctx, out);
        return status;
    }
    if (what != CEV__COMPARE_VALUE
        && (what == CEV__COMPARE_SPEND || buyers.has[CEV__COL_X_HOLDOUT]))
        cev__comparison_drop_unknown(out);
    return CEV_OK;
}

void cev__comparison_free(cev_ctx *ctx, cev__comparison *c)
{
    double *columns[4] = {c->x, c->predicted, c->actual, c->naive};
    for (int i = 0; i < 4; i++)
        cev__free(ctx, columns[i], c->capacity, (int64_t)sizeof(double));
    memset(c, 0, sizeof *c);
}

int32_t cev__sort_rows(cev_ctx *ctx, const double *values, int64_t rows,
                       cev__keyed **items)
{
    int64_t size = (int64_t)sizeof(cev__keyed);
    cev__keyed *made = cev__alloc(ctx, rows + 1, size);
    cev__keyed *spare = cev__alloc(ctx, rows + 1, size);
    if (made == NULL || spare == NULL) {
        cev__free(ctx, spare, rows + 1, size);
        cev__free(ctx, made, rows + 1, size);
        return cev__fail_memory(ctx);
    }
    for (int64_t i = 0; i < rows; i++) {
        made[i].key = cev__keyed_double(values[i]);
        made[i].index = i;
    }
    cev__keyed_sort(made, spare, rows);
    cev__free(ctx, spare, rows + 1, size);
    *items = made;
    return CEV_OK;
}

void cev__free_rows(cev_ctx *ctx, cev__keyed *items, int64_t rows)
{
    cev__free(ctx, items, rows + 1, (int64_t)sizeof *items);
}

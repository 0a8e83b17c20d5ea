/* Prediction and truth side by side; see evaluations.h. */
#include "../core/compiler.h"
#include "evaluations.h"

#include <math.h>
#include <string.h>

#include "../math/elementary.h"
#include "../math/sum.h"
#include "crew.h"
#include "spend_turn.h"
#include "turn.h"

typedef struct comparing {
    cev__sweep sweep; /* first: see buyers.h */
    const cev__outlook *outlook;
    int what;
    cev__outlook usual; /* of the model as it is or moved a step, over the time
                           that most are asked about */
    cev__crew crew;     /* for it; without covariates only */
    cev__traits traits, spend_traits;
    cev__comparison *out;
} comparing;

/* Purchases in the customer's holdout, or in the horizon where there is none;
 * as clv counts them where value is compared. */
static double predict_purchases(const comparing *c, cev__prospects *prospects,
                                const cev__block *block, int64_t i)
{
    const cev__purchases *model = c->usual.purchases;
    int is_value = c->what == CEV__COMPARE_VALUE;
    cev__params room;
    double horizon = block->col[CEV__COL_T_HOLDOUT][i];
    cev__history history = cev__history_at(block, i);
    if (isnan(horizon))
        horizon = c->outlook->horizon;
    if (prospects != NULL && horizon == c->usual.horizon) {
        const cev__prospect *p = cev__prospects_at(prospects, &history);
        return is_value ? p->worth.value
                        : p->says[CEV__PURCHASES][CEV__ESTIMATE];
    }
    const cev__params *params =
        cev__turn_params(model, &c->traits, block->first + i, &room);
    return cev__purchase_dect(model->kind, params, &history,
                              is_value ? c->outlook->delta : 0.0, horizon);
}

static double predict_spend(const comparing *c, const cev__block *block,
                            int64_t i)
{
    double x, m_x;
    cev__spend room;
    const cev__spend *spend =
        cev__spend_turn_to(c->outlook->spend, &c->spend_traits,
                           block->first + i, 0, NULL, &room);
    cev__spend_history(spend, block, i, &x, &m_x);
    return cev__spend_expected(spend, c->outlook->own_mean, x, m_x);
}

static double predict_one(const comparing *c, cev__prospects *prospects,
                          const cev__block *block, int64_t i)
{
    switch (c->what) {
    case CEV__COMPARE_PURCHASES:
        return predict_purchases(c, prospects, block, i);
    case CEV__COMPARE_REVENUE:
        return predict_purchases(c, prospects, block, i)
               * predict_spend(c, block, i);
    case CEV__COMPARE_VALUE:
        return c->outlook->margin * predict_purchases(c, prospects, block, i)
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
    int64_t first = cev__sweep_first(&c->sweep, index);
    int64_t end = cev__sweep_end(&c->sweep, index);
    cev__prospects *prospects =
        c->crew.count > 0 ? cev__crew_of(&c->crew, index) : NULL;
    cev__block block;
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
            c->out->weight[first + i] = block.col[CEV__COL_CUSTOMERS][i];
            c->out->predicted[first + i] =
                predict_one(c, prospects, &block, i);
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
        c->weight[kept] = c->weight[i];
        c->predicted[kept] = c->predicted[i];
        c->actual[kept] = c->actual[i];
        c->naive[kept++] = c->naive[i];
    }
    c->rows = kept;
}

double cev__comparison_total(const cev__comparison *c, const double *values)
{
    cev__sum sum = {0};
    for (int64_t i = 0; i < c->rows; i++)
        if (c->weight[i] > 0.0)
            cev__sum_add(&sum, c->weight[i] * values[i]);
    return cev__sum_value(&sum);
}

/* The time that most customers are asked about: of all in one holdout it is
 * the same. */
static double usual_horizon(const comparing *c, const cev__buyers *buyers)
{
    double horizon = NAN;
    if (buyers->has[CEV__COL_T_HOLDOUT] && buyers->rows > 0)
        horizon = cev__number_at(&buyers->columns[CEV__COL_T_HOLDOUT], 0);
    return horizon >= 0.0 && isfinite(horizon) ? horizon
                                               : c->outlook->horizon;
}

/* Predicts for all by this model, NULL for spend alone. */
static int32_t compare_by(cev_ctx *ctx, comparing *c,
                          const cev__buyers *buyers,
                          const cev__purchases *model)
{
    int32_t status = CEV_OK;
    c->usual = *c->outlook;
    c->usual.purchases = model;
    c->usual.z = 0.0;
    c->usual.horizon = usual_horizon(c, buyers);
    c->usual.quantities =
        1 << (c->what == CEV__COMPARE_VALUE ? CEV__CLV : CEV__PURCHASES);
    if (model != NULL && model->regression == NULL)
        status = cev__crew_open(ctx, &c->usual, buyers, &c->sweep, &c->crew);
    if (status == CEV_OK)
        status = cev__buyers_sweep(ctx, "evaluating", buyers, compare_task,
                                   &c->sweep);
    cev__crew_close(ctx, &c->crew);
    return status;
}

/* How sure the total is: what it is at each place around the parameters. The
 * predictions stay those of the model itself. */
static int32_t measure_total(cev_ctx *ctx, comparing *c,
                             const cev__buyers *buyers)
{
    const cev__purchases *model = c->outlook->purchases;
    double *predicted = c->out->predicted;
    int64_t capacity = c->out->capacity, size = (int64_t)sizeof *predicted;
    double total = cev__comparison_total(c->out, c->out->predicted);
    int32_t status = CEV_OK;
    double *moved_ones = cev__alloc(ctx, capacity, size);
    c->out->around =
        cev__alloc(ctx, CEV__TURNS, (int64_t)sizeof *c->out->around);
    if (moved_ones == NULL || c->out->around == NULL) {
        cev__free(ctx, moved_ones, capacity, size);
        return cev__fail_memory(ctx);
    }
    c->out->predicted = moved_ones;
    for (int k = 0; k < cev__turn_count(model) && status == CEV_OK; k++) {
        cev__purchases moved;
        cev__regression room;
        status = cev__turn_along(model, k, &room, &moved);
        if (status == CEV_OK)
            status = compare_by(ctx, c, buyers, &moved);
        c->out->around[k] =
            cev__log(cev__comparison_total(c->out, c->out->predicted));
    }
    c->out->predicted = predicted;
    cev__free(ctx, moved_ones, capacity, size);
    if (status == CEV_OK && total > 0.0)
        c->out->spread =
            cev__turn_spread(model, c->out->around, cev__log(total));
    c->out->ratio = total > 0.0 ? c->outlook->z / model->reach.z : 0.0;
    return status;
}

int32_t cev__comparison_make(cev_ctx *ctx, int64_t rows, cev__comparison *out)
{
    double **columns[5] = {&out->x, &out->predicted, &out->actual,
                           &out->naive, &out->weight};
    memset(out, 0, sizeof *out);
    out->rows = rows;
    out->capacity = rows + 1;
    for (int i = 0; i < 5; i++) {
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
    c.out = out;
    int32_t status = cev__buyers_open(
        ctx, customers,
        cev__outlook_wants(outlook) | wants | CEV__WANTS_CUSTOMERS_MAYBE,
        &buyers);
    if (status == CEV_OK && outlook->purchases != NULL)
        status = cev__traits_open(ctx, outlook->purchases->regression,
                                  customers, &c.traits);
    if (status == CEV_OK && outlook->spend != NULL)
        status = cev__traits_open(ctx, outlook->spend->regression, customers,
                                  &c.spend_traits);
    if (status == CEV_OK)
        status = cev__comparison_make(ctx, buyers.rows, out);
    if (status == CEV_OK)
        status = compare_by(ctx, &c, &buyers, outlook->purchases);
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
    double *columns[5] = {c->x, c->predicted, c->actual, c->naive, c->weight};
    for (int i = 0; i < 5; i++)
        cev__free(ctx, columns[i], c->capacity, (int64_t)sizeof(double));
    cev__free(ctx, c->around, CEV__TURNS, (int64_t)sizeof *c->around);
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

/*
 * What all customers bring together: the sums of predict's columns, each with
 * an interval of its own. Customers err together, since they share the
 * parameters, so the interval of a sum follows neither from adding bounds nor
 * from adding variances: the sum is taken again at each place around the
 * parameters (reach.h).
 *
 * Customers with one history are worked out together, with what they spend
 * added up; and what is expected of their purchases stays as it is while the
 * parameters of spend are moved.
 */
#include "../core/compiler.h"
#include "evaluations.h"

#include <math.h>
#include <string.h>

#include "../math/elementary.h"
#include "../math/interval.h"
#include "../math/sum.h"
#include "histories.h"
#include "spend_turn.h"
#include "totals.h"
#include "turn.h"

enum { TOTAL_ACTIVE, TOTAL_PURCHASES, TOTAL_CLV, TOTALS };

/* What is summed up: what the horizon brings, all there is to come, or the
 * chances of a purchase at least, in the place of purchases. */
enum { SUM_NEAR, SUM_EVER, SUM_ANY, SUMMED_UP };

static const char total_names[SUMMED_UP][TOTALS][20] = {
    {"active_customers", "expected_purchases", "clv"},
    {"active_customers", "dert", "rlv"},
    {"active_customers", "buying_customers", "clv"}};

/* The step of the plain mean in a difference quotient, in standard errors. */
#define MEAN_STEP 1e-5

/* Histories are worked out in so many parts at once, whose number is fixed so
 * that sums do not depend on threads; few of them one by one. */
enum { PARTS = 4, PART_FEW = 512, PART_FEW_SLOW = 64 };

typedef struct totals {
    cev_ctx *ctx;
    const cev__outlook *outlook;
    int what; /* SUM_NEAR and so on */
    cev__buyers buyers;
    cev__traits traits, spend_traits;
    cev__grouping grouping; /* histories; with covariates, customers */
    /* Where spend counts: */
    int64_t *history; /* of each row; -1: it stands for nobody */
    cev__sum *spent;  /* of each history: what a purchase brings, of all */
    double *worth;    /* of each: purchases as clv counts them, of one */
    double value[TOTALS];
    cev__spread spread[TOTALS]; /* of their logarithms */
    double *around; /* CEV__TURNS of each, and of one: spreads point there */
} totals;

/* ---- Spend ---------------------------------------------------------------- */

/* Runs through customers: adds to each history what they spend or, with a sum,
 * to that what they are worth. */
static int32_t visit_spenders(totals *t, const cev__spend *spend,
                              cev__sum *worth)
{
    cev__block block;
    cev__spend room;
    cev__buyers_begin(&t->buyers, &block);
    for (int64_t first = 0; first < t->buyers.rows; first += block.rows) {
        int32_t status = cev__buyers_next(t->ctx, "evaluating", &t->buyers,
                                          first, &block);
        if (status != CEV_OK)
            return status;
        for (int64_t i = 0; i < block.rows; i++) {
            int64_t at = t->history[first + i];
            double x, m_x, crowd = block.col[CEV__COL_CUSTOMERS][i];
            if (at < 0)
                continue;
            const cev__spend *own = cev__spend_turn_to(
                spend, &t->spend_traits, first + i, 0, NULL, &room);
            cev__spend_history(own, &block, i, &x, &m_x);
            crowd *= cev__spend_expected(own, t->outlook->own_mean, x, m_x);
            if (worth == NULL)
                cev__sum_add(&t->spent[at], crowd);
            else
                cev__sum_add(worth, crowd * t->worth[at]);
        }
    }
    return CEV_OK;
}

/* The history of each row. */
static int32_t find_histories(totals *t)
{
    cev__block block;
    cev__buyers_begin(&t->buyers, &block);
    for (int64_t first = 0; first < t->buyers.rows; first += block.rows) {
        int32_t status = cev__buyers_next(t->ctx, "evaluating", &t->buyers,
                                          first, &block);
        if (status != CEV_OK)
            return status;
        for (int64_t i = 0; i < block.rows; i++) {
            double key[CEV__KEYS];
            cev__history_key(t->outlook->purchases->kind, &t->traits, &block,
                             i, key);
            t->history[first + i] = cev__grouping_find(&t->grouping, key);
        }
    }
    return CEV_OK;
}

static int32_t open_spend(totals *t, const cev_table *customers)
{
    const cev__spend *spend = t->outlook->spend;
    int64_t groups = t->grouping.count + 1, rows = t->buyers.rows + 1;
    t->history = cev__alloc(t->ctx, rows, (int64_t)sizeof *t->history);
    t->spent =
        cev__alloc_zero(t->ctx, groups, (int64_t)sizeof *t->spent);
    t->worth =
        cev__alloc_zero(t->ctx, groups, (int64_t)sizeof *t->worth);
    if (t->history == NULL || t->spent == NULL || t->worth == NULL)
        return cev__fail_memory(t->ctx);
    int32_t status = cev__traits_open(t->ctx, spend->regression, customers,
                                      &t->spend_traits);
    if (status == CEV_OK)
        status = find_histories(t);
    return status == CEV_OK ? visit_spenders(t, spend, NULL) : status;
}

static int32_t open_totals(totals *t, const cev_table *customers)
{
    const cev__outlook *outlook = t->outlook;
    int32_t status = cev__buyers_open(
        t->ctx, customers,
        cev__outlook_wants(outlook) | CEV__WANTS_CUSTOMERS_MAYBE, &t->buyers);
    if (status == CEV_OK)
        status = cev__traits_open(t->ctx, outlook->purchases->regression,
                                  customers, &t->traits);
    if (status == CEV_OK)
        status = cev__histories_group(t->ctx, outlook->purchases->kind,
                                      &t->traits, &t->buyers, &t->grouping);
    if (status == CEV_OK && outlook->spend != NULL)
        status = open_spend(t, customers);
    return status;
}

static void close_totals(totals *t)
{
    int64_t groups = t->grouping.count + 1, rows = t->buyers.rows + 1;
    cev__free(t->ctx, t->history, rows, (int64_t)sizeof *t->history);
    cev__free(t->ctx, t->spent, groups, (int64_t)sizeof *t->spent);
    cev__free(t->ctx, t->worth, groups, (int64_t)sizeof *t->worth);
    cev__grouping_free(t->ctx, &t->grouping);
    cev__free(t->ctx, t->around, (TOTALS + 1) * CEV__TURNS,
              (int64_t)sizeof *t->around);
}

/* ---- Sums under one model of purchases ----------------------------------- */

typedef struct taking {
    totals *t;
    const cev__purchases *model;
    int is_kept; /* worth is */
    cev__view views[2]; /* purchases, and as clv counts them */
    int asks, parts;
    cev__ahead *aheads; /* for each part and view; NULL for few histories */
    cev__sum sums[PARTS][TOTALS];
} taking;

/* Adds all who have one history. */
static void take_history(taking *k, cev__ahead *aheads, int64_t i,
                         cev__sum sums[TOTALS])
{
    const cev__group *group = &k->t->grouping.groups[i];
    const cev__purchase_kind *kind = k->model->kind;
    const cev__history h = cev__history_of(group->key);
    cev__params room;
    const cev__params *params = cev__turn_params(
        k->model, &k->t->traits, (int64_t)group->key[3], &room);
    double ahead[2] = {0.0, 0.0};
    double alive = aheads == NULL ? kind->p_alive(params, &h)
                                  : kind->alive_at(aheads, params, &h);
    for (int a = 0; alive > 0.0 && a < k->asks; a++)
        ahead[a] = alive
                   * (aheads == NULL
                          ? kind->ahead(params, &h, &k->views[a])
                          : kind->ahead_at(&aheads[a], params, &h));
    cev__sum_add(&sums[TOTAL_ACTIVE], group->weight * alive);
    cev__sum_add(&sums[TOTAL_PURCHASES], group->weight * ahead[0]);
    if (k->t->outlook->spend == NULL)
        return;
    double worth = k->t->outlook->margin * ahead[k->asks - 1];
    cev__sum_add(&sums[TOTAL_CLV],
                 worth * cev__sum_value(&k->t->spent[i]));
    if (k->is_kept)
        k->t->worth[i] = worth;
}

static void take_part(void *state, int64_t part)
{
    taking *k = state;
    int64_t each = k->t->grouping.count / k->parts + 1;
    int64_t end = (part + 1) * each;
    cev__ahead *aheads =
        k->aheads == NULL ? NULL : &k->aheads[part * k->asks];
    if (end > k->t->grouping.count)
        end = k->t->grouping.count;
    for (int a = 0; aheads != NULL && a < k->asks; a++)
        k->model->kind->ahead_start(&aheads[a], &k->model->prepared,
                                    &k->views[a]);
    for (int64_t i = part * each; i < end; i++)
        take_history(k, aheads, i, k->sums[part]);
}

static void ask_views(taking *k)
{
    const cev__outlook *outlook = k->t->outlook;
    const cev__view plain = {k->t->what == SUM_ANY ? CEV__VIEW_ANY
                                                   : CEV__VIEW_PURCHASES,
                             outlook->is_ever ? outlook->delta : 0.0,
                             outlook->horizon, 0.0};
    k->views[k->asks++] = plain;
    if (outlook->spend == NULL || !(outlook->delta > 0.0) || outlook->is_ever)
        return;
    k->views[k->asks] = plain;
    k->views[k->asks++].delta = outlook->delta;
}

/* The sums under this model; worth is kept when it is the outlook's. */
static int32_t take_totals(totals *t, const cev__purchases *model,
                           double value[TOTALS])
{
    taking k;
    memset(&k, 0, sizeof k);
    k.t = t;
    k.model = model;
    k.is_kept = model == t->outlook->purchases;
    k.parts = t->grouping.count > (model->kind->pace == CEV__SLOW
                                       ? PART_FEW_SLOW
                                       : PART_FEW)
                  ? PARTS
                  : 1;
    ask_views(&k);
    int64_t aheads = (int64_t)k.parts * k.asks;
    int32_t status = cev__progress(t->ctx, "evaluating", 0.5);
    if (status != CEV_OK)
        return status;
    if (k.parts > 1 && t->traits.of == NULL) {
        k.aheads = cev__alloc(t->ctx, aheads, (int64_t)sizeof *k.aheads);
        if (k.aheads == NULL)
            return cev__fail_memory(t->ctx);
    }
    cev__parallel(t->ctx, k.parts, take_part, &k);
    cev__free(t->ctx, k.aheads, aheads, (int64_t)sizeof *k.aheads);
    for (int i = 0; i < TOTALS; i++) {
        for (int part = 1; part < k.parts; part++)
            cev__sum_merge(&k.sums[0][i], &k.sums[part][i]);
        value[i] = cev__sum_value(&k.sums[0][i]);
    }
    return CEV_OK;
}

/* ---- Elsewhere ----------------------------------------------------------- */

static double log_of_total(const totals *t, int i)
{
    return cev__log(fabs(t->value[i]));
}

static int32_t vary_purchases(totals *t)
{
    const cev__purchases *model = t->outlook->purchases;
    for (int k = 0; k < cev__turn_count(model); k++) {
        cev__purchases moved;
        cev__regression room;
        double there[TOTALS];
        int32_t status = cev__turn_along(model, k, &room, &moved);
        if (status == CEV_OK)
            status = take_totals(t, &moved, there);
        if (status != CEV_OK)
            return status;
        for (int i = 0; i < TOTALS; i++)
            t->around[i * CEV__TURNS + k] = cev__log(fabs(there[i]));
    }
    for (int i = 0; i < TOTALS; i++) {
        double *around = t->around + i * CEV__TURNS;
        t->spread[i] = cev__turn_spread(model, around, log_of_total(t, i));
    }
    return CEV_OK;
}

/* The parameters at each place, and the plain mean, which stands in where
 * they say nothing and has an error of its own. */
static int32_t vary_spend(totals *t)
{
    const cev__spend *model = t->outlook->spend;
    cev__spend moved;
    double *around = t->around + TOTALS * CEV__TURNS;
    double value = t->value[TOTAL_CLV];
    int32_t status = CEV_OK;
    if (model->method == CEV__METHOD_NONE)
        return CEV_OK;
    for (int k = 0; k < cev__spend_turn_count(model); k++) {
        cev__regression room;
        cev__sum there = {0};
        cev__spend_turn_along(model, k, &room, &moved);
        status = visit_spenders(t, &moved, &there);
        if (status != CEV_OK)
            return status;
        around[k] = cev__log(fabs(cev__sum_value(&there)));
    }
    cev__spread spread =
        cev__spend_turn_spread(model, around, log_of_total(t, TOTAL_CLV));
    cev__spread_join(&t->spread[TOTAL_CLV], &spread, around);
    moved = *model;
    moved.mean *= cev__exp(MEAN_STEP * model->mean_log_sd);
    cev__sum there = {0};
    status = visit_spenders(t, &moved, &there);
    double slope = model->reach.z / MEAN_STEP
                   * cev__log1p((cev__sum_value(&there) - value) / value);
    cev__spread_add(&t->spread[TOTAL_CLV], slope, -slope);
    return status;
}

/* How all sums spread. */
static int32_t vary_totals(totals *t)
{
    t->around = cev__alloc(t->ctx, (TOTALS + 1) * CEV__TURNS,
                           (int64_t)sizeof *t->around);
    int32_t status =
        t->around == NULL ? cev__fail_memory(t->ctx) : vary_purchases(t);
    if (status == CEV_OK && t->outlook->spend != NULL)
        status = vary_spend(t);
    return status;
}

/* For ever, or of any purchase, as many are active as are. */
static void tell_totals(const totals *t, cev__totals_told *told)
{
    const cev__outlook *outlook = t->outlook;
    double ratio = outlook->z / outlook->purchases->reach.z;
    int end = outlook->spend == NULL ? TOTAL_CLV : TOTALS;
    cev__sum crowd = {0};
    for (int64_t i = 0; i < t->grouping.count; i++)
        cev__sum_add(&crowd, t->grouping.groups[i].weight);
    for (int i = t->what == SUM_NEAR ? 0 : TOTAL_PURCHASES; i < end; i++) {
        int64_t row = told->rows++;
        double *upper = &told->upper[row];
        told->name[row] = total_names[t->what][i];
        told->value[row] = t->value[i];
        told->lower[row] = *upper = NAN;
        if (ratio > 0.0 && !isnan(t->value[i]))
            cev__interval_around(t->value[i], &t->spread[i], ratio,
                                 &told->lower[row], upper);
        if ((i == TOTAL_ACTIVE || t->what == SUM_ANY)
            && *upper > cev__sum_value(&crowd))
            *upper = cev__sum_value(&crowd);
    }
}

/* Adds what is told of the totals of an outlook. */
static int32_t sum_up(cev_ctx *ctx, const cev__outlook *outlook, int what,
                      const cev_table *customers, cev__totals_told *told)
{
    totals t;
    memset(&t, 0, sizeof t);
    t.ctx = ctx;
    t.outlook = outlook;
    t.what = what;
    int32_t status = open_totals(&t, customers);
    if (status == CEV_OK)
        status = take_totals(&t, outlook->purchases, t.value);
    if (status == CEV_OK && outlook->z > 0.0)
        status = vary_totals(&t);
    if (status == CEV_OK)
        tell_totals(&t, told);
    close_totals(&t);
    return status;
}

int32_t cev__evaluate_totals(cev_ctx *ctx, const cev__outlook *outlook,
                             const cev_options *options,
                             const cev_table *customers, cev_table **out)
{
    cev__totals_told told = {0};
    cev__outlook near = *outlook;
    int32_t status = cev__outlook_choose(ctx, options, &near);
    cev__outlook ever = cev__outlook_ever(&near);
    cev__outlook any = near;
    any.spend = NULL;
    if (status == CEV_OK)
        status = sum_up(ctx, outlook, SUM_NEAR, customers, &told);
    if (status == CEV_OK && cev__outlook_asks(&near, CEV__P_ANY))
        status = sum_up(ctx, &any, SUM_ANY, customers, &told);
    if (status == CEV_OK && ever.quantities != 0)
        status = sum_up(ctx, &ever, SUM_EVER, customers, &told);
    return status == CEV_OK ? cev__totals_table(ctx, &told, out) : status;
}

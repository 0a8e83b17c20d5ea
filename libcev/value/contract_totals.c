/*
 * What all who have a contract come to together: how many of them are expected
 * to renew, and how often. They share the parameters and so err together: a sum
 * is taken again at each place around the parameters (spread.h), on the scale
 * on which one customer's estimate is bounded.
 */
#include "../core/compiler.h"
#include "contract.h"

#include <math.h>
#include <string.h>

#include "../math/elementary.h"
#include "../math/sum.h"
#include "subscribers.h"
#include "totals.h"

/* Of shares, also the sums of those who leave: nothing then cancels. */
enum { TOTAL_LEAVE_NEXT = CEV__CONTRACT_QUANTITIES, TOTAL_LEAVE, TOTAL_SUMS };

/* Places that are worked out at once between two calls of the progress
 * function. */
enum { TOTAL_WAVE = 8 };

static const char contract_total_names[CEV__CONTRACT_QUANTITIES][20] = {
    "renewing_customers", "staying_customers", "expected_renewals", "derl"};

typedef struct contract_summing {
    const cev__contracts *model;
    cev__contract_view view;
    cev__grouping roll; /* by T, churned */
    int quantities;
    int64_t first; /* place of this wave; the last is the model itself */
    double (*sums)[TOTAL_SUMS];
} contract_summing;

/* The sums over all who have not left, by these parameters. */
static void sum_contracts(const contract_summing *t, const cev__params *p,
                          double sums[TOTAL_SUMS])
{
    const cev__contract_kind *kind = t->model->kind;
    cev__sum sum[TOTAL_SUMS];
    memset(sum, 0, sizeof sum);
    for (int64_t i = 0; i < t->roll.count; i++) {
        double T = t->roll.groups[i].key[0], one[TOTAL_SUMS] = {0.0};
        if (t->roll.groups[i].key[1] > 0.0)
            continue;
        double next = kind->log_stay(p, T, 1.0);
        double stay = kind->log_stay(p, T, t->view.periods);
        one[CEV__P_RENEW] = kind->renew(p, T);
        one[CEV__P_STAY] = cev__exp(stay);
        one[CEV__RENEWALS] = kind->expected(p, T, t->view.periods);
        if (t->quantities > CEV__DERL)
            one[CEV__DERL] = kind->derl(p, T, t->view.d);
        one[TOTAL_LEAVE_NEXT] = -cev__expm1(next);
        one[TOTAL_LEAVE] = -cev__expm1(stay);
        for (int k = 0; k < TOTAL_SUMS; k++)
            cev__sum_add(&sum[k], t->roll.groups[i].weight * one[k]);
    }
    for (int k = 0; k < TOTAL_SUMS; k++)
        sums[k] = cev__sum_value(&sum[k]);
}

static void sum_task(void *state, int64_t index)
{
    contract_summing *t = state;
    const cev__contracts *model = t->model;
    int64_t place = t->first + index;
    sum_contracts(t,
                  place == model->places.count
                      ? &model->prepared
                      : &cev__contracts_around(model)[place],
                  t->sums[place]);
}

/* By the model itself and, where intervals are wanted, at each place. */
static int32_t sum_places(cev_ctx *ctx, contract_summing *t)
{
    int64_t end = t->model->places.count + 1;
    t->first = t->view.z > 0.0 ? 0 : end - 1;
    while (t->first < end) {
        int64_t left = end - t->first;
        int64_t wave = left < TOTAL_WAVE ? left : TOTAL_WAVE;
        int32_t status = cev__progress(ctx, "evaluating",
                                       (double)t->first / (double)end);
        if (status != CEV_OK)
            return status;
        cev__parallel(ctx, wave, sum_task, t);
        t->first += wave;
    }
    return CEV_OK;
}

/* A sum on a scale without ends: of shares the log-odds of leaving. */
static double scaled_total(const double sums[TOTAL_SUMS], int quantity)
{
    if (quantity > CEV__P_STAY)
        return cev__log(sums[quantity]);
    return cev__log(sums[CEV__CONTRACT_QUANTITIES + quantity])
           - cev__log(sums[quantity]);
}

/* One total of so many customers, bounded as their mean is. */
static void tell_contracts(const contract_summing *t, int quantity,
                           double crowd, cev__totals_told *told)
{
    const int places = t->model->places.count;
    const double most[CEV__CONTRACT_QUANTITIES] = {
        1.0, 1.0, t->view.periods, (1.0 + t->view.d) / t->view.d};
    double around[CEV__PLACES_DRAWN], sum = t->sums[places][quantity];
    int64_t row = told->rows++;
    told->name[row] = contract_total_names[quantity];
    told->value[row] = sum;
    told->lower[row] = told->upper[row] = NAN;
    if (!(t->view.z > 0.0))
        return;
    for (int k = 0; k < places; k++)
        around[k] = scaled_total(t->sums[k], quantity);
    cev__bounded mean = cev__contracts_bound(
        t->model, quantity, crowd > 0.0 ? sum / crowd : 0.0, most[quantity],
        t->view.z, scaled_total(t->sums[places], quantity), around);
    told->lower[row] = fmin(crowd * mean.lower, sum);
    told->upper[row] = fmax(crowd * mean.upper, sum);
}

static int32_t total_contracts(cev_ctx *ctx, contract_summing *t,
                               cev_table **out)
{
    cev__totals_told told = {0};
    cev__sum crowd = {0};
    int32_t status = sum_places(ctx, t);
    if (status != CEV_OK)
        return status;
    for (int64_t i = 0; i < t->roll.count; i++)
        if (!(t->roll.groups[i].key[1] > 0.0))
            cev__sum_add(&crowd, t->roll.groups[i].weight);
    for (int q = 0; q < t->quantities; q++)
        tell_contracts(t, q, cev__sum_value(&crowd), &told);
    return cev__totals_table(ctx, &told, out);
}

int32_t cev__contracts_totals(cev_ctx *ctx, const cev__contracts *model,
                              const cev_options *options,
                              const cev_table *customers, cev_table **out)
{
    contract_summing t;
    cev__subscribers subscribers;
    int64_t places = model->places.count + 1;
    memset(&t, 0, sizeof t);
    t.model = model;
    t.view = cev__contract_view_of(options);
    t.quantities =
        t.view.d >= CEV__DISCOUNT_LEAST ? CEV__CONTRACT_QUANTITIES : CEV__DERL;
    int32_t status = cev__subscribers_open(ctx, customers, 0, &subscribers);
    if (status == CEV_OK)
        status = cev__subscribers_group(ctx, &subscribers, &t.roll);
    if (status == CEV_OK) {
        t.sums = cev__alloc(ctx, places, (int64_t)sizeof *t.sums);
        status = t.sums == NULL ? cev__fail_memory(ctx)
                                : total_contracts(ctx, &t, out);
    }
    cev__free(ctx, t.sums, places, (int64_t)sizeof *t.sums);
    cev__grouping_free(ctx, &t.roll);
    return status;
}

/*
 * Whom a prediction picks: by expectation where it is a probability, else down
 * to where it paid with other customers.
 */
#include "../core/compiler.h"
#include "gate.h"

#include <math.h>

#include "../math/radix.h"
#include "../math/sum.h"

enum { GATE_PARTS = 5 };

/* Whether all predictions that count are probabilities. */
static int are_probabilities(const cev__gate *gate, int choice)
{
    for (int64_t i = 0; i < gate->count; i++) {
        double p = gate->predicted[choice][gate->order[i]];
        if (!(p >= 0.0 && p <= 1.0))
            return 0;
    }
    return 1;
}

/* Those from whom more comes than the offer costs, in the mean. */
static void pick_by_expectation(cev__gate *gate, int choice,
                                const cev__campaign *campaign)
{
    double cost = cev__campaign_gain_of(campaign, 0, 0.0, 0.0);
    for (int64_t i = 0; i < gate->count; i++) {
        int64_t row = gate->order[i];
        double p = gate->predicted[choice][row];
        double value =
            gate->has_values ? gate->values[row] : campaign->value;
        double gain =
            cev__campaign_gain_of(campaign, 1, value, campaign->acceptance);
        gate->acts[choice][row] = p * gain + (1.0 - p) * cost > 0.0;
    }
}

/* The prediction down to which it pays to act on customers of all parts but
 * one; where it never does, above all. `items` are positions of the order by
 * prediction. */
static double paying_cut(const cev__gate *gate, const double *predicted,
                         const cev__keyed *items, int64_t part)
{
    cev__sum sum = {0};
    double best = 0.0, cut = INFINITY;
    for (int64_t i = gate->count; i-- > 0;) {
        int64_t row = gate->order[items[i].index];
        if (items[i].index % GATE_PARTS != part)
            cev__sum_add(&sum, gate->weights[row] * gate->gains[row]);
        if (i > 0 && items[i - 1].key == items[i].key)
            continue;
        if (cev__sum_value(&sum) > best) {
            best = cev__sum_value(&sum);
            cut = predicted[row];
        }
    }
    return cut;
}

static int32_t pick_by_cut(cev__gate *gate, int choice)
{
    const double *predicted = gate->predicted[choice];
    int64_t n = gate->count, room = 2 * n;
    cev__keyed *items =
        cev__alloc(gate->ctx, room, (int64_t)sizeof *items);
    if (items == NULL)
        return cev__fail_memory(gate->ctx);
    for (int64_t i = 0; i < n; i++)
        items[i] =
            (cev__keyed){cev__keyed_double(predicted[gate->order[i]]), i};
    cev__keyed_sort(items, items + n, n);
    for (int64_t part = 0; part < GATE_PARTS; part++) {
        double cut = paying_cut(gate, predicted, items, part);
        for (int64_t i = part; i < n; i += GATE_PARTS) {
            int64_t row = gate->order[i];
            gate->acts[choice][row] = predicted[row] >= cut;
        }
    }
    cev__free(gate->ctx, items, room, (int64_t)sizeof *items);
    return CEV_OK;
}

int32_t cev__gate_pick(cev__gate *gate, const cev__campaign *campaign)
{
    for (int choice = 0; choice < CEV__GATE_READ; choice++) {
        int32_t status = CEV_OK;
        if (gate->predicted[choice] == NULL)
            continue;
        if (gate->is_binary && are_probabilities(gate, choice))
            pick_by_expectation(gate, choice, campaign);
        else
            status = pick_by_cut(gate, choice);
        if (status != CEV_OK)
            return status;
    }
    return CEV_OK;
}

/* The gate: what choices bring; see gate.h and cev/gate.h. */
#include "../core/compiler.h"
#include "gate.h"

#include <math.h>
#include <string.h>

#include "../core/calls.h"
#include "../core/rng.h"
#include "../core/weights.h"
#include "../math/sum.h"
#include "../math/variates.h"
#include "cev/gate.h"
#include "lesson.h"
#include "target.h"

#define GATE_DRAWS UINT64_C(0x67617465)

/* Sums of gains stay numbers. */
#define GAIN_MOST 1e150

enum { GATE_NUMBERS = 3 + 2 * CEV__GATE_READ };

static const char gate_columns[CEV__GATE_READ][12] = {
    "prediction", "simpler", "baseline"};

static int64_t gate_room(const cev__gate *gate)
{
    return GATE_NUMBERS * gate->rows + 1;
}

void cev__gate_close(cev__gate *gate)
{
    cev_ctx *ctx = gate->ctx;
    cev__free(ctx, gate->numbers, gate_room(gate),
              (int64_t)sizeof *gate->numbers);
    cev__free(ctx, gate->order, gate->rows + 1,
              (int64_t)sizeof *gate->order);
    cev__free(ctx, gate->drawn, (CEV__GATE_CHOICES + 1) * gate->draws,
              (int64_t)sizeof *gate->drawn);
    memset(gate, 0, sizeof *gate);
}

static int32_t make_gate(cev_ctx *ctx, int64_t rows, int64_t draws,
                         cev__gate *gate)
{
    memset(gate, 0, sizeof *gate);
    gate->ctx = ctx;
    gate->rows = rows;
    gate->draws = draws;
    gate->numbers =
        cev__alloc(ctx, gate_room(gate), (int64_t)sizeof *gate->numbers);
    gate->order = cev__alloc(ctx, rows + 1, (int64_t)sizeof *gate->order);
    gate->drawn = cev__alloc(ctx, (CEV__GATE_CHOICES + 1) * draws,
                             (int64_t)sizeof *gate->drawn);
    if (gate->numbers == NULL || gate->order == NULL || gate->drawn == NULL)
        return cev__fail_memory(ctx);
    gate->scratch = gate->drawn + CEV__GATE_CHOICES * draws;
    gate->weights = gate->numbers;
    gate->gains = gate->weights + rows;
    gate->values = gate->gains + rows;
    return CEV_OK;
}

/* ---- Reading ------------------------------------------------------------- */

/* A column of numbers, none of them a gap where the row counts; `known_as` is
 * its name in messages. */
static int32_t read_gate_column(const cev__gate *gate, const cev_table *trial,
                                const char *name, const char *known_as,
                                double *to)
{
    cev__numbers numbers;
    int32_t status = cev__table_numbers(gate->ctx, trial, name, &numbers);
    if (status != CEV_OK)
        return status;
    cev__numbers_read(&numbers, 0, gate->rows, to);
    for (int64_t row = 0; row < gate->rows; row++)
        if (gate->weights[row] > 0.0 && !(fabs(to[row]) <= GAIN_MOST))
            return cev__fail(gate->ctx, CEV_ERR_DOMAIN,
                             "%s[%d] = %g; wanted a number from -1e150 to "
                             "1e150",
                             known_as, row, to[row]);
    return CEV_OK;
}

/* What came of customers becomes what acting on them brings. */
static void turn_into_gains(cev__gate *gate, const cev__campaign *campaign)
{
    for (int64_t row = 0; row < gate->rows; row++) {
        double came = gate->gains[row];
        double value =
            gate->has_values ? gate->values[row] : campaign->value;
        gate->gains[row] =
            gate->is_binary
                ? cev__campaign_gain_of(campaign, came > 0.0, value,
                                        campaign->acceptance)
                : campaign->acceptance * (came - campaign->offer)
                      - campaign->contact;
    }
}

/* Rows of whom it is not known what came do not count. */
static int32_t read_gains(cev__gate *gate, const cev_table *trial,
                          const cev_options *options,
                          const cev__campaign *campaign)
{
    int is_given = cev__table_find(trial, "gain") != NULL;
    cev__numbers numbers;
    int32_t status =
        is_given ? cev__table_numbers(gate->ctx, trial, "gain", &numbers)
                 : cev__target_truth(gate->ctx, options, trial,
                                     gate->weights, gate->gains,
                                     &gate->is_binary);
    if (status == CEV_OK && is_given)
        cev__numbers_read(&numbers, 0, gate->rows, gate->gains);
    for (int64_t row = 0; status == CEV_OK && row < gate->rows; row++)
        if (isnan(gate->gains[row]))
            gate->weights[row] = 0.0;
    if (status == CEV_OK && is_given)
        return read_gate_column(gate, trial, "gain", "gain", gate->gains);
    gate->has_values = status == CEV_OK && gate->is_binary
                       && cev__table_find(trial, "value") != NULL;
    if (gate->has_values)
        status =
            read_gate_column(gate, trial, "value", "value", gate->values);
    if (status == CEV_OK)
        turn_into_gains(gate, campaign);
    return status;
}

static int32_t read_predictions(cev__gate *gate, const cev_table *trial,
                                const char *rule)
{
    double *room = gate->values + gate->rows;
    for (int choice = 0; choice < CEV__GATE_READ; choice++) {
        if (choice != CEV__GATE_MODEL
            && cev__table_find(trial, gate_columns[choice]) == NULL)
            continue;
        gate->predicted[choice] = room + 2 * choice * gate->rows;
        gate->acts[choice] = gate->predicted[choice] + gate->rows;
        const char *name = gate_columns[choice];
        int32_t status = read_gate_column(
            gate, trial, name, choice == CEV__GATE_BASELINE ? rule : name,
            gate->predicted[choice]);
        if (status != CEV_OK)
            return status;
    }
    return CEV_OK;
}

/* An order by what rows hold, so that nothing depends on that of the table. */
static int32_t order_gate(cev__gate *gate)
{
    const cev__readings none = {.rows = gate->rows};
    const double *more[2 + CEV__GATE_READ];
    int count = 0;
    cev__sum customers = {0};
    more[count++] = gate->gains;
    if (gate->has_values)
        more[count++] = gate->values;
    for (int choice = 0; choice < CEV__GATE_READ; choice++)
        if (gate->predicted[choice] != NULL)
            more[count++] = gate->predicted[choice];
    int32_t status =
        cev__readings_order(gate->ctx, &none, gate->weights, more, count,
                            gate->order, &gate->count);
    if (status != CEV_OK)
        return status;
    for (int64_t i = 0; i < gate->count; i++)
        cev__sum_add(&customers, gate->weights[gate->order[i]]);
    gate->customers = cev__sum_value(&customers);
    if (!(gate->customers > 0.0))
        return cev__fail(gate->ctx, CEV_ERR_DOMAIN,
                         "of no customer it is known what came; wanted one "
                         "at the least");
    return CEV_OK;
}

/* ---- Profits ------------------------------------------------------------- */

/* What each choice brings when rows count so much: profits of a customer. */
static void measure_choices(const cev__gate *gate, cev__rng *rng,
                            double profit[CEV__GATE_CHOICES],
                            double share[CEV__GATE_CHOICES])
{
    cev__sum all = {0}, gains[CEV__GATE_CHOICES], picked[CEV__GATE_CHOICES];
    memset(gains, 0, sizeof gains);
    memset(picked, 0, sizeof picked);
    for (int64_t i = 0; i < gate->count; i++) {
        int64_t row = gate->order[i];
        double weight = gate->weights[row];
        if (rng != NULL)
            weight = cev__variate_weight(rng, weight);
        double gain = weight * gate->gains[row];
        cev__sum_add(&all, weight);
        cev__sum_add(&gains[CEV__GATE_EVERYBODY], gain);
        for (int c = 0; c < CEV__GATE_READ; c++)
            if (gate->predicted[c] != NULL && gate->acts[c][row] > 0.0) {
                cev__sum_add(&gains[c], gain);
                cev__sum_add(&picked[c], weight);
            }
    }
    double customers = cev__sum_value(&all);
    for (int c = 0; c < CEV__GATE_CHOICES; c++) {
        profit[c] = cev__sum_value(&gains[c]) / customers;
        share[c] = cev__sum_value(&picked[c]) / customers;
    }
    share[CEV__GATE_EVERYBODY] = 1.0;
}

static int32_t draw_choices(cev__gate *gate)
{
    double profit[CEV__GATE_CHOICES], share[CEV__GATE_CHOICES];
    for (int64_t d = 0; d < gate->draws; d++) {
        cev__rng rng;
        int32_t status = cev__progress(gate->ctx, "gate",
                                       (double)d / (double)gate->draws);
        if (status != CEV_OK)
            return status;
        cev__rng_start(&rng, gate->ctx->seed, GATE_DRAWS + (uint64_t)d);
        measure_choices(gate, &rng, profit, share);
        for (int c = 0; c < CEV__GATE_CHOICES; c++)
            gate->drawn[c * gate->draws + d] = profit[c];
    }
    return CEV_OK;
}

int32_t cev__gate_open(cev_ctx *ctx, const cev_table *trial, const char *rule,
                       const cev_options *options, cev__gate *out)
{
    cev__campaign campaign = cev__campaign_of(options);
    int32_t status =
        make_gate(ctx, trial->rows,
                  cev__options_int(options, CEV__OPT_DRAWS), out);
    if (status == CEV_OK)
        status = cev__weights_read(ctx, trial, out->weights);
    if (status == CEV_OK)
        status = read_gains(out, trial, options, &campaign);
    if (status == CEV_OK)
        status = read_predictions(out, trial, rule);
    if (status == CEV_OK)
        status = order_gate(out);
    if (status == CEV_OK)
        status = cev__gate_pick(out, &campaign);
    if (status == CEV_OK) {
        measure_choices(out, NULL, out->profit, out->share);
        status = draw_choices(out);
    }
    if (status != CEV_OK)
        cev__gate_close(out);
    return status;
}

int32_t cev_gate_judge(cev_ctx *ctx, const cev_table *trial,
                       const cev_options *options, cev_table **out)
{
    cev__gate gate;
    if (ctx == NULL)
        return CEV_ERR_ARGUMENT;
    if (trial == NULL)
        return cev__fail_null(ctx, "trial");
    if (out == NULL)
        return cev__fail_null(ctx, "out");
    int32_t status = cev__options_check(ctx, options, CEV__TAKES_GATE_JUDGE,
                                        "cev_gate_judge");
    if (status == CEV_OK)
        status = cev__gate_open(ctx, trial, "baseline", options, &gate);
    if (status != CEV_OK)
        return status;
    cev__lines lines = {.ctx = ctx};
    cev__gate_tell(&gate, options, &lines);
    cev__gate_close(&gate);
    return cev__lines_table(&lines, out);
}

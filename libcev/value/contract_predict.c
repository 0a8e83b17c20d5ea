/*
 * Predictions of a contract model. They depend on T alone, so each T is worked
 * out once and its rows are filled in.
 */
#include "../core/compiler.h"
#include "contract.h"

#include <math.h>
#include <string.h>

#include "../math/elementary.h"
#include "../math/interval.h"
#include "subscribers.h"

#define SECONDS_IN_A_YEAR (365.25 * 86400.0)

/* Tasks of so many values of T, so many at once between two calls of the
 * progress function. */
enum { CONTRACT_TASK = 64, CONTRACT_WAVE = 16 };

enum { CONTRACT_ESTIMATE, CONTRACT_LOWER, CONTRACT_UPPER, CONTRACT_SIDES };

static const char
    prospect_names[CEV__CONTRACT_QUANTITIES][CONTRACT_SIDES][24] = {
        {"p_renew", "p_renew_lo", "p_renew_hi"},
        {"p_stay", "p_stay_lo", "p_stay_hi"},
        {"expected_renewals", "expected_renewals_lo", "expected_renewals_hi"},
        {"derl", "derl_lo", "derl_hi"}};

typedef struct contract_answer {
    cev__bounded of[CEV__CONTRACT_QUANTITIES];
} contract_answer;

typedef struct contract_prediction {
    const cev__contracts *model;
    cev__contract_view view;
    cev__grouping ages; /* each T once, ascending */
    contract_answer *answers;
    int64_t first_task; /* of this wave */
    double *out[CEV__CONTRACT_QUANTITIES][CONTRACT_SIDES]; /* NULL: none */
} contract_prediction;

cev__contract_view cev__contract_view_of(const cev_options *options)
{
    cev__contract_view view;
    double years = cev__options_double(options, CEV__OPT_TIME_UNIT)
                   / SECONDS_IN_A_YEAR;
    view.periods = floor(cev__options_double(options, CEV__OPT_HORIZON));
    view.d = cev__expm1(
        years * cev__log1p(cev__options_double(options, CEV__OPT_DISCOUNT)));
    view.z = cev__interval_z(cev__options_double(options, CEV__OPT_INTERVAL));
    return view;
}

static int32_t group_standing(cev_ctx *ctx, const cev__subscribers *subscribers,
                          cev__grouping *ages)
{
    cev__subscriber_block block;
    cev__group rows[CEV__GROUPING_ROWS];
    memset(rows, 0, sizeof rows);
    ages->limit = subscribers->rows;
    for (int64_t first = 0; first < subscribers->rows; first += block.rows) {
        int32_t status = cev__subscribers_read(ctx, "reading customers",
                                               subscribers, first, &block);
        for (int64_t i = 0; status == CEV_OK && i < block.rows; i++) {
            rows[i].key[0] = block.T[i];
            rows[i].weight = 1.0;
        }
        if (status == CEV_OK)
            status = cev__grouping_add(ctx, ages, rows, block.rows);
        if (status != CEV_OK)
            return status;
    }
    cev__grouping_sort(ctx, ages);
    return CEV_OK;
}

static void answer_task(void *state, int64_t index)
{
    contract_prediction *p = state;
    int64_t i = (p->first_task + index) * CONTRACT_TASK;
    int64_t end = i + CONTRACT_TASK;
    for (; i < end && i < p->ages.count; i++)
        cev__contracts_ahead(p->model, &p->view, p->ages.groups[i].key[0],
                             p->answers[i].of);
}

static int32_t answer_ages(cev_ctx *ctx, contract_prediction *p)
{
    int64_t tasks = p->ages.count / CONTRACT_TASK
                    + (p->ages.count % CONTRACT_TASK != 0);
    p->answers = cev__alloc_zero(ctx, p->ages.count > 0 ? p->ages.count : 1,
                                 (int64_t)sizeof *p->answers);
    if (p->answers == NULL)
        return cev__fail_memory(ctx);
    for (; p->first_task < tasks; p->first_task += CONTRACT_WAVE) {
        int64_t wave = tasks - p->first_task;
        int32_t status = cev__progress(
            ctx, "predicting", (double)p->first_task / (double)tasks);
        if (status != CEV_OK)
            return status;
        cev__parallel(ctx, wave < CONTRACT_WAVE ? wave : CONTRACT_WAVE,
                      answer_task, p);
    }
    return CEV_OK;
}

/* The answers of a T that is among the ages. */
static const contract_answer *answer_of(const contract_prediction *p, double T)
{
    int64_t low = 0, high = p->ages.count - 1;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (p->ages.groups[middle].key[0] < T)
            low = middle + 1;
        else
            high = middle;
    }
    return &p->answers[low];
}

static int32_t add_prospects(contract_prediction *p, cev_table *table)
{
    int quantities = p->view.d > 0.0 ? CEV__CONTRACT_QUANTITIES : CEV__DERL;
    int sides = p->view.z > 0.0 ? CONTRACT_SIDES : CONTRACT_LOWER;
    for (int q = 0; q < quantities; q++) {
        for (int side = 0; side < sides; side++) {
            int32_t status = cev__table_add_double(
                table, prospect_names[q][side], &p->out[q][side]);
            if (status != CEV_OK)
                return status;
        }
    }
    return CEV_OK;
}

/* Those who have left will not come back: 0, to which columns begin. */
static int32_t fill_prospects(cev_ctx *ctx, const contract_prediction *p,
                              const cev__subscribers *subscribers)
{
    cev__subscriber_block block;
    for (int64_t first = 0; first < subscribers->rows; first += block.rows) {
        int32_t status = cev__subscribers_read(ctx, "filling in", subscribers,
                                               first, &block);
        if (status != CEV_OK)
            return status;
        for (int64_t i = 0; i < block.rows; i++) {
            const contract_answer *answer = answer_of(p, block.T[i]);
            if (block.churned[i] > 0.0)
                continue;
            for (int q = 0; q < CEV__CONTRACT_QUANTITIES; q++) {
                const cev__bounded *of = &answer->of[q];
                const double sides[CONTRACT_SIDES] = {of->value, of->lower,
                                                      of->upper};
                for (int side = 0; side < CONTRACT_SIDES; side++)
                    if (p->out[q][side] != NULL)
                        p->out[q][side][first + i] = sides[side];
            }
        }
    }
    return CEV_OK;
}

int32_t cev__contracts_predict(cev_ctx *ctx, const cev__contracts *model,
                               const cev_options *options,
                               const cev_table *customers, cev_table **out)
{
    contract_prediction p;
    cev__subscribers subscribers;
    cev_table *table = NULL;
    memset(&p, 0, sizeof p);
    p.model = model;
    p.view = cev__contract_view_of(options);
    int32_t status = cev__subscribers_open(ctx, customers, 0, &subscribers);
    if (status == CEV_OK)
        status = group_standing(ctx, &subscribers, &p.ages);
    if (status == CEV_OK)
        status = cev_table_new(ctx, subscribers.rows, &table);
    if (status == CEV_OK && cev__table_find(customers, "customer") != NULL)
        status = cev__table_add_copy(table, "customer", customers);
    if (status == CEV_OK)
        status = add_prospects(&p, table);
    if (status == CEV_OK)
        status = answer_ages(ctx, &p);
    if (status == CEV_OK)
        status = fill_prospects(ctx, &p, &subscribers);
    cev__free(ctx, p.answers, p.ages.count > 0 ? p.ages.count : 1,
              (int64_t)sizeof *p.answers);
    cev__grouping_free(ctx, &p.ages);
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    *out = table;
    return CEV_OK;
}

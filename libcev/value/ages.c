/* Customers by age; see evaluations.h. */
#include "../core/compiler.h"
#include "evaluations.h"
#include "histories.h"
#include "turn.h"

#include <math.h>
#include <string.h>

/* More different ages than this go on a grid of as many steps: what is worked
 * out from them bends so little within a step that sharing a customer between
 * its ends leaves an error below 1e-6 of the result. */
#define AGES_MAX 1024

typedef struct ages_asked {
    const cev__purchases *model;
    cev__traits traits;
} ages_asked;

/* The key of a customer: his age and, where his traits matter, their
 * offsets. */
static void key_age(const void *state, const cev__block *block, int64_t i,
                    double key[CEV__KEYS])
{
    const ages_asked *asked = state;
    const cev__regression *regression = asked->model->regression;
    double z[CEV__TRAITS];
    key[0] = block->col[CEV__COL_T][i];
    if (regression == NULL)
        return;
    cev__traits_at(&asked->traits, block->first + i, z);
    cev__regression_offsets(regression, z, &key[1]);
}

/* Each age to the points of the grid around it. */
static void share_ages(const cev__grouping *grouping, cev__ages *ages)
{
    double step = ages->oldest / AGES_MAX;
    for (int64_t i = 0; i < ages->count; i++)
        ages->age[i] = step * (double)i;
    for (int64_t i = 0; i < grouping->count; i++) {
        const cev__group *group = &grouping->groups[i];
        double place = group->key[0] / step;
        int64_t at = (int64_t)place;
        at = at < AGES_MAX ? at : AGES_MAX - 1;
        double share = place - (double)at;
        ages->weight[at] += group->weight * (1.0 - share);
        ages->weight[at + 1] += group->weight * share;
    }
}

/* The offsets of each group. */
static int32_t fill_offsets(cev_ctx *ctx, const cev__grouping *grouping,
                            cev__ages *ages)
{
    ages->offsets =
        cev__alloc(ctx, ages->capacity, (int64_t)sizeof *ages->offsets);
    if (ages->offsets == NULL)
        return cev__fail_memory(ctx);
    for (int64_t i = 0; i < grouping->count; i++)
        memcpy(ages->offsets[i], &grouping->groups[i].key[1],
               sizeof ages->offsets[i]);
    return CEV_OK;
}

static int32_t fill_ages(cev_ctx *ctx, const cev__grouping *grouping,
                         int has_traits, cev__ages *ages)
{
    int is_shared = grouping->count > AGES_MAX && !has_traits;
    ages->count = is_shared ? AGES_MAX + 1 : grouping->count;
    ages->capacity = ages->count + 1;
    ages->age = cev__alloc_zero(ctx, ages->capacity, (int64_t)sizeof(double));
    ages->weight =
        cev__alloc_zero(ctx, ages->capacity, (int64_t)sizeof(double));
    if (ages->age == NULL || ages->weight == NULL)
        return cev__fail_memory(ctx);
    for (int64_t i = 0; i < grouping->count; i++) {
        ages->customers += grouping->groups[i].weight;
        ages->oldest = grouping->groups[i].key[0];
        if (is_shared)
            continue;
        ages->age[i] = grouping->groups[i].key[0];
        ages->weight[i] = grouping->groups[i].weight;
    }
    if (is_shared)
        share_ages(grouping, ages);
    return has_traits ? fill_offsets(ctx, grouping, ages) : CEV_OK;
}

int32_t cev__ages_of(cev_ctx *ctx, const cev__buyers *buyers,
                     const cev__purchases *model, cev__ages *out)
{
    cev__grouping grouping = {0};
    ages_asked asked = {.model = model};
    memset(out, 0, sizeof *out);
    int32_t status = cev__traits_open(ctx, model->regression, buyers->table,
                                      &asked.traits);
    if (status == CEV_OK)
        status = cev__buyers_group(ctx, buyers, key_age, &asked, &grouping);
    if (status == CEV_OK)
        status = fill_ages(ctx, &grouping, model->regression != NULL, out);
    cev__grouping_free(ctx, &grouping);
    if (status != CEV_OK)
        cev__ages_free(ctx, out);
    return status;
}

const cev__params *cev__ages_params(const cev__ages *ages, int64_t i,
                                    const cev__purchases *model,
                                    cev__params *room)
{
    if (ages->offsets == NULL)
        return &model->prepared;
    cev__turn_by(model, ages->offsets[i], room);
    return room;
}

void cev__ages_free(cev_ctx *ctx, cev__ages *ages)
{
    cev__free(ctx, ages->age, ages->capacity, (int64_t)sizeof(double));
    cev__free(ctx, ages->weight, ages->capacity, (int64_t)sizeof(double));
    cev__free(ctx, ages->offsets, ages->capacity,
              (int64_t)sizeof *ages->offsets);
    memset(ages, 0, sizeof *ages);
}

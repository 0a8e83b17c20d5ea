/* Contract customers made up again; see contract_remake.h. */
#include "../core/compiler.h"
#include "contract_remake.h"

#include <math.h>
#include <string.h>

#include "remade.h"

/* How long customers are looked at: the share of them beyond each age at which
 * the looking ended for somebody, by Kaplan & Meier's (1958) product, in which
 * who leaves is no longer seen. */
typedef struct looking {
    cev_ctx *ctx;
    int64_t count, capacity;
    double *ages, *beyond;
    double longest;
} looking;

static int32_t open_looking(cev_ctx *ctx, const cev__grouping *groups,
                            looking *l)
{
    memset(l, 0, sizeof *l);
    l->ctx = ctx;
    l->capacity = groups->count + 1;
    l->ages = cev__alloc(ctx, l->capacity, (int64_t)sizeof *l->ages);
    l->beyond = cev__alloc(ctx, l->capacity, (int64_t)sizeof *l->beyond);
    return l->ages == NULL || l->beyond == NULL ? cev__fail_memory(ctx)
                                                : CEV_OK;
}

static void close_looking(looking *l)
{
    cev__free(l->ctx, l->ages, l->capacity, (int64_t)sizeof *l->ages);
    cev__free(l->ctx, l->beyond, l->capacity, (int64_t)sizeof *l->beyond);
}

/* beyond[0] is 1, of all; ages[i] is the one after which beyond[i] is left.
 * Those who leave at an age stand after those who are still there at it. */
static void learn_looking(const cev__grouping *groups, looking *l)
{
    double there = 0.0;
    for (int64_t i = 0; i < groups->count; i++) {
        there += groups->groups[i].weight;
        l->longest = fmax(l->longest, groups->groups[i].key[0]);
    }
    l->count = 1;
    l->ages[0] = -1.0;
    l->beyond[0] = 1.0;
    for (int64_t i = 0, next; i < groups->count; i = next) {
        double age = groups->groups[i].key[0], ended = 0.0, left = 0.0;
        for (next = i; next < groups->count
                       && groups->groups[next].key[0] <= age; next++) {
            const cev__group *group = &groups->groups[next];
            ended += group->key[1] > 0.0 ? 0.0 : group->weight;
            left += group->key[1] > 0.0 ? group->weight : 0.0;
        }
        if (ended > 0.0) {
            double still = fmax(0.0, there - left - ended);
            l->ages[l->count] = age;
            l->beyond[l->count] =
                l->beyond[l->count - 1] * (still / (still + ended));
            l->count++;
        }
        there -= left + ended;
    }
}

/* How long one is looked at who was for `age` at least. */
static double draw_looking(const looking *l, double age, cev__rng *rng)
{
    int64_t low = 0, high = l->count, start;
    double u = cev__rng_uniform(rng);
    while (low < high) { /* the first age that is not earlier */
        int64_t middle = low + (high - low) / 2;
        if (l->ages[middle] < age)
            low = middle + 1;
        else
            high = middle;
    }
    start = low;
    if (start == l->count)
        return l->longest;
    u *= l->beyond[start - 1];
    for (high = l->count; low < high;) { /* the first with no more left */
        int64_t middle = low + (high - low) / 2;
        if (l->beyond[middle] > u)
            low = middle + 1;
        else
            high = middle;
    }
    return low < l->count ? l->ages[low] : l->longest;
}

int32_t cev__contracts_remake(cev_ctx *ctx, const cev__contract_kind *kind,
                              const cev__params *params,
                              const cev__grouping *groups, cev__rng *rng,
                              cev__grouping *out)
{
    looking l;
    cev__group rows[CEV__GROUPING_ROWS];
    int32_t status = cev__remade_open(ctx, groups, out);
    if (status != CEV_OK)
        return status;
    status = open_looking(ctx, groups, &l);
    if (status == CEV_OK)
        learn_looking(groups, &l);
    for (int64_t g = 0; g < groups->count && status == CEV_OK; g++) {
        const cev__group *group = &groups->groups[g];
        cev__remade crowd;
        cev__remade_begin(group->weight, &crowd);
        while (status == CEV_OK && cev__remade_next(&crowd)) {
            memset(rows, 0, (size_t)crowd.count * sizeof *rows);
            for (int64_t i = 0; i < crowd.count; i++) {
                double seen = group->key[0];
                double last = kind->draw(params, rng);
                if (group->key[1] > 0.0)
                    seen = draw_looking(&l, seen, rng);
                rows[i].key[0] = fmin(last, seen);
                rows[i].key[1] = last <= seen ? 1.0 : 0.0;
                rows[i].weight = crowd.weight;
            }
            status = cev__grouping_add(ctx, out, rows, crowd.count);
        }
    }
    if (status == CEV_OK)
        cev__grouping_sort(ctx, out);
    close_looking(&l);
    return status;
}

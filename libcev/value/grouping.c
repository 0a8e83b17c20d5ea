/* Equal rows counted once; see grouping.h. An open-addressing hash table. */
#include "grouping.h"

#include <string.h>

#include "../math/radix.h"

#define SLOTS_START 1024
#define GROUPS_MAX (INT64_C(0xFFFFFFFF) - 1)

/* Mixes the bits of the keys; the constants are odd, of no pattern (digits of
 * the golden ratio, and others with half their bits set). */
static uint64_t mix_keys(const double key[CEV__KEYS])
{
    uint64_t bits[CEV__KEYS], hash;
    memcpy(bits, key, sizeof bits);
    hash = bits[0] * UINT64_C(0x9E3779B97F4A7C15);
    hash = (hash ^ (hash >> 29) ^ bits[1]) * UINT64_C(0xBF58476D1CE4E5B9);
    hash = (hash ^ (hash >> 32) ^ bits[2]) * UINT64_C(0x94D049BB133111EB);
    return hash ^ (hash >> 31);
}

/* The slot of a key: where it is, or where it would go. */
static int64_t find_slot(const cev__grouping *grouping,
                         const double key[CEV__KEYS])
{
    uint64_t mask = (uint64_t)grouping->slot_count - 1;
    uint64_t slot = mix_keys(key) & mask;
    for (;; slot = (slot + 1) & mask) {
        uint32_t entry = grouping->slots[slot];
        if (entry == 0
            || memcmp(grouping->groups[entry - 1].key, key,
                      sizeof grouping->groups->key)
                   == 0)
            return (int64_t)slot;
    }
}

/* Twice the slots and groups; the groups find new slots. */
static int32_t grow_groups(cev_ctx *ctx, cev__grouping *grouping)
{
    int64_t slot_count =
        grouping->slot_count == 0 ? SLOTS_START : 2 * grouping->slot_count;
    if (slot_count / 2 > GROUPS_MAX)
        return cev__fail(ctx, CEV_ERR_LIMIT,
                         "more than %d different customers", GROUPS_MAX);
    cev__group *groups =
        cev__resize(ctx, grouping->groups, grouping->capacity, slot_count / 2,
                    (int64_t)sizeof *groups);
    if (groups == NULL)
        return cev__fail_memory(ctx);
    grouping->groups = groups;
    grouping->capacity = slot_count / 2;
    uint32_t *slots =
        cev__alloc_zero(ctx, slot_count, (int64_t)sizeof *slots);
    if (slots == NULL)
        return cev__fail_memory(ctx);
    cev__free(ctx, grouping->slots, grouping->slot_count,
              (int64_t)sizeof *slots);
    grouping->slots = slots;
    grouping->slot_count = slot_count;
    for (int64_t i = 0; i < grouping->count; i++)
        slots[find_slot(grouping, groups[i].key)] = (uint32_t)(i + 1);
    return CEV_OK;
}

int32_t cev__grouping_add(cev_ctx *ctx, cev__grouping *grouping,
                          const double key[CEV__KEYS])
{
    /* Equal keys must have equal bits: -0 becomes 0. */
    double plain[CEV__KEYS] = {key[0] + 0.0, key[1] + 0.0, key[2] + 0.0};
    if (2 * grouping->count >= grouping->slot_count) {
        int32_t status = grow_groups(ctx, grouping);
        if (status != CEV_OK)
            return status;
    }
    int64_t slot = find_slot(grouping, plain);
    if (grouping->slots[slot] == 0) {
        cev__group *group = &grouping->groups[grouping->count++];
        memcpy(group->key, plain, sizeof group->key);
        group->weight = 0.0;
        grouping->slots[slot] = (uint32_t)grouping->count;
    }
    grouping->groups[grouping->slots[slot] - 1].weight += 1.0;
    return CEV_OK;
}

/* Stable sorts by the last key, then the one before it, and so on. */
static void sort_groups(const cev__grouping *grouping, cev__keyed *items,
                        cev__keyed *spare)
{
    for (int64_t i = 0; i < grouping->count; i++)
        items[i].index = i;
    for (int k = CEV__KEYS - 1; k >= 0; k--) {
        for (int64_t i = 0; i < grouping->count; i++)
            items[i].key =
                cev__keyed_double(grouping->groups[items[i].index].key[k]);
        cev__keyed_sort(items, spare, grouping->count);
    }
}

int32_t cev__grouping_sort(cev_ctx *ctx, cev__grouping *grouping)
{
    int64_t n = grouping->count, size = (int64_t)sizeof(cev__keyed);
    if (n == 0)
        return CEV_OK;
    int32_t status = CEV_OK;
    cev__keyed *items = cev__alloc(ctx, n, size);
    cev__keyed *spare = cev__alloc(ctx, n, size);
    cev__group *sorted = cev__alloc(ctx, grouping->capacity,
                                    (int64_t)sizeof *sorted);
    if (items == NULL || spare == NULL || sorted == NULL) {
        status = cev__fail_memory(ctx);
        cev__free(ctx, sorted, grouping->capacity, (int64_t)sizeof *sorted);
    } else {
        sort_groups(grouping, items, spare);
        for (int64_t i = 0; i < n; i++)
            sorted[i] = grouping->groups[items[i].index];
        cev__free(ctx, grouping->groups, grouping->capacity,
                  (int64_t)sizeof *sorted);
        grouping->groups = sorted;
    }
    cev__free(ctx, spare, n, size);
    cev__free(ctx, items, n, size);
    return status;
}

void cev__grouping_free(cev_ctx *ctx, cev__grouping *grouping)
{
    cev__free(ctx, grouping->groups, grouping->capacity,
              (int64_t)sizeof *grouping->groups);
    cev__free(ctx, grouping->slots, grouping->slot_count,
              (int64_t)sizeof *grouping->slots);
    memset(grouping, 0, sizeof *grouping);
}

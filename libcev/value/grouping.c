/* Equal rows counted once; see grouping.h. An open-addressing hash table. */
#include "grouping.h"

#include <string.h>

#include "../math/radix.h"

#define SLOTS_START_BITS 12
#define GROUPS_MAX (INT64_C(0xFFFFFFFF) - 1)

/* Mixes the bits of the keys; the constants are odd and of no pattern. The
 * high bits of a product depend on all that went in: they are the slot. */
static uint64_t mix_keys(const double key[CEV__KEYS])
{
    uint64_t bits[CEV__KEYS], hash;
    memcpy(bits, key, sizeof bits);
    hash = bits[0] * UINT64_C(0x9E3779B97F4A7C15);
    hash = (hash ^ (hash >> 32) ^ bits[1]) * UINT64_C(0xBF58476D1CE4E5B9);
    hash = (hash ^ (hash >> 32) ^ bits[2]) * UINT64_C(0x94D049BB133111EB);
    hash = (hash ^ (hash >> 32) ^ bits[3]) * UINT64_C(0xD6E8FEB86659FD93);
    return (hash ^ (hash >> 32)) * UINT64_C(0x9E3779B97F4A7C15);
}

/* Whether the group of a slot's entry has this key. */
static int is_key_of(const cev__grouping *grouping, uint32_t entry,
                     const double key[CEV__KEYS])
{
    return memcmp(grouping->groups[entry - 1].key, key,
                  sizeof grouping->groups->key)
           == 0;
}

/* The slot of a key: where it is, or where it would go. */
static int64_t find_slot(const cev__grouping *grouping,
                         const double key[CEV__KEYS])
{
    int64_t slot = (int64_t)(mix_keys(key) >> grouping->shift);
    for (;; slot = (slot + 1) & (grouping->slot_count - 1)) {
        uint32_t entry = grouping->slots[slot];
        if (entry == 0 || is_key_of(grouping, entry, key))
            return slot;
    }
}

/* Twice the slots and groups; the groups find new slots. */
static int32_t grow_groups(cev_ctx *ctx, cev__grouping *grouping)
{
    int is_first = grouping->slot_count == 0;
    int64_t slot_count = is_first ? INT64_C(1) << SLOTS_START_BITS
                                  : 2 * grouping->slot_count;
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
    grouping->shift =
        is_first ? 64 - SLOTS_START_BITS : grouping->shift - 1;
    for (int64_t i = 0; i < grouping->count; i++)
        slots[find_slot(grouping, groups[i].key)] = (uint32_t)(i + 1);
    return CEV_OK;
}

/* Counts a row whose group is new or not in the first slot looked at. */
static void add_slowly(cev__grouping *grouping, const double key[CEV__KEYS])
{
    int64_t slot = find_slot(grouping, key);
    if (grouping->slots[slot] == 0) {
        cev__group *group = &grouping->groups[grouping->count++];
        memcpy(group->key, key, sizeof group->key);
        group->weight = 0.0;
        grouping->slots[slot] = (uint32_t)grouping->count;
    }
    grouping->groups[grouping->slots[slot] - 1].weight += 1.0;
}

/*
 * Slots and groups lie all over memory. Each loop asks for those of all rows
 * before anything depends on an answer, so that the waits overlap.
 */
int32_t cev__grouping_add(cev_ctx *ctx, cev__grouping *grouping,
                          double (*keys)[CEV__KEYS], int64_t n)
{
    uint32_t entries[CEV__GROUPING_ROWS];
    while (2 * (grouping->count + n) > grouping->slot_count) {
        int32_t status = grow_groups(ctx, grouping);
        if (status != CEV_OK)
            return status;
    }
    for (int64_t i = 0; i < n; i++) {
        for (int k = 0; k < CEV__KEYS; k++)
            keys[i][k] += 0.0; /* -0 becomes 0: equal keys have equal bits */
        entries[i] =
            grouping->slots[mix_keys(keys[i]) >> grouping->shift];
    }
    for (int64_t i = 0; i < n; i++)
        if (entries[i] != 0 && !is_key_of(grouping, entries[i], keys[i]))
            entries[i] = 0;
    for (int64_t i = 0; i < n; i++) {
        if (entries[i] != 0)
            grouping->groups[entries[i] - 1].weight += 1.0;
        else
            add_slowly(grouping, keys[i]);
    }
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

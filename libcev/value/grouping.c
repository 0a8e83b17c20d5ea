/* Equal rows counted once; see grouping.h. An open-addressing hash table, and
 * a sort that needs no room beside the rows. */
#include "../core/compiler.h"
#include "grouping.h"

#include <string.h>

#include "../core/prefetch.h"
#include "../math/radix.h"

#define CAPACITY_LEAST 2048
/* With as many groups, it is known whether rows are equal often enough. */
#define GROUPS_TELLING 16384
/* Groups that hashing can tell apart. */
#define GROUPS_MAX (INT64_C(0xFFFFFFFF) - 1)

/* ---- Hashing ------------------------------------------------------------ */

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

static int is_same_key(const cev__group *group, const cev__group *other)
{
    return memcmp(group->key, other->key, sizeof group->key) == 0;
}

static int64_t slot_of_row(const cev__grouping *grouping,
                           const cev__group *row)
{
    return (int64_t)(mix_keys(row->key) >> grouping->shift);
}

static int64_t slot_after(const cev__grouping *grouping, int64_t slot)
{
    return (slot + 1) & (grouping->slot_count - 1);
}

static void free_slots(cev_ctx *ctx, cev__grouping *grouping)
{
    cev__free(ctx, grouping->slots, grouping->slot_count,
              (int64_t)sizeof *grouping->slots);
    grouping->slots = NULL;
    grouping->slot_count = 0;
}

/* From here on rows are gathered as they come. */
static void stop_hashing(cev_ctx *ctx, cev__grouping *grouping)
{
    free_slots(ctx, grouping);
    grouping->is_gathering = 1;
}

/* Slots for twice as many groups as there is room for. The old ones go first:
 * the groups know all that is in them, and none is equal to another. */
static int32_t spread_slots(cev_ctx *ctx, cev__grouping *grouping)
{
    int64_t slot_count = 1;
    free_slots(ctx, grouping);
    for (grouping->shift = 64; slot_count < 2 * grouping->capacity;
         slot_count *= 2)
        grouping->shift--;
    grouping->slots =
        cev__alloc_zero(ctx, slot_count, (int64_t)sizeof *grouping->slots);
    if (grouping->slots == NULL)
        return cev__fail_memory(ctx);
    grouping->slot_count = slot_count;
    for (int64_t i = 0; i < grouping->count; i++) {
        int64_t slot = slot_of_row(grouping, &grouping->groups[i]);
        while (grouping->slots[slot] != 0)
            slot = slot_after(grouping, slot);
        grouping->slots[slot] = (uint32_t)(i + 1);
    }
    return CEV_OK;
}

/* Counts a row whose group is new or not in the first slot looked at. */
static void add_slowly(cev__grouping *grouping, const cev__group *row,
                       int64_t slot)
{
    uint32_t entry = grouping->slots[slot];
    while (entry != 0 && !is_same_key(&grouping->groups[entry - 1], row)) {
        slot = slot_after(grouping, slot);
        entry = grouping->slots[slot];
    }
    if (entry == 0) {
        grouping->groups[grouping->count++] = *row;
        grouping->slots[slot] = (uint32_t)grouping->count;
    } else {
        grouping->groups[entry - 1].weight += row->weight;
    }
}

/*
 * Slots and groups lie all over memory. Each loop asks for those of all rows
 * before anything depends on an answer, so that the waits overlap.
 */
static void hash_rows(cev__grouping *grouping, const cev__group *rows,
                      int64_t n)
{
    int64_t slots[CEV__GROUPING_ROWS];
    uint32_t entries[CEV__GROUPING_ROWS];
    for (int64_t i = 0; i < n; i++) {
        slots[i] = slot_of_row(grouping, &rows[i]);
        entries[i] = grouping->slots[slots[i]];
    }
    for (int64_t i = 0; i < n; i++)
        if (entries[i] != 0
            && !is_same_key(&grouping->groups[entries[i] - 1], &rows[i]))
            entries[i] = 0;
    for (int64_t i = 0; i < n; i++) {
        if (entries[i] != 0)
            grouping->groups[entries[i] - 1].weight += rows[i].weight;
        else
            add_slowly(grouping, &rows[i], slots[i]);
    }
}

/* ---- Adding ------------------------------------------------------------- */

/* From 2^53 on there are no others. */
static int is_whole(double weight)
{
    return weight >= 0x1p53 || (double)(int64_t)weight >= weight;
}

/* Makes equal keys equal in bits, and leaves out rows of no customers; gives
 * how many are left, and whether they count whole customers. */
static int64_t tidy_rows(cev__group *rows, int64_t n, int *are_whole)
{
    int64_t kept = 0;
    *are_whole = 1;
    for (int64_t i = 0; i < n; i++) {
        if (!(rows[i].weight > 0.0))
            continue;
        for (int k = 0; k < CEV__KEYS; k++)
            rows[kept].key[k] = rows[i].key[k] + 0.0; /* -0 becomes 0 */
        rows[kept].weight = rows[i].weight;
        *are_whole &= is_whole(rows[kept++].weight);
    }
    return kept;
}

/* Room for n more groups: the limit halved so often that they just fit, so
 * that the last doubling does not leave much unused. */
static int32_t grow_groups(cev_ctx *ctx, cev__grouping *grouping, int64_t n)
{
    int64_t capacity = grouping->limit;
    if (grouping->count + n <= grouping->capacity)
        return CEV_OK;
    while (capacity / 2 >= grouping->count + n
           && capacity / 2 >= CAPACITY_LEAST)
        capacity -= capacity / 2;
    cev__group *groups =
        cev__resize(ctx, grouping->groups, grouping->capacity, capacity,
                    (int64_t)sizeof *groups);
    if (groups == NULL)
        return cev__fail_memory(ctx);
    grouping->groups = groups;
    grouping->capacity = capacity;
    if (grouping->count >= GROUPS_TELLING
        && 4 * grouping->count > 3 * grouping->rows)
        stop_hashing(ctx, grouping);
    if (capacity > GROUPS_MAX)
        stop_hashing(ctx, grouping);
    return grouping->is_gathering ? CEV_OK : spread_slots(ctx, grouping);
}

int32_t cev__grouping_add(cev_ctx *ctx, cev__grouping *grouping,
                          cev__group *rows, int64_t n)
{
    int are_whole = 1;
    n = tidy_rows(rows, n, &are_whole);
    if (n == 0)
        return CEV_OK;
    /* Only whole numbers have a sum that does not depend on their order. */
    if (!are_whole)
        stop_hashing(ctx, grouping);
    int32_t status = grow_groups(ctx, grouping, n);
    if (status != CEV_OK)
        return status;
    grouping->rows += n;
    if (!grouping->is_gathering) {
        hash_rows(grouping, rows, n);
        return CEV_OK;
    }
    memcpy(grouping->groups + grouping->count, rows,
           (size_t)n * sizeof *rows);
    grouping->count += n;
    return CEV_OK;
}

/* ---- Sorting ------------------------------------------------------------ */

/* The keys and, at last, the weight are what rows are sorted by. */
enum { SORTED_BY = CEV__KEYS + 1, ROW_BUCKETS = 256, ROWS_FEW = 24,
       DEALT_SOON = 4 };

static double sorted_by(const cev__group *row, int k)
{
    return k < CEV__KEYS ? row->key[k] : row->weight;
}

static int goes_before(const cev__group *row, const cev__group *other, int k)
{
    for (; k < SORTED_BY - 1 && sorted_by(row, k) == sorted_by(other, k);)
        k++;
    return sorted_by(row, k) < sorted_by(other, k);
}

static void sort_handful(cev__group *rows, int64_t n, int k)
{
    for (int64_t i = 1; i < n; i++) {
        cev__group row = rows[i];
        int64_t at = i;
        for (; at > 0 && goes_before(&row, &rows[at - 1], k); at--)
            rows[at] = rows[at - 1];
        rows[at] = row;
    }
}

static int64_t digit_of(const cev__group *row, int k, int shift)
{
    return (int64_t)(cev__keyed_double(sorted_by(row, k)) >> shift)
           & (ROW_BUCKETS - 1);
}

/* How far to shift the k-th keys for the highest digit in which they differ;
 * -1 where they do not. */
static int differing_digit(const cev__group *rows, int64_t n, int k)
{
    uint64_t first = cev__keyed_double(sorted_by(rows, k)), differing = 0;
    int shift = 0;
    for (int64_t i = 1; i < n; i++)
        differing |= cev__keyed_double(sorted_by(&rows[i], k)) ^ first;
    if (differing == 0)
        return -1;
    for (; differing >= ROW_BUCKETS; differing >>= 1)
        shift++;
    return shift;
}

/* Brings each row to the part of its digit; ends[d] is where that ends. Rows
 * change places in turns, each going where the one before it was. */
static void deal_rows(cev__group *rows, int64_t n, int k, int shift,
                      int64_t ends[ROW_BUCKETS])
{
    int64_t next[ROW_BUCKETS];
    memset(ends, 0, ROW_BUCKETS * sizeof *ends);
    for (int64_t i = 0; i < n; i++)
        ends[digit_of(&rows[i], k, shift)]++;
    for (int64_t d = 0, start = 0; d < ROW_BUCKETS; d++) {
        next[d] = start;
        start = ends[d] += start;
    }
    for (int64_t d = 0; d < ROW_BUCKETS; d++) {
        while (next[d] < ends[d]) {
            cev__group row = rows[next[d]];
            int64_t to = digit_of(&row, k, shift);
            for (; to != d; to = digit_of(&row, k, shift)) {
                cev__group other = rows[next[to]];
                cev__prefetch(&rows[next[to] + DEALT_SOON],
                              (int64_t)sizeof *rows);
                rows[next[to]++] = row;
                row = other;
            }
            rows[next[d]++] = row;
        }
    }
}

/* Sorts rows that are equal in all keys before the k-th; every turn uses up a
 * digit of one of the keys. */
static void sort_rows(cev__group *rows, int64_t n, int k)
{
    int64_t ends[ROW_BUCKETS];
    int shift = -1;
    while (n > ROWS_FEW && k < SORTED_BY
           && (shift = differing_digit(rows, n, k)) < 0)
        k++;
    if (k == SORTED_BY)
        return;
    if (n <= ROWS_FEW) {
        sort_handful(rows, n, k);
        return;
    }
    deal_rows(rows, n, k, shift, ends);
    for (int64_t d = 0, start = 0; d < ROW_BUCKETS; start = ends[d++])
        sort_rows(rows + start, ends[d] - start, k);
}

/* One group for all that are equal. What is whole in their weight, exact in
 * any order, is added apart. */
static void merge_groups(cev__grouping *grouping)
{
    cev__group *groups = grouping->groups;
    int64_t kept = 0;
    for (int64_t i = 0; i < grouping->count;) {
        cev__group group = groups[i];
        double whole = 0.0, parts = 0.0;
        for (; i < grouping->count && is_same_key(&groups[i], &group); i++) {
            if (is_whole(groups[i].weight))
                whole += groups[i].weight;
            else
                parts += groups[i].weight;
        }
        group.weight = whole + parts;
        groups[kept++] = group;
    }
    grouping->count = kept;
}

void cev__grouping_sort(cev_ctx *ctx, cev__grouping *grouping)
{
    stop_hashing(ctx, grouping);
    sort_rows(grouping->groups, grouping->count, 0);
    merge_groups(grouping);
}

int64_t cev__grouping_find(const cev__grouping *grouping,
                           const double key[CEV__KEYS])
{
    cev__group row;
    int64_t low = 0, high = grouping->count;
    memcpy(row.key, key, sizeof row.key);
    row.weight = 0.0;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (goes_before(&grouping->groups[middle], &row, 0))
            low = middle + 1;
        else
            high = middle;
    }
    for (int k = 0; k < CEV__KEYS; k++)
        if (low == grouping->count || grouping->groups[low].key[k] != key[k])
            return -1;
    return low;
}

void cev__grouping_free(cev_ctx *ctx, cev__grouping *grouping)
{
    cev__free(ctx, grouping->groups, grouping->capacity,
              (int64_t)sizeof *grouping->groups);
    free_slots(ctx, grouping);
    memset(grouping, 0, sizeof *grouping);
}

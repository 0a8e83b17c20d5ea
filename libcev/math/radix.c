/*
 * Radix sort from the lowest digit up; see radix.h. A digit that all keys
 * share, such as the empty low bits of whole numbers, costs no pass.
 */
#include "radix.h"

#include <string.h>

enum { RADIX_BITS = 11, RADIX_PASSES = 6, RADIX_BUCKETS = 1 << RADIX_BITS };

static int64_t radix_digit(uint64_t key, int pass)
{
    return (int64_t)(key >> (pass * RADIX_BITS)) & (RADIX_BUCKETS - 1);
}

static void spread_digit(const cev__keyed *from, cev__keyed *to, int64_t n,
                         int pass, int64_t *counts)
{
    int64_t start = 0;
    for (int64_t b = 0; b < RADIX_BUCKETS; b++) {
        int64_t count = counts[b];
        counts[b] = start;
        start += count;
    }
    for (int64_t i = 0; i < n; i++)
        to[counts[radix_digit(from[i].key, pass)]++] = from[i];
}

void cev__keyed_sort(cev__keyed *items, cev__keyed *spare, int64_t n)
{
    cev__keyed *from = items, *to = spare;
    uint64_t differing = 0;
    for (int64_t i = 1; i < n; i++)
        differing |= items[i].key ^ items[0].key;
    for (int pass = 0; pass < RADIX_PASSES; pass++) {
        int64_t counts[RADIX_BUCKETS] = {0};
        if (radix_digit(differing, pass) == 0)
            continue;
        for (int64_t i = 0; i < n; i++)
            counts[radix_digit(from[i].key, pass)]++;
        spread_digit(from, to, n, pass, counts);
        cev__keyed *sorted = to;
        to = from;
        from = sorted;
    }
    if (from != items)
        memcpy(items, from, (size_t)n * sizeof *items);
}

void cev__keyed_order(cev__keyed *items, int64_t n, int64_t *order)
{
    cev__keyed_sort(items, items + n, n);
    for (int64_t i = 0; i < n; i++)
        order[i] = items[i].index;
}

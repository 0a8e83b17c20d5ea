/* Stable sorting of 64-bit keys, in time proportional to their number. */
#ifndef CEV_RADIX_H
#define CEV_RADIX_H

#include <stdint.h>

#include "bits.h"

typedef struct cev__keyed {
    uint64_t key;
    int64_t index; /* what the key belongs to */
} cev__keyed;

/* Sorts by key, ascending; equal keys keep their order. `spare` has room for
 * n as well. */
void cev__keyed_sort(cev__keyed *items, cev__keyed *spare, int64_t n);

/* The indices by key, ascending; `items` has room for 2 n. */
void cev__keyed_order(cev__keyed *items, int64_t n, int64_t *order);

/* A key that sorts as doubles do; no NaN, and 0 and -0 are equal. Bits of
 * positive doubles are in their order; those of negative ones the other way. */
static inline uint64_t cev__keyed_double(double value)
{
    uint64_t bits = cev__bits_of(value + 0.0); /* -0 becomes 0 */
    return bits ^ ((UINT64_C(0) - (bits >> 63)) | (UINT64_C(1) << 63));
}

/* The double of such a key. */
static inline double cev__keyed_value(uint64_t key)
{
    return cev__double_of(key >> 63 ? key ^ (UINT64_C(1) << 63) : ~key);
}

#endif

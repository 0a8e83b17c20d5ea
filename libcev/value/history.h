/* What a model of purchases knows of a customer. */
#ifndef CEV_HISTORY_H
#define CEV_HISTORY_H

#include <stdint.h>

#include "../math/bits.h"

typedef struct cev__history {
    double x, t_x, T;
    double litt; /* sum of the logs of the times between purchases */
} cev__history;

/* A hash of x, t_x and T, the high bits first. Times of whole days differ in a
 * few bits, high ones, which the products carry on upwards and the shifts back
 * down. */
static inline uint64_t cev__history_hash(const cev__history *h)
{
    uint64_t mixed = cev__bits_of(h->x) * UINT64_C(0x9E3779B97F4A7C15);
    mixed += cev__bits_of(h->t_x);
    mixed = (mixed ^ mixed >> 32) * UINT64_C(0xC2B2AE3D27D4EB4F);
    mixed += cev__bits_of(h->T);
    return (mixed ^ mixed >> 29) * UINT64_C(0x165667B19E3779F9);
}

static inline int cev__history_is_same(const cev__history *one,
                                       const cev__history *other)
{
    return one->x == other->x && one->t_x == other->t_x && one->T == other->T
           && one->litt == other->litt;
}

#endif

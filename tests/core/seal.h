/** Saved bytes put right again after somebody has changed them. */
#ifndef TESTS_CORE_SEAL_H
#define TESTS_CORE_SEAL_H

#include <math.h>

#include "core/blob.h"

/** Magic, version, kind and length; then the payload; then the checksum. */
enum { SEAL_HEAD = 24, SEAL_TAIL = 8 };

/** Writes length and checksum of a payload; returns the size of all. */
static inline int64_t seal(uint8_t *bytes, int64_t payload)
{
    uint64_t sum = UINT64_C(14695981039346656037);
    cev__writer length = {bytes + 16, 8, 0};
    cev__writer end = {bytes + SEAL_HEAD + payload, SEAL_TAIL, 0};
    cev__write_i64(&length, payload);
    for (int64_t i = 0; i < SEAL_HEAD + payload; i++)
        sum = (sum ^ bytes[i]) * UINT64_C(1099511628211);
    cev__write_i64(&end, (int64_t)sum);
    return SEAL_HEAD + payload + SEAL_TAIL;
}

/** Writes one of the ten numbers that readers tend to stumble over. */
static inline void plant_lie(uint8_t *at, int64_t which)
{
    static const int64_t wholes[] = {-1, INT64_MAX / 8, 2, INT64_MAX, 0};
    static const double numbers[] = {NAN, -1.0, 1e300, INFINITY, 0.0};
    cev__writer writer = {at, 8, 0};
    if (which % 2 == 0)
        cev__write_i64(&writer, wholes[which / 2 % 5]);
    else
        cev__write_double(&writer, numbers[which / 2 % 5]);
}

#endif

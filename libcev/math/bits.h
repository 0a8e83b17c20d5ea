/* The bits of a double, and back. */
#ifndef CEV__BITS_H
#define CEV__BITS_H

#include <stdint.h>
#include <string.h>

static inline uint64_t cev__bits_of(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static inline double cev__double_of(uint64_t bits)
{
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

#endif

/*
 * Hashes of numbers: of what differs in any bit they differ in about half of
 * theirs.
 */
#ifndef CEV__HASH_H
#define CEV__HASH_H

#include <stdint.h>

/* The bits in a ring, each `places` higher; 1 to 63. */
static inline uint64_t cev__turn_left(uint64_t bits, int places)
{
    return bits << places | bits >> (64 - places);
}

/* Bits of which each depends on all: the last steps of splitmix64 (Steele, Lea &
 * Flood 2014). */
static inline uint64_t cev__mix_bits(uint64_t bits)
{
    bits = (bits ^ bits >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    bits = (bits ^ bits >> 27) * UINT64_C(0x94D049BB133111EB);
    return bits ^ bits >> 31;
}

/* The hash of a row of numbers, of which `bits` are the next. Its first bits
 * depend on all of them, its last ones once cev__mix_bits() has been at it. */
static inline uint64_t cev__hash_next(uint64_t hash, uint64_t bits)
{
    hash = (hash ^ bits) * UINT64_C(0x9E3779B97F4A7C15);
    return hash ^ hash >> 32;
}

#endif

/*
 * Pseudo-random numbers that depend on a seed alone: splitmix64 (Steele, Lea &
 * Flood 2014, OOPSLA), whose state is one word that only counts on, so that a
 * number of any place can be had without those before it.
 */
#ifndef CEV_RANDOM_H
#define CEV_RANDOM_H

#include <stdint.h>

typedef struct cev__random {
    uint64_t state;
} cev__random;

/* A stream of its own for each seed and number; streams of one seed have
 * nothing to do with each other. */
cev__random cev__random_stream(int64_t seed, int64_t number);

/* A word of independent, fair bits from any word: what splitmix64 does to its
 * state. */
uint64_t cev__random_mix(uint64_t word);

/* The next 64 bits. */
uint64_t cev__random_bits(cev__random *random);

/* The next number between 0 and 1, never either: 52 bits and a half. */
double cev__random_uniform(cev__random *random);

#endif

/*
 * Pseudo-random numbers: xoshiro256++ (Blackman & Vigna 2021), whose state
 * splitmix64 (Steele, Lea & Flood 2014) fills from the context's seed and the
 * number of a stream. One seed gives as many streams as are wanted, none of
 * which follows from another, so that work can be parted without sharing a
 * generator.
 */
#ifndef CEV__RNG_H
#define CEV__RNG_H

#include <stdint.h>

typedef struct cev__rng {
    uint64_t state[4];
} cev__rng;

void cev__rng_start(cev__rng *rng, int64_t seed, uint64_t stream);

/* 64 random bits. */
uint64_t cev__rng_next(cev__rng *rng);

/* Uniform in (0, 1): neither end is ever drawn. */
double cev__rng_uniform(cev__rng *rng);

/* Uniform among 0 ... n - 1, n >= 1. */
int64_t cev__rng_below(cev__rng *rng, int64_t n);

#endif

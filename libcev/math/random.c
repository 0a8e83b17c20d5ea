/* Pseudo-random numbers; see random.h. */
#include "../core/compiler.h"
#include "random.h"

#define RANDOM_STEP UINT64_C(0x9E3779B97F4A7C15)

uint64_t cev__random_mix(uint64_t word)
{
    word = (word ^ (word >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    word = (word ^ (word >> 27)) * UINT64_C(0x94D049BB133111EB);
    return word ^ (word >> 31);
}

/* Seed and number are mixed in turn: streams of neighbouring seeds must not be
 * one another's, some steps ahead. */
cev__random cev__random_stream(int64_t seed, int64_t number)
{
    uint64_t word = cev__random_mix((uint64_t)seed + RANDOM_STEP);
    return (cev__random){
        cev__random_mix(word + (uint64_t)number * RANDOM_STEP)};
}

uint64_t cev__random_bits(cev__random *random)
{
    random->state += RANDOM_STEP;
    return cev__random_mix(random->state);
}

double cev__random_uniform(cev__random *random)
{
    return ((double)(cev__random_bits(random) >> 12) + 0.5)
           / 4503599627370496.0;
}

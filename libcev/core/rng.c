/* Pseudo-random numbers; see rng.h. */
#include "rng.h"

#include "../math/hash.h"

static uint64_t split_mix(uint64_t *state)
{
    return cev__mix_bits(*state += UINT64_C(0x9E3779B97F4A7C15));
}

/* The stream is mixed before it meets the seed, so that seed 1, stream 2 is
 * nothing like seed 2, stream 1. */
void cev__rng_start(cev__rng *rng, int64_t seed, uint64_t stream)
{
    uint64_t from = (uint64_t)seed ^ split_mix(&stream);
    for (int i = 0; i < 4; i++)
        rng->state[i] = split_mix(&from);
}

uint64_t cev__rng_next(cev__rng *rng)
{
    uint64_t *s = rng->state, shifted = s[1] << 17;
    uint64_t out = cev__turn_left(s[0] + s[3], 23) + s[0];
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = cev__turn_left(s[3], 45);
    return out;
}

/* The middles of 2^52 equal parts. */
double cev__rng_uniform(cev__rng *rng)
{
    return ((double)(cev__rng_next(rng) >> 12) + 0.5) / 4503599627370496.0;
}

/* Those bits are refused that would make some numbers likelier than others. */
int64_t cev__rng_below(cev__rng *rng, int64_t n)
{
    uint64_t parts = (uint64_t)n, unfair = (0 - parts) % parts, bits;
    do
        bits = cev__rng_next(rng);
    while (bits < unfair);
    return (int64_t)(bits % parts);
}

/* Random numbers; `state` is any number to begin with. */
#ifndef BENCH_CHANCE_H
#define BENCH_CHANCE_H

#include <math.h>
#include <stdint.h>

/* In (0, 1): splitmix64 (Steele, Lea & Flood 2014). */
static inline double uniform(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return ((double)((z ^ (z >> 31)) >> 12) + 0.5) / 4503599627370496.0;
}

static inline double normal(uint64_t *state)
{
    double size = sqrt(-2 * log(uniform(state)));
    return size * cos(6.283185307179586 * uniform(state));
}

/* Of scale 1 (Marsaglia & Tsang 2000). */
static inline double gamma_of(uint64_t *state, double shape)
{
    if (shape < 1)
        return gamma_of(state, shape + 1) * pow(uniform(state), 1 / shape);
    double c = shape - 1.0 / 3, k = 1 / sqrt(9 * c);
    for (;;) {
        double z = normal(state), v = 1 + k * z;
        v = v * v * v;
        if (v > 0 && log(uniform(state)) < z * z / 2 + c - c * v + c * log(v))
            return c * v;
    }
}

static inline double beta_of(uint64_t *state, double a, double b)
{
    double one = gamma_of(state, a), other = gamma_of(state, b);
    return one / (one + other);
}

#endif

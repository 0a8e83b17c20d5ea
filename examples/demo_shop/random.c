/*
 * Random numbers that are the same everywhere: only + - * / and sqrt, which
 * IEEE 754 rounds in one way. log and exp of the C library may differ in
 * their last bit from one machine to the next, and so are written out.
 */
#include <math.h>

#include "shop.h"

#if defined(__clang__)
#pragma STDC FP_CONTRACT OFF
#endif

/* log x by its series in (m - 1) / (m + 1), m near 1. */
double plain_log(double x)
{
    int exponent;
    double m = frexp(x, &exponent);

    if (m < 0.70710678118654752) {
        m *= 2;
        exponent--;
    }
    double s = (m - 1) / (m + 1), power = s, sum = 0;
    for (int k = 1; k < 27; k += 2) {
        sum += power / k;
        power *= s * s;
    }
    return 2 * sum + exponent * 0.69314718055994531;
}

/* exp x by its series, after powers of two are taken out. */
static double plain_exp(double x)
{
    int twos = (int)floor(x / 0.69314718055994531 + 0.5);
    double rest = x - twos * 0.69314718055994531, term = 1, sum = 1;

    for (int k = 1; k < 20; k++) {
        term *= rest / k;
        sum += term;
    }
    return ldexp(sum, twos);
}

/* Scrambles a number: the finalizer of splitmix64 (Steele, Lea & Flood 2014). */
uint64_t scramble(uint64_t z)
{
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* The next random number between 0 and 1, neither of them. */
double uniform(uint64_t *state)
{
    *state += UINT64_C(0x9e3779b97f4a7c15);
    return ((double)(scramble(*state) >> 11) + 0.5) / 9007199254740992.0;
}

/* A whole number from 0 to n - 1. */
int any_of(uint64_t *state, int n)
{
    return (int)(uniform(state) * n);
}

/* A standard normal number, by Marsaglia's polar method. */
double normal(uint64_t *state)
{
    for (;;) {
        double u = 2 * uniform(state) - 1, v = 2 * uniform(state) - 1;
        double square = u * u + v * v;
        if (square < 1 && square > 0)
            return u * sqrt(-2 * plain_log(square) / square);
    }
}

/* A gamma number of rate 1: Marsaglia & Tsang (2000), with their step up for
 * shapes below 1. */
double gamma_of(uint64_t *state, double shape)
{
    if (shape < 1)
        return gamma_of(state, shape + 1) *
               plain_exp(plain_log(uniform(state)) / shape);
    double d = shape - 1.0 / 3, c = 1 / sqrt(9 * d);
    for (;;) {
        double x = normal(state), v = 1 + c * x;
        if (v <= 0)
            continue;
        v = v * v * v;
        if (plain_log(uniform(state)) <
            x * x / 2 + d - d * v + d * plain_log(v))
            return d * v;
    }
}

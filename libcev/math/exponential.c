/* e^x, log x, and both near what they lose there; see elementary.h. */
#include "../core/compiler.h"
#include "elementary.h"

#include <stdint.h>

#include "bits.h"
#include "exponential_tables.h"

/* Added and taken away again it leaves the nearest integer, which the last bits
 * of the sum hold. */
#define NEAREST 0x1.8p52

/* The bits of 0.6875, where the parts of log begin. */
#define LOG_FROM UINT64_C(0x3FE6000000000000)

enum { POWERS = 128, MANTISSA_BITS = 52, BIAS = 1023, PART_BITS = 45 };

/* 2^k of k from -1022 to 1023. */
static double power_of_two(int64_t k)
{
    return cev__double_of((uint64_t)(k + BIAS) << MANTISSA_BITS);
}

/* x = (128 q + j) ln 2 / 128 + first - second, and first is exact. */
typedef struct parted_exponent {
    double count; /* 128 q + j */
    uint64_t bits; /* the same, as the last bits of it */
    double first, second;
} parted_exponent;

static inline parted_exponent part_exponent(double x)
{
    double shifted = x * exp_step[0] + NEAREST, count = shifted - NEAREST;
    return (parted_exponent){count, cev__bits_of(shifted),
                             x - count * exp_step[1], count * exp_step[2]};
}

/* (e^r - 1 - r) of small r. */
static inline double beyond_line(double r)
{
    double rr = r * r;
    return rr * (exp_terms[0] + r * exp_terms[1])
           + rr * rr * (exp_terms[2] + r * exp_terms[3]);
}

/* 2^(q + j / 128), where that is a normal number. */
static inline double part_scale(const parted_exponent *part)
{
    uint64_t j = part->bits % POWERS;
    return cev__double_of(cev__bits_of(exp_powers[j][1])
                          + ((part->bits - j) << PART_BITS));
}

/* By what share e^x is more than that. */
static inline double part_rest(const parted_exponent *part)
{
    double r = part->first - part->second;
    return exp_powers[part->bits % POWERS][0] + r + beyond_line(r);
}

/* e^x where it is very large, small, or hardly more than 1. */
static double exp_far(double x)
{
    if (!(x < 709.8))
        return x >= 709.8 ? INFINITY : x;
    if (x < -745.2)
        return 0.0;
    if (fabs(x) < 1.0)
        return 1.0 + x;
    parted_exponent part = part_exponent(x);
    int64_t j = (int64_t)(part.bits % POWERS);
    int64_t q = ((int64_t)part.count - j) / POWERS, half = q / 2;
    double mantissa = exp_powers[j][1];
    return (mantissa + mantissa * part_rest(&part)) * power_of_two(half)
           * power_of_two(q - half);
}

double cev__exp(double x)
{
    uint64_t exponent = cev__bits_of(x) >> MANTISSA_BITS & 0x7FF;
    /* 2^-54 <= |x| < 512 */
    if (exponent - (BIAS - 54) >= 54 + 9)
        return exp_far(x);
    parted_exponent part = part_exponent(x);
    double scale = part_scale(&part);
    return scale + scale * part_rest(&part);
}

double cev__expm1(double x)
{
    if (!(fabs(x) < 512.0))
        return cev__exp(x) - 1.0;
    if (fabs(x) < 0x1p-54)
        return x;
    if (x < -40.0)
        return -1.0;
    parted_exponent part = part_exponent(x);
    double scale = part_scale(&part), more = scale - 1.0;
    double sum = more + part.first;
    double share = exp_powers[part.bits % POWERS][0];
    double rest = share + share * part.first - part.second
                  + beyond_line(part.first - part.second);
    return sum + (more - sum + part.first
                  + (more * part.first + scale * rest));
}

/*
 * log(2^doubled (x + less)) of a normal x > 0 and a `less` of at most half its
 * last place. x = 2^k z, and log z = log c + log(1 + (z - c) / c) of a c near.
 */
static inline double scaled_log(double x, double less, int64_t doubled)
{
    uint64_t bits = cev__bits_of(x), from = bits - LOG_FROM;
    int64_t k = (int64_t)from >> MANTISSA_BITS;
    const double *part = log_parts[from >> PART_BITS & (POWERS - 1)];
    double count = (double)(k + doubled);
    double z = cev__double_of(bits - ((uint64_t)k << MANTISSA_BITS));
    double r = (z - part[0]) * part[1], rr = r * r;
    double terms = log_terms[0] + r * log_terms[1]
                   + rr * (log_terms[2] + r * log_terms[3]
                           + rr * (log_terms[4] + r * log_terms[5]));
    double most = count * log_two[0] + part[2]; /* exact */
    double sum = most + r;
    double lost = most - sum + r + (count * log_two[1] + part[3]);
    if (less != 0.0)
        lost += less * part[1] * power_of_two(-k) * (1.0 - r);
    return sum + (lost + (rr * r * terms - 0.5 * rr));
}

double cev__log(double x)
{
    uint64_t bits = cev__bits_of(x), least = UINT64_C(1) << MANTISSA_BITS;
    int64_t doubled = 0;
    /* neither 0, negative, infinite nor smaller than a normal number */
    if (bits - least >= (UINT64_C(0x7FF) << MANTISSA_BITS) - least) {
        if (!(x > 0.0))
            return x == 0.0 ? -INFINITY : NAN;
        if (x > 1e308)
            return x;
        x *= 0x1p54;
        doubled = -54;
    }
    return scaled_log(x, 0.0, doubled);
}

double cev__log1p(double x)
{
    if (!(x > -1.0) || x >= 0x1p53)
        return cev__log(1.0 + x);
    if (fabs(x) < 0x1p-54)
        return x;
    double sum = 1.0 + x;
    return scaled_log(sum, x < 1.0 ? x - (sum - 1.0) : 1.0 - (sum - x), 0);
}

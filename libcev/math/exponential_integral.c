/*
 * The generalised exponential integral; see exponential_integral.h. Source:
 * DLMF 8.19 (the recurrence 8.19.12, the power series 8.19.8, the continued
 * fraction 8.19.17).
 */
#include "../core/compiler.h"
#include "exponential_integral.h"

#include <math.h>

#include "elementary.h"
#include "gamma.h"

/* From this s on the continued fraction is quick. */
#define FRACTION_FROM 1.0

/* As many steps of the recurrence leave nothing of where it began. */
#define RECURRENCE_STEPS 24.0

#define EI_ROUNDING 1e-17

/* e^s E_v(s), s >= FRACTION_FROM: the sum of the fraction's differences, which
 * have one sign. */
static double fraction_for(double v, double s)
{
    double b = s + v, d = 1.0 / b, part = d, sum = d, i;

    for (i = 1.0; part > EI_ROUNDING * sum; i += 1.0) {
        double a = -i * (v + i - 1.0);

        b += 2.0;
        d = 1.0 / (b + a * d);
        part *= b * d - 1.0;
        sum += part;
    }
    return sum;
}

/* log Gamma(1 + e), |e| <= 1/2, good to the last bit near 0 as well. */
static double lgamma_beside_1(double e)
{
    return e < 0.0 ? -cev__lgamma_ratio(1.0 + e, -e)
                   : cev__lgamma_ratio(1.0, e);
}

/* E_(1 - e)(s), |e| <= 1/2, s < FRACTION_FROM. At e = 0 the power and the first
 * term of the series, infinite both, leave -log s and Euler's constant. */
static double series_for(double e, double s)
{
    double log_s = cev__log(s), part = 1.0, sum, k;

    if (e == 0.0)
        sum = -0.57721566490153286061 - log_s;
    else
        sum = cev__expm1(lgamma_beside_1(e) - e * log_s) / e;
    for (k = 1.0; fabs(part) > EI_ROUNDING; k += 1.0) {
        part *= -s / k;
        sum -= part / (e + k);
    }
    return sum;
}

double cev__exponential_integral(double v, double s)
{
    double steps = fmax(ceil(v - 1.5), 0.0), at, value, less;

    if (!(s < INFINITY))
        return 1.0;
    if (s >= FRACTION_FROM)
        return s * fraction_for(v, s);
    less = cev__exp(-s);
    if (steps > 2.0 * RECURRENCE_STEPS) {
        steps = RECURRENCE_STEPS;
        value = less / (s + v - steps);
    } else {
        value = series_for(1.0 - (v - steps), s);
    }
    for (at = v - steps; steps > 0.0; steps -= 1.0, at += 1.0)
        value = (less - s * value) / at;
    return s * value / less;
}

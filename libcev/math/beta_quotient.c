/*
 * Quotients of beta functions; see beta_quotient.h. The logarithm is minus
 *     D = log Gamma(b) - log Gamma(b + a) - log Gamma(b + n)
 *         + log Gamma(b + a + n) = int_0^a int_0^n psi'(b + u + v) dv du,
 * which is kept as a sum of positive terms: four log-gammas would cancel to
 * nothing where a or n is small beside b.
 */
#include "../core/compiler.h"
#include "beta_quotient.h"

#include <math.h>

#include "elementary.h"
#include "gamma.h"
#include "log1p.h"

/* With a and n below this, D is taken around its middle. */
#define QUOTIENT_SHORT 0.01

/* Up to so many whole steps are multiplied. */
#define QUOTIENT_FEW 16.0

/* A product is safe to go on with up to here, and with a divisor from there. */
#define QUOTIENT_MAX 1e250
#define QUOTIENT_TINY 1e-50

/* Coefficients of Stirling's series, 1 / x, 1 / x^3 and so on. */
static const double stirling_terms[] = {
    0.083333333333333333333,  -0.0027777777777777777778,
    0.00079365079365079365079, -0.0005952380952380952381,
    0.00084175084175084175084, -0.0019175269175269175269,
    0.0064102564102564102564,
};

/* Takes log(1 + part) to a sum of such; `excess` is the product of the last
 * few, less 1, which keeps the digits of small parts. */
static void multiply_in(double *excess, double *total, double part)
{
    *excess += part + *excess * part;
    if (*excess > QUOTIENT_MAX) {
        *total += cev__log1p(*excess);
        *excess = 0.0;
    }
}

/* n whole steps: the product of 1 + a / (b + i). */
static double few_steps(double a, double b, double n)
{
    double i, excess = 0.0, total = cev__log1p_quotient(a, b);

    for (i = 1.0; i < n; i += 1.0)
        multiply_in(&excess, &total, a / (b + i));
    return total + cev__log1p(excess);
}

/*
 * The second difference of z log z over y,
 *     (1 + u + v) log(1 + u + v) - (1 + u) log(1 + u) - (1 + v) log(1 + v),
 * u = a / y >= v = n / y. For u > 1 the first line's logarithm stands for
 * v log((1 + u) / (1 + v)), else the two would not be small together.
 */
static double entropy_difference(double u, double v)
{
    if (u > 1.0)
        return v * cev__log1p((u - v) / (1.0 + v))
               + (1.0 + u + v) * cev__log1p(v / (1.0 + u)) - cev__log1p(v);
    return v * cev__log1p(u) + u * cev__log1p(v)
           + (1.0 + u + v) * cev__log1p(-(u / (1.0 + u)) * (v / (1.0 + v)));
}

/* What Stirling's formula leaves at y less that at y + a: with p = 1 / y and
 * q = 1 / (y + a), p^m - q^m grows from p - q by positive terms. */
static double rest_difference(double y, double a)
{
    double p = 1.0 / y, q = 1.0 / (y + a);
    double difference = a * p * q, power = q, sum = 0.0;
    double squares = difference * (p + q);
    int k;

    for (k = 0; k < (int)(sizeof stirling_terms / sizeof stirling_terms[0]);
         k++) {
        sum += stirling_terms[k] * difference;
        difference = p * p * difference + power * squares;
        power *= q * q;
    }
    return sum;
}

/* D by Stirling for y >= CEV__STIRLING_FROM, a >= n. */
static double stirling_second_difference(double a, double y, double n)
{
    double u = a / y, v = n / y;

    return y * entropy_difference(u, v)
           + 0.5 * cev__log1p(u / (1.0 + u + v) * v)
           + (rest_difference(y, n) - rest_difference(y + a, n));
}

/* D for y >= CEV__STIRLING_FROM and short a and n, by the midpoint of the
 * integral and its first correction: what comes next is below 1e-14 of it. */
static double short_second_difference(double a, double y, double n)
{
    double m = y + 0.5 * (a + n);
    double third = (2.0 + (3.0 + 2.0 / m) / m) / (m * m * m);

    return a * n * (cev__trigamma(m) + (a * a + n * n) / 24.0 * third);
}

/*
 * Below CEV__STIRLING_FROM b climbs, with
 *     Gamma(b + a) Gamma(b + n) / (Gamma(b) Gamma(b + a + n))
 * losing the factor 1 + a n / (b (b + a + n)) at each step.
 */
double cev__log_beta_quotient(double a, double b, double n)
{
    double large = a > n ? a : n, small = a > n ? n : a;
    double excess = 0.0, total = 0.0;

    if (n == 0.0)
        return 0.0;
    if (n <= QUOTIENT_FEW && floor(n) == n)
        return -few_steps(a, b, n);
    for (; b < CEV__STIRLING_FROM; b += 1.0)
        if (b < QUOTIENT_TINY) /* only the first: a product would overflow */
            total += cev__log1p_quotient(small * (large / (b + a + n)), b);
        else
            multiply_in(&excess, &total, small / b * (large / (b + a + n)));
    return -(total + cev__log1p(excess)
             + (large < QUOTIENT_SHORT
                    ? short_second_difference(large, b, small)
                    : stirling_second_difference(large, b, small)));
}

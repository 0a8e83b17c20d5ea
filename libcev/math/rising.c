/* Rising factorials; see rising.h. */
#include "../core/compiler.h"
#include "rising.h"

#include "elementary.h"
#include "gamma.h"

/* Up to RISING_FEW factors are multiplied; beyond, the first RISING_HEAD are,
 * and Stirling's formula has the rest. */
#define RISING_FEW 48.0
#define RISING_HEAD 16.0

/* Products within these bounds are safe to go on with. */
#define PRODUCT_MIN 1e-290
#define PRODUCT_MAX 1e290

static double rising_few(double y, double n, double scale)
{
    double i, product = 1.0, total = 0.0;

    for (i = 0.0; i < n; i += 1.0) {
        double next = product * ((y + i) / scale);

        if (next > PRODUCT_MIN && next < PRODUCT_MAX) {
            product = next;
        } else {
            total += cev__log(product) + (cev__log(y + i) - cev__log(scale));
            product = 1.0;
        }
    }
    return total + cev__log(product);
}

double cev__log_rising(double y, double n, double scale)
{
    double start = y + RISING_HEAD, rest = n - RISING_HEAD;

    if (n <= RISING_FEW)
        return rising_few(y, n, scale);
    return rising_few(y, RISING_HEAD, scale)
           + (start - 0.5) * cev__log1p(rest / start)
           + rest * (cev__log(start + rest) - cev__log(scale) - 1.0)
           + (cev__stirling_rest(start + rest) - cev__stirling_rest(start));
}

/* A product that stays near 1, by what it lacks. */
static double quotient_near_1(double y, double a, double n)
{
    double i, lack = 0.0;

    for (i = 0.0; i < n; i += 1.0)
        lack += (1.0 - lack) * (a / (y + a + i));
    return cev__log1p(-lack);
}

static double quotient_few(double y, double a, double n)
{
    double i, product = 1.0, total = 0.0;

    if (a * n < 0.25 * (y + a))
        return quotient_near_1(y, a, n);
    for (i = 0.0; i < n; i += 1.0) {
        double next = product * ((y + i) / (y + a + i));

        if (next > PRODUCT_MIN) {
            product = next;
        } else {
            total += cev__log(product)
                     + (cev__log(y + i) - cev__log(y + a + i));
            product = 1.0;
        }
    }
    return total + cev__log(product);
}

/* log B(a, y + n) - log B(a, y) by Stirling, y >= CEV__STIRLING_FROM. Pairing
 * y with y + n keeps every term at the size of n; pairing y with y + a would
 * leave terms of the size of a to cancel. a and n may change places: let n be
 * the smaller. */
static double stirling_quotient(double y, double a, double n)
{
    double c;

    if (a < n) {
        c = a;
        a = n;
        n = c;
    }
    c = y + a;
    return (y - 0.5) * cev__log1p(n / y) - (c - 0.5) * cev__log1p(n / c)
           - n * cev__log1p(a / (y + n))
           + (cev__stirling_rest(y + n) - cev__stirling_rest(y))
           - (cev__stirling_rest(c + n) - cev__stirling_rest(c));
}

double cev__log_rising_quotient(double y, double a, double n)
{
    if (n <= RISING_FEW)
        return quotient_few(y, a, n);
    return quotient_few(y, a, RISING_HEAD)
           + stirling_quotient(y + RISING_HEAD, a, n - RISING_HEAD);
}

double cev__log_choices(double y, double n)
{
    return y < 1.0 ? cev__log_rising_quotient(y, 1.0 - y, n)
                   : -cev__log_rising_quotient(1.0, y - 1.0, n);
}

double cev__harmonic(double y, double n)
{
    double i, count = n <= RISING_FEW ? n : RISING_HEAD, sum = 0.0;

    for (i = 0.0; i < count; i += 1.0)
        sum += 1.0 / (y + i);
    if (n <= RISING_FEW)
        return sum;
    y += RISING_HEAD;
    n -= RISING_HEAD;
    return sum + cev__log1p(n / y)
           + (cev__digamma_less_log(y + n) - cev__digamma_less_log(y));
}

double cev__harmonic_squares(double y, double n)
{
    double i, count = n <= RISING_FEW ? n : RISING_HEAD, sum = 0.0;

    for (i = 0.0; i < count; i += 1.0)
        sum += 1.0 / ((y + i) * (y + i));
    if (n <= RISING_FEW)
        return sum;
    y += RISING_HEAD;
    n -= RISING_HEAD;
    return sum + n / (y * (y + n))
           + (cev__trigamma_less_inverse(y)
              - cev__trigamma_less_inverse(y + n));
}

/* The logarithms of the tail go together:
 * (1 + n / y) / (1 + n / (y + a)) = 1 + a n / (y (y + a + n)). */
double cev__harmonic_difference(double y, double a, double n)
{
    double i, count = n <= RISING_FEW ? n : RISING_HEAD, sum = 0.0;

    for (i = 0.0; i < count; i += 1.0)
        sum += a / (y + i) / (y + a + i);
    if (n <= RISING_FEW)
        return sum;
    y += RISING_HEAD;
    n -= RISING_HEAD;
    return sum + cev__log1p(a / y * (n / (y + a + n)))
           + (cev__digamma_less_log(y + n) - cev__digamma_less_log(y))
           - (cev__digamma_less_log(y + a + n)
              - cev__digamma_less_log(y + a));
}

/* 1 / y^2 - 1 / c^2 = (1 / y - 1 / c) (1 / y + 1 / c), likewise the tail's
 * n / (y (y + n)) - n / (c (c + n)), with c = y + a. */
double cev__harmonic_squares_difference(double y, double a, double n)
{
    double i, count = n <= RISING_FEW ? n : RISING_HEAD, sum = 0.0, c;

    for (i = 0.0; i < count; i += 1.0) {
        double u = 1.0 / (y + i), v = 1.0 / (y + a + i);

        sum += a * u * v * (u + v);
    }
    if (n <= RISING_FEW)
        return sum;
    y += RISING_HEAD;
    n -= RISING_HEAD;
    c = y + a;
    return sum + n / y / c * (a / (y + n)) * ((y + c + n) / (c + n))
           + (cev__trigamma_less_inverse(y) - cev__trigamma_less_inverse(y + n))
           - (cev__trigamma_less_inverse(c)
              - cev__trigamma_less_inverse(c + n));
}

/* The gamma distribution; see gamma_tails.h. */
#include "../core/compiler.h"
#include "gamma_tails.h"

#include <math.h>

#include "elementary.h"
#include "gamma.h"
#include "log1p.h"

/* From here on the density is a bell, and series would be long. */
#define GAMMA_BELL_FROM 100.0

enum { GAMMA_TERMS = 2000 };

/* log(x^a exp(-x) / Gamma(a)): the terms of log Gamma that nearly cancel the
 * others are taken together with them, a (log(1 + u) - u), u = x / a - 1. */
static double log_gamma_density(double a, double x)
{
    double u = (x - a) / a;
    double bend = u < -0.5 ? cev__log(x / a) - u : cev__log1p_less_x(u);
    return a * bend + cev__stirling_excess(a);
}

/* x^n / (a (a + 1) … (a + n)), summed: the lower tail over the density. */
static double lower_series(double a, double x)
{
    double term = 1.0 / a, sum = term;
    for (int n = 1; n < GAMMA_TERMS && term > 1e-17 * sum; n++) {
        term *= x / (a + n);
        sum += term;
    }
    return sum;
}

/* 1 / (x + 1 - a - 1 (1 - a) / (x + 3 - a - …)), by Lentz's method: the upper
 * tail over the density (Abramowitz & Stegun 1964, 6.5.31, contracted). */
static double upper_fraction(double a, double x)
{
    double b = x + 1.0 - a, c = 1e300, d = 1.0 / b, product = d;
    for (int n = 1; n < GAMMA_TERMS; n++) {
        double numerator = -n * (n - a), factor;
        b += 2.0;
        d = 1.0 / (numerator * d + b);
        c = b + numerator / c;
        factor = c * d;
        product *= factor;
        if (fabs(factor - 1.0) <= 1e-16)
            break;
    }
    return product;
}

static double gamma_bell(const void *state, double s, double *slope)
{
    double a = *(const double *)state;
    double away = cev__expm1(s); /* of x / a from 1 */
    *slope = -a * away;
    return a * (s - away) + cev__stirling_excess(a);
}

void cev__gamma_tails(double a, double x, cev__tails *out)
{
    if (!(x > 0.0) || x > 1e300) {
        out->lower = x > 0.0;
        out->upper = !(x > 0.0);
        out->density = 0.0;
        return;
    }
    if (a >= GAMMA_BELL_FROM) {
        cev__bell bell = {gamma_bell, &a, 0.0, 1.0 / sqrt(a)};
        double u = (x - a) / a;
        cev__bell_tails(&bell, u < -0.5 ? cev__log(x / a) : cev__log1p(u),
                        out);
        return;
    }
    out->density = cev__exp(log_gamma_density(a, x));
    if (x < a + 1.0) {
        out->lower = fmin(out->density * lower_series(a, x), 1.0);
        out->upper = 1.0 - out->lower;
    } else {
        out->upper = fmin(out->density * upper_fraction(a, x), 1.0);
        out->lower = 1.0 - out->upper;
    }
}

/* At s = log(x / a), which for large a has more digits than log x. */
static void gamma_tails_at(const void *state, double s, cev__tails *out)
{
    double a = *(const double *)state;
    cev__gamma_tails(a, a * cev__exp(s), out);
}

double cev__gamma_quantile(double a, double tail, int is_upper)
{
    cev__tailed tailed = {gamma_tails_at, &a, 0.0, -745.0, 690.0};
    return a * cev__exp(cev__tailed_quantile(&tailed, tail, is_upper));
}

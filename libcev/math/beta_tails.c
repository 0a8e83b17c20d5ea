/* The beta distribution; see beta_tails.h. */
#include "../core/compiler.h"
#include "beta_tails.h"

#include <math.h>

#include "elementary.h"
#include "gamma.h"
#include "interval.h"
#include "log1p.h"

/* From here on, of both, the density is a bell, and the fraction is long. */
#define BETA_BELL_FROM 100.0

/* A parameter below this has nearly all on its own side of the mean. */
#define BETA_SLIGHT 0.01

enum { BETA_TERMS = 5000 };

/* log(1 + u) - u for 1 + u = `ratio`. */
static double bend_of(double u, double ratio)
{
    return u < -0.5 ? cev__log(ratio) - u : cev__log1p_less_x(u);
}

/* log(x^a y^b / B(a, b)): both powers are taken relative to their values at
 * the mean a / (a + b), where their first derivatives cancel. */
double cev__beta_log_density(double a, double b, double x, double y)
{
    double away = x * b - y * a, all = a + b;
    double excess = cev__stirling_excess(a) + cev__stirling_excess(b)
                    - cev__stirling_excess(all);
    return a * bend_of(away / a, x * (all / a))
           + b * bend_of(-away / b, y * (all / b)) + excess;
}

/*
 * The lower tail over the density, for x below the mean or so: a continued
 * fraction b_0 + a_1 / (b_1 + a_2 / …), by Lentz's method (Didonato & Morris
 * 1992, ACM Transactions on Mathematical Software 18(3), 360-373, eq. 9). It
 * is the usual one with every second step taken out, in which nothing cancels
 * where a is huge and x nearly 1.
 */
static double lower_fraction(double a, double b, double x, double y)
{
    double c = a * (a * y - b * x + 1.0) / (a + 1.0), d = 0.0, product = c;
    for (int k = 1; k < BETA_TERMS; k++) {
        double m = k, odd = a + 2.0 * m - 1.0, factor;
        double upper = (a + m - 1.0) / odd * ((a + b + m - 1.0) / odd) * m
                       * (b - m) * x * x;
        double lower = m + m * (b - m) * x / odd
                       + (a + m) * (a * y - b * x + 1.0 + m * (1.0 + y))
                             / (odd + 2.0);
        d = 1.0 / (lower + upper * d);
        c = lower + upper / c;
        factor = c * d;
        product *= factor;
        if (fabs(factor - 1.0) <= 1e-16)
            break;
    }
    return 1.0 / product;
}

/* The mean of psi over (x, x + n), x >= 1 and n slight, by Gauss's rule: n times
 * that is log Gamma(x + n) - log Gamma(x), to the last digits of so small a
 * number. */
static double digamma_over(double x, double n)
{
    const double away = 0.38729833462074168852 * n; /* sqrt(0.15) */
    double middle = x + 0.5 * n;
    return (5.0 * (cev__digamma(middle - away) + cev__digamma(middle + away))
            + 8.0 * cev__digamma(middle))
           / 18.0;
}

/*
 * The tail of share y with b slight, y below the mean or so, and the rest, of
 * which 1 - tail would have few digits: the tail is
 *     exp(b log y - log(b B(b, a)) + log(1 + b sum)),
 *     sum = sum over k >= 1 of (1 - a)_k / k! y^k / (b + k),
 * whose exponent is of the size of b.
 */
static void slight_tails(double a, double b, double y, double *tail,
                         double *rest)
{
    double power = 1.0, sum = 0.0, exponent;
    for (int k = 1; k < BETA_TERMS; k++) {
        power *= (k - a) / k * y;
        sum += power / (b + k);
        if (fabs(power) <= 1e-17 * fabs(sum))
            break;
    }
    exponent = b * (cev__log(y) + digamma_over(1.0 + a, b)
                    - digamma_over(1.0, b))
               - cev__log1p(b / a) + cev__log1p(b * sum);
    *tail = fmin(cev__exp(exponent), 1.0);
    *rest = fmax(-cev__expm1(exponent), 0.0);
}

static double beta_bell(const void *state, double s, double *slope)
{
    const double *ab = state;
    double x = cev__share_at(-s), y = cev__share_at(s);
    *slope = ab[0] * y - ab[1] * x;
    return cev__beta_log_density(ab[0], ab[1], x, y);
}

void cev__beta_tails(double a, double b, double x, double y, cev__tails *out)
{
    if (!(x > 0.0) || !(y > 0.0)) {
        out->lower = x > 0.0;
        out->upper = !(x > 0.0);
        out->density = 0.0;
        return;
    }
    if (a >= BETA_BELL_FROM && b >= BETA_BELL_FROM) {
        double ab[2] = {a, b};
        cev__bell bell = {beta_bell, ab, cev__log(a / b),
                          sqrt(1.0 / a + 1.0 / b)};
        cev__bell_tails(&bell, cev__log(x / y), out);
        return;
    }
    int is_low = x * (a + b + 2.0) < a + 1.0;
    out->density = cev__exp(cev__beta_log_density(a, b, x, y));
    if (is_low && a < BETA_SLIGHT) {
        slight_tails(b, a, x, &out->lower, &out->upper);
    } else if (!is_low && b < BETA_SLIGHT) {
        slight_tails(a, b, y, &out->upper, &out->lower);
    } else if (is_low) {
        out->lower =
            fmin(out->density * lower_fraction(a, b, x, y), 1.0);
        out->upper = 1.0 - out->lower;
    } else {
        out->upper =
            fmin(out->density * lower_fraction(b, a, y, x), 1.0);
        out->lower = 1.0 - out->upper;
    }
}

static void beta_tails_at(const void *state, double s, cev__tails *out)
{
    const double *ab = state;
    cev__beta_tails(ab[0], ab[1], cev__share_at(-s), cev__share_at(s), out);
}

double cev__beta_log_odds(double a, double b, double tail, int is_upper)
{
    double ab[2] = {a, b};
    cev__tailed tailed = {beta_tails_at, ab, cev__log(a / b), -745.0, 745.0};
    return cev__tailed_quantile(&tailed, tail, is_upper);
}

double cev__beta_quantile(double a, double b, double tail, int is_upper)
{
    return cev__share_at(-cev__beta_log_odds(a, b, tail, is_upper));
}

/*
 * Leaving before the next purchase; see pareto_race.h.
 *
 * Euler's integral makes G a mean over a beta distribution,
 *     G = s / (n + s) E[1 / (1 + (q - 1) P)],         P ~ Beta(n, s + 1),
 *       = s / (n + s) / q E[1 / (1 + (1 / q - 1) P)], P ~ Beta(s + 1, n),
 * the first taken where q >= 1, the second where q < 1: positive terms alone.
 * Both are 2F1(1, a; a + b; -y), y >= 0, with Gauss's continued fraction,
 * whose terms are positive too: quick while y is small.
 */
#include "../core/compiler.h"
#include "pareto_race.h"

#include <math.h>
#include <string.h>

#include "../math/beta_mean.h"
#include "../math/elementary.h"

/* The continued fraction is taken up to this y: 53 steps at most. */
#define FRACTION_MAX 7.0

/* Quotients of times are not told apart beyond this and its inverse. */
#define RACE_QUOTIENT_MAX 1e290

/*
 * 2F1(1, a; a + b; -y) = 1 / (1 + k_1 y / (1 + k_2 y / (1 + …))). Cut after m
 * steps it is Gauss's rule with m / 2 nodes, which is off by the m-th power
 * of (root - 1) / (root + 1), root = sqrt(1 + y).
 */
static double race_fraction(double a, double b, double y)
{
    double c = a + b, root = sqrt(1.0 + y);
    double falls = cev__log((root + 1.0) / (root - 1.0));
    double j, rest = 1.0;

    for (j = ceil(20.5 / falls) + 1.0; j >= 1.0; j -= 1.0) {
        double before = c + 2.0 * j;
        double odd = (a + j) / before * ((c - 1.0 + j) / (before - 1.0));
        double even = j / (before - 1.0) * ((b + j - 1.0) / (before - 2.0));

        rest = 1.0 + odd * y / rest;
        rest = 1.0 + even * y / rest;
    }
    return 1.0 / (1.0 + a / c * y / rest);
}

/* 1 / (1 + y p). */
static double race_given(const void *state, double p)
{
    const double *y = state;

    return 1.0 / (1.0 + *y * p);
}

static double race_mean(double a, double b, double y)
{
    if (y == 0.0)
        return 1.0;
    if (y <= FRACTION_MAX)
        return race_fraction(a, b, y);
    return cev__beta_mean(a, b, 1.0 + y, race_given, &y);
}

static double limited_quotient(double q)
{
    return fmin(fmax(q, 1.0 / RACE_QUOTIENT_MAX), RACE_QUOTIENT_MAX);
}

double cev__race_left(double n, double s, double q)
{
    double share = s / (n + s);

    q = limited_quotient(q);
    if (q >= 1.0)
        return share * race_mean(n, s + 1.0, q - 1.0);
    return share / q * race_mean(s + 1.0, n, 1.0 / q - 1.0);
}

double cev__race_log_left(double n, double s, double q)
{
    double log_share = cev__log(s) - cev__log(n + s);

    q = limited_quotient(q);
    if (q >= 1.0)
        return log_share + cev__log(race_mean(n, s + 1.0, q - 1.0));
    return log_share - cev__log(q)
           + cev__log(race_mean(s + 1.0, n, 1.0 / q - 1.0));
}

/* Means over Beta(a, b), and the same weighted with f = 1 / (1 + y p); phi is
 * -d log f / d log y' with y' = 1 + y: the share y' p f. */
typedef struct race_sums {
    double y;
    double plain[6]; /* of 1; log p, log q; their squares and product */
    double with_f[10]; /* the same; phi; phi log p, phi log q; phi^2 */
} race_sums;

static int add_to_race(void *state, const cev__beta_node *node)
{
    race_sums *sums = state;
    double f = 1.0 / (1.0 + sums->y * node->p);
    double phi = (1.0 + sums->y) * node->p * f;
    double p = node->log_p, q = node->log_q;
    double term[10] = {1.0, p, q, p * p, p * q, q * q,
                       phi, phi * p, phi * q, phi * phi};
    double weight = node->weight, weighed = weight * f;
    int i;

    for (i = 0; i < 6; i++)
        sums->plain[i] += weight * term[i];
    for (i = 0; i < 10; i++)
        sums->with_f[i] += weighed * term[i];
    return weight * term[3] <= CEV__BETA_NEGLIGIBLE * sums->plain[3]
           && weight * term[5] <= CEV__BETA_NEGLIGIBLE * sums->plain[5]
           && weight <= CEV__BETA_NEGLIGIBLE * sums->plain[0];
}

/* log E f with its derivatives in a, b and log(1 + y): differences of means
 * and covariances with f and without. */
static void mean_jet(double a, double b, double y, cev__race_jet *out)
{
    race_sums sums;
    const double *u = sums.plain, *f = sums.with_f;
    int i;

    memset(&sums, 0, sizeof sums);
    sums.y = y;
    cev__beta_walk(a, b, 1.0 + y, add_to_race, &sums);
    out->value = cev__log(f[0] / u[0]);
    for (i = 9; i >= 0; i--) {
        sums.with_f[i] /= sums.with_f[0];
        if (i < 6)
            sums.plain[i] /= sums.plain[0];
    }
    out->n = f[1] - u[1];
    out->s = f[2] - u[2];
    out->q = -f[6];
    out->nn = (f[3] - f[1] * f[1]) - (u[3] - u[1] * u[1]);
    out->ns = (f[4] - f[1] * f[2]) - (u[4] - u[1] * u[2]);
    out->ss = (f[5] - f[2] * f[2]) - (u[5] - u[2] * u[2]);
    out->nq = f[6] * f[1] - f[7];
    out->sq = f[6] * f[2] - f[8];
    out->qq = (f[9] - f[6] * f[6]) - (f[6] - f[9]);
}

/* From derivatives in a and b, and in the log of 1 / q, to those of q < 1. */
static void mirror_jet(cev__race_jet *jet)
{
    cev__race_jet of = *jet;

    jet->n = of.s;
    jet->s = of.n;
    jet->nn = of.ss;
    jet->ss = of.nn;
    jet->nq = -of.sq;
    jet->sq = -of.nq;
    jet->q = -1.0 - of.q;
}

void cev__race_jet_at(double n, double s, double q, cev__race_jet *out)
{
    double sum = n + s;

    q = limited_quotient(q);
    if (q >= 1.0) {
        mean_jet(n, s + 1.0, q - 1.0, out);
    } else {
        mean_jet(s + 1.0, n, 1.0 / q - 1.0, out);
        out->value -= cev__log(q);
        mirror_jet(out);
    }
    out->value += cev__log(s) - cev__log(sum);
    out->n -= 1.0 / sum;
    out->s += n / sum / s;
    out->nn += 1.0 / sum / sum;
    out->ns += 1.0 / sum / sum;
    out->ss += 1.0 / sum / sum - 1.0 / s / s;
}

/* The distribution of ticks in a time; see ticks.h. */
#include "../core/compiler.h"
#include "ticks.h"

#include <float.h>

#include "../math/beta_tails.h"
#include "../math/elementary.h"
#include "../math/log1p.h"
#include "../math/rising.h"

/* Sums end where what is left is below this share. */
#define TICKS_REST 1e-17

/* Beyond this m they are not summed: there may be as many of them as that. */
#define TICKS_SUMMED 1e4

cev__ticks cev__ticks_by(double size, double alpha, double T)
{
    cev__ticks ticks;

    ticks.size = size;
    ticks.alpha = alpha;
    ticks.T = T;
    ticks.z = T / (alpha + T);
    ticks.left = 1.0 / (1.0 + T / alpha);
    ticks.log_none = -size * cev__log1p_quotient(T, alpha);
    return ticks;
}

/* Whether so many ticks are left to the beta distribution: m z^m (1 - z)^size
 * over its B is its density at z. Where z^m is 1 there is no need to. */
static int is_beta(const cev__ticks *ticks, double m)
{
    return m > TICKS_SUMMED && m * ticks->left > TICKS_REST;
}

/* P(N = m). */
static double chance_of(const cev__ticks *ticks, double m)
{
    if (is_beta(ticks, m))
        return cev__exp(cev__beta_log_density(m, ticks->size, ticks->z,
                                              ticks->left)) / m;
    return cev__exp(ticks->log_none + cev__log_choices(ticks->size, m)
                    - m * cev__log1p_quotient(ticks->alpha, ticks->T));
}

/* P(N = m + 1) / P(N = m). */
static double growth_at(const cev__ticks *ticks, double m)
{
    return (ticks->size + m) / (m + 1.0) * ticks->z;
}

/* From the largest of the terms, so that none is lost with another. */
double cev__ticks_among(const cev__ticks *ticks, double m, int count)
{
    double last = m + count - 1.0, term, sum;
    int j;

    if (count > 1 && growth_at(ticks, last - 1.0) > 1.0) {
        sum = term = chance_of(ticks, last);
        for (j = count - 2; j >= 0; j--)
            sum += term /= growth_at(ticks, m + j);
        return sum;
    }
    sum = term = chance_of(ticks, m);
    for (j = 0; j < count - 1; j++)
        sum += term *= growth_at(ticks, m + j);
    return sum;
}

/* P(0 < N < m), downwards from m, of which `term` is the chance. The quotient
 * of two terms falls on the way when the size is above 1 and is above 1
 * otherwise, so below 1 it bounds the rest. */
static double chance_below(const cev__ticks *ticks, double term, double m)
{
    double sum = 0.0, j;

    for (j = m; j > 1.0; j -= 1.0) {
        double ratio = j / ((ticks->size + j - 1.0) * ticks->z);

        term *= ratio;
        sum += term;
        if (ratio < 1.0 && term * ratio <= TICKS_REST * (1.0 - ratio) * sum)
            break;
    }
    return sum;
}

/* P(N >= m), upwards from m. What has underflown would never get less. */
static double chance_from(const cev__ticks *ticks, double term, double m)
{
    double sum = term, j;

    for (j = m; term >= DBL_MIN; j += 1.0) {
        double growth = growth_at(ticks, j);
        double ratio = growth > ticks->z ? growth : ticks->z;

        term *= growth;
        sum += term;
        if (ratio < 1.0 && term * ratio <= TICKS_REST * (1.0 - ratio) * sum)
            break;
    }
    return sum;
}

/* P(N >= m) of many: that Beta(m, size) is below z. Where z^m is 1, P(N < m)
 * is P(N = 0) times the sum of the choices. */
static double chance_from_many(const cev__ticks *ticks, double m)
{
    cev__tails tails;

    if (!is_beta(ticks, m))
        return -cev__expm1(ticks->log_none
                           + cev__log_choices(ticks->size + 1.0, m - 1.0));
    cev__beta_tails(m, ticks->size, ticks->z, ticks->left, &tails);
    return tails.lower;
}

/* From below where that does not cancel, and always in a number of terms of
 * the order of m or of the spread. */
double cev__ticks_from(const cev__ticks *ticks, double m)
{
    double term, below, positive;

    if (m > TICKS_SUMMED)
        return chance_from_many(ticks, m);
    term = chance_of(ticks, m);
    if (m > (ticks->size + 1.0) * (1.0 + ticks->T / ticks->alpha))
        return chance_from(ticks, term, m);
    below = chance_below(ticks, term, m);
    positive = -cev__expm1(ticks->log_none);
    return below < 0.9 * positive ? positive - below
                                  : chance_from(ticks, term, m);
}

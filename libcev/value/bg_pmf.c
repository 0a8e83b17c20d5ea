/* The distribution of purchases by a given age, for the beta-geometric
 * models: BG/NBD eq. 8. */
#include "../core/compiler.h"
#include "bg.h"

#include <float.h>

#include "../math/elementary.h"
#include "../math/log1p.h"
#include "../math/rising.h"

/* Sums end where what is left is below this share. */
#define PMF_REST 1e-17

/* The purchases K of a customer who never leaves: negative binomial. */
typedef struct purchase_count {
    double r, z;     /* size; T / (alpha + T) */
    double at_x;     /* P(K = x) */
    double positive; /* P(K > 0) */
} purchase_count;

static purchase_count count_by(const cev__bg_params *p, double x, double T)
{
    double log_none = -p->r * cev__log1p_quotient(T, p->alpha);
    purchase_count c;

    c.r = p->r;
    c.z = T / (p->alpha + T);
    c.positive = -cev__expm1(log_none);
    c.at_x = cev__exp(log_none + cev__log_choices(p->r, x)
                      - x * cev__log1p_quotient(p->alpha, T));
    return c;
}

/* P(0 < K < x), downwards from x. The quotient of two terms falls on the way
 * when r > 1 and is above 1 otherwise, so below 1 it bounds the rest. */
static double chance_below(const purchase_count *c, double x)
{
    double term = c->at_x, sum = 0.0, j;

    for (j = x; j > 1.0; j -= 1.0) {
        double ratio = j / ((c->r + j - 1.0) * c->z);

        term *= ratio;
        sum += term;
        if (ratio < 1.0 && term * ratio <= PMF_REST * (1.0 - ratio) * sum)
            break;
    }
    return sum;
}

/* P(K >= x), upwards from x. What has underflown would never get less. */
static double chance_from(const purchase_count *c, double x)
{
    double term = c->at_x, sum = term, j;

    for (j = x; term >= DBL_MIN; j += 1.0) {
        double growth = (c->r + j) / (j + 1.0) * c->z;
        double ratio = growth > c->z ? growth : c->z;

        term *= growth;
        sum += term;
        if (ratio < 1.0 && term * ratio <= PMF_REST * (1.0 - ratio) * sum)
            break;
    }
    return sum;
}

/* P(K >= x), x > 0: from below where that does not cancel, and always in a
 * number of terms of the order of x or of the spread. */
static double chance_at_least(const cev__bg_params *p,
                              const purchase_count *c, double x, double T)
{
    double below;

    if (x > (p->r + 1.0) * (1.0 + T / p->alpha))
        return chance_from(c, x);
    below = chance_below(c, x);
    return below < 0.9 * c->positive ? c->positive - below
                                     : chance_from(c, x);
}

/* Nobody bought again: all who left at once, and the others' silence. */
static double chance_of_none(const cev__bg_params *p, double T)
{
    double log_none = -p->r * cev__log1p_quotient(T, p->alpha);
    double gone = p->first * (p->a / (p->a + p->b));

    return cev__exp(log_none) - gone * cev__expm1(log_none);
}

/*
 * With m = x or x + 1 chances to leave, the customer bought x times and
 * stayed, or left at the last of them,
 *     S_m P(K = x) + S_{m-1} a / (a + b + m - 1) P(K >= x),
 * with S_j = B(a, b + j) / B(a, b) the chance to stay j times. The paper's
 * 1 - sum_{j < x} P(K = j) cancels for large x.
 */
double cev__bg_pmf(const cev__bg_params *p, double x, double T)
{
    double before = x + p->first - 1.0, a = p->a, b = p->b + before, stayed;
    purchase_count c;

    if (x == 0.0)
        return chance_of_none(p, T);
    if (T == 0.0)
        return 0.0;
    c = count_by(p, x, T);
    stayed = cev__exp(cev__log_rising_quotient(p->b, a, before));
    return stayed * (b / (a + b) * c.at_x
                     + a / (a + b) * chance_at_least(p, &c, x, T));
}

/* The distribution of purchases by a given age, for the beta-geometric
 * models: BG/NBD eq. 8. */
#include "../core/compiler.h"
#include "bg.h"

#include "../math/elementary.h"
#include "../math/rising.h"
#include "ticks.h"

/* Nobody bought again: all who left at once, and the others' silence. */
static double chance_of_none(const cev__bg_params *p, const cev__ticks *ticks)
{
    double gone = p->first * (p->a / (p->a + p->b));

    if (p->k == 1)
        return cev__exp(ticks->log_none) - gone * cev__expm1(ticks->log_none);
    return cev__ticks_among(ticks, 0.0, p->k)
           + gone * cev__ticks_from(ticks, p->k);
}

/*
 * With m = x or x + 1 chances to leave, the customer bought x times and
 * stayed, or left at the last of them,
 *     S_m P(K = x) + S_{m-1} a / (a + b + m - 1) P(K >= x),
 * with S_j = B(a, b + j) / B(a, b) the chance to stay j times and K the
 * purchases of a customer who never leaves, each k ticks after the one
 * before. The paper's 1 - sum_{j < x} P(K = j) cancels for large x.
 */
double cev__bg_pmf(const cev__bg_params *p, double x, double T)
{
    double before = x + p->first - 1.0, a = p->a, b = p->b + before;
    double stayed, at_x;
    cev__ticks ticks;

    if (T == 0.0)
        return x == 0.0 ? 1.0 : 0.0;
    ticks = cev__ticks_by(p->r, p->alpha, T);
    if (x == 0.0)
        return chance_of_none(p, &ticks);
    at_x = cev__ticks_among(&ticks, p->k * x, p->k);
    stayed = cev__exp(cev__log_rising_quotient(p->b, a, before));
    return stayed * (b / (a + b) * at_x
                     + a / (a + b) * cev__ticks_from(&ticks, p->k * x));
}

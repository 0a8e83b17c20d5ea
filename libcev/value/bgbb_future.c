/*
 * The opportunities ahead at which an active customer of the BG/BB will be
 * active; see bgbb.h. He leaves with a chance theta ~ Beta(gamma, d),
 * d = delta + T + 1, so that of him
 *     F = sum_{k < h} v^(k + 1) (d)_k / (gamma + d)_k,   v = exp(-rate),
 * is expected. The textbook form of the undiscounted sum, over gamma - 1,
 * divides by zero at gamma = 1 and cancels for short horizons; that of the
 * discounted one is a 2F1. Here the sum is taken where it is short, and
 * otherwise as the mean over theta of v (1 - (v (1 - theta))^h) /
 * (1 - v (1 - theta)). Neither has a term below 0.
 */
#include "../core/compiler.h"
#include "bgbb.h"

#include <math.h>

#include "../math/beta_mean.h"
#include "../math/elementary.h"

/* As many terms cost what the nodes of the mean do. */
#define FUTURE_TERMS 256.0

/* Chances to leave are not told apart below this. */
#define THETA_MIN 1e-290

typedef struct opportunities {
    double rate, horizon;
    double v, less_v; /* exp(-rate), and 1 less it */
} opportunities;

static double sum_opportunities(double gamma, double d,
                                const opportunities *o)
{
    double term = o->v, sum = 0.0;
    for (double k = 0.0; k < o->horizon; k += 1.0) {
        sum += term;
        term *= o->v * ((d + k) / (gamma + d + k));
    }
    return sum;
}

static double opportunities_given(const void *state, double theta)
{
    const opportunities *o = state;
    if (theta < THETA_MIN)
        theta = THETA_MIN;
    return -o->v
           * cev__expm1(o->horizon * (cev__log1p(-theta) - o->rate))
           / (o->less_v + o->v * theta);
}

double cev__bgbb_future(const cev__bgbb_params *p, double T, double rate,
                        double horizon)
{
    double d = p->delta + (T + 1.0), reach;
    opportunities o;
    o.rate = rate;
    o.horizon = floor(horizon);
    o.v = cev__exp(-rate);
    o.less_v = -cev__expm1(-rate);
    if (o.horizon <= FUTURE_TERMS)
        return sum_opportunities(p->gamma, d, &o);
    reach = fmin(o.horizon, 1.0 / o.less_v);
    return cev__beta_mean(p->gamma, d, reach, opportunities_given, &o);
}

/*
 * The chance of a purchase at one of the opportunities ahead, and the mean
 * number of the first at which there is one. Backwards, of who is active at
 * one: he buys, or does not, stays and buys later. `waits` is the mean number
 * where there is a purchase, and 0 where there is none.
 */
static double first_opportunity(const cev__bgbb_params *p, double x, double T,
                                double horizon, double *waits)
{
    double chance = 0.0, wait = 0.0;
    for (double k = floor(horizon) - 1.0; k >= 0.0; k -= 1.0) {
        double j = T + k, all = p->alpha + p->beta + j;
        double stay = (p->delta + (j + 1.0))
                      / (p->gamma + p->delta + (j + 1.0));
        double buys = (p->alpha + x) / all;
        double later = (p->beta + (j - x)) / all * stay;
        wait = buys + later * (chance + wait);
        chance = buys + later * chance;
    }
    *waits = wait;
    return chance;
}

double cev__bgbb_look(const cev__bgbb_params *p, double x, double T,
                      const cev__view *view)
{
    double waits, chance;
    if (view->what == CEV__VIEW_PURCHASES)
        return cev__bgbb_p_buy(p, x, T)
               * cev__bgbb_future(p, T, view->delta, view->horizon);
    chance = first_opportunity(p, x, T, view->horizon, &waits);
    if (view->what == CEV__VIEW_ANY)
        return chance;
    return chance > 0.0 ? waits / chance : 0.0;
}

/* The distribution of purchases in a time, Pareto/NBD. */
#include "../core/compiler.h"
#include "pareto_nbd.h"

#include <math.h>

#include "../math/elementary.h"
#include "../math/interval.h"
#include "../math/log1p.h"
#include "../math/panels.h"
#include "../math/rising.h"

/* Each panel spans at most an e-fold of time, and so much of the logarithm of
 * what is summed there, first and second order together. */
#define SPAN_MAX 1.0
#define SPAN_CHANGE 6.0

/* A panel below this share of the sum ends a side. */
#define SPAN_REST 1e-18

/* Who buys x times and has left by T: an integral over the time u of leaving,
 * taken in log u, where the logarithm of the integrand is concave. */
typedef struct leaving_time {
    const cev__pareto_params *p;
    double x;
    double log_count; /* log of Gamma(r + x) / (Gamma(r) x!) */
} leaving_time;

/* The chance to buy x times by u, not counting who leaves. */
static double log_bought(const leaving_time *at, double u)
{
    const cev__pareto_params *p = at->p;

    return at->log_count - p->r * cev__log1p_quotient(u, p->alpha)
           - (at->x > 0.0 ? at->x * cev__log1p_quotient(p->alpha, u) : 0.0);
}

/* That times the density of log u. */
static double bought_and_left(const leaving_time *at, double u)
{
    const cev__pareto_params *p = at->p;

    return p->s * (u / (p->beta + u))
           * cev__exp(log_bought(at, u)
                      - p->s * cev__log1p_quotient(u, p->beta));
}

/* The derivative of log(bought_and_left) in log u; it falls. */
static double slope_at(const leaving_time *at, double u)
{
    const cev__pareto_params *p = at->p;

    return at->x * (p->alpha / (p->alpha + u)) - p->r * (u / (p->alpha + u))
           + p->beta / (p->beta + u) - p->s * (u / (p->beta + u));
}

/* How far in log u a panel may go from u. */
static double span_at(const leaving_time *at, double u)
{
    const cev__pareto_params *p = at->p;
    double bend = (p->r + at->x) * (p->alpha / (p->alpha + u))
                      * (u / (p->alpha + u))
                  + (p->s + 1.0) * (p->beta / (p->beta + u))
                        * (u / (p->beta + u));
    double steep = fabs(slope_at(at, u));

    /* The bend may be e times as much at the other end of the panel. */
    return fmin(SPAN_MAX, SPAN_CHANGE / (steep + sqrt(4.0 * bend)));
}

/* Where the integrand peaks on (0, T], by bisection of log u. */
static double peak_before(const leaving_time *at, double T)
{
    double low = cev__log(T) - 1400.0, high = cev__log(T);
    int i;

    if (slope_at(at, T) >= 0.0)
        return T;
    for (i = 0; i < 60; i++) {
        double middle = 0.5 * (low + high);

        if (slope_at(at, cev__exp(middle)) >= 0.0)
            low = middle;
        else
            high = middle;
    }
    return fmin(cev__exp(high), T);
}

/* The integral from u on over a span of log u, which is negative to the
 * left. */
static double span_sum(const leaving_time *at, double u, double span)
{
    double sum = 0.0;
    cev__panel panel;
    int i;

    cev__panel_first(&panel, 1.0);
    for (i = 0; i < CEV__PANEL; i++)
        sum += panel.weight[i]
               * bought_and_left(at, u * cev__exp(span * panel.v[i]));
    return fabs(span) * sum;
}

/* Both sides of the peak, until nothing more comes. */
static double left_by(const leaving_time *at, double T)
{
    double peak = peak_before(at, T), rest = cev__log(T / peak);
    double u = peak, sum = 0.0, part = 1.0;

    while (u > 0.0 && part > SPAN_REST * sum) {
        double span = span_at(at, u);

        part = span_sum(at, u, -span);
        sum += part;
        u *= cev__exp(-span);
    }
    u = peak;
    part = 1.0;
    while (rest > 0.0 && part > SPAN_REST * sum) {
        double span = fmin(span_at(at, u), rest);

        part = span_sum(at, u, span);
        sum += part;
        rest -= span;
        u = T * cev__exp(-rest);
    }
    return sum;
}

double cev__pareto_pmf(const cev__pareto_params *p, double x, double T)
{
    leaving_time at;

    if (x == 0.0)
        return cev__exp(cev__pareto_ll(p, 0.0, 0.0, T));
    if (T == 0.0)
        return 0.0;
    at.p = p;
    at.x = x;
    at.log_count = cev__log_choices(p->r, x);
    return cev__exp(log_bought(&at, T)
                    - p->s * cev__log1p_quotient(T, p->beta))
           + left_by(&at, T);
}

/* Who is active is like a new customer of other parameters; who has left buys
 * nothing. */
double cev__pareto_pmf_ahead(const cev__pareto_params *p,
                             const cev__history *h, double x, double t)
{
    const cev__pareto_params active = {p->r + h->x, p->alpha + h->T, p->s,
                                       p->beta + h->T};
    double alive = cev__pareto_p_alive(p, h->x, h->t_x, h->T), chance = 0.0;

    if (alive > 0.0)
        chance = alive * cev__pareto_pmf(&active, x, t);
    if (x == 0.0)
        chance += cev__share_at(-cev__pareto_log_odds(p, h->x, h->t_x, h->T));
    return fmin(chance, 1.0);
}

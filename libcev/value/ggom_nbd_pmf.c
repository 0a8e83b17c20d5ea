/* The distribution of purchases in a time, Gamma-Gompertz/NBD. */
#include "../core/compiler.h"
#include "ggom_nbd.h"

#include <math.h>

#include "../math/elementary.h"
#include "../math/interval.h"
#include "../math/log1p.h"
#include "../math/panels.h"
#include "../math/rising.h"
#include "gompertz.h"

/* Each panel spans at most an e-fold of time, so much of what the risk of
 * leaving takes to change, and so much of the logarithm of what is summed,
 * first and second order together. */
#define STRETCH_MAX 1.0
#define STRETCH_AGEING 2.0
#define STRETCH_CHANGE 6.0

/* The sum ends where no more than this share of it can be left. */
#define STRETCH_REST 1e-17

/* What is below exp(-760) is nothing to a double, nor is less time than
 * this. */
#define LOG_NOTHING 760.0

#define TIME_NOTHING 1e-300

/* So many panels are never needed, unless b u is below what a double can
 * tell. */
#define STRETCHES_MAX 4000

/* Halvings of a bracket of logarithms of times. */
#define HALVINGS 60

/* Who buys x times and has left by T: an integral over the time u of leaving,
 * taken in log u. */
typedef struct parting {
    const cev__ggom_params *p;
    double x;
    double log_count; /* log of Gamma(r + x) / (Gamma(r) x!) */
} parting;

/* The chance to buy x times by u, not counting who leaves. */
static double log_bought_by(const parting *at, double u)
{
    const cev__ggom_params *p = at->p;

    return at->log_count - p->r * cev__log1p_quotient(u, p->alpha)
           - (at->x > 0.0 ? at->x * cev__log1p_quotient(p->alpha, u) : 0.0);
}

static double log_stayed(const parting *at, double u)
{
    const cev__ggom_params *p = at->p;

    return -p->s * cev__gompertz_after(p->b, p->beta, u).wear;
}

/* That times the density of log u. */
static double bought_and_parted(const parting *at, double u)
{
    const cev__ggom_params *p = at->p;
    cev__ageing age = cev__gompertz_after(p->b, p->beta, u);

    return p->s * (p->b * u / age.now)
           * cev__exp(log_bought_by(at, u) - p->s * age.wear);
}

/* How far back in log u a panel may go from u. Once the risk is the same for
 * ever, half as far as that is ago. */
static double stretch_back(const parting *at, double u)
{
    const cev__ggom_params *p = at->p;
    double past = u / (p->alpha + u), left = p->alpha / (p->alpha + u);
    double age = p->b * u;
    double since = fmax(age - cev__log(fmax(p->beta, 1.0)), 0.0);
    double now = cev__gompertz_after(p->b, p->beta, u).now;
    double young = age * ((now - 1.0) / now), old = age / now;
    double growth = young - p->s * old;
    double steep = fabs(1.0 + at->x * left - p->r * past + growth);
    double bend = (p->r + at->x) * left * past + fabs(growth)
                  + (p->s + 1.0) * old * fabs(young);

    /* The bend may be e times as much at the other end of the panel. */
    return fmin(fmin(STRETCH_MAX, (STRETCH_AGEING + 0.5 * since) / age),
                STRETCH_CHANGE / (steep + sqrt(4.0 * bend)));
}

/* The largest u up to T at which a function that falls is above -760; 0 where
 * there is none from `from` on. */
static double last_above(const parting *at,
                         double (*log_of)(const parting *at, double u),
                         double from, double T)
{
    double low = cev__log(from), high = cev__log(T);

    if (log_of(at, T) > -LOG_NOTHING)
        return T;
    if (!(log_of(at, from) > -LOG_NOTHING))
        return 0.0;
    for (int i = 0; i < HALVINGS; i++) {
        double middle = 0.5 * (low + high);

        if (log_of(at, cev__exp(middle)) > -LOG_NOTHING)
            low = middle;
        else
            high = middle;
    }
    return cev__exp(high);
}

/* The integral over a stretch of log u before u. */
static double stretch_sum(const parting *at, double u, double stretch)
{
    double sum = 0.0;
    cev__panel panel;

    cev__panel_first(&panel, stretch);
    for (int i = 0; i < CEV__PANEL; i++)
        sum += panel.weight[i]
               * bought_and_parted(at, u * cev__exp(-panel.v[i]));
    return sum;
}

/* The most that can come before u: those who had left by then, times the
 * chance to have bought at its highest. */
static double parted_before(const parting *at, double u)
{
    const cev__ggom_params *p = at->p;
    double best = fmin(u, at->x * (p->alpha / p->r));

    return -cev__expm1(log_stayed(at, u)) * cev__exp(log_bought_by(at, best));
}

/* Backwards from where anything worth mentioning is left, until nothing more
 * comes; `sum` is what there is without. */
static double with_parted(const parting *at, double T, double sum)
{
    const cev__ggom_params *p = at->p;
    double best = fmin(T, at->x * (p->alpha / p->r));
    double u = fmin(last_above(at, log_bought_by, best, T),
                    last_above(at, log_stayed, fmin(T, TIME_NOTHING), T));

    for (int i = 0; i < STRETCHES_MAX; i++) {
        double stretch = stretch_back(at, u);

        if (!(u > 0.0 && parted_before(at, u) > STRETCH_REST * sum))
            break;
        sum += stretch_sum(at, u, stretch);
        u *= cev__exp(-stretch);
    }
    return sum;
}

double cev__ggom_pmf(const cev__ggom_params *p, double x, double T)
{
    parting at;

    if (x == 0.0)
        return cev__exp(cev__ggom_ll(p, 0.0, 0.0, T));
    if (T == 0.0)
        return 0.0;
    at.p = p;
    at.x = x;
    at.log_count = cev__log_choices(p->r, x);
    return with_parted(&at, T,
                       cev__exp(log_bought_by(&at, T) + log_stayed(&at, T)));
}

/* Who is active is like a new customer of other parameters; who has left buys
 * nothing. */
double cev__ggom_pmf_ahead(const cev__ggom_params *p, const cev__history *h,
                           double x, double t)
{
    const cev__ggom_params active = {
        p->r + h->x, p->alpha + h->T, p->b, p->s,
        cev__gompertz_after(p->b, p->beta, h->T).now};
    double alive = cev__ggom_p_alive(p, h->x, h->t_x, h->T), chance = 0.0;

    if (alive > 0.0)
        chance = alive * cev__ggom_pmf(&active, x, t);
    if (x == 0.0)
        chance += cev__share_at(-cev__ggom_log_odds(p, h->x, h->t_x, h->T));
    return fmin(chance, 1.0);
}

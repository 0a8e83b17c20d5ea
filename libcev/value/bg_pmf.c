/* The distribution of purchases in a time, for the beta-geometric models:
 * BG/NBD eq. 8, of customers of any history. */
#include "../core/compiler.h"
#include "bg.h"

#include <math.h>

#include "../math/elementary.h"
#include "../math/interval.h"
#include "../math/rising.h"
#include "ticks.h"

/*
 * Of a customer who is active. He bought x times and stayed, or left at the
 * last of them,
 *     S_x P(K = x) + S_{x-1} a / (a + b + x - 1) P(K >= x),
 * with S_j = B(a, b + j) / B(a, b) the chance to stay j times and K the
 * purchases of a customer who never leaves, each k ticks after the one
 * before. The paper's 1 - sum_{j < x} P(K = j) cancels for large x.
 */
static double chance_if_active(const cev__bg_state *s, double x, double t)
{
    double before = x - 1.0, b = s->b + before;
    double ticks_of_last = s->k * x - s->since, stayed, at_x;
    cev__ticks ticks;

    if (t == 0.0)
        return x == 0.0 ? 1.0 : 0.0;
    ticks = cev__ticks_by(s->n, s->A, t);
    if (x == 0.0)
        return cev__ticks_among(&ticks, 0.0, s->k - s->since);
    at_x = cev__ticks_among(&ticks, ticks_of_last, s->k);
    stayed = cev__exp(cev__log_rising_quotient(s->b, s->a, before));
    return stayed * (b / (s->a + b) * at_x
                     + s->a / (s->a + b)
                           * cev__ticks_from(&ticks, ticks_of_last));
}

/* A mean over the ticks that he has towards his next purchase. */
static double chance_over_ticks(const cev__bg_params *p,
                                const cev__history *h, double x, double t)
{
    double shares[CEV__TICKS_MOST], sum = 0.0;

    cev__bg_towards_next(p, h->x, h->t_x, h->T, shares);
    for (int j = 0; j < p->k; j++) {
        cev__bg_state state = cev__bg_state_after(p, h->x, h->T, j);

        if (shares[j] > 0.0)
            sum += shares[j] * chance_if_active(&state, x, t);
    }
    return sum;
}

/* Who has left buys nothing. */
double cev__bg_pmf_ahead(const cev__bg_params *p, const cev__history *h,
                         double x, double t)
{
    double alive = cev__bg_p_alive(p, h->x, h->t_x, h->T), chance = 0.0;

    if (alive > 0.0)
        chance = alive * chance_over_ticks(p, h, x, t);
    if (x == 0.0 && h->x + p->first > 0.0)
        chance += cev__share_at(-cev__bg_log_odds(p, h->x, h->t_x, h->T));
    return fmin(chance, 1.0);
}

double cev__bg_pmf(const cev__bg_params *p, double x, double T)
{
    const cev__history newcomer = {0.0, 0.0, 0.0, 0.0};

    return cev__bg_pmf_ahead(p, &newcomer, x, T);
}

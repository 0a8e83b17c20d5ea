/* The beta-geometric models as purchase models; see bg_purchases.h. */
#include "../core/compiler.h"
#include "bg_purchases.h"

#include <math.h>

#include "../math/log1p.h"
#include "bg_series.h"
#include "purchase_draw.h"

double cev__bg_ll_of(const cev__params *p, const cev__history *h)
{
    return cev__bg_ll(&p->bg, h->x, h->t_x, h->T);
}

double cev__bg_odds_of(const cev__params *p, const cev__history *h)
{
    return cev__bg_log_odds(&p->bg, h->x, h->t_x, h->T);
}

/* Of log a - log(b + m - 1) + n log((alpha + T) / (alpha + t_x)) - log S. */
void cev__bg_odds_slope(const cev__params *params, const cev__history *h,
                        double slope[CEV__PARAMS])
{
    const cev__bg_params *p = &params->bg;
    double x = h->x, T = h->T, last = x > 0.0 ? h->t_x : 0.0;
    double A = p->alpha + T, B = p->alpha + last, n = p->r + p->k * x;
    slope[0] = p->r * cev__log1p_quotient(T - last, B);
    slope[1] = -n * (p->alpha / A) * ((T - last) / B);
    slope[2] = 1.0;
    slope[3] = -p->b / (p->b + (x + p->first - 1.0));
    if (p->k > 1) {
        cev__silence_jet jet;
        cev__silence_jet_at(p->k, n, (T - last) / A, p->r, p->alpha / A,
                            &jet);
        slope[0] -= jet.r;
        slope[1] -= jet.alpha;
    }
}

double cev__bg_p_alive_of(const cev__params *p, const cev__history *h)
{
    return cev__bg_p_alive(&p->bg, h->x, h->t_x, h->T);
}

/* Where a purchase is so rare that its chances vanish, the time to the next is
 * that of as many ticks as are missing, evenly spread over the horizon. */
#define CHANCE_LEAST 1e-300

/* What a view asks of a customer, a mean over the ticks that he has towards his
 * next purchase; from the cells, if there are any. */
static double ahead_over_ticks(const cev__bg_params *p, const cev__history *h,
                               const cev__view *view, cev__bg_cells *cells)
{
    const cev__view any = {CEV__VIEW_ANY, 0.0, view->horizon, 0.0};
    double shares[CEV__TICKS_MOST], sum = 0.0, chance = 0.0, missing = p->k;
    cev__bg_towards_next(p, h->x, h->t_x, h->T, shares);
    for (int j = 0; j < p->k; j++) {
        cev__bg_state state = cev__bg_state_after(p, h->x, h->T, j);
        if (!(shares[j] > 0.0))
            continue;
        missing = p->k - j;
        sum += shares[j]
               * (cells == NULL
                      ? cev__bg_ahead(&state, view)
                      : cev__bg_cells_at(cells, p->k * h->x + j, state.A));
        if (view->what == CEV__VIEW_NEXT)
            chance += shares[j] * cev__bg_ahead(&state, &any);
    }
    if (view->what == CEV__VIEW_ANY)
        return fmin(1.0, sum); /* nearly sure, rounding may go beyond */
    if (view->what != CEV__VIEW_NEXT)
        return sum;
    return chance > CHANCE_LEAST ? fmin(view->horizon, sum / chance)
                                 : missing / (missing + 1.0) * view->horizon;
}

double cev__bg_ahead_of(const cev__params *params, const cev__history *h,
                        const cev__view *view)
{
    cev__bg_state state;
    if (params->bg.k > 1)
        return ahead_over_ticks(&params->bg, h, view, NULL);
    state = cev__bg_state_after(&params->bg, h->x, h->T, 0);
    return cev__bg_ahead(&state, view);
}

/* Purchases at so many places, up to CEV__BG_LANES. */
static void lanes_around(const cev__params *p, int count,
                         const cev__history *h, const cev__view *view,
                         double *out)
{
    double shares[CEV__BG_LANES][CEV__TICKS_MOST];
    cev__bg_state states[CEV__BG_LANES];
    double ahead[CEV__BG_LANES];
    for (int l = 0; l < count; l++) {
        cev__bg_towards_next(&p[l].bg, h->x, h->t_x, h->T, shares[l]);
        out[l] = 0.0;
    }
    for (int j = 0; j < p->bg.k; j++) {
        for (int l = 0; l < count; l++)
            states[l] = cev__bg_state_after(&p[l].bg, h->x, h->T, j);
        cev__bg_aheads(states, count, view, ahead);
        for (int l = 0; l < count; l++)
            out[l] += shares[l][j] * ahead[l];
    }
}

void cev__bg_ahead_around(const cev__params *p, int count,
                          const cev__history *h, const cev__view *view,
                          double *out)
{
    int lanes = view->what == CEV__VIEW_PURCHASES ? CEV__BG_LANES : 1;
    for (int k = 0; k < count; k += lanes)
        if (lanes == 1)
            out[k] = cev__bg_ahead_of(&p[k], h, view);
        else
            lanes_around(&p[k], count - k < lanes ? count - k : lanes, h,
                         view, &out[k]);
}

void cev__bg_ahead_start(cev__ahead *ahead, const cev__params *params,
                         const cev__view *view)
{
    const cev__bg_params *p = &params->bg;
    const double shared[3] = {p->r, p->a, p->b + p->first};
    cev__bg_cells_start(&ahead->bg, shared, p->k, view);
}

double cev__bg_ahead_at(cev__ahead *ahead, const cev__params *params,
                        const cev__history *h)
{
    const cev__bg_params *p = &params->bg;
    if (p->k > 1)
        return ahead_over_ticks(p, h, &ahead->bg.view, &ahead->bg);
    return cev__bg_cells_at(&ahead->bg, h->x, p->alpha + h->T);
}

/* Quick enough without anything remembered. */
double cev__bg_alive_at(cev__ahead *ahead, const cev__params *p,
                        const cev__history *h)
{
    (void)ahead;
    return cev__bg_p_alive(&p->bg, h->x, h->t_x, h->T);
}

double cev__bg_pmf_of(const cev__params *p, double x, double T)
{
    return cev__bg_pmf(&p->bg, x, T);
}

double cev__bg_pmf_ahead_of(const cev__params *p, const cev__history *h,
                            double x, double horizon)
{
    return cev__bg_pmf_ahead(&p->bg, h, x, horizon);
}

void cev__bg_believe(const double usual[3], double log_rate,
                     cev__belief *beliefs, double *start)
{
    double log_r = usual[0], log_a = usual[1], log_b = usual[2];
    const cev__belief shop[CEV__BG_PARAMS] = {
        {{1.0, 0.0, 0.0, 0.0}, log_r, 1.5},
        {{1.0, -1.0, 0.0, 0.0}, log_rate, 2.0},
        {{0.0, 0.0, 1.0, -1.0}, log_a - log_b, 1.5},
        {{0.0, 0.0, 0.5, 0.5}, 0.5 * (log_a + log_b), 1.5},
    };
    for (int k = 0; k < CEV__BG_PARAMS; k++)
        beliefs[k] = shop[k];
    start[0] = log_r;
    start[1] = log_r - log_rate;
    start[2] = log_a;
    start[3] = log_b;
}

/* Each chance to leave is a trial; the first one, where there is one at the
 * first purchase, comes before any repeat purchase. */
void cev__bg_draw_of(const cev__params *p, double T, cev__rng *rng,
                     cev__history *out)
{
    const cev__bg_params *bg = &p->bg;
    double most = cev__variate_first_success(rng, bg->a, bg->b, 1.0);
    cev__draw_purchases(rng, bg->r, bg->alpha, bg->k, T, most - bg->first,
                        out);
}

/* The beta-geometric models as purchase models; see bg_purchases.h. */
#include "../core/compiler.h"
#include "bg_purchases.h"

#include "../math/log1p.h"

double cev__bg_ll_of(const cev__params *p, const cev__history *h)
{
    return cev__bg_ll(&p->bg, h->x, h->t_x, h->T);
}

double cev__bg_odds_of(const cev__params *p, const cev__history *h)
{
    return cev__bg_log_odds(&p->bg, h->x, h->t_x, h->T);
}

/* Of log a - log(b + m - 1) + (r + x) log((alpha + T) / (alpha + t_x)). */
void cev__bg_odds_slope(const cev__params *params, const cev__history *h,
                        double slope[CEV__PARAMS])
{
    const cev__bg_params *p = &params->bg;
    double x = h->x, T = h->T, last = x > 0.0 ? h->t_x : 0.0;
    double B = p->alpha + last;
    slope[0] = p->r * cev__log1p_quotient(T - last, B);
    slope[1] = -(p->r + x) * (p->alpha / (p->alpha + T)) * ((T - last) / B);
    slope[2] = 1.0;
    slope[3] = -p->b / (p->b + (x + p->first - 1.0));
}

double cev__bg_p_alive_of(const cev__params *p, const cev__history *h)
{
    return cev__bg_p_alive(&p->bg, h->x, h->t_x, h->T);
}

double cev__bg_ahead_of(const cev__params *p, const cev__history *h,
                        const cev__view *view)
{
    cev__bg_state state = cev__bg_state_after(&p->bg, h->x, h->T);
    return cev__bg_ahead(&state, view);
}

void cev__bg_ahead_start(cev__ahead *ahead, const cev__params *params,
                         const cev__view *view)
{
    const cev__bg_params *p = &params->bg;
    cev__bg_cells_start(&ahead->bg, p->r, p->a, p->b + p->first, view);
}

double cev__bg_ahead_at(cev__ahead *ahead, const cev__params *params,
                        const cev__history *h)
{
    return cev__bg_cells_at(&ahead->bg, h->x, params->bg.alpha + h->T);
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

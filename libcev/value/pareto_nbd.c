/*
 * Pareto/NBD for one customer; see pareto_nbd.h.
 *
 * With n = r + x, the likelihood is that of being active at T or of having
 * left since t_x (Fader & Hardie 2005, eq. 18):
 *     L = Gamma(n) alpha^r beta^s / Gamma(r) [(alpha + T)^-n (beta + T)^-s
 *         + s int_{t_x}^T (alpha + u)^-n (beta + u)^-(s + 1) du].
 * The textbook takes the integral for a difference of two 2F1. Instead it is
 * taken apart as wait.h says, with G of pareto_race.h and
 *     gap = n log((alpha + T) / (alpha + t_x))
 *           + s log((beta + T) / (beta + t_x)).
 */
#include "../core/compiler.h"
#include "pareto_nbd.h"

#include <float.h>
#include <math.h>

#include "../math/elementary.h"
#include "../math/log1p.h"
#include "../math/rising.h"
#include "cev/base.h"
#include "decay.h"
#include "first_purchase.h"
#include "pareto_race.h"
#include "wait.h"

int32_t cev__pareto_prepare(const double *params, cev__pareto_params *out)
{
    out->r = params[0];
    out->alpha = params[1];
    out->s = params[2];
    out->beta = params[3];
    if (!(out->r > 0.0 && out->alpha > 0.0 && out->s > 0.0 && out->beta > 0.0
          && isfinite(out->r + out->alpha) && isfinite(out->s + out->beta)))
        return CEV_ERR_DOMAIN;
    return CEV_OK;
}

/* What has happened since t_x: the logs of how much the two rates' scales
 * have grown, and G then and now. */
typedef struct pareto_wait {
    double log_A, log_B, gap;
    double left_then, left_now;
} pareto_wait;

static double quotient_at(const cev__pareto_params *p, double u)
{
    return (p->beta + u) / (p->alpha + u);
}

static void measure_gap(const cev__pareto_params *p, double x, double t_x,
                        double T, pareto_wait *wait)
{
    wait->log_A = cev__log1p_quotient(T - t_x, p->alpha + t_x);
    wait->log_B = cev__log1p_quotient(T - t_x, p->beta + t_x);
    wait->gap = (p->r + x) * wait->log_A + p->s * wait->log_B;
}

static pareto_wait wait_of(const cev__pareto_params *p, double x, double t_x,
                           double T)
{
    double n = p->r + x;
    pareto_wait wait;

    measure_gap(p, x, t_x, T, &wait);
    wait.left_then = cev__race_left(n, p->s, quotient_at(p, t_x));
    wait.left_now = cev__race_left(n, p->s, quotient_at(p, T));
    return wait;
}

double cev__pareto_p_alive(const cev__pareto_params *p, double x, double t_x,
                           double T)
{
    pareto_wait wait = wait_of(p, x, x > 0.0 ? t_x : 0.0, T);

    return cev__wait_alive(wait.gap, wait.left_then, wait.left_now);
}

/* The logarithm of the density of buying x times and being active, at age u,
 * up to the last purchase's own dt. */
static double active_at(const cev__pareto_params *p, double x, double u)
{
    return -p->r * cev__log1p_quotient(u, p->alpha)
           - p->s * cev__log1p_quotient(u, p->beta)
           + cev__log_rising(p->r, x, p->alpha + u);
}

/* log(G(t_x) + (1 - G(T)) exp(-gap)), in logs where both underflow. */
static double log_waited(const cev__pareto_params *p, double x, double t_x,
                         const pareto_wait *wait)
{
    double stay = 1.0 - wait->left_now;
    double sum = wait->left_then + stay * cev__exp(-wait->gap);

    if (sum > DBL_MIN)
        return cev__log(sum);
    return fmax(cev__race_log_left(p->r + x, p->s, quotient_at(p, t_x)),
                cev__log(stay) - wait->gap);
}

/* A customer who has not come back: L is 1 less the chance of a purchase by
 * T, an integral of positive terms, which counts where L is near 1. */
static double silent_ll(const cev__pareto_params *p, double T)
{
    pareto_wait wait = wait_of(p, 0.0, 0.0, T);
    double silent = log_waited(p, 0.0, 0.0, &wait);
    cev__decay rate = {p->r + 1.0, p->alpha, p->s, p->beta, 0.0};

    if (silent < -0.5)
        return silent;
    return cev__log1p(-(p->r * (cev__decay_integral(&rate, T) / p->alpha)));
}

/* Counted from T where little has happened since t_x, else from there: so
 * nothing large has to cancel. */
double cev__pareto_ll(const cev__pareto_params *p, double x, double t_x,
                      double T)
{
    pareto_wait wait;

    if (x == 0.0)
        return silent_ll(p, T);
    wait = wait_of(p, x, t_x, T);
    if (wait.gap < 1.0)
        return active_at(p, x, T)
               + cev__log(cev__exp(wait.gap) * wait.left_then
                          + (1.0 - wait.left_now));
    return active_at(p, x, t_x) + log_waited(p, x, t_x, &wait);
}

/* What the odds of having left are an integral of, from t_x on. */
static cev__decay leaving_since(const cev__pareto_params *p, double x,
                                double t_x)
{
    cev__decay leaving = {p->r + x, p->alpha + t_x, p->s + 1.0, p->beta + t_x,
                          0.0};

    return leaving;
}

double cev__pareto_log_odds(const cev__pareto_params *p, double x, double t_x,
                            double T)
{
    pareto_wait wait;
    cev__decay leaving;

    t_x = x > 0.0 ? t_x : 0.0;
    leaving = leaving_since(p, x, t_x);
    measure_gap(p, x, t_x, T, &wait);
    return wait.gap + cev__log(p->s) - cev__log(p->beta + t_x)
           + cev__log(cev__decay_integral(&leaving, T - t_x));
}

/*
 * Of gap + log s - log(beta + t_x) + log int f: those of log int f are means
 * under f of those of log f, f = (1 + v / A)^-n (1 + v / B)^-(s + 1).
 */
void cev__pareto_odds_slope(const cev__pareto_params *p, double x, double t_x,
                            double T, double slope[CEV__PARETO_PARAMS])
{
    double n = p->r + x, A, B, D;
    cev__decay_means means;
    cev__decay leaving;
    pareto_wait wait;

    t_x = x > 0.0 ? t_x : 0.0;
    leaving = leaving_since(p, x, t_x);
    A = leaving.A;
    B = leaving.B;
    D = T - t_x;
    measure_gap(p, x, t_x, T, &wait);
    cev__decay_over(&leaving, D, &means);
    slope[0] = p->r * (wait.log_A - means.log_A);
    slope[1] = n * (p->alpha / A) * (means.share_A - D / (A + D));
    slope[2] = 1.0 + p->s * (wait.log_B - means.log_B);
    slope[3] = p->beta / B
               * ((p->s + 1.0) * means.share_B - p->s * (D / (B + D)) - 1.0);
}

/* int_0^horizon (1 + u / B)^-s du: the time an active customer has left. */
static double time_left(double s, double B, double horizon)
{
    double w = horizon / B, logs = cev__log1p_quotient(horizon, B);
    double share;

    if (w == 0.0)
        return horizon;
    share = s == 1.0 ? logs : -cev__expm1((1.0 - s) * logs) / (s - 1.0);
    return w > 1.0 ? B * share : horizon * (share / w);
}

static double discounted_time_left(double s, double B, double delta,
                                   double horizon)
{
    cev__decay stay = {0.0, INFINITY, s, B, delta};

    if (delta == 0.0)
        return time_left(s, B, horizon);
    return cev__decay_integral(&stay, horizon);
}

/* Eq. 41 and its discounted form: while active he buys at the rate n / A. */
static double purchases_in(double n, double A, double time)
{
    return n * (time / A);
}

static double first_to_come(const cev__pareto_params *p, double x, double T,
                            const cev__view *view)
{
    cev__first_purchase first = {p->r + x, p->alpha + T, p->s, p->beta + T};

    return view->what == CEV__VIEW_ANY
               ? cev__first_any(&first, view->horizon)
               : cev__first_next(&first, view->horizon);
}

double cev__pareto_ahead(const cev__pareto_params *p, double x, double T,
                         const cev__view *view)
{
    if (view->what != CEV__VIEW_PURCHASES)
        return first_to_come(p, x, T, view);
    return purchases_in(p->r + x, p->alpha + T,
                        discounted_time_left(p->s, p->beta + T, view->delta,
                                             view->horizon));
}

void cev__pareto_cells_start(cev__pareto_cells *cells,
                             const cev__pareto_params *p,
                             const cev__view *view)
{
    cells->p = *p;
    cells->view = *view;
    cev__cells_start(&cells->cells);
}

/*
 * Three functions share the cells: of key 0 the time left by B, from RACE on
 * the race after x purchases by q, from FIRST on the first purchase to come
 * after x by the smaller of A and B. G(q) is a mean of (1 + q w)^-n, for
 * Re q > 0 at most G(Re q), and G(q / 6) <= 6 G(q): good for cells. So are
 * the time left and the first purchase.
 */
enum { KEY_TIME = 0, KEY_RACE = 1, KEY_FIRST = 128 };

static double pareto_cell(const void *state, double key, double at)
{
    const cev__pareto_cells *cells = state;
    const cev__pareto_params *p = &cells->p;

    if (key < KEY_RACE)
        return discounted_time_left(p->s, at, cells->view.delta,
                                    cells->view.horizon);
    if (key < KEY_FIRST)
        return cev__race_left(p->r + (key - KEY_RACE), p->s, at);
    return first_to_come(p, key - KEY_FIRST, at - fmin(p->alpha, p->beta),
                         &cells->view);
}

static double remembered(cev__pareto_cells *cells, double key, double at)
{
    return cev__cells_at(&cells->cells, pareto_cell, cells, key, at);
}

/* Who has bought more often is rare, and not worth a cell. */
static double remembered_race(cev__pareto_cells *cells, double x, double q)
{
    const cev__pareto_params *p = &cells->p;

    return x < KEY_FIRST - KEY_RACE ? remembered(cells, KEY_RACE + x, q)
                                    : cev__race_left(p->r + x, p->s, q);
}

double cev__pareto_cells_p_alive(cev__pareto_cells *cells, double x,
                                 double t_x, double T)
{
    const cev__pareto_params *p = &cells->p;
    pareto_wait wait;

    t_x = x > 0.0 ? t_x : 0.0;
    measure_gap(p, x, t_x, T, &wait);
    if (wait.gap == 0.0)
        return 1.0;
    wait.left_then = remembered_race(cells, x, quotient_at(p, t_x));
    wait.left_now = remembered_race(cells, x, quotient_at(p, T));
    return cev__wait_alive(wait.gap, wait.left_then, wait.left_now);
}

double cev__pareto_cells_at(cev__pareto_cells *cells, double x, double T)
{
    const cev__pareto_params *p = &cells->p;

    if (cells->view.what == CEV__VIEW_PURCHASES)
        return purchases_in(p->r + x, p->alpha + T,
                            remembered(cells, KEY_TIME, p->beta + T));
    if (x < CEV__CELL_KEYS - KEY_FIRST)
        return fmin(remembered(cells, KEY_FIRST + x,
                               fmin(p->alpha, p->beta) + T),
                    cev__view_most(&cells->view));
    return first_to_come(p, x, T, &cells->view);
}

/*
 * Gamma-Gompertz/NBD for one customer; see ggom_nbd.h.
 *
 * With n = r + x and S the share that stays (gompertz.h), the likelihood is
 * that of being active at T or of having left since t_x:
 *     L = Gamma(n) alpha^r / Gamma(r) [(alpha + T)^-n S(T)
 *         - int_{t_x}^T (alpha + u)^-n dS(u)],
 * as Bemmaor & Glady (2012) have it, whose integral has no closed form. It is
 * taken apart as wait.h says; the gap is
 *     n log((alpha + T) / (alpha + t_x)) + s Z from t_x to T.
 * With b to 0 and beta / b kept it is the Pareto/NBD.
 */
#include "../core/compiler.h"
#include "ggom_nbd.h"

#include <float.h>
#include <math.h>

#include "../math/elementary.h"
#include "../math/log1p.h"
#include "../math/rising.h"
#include "cev/base.h"
#include "gompertz.h"
#include "wait.h"

/* A risk that grows by this share is one that does not. */
#define NO_GROWTH 1e-25

/* A chance below this is none. */
#define CHANCES_MIN 1e-300

/* Newton's method is done long before. */
#define AGE_STEPS 100

int32_t cev__ggom_prepare(const double *params, cev__ggom_params *out)
{
    int k;

    for (k = 0; k < CEV__GGOM_PARAMS; k++)
        if (!(params[k] > 0.0 && isfinite(params[k])))
            return CEV_ERR_DOMAIN;
    out->r = params[0];
    out->alpha = params[1];
    out->b = params[2];
    out->s = params[3];
    out->beta = params[4];
    return CEV_OK;
}

/* While b A and beta_u are nothing beside 1 only their quotient counts: a
 * common factor keeps them from vanishing. */
cev__gompertz_race cev__ggom_race_at(const cev__ggom_params *p, double x,
                                     double u, double beta_u)
{
    double A = p->alpha + u;
    double factor = fmax(NO_GROWTH / fmax(p->b * A, beta_u), 1.0);
    cev__gompertz_race race = {p->r + x, p->s, factor * p->b * A,
                               factor * beta_u};

    return race;
}

/* The shortest time that tells buying or leaving of a newcomer from that of
 * others: neither log A nor Z changes quicker than log(early + u) + b u. */
static double early_of(const cev__ggom_params *p)
{
    return fmax(fmin(p->alpha, fmin(p->beta, 1.0) / p->b), DBL_MIN);
}

double cev__ggom_course(const cev__ggom_params *p, double u)
{
    return cev__log1p_quotient(u, early_of(p)) + p->b * u;
}

/* By Newton's method, which comes from below as the course bends down. */
double cev__ggom_age_of(const cev__ggom_params *p, double course)
{
    double early = early_of(p), u = 0.0;

    for (int i = 0; i < AGE_STEPS; i++) {
        double missing = course - cev__log1p_quotient(u, early) - p->b * u;
        double step = missing / (1.0 / (early + u) + p->b);

        u += step;
        if (!(step > DBL_EPSILON * u))
            break;
    }
    return fmax(u, 0.0);
}

static double beta_at(const cev__ggom_params *p, double u)
{
    return cev__gompertz_after(p->b, p->beta, u).now;
}

/* log G after x purchases at age u. */
static double log_left_at(const cev__ggom_params *p, double x, double u)
{
    cev__gompertz_race race = cev__ggom_race_at(p, x, u, beta_at(p, u));

    return cev__gompertz_log_left(&race);
}

static double silence_gap(const cev__ggom_params *p, double x, double t_x,
                          double T)
{
    double D = T - t_x;

    return (p->r + x) * cev__log1p_quotient(D, p->alpha + t_x)
           + p->s * cev__gompertz_after(p->b, beta_at(p, t_x), D).wear;
}

double cev__ggom_p_alive(const cev__ggom_params *p, double x, double t_x,
                         double T)
{
    t_x = x > 0.0 ? t_x : 0.0;
    return cev__wait_alive(silence_gap(p, x, t_x, T),
                           cev__exp(log_left_at(p, x, t_x)),
                           cev__exp(log_left_at(p, x, T)));
}

/* The logarithm of the density of buying x times and being active, at age u,
 * up to the last purchase's own dt. */
static double log_active(const cev__ggom_params *p, double x, double u)
{
    return -p->r * cev__log1p_quotient(u, p->alpha)
           - p->s * cev__gompertz_after(p->b, p->beta, u).wear
           + cev__log_rising(p->r, x, p->alpha + u);
}

/* log(G(t_x) + (1 - G(T)) exp(-gap)). */
static double log_of_silence(double log_left_then, double log_left_now,
                             double gap)
{
    double log_stay = cev__log(-cev__expm1(log_left_now)) - gap;
    double more = fmax(log_left_then, log_stay);

    if (!(more > -INFINITY)) /* less than doubles hold, both */
        return more;
    return more + cev__log1p(cev__exp(fmin(log_left_then, log_stay) - more));
}

/* A customer who has not come back: L is 1 less the chance of a purchase by
 * T, an integral of positive terms, which counts where L is near 1. */
static double ll_of_silent(const cev__ggom_params *p, double T)
{
    double silence = log_of_silence(log_left_at(p, 0.0, 0.0),
                                    log_left_at(p, 0.0, T),
                                    silence_gap(p, 0.0, 0.0, T));
    cev__gompertz_decay buying = {p->r + 1.0, p->alpha, p->b, p->s, p->beta,
                                  0.0, 0};

    if (silence < -0.5)
        return silence;
    return cev__log1p(-(p->r * (cev__gompertz_integral(&buying, T)
                                / p->alpha)));
}

/* Counted from T where little has happened since t_x, else from there: so
 * nothing large has to cancel. */
double cev__ggom_ll(const cev__ggom_params *p, double x, double t_x, double T)
{
    double gap, then, now;

    if (x == 0.0)
        return ll_of_silent(p, T);
    gap = silence_gap(p, x, t_x, T);
    then = log_left_at(p, x, t_x);
    now = log_left_at(p, x, T);
    if (gap < 1.0)
        return log_active(p, x, T)
               + cev__log(cev__exp(gap + then) - cev__expm1(now));
    return log_active(p, x, t_x) + log_of_silence(then, now, gap);
}

/* What the odds of having left are an integral of, from t_x on, but for a
 * factor of s b. */
static cev__gompertz_decay leaving_after(const cev__ggom_params *p, double x,
                                         double t_x)
{
    cev__gompertz_decay leaving = {p->r + x, p->alpha + t_x, p->b, p->s,
                                   beta_at(p, t_x), 0.0, 1};

    return leaving;
}

double cev__ggom_log_odds(const cev__ggom_params *p, double x, double t_x,
                          double T)
{
    cev__gompertz_decay leaving;

    t_x = x > 0.0 ? t_x : 0.0;
    leaving = leaving_after(p, x, t_x);
    return silence_gap(p, x, t_x, T) + cev__log(p->s) + cev__log(p->b)
           + cev__log(cev__gompertz_integral(&leaving, T - t_x));
}

/*
 * Of gap + log(s b) + log int f: those of log int f are means under f of those
 * of log f = -n log(1 + v / A) - s Z - log beta_v. Z over all the time loses
 * 1 - exp(-Z) with log beta, and gains b u / beta_u with log b; the logarithm
 * of beta_u gains exp(-Z), and loses b u (1 - 1 / beta_u).
 */
void cev__ggom_odds_slope(const cev__ggom_params *p, double x, double t_x,
                          double T, double slope[CEV__GGOM_PARAMS])
{
    double n = p->r + x, A, D, kept;
    cev__gompertz_decay leaving;
    cev__gompertz_means means;
    cev__ageing at;

    t_x = x > 0.0 ? t_x : 0.0;
    leaving = leaving_after(p, x, t_x);
    A = leaving.A;
    D = T - t_x;
    cev__gompertz_over(&leaving, t_x, D, &means);
    at = cev__gompertz_after(p->b, leaving.beta, D);
    kept = cev__gompertz_after(p->b, p->beta, t_x).kept;
    slope[0] = p->r * (cev__log1p_quotient(D, A) - means.log_A);
    slope[1] = n * (p->alpha / A) * (means.share_A - D / (A + D));
    slope[2] = 1.0 + p->b * means.young
               + p->s * p->b * (T / at.now - means.old);
    slope[3] = 1.0 + p->s * (at.wear - means.wear);
    slope[4] = kept * (p->s * (at.kept - means.kept) - means.kept);
}

/* What decays from age T on, of customers who are active then: (1 + u / A)^-a
 * times the share that stays. */
static cev__gompertz_decay staying_from(const cev__ggom_params *p, double T,
                                        double a)
{
    cev__gompertz_decay stay = {a, p->alpha + T, p->b, p->s, beta_at(p, T),
                                0.0, 0};

    return stay;
}

/* The time an active customer has left, discounted. */
static double time_until(const cev__ggom_params *p, double T,
                         const cev__view *view)
{
    cev__gompertz_decay stay = staying_from(p, T, 0.0);

    stay.delta = view->delta;
    return cev__gompertz_integral(&stay, view->horizon);
}

/* While active he buys at the rate n / A. */
static double bought_in(const cev__ggom_params *p, double x, double T,
                        double time)
{
    return (p->r + x) * (time / (p->alpha + T));
}

/* The first purchase to come at u has the density
 *     (n / A) (1 + u / A)^-(n + 1) exp(-s Z). */
static double chance_of_any(const cev__ggom_params *p, double x, double T,
                            double horizon)
{
    cev__gompertz_decay density = staying_from(p, T, p->r + x + 1.0);

    return bought_in(p, x, T, cev__gompertz_integral(&density, horizon));
}

/* The mean of u under it, taken as A times that of u / (A + u) under the
 * density without its 1. Where a purchase is so rare that its integrals vanish
 * all times are equally likely. */
static double time_to_next(const cev__ggom_params *p, double x, double T,
                           double horizon)
{
    cev__gompertz_decay density = staying_from(p, T, p->r + x + 1.0);
    cev__gompertz_decay slower = staying_from(p, T, p->r + x);
    double chances = cev__gompertz_integral(&density, horizon);
    cev__gompertz_means means;

    if (!(chances > CHANCES_MIN))
        return 0.5 * horizon;
    cev__gompertz_over(&slower, T, horizon, &means);
    return fmin(horizon,
                slower.A * means.share_A * (means.integral / chances));
}

double cev__ggom_ahead(const cev__ggom_params *p, double x, double T,
                       const cev__view *view)
{
    if (view->what == CEV__VIEW_ANY)
        return fmin(1.0, chance_of_any(p, x, T, view->horizon));
    if (view->what == CEV__VIEW_NEXT)
        return time_to_next(p, x, T, view->horizon);
    return bought_in(p, x, T, time_until(p, T, view));
}

void cev__ggom_cells_start(cev__ggom_cells *cells, const cev__ggom_params *p,
                           const cev__view *view)
{
    cells->p = *p;
    cells->view = *view;
    cev__cells_start(&cells->cells);
}

/* Of these keys the time left, from RACE on the race after x purchases, and
 * from FIRST on the first purchase to come after x. */
enum { GGOM_TIME = 0, GGOM_RACE = 1, GGOM_FIRST = 128 };

static double ggom_asked(const cev__ggom_cells *cells, double key, double u)
{
    const cev__ggom_params *p = &cells->p;

    if (key < GGOM_RACE)
        return time_until(p, u, &cells->view);
    if (key < GGOM_FIRST)
        return cev__exp(log_left_at(p, key - GGOM_RACE, u));
    return cev__ggom_ahead(p, key - GGOM_FIRST, u, &cells->view);
}

/* All go by the exponential of the course: age is analytic in it, an ellipse
 * around a cell moves b u, Z and log A by less than pi / 2, and the functions
 * change no quicker than these. */
static double ggom_cell(const void *state, double key, double at)
{
    const cev__ggom_cells *cells = state;

    return ggom_asked(cells, key, cev__ggom_age_of(&cells->p, cev__log(at)));
}

/* The same, straight where the course is beyond cells. */
static double ggom_remembered(cev__ggom_cells *cells, double key, double u)
{
    const cev__ggom_params *p = &cells->p;
    double at = (1.0 + u / early_of(p)) * cev__exp(p->b * u);

    if (!(at < 0.25 * DBL_MAX))
        return ggom_asked(cells, key, u);
    return cev__cells_at(&cells->cells, ggom_cell, cells, key, at);
}

/* Who has bought more often is rare, and not worth a cell. */
static double race_remembered(cev__ggom_cells *cells, double x, double u)
{
    return x < GGOM_FIRST - GGOM_RACE
               ? ggom_remembered(cells, GGOM_RACE + x, u)
               : cev__exp(log_left_at(&cells->p, x, u));
}

double cev__ggom_cells_p_alive(cev__ggom_cells *cells, double x, double t_x,
                               double T)
{
    double gap;

    t_x = x > 0.0 ? t_x : 0.0;
    gap = silence_gap(&cells->p, x, t_x, T);
    if (gap == 0.0)
        return 1.0;
    return cev__wait_alive(gap, race_remembered(cells, x, t_x),
                           race_remembered(cells, x, T));
}

double cev__ggom_cells_at(cev__ggom_cells *cells, double x, double T)
{
    const cev__ggom_params *p = &cells->p;

    if (cells->view.what == CEV__VIEW_PURCHASES)
        return bought_in(p, x, T, ggom_remembered(cells, GGOM_TIME, T));
    if (x < CEV__CELL_KEYS - GGOM_FIRST)
        return ggom_remembered(cells, GGOM_FIRST + x, T);
    return cev__ggom_ahead(p, x, T, &cells->view);
}

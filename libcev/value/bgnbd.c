/* BG/NBD for one customer; see bgnbd.h. The kernels are in bgnbd_kernels.c. */
#include "../core/compiler.h"
#include "bgnbd.h"

#include <math.h>

#include "../math/elementary.h"
#include "../math/log1p.h"
#include "../math/rising.h"
#include "bg_future.h"
#include "cev/base.h"

int32_t cev__bgnbd_prepare(const double *params, cev__bgnbd_params *out)
{
    int i;

    for (i = 0; i < 4; i++)
        if (!(params[i] > 0.0 && isfinite(params[i])))
            return CEV_ERR_DOMAIN;
    out->r = params[0];
    out->alpha = params[1];
    out->a = params[2];
    out->b = params[3];
    return CEV_OK;
}

int cev__bgnbd_valid(double x, double t_x, double T)
{
    return x >= 0.0 && isfinite(x) && floor(x) == x && t_x >= 0.0 && t_x <= T
           && isfinite(T);
}

/* How much likelier a gap of T - t_x is after leaving, as a logarithm:
 * n log((alpha + T) / (alpha + t_x)), without the rounding of a quotient
 * near 1. */
static double gap_log(const cev__bgnbd_params *p, double x, double t_x,
                      double T)
{
    return (p->r + x) * cev__log1p_quotient(T - t_x, p->alpha + t_x);
}

double cev__bgnbd_log_odds(const cev__bgnbd_params *p, double x, double t_x,
                           double T)
{
    return cev__log(p->a) - cev__log(p->b + (x - 1.0))
           + gap_log(p, x, t_x, T);
}

/* Log-likelihood of being active at T: the first term of eq. 6. */
static double active_ll(const cev__bgnbd_params *p, double x, double T)
{
    return -p->r * cev__log1p_quotient(T, p->alpha)
           + cev__log_rising(p->r, x, p->alpha + T)
           + cev__log_rising_quotient(p->b, p->a, x);
}

/* Log-likelihood of having left at t_x: the second term, where
 * B(a + 1, b + x - 1) / B(a, b) begins with a / (a + b). */
static double left_ll(const cev__bgnbd_params *p, double x, double t_x)
{
    return -p->r * cev__log1p_quotient(t_x, p->alpha)
           + cev__log_rising(p->r, x, p->alpha + t_x)
           + cev__log_rising_quotient(p->b, p->a + 1.0, x - 1.0)
           - cev__log1p_quotient(p->b, p->a);
}

/*
 * Eq. 6: the customer is active at T, or left at t_x,
 *     L = Gamma(r + x) alpha^r / Gamma(r) [B(a, b + x) / B(a, b) (alpha + T)^-n
 *         + B(a + 1, b + x - 1) / B(a, b) (alpha + t_x)^-n],   n = r + x.
 * The larger of the two is taken in logs, piece by piece so that nothing
 * grows with the parameters, and log1p of the odds adds the smaller.
 */
double cev__bgnbd_ll(const cev__bgnbd_params *p, double x, double t_x,
                     double T)
{
    double odds;

    if (x == 0.0)
        return -p->r * cev__log1p_quotient(T, p->alpha);
    odds = cev__bgnbd_log_odds(p, x, t_x, T);
    if (odds <= 0.0)
        return active_ll(p, x, T) + cev__log1p(cev__exp(odds));
    return left_ll(p, x, t_x) + cev__log1p(cev__exp(-odds));
}

/*
 * 1 / (1 + odds), odds = a / (b + x - 1) exp(gap). The exponential is taken
 * in two halves: it may overflow where the odds and the result do not.
 */
double cev__bgnbd_p_alive(const cev__bgnbd_params *p, double x, double t_x,
                          double T)
{
    double half;

    if (x == 0.0)
        return 1.0;
    half = cev__exp(-0.5 * gap_log(p, x, t_x, T));
    if (half == 0.0)
        return 0.0;
    return half / (half + p->a / (p->b + (x - 1.0)) / half);
}

/* The state of a customer who is active after his history. */
static cev__bg_state state_after(const cev__bgnbd_params *p, double x,
                                 double T)
{
    cev__bg_state s;

    s.n = p->r + x;
    s.A = p->alpha + T;
    s.a = p->a;
    s.b = p->b + x;
    return s;
}

double cev__bgnbd_expected(const cev__bgnbd_params *p, double x, double t_x,
                           double T, double horizon)
{
    cev__bg_state s = state_after(p, x, T);

    return cev__bgnbd_p_alive(p, x, t_x, T) * cev__bg_purchases(&s, horizon);
}

double cev__bgnbd_dect(const cev__bgnbd_params *p, double x, double t_x,
                       double T, double delta, double horizon)
{
    cev__bg_state s = state_after(p, x, T);

    return cev__bgnbd_p_alive(p, x, t_x, T)
           * cev__bg_discounted(&s, delta, horizon);
}

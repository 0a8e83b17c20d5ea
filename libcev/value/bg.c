/* The beta-geometric models for one customer; see bg.h. */
#include "../core/compiler.h"
#include "bg.h"

#include <math.h>

#include "../math/elementary.h"
#include "../math/log1p.h"
#include "../math/rising.h"
#include "cev/base.h"

int32_t cev__bg_prepare(const double *params, double first,
                        cev__bg_params *out)
{
    int i;

    for (i = 0; i < 4; i++)
        if (!(params[i] > 0.0 && isfinite(params[i])))
            return CEV_ERR_DOMAIN;
    out->r = params[0];
    out->alpha = params[1];
    out->a = params[2];
    out->b = params[3];
    out->first = first;
    return CEV_OK;
}

/* How much likelier the silence since the last purchase is after leaving, as
 * a logarithm: n log((alpha + T) / (alpha + t_x)), without the rounding of a
 * quotient near 1. */
static double gap_log(const cev__bg_params *p, double x, double t_x, double T)
{
    double last = x > 0.0 ? t_x : 0.0;

    return (p->r + x) * cev__log1p_quotient(T - last, p->alpha + last);
}

/* The b of the chances before the last. */
static double b_before_last(const cev__bg_params *p, double x)
{
    return p->b + (x + p->first - 1.0);
}

double cev__bg_log_odds(const cev__bg_params *p, double x, double t_x,
                        double T)
{
    return cev__log(p->a) - cev__log(b_before_last(p, x))
           + gap_log(p, x, t_x, T);
}

/* Log-likelihood of being active at T: the first term. */
static double active_ll(const cev__bg_params *p, double x, double T)
{
    return -p->r * cev__log1p_quotient(T, p->alpha)
           + cev__log_rising(p->r, x, p->alpha + T)
           + cev__log_rising_quotient(p->b, p->a, x + p->first);
}

/* Log-likelihood of having left at the last purchase: the second term, where
 * B(a + 1, b + m - 1) / B(a, b) begins with a / (a + b). */
static double left_ll(const cev__bg_params *p, double x, double t_x)
{
    double last = x > 0.0 ? t_x : 0.0;

    return -p->r * cev__log1p_quotient(last, p->alpha)
           + cev__log_rising(p->r, x, p->alpha + last)
           + cev__log_rising_quotient(p->b, p->a + 1.0, x + p->first - 1.0)
           - cev__log1p_quotient(p->b, p->a);
}

/* Nothing was bought since the first purchase: (alpha / (alpha + T))^r for
 * those who stayed, less 1. */
static double silent_less_1(const cev__bg_params *p, double T)
{
    return cev__expm1(-p->r * cev__log1p_quotient(T, p->alpha));
}

/*
 * The customer had m = x or x + 1 chances to leave, and is active at T or left
 * at the last of them,
 *     L = Gamma(r + x) alpha^r / Gamma(r) [B(a, b + m) / B(a, b) (alpha + T)^-n
 *         + B(a + 1, b + m - 1) / B(a, b) (alpha + t_x)^-n],   n = r + x.
 * The larger of the two is taken in logs, piece by piece so that nothing
 * grows with the parameters, and log1p of the odds adds the smaller. Where
 * x = 0 the sum may be nearly 1, its logarithm nearly 0.
 */
double cev__bg_ll(const cev__bg_params *p, double x, double t_x, double T)
{
    double odds, less;

    if (x + p->first == 0.0)
        return -p->r * cev__log1p_quotient(T, p->alpha);
    if (x == 0.0) {
        less = p->b / (p->a + p->b) * silent_less_1(p, T);
        if (less > -0.5)
            return cev__log1p(less);
    }
    odds = cev__bg_log_odds(p, x, t_x, T);
    if (odds <= 0.0)
        return active_ll(p, x, T) + cev__log1p(cev__exp(odds));
    return left_ll(p, x, t_x) + cev__log1p(cev__exp(-odds));
}

/*
 * 1 / (1 + odds), odds = a / (b + m - 1) exp(gap). The exponential is taken
 * in two halves: it may overflow where the odds and the result do not.
 */
double cev__bg_p_alive(const cev__bg_params *p, double x, double t_x, double T)
{
    double half;

    if (x + p->first == 0.0)
        return 1.0;
    half = cev__exp(-0.5 * gap_log(p, x, t_x, T));
    if (half == 0.0)
        return 0.0;
    return half / (half + p->a / b_before_last(p, x) / half);
}

cev__bg_state cev__bg_state_after(const cev__bg_params *p, double x,
                                  double T)
{
    cev__bg_state s;

    s.n = p->r + x;
    s.A = p->alpha + T;
    s.a = p->a;
    s.b = p->b + (x + p->first);
    return s;
}

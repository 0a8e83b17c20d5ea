/* The beta-geometric models for one customer; see bg.h. */
#include "../core/compiler.h"
#include "bg.h"

#include <math.h>

#include "../math/elementary.h"
#include "../math/gamma.h"
#include "../math/log1p.h"
#include "../math/rising.h"
#include "bg_silence.h"
#include "ticks.h"
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
    out->k = 1;
    return CEV_OK;
}

/* The ticks known of x purchases, the gamma distribution's first parameter. */
static double known_ticks(const cev__bg_params *p, double x)
{
    return p->r + p->k * x;
}

/* log S; see bg_silence.h. */
static double silence_log(const cev__bg_params *p, double x, double t_x,
                          double T)
{
    double last = x > 0.0 ? t_x : 0.0;

    return cev__silence_log(p->k, known_ticks(p, x),
                            (T - last) / (p->alpha + T));
}

/* How much likelier the silence since the last purchase is after leaving, as
 * a logarithm: n log((alpha + T) / (alpha + t_x)) - log S, n = r + k x,
 * without the rounding of a quotient near 1. */
static double gap_log(const cev__bg_params *p, double x, double t_x, double T)
{
    double last = x > 0.0 ? t_x : 0.0;

    return known_ticks(p, x) * cev__log1p_quotient(T - last, p->alpha + last)
           - silence_log(p, x, t_x, T);
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
static double active_ll(const cev__bg_params *p, double x, double t_x,
                        double T)
{
    return -p->r * cev__log1p_quotient(T, p->alpha)
           + cev__log_rising(p->r, p->k * x, p->alpha + T)
           + cev__log_rising_quotient(p->b, p->a, x + p->first)
           + silence_log(p, x, t_x, T);
}

/* Log-likelihood of having left at the last purchase: the second term, where
 * B(a + 1, b + m - 1) / B(a, b) begins with a / (a + b). */
static double left_ll(const cev__bg_params *p, double x, double t_x)
{
    double last = x > 0.0 ? t_x : 0.0;

    return -p->r * cev__log1p_quotient(last, p->alpha)
           + cev__log_rising(p->r, p->k * x, p->alpha + last)
           + cev__log_rising_quotient(p->b, p->a + 1.0, x + p->first - 1.0)
           - cev__log1p_quotient(p->b, p->a);
}

/* The chance that those who stay have bought since the first purchase, which
 * has few digits as 1 less that of silence where it is small. */
static double chance_to_return(const cev__bg_params *p, double T)
{
    cev__ticks ticks = cev__ticks_by(p->r, p->alpha, T);

    if (p->k == 1)
        return -cev__expm1(ticks.log_none);
    return T > 0.0 ? cev__ticks_from(&ticks, p->k) : 0.0;
}

/*
 * The customer had m = x or x + 1 chances to leave, and is active at T or left
 * at the last of them,
 *     L = Gamma(n) alpha^r / Gamma(r) [B(a, b + m) / B(a, b) (alpha + T)^-n S
 *         + B(a + 1, b + m - 1) / B(a, b) (alpha + t_x)^-n],   n = r + k x.
 * The larger of the two is taken in logs, piece by piece so that nothing
 * grows with the parameters, and log1p of the odds adds the smaller. Where
 * x = 0 the sum may be nearly 1, its logarithm nearly 0.
 */
double cev__bg_ll(const cev__bg_params *p, double x, double t_x, double T)
{
    double odds, less;

    if (x == 0.0 && (p->first > 0.0 || p->k > 1)) {
        less = chance_to_return(p, T);
        if (p->first > 0.0)
            less *= p->b / (p->a + p->b);
        if (less < 0.5)
            return cev__log1p(-less);
    }
    if (x + p->first == 0.0)
        return -p->r * cev__log1p_quotient(T, p->alpha)
               + silence_log(p, x, t_x, T);
    odds = cev__bg_log_odds(p, x, t_x, T);
    if (odds <= 0.0)
        return active_ll(p, x, t_x, T) + cev__log1p(cev__exp(odds));
    return left_ll(p, x, t_x) + cev__log1p(cev__exp(-odds));
}

/* Density of the times between x purchases that are sums of k each, beyond
 * that of the sums: product of time^(k - 1) / (k - 1)!. */
double cev__bg_rhythm(int k, double x, double litt)
{
    return k == 1 || x == 0.0
               ? 0.0
               : (k - 1) * litt - x * cev__lgamma(k);
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

void cev__bg_towards_next(const cev__bg_params *p, double x, double t_x,
                          double T, double shares[CEV__TICKS_MOST])
{
    double last = x > 0.0 ? t_x : 0.0;

    cev__silence_shares(p->k, known_ticks(p, x), (T - last) / (p->alpha + T),
                        shares);
}

cev__bg_state cev__bg_state_after(const cev__bg_params *p, double x, double T,
                                  int since)
{
    cev__bg_state s;

    s.n = known_ticks(p, x) + since;
    s.A = p->alpha + T;
    s.a = p->a;
    s.b = p->b + (x + p->first);
    s.k = p->k;
    s.since = since;
    return s;
}

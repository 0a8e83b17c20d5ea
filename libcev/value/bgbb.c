/*
 * The BG/BB for one customer; see bgbb.h.
 *
 * The likelihood of the paper is a sum over the opportunities at which the
 * customer may have left,
 *     L = B(alpha + x, beta + n - x) / B(alpha, beta)
 *             B(gamma, delta + n) / B(gamma, delta)
 *         + sum_{j = t_x}^{n - 1} B(alpha + x, beta + j - x) / B(alpha, beta)
 *             B(gamma + 1, delta + j) / B(gamma, delta),   n = T.
 * Taken apart, it is the likelihood of what happened until t_x, when he was
 * active for sure, times the chance of silence since. Every factor is a
 * chance, so that no logarithm cancels another.
 */
#include "../core/compiler.h"
#include "bgbb.h"

#include <math.h>

#include "../math/elementary.h"
#include "../math/interval.h"
#include "../math/rising.h"
#include "cev/base.h"

int32_t cev__bgbb_prepare(const double *params, cev__bgbb_params *out)
{
    for (int i = 0; i < 4; i++)
        if (!(params[i] > 0.0 && isfinite(params[i])))
            return CEV_ERR_DOMAIN;
    out->alpha = params[0];
    out->beta = params[1];
    out->gamma = params[2];
    out->delta = params[3];
    return CEV_OK;
}

static double last_opportunity(double x, double t_x)
{
    return x > 0.0 ? t_x : 0.0;
}

/*
 * The chance that a customer who is active at t, with x purchases, buys at
 * one of the opportunities t + 1 ... T. Backwards: he stays, and buys at
 * once or else later.
 */
static double chance_to_buy(const cev__bgbb_params *p, double x, double t,
                            double T)
{
    double chance = 0.0;
    for (double j = T - 1.0; j >= t; j -= 1.0) {
        double stay = (p->delta + j) / (p->gamma + p->delta + j);
        double all = p->alpha + p->beta + j;
        chance = stay * ((p->alpha + x) / all
                         + (p->beta + (j - x)) / all * chance);
    }
    return chance;
}

/*
 * The chances to leave at opportunity t + 1, t + 2, ... or T + 1 without a
 * purchase before, over the first of them. From one to the next the quotient
 * is below 1; what it lacks is taken off, as quotients near 1, all rounded
 * alike, would drift away from the truth.
 */
static double leaving_times(const cev__bgbb_params *p, double x, double t,
                            double T)
{
    double times = 1.0;
    for (double j = T - 1.0; j >= t; j -= 1.0) {
        double all = p->alpha + p->beta + j;
        double left = p->gamma + p->delta + (j + 1.0);
        double lacks = (p->alpha + x) / all
                       + (p->beta + (j - x)) / all * ((p->gamma + 1.0) / left);
        times += 1.0 - lacks * times;
    }
    return times;
}

/* The log of the chance to leave at one of them. */
static double log_left(const cev__bgbb_params *p, double x, double t, double T)
{
    return cev__log(p->gamma) - cev__log(p->gamma + p->delta + t)
           + cev__log(leaving_times(p, x, t, T));
}

/* Who is active at t stays and does not buy until T: the log of the chance;
 * `stays` opportunities to leave are passed. */
static double log_silent(const cev__bgbb_params *p, double x, double t,
                         double T, double stays)
{
    return cev__log_rising_quotient(p->beta + (t - x), p->alpha + x, T - t)
           + cev__log_rising_quotient(p->delta + t, p->gamma, stays);
}

/* The log of the chance of silence after t: whichever of silence and a
 * purchase is rarer is worked out. */
static double log_silence(const cev__bgbb_params *p, double x, double t,
                          double T)
{
    double buys = chance_to_buy(p, x, t, T), active, left;
    if (buys < 0.5)
        return cev__log1p(-buys);
    active = log_silent(p, x, t, T, T - t);
    left = log_left(p, x, t, T - 1.0);
    if (active > left)
        return active + cev__log1p(cev__exp(left - active));
    return left + cev__log1p(cev__exp(active - left));
}

double cev__bgbb_log_silence(const cev__bgbb_params *p, const cev__history *h,
                             double T)
{
    return log_silence(p, h->x, last_opportunity(h->x, h->t_x), T);
}

double cev__bgbb_ll(const cev__bgbb_params *p, double x, double t_x, double T)
{
    double t = last_opportunity(x, t_x);
    return cev__log_rising_quotient(p->alpha, p->beta, x)
           + cev__log_rising_quotient(p->beta, p->alpha + x, t - x)
           + cev__log_rising_quotient(p->delta, p->gamma, t)
           + log_silence(p, x, t, T);
}

double cev__bgbb_log_odds(const cev__bgbb_params *p, double x, double t_x,
                          double T)
{
    double t = last_opportunity(x, t_x);
    return log_left(p, x, t, T) - log_silent(p, x, t, T, T - t + 1.0);
}

double cev__bgbb_p_alive(const cev__bgbb_params *p, double x, double t_x,
                         double T)
{
    return cev__share_at(cev__bgbb_log_odds(p, x, t_x, T));
}

/* Slopes of the log of leaving_times. */
static void times_slope(const cev__bgbb_params *p, double x, double t,
                        double T, double slope[CEV__BGBB_PARAMS])
{
    double times = 1.0;
    slope[0] = slope[1] = slope[2] = slope[3] = 0.0;
    for (double j = T - 1.0; j >= t; j -= 1.0) {
        double all = p->alpha + p->beta + j;
        double left = p->gamma + p->delta + (j + 1.0);
        double silent = p->beta + (j - x), stay = p->delta + j;
        double rest = silent / all * (stay / left) * times;
        double share = rest / (1.0 + rest);
        slope[0] = share * (slope[0] - p->alpha / all);
        slope[1] = share * (slope[1]
                            + p->beta / silent * ((p->alpha + x) / all));
        slope[2] = share * (slope[2] - p->gamma / left);
        slope[3] = share * (slope[3]
                            + p->delta / stay * ((p->gamma + 1.0) / left));
        times = 1.0 + rest;
    }
}

void cev__bgbb_odds_slope(const cev__bgbb_params *p, double x, double t_x,
                          double T, double slope[CEV__BGBB_PARAMS])
{
    double t = last_opportunity(x, t_x), silent = T - t, stays = silent + 1.0;
    double all = p->alpha + p->beta + t, left = p->gamma + p->delta + t;
    times_slope(p, x, t, T, slope);
    slope[0] += p->alpha * cev__harmonic(all, silent);
    slope[1] -= p->beta * cev__harmonic_difference(p->beta + (t - x),
                                                   p->alpha + x, silent);
    slope[2] += (p->delta + t) / left + p->gamma * cev__harmonic(left, stays);
    slope[3] -= p->delta / left
                + p->delta * cev__harmonic_difference(p->delta + t, p->gamma,
                                                      stays);
}

double cev__bgbb_p_buy(const cev__bgbb_params *p, double x, double T)
{
    return (p->alpha + x) / (p->alpha + p->beta + T);
}

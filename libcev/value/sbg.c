/* The shifted beta-geometric model for one customer; see sbg.h. */
#include "../core/compiler.h"
#include "sbg.h"

#include <math.h>

#include "../math/beta_mean.h"
#include "../math/beta_quotient.h"
#include "../math/elementary.h"
#include "../math/log1p.h"
#include "../math/rising.h"
#include "cev/base.h"

int32_t cev__sbg_prepare(const double *params, cev__sbg_params *out)
{
    int i;

    for (i = 0; i < 2; i++)
        if (!(params[i] > 0.0 && isfinite(params[i])))
            return CEV_ERR_DOMAIN;
    out->alpha = params[0];
    out->beta = params[1];
    return CEV_OK;
}

/* P(leaves at T) = S(T - 1) alpha / (alpha + beta + T - 1). */
double cev__sbg_ll(const cev__sbg_params *p, double T, double churned)
{
    if (churned > 0.0)
        return cev__log_beta_quotient(p->alpha, p->beta, T - 1.0)
               - cev__log1p_quotient(p->beta + (T - 1.0), p->alpha);
    return cev__log_beta_quotient(p->alpha, p->beta, T);
}

double cev__sbg_log_stay(const cev__sbg_params *p, double T, double periods)
{
    return cev__log_beta_quotient(p->alpha, p->beta + T, periods);
}

double cev__sbg_renew(const cev__sbg_params *p, double T)
{
    double b = p->beta + T;

    return b / (p->alpha + b);
}

/*
 * With S of (a, b = beta + T), S(1) + … + S(h) = (b - (b + h) S(h)) / (a - 1),
 * and (b + h) S(h) / b is itself a quotient of beta functions: that of
 * (a - 1, b + 1), or 1 over that of (1 - a, a + b). So nothing cancels, and
 * what is left at a = 1 is a harmonic sum.
 */
double cev__sbg_expected(const cev__sbg_params *p, double T, double periods)
{
    double a = p->alpha, b = p->beta + T;

    if (!(periods > 0.0))
        return 0.0; /* and not the -0 that an expm1 of 0 makes */
    if (a > 1.0)
        return b
               * (-cev__expm1(cev__log_beta_quotient(a - 1.0, b + 1.0,
                                                     periods))
                  / (a - 1.0));
    if (a < 1.0)
        return b
               * (cev__expm1(-cev__log_beta_quotient(1.0 - a, a + b, periods))
                  / (1.0 - a));
    return b * cev__harmonic(b + 1.0, periods);
}

/* Sum over k of (1 - p)^k / (1 + d)^k, but for a factor, for one customer who
 * leaves with probability p at each renewal. */
static double lifetime_given(const void *state, double p)
{
    return 1.0 / (*(const double *)state + p);
}

/*
 * Fader & Hardie's (2010) b / (a + b) 2F1(1, b + 1; a + b + 1; 1 / (1 + d)) is
 * the mean of (1 - p) (1 + d) / (d + p) over Beta(a, b): taken so, it is
 * positive and smooth for any parameters, where the series crawls for small d
 * and its transformations cancel for whole a.
 */
double cev__sbg_derl(const cev__sbg_params *p, double T, double d)
{
    double b = p->beta + T;

    return b / (p->alpha + b) * (1.0 + d)
           * cev__beta_mean(p->alpha, b + 1.0, 1.0 / d, lifetime_given, &d);
}

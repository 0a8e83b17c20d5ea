/* The beta-discrete-Weibull model for one customer; see bdw.h. */
#include "../core/compiler.h"
#include "bdw.h"

#include <math.h>

#include "../math/beta_quotient.h"
#include "../math/elementary.h"
#include "../math/gamma.h"
#include "../math/long_sum.h"
#include "../math/sum.h"
#include "cev/base.h"

/* Logs of ages T^c: beyond the first nothing of alpha and beta is left beside
 * them; beyond the second they are close to overflow. */
#define AGE_LOG_LARGE 230.0
#define AGE_LOG_MAX 600.0

/* What is left of a sum ends it when below this share of it. */
#define LIFETIME_NEGLIGIBLE 1e-17

int32_t cev__bdw_prepare(const double *params, cev__bdw_params *out)
{
    int i;

    for (i = 0; i < 3; i++)
        if (!(params[i] > 0.0 && isfinite(params[i])))
            return CEV_ERR_DOMAIN;
    out->alpha = params[0];
    out->beta = params[1];
    out->c = params[2];
    return CEV_OK;
}

/*
 * log S(T + k) - log S(T), S(t) = B(alpha, beta + t^c) / B(alpha, beta). The
 * step from T^c to (T + k)^c is T^c (exp(c log(1 + k / T)) - 1), which keeps
 * its digits. For ages beyond all else S goes like Gamma(alpha + beta) /
 * Gamma(beta) t^(-alpha c).
 */
double cev__bdw_log_stay(const cev__bdw_params *p, double T, double periods)
{
    double first = T > 0.0 ? p->c * cev__log(T) : 0.0, last, age, step;

    if (periods == 0.0)
        return 0.0;
    if (T > 0.0 && first > AGE_LOG_LARGE)
        return -p->alpha * (p->c * cev__log1p(periods / T));
    last = p->c * cev__log(T + periods);
    age = T > 0.0 ? cev__exp(first) : 0.0;
    if (last > AGE_LOG_MAX)
        return cev__lgamma_ratio(p->beta + age, p->alpha) - p->alpha * last;
    step = T > 0.0 ? age * cev__expm1(p->c * cev__log1p(periods / T))
                   : cev__exp(last);
    return cev__log_beta_quotient(p->alpha, p->beta + age, step);
}

/* P(leaves at T) = S(T - 1) (1 - S(T) / S(T - 1)). */
double cev__bdw_ll(const cev__bdw_params *p, double T, double churned)
{
    if (churned > 0.0)
        return cev__bdw_log_stay(p, 0.0, T - 1.0)
               + cev__log(-cev__expm1(cev__bdw_log_stay(p, T - 1.0, 1.0)));
    return cev__bdw_log_stay(p, 0.0, T);
}

double cev__bdw_renew(const cev__bdw_params *p, double T)
{
    return cev__exp(cev__bdw_log_stay(p, T, 1.0));
}

/* The renewals to come of who has T behind him, each worth exp(-delta) of
 * that before. */
typedef struct lifetime_terms {
    const cev__bdw_params *p;
    double T, delta;
} lifetime_terms;

static double lifetime_term(const void *state, double k)
{
    const lifetime_terms *terms = state;

    return cev__exp(cev__bdw_log_stay(terms->p, terms->T, k)
                    - (k - 1.0) * terms->delta);
}

/*
 * How many terms from k on a polynomial follows: as far as they fall by e^3,
 * and a part of the way to where the function is singular. That is t = 0, and,
 * until t^c has outgrown alpha and beta, where t^c + beta + i = 0, at an angle
 * of pi / c.
 */
static double smooth_length(const lifetime_terms *terms, double k)
{
    const cev__bdw_params *p = terms->p;
    double t = terms->T + k, bend = 1.0;
    double rate = terms->delta - cev__bdw_log_stay(p, t, 1.0);
    double outgrown = cev__log1p(p->alpha)
                      + cev__log1p(p->alpha + 2.0 * p->beta) + 40.0;

    if (p->c > 1.5 && p->c * cev__log(t) < outgrown)
        bend = p->c / 1.5;
    return floor(fmin(0.5 * t / bend, 3.0 / rate));
}

/*
 * The sum of the first `periods` terms. They do not rise, so what comes from
 * term k on is at most the term times as many, and times the sum of a
 * geometric series; both may be infinite, of a term that is 0.
 */
static double lifetime_sum(const lifetime_terms *terms, double periods)
{
    cev__sum sum = {0.0, 0.0};
    double k = 1.0, length = 0.0, checked = 0.0;
    double series = terms->delta > 0.0
                        ? -1.0 / cev__expm1(-terms->delta)
                        : INFINITY;

    while (k <= periods) {
        double left = periods - k + 1.0;
        double term = lifetime_term(terms, k);

        if (!(term * fmin(left, series)
              > LIFETIME_NEGLIGIBLE * cev__sum_value(&sum)))
            break;
        if (k >= checked) {
            length = fmin(smooth_length(terms, k), left);
            checked = k + 0.25 * CEV__LONG_SUM_MIN;
        }
        if (length < CEV__LONG_SUM_MIN) {
            cev__sum_add(&sum, term);
            k += 1.0;
        } else {
            cev__sum_add(&sum,
                         cev__long_sum(k, length, lifetime_term, terms));
            k += length;
            checked = k;
        }
    }
    return cev__sum_value(&sum);
}

double cev__bdw_expected(const cev__bdw_params *p, double T, double periods)
{
    lifetime_terms terms;

    terms.p = p;
    terms.T = T;
    terms.delta = 0.0;
    return lifetime_sum(&terms, periods);
}

double cev__bdw_derl(const cev__bdw_params *p, double T, double d)
{
    lifetime_terms terms;

    terms.p = p;
    terms.T = T;
    terms.delta = cev__log1p(d);
    return lifetime_sum(&terms, INFINITY);
}

/* Sums of the Gamma-Gamma log-likelihood; the formula is in spend_fit.c. */
#include "../core/compiler.h"
#include "spend_terms.h"

#include <math.h>

#include "../math/elementary.h"
#include "../math/gamma.h"
#include "../math/log1p.h"
#include "../math/variates.h"

enum { OF_P, OF_Q, OF_GAMMA };
enum { OF_PP, OF_QP, OF_QQ, OF_GAMMA_P, OF_GAMMA_Q, OF_GAMMA2 };
enum { SHAPE, LOG_X }; /* the extra terms: P and log x */

/* A product of shares u that has fallen below this ends. */
#define SHARE_MIN 1e-200

/* From here on P is so large that what u lacks of 1 must not be rounded, or q
 * that u must not be. */
#define SHAPE_LARGE 64.0

/* Amounts made up are within so many logs of what is usual. */
#define AMOUNT_LOGS 300.0

int32_t cev__spend_params(const double *params, cev__params *out)
{
    return cev__gamma_gamma_prepare(params, &out->gamma_gamma);
}

/* Differences of psi and psi' for large P as differences of what they are
 * less their logarithm and inverse: log(N / P) and 1 / N - 1 / P are exact. */
void cev__spend_terms(const cev__params *params, double x, cev__terms *out)
{
    double P = params->gamma_gamma.p * x, q = params->gamma_gamma.q;
    double N = P + q, both = P * (q / N);
    double digamma = cev__digamma_less_log(N);
    double trigamma = cev__trigamma_less_inverse(N);
    out->x = x;
    out->value = -cev__lbeta(P, q);
    out->gradient[OF_P] = P * (cev__log1p_quotient(q, P)
                               + (digamma - cev__digamma_less_log(P)));
    out->gradient[OF_Q] = q * (cev__log1p_quotient(P, q)
                               + (digamma - cev__digamma_less_log(q)));
    out->hessian[OF_PP] =
        P * P * (trigamma - cev__trigamma_less_inverse(P)) - both;
    out->hessian[OF_QP] = P * q * trigamma + both;
    out->hessian[OF_QQ] =
        q * q * (trigamma - cev__trigamma_less_inverse(q)) - both;
    out->extra[SHAPE] = P;
    out->extra[LOG_X] = cev__log(x);
}

/* Sums over customers with the same x; left is 1 - u = gamma / y, and its
 * logarithm is summed for large q alone. */
typedef struct spend_sums {
    double weight, log_spent, log_u, log_left;
    double u, left, spread; /* spread: u (1 - u) */
} spend_sums;

/* The logarithm of u is taken of products of many: multiplying is exact
 * enough while P is small, and cheaper by far. */
static spend_sums sum_spend(double gamma, double P, double q,
                            const cev__group *groups, int64_t count)
{
    spend_sums sums = {0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0};
    double product = 1.0;
    for (int64_t i = 0; i < count; i++) {
        double w = groups[i].weight;
        double spent = groups[i].key[0] * groups[i].key[1];
        double part = 1.0 / (spent + gamma), u = spent * part;
        double left = gamma * part;
        sums.weight += w;
        sums.log_spent += w * groups[i].key[2];
        sums.u += w * u;
        sums.left += w * left;
        sums.spread += w * u * left;
        if (q > SHAPE_LARGE)
            sums.log_left -= w * cev__log1p_quotient(spent, gamma);
        if (w > 1.0 || w < 1.0 || P > SHAPE_LARGE) {
            sums.log_u -= w * cev__log1p_quotient(gamma, spent);
            continue;
        }
        if (!(product * u > SHARE_MIN)) {
            sums.log_u += cev__log(product);
            product = 1.0;
        }
        product *= u;
    }
    sums.log_u += cev__log(product);
    return sums;
}

/* part log(1 + D / part), where u, or what is left of it, is 1 + D / part of
 * what it is in the mean. */
static double off_mean(double part, double D, double N, double share)
{
    double excess = D / part;
    return part
           * (excess > -0.5 ? cev__log1p(excess)
                            : cev__log(N * (share / part)));
}

/*
 * Where P and q are both large amounts are much alike, and what was summed
 * above cancels but for D = N u - P, what u is off by (gamma_gamma.c): the
 * value is the kernel's, and the slopes are made of D.
 */
static void add_alike(const cev__params *params, const cev__terms *terms,
                      const cev__group *groups, int64_t count,
                      cev__sums *sums)
{
    const cev__gamma_gamma_params *p = &params->gamma_gamma;
    double P = terms->extra[SHAPE], q = p->q, N = P + q;
    double digamma = cev__digamma_less_log(N);
    double rest_p = P * (digamma - cev__digamma_less_log(P));
    double rest_q = q * (digamma - cev__digamma_less_log(q));
    double *h = sums->hessian;
    for (int64_t i = 0; i < count; i++) {
        double w = groups[i].weight;
        double spent = groups[i].key[0] * groups[i].key[1];
        double u = spent / (spent + p->gamma);
        double left = p->gamma / (spent + p->gamma), D = q * u - P * left;
        double g_p = off_mean(P, D, N, u) + rest_p;
        double g_q = off_mean(q, -D, N, left) + rest_q;
        cev__sum_add(&sums->value,
                     w * cev__gamma_gamma_ll(p, terms->x, groups[i].key[1]));
        cev__sum_add(&sums->gradient[OF_P], w * g_p);
        cev__sum_add(&sums->gradient[OF_Q], w * g_q);
        cev__sum_add(&sums->gradient[OF_GAMMA], w * D);
        h[OF_PP] += w * (g_p + terms->hessian[OF_PP]);
        h[OF_QP] += w * terms->hessian[OF_QP];
        h[OF_QQ] += w * (g_q + terms->hessian[OF_QQ]);
        h[OF_GAMMA_P] -= w * P * left;
        h[OF_GAMMA_Q] += w * q * u;
        h[OF_GAMMA2] -= w * N * u * left;
    }
}

void cev__spend_add(const cev__params *params, const cev__terms *terms,
                    const cev__group *groups, int64_t count, cev__sums *sums)
{
    double q = params->gamma_gamma.q, gamma = params->gamma_gamma.gamma;
    double P = terms->extra[SHAPE];
    if (P > SHAPE_LARGE && q > SHAPE_LARGE) {
        add_alike(params, terms, groups, count, sums);
        return;
    }
    spend_sums s = sum_spend(gamma, P, q, groups, count);
    /* log y = log(x m) - log u. */
    double to_p = P * s.log_u;
    double log_left = (s.weight * cev__log(gamma) - s.log_spent) + s.log_u;
    double to_q = q * (q > SHAPE_LARGE ? s.log_left : log_left);
    double log_amounts = s.log_spent - s.weight * terms->extra[LOG_X];
    double g_p = s.weight * terms->gradient[OF_P] + to_p;
    double g_q = s.weight * terms->gradient[OF_Q] + to_q;
    cev__sum_add(&sums->value,
                 s.weight * terms->value + to_p + to_q - log_amounts);
    cev__sum_add(&sums->gradient[OF_P], g_p);
    cev__sum_add(&sums->gradient[OF_Q], g_q);
    cev__sum_add(&sums->gradient[OF_GAMMA], q * s.u - P * s.left);
    sums->hessian[OF_PP] += g_p + s.weight * terms->hessian[OF_PP];
    sums->hessian[OF_QP] += s.weight * terms->hessian[OF_QP];
    sums->hessian[OF_QQ] += g_q + s.weight * terms->hessian[OF_QQ];
    sums->hessian[OF_GAMMA_P] -= P * s.left;
    sums->hessian[OF_GAMMA_Q] += q * s.u;
    sums->hessian[OF_GAMMA2] -= (P + q) * s.spread;
}

const cev__pool_model cev__spend_model = {
    OF_GAMMA + 1,     "fitting spend", cev__spend_params,
    cev__spend_terms,  cev__spend_add,
};

void cev__spend_remake(const cev__gamma_gamma_params *p, cev__rng *rng,
                       double key[CEV__KEYS])
{
    double log_total = cev__variate_log_gamma(rng, p->p * key[0])
                       - cev__variate_log_gamma(rng, p->q);
    key[1] = cev__exp(fmax(-AMOUNT_LOGS, fmin(log_total, AMOUNT_LOGS)))
             * p->gamma / key[0];
}

/* Sums of the Gamma-Gamma log-likelihood; the formula is in spend_fit.c. */
#include "../core/compiler.h"
#include "spend_terms.h"

#include "../math/elementary.h"
#include "../math/gamma.h"

enum { OF_P, OF_Q, OF_GAMMA };
enum { OF_PP, OF_QP, OF_QQ, OF_GAMMA_P, OF_GAMMA_Q, OF_GAMMA2 };
enum { SHAPE, LOG_X }; /* the extra terms: P and log x */

/* Products of amounts within these bounds can still be multiplied. */
#define AMOUNT_MIN 1e-150
#define AMOUNT_MAX 1e150

int32_t cev__spend_params(const double *params, cev__params *out)
{
    return cev__gamma_gamma_prepare(params, &out->gamma_gamma);
}

void cev__spend_terms(const cev__params *params, double x, cev__terms *out)
{
    double P = params->gamma_gamma.p * x, q = params->gamma_gamma.q;
    double N = P + q, digamma = cev__digamma(N), trigamma = cev__trigamma(N);
    out->x = x;
    out->value = -cev__lbeta(P, q);
    out->gradient[OF_P] = P * (digamma - cev__digamma(P));
    out->gradient[OF_Q] = q * (digamma - cev__digamma(q));
    out->hessian[OF_PP] = P * P * (trigamma - cev__trigamma(P));
    out->hessian[OF_QP] = P * q * trigamma;
    out->hessian[OF_QQ] = q * q * (trigamma - cev__trigamma(q));
    out->extra[SHAPE] = P;
    out->extra[LOG_X] = cev__log(x);
}

/* Sums over customers with the same x. */
typedef struct spend_sums {
    double weight, log_spent, log_y, u, spread; /* spread: u (1 - u) */
} spend_sums;

/* The logarithm of y is taken of products of many: multiplying is exact
 * enough, and cheaper by far. */
static spend_sums sum_spend(double gamma, const cev__group *groups,
                            int64_t count)
{
    spend_sums sums = {0.0, 0.0, 0.0, 0.0, 0.0};
    double product = 1.0;
    for (int64_t i = 0; i < count; i++) {
        double w = groups[i].weight, spent = groups[i].key[0] * groups[i].key[1];
        double y = spent + gamma, u = spent / y;
        sums.weight += w;
        sums.log_spent += w * groups[i].key[2];
        sums.u += w * u;
        sums.spread += w * u * (gamma / y);
        if (w > 1.0) {
            sums.log_y += w * cev__log(y);
            continue;
        }
        product *= y;
        if (!(product > AMOUNT_MIN && product < AMOUNT_MAX)) {
            sums.log_y += cev__log(product);
            product = 1.0;
        }
    }
    sums.log_y += cev__log(product);
    return sums;
}

void cev__spend_add(const cev__params *params, const cev__terms *terms,
                    const cev__group *groups, int64_t count, cev__sums *sums)
{
    double q = params->gamma_gamma.q, gamma = params->gamma_gamma.gamma;
    double P = terms->extra[SHAPE];
    spend_sums s = sum_spend(gamma, groups, count);
    double to_p = P * (s.log_spent - s.log_y);
    double to_q = q * (s.weight * cev__log(gamma) - s.log_y);
    double log_amounts = s.log_spent - s.weight * terms->extra[LOG_X];
    double g_p = s.weight * terms->gradient[OF_P] + to_p;
    double g_q = s.weight * terms->gradient[OF_Q] + to_q;
    cev__sum_add(&sums->value,
                 s.weight * terms->value + to_p + to_q - log_amounts);
    cev__sum_add(&sums->gradient[OF_P], g_p);
    cev__sum_add(&sums->gradient[OF_Q], g_q);
    cev__sum_add(&sums->gradient[OF_GAMMA], q * s.u - P * (s.weight - s.u));
    sums->hessian[OF_PP] += g_p + s.weight * terms->hessian[OF_PP];
    sums->hessian[OF_QP] += s.weight * terms->hessian[OF_QP];
    sums->hessian[OF_QQ] += g_q + s.weight * terms->hessian[OF_QQ];
    sums->hessian[OF_GAMMA_P] -= P * (s.weight - s.u);
    sums->hessian[OF_GAMMA_Q] += q * s.u;
    sums->hessian[OF_GAMMA2] -= (P + q) * s.spread;
}

/*
 * What the fits of models with gamma distributed rates and with leaving at any
 * time have in common: a customer's log-likelihood is
 *     log[Gamma(n) / (Gamma(r) alpha^x)] + c(T) + log(exp(a) + 1 - exp(b)),
 * n = r + x, with c(u) that of being active at u, and a and b those of wait.h,
 * counted from T. r and alpha are the first two parameters.
 */
#ifndef CEV_NBD_FIT_H
#define CEV_NBD_FIT_H

#include <math.h>

#include "../math/elementary.h"
#include "../math/linalg.h"
#include "pool.h"

/* The first part, that of all with the same x. */
void cev__nbd_terms(double r, double alpha, double x, cev__terms *out);

/* A function of the parameters with its derivatives in their logs. */
typedef struct cev__jet {
    double value;
    double gradient[CEV__PARAMS];
    double hessian[CEV__PARAMS_PACKED];
} cev__jet;

/* The jets' functions are inline, so that compilers know the number n of
 * parameters. */

/* one += factor * other */
static inline void cev__jet_add(int n, cev__jet *one, double factor,
                                const cev__jet *other)
{
    int k;

    one->value += factor * other->value;
    for (k = 0; k < n; k++)
        one->gradient[k] += factor * other->gradient[k];
    for (k = 0; k < n * (n + 1) / 2; k++)
        one->hessian[k] += factor * other->hessian[k];
}

/*
 * The third part, where exp(a) may overflow. The derivatives are the mean and
 * covariance of those of a, of nothing and of b, under the weights of the
 * three terms; pair by pair, so that large derivatives of the one that counts
 * do not cancel.
 */
static inline void cev__jet_wait(int n, const cev__jet *a, const cev__jet *b,
                                 cev__jet *out)
{
    double less = cev__exp(-fabs(a->value)), stay = -cev__expm1(b->value);
    double one, of_a, of_b;
    int i, j;

    if (a->value > 0.0) {
        of_a = 1.0 / (1.0 + stay * less);
        one = less * of_a;
        out->value = a->value + cev__log1p(stay * less);
    } else {
        one = 1.0 / (less + stay);
        of_a = less * one;
        out->value = cev__log(less + stay);
    }
    of_b = cev__exp(b->value) * one;
    for (i = 0; i < n; i++) {
        double a_i = a->gradient[i], b_i = b->gradient[i];

        out->gradient[i] = of_a * a_i - of_b * b_i;
        for (j = 0; j <= i; j++) {
            int k = cev__packed(i, j);
            double a_j = a->gradient[j], b_j = b->gradient[j];

            out->hessian[k] = of_a * (a->hessian[k] + one * a_i * a_j)
                              - of_b * (b->hessian[k] + one * b_i * b_j
                                        + of_a * (a_i - b_i) * (a_j - b_j));
        }
    }
}

/* Adds terms and the rest, ll, of so many customers. */
static inline void cev__jet_sum(int n, const cev__terms *terms,
                                const cev__jet *ll, double weight,
                                cev__sums *sums)
{
    int k;

    cev__sum_add(&sums->value, weight * (terms->value + ll->value));
    for (k = 0; k < n; k++)
        cev__sum_add(&sums->gradient[k],
                     weight * (terms->gradient[k] + ll->gradient[k]));
    for (k = 0; k < n * (n + 1) / 2; k++)
        sums->hessian[k] += weight * (terms->hessian[k] + ll->hessian[k]);
}

#endif

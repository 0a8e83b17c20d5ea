/*
 * Derivatives of the Gamma-Gamma log-likelihood with respect to log p, log q
 * and log gamma; see gamma_gamma.h.
 *
 * With P = p x, N = P + q, g = gamma / x, u = m / (m + g) and D = N u - P,
 *     d/dlog p     = P (psi(N) - psi(P) + log u)
 *     d/dlog q     = q (psi(N) - psi(q) + log(1 - u))
 *     d/dlog gamma = q - N (1 - u) = D.
 * For large P and q the logarithms in psi cancel those of u, and 1 / N in
 * psi' cancels 1 / P; so psi enters less its logarithm, psi' less its inverse.
 */
#include "../core/compiler.h"
#include "gamma_gamma.h"

#include <stddef.h>
#include <string.h>

#include "../math/elementary.h"
#include "../math/gamma.h"
#include "../math/log1p.h"

/* Places in a gradient, and in a packed lower triangle. */
enum { G_P, G_Q, G_GAMMA };
enum { G_PP, G_QP, G_QQ, G_GAMMA_P, G_GAMMA_Q, G_GAMMA2 };

/* log(share N / part), share = mine / (mine + other), by way of
 * share N / part - 1 = D / part where they are close. */
static double share_log(double part, double N, double D, double mine,
                        double other)
{
    double excess = D / part;

    if (excess > -0.5 && excess < 1.0)
        return cev__log1p(excess);
    return cev__log(N / part) - cev__log1p_quotient(other, mine);
}

/* P^2 (psi'(N) - psi'(P)) and so on, where
 * P^2 (1 / N - 1 / P) = -P q / N = q^2 (1 / N - 1 / q). */
static void curvature(double P, double q, double u,
                      const double gradient[3], double hessian[6])
{
    double N = P + q, both = P * (q / N);
    double rest = cev__trigamma_less_inverse(N);

    hessian[G_PP] = gradient[G_P] - both
                    + P * P * (rest - cev__trigamma_less_inverse(P));
    hessian[G_QP] = both + P * q * rest;
    hessian[G_QQ] = gradient[G_Q] - both
                    + q * q * (rest - cev__trigamma_less_inverse(q));
    hessian[G_GAMMA_P] = -P * (1.0 - u);
    hessian[G_GAMMA_Q] = q * u;
    hessian[G_GAMMA2] = -N * u * (1.0 - u);
}

void cev__gamma_gamma_ll_grad(const cev__gamma_gamma_params *p, double x,
                              double m_x, double *value, double gradient[3],
                              double hessian[6])
{
    double P = p->p * x, q = p->q, N = P + q, g = p->gamma / x;
    double u = m_x / (m_x + g), D = q * u - P * (g / (m_x + g)), rest;

    *value = cev__gamma_gamma_ll(p, x, m_x);
    memset(gradient, 0, 3 * sizeof *gradient);
    if (hessian != NULL)
        memset(hessian, 0, 6 * sizeof *hessian);
    if (x == 0.0)
        return;
    rest = cev__digamma_less_log(N);
    gradient[G_P] = P * (share_log(P, N, D, m_x, g) + rest
                         - cev__digamma_less_log(P));
    gradient[G_Q] = q * (share_log(q, N, -D, g, m_x) + rest
                         - cev__digamma_less_log(q));
    gradient[G_GAMMA] = D;
    if (hessian != NULL)
        curvature(P, q, u, gradient, hessian);
}

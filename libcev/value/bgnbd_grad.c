/*
 * Derivatives of the BG/NBD log-likelihood; see bgnbd.h.
 *
 * The likelihood has two terms: active at T, and left at t_x (eq. 6). With u
 * the log of the odds of the second,
 *     ll = active + log(1 + exp(u)),
 *     gradient = active' + Q u',
 *     Hessian  = active'' + Q u'' + P Q u' u'^T,
 * where P = 1 / (1 + exp(u)) is the chance of being active, and Q = 1 - P.
 * All derivatives are with respect to log r, log alpha, log a and log b.
 */
#include "../core/compiler.h"
#include "bgnbd.h"

#include <stddef.h>
#include <string.h>

#include "../math/elementary.h"
#include "../math/log1p.h"
#include "../math/rising.h"

/* Places in a gradient, and in a packed lower triangle. */
enum { D_R, D_ALPHA, D_A, D_B };
enum { D_RR, D_ALPHA_R, D_ALPHA2, D_AR, D_A_ALPHA, D_AA, D_BR, D_B_ALPHA,
       D_BA, D_BB };

/*
 * The first term: log Gamma(n) / Gamma(r) + r log alpha - n log(alpha + T)
 * + log B(a, b + x) / B(a, b). In alpha the gradient is r - n alpha / A,
 * which is (r T - x alpha) / A without cancelling where T is small.
 */
static void active_gradient(const cev__bgnbd_params *p, double x, double T,
                            double gradient[4])
{
    double A = p->alpha + T;

    gradient[D_R] = p->r * (cev__harmonic(p->r, x)
                            - cev__log1p_quotient(T, p->alpha));
    gradient[D_ALPHA] = p->r * (T / A) - x * (p->alpha / A);
    gradient[D_A] = -p->a * cev__harmonic(p->a + p->b, x);
    gradient[D_B] = p->b * cev__harmonic_difference(p->b, p->a, x);
}

/* Second derivatives of the first term; the diagonal of a Hessian in logs
 * holds the gradient too. */
static void active_hessian(const cev__bgnbd_params *p, double x, double T,
                           const double gradient[4], double hessian[10])
{
    double A = p->alpha + T, a = p->a, b = p->b;
    double squares = cev__harmonic_squares(a + b, x);

    hessian[D_RR] = gradient[D_R]
                    - p->r * p->r * cev__harmonic_squares(p->r, x);
    hessian[D_ALPHA_R] = p->r * (T / A);
    hessian[D_ALPHA2] = -(p->r + x) * (p->alpha / A) * (T / A);
    hessian[D_AA] = gradient[D_A] + a * a * squares;
    hessian[D_BA] = a * b * squares;
    hessian[D_BB] = gradient[D_B]
                    - b * b * cev__harmonic_squares_difference(b, a, x);
}

/* u' and u'' of u = log a - log(b + x - 1) + n log(A / B), B = alpha + t_x,
 * weighed with Q and P Q as above. */
static void add_left(const cev__bgnbd_params *p, double x, double t_x,
                     double T, double odds, double gradient[4],
                     double hessian[10])
{
    double P = 1.0 / (1.0 + cev__exp(odds)), Q = 1.0 / (1.0 + cev__exp(-odds));
    double A = p->alpha + T, B = p->alpha + t_x, n = p->r + x;
    double to_b = p->b / (p->b + (x - 1.0)), gap = (T - t_x) / B;
    double u[4], curved;
    int i, j;

    u[D_R] = p->r * cev__log1p_quotient(T - t_x, B);
    u[D_ALPHA] = -n * (p->alpha / A) * gap;
    u[D_A] = 1.0;
    u[D_B] = -to_b;
    for (i = 0; i < 4; i++)
        gradient[i] += Q * u[i];
    if (hessian == NULL)
        return;
    for (i = 0; i < 4; i++)
        for (j = 0; j <= i; j++)
            hessian[i * (i + 1) / 2 + j] += P * Q * u[i] * u[j];
    curved = T / A - p->alpha / B;
    hessian[D_RR] += Q * u[D_R];
    hessian[D_ALPHA_R] -= Q * p->r * (p->alpha / A) * gap;
    hessian[D_ALPHA2] += Q * u[D_ALPHA] * curved;
    hessian[D_BB] -= Q * to_b * ((x - 1.0) / (p->b + (x - 1.0)));
}

void cev__bgnbd_ll_grad(const cev__bgnbd_params *p, double x, double t_x,
                        double T, double *value, double gradient[4],
                        double hessian[10])
{
    *value = cev__bgnbd_ll(p, x, t_x, T);
    active_gradient(p, x, T, gradient);
    if (hessian != NULL) {
        memset(hessian, 0, 10 * sizeof *hessian);
        active_hessian(p, x, T, gradient, hessian);
    }
    if (x > 0.0)
        add_left(p, x, t_x, T, cev__bgnbd_log_odds(p, x, t_x, T), gradient,
                 hessian);
}

/* Gamma-Gamma spend: one customer, and the kernels; see gamma_gamma.h. */
#include "../core/compiler.h"
#include "gamma_gamma.h"

#include <math.h>
#include <stddef.h>

#include "../math/elementary.h"
#include "../math/gamma.h"
#include "../math/log1p.h"
#include "cev/kernels.h"

#define TWO_PI 6.2831853071795864769

/* Beyond this products would overflow. */
#define SPEND_MOST 1e300

int32_t cev__gamma_gamma_prepare(const double *params,
                                 cev__gamma_gamma_params *out)
{
    int i;

    for (i = 0; i < 3; i++)
        if (!(params[i] > 0.0 && isfinite(params[i])))
            return CEV_ERR_DOMAIN;
    out->p = params[0];
    out->q = params[1];
    out->gamma = params[2];
    return CEV_OK;
}

int cev__gamma_gamma_valid(double x, double m_x)
{
    if (!(x >= 0.0 && isfinite(x) && floor(x) == x))
        return 0;
    return x == 0.0 || (m_x > 0.0 && isfinite(m_x));
}

/*
 * With P = p x, N = P + q and u = m / (m + g), g = gamma / x, eq. 1a is
 *     -log B(P, q) + P log u + q log(1 - u) - log m.
 * For large P and q everything cancels but the second order, so Stirling's
 * logarithms join those of u: D = N u - P is what u is off by, and
 *     P log(u N / P) + q log((1 - u) N / q)
 *         = P (log1p(D / P) - D / P) + q (log1p(-D / q) + D / q),
 * where D / P and D / q are near 0.
 */
static double deviance_part(double part, double N, double D, double mine,
                            double other)
{
    double excess = D / part;

    if (excess > -0.5)
        return part * cev__log1p_less_x(excess);
    return part * (cev__log(N / part) - cev__log1p_quotient(other, mine)
                   - excess);
}

static double deviance_ll(double P, double q, double m, double g)
{
    double N = P + q;
    double D = q * (m / (m + g)) - P * (g / (m + g));

    return deviance_part(P, N, D, m, g) + deviance_part(q, N, -D, g, m)
           + 0.5 * cev__log(P * (q / N) / TWO_PI)
           + cev__stirling_rest(N) - cev__stirling_rest(P)
           - cev__stirling_rest(q);
}

/* The same where P or q is too small for Stirling: nothing is much larger
 * than the result. */
static double plain_ll(double P, double q, double m, double g)
{
    return -cev__lbeta(P, q) - P * cev__log1p_quotient(g, m)
           - q * cev__log1p_quotient(m, g);
}

double cev__gamma_gamma_ll(const cev__gamma_gamma_params *p, double x,
                           double m_x)
{
    double P = p->p * x, g = p->gamma / x;

    if (x == 0.0)
        return 0.0;
    if (P >= CEV__STIRLING_FROM && p->q >= CEV__STIRLING_FROM)
        return deviance_ll(P, p->q, m_x, g) - cev__log(m_x);
    return plain_ll(P, p->q, m_x, g) - cev__log(m_x);
}

double cev__gamma_gamma_expected(const cev__gamma_gamma_params *p, double x,
                                 double m_x)
{
    double spent = x == 0.0 ? 0.0 : x * m_x;

    return p->p * ((p->gamma + spent) / (p->p * x + (p->q - 1.0)));
}

/* What the formulas multiply. */
static int is_within_reach(const cev__gamma_gamma_params *p, double x,
                           double m_x)
{
    double spent = p->gamma + (x > 0.0 ? x * m_x : 0.0);

    return p->p * x + p->q <= SPEND_MOST && p->p * spent <= SPEND_MOST;
}

static int32_t check_spend(const double *params, int64_t n, const double *x,
                           const double *m_x, const double *out,
                           cev__gamma_gamma_params *model)
{
    int64_t i;

    if (params == NULL || n < 0)
        return CEV_ERR_ARGUMENT;
    if (n > 0 && (x == NULL || m_x == NULL || out == NULL))
        return CEV_ERR_ARGUMENT;
    if (cev__gamma_gamma_prepare(params, model) != CEV_OK)
        return CEV_ERR_DOMAIN;
    for (i = 0; i < n; i++)
        if (!cev__gamma_gamma_valid(x[i], m_x[i])
            || !is_within_reach(model, x[i], m_x[i]))
            return CEV_ERR_DOMAIN;
    return CEV_OK;
}

int32_t cev_gamma_gamma_log_likelihood(const double *params, int64_t n,
                                       const double *x, const double *m_x,
                                       double *out)
{
    cev__gamma_gamma_params model;
    int32_t status = check_spend(params, n, x, m_x, out, &model);
    int64_t i;

    if (status != CEV_OK)
        return status;
    for (i = 0; i < n; i++)
        out[i] = cev__gamma_gamma_ll(&model, x[i], m_x[i]);
    return CEV_OK;
}

int32_t cev_gamma_gamma_expected(const double *params, int64_t n,
                                 const double *x, const double *m_x,
                                 double *out)
{
    cev__gamma_gamma_params model;
    int32_t status = check_spend(params, n, x, m_x, out, &model);
    int64_t i;

    if (status != CEV_OK)
        return status;
    for (i = 0; i < n; i++)
        if (!(model.p * x[i] + (model.q - 1.0) > 0.0))
            return CEV_ERR_DOMAIN;
    for (i = 0; i < n; i++)
        out[i] = cev__gamma_gamma_expected(&model, x[i], m_x[i]);
    return CEV_OK;
}

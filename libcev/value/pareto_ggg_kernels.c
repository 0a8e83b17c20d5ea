/* The Pareto/GGG kernels; see cev/kernels.h. */
#include "../core/compiler.h"
#include "cev/kernels.h"

#include <math.h>

#include "pareto_ggg_kind.h"
#include "purchase_kernels.h"

int32_t cev_pareto_ggg_log_likelihood(const double *params, int64_t n,
                                      const double *x, const double *t_x,
                                      const double *T, const double *litt,
                                      double *out)
{
    cev__arrays customers = {n, x, t_x, T, litt};
    return cev__kernel_ll(&cev__pareto_ggg_purchases, params, customers, out);
}

int32_t cev_pareto_ggg_p_alive(const double *params, int64_t n,
                               const double *x, const double *t_x,
                               const double *T, const double *litt,
                               double *out)
{
    cev__arrays customers = {n, x, t_x, T, litt};
    return cev__kernel_p_alive(&cev__pareto_ggg_purchases, params, customers,
                               out);
}

int32_t cev_pareto_ggg_expected(const double *params, int64_t n,
                                const double *x, const double *t_x,
                                const double *T, const double *litt,
                                double horizon, double *out)
{
    return cev_pareto_ggg_dect(params, n, x, t_x, T, litt, 0.0, horizon, out);
}

int32_t cev_pareto_ggg_dert(const double *params, int64_t n, const double *x,
                            const double *t_x, const double *T,
                            const double *litt, double delta, double *out)
{
    return cev_pareto_ggg_dect(params, n, x, t_x, T, litt, delta, INFINITY,
                               out);
}

int32_t cev_pareto_ggg_dect(const double *params, int64_t n, const double *x,
                            const double *t_x, const double *T,
                            const double *litt, double delta, double horizon,
                            double *out)
{
    cev__arrays customers = {n, x, t_x, T, litt};
    return cev__kernel_dect(&cev__pareto_ggg_purchases, params, customers,
                            delta, horizon, out);
}

int32_t cev_pareto_ggg_pmf(const double *params, int64_t n, const double *x,
                           const double *T, double *out)
{
    return cev__kernel_pmf(&cev__pareto_ggg_purchases, params, n, x, T, out);
}

int32_t cev_pareto_ggg_pmf_ahead(const double *params, int64_t n,
                                 const double *x, const double *t_x,
                                 const double *T, const double *litt,
                                 double horizon, const double *purchases,
                                 double *out)
{
    cev__arrays customers = {n, x, t_x, T, litt};
    return cev__kernel_pmf_ahead(&cev__pareto_ggg_purchases, params,
                                 customers, horizon, purchases, out);
}

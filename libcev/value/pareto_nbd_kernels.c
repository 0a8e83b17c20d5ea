/* The Pareto/NBD kernels; see cev/kernels.h. */
#include "../core/compiler.h"
#include "cev/kernels.h"

#include <math.h>

#include "pareto_nbd_kind.h"
#include "purchase_kernels.h"

int32_t cev_pareto_nbd_log_likelihood(const double *params, int64_t n,
                                      const double *x, const double *t_x,
                                      const double *T, double *out)
{
    return cev__kernel_ll(&cev__pareto_nbd_purchases, params,
                          cev__arrays_of(n, x, t_x, T), out);
}

int32_t cev_pareto_nbd_p_alive(const double *params, int64_t n,
                               const double *x, const double *t_x,
                               const double *T, double *out)
{
    return cev__kernel_p_alive(&cev__pareto_nbd_purchases, params,
                               cev__arrays_of(n, x, t_x, T), out);
}

int32_t cev_pareto_nbd_expected(const double *params, int64_t n,
                                const double *x, const double *t_x,
                                const double *T, double horizon, double *out)
{
    return cev_pareto_nbd_dect(params, n, x, t_x, T, 0.0, horizon, out);
}

int32_t cev_pareto_nbd_dert(const double *params, int64_t n, const double *x,
                            const double *t_x, const double *T, double delta,
                            double *out)
{
    return cev_pareto_nbd_dect(params, n, x, t_x, T, delta, INFINITY, out);
}

int32_t cev_pareto_nbd_dect(const double *params, int64_t n, const double *x,
                            const double *t_x, const double *T, double delta,
                            double horizon, double *out)
{
    return cev__kernel_dect(&cev__pareto_nbd_purchases, params,
                            cev__arrays_of(n, x, t_x, T), delta, horizon, out);
}

int32_t cev_pareto_nbd_p_any(const double *params, int64_t n,
                             const double *x, const double *t_x,
                             const double *T, double horizon, double *out)
{
    return cev__kernel_first(&cev__pareto_nbd_purchases, params,
                             cev__arrays_of(n, x, t_x, T), CEV__VIEW_ANY,
                             horizon, out);
}

int32_t cev_pareto_nbd_next_purchase(const double *params, int64_t n,
                                     const double *x, const double *t_x,
                                     const double *T, double horizon,
                                     double *out)
{
    return cev__kernel_first(&cev__pareto_nbd_purchases, params,
                             cev__arrays_of(n, x, t_x, T), CEV__VIEW_NEXT,
                             horizon, out);
}

int32_t cev_pareto_nbd_pmf(const double *params, int64_t n, const double *x,
                           const double *T, double *out)
{
    return cev__kernel_pmf(&cev__pareto_nbd_purchases, params, n, x, T, out);
}

int32_t cev_pareto_nbd_pmf_ahead(const double *params, int64_t n,
                                 const double *x, const double *t_x,
                                 const double *T, double horizon,
                                 const double *purchases, double *out)
{
    return cev__kernel_pmf_ahead(&cev__pareto_nbd_purchases, params,
                                 cev__arrays_of(n, x, t_x, T), horizon,
                                 purchases, out);
}

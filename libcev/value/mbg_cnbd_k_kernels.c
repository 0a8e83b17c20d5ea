/* The MBG/CNBD-k kernels; see cev/kernels.h. */
#include "../core/compiler.h"
#include "cev/kernels.h"

#include <math.h>

#include "cnbd_kind.h"
#include "purchase_kernels.h"

int32_t cev_mbg_cnbd_k_log_likelihood(const double *params, int64_t n,
                                      const double *x, const double *t_x,
                                      const double *T, const double *litt,
                                      double *out)
{
    cev__arrays customers = cev__arrays_of(n, x, t_x, T);
    customers.litt = litt;
    return cev__kernel_ll(&cev__mbg_cnbd_k_purchases, params, customers, out);
}

int32_t cev_mbg_cnbd_k_p_alive(const double *params, int64_t n,
                               const double *x, const double *t_x,
                               const double *T, double *out)
{
    return cev__kernel_p_alive(&cev__mbg_cnbd_k_purchases, params,
                               cev__arrays_of(n, x, t_x, T), out);
}

int32_t cev_mbg_cnbd_k_expected(const double *params, int64_t n,
                                const double *x, const double *t_x,
                                const double *T, double horizon, double *out)
{
    return cev_mbg_cnbd_k_dect(params, n, x, t_x, T, 0.0, horizon, out);
}

int32_t cev_mbg_cnbd_k_dert(const double *params, int64_t n, const double *x,
                            const double *t_x, const double *T, double delta,
                            double *out)
{
    return cev_mbg_cnbd_k_dect(params, n, x, t_x, T, delta, INFINITY, out);
}

int32_t cev_mbg_cnbd_k_dect(const double *params, int64_t n, const double *x,
                            const double *t_x, const double *T, double delta,
                            double horizon, double *out)
{
    return cev__kernel_dect(&cev__mbg_cnbd_k_purchases, params,
                            cev__arrays_of(n, x, t_x, T), delta, horizon, out);
}

int32_t cev_mbg_cnbd_k_p_any(const double *params, int64_t n, const double *x,
                             const double *t_x, const double *T,
                             double horizon, double *out)
{
    return cev__kernel_first(&cev__mbg_cnbd_k_purchases, params,
                             cev__arrays_of(n, x, t_x, T), CEV__VIEW_ANY,
                             horizon, out);
}

int32_t cev_mbg_cnbd_k_next_purchase(const double *params, int64_t n,
                                     const double *x, const double *t_x,
                                     const double *T, double horizon,
                                     double *out)
{
    return cev__kernel_first(&cev__mbg_cnbd_k_purchases, params,
                             cev__arrays_of(n, x, t_x, T), CEV__VIEW_NEXT,
                             horizon, out);
}

int32_t cev_mbg_cnbd_k_pmf(const double *params, int64_t n, const double *x,
                           const double *T, double *out)
{
    return cev__kernel_pmf(&cev__mbg_cnbd_k_purchases, params, n, x, T, out);
}

int32_t cev_mbg_cnbd_k_pmf_ahead(const double *params, int64_t n,
                                 const double *x, const double *t_x,
                                 const double *T, double horizon,
                                 const double *purchases, double *out)
{
    return cev__kernel_pmf_ahead(&cev__mbg_cnbd_k_purchases, params,
                                 cev__arrays_of(n, x, t_x, T), horizon,
                                 purchases, out);
}

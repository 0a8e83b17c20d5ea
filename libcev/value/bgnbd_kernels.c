/* The BG/NBD kernels; see cev/kernels.h. */
#include "../core/compiler.h"
#include "cev/kernels.h"

#include <math.h>

#include "bg_purchases.h"
#include "purchase_kernels.h"

int32_t cev_bgnbd_log_likelihood(const double *params, int64_t n,
                                 const double *x, const double *t_x,
                                 const double *T, double *out)
{
    return cev__kernel_ll(&cev__bgnbd_purchases, params,
                          cev__arrays_of(n, x, t_x, T), out);
}

int32_t cev_bgnbd_p_alive(const double *params, int64_t n, const double *x,
                          const double *t_x, const double *T, double *out)
{
    return cev__kernel_p_alive(&cev__bgnbd_purchases, params,
                               cev__arrays_of(n, x, t_x, T), out);
}

int32_t cev_bgnbd_expected(const double *params, int64_t n, const double *x,
                           const double *t_x, const double *T, double horizon,
                           double *out)
{
    return cev_bgnbd_dect(params, n, x, t_x, T, 0.0, horizon, out);
}

int32_t cev_bgnbd_dert(const double *params, int64_t n, const double *x,
                       const double *t_x, const double *T, double delta,
                       double *out)
{
    return cev_bgnbd_dect(params, n, x, t_x, T, delta, INFINITY, out);
}

int32_t cev_bgnbd_dect(const double *params, int64_t n, const double *x,
                       const double *t_x, const double *T, double delta,
                       double horizon, double *out)
{
    return cev__kernel_dect(&cev__bgnbd_purchases, params,
                            cev__arrays_of(n, x, t_x, T), delta, horizon, out);
}

int32_t cev_bgnbd_p_any(const double *params, int64_t n,
                        const double *x, const double *t_x,
                        const double *T, double horizon, double *out)
{
    return cev__kernel_first(&cev__bgnbd_purchases, params,
                             cev__arrays_of(n, x, t_x, T), CEV__VIEW_ANY,
                             horizon, out);
}

int32_t cev_bgnbd_next_purchase(const double *params, int64_t n,
                                const double *x, const double *t_x,
                                const double *T, double horizon, double *out)
{
    return cev__kernel_first(&cev__bgnbd_purchases, params,
                             cev__arrays_of(n, x, t_x, T), CEV__VIEW_NEXT,
                             horizon, out);
}

int32_t cev_bgnbd_pmf(const double *params, int64_t n, const double *x,
                      const double *T, double *out)
{
    return cev__kernel_pmf(&cev__bgnbd_purchases, params, n, x, T, out);
}

int32_t cev_bgnbd_pmf_ahead(const double *params, int64_t n, const double *x,
                            const double *t_x, const double *T, double horizon,
                            const double *purchases, double *out)
{
    return cev__kernel_pmf_ahead(&cev__bgnbd_purchases, params,
                                 cev__arrays_of(n, x, t_x, T), horizon,
                                 purchases, out);
}

/* The BG/NBD kernels; see cev/kernels.h. */
#include "../core/compiler.h"
#include "cev/kernels.h"

#include <math.h>

#include "bg.h"
#include "bg_kernels.h"

int32_t cev_bgnbd_log_likelihood(const double *params, int64_t n,
                                 const double *x, const double *t_x,
                                 const double *T, double *out)
{
    return cev__bg_kernel_ll(CEV__BGNBD_FIRST, params, n, x, t_x, T, out);
}

int32_t cev_bgnbd_p_alive(const double *params, int64_t n, const double *x,
                          const double *t_x, const double *T, double *out)
{
    return cev__bg_kernel_p_alive(CEV__BGNBD_FIRST, params, n, x, t_x, T, out);
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
    return cev__bg_kernel_dect(CEV__BGNBD_FIRST, params, n, x, t_x, T, delta,
                               horizon, out);
}

int32_t cev_bgnbd_pmf(const double *params, int64_t n, const double *x,
                      const double *T, double *out)
{
    return cev__bg_kernel_pmf(CEV__BGNBD_FIRST, params, n, x, T, out);
}

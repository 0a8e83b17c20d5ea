/* The kernels of purchase models over arrays, for any of them; all else as in
 * cev/kernels.h. */
#ifndef CEV_PURCHASE_KERNELS_H
#define CEV_PURCHASE_KERNELS_H

#include "purchase.h"

int32_t cev__kernel_ll(const cev__purchase_kind *kind, const double *params,
                       int64_t n, const double *x, const double *t_x,
                       const double *T, double *out);
int32_t cev__kernel_p_alive(const cev__purchase_kind *kind,
                            const double *params, int64_t n, const double *x,
                            const double *t_x, const double *T, double *out);
int32_t cev__kernel_dect(const cev__purchase_kind *kind, const double *params,
                         int64_t n, const double *x, const double *t_x,
                         const double *T, double delta, double horizon,
                         double *out);
int32_t cev__kernel_pmf(const cev__purchase_kind *kind, const double *params,
                        int64_t n, const double *x, const double *T,
                        double *out);

#endif

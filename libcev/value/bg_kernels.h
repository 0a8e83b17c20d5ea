/* The kernels of the beta-geometric models over arrays, for either; `first`
 * is that of bg.h, all else as in cev/kernels.h. */
#ifndef CEV_BG_KERNELS_H
#define CEV_BG_KERNELS_H

#include <stdint.h>

int32_t cev__bg_kernel_ll(double first, const double *params, int64_t n,
                          const double *x, const double *t_x, const double *T,
                          double *out);
int32_t cev__bg_kernel_p_alive(double first, const double *params, int64_t n,
                               const double *x, const double *t_x,
                               const double *T, double *out);
int32_t cev__bg_kernel_dect(double first, const double *params, int64_t n,
                            const double *x, const double *t_x,
                            const double *T, double delta, double horizon,
                            double *out);
int32_t cev__bg_kernel_pmf(double first, const double *params, int64_t n,
                           const double *x, const double *T, double *out);

#endif

/* The kernels of purchase models over arrays, for any of them; all else as in
 * cev/kernels.h. */
#ifndef CEV_PURCHASE_KERNELS_H
#define CEV_PURCHASE_KERNELS_H

#include "purchase.h"

/* Histories in arrays; litt may be NULL where the model does not want it. */
typedef struct cev__arrays {
    int64_t n;
    const double *x, *t_x, *T, *litt;
} cev__arrays;

/* Those of a model that knows x, t_x and T alone. */
cev__arrays cev__arrays_of(int64_t n, const double *x, const double *t_x,
                           const double *T);

int32_t cev__kernel_ll(const cev__purchase_kind *kind, const double *params,
                       cev__arrays customers, double *out);
int32_t cev__kernel_p_alive(const cev__purchase_kind *kind,
                            const double *params, cev__arrays customers,
                            double *out);
int32_t cev__kernel_dect(const cev__purchase_kind *kind, const double *params,
                         cev__arrays customers, double delta,
                         double horizon, double *out);
/* `what` is CEV__VIEW_ANY, of customers who may have left, or
 * CEV__VIEW_NEXT. */
int32_t cev__kernel_first(const cev__purchase_kind *kind,
                          const double *params, cev__arrays customers,
                          int what, double horizon, double *out);
int32_t cev__kernel_pmf(const cev__purchase_kind *kind, const double *params,
                        int64_t n, const double *x, const double *T,
                        double *out);

/* Of `purchases` in the horizon after each history. */
int32_t cev__kernel_pmf_ahead(const cev__purchase_kind *kind,
                              const double *params, cev__arrays customers,
                              double horizon, const double *purchases,
                              double *out);

#endif

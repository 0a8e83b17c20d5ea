/* The kernels of purchase models; see purchase_kernels.h. Each looks at all of
 * its input first, so that `out` is written whole or not at all. */
#include "../core/compiler.h"
#include "purchase_kernels.h"

#include <math.h>

#include "cev/base.h"

/* 1 when x is a whole number >= 0 and 0 <= t_x <= T, all finite. */
static int is_history(double x, double t_x, double T)
{
    return x >= 0.0 && isfinite(x) && floor(x) == x && t_x >= 0.0 && t_x <= T
           && isfinite(T);
}

/* A model and n histories, checked. Null arrays are fine when n = 0. */
static int32_t check_histories(const cev__purchase_kind *kind,
                               const double *params, int64_t n,
                               const double *x, const double *t_x,
                               const double *T, const double *out,
                               cev__params *model)
{
    if (params == NULL || n < 0)
        return CEV_ERR_ARGUMENT;
    if (n > 0 && (x == NULL || t_x == NULL || T == NULL || out == NULL))
        return CEV_ERR_ARGUMENT;
    if (kind->fit.prepare(params, model) != CEV_OK)
        return CEV_ERR_DOMAIN;
    for (int64_t i = 0; i < n; i++)
        if (!is_history(x[i], t_x[i], T[i]))
            return CEV_ERR_DOMAIN;
    return CEV_OK;
}

/* The same, and in discrete time that purchases were at opportunities. */
static int32_t check_customers(const cev__purchase_kind *kind,
                               const double *params, int64_t n,
                               const double *x, const double *t_x,
                               const double *T, const double *out,
                               cev__params *model)
{
    int32_t status =
        check_histories(kind, params, n, x, t_x, T, out, model);
    if (!cev__purchase_is_discrete(kind))
        return status;
    for (int64_t i = 0; status == CEV_OK && i < n; i++)
        if (!cev__is_counted(x[i], t_x[i], T[i]))
            return CEV_ERR_DOMAIN;
    return status;
}

int32_t cev__kernel_ll(const cev__purchase_kind *kind, const double *params,
                       int64_t n, const double *x, const double *t_x,
                       const double *T, double *out)
{
    cev__params model;
    int32_t status =
        check_customers(kind, params, n, x, t_x, T, out, &model);
    for (int64_t i = 0; status == CEV_OK && i < n; i++)
        out[i] = kind->log_likelihood(&model, x[i], t_x[i], T[i]);
    return status;
}

int32_t cev__kernel_p_alive(const cev__purchase_kind *kind,
                            const double *params, int64_t n, const double *x,
                            const double *t_x, const double *T, double *out)
{
    cev__params model;
    cev__ahead ahead;
    int32_t status =
        check_customers(kind, params, n, x, t_x, T, out, &model);
    if (status != CEV_OK)
        return status;
    kind->ahead_start(&ahead, &model, 0.0, 0.0);
    for (int64_t i = 0; i < n; i++)
        out[i] = kind->alive_at(&ahead, &model, x[i], t_x[i], T[i]);
    return CEV_OK;
}

int32_t cev__kernel_dect(const cev__purchase_kind *kind, const double *params,
                         int64_t n, const double *x, const double *t_x,
                         const double *T, double delta, double horizon,
                         double *out)
{
    cev__params model;
    cev__ahead ahead;
    int32_t status =
        check_customers(kind, params, n, x, t_x, T, out, &model);
    if (status != CEV_OK)
        return status;
    if (!(delta >= 0.0 && isfinite(delta) && horizon >= 0.0)
        || (delta == 0.0 && !isfinite(horizon)))
        return CEV_ERR_DOMAIN;
    kind->ahead_start(&ahead, &model, delta, horizon);
    for (int64_t i = 0; i < n; i++)
        out[i] = kind->ahead_at(&ahead, &model, x[i], t_x[i], T[i]);
    return CEV_OK;
}

int32_t cev__kernel_pmf(const cev__purchase_kind *kind, const double *params,
                        int64_t n, const double *x, const double *T,
                        double *out)
{
    cev__params model;
    int32_t status = check_histories(kind, params, n, x, T, T, out, &model);
    int is_discrete = cev__purchase_is_discrete(kind);
    for (int64_t i = 0; is_discrete && status == CEV_OK && i < n; i++)
        if (!cev__is_counted(0.0, 0.0, T[i]))
            return CEV_ERR_DOMAIN;
    for (int64_t i = 0; status == CEV_OK && i < n; i++)
        out[i] = kind->pmf(&model, x[i], T[i]);
    return status;
}

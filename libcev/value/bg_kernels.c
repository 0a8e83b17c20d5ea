/* The kernels of the beta-geometric models; see bg_kernels.h. Each looks at
 * all of its input first, so that `out` is written whole or not at all. */
#include "../core/compiler.h"
#include "bg_kernels.h"

#include <math.h>
#include <stddef.h>

#include "bg.h"
#include "bg_cells.h"
#include "cev/base.h"

/* A model and n histories, checked. Null arrays are fine when n = 0. */
static int32_t check_bg_histories(double first, const double *params,
                                  int64_t n, const double *x,
                                  const double *t_x, const double *T,
                                  const double *out, cev__bg_params *model)
{
    int64_t i;

    if (params == NULL || n < 0)
        return CEV_ERR_ARGUMENT;
    if (n > 0 && (x == NULL || t_x == NULL || T == NULL || out == NULL))
        return CEV_ERR_ARGUMENT;
    if (cev__bg_prepare(params, first, model) != CEV_OK)
        return CEV_ERR_DOMAIN;
    for (i = 0; i < n; i++)
        if (!cev__bg_valid(x[i], t_x[i], T[i]))
            return CEV_ERR_DOMAIN;
    return CEV_OK;
}

int32_t cev__bg_kernel_ll(double first, const double *params, int64_t n,
                          const double *x, const double *t_x, const double *T,
                          double *out)
{
    cev__bg_params model;
    int32_t status =
        check_bg_histories(first, params, n, x, t_x, T, out, &model);
    int64_t i;

    if (status != CEV_OK)
        return status;
    for (i = 0; i < n; i++)
        out[i] = cev__bg_ll(&model, x[i], t_x[i], T[i]);
    return CEV_OK;
}

int32_t cev__bg_kernel_p_alive(double first, const double *params, int64_t n,
                               const double *x, const double *t_x,
                               const double *T, double *out)
{
    cev__bg_params model;
    int32_t status =
        check_bg_histories(first, params, n, x, t_x, T, out, &model);
    int64_t i;

    if (status != CEV_OK)
        return status;
    for (i = 0; i < n; i++)
        out[i] = cev__bg_p_alive(&model, x[i], t_x[i], T[i]);
    return CEV_OK;
}

/* What n customers, checked, will still buy. */
static void bg_futures(const cev__bg_params *model, int64_t n, const double *x,
                       const double *t_x, const double *T, double delta,
                       double horizon, double *out)
{
    cev__bg_cells cells;
    int64_t i;

    cev__bg_cells_start(&cells, model->r, model->a, model->b + model->first,
                        delta, horizon);
    for (i = 0; i < n; i++)
        out[i] = cev__bg_p_alive(model, x[i], t_x[i], T[i])
                 * cev__bg_cells_at(&cells, x[i], model->alpha + T[i]);
}

int32_t cev__bg_kernel_dect(double first, const double *params, int64_t n,
                            const double *x, const double *t_x,
                            const double *T, double delta, double horizon,
                            double *out)
{
    cev__bg_params model;
    int32_t status =
        check_bg_histories(first, params, n, x, t_x, T, out, &model);

    if (status != CEV_OK)
        return status;
    if (!(delta >= 0.0 && isfinite(delta) && horizon >= 0.0))
        return CEV_ERR_DOMAIN;
    if (delta == 0.0 && !isfinite(horizon))
        return CEV_ERR_DOMAIN;
    bg_futures(&model, n, x, t_x, T, delta, horizon, out);
    return CEV_OK;
}

int32_t cev__bg_kernel_pmf(double first, const double *params, int64_t n,
                           const double *x, const double *T, double *out)
{
    cev__bg_params model;
    int32_t status = check_bg_histories(first, params, n, x, T, T, out, &model);
    int64_t i;

    if (status != CEV_OK)
        return status;
    for (i = 0; i < n; i++)
        out[i] = cev__bg_pmf(&model, x[i], T[i]);
    return CEV_OK;
}

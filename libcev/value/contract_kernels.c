/* The kernels of contract models; see contract_kernels.h. Each looks at all of
 * its input first, so that `out` is written whole or not at all. */
#include "../core/compiler.h"
#include "contract_kernels.h"

#include <math.h>

#include "../math/elementary.h"
#include "cev/base.h"
#include "subscribers.h"

/* A model and n numbers of renewals, checked. Null arrays are fine when
 * n = 0. */
static int32_t check_renewals(const cev__contract_kind *kind,
                              const double *params, int64_t n,
                              const double *T, const double *out, double least,
                              cev__params *model)
{
    if (params == NULL || n < 0)
        return CEV_ERR_ARGUMENT;
    if (n > 0 && (T == NULL || out == NULL))
        return CEV_ERR_ARGUMENT;
    if (kind->fit.prepare(params, model) != CEV_OK)
        return CEV_ERR_DOMAIN;
    for (int64_t i = 0; i < n; i++)
        if (!(T[i] >= least) || !cev__subscriber_valid(T[i], 0.0))
            return CEV_ERR_DOMAIN;
    return CEV_OK;
}

int32_t cev__contract_kernel_ll(const cev__contract_kind *kind,
                                const double *params, int64_t n,
                                const double *T, const double *churned,
                                double *out)
{
    cev__params model;
    if (n > 0 && churned == NULL)
        return CEV_ERR_ARGUMENT;
    int32_t status = check_renewals(kind, params, n, T, out, 0.0, &model);
    for (int64_t i = 0; status == CEV_OK && i < n; i++)
        if (!cev__subscriber_valid(T[i], churned[i]))
            status = CEV_ERR_DOMAIN;
    for (int64_t i = 0; status == CEV_OK && i < n; i++)
        out[i] = kind->ll(&model, T[i], churned[i]);
    return status;
}

int32_t cev__contract_kernel_survival(const cev__contract_kind *kind,
                                      const double *params, int64_t n,
                                      const double *t, double *out)
{
    cev__params model;
    int32_t status = check_renewals(kind, params, n, t, out, 0.0, &model);
    for (int64_t i = 0; status == CEV_OK && i < n; i++)
        out[i] = cev__exp(kind->log_stay(&model, 0.0, t[i]));
    return status;
}

int32_t cev__contract_kernel_retention(const cev__contract_kind *kind,
                                       const double *params, int64_t n,
                                       const double *t, double *out)
{
    cev__params model;
    int32_t status = check_renewals(kind, params, n, t, out, 1.0, &model);
    for (int64_t i = 0; status == CEV_OK && i < n; i++)
        out[i] = kind->renew(&model, t[i] - 1.0);
    return status;
}

int32_t cev__contract_kernel_expected(const cev__contract_kind *kind,
                                      const double *params, int64_t n,
                                      const double *T, double horizon,
                                      double *out)
{
    cev__params model;
    int32_t status = check_renewals(kind, params, n, T, out, 0.0, &model);
    if (status == CEV_OK && !cev__subscriber_valid(horizon, 0.0))
        status = CEV_ERR_DOMAIN;
    for (int64_t i = 0; status == CEV_OK && i < n; i++)
        out[i] = kind->expected(&model, T[i], horizon);
    return status;
}

int32_t cev__contract_kernel_derl(const cev__contract_kind *kind,
                                  const double *params, int64_t n,
                                  const double *T, double d, double *out)
{
    cev__params model;
    int32_t status = check_renewals(kind, params, n, T, out, 0.0, &model);
    if (status == CEV_OK && !(d >= CEV__DISCOUNT_LEAST && isfinite(d)))
        status = CEV_ERR_DOMAIN;
    for (int64_t i = 0; status == CEV_OK && i < n; i++)
        out[i] = kind->derl(&model, T[i], d);
    return status;
}

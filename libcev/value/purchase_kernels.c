/* The kernels of purchase models; see purchase_kernels.h. Each looks at all of
 * its input first, so that `out` is written whole or not at all. */
#include "../core/compiler.h"
#include "purchase_kernels.h"

#include <math.h>

#include "cev/base.h"

/* The least rate of discount [1/time] but for 0. */
#define DELTA_MIN 1e-280

static int is_whole_count(double x)
{
    return x >= 0.0 && isfinite(x) && floor(x) == x;
}

/* Whether the chance of so many purchases may be asked for: they are few enough
 * to be told from one more, also in ticks. */
static int is_asked_count(double x)
{
    return is_whole_count(x) && x <= 1e15;
}

/* 1 when x is a whole number >= 0 and 0 <= t_x <= T, all finite. */
static int is_history(double x, double t_x, double T)
{
    return is_whole_count(x) && t_x >= 0.0 && t_x <= T && isfinite(T);
}

cev__arrays cev__arrays_of(int64_t n, const double *x, const double *t_x,
                           const double *T)
{
    cev__arrays arrays = {n, x, t_x, T, NULL};
    return arrays;
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

/* The same, in discrete time that purchases were at opportunities, and litt
 * where the model wants it. */
static int32_t check_customers(const cev__purchase_kind *kind,
                               const double *params, const cev__arrays *h,
                               const double *out, cev__params *model)
{
    int32_t status = check_histories(kind, params, h->n, h->x, h->t_x, h->T,
                                     out, model);
    int is_discrete = cev__purchase_is_discrete(kind);
    if (status == CEV_OK && kind->wants_litt && h->litt == NULL && h->n > 0)
        return CEV_ERR_ARGUMENT;
    for (int64_t i = 0; status == CEV_OK && i < h->n; i++)
        if ((is_discrete && !cev__is_counted(h->x[i], h->t_x[i], h->T[i]))
            || (kind->wants_litt
                && !(isfinite(h->litt[i])
                     && cev__is_spaced(h->x[i], h->t_x[i], h->litt[i]))))
            return CEV_ERR_DOMAIN;
    return status;
}

/* litt where it is read by the log-likelihood alone, of those who came
 * back. */
static int32_t check_litt(const cev__arrays *h)
{
    if (h->litt == NULL && h->n > 0)
        return CEV_ERR_ARGUMENT;
    for (int64_t i = 0; i < h->n; i++)
        if (h->x[i] > 0.0 && !isfinite(h->litt[i]))
            return CEV_ERR_DOMAIN;
    return CEV_OK;
}

static cev__history customer_at(const cev__arrays *h, int64_t i)
{
    cev__history history = {h->x[i], h->t_x[i], h->T[i],
                            h->litt == NULL ? 0.0 : h->litt[i]};
    return history;
}

int32_t cev__kernel_ll(const cev__purchase_kind *kind, const double *params,
                       cev__arrays customers, double *out)
{
    cev__params model;
    int32_t status = check_customers(kind, params, &customers, out, &model);
    if (status == CEV_OK && kind->whole != NULL)
        status = check_litt(&customers);
    for (int64_t i = 0; status == CEV_OK && i < customers.n; i++) {
        cev__history history = customer_at(&customers, i);
        out[i] = kind->log_likelihood(&model, &history);
    }
    return status;
}

int32_t cev__kernel_p_alive(const cev__purchase_kind *kind,
                            const double *params, cev__arrays customers,
                            double *out)
{
    const cev__view view = {CEV__VIEW_PURCHASES, 0.0, 0.0, 0.0};
    cev__params model;
    cev__ahead ahead;
    int32_t status = check_customers(kind, params, &customers, out, &model);
    if (status != CEV_OK)
        return status;
    kind->ahead_start(&ahead, &model, &view);
    for (int64_t i = 0; i < customers.n; i++) {
        cev__history history = customer_at(&customers, i);
        out[i] = kind->alive_at(&ahead, &model, &history);
    }
    return CEV_OK;
}

/* What a view asks of customers who may have left; of a next purchase that
 * there is, nobody has. */
static void look_at_all(const cev__purchase_kind *kind, const cev__params *p,
                        const cev__arrays *customers, const cev__view *view,
                        double *out)
{
    cev__ahead ahead;
    kind->ahead_start(&ahead, p, view);
    for (int64_t i = 0; i < customers->n; i++) {
        cev__history history = customer_at(customers, i);
        double alive = view->what == CEV__VIEW_NEXT
                           ? 1.0
                           : kind->alive_at(&ahead, p, &history);
        out[i] = alive > 0.0 ? alive * kind->ahead_at(&ahead, p, &history)
                             : 0.0;
    }
}

/* Below the least, what is bought for ever is beyond the times that are told
 * apart. */
static int is_delta(double delta)
{
    return delta == 0.0 || (delta >= DELTA_MIN && isfinite(delta));
}

int32_t cev__kernel_dect(const cev__purchase_kind *kind, const double *params,
                         cev__arrays customers, double delta,
                         double horizon, double *out)
{
    const cev__view view = {CEV__VIEW_PURCHASES, delta, horizon, 0.0};
    cev__params model;
    int32_t status = check_customers(kind, params, &customers, out, &model);
    if (status != CEV_OK)
        return status;
    if (!(is_delta(delta) && horizon >= 0.0)
        || (delta == 0.0 && !isfinite(horizon)))
        return CEV_ERR_DOMAIN;
    look_at_all(kind, &model, &customers, &view, out);
    return CEV_OK;
}

/* A time that a model can look ahead without an end to discounting. */
static int is_horizon(const cev__purchase_kind *kind, double horizon)
{
    return horizon >= 0.0 && isfinite(horizon)
           && !(cev__purchase_is_discrete(kind)
                && horizon > CEV__OPPORTUNITIES);
}

int32_t cev__kernel_first(const cev__purchase_kind *kind,
                          const double *params, cev__arrays customers,
                          int what, double horizon, double *out)
{
    const cev__view view = {what, 0.0, horizon, 0.0};
    cev__params model;
    int32_t status = check_customers(kind, params, &customers, out, &model);
    if (status != CEV_OK)
        return status;
    if (!is_horizon(kind, horizon))
        return CEV_ERR_DOMAIN;
    look_at_all(kind, &model, &customers, &view, out);
    return CEV_OK;
}

int32_t cev__kernel_pmf(const cev__purchase_kind *kind, const double *params,
                        int64_t n, const double *x, const double *T,
                        double *out)
{
    cev__params model;
    int32_t status = check_histories(kind, params, n, x, T, T, out, &model);
    int is_discrete = cev__purchase_is_discrete(kind);
    for (int64_t i = 0; status == CEV_OK && i < n; i++)
        if (!is_asked_count(x[i])
            || (is_discrete && !cev__is_counted(0.0, 0.0, T[i])))
            return CEV_ERR_DOMAIN;
    for (int64_t i = 0; status == CEV_OK && i < n; i++)
        out[i] = kind->pmf(&model, x[i], T[i]);
    return status;
}

int32_t cev__kernel_pmf_ahead(const cev__purchase_kind *kind,
                              const double *params, cev__arrays customers,
                              double horizon, const double *purchases,
                              double *out)
{
    cev__params model;
    int32_t status = check_customers(kind, params, &customers, out, &model);
    if (status == CEV_OK && purchases == NULL && customers.n > 0)
        return CEV_ERR_ARGUMENT;
    if (status == CEV_OK && !is_horizon(kind, horizon))
        return CEV_ERR_DOMAIN;
    for (int64_t i = 0; status == CEV_OK && i < customers.n; i++)
        if (!is_asked_count(purchases[i]))
            return CEV_ERR_DOMAIN;
    for (int64_t i = 0; status == CEV_OK && i < customers.n; i++) {
        cev__history history = customer_at(&customers, i);
        out[i] = kind->pmf_ahead(&model, &history, purchases[i], horizon);
    }
    return status;
}

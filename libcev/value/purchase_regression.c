/* Purchase models with covariates; see purchase_regression.h. */
#include "../core/compiler.h"
#include "purchase_regression.h"

#include <math.h>
#include <string.h>

#include "../math/elementary.h"
#include "remade.h"

static int history_keys(const void *model, const cev__block *block, int64_t i,
                        double scale, double key[CEV__KEYS])
{
    cev__history history = cev__history_at(block, i);
    (void)model;
    key[0] = history.x;
    key[1] = history.T / scale;
    key[2] = history.x > 0.0 ? history.t_x / scale : 0.0;
    key[3] = 0.0;
    return 1;
}

static void remake_history(const void *model, const cev__params *params,
                           cev__rng *rng, double key[CEV__KEYS])
{
    cev__purchases_remake(model, params, 0, rng, key);
}

cev__regressed cev__purchases_regressed(const cev__purchase_kind *kind,
                                        int whole, double scale)
{
    cev__regressed of = {
        &kind->fit,   kind->scales, whole, cev__purchase_wants(kind),
        history_keys, remake_history, kind, scale};
    return of;
}

/* Times in mean ages, as in the fit without covariates; gives the log of the
 * crude purchase rate in that unit. */
static double scale_of(const cev__purchases *model, double *scale)
{
    *scale = model->observed / model->customers;
    if (*scale > 0.0 && isfinite(*scale))
        return cev__log((model->repeat_purchases + 0.5) / model->customers);
    *scale = 1.0;
    return 0.0;
}

void cev__purchases_regress_from(const cev__given *given,
                                 const cev__purchases *model,
                                 cev__regress *task)
{
    const cev__purchase_kind *kind = model->kind;
    int first = cev__purchase_wholes(kind);
    memset(task, 0, sizeof *task);
    task->given = given;
    task->processes = CEV__OF_PURCHASES;
    task->name = kind->name;
    task->stream = CEV__STREAM_PURCHASES;
    task->params = kind->params + first;
    double scale, log_rate = scale_of(model, &scale);
    task->of = cev__purchases_regressed(
        kind, first > 0 ? (int)model->params[0] : 0, scale);
    kind->beliefs(log_rate, task->beliefs, task->start);
    task->customers = model->customers;
    for (int k = 0; k < kind->fit.n; k++) {
        task->units[k] =
            kind->is_time[first + k] * cev__log(task->of.scale);
        task->bare.logs[k] =
            cev__log(model->params[first + k]) - task->units[k];
    }
    task->bare.iterations = model->iterations;
    task->bare.method = model->method;
}

int32_t cev__purchases_regress_to(cev_ctx *ctx, const cev__regress *task,
                                  const cev__regress_found *found,
                                  cev__purchases *model)
{
    cev__estimate estimate = found->estimate;
    int first = cev__purchase_wholes(model->kind);
    found->regression->bare_log_likelihood = model->log_likelihood;
    found->regression->bare_method = model->method;
    for (int k = 0; k < model->kind->fit.n; k++) {
        estimate.logs[k] += task->units[k];
        model->params[first + k] = cev__exp(estimate.logs[k]);
    }
    memcpy(model->covariance, estimate.covariance, sizeof model->covariance);
    cev__reach_plain(model->kind->fit.n, task->given->options, &estimate,
                     &model->reach);
    model->reach.draws = found->draws;
    if (found->draws != NULL)
        cev__draws_shift(model->kind->fit.n, task->units, found->draws);
    model->log_likelihood += estimate.log_likelihood - found->bare_value;
    model->gradient = estimate.gradient / model->customers;
    model->iterations = estimate.iterations;
    model->distinct_rows = found->distinct_rows;
    model->method = estimate.method;
    model->is_converged = estimate.is_converged;
    model->asked.known += found->known;
    model->regression = found->regression;
    int32_t status = cev__purchases_prepare(model);
    return status == CEV_OK ? cev__purchases_prepare_draws(ctx, model)
                            : status;
}

int32_t cev__purchases_regress(cev_ctx *ctx, const cev__given *given,
                               cev__purchases *model)
{
    cev__regress task;
    cev__regress_found found;
    cev__purchases fitted = *model;
    cev__purchases_regress_from(given, model, &task);
    int32_t status = cev__regression_fit(ctx, &task, &found);
    if (status != CEV_OK)
        return status;
    status = cev__purchases_regress_to(ctx, &task, &found, &fitted);
    if (status == CEV_OK)
        *model = fitted;
    else
        cev__purchases_release(ctx, &fitted);
    return status;
}

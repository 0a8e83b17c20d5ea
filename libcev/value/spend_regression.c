/* The Gamma-Gamma model with covariates; see spend_regression.h. */
#include "../core/compiler.h"
#include "spend_regression.h"

#include <string.h>

#include "../math/elementary.h"
#include "regression_fit.h"
#include "remade.h"
#include "spend_measure.h"
#include "spend_terms.h"

const int cev__spend_scales[CEV__PROCESSES] = {-1, -1, 2};

static int amount_keys(const void *model, const cev__block *block, int64_t i,
                       double scale, double key[CEV__KEYS])
{
    double x, m_x;
    cev__spend_history(model, block, i, &x, &m_x);
    if (!(x > 0.0 && m_x > 0.0))
        return 0;
    key[0] = x;
    key[1] = m_x / scale;
    key[2] = cev__log(key[0] * key[1]);
    key[3] = 0.0;
    return 1;
}

static void remake_amount(const void *model, const cev__params *params,
                          cev__rng *rng, double key[CEV__KEYS])
{
    (void)model;
    cev__spend_remake(&params->gamma_gamma, rng, key);
    key[2] = cev__log(key[0] * key[1]);
}

cev__regressed cev__spend_regressed(const cev__spend *model, double scale)
{
    int wants = CEV__WANTS_X
                | (model->source == CEV__SPEND_ALL ? CEV__WANTS_REVENUE_MAYBE
                                                   : CEV__WANTS_SPEND);
    cev__regressed of = {
        &cev__spend_model, cev__spend_scales, 0,    wants,
        amount_keys,       remake_amount,     model, scale};
    return of;
}

static void task_of_amounts(const cev__given *given, double scale,
                     const cev__spend *model, cev__regress *task)
{
    memset(task, 0, sizeof *task);
    task->given = given;
    task->of = cev__spend_regressed(model, scale);
    task->processes = CEV__OF_SPEND;
    task->name = CEV_GAMMA_GAMMA;
    task->stream = CEV__STREAM_SPEND;
    task->params = cev__spend_names;
    task->units[2] = cev__log(scale);
    memcpy(task->beliefs, cev__spend_beliefs, sizeof cev__spend_beliefs);
    task->start[0] = cev__spend_beliefs[0].centre;
    task->start[1] = cev__spend_beliefs[1].centre;
    task->customers = model->spenders;
    for (int k = 0; k < CEV__SPEND_PARAMS; k++)
        task->bare.logs[k] = cev__log(model->params[k]) - task->units[k];
    task->bare.iterations = model->iterations;
    task->bare.method = model->method;
}

/* The model with what was found in place of what it was without, its own on
 * failure too. */
static int32_t keep_amounts(cev_ctx *ctx, const cev__regress *task,
                            const cev__regress_found *found,
                            cev__spend *model)
{
    cev__estimate estimate = found->estimate;
    double scale = task->of.scale;
    found->regression->bare_log_likelihood = model->log_likelihood;
    found->regression->bare_method = model->method;
    for (int k = 0; k < CEV__SPEND_PARAMS; k++) {
        estimate.logs[k] += task->units[k];
        model->params[k] = cev__exp(estimate.logs[k]);
    }
    memcpy(model->covariance, estimate.covariance, sizeof model->covariance);
    cev__reach_plain(CEV__SPEND_PARAMS, task->given->options, &estimate,
                     &model->reach);
    model->reach.draws = found->draws;
    if (found->draws != NULL)
        cev__draws_shift(CEV__SPEND_PARAMS, task->units, found->draws);
    model->log_likelihood =
        estimate.log_likelihood - model->spenders * cev__log(scale);
    model->gradient = estimate.gradient / model->spenders;
    model->iterations = estimate.iterations;
    model->distinct_rows = found->distinct_rows;
    model->method = estimate.method;
    model->is_converged = estimate.is_converged;
    model->asked.known += found->known;
    model->regression = found->regression;
    int32_t status = cev__spend_prepare(model);
    return status == CEV_OK ? cev__spend_prepare_draws(ctx, model) : status;
}

/* The amounts less what the covariates make of them: their mean, and how they
 * go with x. */
static void measure_rest(void *state, cev__strata *strata)
{
    cev__spend_sums sums;
    double x, amount;
    for (int64_t s = 0; s < strata->count; s++) {
        double offsets[CEV__PROCESSES];
        cev__strata_offsets(strata, s, offsets);
        for (int64_t i = strata->starts[s]; i < strata->starts[s + 1]; i++)
            strata->groups[i].key[1] *= cev__exp(-offsets[CEV__SPENDING]);
    }
    cev__spend_count(strata->groups, strata->groups_count, &sums);
    cev__spend_centre(&sums, &x, &amount);
    cev__spend_spread(strata->groups, strata->groups_count, x, amount, &sums);
    cev__spend_measure(&sums, strata->of->scale, state);
}

int32_t cev__spend_regress(cev_ctx *ctx, const cev__given *given,
                           double scale, cev__spend *model)
{
    cev__regress task;
    cev__regress_found found;
    cev__spend fitted = *model;
    task_of_amounts(given, scale, model, &task);
    task.look = measure_rest;
    task.state = &fitted;
    int32_t status = cev__regression_fit(ctx, &task, &found);
    if (status != CEV_OK)
        return status;
    status = keep_amounts(ctx, &task, &found, &fitted);
    if (status == CEV_OK)
        *model = fitted;
    else
        cev__spend_release(ctx, &fitted);
    return status;
}

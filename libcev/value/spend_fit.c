/*
 * Fitting the Gamma-Gamma model. Amounts are counted in their geometric mean:
 * cents or millions make no difference.
 *
 * With P = p x, N = P + q, y = x m + gamma and u = x m / y the log-likelihood
 * of a customer is
 *     -log B(P, q) + P (log(x m) - log y) + q (log gamma - log y) - log m,
 * so that customers with the same x need only the sums of log y, u and
 * u (1 - u).
 */
#include "../core/compiler.h"
#include "spend.h"

#include <math.h>
#include <string.h>

#include "../math/elementary.h"
#include "../math/gamma.h"
#include "search.h"
#include "remade.h"
#include "spend_amounts.h"
#include "spend_regression.h"
#include "spend_terms.h"
#include "traits.h"

/* How far from the first start the second is, in logs: a factor of 20. */
#define SECOND_SPEND 3.0

typedef struct spend_fit {
    const cev__given *given;
    const cev__spend *last; /* or NULL: none has found parameters */
    cev__pool pool; /* keys: x, m_x, log(x m_x) */
    cev__pull pull;
    cev__amounts amounts;
    cev__spend model;
    double scale;
    int is_made_up; /* the spenders, by a fit of which this is one more */
} spend_fit;

/* The fit whose spenders are made up again, and what they are like. */
typedef struct spend_remaking {
    const spend_fit *fit;
    const cev__estimate *estimate;
} spend_remaking;

static int32_t remake_spend(void *state, cev__rng *rng, double *logs);

/* p and q around 4, and p gamma / q, nearly the mean, around 1: the geometric
 * mean of the amounts. */
const cev__belief cev__spend_beliefs[CEV__SPEND_PARAMS] = {
    {{1.0, 0.0, 0.0}, 1.3862943611198906, 1.0},
    {{0.0, 1.0, 0.0}, 1.3862943611198906, 1.0},
    {{1.0, -1.0, 1.0}, 0.0, 1.0},
};

static int32_t search_spend(spend_fit *fit, cev__estimate *estimate)
{
    const double units[CEV__SPEND_PARAMS] = {0.0, 0.0, cev__log(fit->scale)};
    const cev_options *options = fit->given->options;
    const cev__belief *beliefs = cev__spend_beliefs;
    double spenders = fit->model.spenders;
    cev__likelihood likelihood = {0};
    spend_remaking made = {fit, estimate};
    cev__redraw redraw = {remake_spend, &made, CEV__STREAM_SPEND};
    double last[CEV__SMALL];
    likelihood.n = CEV__SPEND_PARAMS;
    for (int k = 0; k < likelihood.n && fit->last != NULL; k++)
        last[k] = cev__log(fit->last->params[k]) - units[k];
    likelihood.last = fit->last == NULL ? NULL : last;
    likelihood.is_last_true = fit->is_made_up;
    likelihood.start[0] = beliefs[0].centre;
    likelihood.start[1] = beliefs[1].centre;
    /* The other place to look: amounts much alike. */
    likelihood.others[0][0] = likelihood.start[0] + SECOND_SPEND;
    likelihood.others[0][1] = likelihood.start[1] + SECOND_SPEND;
    likelihood.other_count = 1;
    likelihood.beliefs = beliefs;
    likelihood.belief_count = CEV__SPEND_PARAMS;
    likelihood.is_thin = spenders < CEV__THIN_SPENDERS
                         || fit->amounts.is_alike;
    likelihood.is_few = spenders < CEV__FEW_SPENDERS;
    cev__pull_make(fit->given, CEV_GAMMA_GAMMA, likelihood.n,
                   cev__spend_names, units, beliefs, &fit->pull);
    int32_t status = cev__search_run(&fit->pool, spenders, options,
                                     &likelihood, estimate);
    /* Covariates will make it anew. */
    if (status == CEV_OK && cev__traits_asked(options, CEV__OF_SPEND))
        cev__reach_plain(likelihood.n, options, estimate, &fit->model.reach);
    else if (status == CEV_OK && !fit->is_made_up)
        status = cev__reach_find(fit->pool.ctx, &likelihood, options,
                                 estimate, NULL, &redraw,
                                 &fit->model.reach);
    return status;
}

/* Back to the customers' currency: each density of a mean amount carries
 * 1 / amount. */
static int32_t keep_spend(spend_fit *fit, const cev__estimate *estimate,
                          cev__spend *out)
{
    cev__spend *model = &fit->model;
    const double shift[CEV__SPEND_PARAMS] = {0.0, 0.0, cev__log(fit->scale)};
    for (int k = 0; k < CEV__SPEND_PARAMS; k++)
        model->params[k] = cev__exp(estimate->logs[k]);
    model->params[2] *= fit->scale;
    cev__reach_shift(CEV__SPEND_PARAMS, shift, &model->reach);
    memcpy(model->covariance, estimate->covariance,
           sizeof model->covariance);
    model->log_likelihood =
        estimate->log_likelihood - model->spenders * cev__log(fit->scale);
    model->gradient = estimate->gradient / model->spenders;
    model->distinct_rows = fit->amounts.distinct_rows;
    model->iterations = estimate->iterations;
    model->method = estimate->method;
    model->is_converged = estimate->is_converged;
    model->asked = fit->pull.asked;
    if (cev__spend_prepare(model) != CEV_OK)
        return cev__fail(fit->pool.ctx, CEV_ERR_DOMAIN,
                         "amounts around %g are too small for a double",
                         fit->scale);
    int32_t status = cev__spend_prepare_draws(fit->pool.ctx, model);
    if (status == CEV_OK)
        *out = *model;
    return status;
}

/* Everything after reading, where there is somebody to fit to. */
static int32_t fit_spenders(spend_fit *fit, cev__spend *out)
{
    cev__estimate estimate;
    fit->scale = cev__spend_measure(&fit->amounts.sums, 1.0, &fit->model);
    fit->model.observed_mean = fit->model.mean;
    fit->pool.unit = fit->scale;
    fit->pool.source = fit->amounts.source;
    int32_t status = cev__amounts_scale(&fit->pool, fit->scale);
    if (status == CEV_OK)
        status = search_spend(fit, &estimate);
    if (status == CEV_OK)
        status = keep_spend(fit, &estimate, out);
    return status;
}

/* The amounts, and what the model keeps of them in any case. */
static int32_t gather_spenders(spend_fit *fit, int wants)
{
    fit->amounts.given = fit->given;
    fit->amounts.wants = wants;
    fit->amounts.pool = &fit->pool;
    int32_t status = cev__amounts_gather(&fit->amounts);
    fit->model.source = fit->amounts.source;
    fit->model.customers = fit->amounts.customers;
    fit->model.unknown_amounts = fit->amounts.unknown;
    fit->model.zero_amounts = fit->amounts.zero;
    return status;
}

/* Mean amounts of those in a group, each of his own, as the model has them. */
static int32_t remake_spenders(const cev__gamma_gamma_params *p,
                               const cev__group *group, cev__rng *rng,
                               cev__pool *pool)
{
    cev__remade crowd;
    cev__group rows[CEV__GROUPING_ROWS];
    int32_t status = CEV_OK;
    cev__remade_begin(group->weight, &crowd);
    while (status == CEV_OK && cev__remade_next(&crowd)) {
        for (int64_t i = 0; i < crowd.count; i++) {
            memset(&rows[i], 0, sizeof rows[i]);
            rows[i].key[0] = group->key[0];
            cev__spend_remake(p, rng, rows[i].key);
            rows[i].weight = crowd.weight;
        }
        status =
            cev__grouping_add(pool->ctx, &pool->grouping, rows, crowd.count);
    }
    return status;
}

/* What the fit begins with, from spenders made up. */
static int32_t measure_remade(spend_fit *again)
{
    cev__grouping *grouping = &again->pool.grouping;
    cev__grouping_sort(again->pool.ctx, grouping);
    cev__spend_count(grouping->groups, grouping->count, &again->amounts.sums);
    again->scale =
        cev__spend_measure(&again->amounts.sums, 1.0, &again->model);
    again->pool.unit = again->scale;
    return cev__amounts_scale(&again->pool, again->scale);
}

/* Fits to spenders who bought as often as those there are. */
static int32_t remake_spend(void *state, cev__rng *rng, double *logs)
{
    const spend_remaking *made = state;
    const cev__grouping *groups = &made->fit->pool.grouping;
    cev__estimate estimate;
    cev__spend truth;
    cev__params params;
    spend_fit again = {0};
    memset(&truth, 0, sizeof truth);
    for (int k = 0; k < CEV__SPEND_PARAMS; k++)
        truth.params[k] = cev__exp(made->estimate->logs[k]);
    again.given = made->fit->given;
    again.last = &truth;
    again.pool.ctx = made->fit->pool.ctx;
    again.pool.model = made->fit->pool.model;
    again.pool.pull = &again.pull;
    again.is_made_up = 1;
    int32_t status = cev__remade_open(again.pool.ctx, groups,
                                      &again.pool.grouping);
    if (status == CEV_OK)
        status = cev__spend_params(truth.params, &params);
    for (int64_t i = 0; i < groups->count && status == CEV_OK; i++)
        status = remake_spenders(&params.gamma_gamma, &groups->groups[i], rng,
                                 &again.pool);
    if (status == CEV_OK)
        status = measure_remade(&again);
    if (status == CEV_OK)
        status = search_spend(&again, &estimate);
    for (int k = 0; k < CEV__SPEND_PARAMS && status == CEV_OK; k++)
        logs[k] = estimate.logs[k] + (k == 2 ? cev__log(again.scale) : 0.0);
    cev__pool_free(&again.pool);
    return status;
}

int32_t cev__spend_fit(cev_ctx *ctx, const cev__given *given,
                       const cev__spend *last, int wants, cev__spend *out)
{
    spend_fit fit = {0};
    int is_regressed = cev__traits_asked(given->options, CEV__OF_SPEND);
    if (is_regressed && given->parts != NULL)
        return cev__fail(ctx, CEV_ERR_OPTION,
                         "covariates cannot be fitted in parts; leave the "
                         "option spend_covariates out");
    int32_t status =
        cev__draws_check(ctx, given->options, given->parts != NULL);
    if (status != CEV_OK)
        return status;
    fit.given = given;
    fit.last =
        last != NULL && last->method != CEV__METHOD_NONE ? last : NULL;
    fit.pool.ctx = ctx;
    fit.pool.model = &cev__spend_model;
    fit.pool.name = CEV_GAMMA_GAMMA;
    fit.pool.parts = given->parts;
    fit.pool.pull = &fit.pull;
    fit.model.correlation = NAN;
    fit.model.reach.z = cev__reach_z(given->options);
    fit.model.reach.is_plain = 1;
    status = gather_spenders(&fit, wants);
    if (status == CEV_OK && fit.model.source != CEV__SPEND_ZERO
        && fit.model.source != CEV__SPEND_UNKNOWN)
        status = fit_spenders(&fit, out);
    else if (status == CEV_OK)
        *out = fit.model;
    if (status != CEV_OK)
        cev__spend_release(ctx, &fit.model);
    cev__pool_free(&fit.pool);
    if (status == CEV_OK && out->method != CEV__METHOD_NONE && is_regressed)
        status = cev__spend_regress(ctx, given, fit.scale, out);
    return status;
}

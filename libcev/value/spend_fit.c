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
#include "spend_measure.h"
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
    cev__spend model;
    cev__sum customers, unknown, zero; /* with such amounts */
    double scale;
} spend_fit;

/* p and q around 4, and p gamma / q, nearly the mean, around 1: the geometric
 * mean of the amounts. */
const cev__belief cev__spend_beliefs[CEV__SPEND_PARAMS] = {
    {{1.0, 0.0, 0.0}, 1.3862943611198906, 1.0},
    {{0.0, 1.0, 0.0}, 1.3862943611198906, 1.0},
    {{1.0, -1.0, 1.0}, 0.0, 1.0},
};

/* One customer's mean amount over all purchases, from revenue; 0 or less and
 * NaN are possible. */
static double mean_of_all(const cev__block *block, int64_t i)
{
    double x = block->col[CEV__COL_X][i];
    return block->col[CEV__COL_REVENUE][i] / (x + 1.0);
}

/* The rows of those in a block who spent, by the source that the fit goes by;
 * gives how many they are. */
static int64_t spender_rows(spend_fit *fit, const cev__block *block,
                            cev__group *rows)
{
    int is_all = fit->model.source == CEV__SPEND_ALL;
    int64_t n = 0;
    for (int64_t i = 0; i < block->rows; i++) {
        double x = block->col[CEV__COL_X][i] + (is_all ? 1.0 : 0.0);
        double amount =
            is_all ? mean_of_all(block, i) : block->col[CEV__COL_M_X][i];
        double customers = block->col[CEV__COL_CUSTOMERS][i];
        cev__sum_add(&fit->customers, customers);
        if (!(x > 0.0))
            continue;
        if (amount > 0.0) {
            rows[n].key[0] = x;
            rows[n].key[1] = amount;
            rows[n].key[2] = rows[n].key[3] = 0.0;
            rows[n++].weight = customers;
        } else {
            cev__sum_add(isnan(amount) ? &fit->unknown : &fit->zero,
                         customers);
        }
    }
    return n;
}

static int32_t read_amounts(spend_fit *fit, const cev__buyers *buyers)
{
    cev__block block;
    cev__group rows[CEV__BLOCK];
    cev__buyers_begin(buyers, &block);
    fit->pool.grouping.limit = buyers->rows;
    for (int64_t first = 0; first < buyers->rows; first += block.rows) {
        int32_t status = cev__buyers_next(fit->pool.ctx, "reading amounts",
                                          buyers, first, &block);
        if (status == CEV_OK) {
            int64_t n = spender_rows(fit, &block, rows);
            status = cev__grouping_add(fit->pool.ctx, &fit->pool.grouping,
                                       rows, n);
        }
        if (status != CEV_OK)
            return status;
    }
    return CEV_OK;
}

/* Reads repeat purchases, and all of them where the first gave nobody. */
static int32_t read_spenders(spend_fit *fit, const cev__buyers *buyers)
{
    fit->model.source = CEV__SPEND_REPEAT;
    int32_t status = read_amounts(fit, buyers);
    if (status == CEV_OK && fit->pool.grouping.count == 0
        && buyers->has[CEV__COL_REVENUE]) {
        memset(&fit->customers, 0, sizeof fit->customers);
        memset(&fit->unknown, 0, sizeof fit->unknown);
        fit->model.source = CEV__SPEND_ALL;
        status = read_amounts(fit, buyers);
    }
    if (status != CEV_OK)
        return status;
    fit->model.customers = cev__sum_value(&fit->customers);
    fit->model.unknown_amounts = cev__sum_value(&fit->unknown);
    fit->model.zero_amounts = cev__sum_value(&fit->zero);
    if (!(fit->model.customers > 0.0))
        return cev__buyers_refuse_nobody(fit->pool.ctx);
    if (fit->pool.grouping.count == 0)
        fit->model.source = fit->model.zero_amounts > 0.0
                                ? CEV__SPEND_ZERO
                                : CEV__SPEND_UNKNOWN;
    cev__grouping_sort(fit->pool.ctx, &fit->pool.grouping);
    return CEV_OK;
}

static void scale_amounts(spend_fit *fit)
{
    for (int64_t i = 0; i < fit->pool.grouping.count; i++) {
        cev__group *group = &fit->pool.grouping.groups[i];
        group->key[1] /= fit->scale;
        group->key[2] = cev__log(group->key[0] * group->key[1]);
    }
}

/* Whether all spenders have the same mean amount. */
static int is_alike(const cev__grouping *grouping)
{
    for (int64_t i = 1; i < grouping->count; i++)
        if (grouping->groups[i].key[1] < grouping->groups[0].key[1]
            || grouping->groups[i].key[1] > grouping->groups[0].key[1])
            return 0;
    return 1;
}

static int32_t search_spend(spend_fit *fit, cev__estimate *estimate)
{
    const double units[CEV__SPEND_PARAMS] = {0.0, 0.0, cev__log(fit->scale)};
    const cev_options *options = fit->given->options;
    const cev__belief *beliefs = cev__spend_beliefs;
    double spenders = fit->model.spenders;
    cev__likelihood likelihood = {0};
    double last[CEV__SMALL];
    likelihood.n = CEV__SPEND_PARAMS;
    for (int k = 0; k < likelihood.n && fit->last != NULL; k++)
        last[k] = cev__log(fit->last->params[k]) - units[k];
    likelihood.last = fit->last == NULL ? NULL : last;
    likelihood.start[0] = beliefs[0].centre;
    likelihood.start[1] = beliefs[1].centre;
    /* The other place to look: amounts much alike. */
    likelihood.others[0][0] = likelihood.start[0] + SECOND_SPEND;
    likelihood.others[0][1] = likelihood.start[1] + SECOND_SPEND;
    likelihood.other_count = 1;
    likelihood.beliefs = beliefs;
    likelihood.belief_count = CEV__SPEND_PARAMS;
    likelihood.is_thin = spenders < CEV__THIN_SPENDERS
                         || is_alike(&fit->pool.grouping);
    likelihood.is_few = spenders < CEV__FEW_SPENDERS;
    cev__pull_make(fit->given, CEV_GAMMA_GAMMA, likelihood.n,
                   cev__spend_names, units, beliefs, &fit->pull);
    int32_t status = cev__search_run(&fit->pool, spenders, options,
                                     &likelihood, estimate);
    if (status == CEV_OK)
        status = cev__reach_find(&likelihood, options, estimate,
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
    model->distinct_rows = fit->pool.grouping.count;
    model->iterations = estimate->iterations;
    model->method = estimate->method;
    model->is_converged = estimate->is_converged;
    model->asked = fit->pull.asked;
    if (cev__spend_prepare(model) != CEV_OK)
        return cev__fail(fit->pool.ctx, CEV_ERR_DOMAIN,
                         "amounts around %g are too small for a double",
                         fit->scale);
    *out = *model;
    return CEV_OK;
}

/* Everything after reading, where there is somebody to fit to. */
static int32_t fit_spenders(spend_fit *fit, cev__spend *out)
{
    cev__estimate estimate;
    fit->scale = cev__spend_measure(fit->pool.grouping.groups,
                                    fit->pool.grouping.count, 1.0, &fit->model);
    fit->model.observed_mean = fit->model.mean;
    scale_amounts(fit);
    int32_t status = cev__pool_lay_out(&fit->pool);
    if (status == CEV_OK)
        status = search_spend(fit, &estimate);
    if (status == CEV_OK)
        status = keep_spend(fit, &estimate, out);
    return status;
}

int32_t cev__spend_fit(cev_ctx *ctx, const cev__given *given,
                       const cev__spend *last, int wants, cev__spend *out)
{
    spend_fit fit = {0};
    cev__buyers buyers;
    fit.given = given;
    fit.last =
        last != NULL && last->method != CEV__METHOD_NONE ? last : NULL;
    fit.pool.ctx = ctx;
    fit.pool.model = &cev__spend_model;
    fit.pool.pull = &fit.pull;
    fit.model.correlation = NAN;
    fit.model.reach.z = cev__reach_z(given->options);
    fit.model.reach.is_plain = 1;
    int32_t status = cev__buyers_open(ctx, given->customers,
                                      wants | CEV__WANTS_CUSTOMERS_MAYBE,
                                      &buyers);
    if (status == CEV_OK && buyers.rows == 0)
        status = cev__buyers_refuse_empty(ctx);
    if (status == CEV_OK)
        status = read_spenders(&fit, &buyers);
    if (status == CEV_OK && fit.pool.grouping.count > 0)
        status = fit_spenders(&fit, out);
    else if (status == CEV_OK)
        *out = fit.model;
    cev__pool_free(&fit.pool);
    if (status == CEV_OK && out->method != CEV__METHOD_NONE
        && cev__traits_asked(given->options, CEV__OF_SPEND))
        status = cev__spend_regress(ctx, given, fit.scale, out);
    return status;
}

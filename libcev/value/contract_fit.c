/* Fitting a contract model; see contract.h. */
#include "../core/compiler.h"
#include "contract.h"

#include <math.h>
#include <string.h>

#include "../math/elementary.h"
#include "contract_remake.h"
#include "remade.h"
#include "search.h"
#include "subscribers.h"

/* How far from the first start another is, in logs: a factor of 90. */
#define OTHER_CONTRACT 4.5

typedef struct contract_fit {
    const cev__contract_kind *kind;
    const cev__given *given;
    const cev__contracts *last;
    cev__pool pool;
    cev__pull pull;
    double customers, churned, renewals, longest;
    int64_t distinct_rows;
    cev__reach reach;
    int is_made_up; /* the customers, by a fit of which this is one more */
} contract_fit;

/* The fit whose customers are made up again, and what they are like. */
typedef struct contract_remaking {
    const contract_fit *fit;
    const cev__estimate *estimate;
} contract_remaking;

static int32_t remake_contracts(void *state, cev__rng *rng, double *logs);

/* What the first step of a fit takes of its customers. */
enum {
    TERMS_CUSTOMERS,
    TERMS_CHURNED,
    TERMS_RENEWALS,
    TERMS_LONGEST,
    TERMS_DISTINCT,
    TERMS_ONLY, /* the history of all, where there is but one */
    CONTRACT_TOTALS = TERMS_ONLY + 2
};

static const cev__summed contract_sums[CONTRACT_TOTALS] = {
    {"customers", CEV__TOTAL},     {"churned", CEV__TOTAL},
    {"renewals", CEV__TOTAL},      {"longest", CEV__LARGEST},
    {"distinct_rows", CEV__TOTAL}, {"only_T", CEV__COMMON},
    {"only_churned", CEV__COMMON}};

static const cev__step contract_totals = {"totals", 0, CONTRACT_TOTALS, NULL,
                                          contract_sums};

static void count_contracts(const cev__grouping *grouping, cev__sum *sums)
{
    memset(sums, 0, CONTRACT_TOTALS * sizeof *sums);
    for (int64_t i = 0; i < grouping->count; i++) {
        const cev__group *group = &grouping->groups[i];
        double T = group->key[0], left = group->key[1];
        cev__sum_add(&sums[TERMS_CUSTOMERS], group->weight);
        cev__sum_add(&sums[TERMS_CHURNED], group->weight * left);
        cev__sum_add(&sums[TERMS_RENEWALS], group->weight * (T - left));
        sums[TERMS_LONGEST].total = fmax(sums[TERMS_LONGEST].total, T);
    }
    sums[TERMS_DISTINCT].total = (double)grouping->count;
    for (int k = 0; k < 2; k++)
        sums[TERMS_ONLY + k].total =
            grouping->count == 1 ? grouping->groups[0].key[k] : NAN;
}

static void keep_totals(contract_fit *fit, const cev__sum *sums)
{
    int is_one = !isnan(sums[TERMS_ONLY].total)
                 && !isnan(sums[TERMS_ONLY + 1].total);
    fit->customers = cev__sum_value(&sums[TERMS_CUSTOMERS]);
    fit->churned = cev__sum_value(&sums[TERMS_CHURNED]);
    fit->renewals = cev__sum_value(&sums[TERMS_RENEWALS]);
    fit->longest = sums[TERMS_LONGEST].total;
    fit->distinct_rows =
        is_one ? 1 : (int64_t)cev__sum_value(&sums[TERMS_DISTINCT]);
}

static int32_t read_contracts(contract_fit *fit, const cev_table *customers)
{
    cev_ctx *ctx = fit->pool.ctx;
    cev__subscribers subscribers;
    int32_t status = cev__subscribers_open(ctx, customers, 1, &subscribers);
    if (status == CEV_OK && subscribers.rows == 0 && fit->pool.parts == NULL)
        return cev__fail(ctx, CEV_ERR_DOMAIN,
                         "the table has no rows; wanted one for each "
                         "customer, or group of equal ones");
    if (status == CEV_OK)
        status =
            cev__subscribers_group(ctx, &subscribers, &fit->pool.grouping);
    if (status != CEV_OK)
        return status;
    if (fit->pool.grouping.count == 0 && fit->pool.parts == NULL)
        return cev__fail(ctx, CEV_ERR_DOMAIN,
                         "customers is 0 in all rows; wanted a customer");
    return cev__pool_lay_out(&fit->pool);
}

/* Where customers stay: answers what is asked, which stops the fit. */
static int32_t answer_contracts(contract_fit *fit, const cev__sum *sums)
{
    double logs[CEV__PARAMS];
    int is_wanted = 0;
    int32_t status = cev__pool_asked(&fit->pool, &is_wanted, logs);
    if (status == CEV_OK && !is_wanted)
        status = cev__parts_refuse(fit->pool.ctx, fit->pool.parts);
    return status == CEV_OK
               ? cev__pool_answer(&fit->pool, logs,
                                  cev__sum_value(&sums[TERMS_CUSTOMERS]))
               : status;
}

/* Everything before the search: customers and their totals. */
static int32_t gather_contracts(contract_fit *fit)
{
    cev__sum sums[CONTRACT_TOTALS];
    cev__parts *parts = fit->given->parts;
    int32_t status = CEV_OK;
    if (!cev__parts_is_asking(parts)) {
        status = read_contracts(fit, fit->given->customers);
        if (status == CEV_OK)
            count_contracts(&fit->pool.grouping, sums);
    }
    if (status == CEV_OK)
        status = cev__parts_pass(fit->pool.ctx, parts, fit->kind->name,
                                 &contract_totals, NULL, sums);
    if (status == CEV_OK && parts != NULL && !cev__parts_is_asking(parts))
        status = answer_contracts(fit, sums);
    if (status == CEV_OK)
        keep_totals(fit, sums);
    return status;
}

/* The other places to look: all parameters 1; and customers most of whom leave
 * at once or, as the risk of those in between rises, never. */
static void look_elsewhere(cev__likelihood *likelihood)
{
    double *rising = likelihood->others[1];
    likelihood->other_count = 2;
    memcpy(rising, likelihood->start, sizeof likelihood->start);
    rising[0] -= OTHER_CONTRACT;
    rising[1] -= OTHER_CONTRACT;
    for (int k = 2; k < likelihood->n; k++)
        rising[k] += 0.3 * OTHER_CONTRACT;
}

/* In the simulations of docs/intervals.md the standard errors do as well as
 * the likelihood for sbg, and better for bdw. */
static int32_t find_contract_reach(contract_fit *fit,
                                   const cev__likelihood *likelihood,
                                   const cev__estimate *estimate)
{
    const cev_options *options = fit->given->options;
    contract_remaking made = {fit, estimate};
    cev__redraw redraw = {remake_contracts, &made, CEV__STREAM_CONTRACTS};
    cev__reach_plain(likelihood->n, options, estimate, &fit->reach);
    if (cev__drawn_way(options) == CEV__DRAWN_NOT)
        return CEV_OK;
    return cev__draws_make(fit->pool.ctx, likelihood, options, estimate,
                           &redraw, &fit->reach.draws);
}

/* The crude odds of leaving count half a customer more on either side, so
 * that they are never 0 and never infinite. */
static int32_t search_contracts(contract_fit *fit, cev__estimate *estimate)
{
    static const double units[CEV__CONTRACT_PARAMS] = {0.0};
    cev__belief beliefs[CEV__CONTRACT_PARAMS];
    cev__likelihood likelihood = {0};
    double last[CEV__SMALL];
    memset(beliefs, 0, sizeof beliefs);
    fit->kind->beliefs(cev__log((fit->churned + 0.5)
                                / (fit->renewals + 0.5)),
                       beliefs, likelihood.start);
    likelihood.n = fit->kind->fit.n;
    look_elsewhere(&likelihood);
    for (int k = 0; k < likelihood.n && fit->last != NULL; k++)
        last[k] = cev__log(fit->last->params[k]);
    likelihood.last = fit->last == NULL ? NULL : last;
    likelihood.is_last_true = fit->is_made_up;
    likelihood.beliefs = beliefs;
    likelihood.belief_count = fit->kind->fit.n;
    likelihood.is_thin =
        fit->churned < CEV__THIN_CHURNED || fit->distinct_rows == 1;
    likelihood.is_few = fit->churned < CEV__FEW_CHURNED;
    cev__pull_make(fit->given, fit->kind->name, likelihood.n,
                   fit->kind->params, units, beliefs, &fit->pull);
    int32_t status = cev__search_run(&fit->pool, fit->customers,
                                     fit->given->options, &likelihood,
                                     estimate);
    if (status == CEV_OK && !fit->is_made_up)
        status = find_contract_reach(fit, &likelihood, estimate);
    return status;
}

/* Fits to customers made up. */
static int32_t remake_contracts(void *state, cev__rng *rng, double *logs)
{
    const contract_remaking *made = state;
    const contract_fit *fit = made->fit;
    cev__contracts truth;
    cev__estimate estimate;
    cev__sum sums[CONTRACT_TOTALS];
    contract_fit again;
    memset(&again, 0, sizeof again);
    memset(&truth, 0, sizeof truth);
    for (int k = 0; k < fit->kind->fit.n; k++)
        truth.params[k] = cev__exp(made->estimate->logs[k]);
    again.kind = fit->kind;
    again.given = fit->given;
    again.last = &truth;
    again.is_made_up = 1;
    again.pool.ctx = fit->pool.ctx;
    again.pool.model = fit->pool.model;
    again.pool.pull = &again.pull;
    again.pool.unit = 1.0;
    int32_t status = fit->kind->fit.prepare(truth.params, &truth.prepared);
    if (status == CEV_OK)
        status = cev__contracts_remake(fit->pool.ctx, fit->kind,
                                       &truth.prepared, &fit->pool.grouping,
                                       rng, &again.pool.grouping);
    if (status == CEV_OK) {
        count_contracts(&again.pool.grouping, sums);
        keep_totals(&again, sums);
        status = cev__pool_lay_out(&again.pool);
    }
    if (status == CEV_OK)
        status = search_contracts(&again, &estimate);
    if (status == CEV_OK)
        memcpy(logs, estimate.logs, (size_t)fit->kind->fit.n * sizeof *logs);
    cev__pool_free(&again.pool);
    return status;
}

static int32_t keep_contracts(const contract_fit *fit,
                              const cev__estimate *estimate,
                              cev__contracts *out)
{
    cev__contracts model;
    memset(&model, 0, sizeof model);
    model.kind = fit->kind;
    for (int k = 0; k < fit->kind->fit.n; k++)
        model.params[k] = cev__exp(estimate->logs[k]);
    memcpy(model.covariance, estimate->covariance, sizeof model.covariance);
    model.reach = fit->reach;
    model.log_likelihood = estimate->log_likelihood;
    model.gradient = estimate->gradient / fit->customers;
    model.customers = fit->customers;
    model.churned = fit->churned;
    model.renewals = fit->renewals;
    model.longest = fit->longest;
    model.distinct_rows = fit->distinct_rows;
    model.iterations = estimate->iterations;
    model.method = estimate->method;
    model.is_converged = estimate->is_converged;
    model.asked = fit->pull.asked;
    int32_t status = cev__contracts_prepare(fit->pool.ctx, &model);
    if (status == CEV_OK)
        *out = model;
    else
        cev__contracts_release(fit->pool.ctx, &model);
    return status;
}

int32_t cev__contracts_fit(cev_ctx *ctx, const cev__contract_kind *kind,
                           const cev__given *given,
                           const cev__contracts *last, cev__contracts *out)
{
    contract_fit fit;
    cev__estimate estimate;
    memset(&fit, 0, sizeof fit);
    fit.kind = kind;
    fit.given = given;
    fit.last = last;
    fit.pool.ctx = ctx;
    fit.pool.model = &kind->fit;
    fit.pool.pull = &fit.pull;
    fit.pool.unit = 1.0;
    fit.pool.name = kind->name;
    fit.pool.parts = given->parts;
    int32_t status =
        cev__draws_check(ctx, given->options, given->parts != NULL);
    if (status == CEV_OK)
        status = gather_contracts(&fit);
    if (status == CEV_OK)
        status = search_contracts(&fit, &estimate);
    if (status == CEV_OK)
        status = keep_contracts(&fit, &estimate, out);
    cev__pool_free(&fit.pool);
    return status;
}

/*
 * Fitting a purchase model. Time is counted in mean ages T on the way: seconds
 * or years make no difference. Opportunities are counted as they are.
 */
#include "../core/compiler.h"
#include "purchase.h"

#include <math.h>
#include <string.h>

#include "../math/elementary.h"
#include "purchase_aims.h"
#include "purchase_regression.h"
#include "purchase_starts.h"
#include "remade.h"
#include "search.h"
#include "traits.h"

#define SECONDS_PER_YEAR (365.25 * 86400.0)

typedef struct purchase_fit {
    const cev__purchase_kind *kind;
    const cev__given *given;
    const cev__purchases *last; /* of this kind, or NULL */
    cev__pool pool;
    cev__pull pull;
    cev__likelihood likelihood;
    cev__belief beliefs[CEV__PARAMS];
    double log_units[CEV__PARAMS]; /* of one of the fit; of the estimated */
    double last_logs[CEV__SMALL];
    cev__reach reach;
    double customers, repeat_customers, repeat_purchases, observed;
    double rival, rival_behind; /* as in purchase.h */
    int64_t distinct_rows;
    cev__sum litt; /* where a whole number is to be found; of the same unit */
    double scale; /* one unit of time in the fit [time] */
    double rate;  /* purchases in it, crudely */
    int is_made_up; /* the customers, by a fit of which this is one more */
    int is_trial; /* a fit to compare by, cut short where it is slow */
} purchase_fit;

static void begin_fit(cev_ctx *ctx, const cev__purchase_kind *kind,
                      const cev__given *given, purchase_fit *fit)
{
    fit->kind = kind;
    fit->given = given;
    fit->pool.ctx = ctx;
    fit->pool.model = &kind->fit;
    fit->pool.chunk = cev__purchase_chunk(kind);
    fit->pool.pull = &fit->pull;
}

/* The histories of a block's rows. Without a repeat purchase there is no age at
 * the last one, and no time between purchases. */
static void history_rows(const cev__block *block, int wants_litt,
                         cev__group *rows)
{
    for (int64_t i = 0; i < block->rows; i++) {
        double x = block->col[CEV__COL_X][i], *key = rows[i].key;
        key[0] = x;
        key[1] = block->col[CEV__COL_T][i];
        key[2] = x > 0.0 ? block->col[CEV__COL_T_X][i] : 0.0;
        key[3] = wants_litt && x > 0.0 ? block->col[CEV__COL_LITT][i] : 0.0;
        rows[i].weight = block->col[CEV__COL_CUSTOMERS][i];
    }
}

static void add_litt(const cev__block *block, cev__sum *sum)
{
    for (int64_t i = 0; i < block->rows; i++)
        if (block->col[CEV__COL_X][i] > 0.0)
            cev__sum_add(sum, block->col[CEV__COL_CUSTOMERS][i]
                                  * block->col[CEV__COL_LITT][i]);
}

static int32_t read_histories(purchase_fit *fit, const cev__buyers *buyers)
{
    cev__block block;
    cev__group rows[CEV__BLOCK];
    cev__buyers_begin(buyers, &block);
    fit->pool.grouping.limit = buyers->rows;
    for (int64_t first = 0; first < buyers->rows; first += block.rows) {
        int32_t status = cev__buyers_next(fit->pool.ctx, "reading customers",
                                          buyers, first, &block);
        if (status == CEV_OK && fit->kind->whole != NULL)
            add_litt(&block, &fit->litt);
        if (status == CEV_OK) {
            history_rows(&block, fit->kind->wants_litt, rows);
            status = cev__grouping_add(fit->pool.ctx, &fit->pool.grouping,
                                       rows, block.rows);
        }
        if (status != CEV_OK)
            return status;
    }
    cev__grouping_sort(fit->pool.ctx, &fit->pool.grouping);
    if (fit->pool.grouping.count == 0 && fit->pool.parts == NULL)
        return cev__buyers_refuse_nobody(fit->pool.ctx);
    return CEV_OK;
}

/* What the first step of a fit takes of its customers. */
enum {
    TOTAL_CUSTOMERS,
    TOTAL_REPEAT_CUSTOMERS,
    TOTAL_REPEAT_PURCHASES,
    TOTAL_OBSERVED,
    TOTAL_LITT,
    TOTAL_DISTINCT,
    TOTAL_ONLY, /* the history of all, where there is but one */
    PURCHASE_TOTALS = TOTAL_ONLY + CEV__KEYS
};

static const cev__summed purchase_sums[PURCHASE_TOTALS] = {
    {"customers", CEV__TOTAL},        {"repeat_customers", CEV__TOTAL},
    {"repeat_purchases", CEV__TOTAL}, {"observed", CEV__TOTAL},
    {"litt", CEV__TOTAL},             {"distinct_rows", CEV__TOTAL},
    {"only_x", CEV__COMMON},          {"only_T", CEV__COMMON},
    {"only_t_x", CEV__COMMON},        {"only_litt", CEV__COMMON}};

static const cev__step purchase_totals = {"totals", 0, PURCHASE_TOTALS, NULL,
                                          purchase_sums};

static void count_customers(const purchase_fit *fit, cev__sum *sums)
{
    const cev__grouping *grouping = &fit->pool.grouping;
    memset(sums, 0, PURCHASE_TOTALS * sizeof *sums);
    for (int64_t i = 0; i < grouping->count; i++) {
        const cev__group *group = &grouping->groups[i];
        double w = group->weight, x = group->key[0];
        cev__sum_add(&sums[TOTAL_CUSTOMERS], w);
        cev__sum_add(&sums[TOTAL_REPEAT_CUSTOMERS], x > 0.0 ? w : 0.0);
        cev__sum_add(&sums[TOTAL_REPEAT_PURCHASES], w * x);
        cev__sum_add(&sums[TOTAL_OBSERVED], w * group->key[1]);
    }
    sums[TOTAL_LITT] = fit->litt;
    sums[TOTAL_DISTINCT].total = (double)grouping->count;
    for (int k = 0; k < CEV__KEYS; k++)
        sums[TOTAL_ONLY + k].total =
            grouping->count == 1 ? grouping->groups[0].key[k] : NAN;
}

/* Takes the totals over. The crude rate counts half a purchase more, so that
 * it is never 0; without observed time it is one purchase a year. */
static void measure_customers(purchase_fit *fit, const cev__sum *sums,
                              double time_unit)
{
    int is_one = 1;
    for (int k = 0; k < CEV__KEYS; k++)
        is_one = is_one && !isnan(sums[TOTAL_ONLY + k].total);
    fit->customers = cev__sum_value(&sums[TOTAL_CUSTOMERS]);
    fit->repeat_customers = cev__sum_value(&sums[TOTAL_REPEAT_CUSTOMERS]);
    fit->repeat_purchases = cev__sum_value(&sums[TOTAL_REPEAT_PURCHASES]);
    fit->observed = cev__sum_value(&sums[TOTAL_OBSERVED]);
    fit->litt = sums[TOTAL_LITT];
    fit->distinct_rows =
        is_one ? 1 : (int64_t)cev__sum_value(&sums[TOTAL_DISTINCT]);
    fit->scale = fit->observed / fit->customers;
    if (!(fit->scale > 0.0 && isfinite(fit->scale)))
        fit->scale = SECONDS_PER_YEAR / time_unit;
    fit->rate = fit->observed > 0.0
                    ? (fit->repeat_purchases + 0.5) / fit->customers
                    : 1.0;
    if (cev__purchase_is_discrete(fit->kind)) {
        fit->rate /= fit->scale;
        fit->scale = 1.0;
    }
    cev__sum_add(&fit->litt, -fit->repeat_purchases * cev__log(fit->scale));
    fit->pool.unit = fit->scale;
}

/* Brings the groups to the unit of the fit. */
static int32_t scale_groups(purchase_fit *fit)
{
    double log_unit = cev__log(fit->pool.unit);
    for (int64_t i = 0; i < fit->pool.grouping.count; i++) {
        double *key = fit->pool.grouping.groups[i].key;
        key[1] /= fit->pool.unit;
        key[2] /= fit->pool.unit;
        if (fit->kind->wants_litt)
            key[3] -= key[0] * log_unit;
    }
    return cev__pool_lay_out(&fit->pool);
}

/* Whether there is too little for maximum likelihood. */
static int is_thin(const purchase_fit *fit)
{
    return fit->repeat_customers < CEV__THIN_REPEAT
           || fit->distinct_rows == 1 || !(fit->observed > 0.0);
}

/* One unit of the fit in that of the customers, of a time or a rate. */
static double in_unit_of(const purchase_fit *fit, int is_time)
{
    if (is_time < 0)
        return 1.0 / fit->scale;
    return is_time > 0 ? fit->scale : 1.0;
}

static void measure_units(purchase_fit *fit)
{
    int first = cev__purchase_wholes(fit->kind);
    for (int k = 0; k < fit->kind->fit.n; k++)
        fit->log_units[k] =
            cev__log(in_unit_of(fit, fit->kind->is_time[first + k]));
}

/* Where the fit before ended, in the units of this one; under another whole
 * number it ended elsewhere. */
static const double *find_last(purchase_fit *fit)
{
    int first = cev__purchase_wholes(fit->kind);
    if (fit->last == NULL
        || (first > 0 && (int)fit->last->params[0] != fit->pool.whole))
        return NULL;
    for (int k = 0; k < fit->kind->fit.n; k++)
        fit->last_logs[k] =
            cev__log(fit->last->params[first + k]) - fit->log_units[k];
    return fit->last_logs;
}

/* What is asked of the search, given the whole number. */
static void ask_likelihood(purchase_fit *fit)
{
    cev__likelihood *likelihood = &fit->likelihood;
    double rate = fit->rate * (fit->pool.whole > 1 ? fit->pool.whole : 1);
    memset(fit->beliefs, 0, sizeof fit->beliefs);
    fit->kind->beliefs(cev__log(rate), fit->beliefs, likelihood->start);
    cev__purchase_starts(fit->kind, likelihood);
    likelihood->n = fit->kind->fit.n;
    likelihood->last = find_last(fit);
    likelihood->is_last_true = fit->is_made_up;
    likelihood->beliefs = fit->beliefs;
    likelihood->belief_count = fit->kind->fit.n;
    likelihood->is_thin = is_thin(fit);
    likelihood->is_few = fit->repeat_customers < CEV__FEW_REPEAT;
    likelihood->is_brief = fit->is_trial;
    likelihood->is_dear = fit->kind->pace == CEV__SLOW;
    cev__pull_make(fit->given, fit->kind->name, likelihood->n,
                   fit->kind->params + cev__purchase_wholes(fit->kind),
                   fit->log_units, fit->beliefs, &fit->pull);
}

static int32_t search_parameters(purchase_fit *fit, cev__estimate *estimate)
{
    ask_likelihood(fit);
    return cev__search_run(&fit->pool, fit->customers, fit->given->options,
                           &fit->likelihood, estimate);
}

/* The whole number under which the likelihood rises highest: from 1 upwards,
 * until it falls; 1 where there is too little to tell. Highest tops are
 * compared, whichever of them the data settle. */
static int32_t search_whole(purchase_fit *fit, cev__estimate *out)
{
    const cev__whole *whole = fit->kind->whole;
    double litt = cev__sum_value(&fit->litt);
    int most = is_thin(fit) ? 1 : whole->most, found = 1, k;
    double second = -INFINITY;
    int64_t iterations = 0;
    for (k = 1; k <= most; k++) {
        cev__estimate estimate;
        fit->pool.whole = k;
        int32_t status = search_parameters(fit, &estimate);
        if (status != CEV_OK)
            return status;
        double apart = whole->apart(k, fit->repeat_purchases, litt);
        iterations += estimate.iterations;
        estimate.log_likelihood += apart;
        estimate.highest += apart;
        if (k > 1 && !(estimate.highest > out->highest)) {
            if (estimate.highest > second) {
                second = estimate.highest;
                fit->rival = k;
            }
            break;
        }
        if (k > 1) {
            second = out->highest;
            fit->rival = found;
        }
        *out = estimate;
        found = k;
    }
    if (fit->rival > 0.0)
        fit->rival_behind = out->highest - second;
    fit->pool.whole = found;
    ask_likelihood(fit);
    out->iterations = iterations;
    return CEV_OK;
}

/* Back to the customers' unit of time: densities of x purchases carry
 * 1 / time to the x. */
static int32_t keep_estimate(const purchase_fit *fit,
                             const cev__estimate *estimate,
                             cev__purchases *out)
{
    cev__purchases model = {0};
    model.kind = fit->kind;
    int first = cev__purchase_wholes(fit->kind);
    model.params[0] = fit->pool.whole;
    for (int k = 0; k < fit->kind->fit.n; k++)
        model.params[first + k] =
            cev__exp(estimate->logs[k])
            * in_unit_of(fit, fit->kind->is_time[first + k]);
    model.reach = fit->reach;
    cev__reach_shift(fit->kind->fit.n, fit->log_units, &model.reach);
    memcpy(model.covariance, estimate->covariance, sizeof model.covariance);
    model.log_likelihood = estimate->log_likelihood
                           - fit->repeat_purchases * cev__log(fit->scale);
    model.gradient = estimate->gradient / fit->customers;
    model.customers = fit->customers;
    model.repeat_customers = fit->repeat_customers;
    model.repeat_purchases = fit->repeat_purchases;
    model.observed = fit->observed;
    model.rival = fit->rival;
    model.rival_behind = fit->rival_behind;
    model.distinct_rows = fit->distinct_rows;
    model.iterations = estimate->iterations;
    model.method = estimate->method;
    model.is_converged = estimate->is_converged;
    model.asked = fit->pull.asked;
    int32_t status = CEV_OK;
    if (cev__purchases_prepare(&model) != CEV_OK)
        status = cev__fail(fit->pool.ctx, CEV_ERR_DOMAIN,
                           "ages of %g are beyond what a double can hold",
                           fit->scale);
    if (status == CEV_OK)
        status = cev__purchases_prepare_draws(fit->pool.ctx, &model);
    if (status == CEV_OK)
        *out = model;
    else
        cev__purchases_release(fit->pool.ctx, &model);
    return status;
}

/* Where customers stay: answers what is asked, which stops the fit. */
static int32_t answer_part(purchase_fit *fit, const cev__sum *sums)
{
    double logs[CEV__PARAMS];
    int is_wanted = 0;
    int32_t status = cev__pool_asked(&fit->pool, &is_wanted, logs);
    if (status == CEV_OK && !is_wanted)
        status = cev__parts_refuse(fit->pool.ctx, fit->pool.parts);
    if (status == CEV_OK)
        status = scale_groups(fit);
    return status == CEV_OK
               ? cev__pool_answer(&fit->pool, logs,
                                  cev__sum_value(&sums[TOTAL_CUSTOMERS]))
               : status;
}

/* Everything before the search: customers, their sums, their unit. */
static int32_t gather_customers(purchase_fit *fit)
{
    const cev__given *given = fit->given;
    cev_ctx *ctx = fit->pool.ctx;
    cev__sum sums[PURCHASE_TOTALS];
    int32_t status = CEV_OK;
    if (!cev__parts_is_asking(given->parts)) {
        cev__buyers buyers;
        status = cev__buyers_open(ctx, given->customers,
                                  cev__purchase_fit_wants(fit->kind)
                                      | CEV__WANTS_CUSTOMERS_MAYBE,
                                  &buyers);
        if (status == CEV_OK && buyers.rows == 0 && given->parts == NULL)
            status = cev__buyers_refuse_empty(ctx);
        if (status == CEV_OK)
            status = read_histories(fit, &buyers);
        if (status == CEV_OK)
            count_customers(fit, sums);
    }
    if (status == CEV_OK)
        status = cev__parts_pass(ctx, given->parts, fit->kind->name,
                                 &purchase_totals, NULL, sums);
    if (status != CEV_OK)
        return status;
    if (given->parts != NULL && !cev__parts_is_asking(given->parts))
        return answer_part(fit, sums);
    measure_customers(fit, sums,
                      cev__options_double(given->options, CEV__OPT_TIME_UNIT));
    measure_units(fit);
    return scale_groups(fit);
}

/* The fit whose customers are made up again, and what they are like. */
typedef struct purchase_remaking {
    const purchase_fit *fit;
    cev__purchases truth; /* kind and parameters, in the fit's units */
    cev__params prepared;
} purchase_remaking;

/* Customers of the ages of those in a group, with histories of their own. */
static int32_t remake_customers(const purchase_remaking *made,
                                const cev__group *group, cev__rng *rng,
                                cev__pool *pool)
{
    const cev__purchase_kind *kind = made->fit->kind;
    /* Not where it is a whole number that is found by it, and stays. */
    int reads_litt = kind->wants_litt && kind->whole == NULL;
    cev__remade crowd;
    cev__group rows[CEV__GROUPING_ROWS];
    int32_t status = CEV_OK;
    cev__remade_begin(group->weight, &crowd);
    while (status == CEV_OK && cev__remade_next(&crowd)) {
        for (int64_t i = 0; i < crowd.count; i++) {
            rows[i].key[1] = group->key[1];
            cev__purchases_remake(kind, &made->prepared, reads_litt, rng,
                                  rows[i].key);
            rows[i].weight = crowd.weight;
        }
        status =
            cev__grouping_add(pool->ctx, &pool->grouping, rows, crowd.count);
    }
    return status;
}

/* What the fit begins with, from customers made up, whose unit of time is so
 * many of the table's. */
static int32_t measure_remade_customers(purchase_fit *again, double unit)
{
    cev__sum sums[PURCHASE_TOTALS];
    cev__grouping_sort(again->pool.ctx, &again->pool.grouping);
    count_customers(again, sums);
    measure_customers(again, sums,
                      cev__options_double(again->given->options,
                                          CEV__OPT_TIME_UNIT)
                          / unit);
    measure_units(again);
    return scale_groups(again);
}

/* Fits to a shop made up; a whole number stays what it is. */
static int32_t remake_purchases(void *state, cev__rng *rng, double *logs)
{
    const purchase_remaking *made = state;
    const purchase_fit *fit = made->fit;
    const cev__grouping *groups = &fit->pool.grouping;
    purchase_fit again = {0};
    cev__estimate estimate;
    begin_fit(fit->pool.ctx, fit->kind, fit->given, &again);
    again.last = &made->truth;
    again.pool.whole = fit->pool.whole;
    again.is_made_up = 1;
    int32_t status = cev__remade_open(again.pool.ctx, groups,
                                      &again.pool.grouping);
    for (int64_t i = 0; i < groups->count && status == CEV_OK; i++)
        status =
            remake_customers(made, &groups->groups[i], rng, &again.pool);
    if (status == CEV_OK)
        status = measure_remade_customers(&again, fit->scale);
    if (status == CEV_OK)
        status = search_parameters(&again, &estimate);
    for (int k = 0; k < fit->kind->fit.n && status == CEV_OK; k++)
        logs[k] = estimate.logs[k] + again.log_units[k];
    cev__pool_free(&again.pool);
    return status;
}

/* How far the truth may be from the estimate. Where the likelihood takes long,
 * the search, which takes it a hundred times, is left out, but not draws that
 * are asked for; and both where covariates will make them anew. Of
 * thousands of opportunities the aims would take longer than the likelihood. */
static int32_t find_reach(purchase_fit *fit, const cev__estimate *estimate)
{
    const cev__purchase_kind *kind = fit->kind;
    purchase_remaking made;
    cev__purchase_aims aims = cev__purchase_aims_of(
        kind, fit->pool.whole, fit->customers, fit->repeat_customers,
        fit->repeat_purchases, fit->observed / fit->customers / fit->scale);
    cev__aims towards = {CEV__AIMS, cev__purchase_aims_at, &aims};
    cev__redraw redraw = {remake_purchases, &made, CEV__STREAM_PURCHASES};
    int first = cev__purchase_wholes(kind);
    if ((kind->pace == CEV__SLOW
         && cev__drawn_way(fit->given->options) == CEV__DRAWN_NOT)
        || cev__traits_asked(fit->given->options, CEV__OF_PURCHASES)) {
        cev__reach_plain(kind->fit.n, fit->given->options, estimate,
                         &fit->reach);
        return CEV_OK;
    }
    memset(&made, 0, sizeof made);
    made.fit = fit;
    made.truth.kind = kind;
    made.truth.params[0] = fit->pool.whole;
    for (int k = 0; k < kind->fit.n; k++)
        made.truth.params[first + k] = cev__exp(estimate->logs[k]);
    int32_t status = kind->fit.prepare(made.truth.params, &made.prepared);
    if (NEVER(status != CEV_OK))
        return cev__fail(fit->pool.ctx, status, "parameters out of range");
    return cev__reach_find(fit->pool.ctx, &fit->likelihood,
                           fit->given->options, estimate,
                           cev__purchase_is_discrete(kind) ? NULL : &towards,
                           &redraw, &fit->reach);
}

/* The search, and how far from its end the truth may be. */
static int32_t search_customers(purchase_fit *fit, cev__estimate *estimate)
{
    int32_t status = fit->kind->whole == NULL
                         ? search_parameters(fit, estimate)
                         : search_whole(fit, estimate);
    return status == CEV_OK ? find_reach(fit, estimate) : status;
}

/* Covariates and where they can be had. */
static int32_t check_covariates(cev_ctx *ctx, const cev__purchase_kind *kind,
                                const cev__given *given)
{
    if (kind->scales[CEV__BUYING] < 0)
        return cev__fail(ctx, CEV_ERR_OPTION, "%s takes no covariates",
                         kind->name);
    if (given->parts != NULL)
        return cev__fail(ctx, CEV_ERR_OPTION,
                         "covariates cannot be fitted in parts; leave the "
                         "options purchase_covariates and dropout_covariates "
                         "out");
    return CEV_OK;
}

static int32_t fit_or_try(cev_ctx *ctx, const cev__purchase_kind *kind,
                          const cev__given *given, const cev__purchases *last,
                          int is_trial, cev__purchases *out)
{
    purchase_fit fit = {0};
    cev__estimate estimate;
    int is_regressed = cev__traits_asked(given->options, CEV__OF_PURCHASES);
    int32_t status =
        is_regressed ? check_covariates(ctx, kind, given) : CEV_OK;
    if (status == CEV_OK)
        status =
            cev__draws_check(ctx, given->options, given->parts != NULL);
    if (status != CEV_OK)
        return status;
    begin_fit(ctx, kind, given, &fit);
    fit.last = last != NULL && last->kind == kind ? last : NULL;
    fit.pool.name = kind->name;
    fit.pool.parts = given->parts;
    fit.is_trial = is_trial;
    fit.pool.whole_most = kind->whole == NULL ? 0 : kind->whole->most;
    status = gather_customers(&fit);
    if (status == CEV_OK)
        status = search_customers(&fit, &estimate);
    if (status == CEV_OK)
        status = keep_estimate(&fit, &estimate, out);
    cev__pool_free(&fit.pool);
    if (status == CEV_OK && is_regressed)
        status = cev__purchases_regress(ctx, given, out);
    return status;
}

int32_t cev__purchases_fit(cev_ctx *ctx, const cev__purchase_kind *kind,
                           const cev__given *given,
                           const cev__purchases *last, cev__purchases *out)
{
    return fit_or_try(ctx, kind, given, last, 0, out);
}

int32_t cev__purchases_try(cev_ctx *ctx, const cev__purchase_kind *kind,
                           const cev__given *given,
                           const cev__purchases *last, cev__purchases *out)
{
    return fit_or_try(ctx, kind, given, last, kind->pace != CEV__QUICK, out);
}

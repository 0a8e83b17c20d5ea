/* Fitting rates that change in time; see dynamic_fit.h. */
#include "../core/compiler.h"
#include "dynamic_fit.h"

#include <math.h>
#include <string.h>

#include "../math/elementary.h"
#include "../math/radix.h"
#include "dynamic_slope.h"
#include "pareto_nbd_kind.h"
#include "periods.h"
#include "purchase_regression.h"

/* Customers of one task: each takes microseconds a period. */
#define DYNAMIC_CHUNK 128

typedef struct dynamic_fit {
    cev_ctx *ctx;
    const cev__regression *regression;
    cev__periods periods;
    double scale; /* of time */
    int64_t rows, count; /* there is room for; customers that take part */
    int64_t stretches, laid;
    cev__path *paths;
    double *length, *z, *bought;
    cev__keyed *order, *spare;
    int64_t chunks, evaluations;
    cev__strata_sums *sums;
    double at[CEV__MANY];
} dynamic_fit;

/* ---- Reading ------------------------------------------------------------ */

/* Mixes bytes into a hash: FNV-1a, by words. */
static uint64_t mix_words(uint64_t hash, const double *words, int64_t count)
{
    for (int64_t i = 0; i < count; i++) {
        hash = (hash ^ cev__bits_of(words[i])) * UINT64_C(0x9E3779B97F4A7C15);
        hash ^= hash >> 29;
    }
    return hash;
}

/* What a customer is sorted by, so that sums do not depend on the order of the
 * rows: equal ones may stand in any. */
static uint64_t mark_of(const cev__path *path)
{
    const double own[5] = {path->x, path->weight, (double)path->before,
                           (double)path->silent, 0.0};
    int64_t count = path->before + path->silent;
    uint64_t hash = mix_words(UINT64_C(0xCBF29CE484222325), own, 5);
    hash = mix_words(hash, path->length, count);
    hash = mix_words(hash, path->z, count * path->traits);
    return mix_words(hash, path->bought, path->traits);
}

static int32_t open_paths(dynamic_fit *fit)
{
    int64_t traits = fit->regression->trait_count, size = sizeof(double);
    fit->rows = fit->periods.customers->rows;
    for (int64_t i = 0; i < fit->rows; i++)
        fit->stretches += cev__periods_stretches(&fit->periods, i);
    fit->paths =
        cev__alloc(fit->ctx, fit->rows, (int64_t)sizeof *fit->paths);
    fit->order = cev__alloc(fit->ctx, fit->rows, (int64_t)sizeof(cev__keyed));
    fit->spare = cev__alloc(fit->ctx, fit->rows, (int64_t)sizeof(cev__keyed));
    fit->length = cev__alloc(fit->ctx, fit->stretches, size);
    fit->z = cev__alloc(fit->ctx, fit->stretches, traits * size);
    fit->bought = cev__alloc(fit->ctx, fit->rows, traits * size);
    fit->chunks = (fit->rows - 1) / DYNAMIC_CHUNK + 1;
    fit->sums = cev__alloc(fit->ctx, fit->chunks, (int64_t)sizeof *fit->sums);
    return fit->paths == NULL || fit->order == NULL || fit->spare == NULL
                   || fit->length == NULL || fit->z == NULL
                   || fit->bought == NULL || fit->sums == NULL
               ? cev__fail_memory(fit->ctx)
               : CEV_OK;
}

static void close_paths(dynamic_fit *fit)
{
    int64_t traits = fit->regression->trait_count, size = sizeof(double);
    cev__free(fit->ctx, fit->paths, fit->rows, (int64_t)sizeof *fit->paths);
    cev__free(fit->ctx, fit->order, fit->rows, (int64_t)sizeof(cev__keyed));
    cev__free(fit->ctx, fit->spare, fit->rows, (int64_t)sizeof(cev__keyed));
    cev__free(fit->ctx, fit->length, fit->stretches, size);
    cev__free(fit->ctx, fit->z, fit->stretches, traits * size);
    cev__free(fit->ctx, fit->bought, fit->rows, traits * size);
    cev__free(fit->ctx, fit->sums, fit->chunks, (int64_t)sizeof *fit->sums);
}

/* One customer's way, behind those that are laid. */
static int32_t lay_path(dynamic_fit *fit, const cev__block *block, int64_t i)
{
    int64_t traits = fit->regression->trait_count, row = block->first + i;
    cev__history history = cev__history_at(block, i);
    cev__path *path = &fit->paths[fit->count];
    cev__stretches room = {fit->length + fit->laid,
                           fit->z + fit->laid * traits,
                           fit->bought + fit->count * traits};
    path->weight = block->col[CEV__COL_CUSTOMERS][i];
    if (!(path->weight > 0.0))
        return CEV_OK;
    int32_t status = cev__periods_check(&fit->periods, row, &history, 0.0);
    if (status != CEV_OK)
        return status;
    cev__periods_path(&fit->periods, row, &history, 0.0, 1, fit->scale, &room,
                      path);
    fit->laid += path->before + path->silent;
    fit->count++;
    return CEV_OK;
}

static int32_t read_paths(dynamic_fit *fit)
{
    cev__buyers buyers;
    cev__block block;
    int32_t status = cev__buyers_open(
        fit->ctx, fit->periods.customers,
        CEV__WANTS_TIMES | CEV__WANTS_CUSTOMERS_MAYBE, &buyers);
    if (status != CEV_OK)
        return status;
    cev__buyers_begin(&buyers, &block);
    for (int64_t first = 0; first < buyers.rows; first += block.rows) {
        status = cev__buyers_next(fit->ctx, "reading periods", &buyers, first,
                                  &block);
        for (int64_t i = 0; i < block.rows && status == CEV_OK; i++)
            status = lay_path(fit, &block, i);
        if (status != CEV_OK)
            return status;
    }
    for (int64_t i = 0; i < fit->count; i++) {
        fit->order[i].key = mark_of(&fit->paths[i]);
        fit->order[i].index = i;
    }
    cev__keyed_sort(fit->order, fit->spare, fit->count);
    return CEV_OK;
}

/* ---- Sums --------------------------------------------------------------- */

static void add_path(const cev__slope *slope, double weight, int n,
                     cev__strata_sums *sums)
{
    cev__sum_add(&sums->value, weight * slope->value);
    for (int k = 0; k < n; k++)
        cev__sum_add(&sums->gradient[k], weight * slope->gradient[k]);
    for (int k = 0; k < n * (n + 1) / 2; k++)
        sums->hessian[k] += weight * slope->hessian[k];
}

static void sum_paths(void *state, int64_t index)
{
    dynamic_fit *fit = state;
    cev__strata_sums *sums = &fit->sums[index];
    int64_t first = index * DYNAMIC_CHUNK, end = first + DYNAMIC_CHUNK;
    const cev__pareto_params p = {cev__exp(fit->at[0]), cev__exp(fit->at[1]),
                                  cev__exp(fit->at[2]), cev__exp(fit->at[3])};
    memset(sums, 0, sizeof *sums);
    if (end > fit->count)
        end = fit->count;
    for (int64_t i = first; i < end; i++) {
        const cev__path *path = &fit->paths[fit->order[i].index];
        cev__slope slope;
        cev__path_slope(&p, fit->regression, fit->at + CEV__PARETO_PARAMS,
                        path, &slope);
        add_path(&slope, path->weight, cev__regression_size(fit->regression),
                 sums);
    }
}

static int32_t evaluate_paths(void *state, const double *at, cev__slope *out)
{
    dynamic_fit *fit = state;
    int n = cev__regression_size(fit->regression);
    double done = (double)fit->evaluations / (double)(fit->evaluations + 10);
    int32_t status = cev__progress(fit->ctx, "fitting purchases", done);
    if (status != CEV_OK)
        return status;
    fit->evaluations++;
    memcpy(fit->at, at, (size_t)n * sizeof *at);
    cev__parallel(fit->ctx, fit->chunks, sum_paths, fit);
    cev__strata_total(fit->sums, fit->chunks, n, out);
    return CEV_OK;
}

/* ---- The fit ------------------------------------------------------------ */

/* With the task of a model without covariates. */
static int32_t find_dynamic(cev_ctx *ctx, const cev__regress *task,
                            cev__regression *regression,
                            cev__regress_found *found)
{
    dynamic_fit fit;
    const cev__regress_shop shop = {evaluate_paths, &fit, NULL, NULL};
    memset(&fit, 0, sizeof fit);
    fit.ctx = ctx;
    fit.regression = regression;
    fit.scale = task->of.scale;
    int32_t status = cev__periods_open(ctx, regression,
                                       task->given->customers, &fit.periods);
    if (status == CEV_OK)
        status = open_paths(&fit);
    if (status == CEV_OK)
        status = read_paths(&fit);
    if (status == CEV_OK)
        status = cev__regression_climb(ctx, task, regression, &shop, found);
    if (status == CEV_OK)
        found->distinct_rows = fit.count;
    close_paths(&fit);
    cev__periods_close(&fit.periods);
    return status;
}

static int32_t regress_dynamic(cev_ctx *ctx, const cev__given *given,
                               cev__purchases *model)
{
    cev__regress task;
    cev__regress_found found;
    cev__purchases fitted = *model;
    cev__regression *regression = NULL;
    const cev_table *periods = given->customers->periods;
    if (periods == NULL)
        return cev__fail(ctx, CEV_ERR_COLUMN,
                         "the customers have no periods; give them by "
                         "cev_table_set_periods()");
    cev__purchases_regress_from(given, model, &task);
    int32_t status = cev__regression_learn(ctx, &task, periods, &regression);
    if (status != CEV_OK)
        return status;
    status = find_dynamic(ctx, &task, regression, &found);
    if (status != CEV_OK) {
        cev__regression_free(ctx, regression);
        return status;
    }
    status = cev__purchases_regress_to(ctx, &task, &found, &fitted);
    if (status == CEV_OK)
        *model = fitted;
    else
        cev__purchases_release(ctx, &fitted);
    return status;
}

int32_t cev__dynamic_fit(cev_ctx *ctx, const cev__given *given,
                         const cev__purchases *last, cev__purchases *out)
{
    /* Intervals of the likelihood would be worked out for nothing. */
    cev__option_value none[3] = {
        {CEV__OPT_UNCERTAINTY, 0, 0.0, "delta"},
        {CEV__OPT_PURCHASE_COVARIATES, 0, 0.0, ""},
        {CEV__OPT_DROPOUT_COVARIATES, 0, 0.0, ""},
    };
    const cev_options bare = {ctx, given->options, none, 3};
    cev__given without = *given;
    cev__purchases model;
    without.options = &bare;
    if (cev__drawn_way(given->options) == CEV__DRAWN_BOOTSTRAP)
        return cev__fail(ctx, CEV_ERR_OPTION,
                         "option uncertainty = \"bootstrap\" makes up no "
                         "customers whose covariates change in time; wanted "
                         "laplace, mcmc or delta");
    int32_t status = cev__purchases_fit(ctx, &cev__pareto_nbd_purchases,
                                        &without, last, &model);
    if (status == CEV_OK)
        status = regress_dynamic(ctx, given, &model);
    if (status == CEV_OK)
        *out = model;
    return status;
}

/* Finding coefficients; see regression_fit.h. */
#include "../core/compiler.h"
#include "regression_fit.h"

#include <math.h>
#include <string.h>

#include "pull.h"

/* A coordinate known no better than this is none of a proper maximum. */
#define SD_KNOWN 20.0
/* Standard deviation of the belief about a coefficient. */
#define COEFFICIENT_SD 1.0
/* And the least that one from elsewhere counts as. */
#define COEFFICIENT_SD_LEAST 1e-9
/* The share of a curvature below which nothing is known of a coordinate. */
#define CURVATURE_LEAST 1e-13

typedef struct regression_fit {
    const cev__regress *task;
    cev__regression *regression;
    const cev__regress_shop *shop;
    int n; /* parameters and coefficients */
    const double *from; /* where the search begins; NULL: without them */
    cev__pull pull;
    /* What was found about coefficients elsewhere; no precision: nothing. */
    double known[CEV__EFFECTS], known_precision[CEV__EFFECTS];
    int is_believing; /* in the weak prior */
} regression_fit;

/* Looks for what is known of each coefficient, per what counts as much in the
 * fit as a level does. */
static void believe_coefficients(regression_fit *fit)
{
    const cev__given *given = fit->task->given;
    const char *part = given->is_part ? fit->task->name : NULL;
    for (int e = 0; e < fit->regression->effect_count; e++) {
        const cev__effect *effect = &fit->regression->effects[e];
        double scale = fit->regression->traits[effect->trait].scale;
        char name[CEV__EFFECT_NAME];
        cev__effect_name(fit->regression, effect, name);
        const cev__known *known = cev__prior_find(given->prior, part, name);
        if (known == NULL)
            continue;
        double sd = fmax(known->std_error * scale, COEFFICIENT_SD_LEAST);
        fit->known[e] = fmax(-CEV__LOG_RANGE,
                             fmin(known->value * scale, CEV__LOG_RANGE));
        fit->known_precision[e] = 1.0 / (sd * sd);
    }
}

/* Adds beliefs about the parameters. */
static void believe_params(const regression_fit *fit,
                           const cev__belief *beliefs, int count,
                           const double *at, cev__slope *out)
{
    int params = fit->regression->params;
    cev__local local;
    memset(&local, 0, sizeof local);
    cev__beliefs_add(beliefs, count, params, at, &local);
    out->value += local.value;
    for (int i = 0; i < params; i++)
        out->gradient[i] += local.gradient[i];
    for (int k = 0; k < params * (params + 1) / 2; k++)
        out->hessian[k] += local.hessian[k];
}

/* The likelihood with all that is believed: what was asked for, and the weak
 * prior where that has to help. */
static int32_t evaluate_fit(void *state, const double *at, cev__slope *out)
{
    regression_fit *fit = state;
    int params = fit->regression->params;
    double precision = (fit->pull.asked.penalty + (fit->is_believing ? 1.0 : 0.0))
                       / (COEFFICIENT_SD * COEFFICIENT_SD);
    int32_t status = fit->shop->evaluate(fit->shop->state, at, out);
    if (status != CEV_OK)
        return status;
    believe_params(fit, fit->pull.beliefs, fit->pull.count, at, out);
    if (fit->is_believing)
        believe_params(fit, fit->task->beliefs, params, at, out);
    for (int i = params; i < fit->n; i++) {
        double known = fit->known_precision[i - params];
        double off = at[i] - fit->known[i - params];
        out->value -= 0.5 * (precision * at[i] * at[i] + known * off * off);
        out->gradient[i] -= precision * at[i] + known * off;
        out->hessian[cev__packed(i, i)] -= precision + known;
    }
    return CEV_OK;
}

/* The covariance at an end; 0 where that is no proper maximum. */
static int covariance_at(int n, const cev__summit *summit, double *covariance)
{
    double information[CEV__MANY_PACKED], column[CEV__MANY];
    int is_known = 1;
    for (int k = 0; k < n * (n + 1) / 2; k++)
        information[k] = -summit->slope.hessian[k];
    if (!cev__cholesky(n, information, CURVATURE_LEAST))
        return 0;
    cev__cholesky_inverse(n, information, column, covariance);
    for (int i = 0; i < n; i++)
        is_known = is_known && fabs(summit->at[i]) < CEV__LOG_RANGE
                   && covariance[cev__packed(i, i)] <= SD_KNOWN * SD_KNOWN;
    return is_known;
}

static int32_t climb_strata(regression_fit *fit, int is_believing,
                            cev__summit *summit)
{
    const cev_options *options = fit->task->given->options;
    cev__ascent problem = {0};
    problem.n = fit->n;
    problem.reach = CEV__LOG_RANGE;
    problem.tol = cev__options_double(options, CEV__OPT_TOL)
                  * fit->task->customers;
    problem.max_iter = cev__options_int(options, CEV__OPT_MAX_ITER);
    problem.evaluate = evaluate_fit;
    problem.state = fit;
    fit->is_believing = is_believing;
    return cev__ascend(&problem, summit);
}

/* From the model without covariates, or from what is usual. */
static void begin_climb(const regression_fit *fit, int is_usual,
                        cev__summit *summit)
{
    memset(summit, 0, sizeof *summit);
    if (fit->from != NULL)
        memcpy(summit->at, fit->from, (size_t)fit->n * sizeof *summit->at);
    for (int k = 0; fit->from == NULL && k < fit->regression->params; k++) {
        double at =
            is_usual ? fit->task->start[k] : fit->task->bare.logs[k];
        summit->at[k] = fmax(-CEV__LOG_RANGE, fmin(at, CEV__LOG_RANGE));
    }
}

/* The maximum of the likelihood, or with the weak prior. */
static int32_t find_summit(regression_fit *fit, cev__summit *summit,
                           int32_t *method, double *covariance)
{
    int64_t iterations = fit->task->bare.iterations;
    int is_settled = fit->task->bare.method == CEV__METHOD_LIKELIHOOD;
    int32_t status = CEV_OK;
    *method = CEV__METHOD_LIKELIHOOD;
    if (is_settled) {
        begin_climb(fit, 0, summit);
        status = climb_strata(fit, 0, summit);
        iterations += summit->iterations;
        if (status != CEV_OK
            || (summit->is_converged
                && covariance_at(fit->n, summit, covariance))) {
            summit->iterations = iterations;
            return status;
        }
    }
    *method = CEV__METHOD_PRIOR;
    begin_climb(fit, !is_settled, summit);
    status = climb_strata(fit, 1, summit);
    summit->iterations += iterations;
    if (status == CEV_OK && !covariance_at(fit->n, summit, covariance))
        summit->is_converged = 0;
    return status;
}

/* Coefficients and their covariance per unit of the numbers themselves. */
static void keep_coefficients(const regression_fit *fit,
                              const cev__summit *summit, double *covariance)
{
    cev__regression *regression = fit->regression;
    double per_unit[CEV__MANY];
    for (int i = 0; i < fit->n; i++)
        per_unit[i] = 1.0;
    for (int e = 0; e < regression->effect_count; e++) {
        cev__effect *effect = &regression->effects[e];
        double scale = regression->traits[effect->trait].scale;
        effect->coefficient = summit->at[regression->params + e] / scale;
        per_unit[regression->params + e] = 1.0 / scale;
    }
    for (int i = 0; i < fit->n; i++)
        for (int j = 0; j <= i; j++)
            covariance[cev__packed(i, j)] *= per_unit[i] * per_unit[j];
    memcpy(regression->covariance, covariance,
           sizeof regression->covariance);
}

/* What was found of the parameters. */
static int32_t keep_summit(regression_fit *fit, const cev__summit *summit,
                           int32_t method, cev__regress_found *out)
{
    cev__slope bare;
    cev__summit start;
    cev__estimate *estimate = &out->estimate;
    int params = fit->regression->params;
    memset(out, 0, sizeof *out);
    begin_climb(fit, 0, &start);
    int32_t status = fit->shop->evaluate(fit->shop->state, start.at, &bare);
    out->bare_value = bare.value;
    if (status == CEV_OK)
        status = fit->shop->evaluate(fit->shop->state, summit->at, &bare);
    if (status != CEV_OK)
        return status;
    memcpy(estimate->logs, summit->at, (size_t)params * sizeof *summit->at);
    memcpy(estimate->covariance, fit->regression->covariance,
           (size_t)(params * (params + 1) / 2) * sizeof(double));
    estimate->log_likelihood = bare.value;
    for (int i = 0; i < fit->n; i++)
        estimate->gradient =
            fmax(estimate->gradient, fabs(summit->slope.gradient[i]));
    estimate->iterations = summit->iterations;
    estimate->method = method;
    estimate->is_converged = summit->is_converged;
    out->regression = fit->regression;
    for (int e = 0; e < fit->regression->effect_count; e++)
        out->known += fit->known_precision[e] > 0.0;
    return CEV_OK;
}

/* ---- Draws -------------------------------------------------------------- */

static int32_t evaluate_drawn(void *state, const double *at, double *value,
                              double *slopes)
{
    const regression_fit *fit = state;
    cev__slope slope;
    int32_t status = evaluate_fit(state, at, &slope);
    if (status != CEV_OK)
        return status;
    *value = slope.value;
    memcpy(slopes, slope.gradient, (size_t)fit->n * sizeof *slopes);
    return CEV_OK;
}

/* The posterior's mode and axes, near a summit. */
static int32_t find_mode(regression_fit *fit, const cev__summit *summit,
                         cev__posterior *out)
{
    double information[CEV__MANY_PACKED], values[CEV__MANY];
    double room[CEV__MANY][CEV__MANY];
    cev__summit mode;
    memset(&mode, 0, sizeof mode);
    memcpy(mode.at, summit->at, sizeof mode.at);
    int32_t status = climb_strata(fit, 1, &mode);
    if (status != CEV_OK)
        return status;
    memcpy(out->at, mode.at, sizeof out->at);
    for (int k = 0; k < fit->n * (fit->n + 1) / 2; k++)
        information[k] = -mode.slope.hessian[k];
    cev__eigen_in(fit->n, CEV__MANY, information, &room[0][0], values,
                  &out->axes[0][0]);
    for (int k = 0; k < fit->n; k++) {
        double length =
            1.0 / sqrt(fmax(values[k], 1.0 / (SD_KNOWN * SD_KNOWN)));
        for (int i = 0; i < fit->n; i++)
            out->axes[k][i] *= length;
    }
    return CEV_OK;
}

/* The fit whose shop is made up again, and what it has found. */
typedef struct regression_remaking {
    const regression_fit *fit;
    const double *at;
} regression_remaking;

/* Fits to a shop made up, from where it was made up. */
static int32_t refit_shop(void *state, cev__rng *rng, double *logs)
{
    const regression_remaking *made = state;
    regression_fit again = *made->fit;
    cev__regress_shop shop = *again.shop;
    double covariance[CEV__MANY_PACKED];
    cev__summit summit;
    int32_t method;
    int32_t status =
        shop.remake(again.shop->state, made->at, rng, &shop.state);
    if (status != CEV_OK)
        return status;
    again.shop = &shop;
    again.from = made->at;
    status = find_summit(&again, &summit, &method, covariance);
    if (status == CEV_OK)
        memcpy(logs, summit.at, (size_t)again.n * sizeof *logs);
    shop.unmake(shop.state);
    return status;
}

/* Draws as the options ask for them, coefficients per unit of the numbers. */
static int32_t draw_regression(cev_ctx *ctx, regression_fit *fit,
                               const cev__summit *summit, cev__draws **out)
{
    const cev_options *options = fit->task->given->options;
    const cev__regression *regression = fit->regression;
    regression_remaking made = {fit, summit->at};
    cev__redraw redraw = {refit_shop, &made, fit->task->stream};
    cev__posterior posterior;
    int32_t status = CEV_OK;
    memset(&posterior, 0, sizeof posterior);
    posterior.n = fit->n;
    posterior.evaluate = evaluate_drawn;
    posterior.state = fit;
    if (cev__drawn_way(options) != CEV__DRAWN_BOOTSTRAP)
        status = find_mode(fit, summit, &posterior);
    if (status == CEV_OK)
        status = cev__draws_from(ctx, &posterior, options, &redraw, out);
    for (int64_t d = 0; status == CEV_OK && d < (*out)->count; d++)
        for (int e = 0; e < regression->effect_count; e++)
            (*out)->logs[d * fit->n + regression->params + e] /=
                regression->traits[regression->effects[e].trait].scale;
    return status;
}

/* ---- The fit ------------------------------------------------------------ */

int32_t cev__regression_learn(cev_ctx *ctx, const cev__regress *task,
                              const cev_table *table, cev__regression **out)
{
    cev__regression *regression =
        cev__alloc_zero(ctx, 1, (int64_t)sizeof *regression);
    if (regression == NULL)
        return cev__fail_memory(ctx);
    regression->params = task->of.fit->n;
    int32_t status = cev__traits_learn(ctx, task->given->options,
                                       task->processes, table, regression);
    if (status == CEV_OK)
        *out = regression;
    else
        cev__regression_free(ctx, regression);
    return status;
}

int32_t cev__regression_climb(cev_ctx *ctx, const cev__regress *task,
                              cev__regression *regression,
                              const cev__regress_shop *shop,
                              cev__regress_found *out)
{
    regression_fit fit;
    cev__summit summit;
    double covariance[CEV__MANY_PACKED] = {0.0};
    int32_t method, status;
    memset(&fit, 0, sizeof fit);
    fit.task = task;
    fit.regression = regression;
    fit.shop = shop;
    fit.n = cev__regression_size(regression);
    cev__pull_make(task->given, task->name, task->of.fit->n, task->params,
                   task->units, task->beliefs, &fit.pull);
    believe_coefficients(&fit);
    status = find_summit(&fit, &summit, &method, covariance);
    if (status != CEV_OK)
        return status;
    keep_coefficients(&fit, &summit, covariance);
    if (!cev__regression_prepare(regression))
        return cev__fail(ctx, CEV_ERR_DOMAIN,
                         "the coefficients of the covariates cannot be told "
                         "from each other");
    status = keep_summit(&fit, &summit, method, out);
    if (status == CEV_OK
        && cev__drawn_way(task->given->options) != CEV__DRAWN_NOT)
        status = draw_regression(ctx, &fit, &summit, &out->draws);
    return status;
}

int32_t cev__regression_fit(cev_ctx *ctx, const cev__regress *task,
                            cev__regress_found *out)
{
    const cev_table *customers = task->given->customers;
    cev__strata strata;
    const cev__regress_shop shop = {cev__strata_evaluate, &strata,
                                    cev__strata_remake, cev__strata_unmake};
    cev__regression *regression = NULL;
    int32_t status = cev__regression_learn(ctx, task, customers, &regression);
    if (status != CEV_OK)
        return status;
    status = cev__strata_read(ctx, &task->of, regression, customers, &strata);
    if (status == CEV_OK)
        status = cev__regression_climb(ctx, task, regression, &shop, out);
    if (status == CEV_OK) {
        out->distinct_rows = strata.groups_count;
        if (task->look != NULL)
            task->look(task->state, &strata);
    }
    cev__strata_free(&strata);
    if (status != CEV_OK)
        cev__regression_free(ctx, regression);
    return status;
}

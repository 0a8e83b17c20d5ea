/* A fitted spend model: its expectation, its bytes; see spend.h. */
#include "../core/compiler.h"
#include "spend.h"

#include <math.h>
#include <string.h>

#include "../math/elementary.h"
#include "spend_terms.h"

void cev__spend_history(const cev__spend *model, const cev__block *block,
                        int64_t i, double *x, double *m_x)
{
    *x = block->col[CEV__COL_X][i];
    *m_x = block->col[CEV__COL_M_X][i];
    if (model->source == CEV__SPEND_ALL) {
        *x += 1.0;
        *m_x = block->col[CEV__COL_REVENUE][i] / *x;
    }
    if (!(*x > 0.0 && *m_x >= 0.0)) {
        *x = 0.0;
        *m_x = 0.0;
    }
}

/* The slopes of log E in the log-parameters, E = p (gamma + x m) /
 * (p x + q - 1). */
static double spend_sd(const cev__spend *model, double x, double m_x)
{
    const cev__gamma_gamma_params *p = &model->prepared.gamma_gamma;
    double divisor = p->p * x + (p->q - 1.0);
    double slope[CEV__SPEND_PARAMS] = {(p->q - 1.0) / divisor,
                                       -p->q / divisor,
                                       p->gamma / (p->gamma + x * m_x)};
    return sqrt(fmax(0.0, cev__quadratic_form(CEV__SPEND_PARAMS,
                                              model->covariance, slope)));
}

/* The parameters at all places. */
static int32_t prepare_spend_places(const cev__spend *model,
                                    cev__params *around)
{
    int32_t status = CEV_OK;
    for (int k = 0; k < model->places.count && status == CEV_OK; k++) {
        double params[CEV__SPEND_PARAMS];
        cev__places_at(&model->places, CEV__SPEND_PARAMS, k, params);
        status = cev__spend_params(params, &around[k]);
    }
    return status;
}

int32_t cev__spend_prepare_draws(cev_ctx *ctx, cev__spend *model)
{
    if (model->places.draws == NULL)
        return CEV_OK;
    model->drawn = cev__alloc(ctx, model->places.count,
                              (int64_t)sizeof *model->drawn);
    if (model->drawn == NULL)
        return cev__fail_memory(ctx);
    if (prepare_spend_places(model, model->drawn) != CEV_OK)
        return cev__fail(ctx, CEV_ERR_DOMAIN,
                         "parameters were drawn that are beyond what a "
                         "double can hold");
    return CEV_OK;
}

const cev__params *cev__spend_at(const cev__spend *model, int k)
{
    return model->drawn != NULL ? &model->drawn[k] : &model->around[k];
}

/*
 * The mean p gamma / (q - 1) of those whose amounts are unknown exists for
 * q > 1 only, and is worth believing when it is known to within a factor of e;
 * else the mean of the observed customers is taken.
 */
int32_t cev__spend_prepare(cev__spend *model)
{
    model->is_mean_taken = 0;
    if (model->source != CEV__SPEND_REPEAT && model->source != CEV__SPEND_ALL)
        return CEV_OK;
    int32_t status = cev__spend_params(model->params, &model->prepared);
    cev__places_of(CEV__SPEND_PARAMS, model->params, model->covariance,
                   &model->reach, &model->places);
    if (model->places.draws == NULL && status == CEV_OK)
        status = prepare_spend_places(model, model->around);
    if (status == CEV_OK)
        model->is_mean_taken =
            !(model->params[1] > 1.0 && spend_sd(model, 0.0, 0.0) < 1.0);
    return status;
}

/* How the logarithm of an expectation spreads. Where it ends to exist (q <= 1
 * and nothing spent), its places say nothing. */
static cev__spread spend_spread(const cev__spend *model, double x, double m_x,
                                double value, double *around)
{
    for (int k = 0; k < model->places.count; k++) {
        const cev__gamma_gamma_params *p =
            &cev__spend_at(model, k)->gamma_gamma;
        around[k] = p->p * x + (p->q - 1.0) > 0.0
                        ? cev__log(cev__gamma_gamma_expected(p, x, m_x))
                        : INFINITY;
    }
    return cev__places_spread(&model->places, around, cev__log(value));
}

/* What tells what a customer's next purchase will bring. */
enum { BY_NOTHING, BY_ZERO, BY_OWN_MEAN, BY_MEAN_OF_ALL, BY_MODEL };

static int told_by(const cev__spend *model, int own_mean, double x)
{
    const cev__gamma_gamma_params *p = &model->prepared.gamma_gamma;
    if (model->source == CEV__SPEND_UNKNOWN)
        return BY_NOTHING;
    if (model->source == CEV__SPEND_ZERO)
        return BY_ZERO;
    if (own_mean == CEV__MEAN_ALONE && x > 0.0)
        return BY_OWN_MEAN;
    if ((x == 0.0 && model->is_mean_taken)
        || !(p->p * x + (p->q - 1.0) > 0.0))
        return BY_MEAN_OF_ALL;
    return BY_MODEL;
}

static double expect_by(const cev__spend *model, int by, double x, double m_x)
{
    switch (by) {
    case BY_NOTHING:
        return NAN;
    case BY_ZERO:
        return 0.0;
    case BY_OWN_MEAN:
        return m_x;
    case BY_MEAN_OF_ALL:
        return model->mean;
    default:
        return cev__gamma_gamma_expected(&model->prepared.gamma_gamma, x,
                                         m_x);
    }
}

double cev__spend_expected(const cev__spend *model, int own_mean, double x,
                           double m_x)
{
    if (own_mean == CEV__MEAN_IGNORED)
        x = m_x = 0.0;
    return expect_by(model, told_by(model, own_mean, x), x, m_x);
}

/* The means of x purchases of one customer scatter around that of all his
 * purchases with a variation of 1 / (p x). */
cev__forecast cev__spend_forecast(const cev__spend *model, int own_mean,
                                  double x, double m_x, double *room)
{
    cev__forecast forecast;
    double few[CEV__SPEND_PLACES];
    double reach = model->reach.z * model->mean_log_sd;
    memset(&forecast, 0, sizeof forecast);
    if (own_mean == CEV__MEAN_IGNORED)
        x = m_x = 0.0;
    int by = told_by(model, own_mean, x);
    forecast.value = expect_by(model, by, x, m_x);
    if (by == BY_OWN_MEAN)
        reach = model->reach.z / sqrt(model->prepared.gamma_gamma.p * x);
    if (by == BY_MODEL)
        forecast.spread = spend_spread(model, x, m_x, forecast.value,
                                       model->drawn == NULL ? few : room);
    else if (by == BY_OWN_MEAN || by == BY_MEAN_OF_ALL)
        cev__spread_add(&forecast.spread, reach, -reach);
    forecast.active = forecast.value; /* whoever buys, spends */
    forecast.active_spread = forecast.spread;
    return forecast;
}

void cev__spend_release(cev_ctx *ctx, cev__spend *model)
{
    cev__regression_free(ctx, model->regression);
    cev__free(ctx, model->drawn, model->places.count,
              (int64_t)sizeof *model->drawn);
    cev__reach_release(ctx, &model->reach);
    model->regression = NULL;
    model->drawn = NULL;
}

void cev__spend_save(const cev__spend *model, cev__writer *writer)
{
    for (int k = 0; k < CEV__SPEND_PARAMS; k++)
        cev__write_double(writer, model->params[k]);
    for (int k = 0; k < CEV__SPEND_PACKED; k++)
        cev__write_double(writer, model->covariance[k]);
    cev__write_double(writer, model->log_likelihood);
    cev__write_double(writer, model->gradient);
    cev__write_double(writer, model->customers);
    cev__write_double(writer, model->spenders);
    cev__write_double(writer, model->zero_amounts);
    cev__write_double(writer, model->unknown_amounts);
    cev__write_i64(writer, model->distinct_rows);
    cev__write_i64(writer, model->iterations);
    cev__write_double(writer, model->observed_mean);
    cev__write_double(writer, model->mean);
    cev__write_double(writer, model->mean_log_sd);
    cev__write_double(writer, model->correlation);
    cev__write_i32(writer, model->method);
    cev__write_i32(writer, model->is_converged);
    cev__asked_save(&model->asked, writer);
    cev__write_i32(writer, model->source);
    cev__reach_save(CEV__SPEND_PARAMS, &model->reach, writer);
    cev__write_i32(writer, model->regression != NULL);
    if (model->regression != NULL)
        cev__regression_save(model->regression, writer);
}

static int is_whole_spend(const cev__spend *model)
{
    int is_fitted = model->source == CEV__SPEND_REPEAT
                    || model->source == CEV__SPEND_ALL;
    for (int k = 0; k < CEV__SPEND_PACKED; k++)
        if (!isfinite(model->covariance[k]))
            return 0;
    if (!(model->customers > 0.0) || !(model->spenders >= 0.0)
        || !(model->zero_amounts >= 0.0) || !(model->unknown_amounts >= 0.0)
        || !isfinite(model->customers + model->spenders
                     + model->zero_amounts + model->unknown_amounts)
        || model->distinct_rows < 0
        || model->iterations < 0 || !isfinite(model->log_likelihood)
        || !isfinite(model->gradient) || !isfinite(model->mean)
        || !(model->observed_mean >= 0.0) || !isfinite(model->observed_mean)
        || !(model->mean >= 0.0) || !(model->mean_log_sd >= 0.0)
        || !isfinite(model->mean_log_sd) || fabs(model->correlation) > 1.01
        || (model->is_converged != 0 && model->is_converged != 1))
        return 0;
    if (!is_fitted)
        return model->method == CEV__METHOD_NONE
               && (model->source == CEV__SPEND_UNKNOWN
                   || model->source == CEV__SPEND_ZERO);
    return model->spenders > 0.0 && model->mean > 0.0
           && model->method > CEV__METHOD_NONE
           && model->method < CEV__METHODS;
}

/* What is read but the regression; CEV_ERR_FORMAT without a message, and who
 * calls releases the model in any case. */
static int32_t load_spend(cev_ctx *ctx, cev__blob *blob, cev__spend *model,
                          int32_t *has_regression)
{
    for (int k = 0; k < CEV__SPEND_PARAMS; k++)
        model->params[k] = cev__read_double(blob);
    for (int k = 0; k < CEV__SPEND_PACKED; k++)
        model->covariance[k] = cev__read_double(blob);
    model->log_likelihood = cev__read_double(blob);
    model->gradient = cev__read_double(blob);
    model->customers = cev__read_double(blob);
    model->spenders = cev__read_double(blob);
    model->zero_amounts = cev__read_double(blob);
    model->unknown_amounts = cev__read_double(blob);
    model->distinct_rows = cev__read_i64(blob);
    model->iterations = cev__read_i64(blob);
    model->observed_mean = cev__read_double(blob);
    model->mean = cev__read_double(blob);
    model->mean_log_sd = cev__read_double(blob);
    model->correlation = cev__read_double(blob);
    model->method = cev__read_i32(blob);
    model->is_converged = cev__read_i32(blob);
    int is_asked = cev__asked_load(blob, &model->asked);
    model->source = cev__read_i32(blob);
    int32_t status =
        cev__reach_load(ctx, CEV__SPEND_PARAMS, 0, blob, &model->reach);
    if (status != CEV_OK)
        return status;
    *has_regression = cev__read_i32(blob);
    if (blob->failed || !is_asked || !is_whole_spend(model)
        || cev__spend_prepare(model) != CEV_OK || *has_regression < 0
        || *has_regression > (model->method != CEV__METHOD_NONE))
        return CEV_ERR_FORMAT;
    return cev__spend_prepare_draws(ctx, model);
}

/* The regression, if there is one, and whether the draws go with it. */
static int32_t load_spend_covariates(cev_ctx *ctx, cev__blob *blob,
                                     int has_regression, cev__spend *model)
{
    int n = CEV__SPEND_PARAMS;
    if (has_regression) {
        int32_t status =
            cev__regression_load(ctx, n, blob, &model->regression);
        if (status != CEV_OK)
            return status;
        n = cev__regression_size(model->regression);
    }
    return cev__draws_are_of(model->reach.draws, n)
               ? CEV_OK
               : cev__fail(ctx, CEV_ERR_FORMAT,
                           "the bytes hold draws that are none of spend");
}

int32_t cev__spend_load(cev_ctx *ctx, cev__blob *blob, cev__spend *out)
{
    cev__spend model = {0};
    int32_t has_regression = 0;
    int32_t status = load_spend(ctx, blob, &model, &has_regression);
    if (status == CEV_OK)
        status = load_spend_covariates(ctx, blob, has_regression, &model);
    else if (status == CEV_ERR_FORMAT || status == CEV_ERR_DOMAIN)
        status = cev__fail(ctx, CEV_ERR_FORMAT,
                           "the bytes hold no fitted spend model");
    if (status != CEV_OK) {
        cev__spend_release(ctx, &model);
        return status;
    }
    *out = model;
    return CEV_OK;
}

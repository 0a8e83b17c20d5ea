/* A fitted contract model: what it expects, how surely, and its bytes; see
 * contract.h. */
#include "../core/compiler.h"
#include "contract.h"

#include <math.h>
#include <string.h>

#include "../math/elementary.h"
#include "../math/interval.h"

/* From here on expm1(x) is exp(x) to the last bit. */
#define EXPM1_IS_EXP 40.0

void cev__contracts_release(cev_ctx *ctx, cev__contracts *model)
{
    cev__free(ctx, model->drawn, model->places.count,
              (int64_t)sizeof *model->drawn);
    cev__reach_release(ctx, &model->reach);
    model->drawn = NULL;
}

int32_t cev__contracts_prepare(cev_ctx *ctx, cev__contracts *model)
{
    const cev__pool_model *fit = &model->kind->fit;
    cev__params *around = model->around;
    int32_t status = fit->prepare(model->params, &model->prepared);
    cev__places_of(fit->n, model->params, model->covariance, &model->reach,
                   &model->places);
    if (model->places.draws != NULL) {
        around = model->drawn = cev__alloc(ctx, model->places.count,
                                           (int64_t)sizeof *model->drawn);
        if (around == NULL)
            return cev__fail_memory(ctx);
    }
    for (int k = 0; k < model->places.count && status == CEV_OK; k++) {
        double params[CEV__CONTRACT_PARAMS];
        cev__places_at(&model->places, fit->n, k, params);
        status = fit->prepare(params, &around[k]);
    }
    return status == CEV_OK
               ? CEV_OK
               : cev__fail(ctx, CEV_ERR_DOMAIN, "parameters out of range");
}

/* The log of a share, for each of so many; 0 for nobody. */
static double times_log(double count, double share)
{
    return count > 0.0 ? count * cev__log(share) : 0.0;
}

double cev__contracts_constant_ll(const cev__contracts *model)
{
    double faced = model->churned + model->renewals;
    return times_log(model->churned, model->churned / faced)
           + times_log(model->renewals, model->renewals / faced);
}

/* What a slope is taken of: a quantity on a scale without ends. */
typedef struct contract_question {
    int quantity;
    double T, periods, d;
} contract_question;

/* log((1 - S) / S), from log S. */
static double log_odds_of_leaving(double log_stay)
{
    return -log_stay > EXPM1_IS_EXP ? -log_stay
                                    : cev__log(cev__expm1(-log_stay));
}

static double boundless(const cev__contract_kind *kind, const cev__params *p,
                        const contract_question *q)
{
    switch (q->quantity) {
    case CEV__P_RENEW:
        return log_odds_of_leaving(kind->log_stay(p, q->T, 1.0));
    case CEV__P_STAY:
        return log_odds_of_leaving(kind->log_stay(p, q->T, q->periods));
    case CEV__RENEWALS:
        return cev__log(kind->expected(p, q->T, q->periods));
    default:
        return cev__log(kind->derl(p, q->T, q->d));
    }
}

cev__bounded cev__contracts_bound(const cev__contracts *model, int quantity,
                                  double value, double most, double z,
                                  double here, double *around)
{
    cev__bounded bounded = {value, value, value};
    double down, up;
    if (!(value > 0.0 && isfinite(here)))
        return bounded; /* nobody can leave in no time */
    cev__spread spread = cev__places_spread(&model->places, around, here);
    cev__spread_ends(&spread, z / model->reach.z, &down, &up);
    if (quantity == CEV__P_RENEW || quantity == CEV__P_STAY) {
        bounded.lower = cev__share_at(here + up);
        bounded.upper = cev__share_at(here + down);
    } else {
        bounded.lower = cev__interval_at(value, down);
        bounded.upper = cev__interval_at(value, up);
    }
    bounded.lower = fmin(bounded.lower, value);
    bounded.upper = fmax(fmin(bounded.upper, most), value);
    return bounded;
}

/* Around an estimate of which 0 and `most` are the ends. */
static cev__bounded bound_estimate(const cev__contracts *model,
                                   const contract_question *q, double value,
                                   double most, double z)
{
    cev__bounded bounded = {value, value, value};
    double around[CEV__PLACES_DRAWN];
    const cev__params *at = cev__contracts_around(model);
    if (!(z > 0.0 && value > 0.0))
        return bounded;
    for (int k = 0; k < model->places.count; k++)
        around[k] = boundless(model->kind, &at[k], q);
    return cev__contracts_bound(model, q->quantity, value, most, z,
                                boundless(model->kind, &model->prepared, q),
                                around);
}

cev__bounded cev__contracts_stay(const cev__contracts *model, double T,
                                 double periods, double z)
{
    contract_question q = {CEV__P_STAY, T, periods, 0.0};
    double value =
        cev__exp(model->kind->log_stay(&model->prepared, T, periods));
    return bound_estimate(model, &q, value, 1.0, z);
}

void cev__contracts_ahead(const cev__contracts *model,
                          const cev__contract_view *view, double T,
                          cev__bounded out[CEV__CONTRACT_QUANTITIES])
{
    const cev__contract_kind *kind = model->kind;
    const cev__params *p = &model->prepared;
    contract_question q = {CEV__P_RENEW, T, view->periods, view->d};
    out[CEV__P_RENEW] =
        bound_estimate(model, &q, kind->renew(p, T), 1.0, view->z);
    out[CEV__P_STAY] = cev__contracts_stay(model, T, view->periods, view->z);
    q.quantity = CEV__RENEWALS;
    out[CEV__RENEWALS] =
        bound_estimate(model, &q, kind->expected(p, T, view->periods),
                       view->periods, view->z);
    if (!(view->d >= CEV__DISCOUNT_LEAST))
        return;
    q.quantity = CEV__DERL;
    out[CEV__DERL] = bound_estimate(model, &q, kind->derl(p, T, view->d),
                                    (1.0 + view->d) / view->d, view->z);
}

void cev__contracts_save(const cev__contracts *model, cev__writer *writer)
{
    for (int k = 0; k < CEV__CONTRACT_PARAMS; k++)
        cev__write_double(writer, model->params[k]);
    for (int k = 0; k < CEV__CONTRACT_PACKED; k++)
        cev__write_double(writer, model->covariance[k]);
    cev__reach_save(model->kind->fit.n, &model->reach, writer);
    cev__write_double(writer, model->log_likelihood);
    cev__write_double(writer, model->gradient);
    cev__write_double(writer, model->customers);
    cev__write_double(writer, model->churned);
    cev__write_double(writer, model->renewals);
    cev__write_double(writer, model->longest);
    cev__write_i64(writer, model->distinct_rows);
    cev__write_i64(writer, model->iterations);
    cev__write_i32(writer, model->method);
    cev__write_i32(writer, model->is_converged);
    cev__asked_save(&model->asked, writer);
}

static int are_whole_contracts(const cev__contracts *model)
{
    for (int k = 0; k < CEV__CONTRACT_PACKED; k++)
        if (!isfinite(model->covariance[k]))
            return 0;
    return model->customers > 0.0 && isfinite(model->customers)
           && model->churned >= 0.0 && model->churned <= model->customers
           && model->renewals >= 0.0 && isfinite(model->renewals)
           && model->longest >= 0.0 && isfinite(model->longest)
           && model->distinct_rows > 0 && model->iterations >= 0
           && isfinite(model->log_likelihood) && isfinite(model->gradient)
           && model->method > CEV__METHOD_NONE
           && model->method < CEV__METHODS
           && (model->is_converged == 0 || model->is_converged == 1);
}

/* What is read, into a model that who calls releases in any case. */
static int32_t load_contracts(cev_ctx *ctx, cev__blob *blob,
                              cev__contracts *model)
{
    for (int k = 0; k < CEV__CONTRACT_PARAMS; k++)
        model->params[k] = cev__read_double(blob);
    for (int k = 0; k < CEV__CONTRACT_PACKED; k++)
        model->covariance[k] = cev__read_double(blob);
    int32_t status =
        cev__reach_load(ctx, model->kind->fit.n, 0, blob, &model->reach);
    if (status == CEV_OK
        && !cev__draws_are_of(model->reach.draws, model->kind->fit.n))
        status = CEV_ERR_FORMAT;
    if (status != CEV_OK)
        return status;
    model->log_likelihood = cev__read_double(blob);
    model->gradient = cev__read_double(blob);
    model->customers = cev__read_double(blob);
    model->churned = cev__read_double(blob);
    model->renewals = cev__read_double(blob);
    model->longest = cev__read_double(blob);
    model->distinct_rows = cev__read_i64(blob);
    model->iterations = cev__read_i64(blob);
    model->method = cev__read_i32(blob);
    model->is_converged = cev__read_i32(blob);
    int is_asked = cev__asked_load(blob, &model->asked);
    if (blob->failed || !is_asked || !are_whole_contracts(model))
        return CEV_ERR_FORMAT;
    return cev__contracts_prepare(ctx, model);
}

int32_t cev__contracts_load(cev_ctx *ctx, const cev__contract_kind *kind,
                            cev__blob *blob, cev__contracts *out)
{
    cev__contracts model;
    memset(&model, 0, sizeof model);
    model.kind = kind;
    int32_t status = load_contracts(ctx, blob, &model);
    if (status == CEV_ERR_FORMAT || status == CEV_ERR_DOMAIN)
        status = cev__fail(ctx, CEV_ERR_FORMAT,
                           "the bytes hold no fitted contract model");
    if (status != CEV_OK) {
        cev__contracts_release(ctx, &model);
        return status;
    }
    *out = model;
    return CEV_OK;
}

/*
 * The Pareto/NBD with covariates that change in time as a kind. Source:
 * Bachmann, Meierer & Naef (2021), The Role of Time-Varying Contextual Factors
 * in Latent Attrition Models for Customer Base Analysis.
 */
#include "../core/kinds.h"
#include "dynamic_evaluate.h"
#include "dynamic_fit.h"
#include "outlook.h"
#include "pareto_nbd_kind.h"
#include "purchase_kind.h"

static int32_t fit_dynamic(cev_ctx *ctx, const cev__given *given, void **model)
{
    cev__purchases purchases;
    int32_t status = cev__dynamic_fit(ctx, given, given->last, &purchases);
    return status == CEV_OK ? cev__purchase_kind_own(ctx, &purchases, model)
                            : status;
}

/* A model without covariates is none of these. */
static int32_t load_dynamic(cev_ctx *ctx, cev__blob *blob, void **model)
{
    cev__purchases purchases;
    int32_t status = cev__purchases_load(ctx, &cev__pareto_nbd_purchases, blob,
                                         &purchases);
    if (status != CEV_OK)
        return status;
    if (purchases.regression == NULL)
        return cev__fail(ctx, CEV_ERR_FORMAT,
                         "the bytes hold no fitted covariates");
    return cev__purchase_kind_own(ctx, &purchases, model);
}

static cev__dynamic_ask ask_of(const void *model, const cev_options *options)
{
    cev__outlook outlook = cev__outlook_of(model, NULL, options);
    cev__dynamic_ask ask = {model, outlook.horizon, outlook.delta, outlook.z,
                            0};
    return ask;
}

static int32_t predict_dynamic(cev_ctx *ctx, const void *model,
                               const cev_options *options,
                               const cev_table *customers, cev_table **out)
{
    cev__dynamic_ask ask = ask_of(model, options);
    return cev__dynamic_predict(ctx, &ask, customers, out);
}

static int32_t evaluate_dynamic(cev_ctx *ctx, const void *model,
                                const cev_options *options,
                                const cev_table *customers, const char *what,
                                cev_table **out)
{
    cev__dynamic_ask ask = ask_of(model, options);
    return cev__dynamic_evaluate(ctx, &ask, options, customers, what, out);
}

extern const cev__estimator_kind cev__pareto_nbd_dynamic_kind;
const cev__estimator_kind cev__pareto_nbd_dynamic_kind = {
    {CEV_PARETO_NBD_DYNAMIC,
     "when customers buy and leave, at rates that change with covariates",
     "time_unit horizon interval uncertainty draws penalty tol max_iter "
     "discount holdout step" CEV__COVARIATES_TAKES,
     "customer x t_x T",
     CEV__PURCHASE_GIVES " discounted_purchases discounted_purchases_lo "
                         "discounted_purchases_hi",
     "r alpha s beta",
     "Bachmann, Meierer & Naef (2021), Marketing Science 40(4), 783-809",
     fit_dynamic, cev__purchase_kind_free, cev__purchase_kind_save,
     load_dynamic},
    cev__purchase_kind_summary,
    predict_dynamic,
    evaluate_dynamic,
    NULL,
};

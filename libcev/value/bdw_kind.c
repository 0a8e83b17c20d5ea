/*
 * The beta-discrete-Weibull model as a contract model, as kernels and as a
 * kind. Source: Fader, Hardie, Liu, Davin & Steenburgh (2018), "How to Project
 * Customer Retention" Revisited, Journal of Interactive Marketing 43.
 */
#include "../core/compiler.h"
#include "../math/variates.h"
#include "bdw_terms.h"
#include "cev/contracts.h"
#include "contract_kernels.h"
#include "contract_kind.h"

static int32_t prepare_bdw(const double *params, cev__params *out)
{
    return cev__bdw_prepare(params, &out->bdw);
}

static double bdw_ll_of(const cev__params *p, double T, double churned)
{
    return cev__bdw_ll(&p->bdw, T, churned);
}

static double bdw_log_stay_of(const cev__params *p, double T, double periods)
{
    return cev__bdw_log_stay(&p->bdw, T, periods);
}

static double bdw_renew_of(const cev__params *p, double T)
{
    return cev__bdw_renew(&p->bdw, T);
}

static double bdw_expected_of(const cev__params *p, double T, double periods)
{
    return cev__bdw_expected(&p->bdw, T, periods);
}

static double bdw_derl_of(const cev__params *p, double T, double d)
{
    return cev__bdw_derl(&p->bdw, T, d);
}

/* Beliefs about alpha and alpha / beta as in the shifted beta-geometric, and
 * about c, which is around 1: that model. */
static void believe_bdw(double log_odds, cev__belief *beliefs, double *start)
{
    const double log_alpha = -0.35667494393873238; /* log 0.7 */

    beliefs[0].weights[0] = 1.0;
    beliefs[0].centre = log_alpha;
    beliefs[1].weights[0] = 1.0;
    beliefs[1].weights[1] = -1.0;
    beliefs[1].centre = log_odds;
    beliefs[0].sd = beliefs[1].sd = 1.5;
    beliefs[2].weights[2] = 1.0;
    beliefs[2].sd = 1.0;
    start[0] = log_alpha;
    start[1] = log_alpha - log_odds;
    start[2] = 0.0;
}

static double draw_bdw(const cev__params *p, cev__rng *rng)
{
    return cev__variate_first_success(rng, p->bdw.alpha, p->bdw.beta, p->bdw.c);
}

const cev__contract_kind cev__bdw_contracts = {
    CEV_BDW,
    {"alpha", "beta", "c"},
    bdw_ll_of,
    bdw_log_stay_of,
    bdw_renew_of,
    bdw_expected_of,
    bdw_derl_of,
    {3, "fitting retention", prepare_bdw, cev__bdw_terms, cev__bdw_add},
    believe_bdw,
    draw_bdw,
};

int32_t cev_bdw_log_likelihood(const double *params, int64_t n,
                               const double *T, const double *churned,
                               double *out)
{
    return cev__contract_kernel_ll(&cev__bdw_contracts, params, n, T, churned,
                                   out);
}

int32_t cev_bdw_survival(const double *params, int64_t n, const double *t,
                         double *out)
{
    return cev__contract_kernel_survival(&cev__bdw_contracts, params, n, t,
                                         out);
}

int32_t cev_bdw_retention(const double *params, int64_t n, const double *t,
                          double *out)
{
    return cev__contract_kernel_retention(&cev__bdw_contracts, params, n, t,
                                          out);
}

int32_t cev_bdw_expected(const double *params, int64_t n, const double *T,
                         double horizon, double *out)
{
    return cev__contract_kernel_expected(&cev__bdw_contracts, params, n, T,
                                         horizon, out);
}

int32_t cev_bdw_derl(const double *params, int64_t n, const double *T,
                     double d, double *out)
{
    return cev__contract_kernel_derl(&cev__bdw_contracts, params, n, T, d,
                                     out);
}

static int32_t fit_bdw(cev_ctx *ctx, const cev__given *given, void **model)
{
    return cev__contract_kind_fit(ctx, &cev__bdw_contracts, given, model);
}

static int32_t load_bdw(cev_ctx *ctx, cev__blob *blob, void **model)
{
    return cev__contract_kind_load(ctx, &cev__bdw_contracts, blob, model);
}

extern const cev__estimator_kind cev__bdw_kind;
const cev__estimator_kind cev__bdw_kind = {
    {CEV_BDW, "whether contract customers renew, whose own risk may change",
     CEV__CONTRACT_TAKES, CEV__CONTRACT_WANTS, CEV__CONTRACT_GIVES,
     "alpha beta c",
     "Fader et al. (2018), Journal of Interactive Marketing 43, 1-16",
     fit_bdw, cev__contract_kind_free, cev__contract_kind_save, load_bdw},
    cev__contract_kind_summary,
    cev__contract_kind_predict,
    cev__contract_kind_evaluate,
    NULL,
};

/*
 * The shifted beta-geometric model as a contract model, as kernels and as a
 * kind. Source: Fader & Hardie (2007), How to Project Customer Retention,
 * Journal of Interactive Marketing 21(1); Fader & Hardie (2010), Customer-Base
 * Valuation in a Contractual Setting, Marketing Science 29(1).
 */
#include "../core/compiler.h"
#include "../math/elementary.h"
#include "../math/rising.h"
#include "../math/variates.h"
#include "cev/contracts.h"
#include "contract_kernels.h"
#include "contract_kind.h"

static int32_t prepare_sbg(const double *params, cev__params *out)
{
    return cev__sbg_prepare(params, &out->sbg);
}

static double sbg_ll_of(const cev__params *p, double T, double churned)
{
    return cev__sbg_ll(&p->sbg, T, churned);
}

static double sbg_log_stay_of(const cev__params *p, double T, double periods)
{
    return cev__sbg_log_stay(&p->sbg, T, periods);
}

static double sbg_renew_of(const cev__params *p, double T)
{
    return cev__sbg_renew(&p->sbg, T);
}

static double sbg_expected_of(const cev__params *p, double T, double periods)
{
    return cev__sbg_expected(&p->sbg, T, periods);
}

static double sbg_derl_of(const cev__params *p, double T, double d)
{
    return cev__sbg_derl(&p->sbg, T, d);
}

/* The derivatives of log S(T) in log alpha and log beta: with
 * S(T) = prod_{i < T} (beta + i) / (alpha + beta + i), sums of 1 / (beta + i)
 * and 1 / (alpha + beta + i). */
static void sbg_terms(const cev__params *params, double T, cev__terms *out)
{
    double a = params->sbg.alpha, b = params->sbg.beta;
    double squares = cev__harmonic_squares(a + b, T);

    out->gradient[0] = -a * cev__harmonic(a + b, T);
    out->gradient[1] = b * cev__harmonic_difference(b, a, T);
    out->hessian[0] = out->gradient[0] + a * a * squares;
    out->hessian[1] = a * b * squares;
    out->hessian[2] = out->gradient[1]
                      - b * b * cev__harmonic_squares_difference(b, a, T);
}

/* Who left at T adds log(alpha / (beta + T - 1)) to log S(T). */
static void sbg_add(const cev__params *params, const cev__terms *terms,
                    const cev__group *groups, int64_t count, cev__sums *sums)
{
    for (int64_t i = 0; i < count; i++) {
        double T = groups[i].key[0], left = groups[i].key[1];
        double w = groups[i].weight, b = params->sbg.beta;
        double share = left > 0.0 ? b / (b + (T - 1.0)) : 0.0;

        cev__sum_add(&sums->value, w * cev__sbg_ll(&params->sbg, T, left));
        cev__sum_add(&sums->gradient[0], w * (terms->gradient[0] + left));
        cev__sum_add(&sums->gradient[1], w * (terms->gradient[1] - share));
        sums->hessian[0] += w * terms->hessian[0];
        sums->hessian[1] += w * terms->hessian[1];
        sums->hessian[2] += w * (terms->hessian[2] - share * (1.0 - share));
    }
}

/*
 * Beliefs, each right within a factor of e^1.5 = 4.5: alpha is around 0.7, as
 * in contracts that have been published, and alpha / beta, the odds of
 * leaving at the first renewal, is what the customers show.
 */
static void believe_sbg(double log_odds, cev__belief *beliefs, double *start)
{
    const double log_alpha = -0.35667494393873238; /* log 0.7 */

    beliefs[0].weights[0] = 1.0;
    beliefs[0].centre = log_alpha;
    beliefs[1].weights[0] = 1.0;
    beliefs[1].weights[1] = -1.0;
    beliefs[1].centre = log_odds;
    beliefs[0].sd = beliefs[1].sd = 1.5;
    start[0] = log_alpha;
    start[1] = log_alpha - log_odds;
}

static double draw_sbg(const cev__params *p, cev__rng *rng)
{
    return cev__variate_first_success(rng, p->sbg.alpha, p->sbg.beta, 1.0);
}

const cev__contract_kind cev__sbg_contracts = {
    CEV_SBG,
    {"alpha", "beta", NULL},
    sbg_ll_of,
    sbg_log_stay_of,
    sbg_renew_of,
    sbg_expected_of,
    sbg_derl_of,
    {2, "fitting retention", prepare_sbg, sbg_terms, sbg_add},
    believe_sbg,
    draw_sbg,
};

int32_t cev_sbg_log_likelihood(const double *params, int64_t n,
                               const double *T, const double *churned,
                               double *out)
{
    return cev__contract_kernel_ll(&cev__sbg_contracts, params, n, T, churned,
                                   out);
}

int32_t cev_sbg_survival(const double *params, int64_t n, const double *t,
                         double *out)
{
    return cev__contract_kernel_survival(&cev__sbg_contracts, params, n, t,
                                         out);
}

int32_t cev_sbg_retention(const double *params, int64_t n, const double *t,
                          double *out)
{
    return cev__contract_kernel_retention(&cev__sbg_contracts, params, n, t,
                                          out);
}

int32_t cev_sbg_expected(const double *params, int64_t n, const double *T,
                         double horizon, double *out)
{
    return cev__contract_kernel_expected(&cev__sbg_contracts, params, n, T,
                                         horizon, out);
}

int32_t cev_sbg_derl(const double *params, int64_t n, const double *T,
                     double d, double *out)
{
    return cev__contract_kernel_derl(&cev__sbg_contracts, params, n, T, d,
                                     out);
}

static int32_t fit_sbg(cev_ctx *ctx, const cev__given *given, void **model)
{
    return cev__contract_kind_fit(ctx, &cev__sbg_contracts, given, model);
}

static int32_t load_sbg(cev_ctx *ctx, cev__blob *blob, void **model)
{
    return cev__contract_kind_load(ctx, &cev__sbg_contracts, blob, model);
}

extern const cev__estimator_kind cev__sbg_kind;
const cev__estimator_kind cev__sbg_kind = {
    {CEV_SBG, "whether contract customers renew, and for how long",
     CEV__CONTRACT_TAKES, CEV__CONTRACT_WANTS, CEV__CONTRACT_GIVES,
     "alpha beta",
     "Fader & Hardie (2007), Journal of Interactive Marketing 21(1), 76-90",
     fit_sbg, cev__contract_kind_free, cev__contract_kind_save, load_sbg},
    cev__contract_kind_summary,
    cev__contract_kind_predict,
    cev__contract_kind_evaluate,
    NULL,
};

/*
 * The Gamma-Gamma model of spend as a kind. Source: Fader & Hardie (2013),
 * "The Gamma-Gamma Model of Monetary Value".
 */
#include "../core/kinds.h"
#include "../math/interval.h"
#include "evaluate.h"
#include "model_lines.h"
#include "predict.h"
#include "spend.h"

const char *const cev__spend_names[CEV__SPEND_PARAMS] = {"p", "q", "gamma"};

/* Memory of its own for a model that stands on the stack; takes that over. */
static int32_t own_spend(cev_ctx *ctx, cev__spend *spend, void **model)
{
    cev__spend *own = cev__alloc(ctx, 1, (int64_t)sizeof *own);
    if (own == NULL) {
        cev__spend_release(ctx, spend);
        return cev__fail_memory(ctx);
    }
    *own = *spend;
    *model = own;
    return CEV_OK;
}

static int32_t fit_gamma_gamma(cev_ctx *ctx, const cev__given *given,
                               void **model)
{
    cev__spend spend;
    int32_t status = cev__spend_fit(ctx, given, given->last,
                                    CEV__WANTS_X | CEV__WANTS_SPEND
                                        | CEV__WANTS_REVENUE_MAYBE,
                                    &spend);
    return status == CEV_OK ? own_spend(ctx, &spend, model) : status;
}

static int32_t load_gamma_gamma(cev_ctx *ctx, cev__blob *blob, void **model)
{
    cev__spend spend;
    int32_t status = cev__spend_load(ctx, blob, &spend);
    return status == CEV_OK ? own_spend(ctx, &spend, model) : status;
}

static void free_gamma_gamma(cev_ctx *ctx, void *model)
{
    cev__spend_release(ctx, model);
    cev__free(ctx, model, 1, (int64_t)sizeof(cev__spend));
}

static void save_gamma_gamma(const void *model, cev__writer *writer)
{
    cev__spend_save(model, writer);
}

static int32_t summarise_gamma_gamma(cev_ctx *ctx, const void *model,
                                     const cev_options *options,
                                     cev_table **out)
{
    cev__lines lines = {.ctx = ctx};
    lines.z = cev__interval_z(cev__options_double(options, CEV__OPT_INTERVAL));
    cev__spend_parameters(model, &lines);
    cev__spend_figures(model, &lines);
    cev__spend_verdicts(model, &lines);
    return cev__lines_table(&lines, out);
}

static int32_t predict_gamma_gamma(cev_ctx *ctx, const void *model,
                                   const cev_options *options,
                                   const cev_table *customers, cev_table **out)
{
    cev__outlook outlook = cev__outlook_of(NULL, model, options);
    return cev__predict(ctx, &outlook, customers, out);
}

static int32_t evaluate_gamma_gamma(cev_ctx *ctx, const void *model,
                                    const cev_options *options,
                                    const cev_table *customers,
                                    const char *what, cev_table **out)
{
    cev__outlook outlook = cev__outlook_of(NULL, model, options);
    return cev__evaluate(ctx, &outlook, options, customers, what, out);
}

extern const cev__estimator_kind cev__gamma_gamma_kind;
const cev__estimator_kind cev__gamma_gamma_kind = {
    {CEV_GAMMA_GAMMA, "what customers spend on a purchase",
     "interval uncertainty draws penalty tol max_iter spend_covariates "
     "own_mean", "x m_x revenue",
     "expected_spend expected_spend_lo expected_spend_hi", "p q gamma",
     "Fader & Hardie (2013), brucehardie.com/notes/025",
     fit_gamma_gamma, free_gamma_gamma, save_gamma_gamma, load_gamma_gamma},
    summarise_gamma_gamma,
    predict_gamma_gamma,
    evaluate_gamma_gamma,
    NULL,
};

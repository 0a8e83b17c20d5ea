/*
 * Customer lifetime value: margin x spend x purchases within the horizon, each
 * discounted at the rate of its day. Composes a purchase model and a spend
 * model that the options name; where no amounts are known the purchases are
 * predicted all the same, and spend and value are gaps.
 */
#include <string.h>

#include "../core/kinds.h"
#include "../math/interval.h"
#include "cev/estimator.h"
#include "bg_purchases.h"
#include "bgbb_kind.h"
#include "choice.h"
#include "cnbd_kind.h"
#include "evaluate.h"
#include "model_lines.h"
#include "pareto_ggg_kind.h"
#include "ggom_nbd_kind.h"
#include "pareto_nbd_kind.h"
#include "predict.h"
#include "purchase_kind.h"
#include "traits.h"

typedef struct clv_model {
    cev__choice choice; /* of the purchase model, where it was not named */
    cev__purchases purchases;
    cev__spend spend;
} clv_model;

static const cev__purchase_kind *const purchase_kinds[] = {
    &cev__bgnbd_purchases,
    &cev__mbgnbd_purchases,
    &cev__bg_cnbd_k_purchases,
    &cev__mbg_cnbd_k_purchases,
    &cev__pareto_nbd_purchases,
    &cev__ggom_nbd_purchases,
    &cev__pareto_ggg_purchases,
    &cev__bgbb_purchases,
};

enum { PURCHASE_KINDS = sizeof purchase_kinds / sizeof purchase_kinds[0],
       PURCHASE_NAME_SIZE = 32 };

static const cev__purchase_kind *find_purchases(const char *name)
{
    for (int i = 0; i < PURCHASE_KINDS; i++)
        if (strcmp(purchase_kinds[i]->name, name) == 0)
            return purchase_kinds[i];
    return NULL;
}

static void release_clv(cev_ctx *ctx, clv_model *clv)
{
    cev__purchases_release(ctx, &clv->purchases);
    cev__spend_release(ctx, &clv->spend);
}

static int32_t own_clv(cev_ctx *ctx, clv_model *clv, void **model)
{
    clv_model *own = cev__alloc(ctx, 1, (int64_t)sizeof *own);
    if (own == NULL) {
        release_clv(ctx, clv);
        return cev__fail_memory(ctx);
    }
    *own = *clv;
    *model = own;
    return CEV_OK;
}

/* The purchase model that is named, or the one that suits best. */
static int32_t fit_purchases(cev_ctx *ctx, const cev__given *given,
                             clv_model *clv)
{
    const clv_model *last = given->last;
    const cev__purchases *before = last == NULL ? NULL : &last->purchases;
    const char *asked = cev__parts_model(given->parts);
    const char *name =
        asked != NULL ? asked
                      : cev__options_str(given->options, CEV__OPT_PURCHASES);
    const cev__purchase_kind *kind = find_purchases(name);
    if (asked != NULL && kind == NULL)
        return cev__parts_refuse(ctx, given->parts);
    if (strcmp(name, CEV_AUTO) == 0 && given->parts != NULL)
        return cev__fail(ctx, CEV_ERR_OPTION,
                         "option purchases = \"auto\" compares models "
                         "customer by customer, which is not possible in "
                         "parts; name one");
    if (strcmp(name, CEV_AUTO) == 0
        && cev__traits_asked(given->options, CEV__OF_PURCHASES))
        return cev__fail(ctx, CEV_ERR_OPTION,
                         "option purchases = \"auto\" compares models without "
                         "covariates; name the model that is to have them");
    if (strcmp(name, CEV_AUTO) == 0)
        return cev__choice_make(ctx, purchase_kinds, PURCHASE_KINDS, given,
                                before, &clv->choice, &clv->purchases);
    if (NEVER(kind == NULL))
        return cev__fail(ctx, CEV_ERR_KIND, "no such purchase model");
    return cev__purchases_fit(ctx, kind, given, before, &clv->purchases);
}

static int32_t fit_clv(cev_ctx *ctx, const cev__given *given, void **model)
{
    const clv_model *last = given->last;
    cev__given part = *given;
    clv_model clv = {0};
    const char *asked = cev__parts_model(given->parts);
    cev__option_value delta = {CEV__OPT_UNCERTAINTY, 0, 0.0, "delta"};
    const cev_options plain = {NULL, given->options, &delta, 1};
    part.is_part = 1;
    int32_t status = CEV_OK;
    if (asked == NULL || strcmp(asked, CEV_GAMMA_GAMMA) != 0)
        status = fit_purchases(ctx, &part, &clv);
    /* Draws of both, or of none. */
    if (cev__drawn_way(given->options) != CEV__DRAWN_NOT
        && clv.purchases.drawn == NULL)
        part.options = &plain;
    if (status == CEV_OK)
        status = cev__spend_fit(ctx, &part,
                                last == NULL ? NULL : &last->spend,
                                CEV__WANTS_X | CEV__WANTS_SPEND_MAYBE
                                    | CEV__WANTS_REVENUE_MAYBE,
                                &clv.spend);
    if (status == CEV_OK)
        return own_clv(ctx, &clv, model);
    release_clv(ctx, &clv);
    return status;
}

static void free_clv(cev_ctx *ctx, void *model)
{
    clv_model *clv = model;
    release_clv(ctx, clv);
    cev__free(ctx, clv, 1, (int64_t)sizeof *clv);
}

static void save_clv(const void *model, cev__writer *writer)
{
    const clv_model *clv = model;
    cev__write_text(writer, clv->purchases.kind->name);
    cev__purchases_save(&clv->purchases, writer);
    cev__spend_save(&clv->spend, writer);
    cev__choice_save(&clv->choice, writer);
}

static int32_t load_clv(cev_ctx *ctx, cev__blob *blob, void **model)
{
    clv_model clv = {0};
    char name[PURCHASE_NAME_SIZE];
    cev__read_text(blob, name, sizeof name);
    const cev__purchase_kind *kind = find_purchases(name);
    if (kind == NULL)
        return cev__fail(ctx, CEV_ERR_FORMAT,
                         "the bytes hold a purchase model that this library "
                         "does not have: %q",
                         name);
    int32_t status = cev__purchases_load(ctx, kind, blob, &clv.purchases);
    if (status != CEV_OK)
        return status;
    status = cev__spend_load(ctx, blob, &clv.spend);
    if (status == CEV_OK)
        status = cev__choice_load(ctx, find_purchases, blob, &clv.choice);
    if (status == CEV_OK && clv.spend.drawn != NULL
        && (clv.purchases.drawn == NULL
            || clv.purchases.places.count != clv.spend.places.count))
        status = cev__fail(ctx, CEV_ERR_FORMAT,
                           "the bytes hold draws of spend without as many of "
                           "purchases");
    if (status == CEV_OK)
        return own_clv(ctx, &clv, model);
    release_clv(ctx, &clv);
    return status;
}

static int32_t summarise_clv(cev_ctx *ctx, const void *model,
                             const cev_options *options, cev_table **out)
{
    const clv_model *clv = model;
    const char *parts[2] = {clv->purchases.kind->name, CEV_GAMMA_GAMMA};
    cev__lines lines = {.ctx = ctx};
    lines.z = cev__interval_z(cev__options_double(options, CEV__OPT_INTERVAL));
    lines.part = parts[0];
    cev__purchases_parameters(&clv->purchases, &lines);
    lines.part = parts[1];
    cev__spend_parameters(&clv->spend, &lines);
    lines.part = parts[0];
    cev__purchases_figures(&clv->purchases, &lines);
    lines.part = parts[1];
    cev__spend_figures(&clv->spend, &lines);
    lines.part = NULL;
    cev__choice_verdicts(&clv->choice, &lines);
    lines.part = parts[0];
    cev__purchases_verdicts(&clv->purchases, &lines);
    lines.part = parts[1];
    cev__spend_verdicts(&clv->spend, &lines);
    return cev__lines_table(&lines, out);
}

static int32_t predict_clv(cev_ctx *ctx, const void *model,
                           const cev_options *options,
                           const cev_table *customers, cev_table **out)
{
    const clv_model *clv = model;
    cev__outlook outlook =
        cev__outlook_of(&clv->purchases, &clv->spend, options);
    int32_t status = cev__outlook_choose(ctx, options, &outlook);
    return status == CEV_OK ? cev__predict(ctx, &outlook, customers, out)
                            : status;
}

static int32_t evaluate_clv(cev_ctx *ctx, const void *model,
                            const cev_options *options,
                            const cev_table *customers, const char *what,
                            cev_table **out)
{
    const clv_model *clv = model;
    cev__outlook outlook =
        cev__outlook_of(&clv->purchases, &clv->spend, options);
    if (strcmp(what, CEV_EVAL_COMPARISON) == 0)
        return cev__choice_table(ctx, &clv->choice, out);
    return cev__evaluate(ctx, &outlook, options, customers, what, out);
}

/* Of all the purchase models, and of spend. */
#define CLV_PARAMETERS \
    "bgnbd.r bgnbd.alpha bgnbd.a bgnbd.b " \
    "mbgnbd.r mbgnbd.alpha mbgnbd.a mbgnbd.b " \
    "pareto_nbd.r pareto_nbd.alpha pareto_nbd.s pareto_nbd.beta " \
    "ggom_nbd.r ggom_nbd.alpha ggom_nbd.b ggom_nbd.s ggom_nbd.beta " \
    "pareto_ggg.t pareto_ggg.gamma pareto_ggg.r pareto_ggg.alpha " \
    "pareto_ggg.s pareto_ggg.beta " \
    "bgbb.alpha bgbb.beta bgbb.gamma bgbb.delta " \
    "bg_cnbd_k.r bg_cnbd_k.alpha bg_cnbd_k.a bg_cnbd_k.b " \
    "mbg_cnbd_k.r mbg_cnbd_k.alpha mbg_cnbd_k.a mbg_cnbd_k.b " \
    "gamma_gamma.p gamma_gamma.q gamma_gamma.gamma"

extern const cev__estimator_kind cev__clv_kind;
const cev__estimator_kind cev__clv_kind = {
    {CEV_CLV,
     "what customers will be worth: purchases, spend and margin, discounted",
     CEV__PURCHASE_TAKES CEV__COVARIATES_TAKES
         " spend_covariates own_mean margin purchases spend",
     CEV__PURCHASE_WANTS " m_x revenue litt x_past t_x_past T_past litt_past",
     CEV__PURCHASE_GIVES CEV__NEXT_GIVES
                         " expected_spend expected_spend_lo expected_spend_hi "
                         "clv clv_lo clv_hi" CEV__EVER_GIVES
                         " rlv rlv_lo rlv_hi",
     CLV_PARAMETERS,
     "Fader, Hardie & Lee (2005), Journal of Marketing Research 42(4), "
     "415-430",
     fit_clv, free_clv, save_clv, load_clv},
    summarise_clv,
    predict_clv,
    evaluate_clv,
    NULL,
};

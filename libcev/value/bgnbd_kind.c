/*
 * The BG/NBD as a purchase model and as a kind. Source: Fader, Hardie & Lee
 * (2005), "Counting Your Customers" the Easy Way, Marketing Science 24(2).
 */
#include "bg_fit.h"
#include "bg_purchases.h"
#include "purchase_kind.h"

static int32_t prepare_bgnbd(const double *params, cev__params *out)
{
    return cev__bg_prepare(params, CEV__BGNBD_FIRST, &out->bg);
}

int cev__bgnbd_certain(double x)
{
    return x < 1.0;
}

/* One in five leaves after a purchase. */
void cev__bgnbd_believe(double log_rate, cev__belief *beliefs, double *start)
{
    static const double usual[3] = {
        -0.69314718055994531, /* log 0.5 */
        -0.51082562376599068, /* log 0.6 */
        0.87546873735389994,  /* log 2.4 */
    };
    cev__bg_believe(usual, log_rate, beliefs, start);
}

const cev__purchase_kind cev__bgnbd_purchases = {
    CEV_BGNBD,
    CEV__BG_PARAMETERS,
    CEV__BG_ANSWERS(cev__bg_ll_of, cev__bgnbd_certain),
    CEV__BG_FIT(prepare_bgnbd),
    cev__bgnbd_believe,
    NULL,
    CEV__QUICK,
    cev__bg_draw_of,
};

static int32_t fit_bgnbd(cev_ctx *ctx, const cev__given *given, void **model)
{
    return cev__purchase_kind_fit(ctx, &cev__bgnbd_purchases, given, model);
}

static int32_t load_bgnbd(cev_ctx *ctx, cev__blob *blob, void **model)
{
    return cev__purchase_kind_load(ctx, &cev__bgnbd_purchases, blob, model);
}

extern const cev__estimator_kind cev__bgnbd_kind;
const cev__estimator_kind cev__bgnbd_kind = {
    {CEV_BGNBD,
     "when customers buy again, and whether they have left for good",
     CEV__PURCHASE_TAKES CEV__COVARIATES_TAKES, CEV__PURCHASE_WANTS,
     CEV__PURCHASE_GIVES CEV__NEXT_GIVES CEV__EVER_GIVES, "r alpha a b",
     "Fader, Hardie & Lee (2005), Marketing Science 24(2), 275-284",
     fit_bgnbd, cev__purchase_kind_free, cev__purchase_kind_save, load_bgnbd},
    cev__purchase_kind_summary,
    cev__purchase_kind_predict,
    cev__purchase_kind_evaluate,
    NULL,
};

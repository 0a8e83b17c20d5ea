/*
 * The MBG/NBD as a purchase model and as a kind. Source: Batislam, Denizel &
 * Filiztekin (2007), "Empirical validation and comparison of models for
 * customer base analysis", International Journal of Research in Marketing
 * 24(3).
 */
#include "bg_fit.h"
#include "bg_purchases.h"
#include "purchase_kind.h"

static int32_t prepare_mbgnbd(const double *params, cev__params *out)
{
    return cev__bg_prepare(params, CEV__MBGNBD_FIRST, &out->bg);
}

/* One in three leaves after a purchase: those who never come back are among
 * them here, and those who do buy at a rate that differs less. */
void cev__mbgnbd_believe(double log_rate, cev__belief *beliefs,
                         double *start)
{
    static const double usual[3] = {
        -0.35667494393873238, /* log 0.7 */
        -0.35667494393873238, /* log 0.7 */
        0.33647223662121293,  /* log 1.4 */
    };
    cev__bg_believe(usual, log_rate, beliefs, start);
}

const cev__purchase_kind cev__mbgnbd_purchases = {
    CEV_MBGNBD,
    CEV__BG_PARAMETERS,
    CEV__BG_ANSWERS(cev__bg_ll_of, cev__never_certain),
    CEV__BG_FIT(prepare_mbgnbd),
    cev__mbgnbd_believe,
    NULL,
    CEV__QUICK,
    cev__bg_draw_of,
};

static int32_t fit_mbgnbd(cev_ctx *ctx, const cev__given *given, void **model)
{
    return cev__purchase_kind_fit(ctx, &cev__mbgnbd_purchases, given, model);
}

static int32_t load_mbgnbd(cev_ctx *ctx, cev__blob *blob, void **model)
{
    return cev__purchase_kind_load(ctx, &cev__mbgnbd_purchases, blob, model);
}

extern const cev__estimator_kind cev__mbgnbd_kind;
const cev__estimator_kind cev__mbgnbd_kind = {
    {CEV_MBGNBD,
     "when customers buy again; they may leave after the first purchase too",
     CEV__PURCHASE_TAKES CEV__COVARIATES_TAKES, CEV__PURCHASE_WANTS,
     CEV__PURCHASE_GIVES CEV__NEXT_GIVES CEV__EVER_GIVES, "r alpha a b",
     "Batislam, Denizel & Filiztekin (2007), International Journal of "
     "Research in Marketing 24(3), 201-209",
     fit_mbgnbd, cev__purchase_kind_free, cev__purchase_kind_save,
     load_mbgnbd},
    cev__purchase_kind_summary,
    cev__purchase_kind_predict,
    cev__purchase_kind_evaluate,
    NULL,
};

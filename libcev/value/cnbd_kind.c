/*
 * The BG/CNBD-k and the MBG/CNBD-k as purchase models and as kinds: the BG/NBD
 * and the MBG/NBD of customers whose every k-th tick is a purchase. Source:
 * Reutterer, Platzer & Schröder (2021), Leveraging purchase regularity for
 * predicting customer behavior the easy way, International Journal of Research
 * in Marketing 38(1).
 */
#include "cnbd_kind.h"

#include <math.h>

#include "bg_fit.h"
#include "bg_purchases.h"
#include "purchase_kind.h"

/* params {k, r, alpha, a, b}, k whole. */
static int32_t prepare_cnbd(const double *params, double first,
                            cev__params *out)
{
    double k = params[0];
    int32_t status = cev__bg_prepare(params + 1, first, &out->bg);
    if (!(k >= 1.0 && k <= CEV__TICKS_MOST && floor(k) >= k))
        return CEV_ERR_DOMAIN;
    out->bg.k = (int)k;
    return status;
}

static int32_t prepare_bg_cnbd(const double *params, cev__params *out)
{
    return prepare_cnbd(params, CEV__BGNBD_FIRST, out);
}

static int32_t prepare_mbg_cnbd(const double *params, cev__params *out)
{
    return prepare_cnbd(params, CEV__MBGNBD_FIRST, out);
}

static double cnbd_ll_of(const cev__params *p, const cev__history *h)
{
    return cev__bg_ll(&p->bg, h->x, h->t_x, h->T)
           + cev__bg_rhythm(p->bg.k, h->x, h->litt);
}

static const cev__whole ticks_of_cnbd = {CEV__TICKS_MOST, cev__bg_rhythm};

#define CNBD_PARAMETERS \
    {"k", "r", "alpha", "a", "b"}, {0, 0, 1, 0, 0}, {2, 3}, -1, \
        {1, 3, -1}, 0

const cev__purchase_kind cev__bg_cnbd_k_purchases = {
    CEV_BG_CNBD_K,
    CNBD_PARAMETERS,
    CEV__BG_ANSWERS(cnbd_ll_of, cev__bgnbd_certain),
    CEV__BG_FIT(prepare_bg_cnbd),
    cev__bgnbd_believe,
    &ticks_of_cnbd,
    CEV__QUICK,
    cev__bg_draw_of,
};

const cev__purchase_kind cev__mbg_cnbd_k_purchases = {
    CEV_MBG_CNBD_K,
    CNBD_PARAMETERS,
    CEV__BG_ANSWERS(cnbd_ll_of, cev__never_certain),
    CEV__BG_FIT(prepare_mbg_cnbd),
    cev__mbgnbd_believe,
    &ticks_of_cnbd,
    CEV__QUICK,
    cev__bg_draw_of,
};

static int32_t fit_bg_cnbd(cev_ctx *ctx, const cev__given *given, void **model)
{
    return cev__purchase_kind_fit(ctx, &cev__bg_cnbd_k_purchases, given, model);
}

static int32_t load_bg_cnbd(cev_ctx *ctx, cev__blob *blob, void **model)
{
    return cev__purchase_kind_load(ctx, &cev__bg_cnbd_k_purchases, blob,
                                   model);
}

static int32_t fit_mbg_cnbd(cev_ctx *ctx, const cev__given *given, void **model)
{
    return cev__purchase_kind_fit(ctx, &cev__mbg_cnbd_k_purchases, given,
                                  model);
}

static int32_t load_mbg_cnbd(cev_ctx *ctx, cev__blob *blob, void **model)
{
    return cev__purchase_kind_load(ctx, &cev__mbg_cnbd_k_purchases, blob,
                                   model);
}

#define CNBD_SOURCE \
    "Reutterer, Platzer & Schroeder (2021), International Journal of " \
    "Research in Marketing 38(1), 194-215"
#define CNBD_ANSWERS \
    cev__purchase_kind_summary, cev__purchase_kind_predict, \
        cev__purchase_kind_evaluate, NULL

extern const cev__estimator_kind cev__bg_cnbd_k_kind;
const cev__estimator_kind cev__bg_cnbd_k_kind = {
    {CEV_BG_CNBD_K,
     "when regular customers buy again, and whether they have left for good",
     CEV__PURCHASE_TAKES CEV__COVARIATES_TAKES, "x t_x T litt",
     CEV__PURCHASE_GIVES CEV__NEXT_GIVES CEV__EVER_GIVES,
     "r alpha a b", CNBD_SOURCE,
     fit_bg_cnbd, cev__purchase_kind_free, cev__purchase_kind_save,
     load_bg_cnbd},
    CNBD_ANSWERS,
};

extern const cev__estimator_kind cev__mbg_cnbd_k_kind;
const cev__estimator_kind cev__mbg_cnbd_k_kind = {
    {CEV_MBG_CNBD_K,
     "when regular customers buy again; they may leave after the first "
     "purchase too",
     CEV__PURCHASE_TAKES CEV__COVARIATES_TAKES, "x t_x T litt",
     CEV__PURCHASE_GIVES CEV__NEXT_GIVES CEV__EVER_GIVES,
     "r alpha a b", CNBD_SOURCE,
     fit_mbg_cnbd, cev__purchase_kind_free, cev__purchase_kind_save,
     load_mbg_cnbd},
    CNBD_ANSWERS,
};

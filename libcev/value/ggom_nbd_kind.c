/*
 * The Gamma-Gompertz/NBD as a purchase model and as a kind. Source: Bemmaor &
 * Glady (2012), Modeling Purchasing Behavior with Sudden "Death": A Flexible
 * Customer Lifetime Model, Management Science 58(5).
 */
#include "ggom_nbd_kind.h"

#include "../math/elementary.h"
#include "ggom_nbd_fit.h"
#include "purchase_draw.h"
#include "purchase_kind.h"

static int32_t prepare_ggom(const double *params, cev__params *out)
{
    return cev__ggom_prepare(params, &out->ggom);
}

static double ggom_ll_of(const cev__params *p, const cev__history *h)
{
    return cev__ggom_ll(&p->ggom, h->x, h->t_x, h->T);
}

static double ggom_odds_of(const cev__params *p, const cev__history *h)
{
    return cev__ggom_log_odds(&p->ggom, h->x, h->t_x, h->T);
}

static void ggom_slope_of(const cev__params *p, const cev__history *h,
                            double slope[CEV__PARAMS])
{
    cev__ggom_odds_slope(&p->ggom, h->x, h->t_x, h->T, slope);
}

static double ggom_p_alive_of(const cev__params *p, const cev__history *h)
{
    return cev__ggom_p_alive(&p->ggom, h->x, h->t_x, h->T);
}

static double ggom_ahead_of(const cev__params *p, const cev__history *h,
                            const cev__view *view)
{
    return cev__ggom_ahead(&p->ggom, h->x, h->T, view);
}

static void ggom_ahead_start(cev__ahead *ahead, const cev__params *p,
                             const cev__view *view)
{
    cev__ggom_cells_start(&ahead->ggom, &p->ggom, view);
}

static double ggom_ahead_at(cev__ahead *ahead, const cev__params *p,
                            const cev__history *h)
{
    (void)p; /* the cells know them */
    return cev__ggom_cells_at(&ahead->ggom, h->x, h->T);
}

static double ggom_alive_at(cev__ahead *ahead, const cev__params *p,
                              const cev__history *h)
{
    (void)p;
    return cev__ggom_cells_p_alive(&ahead->ggom, h->x, h->t_x, h->T);
}

static double ggom_pmf_of(const cev__params *p, double x, double T)
{
    return cev__ggom_pmf(&p->ggom, x, T);
}

static double ggom_pmf_ahead_of(const cev__params *p, const cev__history *h,
                             double x, double horizon)
{
    return cev__ggom_pmf_ahead(&p->ggom, h, x, horizon);
}

/*
 * What is usual in shops, within a factor of 4 to 7: r = 1/2 and s = 0.6, the
 * rate r / alpha that the customers show, a rate of leaving at first, s b /
 * beta, of one in the time that they have been watched, and a risk that grows
 * by 1 / e of itself in it. Each line is one belief.
 */
static void believe_ggom(double log_rate, cev__belief *beliefs, double *start)
{
    const double log_r = -0.69314718055994531; /* log 0.5 */
    const double log_s = -0.51082562376599068; /* log 0.6 */
    const double log_b = -1.0;
    const cev__belief usual[CEV__GGOM_PARAMS] = {
        {{1.0, 0.0, 0.0, 0.0, 0.0}, log_r, 1.5},
        {{1.0, -1.0, 0.0, 0.0, 0.0}, log_rate, 2.0},
        {{0.0, 0.0, 1.0, 0.0, 0.0}, log_b, 2.0},
        {{0.0, 0.0, 0.0, 1.0, 0.0}, log_s, 1.5},
        {{0.0, 0.0, 1.0, 1.0, -1.0}, 0.0, 2.0},
    };
    for (int k = 0; k < CEV__GGOM_PARAMS; k++)
        beliefs[k] = usual[k];
    start[0] = log_r;
    start[1] = log_r - log_rate;
    start[2] = log_b;
    start[3] = log_s;
    start[4] = log_b + log_s;
}

/* Active for a Gompertz time whose level is a gamma variate. */
static void draw_ggom(const cev__params *p, double T, cev__rng *rng,
                      cev__history *out)
{
    const cev__ggom_params *ggom = &p->ggom;
    double log_level =
        cev__variate_log_gamma(rng, ggom->s) - cev__log(ggom->beta);
    double wear =
        cev__exp(cev__log(cev__variate_exponential(rng)) - log_level);
    cev__draw_purchases(rng, ggom->r, ggom->alpha, 1,
                        fmin(T, cev__log1p(wear) / ggom->b), INFINITY, out);
}

const cev__purchase_kind cev__ggom_nbd_purchases = {
    CEV_GGOM_NBD,
    {"r", "alpha", "b", "s", "beta"},
    {0, 1, -1, 0, 0},
    {3, 4},
    2,
    {1, 4, -1},
    0,
    ggom_ll_of,
    ggom_odds_of,
    ggom_slope_of,
    cev__never_certain,
    ggom_p_alive_of,
    1,
    ggom_ahead_of,
    NULL,
    ggom_ahead_start,
    ggom_ahead_at,
    ggom_alive_at,
    ggom_pmf_of,
    ggom_pmf_ahead_of,
    {CEV__GGOM_PARAMS, "fitting purchases", prepare_ggom,
     cev__ggom_terms, cev__ggom_add_groups},
    believe_ggom,
    NULL,
    CEV__SLOW_TO_FIT,
    draw_ggom,
};

static int32_t fit_ggom_nbd(cev_ctx *ctx, const cev__given *given, void **model)
{
    return cev__purchase_kind_fit(ctx, &cev__ggom_nbd_purchases, given, model);
}

static int32_t load_ggom_nbd(cev_ctx *ctx, cev__blob *blob, void **model)
{
    return cev__purchase_kind_load(ctx, &cev__ggom_nbd_purchases, blob,
                                   model);
}

extern const cev__estimator_kind cev__ggom_nbd_kind;
const cev__estimator_kind cev__ggom_nbd_kind = {
    {CEV_GGOM_NBD,
     "when customers buy again, and whether they have left, at a risk that "
     "grows with age",
     CEV__PURCHASE_TAKES CEV__COVARIATES_TAKES, CEV__PURCHASE_WANTS,
     CEV__PURCHASE_GIVES CEV__NEXT_GIVES CEV__EVER_GIVES, "r alpha b s beta",
     "Bemmaor & Glady (2012), Management Science 58(5), 1012-1021",
     fit_ggom_nbd, cev__purchase_kind_free, cev__purchase_kind_save,
     load_ggom_nbd},
    cev__purchase_kind_summary,
    cev__purchase_kind_predict,
    cev__purchase_kind_evaluate,
    NULL,
};

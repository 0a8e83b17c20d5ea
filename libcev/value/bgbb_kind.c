/*
 * The BG/BB as a purchase model and as a kind. Source: Fader, Hardie & Shang
 * (2010), Customer-Base Analysis in a Discrete-Time Noncontractual Setting,
 * Marketing Science 29(6).
 */
#include "../core/compiler.h"
#include "bgbb_kind.h"

#include <math.h>

#include "../math/elementary.h"
#include "bgbb_fit.h"
#include "../math/variates.h"
#include "purchase_kind.h"

static int32_t prepare_bgbb(const double *params, cev__params *out)
{
    return cev__bgbb_prepare(params, &out->bgbb);
}

static double bgbb_ll_of(const cev__params *p, const cev__history *h)
{
    return cev__bgbb_ll(&p->bgbb, h->x, h->t_x, h->T);
}

static double bgbb_odds_of(const cev__params *p, const cev__history *h)
{
    return cev__bgbb_log_odds(&p->bgbb, h->x, h->t_x, h->T);
}

static void bgbb_slope_of(const cev__params *p, const cev__history *h,
                          double slope[CEV__PARAMS])
{
    cev__bgbb_odds_slope(&p->bgbb, h->x, h->t_x, h->T, slope);
}

static double bgbb_p_alive_of(const cev__params *p, const cev__history *h)
{
    return cev__bgbb_p_alive(&p->bgbb, h->x, h->t_x, h->T);
}

static double bgbb_ahead_of(const cev__params *p, const cev__history *h,
                            const cev__view *view)
{
    return cev__bgbb_look(&p->bgbb, h->x, h->T, view);
}

static void bgbb_ahead_start(cev__ahead *ahead, const cev__params *p,
                             const cev__view *view)
{
    (void)p;
    cev__bgbb_ahead_start(&ahead->bgbb, view);
}

static double bgbb_ahead_at(cev__ahead *ahead, const cev__params *p,
                            const cev__history *h)
{
    return cev__bgbb_ahead_at(&ahead->bgbb, &p->bgbb, h->x, h->T);
}

static double bgbb_alive_at(cev__ahead *ahead, const cev__params *p,
                            const cev__history *h)
{
    return cev__bgbb_ahead_alive(&ahead->bgbb, &p->bgbb, h->x, h->t_x, h->T);
}

/* Evaluations lay very many ages on a grid, whose points may lie between two
 * opportunities. */
static double bgbb_pmf_of(const cev__params *p, double x, double T)
{
    double whole = floor(T), part = T - whole;
    double chance = cev__bgbb_pmf(&p->bgbb, x, whole);
    if (part > 0.0)
        chance += part * (cev__bgbb_pmf(&p->bgbb, x, whole + 1.0) - chance);
    return chance;
}

static double bgbb_pmf_ahead_of(const cev__params *p, const cev__history *h,
                                double x, double horizon)
{
    return cev__bgbb_pmf_ahead(&p->bgbb, h, x, floor(horizon));
}

/*
 * What is usual, within a factor of 4 to 7: customers differ as by alpha
 * beta = 1, and one leaves for five purchases. Each line is one belief; the
 * odds of a purchase are those that the customers show, but for those who
 * always buy.
 */
static void believe_bgbb(double log_rate, cev__belief *beliefs, double *start)
{
    const double log_leave = -1.6094379124341003; /* log 0.2 */
    double rate = fmin(cev__exp(log_rate), 0.95);
    double odds = cev__log(rate) - cev__log1p(-rate);
    const cev__belief usual[CEV__BGBB_PARAMS] = {
        {{1.0, -1.0, 0.0, 0.0}, odds, 2.0},
        {{0.5, 0.5, 0.0, 0.0}, 0.0, 1.5},
        {{0.0, 0.0, 1.0, -1.0}, odds + log_leave, 2.0},
        {{0.0, 0.0, 0.5, 0.5}, 0.0, 1.5},
    };
    for (int k = 0; k < CEV__BGBB_PARAMS; k++)
        beliefs[k] = usual[k];
    start[0] = 0.5 * odds;
    start[1] = -start[0];
    start[2] = 0.5 * (odds + log_leave);
    start[3] = -start[2];
}

/* Leaves at the beginning of one opportunity, and buys at some of those
 * before, each so many after the last. */
static void draw_bgbb(const cev__params *p, double T, cev__rng *rng,
                      cev__history *out)
{
    const cev__bgbb_params *bgbb = &p->bgbb;
    double left =
        cev__variate_first_success(rng, bgbb->gamma, bgbb->delta, 1.0);
    double risk =
        cev__variate_beta_risk(rng, bgbb->alpha, bgbb->beta);
    double last = fmin(T, left - 1.0), at = 0.0;
    out->x = out->t_x = 0.0;
    while ((at += cev__variate_trials(rng, risk, 1.0)) <= last) {
        out->x += 1.0;
        out->t_x = at;
    }
}

const cev__purchase_kind cev__bgbb_purchases = {
    CEV_BGBB,
    {"alpha", "beta", "gamma", "delta"},
    {0, 0, 0, 0},
    {2, 3},
    -1,
    {-1, -1, -1},
    0,
    bgbb_ll_of,
    bgbb_odds_of,
    bgbb_slope_of,
    cev__never_certain,
    bgbb_p_alive_of,
    1,
    bgbb_ahead_of,
    NULL,
    bgbb_ahead_start,
    bgbb_ahead_at,
    bgbb_alive_at,
    bgbb_pmf_of,
    bgbb_pmf_ahead_of,
    {CEV__BGBB_PARAMS, "fitting purchases", prepare_bgbb, cev__bgbb_terms,
     cev__bgbb_add_groups},
    believe_bgbb,
    NULL,
    CEV__QUICK,
    draw_bgbb,
};

static int32_t fit_bgbb(cev_ctx *ctx, const cev__given *given, void **model)
{
    return cev__purchase_kind_fit(ctx, &cev__bgbb_purchases, given, model);
}

static int32_t load_bgbb(cev_ctx *ctx, cev__blob *blob, void **model)
{
    return cev__purchase_kind_load(ctx, &cev__bgbb_purchases, blob, model);
}

extern const cev__estimator_kind cev__bgbb_kind;
const cev__estimator_kind cev__bgbb_kind = {
    {CEV_BGBB,
     "at which opportunities customers buy again, and whether they have left",
     CEV__PURCHASE_TAKES, CEV__PURCHASE_WANTS,
     CEV__PURCHASE_GIVES CEV__NEXT_GIVES CEV__EVER_GIVES,
     "alpha beta gamma delta",
     "Fader, Hardie & Shang (2010), Marketing Science 29(6), 1086-1108",
     fit_bgbb, cev__purchase_kind_free, cev__purchase_kind_save, load_bgbb},
    cev__purchase_kind_summary,
    cev__purchase_kind_predict,
    cev__purchase_kind_evaluate,
    NULL,
};

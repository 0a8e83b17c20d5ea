/*
 * The Pareto/GGG as a purchase model and as a kind. Source: Platzer &
 * Reutterer (2016), Ticking Away the Moments, Marketing Science 35(5).
 */
#include "pareto_ggg_kind.h"

#include <math.h>
#include <string.h>

#include "../math/elementary.h"
#include "purchase_draw.h"
#include "purchase_kind.h"

/* Of customers made up: no k is smaller, and no clump has more purchases. */
#define GGG_K_LEAST 1e-6
#define GGG_BOUGHT_MOST 1e6

static int32_t prepare_ggg(const double *params, cev__params *out)
{
    return cev__ggg_prepare(params, &out->ggg);
}

/* Without a repeat purchase, what is 0 by itself. */
static cev__history ggg_history_of(const cev__history *h)
{
    cev__history out = *h;
    if (out.x == 0.0)
        out.t_x = out.litt = 0.0;
    return out;
}

static double ggg_ll_of(const cev__params *p, const cev__history *h)
{
    cev__history history = ggg_history_of(h);
    return cev__ggg_ll(&p->ggg, &history);
}

static double ggg_odds_of(const cev__params *p, const cev__history *h)
{
    cev__history history = ggg_history_of(h);
    return cev__ggg_log_odds(&p->ggg, &history);
}

static void ggg_slope_of(const cev__params *p, const cev__history *h,
                         double slope[CEV__PARAMS])
{
    cev__history history = ggg_history_of(h);
    cev__ggg_odds_slope(&p->ggg, &history, slope);
}

static double ggg_p_alive_of(const cev__params *p, const cev__history *h)
{
    cev__history history = ggg_history_of(h);
    return cev__ggg_p_alive(&p->ggg, &history);
}

static double ggg_ahead_of(const cev__params *p, const cev__history *h,
                           const cev__view *view)
{
    cev__history history = ggg_history_of(h);
    return cev__ggg_ahead(&p->ggg, &history, view);
}

static void ggg_ahead_start(cev__ahead *ahead, const cev__params *p,
                            const cev__view *view)
{
    (void)p;
    ahead->ggg = *view;
}

static double ggg_ahead_at(cev__ahead *ahead, const cev__params *p,
                           const cev__history *h)
{
    return ggg_ahead_of(p, h, &ahead->ggg);
}

static double ggg_alive_at(cev__ahead *ahead, const cev__params *p,
                           const cev__history *h)
{
    (void)ahead; /* nothing is worth keeping: hardly two are alike */
    return ggg_p_alive_of(p, h);
}

static double ggg_pmf_of(const cev__params *p, double x, double T)
{
    return cev__ggg_pmf(&p->ggg, x, T);
}

static double ggg_pmf_ahead_of(const cev__params *p, const cev__history *h,
                               double x, double horizon)
{
    cev__history history = ggg_history_of(h);
    return cev__ggg_pmf_ahead(&p->ggg, &history, x, horizon);
}

/* Nothing is shared by those with the same x. */
static void ggg_terms(const cev__params *p, double x, cev__terms *out)
{
    (void)p;
    memset(out, 0, sizeof *out);
    out->x = x;
}

static void add_ggg_groups(const cev__params *p, const cev__terms *terms,
                           const cev__group *groups, int64_t count,
                           cev__sums *sums)
{
    for (int64_t i = 0; i < count; i++) {
        const double *key = groups[i].key;
        double weight = groups[i].weight;
        cev__history history = {terms->x, key[2], key[1], key[3]};
        cev__ggg_jet jet;
        cev__ggg_ll_jet(&p->ggg, &history, &jet);
        cev__sum_add(&sums->value, weight * jet.value);
        for (int k = 0; k < CEV__GGG_PARAMS; k++)
            cev__sum_add(&sums->gradient[k], weight * jet.gradient[k]);
        for (int k = 0; k < CEV__GGG_PACKED; k++)
            sums->hessian[k] += weight * jet.hessian[k];
    }
}

/*
 * Of buying and leaving what is usual with the Pareto/NBD; a mean regularity
 * t / gamma of 1.5, and t of 3. Each line is one belief.
 */
static void believe_ggg(double log_rate, cev__belief *beliefs, double *start)
{
    const double log_k = 0.40546510810816438;  /* log 1.5 */
    const double log_t = 1.0986122886681098;   /* log 3 */
    const double log_r = -0.69314718055994531; /* log 0.5 */
    const double log_s = -0.51082562376599068; /* log 0.6 */
    const cev__belief usual[CEV__GGG_PARAMS] = {
        {{1.0, 0.0, 0.0, 0.0, 0.0, 0.0}, log_t, 1.5},
        {{1.0, -1.0, 0.0, 0.0, 0.0, 0.0}, log_k, 1.0},
        {{0.0, 0.0, 1.0, 0.0, 0.0, 0.0}, log_r, 1.5},
        {{0.0, 0.0, 1.0, -1.0, 0.0, 0.0}, log_rate, 2.0},
        {{0.0, 0.0, 0.0, 0.0, 1.0, 0.0}, log_s, 1.5},
        {{0.0, 0.0, 0.0, 0.0, 1.0, -1.0}, 0.0, 2.0},
    };
    for (int k = 0; k < CEV__GGG_PARAMS; k++)
        beliefs[k] = usual[k];
    start[0] = log_t;
    start[1] = log_t - log_k;
    start[2] = log_r;
    start[3] = log_r - log_rate;
    start[4] = start[5] = log_s;
}

static void draw_ggg(const cev__params *p, double T, cev__rng *rng,
                     cev__history *out)
{
    const cev__ggg_params *ggg = &p->ggg;
    double log_rate = cev__variate_log_gamma(rng, ggg->s) - cev__log(ggg->beta);
    double active =
        cev__exp(cev__log(cev__variate_exponential(rng)) - log_rate);
    double k = fmax(cev__exp(cev__variate_log_gamma(rng, ggg->t)) / ggg->gamma,
                    GGG_K_LEAST);
    cev__draw_purchases(rng, ggg->r, ggg->alpha / k, k, fmin(T, active),
                        GGG_BOUGHT_MOST, out);
}

const cev__purchase_kind cev__pareto_ggg_purchases = {
    CEV_PARETO_GGG,
    {"t", "gamma", "r", "alpha", "s", "beta"},
    {0, 0, 0, 1, 0, 1},
    {4, 5},
    -1,
    {-1, -1, -1},
    1,
    ggg_ll_of,
    ggg_odds_of,
    ggg_slope_of,
    cev__never_certain,
    ggg_p_alive_of,
    1,
    ggg_ahead_of,
    NULL,
    ggg_ahead_start,
    ggg_ahead_at,
    ggg_alive_at,
    ggg_pmf_of,
    ggg_pmf_ahead_of,
    {CEV__GGG_PARAMS, "fitting purchases", prepare_ggg, ggg_terms,
     add_ggg_groups},
    believe_ggg,
    NULL,
    CEV__SLOW,
    draw_ggg,
};

static int32_t fit_pareto_ggg(cev_ctx *ctx, const cev__given *given,
                              void **model)
{
    return cev__purchase_kind_fit(ctx, &cev__pareto_ggg_purchases, given,
                                  model);
}

static int32_t load_pareto_ggg(cev_ctx *ctx, cev__blob *blob, void **model)
{
    return cev__purchase_kind_load(ctx, &cev__pareto_ggg_purchases, blob,
                                   model);
}

extern const cev__estimator_kind cev__pareto_ggg_kind;
const cev__estimator_kind cev__pareto_ggg_kind = {
    {CEV_PARETO_GGG,
     "when customers buy again, how regularly, and whether they have left",
     CEV__PURCHASE_TAKES, CEV__PURCHASE_WANTS " litt",
     CEV__PURCHASE_GIVES CEV__NEXT_GIVES CEV__EVER_GIVES,
     "t gamma r alpha s beta",
     "Platzer & Reutterer (2016), Marketing Science 35(5), 779-799",
     fit_pareto_ggg, cev__purchase_kind_free, cev__purchase_kind_save,
     load_pareto_ggg},
    cev__purchase_kind_summary,
    cev__purchase_kind_predict,
    cev__purchase_kind_evaluate,
    NULL,
};

/*
 * The BG/NBD as a purchase model and as a kind. Source: Fader, Hardie & Lee
 * (2005), "Counting Your Customers" the Easy Way, Marketing Science 24(2).
 */
#include "../core/compiler.h"
#include "bgnbd_kind.h"

#include <math.h>

#include "../math/log1p.h"
#include "bgnbd_fit.h"
#include "purchase_kind.h"

static int32_t prepare_bgnbd(const double *params, cev__params *out)
{
    return cev__bgnbd_prepare(params, &out->bgnbd);
}

static double bgnbd_log_odds(const cev__params *p, double x, double t_x,
                             double T)
{
    return cev__bgnbd_log_odds(&p->bgnbd, x, t_x, T);
}

/* Of log a - log(b + x - 1) + (r + x) log((alpha + T) / (alpha + t_x)). */
static void bgnbd_odds_slope(const cev__params *params, double x, double t_x,
                             double T, double slope[CEV__PARAMS])
{
    const cev__bgnbd_params *p = &params->bgnbd;
    double B = p->alpha + t_x;
    slope[0] = p->r * cev__log1p_quotient(T - t_x, B);
    slope[1] = -(p->r + x) * (p->alpha / (p->alpha + T)) * ((T - t_x) / B);
    slope[2] = 1.0;
    slope[3] = -p->b / (p->b + (x - 1.0));
}

/* Customers leave after a repeat purchase only. */
static int is_certainly_active(double x)
{
    return x < 1.0;
}

static double bgnbd_p_alive(const cev__params *p, double x, double t_x,
                            double T)
{
    return cev__bgnbd_p_alive(&p->bgnbd, x, t_x, T);
}

static double bgnbd_dect(const cev__params *p, double x, double t_x, double T,
                         double delta, double horizon)
{
    return cev__bgnbd_dect(&p->bgnbd, x, t_x, T, delta, horizon);
}

static void bgnbd_ahead_start(cev__ahead *ahead, const cev__params *params,
                              double delta, double horizon)
{
    const cev__bgnbd_params *p = &params->bgnbd;
    cev__bg_cells_start(&ahead->bg, p->r, p->a, p->b, delta, horizon);
}

static double bgnbd_ahead_at(cev__ahead *ahead, const cev__params *params,
                             double x, double t_x, double T)
{
    const cev__bgnbd_params *p = &params->bgnbd;
    return cev__bgnbd_p_alive(p, x, t_x, T)
           * cev__bg_cells_at(&ahead->bg, x, p->alpha + T);
}

static double bgnbd_pmf(const cev__params *p, double x, double T)
{
    return cev__bgnbd_pmf(&p->bgnbd, x, T);
}

/*
 * What is usual in shops, within a factor of 4 to 7: r = 1/2, a = 0.6 and
 * b = 2.4 (one in five leaves after a purchase), and the rate r / alpha that
 * the customers show. Each line is one belief, about r, r / alpha, a / b and
 * sqrt(a b).
 */
static void bgnbd_beliefs(double log_rate, cev__belief *beliefs, double *start)
{
    const double log_r = -0.69314718055994531;     /* log 0.5 */
    const double log_a = -0.51082562376599068;     /* log 0.6 */
    const double log_b = 0.87546873735389994;      /* log 2.4 */
    const cev__belief usual[CEV__PARAMS] = {
        {{1.0, 0.0, 0.0, 0.0}, log_r, 1.5},
        {{1.0, -1.0, 0.0, 0.0}, log_rate, 2.0},
        {{0.0, 0.0, 1.0, -1.0}, log_a - log_b, 1.5},
        {{0.0, 0.0, 0.5, 0.5}, 0.5 * (log_a + log_b), 1.5},
    };
    for (int k = 0; k < CEV__PARAMS; k++)
        beliefs[k] = usual[k];
    start[0] = log_r;
    start[1] = log_r - log_rate;
    start[2] = log_a;
    start[3] = log_b;
}

const cev__purchase_kind cev__bgnbd_purchases = {
    CEV_BGNBD,
    {"r", "alpha", "a", "b"},
    {0, 1, 0, 0},
    {2, 3},
    bgnbd_log_odds,
    bgnbd_odds_slope,
    is_certainly_active,
    bgnbd_p_alive,
    bgnbd_dect,
    bgnbd_ahead_start,
    bgnbd_ahead_at,
    bgnbd_pmf,
    {CEV__PARAMS, "fitting purchases", prepare_bgnbd, cev__bgnbd_terms,
     cev__bgnbd_add_groups},
    bgnbd_beliefs,
};

static int32_t fit_bgnbd(cev_ctx *ctx, const cev_options *options,
                         const cev_table *customers, void **model)
{
    return cev__purchase_kind_fit(ctx, &cev__bgnbd_purchases, options,
                                  customers, model);
}

static int32_t load_bgnbd(cev_ctx *ctx, cev__blob *blob, void **model)
{
    return cev__purchase_kind_load(ctx, &cev__bgnbd_purchases, blob, model);
}

extern const cev__estimator_kind cev__bgnbd_kind;
const cev__estimator_kind cev__bgnbd_kind = {
    {CEV_BGNBD,
     "when customers buy again, and whether they have left for good",
     CEV__PURCHASE_TAKES, CEV__PURCHASE_WANTS, CEV__PURCHASE_GIVES,
     "Fader, Hardie & Lee (2005), Marketing Science 24(2), 275-284",
     fit_bgnbd, cev__purchase_kind_free, cev__purchase_kind_save, load_bgnbd},
    cev__purchase_kind_summary,
    cev__purchase_kind_predict,
    cev__purchase_kind_evaluate,
};

/*
 * The Pareto/NBD as a purchase model and as a kind. Sources: Schmittlein,
 * Morrison & Colombo (1987), Counting Your Customers, Management Science
 * 33(1); Fader & Hardie (2005), A Note on Deriving the Pareto/NBD Model and
 * Related Expressions.
 */
#include "pareto_nbd_kind.h"

#include "../math/elementary.h"
#include "pareto_nbd_fit.h"
#include "purchase_draw.h"
#include "purchase_kind.h"

static int32_t prepare_pareto(const double *params, cev__params *out)
{
    return cev__pareto_prepare(params, &out->pareto);
}

static double pareto_ll_of(const cev__params *p, const cev__history *h)
{
    return cev__pareto_ll(&p->pareto, h->x, h->t_x, h->T);
}

static double pareto_odds_of(const cev__params *p, const cev__history *h)
{
    return cev__pareto_log_odds(&p->pareto, h->x, h->t_x, h->T);
}

static void pareto_slope_of(const cev__params *p, const cev__history *h,
                            double slope[CEV__PARAMS])
{
    cev__pareto_odds_slope(&p->pareto, h->x, h->t_x, h->T, slope);
}

static double pareto_p_alive_of(const cev__params *p, const cev__history *h)
{
    return cev__pareto_p_alive(&p->pareto, h->x, h->t_x, h->T);
}

static double pareto_ahead_of(const cev__params *p, const cev__history *h,
                              const cev__view *view)
{
    return cev__pareto_ahead(&p->pareto, h->x, h->T, view);
}

static void pareto_ahead_start(cev__ahead *ahead, const cev__params *p,
                               const cev__view *view)
{
    cev__pareto_cells_start(&ahead->pareto, &p->pareto, view);
}

static double pareto_ahead_at(cev__ahead *ahead, const cev__params *p,
                              const cev__history *h)
{
    (void)p; /* the cells know them */
    return cev__pareto_cells_at(&ahead->pareto, h->x, h->T);
}

static double pareto_alive_at(cev__ahead *ahead, const cev__params *p,
                              const cev__history *h)
{
    (void)p;
    return cev__pareto_cells_p_alive(&ahead->pareto, h->x, h->t_x, h->T);
}

static double pareto_pmf_of(const cev__params *p, double x, double T)
{
    return cev__pareto_pmf(&p->pareto, x, T);
}

static double pareto_pmf_ahead_of(const cev__params *p, const cev__history *h,
                             double x, double horizon)
{
    return cev__pareto_pmf_ahead(&p->pareto, h, x, horizon);
}

/*
 * What is usual in shops, within a factor of 4 to 7: r = 1/2 and s = 0.6, the
 * rate r / alpha that the customers show, and a rate of leaving s / beta of
 * one in the time that they have been watched. Each line is one belief.
 */
static void believe_pareto(double log_rate, cev__belief *beliefs,
                           double *start)
{
    const double log_r = -0.69314718055994531; /* log 0.5 */
    const double log_s = -0.51082562376599068; /* log 0.6 */
    const cev__belief usual[CEV__PARETO_PARAMS] = {
        {{1.0, 0.0, 0.0, 0.0}, log_r, 1.5},
        {{1.0, -1.0, 0.0, 0.0}, log_rate, 2.0},
        {{0.0, 0.0, 1.0, 0.0}, log_s, 1.5},
        {{0.0, 0.0, 1.0, -1.0}, 0.0, 2.0},
    };
    for (int k = 0; k < CEV__PARETO_PARAMS; k++)
        beliefs[k] = usual[k];
    start[0] = log_r;
    start[1] = log_r - log_rate;
    start[2] = start[3] = log_s;
}

/* Active for an exponential time whose rate is a gamma variate. */
static void draw_pareto(const cev__params *p, double T, cev__rng *rng,
                        cev__history *out)
{
    const cev__pareto_params *nbd = &p->pareto;
    double log_rate =
        cev__variate_log_gamma(rng, nbd->s) - cev__log(nbd->beta);
    double active =
        cev__exp(cev__log(cev__variate_exponential(rng)) - log_rate);
    cev__draw_purchases(rng, nbd->r, nbd->alpha, 1, fmin(T, active), INFINITY,
                        out);
}

const cev__purchase_kind cev__pareto_nbd_purchases = {
    CEV_PARETO_NBD,
    {"r", "alpha", "s", "beta"},
    {0, 1, 0, 1},
    {2, 3},
    -1,
    {1, 3, -1},
    0,
    pareto_ll_of,
    pareto_odds_of,
    pareto_slope_of,
    cev__never_certain,
    pareto_p_alive_of,
    1,
    pareto_ahead_of,
    NULL,
    pareto_ahead_start,
    pareto_ahead_at,
    pareto_alive_at,
    pareto_pmf_of,
    pareto_pmf_ahead_of,
    {CEV__PARETO_PARAMS, "fitting purchases", prepare_pareto,
     cev__pareto_terms, cev__pareto_add_groups},
    believe_pareto,
    NULL,
    CEV__QUICK,
    draw_pareto,
};

static int32_t fit_pareto_nbd(cev_ctx *ctx, const cev__given *given,
                              void **model)
{
    return cev__purchase_kind_fit(ctx, &cev__pareto_nbd_purchases, given,
                                  model);
}

static int32_t load_pareto_nbd(cev_ctx *ctx, cev__blob *blob, void **model)
{
    return cev__purchase_kind_load(ctx, &cev__pareto_nbd_purchases, blob,
                                   model);
}

extern const cev__estimator_kind cev__pareto_nbd_kind;
const cev__estimator_kind cev__pareto_nbd_kind = {
    {CEV_PARETO_NBD,
     "when customers buy again, and whether they have left, at any time",
     CEV__PURCHASE_TAKES CEV__COVARIATES_TAKES, CEV__PURCHASE_WANTS,
     CEV__PURCHASE_GIVES CEV__NEXT_GIVES CEV__EVER_GIVES, "r alpha s beta",
     "Schmittlein, Morrison & Colombo (1987), Management Science 33(1), 1-24; "
     "Fader & Hardie (2005), brucehardie.com/notes/009",
     fit_pareto_nbd, cev__purchase_kind_free, cev__purchase_kind_save,
     load_pareto_nbd},
    cev__purchase_kind_summary,
    cev__purchase_kind_predict,
    cev__purchase_kind_evaluate,
    NULL,
};

/*
 * Derivatives of the Pareto/GGG's log-likelihood and odds, in the logs of t,
 * gamma, r, alpha, s and beta.
 *
 * Of an integral over k of w(k) f(k), w the weight and f a probability of
 * silence: the sums are those of the integrand's derivatives,
 *     w (u_i f + f_i)   and   w (u_ij f + u_i u_j f + u_i f_j + u_j f_i + f_ij),
 * u = log w.
 */
#include "../core/compiler.h"
#include "pareto_ggg.h"

#include <math.h>
#include <string.h>

#include "../math/elementary.h"
#include "../math/gamma.h"
#include "../math/linalg.h"
#include "../math/log1p.h"
#include "ggg_silence_jet.h"

enum { LOG_T, LOG_GAMMA, LOG_R, LOG_ALPHA, LOG_S, LOG_BETA };

/* The silence depends on the last four. */
#define SILENCE_FROM LOG_R

/* A term below this share of its sum ends a tail: of the likelihood; of the
 * odds, whose parts may be far apart. */
#define JET_NEGLIGIBLE 3e-16
#define ODDS_NEGLIGIBLE 1e-18

/* u: zero but for the first four, which come in pairs. Where all buy alike r and
 * alpha are large, and what they have in common is taken out of differences. */
static void weight_jet(const cev__ggg_params *p, const cev__history *h,
                       const cev__ggg_node *node, double *slope, double *curve)
{
    const cev__waiting_law *law = &node->law;
    double t = p->t, r = p->r, n = law->n, more = law->k * h->x;
    double share = p->alpha / law->A, rest = law->k * (h->t_x / law->A);

    memset(slope, 0, CEV__GGG_PARAMS * sizeof *slope);
    memset(curve, 0, CEV__GGG_PACKED * sizeof *curve);
    slope[LOG_T] = t * (node->log_k_ratio - cev__digamma_less_log(t));
    slope[LOG_GAMMA] = -t * cev__expm1(node->log_k_ratio);
    curve[cev__packed(LOG_T, LOG_T)] =
        slope[LOG_T] - t * t * cev__trigamma(t);
    curve[cev__packed(LOG_GAMMA, LOG_T)] = t;
    curve[cev__packed(LOG_GAMMA, LOG_GAMMA)] = slope[LOG_GAMMA] - t;
    if (h->x == 0.0)
        return;
    slope[LOG_R] = r * (cev__digamma_less_log(n) - cev__digamma_less_log(r)
                        + cev__ggg_log_pace(p, h, law));
    slope[LOG_ALPHA] = law->k * ((r * h->t_x - p->alpha * h->x) / law->A);
    curve[cev__packed(LOG_R, LOG_R)] =
        slope[LOG_R] - r * (more / n)
        + r * r * (cev__trigamma_less_inverse(n)
                   - cev__trigamma_less_inverse(r));
    curve[cev__packed(LOG_ALPHA, LOG_R)] = r * rest;
    curve[cev__packed(LOG_ALPHA, LOG_ALPHA)] = -n * share * rest;
}

/* Integrals over k, in units of the first weight. */
typedef struct jet_sums {
    const cev__ggg_params *p;
    const cev__history *h;
    double log_unit;
    cev__ggg_jet ever;
    double left, active; /* and their slopes */
    double left_slope[CEV__GGG_PARAMS], active_slope[CEV__GGG_PARAMS];
} jet_sums;

static double weight_in(jet_sums *sums, const cev__ggg_node *node)
{
    if (node->is_first) {
        const cev__ggg_params *p = sums->p;
        const cev__history *h = sums->h;

        memset(sums, 0, sizeof *sums);
        sums->p = p;
        sums->h = h;
        sums->log_unit = node->log_weight;
    }
    return cev__exp(node->log_weight - sums->log_unit);
}

static cev__silence_place jet_place(const jet_sums *sums,
                                   const cev__ggg_node *node)
{
    cev__silence_place place;

    place.r = sums->p->r;
    place.share_A = sums->p->alpha / node->law.A;
    place.share_B = sums->p->beta / node->law.B;
    return place;
}

/* The derivatives of f in all parameters. */
static void widen_jet(const cev__ggg_silence_jet *jet, cev__ggg_jet *out)
{
    int i, j;

    memset(out, 0, sizeof *out);
    out->value = jet->value;
    for (i = 0; i < 4; i++) {
        out->gradient[SILENCE_FROM + i] = jet->gradient[i];
        for (j = 0; j <= i; j++)
            out->hessian[cev__packed(SILENCE_FROM + i, SILENCE_FROM + j)] =
                jet->hessian[cev__packed(i, j)];
    }
}

static void add_product(double weight, const double *u, const double *curve,
                        const cev__ggg_jet *f, cev__ggg_jet *sums)
{
    int i, j;

    sums->value += weight * f->value;
    for (i = 0; i < CEV__GGG_PARAMS; i++) {
        sums->gradient[i] += weight * (u[i] * f->value + f->gradient[i]);
        for (j = 0; j <= i; j++) {
            int at = cev__packed(i, j);

            sums->hessian[at] +=
                weight * ((curve[at] + u[i] * u[j]) * f->value
                          + u[i] * f->gradient[j] + u[j] * f->gradient[i]
                          + f->hessian[at]);
        }
    }
}

static int add_ever(void *state, cev__ggg_node *node)
{
    jet_sums *sums = state;
    double weight = weight_in(sums, node);
    double u[CEV__GGG_PARAMS], curve[CEV__GGG_PACKED];
    cev__silence_place place = jet_place(sums, node);
    cev__ggg_silence_jet narrow;
    cev__silence silence;
    cev__ggg_jet f;

    cev__silence_of(&node->law, sums->h->T - sums->h->t_x, 1,
                    cev__ggg_digits(CEV__GGG_FINE, sums->ever.value, weight),
                    &silence);
    cev__silence_ever_jet(&node->law, &place, &silence, &narrow);
    widen_jet(&narrow, &f);
    weight_jet(sums->p, sums->h, node, u, curve);
    add_product(weight, u, curve, &f, &sums->ever);
    node->seen[0] = node->seen[1] = f.value;
    return weight * f.value <= JET_NEGLIGIBLE * sums->ever.value;
}

/* Last, what does not depend on k: -s log(1 + t_x / beta). */
static void add_survival(const cev__ggg_params *p, double t_x,
                         cev__ggg_jet *jet)
{
    double loss = p->s * cev__log1p_quotient(t_x, p->beta);
    double past = t_x / (p->beta + t_x);

    jet->value -= loss;
    jet->gradient[LOG_S] -= loss;
    jet->gradient[LOG_BETA] += p->s * past;
    jet->hessian[cev__packed(LOG_S, LOG_S)] -= loss;
    jet->hessian[cev__packed(LOG_BETA, LOG_S)] += p->s * past;
    jet->hessian[cev__packed(LOG_BETA, LOG_BETA)] -=
        p->s * past * (1.0 - past);
}

void cev__ggg_ll_jet(const cev__ggg_params *p, const cev__history *h,
                     cev__ggg_jet *out)
{
    jet_sums sums;
    int i, j;

    memset(&sums, 0, sizeof sums);
    sums.p = p;
    sums.h = h;
    cev__ggg_walk(p, h, CEV__GGG_FINE, 1, 0.0, add_ever, &sums);
    out->value = sums.log_unit + cev__log(sums.ever.value);
    for (i = 0; i < CEV__GGG_PARAMS; i++) {
        out->gradient[i] = sums.ever.gradient[i] / sums.ever.value;
        for (j = 0; j <= i; j++)
            out->hessian[cev__packed(i, j)] =
                sums.ever.hessian[cev__packed(i, j)] / sums.ever.value
                - out->gradient[i] * out->gradient[j];
    }
    add_survival(p, h->t_x, out);
}

/* One of the two probabilities with its slope. */
static void add_slope(double weight, const double *u, double value,
                      const double slope[4], double *sum, double *slopes)
{
    int i;

    *sum += weight * value;
    for (i = 0; i < CEV__GGG_PARAMS; i++)
        slopes[i] += weight * value * u[i];
    for (i = 0; i < 4; i++)
        slopes[SILENCE_FROM + i] += weight * slope[i];
}

static int add_odds(void *state, cev__ggg_node *node)
{
    jet_sums *sums = state;
    double weight = weight_in(sums, node), D = sums->h->T - sums->h->t_x;
    double u[CEV__GGG_PARAMS], curve[CEV__GGG_PACKED], slope[4];
    cev__silence_place place = jet_place(sums, node);
    double left, active;
    cev__silence silence;

    cev__silence_of(&node->law, D, 0,
                    cev__ggg_digits(CEV__GGG_FINE,
                                    fmin(sums->left, sums->active), weight),
                    &silence);
    left = node->seen[0] = cev__silence_left(&silence);
    active = node->seen[1] = cev__silence_active(&silence);
    weight_jet(sums->p, sums->h, node, u, curve);
    cev__silence_left_slope(&node->law, &place, &silence, D, slope);
    add_slope(weight, u, left, slope, &sums->left, sums->left_slope);
    cev__silence_active_slope(&node->law, &place, &silence, D, slope);
    add_slope(weight, u, active, slope, &sums->active, sums->active_slope);
    return weight * left <= ODDS_NEGLIGIBLE * sums->left
           && weight * active <= ODDS_NEGLIGIBLE * sums->active;
}

static void sum_odds(const cev__ggg_params *p, const cev__history *h,
                     jet_sums *sums)
{
    memset(sums, 0, sizeof *sums);
    sums->p = p;
    sums->h = h;
    cev__ggg_walk(p, h, CEV__GGG_FINE, 0, 0.0, add_odds, sums);
}

double cev__ggg_log_odds(const cev__ggg_params *p, const cev__history *h)
{
    jet_sums sums;

    sum_odds(p, h, &sums);
    return cev__log(sums.left) - cev__log(sums.active);
}

/* Right after a purchase nobody has left; the slope there is none. */
void cev__ggg_odds_slope(const cev__ggg_params *p, const cev__history *h,
                         double slope[CEV__GGG_PARAMS])
{
    jet_sums sums;
    int i;

    sum_odds(p, h, &sums);
    for (i = 0; i < CEV__GGG_PARAMS; i++) {
        slope[i] = 0.0;
        if (sums.left > 0.0 && sums.active > 0.0)
            slope[i] = sums.left_slope[i] / sums.left
                       - sums.active_slope[i] / sums.active;
    }
}

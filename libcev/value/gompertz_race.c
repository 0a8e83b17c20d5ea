/*
 * Leaving before the next purchase; see gompertz_race.h.
 *
 * In l = log O the mean is an integral of
 *     s p (1 - p)^s f dl,   p = 1 / (1 + exp(-l)),
 *     f = (1 + softplus(l + log beta) / kappa)^-n,
 * analytic for |Im l| < pi and bounded for |Im l| < pi / 2 whatever the
 * parameters, so that the trapezoidal rule converges faster than any power of
 * its step. To the left of where p, s p and the loss of f come to 1 it is
 * exp(l), to the right of where O and beta O do it only falls: out there steps
 * grow exponentially, l = t + exp(t - right) - exp(left - t), t equidistant.
 */
#include "../core/compiler.h"
#include "gompertz_race.h"

#include <math.h>
#include <string.h>

#include "../math/elementary.h"
#include "../math/log1p.h"

/* With a strip of 1.4 the rule leaves exp(-2 pi 1.4 / step) = 1e-16. */
#define DEATH_STEP 0.24

/* A tail below this share of the sum is left out. */
#define DEATH_REST 1e-18

/* From here on log(1 + exp(l)) is l. */
#define DEATH_FAR 40.0

/* The parameters are not told apart below and above these. */
#define DEATH_MIN 1e-290
#define DEATH_MAX 1e290

typedef struct death_grid {
    double n, s, kappa, log_beta;
    double left, right;
    double highest, scale; /* of log density, about; its exponential */
} death_grid;

/* One moment of leaving. */
typedef struct death_node {
    double weight; /* without s, over scale */
    double slope;  /* dl / dt */
    double z;      /* -log(1 - p) */
    double y;      /* -log f / n */
    double w;      /* softplus */
} death_node;

static double kept_in_range(double value)
{
    return fmin(fmax(value, DEATH_MIN), DEATH_MAX);
}

static double softplus(double l)
{
    return l < DEATH_FAR ? cev__log1p(cev__exp(l)) : l;
}

/* At l; gives the logarithm of the density without s. */
static double log_density(const death_grid *g, double l, death_node *node)
{
    node->z = softplus(l);
    node->w = softplus(l + g->log_beta);
    node->y = cev__log1p_quotient(node->w, g->kappa);
    return (l - node->z) - g->s * node->z - g->n * node->y;
}

static death_grid death_grid_for(const cev__gompertz_race *race)
{
    double p_matters, f_falls;
    death_node node;
    death_grid g;

    g.n = race->n;
    g.s = kept_in_range(race->s);
    g.kappa = kept_in_range(race->kappa);
    g.log_beta = cev__log(kept_in_range(race->beta));
    p_matters = -cev__log1p(g.s);
    f_falls = -g.log_beta - cev__log1p_quotient(1.0 + g.n, g.kappa);
    g.left = fmin(p_matters, f_falls) - 1.0;
    g.right = fmax(0.0, -g.log_beta) + 1.0;
    g.highest = fmax(log_density(&g, p_matters, &node),
                     fmax(log_density(&g, f_falls, &node),
                          log_density(&g, g.right - 1.0, &node)));
    g.scale = cev__exp(g.highest);
    return g;
}

static death_node death_at(const death_grid *g, double t)
{
    double up = cev__exp(t - g->right), down = cev__exp(g->left - t);
    death_node node;

    node.slope = 1.0 + up + down;
    node.weight = node.slope * cev__exp(log_density(g, t + up - down, &node)
                                        - g->highest);
    return node;
}

/* What a walk over the nodes adds up. */
typedef void (*death_visitor)(void *sums, const death_grid *g,
                              const death_node *node);

/* Whether nothing worth mentioning is left of a node: the weight of all that
 * is at most z, and about that of the density where p and f have no part. */
static int is_left_end(const death_grid *g, double t, const death_node *node,
                       double sum)
{
    return node->z <= DEATH_REST * g->scale * sum
           || (t < g->left && node->weight <= DEATH_REST * node->slope * sum);
}

/* And to the right, where (1 - p)^s f falls and p is at least 0.1. */
static int is_right_end(const death_grid *g, const death_node *node,
                        double sum)
{
    return node->weight
           <= DEATH_REST * 0.1 * fmin(g->s, 1.0) * node->slope * sum;
}

/* All nodes, `sums` beginning with the sum of the weights. */
static void walk_deaths(const death_grid *g, death_visitor add, double *sums)
{
    double start = fmax(-1.0, fmin(g->left + g->right, 1.0)), t = start;
    death_node node;

    do {
        node = death_at(g, t);
        add(sums, g, &node);
        t -= DEATH_STEP;
    } while (!is_left_end(g, t, &node, *sums));
    t = start;
    do {
        t += DEATH_STEP;
        node = death_at(g, t);
        add(sums, g, &node);
    } while (!is_right_end(g, &node, *sums));
}

/* log G, which rounding must not put above 0. */
static double log_of_sum(const death_grid *g, double sum)
{
    return fmin(cev__log(g->s) + g->highest + cev__log(DEATH_STEP * sum), 0.0);
}

static void add_weight(void *sums, const death_grid *g, const death_node *node)
{
    double *sum = sums;

    (void)g;
    *sum += node->weight;
}

double cev__gompertz_log_left(const cev__gompertz_race *race)
{
    death_grid g = death_grid_for(race);
    double sum = 0.0;

    walk_deaths(&g, add_weight, &sum);
    return log_of_sum(&g, sum);
}

/* Means over the moments of leaving. phi and psi are what y loses with
 * log kappa and gains with log beta, the latter by the factor risk. */
enum { OF_1, OF_Y, OF_Z, OF_PHI, OF_PSI, OF_YY, OF_YZ, OF_ZZ, OF_Y_PHI,
       OF_Y_PSI, OF_Z_PHI, OF_Z_PSI, OF_PHI2, OF_PHI_PSI, OF_PSI2,
       OF_PSI_RISK, DEATH_MEANS };

static void add_products(void *sums, const death_grid *g,
                         const death_node *node)
{
    double *sum = sums;
    double y = node->y, z = node->z;
    double risk = -cev__expm1(-node->w);
    double phi = node->w / (g->kappa + node->w);
    double psi = risk / (g->kappa + node->w);
    double of[DEATH_MEANS] = {
        1.0,     y,       z,       phi,       psi,       y * y,
        y * z,   z * z,   y * phi, y * psi,   z * phi,   z * psi,
        phi * phi, phi * psi, psi * psi, psi * risk};

    for (int k = 0; k < DEATH_MEANS; k++)
        sum[k] += node->weight * of[k];
}

/* Derivatives of log f and of the density are taken at the same p, where only
 * f knows n, kappa and beta: those of the mean are their means and
 * covariances. */
void cev__gompertz_jet_at(const cev__gompertz_race *race,
                          cev__gompertz_jet *out)
{
    death_grid g = death_grid_for(race);
    double m[DEATH_MEANS] = {0.0}, n = g.n, s = g.s;

    walk_deaths(&g, add_products, m);
    out->value = log_of_sum(&g, m[OF_1]);
    for (int k = DEATH_MEANS - 1; k >= 0; k--)
        m[k] /= m[OF_1];
    out->n = -m[OF_Y];
    out->s = 1.0 / s - m[OF_Z];
    out->kappa = n * m[OF_PHI];
    out->beta = -n * m[OF_PSI];
    out->nn = m[OF_YY] - m[OF_Y] * m[OF_Y];
    out->ns = m[OF_YZ] - m[OF_Y] * m[OF_Z];
    out->ss = m[OF_ZZ] - m[OF_Z] * m[OF_Z] - 1.0 / s / s;
    out->n_kappa = m[OF_PHI] - n * (m[OF_Y_PHI] - m[OF_Y] * m[OF_PHI]);
    out->s_kappa = -n * (m[OF_Z_PHI] - m[OF_Z] * m[OF_PHI]);
    out->kappa2 = n * n * (m[OF_PHI2] - m[OF_PHI] * m[OF_PHI])
                  - n * (m[OF_PHI] - m[OF_PHI2]);
    out->n_beta = n * (m[OF_Y_PSI] - m[OF_Y] * m[OF_PSI]) - m[OF_PSI];
    out->s_beta = n * (m[OF_Z_PSI] - m[OF_Z] * m[OF_PSI]);
    out->kappa_beta = n * (m[OF_PSI] - m[OF_PHI_PSI])
                      - n * n * (m[OF_PHI_PSI] - m[OF_PHI] * m[OF_PSI]);
    out->beta2 = n * n * (m[OF_PSI2] - m[OF_PSI] * m[OF_PSI])
                 - n * (m[OF_PSI] - m[OF_PSI_RISK] - m[OF_PSI2]);
}

/*
 * Means over a beta distribution by the trapezoidal rule; see beta_mean.h.
 *
 * In y = logit p the density is proportional to p^a (1 - p)^b dy and analytic
 * in a strip around the real axis, where the trapezoidal rule converges faster
 * than any power of its step. Only the tails, exp(a y) and exp(-b y), may be
 * endless, so outside the region where things happen the steps grow
 * exponentially: y = s + right exp(s) - left exp(-s), s equidistant. Gauss's
 * rules would need new nodes for each a and b; a fixed interval would meet
 * the singularities p^(a - 1).
 */
#include "../core/compiler.h"
#include "beta_mean.h"

#include "elementary.h"

/* The rule's error is about exp(-2 pi strip / step) with a strip of 1.2 or
 * more, and exp(-2 pi^2 (sigma / step)^2) where the density is nearly
 * normal. */
#define BETA_STEP_MAX 0.2
#define BETA_STEP_PER_SIGMA 0.5

/* A smaller parameter gives the same means, but 1 / a must not overflow; nor
 * need f be followed to smaller p. */
#define BETA_PARAMETER_MIN 1e-280
#define BETA_REACH_MAX 1e305

/* How far beyond the region of interest the stretching sets in, in y. */
#define BETA_MARGIN 2.0

/* From here on exp(tau) is kept from growing. */
#define BETA_FAR_OUT 30.0

/* So near to the mode the density is taken from its curvature: for parameters
 * beyond 1e16 nothing else is far from it, and its logarithm would cancel. */
#define BETA_NEAR 1e-8

/* A tail that is longer belongs to an f so steep that its mean is nothing
 * beside f(0). */
#define BETA_TERMS_MAX 4000

typedef struct beta_grid {
    double a, b;
    double p, q; /* the mode in y: a / (a + b), b / (a + b) */
    double step, left, right;
    double scale; /* keeps the sum of weights below infinity for small a, b */
} beta_grid;

/* The sums behind a mean. */
typedef struct beta_sums {
    cev__probability_function f;
    const void *state;
    double weight, value;
} beta_sums;

/* The stretching coefficient at the mode, `distance` inside the knee; a mode
 * beyond the knee (distance < 0) lies in its own flat tail. */
static double stretch_at(double distance)
{
    return distance > 0.0 ? cev__exp(-distance) : 1.0 - distance;
}

/* The density bends between -log(1 + b) and log(1 + a), f from -log reach. */
static beta_grid grid_for(double a, double b, double reach)
{
    double c = a + b;
    double sigma = sqrt(1.0 / a + 1.0 / b);
    double mode = cev__log(a) - cev__log(b);
    beta_grid g;

    g.a = a;
    g.b = b;
    g.p = a / c;
    g.q = b / c;
    g.scale = sigma > 1.0 ? 1.0 / (sigma * sigma) : 1.0;
    g.step = BETA_STEP_PER_SIGMA * sigma;
    if (!(g.step < BETA_STEP_MAX))
        g.step = BETA_STEP_MAX;
    g.right = stretch_at(cev__log1p(a) + BETA_MARGIN - mode);
    g.left = stretch_at(mode + cev__log(1.0 + b + reach) + BETA_MARGIN);
    return g;
}

/* coefficient (exp(s) - 1), also where exp(s) alone overflows. */
static double stretch_by(double coefficient, double s)
{
    return s < 700.0 ? coefficient * cev__expm1(s)
                     : cev__exp(s + cev__log(coefficient));
}

/* With near = p of the mode and tau = y - mode, or near = q and tau with its
 * sign changed: log((1 + exp(y)) / (1 + exp(mode))) = log(1 + near expm1(tau)),
 * which for a large parameter must hold to the last bit. */
static double log_ratio(double near, double far, double tau)
{
    return near <= 0.5 ? cev__log1p(near * cev__expm1(tau))
                       : cev__log(far + near * cev__exp(tau));
}

/* What the logarithm of the density lacks there of that of the mode. */
static double lack_near(const beta_grid *g, double tau)
{
    return 0.5 * (g->a + g->b) * g->p * tau * (g->q * tau)
           * (1.0 + (g->q - g->p) * tau / 3.0);
}

/* Node k, all of it relative to the mode. The smaller of p and q cancels
 * least, but its exponential must not grow without end. */
static cev__beta_node grid_node(const beta_grid *g, int k)
{
    double s = k * g->step;
    double up = stretch_by(g->right, s), down = stretch_by(g->left, -s);
    double tau = s + up - down;
    double slope = 1.0 + (g->right + up) + (g->left + down), ratio, odds;
    cev__beta_node node;

    if (g->p <= g->q ? tau < BETA_FAR_OUT : tau < -BETA_FAR_OUT) {
        ratio = log_ratio(g->p, g->q, tau);
        node.weight = g->a * tau - (g->a + g->b) * ratio;
        node.log_p = tau - ratio;
        node.log_q = -ratio;
        odds = g->p * cev__exp(tau);
        node.p = odds / (g->q + odds);
    } else {
        ratio = log_ratio(g->q, g->p, -tau);
        node.weight = -g->b * tau - (g->a + g->b) * ratio;
        node.log_p = -ratio;
        node.log_q = -tau - ratio;
        node.p = g->p / (g->p + g->q * cev__exp(-tau));
    }
    if (fabs(tau) < BETA_NEAR)
        node.weight = -lack_near(g, tau);
    node.weight = g->scale * slope * cev__exp(node.weight);
    return node;
}

static void walk_tail(const beta_grid *g, int direction, cev__beta_visitor add,
                      void *state)
{
    int k;

    for (k = 1; k <= BETA_TERMS_MAX; k++) {
        cev__beta_node node = grid_node(g, direction * k);

        if (add(state, &node))
            break;
    }
}

void cev__beta_walk(double a, double b, double reach, cev__beta_visitor add,
                    void *state)
{
    beta_grid g = grid_for(a > BETA_PARAMETER_MIN ? a : BETA_PARAMETER_MIN,
                           b > BETA_PARAMETER_MIN ? b : BETA_PARAMETER_MIN,
                           reach < BETA_REACH_MAX ? reach : BETA_REACH_MAX);
    cev__beta_node node = grid_node(&g, 0);

    add(state, &node);
    walk_tail(&g, -1, add, state);
    walk_tail(&g, 1, add, state);
}

static int add_to_mean(void *state, const cev__beta_node *node)
{
    beta_sums *sums = state;
    double value = node->weight * sums->f(sums->state, node->p);

    sums->weight += node->weight;
    sums->value += value;
    /* An f that is still too small for a double may yet count. */
    if (!(sums->value > 0.0))
        return !(node->weight > 0.0);
    return node->weight <= CEV__BETA_NEGLIGIBLE * sums->weight
           && value <= CEV__BETA_NEGLIGIBLE * sums->value;
}

/* Dividing by the weights' own sum normalises without a beta function, and
 * what rounding does to both alike leaves the quotient as it is. */
double cev__beta_mean(double a, double b, double reach,
                      cev__probability_function f, const void *state)
{
    beta_sums sums;

    sums.f = f;
    sums.state = state;
    sums.weight = sums.value = 0.0;
    cev__beta_walk(a, b, reach, add_to_mean, &sums);
    return sums.value / sums.weight;
}

/*
 * Pareto/GGG for one customer; see pareto_ggg.h.
 *
 * The times between purchases are Gamma(k, k lambda), k ~ Gamma(t, gamma),
 * lambda ~ Gamma(r, alpha). Given k, lambda is integrated in closed form: with
 * n = r + k x and A = alpha + k t_x the purchases have the density
 *     Gamma(n) alpha^r k^(k x) exp((k - 1) litt)
 *         / (Gamma(r) Gamma(k)^x A^n),
 * and the next one would come after V with k V / A a quotient of Gamma(k) and
 * Gamma(n). What remains is an integral over the time since the last purchase
 * (ggg_silence.h) within one over k.
 *
 * The latter is taken in y = log k by equal steps. The integrand falls off at
 * both ends and is analytic for |Im y| < pi / 2; about like a gamma density of
 * shape c = t + x + 1, it grows by cos(w)^-c on the line Im y = w, so that the
 * error is the least exp(-2 pi w / step) cos(w)^-c.
 */
#include "../core/compiler.h"
#include "pareto_ggg.h"

#include <math.h>

#include "../math/beta_tails.h"
#include "../math/elementary.h"
#include "../math/few_nodes.h"
#include "../math/gamma.h"
#include "../math/log1p.h"
#include "cev/base.h"

/* 1 / step^2, as a line in c that keeps the error at 1e-16, 1e-13 or 1e-8. */
static const double ggg_steps_min[3] = {17.0, 11.0, 5.5};
static const double ggg_steps_rise[3] = {2.1, 1.65, 1.05};

/* Terms below this share of both sums end a tail. */
#define GGG_NEGLIGIBLE 1e-18

/* What a node may add to the error, as a share of the sum. */
static const double ggg_digits[3] = {1e-17, 1e-15, 1e-10};

/* Gauss's rule takes weights down to this share of the highest, as many as that
 * at most, and is believed where its doubt is no more. */
static const double ggg_negligible[3] = {1e-20, 1e-18, 1e-12};
static const double ggg_doubt[3] = {1e-15, 1e-14, 1e-10};

/* Beyond this spread of log k it is not tried, below that with few nodes. */
enum { GGG_FEW = 4, GGG_SOME = 6 };
#define GGG_SPREAD 0.4
#define GGG_CLUMPY 0.06
#define GGG_NARROW 0.05

/* No k is smaller: what is left is closed, or infinite. */
#define GGG_LEAST 1e-60

/* The first jumps in search of the peak, in steps. */
#define GGG_JUMP 64

int32_t cev__ggg_prepare(const double *params, cev__ggg_params *out)
{
    for (int i = 0; i < CEV__GGG_PARAMS; i++)
        if (!(params[i] > 0.0 && isfinite(params[i])))
            return CEV_ERR_DOMAIN;
    out->t = params[0];
    out->gamma = params[1];
    out->r = params[2];
    out->alpha = params[3];
    out->s = params[4];
    out->beta = params[5];
    out->excess_t = cev__stirling_excess(out->t);
    out->excess_r = cev__stirling_excess(out->r);
    return CEV_OK;
}

/* log(1 + part), or of the sum as it is, where that has more digits. */
static double log_near_1(double part, double sum)
{
    return fabs(part) < 0.5 ? cev__log1p(part) : cev__log(sum);
}

double cev__ggg_log_pace(const cev__ggg_params *p, const cev__history *h,
                         const cev__waiting_law *law)
{
    double apart = p->r * h->t_x - p->alpha * h->x;

    return log_near_1(-law->k * (apart / law->A / p->r),
                      p->alpha / law->A * (law->n / p->r));
}

/*
 * The log-density of the purchases. Stirling's formula has been taken out of
 * the gamma functions, and what it leaves meets its opposite: no term is
 * larger than what the times between purchases, the rate and the prior
 * have to say.
 */
static double log_purchases(const cev__ggg_params *p,
                            const cev__history *h,
                            const cev__waiting_law *law)
{
    double k = law->k, n = law->n, A = law->A, x = h->x;
    double apart = p->r * h->t_x - p->alpha * x;
    double uneven = fmax(0.0, x * cev__log(h->t_x / x) - h->litt);

    if (x == 0.0)
        return 0.0;
    return -k * uneven - h->litt + x * cev__stirling_excess(k) + p->excess_r
           - cev__stirling_excess(n)
           + k * x * log_near_1(apart / A / x, h->t_x / A * (n / x))
           + p->r * cev__ggg_log_pace(p, h, law);
}

/* k is exp(y) times its mean by the prior. */
static cev__ggg_node node_at(const cev__ggg_params *p,
                             const cev__history *h, double y)
{
    cev__ggg_node node;

    node.log_k_ratio = y;
    node.law.k = p->t / p->gamma * cev__exp(y);
    node.law.n = p->r + node.law.k * h->x;
    node.law.A = p->alpha + node.law.k * h->t_x;
    node.law.s = p->s;
    node.law.B = p->beta + h->t_x;
    node.log_weight = p->t * (y - cev__expm1(y)) + p->excess_t
                      + log_purchases(p, h, &node.law);
    return node;
}

static double step_of(const cev__ggg_params *p, const cev__history *h,
                      cev__ggg_care care)
{
    double c = p->t + h->x + 1.0;

    return 1.0 / sqrt(ggg_steps_min[care] + ggg_steps_rise[care] * c);
}

/* The logarithm of the density of the next purchase's time at `late`, times
 * that; 0: of nothing. */
static double log_late(const cev__waiting_law *law, double late)
{
    double z = law->k * late / law->A;

    return late > 0.0 ? cev__beta_log_density(law->k, law->n, z / (1.0 + z),
                                              1.0 / (1.0 + z))
                      : 0.0;
}

static double log_weight_at(const cev__ggg_params *p, const cev__history *h,
                            double y, double late)
{
    cev__ggg_node node = node_at(p, h, y);

    return node.log_weight + log_late(&node.law, late);
}

/* The step of the highest weight; there is one peak. */
static int find_peak(const cev__ggg_params *p, const cev__history *h,
                     double step, double late)
{
    double highest = log_weight_at(p, h, 0.0, late);
    int at = 0, jump = GGG_JUMP;

    while (jump > 0) {
        double up = log_weight_at(p, h, (at + jump) * step, late);
        double down = log_weight_at(p, h, (at - jump) * step, late);

        if (up > highest || down > highest) {
            at += up > down ? jump : -jump;
            highest = fmax(up, down);
        } else {
            jump /= 2;
        }
    }
    return at;
}

/* Step by step, until what is added is negligible. To the left all falls like a
 * power of k in the end, maybe a low one: the rest is a geometric series. */
static void walk_steps(const cev__ggg_params *p, const cev__history *h,
                       double step, int peak, cev__ggg_visitor add,
                       void *state)
{
    double log_step = cev__log(step);
    int direction, at;

    for (direction = 1; direction >= -1; direction -= 2) {
        double before = INFINITY;
        int is_over = 0;

        for (at = direction > 0 ? peak : peak - 1; !is_over;
             at += direction) {
            cev__ggg_node node = node_at(p, h, at * step);
            double now;

            node.log_weight += log_step;
            node.is_first = direction > 0 && at == peak;
            is_over = add(state, &node);
            now = node.log_weight + cev__log(node.seen[1]);
            if (!is_over && direction < 0 && node.law.k < GGG_LEAST) {
                double share = cev__exp(now - before);

                is_over = 1;
                if (share < 1.0) {
                    node.log_weight += cev__log(share / (1.0 - share));
                    (void)add(state, &node);
                }
            }
            before = now;
        }
    }
}

/* The weights alone, step by step from the peak to the right and then to the
 * left, in units of the highest; times the density at `late`. */
typedef struct ggg_weights {
    int count;
    double y[CEV__FEW_FROM], weight[CEV__FEW_FROM];
    double log_unit, late;
} ggg_weights;

/* 0 where they are more than there is room for. */
static int gather_weights(const cev__ggg_params *p, const cev__history *h,
                          cev__ggg_care care, double step, ggg_weights *out)
{
    int peak = find_peak(p, h, step, out->late), direction, at;

    out->count = 0;
    out->log_unit = log_weight_at(p, h, peak * step, out->late);
    for (direction = 1; direction >= -1; direction -= 2)
        for (at = direction > 0 ? peak : peak - 1;; at += direction) {
            double weight = cev__exp(log_weight_at(p, h, at * step, out->late)
                                     - out->log_unit);

            if (weight <= ggg_negligible[care])
                break;
            if (out->count == CEV__FEW_FROM)
                return 0;
            out->y[out->count] = at * step;
            out->weight[out->count++] = step * weight;
        }
    return 1;
}

/* A node of what has been gathered. */
static cev__ggg_node gathered_node(const cev__ggg_params *p,
                                   const cev__history *h,
                                   const ggg_weights *weights, double y,
                                   double weight)
{
    cev__ggg_node node = node_at(p, h, y);

    node.log_weight = weights->log_unit + cev__log(weight)
                      - log_late(&node.law, weights->late);
    node.is_first = 0;
    return node;
}

/* Those from one on by few nodes, with which the sums begin; 0 where that is in
 * doubt. */
static int walk_few(const cev__ggg_params *p, const cev__history *h,
                    const ggg_weights *weights, int from, int count,
                    double doubt, cev__ggg_visitor add, void *state)
{
    double seen[2][CEV__SMALL];
    cev__few_nodes few;
    int i, k;

    cev__few_nodes_of(weights->count - from, weights->y + from,
                      weights->weight + from, count, &few);
    for (k = 0; k < count; k++) {
        cev__ggg_node node;
        double fade;

        i = (k + count / 2) % count;
        node = gathered_node(p, h, weights, few.place[i], few.weight[i]);
        node.is_first = k == 0;
        (void)add(state, &node);
        fade = cev__exp(-log_late(&node.law, weights->late));
        seen[0][i] = fade * node.seen[0];
        seen[1][i] = fade * node.seen[1];
    }
    return cev__few_nodes_doubt(&few, seen[0]) <= doubt
           && cev__few_nodes_doubt(&few, seen[1]) <= doubt;
}

/* Clumps of purchases, which are many small k and dear ones, by few nodes, and
 * the others one by one. */
static int walk_clumps(const cev__ggg_params *p, const cev__history *h,
                       const ggg_weights *weights, double doubt,
                       cev__ggg_visitor add, void *state)
{
    double clumpy = cev__log(GGG_CLUMPY * p->gamma / p->t);
    double all = 0.0, few = 0.0;
    int from = weights->count, i;

    while (from > 0 && weights->y[from - 1] < clumpy)
        few += weights->weight[--from];
    for (i = 0; i < weights->count; i++)
        all += weights->weight[i];
    if (from == 0 || weights->count - from <= CEV__SMALL
        || !walk_few(p, h, weights, from, CEV__SMALL, doubt * all / few, add,
                     state))
        return 0;
    for (i = 0; i < from; i++) {
        cev__ggg_node node = gathered_node(p, h, weights, weights->y[i],
                                           weights->weight[i]);

        (void)add(state, &node);
    }
    return 1;
}

/* How many nodes are worth a try, given the spread of the weights; 0: none. */
static int few_enough(const ggg_weights *weights, cev__ggg_care care,
                      int is_smooth)
{
    double sd = cev__few_nodes_spread(weights->count, weights->y,
                                      weights->weight);

    if (sd < GGG_NARROW)
        return GGG_FEW;
    if (!is_smooth || sd > GGG_SPREAD)
        return 0;
    return care == CEV__GGG_QUICK ? GGG_SOME : CEV__SMALL;
}

void cev__ggg_walk(const cev__ggg_params *p, const cev__history *h,
                   cev__ggg_care care, int is_smooth, double late,
                   cev__ggg_visitor add, void *state)
{
    double step = step_of(p, h, care), doubt = ggg_doubt[care];
    ggg_weights weights;
    int count;

    weights.late = late;
    if (gather_weights(p, h, care, step, &weights)
        && weights.count > CEV__SMALL) {
        count = few_enough(&weights, care, is_smooth);
        if (count > 0
            && walk_few(p, h, &weights, 0, count, doubt, add, state))
            return;
        if (is_smooth && count > 0 && count < CEV__SMALL
            && walk_few(p, h, &weights, 0, CEV__SMALL, doubt, add, state))
            return;
        if (care == CEV__GGG_QUICK
            && walk_clumps(p, h, &weights, doubt, add, state))
            return;
    }
    walk_steps(p, h, step, find_peak(p, h, step, 0.0), add, state);
}

double cev__ggg_digits(cev__ggg_care care, double sum, double weight)
{
    return ggg_digits[care] * fmax(1.0, sum / weight);
}

/* Integrals over k of both probabilities, in units of the peak's weight. */
typedef struct ggg_sums {
    double D, log_unit;
    double left, active;
} ggg_sums;

static int add_to_sums(void *state, cev__ggg_node *node)
{
    ggg_sums *sums = state;
    double weight, left, active;
    cev__silence silence;

    if (node->is_first) {
        sums->log_unit = node->log_weight;
        sums->left = sums->active = 0.0;
    }
    weight = cev__exp(node->log_weight - sums->log_unit);
    cev__silence_of(&node->law, sums->D, 0,
                    cev__ggg_digits(CEV__GGG_EXACT,
                                    fmin(sums->left, sums->active), weight),
                    &silence);
    left = weight * (node->seen[0] = cev__silence_left(&silence));
    active = weight * (node->seen[1] = cev__silence_active(&silence));
    sums->left += left;
    sums->active += active;
    return left <= GGG_NEGLIGIBLE * sums->left
           && active <= GGG_NEGLIGIBLE * sums->active;
}

static ggg_sums sums_of(const cev__ggg_params *p, const cev__history *h)
{
    ggg_sums sums = {0.0, 0.0, 0.0, 0.0};

    sums.D = h->T - h->t_x;
    cev__ggg_walk(p, h, CEV__GGG_EXACT, 0, 0.0, add_to_sums, &sums);
    return sums;
}

double cev__ggg_ll(const cev__ggg_params *p, const cev__history *h)
{
    ggg_sums sums = sums_of(p, h);

    return sums.log_unit + cev__log(sums.left + sums.active)
           - p->s * cev__log1p_quotient(h->t_x, p->beta);
}

double cev__ggg_p_alive(const cev__ggg_params *p, const cev__history *h)
{
    ggg_sums sums = sums_of(p, h);

    return sums.active / (sums.left + sums.active);
}

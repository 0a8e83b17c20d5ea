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

#include "../math/elementary.h"
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
           + p->r * log_near_1(-k * (apart / A / p->r),
                               p->alpha / A * (n / p->r));
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

/* The step of the highest weight; there is one peak. */
static int find_peak(const cev__ggg_params *p, const cev__history *h,
                     double step)
{
    double highest = node_at(p, h, 0.0).log_weight;
    int at = 0, jump = GGG_JUMP;

    while (jump > 0) {
        double up = node_at(p, h, (at + jump) * step).log_weight;
        double down = node_at(p, h, (at - jump) * step).log_weight;

        if (up > highest || down > highest) {
            at += up > down ? jump : -jump;
            highest = fmax(up, down);
        } else {
            jump /= 2;
        }
    }
    return at;
}

void cev__ggg_walk(const cev__ggg_params *p, const cev__history *h,
                   cev__ggg_care care, cev__ggg_visitor add, void *state)
{
    double step = step_of(p, h, care), log_step = cev__log(step);
    int peak = find_peak(p, h, step), direction, at;

    for (direction = 1; direction >= -1; direction -= 2) {
        int is_over = 0;

        for (at = direction > 0 ? peak : peak - 1; !is_over;
             at += direction) {
            cev__ggg_node node = node_at(p, h, at * step);

            node.log_weight += log_step;
            is_over = add(state, &node);
        }
    }
}

double cev__ggg_digits(cev__ggg_care care, double sum, double weight)
{
    return ggg_digits[care] * fmax(1.0, sum / weight);
}

/* Integrals over k of both probabilities, in units of the peak's weight. */
typedef struct ggg_sums {
    double D, log_unit;
    int is_begun;
    double left, active;
} ggg_sums;

static int add_to_sums(void *state, const cev__ggg_node *node)
{
    ggg_sums *sums = state;
    double weight, left, active;
    cev__silence silence;

    if (!sums->is_begun)
        sums->log_unit = node->log_weight;
    sums->is_begun = 1;
    weight = cev__exp(node->log_weight - sums->log_unit);
    cev__silence_of(&node->law, sums->D, 0,
                    cev__ggg_digits(CEV__GGG_EXACT,
                                    fmin(sums->left, sums->active), weight),
                    &silence);
    left = weight * cev__silence_left(&silence);
    active = weight * cev__silence_active(&silence);
    sums->left += left;
    sums->active += active;
    return left <= GGG_NEGLIGIBLE * sums->left
           && active <= GGG_NEGLIGIBLE * sums->active;
}

static ggg_sums sums_of(const cev__ggg_params *p, const cev__history *h)
{
    ggg_sums sums = {0.0, 0.0, 0, 0.0, 0.0};

    sums.D = h->T - h->t_x;
    cev__ggg_walk(p, h, CEV__GGG_EXACT, add_to_sums, &sums);
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

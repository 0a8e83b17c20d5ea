/*
 * Integrals under the density of the next purchase's time; see ggg_waiting.h.
 *
 * They are taken in tau, outwards: Gauss's rule over panels which are as long
 * as the curvature of the density, its decay and the singularities at
 * v = -A / k and v = -B (pi away from the real axis) let 16 nodes follow. Where
 * the density is little more than a power of v, exp(rate tau), one last panel
 * goes to the end: in
 * y = exp((tau - start) rate / M), M a whole number, exp(rate tau) dtau is
 * y^(M - 1) dy but for a factor, and all else a smooth function of y on (0, 1].
 */
#include "../core/compiler.h"
#include "ggg_waiting.h"

#include <math.h>

#include "../math/elementary.h"
#include "../math/gamma.h"
#include "../math/legendre.h"

/* Lengths of a panel that 16 nodes follow to PANEL_EXACT and better, moments
 * included: of a normal density in its standard deviations, of an exponential
 * in its lifetimes, and of a function whose singularity is pi away or, when the
 * panel leads away from it, relative to its distance. Each may be longer by a
 * ninth for a digit less, down to PANEL_ROUGH. */
#define PANEL_EXACT 1e-15
#define PANEL_ROUGH 1e-4
#define PANEL_DIGIT (0.43429448190325183 / 9.0)
#define PANEL_SIGMAS 4.5
#define PANEL_LIFETIMES 16.0
#define PANEL_ABREAST 3.5
#define PANEL_AWAY 2.0

/* Of whom exp(-GONE) are left, all have gone; so close to that, or closer, it
 * is not worth a panel. */
#define GONE 45.0
#define GONE_NEAR 1e-3

/* The moments may be so much more than the density that they are of. */
#define MOMENTS_MOST 100.0

/* M. The moments have squares of logarithms of y, of which 16 nodes leave
 * 16^(-2 M). */
#define TAIL_POWER 7.0
/* The last panel may begin where the density's exponent is within this of a
 * power's; and later where M / rate is above the reach, as
 * then what differs happens near y = 1 alone. */
#define TAIL_EXCESS 1.0
#define TAIL_REACH 8.0

cev__waiting cev__waiting_of(const cev__waiting_law *law)
{
    double sum = law->k + law->n;
    cev__waiting out;

    out.law = *law;
    out.p = law->k / sum;
    out.q = law->n / sum;
    out.peak = law->A / law->n;
    out.log_height = cev__stirling_excess(law->k)
                     + cev__stirling_excess(law->n)
                     - cev__stirling_excess(sum);
    out.pole = cev__log(law->B / out.peak);
    out.gone = out.pole + cev__log(cev__expm1(GONE / law->s));
    out.own = cev__log(law->n / law->k);
    return out;
}

/* growth is log(q + p exp(tau)), which near tau = 0 must hold to the last
 * bit; p or q may be next to 0. */
static double waiting_growth(const cev__waiting *waiting, double tau,
                             double more)
{
    if (tau > 1.0)
        return tau + cev__log(waiting->p + waiting->q / (1.0 + more));
    if (tau < -1.0)
        return cev__log(waiting->q + waiting->p * (1.0 + more));
    return cev__log1p(waiting->p * more);
}

static void add_waiting(const cev__waiting *waiting, double tau, double weight,
                        cev__waiting_sums *sums)
{
    const cev__waiting_law *law = &waiting->law;
    double more = cev__expm1(tau);
    cev__waiting_node node;

    node.v = waiting->peak * (1.0 + more);
    node.growth = waiting_growth(waiting, tau, more);
    node.pull = law->k * more / (1.0 + node.v * (law->k / law->A));
    node.weight =
        weight * cev__exp(law->k * tau - (law->k + law->n) * node.growth
                          + waiting->log_height);
    sums->add(sums, waiting, &node);
}

/* How much longer panels may be. */
static double panel_scale(double negligible)
{
    double wanted = fmin(fmax(negligible, PANEL_EXACT), PANEL_ROUGH);

    return 1.0 + cev__log(wanted / PANEL_EXACT) * PANEL_DIGIT;
}

/* u (1 - u) at its largest, of a logistic function with its middle at `pole`,
 * from tau on in a direction and no further than `reach`. */
static double steepest(double tau, double pole, double direction,
                       double reach)
{
    double apart = (tau - pole) * direction;
    double away = cev__exp(-fmax(apart, fmax(-apart - reach, 0.0)));

    return away / ((1.0 + away) * (1.0 + away));
}

static double share_past(double tau, double pole)
{
    return 1.0 / (1.0 + cev__exp(pole - tau));
}

static double pole_allows(double tau, double pole, double direction)
{
    return fmax(PANEL_ABREAST, PANEL_AWAY * (tau - pole) * direction);
}

/* How long a panel from tau on may be. Where all have left, nothing that
 * happens at B is left to follow. */
static double panel_length(const cev__waiting *waiting, double tau,
                           double direction, const cev__waiting_sums *sums)
{
    const cev__waiting_law *law = &waiting->law;
    double scale = panel_scale(sums->negligible);
    double sum = law->k + law->n, reach = PANEL_ABREAST * scale;
    double curvature = sum * steepest(tau, waiting->own, direction, reach);
    double slope = fabs(law->k - sum * share_past(tau, waiting->own));
    double length = pole_allows(tau, waiting->own, direction);
    double most = sums->longest > 0.0 ? sums->longest : INFINITY;

    if (!sums->is_plain && tau > waiting->gone + GONE_NEAR) {
        if (direction < 0.0)
            most = fmin(most, tau - waiting->gone);
    } else if (!sums->is_plain) {
        curvature +=
            law->s * steepest(tau, waiting->pole, direction, reach);
        slope += law->s * share_past(tau, waiting->pole);
        length = fmin(length, pole_allows(tau, waiting->pole, direction));
    }
    length = fmin(length, PANEL_SIGMAS / sqrt(curvature));
    return fmin(most, scale * fmin(length, PANEL_LIFETIMES / slope));
}

static void add_waiting_panel(const cev__waiting *waiting, double start,
                              double end, cev__waiting_sums *sums)
{
    double half = 0.5 * (end - start), middle = start + half;
    double size = fabs(half);
    int i;

    for (i = 0; i < CEV__LEGENDRE_HALF; i++) {
        double away = half * cev__legendre_node[i];
        double weight = size * cev__legendre_weight[i];

        add_waiting(waiting, middle - away, weight, sums);
        add_waiting(waiting, middle + away, weight, sums);
    }
}

/* By how much the density's exponent and what comes with it differ from a
 * power's, from tau on outwards. */
static double tail_excess(const cev__waiting *waiting, double tau,
                          double direction, int is_plain)
{
    const cev__waiting_law *law = &waiting->law;
    double z = cev__exp(tau) * (law->k / law->n);
    double own = (law->k + law->n) * (direction > 0.0 ? 1.0 / z : z);

    if (is_plain)
        return own;
    return direction > 0.0 ? INFINITY
                           : own + law->s * (waiting->peak / law->B)
                                       * cev__exp(tau);
}

/* How much of it a last panel can follow. */
static double excess_allowed(double reach)
{
    double share = reach > TAIL_REACH ? TAIL_REACH / reach : 1.0;
    double fourth = share * share * (share * share);

    return TAIL_EXCESS * fourth * fourth;
}

/* The whole of a tail; 0 when it must not be taken at once. */
static int add_tail(const cev__waiting *waiting, double start, double direction,
                    cev__waiting_sums *sums)
{
    double rate = direction > 0.0 ? waiting->law.n : waiting->law.k;
    double reach = TAIL_POWER / rate;
    int i;

    if (!(tail_excess(waiting, start, direction, sums->is_plain)
          <= excess_allowed(reach)))
        return 0;
    for (i = 0; i < 2 * CEV__LEGENDRE_HALF; i++) {
        double side = i % 2 == 0 ? 0.5 : -0.5;
        double y = 0.5 + side * cev__legendre_node[i / 2];

        add_waiting(waiting, start - direction * reach * cev__log(y),
                    0.5 * cev__legendre_weight[i / 2] * reach / y, sums);
    }
    return 1;
}

static int has_grown(const cev__waiting_sums *sums, int i, double before)
{
    return sums->watched[i] - before > sums->negligible * sums->watched[i];
}

/* Whether all the density from tau on outwards, the peak left behind, is
 * negligible. Its logarithm is concave: it falls at least as fast as there. */
static int is_rest_negligible(const cev__waiting *waiting, double tau,
                              double direction, const cev__waiting_sums *sums)
{
    const cev__waiting_law *law = &waiting->law;
    double sum = law->k + law->n, most = sums->watched[0];
    double slope = fabs(law->k - sum * share_past(tau, waiting->own));
    double growth = waiting_growth(waiting, tau, cev__expm1(tau));
    double height =
        cev__exp(law->k * tau - sum * growth + waiting->log_height);

    if (!sums->is_bounded || tau * direction <= 0.0)
        return 0;
    if (direction > 0.0 && !sums->is_plain)
        most = sums->watched[1];
    return MOMENTS_MOST * height <= sums->negligible * most * slope;
}

void cev__waiting_side(const cev__waiting *waiting, double start, double end,
                       cev__waiting_sums *sums)
{
    double direction = end > start ? 1.0 : -1.0, at = start;
    int is_over = 0;

    while (!is_over && (at < end || at > end)) {
        double first = sums->watched[0], second = sums->watched[1];
        double next = at + direction
                               * panel_length(waiting, at, direction, sums);

        if (isinf(end) && add_tail(waiting, at, direction, sums))
            break;
        if ((next - end) * direction > 0.0)
            next = end;
        add_waiting_panel(waiting, at, next, sums);
        is_over = (!has_grown(sums, 0, first) && !has_grown(sums, 1, second))
                  || is_rest_negligible(waiting, next, direction, sums);
        at = next;
    }
}

void cev__waiting_last(const cev__waiting *waiting, double start, double end,
                       double power, cev__waiting_sums *sums)
{
    double size = end - start;
    int i;

    for (i = 0; i < 2 * CEV__LEGENDRE_HALF; i++) {
        double side = i % 2 == 0 ? 0.5 : -0.5;
        double y = 0.5 + side * cev__legendre_node[i / 2];
        double left = size * cev__exp(power * cev__log(y));

        add_waiting(waiting, end - left,
                    0.5 * cev__legendre_weight[i / 2] * power * left / y,
                    sums);
    }
}

double cev__waiting_panel(const cev__waiting *waiting, double tau,
                          const cev__waiting_sums *sums)
{
    return panel_length(waiting, tau, -1.0, sums);
}

/*
 * The silence since the last purchase; see ggg_silence.h.
 *
 * With g the density of V and L(v) = log(1 + v / B),
 *     ever = int_0^D g (1 - exp(-s L)) dv + int_D^inf g dv:
 * either he left before the next purchase could have come, or that would have
 * come after D. Both are integrals of positive terms, so that nothing cancels
 * where silence is unlikely; where it is not, 1 - int_0^D g exp(-s L) dv is as
 * good and saves the second.
 */
#include "../core/compiler.h"
#include "ggg_silence.h"

#include <math.h>
#include <string.h>

#include "../math/elementary.h"

/* Where less than this is left of 1, what comes after D is an integral of its
 * own: else the difference to 1 is as good, the sums being this much more
 * exact. */
#define SILENCE_DIGIT 0.1

/* The integrals of one side of D; see cev__silence. */
typedef struct silence_sums {
    cev__waiting_sums base; /* first: watches those of the density */
    double plain[6], left[6], stay[9];
} silence_sums;

/* Of the density with its moments. */
static void add_late(cev__waiting_sums *base, const cev__waiting *waiting,
                     const cev__waiting_node *node)
{
    silence_sums *sums = (silence_sums *)base;
    double growth = node->growth, pull = node->pull;
    const double moments[6] = {1.0, growth, pull, growth * growth,
                               growth * pull, pull * pull};
    int i;

    (void)waiting;
    for (i = 0; i < 6; i++)
        sums->plain[i] += node->weight * moments[i];
    base->watched[0] = sums->plain[0];
}

/* The same, of those who left before, and of those who did not. */
static void add_early(cev__waiting_sums *base, const cev__waiting *waiting,
                      const cev__waiting_node *node)
{
    silence_sums *sums = (silence_sums *)base;
    const cev__waiting_law *law = &waiting->law;
    double growth = node->growth, pull = node->pull;
    const double moments[6] = {1.0, growth, pull, growth * growth,
                               growth * pull, pull * pull};
    double loss = law->s * cev__log1p(node->v / law->B);
    double edge = node->v / (law->B + node->v);
    double gone = -cev__expm1(-loss), stay = node->weight * (1.0 - gone);
    int i;

    add_late(base, waiting, node);
    for (i = 0; i < 6; i++)
        sums->left[i] += node->weight * gone * moments[i];
    for (i = 0; i < 3; i++) {
        sums->stay[2 * i] += stay * loss * moments[i];
        sums->stay[2 * i + 1] += stay * edge * moments[i];
    }
    sums->stay[6] += stay * loss * loss;
    sums->stay[7] += stay * loss * edge;
    sums->stay[8] += stay * edge * edge;
    base->watched[1] = sums->left[0];
}

/* All v < D; in one walk where D is little beyond the peak. */
static void sum_early(const cev__waiting *waiting, double tau,
                      silence_sums *early)
{
    double from = tau;

    early->base.add = add_early;
    if (tau > cev__waiting_panel(waiting, 0.0, &early->base))
        from = 0.0;
    cev__waiting_side(waiting, from, -INFINITY, &early->base);
    if (from < tau)
        cev__waiting_side(waiting, from, tau, &early->base);
}

void cev__silence_of(const cev__waiting_law *law, double D, int is_ever,
                     double negligible, cev__silence *out)
{
    silence_sums early, late;
    cev__waiting waiting = cev__waiting_of(law);
    double tau = cev__log(D / waiting.peak);
    int i;

    memset(out, 0, sizeof *out);
    memset(&early, 0, sizeof early);
    memset(&late, 0, sizeof late);
    out->certain = 1.0;
    if (D == 0.0)
        return;
    late.base.negligible = negligible;
    early.base.negligible = SILENCE_DIGIT * negligible;
    early.base.is_bounded = late.base.is_bounded = 1;
    sum_early(&waiting, tau, &early);
    if (1.0 - early.plain[0] + (is_ever ? early.left[0] : 0.0)
        < SILENCE_DIGIT) {
        late.base.add = add_late;
        late.base.is_plain = 1;
        cev__waiting_side(&waiting, tau, INFINITY, &late.base);
        out->certain = 0.0;
    }
    memcpy(out->left, early.left, sizeof out->left);
    memcpy(out->stay, early.stay, sizeof out->stay);
    for (i = 0; i < 6; i++)
        out->late[i] =
            out->certain > 0.0 ? -early.plain[i] : late.plain[i];
    out->log_stay = -law->s * cev__log1p(D / law->B);
}

double cev__silence_left(const cev__silence *silence)
{
    return silence->left[0] - (silence->certain + silence->late[0])
                                  * cev__expm1(silence->log_stay);
}

double cev__silence_active(const cev__silence *silence)
{
    return (silence->certain + silence->late[0])
           * cev__exp(silence->log_stay);
}

double cev__silence_broken(const cev__waiting_law *law, double j, double D,
                           double negligible)
{
    cev__waiting_law of_j = *law;
    cev__silence silence;

    if (j == 0.0)
        return 1.0;
    of_j.k *= j;
    of_j.A *= j;
    cev__silence_of(&of_j, D, 0, negligible, &silence);
    return 1.0 - (silence.certain + silence.late[0] + silence.left[0]);
}

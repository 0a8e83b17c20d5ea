/* Log-concave distributions; see bell.h. */
#include "../core/compiler.h"
#include "bell.h"

#include <math.h>

#include "elementary.h"
#include "panels.h"
#include "sum.h"

/* What is less than this part of a sum ends it. */
#define BELL_NEGLIGIBLE 1e-18

enum { BELL_PANELS = 200, ROOT_STEPS = 300 };

/*
 * The integral from s outwards, in panels that are four widths long near the
 * mode, and where the density falls like exp(-slope s) eight lengths of that:
 * 16 nodes leave less than 1e-16 of either.
 */
static double outer_tail(const cev__bell *bell, double s, double direction)
{
    cev__sum sum = {0};
    double at = s;
    for (int k = 0; k < BELL_PANELS; k++) {
        double slope, part = 0.0;
        cev__panel panel;
        bell->log_density(bell->state, at, &slope);
        panel.end = 0.0;
        cev__panel_even(&panel,
                        4.0 / (0.5 * fabs(slope) + 1.0 / bell->width));
        for (int i = 0; i < CEV__PANEL; i++)
            part += panel.weight[i]
                    * cev__exp(bell->log_density(
                        bell->state, at + direction * panel.v[i], &slope));
        cev__sum_add(&sum, part);
        if (part <= BELL_NEGLIGIBLE * sum.total)
            break;
        at += direction * panel.end;
    }
    return fmin(cev__sum_value(&sum), 1.0);
}

void cev__bell_tails(const cev__bell *bell, double s, cev__tails *out)
{
    double slope;
    int is_above = s > bell->mode;
    double outer = outer_tail(bell, s, is_above ? 1.0 : -1.0);
    out->lower = is_above ? 1.0 - outer : outer;
    out->upper = is_above ? outer : 1.0 - outer;
    out->density = cev__exp(bell->log_density(bell->state, s, &slope));
}

/*
 * Newton's method on the logarithm of the tail. That is concave, so from the
 * second step on it comes nearer from one side; where a tail underflows or a
 * step leaves what is known to hold the root, the middle is taken.
 */
double cev__tailed_quantile(const cev__tailed *tailed, double tail,
                            int is_upper)
{
    double low = tailed->low, high = tailed->high, s = tailed->start;
    for (int k = 0; k < ROOT_STEPS; k++) {
        cev__tails at;
        tailed->tails(tailed->state, s, &at);
        double seen = is_upper ? at.upper : at.lower;
        double excess = seen > 0.0 ? cev__log(seen / tail) : -INFINITY;
        double step = excess * seen / at.density;
        if ((excess > 0.0) == !is_upper)
            high = s;
        else
            low = s;
        double next = s - (is_upper ? -step : step);
        if (!(next > low && next < high))
            next = low + 0.5 * (high - low);
        if (fabs(next - s) <= 2e-16 * fmax(1.0, fabs(next)))
            return next;
        s = next;
    }
    return s;
}

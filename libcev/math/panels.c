/* Panels of Gauss's rule; see panels.h. */
#include "../core/compiler.h"
#include "panels.h"

#include "elementary.h"
#include "legendre.h"

/* Each panel, after the first, is this many times longer than the one before.
 * In s = log v it has half-length 1.04, and the integrand is analytic and
 * bounded for |Im s| < pi / 2: 16 nodes leave about 3.3^-32 = 3e-17. */
#define PANEL_GROWTH 8.0

void cev__panel_first(cev__panel *panel, double end)
{
    panel->end = 0.0;
    cev__panel_even(panel, end);
}

void cev__panel_even(cev__panel *panel, double end)
{
    double half = 0.5 * (end - panel->end), middle = panel->end + half;
    int i;

    panel->end = end;
    for (i = 0; i < CEV__LEGENDRE_HALF; i++) {
        double away = half * cev__legendre_node[i];

        panel->v[2 * i] = middle - away;
        panel->v[2 * i + 1] = middle + away;
        panel->weight[2 * i] = panel->weight[2 * i + 1] =
            half * cev__legendre_weight[i];
    }
}

void cev__panel_next(cev__panel *panel, double last)
{
    double start = panel->end;
    double end = start * PANEL_GROWTH < last ? start * PANEL_GROWTH : last;
    double half = 0.5 * cev__log(end / start), middle = start * cev__exp(half);
    int i;

    panel->end = end;
    for (i = 0; i < CEV__LEGENDRE_HALF; i++) {
        double away = cev__exp(half * cev__legendre_node[i]);
        double weight = half * cev__legendre_weight[i];

        panel->v[2 * i] = middle / away;
        panel->v[2 * i + 1] = middle * away;
        panel->weight[2 * i] = panel->v[2 * i] * weight;
        panel->weight[2 * i + 1] = panel->v[2 * i + 1] * weight;
    }
}

void cev__panel_decay(cev__panel *panel, double y)
{
    int i;

    for (i = 0; i < CEV__PANEL; i++)
        panel->weight[i] *= cev__exp(-y * panel->v[i]);
}

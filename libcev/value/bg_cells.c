/*
 * Interpolated futures; see bg_cells.h.
 *
 * With p the chance to leave, undiscounted purchases by t are the mean of
 * (1 - (1 + p t / A)^-n) / p, analytic for Re A > 0 and there at most
 * min(n t / |A|, 2 / p); discounting takes means of that over shorter t. So
 * are the chance of a purchase, 1 - (1 + t / A)^-n, and the mean time to one.
 * So cells are good for them; what is seen as error is below 1e-14. Where
 * purchases take several ticks, and it is well known how quick they come, the
 * future goes in steps, which cells leave alone when they are steep.
 */
#include "../core/compiler.h"
#include "bg_cells.h"

#include <math.h>

#include "bg_future.h"

void cev__bg_cells_start(cev__bg_cells *cells, const double shared[3], int k,
                         const cev__view *view)
{
    cells->r = shared[0];
    cells->a = shared[1];
    cells->b = shared[2];
    cells->k = k;
    cells->view = *view;
    cev__cells_start(&cells->cells);
}

static double future_at(const void *state, double m, double A)
{
    const cev__bg_cells *cells = state;
    double x = cells->k > 1 ? floor(m / cells->k) : m;
    cev__bg_state s;

    s.n = cells->r + m;
    s.A = A;
    s.a = cells->a;
    s.b = cells->b + x;
    s.k = cells->k;
    s.since = (int)(m - cells->k * x);
    return cev__bg_ahead(&s, &cells->view);
}

double cev__bg_cells_at(cev__bg_cells *cells, double m, double A)
{
    return fmin(cev__cells_at(&cells->cells, future_at, cells, m, A),
                cev__view_most(&cells->view));
}

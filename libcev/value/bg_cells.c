/*
 * Interpolated futures; see bg_cells.h.
 *
 * With p the chance to leave, undiscounted purchases by t are the mean of
 * (1 - (1 + p t / A)^-n) / p, analytic for Re A > 0 and there at most
 * min(n t / |A|, 2 / p); discounting takes means of that over shorter t. So
 * are the chance of a purchase, 1 - (1 + t / A)^-n, and the mean time to one.
 * So cells are good for them; what is seen as error is below 1e-14.
 */
#include "../core/compiler.h"
#include "bg_cells.h"

#include "bg_future.h"

void cev__bg_cells_start(cev__bg_cells *cells, double r, double a, double b,
                         const cev__view *view)
{
    cells->r = r;
    cells->a = a;
    cells->b = b;
    cells->view = *view;
    cev__cells_start(&cells->cells);
}

static double future_at(const void *state, double x, double A)
{
    const cev__bg_cells *cells = state;
    cev__bg_state s;

    s.n = cells->r + x;
    s.A = A;
    s.a = cells->a;
    s.b = cells->b + x;
    return cev__bg_ahead(&s, &cells->view);
}

double cev__bg_cells_at(cev__bg_cells *cells, double x, double A)
{
    return fmin(cev__cells_at(&cells->cells, future_at, cells, x, A),
                cev__view_most(&cells->view));
}

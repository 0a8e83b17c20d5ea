/*
 * Functions remembered in pieces; see cells.h.
 *
 * A cell is half an octave of `at`: [1, 1.5] or [1.5, 2] times a power of two.
 * [1, 1.5] has 0 on its ellipse with rho = 9.9; on that with rho = 8,
 * Re at >= 0.23. A function that is analytic for Re at > 0, and there at most
 * some 25 times what it is in the cell, is interpolated in 16 Chebyshev points
 * with an error of at most 4 * 25 * 8^-15 / 7 = 4e-13 of its value.
 */
#include "../core/compiler.h"
#include "cells.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* Of a function that is not so smooth nothing is remembered. */
#define CELL_ERROR 4e-13

/* Bits of a double below those that name its half octave. */
#define CELL_SHIFT 51

void cev__cells_start(cev__cells *cells)
{
    int i;

    for (i = 0; i < CEV__CELLS; i++)
        cells->cell[i].id = 0;
}

/* The edge of a half octave. */
static double cell_edge(uint64_t half_octave)
{
    uint64_t bits = half_octave << CELL_SHIFT;
    double edge;

    memcpy(&edge, &bits, sizeof edge);
    return edge;
}

static void fill_cell(cev__cell_function f, const void *state, double x,
                      uint64_t half_octave, double power[CEV__CHEBYSHEV])
{
    double low = cell_edge(half_octave), high = cell_edge(half_octave + 1);
    double middle = 0.5 * (low + high), half = 0.5 * (high - low);
    double value[CEV__CHEBYSHEV];
    int i;

    for (i = 0; i < CEV__CHEBYSHEV / 2; i++) {
        double away = half * cev__chebyshev_point[i];

        value[i] = f(state, x, middle + away);
        value[CEV__CHEBYSHEV - 1 - i] = f(state, x, middle - away);
    }
    cev__chebyshev_through(value, power);
}

/* Whether the polynomial meets the function at the ends, where it is worst. */
static int is_met(cev__cell_function f, const void *state, double x,
                  uint64_t half_octave, const double power[CEV__CHEBYSHEV])
{
    int side;

    for (side = 0; side < 2; side++) {
        double known =
            f(state, x, cell_edge(half_octave + (uint64_t)side));
        double seen = cev__chebyshev_at(power, side == 0 ? -1.0 : 1.0);

        if (!(fabs(seen - known) <= CELL_ERROR * fabs(known)))
            return 0;
    }
    return 1;
}

/* Neighbouring cells of the frequent small x fall on different places. */
static int place_of(uint64_t half_octave, unsigned purchases)
{
    return (int)((half_octave * 21 + purchases) % CEV__CELLS);
}

double cev__cells_at(cev__cells *cells, cev__cell_function f,
                     const void *state, double x, double at)
{
    uint64_t half_octave, id;
    double low, high;
    cev__cell *cell;

    if (!(x < CEV__CELL_KEYS && at >= 2.0 * DBL_MIN && at < 0.25 * DBL_MAX))
        return f(state, x, at);
    memcpy(&half_octave, &at, sizeof half_octave);
    half_octave >>= CELL_SHIFT;
    id = half_octave * CEV__CELL_KEYS + (uint64_t)x + 1;
    cell = &cells->cell[place_of(half_octave, (unsigned)x)];
    if (cell->id != id) {
        fill_cell(f, state, x, half_octave, cell->power);
        cell->is_rough = !is_met(f, state, x, half_octave, cell->power);
        cell->id = id;
    }
    if (cell->is_rough)
        return f(state, x, at);
    low = cell_edge(half_octave);
    high = cell_edge(half_octave + 1);
    return cev__chebyshev_at(cell->power,
                             ((at - low) - (high - at)) / (high - low));
}

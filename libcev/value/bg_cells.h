/*
 * The future of many customers under one question: the same parameters, rate
 * and horizon, different histories. What an active customer will still buy
 * then depends on x and A = alpha + T alone, and smoothly on A. So it is
 * worked out at 16 points of a cell of A when a customer first falls there,
 * and interpolated from then on.
 *
 * Each answer is a function of its own row: other rows, and their order,
 * change no bit of it.
 */
#ifndef CEV_BG_CELLS_H
#define CEV_BG_CELLS_H

#include <stdint.h>

#define CEV__BG_CELLS 128
#define CEV__BG_CELL_POINTS 16

typedef struct cev__bg_cell {
    uint64_t id; /* 0 while empty */
    double coefficient[CEV__BG_CELL_POINTS];
} cev__bg_cell;

/* About 17 KiB, for the stack. */
typedef struct cev__bg_cells {
    double r, a, b, delta, horizon;
    cev__bg_cell cell[CEV__BG_CELLS];
} cev__bg_cells;

/* Of customers who buy and leave with (r + x, A; a, b + x) after x purchases;
 * delta and horizon as for cev__bg_discounted. */
void cev__bg_cells_start(cev__bg_cells *cells, double r, double a, double b,
                         double delta, double horizon);

/* cev__bg_discounted at x and A. */
double cev__bg_cells_at(cev__bg_cells *cells, double x, double A);

#endif

/*
 * A function that is asked again and again, remembered in pieces: f(x, at)
 * for small whole x and smooth in `at` > 0. It is worked out at 16 points of
 * a cell of `at` when somebody first falls there, and interpolated from then
 * on.
 *
 * Each answer is a function of its own x and `at`: what was asked before
 * changes no bit of it.
 */
#ifndef CEV_CELLS_H
#define CEV_CELLS_H

#include <stdint.h>

#include "../math/chebyshev.h"

#define CEV__CELLS 128
#define CEV__CELL_KEYS 256

typedef double (*cev__cell_function)(const void *state, double x, double at);

typedef struct cev__cell {
    uint64_t id; /* 0 while empty */
    int is_rough; /* 1: no polynomial follows the function here */
    double power[CEV__CHEBYSHEV];
} cev__cell;

/* About 17 KiB, for the stack. */
typedef struct cev__cells {
    cev__cell cell[CEV__CELLS];
} cev__cells;

void cev__cells_start(cev__cells *cells);

/* f(state, x, at); the same f and state each time since the start. Of an x
 * from CEV__CELL_KEYS on nothing is remembered. */
double cev__cells_at(cev__cells *cells, cev__cell_function f,
                     const void *state, double x, double at);

#endif

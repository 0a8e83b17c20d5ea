/*
 * The future of many customers of a beta-geometric model under one question:
 * the same parameters, rate and horizon, different histories. What an active
 * customer will still buy then depends on x and A = alpha + T alone, and
 * smoothly on A: see cells.h.
 */
#ifndef CEV_BG_CELLS_H
#define CEV_BG_CELLS_H

#include "cells.h"

typedef struct cev__bg_cells {
    double r, a, b, delta, horizon;
    cev__cells cells;
} cev__bg_cells;

/* Of customers who buy and leave with (r + x, A; a, b + x) after x purchases;
 * delta and horizon as for cev__bg_discounted. */
void cev__bg_cells_start(cev__bg_cells *cells, double r, double a, double b,
                         double delta, double horizon);

/* cev__bg_discounted at x and A. */
double cev__bg_cells_at(cev__bg_cells *cells, double x, double A);

#endif

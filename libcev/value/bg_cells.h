/*
 * The future of many customers of a beta-geometric model under one question:
 * the same parameters, rate and horizon, different histories. What an active
 * customer will still buy then depends on the ticks so far (purchases, where
 * each is one) and A = alpha + T alone, and smoothly on A: see cells.h.
 */
#ifndef CEV_BG_CELLS_H
#define CEV_BG_CELLS_H

#include "cells.h"
#include "view.h"

typedef struct cev__bg_cells {
    double r, a, b;
    int k;
    cev__view view;
    cev__cells cells;
} cev__bg_cells;

/* Of customers who buy and leave with (r + m, A; a, b + x) after m ticks, k of
 * which made each of x purchases; r, a and b are `shared`. */
void cev__bg_cells_start(cev__bg_cells *cells, const double shared[3], int k,
                         const cev__view *view);

/* cev__bg_ahead after m ticks, at A. */
double cev__bg_cells_at(cev__bg_cells *cells, double m, double A);

#endif

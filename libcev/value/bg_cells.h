/*
 * The future of many customers of a beta-geometric model under one question:
 * the same parameters, rate and horizon, different histories. What an active
 * customer will still buy then depends on x and A = alpha + T alone, and
 * smoothly on A: see cells.h.
 */
#ifndef CEV_BG_CELLS_H
#define CEV_BG_CELLS_H

#include "cells.h"
#include "view.h"

typedef struct cev__bg_cells {
    double r, a, b;
    cev__view view;
    cev__cells cells;
} cev__bg_cells;

/* Of customers who buy and leave with (r + x, A; a, b + x) after x
 * purchases. */
void cev__bg_cells_start(cev__bg_cells *cells, double r, double a, double b,
                         const cev__view *view);

/* cev__bg_ahead at x and A. */
double cev__bg_cells_at(cev__bg_cells *cells, double x, double A);

#endif

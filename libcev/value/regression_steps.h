/*
 * A model with covariates a little beside where it is: one step along each
 * direction of what is not known, for the intervals of sums over customers.
 */
#ifndef CEV_REGRESSION_STEPS_H
#define CEV_REGRESSION_STEPS_H

#include "spread.h"
#include "regression.h"

/* The spread of a function that is around[k] a step along direction k, of
 * cev__regression_size(), for the z of intervals. */
cev__spread cev__regression_spread(const cev__regression *regression,
                                   double z, const double *around,
                                   double estimate);

/* Moves the parameters (those estimated) and, from one regression to another,
 * the coefficients a step along a direction. */
void cev__regression_move(const cev__regression *regression, int direction,
                          cev__regression *moved, double *params);

#endif

/*
 * A model with covariates beside where it is, for the intervals of sums over
 * customers: one step along each direction of what is not known, or where a
 * draw has it.
 */
#ifndef CEV_REGRESSION_STEPS_H
#define CEV_REGRESSION_STEPS_H

#include "draws.h"
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

/* The same to draw k. */
void cev__regression_take(const cev__regression *regression,
                          const cev__draws *draws, int k,
                          cev__regression *moved, double *params);

/* The parameters of draw k for a customer with traits z, when process p is
 * scaled by the parameter scales[p], if any (-1). */
void cev__regression_drawn(const cev__regression *regression,
                           const cev__draws *draws, int k,
                           const int scales[CEV__PROCESSES], const double *z,
                           double *params);

#endif

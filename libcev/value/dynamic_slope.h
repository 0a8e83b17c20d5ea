/*
 * The log-likelihood of one customer of dynamic_path.h with its derivatives in
 * log r, log alpha, log s, log beta and the coefficients.
 */
#ifndef CEV_DYNAMIC_SLOPE_H
#define CEV_DYNAMIC_SLOPE_H

#include "../math/ascent.h"
#include "dynamic_path.h"

/* The coefficients at which it is taken are `coefficients`, one for each effect
 * of the regression. */
void cev__path_slope(const cev__pareto_params *p,
                     const cev__regression *regression,
                     const double *coefficients, const cev__path *path,
                     cev__slope *out);

#endif

/*
 * The fit of a purchase model with covariates. It begins where the model
 * without them ends. The maximum of the likelihood is taken where it is
 * proper: no coordinate at the end of its range, and each known to a standard
 * error of 20. Else, as with a level of which nobody has bought again, the
 * maximum with the weak prior of estimate.h and, for each coefficient, a
 * normal belief around 0 with a standard deviation of 1 for a level, a 0 or 1,
 * or a standard deviation of a number.
 */
#ifndef CEV_REGRESSION_FIT_H
#define CEV_REGRESSION_FIT_H

#include "purchase.h"

/* Adds the covariates that the options name to a model fitted without. Leaves
 * it as it is on failure. A penalty pulls coefficients towards 0 as it pulls
 * parameters: with so many times the precision of the weak prior. */
int32_t cev__regression_fit(cev_ctx *ctx, const cev__given *given,
                            cev__purchases *model);

#endif

/*
 * The fit of the Pareto/NBD whose rates change in time: from the maximum
 * without covariates on, as regression_fit.h has it. The result is a Pareto/NBD
 * with a regression, whose traits are those of periods.
 */
#ifndef CEV_DYNAMIC_FIT_H
#define CEV_DYNAMIC_FIT_H

#include "purchase.h"

/* Its context is that of the customers. `last` is the fit before, or NULL. */
int32_t cev__dynamic_fit(cev_ctx *ctx, const cev__given *given,
                         const cev__purchases *last, cev__purchases *out);

#endif

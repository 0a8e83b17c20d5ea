/* Covariates of buying and leaving, for a purchase model fitted without. */
#ifndef CEV_PURCHASE_REGRESSION_H
#define CEV_PURCHASE_REGRESSION_H

#include "purchase.h"
#include "regression_fit.h"

/* The likelihood of a kind, of a whole number where it has one (else 0), in
 * this unit of time. */
cev__regressed cev__purchases_regressed(const cev__purchase_kind *kind,
                                        int whole, double scale);

/* A model as the start of a fit with covariates, and the model with what was
 * found in place of what it was without: its own from then on, on failure
 * too. */
void cev__purchases_regress_from(const cev__given *given,
                                 const cev__purchases *model,
                                 cev__regress *task);
int32_t cev__purchases_regress_to(cev_ctx *ctx, const cev__regress *task,
                                  const cev__regress_found *found,
                                  cev__purchases *model);

/* Adds those that the options name; leaves the model as it is on failure. */
int32_t cev__purchases_regress(cev_ctx *ctx, const cev__given *given,
                               cev__purchases *model);

#endif

/*
 * Covariates of spend, for a model fitted without: the scale of a customer's
 * amounts is gamma exp(coefficients . z), as in regressions of the generalised
 * beta distribution of the second kind, which the Gamma-Gamma's mean amounts
 * have (McDonald & Butler 1990, Journal of Econometrics 43, 227-251).
 */
#ifndef CEV_SPEND_REGRESSION_H
#define CEV_SPEND_REGRESSION_H

#include "spend.h"
#include "strata.h"

/* The likelihood of a model's amounts, its source known, in this unit. */
cev__regressed cev__spend_regressed(const cev__spend *model, double scale);

/* Adds those that the options name; leaves the model as it is on failure.
 * Amounts are counted in `scale`. */
int32_t cev__spend_regress(cev_ctx *ctx, const cev__given *given,
                           double scale, cev__spend *model);

#endif

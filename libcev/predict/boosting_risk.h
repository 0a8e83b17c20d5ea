/*
 * Cox's partial likelihood of margins, one a row; ties as Breslow (1974) has
 * them. Rows are numbers of customers in the order of their times.
 */
#ifndef CEV__BOOSTING_RISK_H
#define CEV__BOOSTING_RISK_H

#include "boosting.h"

typedef struct cev__risk {
    const double *times, *events, *weights, *margins; /* of all rows */
    double *at_risk; /* room for a number a row */
} cev__risk;

/* The slopes of some rows' likelihood, in bundles.h's places of `sums`. */
void cev__risk_slopes(const cev__risk *risk, const int32_t *rows,
                      int64_t count, double *sums);

/* Minus the logarithm of their likelihood. */
double cev__risk_loss(const cev__risk *risk, const int32_t *rows,
                      int64_t count);

/* The hazard of a margin of 0, without its ends. */
int32_t cev__risk_hazard(cev_ctx *ctx, const cev__risk *risk,
                         const int32_t *rows, int64_t count,
                         cev__hazard *out);

#endif

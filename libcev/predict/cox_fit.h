/* The maximum of Cox's partial likelihood. */
#ifndef CEV__COX_FIT_H
#define CEV__COX_FIT_H

#include "cox_terms.h"

typedef struct cev__cox_optimum {
    double *beta;       /* n numbers */
    double *covariance; /* packed: the inverse of the information */
    double log_likelihood, null_log_likelihood;
    double penalty;     /* half of it times each beta squared was taken off */
    int32_t is_separated; /* without a penalty there is no maximum */
} cev__cox_optimum;

/*
 * Climbs from zero by Newton's steps, halved until they rise. Where the
 * likelihood rises for ever a penalty of 1 holds the coefficients back, which
 * are in units of one standard deviation of their column. `out` has room for
 * the numbers. CEV_ERR_MEMORY, CEV_ERR_CANCELLED.
 */
int32_t cev__cox_maximise(cev_ctx *ctx, cev__cox_terms *terms, double penalty,
                          int64_t max_iter, cev__cox_optimum *out);

#endif

/*
 * Newton's method for maxima of smooth functions of many variables, from a
 * start that is not far: steps are damped until they raise the function.
 * Knows no models. For a handful of variables and any start: newton.h.
 */
#ifndef CEV_ASCENT_H
#define CEV_ASCENT_H

#include <stdint.h>

#include "cholesky.h"

/* A function around a point; the Hessian is packed. */
typedef struct cev__slope {
    double value;
    double gradient[CEV__MANY];
    double hessian[CEV__MANY_PACKED];
} cev__slope;

typedef struct cev__ascent {
    int n;
    double reach;     /* coordinates stay within this of 0 */
    double tol;       /* largest |gradient| at the end */
    int64_t max_iter;
    /* A status other than CEV_OK ends the search with it. */
    int32_t (*evaluate)(void *state, const double *at, cev__slope *out);
    void *state;
} cev__ascent;

/* Where it ended. */
typedef struct cev__summit {
    double at[CEV__MANY];
    cev__slope slope;
    int64_t iterations;
    int is_converged;
} cev__summit;

/* summit->at is the start. */
int32_t cev__ascend(const cev__ascent *problem, cev__summit *summit);

#endif

/*
 * Newton's method for maxima of smooth functions of a few variables, kept in a
 * trust region and a box: every step taken raises the function, however far
 * the start is. Knows no models.
 */
#ifndef CEV_NEWTON_H
#define CEV_NEWTON_H

#include <stdint.h>

#include "linalg.h"

/* A function around a point; the Hessian is packed (linalg.h). */
typedef struct cev__local {
    double value;
    double gradient[CEV__SMALL];
    double hessian[CEV__SMALL_PACKED];
} cev__local;

typedef struct cev__newton {
    int n;
    double lower, upper; /* of each coordinate */
    double tol;          /* largest |gradient| at the end */
    double gain;         /* and what another step may promise; 0: anything */
    int64_t max_iter;
    /* The sum of the coordinates times these stays what it is at the start;
     * NULL where nothing is kept. */
    const double *across;
    /* An end found before, at which the search stops where it is plainly bound
     * for it; or NULL. */
    const struct cev__optimum *known;
    /* A status other than CEV_OK ends the search with it. */
    int32_t (*evaluate)(void *state, const double *at, cev__local *out);
    void *state;
} cev__newton;

/* Where a search ended. */
typedef struct cev__optimum {
    double at[CEV__SMALL];
    cev__local local;
    int64_t iterations;
    int is_converged; /* to tol, or as far as rounding lets see */
    int is_bounded;   /* a coordinate stands on the box and pushes outward */
} cev__optimum;

/* optimum->at is the start, inside the box. */
int32_t cev__newton_maximise(const cev__newton *problem,
                             cev__optimum *optimum);

#endif

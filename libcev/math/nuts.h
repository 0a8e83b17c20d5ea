/*
 * Draws from a density known but for a factor, by Hamiltonian dynamics whose
 * paths end where they turn back: the no-U-turn sampler of Hoffman & Gelman
 * (2014, JMLR 15, 1593-1623), which takes the end of a path at random along it
 * by weight, as Betancourt (2017, arXiv:1701.02434) has it. Knows no models.
 *
 * Coordinates are along axes given beforehand, so that the density is about
 * as wide in all directions; a warm-up finds the step and better axes.
 */
#ifndef CEV_NUTS_H
#define CEV_NUTS_H

#include <stdint.h>

#include "cholesky.h"
#include "variates.h"

/* A place, where it was going, and the log-density around it along axes. */
typedef struct cev__nuts_point {
    double at[CEV__MANY], momentum[CEV__MANY], slope[CEV__MANY];
    double value;
} cev__nuts_point;

/* A chain. The first block is given: axes in axes[k], as long as a standard
 * deviation or so; evaluate gives the logarithm of the density, which may be
 * minus infinity, and its slopes. */
typedef struct cev__nuts {
    int n;
    int32_t (*evaluate)(void *state, const double *at, double *value,
                        double *slopes);
    void *state;
    double centre[CEV__MANY], axes[CEV__MANY][CEV__MANY];
    cev__rng rng;

    cev__nuts_point here; /* in axes, from the centre */
    double step, log_step_mean, slack; /* of the warm-up */
    int64_t steps;                     /* that it has seen */
    double accepted;  /* of the last path, on average */
    int64_t divergent; /* paths that ran off a cliff, since the warm-up */
    int32_t status;    /* the first of evaluate that was not CEV_OK */
} cev__nuts;

/* Begins somewhere about the centre, twice as far out as draws are, finds
 * step and axes. Statuses are those of evaluate. */
int32_t cev__nuts_warm_up(cev__nuts *chain);

/* Another draw. */
int32_t cev__nuts_draw(cev__nuts *chain, double *at);

#endif

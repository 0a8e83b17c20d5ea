/* The best fit that never falls. */
#ifndef CEV_ISOTONIC_H
#define CEV_ISOTONIC_H

#include <stdint.h>

#include "sum.h"

/* Neighbours that share a fitted value. */
typedef struct cev__level {
    int64_t first;
    cev__sum weight, sum;
} cev__level;

/*
 * Fitted values of least squares that do not decrease along the n values, of
 * positive weights: neighbours that would fall are pooled (Ayer et al. 1955).
 * `levels` is scratch of n. Cost: O(n).
 */
void cev__isotonic_fit(int64_t n, const double *values, const double *weights,
                       cev__level *levels, double *fitted);

#endif

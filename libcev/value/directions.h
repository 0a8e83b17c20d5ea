/*
 * How a covariance of log-parameters reaches the estimates made from them.
 * It is sum_k d_k d_k', d_k = sqrt(eigenvalue) eigenvector; so the variance of
 * a function is the sum of the squares of its slopes along the d_k, whatever
 * the function.
 */
#ifndef CEV_DIRECTIONS_H
#define CEV_DIRECTIONS_H

#include "../math/linalg.h"

typedef struct cev__directions {
    int count;
    double along[CEV__SMALL][CEV__SMALL];
    double step[CEV__SMALL]; /* of a difference quotient along each */
} cev__directions;

/* Those of a packed covariance of n log-parameters. */
void cev__directions_of(int n, const double *covariance,
                        cev__directions *out);

/* The n parameters, moved a step along direction k. */
void cev__directions_move(const cev__directions *directions, int k, int n,
                          const double *params, double *moved);

#endif

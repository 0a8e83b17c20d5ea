/*
 * Groups that lend each other what they have in common, when neither their mean
 * nor how much they differ is known: normal values, Bayes' way.
 */
#ifndef CEV__SHRINK_POOL_H
#define CEV__SHRINK_POOL_H

#include <stdint.h>

/*
 * The mean and the standard deviation of what each group's true value may be,
 * given n values with standard errors > 0. True values are normal around a mean
 * of which nothing is known, with a standard deviation tau that has the prior
 * s / (s + tau)^2, s^2 the harmonic mean of the squared errors (DuMouchel &
 * Normand 2000): where the values do not tell how groups differ, that stays open
 * and the answer is neither that they are equal nor each on its own.
 */
void cev__shrink_pool(int64_t n, const double *values, const double *errors,
                      double *means, double *deviations);

#endif

/* Quantiles of values that count more or less. */
#ifndef CEV__WEIGHTED_QUANTILE_H
#define CEV__WEIGHTED_QUANTILE_H

#include "radix.h"

/*
 * The quantile at `level`, 0 < level < 1, of n > 0 values: those of the
 * items' keys, whose weights > 0 stand at their indices. It is the number from
 * which the weighted absolute distances, level : 1 - level above and below,
 * add up to least; of several the middle. Items are sorted, `spare` has room
 * for n more.
 */
double cev__weighted_quantile(cev__keyed *items, cev__keyed *spare, int64_t n,
                              const double *weights, double level);

#endif

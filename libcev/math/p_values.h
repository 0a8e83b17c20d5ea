/* Many tests at once; see cev/statistics.h. */
#ifndef CEV_P_VALUES_H
#define CEV_P_VALUES_H

#include <stdint.h>

/* Benjamini & Hochberg's adjustment of n p-values in [0, 1], NaN among them:
 * those are passed over and stay. `order` is scratch of n. */
void cev__p_values_adjust(int64_t n, const double *p, double *adjusted,
                          double *order);

#endif

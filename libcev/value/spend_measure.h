/* What the amounts of spenders are like, whatever the model. */
#ifndef CEV_SPEND_MEASURE_H
#define CEV_SPEND_MEASURE_H

#include "spend.h"

/* Counts the spenders and takes the mean of their amounts, its error and how
 * it goes with x, of groups with the keys x and amount in so many units. Gives
 * the geometric mean. */
double cev__spend_measure(const cev__group *groups, int64_t count,
                          double unit, cev__spend *model);

#endif

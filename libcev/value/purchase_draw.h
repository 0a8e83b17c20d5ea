/* Purchases of a customer made up. */
#ifndef CEV_PURCHASE_DRAW_H
#define CEV_PURCHASE_DRAW_H

#include "../math/variates.h"
#include "history.h"

/* Purchases until the age `end`, but no more than `most`, each at every k-th
 * tick of a clock whose rate is a gamma variate: x and t_x. */
void cev__draw_purchases(cev__rng *rng, double r, double alpha, int k,
                         double end, double most, cev__history *out);

#endif

/* Purchases of a customer made up. */
#ifndef CEV_PURCHASE_DRAW_H
#define CEV_PURCHASE_DRAW_H

#include "../math/variates.h"
#include "history.h"

/* Purchases until the age `end`, but no more than `most`, each at every k-th
 * tick of a clock whose rate is a gamma variate: x, t_x and litt. What lies
 * between two is a gamma variate, of any k > 0. */
void cev__draw_purchases(cev__rng *rng, double r, double alpha, double k,
                         double end, double most, cev__history *out);

#endif

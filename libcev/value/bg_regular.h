/*
 * What an active customer of a beta-geometric model will still buy, where a
 * purchase takes k > 1 ticks of his clock; see bg_future.h.
 */
#ifndef CEV_BG_REGULAR_H
#define CEV_BG_REGULAR_H

#include "bg_future.h"

/* Expected purchases in the next t. */
double cev__regular_purchases(const cev__bg_state *s, double t);

/* The integral of exp(-y v) over the purchases of time A v, from one v > 0 to
 * another. */
double cev__regular_discounted(const cev__bg_state *s, double y, double from,
                               double last);

/* The chance of one in the next t at least, and the integral of its time over
 * the density of the first. */
double cev__regular_any(const cev__bg_state *s, double t);
double cev__regular_time(const cev__bg_state *s, double t);

#endif

/*
 * Purchases of active customers of a beta-geometric model, counted tick by
 * tick: quick up to some multiple of their A. Several are counted at once,
 * which takes hardly longer than one.
 */
#ifndef CEV_BG_SERIES_H
#define CEV_BG_SERIES_H

#include "bg_future.h"

enum { CEV__BG_LANES = 4 };

/* How far it is quick, in units of A; y as below. */
double cev__bg_series_end(const cev__bg_state *s, double y);

/*
 * The integral of exp(-y v) over the purchases of time A v, v up to w, of
 * `count` states of one k and since; `rest` is the share of it that may be left
 * out, w at most cev__bg_series_end, and count from 1 to CEV__BG_LANES.
 */
void cev__bg_series(int count, const cev__bg_state *s, const double *y,
                    const double *w, double rest, double *out);

/* The same where y = 0, which takes half as long. */
void cev__bg_count(int count, const cev__bg_state *s, const double *w,
                   double rest, double *out);

#endif

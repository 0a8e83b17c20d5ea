/*
 * Purchases of active customers of a beta-geometric model, counted tick by
 * tick: quick up to some multiple of their A. Several are counted at once,
 * which takes hardly longer than one.
 */
#ifndef CEV_BG_SERIES_H
#define CEV_BG_SERIES_H

#include "bg_future.h"

enum { CEV__BG_LANES = 4 };

/* Whether (1 + w)^-n is a power of so many ticks, in the mean, that it costs
 * digits: sums are normalised otherwise then. */
static inline int cev__bg_is_long(const cev__bg_state *s, double w)
{
    return (s->n + 1.0) * w > 200.0;
}

static inline int cev__bg_any_long(int count, const cev__bg_state *s,
                                   const double *w)
{
    int any = 0;
    for (int l = 0; l < count; l++)
        any |= cev__bg_is_long(&s[l], w[l]);
    return any;
}

/* What sums that grow by exp(-power) begin with, lest they overflow. */
static inline double cev__bg_unit(double power)
{
    return power > -600.0 ? 1.0 : 1e-290;
}

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

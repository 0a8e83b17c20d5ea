/*
 * Undiscounted purchases counted from the first tick up; see bg_series.h.
 *
 * By the end of w, M ticks or more have come with probability P_M + P_(M+1)
 * + …, negative binomial of size n with z = w / (1 + w). The (i + 1)th purchase
 * is made if the customer stays i times, which has probability
 * S_i = (b)_i / (a + b)_i, so they are sum_M P_M (S_0 + … over the purchases
 * that M ticks make). The P_M are 1 together, so what P_0 is does not matter
 * where it has few digits.
 */
#include "../core/compiler.h"
#include "bg_series.h"

#include <math.h>

#include "../math/elementary.h"

/* Ticks after which is asked whether to end: asking takes as long as one. */
enum { COUNT_BATCH = 4 };

/* A place for each state; the first five are constant. Every P_M holds the
 * factor n of P_1; chance is without it, since where it is tiny the terms would
 * be subnormal. */
typedef struct count_lanes {
    double n[CEV__BG_LANES], z[CEV__BG_LANES];
    double b[CEV__BG_LANES], c[CEV__BG_LANES]; /* c = a + b */
    double none[CEV__BG_LANES];   /* P_0, or what it is set to */
    double chance[CEV__BG_LANES]; /* P_M / n */
    double stay[CEV__BG_LANES], stays[CEV__BG_LANES]; /* S_i, and their sum */
    double sum[CEV__BG_LANES], all[CEV__BG_LANES]; /* all: of the chances */
} count_lanes;

/* Lanes beyond count do what the first does. */
static void lay_counts(int lanes, int count, const cev__bg_state *s,
                       const double *w, count_lanes *at)
{
    for (int l = 0; l < lanes; l++) {
        int of = l < count ? l : 0;
        at->n[l] = s[of].n;
        at->z[l] = w[of] / (1.0 + w[of]);
        at->b[l] = s[of].b;
        at->c[l] = s[of].a + s[of].b;
        double power = -s[of].n * cev__log1p(w[of]);
        at->none[l] = cev__bg_is_long(&s[of], w[of]) ? cev__bg_unit(power)
                                                     : cev__exp(power);
        at->chance[l] = at->z[l] * at->none[l];
        at->stay[l] = 1.0;
        at->stays[l] = at->sum[l] = at->all[l] = 0.0;
    }
}

/* The tick is purchase i + 1. */
static inline void count_made(int lanes, double i, count_lanes *at)
{
    for (int l = 0; l < lanes; l++) {
        at->stays[l] += at->stay[l];
        at->stay[l] *= (at->b[l] + i) / (at->c[l] + i);
    }
}

/* From M to M + 1. Of few ticks nobody asks for all. */
static inline void count_on(int lanes, int is_long, double M, count_lanes *at)
{
    double part = 1.0 / (M + 1.0);
    for (int l = 0; l < lanes; l++) {
        at->sum[l] += at->chance[l] * at->stays[l];
        if (is_long)
            at->all[l] += at->chance[l];
        at->chance[l] *= at->z[l] * ((at->n[l] + M) * part);
    }
}

/* Whether what is still to come, from M on, is more than this share of a sum.
 * From one term to the next P grows by what falls, or stays below z, and i
 * purchases become no more than i + 1. */
static inline int count_goes_on(int lanes, double M, double i, double rest,
                                const count_lanes *at)
{
    double part = 1.0 / (M + 1.0), more = 1.0 + 1.0 / i;
    int goes_on = 0;
    for (int l = 0; l < lanes; l++) {
        double growth = (at->n[l] + M) * part;
        double ratio = at->z[l] * (growth > 1.0 ? growth : 1.0) * more;
        goes_on |= ratio >= 1.0
                   || at->chance[l] * at->stays[l] * more
                          > rest * (1.0 - ratio) * at->sum[l];
    }
    return goes_on;
}

/* All ticks; with a constant number of lanes, of which one is in registers. */
static UNROLLED void count_up(int lanes, int is_long, double k, double since,
                            double rest, count_lanes *lanes_at)
{
    count_lanes at = *lanes_at;
    double M = 1.0, i = 0.0;
    do {
        for (int batch = 0; batch < COUNT_BATCH; batch++, M += 1.0) {
            if (since + M >= k * (i + 1.0)) {
                count_made(lanes, i, &at);
                i += 1.0;
            }
            count_on(lanes, is_long, M, &at);
        }
    } while (i < 1.0 || count_goes_on(lanes, M, i, rest, &at));
    for (int l = 0; l < lanes; l++) {
        lanes_at->sum[l] = at.sum[l];
        lanes_at->all[l] = at.all[l];
    }
}

void cev__bg_count(int count, const cev__bg_state *s, const double *w,
                   double rest, double *out)
{
    int is_long = cev__bg_any_long(count, s, w);
    int lanes = count == 1 && !is_long ? 1 : CEV__BG_LANES;
    count_lanes at;
    lay_counts(lanes, count, s, w, &at);
    if (is_long)
        count_up(CEV__BG_LANES, 1, s->k, s->since, rest, &at);
    else if (lanes == 1)
        count_up(1, 0, s->k, s->since, rest, &at);
    else
        count_up(CEV__BG_LANES, 0, s->k, s->since, rest, &at);
    for (int l = 0; l < count; l++) {
        double sum = s[l].n * at.sum[l];
        out[l] = cev__bg_is_long(&s[l], w[l])
                     ? sum / (at.none[l] + s[l].n * at.all[l])
                     : sum;
    }
}

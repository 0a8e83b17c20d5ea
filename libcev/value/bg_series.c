/*
 * Purchases counted from the last tick down; see bg_series.h.
 *
 * The (N + 1)th tick of a customer who never leaves counts
 *     Q_N = C_N q_N,   q_N = integral of exp(-y v) v^N (1 + v)^-(n + 1 + N)
 * over v from 0 to w, C_N = (n)_(N+1) / N!. It is his (i + 1)th purchase if
 * since + N + 1 = k (i + 1), and is made if he stays i times, which has
 * probability S_i = (b)_i / (a + b)_i. Integrating by parts twice,
 *     (N + 1) (q_N - q_(N+1)) = (N + 2 + n) (q_(N+1) - q_(N+2)) + y q_(N+1)
 *                               + exp(-y w) (1 + w)^-(n + 1) z^(N+1),
 * z = w / (1 + w), from which, of positive terms alone, they follow downwards
 * from where they are nothing.
 */
#include "../core/compiler.h"
#include "bg_series.h"

#include <math.h>

#include "../math/elementary.h"

/* Up to this w, this mean of ticks and this y w some thousand ticks are
 * enough, and nothing overflows. Beyond the last, e^(-y w) leaves nothing.
 * Where a purchase takes several ticks, the other way takes far longer. */
#define SERIES_W 12.0
#define SERIES_MEAN 60.0
#define SERIES_MEAN_REGULAR 1200.0
#define SERIES_RATES 42.0

/* No state alone takes more ticks than that within those ends. Of several, the
 * n of one and the w of another might ask for any number. */
#define SERIES_TICKS 5e3

/* What the sums are made of, a place for each state: all but the last are
 * constant. They are kept over exp(power) / unit, exp(-y w) (1 + w)^-(n + 1) /
 * unit; `step` is the change of q, `further` the one before times z, `all` what
 * the sum would be if every tick counted and nobody left. */
typedef struct series_lanes {
    double z[CEV__BG_LANES];
    double rise[CEV__BG_LANES]; /* z (n + 1) */
    double turn[CEV__BG_LANES]; /* z (n + 2 + y) */
    double fade[CEV__BG_LANES]; /* z y */
    double b[CEV__BG_LANES], c[CEV__BG_LANES]; /* c = a + b */
    double power[CEV__BG_LANES], unit[CEV__BG_LANES];
    double step[CEV__BG_LANES], further[CEV__BG_LANES];
    double sum[CEV__BG_LANES], all[CEV__BG_LANES];
} series_lanes;

double cev__bg_series_end(const cev__bg_state *s, double y)
{
    double mean = s->k > 1 ? SERIES_MEAN_REGULAR : SERIES_MEAN;
    return fmin(SERIES_W, fmin(mean / (s->n + 1.0), SERIES_RATES / y));
}

/*
 * How many ticks leave out this share of the sum. At w it is exp(-y w)
 * (1 + w)^-size times a power series in z with positive coefficients, and
 * grows no faster than w^k. So of the terms from the K-th on, larger at any
 * W > w, no more is there at w than
 *     (z / Z)^K exp(y (W - w)) ((1 + W) / (1 + w))^size (W / w)^k
 * of the sum. W is where this is nearly least.
 */
static double ticks_but(double rest, double size, int k, double y, double w)
{
    double rests = -cev__log(rest), most = size * w + rests * (1.0 + w);
    double half = 0.5 * (size + y);
    double far = fmax(most / (half + sqrt(half * half + y * most)), 1.5 * w);
    double longer = cev__log(far) - cev__log(w); /* w may be tiny */
    double slower = cev__log1p((far - w) / (1.0 + w));
    return ceil((rests + size * slower + y * (far - w) + k * longer)
                / (longer - slower));
}

/* As many as any of them needs: with one W / w for all, the number grows with
 * n, y w and w. */
static double ticks_of(int count, const cev__bg_state *s, const double *y,
                       const double *w, double rest)
{
    double n = 0.0, rate = 0.0, end = 0.0;
    for (int l = 0; l < count; l++) {
        n = fmax(n, s[l].n);
        rate = fmax(rate, y[l] * w[l]);
        end = fmax(end, w[l]);
    }
    return end > 0.0 ? ticks_but(rest, n + 1.0, s->k, rate / end, end) : 0.0;
}

/* Lanes beyond count do what the first does. */
static void lay_lanes(int lanes, int count, const cev__bg_state *s,
                      const double *y, const double *w, series_lanes *at)
{
    for (int l = 0; l < lanes; l++) {
        int of = l < count ? l : 0;
        double size = s[of].n + 1.0;
        at->z[l] = w[of] / (1.0 + w[of]);
        at->rise[l] = at->z[l] * size;
        at->turn[l] = at->z[l] * (size + 1.0 + y[of]);
        at->fade[l] = at->z[l] * y[of];
        at->b[l] = s[of].b;
        at->c[l] = s[of].a + s[of].b;
        at->power[l] = l < count
                           ? -y[of] * w[of] - size * cev__log1p(w[of])
                           : at->power[0];
        at->unit[l] = cev__bg_unit(at->power[l]);
        at->step[l] = at->further[l] = at->sum[l] = at->all[l] = 0.0;
    }
}

/* From N + 1 to N: two sums as they are before the tick counts, if it does. Of
 * few ticks the unit is 1, and nobody asks for all. */
static inline void series_step(int lanes, int is_long, double N,
                               series_lanes *at)
{
    double part = 1.0 / (N + 1.0);
    for (int l = 0; l < lanes; l++) {
        double along = at->z[l] * N, further = at->further[l];
        double step = at->step[l], growth = (at->rise[l] + along) * part;
        at->sum[l] *= growth;
        at->further[l] = at->z[l] * (further + step);
        at->step[l] = part * ((at->turn[l] + along) * step
                              + (at->fade[l] * further
                                 + (is_long ? at->unit[l] : 1.0)));
        if (is_long)
            at->all[l] = growth * at->all[l] + (at->further[l] + at->step[l]);
    }
}

/* The tick is purchase i + 1, and those in the two sums are after it. */
static inline void series_made(int lanes, double i, series_lanes *at)
{
    for (int l = 0; l < lanes; l++)
        at->sum[l] = (at->further[l] + at->step[l])
                     + (at->b[l] + i) / (at->c[l] + i) * at->sum[l];
}

/* All ticks; with a constant number of lanes, of which one is in registers. */
static UNROLLED void series_down(int lanes, int is_long, double N, double k,
                               double since, series_lanes *lanes_at)
{
    series_lanes at = *lanes_at;
    double i = floor((since + N + 1.0) / k); /* purchases by tick N + 1 */
    for (; N >= 0.0; N -= 1.0) {
        series_step(lanes, is_long, N, &at);
        if (since + N + 1.0 <= k * i) {
            i -= 1.0;
            series_made(lanes, i, &at);
        }
    }
    for (int l = 0; l < lanes; l++) {
        lanes_at->sum[l] = at.sum[l];
        lanes_at->all[l] = at.all[l];
    }
}

/*
 * What the sums of a lane come to. The power of many ticks costs digits and may
 * underflow; `all` stands for all ticks of a customer who never leaves, which
 * are known to be n (1 - exp(-y w)) / y.
 */
static double series_sum(const series_lanes *at, int l, const cev__bg_state *s,
                         double y, double w)
{
    if (!cev__bg_is_long(s, w))
        return s->n * at->z[l] * at->sum[l] * cev__exp(at->power[l]);
    return s->n * (y * w > 1e-17 ? -cev__expm1(-y * w) / y : w)
           * (at->sum[l] / at->all[l]);
}

/* So many ticks of all of them. */
static void series_of(int count, const cev__bg_state *s, const double *y,
                      const double *w, double N, double *out)
{
    int is_long = cev__bg_any_long(count, s, w);
    int lanes = count == 1 && !is_long ? 1 : CEV__BG_LANES;
    series_lanes at;
    lay_lanes(lanes, count, s, y, w, &at);
    if (is_long)
        series_down(CEV__BG_LANES, 1, N, s->k, s->since, &at);
    else if (lanes == 1)
        series_down(1, 0, N, s->k, s->since, &at);
    else
        series_down(CEV__BG_LANES, 0, N, s->k, s->since, &at);
    for (int l = 0; l < count; l++)
        out[l] = series_sum(&at, l, &s[l], y[l], w[l]);
}

void cev__bg_series(int count, const cev__bg_state *s, const double *y,
                    const double *w, double rest, double *out)
{
    double N = ticks_of(count, s, y, w, rest);
    if (N <= SERIES_TICKS) {
        series_of(count, s, y, w, N, out);
        return;
    }
    for (int l = 0; l < count; l++)
        series_of(1, &s[l], &y[l], &w[l],
                  ticks_of(1, &s[l], &y[l], &w[l], rest), &out[l]);
}

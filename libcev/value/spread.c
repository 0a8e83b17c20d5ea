/* How estimates spread with the parameters; see spread.h. */
#include "../core/compiler.h"
#include "spread.h"

#include <math.h>
#include <string.h>

#include "../math/elementary.h"
#include "../math/interval.h"
#include "../math/normal.h"

/* No change of a logarithm is wider than this. */
#define CHANGE_MOST 200.0

void cev__spread_see(cev__spread *spread, double above, double below)
{
    if (!isfinite(above - below))
        return;
    spread->most = fmax(spread->most, fmax(above, below));
    spread->least = fmin(spread->least, fmin(above, below));
}

void cev__spread_add(cev__spread *spread, double above, double below)
{
    double slope = 0.5 * (above - below), bend = 0.5 * (above + below);
    double up = fmax(above, below), down = fmin(above, below);
    if (!isfinite(slope))
        return;
    cev__spread_see(spread, above, below);
    spread->slopes += slope * slope;
    spread->bends += bend * slope * slope;
    spread->up += up > 0.0 ? up * up : 0.0;
    spread->down += down < 0.0 ? down * down : 0.0;
}

void cev__places_of(int n, const double *params, const double *covariance,
                    const cev__reach *reach, cev__places *out)
{
    memset(out, 0, sizeof *out);
    out->is_plain = reach->is_plain && reach->draws == NULL;
    out->z = reach->z;
    out->draws = reach->draws;
    if (out->draws != NULL) {
        out->count = (int)out->draws->count;
        return;
    }
    cev__directions_of(n, covariance, &out->directions);
    out->axes = n;
    out->count = out->is_plain ? out->directions.count
                               : 1 + 2 * (n + reach->aims);
    for (int k = 0; k < out->count; k++) {
        const double *logs =
            k == 0 ? reach->centre : reach->point[(k - 1) / 2][(k - 1) % 2];
        if (out->is_plain)
            cev__directions_move(&out->directions, k, n, params,
                                 out->params[k]);
        for (int i = 0; i < n && !out->is_plain; i++)
            out->params[k][i] = cev__exp(logs[i]);
    }
}

void cev__places_at(const cev__places *places, int n, int k, double *params)
{
    if (places->draws == NULL)
        memcpy(params, places->params[k], (size_t)n * sizeof *params);
    for (int i = 0; i < n && places->draws != NULL; i++)
        params[i] = cev__exp(places->draws->logs[k * places->draws->n + i]);
}

/* The changes at draws, in place of the values there. Beyond what can be told
 * from nothing or everything they are all the same; one without digits left
 * says nothing. */
static cev__spread spread_draws(const cev__places *places, double *around,
                                double estimate)
{
    cev__spread spread = {0};
    spread.changes = around;
    for (int k = 0; k < places->count; k++) {
        double change = around[k] - estimate;
        around[k] = isnan(change)
                        ? 0.0
                        : fmax(-CHANGE_MOST, fmin(change, CHANGE_MOST));
    }
    spread.count = places->count;
    return spread;
}

cev__spread cev__places_spread(const cev__places *places, double *around,
                               double estimate)
{
    cev__spread spread = {0};
    if (places->draws != NULL)
        return spread_draws(places, around, estimate);
    for (int k = 0; places->is_plain && k < places->count; k++) {
        double slope =
            places->z * (around[k] - estimate) / places->directions.step[k];
        cev__spread_add(&spread, slope, -slope);
    }
    for (int k = 1; !places->is_plain && k < places->count; k += 2) {
        double above = around[k] - around[0], below = around[k + 1] - around[0];
        if (k <= 2 * places->axes)
            cev__spread_add(&spread, above, below);
        else
            cev__spread_see(&spread, above, below);
    }
    if (!places->is_plain && isfinite(around[0] - estimate))
        spread.from = around[0] - estimate;
    return spread;
}

void cev__spread_join(cev__spread *spread, const cev__spread *other,
                      double *room)
{
    const cev__spread *one = spread->changes != NULL ? spread : other;
    for (int k = 0; k < one->count; k++)
        room[k] = (spread->changes != NULL ? spread->changes[k] : 0.0)
                  + (other->changes != NULL ? other->changes[k] : 0.0);
    spread->count = one->count;
    spread->changes = one->changes != NULL ? room : NULL;
    spread->slopes += other->slopes;
    spread->bends += other->bends;
    spread->most = fmax(spread->most, other->most);
    spread->least = fmin(spread->least, other->least);
    spread->up += other->up;
    spread->down += other->down;
    spread->from += other->from;
}

/*
 * The quantiles of the changes. What else there is to join adds up as squares.
 *
 * Those of a bootstrap are not moved for its bias, nor turned to the other
 * side: both held the truth less often (docs/intervals.md).
 */
static void drawn_ends(const cev__spread *spread, double z, double *down,
                       double *up)
{
    double apart = z * z * spread->slopes;
    double low = cev__draws_quantile(spread->changes, spread->count,
                                     cev__normal_cdf(-z));
    double high = cev__draws_quantile(spread->changes, spread->count,
                                      cev__normal_cdf(z));
    *down = fmin(0.0, low) - (sqrt(low * low + apart) - fabs(low));
    *up = fmax(0.0, high) + (sqrt(high * high + apart) - fabs(high));
}

/*
 * With slope g_k and bend e_k along axis k the change is sum g_k u_k + e_k
 * u_k^2 at a place u of the unit sphere. Near its largest, at u = g / |g|, it
 * is |g| + sum e_k g_k^2 / |g|^2. No more is believed than all that was seen
 * on axes to one side, added as squares: what bends that much goes on otherwise
 * beyond the points. And no less than what was seen on any way.
 */
void cev__spread_ends(const cev__spread *spread, double ratio, double *lower,
                      double *upper)
{
    if (spread->changes != NULL) {
        drawn_ends(spread, ratio, lower, upper);
        return;
    }
    double reach = sqrt(spread->slopes);
    double bend = spread->slopes > 0.0 ? spread->bends / spread->slopes : 0.0;
    double up = fmax(fmin(bend + reach, sqrt(spread->up)), spread->most);
    double down = fmin(fmax(bend - reach, -sqrt(spread->down)), spread->least);
    *lower = fmin(0.0, spread->from + ratio * down);
    *upper = fmax(0.0, spread->from + ratio * up);
}

void cev__interval_around(double value, const cev__spread *spread,
                          double ratio, double *lower, double *upper)
{
    double down, up;
    cev__spread_ends(spread, ratio, &down, &up);
    *lower = cev__interval_at(value, value < 0.0 ? up : down);
    *upper = cev__interval_at(value, value < 0.0 ? down : up);
}

/* Bootstrap; see cev/statistics.h. */
#include "../core/compiler.h"
#include "cev/statistics.h"

#include <math.h>
#include <stddef.h>

#include "../core/rng.h"
#include "interval.h"
#include "normal.h"
#include "radix.h"
#include "rowwise.h"
#include "sum.h"

#define RESAMPLED_MAX (INT64_C(1) << 40)

int32_t cev_bootstrap_counts(int64_t seed, int64_t resample, int64_t n,
                             double *counts)
{
    cev__rng rng;
    int32_t status = cev__rowwise_check(n, NULL, 0, &counts, 1);
    if (status != CEV_OK)
        return status;
    if (resample < 0 || n > RESAMPLED_MAX)
        return CEV_ERR_DOMAIN;
    cev__rng_start(&rng, seed, (uint64_t)resample);
    for (int64_t i = 0; i < n; i++)
        counts[i] = 0.0;
    for (int64_t i = 0; i < n; i++)
        counts[cev__rng_below(&rng, n)] += 1.0;
    return CEV_OK;
}

static int are_finite(int64_t n, const double *values)
{
    for (int64_t i = 0; i < n; i++)
        if (!(fabs(values[i]) <= 1e300))
            return 0;
    return 1;
}

/* The third moment of how the estimate falls as each is left out, over 6 times
 * the second one to the power 3/2. */
int32_t cev_bootstrap_acceleration(int64_t n, const double *left_out,
                                   double *number)
{
    cev__sum all = {0}, squares = {0}, cubes = {0};
    double widest = 0.0;
    int32_t status = cev__rowwise_check(n, &left_out, 1, &number, 1);
    if (status != CEV_OK || number == NULL)
        return CEV_ERR_ARGUMENT;
    if (!are_finite(n, left_out))
        return CEV_ERR_DOMAIN;
    for (int64_t i = 0; i < n; i++)
        cev__sum_add(&all, left_out[i] / (double)n);
    double mean = cev__sum_value(&all);
    for (int64_t i = 0; i < n; i++)
        widest = fmax(widest, fabs(mean - left_out[i]));
    for (int64_t i = 0; i < n && widest > 0.0; i++) {
        double away = (mean - left_out[i]) / widest; /* no overflow */
        cev__sum_add(&squares, away * away);
        cev__sum_add(&cubes, away * away * away);
    }
    double spread = cev__sum_value(&squares);
    *number = spread > 0.0
                  ? cev__sum_value(&cubes) / (6.0 * spread * sqrt(spread))
                  : 0.0;
    return CEV_OK;
}

/* How many of the values have a key of at most this. */
static int64_t count_up_to(int64_t n, const double *values, uint64_t key)
{
    int64_t count = 0;
    for (int64_t i = 0; i < n; i++)
        count += cev__keyed_double(values[i]) <= key;
    return count;
}

/* The value at this rank, from 1, by halving the range of keys: the smallest
 * key that `rank` values reach. */
static double value_at_rank(int64_t n, const double *values, int64_t rank)
{
    uint64_t low = 0, high = UINT64_MAX;
    double found = values[0];
    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        if (count_up_to(n, values, middle) >= rank)
            high = middle;
        else
            low = middle + 1;
    }
    for (int64_t i = 0; i < n; i++)
        if (cev__keyed_double(values[i]) == low)
            found = values[i];
    return found;
}

/* Which share of the resampled estimates lies below a bound that is z standard
 * deviations out. */
static double corrected_share(double z, double bias, double acceleration)
{
    double moved = bias + z;
    double slowed = 1.0 - acceleration * moved;
    /* Beyond its pole the correction has turned round: all of them. */
    if (slowed <= 0.0)
        return moved > 0.0 ? 1.0 : 0.0;
    return cev__normal_cdf(bias + moved / slowed);
}

static double value_at_share(int64_t n, const double *values, double share)
{
    double rank = floor(share * ((double)n + 1.0) + 0.5);
    return value_at_rank(n, values,
                         (int64_t)fmin(fmax(rank, 1.0), (double)n));
}

int32_t cev_bootstrap_interval(double coverage, double estimate,
                               double acceleration, int64_t n,
                               const double *resampled, double *bounds)
{
    double below = 0.0, all = (double)n;
    int32_t status = cev__rowwise_check(n, &resampled, 1, &bounds, 1);
    if (status != CEV_OK || bounds == NULL)
        return CEV_ERR_ARGUMENT;
    if (!(coverage > 0.0 && coverage < 1.0) || n < 1 || isnan(estimate)
        || !(fabs(acceleration) <= 1e300) || !are_finite(n, resampled))
        return CEV_ERR_DOMAIN;
    for (int64_t i = 0; i < n; i++)
        below += resampled[i] < estimate ? 1.0
                                         : resampled[i] <= estimate ? 0.5
                                                                    : 0.0;
    /* Half a resample on either side of the estimate at the least. */
    below = fmin(fmax(below, 0.5), all - 0.5);
    double z = cev__interval_z(coverage);
    double bias = cev__normal_quantile(below / all);
    bounds[0] = value_at_share(n, resampled,
                               corrected_share(-z, bias, acceleration));
    bounds[1] = value_at_share(n, resampled,
                               corrected_share(z, bias, acceleration));
    return CEV_OK;
}

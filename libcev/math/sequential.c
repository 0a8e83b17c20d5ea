/* Tests that may be looked at at any time; see cev/statistics.h. */
#include "../core/compiler.h"
#include "cev/statistics.h"

#include <math.h>
#include <stddef.h>

#include "elementary.h"
#include "rowwise.h"

#define FARTHEST 1e100

static int takes_looks(int64_t n, const double *difference,
                       const double *std_error)
{
    for (int64_t i = 0; i < n; i++)
        if (!(fabs(difference[i]) <= FARTHEST
              && std_error[i] >= 1.0 / FARTHEST && std_error[i] <= FARTHEST))
            return 0;
    return 1;
}

/*
 * With s^2 the variance of the difference d, the likelihood ratio of
 * differences from N(0, tau^2) against none is
 *     sqrt(s^2 / (s^2 + tau^2)) exp(d^2 tau^2 / (2 s^2 (s^2 + tau^2))).
 * 1 over it is p; the interval holds the differences from which it stays below
 * 1 / (1 - coverage).
 */
int32_t cev_sequential_test(const double *params, double coverage, int64_t n,
                            const double *difference, const double *std_error,
                            double *p, double *lower, double *upper)
{
    const double *const columns[2] = {difference, std_error};
    double *const outputs[3] = {p, lower, upper};
    double least = 1.0, low = -INFINITY, high = INFINITY;
    int32_t status = cev__rowwise_check(n, columns, 2, outputs, 3);
    if (status != CEV_OK || params == NULL)
        return CEV_ERR_ARGUMENT;
    if (!(params[0] >= 1.0 / FARTHEST && params[0] <= FARTHEST)
        || !(coverage > 0.0 && coverage < 1.0)
        || !takes_looks(n, difference, std_error))
        return CEV_ERR_DOMAIN;
    for (int64_t i = 0; i < n; i++) {
        double d = difference[i], s = std_error[i], ratio = s / params[0];
        double known = 1.0 / (1.0 + ratio * ratio); /* tau^2 / (s^2 + tau^2) */
        /* 1/2 log((s^2 + tau^2) / s^2), also where s^2 is nothing to tau^2 */
        double cost = ratio > 1.0
                          ? 0.5 * cev__log1p(1.0 / ratio / ratio)
                          : 0.5 * cev__log1p(ratio * ratio) - cev__log(ratio);
        double reach =
            s * sqrt(2.0 / known * (cost - cev__log1p(-coverage)));
        least = fmin(least, cev__exp(cost - 0.5 * (d / s) * (d / s) * known));
        low = fmax(low, d - reach);
        high = fmin(high, d + reach);
        if (low > high)
            low = high = 0.5 * (low + high);
        p[i] = least;
        lower[i] = low;
        upper[i] = high;
    }
    return CEV_OK;
}

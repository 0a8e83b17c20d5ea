/* Quantiles of values that count more or less; see weighted_quantile.h. */
#include "../core/compiler.h"
#include "weighted_quantile.h"

#include <math.h>

#include "sum.h"

/* Sums of weights this share of all apart are the same but for rounding. */
#define WEIGHTS_ALIKE 1e-12

double cev__weighted_quantile(cev__keyed *items, cev__keyed *spare, int64_t n,
                              const double *weights, double level)
{
    cev__sum all = {0}, below = {0};
    cev__keyed_sort(items, spare, n);
    for (int64_t i = 0; i < n; i++)
        cev__sum_add(&all, weights[items[i].index]);
    double total = cev__sum_value(&all);
    for (int64_t i = 0; i + 1 < n; i++) {
        cev__sum_add(&below, weights[items[i].index]);
        double beyond = cev__sum_value(&below) - level * total;
        double value = cev__keyed_value(items[i].key);
        if (fabs(beyond) <= WEIGHTS_ALIKE * total)
            return value
                   + 0.5 * (cev__keyed_value(items[i + 1].key) - value);
        if (beyond > 0.0)
            return value;
    }
    return cev__keyed_value(items[n - 1].key);
}

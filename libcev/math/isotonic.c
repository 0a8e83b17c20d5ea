/* The best fit that never falls; see isotonic.h. */
#include "../core/compiler.h"
#include "isotonic.h"

static double level_mean(const cev__level *level)
{
    return cev__sum_value(&level->sum) / cev__sum_value(&level->weight);
}

void cev__isotonic_fit(int64_t n, const double *values, const double *weights,
                       cev__level *levels, double *fitted)
{
    int64_t count = 0;
    for (int64_t i = 0; i < n; i++) {
        cev__level level = {i, {0.0, 0.0}, {0.0, 0.0}};
        cev__sum_add(&level.weight, weights[i]);
        cev__sum_add(&level.sum, weights[i] * values[i]);
        while (count > 0
               && level_mean(&levels[count - 1]) >= level_mean(&level)) {
            const cev__level *before = &levels[--count];
            level.first = before->first;
            cev__sum_merge(&level.weight, &before->weight);
            cev__sum_merge(&level.sum, &before->sum);
        }
        levels[count++] = level;
    }
    for (int64_t k = 0; k < count; k++) {
        int64_t end = k + 1 < count ? levels[k + 1].first : n;
        double mean = level_mean(&levels[k]);
        for (int64_t i = levels[k].first; i < end; i++)
            fitted[i] = mean;
    }
}

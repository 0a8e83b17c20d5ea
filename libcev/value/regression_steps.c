/* Steps along what is not known; see regression_steps.h. */
#include "../core/compiler.h"
#include "regression_steps.h"

#include <math.h>

#include "../math/elementary.h"

/* As in directions.c: the largest change of a log-parameter of a customer, or
 * of one who is a standard deviation from the mean. */
#define CHANGE_OF_STEP 1e-5

/* The step of a difference quotient along a direction. */
static double step_along(const cev__regression *regression, int direction)
{
    double along[CEV__MANY], largest = 0.0;
    cev__regression_along(regression, direction, along);
    for (int i = 0; i < cev__regression_size(regression); i++) {
        int e = i - regression->params;
        double scale =
            e < 0 ? 1.0
                  : regression->traits[regression->effects[e].trait].scale;
        largest = fmax(largest, fabs(along[i]) * scale);
    }
    return CHANGE_OF_STEP / largest;
}

cev__spread cev__regression_spread(const cev__regression *regression,
                                   double z, const double *around,
                                   double estimate)
{
    cev__spread spread = {0};
    for (int k = 0; k < cev__regression_size(regression); k++) {
        double slope =
            z * (around[k] - estimate) / step_along(regression, k);
        cev__spread_add(&spread, slope, -slope);
    }
    return spread;
}

void cev__regression_move(const cev__regression *regression, int direction,
                          cev__regression *moved, double *params)
{
    double along[CEV__MANY], step = step_along(regression, direction);
    cev__regression_along(regression, direction, along);
    *moved = *regression;
    for (int k = 0; k < moved->params; k++)
        params[k] *= cev__exp(step * along[k]);
    for (int e = 0; e < moved->effect_count; e++)
        moved->effects[e].coefficient += step * along[moved->params + e];
}

void cev__regression_take(const cev__regression *regression,
                          const cev__draws *draws, int k,
                          cev__regression *moved, double *params)
{
    const double *logs = &draws->logs[k * draws->n];
    *moved = *regression;
    for (int i = 0; i < moved->params; i++)
        params[i] = cev__exp(logs[i]);
    for (int e = 0; e < moved->effect_count; e++)
        moved->effects[e].coefficient = logs[moved->params + e];
}

void cev__regression_drawn(const cev__regression *regression,
                           const cev__draws *draws, int k,
                           const int scales[CEV__PROCESSES], const double *z,
                           double *params)
{
    const double *logs = &draws->logs[k * draws->n];
    double offsets[CEV__PROCESSES];
    cev__regression_offsets_by(regression, logs + regression->params, z,
                               offsets);
    for (int i = 0; i < regression->params; i++) {
        double at = logs[i];
        for (int p = 0; p < CEV__PROCESSES; p++)
            at += scales[p] == i ? offsets[p] : 0.0;
        params[i] = cev__exp(at);
    }
}

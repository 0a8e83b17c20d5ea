/* Models for customers with certain traits; see turn.h. */
#include "../core/compiler.h"
#include "turn.h"

#include <math.h>
#include <string.h>

#include "../math/elementary.h"

/* As in directions.c: the largest change of a log-parameter of a customer, or
 * of one who is a standard deviation from the mean. */
#define TURN_LARGEST 1e-5

int cev__turn_count(const cev__purchases *model)
{
    return model->regression == NULL ? model->places.count
                                     : cev__regression_size(model->regression);
}

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
    return TURN_LARGEST / largest;
}

cev__spread cev__turn_spread(const cev__purchases *model,
                             const double *around, double estimate)
{
    cev__spread spread = {0};
    if (model->regression == NULL)
        return cev__places_spread(&model->places, around, estimate);
    for (int k = 0; k < cev__turn_count(model); k++) {
        double slope = model->reach.z * (around[k] - estimate)
                       / step_along(model->regression, k);
        cev__spread_add(&spread, slope, -slope);
    }
    return spread;
}

void cev__turn_by(const cev__purchases *model,
                  const double offsets[CEV__PROCESSES], cev__params *out)
{
    double params[CEV__PARAMS];
    memcpy(params, model->params, sizeof params);
    for (int p = 0; p < CEV__PROCESSES; p++)
        params[model->kind->scales[p]] *= cev__exp(offsets[p]);
    int32_t status = model->kind->fit.prepare(params, out);
    if (NEVER(status != CEV_OK)) /* offsets are bounded */
        *out = model->prepared;
}

/* The parameters and coefficients a step further. */
static void move_regression(const cev__purchases *model, int direction,
                            cev__regression *regression,
                            cev__purchases *moved)
{
    double along[CEV__MANY], step = step_along(model->regression, direction);
    cev__regression_along(model->regression, direction, along);
    *regression = *model->regression;
    for (int k = 0; k < regression->params; k++)
        moved->params[k] = model->params[k] * cev__exp(step * along[k]);
    for (int e = 0; e < regression->effect_count; e++)
        regression->effects[e].coefficient +=
            step * along[regression->params + e];
}

const cev__params *cev__turn_params(const cev__purchases *model,
                                    const cev__traits *traits, int64_t row,
                                    cev__params *room)
{
    double z[CEV__TRAITS], offsets[CEV__PROCESSES];
    if (model->regression == NULL)
        return &model->prepared;
    cev__traits_at(traits, row, z);
    cev__regression_offsets(model->regression, z, offsets);
    cev__turn_by(model, offsets, room);
    return room;
}

void cev__turn_to(const cev__purchases *model, const cev__traits *traits,
                  int64_t row, int is_uncertain, cev__purchases *out)
{
    double z[CEV__TRAITS], offsets[CEV__PROCESSES];
    cev__traits_at(traits, row, z);
    cev__regression_offsets(model->regression, z, offsets);
    *out = *model;
    out->regression = NULL;
    for (int p = 0; p < CEV__PROCESSES; p++)
        out->params[model->kind->scales[p]] *= cev__exp(offsets[p]);
    if (is_uncertain) {
        cev__regression_covariance(model->regression, model->kind->scales, z,
                                   out->covariance);
        int32_t status = cev__purchases_prepare(out);
        (void)ALWAYS(status == CEV_OK); /* offsets are bounded */
    } else {
        cev__turn_by(model, offsets, &out->prepared);
        out->places.count = 0;
    }
}

int32_t cev__turn_along(const cev__purchases *model, int place,
                        cev__regression *room, cev__purchases *out)
{
    *out = *model;
    out->places.count = 0;
    if (model->regression == NULL) {
        out->prepared = model->around[place];
        return CEV_OK;
    }
    move_regression(model, place, room, out);
    out->regression = room;
    return model->kind->fit.prepare(out->params, &out->prepared);
}

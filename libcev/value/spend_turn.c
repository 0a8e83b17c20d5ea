/* Spend models for customers with certain traits; see spend_turn.h. */
#include "../core/compiler.h"
#include "spend_turn.h"

#include <math.h>
#include <string.h>

#include "../math/elementary.h"
#include "regression_steps.h"
#include "spend_terms.h"

/* The variance of a customer's offset. */
static double offset_variance(const cev__regression *regression,
                              const double *z)
{
    double variance = 0.0;
    for (int d = 0; d < cev__regression_size(regression); d++) {
        double along[CEV__MANY], moved = 0.0;
        cev__regression_along(regression, d, along);
        for (int e = 0; e < regression->effect_count; e++)
            moved += along[regression->params + e]
                     * cev__effect_move(&regression->effects[e], z);
        variance += moved * moved;
    }
    return variance;
}

/* Whether the model's mean is taken for those without amounts is decided for
 * all alike. */
const cev__spend *cev__spend_turn_to(const cev__spend *model,
                                     const cev__traits *traits, int64_t row,
                                     int is_uncertain, cev__spend *room)
{
    double z[CEV__TRAITS], offsets[CEV__PROCESSES], factor;
    const cev__regression *regression = model->regression;
    int32_t status;
    if (regression == NULL)
        return model;
    cev__traits_at(traits, row, z);
    cev__regression_offsets(regression, z, offsets);
    factor = cev__exp(offsets[CEV__SPENDING]);
    *room = *model;
    room->regression = NULL;
    room->params[2] *= factor;
    room->mean *= factor;
    if (is_uncertain) {
        cev__regression_covariance(regression, cev__spend_scales, z,
                                   room->covariance);
        room->mean_log_sd = sqrt(model->mean_log_sd * model->mean_log_sd
                                 + offset_variance(regression, z));
        status = cev__spend_prepare(room);
    } else {
        status = cev__spend_params(room->params, &room->prepared);
        room->places.count = 0;
    }
    (void)ALWAYS(status == CEV_OK); /* offsets are bounded */
    room->is_mean_taken = model->is_mean_taken;
    return room;
}

int cev__spend_turn_count(const cev__spend *model)
{
    return model->regression == NULL ? model->places.count
                                     : cev__regression_size(model->regression);
}

cev__spread cev__spend_turn_spread(const cev__spend *model,
                                   double *around, double estimate)
{
    return model->regression == NULL
               ? cev__places_spread(&model->places, around, estimate)
               : cev__regression_spread(model->regression, model->reach.z,
                                        around, estimate);
}

void cev__spend_turn_along(const cev__spend *model, int place,
                           cev__regression *room, cev__spend *out)
{
    *out = *model;
    out->places.count = 0;
    if (model->regression == NULL) {
        out->prepared = *cev__spend_at(model, place);
        return;
    }
    cev__regression_move(model->regression, place, room, out->params);
    out->regression = room;
    int32_t status = cev__spend_params(out->params, &out->prepared);
    (void)ALWAYS(status == CEV_OK); /* a small step */
}

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

/* The parameters of a customer with traits z at all draws. */
static void turn_spend_draws(const cev__spend *model, const double *z,
                             cev__params *drawn)
{
    for (int k = 0; k < model->places.count; k++) {
        double params[CEV__SPEND_PARAMS];
        cev__regression_drawn(model->regression, model->places.draws, k,
                              cev__spend_scales, z, params);
        int32_t status = cev__spend_params(params, &drawn[k]);
        if (NEVER(status != CEV_OK)) /* logs and offsets are bounded */
            drawn[k] = model->drawn[k];
    }
}

/* Whether the model's mean is taken for those without amounts is decided for
 * all alike. */
const cev__spend *cev__spend_turn_to(const cev__spend *model,
                                     const cev__traits *traits, int64_t row,
                                     int is_uncertain, cev__params *drawn,
                                     cev__spend *room)
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
        if (model->drawn != NULL)
            turn_spend_draws(model, z, drawn);
        room->drawn = model->drawn == NULL ? NULL : drawn;
    } else {
        status = cev__spend_params(room->params, &room->prepared);
        room->places.count = 0;
    }
    (void)ALWAYS(status == CEV_OK); /* offsets are bounded */
    room->is_mean_taken = model->is_mean_taken;
    return room;
}

/* Whether the places are those of its reach. */
static int has_spend_places(const cev__spend *model)
{
    return model->regression == NULL || model->drawn != NULL;
}

int cev__spend_turn_count(const cev__spend *model)
{
    return has_spend_places(model) ? model->places.count
                                   : cev__regression_size(model->regression);
}

cev__spread cev__spend_turn_spread(const cev__spend *model,
                                   double *around, double estimate)
{
    return has_spend_places(model)
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
    if (has_spend_places(model))
        cev__regression_take(model->regression, model->places.draws, place,
                             room, out->params);
    else
        cev__regression_move(model->regression, place, room, out->params);
    out->regression = room;
    int32_t status = cev__spend_params(out->params, &out->prepared);
    (void)ALWAYS(status == CEV_OK); /* a small step */
}

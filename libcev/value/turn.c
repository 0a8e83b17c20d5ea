/* Models for customers with certain traits; see turn.h. */
#include "../core/compiler.h"
#include "turn.h"

#include <string.h>

#include "../math/elementary.h"
#include "regression_steps.h"

/* Whether the places are those of its reach. */
static int has_places(const cev__purchases *model)
{
    return model->regression == NULL || model->drawn != NULL;
}

int cev__turn_count(const cev__purchases *model)
{
    return has_places(model) ? model->places.count
                             : cev__regression_size(model->regression);
}

cev__spread cev__turn_spread(const cev__purchases *model, double *around,
                             double estimate)
{
    return has_places(model)
               ? cev__places_spread(&model->places, around, estimate)
               : cev__regression_spread(model->regression, model->reach.z,
                                        around, estimate);
}

static void move_scales(const cev__purchase_kind *kind,
                        const double offsets[CEV__PROCESSES], double *params)
{
    params += cev__purchase_wholes(kind);
    for (int p = 0; p < CEV__PROCESSES; p++)
        if (kind->scales[p] >= 0)
            params[kind->scales[p]] *= cev__exp(offsets[p]);
}

void cev__turn_by(const cev__purchases *model,
                  const double offsets[CEV__PROCESSES], cev__params *out)
{
    double params[CEV__PARAMS];
    memcpy(params, model->params, sizeof params);
    move_scales(model->kind, offsets, params);
    int32_t status = model->kind->fit.prepare(params, out);
    if (NEVER(status != CEV_OK)) /* offsets are bounded */
        *out = model->prepared;
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

/* The parameters of a customer with traits z at all draws. */
static void turn_draws(const cev__purchases *model, const double *z,
                       cev__params *drawn)
{
    const cev__purchase_kind *kind = model->kind;
    double params[CEV__PARAMS];
    params[0] = model->params[0];
    for (int k = 0; k < model->places.count; k++) {
        cev__regression_drawn(model->regression, model->places.draws, k,
                              kind->scales, z,
                              params + cev__purchase_wholes(kind));
        int32_t status = kind->fit.prepare(params, &drawn[k]);
        if (NEVER(status != CEV_OK)) /* logs and offsets are bounded */
            drawn[k] = model->drawn[k];
    }
}

void cev__turn_to(const cev__purchases *model, const cev__traits *traits,
                  int64_t row, int is_uncertain, cev__params *drawn,
                  cev__purchases *out)
{
    double z[CEV__TRAITS], offsets[CEV__PROCESSES];
    cev__traits_at(traits, row, z);
    cev__regression_offsets(model->regression, z, offsets);
    *out = *model;
    out->regression = NULL;
    move_scales(model->kind, offsets, out->params);
    if (is_uncertain && model->drawn != NULL) {
        cev__turn_by(model, offsets, &out->prepared);
        turn_draws(model, z, drawn);
        out->drawn = drawn;
    } else if (is_uncertain) {
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
        out->prepared = *cev__purchases_at(model, place);
        return CEV_OK;
    }
    double *params = out->params + cev__purchase_wholes(model->kind);
    if (has_places(model))
        cev__regression_take(model->regression, model->places.draws, place,
                             room, params);
    else
        cev__regression_move(model->regression, place, room, params);
    out->regression = room;
    return model->kind->fit.prepare(out->params, &out->prepared);
}

/* Forecasts of rates that change in time; see dynamic_forecast.h. */
#include "../core/compiler.h"
#include "dynamic_forecast.h"

#include <string.h>

#include "../math/elementary.h"

int32_t cev__dynamic_open(cev_ctx *ctx, const cev__purchases *model,
                          double delta, int is_uncertain,
                          cev__dynamic_view *view)
{
    memset(view, 0, sizeof *view);
    view->model = model;
    view->delta = delta;
    if (!is_uncertain)
        return CEV_OK;
    int count = cev__turn_count(model);
    view->aside = cev__alloc(ctx, count, (int64_t)sizeof *view->aside);
    if (view->aside == NULL)
        return cev__fail_memory(ctx);
    view->count = count;
    for (int k = 0; k < count; k++) {
        cev__purchases moved;
        int32_t status =
            cev__turn_along(model, k, &view->aside[k].regression, &moved);
        (void)ALWAYS(status == CEV_OK); /* drawn, or a small step */
        view->aside[k].p = moved.prepared.pareto;
    }
    return CEV_OK;
}

void cev__dynamic_close(cev_ctx *ctx, cev__dynamic_view *view)
{
    cev__free(ctx, view->aside, view->count, (int64_t)sizeof *view->aside);
}

/* Where he stands and what is ahead, under one set of parameters. */
static void look_along(const cev__dynamic_view *view,
                       const cev__pareto_params *p,
                       const cev__regression *regression,
                       const cev__path *path, cev__path_standing *standing,
                       double ahead[CEV__AHEAD_KINDS])
{
    cev__path_stand(p, regression, path, standing);
    ahead[CEV__AHEAD_PLAIN] = cev__path_ahead(p, regression, path, standing, 0.0);
    ahead[CEV__AHEAD_DISCOUNTED] =
        view->delta > 0.0
            ? cev__path_ahead(p, regression, path, standing, view->delta)
            : ahead[CEV__AHEAD_PLAIN];
}

static void look_aside(const cev__dynamic_view *view, const cev__path *path,
                       cev__dynamic_prospect *out)
{
    for (int k = 0; k < view->count; k++) {
        cev__path_standing standing;
        double ahead[CEV__AHEAD_KINDS];
        look_along(view, &view->aside[k].p, &view->aside[k].regression, path,
                   &standing, ahead);
        out->odds[k] = standing.log_odds;
        out->likelihood[k] = standing.log_likelihood;
        for (int i = 0; i < CEV__AHEAD_KINDS; i++) {
            out->active[i][k] = cev__log(ahead[i]);
            out->all[i][k] =
                out->active[i][k] + cev__log(standing.p_alive);
        }
    }
}

/* How a forecast of purchases ahead spreads. Each draw knows how active the
 * customer is, so that nothing bounds it besides. */
static void spread_ahead(const cev__purchases *model, int kind, double ahead,
                         cev__dynamic_prospect *out, cev__forecast *forecast)
{
    forecast->spread = cev__turn_spread(model, out->all[kind],
                                        cev__log(forecast->value));
    if (model->drawn != NULL)
        forecast->active = forecast->value;
    else
        forecast->active_spread = cev__turn_spread(
            model, out->active[kind], cev__log(ahead));
}

void cev__dynamic_forecast(const cev__dynamic_view *view,
                           const cev__path *path,
                           cev__dynamic_prospect *out)
{
    static const cev__forecast nothing;
    static const cev__spread certain;
    cev__forecast *const forecasts[CEV__AHEAD_KINDS] = {&out->expected,
                                                        &out->discounted};
    const cev__purchases *model = view->model;
    double ahead[CEV__AHEAD_KINDS];
    out->expected = out->discounted = nothing;
    out->odds_spread = out->likelihood_spread = certain;
    look_along(view, &model->prepared.pareto, model->regression, path,
               &out->standing, ahead);
    look_aside(view, path, out);
    if (view->count > 0 && out->standing.p_alive < 1.0)
        out->odds_spread =
            cev__turn_spread(model, out->odds, out->standing.log_odds);
    if (view->count > 0)
        out->likelihood_spread = cev__turn_spread(
            model, out->likelihood, out->standing.log_likelihood);
    for (int i = 0; i < CEV__AHEAD_KINDS; i++) {
        cev__forecast *forecast = forecasts[i];
        forecast->active = ahead[i];
        forecast->value = out->standing.p_alive * ahead[i];
        if (view->count > 0 && forecast->value > 0.0)
            spread_ahead(model, i, ahead[i], out, forecast);
    }
}

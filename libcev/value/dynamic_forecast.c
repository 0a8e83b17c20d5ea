/* Forecasts of rates that change in time; see dynamic_forecast.h. */
#include "../core/compiler.h"
#include "dynamic_forecast.h"

#include <string.h>

#include "../math/elementary.h"
#include "turn.h"

/* The two kinds of purchases ahead: plain, and discounted. */
enum { AHEAD_PLAIN, AHEAD_DISCOUNTED, AHEAD_KINDS };

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
        (void)ALWAYS(status == CEV_OK); /* a small step */
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
                       double ahead[AHEAD_KINDS])
{
    cev__path_stand(p, regression, path, standing);
    ahead[AHEAD_PLAIN] = cev__path_ahead(p, regression, path, standing, 0.0);
    ahead[AHEAD_DISCOUNTED] =
        view->delta > 0.0
            ? cev__path_ahead(p, regression, path, standing, view->delta)
            : ahead[AHEAD_PLAIN];
}

/* What a forecast is a step aside, in logs. */
typedef struct aside_logs {
    double odds[CEV__TURNS];
    double active[AHEAD_KINDS][CEV__TURNS], all[AHEAD_KINDS][CEV__TURNS];
} aside_logs;

static void look_aside(const cev__dynamic_view *view, const cev__path *path,
                       aside_logs *logs)
{
    for (int k = 0; k < view->count; k++) {
        cev__path_standing standing;
        double ahead[AHEAD_KINDS];
        look_along(view, &view->aside[k].p, &view->aside[k].regression, path,
                   &standing, ahead);
        logs->odds[k] = standing.log_odds;
        for (int i = 0; i < AHEAD_KINDS; i++) {
            logs->active[i][k] = cev__log(ahead[i]);
            logs->all[i][k] =
                logs->active[i][k] + cev__log(standing.p_alive);
        }
    }
}

void cev__dynamic_forecast(const cev__dynamic_view *view,
                           const cev__path *path,
                           cev__dynamic_prospect *out)
{
    cev__forecast *const forecasts[AHEAD_KINDS] = {&out->expected,
                                                   &out->discounted};
    const cev__purchases *model = view->model;
    double ahead[AHEAD_KINDS];
    aside_logs logs;
    memset(out, 0, sizeof *out);
    look_along(view, &model->prepared.pareto, model->regression, path,
               &out->standing, ahead);
    look_aside(view, path, &logs);
    if (view->count > 0 && out->standing.p_alive < 1.0)
        out->odds_spread =
            cev__turn_spread(model, logs.odds, out->standing.log_odds);
    for (int i = 0; i < AHEAD_KINDS; i++) {
        cev__forecast *forecast = forecasts[i];
        forecast->active = ahead[i];
        forecast->value = out->standing.p_alive * ahead[i];
        if (view->count == 0 || !(forecast->value > 0.0))
            continue;
        forecast->active_spread =
            cev__turn_spread(model, logs.active[i], cev__log(ahead[i]));
        forecast->spread = cev__turn_spread(model, logs.all[i],
                                            cev__log(forecast->value));
    }
}

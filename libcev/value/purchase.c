/* A fitted purchase model: its uncertainty, its bytes; see purchase.h. */
#include "../core/compiler.h"
#include "purchase.h"

#include <math.h>
#include <string.h>

#include "../math/elementary.h"

int cev__never_certain(double x)
{
    (void)x;
    return 0;
}

double cev__purchase_dect(const cev__purchase_kind *kind,
                          const cev__params *p, const cev__history *h,
                          double delta, double horizon)
{
    cev__view view = {CEV__VIEW_PURCHASES, delta, horizon, 0.0};
    double alive = kind->p_alive(p, h);
    return alive > 0.0 ? alive * kind->ahead(p, h, &view) : 0.0;
}

int cev__purchase_wholes(const cev__purchase_kind *kind)
{
    return kind->whole != NULL;
}

int cev__purchase_params(const cev__purchase_kind *kind)
{
    return cev__purchase_wholes(kind) + kind->fit.n;
}

int64_t cev__purchase_chunk(const cev__purchase_kind *kind)
{
    static const int64_t by_pace[] = {0, 256, 32};
    return by_pace[kind->pace];
}

int cev__purchase_is_discrete(const cev__purchase_kind *kind)
{
    for (int k = 0; k < CEV__PARAMS; k++)
        if (kind->is_time[k])
            return 0;
    return 1;
}

int cev__purchase_wants(const cev__purchase_kind *kind)
{
    return CEV__WANTS_TIMES
           | (cev__purchase_is_discrete(kind) ? CEV__WANTS_OPPORTUNITIES : 0)
           | (kind->wants_litt ? CEV__WANTS_LITT : 0);
}

int cev__purchase_fit_wants(const cev__purchase_kind *kind)
{
    return cev__purchase_wants(kind)
           | (kind->whole != NULL ? CEV__WANTS_LITT : 0);
}

void cev__purchases_remake(const cev__purchase_kind *kind,
                           const cev__params *params, int wants_litt,
                           cev__rng *rng, double key[CEV__KEYS])
{
    cev__history history = {0.0, 0.0, key[1], 0.0};
    kind->draw(params, history.T, rng, &history);
    key[0] = history.x;
    key[1] = history.T;
    key[2] = history.t_x;
    key[3] = wants_litt ? history.litt : 0.0;
}

/* The parameters at all places. */
static int32_t prepare_places(const cev__purchases *model,
                              cev__params *around)
{
    const cev__pool_model *fit = &model->kind->fit;
    int first = cev__purchase_wholes(model->kind);
    int32_t status = CEV_OK;
    for (int k = 0; k < model->places.count && status == CEV_OK; k++) {
        double params[CEV__PARAMS];
        params[0] = model->params[0];
        cev__places_at(&model->places, fit->n, k, params + first);
        status = fit->prepare(params, &around[k]);
    }
    return status;
}

int32_t cev__purchases_prepare(cev__purchases *model)
{
    const cev__pool_model *fit = &model->kind->fit;
    int first = cev__purchase_wholes(model->kind);
    int32_t status = fit->prepare(model->params, &model->prepared);
    cev__places_of(fit->n, model->params + first, model->covariance,
                   &model->reach, &model->places);
    if (model->places.draws == NULL && status == CEV_OK)
        status = prepare_places(model, model->around);
    return status;
}

int32_t cev__purchases_prepare_draws(cev_ctx *ctx, cev__purchases *model)
{
    if (model->places.draws == NULL)
        return CEV_OK;
    model->drawn = cev__alloc(ctx, model->places.count,
                              (int64_t)sizeof *model->drawn);
    if (model->drawn == NULL)
        return cev__fail_memory(ctx);
    if (prepare_places(model, model->drawn) != CEV_OK)
        return cev__fail(ctx, CEV_ERR_DOMAIN,
                         "parameters were drawn that are beyond what a "
                         "double can hold");
    return CEV_OK;
}

const cev__params *cev__purchases_at(const cev__purchases *model, int k)
{
    return model->drawn != NULL ? &model->drawn[k] : &model->around[k];
}

double cev__purchases_alive(const cev__purchases *model, cev__ahead *aheads,
                            const cev__history *history)
{
    const cev__params *p = &model->prepared;
    return aheads == NULL ? model->kind->p_alive(p, history)
                          : model->kind->alive_at(aheads, p, history);
}

/* log p_alive at a place: with a plain reach by its slope, which goes with the
 * odds; else from the odds there. */
static double log_alive_at(const cev__purchases *model, int place,
                           const cev__standing *standing, double log_alive)
{
    const cev__directions *directions = &model->places.directions;
    double slope = 0.0, odds = standing->odds_around[place];
    if (!model->places.is_plain)
        return odds > 0.0 ? -odds - cev__log1p(cev__exp(-odds))
                          : -cev__log1p(cev__exp(odds));
    for (int i = 0; i < model->kind->fit.n; i++)
        slope += standing->slope[i] * directions->along[place][i];
    return log_alive
           - (1.0 - standing->p_alive) * slope * directions->step[place];
}

/* The odds follow from p_alive where it has enough digits of 1 - p_alive. */
void cev__purchases_standing(const cev__purchases *model, cev__ahead *aheads,
                             const cev__history *history,
                             cev__standing *out)
{
    const cev__purchase_kind *kind = model->kind;
    const cev__params *p = &model->prepared;
    out->is_certain = kind->is_certain(history->x);
    out->p_alive = cev__purchases_alive(model, aheads, history);
    out->odds = 0.0;
    memset(out->slope, 0, sizeof out->slope);
    for (int k = 0; k < model->places.count; k++)
        out->odds_around[k] = out->log_alive[k] = 0.0;
    if (out->is_certain)
        return;
    if (out->p_alive > 1e-300 && out->p_alive < 0.999)
        out->odds = cev__log((1.0 - out->p_alive) / out->p_alive);
    else
        out->odds = kind->log_odds(p, history);
    if (model->places.is_plain)
        kind->log_odds_slope(p, history, out->slope);
    for (int k = 0; !model->places.is_plain && k < model->places.count; k++)
        out->odds_around[k] =
            kind->log_odds(cev__purchases_at(model, k), history);
    double log_alive = cev__log(out->p_alive);
    for (int k = 0; k < model->places.count; k++)
        out->log_alive[k] = log_alive_at(model, k, out, log_alive);
}

cev__spread cev__purchases_odds_spread(const cev__purchases *model,
                                       cev__standing *standing, double *room)
{
    cev__spread spread = {0};
    double *around = standing->odds_around;
    if (model->drawn != NULL) {
        memcpy(room, around, (size_t)model->places.count * sizeof *room);
        around = room;
    }
    if (!model->places.is_plain)
        return cev__places_spread(&model->places, around, standing->odds);
    double variance = cev__quadratic_form(model->kind->fit.n,
                                          model->covariance, standing->slope);
    double reach = model->places.z * sqrt(fmax(0.0, variance));
    cev__spread_add(&spread, reach, -reach);
    return spread;
}

/* What many customers have in common is worth keeping for some places, not for
 * hundreds of draws: it would not stay in a processor's caches. */
int cev__purchases_aheads(const cev__purchases *model, int is_uncertain)
{
    return is_uncertain && model->drawn == NULL ? 1 + model->places.count : 1;
}

/* The parameters as they are (0), or one of those around. */
static const cev__params *params_at(const cev__purchases *model, int k)
{
    return k == 0 ? &model->prepared : cev__purchases_at(model, k - 1);
}

void cev__purchases_start(const cev__purchases *model, const cev__view *view,
                          int is_uncertain, cev__ahead *aheads)
{
    for (int k = 0; k < cev__purchases_aheads(model, is_uncertain); k++)
        model->kind->ahead_start(&aheads[k], params_at(model, k), view);
}

/* What is left out of an estimate around the parameters: an interval's ends
 * are known no better. With hundreds of draws, or the axes of the likelihood, it
 * halves the work. */
#define AROUND_TOL 1e-8

/* A view for what is worked out there. */
static cev__view view_around(const cev__view *view)
{
    cev__view rough = *view;
    rough.tol = AROUND_TOL;
    return rough;
}

static double look_ahead(const cev__purchases *model, const cev__view *view,
                         cev__ahead *aheads, int k,
                         const cev__history *history)
{
    const cev__params *params = params_at(model, k);
    if (aheads == NULL)
        return model->kind->ahead(params, history, view);
    return model->kind->ahead_at(&aheads[k], params, history);
}

/* The logarithms of it at all places. */
static void look_all_around(const cev__purchases *model,
                            const cev__view *view, cev__ahead *aheads,
                            const cev__history *history, double *out)
{
    int count = model->places.count;
    int at_once = aheads == NULL && model->kind->ahead_around != NULL;
    if (at_once)
        model->kind->ahead_around(cev__purchases_at(model, 0), count, history,
                                  view, out);
    for (int k = 0; k < count; k++) {
        if (!at_once)
            out[k] = look_ahead(model, view, aheads, k + 1, history);
        out[k] = cev__log(out[k]);
    }
}

/* How the logarithms of a forecast spread. */
static void spread_forecast(const cev__purchases *model,
                            const cev__view *view, cev__ahead *aheads,
                            const cev__standing *standing,
                            const cev__history *history,
                            cev__forecast *forecast)
{
    double active[CEV__AROUND], all[CEV__AROUND];
    double log_active = cev__log(forecast->active);
    /* The small steps of a plain reach take all digits. */
    cev__view around = model->places.is_plain ? *view : view_around(view);
    look_all_around(model, &around, aheads, history, active);
    for (int k = 0; k < model->places.count; k++)
        all[k] = active[k] + standing->log_alive[k];
    forecast->active_spread =
        cev__places_spread(&model->places, active, log_active);
    forecast->spread =
        cev__places_spread(&model->places, all,
                           log_active + cev__log(standing->p_alive));
}

/* The same of draws. Of the time to a next purchase that there is, p_alive
 * says nothing. */
static void spread_draws_of_forecast(const cev__purchases *model,
                                     const cev__view *view,
                                     const cev__standing *standing,
                                     const cev__history *history,
                                     double *room, cev__forecast *forecast)
{
    int is_next = view->what == CEV__VIEW_NEXT;
    cev__view around = view_around(view);
    look_all_around(model, &around, NULL, history, room);
    for (int k = 0; k < model->places.count && !is_next; k++)
        room[k] += standing->log_alive[k];
    forecast->spread = cev__places_spread(&model->places, room,
                                          cev__log(forecast->value));
    forecast->active_spread = forecast->spread;
    forecast->active = forecast->value;
}

/* Of the time to a next purchase that there is, p_alive says nothing. */
double cev__purchases_expected(const cev__purchases *model,
                               const cev__view *view, cev__ahead *aheads,
                               double p_alive, const cev__history *history)
{
    int is_next = view->what == CEV__VIEW_NEXT;
    if (!(p_alive > 0.0) && !is_next)
        return 0.0;
    return (is_next ? 1.0 : p_alive)
           * look_ahead(model, view, aheads, 0, history);
}

cev__forecast cev__purchases_forecast(const cev__purchases *model,
                                      const cev__view *view,
                                      cev__ahead *aheads,
                                      const cev__standing *standing,
                                      const cev__history *history,
                                      double *room)
{
    cev__forecast forecast;
    int is_next = view->what == CEV__VIEW_NEXT;
    memset(&forecast, 0, sizeof forecast);
    if (!(standing->p_alive > 0.0) && !is_next)
        return forecast;
    forecast.active = look_ahead(model, view, aheads, 0, history);
    forecast.value = (is_next ? 1.0 : standing->p_alive) * forecast.active;
    if (!(forecast.value > 0.0))
        return forecast;
    if (model->drawn != NULL)
        spread_draws_of_forecast(model, view, standing, history, room,
                                 &forecast);
    else
        spread_forecast(model, view, aheads, standing, history, &forecast);
    if (is_next)
        forecast.spread = forecast.active_spread;
    return forecast;
}

void cev__purchases_save(const cev__purchases *model, cev__writer *writer)
{
    int n = model->kind->fit.n;
    for (int k = 0; k < cev__purchase_params(model->kind); k++)
        cev__write_double(writer, model->params[k]);
    for (int k = 0; k < n * (n + 1) / 2; k++)
        cev__write_double(writer, model->covariance[k]);
    cev__reach_save(n, &model->reach, writer);
    cev__write_double(writer, model->log_likelihood);
    cev__write_double(writer, model->gradient);
    cev__write_double(writer, model->customers);
    cev__write_double(writer, model->repeat_customers);
    cev__write_i64(writer, model->distinct_rows);
    cev__write_i64(writer, model->iterations);
    cev__write_double(writer, model->repeat_purchases);
    cev__write_double(writer, model->observed);
    cev__write_double(writer, model->rival);
    cev__write_double(writer, model->rival_behind);
    cev__write_i32(writer, model->method);
    cev__write_i32(writer, model->is_converged);
    cev__asked_save(&model->asked, writer);
    cev__write_i32(writer, model->regression != NULL);
    if (model->regression != NULL)
        cev__regression_save(model->regression, writer);
}

void cev__purchases_release(cev_ctx *ctx, cev__purchases *model)
{
    cev__regression_free(ctx, model->regression);
    cev__free(ctx, model->drawn, model->places.count,
              (int64_t)sizeof *model->drawn);
    cev__reach_release(ctx, &model->reach);
    model->regression = NULL;
    model->drawn = NULL;
}

/* Whether what was read can be a model: nothing else checks it later. */
static int is_sound(const cev__purchases *model)
{
    for (int k = 0; k < CEV__PARAMS_PACKED; k++)
        if (!isfinite(model->covariance[k]))
            return 0;
    return isfinite(model->log_likelihood) && isfinite(model->gradient)
           && model->customers > 0.0 && isfinite(model->customers)
           && model->repeat_customers >= 0.0
           && model->repeat_customers <= model->customers
           && model->distinct_rows > 0
           && model->iterations >= 0 && model->repeat_purchases >= 0.0
           && isfinite(model->repeat_purchases) && model->observed >= 0.0
           && model->rival >= 0.0 && model->rival <= CEV__TICKS_MOST
           && model->rival_behind >= 0.0
           && model->method > CEV__METHOD_NONE
           && model->method < CEV__METHODS
           && (model->is_converged == 0 || model->is_converged == 1);
}

/* What is read but the regression; CEV_ERR_FORMAT without a message, and who
 * calls releases the model in any case. */
static int32_t load_fitted(cev_ctx *ctx, cev__blob *blob,
                           cev__purchases *model, int32_t *has_regression)
{
    const cev__purchase_kind *kind = model->kind;
    int n = kind->fit.n;
    for (int k = 0; k < cev__purchase_params(kind); k++)
        model->params[k] = cev__read_double(blob);
    for (int k = 0; k < n * (n + 1) / 2; k++)
        model->covariance[k] = cev__read_double(blob);
    int32_t status = cev__reach_load(ctx, n, CEV__AIMS, blob, &model->reach);
    if (status != CEV_OK)
        return status;
    model->log_likelihood = cev__read_double(blob);
    model->gradient = cev__read_double(blob);
    model->customers = cev__read_double(blob);
    model->repeat_customers = cev__read_double(blob);
    model->distinct_rows = cev__read_i64(blob);
    model->iterations = cev__read_i64(blob);
    model->repeat_purchases = cev__read_double(blob);
    model->observed = cev__read_double(blob);
    model->rival = cev__read_double(blob);
    model->rival_behind = cev__read_double(blob);
    model->method = cev__read_i32(blob);
    model->is_converged = cev__read_i32(blob);
    int is_asked = cev__asked_load(blob, &model->asked);
    *has_regression = cev__read_i32(blob);
    if (blob->failed || !is_asked || !is_sound(model)
        || cev__purchases_prepare(model) != CEV_OK || *has_regression < 0
        || *has_regression > (kind->scales[CEV__BUYING] >= 0))
        return CEV_ERR_FORMAT;
    return cev__purchases_prepare_draws(ctx, model);
}

/* The regression, if there is one, and whether the draws go with it. */
static int32_t load_covariates(cev_ctx *ctx, cev__blob *blob,
                               int has_regression, cev__purchases *model)
{
    int n = model->kind->fit.n;
    if (has_regression) {
        int32_t status =
            cev__regression_load(ctx, n, blob, &model->regression);
        if (status != CEV_OK)
            return status;
        n = cev__regression_size(model->regression);
    }
    return cev__draws_are_of(model->reach.draws, n)
               ? CEV_OK
               : cev__fail(ctx, CEV_ERR_FORMAT,
                           "the bytes hold draws that are none of a %s model",
                           model->kind->name);
}

int32_t cev__purchases_load(cev_ctx *ctx, const cev__purchase_kind *kind,
                            cev__blob *blob, cev__purchases *out)
{
    cev__purchases model = {0};
    int32_t has_regression = 0;
    model.kind = kind;
    int32_t status = load_fitted(ctx, blob, &model, &has_regression);
    if (status == CEV_OK)
        status = load_covariates(ctx, blob, has_regression, &model);
    else if (status == CEV_ERR_FORMAT || status == CEV_ERR_DOMAIN)
        status = cev__fail(ctx, CEV_ERR_FORMAT,
                           "the bytes hold no fitted %s model", kind->name);
    if (status != CEV_OK) {
        cev__purchases_release(ctx, &model);
        return status;
    }
    *out = model;
    return CEV_OK;
}

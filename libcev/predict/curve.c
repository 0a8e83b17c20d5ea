/*
 * Kaplan and Meier's curve; see curve.h. Source: Kaplan & Meier (1958),
 * Journal of the American Statistical Association 53(282), 457-481; variance:
 * Greenwood (1926); hazard: Nelson (1972), Aalen (1978); bounds by
 * log(-log S): Kalbfleisch & Prentice (1980), The Statistical Analysis of
 * Failure Time Data, section 1.3.
 */
#include "../core/compiler.h"
#include "curve.h"

#include <math.h>
#include <string.h>

#include "../math/elementary.h"
#include "../math/normal.h"
#include "../math/radix.h"
#include "../math/sum.h"

/* ---- Learning ------------------------------------------------------------ */

/* One group's rows, as they are walked from the first end to the last. */
typedef struct curve_walk {
    const cev__spells *spells;
    const int64_t *by_end;
    const cev__keyed *by_entry; /* the same rows */
    int64_t count, next_entry;
    cev__sum entered, left;
} curve_walk;

/* Those who came before a time and were not gone before it. */
static double count_at_risk(curve_walk *walk, double time)
{
    const cev__spells *spells = walk->spells;
    while (walk->next_entry < walk->count) {
        int64_t row = walk->by_entry[walk->next_entry].index;
        if (spells->entries[row] >= time)
            break;
        cev__sum_add(&walk->entered, spells->lesson.weights[row]);
        walk->next_entry++;
    }
    return cev__sum_value(&walk->entered) - cev__sum_value(&walk->left);
}

/* The step at the time of row `at`; gives the row after it. */
static int64_t walk_step(curve_walk *walk, int64_t at, cev__curve_step *step)
{
    const cev__spells *spells = walk->spells;
    cev__sum events = {0}, censored = {0};
    memset(step, 0, sizeof *step);
    step->time = spells->times[walk->by_end[at]];
    step->at_risk = count_at_risk(walk, step->time);
    for (; at < walk->count; at++) {
        int64_t row = walk->by_end[at];
        double weight = spells->lesson.weights[row];
        if (spells->times[row] != step->time)
            break;
        cev__sum_add(spells->lesson.values[row] == 1.0 ? &events : &censored,
                     weight);
        cev__sum_add(&walk->left, weight);
    }
    step->events = cev__sum_value(&events);
    step->censored = cev__sum_value(&censored);
    step->at_risk = fmax(step->at_risk, step->events + step->censored);
    return at;
}

/* What a step makes of the curve before it (NULL: the beginning). */
static void continue_curve(const cev__curve_step *before,
                           cev__curve_step *step)
{
    static const cev__curve_step beginning = {.survival = 1.0};
    double stay = step->at_risk - step->events;
    if (before == NULL)
        before = &beginning;
    step->area =
        before->area + before->survival * (step->time - before->time);
    step->survival = before->survival * (stay / step->at_risk);
    step->hazard = before->hazard + step->events / step->at_risk;
    double v = stay > 0.0 ? step->events / (step->at_risk * stay) : 0.0;
    step->spread = before->spread + v;
    step->pull = before->pull + step->area * v;
    step->pull_square = before->pull_square + step->area * step->area * v;
}

static void learn_curve(curve_walk *walk, cev__curves *curves,
                        cev__curve *curve)
{
    cev__sum customers = {0}, events = {0};
    memset(curve, 0, sizeof *curve);
    curve->first = curves->step_count;
    for (int64_t at = 0; at < walk->count;) {
        cev__curve_step *step =
            &curves->steps[curve->first + curve->count];
        at = walk_step(walk, at, step);
        continue_curve(curve->count == 0 ? NULL : step - 1, step);
        cev__sum_add(&customers, step->events + step->censored);
        cev__sum_add(&events, step->events);
        curve->count++;
    }
    curve->customers = cev__sum_value(&customers);
    curve->events = cev__sum_value(&events);
    curve->people = (double)walk->count;
    curves->step_count += curve->count;
}

/* Rows from `from` on that are of one group, by when they were first seen. */
static int64_t order_by_entry(const cev__spells *spells, int64_t from,
                            cev__keyed *items)
{
    const int64_t *order = spells->lesson.order;
    int64_t count = 0, most = spells->lesson.count - from;
    while (count < most
           && spells->groups[order[from + count]]
                  == spells->groups[order[from]]) {
        int64_t row = order[from + count];
        items[count++] =
            (cev__keyed){cev__keyed_double(spells->entries[row]), row};
    }
    cev__keyed_sort(items, items + count, count);
    return count;
}

static void learn_curves(const cev__spells *spells, cev__keyed *items,
                         cev__curves *curves)
{
    for (int64_t from = 0; from < spells->lesson.count;) {
        int64_t group = spells->groups[spells->lesson.order[from]];
        curve_walk walk = {.spells = spells, .by_entry = items};
        walk.by_end = spells->lesson.order + from;
        walk.count = order_by_entry(spells, from, items);
        learn_curve(&walk, curves, &curves->list[group]);
        from += walk.count;
    }
}

int32_t cev__curves_learn(cev_ctx *ctx, const cev__spells *spells,
                          cev__curves *out)
{
    int64_t room = 2 * spells->lesson.count + 1;
    cev__curves curves = {.count = cev__group_count(&spells->names)};
    int64_t capacity = spells->lesson.count + 1;
    cev__keyed *items = cev__alloc(ctx, room, (int64_t)sizeof *items);
    cev__curve_step *steps =
        cev__alloc(ctx, capacity, (int64_t)sizeof *steps);
    curves.list =
        cev__alloc_zero(ctx, curves.count, (int64_t)sizeof *curves.list);
    if (items == NULL || steps == NULL || curves.list == NULL) {
        cev__free(ctx, items, room, (int64_t)sizeof *items);
        cev__free(ctx, steps, capacity, (int64_t)sizeof *steps);
        cev__free(ctx, curves.list, curves.count,
                  (int64_t)sizeof *curves.list);
        return cev__fail_memory(ctx);
    }
    curves.steps = steps;
    learn_curves(spells, items, &curves);
    cev__free(ctx, items, room, (int64_t)sizeof *items);
    /* Times are mostly shared by many: the rest is given back. */
    steps = cev__resize(ctx, curves.steps, capacity, curves.step_count + 1,
                        (int64_t)sizeof *steps);
    if (steps == NULL) {
        curves.step_count = capacity - 1;
        cev__curves_free(ctx, &curves);
        return cev__fail_memory(ctx);
    }
    curves.steps = steps;
    *out = curves;
    return CEV_OK;
}

void cev__curves_free(cev_ctx *ctx, cev__curves *curves)
{
    cev__free(ctx, curves->steps, curves->step_count + 1,
              (int64_t)sizeof *curves->steps);
    cev__free(ctx, curves->list, curves->count, (int64_t)sizeof *curves->list);
    memset(curves, 0, sizeof *curves);
}

/* ---- Asking -------------------------------------------------------------- */

/* The last step at or before a time; NULL before the first. */
static const cev__curve_step *step_at(const cev__curves *curves,
                                      int64_t group, double time)
{
    const cev__curve *curve = &curves->list[group];
    const cev__curve_step *steps = curves->steps + curve->first;
    int64_t low = 0, high = curve->count;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (steps[middle].time <= time)
            low = middle + 1;
        else
            high = middle;
    }
    return low == 0 ? NULL : &steps[low - 1];
}

double cev__curve_end(const cev__curves *curves, int64_t group)
{
    const cev__curve *curve = &curves->list[group];
    return curve->count == 0
               ? 0.0
               : curves->steps[curve->first + curve->count - 1].time;
}

double cev__curve_survival(const cev__curves *curves, int64_t group,
                           double time)
{
    const cev__curve_step *step = step_at(curves, group, time);
    return step == NULL ? 1.0 : step->survival;
}

/* The share of n customers that may still leave, or stay, though nobody did,
 * at one end of an interval at z: exactly (Clopper and Pearson). */
static double share_unseen(double n, double z)
{
    double tail = cev__normal_cdf(-z);
    return -cev__expm1(cev__log(tail) / n);
}

/* Bounds of a survival whose logarithm has the variance `spread`, seen on
 * `at_risk` customers at the end. */
static void bound_survival(double survival, double spread, double at_risk,
                           double z, double *lower, double *upper)
{
    double depth = -cev__log(survival);
    if (!(survival > 0.0)) {
        *lower = 0.0;
        *upper = share_unseen(at_risk, z);
        return;
    }
    if (!(depth > 0.0)) {
        *lower = 1.0 - share_unseen(at_risk, z);
        *upper = 1.0;
        return;
    }
    double reach = cev__exp(z * sqrt(fmax(spread, 0.0)) / depth);
    *lower = cev__exp(-depth * reach);
    *upper = cev__exp(-depth / reach);
}

void cev__step_bounds(const cev__curve_step *step, double z, double *lower,
                      double *upper)
{
    bound_survival(step->survival, step->spread, step->at_risk, z, lower,
                   upper);
}

/* The step at a time, made up where the curve has none. */
static cev__curve_step state_at(const cev__curves *curves, int64_t group,
                                double time)
{
    const cev__curve *curve = &curves->list[group];
    const cev__curve_step *step = step_at(curves, group, time);
    cev__curve_step state = {.survival = 1.0};
    if (step != NULL)
        state = *step;
    else if (curve->count > 0)
        state.at_risk = curves->steps[curve->first].at_risk;
    state.area += state.survival * (time - state.time);
    state.time = time;
    return state;
}

/* How long of the time between two states a customer stays who is there at the
 * first; and the standard error. */
static double mean_stay(const cev__curve_step *from, const cev__curve_step *to,
                        double *std_error)
{
    double stay = (to->area - from->area) / from->survival;
    double v = to->spread - from->spread;
    double pull = to->pull - from->pull;
    double square = to->pull_square - from->pull_square;
    double variance =
        to->area * to->area * v - 2.0 * to->area * pull + square;
    *std_error = sqrt(fmax(variance, 0.0)) / from->survival;
    return stay;
}

cev__stay cev__curve_ahead(const cev__curves *curves, int64_t group,
                            double age, double horizon, double z)
{
    cev__stay ahead = {NAN, NAN, NAN, NAN, NAN, NAN};
    double end = cev__curve_end(curves, group), std_error, stay;
    const cev__curve_step from = state_at(curves, group, age);
    if (!(age < end) || !(from.survival > 0.0))
        return ahead;
    const cev__curve_step to = state_at(curves, group, age + horizon);
    double survival = to.survival / from.survival;
    bound_survival(survival, to.spread - from.spread, to.at_risk, z,
                   &ahead.leaves_hi, &ahead.leaves_lo);
    ahead.leaves = 1.0 - survival;
    ahead.leaves_lo = fmax(1.0 - ahead.leaves_lo, 0.0);
    ahead.leaves_hi = fmin(1.0 - ahead.leaves_hi, 1.0);
    stay = mean_stay(&from, &to, &std_error);
    ahead.stays = stay;
    ahead.stays_lo = fmax(stay - z * std_error, 0.0);
    ahead.stays_hi = fmin(stay + z * std_error, horizon);
    if (age + horizon > end && to.survival > 0.0) {
        /* Beyond the last customer seen anything may happen. */
        const cev__curve_step last = state_at(curves, group, end);
        stay = mean_stay(&from, &last, &std_error);
        ahead.leaves_hi = 1.0;
        ahead.stays_lo = fmax(stay - z * std_error, 0.0);
    }
    return ahead;
}

void cev__curve_quantile(const cev__curves *curves, int64_t group,
                         double share, double z, double *time, double *lower,
                         double *upper)
{
    const cev__curve *curve = &curves->list[group];
    *time = *lower = *upper = NAN;
    for (int64_t i = curve->count; i-- > 0;) {
        const cev__curve_step *step = &curves->steps[curve->first + i];
        double low = step->survival, high = step->survival;
        if (z > 0.0)
            cev__step_bounds(step, z, &low, &high);
        if (step->survival <= share)
            *time = step->time;
        if (low <= share)
            *lower = step->time;
        if (high <= share)
            *upper = step->time;
    }
}

/* ---- Bytes --------------------------------------------------------------- */

void cev__curves_save(const cev__curves *curves, cev__writer *writer)
{
    cev__write_i64(writer, curves->count);
    for (int64_t i = 0; i < curves->count; i++) {
        const cev__curve *curve = &curves->list[i];
        cev__write_double(writer, curve->people);
        cev__write_i64(writer, curve->count);
        for (int64_t k = 0; k < curve->count; k++) {
            const cev__curve_step *step = &curves->steps[curve->first + k];
            cev__write_double(writer, step->time);
            cev__write_double(writer, step->at_risk);
            cev__write_double(writer, step->events);
            cev__write_double(writer, step->censored);
        }
    }
}

/* One step, which must follow the one before (NULL: it is the first). */
static int read_step(cev__blob *blob, const cev__curve_step *before,
                     cev__curve_step *step)
{
    memset(step, 0, sizeof *step);
    step->time = cev__read_double(blob);
    step->at_risk = cev__read_double(blob);
    step->events = cev__read_double(blob);
    step->censored = cev__read_double(blob);
    if (blob->failed || !isfinite(step->time) || !isfinite(step->at_risk)
        || !(step->time >= 0.0) || !(step->events >= 0.0)
        || !(step->censored >= 0.0) || !(step->at_risk > 0.0)
        || !(step->events <= step->at_risk)
        || !(step->censored <= step->at_risk)
        || (before != NULL && !(step->time > before->time)))
        return 0;
    continue_curve(before, step);
    return 1;
}

/* Reads a curve behind those there are; `capacity` is the room for steps. */
static int32_t load_curve(cev_ctx *ctx, cev__blob *blob, cev__curves *curves,
                          cev__curve *curve)
{
    cev__sum customers = {0}, events = {0};
    curve->people = cev__read_double(blob);
    curve->count = cev__read_i64(blob);
    curve->first = curves->step_count;
    if (blob->failed || !isfinite(curve->people) || !(curve->people >= 0.0)
        || curve->count < 0 || curve->count > (blob->size - blob->at) / 32)
        return CEV_ERR_FORMAT;
    cev__curve_step *steps = cev__resize(
        ctx, curves->steps, curves->step_count + 1,
        curves->step_count + curve->count + 1, (int64_t)sizeof *steps);
    if (steps == NULL)
        return CEV_ERR_MEMORY;
    curves->steps = steps;
    steps += curves->step_count;
    curves->step_count += curve->count;
    for (int64_t k = 0; k < curve->count; k++) {
        if (!read_step(blob, k == 0 ? NULL : &steps[k - 1], &steps[k]))
            return CEV_ERR_FORMAT;
        cev__sum_add(&customers, steps[k].events + steps[k].censored);
        cev__sum_add(&events, steps[k].events);
    }
    curve->customers = cev__sum_value(&customers);
    curve->events = cev__sum_value(&events);
    return CEV_OK;
}

int32_t cev__curves_load(cev_ctx *ctx, cev__blob *blob, cev__curves *out)
{
    cev__curves curves = {.count = cev__read_i64(blob)};
    int32_t status = CEV_OK;
    if (blob->failed || curves.count < 1 || curves.count > CEV__STRATA_MOST)
        return cev__fail(ctx, CEV_ERR_FORMAT, "the bytes hold no curves");
    curves.list =
        cev__alloc_zero(ctx, curves.count, (int64_t)sizeof *curves.list);
    curves.steps = cev__alloc(ctx, 1, (int64_t)sizeof *curves.steps);
    if (curves.list == NULL || curves.steps == NULL)
        status = CEV_ERR_MEMORY;
    for (int64_t i = 0; i < curves.count && status == CEV_OK; i++)
        status = load_curve(ctx, blob, &curves, &curves.list[i]);
    if (status == CEV_OK) {
        *out = curves;
        return CEV_OK;
    }
    cev__curves_free(ctx, &curves);
    return status == CEV_ERR_MEMORY
               ? cev__fail_memory(ctx)
               : cev__fail(ctx, CEV_ERR_FORMAT, "the bytes hold no curves");
}

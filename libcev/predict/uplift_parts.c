/* Effects as they were seen: of all, and by parts of a ranking. */
#include "../core/compiler.h"
#include "uplift.h"

#include <math.h>

#include "../math/student.h"
#include "../math/sum.h"
#include "judge.h"

/* Welch (1947). */
static void judge_difference(const cev__sum squares[2],
                             cev__uplift_effect *effect)
{
    const double *n = effect->customers;
    double variance[2], below = 0.0;
    for (int g = 0; g < 2; g++)
        variance[g] = n[g] > 1.0
                          ? cev__sum_value(&squares[g]) / (n[g] * (n[g] - 1.0))
                          : NAN;
    double all = variance[0] + variance[1];
    for (int g = 0; g < 2 && all > 0.0; g++)
        below += variance[g] / all * (variance[g] / all) / (n[g] - 1.0);
    effect->std_error = sqrt(all);
    effect->freedom = all > 0.0 ? fmax(1.0 / below, 1.0) : NAN;
}

cev__uplift_effect cev__uplift_seen(const cev__trial *trial, int64_t first,
                                    int64_t end)
{
    cev__sum customers[2] = {{0}}, brought[2] = {{0}}, squares[2] = {{0}};
    const double *weight = trial->column[CEV__TRIAL_WEIGHT];
    const double *actual = trial->column[CEV__TRIAL_ACTUAL];
    const double *treated = trial->column[CEV__TRIAL_EVENT];
    cev__uplift_effect effect;
    double mean[2];
    for (int64_t i = first; i < end; i++) {
        int g = treated[i] > 0.0;
        cev__sum_add(&customers[g], weight[i]);
        cev__sum_add(&brought[g], weight[i] * actual[i]);
    }
    for (int g = 0; g < 2; g++) {
        effect.customers[g] = cev__sum_value(&customers[g]);
        mean[g] = effect.customers[g] > 0.0
                      ? cev__sum_value(&brought[g]) / effect.customers[g]
                      : NAN;
    }
    for (int64_t i = first; i < end; i++) {
        int g = treated[i] > 0.0;
        double away = actual[i] - mean[g];
        cev__sum_add(&squares[g], weight[i] * away * away);
    }
    effect.value = mean[1] - mean[0];
    judge_difference(squares, &effect);
    return effect;
}

void cev__uplift_effect_bounds(const cev__uplift_effect *effect,
                               double interval, double *lower, double *upper)
{
    double away = NAN;
    if (interval > 0.0 && effect->freedom >= 1.0)
        away = effect->std_error
               * cev__student_quantile(0.5 - 0.5 * interval, effect->freedom);
    *lower = effect->value - away;
    *upper = effect->value + away;
}

enum {
    UPLIFT_TREATED,
    UPLIFT_UNTREATED,
    UPLIFT_PREDICTED,
    UPLIFT_ACTUAL,
    UPLIFT_LOWER,
    UPLIFT_UPPER,
    UPLIFT_PART_COLUMNS
};

static void tell_uplift_part(const cev__trial *trial, int64_t first,
                             int64_t end, double interval, int64_t part,
                             double *const to[UPLIFT_PART_COLUMNS])
{
    cev__uplift_effect effect = cev__uplift_seen(trial, first, end);
    cev__sum predicted = {0};
    for (int64_t i = first; i < end; i++)
        cev__sum_add(&predicted, trial->column[CEV__TRIAL_WEIGHT][i]
                                     * trial->column[CEV__TRIAL_PREDICTED][i]);
    to[UPLIFT_TREATED][part] = effect.customers[1];
    to[UPLIFT_UNTREATED][part] = effect.customers[0];
    to[UPLIFT_PREDICTED][part] =
        cev__sum_value(&predicted)
        / (effect.customers[0] + effect.customers[1]);
    to[UPLIFT_ACTUAL][part] = effect.value;
    if (interval > 0.0)
        cev__uplift_effect_bounds(&effect, interval, &to[UPLIFT_LOWER][part],
                           &to[UPLIFT_UPPER][part]);
}

int32_t cev__uplift_parts(cev_ctx *ctx, const cev__trial *trial,
                          const cev_options *options, cev_table **out)
{
    static const char names[UPLIFT_PART_COLUMNS][CEV__JUDGE_NAME] = {
        "customers_treated", "customers_untreated", "predicted", "actual",
        "actual_lo", "actual_hi"};
    double interval = cev__options_double(options, CEV__OPT_INTERVAL);
    int bins = (int)cev__options_int(options, CEV__OPT_BINS);
    int64_t *ends = cev__alloc(ctx, bins, (int64_t)sizeof *ends);
    double *to[UPLIFT_PART_COLUMNS];
    if (ends == NULL)
        return cev__fail_memory(ctx);
    int count = cev__trial_bins(trial, bins, ends);
    int32_t status = cev__judge_table(
        ctx, count, "part", names,
        interval > 0.0 ? UPLIFT_PART_COLUMNS : UPLIFT_LOWER, to, out);
    for (int part = 0; part < count && status == CEV_OK; part++) {
        int b = count - 1 - part;
        tell_uplift_part(trial, b == 0 ? 0 : ends[b - 1], ends[b], interval,
                         part, to);
    }
    cev__free(ctx, ends, bins, (int64_t)sizeof *ends);
    return status;
}

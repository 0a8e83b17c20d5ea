/* What learners of survival share at their end; see staying.h. */
#include "../core/compiler.h"
#include "staying.h"

#include <math.h>
#include <string.h>

#include "../math/interval.h"
#include "../math/sum.h"
#include "judge.h"

/* Fewer who left for each column make its coefficient too large (Vittinghoff
 * & McCulloch 2007: below ten it begins, below five it tells). */
#define EVENTS_A_COLUMN 5.0

/* Rows between two looks at whether to go on. */
#define STAYING_ROWS_A_LOOK 4096

int32_t cev__staying_add(cev_table *table, int has_interval,
                         cev__staying *out)
{
    int32_t status = cev__answers_add(table, has_interval, &out->leaves);
    out->lower = out->upper = NULL;
    if (status == CEV_OK)
        status = cev__table_add_double(table, "time_ahead", &out->stays);
    if (status == CEV_OK && has_interval)
        status = cev__table_add_double(table, "time_ahead_lo", &out->lower);
    if (status == CEV_OK && has_interval)
        status = cev__table_add_double(table, "time_ahead_hi", &out->upper);
    return status;
}

void cev__staying_put(const cev__staying *columns, int64_t row,
                      double horizon, const cev__stay *stay)
{
    double stays = isnan(stay->stays)
                       ? NAN
                       : fmin(fmax(stay->stays, 0.0), horizon);
    columns->leaves.prediction[row] = stay->leaves;
    columns->stays[row] = stays;
    if (columns->lower == NULL)
        return;
    columns->leaves.lower[row] = fmin(stay->leaves_lo, stay->leaves);
    columns->leaves.upper[row] = fmax(stay->leaves_hi, stay->leaves);
    columns->lower[row] = fmin(fmax(stay->stays_lo, 0.0), stays);
    columns->upper[row] = fmax(fmin(stay->stays_hi, horizon), stays);
    if (!isnan(stays))
        return;
    columns->lower[row] = columns->upper[row] = NAN;
}

/* ---- Curves beside what was expected ------------------------------------- */

typedef struct staying_columns {
    double *time, *at_risk, *events, *censored;
    double *actual, *lower, *upper, *hazard, *expected;
} staying_columns;

static int32_t add_staying_columns(cev_table *table, staying_columns *out)
{
    const struct {
        const char *name;
        double **data;
    } columns[] = {
        {"time", &out->time},
        {"at_risk", &out->at_risk},
        {"events", &out->events},
        {"censored", &out->censored},
        {"actual_survival", &out->actual},
        {"actual_survival_lo", &out->lower},
        {"actual_survival_hi", &out->upper},
        {"cumulative_hazard", &out->hazard},
        {"expected_survival", &out->expected},
    };
    int32_t status = CEV_OK;
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        if (status == CEV_OK)
            status = cev__table_add_double(table, columns[i].name,
                                           columns[i].data);
    return status;
}

static void fill_staying(const cev__curves *seen, const double *expected,
                         double z, const staying_columns *columns)
{
    for (int64_t at = 0; at < seen->step_count; at++) {
        const cev__curve_step *step = &seen->steps[at];
        columns->time[at] = step->time;
        columns->at_risk[at] = step->at_risk;
        columns->events[at] = step->events;
        columns->censored[at] = step->censored;
        columns->actual[at] = step->survival;
        columns->lower[at] = columns->upper[at] = NAN;
        if (z > 0.0)
            cev__step_bounds(step, z, &columns->lower[at],
                             &columns->upper[at]);
        columns->hazard[at] = step->hazard;
        columns->expected[at] = expected[at];
    }
}

/* The names of the groups, in whose steps the rows are. */
static int32_t add_group_column(cev_ctx *ctx, cev_table *table,
                                const cev__customers *names,
                                const cev__curves *seen)
{
    int64_t room = seen->step_count + 1;
    if (names->count == 0)
        return CEV_OK;
    const char **texts = cev__alloc(ctx, room, (int64_t)sizeof *texts);
    if (texts == NULL)
        return cev__fail_memory(ctx);
    for (int64_t group = 0; group < seen->count; group++)
        for (int64_t i = 0; i < seen->list[group].count; i++)
            texts[seen->list[group].first + i] =
                cev__group_name(names, group);
    int32_t status = cev__table_add_text(table, "stratum", texts);
    cev__free(ctx, texts, room, (int64_t)sizeof *texts);
    return status;
}

int32_t cev__staying_tell(cev_ctx *ctx, const cev_options *options,
                          const cev__customers *names,
                          const cev__curves *seen, const double *expected,
                          cev_table **out)
{
    double z =
        cev__interval_z(cev__options_double(options, CEV__OPT_INTERVAL));
    cev_table *table = NULL;
    staying_columns columns;
    int32_t status = cev_table_new(ctx, seen->step_count, &table);
    if (status == CEV_OK)
        status = add_group_column(ctx, table, names, seen);
    if (status == CEV_OK)
        status = add_staying_columns(table, &columns);
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    fill_staying(seen, expected, z, &columns);
    *out = table;
    return CEV_OK;
}

/* The mean share that was expected of each group's customers at the times of
 * its steps. */
static int32_t expect_curves(cev_ctx *ctx, const cev__spells *spells,
                             const cev__curves *seen, cev__share share,
                             void *state, double *expected)
{
    const cev__lesson *lesson = &spells->lesson;
    cev__sum *sums = cev__alloc_zero(ctx, seen->step_count + 1,
                                     (int64_t)sizeof *sums);
    int32_t status = sums == NULL ? cev__fail_memory(ctx) : CEV_OK;
    for (int64_t i = 0; status == CEV_OK && i < lesson->count; i++) {
        int64_t row = lesson->order[i];
        int32_t group = spells->groups[row];
        const cev__curve *curve = &seen->list[group];
        for (int64_t k = curve->first; k < curve->first + curve->count; k++)
            cev__sum_add(&sums[k],
                         lesson->weights[row] / curve->customers
                             * share(state, row, group,
                                     seen->steps[k].time));
        if (i % STAYING_ROWS_A_LOOK == 0)
            status = cev__progress(ctx, "evaluate",
                                   (double)i / (double)lesson->count);
    }
    for (int64_t k = 0; status == CEV_OK && k < seen->step_count; k++)
        expected[k] = cev__sum_value(&sums[k]);
    cev__free(ctx, sums, seen->step_count + 1, (int64_t)sizeof *sums);
    return status;
}

static int32_t tell_expected(cev_ctx *ctx, const cev_options *options,
                             const cev__spells *spells, cev__share share,
                             void *state, cev_table **out)
{
    cev__curves seen;
    int32_t status = cev__curves_learn(ctx, spells, &seen);
    if (status != CEV_OK)
        return status;
    double *expected =
        cev__alloc(ctx, seen.step_count + 1, (int64_t)sizeof *expected);
    status = expected == NULL ? cev__fail_memory(ctx)
                              : expect_curves(ctx, spells, &seen, share,
                                              state, expected);
    if (status == CEV_OK)
        status = cev__staying_tell(ctx, options, &spells->names, &seen,
                                   expected, out);
    cev__free(ctx, expected, seen.step_count + 1, (int64_t)sizeof *expected);
    cev__curves_free(ctx, &seen);
    return status;
}

static int32_t judge_dangers(cev_ctx *ctx, const cev_options *options,
                             const cev__spells *spells, const double *dangers,
                             const char *what, cev_table **out)
{
    const cev__lesson *lesson = &spells->lesson;
    const double *const columns[CEV__TRIAL_COLUMNS] = {
        dangers, spells->times, lesson->weights, NULL, lesson->values};
    cev__trial trial;
    int32_t status = cev__trial_open(ctx, CEV__TRIAL_SURVIVAL, lesson->rows,
                                     columns, &trial);
    if (status != CEV_OK)
        return status;
    status = cev__judge(ctx, &trial, what, options, out);
    cev__trial_close(ctx, &trial);
    return status;
}

int32_t cev__staying_evaluate(cev_ctx *ctx, const cev_options *options,
                              const cev__spells *spells, cev__share share,
                              cev__danger danger, void *state,
                              const char *what, cev_table **out)
{
    int64_t rows = spells->lesson.rows;
    if (strcmp(what, CEV_EVAL_SURVIVAL) == 0)
        return tell_expected(ctx, options, spells, share, state, out);
    double *dangers = cev__alloc(ctx, rows + 1, (int64_t)sizeof *dangers);
    if (dangers == NULL)
        return cev__fail_memory(ctx);
    for (int64_t row = 0; row < rows; row++)
        dangers[row] = danger(state, row);
    int32_t status =
        judge_dangers(ctx, options, spells, dangers, what, out);
    cev__free(ctx, dangers, rows + 1, (int64_t)sizeof *dangers);
    return status;
}

void cev__staying_doubt(const cev__climbed *climbed, int64_t columns,
                        double events, cev__lines *lines)
{
    if (climbed->is_separated)
        cev__lines_verdict(lines, "separation", climbed->penalty,
                           "Some columns tell exactly who left: the "
                           "coefficients would be infinite, and are held "
                           "back by a penalty of {x}.");
    if (!(events > 0.0))
        cev__lines_verdict(lines, "no_events", 0.0,
                           "Nobody left: nothing can be said of who will.");
    else if (events < EVENTS_A_COLUMN * (double)columns)
        cev__lines_verdict(lines, "few_events", events,
                           "Only {n} left, for as many columns as there are: "
                           "the coefficients are likely too large. Fewer "
                           "columns or a penalty would help.");
    if (columns == 0)
        cev__lines_verdict(lines, "all_alike", NAN,
                           "No column tells customers apart: all of a group "
                           "are predicted the same.");
}

int32_t cev__staying_open(cev_ctx *ctx, const cev_options *options,
                          const cev__target *target,
                          const cev__customers *names,
                          const cev_table *customers, cev__spells *out)
{
    cev__option_value positive = {CEV__OPT_POSITIVE, 0, 0.0,
                                  cev__target_positive(target)};
    const cev_options as_fitted = {NULL, options, &positive,
                                   positive.text != NULL};
    return cev__spells_open(ctx, &as_fitted, 0, customers, names, out);
}

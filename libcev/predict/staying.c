/* What learners of survival share at their end; see staying.h. */
#include "../core/compiler.h"
#include "staying.h"

#include <math.h>

#include "../math/interval.h"

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
                      const cev__stay *stay)
{
    columns->leaves.prediction[row] = stay->leaves;
    columns->stays[row] = stay->stays;
    if (columns->lower == NULL)
        return;
    columns->leaves.lower[row] = stay->leaves_lo;
    columns->leaves.upper[row] = stay->leaves_hi;
    columns->lower[row] = stay->stays_lo;
    columns->upper[row] = stay->stays_hi;
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

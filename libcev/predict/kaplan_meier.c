/*
 * How long customers stay, by what was seen alone: Kaplan and Meier's curve,
 * of all or of each group.
 */
#include "../core/compiler.h"
#include "curve.h"

#include <math.h>
#include <string.h>

#include "../math/interval.h"
#include "log_rank.h"
#include "staying.h"

/* Fewer who left make a curve that a few customers would change. */
#define FEW_LEAVERS 10.0

/* Rows between two looks at whether to go on. */
#define ROWS_A_LOOK 65536

typedef struct survival_model {
    cev__target target;
    cev__customers groups;
    cev__curves curves;
    cev__log_rank test;
    double customers, unknown;
} survival_model;

static void free_survival(cev_ctx *ctx, void *model)
{
    survival_model *survival = model;
    cev__target_free(ctx, &survival->target);
    cev__customers_free(ctx, &survival->groups);
    cev__curves_free(ctx, &survival->curves);
    cev__free(ctx, survival, 1, (int64_t)sizeof *survival);
}

static int32_t learn_survival(cev_ctx *ctx, cev__spells *spells,
                              survival_model *survival)
{
    int32_t status = cev__log_rank_test(ctx, spells, &survival->test);
    if (status == CEV_OK)
        status = cev__curves_learn(ctx, spells, &survival->curves);
    if (status != CEV_OK)
        return status;
    survival->customers = spells->lesson.customers;
    survival->unknown = spells->lesson.unknown;
    survival->groups = spells->names;
    memset(&spells->names, 0, sizeof spells->names);
    cev__lesson_give(&spells->lesson, &survival->target, NULL);
    return CEV_OK;
}

static int32_t fit_survival(cev_ctx *ctx, const cev__given *given,
                            void **model)
{
    cev__spells spells;
    survival_model *survival =
        cev__alloc_zero(ctx, 1, (int64_t)sizeof *survival);
    if (survival == NULL)
        return cev__fail_memory(ctx);
    int32_t status = cev__spells_open(ctx, given->options, 0,
                                      given->customers, NULL, &spells);
    if (status == CEV_OK) {
        status = learn_survival(ctx, &spells, survival);
        cev__spells_close(ctx, &spells);
    }
    if (status != CEV_OK) {
        free_survival(ctx, survival);
        return status;
    }
    *model = survival;
    return CEV_OK;
}

/* ---- Predicting ---------------------------------------------------------- */

static int32_t fill_survival(cev_ctx *ctx, const survival_model *survival,
                             const cev_options *options, const double *ages,
                             const int32_t *groups, int64_t rows,
                             const cev__staying *columns)
{
    double horizon = cev__options_double(options, CEV__OPT_HORIZON);
    double z =
        cev__interval_z(cev__options_double(options, CEV__OPT_INTERVAL));
    for (int64_t row = 0; row < rows; row++) {
        const cev__stay ahead = cev__curve_ahead(
            &survival->curves, groups[row], ages[row], horizon, z);
        cev__staying_put(columns, row, horizon, &ahead);
        if (row % ROWS_A_LOOK != 0)
            continue;
        int32_t status =
            cev__progress(ctx, "predict", (double)row / (double)rows);
        if (status != CEV_OK)
            return status;
    }
    return CEV_OK;
}

static int32_t predict_survival(cev_ctx *ctx, const void *model,
                                const cev_options *options,
                                const cev_table *customers, cev_table **out)
{
    const survival_model *survival = model;
    int has_interval = cev__options_double(options, CEV__OPT_INTERVAL) > 0.0;
    int64_t room = customers->rows + 1;
    double *ages = cev__alloc(ctx, room, (int64_t)sizeof *ages);
    int32_t *groups = cev__alloc(ctx, room, (int64_t)sizeof *groups);
    cev_table *table = NULL;
    cev__staying columns;
    int32_t status = ages == NULL || groups == NULL
                         ? cev__fail_memory(ctx)
                         : cev__ages_read(ctx, options, customers, ages);
    if (status == CEV_OK)
        status = cev__groups_find(
            ctx, customers, cev__options_str(options, CEV__OPT_STRATA), NULL,
            &survival->groups, groups);
    if (status == CEV_OK)
        status = cev__learner_table(ctx, customers, &table);
    if (status == CEV_OK)
        status = cev__staying_add(table, has_interval, &columns);
    if (status == CEV_OK)
        status = fill_survival(ctx, survival, options, ages, groups,
                               customers->rows, &columns);
    cev__free(ctx, ages, room, (int64_t)sizeof *ages);
    cev__free(ctx, groups, room, (int64_t)sizeof *groups);
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    *out = table;
    return CEV_OK;
}

/* ---- Evaluating ---------------------------------------------------------- */

/* What the fit expected of the steps of other curves. */
static double *expect_steps(cev_ctx *ctx, const survival_model *survival,
                            const cev__curves *seen)
{
    double *expected =
        cev__alloc(ctx, seen->step_count + 1, (int64_t)sizeof *expected);
    for (int64_t group = 0; expected != NULL && group < seen->count; group++)
        for (int64_t i = 0; i < seen->list[group].count; i++) {
            int64_t at = seen->list[group].first + i;
            expected[at] = cev__curve_survival(&survival->curves, group,
                                               seen->steps[at].time);
        }
    return expected;
}

static int32_t evaluate_survival(cev_ctx *ctx, const void *model,
                                 const cev_options *options,
                                 const cev_table *customers, const char *what,
                                 cev_table **out)
{
    const survival_model *survival = model;
    cev__spells spells;
    cev__curves seen;
    if (strcmp(what, CEV_EVAL_SURVIVAL) != 0)
        return cev__fail(ctx, CEV_ERR_KIND,
                         "%q is no evaluation of this estimator; wanted one "
                         "of: survival",
                         what);
    int32_t status =
        cev__staying_open(ctx, options, &survival->target, &survival->groups,
                          customers, &spells);
    if (status != CEV_OK)
        return status;
    status = cev__curves_learn(ctx, &spells, &seen);
    cev__spells_close(ctx, &spells);
    if (status != CEV_OK)
        return status;
    double *expected = expect_steps(ctx, survival, &seen);
    status = expected == NULL
                 ? cev__fail_memory(ctx)
                 : cev__staying_tell(ctx, options, &survival->groups, &seen,
                                     expected, out);
    cev__free(ctx, expected, seen.step_count + 1, (int64_t)sizeof *expected);
    cev__curves_free(ctx, &seen);
    return status;
}

/* ---- Summary ------------------------------------------------------------- */

/* Median and mean of a group's time. */
static void tell_group(const survival_model *survival, int64_t group,
                       cev__lines *lines)
{
    const cev__curve *curve = &survival->curves.list[group];
    double end = cev__curve_end(&survival->curves, group);
    /* Who left at once stayed for no time; nobody may be left then. */
    double there = cev__curve_survival(&survival->curves, group, 0.0);
    const cev__stay ahead =
        there > 0.0 && end > 0.0
            ? cev__curve_ahead(&survival->curves, group, 0.0, end, lines->z)
            : (cev__stay){.stays = 0.0};
    cev__line *median;
    lines->part = cev__group_name(&survival->groups, group);
    median = cev__lines_add(lines, "parameter", "median", NULL);
    cev__curve_quantile(&survival->curves, group, 0.5, lines->z,
                        &median->value, &median->lower, &median->upper);
    cev__line *mean = cev__lines_add(lines, "parameter", "mean", NULL);
    mean->value = there * ahead.stays;
    if (lines->z > 0.0) {
        mean->lower = there * ahead.stays_lo;
        mean->upper = there * ahead.stays_hi;
        mean->std_error =
            there * (ahead.stays_hi - ahead.stays_lo) / 2.0 / lines->z;
    }
    cev__lines_figure(lines, "customers", curve->customers);
    cev__lines_figure(lines, "events", curve->events);
    cev__lines_figure(lines, "last_time", end);
    if (curve->events < FEW_LEAVERS)
        cev__lines_verdict(lines, "few_events", curve->events,
                           "Only {n} left: a few customers more or less "
                           "would change the curve.");
    lines->part = NULL;
}

static void tell_log_rank(const cev__log_rank *test, cev__lines *lines)
{
    if (isnan(test->p))
        return;
    cev__lines_figure(lines, "log_rank_chi_square", test->chi_square);
    cev__lines_figure(lines, "log_rank_freedom", test->freedom);
    cev__lines_figure(lines, "log_rank_p", test->p);
    if (test->p < 0.05)
        cev__lines_verdict(lines, "groups_differ", test->p,
                           "The groups do not leave alike (log-rank test).");
    else
        cev__lines_verdict(lines, "groups_alike", test->p,
                           "That the groups leave differently may be chance "
                           "(log-rank test).");
}

static int32_t summarise_survival(cev_ctx *ctx, const void *model,
                                  const cev_options *options, cev_table **out)
{
    const survival_model *survival = model;
    cev__lines lines = {.ctx = ctx};
    lines.z =
        cev__interval_z(cev__options_double(options, CEV__OPT_INTERVAL));
    for (int64_t group = 0; group < survival->curves.count; group++)
        tell_group(survival, group, &lines);
    cev__target_lines(&survival->target, survival->customers,
                      survival->unknown, &lines);
    tell_log_rank(&survival->test, &lines);
    return cev__lines_table(&lines, out);
}

/* ---- Bytes --------------------------------------------------------------- */

static void save_survival(const void *model, cev__writer *writer)
{
    const survival_model *survival = model;
    cev__target_save(&survival->target, writer);
    cev__names_save(&survival->groups, writer);
    cev__write_double(writer, survival->customers);
    cev__write_double(writer, survival->unknown);
    cev__write_double(writer, survival->test.chi_square);
    cev__write_double(writer, survival->test.freedom);
    cev__write_double(writer, survival->test.p);
    cev__curves_save(&survival->curves, writer);
}

static int32_t read_survival(cev_ctx *ctx, cev__blob *blob,
                             survival_model *survival)
{
    int32_t status = cev__target_load(ctx, blob, &survival->target);
    if (status == CEV_OK)
        status =
            cev__names_load(ctx, blob, CEV__STRATA_MOST, &survival->groups);
    survival->customers = cev__read_double(blob);
    survival->unknown = cev__read_double(blob);
    survival->test.chi_square = cev__read_double(blob);
    survival->test.freedom = cev__read_double(blob);
    survival->test.p = cev__read_double(blob);
    if (status == CEV_OK)
        status = cev__curves_load(ctx, blob, &survival->curves);
    if (status == CEV_OK
        && (survival->curves.count != cev__group_count(&survival->groups)
            || !(survival->customers > 0.0) || isinf(survival->customers)
            || !(survival->unknown >= 0.0) || isinf(survival->unknown)))
        status = cev__fail(ctx, CEV_ERR_FORMAT, "the bytes hold no curves");
    return status;
}

static int32_t load_survival(cev_ctx *ctx, cev__blob *blob, void **model)
{
    survival_model *survival =
        cev__alloc_zero(ctx, 1, (int64_t)sizeof *survival);
    if (survival == NULL)
        return cev__fail_memory(ctx);
    int32_t status = read_survival(ctx, blob, survival);
    if (status != CEV_OK) {
        free_survival(ctx, survival);
        return status;
    }
    *model = survival;
    return CEV_OK;
}

extern const cev__estimator_kind cev__kaplan_meier_kind;
const cev__estimator_kind cev__kaplan_meier_kind = {
    {CEV_KAPLAN_MEIER, "how long customers stay, by what was seen alone",
     CEV__SPELLS_TAKES, CEV__SPELLS_WANTS,
     CEV__STAYING_GIVES, "",
     "Kaplan & Meier (1958), Journal of the American Statistical Association "
     "53(282), 457-481",
     fit_survival, free_survival, save_survival, load_survival},
    summarise_survival,
    predict_survival,
    evaluate_survival,
    NULL,
};

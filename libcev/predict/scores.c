/* Scores of tables of predictions; see cev/scores.h. */
#include "../core/compiler.h"
#include "cev/scores.h"

#include <math.h>
#include <string.h>

#include "../core/calls.h"
#include "../math/interval.h"
#include "../math/normal.h"
#include "judge.h"
#include "metrics.h"
#include "target.h"
#include "uplift.h"

/* A table's columns as numbers. */
typedef struct trial_table {
    int kind;
    double level; /* of quantiles */
    int64_t rows;
    double *numbers;
    double *column[CEV__TRIAL_COLUMNS];
} trial_table;

static int64_t trial_room(const trial_table *t)
{
    return CEV__TRIAL_COLUMNS * t->rows + 1;
}

static void close_trial_table(cev_ctx *ctx, trial_table *t)
{
    cev__free(ctx, t->numbers, trial_room(t), (int64_t)sizeof *t->numbers);
}

/* Reads a column of numbers into place. */
static int32_t read_trial_column(cev_ctx *ctx, const cev_table *table,
                                 const char *name, int column, trial_table *t)
{
    cev__numbers numbers;
    int32_t status = cev__table_numbers(ctx, table, name, &numbers);
    if (status != CEV_OK)
        return status;
    t->column[column] = t->numbers + column * t->rows;
    for (int64_t row = 0; row < t->rows; row++)
        t->column[column][row] = cev__number_at(&numbers, row);
    return CEV_OK;
}

/* The truth, of yes and no, numbers or times. */
static int32_t read_truth(cev_ctx *ctx, const cev_table *table,
                          const cev_options *options, trial_table *t)
{
    int is_binary;
    if (!cev__options_has(options, CEV__OPT_TARGET)
        && cev__table_find(table, "actual") == NULL
        && cev__table_find(table, "time") != NULL) {
        int32_t status =
            read_trial_column(ctx, table, "time", CEV__TRIAL_ACTUAL, t);
        t->kind = CEV__TRIAL_SURVIVAL;
        return status == CEV_OK ? read_trial_column(ctx, table, "event",
                                                    CEV__TRIAL_EVENT, t)
                                : status;
    }
    t->column[CEV__TRIAL_ACTUAL] = t->numbers + CEV__TRIAL_ACTUAL * t->rows;
    int32_t status = cev__target_truth(
        ctx, options, table, t->column[CEV__TRIAL_WEIGHT],
        t->column[CEV__TRIAL_ACTUAL], &is_binary);
    if (status == CEV_OK)
        t->kind = cev__judge_kind(options, is_binary);
    return status;
}

/* Effects: what came, and of whom that is known, who was treated. */
static int32_t open_effects(cev_ctx *ctx, const cev_table *table,
                            trial_table *t, cev__trial *out)
{
    double *actual = t->column[CEV__TRIAL_ACTUAL];
    int32_t status =
        read_trial_column(ctx, table, "treated", CEV__TRIAL_EVENT, t);
    if (status != CEV_OK)
        return status;
    const double *treated = t->column[CEV__TRIAL_EVENT];
    for (int64_t row = 0; row < t->rows; row++) {
        double group = treated[row];
        if (isnan(group))
            actual[row] = NAN;
        else if (group < 0.0 || group > 1.0 || (group > 0.0 && group < 1.0))
            return cev__fail(ctx, CEV_ERR_DOMAIN,
                             "treated[%d] = %g; wanted 0, 1 or a gap", row,
                             group);
    }
    return cev__uplift_trial(ctx, "treated", t->rows,
                             t->column[CEV__TRIAL_PREDICTED], actual,
                             t->column[CEV__TRIAL_WEIGHT], treated, out);
}

static int32_t open_trial_table(cev_ctx *ctx, const cev_table *table,
                                const cev_options *options, int has_other,
                                trial_table *t)
{
    memset(t, 0, sizeof *t);
    t->rows = table->rows;
    t->level = cev__options_double(options, CEV__OPT_QUANTILE);
    t->numbers =
        cev__alloc(ctx, trial_room(t), (int64_t)sizeof *t->numbers);
    if (t->numbers == NULL)
        return cev__fail_memory(ctx);
    t->column[CEV__TRIAL_WEIGHT] = t->numbers + CEV__TRIAL_WEIGHT * t->rows;
    int32_t status =
        cev__weights_read(ctx, table, t->column[CEV__TRIAL_WEIGHT]);
    if (status == CEV_OK)
        status = read_trial_column(ctx, table, "prediction",
                                   CEV__TRIAL_PREDICTED, t);
    if (status == CEV_OK && has_other)
        status = read_trial_column(ctx, table, "other", CEV__TRIAL_OTHER, t);
    if (status == CEV_OK && cev__table_find(table, "value") != NULL)
        status =
            read_trial_column(ctx, table, "value", CEV__TRIAL_VALUE, t);
    if (status == CEV_OK)
        status = read_truth(ctx, table, options, t);
    if (status != CEV_OK)
        close_trial_table(ctx, t);
    return status;
}

int32_t cev_scores_evaluate(cev_ctx *ctx, const cev_table *trial,
                            const char *what, const cev_options *options,
                            cev_table **out)
{
    trial_table table;
    cev__trial opened;
    if (ctx == NULL)
        return CEV_ERR_ARGUMENT;
    if (trial == NULL)
        return cev__fail_null(ctx, "trial");
    if (what == NULL)
        return cev__fail_null(ctx, "what");
    if (out == NULL)
        return cev__fail_null(ctx, "out");
    int32_t status = cev__options_check(ctx, options, CEV__TAKES_SCORES,
                                        "cev_scores_evaluate");
    if (status == CEV_OK)
        status = open_trial_table(ctx, trial, options, 0, &table);
    if (status != CEV_OK)
        return status;
    status = cev__is_of_effects(what)
                 ? open_effects(ctx, trial, &table, &opened)
                 : cev__trial_open(ctx, table.kind, table.rows,
                                   (const double *const *)table.column,
                                   &opened);
    opened.level = table.level;
    close_trial_table(ctx, &table);
    if (status != CEV_OK)
        return status;
    status = cev__is_of_effects(what)
                 ? cev__uplift_judge(ctx, &opened, what, options, out)
                 : cev__judge(ctx, &opened, what, options, out);
    cev__trial_close(ctx, &opened);
    return status;
}

/* ---- Two models ---------------------------------------------------------- */

/* Both trials and what their rows contribute, by row of the table. */
typedef struct contest {
    cev__trial trial[2];
    double *influence;  /* of a trial's rows, in its order */
    double *by_row[2];
} contest;

enum { CONTEST_NUMBERS = 3, CONTEST_COLUMNS = 7 };

/* Measures both models; what rows contribute goes back to the table's rows. */
static int32_t measure_both(cev_ctx *ctx, contest *c,
                            const cev__metric *metric,
                            cev__measured measured[2])
{
    for (int m = 0; m < 2; m++) {
        const cev__trial *trial = &c->trial[m];
        measured[m] = (cev__measured){NAN, "", 0.0};
        int32_t status =
            metric->measure(ctx, trial, &measured[m], c->influence);
        if (status != CEV_OK)
            return status;
        for (int64_t i = 0; i < trial->count; i++)
            c->by_row[m][trial->row[i]] = c->influence[i];
    }
    return CEV_OK;
}

/* The row of a metric. */
static void compare_metric(contest *c, const cev__measured measured[2],
                           double z, int64_t row, const char **method,
                           double *const *to)
{
    const cev__trial *first = &c->trial[0];
    double difference = measured[0].value - measured[1].value;
    int is_known = !isnan(difference);
    for (int64_t i = 0; i < first->count; i++) {
        int64_t at = first->row[i];
        c->influence[i] = c->by_row[0][at] - c->by_row[1][at];
    }
    double error = is_known ? cev__judge_error(first, c->influence) : NAN;
    to[0][row] = measured[0].value;
    to[1][row] = measured[1].value;
    to[2][row] = difference;
    to[3][row] = error;
    to[4][row] = error > 0.0 ? 2.0 * cev__normal_cdf(-fabs(difference) / error)
                             : NAN;
    /* The same customers, treated alike: nothing tells them apart. */
    if (error <= 0.0 && fabs(difference) <= 0.0)
        to[4][row] = 1.0;
    if (z > 0.0) {
        to[5][row] = difference - z * error;
        to[6][row] = difference + z * error;
    }
    *method = !isnan(error) ? "paired, normal"
                            : isnan(measured[1].value) ? measured[1].method
                                                       : measured[0].method;
}

static int32_t contest_table(cev_ctx *ctx, contest *c, double z,
                             cev_table **out)
{
    static const char names[CONTEST_COLUMNS][12] = {
        "value", "other", "difference", "std_error", "p", "lower", "upper"};
    const char *metrics[CEV__METRICS], *methods[CEV__METRICS];
    double *to[CONTEST_COLUMNS];
    int list[CEV__METRICS], count = 0;
    cev_table *table = NULL;
    for (int m = 0; m < CEV__METRICS; m++)
        if (cev__metric_list[m].kinds >> c->trial[0].kind & 1) {
            metrics[count] = cev__metric_list[m].name;
            list[count++] = m;
        }
    int32_t status = cev_table_new(ctx, count, &table);
    if (status == CEV_OK)
        status = cev__table_add_text(table, "metric", metrics);
    for (int k = 0; k < (z > 0.0 ? 7 : 5) && status == CEV_OK; k++)
        status = cev__table_add_double(table, names[k], &to[k]);
    for (int m = 0; m < count && status == CEV_OK; m++) {
        cev__measured measured[2];
        status = cev__progress(ctx, "compare", (double)m / count);
        if (status == CEV_OK)
            status =
                measure_both(ctx, c, &cev__metric_list[list[m]], measured);
        if (status == CEV_OK)
            compare_metric(c, measured, z, m, &methods[m], to);
    }
    if (status == CEV_OK)
        status = cev__table_add_text(table, "method", methods);
    if (status == CEV_OK)
        *out = table;
    else
        cev_table_free(table);
    return status;
}

static int32_t open_contest(cev_ctx *ctx, const trial_table *table,
                            contest *c)
{
    int64_t room = table->rows + 1;
    const double *column[CEV__TRIAL_COLUMNS];
    memset(c, 0, sizeof *c);
    for (int m = 0; m < 2; m++) {
        for (int k = 0; k < CEV__TRIAL_COLUMNS; k++)
            column[k] = table->column[k];
        column[CEV__TRIAL_PREDICTED] =
            table->column[m ? CEV__TRIAL_OTHER : CEV__TRIAL_PREDICTED];
        column[CEV__TRIAL_OTHER] =
            table->column[m ? CEV__TRIAL_PREDICTED : CEV__TRIAL_OTHER];
        int32_t status = cev__trial_open(ctx, table->kind, table->rows,
                                         column, &c->trial[m]);
        if (status != CEV_OK)
            return status;
        c->trial[m].level = table->level;
    }
    c->influence = cev__alloc(ctx, CONTEST_NUMBERS * room,
                              (int64_t)sizeof *c->influence);
    if (c->influence == NULL)
        return cev__fail_memory(ctx);
    c->by_row[0] = c->influence + room;
    c->by_row[1] = c->by_row[0] + room;
    return CEV_OK;
}

static void close_contest(cev_ctx *ctx, int64_t rows, contest *c)
{
    cev__free(ctx, c->influence, CONTEST_NUMBERS * (rows + 1),
              (int64_t)sizeof *c->influence);
    for (int m = 0; m < 2; m++)
        if (c->trial[m].row != NULL)
            cev__trial_close(ctx, &c->trial[m]);
}

int32_t cev_scores_compare(cev_ctx *ctx, const cev_table *trial,
                           const cev_options *options, cev_table **out)
{
    trial_table table;
    contest c;
    if (ctx == NULL)
        return CEV_ERR_ARGUMENT;
    if (trial == NULL)
        return cev__fail_null(ctx, "trial");
    if (out == NULL)
        return cev__fail_null(ctx, "out");
    int32_t status = cev__options_check(
        ctx, options, CEV__TAKES_SCORES_COMPARE, "cev_scores_compare");
    if (status == CEV_OK)
        status = open_trial_table(ctx, trial, options, 1, &table);
    if (status != CEV_OK)
        return status;
    status = open_contest(ctx, &table, &c);
    if (status == CEV_OK)
        status = contest_table(
            ctx, &c,
            cev__interval_z(cev__options_double(options, CEV__OPT_INTERVAL)),
            out);
    close_contest(ctx, table.rows, &c);
    close_trial_table(ctx, &table);
    return status;
}

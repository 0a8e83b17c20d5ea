/*
 * By how many per cent an alternative's share changes, and those of the others,
 * when a number of its grows by one per cent; see logit.h. Means over
 * situations, each alternative as often as it is expected to be chosen.
 */
#include "../core/compiler.h"
#include "logit.h"

#include <math.h>
#include <string.h>

#include "../math/interval.h"
#include "../math/sum.h"

/* A quotient of sums, and how both change with the coefficients. */
typedef struct elasticity {
    cev__sum pull, own, cross; /* of share × (1 - share) × coefficient × x; of
                                  shares; of what is left of them */
    double *by_pull, *by_share; /* a number a coefficient */
} elasticity;

typedef struct elasticity_columns {
    double *own, *own_lo, *own_hi, *cross, *cross_lo, *cross_hi;
} elasticity_columns;

static int32_t add_elasticity_columns(cev_table *table, int has_interval,
                                      elasticity_columns *out)
{
    const struct {
        const char *name;
        double **data;
        int is_bound;
    } columns[] = {
        {"own", &out->own, 0},         {"own_lo", &out->own_lo, 1},
        {"own_hi", &out->own_hi, 1},   {"cross", &out->cross, 0},
        {"cross_lo", &out->cross_lo, 1}, {"cross_hi", &out->cross_hi, 1},
    };
    int32_t status = CEV_OK;
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        if (status == CEV_OK && (has_interval || !columns[i].is_bound))
            status = cev__table_add_double(table, columns[i].name,
                                           columns[i].data);
    return status;
}

/* One row of the table: a coefficient, of one alternative (-1: all). */
typedef struct elasticity_row {
    int64_t coefficient;
    int32_t alternative;
} elasticity_row;

typedef struct elasticity_task {
    const cev__logit *choice;
    const cev__logit_rows *rows;
    double *weights; /* of each row of the table */
    int64_t count;
    elasticity_row *list;
    double z;
    double *numbers; /* four for each coefficient */
} elasticity_task;

/* Adds a place, whose situation begins at `begin`, for coefficient `k`. */
static void add_place(const elasticity_task *task, int64_t begin,
                      int64_t place, int64_t k, elasticity *e)
{
    const cev__logit *choice = task->choice;
    const cev__logit_rows *rows = task->rows;
    int64_t n = choice->count;
    const cev__design_column *of =
        &choice->design.columns[choice->columns[k].column];
    double weight = task->weights[rows->order[place]];
    double share = rows->share[place], left = 1.0 - share;
    double x = rows->z[place * n + k] + of->mean / of->scale;
    double pull = choice->optimum.at[k] * x, *mean = task->numbers + 2 * n;
    cev__sum_add(&e->pull, weight * share * left * pull);
    cev__sum_add(&e->own, weight * share);
    cev__sum_add(&e->cross, weight * left);
    memset(mean, 0, (size_t)n * sizeof *mean);
    for (int64_t m = begin; m < rows->ends[begin]; m++)
        for (int64_t i = 0; i < n; i++)
            mean[i] += rows->share[m] * rows->z[m * n + i];
    for (int64_t i = 0; i < n; i++) {
        double by = weight * share * (rows->z[place * n + i] - mean[i]);
        e->by_share[i] += by;
        e->by_pull[i] += by * (1.0 - 2.0 * share) * pull;
    }
    e->by_pull[k] += weight * share * left * x;
}

/* A quotient of the pull, its sign turned of the others, with bounds. */
static double divide_pull(const cev__logit *choice, const elasticity *e,
                          double sign, double z, double *scratch,
                          double *lower, double *upper)
{
    const cev__sum *by = sign > 0.0 ? &e->own : &e->cross;
    double below = cev__sum_value(by);
    double value =
        below > 0.0 ? sign * cev__sum_value(&e->pull) / below + 0.0 : 0.0;
    *lower = *upper = value;
    if (!(below > 0.0) || !(z > 0.0))
        return value;
    for (int64_t i = 0; i < choice->count; i++)
        scratch[i] = sign * (e->by_pull[i] - value * e->by_share[i]) / below;
    double error =
        sqrt(cev__climbed_form(&choice->optimum, choice->count, scratch));
    *lower = value - z * error;
    *upper = value + z * error;
    return value;
}

/* Which rows there are: only numbers can grow by per cent, and where each
 * alternative has a coefficient of its own they mostly are the customer's. */
static int64_t list_elasticities(const cev__logit *choice,
                                 elasticity_row *list)
{
    int64_t count = 0, names = choice->names.count;
    for (int64_t k = 0; k < choice->count; k++) {
        const cev__logit_column *column = &choice->columns[k];
        if (column->column < 0 || column->alternative >= 0
            || choice->design.columns[column->column].what
                   != CEV__COLUMN_NUMBER)
            continue;
        for (int32_t a = 0; a < (names > 0 ? names : 1); a++) {
            if (list != NULL)
                list[count] = (elasticity_row){k, names > 0 ? a : -1};
            count++;
        }
    }
    return count;
}

static int32_t add_elasticity_names(cev_ctx *ctx, const cev__logit *choice,
                                    const elasticity_row *list, int64_t count,
                                    cev_table *table)
{
    int64_t room = 2 * count + 1;
    const char **texts = cev__alloc(ctx, room, (int64_t)sizeof *texts);
    int32_t status = texts == NULL ? cev__fail_memory(ctx) : CEV_OK;
    for (int64_t i = 0; status == CEV_OK && i < count; i++) {
        const cev__logit_column *column =
            &choice->columns[list[i].coefficient];
        texts[i] = cev__predictor_name(
            &choice->predictors,
            choice->design.columns[column->column].predictor);
        texts[count + i] = list[i].alternative < 0
                               ? NULL
                               : cev__customer_name(&choice->names,
                                                    list[i].alternative);
    }
    if (status == CEV_OK)
        status = cev__table_add_text(table, "feature", texts);
    if (status == CEV_OK && choice->names.count > 0)
        status = cev__table_add_text(table, "alternative", texts + count);
    cev__free(ctx, (void *)texts, room, (int64_t)sizeof *texts);
    return status;
}

static void put_elasticity(const elasticity_task *task, const elasticity *e,
                           int64_t at, const elasticity_columns *columns)
{
    double *scratch = task->numbers + 3 * task->choice->count;
    double bounds[4];
    columns->own[at] = divide_pull(task->choice, e, 1.0, task->z, scratch,
                                   &bounds[0], &bounds[1]);
    columns->cross[at] = divide_pull(task->choice, e, -1.0, task->z, scratch,
                                     &bounds[2], &bounds[3]);
    if (!(task->z > 0.0))
        return;
    columns->own_lo[at] = bounds[0];
    columns->own_hi[at] = bounds[1];
    columns->cross_lo[at] = bounds[2];
    columns->cross_hi[at] = bounds[3];
}

static int32_t fill_elasticities(cev_ctx *ctx, const elasticity_task *task,
                                 const elasticity_columns *columns)
{
    const cev__logit_rows *rows = task->rows;
    int64_t n = task->choice->count;
    for (int64_t r = 0; r < task->count; r++) {
        const elasticity_row *of = &task->list[r];
        elasticity e;
        int32_t status = cev__progress(ctx, "evaluate",
                                       (double)r / (double)task->count);
        if (status != CEV_OK)
            return status;
        memset(&e, 0, sizeof e);
        memset(task->numbers, 0, (size_t)(2 * n) * sizeof(double));
        e.by_pull = task->numbers;
        e.by_share = task->numbers + n;
        for (int64_t i = 0, begin = 0; i < rows->rows; i++) {
            if (i > 0 && rows->ends[i] != rows->ends[i - 1])
                begin = i;
            if (of->alternative < 0
                || rows->alternatives[rows->order[i]] == of->alternative)
                add_place(task, begin, i, of->coefficient, &e);
        }
        put_elasticity(task, &e, r, columns);
    }
    return CEV_OK;
}

static int32_t tell_elasticities(cev_ctx *ctx, const elasticity_task *task,
                                 cev_table **out)
{
    elasticity_columns columns;
    cev_table *table = NULL;
    int32_t status = cev_table_new(ctx, task->count, &table);
    if (status == CEV_OK)
        status = add_elasticity_names(ctx, task->choice, task->list,
                                      task->count, table);
    if (status == CEV_OK)
        status = add_elasticity_columns(table, task->z > 0.0, &columns);
    if (status == CEV_OK)
        status = fill_elasticities(ctx, task, &columns);
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    *out = table;
    return CEV_OK;
}

int32_t cev__logit_elasticities(cev_ctx *ctx, const cev__logit *choice,
                                 const cev_options *options,
                                 const cev_table *customers, cev_table **out)
{
    int64_t room = 4 * choice->count + 1, size = (int64_t)sizeof(double);
    cev__logit_rows rows;
    elasticity_task task = {.choice = choice, .rows = &rows};
    task.count = list_elasticities(choice, NULL);
    task.z =
        cev__interval_z(cev__options_double(options, CEV__OPT_INTERVAL));
    int32_t status =
        cev__logit_rows_open(ctx, choice, options, customers, &rows);
    if (status != CEV_OK)
        return status;
    task.numbers = cev__alloc(ctx, room, size);
    task.weights = cev__alloc(ctx, customers->rows + 1, size);
    task.list = cev__alloc(ctx, task.count + 1, (int64_t)sizeof *task.list);
    status = task.numbers == NULL || task.weights == NULL || task.list == NULL
                 ? cev__fail_memory(ctx)
                 : cev__weights_read(ctx, customers, task.weights);
    if (status == CEV_OK) {
        (void)list_elasticities(choice, task.list);
        status = tell_elasticities(ctx, &task, out);
    }
    cev__free(ctx, task.list, task.count + 1, (int64_t)sizeof *task.list);
    cev__free(ctx, task.weights, customers->rows + 1, size);
    cev__free(ctx, task.numbers, room, size);
    cev__logit_rows_close(ctx, choice, &rows);
    return status;
}

/* What estimators foretell for customers left out; see cev/estimator.h. */
#include "../core/compiler.h"
#include "cev/estimator.h"

#include <math.h>
#include <string.h>

#include "../core/calls.h"
#include "../core/fitted.h"
#include "../core/text.h"
#include "inner.h"

typedef struct validation {
    cev_ctx *ctx;
    const cev_table *customers;
    cev_table *table; /* to come */
    int64_t *fold;    /* its column */
    int64_t foretold; /* rows */
} validation;

/* A column of numbers of the table, all gaps where it is new. */
static int32_t number_column(validation *v, const char *name, double **out)
{
    const cev__column *column = cev__table_find(v->table, name);
    if (column != NULL) {
        *out = column->own_data;
        return CEV_OK;
    }
    int32_t status = cev__table_add_unwritten(v->table, name, out);
    for (int64_t row = 0; status == CEV_OK && row < v->table->rows; row++)
        (*out)[row] = NAN;
    return status;
}

/* Puts what a model says of a fold in the place of its rows. */
static int32_t take_fold(void *state, int32_t fold, const int64_t *rows,
                         int64_t count, const cev_table *predictions,
                         void **model)
{
    validation *v = state;
    (void)model;
    for (int64_t c = 0; c < predictions->count; c++) {
        const cev__column *column = &predictions->columns[c];
        cev__numbers numbers;
        double *to;
        if (column->type == CEV_TEXT
            || strcmp(column->name, "customer") == 0)
            continue;
        int32_t status = number_column(v, column->name, &to);
        if (status == CEV_OK)
            status = cev__table_numbers(v->ctx, predictions, column->name,
                                        &numbers);
        if (status != CEV_OK)
            return status;
        for (int64_t i = 0; i < count; i++)
            to[rows[i]] = cev__number_at(&numbers, i);
    }
    for (int64_t i = 0; i < count; i++)
        v->fold[rows[i]] = fold + 1;
    v->foretold += count;
    return CEV_OK;
}

/* The column that foretells what came becomes the prediction. */
static int32_t name_prediction(validation *v, const cev_options *options)
{
    const char *name = cev__options_str(options, CEV__OPT_COLUMN);
    double *to, *from;
    if (!cev__options_has(options, CEV__OPT_COLUMN))
        return cev__table_find(v->table, "prediction") != NULL
                   ? CEV_OK
                   : cev__fail(v->ctx, CEV_ERR_OPTION,
                               "nothing that is predicted is called "
                               "\"prediction\"; wanted the option column, "
                               "the name of what foretells the target");
    const cev__column *column = cev__table_find(v->table, name);
    if (column == NULL || column->type != CEV_DOUBLE)
        return cev__fail(v->ctx, CEV_ERR_OPTION,
                         "option column = %q; wanted one of the columns that "
                         "are predicted",
                         name);
    int32_t status = number_column(v, "prediction", &to);
    if (status != CEV_OK)
        return status;
    from = cev__table_find(v->table, name)->own_data;
    memmove(to, from, (size_t)v->table->rows * sizeof *to);
    return CEV_OK;
}

/* A column beside the predictions, as it was given. */
static int32_t copy_beside(validation *v, const char *name)
{
    return cev__table_find(v->customers, name) == NULL
                   || cev__table_find(v->table, name) != NULL
               ? CEV_OK
               : cev__table_add_copy(v->table, name, v->customers);
}

/* Who was treated, where effects are foretold. */
static int32_t add_treatment(validation *v, const cev__inner *inner,
                             const cev_options *given)
{
    static const cev__target_wish wish = {
        CEV__OPT_TREATMENT, CEV__OPT_TREATED, CEV__TARGET_BINARY};
    cev__target treatment;
    double *to;
    int32_t status = number_column(v, "treated", &to);
    if (status == CEV_OK)
        status = cev__target_learn(v->ctx, given, &wish, v->customers,
                                   inner->weights, to, &treatment);
    if (status == CEV_OK)
        cev__target_free(v->ctx, &treatment);
    return status;
}

/* What came of the customers of whom something was foretold. */
static int32_t add_truth(validation *v, const cev__inner *inner,
                         const cev_options *given)
{
    int is_survival = cev__kind_is_survival(inner->kind, given);
    const char *time = cev__options_str(given, CEV__OPT_TIME);
    cev__numbers numbers;
    double *to;
    int32_t status =
        number_column(v, is_survival ? "event" : "actual", &to);
    if (status != CEV_OK)
        return status;
    memcpy(to, inner->values, (size_t)v->table->rows * sizeof *to);
    if (is_survival) {
        status = cev__table_numbers(v->ctx, v->customers, time, &numbers);
        if (status == CEV_OK)
            status = number_column(v, "time", &to);
        if (status == CEV_OK)
            cev__numbers_read(&numbers, 0, v->table->rows, to);
    }
    for (int64_t row = 0; status == CEV_OK && row < v->table->rows; row++)
        if (v->fold[row] < 1)
            to[row] = NAN;
    if (status == CEV_OK
        && cev__text_lists(inner->kind->kind.takes, "treatment"))
        status = add_treatment(v, inner, given);
    if (status == CEV_OK)
        status = copy_beside(v, "customers");
    return status == CEV_OK ? copy_beside(v, "value") : status;
}

static int32_t open_validation(validation *v)
{
    int32_t status = cev_table_new(v->ctx, v->customers->rows, &v->table);
    if (status == CEV_OK)
        status = copy_beside(v, "customer");
    return status == CEV_OK
               ? cev__table_add_int64(v->table, "fold", &v->fold)
               : status;
}

/* Rows of no fold have no number of one. */
static int32_t close_gaps(validation *v)
{
    int32_t status = CEV_OK;
    if (v->foretold == 0)
        return cev__fail(v->ctx, CEV_ERR_DOMAIN,
                         "no row of a fold has others to learn from; wanted "
                         "more customers or times, or a shorter horizon");
    for (int64_t row = 0; status == CEV_OK && row < v->table->rows; row++)
        if (v->fold[row] == 0)
            status = cev__table_set_gap(v->table, "fold", row);
    return status;
}

/* Deals the rows; those of a situation are never apart. */
static int32_t deal_together(validation *v, const cev__inner *inner,
                          const cev_options *given,
                          const cev_options *options, cev__folds *folds)
{
    cev__option_value situation = {
        CEV__OPT_GROUPED_BY, 0, 0.0,
        cev__options_str(given, CEV__OPT_SITUATION)};
    const cev_options together = {NULL, options, &situation, 1};
    int is_free = !cev__options_has(options, CEV__OPT_GROUPED_BY)
                  && strcmp(cev__options_str(options, CEV__OPT_FOLD_BY),
                            "time")
                         != 0;
    return cev__folds_deal(
        v->ctx,
        is_free && cev__text_lists(inner->kind->kind.takes, "situation")
            ? &together
            : options,
        v->customers, inner->values, folds);
}

static int32_t validate(validation *v, const cev__inner *inner,
                        const cev_options *given, const cev_options *options)
{
    cev__folds folds;
    int32_t status = deal_together(v, inner, given, options, &folds);
    if (status != CEV_OK)
        return status;
    status = open_validation(v);
    if (status == CEV_OK)
        status = cev__inner_leave_out(inner, &folds, "validate", take_fold,
                                      v);
    cev__folds_free(v->ctx, &folds);
    if (status == CEV_OK)
        status = close_gaps(v);
    if (status == CEV_OK)
        status = name_prediction(v, options);
    return status == CEV_OK ? add_truth(v, inner, given) : status;
}

/* Which options name the target: the kind's own, or those of the call. */
static int32_t find_naming(const cev__fitted *fitted,
                           const cev_options *options,
                           const cev_options **naming)
{
    const char *takes = fitted->kind->takes, *kind = fitted->kind->name;
    int learns = cev__text_lists(takes, "target");
    *naming = learns ? &fitted->options : options;
    if (learns
        && (cev__options_has(options, CEV__OPT_TARGET)
            || cev__options_has(options, CEV__OPT_POSITIVE)))
        return cev__fail(fitted->ctx, CEV_ERR_OPTION,
                         "%s has a target of its own; wanted it among its "
                         "options, not here",
                         kind);
    if (!learns && !cev__options_has(options, CEV__OPT_TARGET))
        return cev__fail(fitted->ctx, CEV_ERR_OPTION,
                         "%s learns no target; wanted the option target, the "
                         "column of what came",
                         kind);
    return CEV_OK;
}

int32_t cev_estimator_validate(const cev_estimator *estimator,
                               const cev_table *customers,
                               const cev_options *options, cev_table **out)
{
    if (estimator == NULL)
        return CEV_ERR_ARGUMENT;
    const cev__fitted *fitted = cev__estimator_fitted(estimator);
    cev_ctx *ctx = fitted->ctx;
    const cev__given given = {.options = &fitted->options,
                              .customers = customers,
                              .prior = &fitted->prior};
    const cev__estimator_kind *kind = cev__fitted_estimator(fitted);
    validation v = {.ctx = ctx, .customers = customers};
    const cev_options *naming;
    cev__inner inner;
    if (customers == NULL)
        return cev__fail_null(ctx, "customers");
    if (out == NULL)
        return cev__fail_null(ctx, "out");
    int32_t status = cev__options_check(ctx, options, CEV__TAKES_VALIDATE,
                                        "cev_estimator_validate");
    if (status == CEV_OK)
        status = find_naming(fitted, options, &naming);
    if (status == CEV_OK)
        status = cev__inner_open(ctx, kind, &given, naming,
                                 cev__kind_is_survival(kind, given.options)
                                     ? CEV__TARGET_BINARY
                                     : CEV__TARGET_EITHER,
                                 &inner);
    if (status != CEV_OK)
        return status;
    status = validate(&v, &inner, given.options, options);
    cev__inner_close(&inner);
    if (status == CEV_OK)
        *out = v.table;
    else
        cev_table_free(v.table);
    return status;
}

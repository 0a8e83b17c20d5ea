/* Targets and weights; see target.h. */
#include "../core/compiler.h"
#include "target.h"

#include <math.h>
#include <string.h>

/* Squares and products of targets stay finite. */
#define TARGET_MOST 1e150

void cev__target_free(cev_ctx *ctx, cev__target *target)
{
    cev__customers_free(ctx, &target->column);
    cev__customers_free(ctx, &target->positive);
    memset(target, 0, sizeof *target);
}

const char *cev__target_name(const cev__target *target)
{
    return cev__customer_name(&target->column, 0);
}

const char *cev__target_positive(const cev__target *target)
{
    return target->positive.count == 0
               ? NULL
               : cev__customer_name(&target->positive, 0);
}

/* ---- Values -------------------------------------------------------------- */

static int32_t read_numbers_target(cev_ctx *ctx, const cev__target *target,
                                   const cev_table *customers,
                                   const double *weights, double *values)
{
    const char *name = cev__target_name(target);
    cev__numbers numbers;
    int32_t status = cev__table_numbers(ctx, customers, name, &numbers);
    if (status != CEV_OK)
        return status;
    for (int64_t row = 0; row < customers->rows; row++) {
        double value = cev__number_at(&numbers, row) + 0.0;
        values[row] = NAN;
        if (!(weights[row] > 0.0) || isnan(value))
            continue;
        if (target->is_binary && value != 0.0 && value != 1.0)
            return cev__fail(ctx, CEV_ERR_DOMAIN,
                             "%s[%d] = %g; wanted 0, 1 or a gap", name, row,
                             value);
        if (!(fabs(value) <= TARGET_MOST))
            return cev__fail(ctx, CEV_ERR_DOMAIN,
                             "%s[%d] = %g; wanted a number from -1e150 to "
                             "1e150, or a gap",
                             name, row, value);
        values[row] = value;
    }
    return CEV_OK;
}

static int32_t read_texts_target(cev_ctx *ctx, const cev__target *target,
                                 const cev_table *customers,
                                 const double *weights, double *values)
{
    const char *positive = cev__target_positive(target);
    const cev__column *column;
    int32_t status = cev__texts_open(ctx, customers, cev__target_name(target),
                                     &column);
    if (status != CEV_OK)
        return status;
    for (int64_t row = 0; row < customers->rows; row++) {
        const char *text = cev__column_text(column, row);
        values[row] = weights[row] > 0.0 && text != NULL
                          ? strcmp(text, positive) == 0
                          : NAN;
    }
    return CEV_OK;
}

int32_t cev__target_read(cev_ctx *ctx, const cev__target *target,
                         const cev_table *customers, const double *weights,
                         double *values)
{
    return target->positive.count == 0
               ? read_numbers_target(ctx, target, customers, weights, values)
               : read_texts_target(ctx, target, customers, weights, values);
}

/* ---- Learning ------------------------------------------------------------ */

/* Which text is 1: the later of two, where the option does not say. */
static int32_t choose_positive(cev_ctx *ctx, const char *option,
                               const cev__column *column, int64_t rows,
                               const double *weights, const char **positive)
{
    const char *seen[2] = {NULL, NULL};
    for (int64_t row = 0; row < rows; row++) {
        const char *text = cev__column_text(column, row);
        if (text == NULL || !(weights[row] > 0.0)
            || (seen[0] != NULL && strcmp(text, seen[0]) == 0)
            || (seen[1] != NULL && strcmp(text, seen[1]) == 0))
            continue;
        if (seen[1] != NULL)
            return cev__fail(ctx, CEV_ERR_DOMAIN,
                             "%s[%d] = %q; wanted one of two texts, like %q "
                             "and %q, or the option %s",
                             column->name, row, text, seen[0], seen[1],
                             option);
        seen[seen[0] != NULL] = text;
    }
    if (seen[1] == NULL)
        return cev__fail(ctx, CEV_ERR_OPTION,
                         "column %q holds fewer than two texts; wanted the "
                         "option %s, to say what counts as 1",
                         column->name, option);
    *positive = strcmp(seen[0], seen[1]) > 0 ? seen[0] : seen[1];
    return CEV_OK;
}

/* The text that is 1, kept by the target. */
static int32_t learn_positive(cev_ctx *ctx, const cev_options *options,
                              int wish, const cev_table *customers,
                              const double *weights, cev__target *target)
{
    const char *option = cev__dictionary[wish].key;
    const char *positive = cev__options_str(options, wish);
    const cev__column *column =
        cev__table_find(customers, cev__target_name(target));
    int is_asked = cev__options_has(options, wish);
    uint32_t found;
    int32_t status = CEV_OK;
    if (column == NULL || column->type != CEV_TEXT)
        return column != NULL && is_asked
                   ? cev__fail(ctx, CEV_ERR_OPTION,
                               "option %s = %q; wanted none, as column %q "
                               "holds numbers",
                               option, positive, column->name)
                   : CEV_OK;
    if (!is_asked)
        status = choose_positive(ctx, option, column, customers->rows,
                                 weights, &positive);
    return status == CEV_OK ? cev__customer_intern(ctx, &target->positive,
                                                   positive, &found)
                            : status;
}

static int are_yes_and_no(int64_t rows, const double *values)
{
    for (int64_t row = 0; row < rows; row++)
        if (values[row] < 0.0 || values[row] > 1.0
            || (values[row] > 0.0 && values[row] < 1.0))
            return 0;
    return 1;
}

int32_t cev__target_learn(cev_ctx *ctx, const cev_options *options,
                          const cev__target_wish *wish,
                          const cev_table *customers,
                          const double *weights, double *values,
                          cev__target *out)
{
    cev__target target = {.is_binary = wish->wanted == CEV__TARGET_BINARY};
    uint32_t found;
    int32_t status = cev__customer_intern(
        ctx, &target.column, cev__options_str(options, wish->column),
        &found);
    if (status == CEV_OK)
        status = learn_positive(ctx, options, wish->positive, customers, weights,
                                &target);
    if (status == CEV_OK)
        status = cev__target_read(ctx, &target, customers, weights, values);
    if (status != CEV_OK) {
        cev__target_free(ctx, &target);
        return status;
    }
    if (wish->wanted == CEV__TARGET_EITHER)
        target.is_binary = are_yes_and_no(customers->rows, values);
    *out = target;
    return CEV_OK;
}

int32_t cev__target_truth(cev_ctx *ctx, const cev_options *options,
                          const cev_table *trial, const double *weights,
                          double *values, int *is_binary)
{
    static const cev__target_wish wish = {
        CEV__OPT_TARGET, CEV__OPT_POSITIVE, CEV__TARGET_EITHER};
    cev__option_value actual = {CEV__OPT_TARGET, 0, 0.0, "actual"};
    const cev_options by_default = {NULL, NULL, &actual, 1};
    const cev_options asked = cev__options_over(options, &by_default);
    cev__target target;
    int32_t status = cev__target_learn(ctx, &asked, &wish, trial, weights,
                                       values, &target);
    if (status != CEV_OK)
        return status;
    *is_binary = target.is_binary;
    cev__target_free(ctx, &target);
    return CEV_OK;
}

/* ---- Bytes --------------------------------------------------------------- */

void cev__target_save(const cev__target *target, cev__writer *writer)
{
    cev__write_i32(writer, target->is_binary);
    cev__names_save(&target->column, writer);
    cev__names_save(&target->positive, writer);
}

int32_t cev__target_load(cev_ctx *ctx, cev__blob *blob, cev__target *out)
{
    cev__target target = {.is_binary = cev__read_i32(blob)};
    int32_t status = cev__names_load(ctx, blob, 1, &target.column);
    if (status == CEV_OK)
        status = cev__names_load(ctx, blob, 1, &target.positive);
    if (status == CEV_OK
        && (target.column.count != 1 || target.is_binary < 0
            || target.is_binary > 1))
        status =
            cev__fail(ctx, CEV_ERR_FORMAT, "the bytes hold no target");
    if (status != CEV_OK) {
        cev__target_free(ctx, &target);
        return status;
    }
    *out = target;
    return CEV_OK;
}

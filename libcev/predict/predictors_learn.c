/* Which columns are predictors, and which levels texts have; see
 * predictors.h. */
#include "../core/compiler.h"
#include "predictors_learn.h"

#include <math.h>
#include <string.h>

#include "../core/number.h"
#include "../core/text.h"
#include "../math/sum.h"

int32_t cev__predictors_make(cev_ctx *ctx, cev__predictors *predictors)
{
    predictors->list = cev__alloc_zero(ctx, predictors->names.count + 1,
                                       (int64_t)sizeof *predictors->list);
    return predictors->list == NULL ? cev__fail_memory(ctx) : CEV_OK;
}

/* ---- Which --------------------------------------------------------------- */

static int is_held(const cev__customers *names, const char *name)
{
    const cev__key key = cev__key_of_text(name);
    return cev__customer_find(names, &key) != CEV__NONE;
}

/* The columns that have another role. */
static int32_t gather_roles(cev_ctx *ctx, const cev_options *options,
                            const int *roles, cev__customers *taken)
{
    int32_t status =
        cev__names_split(ctx, "customer,customers", ',', taken);
    for (; *roles >= 0 && status == CEV_OK; roles++)
        status = cev__names_split(ctx, cev__options_str(options, *roles), ',',
                                  taken);
    return status;
}

/* Where an outcome of cev_portfolio_features() is learnt, the others are no
 * features: they are of the same time to come. */
static int32_t gather_outcomes(cev_ctx *ctx, const cev_options *options,
                               cev__customers *taken)
{
    const char *all =
        cev__option_text(&cev__dictionary[CEV__OPT_OUTCOMES],
                         CEV__OPTION_CHOICES);
    if (!cev__text_lists(all, cev__options_str(options, CEV__OPT_TARGET)))
        return CEV_OK;
    return cev__names_split(ctx, all, ' ', taken);
}

/* Every column without another role, in the table's order. */
static int32_t pick_free_columns(cev_ctx *ctx, const cev__customers *taken,
                                 const cev_table *customers,
                                 cev__customers *names)
{
    for (int64_t i = 0; i < customers->count; i++) {
        const char *name = customers->columns[i].name;
        uint32_t found;
        if (is_held(taken, name))
            continue;
        int32_t status = cev__customer_intern(ctx, names, name, &found);
        if (status != CEV_OK)
            return status;
    }
    return CEV_OK;
}

/* Those asked for: none with another role, and the option's order does not
 * count. */
static int32_t pick_asked_columns(cev_ctx *ctx, const char *asked,
                                  const cev__customers *taken,
                                  const cev_table *customers,
                                  cev__customers *names)
{
    cev__customers wanted = {0};
    int32_t status = cev__names_split(ctx, asked, ',', &wanted);
    for (int64_t i = 0; i < wanted.count && status == CEV_OK; i++) {
        const char *name = cev__customer_name(&wanted, i);
        if (is_held(taken, name))
            status = cev__fail(ctx, CEV_ERR_OPTION,
                               "column %q is among the features, but has "
                               "another role",
                               name);
        else if (cev__table_find(customers, name) == NULL)
            status = cev__fail(ctx, CEV_ERR_COLUMN,
                               "there is no column %q", name);
    }
    for (int64_t i = 0; i < customers->count && status == CEV_OK; i++) {
        uint32_t found;
        if (is_held(&wanted, customers->columns[i].name))
            status = cev__customer_intern(
                ctx, names, customers->columns[i].name, &found);
    }
    cev__customers_free(ctx, &wanted);
    return status;
}

int32_t cev__predictors_pick(cev_ctx *ctx, const cev_options *options,
                             const int *roles, const cev_table *customers,
                             cev__customers *names)
{
    const char *asked = cev__options_str(options, CEV__OPT_FEATURES);
    cev__customers taken = {0};
    int32_t status = gather_roles(ctx, options, roles, &taken);
    if (status == CEV_OK && asked[0] == '\0')
        status = gather_outcomes(ctx, options, &taken);
    if (status == CEV_OK)
        status = asked[0] == '\0'
                     ? pick_free_columns(ctx, &taken, customers, names)
                     : pick_asked_columns(ctx, asked, &taken, customers,
                                          names);
    if (status == CEV_OK && names->count > CEV__PREDICTORS_MAX)
        status = cev__fail(ctx, CEV_ERR_LIMIT,
                           "%d columns are features; wanted at most %i",
                           names->count, (int32_t)CEV__PREDICTORS_MAX);
    cev__customers_free(ctx, &taken);
    return status;
}

/* ---- What they hold ------------------------------------------------------ */

/* Texts are to be told as numbers if so many of the customers have a number
 * there, and there are so many different ones. */
#define NUMBERS_SHARE 0.9
enum { NUMBERS_LEAST = 10 };

/* Texts as they are counted. */
typedef struct text_counts {
    cev__customers texts;
    cev__sum *customers; /* of each; a row of the table has room for one */
    int64_t rows;
    double least; /* customers that a level of its own has */
} text_counts;

static int32_t count_texts(cev_ctx *ctx, const cev__column *column,
                           const double *weights, text_counts *counts,
                           cev__sum *missing)
{
    for (int64_t row = 0; row < counts->rows; row++) {
        const char *text = cev__column_text(column, row);
        uint32_t found;
        if (!(weights[row] > 0.0))
            continue;
        if (text == NULL) {
            cev__sum_add(missing, weights[row]);
            continue;
        }
        int32_t status =
            cev__customer_intern(ctx, &counts->texts, text, &found);
        if (status != CEV_OK)
            return status;
        cev__sum_add(&counts->customers[found], weights[row]);
    }
    return CEV_OK;
}

/* The number of customers that texts with a level of their own must have, so
 * that there are not too many: of those with `least`, the most frequent. */
static double level_bar(const text_counts *counts)
{
    double bar = counts->least;
    for (;;) {
        int64_t above = 0;
        double next = INFINITY;
        for (int64_t i = 0; i < counts->texts.count; i++) {
            double n = cev__sum_value(&counts->customers[i]);
            above += n >= bar;
            if (n > bar && n < next)
                next = n;
        }
        if (above <= CEV__LEVELS_MAX)
            return bar;
        bar = next;
    }
}

/* Takes the frequent texts as levels; the rest are counted. */
static int32_t take_levels(cev_ctx *ctx, const text_counts *counts,
                           cev__predictor *predictor)
{
    double bar = level_bar(counts);
    cev__sum rare = {0};
    for (int64_t i = 0; i < counts->texts.count; i++) {
        uint32_t found;
        double n = cev__sum_value(&counts->customers[i]);
        int32_t status = CEV_OK;
        if (n >= bar) {
            status = cev__customer_intern(
                ctx, &predictor->levels,
                cev__customer_name(&counts->texts, i), &found);
        } else {
            predictor->rare_levels += 1.0;
            cev__sum_add(&rare, n);
        }
        if (status != CEV_OK)
            return status;
    }
    predictor->rare = cev__sum_value(&rare);
    return cev__names_sort(ctx, &predictor->levels);
}

static int is_number_text(const char *text)
{
    double value;
    text += *text == '-' || *text == '+';
    int64_t length = cev__number_read(text, &value);
    return length > 0 && text[length] == '\0';
}

/* Whether it looks as if numbers had been read as texts. */
static int are_numbers(const text_counts *counts)
{
    cev__sum numbers = {0}, all = {0};
    int64_t different = 0;
    for (int64_t i = 0; i < counts->texts.count; i++) {
        double n = cev__sum_value(&counts->customers[i]);
        cev__sum_add(&all, n);
        if (is_number_text(cev__customer_name(&counts->texts, i))) {
            cev__sum_add(&numbers, n);
            different++;
        }
    }
    return different >= NUMBERS_LEAST
           && cev__sum_value(&numbers)
                  >= NUMBERS_SHARE * cev__sum_value(&all);
}

static int32_t learn_texts(cev_ctx *ctx, const cev_options *options,
                           const cev__column *column, int64_t rows,
                           const double *weights, cev__predictor *predictor)
{
    cev__sum missing = {0};
    text_counts counts = {.rows = rows};
    counts.least = (double)cev__options_int(options, CEV__OPT_RARE);
    counts.customers = cev__alloc_zero(ctx, rows + 1,
                                       (int64_t)sizeof *counts.customers);
    int32_t status =
        counts.customers == NULL
            ? cev__fail_memory(ctx)
            : count_texts(ctx, column, weights, &counts, &missing);
    predictor->is_text = are_numbers(&counts) ? CEV__TEXTS_OF_NUMBERS : 1;
    predictor->missing = cev__sum_value(&missing);
    if (status == CEV_OK)
        status = take_levels(ctx, &counts, predictor);
    cev__free(ctx, counts.customers, rows + 1,
              (int64_t)sizeof *counts.customers);
    cev__customers_free(ctx, &counts.texts);
    return status;
}

static int32_t learn_gaps(cev_ctx *ctx, const cev_table *customers,
                          const char *name, const double *weights,
                          cev__predictor *predictor)
{
    cev__numbers numbers;
    cev__sum missing = {0};
    int32_t status = cev__table_numbers(ctx, customers, name, &numbers);
    if (status != CEV_OK)
        return status;
    for (int64_t row = 0; row < customers->rows; row++)
        if (weights[row] > 0.0 && isnan(cev__number_at(&numbers, row)))
            cev__sum_add(&missing, weights[row]);
    predictor->missing = cev__sum_value(&missing);
    return CEV_OK;
}

int32_t cev__predictors_learn(cev_ctx *ctx, const cev_options *options,
                              const int *roles, const cev_table *customers,
                              const double *weights, cev__predictors *out)
{
    cev__predictors learnt = {0};
    int32_t status =
        cev__predictors_pick(ctx, options, roles, customers, &learnt.names);
    if (status == CEV_OK)
        status = cev__predictors_make(ctx, &learnt);
    for (int64_t i = 0; i < learnt.names.count && status == CEV_OK; i++) {
        const char *name = cev__predictor_name(&learnt, i);
        const cev__column *column = cev__table_find(customers, name);
        status = column->type == CEV_TEXT
                     ? learn_texts(ctx, options, column, customers->rows,
                                   weights, &learnt.list[i])
                     : learn_gaps(ctx, customers, name, weights,
                                  &learnt.list[i]);
    }
    if (status != CEV_OK) {
        cev__predictors_free(ctx, &learnt);
        return status;
    }
    *out = learnt;
    return CEV_OK;
}

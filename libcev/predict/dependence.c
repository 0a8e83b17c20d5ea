/* What would be foretold at other values; see cev/estimator.h. */
#include "../core/compiler.h"
#include "cev/estimator.h"

#include <math.h>
#include <string.h>

#include "../core/calls.h"
#include "../core/weights.h"
#include "../math/interval.h"
#include "../math/radix.h"
#include "../math/sum.h"
#include "groups.h"
#include "what_if.h"

/* The most texts a feature may have. */
enum { DEPENDENCE_TEXTS = 255 };

typedef struct dependence {
    cev__what_if what_if;
    const char *feature, *column; /* what is foretold */
    double z;
    double *weights;
    int is_text;
    cev__customers texts;
    int64_t count;     /* values */
    double *values;    /* of a feature of numbers */
} dependence;

/* ---- Which values -------------------------------------------------------- */

/* Quantiles of the values that are known, each as often as its row counts. */
static void take_quantiles(const cev__keyed *items, int64_t count,
                           const double *numbers, const double *weights,
                           int64_t bins, dependence *d)
{
    cev__sum all = {0}, below = {0};
    for (int64_t i = 0; i < count; i++)
        cev__sum_add(&all, weights[items[i].index]);
    int64_t next = 0;
    for (int64_t i = 0; i < count; i++) {
        double value = numbers[items[i].index];
        int is_taken = i == count - 1;
        cev__sum_add(&below, weights[items[i].index]);
        double share = cev__sum_value(&below) / cev__sum_value(&all);
        while (next < bins && share > (double)next / (double)bins) {
            is_taken = 1;
            next++;
        }
        if (is_taken && (d->count == 0 || value > d->values[d->count - 1]))
            d->values[d->count++] = value;
    }
}

static int32_t find_numbers(dependence *d, int64_t bins)
{
    cev_ctx *ctx = d->what_if.ctx;
    const cev_table *customers = d->what_if.customers;
    int64_t rows = customers->rows, used = 0, room = 2 * rows + 1;
    cev__numbers read;
    int32_t status =
        cev__table_numbers(ctx, customers, d->feature, &read);
    if (status != CEV_OK)
        return status;
    cev__keyed *items = cev__alloc(ctx, room, (int64_t)sizeof *items);
    double *numbers = cev__alloc(ctx, rows + 1, (int64_t)sizeof *numbers);
    d->values = cev__alloc(ctx, bins + 2, (int64_t)sizeof *d->values);
    if (items == NULL || numbers == NULL || d->values == NULL)
        status = cev__fail_memory(ctx);
    for (int64_t row = 0; status == CEV_OK && row < rows; row++) {
        numbers[row] = cev__number_at(&read, row) + 0.0;
        if (d->weights[row] > 0.0 && !isnan(numbers[row]))
            items[used++] =
                (cev__keyed){cev__keyed_double(numbers[row]), row};
    }
    if (status == CEV_OK) {
        cev__keyed_sort(items, items + used, used);
        take_quantiles(items, used, numbers, d->weights, bins, d);
    }
    cev__free(ctx, numbers, rows + 1, (int64_t)sizeof *numbers);
    cev__free(ctx, items, room, (int64_t)sizeof *items);
    return status;
}

static int32_t find_values(dependence *d, int64_t bins)
{
    cev_ctx *ctx = d->what_if.ctx;
    const cev_table *customers = d->what_if.customers;
    const cev__column *column = cev__table_find(customers, d->feature);
    int32_t status = cev__weights_read(ctx, customers, d->weights);
    if (status == CEV_OK && column == NULL)
        status = cev__fail(ctx, CEV_ERR_COLUMN, "there is no column %q",
                           d->feature);
    if (status != CEV_OK)
        return status;
    d->is_text = column->type == CEV_TEXT;
    if (d->is_text) {
        status = cev__groups_learn(ctx, customers, d->feature, d->weights,
                                   DEPENDENCE_TEXTS, &d->texts);
        d->count = d->texts.count;
    } else {
        status = find_numbers(d, bins);
    }
    if (status == CEV_OK && d->count == 0)
        status = cev__fail(ctx, CEV_ERR_DOMAIN,
                           "column %q is a gap, or customers 0, in all rows; "
                           "wanted values to look at",
                           d->feature);
    return status;
}

/* ---- What is foretold ---------------------------------------------------- */

/* The mean of a column, and how sure it is over customers. */
static int32_t take_mean(const dependence *d, const cev_table *predictions,
                         double *mean, double *error)
{
    cev_ctx *ctx = d->what_if.ctx;
    cev__numbers numbers;
    cev__sum customers = {0}, sum = {0}, squares = {0};
    int32_t status =
        cev__table_numbers(ctx, predictions, d->column, &numbers);
    if (status != CEV_OK)
        return status;
    for (int turn = 0; turn < 2; turn++)
        for (int64_t row = 0; row < predictions->rows; row++) {
            double value = cev__number_at(&numbers, row);
            double weight = d->weights[row];
            if (!(weight > 0.0) || isnan(value))
                continue;
            if (turn == 0) {
                cev__sum_add(&customers, weight);
                cev__sum_add(&sum, weight * value);
            } else {
                double away = value
                              - cev__sum_value(&sum)
                                    / cev__sum_value(&customers);
                cev__sum_add(&squares, weight * away * away);
            }
        }
    double all = cev__sum_value(&customers);
    if (!(all > 0.0))
        return cev__fail(ctx, CEV_ERR_DOMAIN,
                         "%s is a gap for all customers; wanted some of whom "
                         "it is foretold",
                         d->column);
    *mean = cev__sum_value(&sum) / all;
    *error = sqrt(cev__sum_value(&squares)) / all;
    return CEV_OK;
}

/* What is foretold if all have value `i`. */
static int32_t suppose(const dependence *d, int64_t i, double *mean,
                       double *error)
{
    const cev__what_if *w = &d->what_if;
    const char *text =
        d->is_text ? cev__customer_name(&d->texts, i) : NULL;
    cev_table *table = NULL, *predictions = NULL;
    int32_t status = cev__what_if_table(
        w, d->feature, d->is_text ? NULL : &d->values[i], &text, 0, &table);
    if (status == CEV_OK)
        status = w->kind->predict(w->ctx, w->fitted->model, &w->options,
                                  table, &predictions);
    if (status == CEV_OK)
        status = take_mean(d, predictions, mean, error);
    cev_table_free(predictions);
    cev_table_free(table);
    return status;
}

typedef struct dependence_columns {
    double *value, *mean, *lower, *upper;
} dependence_columns;

static int32_t add_dependence_columns(const dependence *d, cev_table *table,
                                      dependence_columns *out)
{
    cev_ctx *ctx = d->what_if.ctx;
    int32_t status = CEV_OK;
    memset(out, 0, sizeof *out);
    if (d->is_text) {
        const char **texts =
            cev__alloc(ctx, d->count, (int64_t)sizeof *texts);
        if (texts == NULL)
            return cev__fail_memory(ctx);
        for (int64_t i = 0; i < d->count; i++)
            texts[i] = cev__customer_name(&d->texts, i);
        status = cev__table_add_text(table, "value", texts);
        cev__free(ctx, (void *)texts, d->count, (int64_t)sizeof *texts);
    } else {
        status = cev__table_add_double(table, "value", &out->value);
        if (status == CEV_OK)
            memcpy(out->value, d->values,
                   (size_t)d->count * sizeof *d->values);
    }
    if (status == CEV_OK)
        status = cev__table_add_double(table, "prediction", &out->mean);
    if (status == CEV_OK && d->z > 0.0)
        status = cev__table_add_double(table, "prediction_lo", &out->lower);
    if (status == CEV_OK && d->z > 0.0)
        status = cev__table_add_double(table, "prediction_hi", &out->upper);
    return status;
}

static int32_t tell_dependence(const dependence *d, cev_table **out)
{
    cev_ctx *ctx = d->what_if.ctx;
    dependence_columns columns;
    cev_table *table = NULL;
    int32_t status = cev_table_new(ctx, d->count, &table);
    if (status == CEV_OK)
        status = add_dependence_columns(d, table, &columns);
    for (int64_t i = 0; status == CEV_OK && i < d->count; i++) {
        double mean = NAN, error = NAN;
        status = cev__progress(ctx, "dependence",
                               (double)i / (double)d->count);
        if (status == CEV_OK)
            status = suppose(d, i, &mean, &error);
        if (status != CEV_OK)
            break;
        columns.mean[i] = mean;
        if (d->z > 0.0) {
            columns.lower[i] = mean - d->z * error;
            columns.upper[i] = mean + d->z * error;
        }
    }
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    *out = table;
    return CEV_OK;
}

int32_t cev_estimator_dependence(const cev_estimator *estimator,
                                 const cev_table *customers,
                                 const char *feature,
                                 const cev_options *options, cev_table **out)
{
    dependence d = {.feature = feature, .column = "prediction"};
    if (estimator == NULL)
        return CEV_ERR_ARGUMENT;
    int32_t status = cev__what_if_open(
        cev__estimator_fitted(estimator), customers, options,
        CEV__TAKES_DEPENDENCE, "cev_estimator_dependence", out, &d.what_if);
    if (status != CEV_OK)
        return status;
    cev_ctx *ctx = d.what_if.ctx;
    int64_t bins = cev__options_int(options, CEV__OPT_BINS);
    if (cev__options_has(options, CEV__OPT_COLUMN))
        d.column = cev__options_str(options, CEV__OPT_COLUMN);
    d.z = cev__interval_z(cev__options_double(options, CEV__OPT_INTERVAL));
    d.weights = cev__alloc(ctx, customers->rows + 1,
                           (int64_t)sizeof *d.weights);
    if (feature == NULL)
        status = cev__fail_null(ctx, "feature");
    else
        status = d.weights == NULL ? cev__fail_memory(ctx)
                                   : find_values(&d, bins);
    if (status == CEV_OK)
        status = tell_dependence(&d, out);
    cev__free(ctx, d.values, bins + 2, (int64_t)sizeof *d.values);
    cev__free(ctx, d.weights, customers->rows + 1,
              (int64_t)sizeof *d.weights);
    cev__customers_free(ctx, &d.texts);
    cev__what_if_close(&d.what_if);
    return status;
}

/* Answers to several questions; see items.h. */
#include "../core/compiler.h"
#include "items.h"

#include <math.h>
#include <string.h>

#include "../core/weights.h"
#include "../math/radix.h"
#include "../math/sum.h"

#define ITEM_MOST 1e100

/* Columns that are no questions. */
static const char item_roles[][12] = {"customer", "customers", "time",
                                      "group"};

int32_t cev__items_names(cev_ctx *ctx, const cev_table *table,
                         const cev_options *options, const char *without,
                         cev__customers *names)
{
    const char *asked = cev__options_str(options, CEV__OPT_FEATURES);
    int32_t status = CEV_OK;
    if (asked[0] != '\0')
        return cev__names_split(ctx, asked, ',', names);
    for (int64_t c = 0; status == CEV_OK && c < table->count; c++) {
        const cev__column *column = &table->columns[c];
        int has_role = without != NULL && strcmp(column->name, without) == 0;
        uint32_t found;
        for (size_t r = 0; r < sizeof item_roles / sizeof item_roles[0]; r++)
            has_role |= strcmp(column->name, item_roles[r]) == 0;
        if (!has_role && column->type != CEV_TEXT)
            status =
                cev__customer_intern(ctx, names, column->name, &found);
    }
    return status;
}

void cev__items_close(cev_ctx *ctx, cev__items *items)
{
    int64_t k = items->count;
    cev__free(ctx, items->answers, items->room * k + 1,
              (int64_t)sizeof(double));
    cev__free(ctx, items->weights, items->room, (int64_t)sizeof(double));
    cev__free(ctx, items->mean, 4 * k + 1, (int64_t)sizeof(double));
    cev__customers_free(ctx, &items->names);
    memset(items, 0, sizeof *items);
}

/* Keeps the rows with all answers, in place. */
static int32_t keep_answered(cev_ctx *ctx, cev__items *items)
{
    int64_t k = items->count;
    cev__sum customers = {0}, left_out = {0};
    for (int64_t row = 0; row < items->room - 1; row++) {
        const double *from = items->answers + row * k;
        double weight = items->weights[row];
        int is_whole_row = 1;
        for (int64_t c = 0; c < k; c++) {
            is_whole_row &= !isnan(from[c]);
            if (fabs(from[c]) > ITEM_MOST && weight > 0.0)
                return cev__fail(ctx, CEV_ERR_DOMAIN,
                                 "%s[%d] = %g; wanted a number from -1e100 "
                                 "to 1e100, or a gap",
                                 cev__customer_name(&items->names, c), row,
                                 from[c]);
        }
        if (!is_whole_row || !(weight > 0.0)) {
            cev__sum_add(&left_out, weight);
            continue;
        }
        memmove(items->answers + items->rows * k, from,
                (size_t)k * sizeof *from);
        items->weights[items->rows++] = weight;
        cev__sum_add(&customers, weight);
    }
    items->customers = cev__sum_value(&customers);
    items->left_out = cev__sum_value(&left_out);
    return CEV_OK;
}

/* Sorts the rows by all they hold; a round for each column, the last first. */
static int32_t order_items(cev_ctx *ctx, cev__items *items)
{
    int64_t n = items->rows, k = items->count, room = 2 * n + 1;
    cev__keyed *order = cev__alloc(ctx, room, (int64_t)sizeof *order);
    double *sorted =
        cev__alloc(ctx, items->room * k + 1, (int64_t)sizeof *sorted);
    double *weights =
        cev__alloc(ctx, items->room, (int64_t)sizeof *weights);
    int is_short = order == NULL || sorted == NULL || weights == NULL;
    for (int64_t i = 0; !is_short && i < n; i++)
        order[i].index = i;
    for (int64_t c = k; !is_short && c >= 0; c--) {
        for (int64_t i = 0; i < n; i++) {
            int64_t row = order[i].index;
            order[i].key = cev__keyed_double(
                c == k ? items->weights[row] : items->answers[row * k + c]);
        }
        cev__keyed_sort(order, order + n, n);
    }
    for (int64_t i = 0; !is_short && i < n; i++) {
        memcpy(sorted + i * k, items->answers + order[i].index * k,
               (size_t)k * sizeof *sorted);
        weights[i] = items->weights[order[i].index];
    }
    cev__free(ctx, order, room, (int64_t)sizeof *order);
    if (is_short) {
        cev__free(ctx, sorted, items->room * k + 1, (int64_t)sizeof *sorted);
        cev__free(ctx, weights, items->room, (int64_t)sizeof *weights);
        return cev__fail_memory(ctx);
    }
    cev__free(ctx, items->answers, items->room * k + 1,
              (int64_t)sizeof *sorted);
    cev__free(ctx, items->weights, items->room, (int64_t)sizeof *weights);
    items->answers = sorted;
    items->weights = weights;
    return CEV_OK;
}

double cev__items_covariance(const cev__items *items, int64_t i, int64_t j)
{
    int64_t k = items->count;
    cev__sum sum = {0};
    for (int64_t row = 0; row < items->rows; row++) {
        const double *at = items->answers + row * k;
        cev__sum_add(&sum, items->weights[row] * (at[i] - items->mean[i])
                               * (at[j] - items->mean[j]));
    }
    return cev__sum_value(&sum) / (items->customers - 1.0);
}

static void measure_items(cev__items *items)
{
    int64_t k = items->count;
    items->sd = items->mean + k;
    items->least = items->sd + k;
    items->most = items->least + k;
    for (int64_t c = 0; c < k; c++) {
        cev__sum sum = {0};
        items->least[c] = INFINITY;
        items->most[c] = -INFINITY;
        for (int64_t row = 0; row < items->rows; row++) {
            double answer = items->answers[row * k + c];
            cev__sum_add(&sum, items->weights[row] * answer);
            items->least[c] = fmin(items->least[c], answer);
            items->most[c] = fmax(items->most[c], answer);
        }
        items->mean[c] = cev__sum_value(&sum) / items->customers;
        items->sd[c] = items->most[c] > items->least[c]
                           ? sqrt(cev__items_covariance(items, c, c))
                           : 0.0;
    }
}

static int32_t read_items(cev_ctx *ctx, const cev_table *table,
                          cev__items *items)
{
    int64_t k = items->count;
    int32_t status = cev__weights_read(ctx, table, items->weights);
    for (int64_t c = 0; status == CEV_OK && c < k; c++) {
        cev__numbers numbers;
        status = cev__table_numbers(
            ctx, table, cev__customer_name(&items->names, c), &numbers);
        for (int64_t row = 0; status == CEV_OK && row < table->rows; row++)
            items->answers[row * k + c] =
                cev__number_at(&numbers, row) + 0.0;
    }
    return status == CEV_OK ? keep_answered(ctx, items) : status;
}

int32_t cev__items_open(cev_ctx *ctx, const cev_table *table,
                        const cev__customers *names, double least,
                        cev__items *out)
{
    cev__items items;
    int64_t k = names->count;
    memset(&items, 0, sizeof items);
    items.count = k;
    items.room = table->rows + 1;
    int32_t status = cev__names_copy(ctx, names, &items.names);
    if (status == CEV_OK) {
        items.answers =
            cev__alloc(ctx, items.room * k + 1, (int64_t)sizeof(double));
        items.weights =
            cev__alloc(ctx, items.room, (int64_t)sizeof(double));
        items.mean = cev__alloc(ctx, 4 * k + 1, (int64_t)sizeof(double));
        if (items.answers == NULL || items.weights == NULL
            || items.mean == NULL)
            status = cev__fail_memory(ctx);
    }
    if (status == CEV_OK)
        status = read_items(ctx, table, &items);
    if (status == CEV_OK && !(items.customers >= least))
        status = cev__fail(ctx, CEV_ERR_DOMAIN,
                           "%g customers answered all %d questions; wanted "
                           "at least %g",
                           items.customers, k, least);
    if (status == CEV_OK)
        status = order_items(ctx, &items);
    if (status != CEV_OK) {
        cev__items_close(ctx, &items);
        return status;
    }
    measure_items(&items);
    *out = items;
    return CEV_OK;
}

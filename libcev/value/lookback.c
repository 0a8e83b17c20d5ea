/* The past of customers as a table; see lookback.h. */
#include "lookback.h"

#include <math.h>

enum { PAST_X, PAST_T_X, PAST_T, PAST_LITT, NOW_X, NOW_T_X, NOW_T, NOW_LITT,
       WEIGHT, SOURCES };

static const char source_columns[SOURCES][12] = {
    "x_past", "t_x_past", "T_past", "litt_past", "x",
    "t_x",    "T",        "litt",   "customers"};

/* Of the table of the past. */
enum { HOLDOUT_X = SOURCES, HOLDOUT_T, PAST_COLUMNS };

typedef struct past_source {
    cev__numbers columns[SOURCES];
    int has[SOURCES];
} past_source;

static int32_t open_past(cev_ctx *ctx, const cev_table *customers,
                         past_source *source)
{
    for (int c = 0; c < SOURCES; c++) {
        int is_optional = c == PAST_LITT || c == NOW_LITT || c == WEIGHT;
        source->has[c] =
            cev__table_find(customers, source_columns[c]) != NULL;
        if (!source->has[c] && is_optional)
            continue;
        int32_t status = cev__table_numbers(ctx, customers, source_columns[c],
                                            &source->columns[c]);
        if (status != CEV_OK)
            return status;
    }
    return CEV_OK;
}

static double past_at(const past_source *source, int column, int64_t row)
{
    return cev__number_at(&source->columns[column], row);
}

/* How many customers were there; CEV_ERR_DOMAIN where one of them has fewer
 * purchases or a younger age now. */
static int32_t count_past(cev_ctx *ctx, const past_source *source,
                          int64_t rows, int64_t *count)
{
    *count = 0;
    for (int64_t row = 0; row < rows; row++) {
        double T = past_at(source, PAST_T, row);
        double x = past_at(source, PAST_X, row);
        if (isnan(T))
            continue;
        if (past_at(source, NOW_T, row) < T)
            return cev__fail(ctx, CEV_ERR_DOMAIN,
                             "T[%d] = %g is before T_past[%d] = %g", row,
                             past_at(source, NOW_T, row), row, T);
        if (!(past_at(source, NOW_X, row) >= x))
            return cev__fail(ctx, CEV_ERR_DOMAIN,
                             "x_past[%d] = %g; wanted at most x[%d] = %g", row,
                             x, row, past_at(source, NOW_X, row));
        (*count)++;
    }
    return CEV_OK;
}

/* The columns of the past, those of the sources in their order. */
static int32_t add_past_columns(const past_source *source, cev_table *past,
                                double *columns[PAST_COLUMNS])
{
    static const char names[PAST_COLUMNS][12] = {
        "x",     "t_x",      "T",         "litt",      "x_now",    "t_x_now",
        "T_now", "litt_now", "customers", "x_holdout", "T_holdout"};
    for (int c = 0; c < PAST_COLUMNS; c++) {
        if (c < SOURCES && !source->has[c])
            continue;
        int32_t status = cev__table_add_double(past, names[c], &columns[c]);
        if (status != CEV_OK)
            return status;
    }
    return CEV_OK;
}

static void fill_past(const past_source *source, int64_t rows,
                      double *const columns[PAST_COLUMNS])
{
    int64_t at = 0;
    for (int64_t row = 0; row < rows; row++) {
        if (isnan(past_at(source, PAST_T, row)))
            continue;
        for (int c = 0; c < SOURCES; c++)
            if (source->has[c])
                columns[c][at] = past_at(source, c, row);
        columns[HOLDOUT_X][at] = columns[NOW_X][at] - columns[PAST_X][at];
        columns[HOLDOUT_T][at] = columns[NOW_T][at] - columns[PAST_T][at];
        at++;
    }
}

int32_t cev__lookback_of(cev_ctx *ctx, const cev_table *customers,
                         cev_table **out)
{
    past_source source = {0};
    double *columns[PAST_COLUMNS] = {NULL};
    cev_table *past = NULL;
    int64_t count = 0;
    if (cev__table_find(customers, source_columns[PAST_T]) == NULL)
        return CEV_OK;
    int32_t status = open_past(ctx, customers, &source);
    if (status == CEV_OK)
        status = count_past(ctx, &source, customers->rows, &count);
    if (status == CEV_OK)
        status = cev_table_new(ctx, count, &past);
    if (status == CEV_OK)
        status = add_past_columns(&source, past, columns);
    if (status != CEV_OK) {
        cev_table_free(past);
        return status;
    }
    fill_past(&source, customers->rows, columns);
    *out = past;
    return CEV_OK;
}

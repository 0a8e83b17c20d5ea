/**
 * What the tests of the portfolio have in common: a context and portfolio to
 * start with, days instead of seconds, and orders read from reference data.
 */
#ifndef TESTS_PORTFOLIO_SHOP_H
#define TESTS_PORTFOLIO_SHOP_H

#include "support/check_main.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cev.h"

#define DAY INT64_C(86400)

/** Seconds at midnight of 1997-09-30, the end of CDNOW's calibration. */
#define CDNOW_AS_OF (INT64_C(10134) * DAY)

static inline cev_ctx *new_ctx(void)
{
    cev_ctx *ctx = NULL;
    ck_assert_int_eq(cev_ctx_new(NULL, NULL, &ctx), CEV_OK);
    return ctx;
}

static inline cev_portfolio *new_shop(cev_ctx *ctx)
{
    cev_portfolio *shop = NULL;
    ck_assert_int_eq(cev_portfolio_new(ctx, &shop), CEV_OK);
    return shop;
}

static inline cev_options *new_options(cev_ctx *ctx)
{
    cev_options *options = NULL;
    ck_assert_int_eq(cev_options_new(ctx, &options), CEV_OK);
    return options;
}

/** Fails the case with the context's message unless the call succeeded. */
static inline void must(cev_ctx *ctx, int32_t status)
{
    if (status != CEV_OK)
        ck_abort_msg("%s: %s", cev_status_name(status), cev_ctx_message(ctx));
}

/** An order at noon of a day. */
static inline void buy(cev_portfolio *shop, const char *customer, int64_t day,
                       double amount)
{
    ck_assert_int_eq(
        cev_portfolio_order(shop, customer, day * DAY + DAY / 2, amount),
        CEV_OK);
}

/** A column of int64, or of doubles when `amounts` is, from a CSV. */
static inline int64_t *read_times(const sheet *file, const char *column)
{
    size_t rows = sheet_rows(file), at = sheet_column(file, column);
    int64_t *times = malloc((rows + 1) * sizeof *times);
    ck_assert_ptr_nonnull(times);
    for (size_t i = 0; i < rows; i++)
        times[i] = sheet_seconds(file, i, at);
    return times;
}

static inline double *read_doubles(const sheet *file, const char *column)
{
    size_t rows = sheet_rows(file), at = sheet_column(file, column);
    double *values = malloc((rows + 1) * sizeof *values);
    ck_assert_ptr_nonnull(values);
    for (size_t i = 0; i < rows; i++)
        values[i] = sheet_double(file, i, at);
    return values;
}

/** Records all rows of a CSV; customers by number, `amount` NULL for none. */
static inline void record_sheet(cev_ctx *ctx, cev_portfolio *shop,
                                const sheet *file, const char *customer,
                                const char *time, const char *amount)
{
    cev_table *table = NULL;
    size_t rows = sheet_rows(file);
    double *numbers = read_doubles(file, customer);
    double *amounts = amount ? read_doubles(file, amount) : NULL;
    int64_t *times = read_times(file, time);
    int64_t *ids = malloc((rows + 1) * sizeof *ids);
    ck_assert_ptr_nonnull(ids);
    for (size_t i = 0; i < rows; i++)
        ids[i] = (int64_t)numbers[i];
    must(ctx, cev_table_new(ctx, (int64_t)rows, &table));
    must(ctx, cev_table_set_column(table, "customer", CEV_INT64, ids, 8, NULL));
    must(ctx, cev_table_set_column(table, "time", CEV_INT64, times, 8, NULL));
    if (amounts)
        must(ctx, cev_table_set_column(table, "amount", CEV_DOUBLE, amounts, 8,
                                       NULL));
    must(ctx, cev_portfolio_record(shop, CEV_ORDERS, table));
    cev_table_free(table);
    free(ids);
    free(times);
    free(amounts);
    free(numbers);
}

/** Fails the case unless two tables are equal to the bit, gaps included. */
static inline void same_tables(const cev_table *a, const cev_table *b)
{
    ck_assert_int_eq(cev_table_row_count(a), cev_table_row_count(b));
    ck_assert_int_eq(cev_table_column_count(a), cev_table_column_count(b));
    for (int64_t i = 0; i < cev_table_column_count(a); i++) {
        const char *name = cev_table_name(a, i);
        int32_t type_a, type_b;
        const void *data_a, *data_b;
        ck_assert_str_eq(name, cev_table_name(b, i));
        ck_assert_int_eq(
            cev_table_column(a, name, &type_a, &data_a, NULL, NULL), CEV_OK);
        ck_assert_int_eq(
            cev_table_column(b, name, &type_b, &data_b, NULL, NULL), CEV_OK);
        ck_assert_int_eq(type_a, type_b);
        for (int64_t row = 0; row < cev_table_row_count(a); row++) {
            if (type_a == CEV_TEXT)
                ck_assert_str_eq(((const char *const *)data_a)[row],
                                 ((const char *const *)data_b)[row]);
            else if (memcmp((const char *)data_a + 8 * row,
                            (const char *)data_b + 8 * row, 8) != 0)
                ck_abort_msg("%s[%" PRId64 "] differs", name, row);
        }
    }
}

#endif

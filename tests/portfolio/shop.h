/**
 * What the tests of the portfolio have in common: a context and portfolio to
 * start with, days instead of seconds, and orders read from reference data.
 */
#ifndef TESTS_PORTFOLIO_SHOP_H
#define TESTS_PORTFOLIO_SHOP_H

#include "support/check_main.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
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

/** A ledger as a table that can be recorded again. */
static inline cev_table *exported(cev_ctx *ctx,
                                  const cev_portfolio *shop,
                                  const char *ledger)
{
    cev_table *table = NULL;
    must(ctx, cev_portfolio_export(shop, ledger, &table));
    return table;
}

/** One customer's row as of a day. */
static inline cev_table *row_of(cev_portfolio *shop, cev_ctx *ctx, int64_t day)
{
    cev_table *row = NULL;
    must(ctx, cev_portfolio_summarise(shop, day * DAY, NULL, &row));
    ck_assert_int_eq(cev_table_row_count(row), 1);
    return row;
}

/** An order of an invented shop. */
typedef struct {
    int64_t customer;
    int64_t time;
    double amount;
} invented_order;

/** The same numbers everywhere: a linear congruential generator's high bits,
 *  below `below`. */
static inline int64_t draw(uint64_t *seed, int64_t below)
{
    *seed = *seed * UINT64_C(6364136223846793005)
            + UINT64_C(1442695040888963407);
    return (int64_t)((*seed >> 33) % (uint64_t)below);
}

/** n orders of at most `customers` customers over about two years, some before
 *  1970, several a day, a tenth of them refunds and a few of unknown amount;
 *  amounts in size from a cent to a million. To be freed. */
static inline invented_order *invent_orders(int64_t n, int64_t customers)
{
    uint64_t seed = 20240101;
    invented_order *orders = malloc((size_t)(n + 1) * sizeof *orders);
    ck_assert_ptr_nonnull(orders);
    for (int64_t i = 0; i < n; i++) {
        double amount = (double)draw(&seed, 100000) / 100.0;
        if (draw(&seed, 7) == 0)
            amount *= 1001.0;
        if (draw(&seed, 10) == 0)
            amount = -amount;
        if (draw(&seed, 50) == 0)
            amount = NAN;
        orders[i].customer = draw(&seed, customers) * 7919 - 1000;
        orders[i].time = (draw(&seed, 700) - 350) * DAY + draw(&seed, DAY);
        orders[i].amount = amount;
    }
    return orders;
}

/** Records them in steps of `step`, which has no factor in common with n:
 *  1 for the order in which they are. */
static inline void record_invented(cev_portfolio *shop,
                                   const invented_order *orders, int64_t n,
                                   int64_t step)
{
    for (int64_t i = 0; i < n; i++) {
        const invented_order *order = &orders[i * step % n];
        ck_assert_int_eq(cev_portfolio_order_id(shop, order->customer,
                                                order->time, order->amount),
                         CEV_OK);
    }
}

/** The i-th invented event of at most `customers` customers: of every ledger,
 *  with texts and without, some of nobody's own, over two years. */
static inline void record_invented_event(cev_portfolio *shop, int64_t i,
                                         int64_t customers, int by_name)
{
    static const char *const ledgers[] = {CEV_CONTACTS, CEV_TOUCHES,
                                          CEV_SURVEYS, CEV_ATTRIBUTES,
                                          CEV_ATTRIBUTES, CEV_CANCELLATIONS};
    static const char *const keys[] = {"phone", "gr\xc3\xbc\xc3\x9f e", "mail"};
    uint64_t seed = (uint64_t)(i + 1) * UINT64_C(0x9E3779B97F4A7C15);
    int64_t which = draw(&seed, 6);
    int64_t customer = draw(&seed, customers) * 7919 - 1000;
    int64_t time = (draw(&seed, 700) - 350) * DAY + draw(&seed, DAY);
    const char *key = draw(&seed, 4) == 0 && which != 3 && which != 4
                          ? NULL : keys[draw(&seed, 3)];
    double number = which == 5 || which == 4 ? NAN
                    : which == 1 ? (double)draw(&seed, 2)
                                 : (double)draw(&seed, 11);
    char text[64], name[64];
    snprintf(text, sizeof text, "value %" PRId64, draw(&seed, 50));
    snprintf(name, sizeof name, "c%" PRId64, customer);
    const char *value = which == 4 ? text : NULL;
    if (which == 4 && draw(&seed, 5) == 0)
        time = CEV_ALWAYS;
    ck_assert_int_eq(
        by_name ? cev_portfolio_event(shop, ledgers[which], name, time, key,
                                      number, value)
                : cev_portfolio_event_id(shop, ledgers[which], customer, time,
                                         key, number, value),
        CEV_OK);
}

/** Records n of them in steps of `step`, as record_invented does. */
static inline void record_invented_events(cev_portfolio *shop, int64_t n,
                                          int64_t customers, int64_t step,
                                          int by_name)
{
    for (int64_t i = 0; i < n; i++)
        record_invented_event(shop, i * step % n, customers, by_name);
}

/** A portfolio as bytes, which are the same for the same records. */
typedef struct {
    unsigned char *bytes;
    int64_t size;
} saved_shop;

static inline saved_shop save_shop(const cev_portfolio *shop)
{
    saved_shop saved = {NULL, 0};
    ck_assert_int_eq(cev_portfolio_save(shop, NULL, 0, &saved.size), CEV_OK);
    saved.bytes = malloc((size_t)saved.size);
    ck_assert_ptr_nonnull(saved.bytes);
    int64_t size = -1;
    ck_assert_int_eq(cev_portfolio_save(shop, saved.bytes, saved.size, &size),
                     CEV_OK);
    ck_assert_int_eq(size, saved.size);
    return saved;
}

enum { HEADER = 24, SEAL = 8 }; /* of the envelope, libcev/core/blob.h */

/** Puts the right checksum (FNV-1a) under changed bytes. */
static inline void seal_again(saved_shop *saved)
{
    uint64_t sum = UINT64_C(14695981039346656037);
    for (int64_t i = 0; i < saved->size - SEAL; i++)
        sum = (sum ^ saved->bytes[i]) * UINT64_C(1099511628211);
    for (int i = 0; i < 8; i++)
        saved->bytes[saved->size - SEAL + i] =
            (unsigned char)(sum >> (8 * i));
}

/** Whether a portfolio holds what it held when it was saved. */
static inline int same_as_saved(const cev_portfolio *shop,
                                const saved_shop *wanted)
{
    saved_shop seen = save_shop(shop);
    int same = seen.size == wanted->size
               && memcmp(seen.bytes, wanted->bytes, (size_t)seen.size) == 0;
    free(seen.bytes);
    return same;
}

/** A column of a CSV as times or doubles. To be freed. */
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
                ck_assert_pstr_eq(((const char *const *)data_a)[row],
                                  ((const char *const *)data_b)[row]);
            else if (memcmp((const char *)data_a + 8 * row,
                            (const char *)data_b + 8 * row, 8) != 0)
                ck_abort_msg("%s[%" PRId64 "] differs", name, row);
        }
    }
}

#endif

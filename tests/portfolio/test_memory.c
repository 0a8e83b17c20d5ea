/* Every call with every allocation failing in turn. */
#include <stdio.h>

#include "portfolio/shop.h"

enum { ORDERS = 80 };

/* An invented shop, single orders by name: enough for every array to grow. On
   failure what is there is whole and holds one order less than was tried. */
static int32_t fill_shop(cev_ctx *ctx, cev_portfolio **out)
{
    invented_order *orders = invent_orders(ORDERS, 50);
    cev_portfolio *shop = NULL;
    int32_t status = cev_portfolio_new(ctx, &shop);
    for (int64_t i = 0; status == CEV_OK && i < ORDERS; i++) {
        char name[32];
        snprintf(name, sizeof name, "customer %" PRId64, orders[i].customer);
        status =
            cev_portfolio_order(shop, name, orders[i].time, orders[i].amount);
        if (status != CEV_OK) {
            ck_assert_int_eq(cev_portfolio_count(shop, CEV_ORDERS), i);
            ck_assert_str_eq(cev_ctx_message(ctx), "out of memory");
        }
    }
    free(orders);
    if (status == CEV_OK)
        *out = shop;
    else
        cev_portfolio_free(shop);
    return status;
}

/* The calls that make a table of a portfolio, with the options of each. */
static int32_t history_of_one(const cev_portfolio *shop, int64_t as_of,
                              const cev_options *options, cev_table **out)
{
    (void)as_of;
    (void)options;
    return cev_portfolio_history(shop, CEV_ORDERS, "customer 14838", out);
}

static int32_t everything(const cev_portfolio *shop, int64_t as_of,
                          const cev_options *options, cev_table **out)
{
    (void)as_of;
    (void)options;
    return cev_portfolio_export(shop, CEV_ORDERS, out);
}

static int32_t one_row(const cev_portfolio *shop, int64_t as_of,
                       const cev_options *options, cev_table **out)
{
    return cev_portfolio_customer(shop, "customer 14838", as_of, options, out);
}

/* The segments are of a context of their own, whose memory never fails. */
static int32_t by_segment(const cev_portfolio *shop, int64_t as_of,
                          const cev_options *options, cev_table **out)
{
    static const char *const customers[] = {"customer 14838", "customer 6919"};
    static const char *const names[] = {"b", "a"};
    cev_ctx *ctx = new_ctx();
    cev_table *segments = NULL;
    must(ctx, cev_table_new(ctx, 2, &segments));
    must(ctx, cev_table_set_column(segments, "customer", CEV_TEXT, customers,
                                   sizeof *customers, NULL));
    must(ctx, cev_table_set_column(segments, "segment", CEV_TEXT, names,
                                   sizeof *names, NULL));
    int32_t status =
        cev_portfolio_indicators_by(shop, segments, as_of, options, out);
    cev_table_free(segments);
    cev_ctx_free(ctx);
    return status;
}

typedef struct {
    int32_t (*call)(const cev_portfolio *, int64_t, const cev_options *,
                    cev_table **);
    const char *takes; /* options to set */
} question;

static const question questions[] = {
    {cev_portfolio_summarise, "holdout"}, {one_row, "holdout"},
    {cev_portfolio_report, ""},           {cev_portfolio_cohorts, "period"},
    {cev_portfolio_periods, "period"},    {cev_portfolio_gaps, ""},
    {cev_portfolio_indicators, "period"}, {cev_portfolio_tracking, "holdout"},
    {history_of_one, ""},                 {everything, ""},
    {by_segment, "period"},
};

static int32_t set_options(cev_options *options, const char *takes)
{
    if (strcmp(takes, "holdout") == 0)
        return cev_options_set_double(options, CEV_OPT_HOLDOUT, 60.0);
    if (strcmp(takes, "period") == 0)
        return cev_options_set_str(options, CEV_OPT_PERIOD, "quarter");
    return CEV_OK;
}

static int32_t ask(cev_ctx *ctx, void *state)
{
    const question *q = state;
    cev_portfolio *shop = NULL;
    cev_options *options = NULL;
    cev_table *table = NULL;
    int32_t status = fill_shop(ctx, &shop);
    if (status == CEV_OK)
        status = cev_options_new(ctx, &options);
    if (status == CEV_OK)
        status = set_options(options, q->takes);
    if (status == CEV_OK) {
        status = q->call(shop, 200 * DAY, options, &table);
        ck_assert((status == CEV_OK) == (table != NULL));
    }
    cev_table_free(table);
    cev_options_free(options);
    cev_portfolio_free(shop);
    return status;
}

START_TEST(every_table_survives_failing_memory)
{
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++)
        fail_each_allocation(ask, (void *)&questions[i]);
}
END_TEST

/* The same for customers known by number. */
static int32_t ask_by_number(cev_ctx *ctx, void *state)
{
    cev_portfolio *shop = NULL;
    cev_table *row = NULL, *history = NULL, *all = NULL;
    (void)state;
    int32_t status = cev_portfolio_new(ctx, &shop);
    for (int64_t i = 0; status == CEV_OK && i < ORDERS; i++)
        status = cev_portfolio_order_id(shop, i % 50, i * DAY, 1.0);
    if (status == CEV_OK)
        status = cev_portfolio_customer_id(shop, 7, CEV_LATEST, NULL, &row);
    if (status == CEV_OK)
        status = cev_portfolio_history_id(shop, CEV_ORDERS, 7, &history);
    if (status == CEV_OK)
        status = cev_portfolio_summarise(shop, CEV_LATEST, NULL, &all);
    if (status == CEV_OK)
        status = cev_portfolio_erase_id(shop, 7);
    cev_table_free(all);
    cev_table_free(history);
    cev_table_free(row);
    cev_portfolio_free(shop);
    return status;
}

START_TEST(tables_by_number_survive_failing_memory)
{
    fail_each_allocation(ask_by_number, NULL);
}
END_TEST

/* A table of more orders and customers than there are; on failure the
   portfolio is what it was, and works. */
static int32_t record_table(cev_ctx *ctx, void *state)
{
    invented_order *orders = invent_orders(3 * ORDERS, 90);
    cev_portfolio *shop = NULL;
    cev_table *table = NULL;
    (void)state;
    const char *names[3 * ORDERS];
    char texts[3 * ORDERS][32];
    for (int i = 0; i < 3 * ORDERS; i++) {
        snprintf(texts[i], sizeof texts[i], "customer %" PRId64,
                 orders[i].customer);
        names[i] = texts[i];
    }
    int32_t status = fill_shop(ctx, &shop);
    int64_t customers = cev_portfolio_count(shop, CEV_CUSTOMERS);
    if (status == CEV_OK)
        status = cev_table_new(ctx, 3 * ORDERS, &table);
    if (status == CEV_OK)
        status = cev_table_set_column(table, "customer", CEV_TEXT, names,
                                      sizeof(char *), NULL);
    if (status == CEV_OK)
        status = cev_table_set_column(table, "time", CEV_INT64, &orders->time,
                                      sizeof *orders, NULL);
    if (status == CEV_OK) {
        status = cev_portfolio_record(shop, CEV_ORDERS, table);
        ck_assert_int_eq(cev_portfolio_count(shop, CEV_ORDERS),
                         status == CEV_OK ? 4 * ORDERS : ORDERS);
        if (status != CEV_OK) {
            ck_assert_int_eq(cev_portfolio_count(shop, CEV_CUSTOMERS),
                             customers);
            ck_assert_int_eq(cev_portfolio_erase(shop, "customer 14838"),
                             CEV_OK);
        }
    }
    cev_table_free(table);
    cev_portfolio_free(shop);
    free(orders);
    return status;
}

START_TEST(recording_survives_failing_memory)
{
    fail_each_allocation(record_table, NULL);
}
END_TEST

static int32_t split_and_merge(cev_ctx *ctx, void *state)
{
    cev_portfolio *shop = NULL, *before = NULL, *after = NULL;
    (void)state;
    int32_t status = fill_shop(ctx, &shop);
    if (status == CEV_OK) {
        status = cev_portfolio_split(shop, 0, &before, &after);
        ck_assert((status == CEV_OK) == (before != NULL));
        ck_assert((status == CEV_OK) == (after != NULL));
    }
    if (status == CEV_OK) {
        int64_t orders = cev_portfolio_count(before, CEV_ORDERS);
        int64_t customers = cev_portfolio_count(before, CEV_CUSTOMERS);
        status = cev_portfolio_merge(before, after);
        if (status != CEV_OK) {
            ck_assert_int_eq(cev_portfolio_count(before, CEV_ORDERS), orders);
            ck_assert_int_eq(cev_portfolio_count(before, CEV_CUSTOMERS),
                             customers);
        }
    }
    cev_portfolio_free(after);
    cev_portfolio_free(before);
    cev_portfolio_free(shop);
    return status;
}

START_TEST(splitting_survives_failing_memory)
{
    fail_each_allocation(split_and_merge, NULL);
}
END_TEST

static int32_t save_and_load(cev_ctx *ctx, void *state)
{
    cev_portfolio *shop = NULL, *again = NULL;
    unsigned char bytes[8192];
    int64_t size = -1;
    (void)state;
    int32_t status = fill_shop(ctx, &shop);
    if (status == CEV_OK) {
        status = cev_portfolio_save(shop, bytes, sizeof bytes, &size);
        ck_assert((status == CEV_OK) == (size > 0));
    }
    if (status == CEV_OK) {
        status = cev_portfolio_load(ctx, bytes, size, &again);
        ck_assert((status == CEV_OK) == (again != NULL));
    }
    cev_portfolio_free(again);
    cev_portfolio_free(shop);
    return status;
}

START_TEST(saving_survives_failing_memory)
{
    fail_each_allocation(save_and_load, NULL);
}
END_TEST

/* Erasing needs no memory at all: it works when there is none. */
static int32_t erase_one(cev_ctx *ctx, void *state)
{
    failing_ledger *ledger = state;
    cev_portfolio *shop = NULL;
    int32_t status = fill_shop(ctx, &shop);
    ck_assert_int_eq(status, CEV_OK);
    ledger->fail_from = ledger->requests + 1;
    ledger->fail_until = INT64_MAX;
    ck_assert_int_eq(cev_portfolio_erase(shop, "customer 14838"), CEV_OK);
    cev_portfolio_free(shop);
    return status;
}

START_TEST(erasing_needs_no_memory)
{
    failing_ledger ledger = {0};
    cev_ctx *ctx = NULL;
    ck_assert_int_eq(cev_ctx_new(failing_allocate, &ledger, &ctx), CEV_OK);
    erase_one(ctx, &ledger);
    cev_ctx_free(ctx);
    ck_assert_int_eq(ledger.blocks, 0);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("memory");
    tcase_add_test(cases, every_table_survives_failing_memory);
    tcase_add_test(cases, tables_by_number_survive_failing_memory);
    tcase_add_test(cases, recording_survives_failing_memory);
    tcase_add_test(cases, splitting_survives_failing_memory);
    tcase_add_test(cases, saving_survives_failing_memory);
    tcase_add_test(cases, erasing_needs_no_memory);
    Suite *s = suite_create("portfolio/memory");
    suite_add_tcase(s, cases);
    return s;
}

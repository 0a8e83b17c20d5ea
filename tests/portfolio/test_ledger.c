/* Recording: one order, a table, and what cannot be taken. */
#include <stdio.h>

#include "math/hash.h"
#include "portfolio/portfolio.h"
#include "portfolio/shop.h"
#include "support/stops.h"

START_TEST(counts_are_of_orders_and_customers)
{
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    ck_assert_int_eq(cev_portfolio_count(shop, CEV_ORDERS), 0);
    ck_assert_int_eq(cev_portfolio_count(shop, CEV_CUSTOMERS), 0);
    buy(shop, "ann", 1, 1.0);
    buy(shop, "ann", 1, 1.0);
    buy(shop, "b\xc3\xb6" "b", 1, -1.0);
    ck_assert_int_eq(cev_portfolio_count(shop, CEV_ORDERS), 3);
    ck_assert_int_eq(cev_portfolio_count(shop, CEV_CUSTOMERS), 2);
    ck_assert_int_eq(cev_portfolio_count(shop, "refunds"), -1);
    ck_assert_int_eq(cev_portfolio_count(shop, NULL), -1);
    ck_assert_int_eq(cev_portfolio_count(NULL, CEV_ORDERS), -1);
    cev_portfolio_free(shop);
    cev_portfolio_free(NULL);
    cev_ctx_free(ctx);
}
END_TEST

START_TEST(new_tells_what_is_missing)
{
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = NULL;
    ck_assert_int_eq(cev_portfolio_new(NULL, &shop), CEV_ERR_ARGUMENT);
    ck_assert_int_eq(cev_portfolio_new(ctx, NULL), CEV_ERR_ARGUMENT);
    ck_assert_str_eq(cev_ctx_message(ctx), "out is NULL");
    ck_assert_ptr_null(shop);
    cev_ctx_free(ctx);
}
END_TEST

/* A single order that cannot be taken: its status and its message. */
static void refuses(cev_portfolio *shop, cev_ctx *ctx, int32_t seen,
                    int32_t wanted, const char *message)
{
    ck_assert_int_eq(seen, wanted);
    ck_assert_str_eq(cev_ctx_message(ctx), message);
    ck_assert_int_eq(cev_portfolio_count(shop, CEV_ORDERS), 1);
    ck_assert_int_eq(cev_portfolio_count(shop, CEV_CUSTOMERS), 1);
}

START_TEST(wrong_orders_are_refused)
{
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    buy(shop, "ann", 1, 1.0);
    ck_assert_int_eq(cev_portfolio_order(NULL, "ann", 0, 1.0),
                     CEV_ERR_ARGUMENT);
    ck_assert_int_eq(cev_portfolio_order_id(NULL, 1, 0, 1.0),
                     CEV_ERR_ARGUMENT);
    refuses(shop, ctx, cev_portfolio_order(shop, NULL, 0, 1.0),
            CEV_ERR_ARGUMENT, "customer is NULL");
    refuses(shop, ctx, cev_portfolio_order(shop, "", 0, 1.0),
            CEV_ERR_ARGUMENT, "customer is empty");
    refuses(shop, ctx, cev_portfolio_order(shop, "b\xff", 0, 1.0),
            CEV_ERR_UTF8, "customer is not valid UTF-8");
    refuses(shop, ctx, cev_portfolio_order(shop, "bob", CEV_TIME_MAX + 1, 1.0),
            CEV_ERR_DOMAIN,
            "time = 253402300800; wanted -62135596800 to 253402300799, "
            "seconds since 1970");
    refuses(shop, ctx, cev_portfolio_order(shop, "bob", INT64_MIN, 1.0),
            CEV_ERR_DOMAIN,
            "time = -9223372036854775808; wanted -62135596800 to "
            "253402300799, seconds since 1970");
    refuses(shop, ctx, cev_portfolio_order(shop, "bob", 0, -INFINITY),
            CEV_ERR_DOMAIN,
            "amount = -inf; wanted -1e+290 to 1e+290, or NaN where it is "
            "unknown");
    refuses(shop, ctx, cev_portfolio_order(shop, "bob", 0, 2e290),
            CEV_ERR_DOMAIN,
            "amount = 2e+290; wanted -1e+290 to 1e+290, or NaN where it is "
            "unknown");
    refuses(shop, ctx, cev_portfolio_order_id(shop, 7, 0, 1.0),
            CEV_ERR_ARGUMENT,
            "customer is an int64; wanted text, by which this portfolio "
            "knows its customers");
    refuses(shop, ctx, cev_portfolio_order_id(shop, INT64_MIN, 0, 1.0),
            CEV_ERR_DOMAIN,
            "customer = -9223372036854775808, by which tables mark a gap; "
            "wanted any other number");
    cev_portfolio_free(shop);

    shop = new_shop(ctx);
    must(ctx, cev_portfolio_order_id(shop, -1, 0, 1.0));
    refuses(shop, ctx, cev_portfolio_order(shop, "ann", 0, 1.0),
            CEV_ERR_ARGUMENT,
            "customer is text; wanted an int64, by which this portfolio "
            "knows its customers");
    /* Once nobody is left, either will do. */
    must(ctx, cev_portfolio_erase_id(shop, -1));
    buy(shop, "ann", 1, 1.0);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

/* ---- Tables ------------------------------------------------------------- */

enum { ROWS = 100 };

/* A table of 100 good orders, one of which a test then spoils. */
typedef struct {
    cev_ctx *ctx;
    cev_portfolio *shop; /* holds one order of "ann" */
    saved_shop before;
    cev_table *table;
    const char *names[ROWS];
    int64_t times[ROWS];
    double amounts[ROWS];
    uint8_t validity[ROWS / 8 + 1];
} good_table;

static void set_up(good_table *good)
{
    memset(good, 0, sizeof *good);
    good->ctx = new_ctx();
    good->shop = new_shop(good->ctx);
    buy(good->shop, "ann", 1, 1.0);
    good->before = save_shop(good->shop);
    must(good->ctx, cev_table_new(good->ctx, ROWS, &good->table));
    memset(good->validity, 0xFF, sizeof good->validity);
    for (int i = 0; i < ROWS; i++) {
        good->names[i] = i % 2 ? "ann" : "bob";
        good->times[i] = i * DAY;
        good->amounts[i] = i;
    }
    must(good->ctx, cev_table_set_column(good->table, "customer", CEV_TEXT,
                                         good->names, sizeof(char *), NULL));
    must(good->ctx, cev_table_set_column(good->table, "time", CEV_INT64,
                                         good->times, 8, NULL));
    must(good->ctx, cev_table_set_column(good->table, "amount", CEV_DOUBLE,
                                         good->amounts, 8, NULL));
}

static void tear_down(good_table *good)
{
    free(good->before.bytes);
    cev_table_free(good->table);
    cev_portfolio_free(good->shop);
    cev_ctx_free(good->ctx);
}

/* The table is refused for this reason and nothing has changed. */
static void refuses_table(good_table *good, int32_t wanted,
                          const char *message)
{
    ck_assert_int_eq(
        cev_portfolio_record(good->shop, CEV_ORDERS, good->table), wanted);
    ck_assert_str_eq(cev_ctx_message(good->ctx), message);
    ck_assert(same_as_saved(good->shop, &good->before));
}

/* The first and the last second of all are seconds. */
START_TEST(the_ends_of_time_are_taken)
{
    good_table good;
    set_up(&good);
    good.times[17] = CEV_TIME_MIN;
    good.times[18] = CEV_TIME_MAX;
    must(good.ctx,
         cev_portfolio_record(good.shop, CEV_ORDERS, good.table));
    tear_down(&good);
}
END_TEST

START_TEST(wrong_rows_are_named)
{
    good_table good;
    set_up(&good);
    good.times[17] = INT64_C(1000000000000000000);
    refuses_table(&good, CEV_ERR_DOMAIN,
                  "time[17] = 1000000000000000000; wanted -62135596800 to "
                  "253402300799, seconds since 1970");
    good.times[17] = CEV_TIME_MIN - 1;
    refuses_table(&good, CEV_ERR_DOMAIN,
                  "time[17] = -62135596801; wanted -62135596800 to "
                  "253402300799, seconds since 1970");
    good.times[17] = 0;
    good.amounts[99] = INFINITY;
    refuses_table(&good, CEV_ERR_DOMAIN,
                  "amount[99] = inf; wanted -1e+290 to 1e+290, or a gap "
                  "where it is unknown");
    good.amounts[99] = 0;
    good.names[50] = "";
    refuses_table(&good, CEV_ERR_ARGUMENT,
                  "customer[50] is empty; wanted text");
    good.names[50] = NULL;
    refuses_table(&good, CEV_ERR_ARGUMENT,
                  "customer[50] is a gap; wanted text");
    good.names[50] = "\xc0\x80";
    refuses_table(&good, CEV_ERR_UTF8, "customer[50] is not valid UTF-8");
    good.names[50] = "cid";
    must(good.ctx, cev_portfolio_record(good.shop, CEV_ORDERS, good.table));
    ck_assert_int_eq(cev_portfolio_count(good.shop, CEV_ORDERS), 101);
    ck_assert_int_eq(cev_portfolio_count(good.shop, CEV_CUSTOMERS), 3);
    tear_down(&good);
}
END_TEST

START_TEST(gaps_are_told_by_validity)
{
    good_table good;
    set_up(&good);
    good.validity[0] = 0xFE;
    good.names[0] = "\xff"; /* never looked at */
    good.times[0] = INT64_MAX;
    must(good.ctx,
         cev_table_set_column(good.table, "customer", CEV_TEXT, good.names,
                              sizeof(char *), good.validity));
    refuses_table(&good, CEV_ERR_ARGUMENT,
                  "customer[0] is a gap; wanted text");
    must(good.ctx, cev_table_set_column(good.table, "customer", CEV_INT64,
                                        good.times, 8, good.validity));
    refuses_table(&good, CEV_ERR_ARGUMENT,
                  "customer is an int64; wanted text, by which this "
                  "portfolio knows its customers");
    cev_portfolio *empty = new_shop(good.ctx);
    ck_assert_int_eq(cev_portfolio_record(empty, CEV_ORDERS, good.table),
                     CEV_ERR_ARGUMENT);
    ck_assert_str_eq(cev_ctx_message(good.ctx),
                     "customer[0] is a gap; wanted a number");
    good.times[0] = INT64_MIN; /* a gap by its value */
    must(good.ctx, cev_table_set_column(good.table, "customer", CEV_INT64,
                                        good.times, 8, NULL));
    ck_assert_int_eq(cev_portfolio_record(empty, CEV_ORDERS, good.table),
                     CEV_ERR_ARGUMENT);
    good.names[0] = "ann";
    must(good.ctx, cev_table_set_column(good.table, "customer", CEV_TEXT,
                                        good.names, sizeof(char *), NULL));
    must(good.ctx, cev_table_set_column(good.table, "time", CEV_INT64,
                                        good.times, 8, good.validity));
    refuses_table(&good, CEV_ERR_DOMAIN,
                  "time[0] is a gap; wanted seconds since 1970");
    good.times[0] = 0;
    good.amounts[0] = INFINITY; /* a gap among amounts is no mistake */
    must(good.ctx, cev_table_set_column(good.table, "time", CEV_INT64,
                                        good.times, 8, NULL));
    must(good.ctx, cev_table_set_column(good.table, "amount", CEV_DOUBLE,
                                        good.amounts, 8, good.validity));
    must(good.ctx, cev_portfolio_record(good.shop, CEV_ORDERS, good.table));
    cev_portfolio_free(empty);
    tear_down(&good);
}
END_TEST

START_TEST(wrong_columns_are_named)
{
    good_table good;
    set_up(&good);
    cev_ctx *ctx = good.ctx;
    must(ctx, cev_table_set_column(good.table, "amount", CEV_TEXT, good.names,
                                   sizeof(char *), NULL));
    refuses_table(&good, CEV_ERR_COLUMN,
                  "column \"amount\" is text; wanted doubles or int64");
    must(ctx, cev_table_set_column(good.table, "amount", CEV_INT64, good.times,
                                   8, NULL));
    must(ctx, cev_table_set_column(good.table, "time", CEV_DOUBLE,
                                   good.amounts, 8, NULL));
    refuses_table(&good, CEV_ERR_COLUMN,
                  "column \"time\" is of doubles; wanted int64, seconds since "
                  "1970");
    must(ctx, cev_table_set_column(good.table, "time", CEV_TEXT, good.names,
                                   sizeof(char *), NULL));
    refuses_table(&good, CEV_ERR_COLUMN,
                  "column \"time\" is of text; wanted int64, seconds since "
                  "1970");
    must(ctx, cev_table_set_column(good.table, "customer", CEV_DOUBLE,
                                   good.amounts, 8, NULL));
    refuses_table(&good, CEV_ERR_COLUMN,
                  "column \"customer\" is of doubles; wanted text or int64");
    cev_table_free(good.table);
    must(ctx, cev_table_new(ctx, ROWS, &good.table));
    refuses_table(&good, CEV_ERR_COLUMN,
                  "the table has no column \"customer\"; wanted one of text "
                  "or int64");
    must(ctx, cev_table_set_column(good.table, "customer", CEV_TEXT,
                                   good.names, sizeof(char *), NULL));
    refuses_table(&good, CEV_ERR_COLUMN,
                  "the table has no column \"time\"; wanted one of int64, "
                  "seconds since 1970");
    ck_assert_int_eq(cev_portfolio_record(good.shop, "visits", good.table),
                     CEV_ERR_KIND);
    ck_assert_str_eq(cev_ctx_message(ctx),
                     "\"visits\" is no ledger; wanted \"orders\", "
                     "\"contacts\", \"touches\", \"surveys\", "
                     "\"attributes\" or \"cancellations\"");
    ck_assert_int_eq(cev_portfolio_record(NULL, CEV_ORDERS, good.table),
                     CEV_ERR_ARGUMENT);
    ck_assert_int_eq(cev_portfolio_record(good.shop, NULL, good.table),
                     CEV_ERR_ARGUMENT);
    ck_assert_str_eq(cev_ctx_message(ctx), "ledger is NULL");
    ck_assert_int_eq(cev_portfolio_record(good.shop, CEV_ORDERS, NULL),
                     CEV_ERR_ARGUMENT);
    ck_assert_str_eq(cev_ctx_message(ctx), "records is NULL");
    tear_down(&good);
}
END_TEST

START_TEST(a_table_records_what_single_orders_do)
{
    const int64_t n = 5003;
    invented_order *orders = invent_orders(n, 900);
    cev_ctx *ctx = new_ctx();
    cev_portfolio *one = new_shop(ctx), *all = new_shop(ctx);
    record_invented(one, orders, n, 1);
    saved_shop wanted = save_shop(one);
    /* Borrowed from an array of structures, by stride. */
    cev_table *table = NULL;
    must(ctx, cev_table_new(ctx, n, &table));
    must(ctx, cev_table_set_column(table, "customer", CEV_INT64,
                                   &orders->customer, sizeof *orders, NULL));
    must(ctx, cev_table_set_column(table, "time", CEV_INT64, &orders->time,
                                   sizeof *orders, NULL));
    must(ctx, cev_table_set_column(table, "amount", CEV_DOUBLE,
                                   &orders->amount, sizeof *orders, NULL));
    must(ctx, cev_portfolio_record(all, CEV_ORDERS, table));
    ck_assert(same_as_saved(all, &wanted));
    cev_table_free(table);
    /* An empty table changes nothing, whatever its customers are. */
    must(ctx, cev_table_new(ctx, 0, &table));
    must(ctx,
         cev_table_set_column(table, "customer", CEV_TEXT, NULL, 8, NULL));
    must(ctx, cev_table_set_column(table, "time", CEV_INT64, NULL, 8, NULL));
    must(ctx, cev_portfolio_record(all, CEV_ORDERS, table));
    ck_assert(same_as_saved(all, &wanted));
    cev_table_free(table);
    free(wanted.bytes);
    cev_portfolio_free(all);
    cev_portfolio_free(one);
    cev_ctx_free(ctx);
    free(orders);
}
END_TEST

/* A stride of 0 makes four billion rows out of one. */
START_TEST(more_orders_than_indices_are_refused)
{
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    must(ctx, cev_portfolio_order_id(shop, 1, 0, 1.0));
    int64_t one = 1;
    cev_table *table = NULL;
    must(ctx, cev_table_new(ctx, INT64_C(0xFFFFFFFE), &table));
    must(ctx,
         cev_table_set_column(table, "customer", CEV_INT64, &one, 0, NULL));
    must(ctx, cev_table_set_column(table, "time", CEV_INT64, &one, 0, NULL));
    ck_assert_int_eq(cev_portfolio_record(shop, CEV_ORDERS, table),
                     CEV_ERR_LIMIT);
    ck_assert_str_eq(cev_ctx_message(ctx),
                     "1 orders and 4294967294 more; wanted at most "
                     "4294967294 in all");
    ck_assert_int_eq(cev_portfolio_count(shop, CEV_ORDERS), 1);
    cev_table_free(table);
    /* As if they were there: nothing looks at them before it is refused. */
    shop->count = CEV__ORDERS_MAX;
    ck_assert_int_eq(cev_portfolio_order_id(shop, 1, 0, 1.0), CEV_ERR_LIMIT);
    shop->count = 1;
    shop->customers.count = CEV__CUSTOMERS_MAX;
    ck_assert_int_eq(cev_portfolio_order_id(shop, 2, 0, 1.0), CEV_ERR_LIMIT);
    ck_assert_str_eq(cev_ctx_message(ctx),
                     "3221225472 customers and one more; wanted at most "
                     "3221225472");
    shop->customers.count = 1;
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

/* Stopped half-way, with thousands of new customers in: nothing stays. */
START_TEST(a_stopped_recording_leaves_nothing)
{
    const int64_t n = 300000;
    invented_order *orders = invent_orders(n, 50000);
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    record_invented(shop, orders, 1000, 1);
    saved_shop before = save_shop(shop);
    cev_table *table = NULL;
    must(ctx, cev_table_new(ctx, n, &table));
    must(ctx, cev_table_set_column(table, "customer", CEV_INT64,
                                   &orders->customer, sizeof *orders, NULL));
    must(ctx, cev_table_set_column(table, "time", CEV_INT64, &orders->time,
                                   sizeof *orders, NULL));
    for (int stop = 1; stop <= 3; stop++) {
        int left = stop;
        must(ctx, cev_ctx_set_progress(ctx, stop_record, &left));
        ck_assert_int_eq(cev_portfolio_record(shop, CEV_ORDERS, table),
                         CEV_ERR_CANCELLED);
        must(ctx, cev_ctx_set_progress(ctx, NULL, NULL));
        ck_assert(same_as_saved(shop, &before));
    }
    must(ctx, cev_portfolio_record(shop, CEV_ORDERS, table));
    ck_assert_int_eq(cev_portfolio_count(shop, CEV_ORDERS), n + 1000);
    free(before.bytes);
    cev_table_free(table);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
    free(orders);
}
END_TEST

/* Rows in the order of bytes, for names that share beginnings, are beginnings
   of each other, or are not ASCII. */
START_TEST(customers_come_in_the_order_of_their_names)
{
    static const char *const stems[] = {"", "a", "customer-0000000", "\xc3\xa9",
                                        "z", "\x01"};
    enum { STEMS = 6, NAMES = 3000 };
    static char long_name[100001];
    memset(long_name, 'a', 100000);
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    uint64_t seed = 1;
    for (int i = 0; i < NAMES; i++) {
        char name[64];
        int length = snprintf(name, 32, "%s", stems[draw(&seed, STEMS)]);
        int64_t more = 1 + draw(&seed, 20);
        for (int64_t j = 0; j < more; j++)
            name[length++] = "aab\x7f"[draw(&seed, 4)];
        name[length] = '\0';
        must(ctx, cev_portfolio_order(shop, name, 0, 1.0));
    }
    for (int i = 1; i < STEMS; i++)
        must(ctx, cev_portfolio_order(shop, stems[i], 0, 1.0));
    must(ctx, cev_portfolio_order(shop, long_name, 0, 1.0));
    cev_table *t = NULL;
    must(ctx, cev_portfolio_summarise(shop, CEV_LATEST, NULL, &t));
    int64_t rows = cev_table_row_count(t);
    ck_assert_int_eq(rows, cev_portfolio_count(shop, CEV_CUSTOMERS));
    for (int64_t row = 1; row < rows; row++)
        ck_assert_int_lt(strcmp(cev_table_text(t, "customer", row - 1),
                                cev_table_text(t, "customer", row)),
                         0);
    cev_table_free(t);
    cev_portfolio_free(shop);

    shop = new_shop(ctx);
    static const int64_t ids[] = {0, INT64_MAX, -1, INT64_MIN + 1, 1, -70000};
    for (int i = 0; i < 6; i++)
        must(ctx, cev_portfolio_order_id(shop, ids[i], 0, 1.0));
    must(ctx, cev_portfolio_summarise(shop, CEV_LATEST, NULL, &t));
    static const int64_t sorted[] = {INT64_MIN + 1, -70000, -1,
                                     0,             1,      INT64_MAX};
    for (int i = 0; i < 6; i++)
        ck_assert_int_eq(cev_table_int64(t, "customer", i), sorted[i]);
    cev_table_free(t);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

typedef struct {
    uint32_t hash;
    int64_t id;
} hashed_id;

static int by_hash(const void *a, const void *b)
{
    uint32_t x = ((const hashed_id *)a)->hash;
    uint32_t y = ((const hashed_id *)b)->hash;
    return (x > y) - (x < y);
}

/* A number as good as drawn: consecutive ones have hashes of their own. */
static hashed_id spread_id(int64_t i)
{
    int64_t id = (int64_t)(cev__mix_bits((uint64_t)i) >> 1);
    return (hashed_id){cev__key_of_id(id).hash, id};
}

/* Two numbers with the same hash are two customers all the same. */
START_TEST(customers_with_like_hashes_are_told_apart)
{
    enum { IDS = 1 << 18 };
    hashed_id *ids = malloc(IDS * sizeof *ids);
    ck_assert_ptr_nonnull(ids);
    for (int64_t i = 0; i < IDS; i++)
        ids[i] = spread_id(i);
    qsort(ids, IDS, sizeof *ids, by_hash);
    int pairs = 0;
    for (int64_t i = 1; i < IDS; i++) {
        if (ids[i].hash != ids[i - 1].hash)
            continue;
        pairs++;
        cev_ctx *ctx = new_ctx();
        cev_portfolio *shop = new_shop(ctx);
        for (int j = 0; j < 6; j++)
            must(ctx, cev_portfolio_order_id(shop, ids[i - j % 2].id, j, 1.0));
        ck_assert_int_eq(cev_portfolio_count(shop, CEV_CUSTOMERS), 2);
        must(ctx, cev_portfolio_erase_id(shop, ids[i].id));
        must(ctx, cev_portfolio_erase_id(shop, ids[i - 1].id));
        cev_portfolio_free(shop);
        cev_ctx_free(ctx);
    }
    ck_assert_int_gt(pairs, 0);
    free(ids);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("ledger");
    tcase_add_test(cases, counts_are_of_orders_and_customers);
    tcase_add_test(cases, new_tells_what_is_missing);
    tcase_add_test(cases, wrong_orders_are_refused);
    tcase_add_test(cases, the_ends_of_time_are_taken);
    tcase_add_test(cases, wrong_rows_are_named);
    tcase_add_test(cases, gaps_are_told_by_validity);
    tcase_add_test(cases, wrong_columns_are_named);
    tcase_add_test(cases, a_table_records_what_single_orders_do);
    tcase_add_test(cases, more_orders_than_indices_are_refused);
    tcase_add_test(cases, a_stopped_recording_leaves_nothing);
    tcase_add_test(cases, customers_come_in_the_order_of_their_names);
    tcase_add_test(cases, customers_with_like_hashes_are_told_apart);
    Suite *s = suite_create("portfolio/ledger");
    suite_add_tcase(s, cases);
    return s;
}

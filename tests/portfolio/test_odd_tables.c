/* Tables that are odd: without rows, with gaps where there can be none. */
#include "portfolio/shop.h"

#include "cev/segments.h"
#include "support/failing.h"

static cev_ctx *ctx;
static cev_portfolio *shop;

static void open_all(void)
{
    ctx = new_ctx();
    shop = new_shop(ctx);
}

static void close_all(void)
{
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}

/* A table with a column of each kind that is asked for. */
static cev_table *odd_table(int64_t rows, int32_t customer, const void *who,
                            int32_t time, const void *when)
{
    cev_table *t = NULL;
    must(ctx, cev_table_new(ctx, rows, &t));
    if (customer != 0)
        must(ctx, cev_table_set_column(t, "customer", customer, who, 8, NULL));
    if (time != 0)
        must(ctx, cev_table_set_column(t, "time", time, when, 8, NULL));
    return t;
}

static void refused(int32_t seen, int32_t wanted, const char *message)
{
    ck_assert_int_eq(seen, wanted);
    ck_assert_str_eq(cev_ctx_message(ctx), message);
}

/* Of no rows the type of a column says nothing. */
START_TEST(tables_without_rows_are_taken_whatever_they_hold)
{
    cev_table *t = odd_table(0, CEV_DOUBLE, NULL, CEV_DOUBLE, NULL);
    must(ctx, cev_portfolio_record(shop, CEV_ORDERS, t));
    must(ctx, cev_table_set_column(t, "score", CEV_DOUBLE, NULL, 8, NULL));
    must(ctx, cev_portfolio_record(shop, CEV_SURVEYS, t));
    must(ctx, cev_table_set_column(t, "segment", CEV_TEXT, NULL, 8, NULL));
    must(ctx, cev_portfolio_order_id(shop, 7, 0, 1.0));
    cev_table *told = NULL;
    must(ctx, cev_portfolio_indicators_by(shop, t, DAY, NULL, &told));
    cev_table_free(told);
    cev_table_free(t);
    ck_assert_int_eq(cev_portfolio_count(shop, CEV_CUSTOMERS), 1);
}
END_TEST

START_TEST(segments_want_whole_customers)
{
    static const char *const who[2] = {"ann", NULL};
    static const char *const segments[2] = {"a", "b"};
    static const double numbers[2] = {1.0, 2.0};
    cev_table *told = NULL;
    cev_table *t = odd_table(2, CEV_TEXT, who, 0, NULL);
    must(ctx, cev_table_set_column(t, "segment", CEV_TEXT, segments,
                                   sizeof *segments, NULL));
    must(ctx, cev_portfolio_order(shop, "ann", 0, 1.0));
    refused(cev_portfolio_indicators_by(shop, t, DAY, NULL, &told),
            CEV_ERR_DOMAIN, "customer[1] is a gap; wanted a customer");
    refused(cev_segments_migration(ctx, t, t, NULL, &told, NULL),
            CEV_ERR_DOMAIN, "customer[1] is a gap; wanted a customer");
    must(ctx, cev_table_set_column(t, "customer", CEV_DOUBLE, numbers, 8,
                                   NULL));
    refused(cev_portfolio_indicators_by(shop, t, DAY, NULL, &told),
            CEV_ERR_COLUMN,
            "column \"customer\" holds doubles; wanted text or int64");
    ck_assert_ptr_null(told);
    cev_table_free(t);
}
END_TEST

/* Times may be gaps by their bits alone, and so may products' numbers. */
START_TEST(gaps_by_bits_are_gaps)
{
    static const int64_t who[3] = {1, 2, 3}, when[3] = {0, DAY, 2 * DAY};
    static const int64_t product[3] = {11, 12, 13};
    static const double number[3] = {21.0, 22.0, 23.0};
    static const uint8_t bits[1] = {0x05};
    cev_table *t = odd_table(3, CEV_INT64, who, CEV_INT64, when);
    must(ctx, cev_table_set_column(t, "product", CEV_INT64, product, 8, bits));
    must(ctx, cev_portfolio_record(shop, CEV_ORDERS, t));
    must(ctx, cev_table_set_column(t, "product", CEV_DOUBLE, number, 8, bits));
    must(ctx, cev_portfolio_record(shop, CEV_ORDERS, t));
    cev_table *told = exported(ctx, shop, CEV_ORDERS);
    int named = 0, unnamed = 0;
    for (int64_t i = 0; i < cev_table_row_count(told); i++)
        *(cev_table_text(told, "product", i) != NULL ? &named : &unnamed) += 1;
    ck_assert_int_eq(named, 4);
    ck_assert_int_eq(unnamed, 2);
    cev_table_free(told);
    must(ctx, cev_table_set_column(t, "time", CEV_INT64, when, 8, bits));
    ck_assert_int_eq(cev_portfolio_record(shop, CEV_ORDERS, t),
                     CEV_ERR_DOMAIN);
    ck_assert_ptr_nonnull(strstr(cev_ctx_message(ctx), "time[1]"));
    cev_table_free(t);
    t = odd_table(3, CEV_INT64, who, CEV_INT64, when);
    must(ctx, cev_table_set_column(t, "customer", CEV_INT64, who, 8, bits));
    refused(cev_portfolio_record(shop, CEV_ORDERS, t), CEV_ERR_ARGUMENT,
            "customer[1] is a gap; wanted a number");
    cev_table_free(t);
}
END_TEST

/* Of numbers alone, which are looked at together first. */
START_TEST(the_row_whose_time_is_too_late_is_told)
{
    static const int64_t who[3] = {1, 2, 3};
    static const int64_t when[3] = {0, CEV_TIME_MAX, CEV_TIME_MAX + 1};
    cev_table *t = odd_table(3, CEV_INT64, who, CEV_INT64, when);
    ck_assert_int_eq(cev_portfolio_record(shop, CEV_ORDERS, t),
                     CEV_ERR_DOMAIN);
    ck_assert_ptr_nonnull(strstr(cev_ctx_message(ctx), "time[2]"));
    ck_assert_int_eq(cev_portfolio_count(shop, CEV_CUSTOMERS), 0);
    cev_table_free(t);
}
END_TEST

/* Only attributes are texts. */
START_TEST(texts_where_numbers_are_wanted_are_refused)
{
    static const int64_t who[1] = {1}, when[1] = {0};
    static const double number[1] = {1.0};
    static const char *const words[1] = {"nine"};
    cev_table *t = odd_table(1, CEV_INT64, who, CEV_INT64, when);
    must(ctx, cev_table_set_column(t, "score", CEV_TEXT, words, sizeof *words,
                                   NULL));
    refused(cev_portfolio_record(shop, CEV_SURVEYS, t), CEV_ERR_COLUMN,
            "column \"score\" is text; wanted doubles or int64");
    must(ctx, cev_table_set_column(t, "attribute", CEV_TEXT, words,
                                   sizeof *words, NULL));
    must(ctx, cev_table_set_column(t, "text", CEV_DOUBLE, number, 8, NULL));
    ck_assert_int_eq(cev_portfolio_record(shop, CEV_ATTRIBUTES, t),
                     CEV_ERR_COLUMN);
    ck_assert_ptr_nonnull(strstr(cev_ctx_message(ctx), "\"text\""));
    ck_assert_int_eq(cev_portfolio_count(shop, CEV_SURVEYS), 0);
    cev_table_free(t);
}
END_TEST

/* Without orders the last thing that happened is an event. */
START_TEST(a_shop_of_events_has_its_last_one)
{
    cev_table *told = NULL;
    must(ctx, cev_portfolio_event_id(shop, CEV_CONTACTS, 1, 9 * DAY, "call",
                                     1.0, NULL));
    must(ctx, cev_portfolio_event_id(shop, CEV_CONTACTS, 1, 5 * DAY, "call",
                                     1.0, NULL));
    must(ctx, cev_portfolio_features(shop, CEV_LATEST, NULL, &told));
    ck_assert_int_eq(cev_table_row_count(told), 1);
    cev_table_free(told);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("odd tables");
    tcase_add_checked_fixture(cases, open_all, close_all);
    tcase_add_test(cases, tables_without_rows_are_taken_whatever_they_hold);
    tcase_add_test(cases, segments_want_whole_customers);
    tcase_add_test(cases, gaps_by_bits_are_gaps);
    tcase_add_test(cases, the_row_whose_time_is_too_late_is_told);
    tcase_add_test(cases, texts_where_numbers_are_wanted_are_refused);
    tcase_add_test(cases, a_shop_of_events_has_its_last_one);
    Suite *s = suite_create("portfolio/odd tables");
    suite_add_tcase(s, cases);
    return s;
}

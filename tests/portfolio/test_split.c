/* One portfolio of two and two of one; records out again as tables. */
#include <stdio.h>

#include "portfolio/shop.h"

/* PORT-MERGE-1 */
START_TEST(merging_any_split_in_any_order_is_one_portfolio)
{
    const int64_t n = 5003;
    invented_order *orders = invent_orders(n, 700);
    cev_ctx *ctx = new_ctx(), *elsewhere = new_ctx();
    cev_portfolio *whole = new_shop(ctx);
    record_invented(whole, orders, n, 1);
    saved_shop wanted = save_shop(whole);
    for (int64_t parts = 1; parts <= 5; parts++) {
        /* Dealt out by a step, merged from the last to the first. */
        cev_portfolio *merged = new_shop(ctx);
        for (int64_t part = parts - 1; part >= 0; part--) {
            cev_portfolio *piece = new_shop(part % 2 ? ctx : elsewhere);
            for (int64_t i = part; i < n; i += parts)
                must(ctx, cev_portfolio_order_id(piece, orders[i].customer,
                                                 orders[i].time,
                                                 orders[i].amount));
            must(ctx, cev_portfolio_merge(merged, piece));
            cev_portfolio_free(piece);
        }
        ck_assert(same_as_saved(merged, &wanted));
        cev_portfolio_free(merged);
    }
    free(wanted.bytes);
    cev_portfolio_free(whole);
    cev_ctx_free(elsewhere);
    cev_ctx_free(ctx);
    free(orders);
}
END_TEST

START_TEST(merging_with_itself_doubles)
{
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    cev_table *t = NULL;
    must(ctx, cev_portfolio_merge(shop, shop));
    buy(shop, "ann", 1, 1.0);
    buy(shop, "bob", 2, 2.0);
    must(ctx, cev_portfolio_merge(shop, shop));
    ck_assert_int_eq(cev_portfolio_count(shop, CEV_ORDERS), 4);
    must(ctx, cev_portfolio_summarise(shop, CEV_LATEST, NULL, &t));
    ck_assert_double_eq(cev_table_double(t, "revenue", 0), 2.0);
    ck_assert_double_eq(cev_table_double(t, "revenue", 1), 4.0);
    cev_table_free(t);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

START_TEST(numbers_and_names_do_not_merge)
{
    cev_ctx *ctx = new_ctx();
    cev_portfolio *names = new_shop(ctx), *numbers = new_shop(ctx),
                  *empty = new_shop(ctx);
    buy(names, "1", 0, 1.0);
    must(ctx, cev_portfolio_order_id(numbers, 1, 0, 1.0));
    ck_assert_int_eq(cev_portfolio_merge(names, numbers), CEV_ERR_ARGUMENT);
    ck_assert_int_eq(cev_portfolio_merge(numbers, names), CEV_ERR_ARGUMENT);
    ck_assert_str_eq(cev_ctx_message(ctx),
                     "customer is text; wanted an int64, by which this "
                     "portfolio knows its customers");
    ck_assert_int_eq(cev_portfolio_count(numbers, CEV_ORDERS), 1);
    ck_assert_int_eq(cev_portfolio_merge(NULL, names), CEV_ERR_ARGUMENT);
    ck_assert_int_eq(cev_portfolio_merge(names, NULL), CEV_ERR_ARGUMENT);
    ck_assert_str_eq(cev_ctx_message(ctx), "other is NULL");
    must(ctx, cev_portfolio_merge(numbers, empty));
    must(ctx, cev_portfolio_merge(empty, numbers));
    must(ctx, cev_portfolio_merge(empty, numbers));
    ck_assert_int_eq(cev_portfolio_count(empty, CEV_ORDERS), 2);
    cev_portfolio_free(empty);
    cev_portfolio_free(numbers);
    cev_portfolio_free(names);
    cev_ctx_free(ctx);
}
END_TEST

START_TEST(splits_fall_at_the_end_of_a_day_and_merge_again)
{
    const int64_t n = 3001;
    invented_order *orders = invent_orders(n, 400);
    cev_ctx *ctx = new_ctx();
    cev_portfolio *whole = new_shop(ctx);
    record_invented(whole, orders, n, 1);
    saved_shop wanted = save_shop(whole);
    const int64_t at[] = {CEV_TIME_MIN, -350 * DAY, -DAY, -1, 0,
                          DAY - 1,      100 * DAY,  CEV_TIME_MAX, CEV_LATEST};
    for (size_t i = 0; i < sizeof at / sizeof *at; i++) {
        int64_t end = at[i] == CEV_LATEST
                          ? INT64_MAX
                          : (int64_t)floor((double)at[i] / DAY) * DAY + DAY;
        int64_t before = 0;
        for (int64_t j = 0; j < n; j++)
            before += orders[j].time < end;
        cev_portfolio *calibration = NULL, *holdout = NULL;
        must(ctx, cev_portfolio_split(whole, at[i], &calibration, &holdout));
        ck_assert_int_eq(cev_portfolio_count(calibration, CEV_ORDERS), before);
        ck_assert_int_eq(cev_portfolio_count(holdout, CEV_ORDERS), n - before);
        ck_assert(same_as_saved(whole, &wanted));
        /* What the calibration says is what the whole said then. */
        if (before > 0 && at[i] != CEV_LATEST) {
            cev_table *a = NULL, *b = NULL;
            must(ctx, cev_portfolio_summarise(whole, at[i], NULL, &a));
            must(ctx, cev_portfolio_summarise(calibration, at[i], NULL, &b));
            same_tables(a, b);
            cev_table_free(b);
            cev_table_free(a);
        }
        must(ctx, cev_portfolio_merge(holdout, calibration));
        ck_assert(same_as_saved(holdout, &wanted));
        cev_portfolio_free(holdout);
        cev_portfolio_free(calibration);
    }
    free(wanted.bytes);
    cev_portfolio_free(whole);
    cev_ctx_free(ctx);
    free(orders);
}
END_TEST

START_TEST(wrong_splits_are_told)
{
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx), *a = NULL, *b = NULL;
    ck_assert_int_eq(cev_portfolio_split(NULL, 0, &a, &b), CEV_ERR_ARGUMENT);
    ck_assert_int_eq(cev_portfolio_split(shop, 0, NULL, &b), CEV_ERR_ARGUMENT);
    ck_assert_str_eq(cev_ctx_message(ctx), "calibration is NULL");
    ck_assert_int_eq(cev_portfolio_split(shop, 0, &a, NULL), CEV_ERR_ARGUMENT);
    ck_assert_str_eq(cev_ctx_message(ctx), "holdout is NULL");
    ck_assert_int_eq(cev_portfolio_split(shop, CEV_TIME_MAX + 1, &a, &b),
                     CEV_ERR_DOMAIN);
    ck_assert_str_eq(cev_ctx_message(ctx),
                     "at = 253402300800; wanted -62135596800 to 253402300799, "
                     "seconds since 1970, or CEV_LATEST");
    ck_assert_int_eq(cev_portfolio_split(shop, CEV_TIME_MIN - 1, &a, &b),
                     CEV_ERR_DOMAIN);
    ck_assert_ptr_null(a);
    ck_assert_ptr_null(b);
    must(ctx, cev_portfolio_split(shop, CEV_LATEST, &a, &b));
    ck_assert_int_eq(cev_portfolio_count(a, CEV_ORDERS), 0);
    ck_assert_int_eq(cev_portfolio_count(b, CEV_ORDERS), 0);
    cev_portfolio_free(b);
    cev_portfolio_free(a);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

START_TEST(exported_records_can_be_recorded_again)
{
    const int64_t n = 1000;
    invented_order *orders = invent_orders(n, 100);
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shops[] = {new_shop(ctx), new_shop(ctx)};
    record_invented(shops[0], orders, n, 1);
    for (int64_t i = 0; i < n; i++) {
        char name[32];
        snprintf(name, sizeof name, "c%" PRId64, orders[i].customer);
        must(ctx, cev_portfolio_order(shops[1], name, orders[i].time,
                                      orders[i].amount));
    }
    for (int i = 0; i < 2; i++) {
        saved_shop wanted = save_shop(shops[i]);
        cev_portfolio *again = new_shop(ctx);
        cev_table *t = NULL;
        must(ctx, cev_portfolio_export(shops[i], CEV_ORDERS, &t));
        ck_assert_int_eq(cev_table_row_count(t), n);
        must(ctx, cev_portfolio_record(again, CEV_ORDERS, t));
        ck_assert(same_as_saved(again, &wanted));
        cev_table_free(t);
        cev_portfolio_free(again);
        free(wanted.bytes);
        cev_portfolio_free(shops[i]);
    }
    cev_ctx_free(ctx);
    free(orders);
}
END_TEST

START_TEST(a_history_is_by_time)
{
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    cev_table *t = NULL;
    buy(shop, "ann", 3, 1.0);
    buy(shop, "bob", 2, 9.0);
    buy(shop, "ann", 1, NAN);
    buy(shop, "ann", 1, 5.0);
    buy(shop, "ann", 1, NAN);
    buy(shop, "ann", 1, -5.0);
    must(ctx, cev_portfolio_history(shop, CEV_ORDERS, "ann", &t));
    static const int64_t days[] = {1, 1, 1, 1, 3};
    static const double amounts[] = {-5.0, 5.0, NAN, NAN, 1.0};
    ck_assert_int_eq(cev_table_row_count(t), 5);
    for (int i = 0; i < 5; i++) {
        double amount = cev_table_double(t, "amount", i);
        ck_assert_str_eq(cev_table_text(t, "customer", i), "ann");
        ck_assert_int_eq(cev_table_int64(t, "time", i),
                         days[i] * DAY + DAY / 2);
        ck_assert(amount == amounts[i] || (isnan(amount) && i / 2 == 1));
    }
    cev_table_free(t);
    t = NULL;
    ck_assert_int_eq(cev_portfolio_history(shop, CEV_ORDERS, "eve", &t),
                     CEV_ERR_NOT_FOUND);
    ck_assert_int_eq(cev_portfolio_history_id(shop, CEV_ORDERS, 1, &t),
                     CEV_ERR_ARGUMENT);
    ck_assert_int_eq(cev_portfolio_history(shop, "visits", "ann", &t),
                     CEV_ERR_KIND);
    ck_assert_int_eq(cev_portfolio_history(shop, NULL, "ann", &t),
                     CEV_ERR_ARGUMENT);
    ck_assert_int_eq(cev_portfolio_history(shop, CEV_ORDERS, NULL, &t),
                     CEV_ERR_ARGUMENT);
    ck_assert_int_eq(cev_portfolio_history(shop, CEV_ORDERS, "ann", NULL),
                     CEV_ERR_ARGUMENT);
    ck_assert_int_eq(cev_portfolio_history(NULL, CEV_ORDERS, "ann", &t),
                     CEV_ERR_ARGUMENT);
    ck_assert_int_eq(cev_portfolio_history_id(NULL, CEV_ORDERS, 1, &t),
                     CEV_ERR_ARGUMENT);
    ck_assert_int_eq(cev_portfolio_history_id(shop, "visits", 1, &t),
                     CEV_ERR_KIND);
    ck_assert_int_eq(cev_portfolio_export(NULL, CEV_ORDERS, &t),
                     CEV_ERR_ARGUMENT);
    ck_assert_int_eq(cev_portfolio_export(shop, "visits", &t), CEV_ERR_KIND);
    ck_assert_ptr_null(t);
    cev_portfolio_free(shop);
    shop = new_shop(ctx);
    must(ctx, cev_portfolio_order_id(shop, 5, 6, 7.0));
    must(ctx, cev_portfolio_history_id(shop, CEV_ORDERS, 5, &t));
    ck_assert_int_eq(cev_table_int64(t, "customer", 0), 5);
    cev_table_free(t);
    ck_assert_int_eq(cev_portfolio_history_id(shop, CEV_ORDERS, 6, &t),
                     CEV_ERR_NOT_FOUND);
    ck_assert_str_eq(cev_ctx_message(ctx), "no customer 6 is in the portfolio");
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("split");
    tcase_add_test(cases, merging_any_split_in_any_order_is_one_portfolio);
    tcase_add_test(cases, merging_with_itself_doubles);
    tcase_add_test(cases, numbers_and_names_do_not_merge);
    tcase_add_test(cases, splits_fall_at_the_end_of_a_day_and_merge_again);
    tcase_add_test(cases, wrong_splits_are_told);
    tcase_add_test(cases, exported_records_can_be_recorded_again);
    tcase_add_test(cases, a_history_is_by_time);
    Suite *s = suite_create("portfolio/split");
    suite_add_tcase(s, cases);
    return s;
}

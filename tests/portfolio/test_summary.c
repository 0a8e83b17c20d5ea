/* Summaries: published values, and what counts as a purchase. */
#include "portfolio/shop.h"
#include "support/stops.h"

#include <stdio.h>

/* CDNOW's statistics by customer, calibration and holdout; amounts are sums of
   up to a few dozen cents, so 1e-12 is a rounding error or two. */
START_TEST(cdnow_gives_the_published_statistics)
{
    char path[SHARED_PATH_SIZE];
    if (!shared_path(path, "cdnow_sample.csv"))
        SKIP("no %s", path);
    sheet *orders = sheet_open(path);
    if (!shared_path(path, "cdnow_sample_scores.csv"))
        SKIP("no %s", path);
    sheet *wanted = sheet_open(path);
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    record_sheet(ctx, shop, orders, "customer_id", "date", "amount");
    cev_options *options = new_options(ctx);
    must(ctx, cev_options_set_int(options, CEV_OPT_HOLDOUT, 273));
    cev_table *seen = NULL;
    must(ctx, cev_portfolio_summarise(shop, CDNOW_AS_OF, options, &seen));

    ck_assert_int_eq(cev_table_row_count(seen), 2357);
    ck_assert_uint_eq(sheet_rows(wanted), 2357);
    double purchases = 0.0;
    for (size_t i = 0; i < sheet_rows(wanted); i++) {
        int64_t row = (int64_t)i;
        double x = sheet_double(wanted, i, sheet_column(wanted, "x"));
        double later =
            sheet_double(wanted, i, sheet_column(wanted, "holdout_x"));
        ck_assert_int_eq(cev_table_int64(seen, "customer", row), row + 1);
        ck_assert_double_eq(cev_table_double(seen, "x", row), x);
        ck_assert_double_eq(
            cev_table_double(seen, "t_x", row),
            sheet_double(wanted, i, sheet_column(wanted, "t_x_days")));
        ck_assert_double_eq(
            cev_table_double(seen, "T", row),
            sheet_double(wanted, i, sheet_column(wanted, "T_days")));
        double m_x = cev_table_double(seen, "m_x", row);
        if (x > 0)
            ck_assert_near(
                m_x, sheet_double(wanted, i, sheet_column(wanted, "m_x")),
                1e-12);
        else
            ck_assert(isnan(m_x));
        ck_assert_double_eq(cev_table_double(seen, "x_holdout", row), later);
        ck_assert_double_eq(cev_table_double(seen, "T_holdout", row), 273.0);
        ck_assert_near(
            cev_table_double(seen, "revenue_holdout", row),
            sheet_double(wanted, i, sheet_column(wanted, "holdout_spend")),
            1e-12);
        purchases += later;
    }
    ck_assert_double_eq(purchases, 1882.0);
    cev_table_free(seen);
    cev_options_free(options);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
    sheet_close(wanted);
    sheet_close(orders);
}
END_TEST

/* 1,525 customers without amounts; 52 weeks and 52 weeks of holdout, in which
   3,389 purchases were made. */
START_TEST(grocery_has_no_amounts)
{
    char path[SHARED_PATH_SIZE];
    if (!shared_path(path, "grocery.csv"))
        SKIP("no %s", path);
    sheet *orders = sheet_open(path);
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    record_sheet(ctx, shop, orders, "customer_id", "date", NULL);
    cev_options *options = new_options(ctx);
    must(ctx, cev_options_set_double(options, CEV_OPT_TIME_UNIT, 7.0 * DAY));
    must(ctx, cev_options_set_double(options, CEV_OPT_HOLDOUT, 52.0));
    cev_table *seen = NULL;
    const int64_t end_of_2006 = 13513; /* days */
    must(ctx, cev_portfolio_summarise(shop, end_of_2006 * DAY, options, &seen));
    ck_assert_int_eq(cev_table_row_count(seen), 1525);
    double later = 0.0;
    for (int64_t row = 0; row < 1525; row++) {
        ck_assert(isnan(cev_table_double(seen, "m_x", row)));
        ck_assert(isnan(cev_table_double(seen, "revenue", row)));
        ck_assert(isnan(cev_table_double(seen, "refunds", row)));
        ck_assert(isnan(cev_table_double(seen, "revenue_holdout", row))
                  == (cev_table_double(seen, "x_holdout", row) > 0.0));
        later += cev_table_double(seen, "x_holdout", row);
    }
    ck_assert_double_eq(later, 3389.0);
    cev_table_free(seen);
    cev_options_free(options);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
    sheet_close(orders);
}
END_TEST

static double total(const cev_table *table, const char *name)
{
    double sum = 0.0;
    for (int64_t row = 0; row < cev_table_row_count(table); row++)
        if (!isnan(cev_table_double(table, name, row)))
            sum += cev_table_double(table, name, row);
    return sum;
}

/* The totals were counted apart, in Python, by days and exact sums. */
START_TEST(online_retail_is_counted_by_days)
{
    char path[SHARED_PATH_SIZE];
    if (!shared_path(path, "online_retail_2010_invoices.csv"))
        SKIP("no %s", path);
    sheet *orders = sheet_open(path);
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    for (size_t i = 0; i < sheet_rows(orders); i++) {
        const char *customer =
            sheet_text(orders, i, sheet_column(orders, "customer_id"));
        double amount =
            sheet_double(orders, i, sheet_column(orders, "amount"));
        char kind =
            sheet_text(orders, i, sheet_column(orders, "invoice"))[0];
        if (*customer && amount > 0 && kind != 'C' && kind != 'A')
            must(ctx,
                 cev_portfolio_order(
                     shop, customer,
                     sheet_seconds(orders, i, sheet_column(orders, "datetime")),
                     amount));
    }
    cev_table *seen = NULL;
    must(ctx, cev_portfolio_summarise(shop, CEV_LATEST, NULL, &seen));
    ck_assert_int_eq(cev_table_row_count(seen), 4312);
    ck_assert_double_eq(total(seen, "x"), 12687.0);
    ck_assert_double_eq(total(seen, "t_x"), 579207.0);
    ck_assert_double_eq(total(seen, "T"), 968031.0);
    /* plain sums of 4,312 positive terms */
    ck_assert_rel(total(seen, "m_x"), 1170625.636513162, 1e-12);
    ck_assert_rel(total(seen, "revenue"), 8832003.26, 1e-12);
    cev_table_free(seen);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
    sheet_close(orders);
}
END_TEST

START_TEST(orders_of_one_day_are_one_purchase)
{
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    must(ctx, cev_portfolio_order(shop, "ann", 10 * DAY, 1.0));
    must(ctx, cev_portfolio_order(shop, "ann", 11 * DAY - 1, 2.0));
    must(ctx, cev_portfolio_order(shop, "ann", 11 * DAY, 4.0));
    must(ctx, cev_portfolio_order(shop, "ann", 15 * DAY, 8.0));
    must(ctx, cev_portfolio_order(shop, "ann", 15 * DAY + 1, 16.0));
    cev_table *row = row_of(shop, ctx, 20);
    ck_assert_double_eq(cev_table_double(row, "x", 0), 2.0);
    ck_assert_double_eq(cev_table_double(row, "t_x", 0), 5.0);
    ck_assert_double_eq(cev_table_double(row, "T", 0), 10.0);
    ck_assert_double_eq(cev_table_double(row, "m_x", 0), 14.0);
    ck_assert_double_eq(cev_table_double(row, "revenue", 0), 31.0);
    ck_assert_int_eq(cev_table_int64(row, "first", 0), 10 * DAY);
    ck_assert_int_eq(cev_table_int64(row, "last", 0), 15 * DAY);
    cev_table_free(row);
    /* The day of as_of counts to its end, whichever second is named. */
    for (int i = 0; i < 2; i++) {
        must(ctx, cev_portfolio_summarise(
                      shop, i == 0 ? 15 * DAY : 16 * DAY - 1, NULL, &row));
        ck_assert_double_eq(cev_table_double(row, "x", 0), 2.0);
        ck_assert_double_eq(cev_table_double(row, "T", 0), 5.0);
        ck_assert_double_eq(cev_table_double(row, "revenue", 0), 31.0);
        cev_table_free(row);
    }
    must(ctx, cev_portfolio_summarise(shop, 15 * DAY - 1, NULL, &row));
    ck_assert_double_eq(cev_table_double(row, "x", 0), 1.0);
    cev_table_free(row);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

START_TEST(time_before_1970_is_time_like_any)
{
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    must(ctx, cev_portfolio_order(shop, "ann", -1, 1.0));
    must(ctx, cev_portfolio_order(shop, "ann", 0, 1.0));
    must(ctx, cev_portfolio_order(shop, "ann", -DAY, 1.0));
    must(ctx, cev_portfolio_order(shop, "ann", -DAY - 1, 1.0));
    cev_table *row = row_of(shop, ctx, 0);
    ck_assert_double_eq(cev_table_double(row, "x", 0), 2.0);
    ck_assert_double_eq(cev_table_double(row, "t_x", 0), 2.0);
    ck_assert_int_eq(cev_table_int64(row, "first", 0), -2 * DAY);
    cev_table_free(row);
    row = row_of(shop, ctx, -1);
    ck_assert_double_eq(cev_table_double(row, "x", 0), 1.0);
    cev_table_free(row);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

START_TEST(times_reach_from_the_year_1_to_9999)
{
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    must(ctx, cev_portfolio_order(shop, "ann", CEV_TIME_MIN, 1.0));
    must(ctx, cev_portfolio_order(shop, "ann", CEV_TIME_MAX, 1.0));
    cev_options *options = new_options(ctx);
    static const double bins[] = {1.0, 86400.0, 3600.0, 31557600000.0};
    for (size_t i = 0; i < sizeof bins / sizeof *bins; i++) {
        cev_table *t = NULL;
        must(ctx, cev_options_set_int(options, CEV_OPT_BIN, (int64_t)bins[i]));
        must(ctx, cev_options_set_double(options, CEV_OPT_TIME_UNIT, 1.0));
        must(ctx, cev_options_set_double(options, CEV_OPT_HOLDOUT, 1e15));
        must(ctx, cev_portfolio_summarise(shop, CEV_LATEST, options, &t));
        ck_assert_double_eq(cev_table_double(t, "x", 0), 1.0);
        double age = cev_table_double(t, "T", 0);
        ck_assert(fabs(age - (double)(CEV_TIME_MAX - CEV_TIME_MIN)) <= bins[i]);
        ck_assert_double_eq(cev_table_double(t, "x_holdout", 0), 0.0);
        ck_assert_double_eq(cev_table_double(t, "T_holdout", 0), 1e15);
        cev_table_free(t);
        must(ctx, cev_portfolio_summarise(shop, CEV_TIME_MIN, options, &t));
        ck_assert_double_eq(cev_table_double(t, "x", 0), 0.0);
        ck_assert_double_eq(cev_table_double(t, "x_holdout", 0), 1.0);
        cev_table_free(t);
    }
    cev_options_free(options);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

START_TEST(holdout_is_cut_to_the_day)
{
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    cev_options *options = new_options(ctx);
    cev_table *t = NULL;
    buy(shop, "ann", 100, 1.0);
    buy(shop, "ann", 110, 2.0);
    buy(shop, "ann", 111, 4.0);
    buy(shop, "ann", 117, 8.0);
    buy(shop, "ann", 118, 16.0);
    buy(shop, "bob", 111, 32.0);
    must(ctx, cev_options_set_double(options, CEV_OPT_HOLDOUT, 7.0));
    must(ctx, cev_portfolio_summarise(shop, 110 * DAY, options, &t));
    ck_assert_int_eq(cev_table_row_count(t), 1); /* bob came later */
    ck_assert_double_eq(cev_table_double(t, "x", 0), 1.0);
    ck_assert_double_eq(cev_table_double(t, "m_x", 0), 2.0);
    ck_assert_double_eq(cev_table_double(t, "revenue", 0), 3.0);
    ck_assert_double_eq(cev_table_double(t, "x_holdout", 0), 2.0);
    ck_assert_double_eq(cev_table_double(t, "T_holdout", 0), 7.0);
    ck_assert_double_eq(cev_table_double(t, "m_x_holdout", 0), 6.0);
    ck_assert_double_eq(cev_table_double(t, "revenue_holdout", 0), 12.0);
    cev_table_free(t);
    /* One week is seven days; 6.999 days end before the seventh does. */
    must(ctx, cev_options_set_double(options, CEV_OPT_HOLDOUT, 6.999));
    must(ctx, cev_portfolio_summarise(shop, 110 * DAY, options, &t));
    ck_assert_double_eq(cev_table_double(t, "x_holdout", 0), 1.0);
    cev_table_free(t);
    must(ctx, cev_options_set_double(options, CEV_OPT_HOLDOUT, 0.0));
    must(ctx, cev_portfolio_summarise(shop, 110 * DAY, options, &t));
    ck_assert_int_eq(cev_table_column_count(t), 10);
    cev_table_free(t);
    cev_options_free(options);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

/* Many long gaps, whose product no double holds, and another unit of time. */
START_TEST(litt_is_the_sum_of_the_logs_of_the_gaps)
{
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    cev_options *options = new_options(ctx);
    cev_table *t = NULL;
    double sum = 0.0;
    buy(shop, "once", 3, 1.0);
    for (int64_t i = 0, day = 0; i <= 300; i++) {
        buy(shop, "often", day, 1.0);
        sum += i < 300 ? log((double)(900 + 7 * i) / 30.0) : 0.0;
        day += 900 + 7 * i;
    }
    must(ctx, cev_options_set_double(options, CEV_OPT_TIME_UNIT,
                                     30.0 * (double)DAY));
    must(ctx, cev_portfolio_summarise(shop, CEV_LATEST, options, &t));
    ck_assert_near(cev_table_double(t, "litt", 0), sum, 1e-11);
    ck_assert_double_eq(cev_table_double(t, "litt", 1), 0.0);
    cev_table_free(t);
    cev_options_free(options);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

/* Days that are given in months or years are as many days all the same. */
START_TEST(holdouts_in_other_units_keep_their_last_day)
{
    static const double units[] = {30.4375, 365.25, 7.0, 10.0, 3.0};
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    cev_options *options = new_options(ctx);
    for (int64_t day = 0; day <= 800; day++)
        buy(shop, "ann", day, 1.0);
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        must(ctx, cev_options_set_double(options, CEV_OPT_TIME_UNIT,
                                         units[i] * (double)DAY));
        for (int day = 1; day < 800; day++) {
            cev_table *t = NULL;
            must(ctx, cev_options_set_double(options, CEV_OPT_HOLDOUT,
                                             day / units[i]));
            must(ctx, cev_portfolio_summarise(shop, 0, options, &t));
            ck_assert_double_eq(cev_table_double(t, "x_holdout", 0), day);
            cev_table_free(t);
        }
    }
    cev_options_free(options);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

START_TEST(customers_without_a_purchase_have_no_row)
{
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    cev_table *t = NULL;
    must(ctx, cev_portfolio_summarise(shop, CEV_LATEST, NULL, &t));
    ck_assert_int_eq(cev_table_row_count(t), 0);
    ck_assert_int_eq(cev_table_column_count(t), 10);
    ck_assert_str_eq(cev_table_name(t, 0), "customer");
    cev_table_free(t);
    buy(shop, "dot", 1, -5.0);
    buy(shop, "ann", 2, 5.0);
    buy(shop, "cid", 3, 5.0);
    must(ctx, cev_portfolio_summarise(shop, 2 * DAY, NULL, &t));
    ck_assert_int_eq(cev_table_row_count(t), 1);
    ck_assert_str_eq(cev_table_text(t, "customer", 0), "ann");
    cev_table *row = t;
    static const char *const absent[] = {"dot", "cid", "eve"};
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(
            cev_portfolio_customer(shop, absent[i], 2 * DAY, NULL, &row),
            CEV_ERR_NOT_FOUND);
    ck_assert_ptr_eq(row, t);
    ck_assert_str_eq(cev_ctx_message(ctx),
                     "no customer \"eve\" is in the portfolio");
    cev_table_free(t);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

/* Runs the pieces in an order that jumps about. */
static void scrambled(void *user, int64_t count, cev_task task, void *state)
{
    ++*(int64_t *)user;
    int64_t step = 7;
    while (count % step == 0)
        step += 2;
    for (int64_t i = 0; i < count; i++)
        task(state, (i * step + 3) % count);
}

/* PORT-ORDER-1, CTX-PAR-1 */
START_TEST(threads_and_recording_order_change_no_bit)
{
    const int64_t n = 60000, customers = 15000;
    invented_order *orders = invent_orders(n, customers);
    cev_ctx *ctx = new_ctx();
    cev_options *options = new_options(ctx);
    must(ctx, cev_options_set_double(options, CEV_OPT_HOLDOUT, 100.0));
    cev_table *wanted = NULL;
    static const int64_t steps[] = {1, 7, 29989, 59999};
    for (int i = 0; i < 4; i++) {
        cev_portfolio *shop = new_shop(ctx);
        cev_table *seen = NULL;
        int64_t calls = 0;
        record_invented(shop, orders, n, steps[i]);
        must(ctx, cev_ctx_set_parallel(ctx, i == 0 ? NULL : scrambled, &calls));
        must(ctx, cev_portfolio_summarise(shop, 100 * DAY, options, &seen));
        ck_assert(i == 0 ? calls == 0 : calls > 0);
        if (i == 0)
            wanted = seen;
        else
            same_tables(seen, wanted);
        if (i > 0)
            cev_table_free(seen);
        cev_portfolio_free(shop);
    }
    ck_assert_int_gt(cev_table_row_count(wanted), 10000);
    cev_table_free(wanted);
    cev_options_free(options);
    cev_ctx_free(ctx);
    free(orders);
}
END_TEST

/* Row `row` of a table is the only one of another. */
static void is_row(const cev_table *one, const cev_table *all, int64_t row)
{
    for (int64_t i = 1; i < cev_table_column_count(all); i++) {
        const char *name = cev_table_name(all, i);
        const void *a, *b;
        must(NULL, cev_table_column(one, name, NULL, &a, NULL, NULL));
        must(NULL, cev_table_column(all, name, NULL, &b, NULL, NULL));
        ck_assert(memcmp(a, (const char *)b + 8 * row, 8) == 0);
    }
}

START_TEST(one_customer_is_the_row_of_the_summary)
{
    const int64_t n = 2000;
    invented_order *orders = invent_orders(n, 300);
    cev_ctx *ctx = new_ctx();
    cev_portfolio *numbers = new_shop(ctx), *names = new_shop(ctx);
    record_invented(numbers, orders, n, 1);
    for (int64_t i = 0; i < n; i++) {
        char name[32];
        snprintf(name, sizeof name, "customer %09" PRId64,
                 orders[i].customer + 5000);
        must(ctx, cev_portfolio_order(names, name, orders[i].time,
                                      orders[i].amount));
    }
    cev_options *options = new_options(ctx);
    must(ctx, cev_options_set_double(options, CEV_OPT_HOLDOUT, 200.0));
    cev_table *by_number = NULL, *by_name = NULL, *one = NULL;
    must(ctx, cev_portfolio_summarise(numbers, 0, options, &by_number));
    must(ctx, cev_portfolio_summarise(names, 0, options, &by_name));
    ck_assert_int_eq(cev_table_row_count(by_number),
                     cev_table_row_count(by_name));
    for (int64_t row = 0; row < cev_table_row_count(by_number); row++) {
        int64_t id = cev_table_int64(by_number, "customer", row);
        must(ctx, cev_portfolio_customer_id(numbers, id, 0, options, &one));
        ck_assert_int_eq(cev_table_int64(one, "customer", 0), id);
        is_row(one, by_number, row);
        cev_table_free(one);
        const char *name = cev_table_text(by_name, "customer", row);
        must(ctx, cev_portfolio_customer(names, name, 0, options, &one));
        ck_assert_str_eq(cev_table_text(one, "customer", 0), name);
        is_row(one, by_name, row);
        is_row(one, by_number, row);
        cev_table_free(one);
    }
    cev_table_free(by_name);
    cev_table_free(by_number);
    cev_options_free(options);
    cev_portfolio_free(names);
    cev_portfolio_free(numbers);
    cev_ctx_free(ctx);
    free(orders);
}
END_TEST

START_TEST(summary_stops_when_asked)
{
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    buy(shop, "ann", 1, 1.0);
    cev_table *t = NULL;
    must(ctx, cev_ctx_set_progress(ctx, stop_work, NULL));
    ck_assert_int_eq(cev_portfolio_summarise(shop, CEV_LATEST, NULL, &t),
                     CEV_ERR_CANCELLED);
    ck_assert_ptr_null(t);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

START_TEST(wrong_questions_are_told)
{
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    cev_table *t = NULL;
    buy(shop, "ann", 1, 1.0);
    ck_assert_int_eq(cev_portfolio_summarise(NULL, 0, NULL, &t),
                     CEV_ERR_ARGUMENT);
    ck_assert_int_eq(cev_portfolio_summarise(shop, 0, NULL, NULL),
                     CEV_ERR_ARGUMENT);
    ck_assert_str_eq(cev_ctx_message(ctx), "out is NULL");
    ck_assert_int_eq(
        cev_portfolio_summarise(shop, CEV_TIME_MAX + 1, NULL, &t),
        CEV_ERR_DOMAIN);
    ck_assert_str_eq(cev_ctx_message(ctx),
                     "as_of = 253402300800; wanted -62135596800 to "
                     "253402300799, seconds since 1970, or CEV_LATEST");
    ck_assert_int_eq(
        cev_portfolio_summarise(shop, CEV_TIME_MIN - 1, NULL, &t),
        CEV_ERR_DOMAIN);
    ck_assert_int_eq(cev_portfolio_customer(NULL, "ann", 0, NULL, &t),
                     CEV_ERR_ARGUMENT);
    ck_assert_int_eq(cev_portfolio_customer(shop, NULL, 0, NULL, &t),
                     CEV_ERR_ARGUMENT);
    ck_assert_int_eq(cev_portfolio_customer(shop, "ann", 0, NULL, NULL),
                     CEV_ERR_ARGUMENT);
    ck_assert_int_eq(cev_portfolio_customer_id(NULL, 1, 0, NULL, &t),
                     CEV_ERR_ARGUMENT);
    ck_assert_int_eq(cev_portfolio_customer_id(shop, 1, 0, NULL, NULL),
                     CEV_ERR_ARGUMENT);
    ck_assert_int_eq(cev_portfolio_customer_id(shop, 1, 0, NULL, &t),
                     CEV_ERR_ARGUMENT);
    ck_assert_str_eq(cev_ctx_message(ctx),
                     "customer is an int64; wanted text, by which this "
                     "portfolio knows its customers");
    cev_options *options = new_options(ctx);
    must(ctx, cev_options_set_str(options, CEV_OPT_PERIOD, "week"));
    ck_assert_int_eq(cev_portfolio_summarise(shop, 0, options, &t),
                     CEV_ERR_OPTION);
    ck_assert_int_eq(cev_portfolio_customer(shop, "ann", 0, options, &t),
                     CEV_ERR_OPTION);
    ck_assert_int_eq(cev_portfolio_customer_id(shop, 1, 0, options, &t),
                     CEV_ERR_OPTION);
    ck_assert_str_eq(cev_ctx_message(ctx),
                     "option period means nothing to "
                     "cev_portfolio_customer_id; it takes: bin time_unit "
                     "holdout lookback");
    ck_assert_ptr_null(t);
    cev_options_free(options);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("summary");
    tcase_add_test(cases, cdnow_gives_the_published_statistics);
    tcase_add_test(cases, grocery_has_no_amounts);
    tcase_add_test(cases, online_retail_is_counted_by_days);
    tcase_add_test(cases, orders_of_one_day_are_one_purchase);
    tcase_add_test(cases, time_before_1970_is_time_like_any);
    tcase_add_test(cases, times_reach_from_the_year_1_to_9999);
    tcase_add_test(cases, holdout_is_cut_to_the_day);
    tcase_add_test(cases, litt_is_the_sum_of_the_logs_of_the_gaps);
    tcase_add_test(cases, holdouts_in_other_units_keep_their_last_day);
    tcase_add_test(cases, customers_without_a_purchase_have_no_row);
    tcase_add_test(cases, threads_and_recording_order_change_no_bit);
    tcase_add_test(cases, one_customer_is_the_row_of_the_summary);
    tcase_add_test(cases, summary_stops_when_asked);
    tcase_add_test(cases, wrong_questions_are_told);
    Suite *s = suite_create("portfolio/summary");
    suite_add_tcase(s, cases);
    return s;
}

/* The tables about the whole shop: report, periods, cohorts. */
#include "portfolio/shop.h"

/* 2024-01-01, a Monday. */
#define NEW_YEAR INT64_C(19723)

/**
 * A shop of three months whose every figure can be counted by hand.
 *   ann   1 Jan 10; 1 Jan 5 (same day); 20 Jan 20; 3 Feb 30, 5 of it refunded
 *   bob   15 Feb 40; 16 Feb refund of 40
 *   cid   refund of 7 on 2 Jan; first purchase 10 Mar of unknown amount
 *   dot   nothing but a refund of 3 on 5 Feb
 */
static cev_portfolio *small_shop(cev_ctx *ctx)
{
    cev_portfolio *shop = new_shop(ctx);
    buy(shop, "ann", NEW_YEAR, 10.0);
    buy(shop, "ann", NEW_YEAR, 5.0);
    buy(shop, "ann", NEW_YEAR + 19, 20.0);
    buy(shop, "ann", NEW_YEAR + 33, 30.0);
    buy(shop, "ann", NEW_YEAR + 33, -5.0);
    buy(shop, "bob", NEW_YEAR + 45, 40.0);
    buy(shop, "bob", NEW_YEAR + 46, -40.0);
    buy(shop, "cid", NEW_YEAR + 1, -7.0);
    buy(shop, "cid", NEW_YEAR + 69, NAN);
    buy(shop, "dot", NEW_YEAR + 35, -3.0);
    return shop;
}

static int64_t at(const cev_table *table, const char *name, int64_t row)
{
    return cev_table_int64(table, name, row);
}

START_TEST(report_counts_everything_once)
{
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = small_shop(ctx);
    cev_table *t = NULL;
    must(ctx, cev_portfolio_report(shop, CEV_LATEST, NULL, &t));
    ck_assert_int_eq(cev_table_row_count(t), 1);
    ck_assert_int_eq(at(t, "orders", 0), 6);
    ck_assert_int_eq(at(t, "refunds", 0), 4);
    ck_assert_int_eq(at(t, "unknown_amounts", 0), 1);
    ck_assert_int_eq(at(t, "customers", 0), 3);
    ck_assert_int_eq(at(t, "customers_without_purchase", 0), 1);
    ck_assert_int_eq(at(t, "repeat_customers", 0), 1);
    ck_assert_int_eq(at(t, "purchases", 0), 5);
    ck_assert_int_eq(at(t, "first", 0), NEW_YEAR * DAY + DAY / 2);
    ck_assert_int_eq(at(t, "last", 0), (NEW_YEAR + 69) * DAY + DAY / 2);
    ck_assert_double_eq(cev_table_double(t, "revenue", 0), 50.0);
    ck_assert_double_eq(cev_table_double(t, "refunded", 0), 55.0);
    cev_table_free(t);

    /* By the end of January only ann has bought; cid is there without. */
    must(ctx, cev_portfolio_report(shop, (NEW_YEAR + 30) * DAY, NULL, &t));
    ck_assert_int_eq(at(t, "orders", 0), 3);
    ck_assert_int_eq(at(t, "customers", 0), 1);
    ck_assert_int_eq(at(t, "customers_without_purchase", 0), 1);
    ck_assert_int_eq(at(t, "purchases", 0), 2);
    ck_assert_double_eq(cev_table_double(t, "revenue", 0), 28.0);
    ck_assert_double_eq(cev_table_double(t, "repeat_rate", 0), 1.0);
    ck_assert_double_eq(cev_table_double(t, "repeat_rate_hi", 0), 1.0);
    cev_table_free(t);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

/* Newcombe (1998), Statistics in Medicine 17, table I, method 3: 81 of 263 has
   the 95 % limits .2553 and .3662; 1 of 29 .0061 and .1718. */
START_TEST(repeat_rate_has_wilsons_limits)
{
    static const struct {
        int repeat, of;
        double lo, hi;
    } cases[] = {{81, 263, 0.2553, 0.3662}, {1, 29, 0.0061, 0.1718},
                 {0, 20, 0.0, 0.1611},      {29, 29, 0.8830, 1.0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cev_ctx *ctx = new_ctx();
        cev_portfolio *shop = new_shop(ctx);
        for (int c = 0; c < cases[i].of; c++) {
            must(ctx, cev_portfolio_order_id(shop, c, 0, 1.0));
            if (c < cases[i].repeat)
                must(ctx, cev_portfolio_order_id(shop, c, DAY, 1.0));
        }
        cev_options *options = new_options(ctx);
        must(ctx, cev_options_set_double(options, CEV_OPT_INTERVAL, 0.95));
        cev_table *t = NULL;
        must(ctx, cev_portfolio_report(shop, CEV_LATEST, options, &t));
        ck_assert_near(cev_table_double(t, "repeat_rate", 0),
                       (double)cases[i].repeat / cases[i].of, 1e-15);
        /* printed to four digits */
        ck_assert_near(cev_table_double(t, "repeat_rate_lo", 0), cases[i].lo,
                       0.5001e-4);
        ck_assert_near(cev_table_double(t, "repeat_rate_hi", 0), cases[i].hi,
                       0.5001e-4);
        cev_table_free(t);
        must(ctx, cev_options_set_double(options, CEV_OPT_INTERVAL, 0.0));
        must(ctx, cev_portfolio_report(shop, CEV_LATEST, options, &t));
        ck_assert(isnan(cev_table_double(t, "repeat_rate_lo", 0)));
        ck_assert(isnan(cev_table_double(t, "repeat_rate_hi", 0)));
        cev_table_free(t);
        cev_options_free(options);
        cev_portfolio_free(shop);
        cev_ctx_free(ctx);
    }
}
END_TEST

START_TEST(periods_tell_new_from_returning)
{
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = small_shop(ctx);
    cev_table *t = NULL;
    must(ctx, cev_portfolio_periods(shop, CEV_LATEST, NULL, &t));
    /* January, February, March 2024 */
    static const int64_t starts[] = {0, 31, 60};
    static const int64_t wanted[][4] = {
        {1, 0, 1, 1}, {1, 1, 1, 1}, {1, 0, 1, 0}};
    static const double money[][3] = {
        {35.0, -7.0, 7.0}, {0.0, 22.0, 48.0}, {0.0, 0.0, 0.0}};
    ck_assert_int_eq(cev_table_row_count(t), 3);
    for (int64_t i = 0; i < 3; i++) {
        ck_assert_int_eq(at(t, "period", i), (NEW_YEAR + starts[i]) * DAY);
        ck_assert_int_eq(at(t, "customers_new", i), wanted[i][0]);
        ck_assert_int_eq(at(t, "customers_returning", i), wanted[i][1]);
        ck_assert_int_eq(at(t, "purchases_new", i), wanted[i][2]);
        ck_assert_int_eq(at(t, "purchases_returning", i), wanted[i][3]);
        ck_assert_double_eq(cev_table_double(t, "revenue_new", i), money[i][0]);
        ck_assert_double_eq(cev_table_double(t, "revenue_returning", i),
                            money[i][1]);
        ck_assert_double_eq(cev_table_double(t, "refunds", i), money[i][2]);
        ck_assert_int_eq(at(t, "complete", i), i < 2);
    }
    cev_table_free(t);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

/* A period is over on its last day, not a day before. */
START_TEST(periods_are_complete_on_their_last_day)
{
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = small_shop(ctx);
    cev_options *options = new_options(ctx);
    static const struct {
        const char *period;
        int64_t last; /* day of the first of its kind in 2024 */
    } cases[] = {{"day", 0}, {"week", 6}, {"month", 30}, {"quarter", 90},
                 {"year", 365}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t last = (NEW_YEAR + cases[i].last) * DAY;
        cev_table *t = NULL;
        must(ctx,
             cev_options_set_str(options, CEV_OPT_PERIOD, cases[i].period));
        must(ctx, cev_portfolio_periods(shop, last, options, &t));
        ck_assert_int_eq(at(t, "period", 0), NEW_YEAR * DAY);
        ck_assert_int_eq(at(t, "complete", 0), 1);
        ck_assert_int_eq(cev_table_row_count(t), 1);
        cev_table_free(t);
        must(ctx, cev_portfolio_cohorts(shop, last + DAY, options, &t));
        ck_assert_int_eq(at(t, "complete", 0), 1);
        ck_assert_int_eq(cev_table_row_count(t), 2);
        ck_assert_int_eq(at(t, "complete", 1), i == 0);
        cev_table_free(t);
    }
    cev_options_free(options);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

START_TEST(cohorts_follow_customers_from_their_first_purchase)
{
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = small_shop(ctx);
    cev_table *t = NULL;
    must(ctx, cev_portfolio_cohorts(shop, CEV_LATEST, NULL, &t));
    /* cohort (first day), age, customers, active, purchases, complete; cid's
       refund came before any purchase and counts at age 0 */
    static const int64_t wanted[][6] = {
        {0, 0, 1, 1, 2, 1},  {0, 1, 1, 1, 1, 1},  {0, 2, 1, 0, 0, 0},
        {31, 0, 1, 1, 1, 1}, {31, 1, 1, 0, 0, 0}, {60, 0, 1, 1, 1, 0}};
    static const double money[][2] = {{35.0, 35.0}, {25.0, 60.0}, {0.0, 60.0},
                                      {0.0, 0.0},   {0.0, 0.0},   {-7.0, -7.0}};
    ck_assert_int_eq(cev_table_row_count(t), 6);
    for (int64_t i = 0; i < 6; i++) {
        ck_assert_int_eq(at(t, "cohort", i), (NEW_YEAR + wanted[i][0]) * DAY);
        ck_assert_int_eq(at(t, "age", i), wanted[i][1]);
        ck_assert_int_eq(at(t, "customers", i), wanted[i][2]);
        ck_assert_int_eq(at(t, "active", i), wanted[i][3]);
        ck_assert_int_eq(at(t, "purchases", i), wanted[i][4]);
        ck_assert_int_eq(at(t, "complete", i), wanted[i][5]);
        ck_assert_double_eq(cev_table_double(t, "revenue", i), money[i][0]);
        ck_assert_double_eq(cev_table_double(t, "cumulative_revenue", i),
                            money[i][1]);
    }
    cev_table_free(t);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

/* One order in the year 1 makes three million days; a cohort for each day
   since would be a table that nobody asked for. */
START_TEST(tables_beyond_all_use_are_refused)
{
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    cev_options *options = new_options(ctx);
    cev_table *t = NULL;
    for (int64_t i = 0; i < 10; i++)
        must(ctx, cev_portfolio_order_id(shop, i, CEV_TIME_MIN + i * DAY, 1));
    must(ctx, cev_options_set_str(options, CEV_OPT_PERIOD, "day"));
    ck_assert_int_eq(cev_portfolio_cohorts(shop, CEV_TIME_MAX, options, &t),
                     CEV_ERR_LIMIT);
    ck_assert_ptr_null(t);
    ck_assert_ptr_nonnull(strstr(cev_ctx_message(ctx), "longer period"));
    must(ctx, cev_options_set_str(options, CEV_OPT_PERIOD, "year"));
    must(ctx, cev_portfolio_cohorts(shop, CEV_TIME_MAX, options, &t));
    ck_assert_int_eq(cev_table_row_count(t), 9999);
    ck_assert_int_eq(at(t, "customers", 0), 10);
    ck_assert_int_eq(at(t, "cohort", 0), CEV_TIME_MIN);
    ck_assert_int_eq(at(t, "complete", 9998), 1);
    cev_table_free(t);
    cev_options_free(options);

    options = new_options(ctx);
    t = NULL;
    must(ctx, cev_options_set_double(options, CEV_OPT_STEP, 1e-9));
    ck_assert_int_eq(cev_portfolio_tracking(shop, CEV_LATEST, options, &t),
                     CEV_ERR_LIMIT);
    ck_assert_ptr_nonnull(strstr(cev_ctx_message(ctx), "longer step"));
    cev_options_free(options);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

static double column_sum(const cev_table *table, const char *name)
{
    double sum = 0.0;
    for (int64_t i = 0; i < cev_table_row_count(table); i++)
        sum += cev_table_double(table, name, i);
    return sum;
}

/* Every table sees the same ledger: their totals agree. */
START_TEST(totals_of_cdnow_agree)
{
    char path[SHARED_PATH_SIZE];
    if (!shared_path(path, "cdnow_master.csv"))
        SKIP("no %s", path);
    sheet *orders = sheet_open(path);
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    record_sheet(ctx, shop, orders, "customer_id", "date", "amount");
    cev_table *report = NULL, *periods = NULL, *cohorts = NULL, *gaps = NULL,
              *tracking = NULL, *summary = NULL;
    must(ctx, cev_portfolio_report(shop, CEV_LATEST, NULL, &report));
    must(ctx, cev_portfolio_periods(shop, CEV_LATEST, NULL, &periods));
    must(ctx, cev_portfolio_cohorts(shop, CEV_LATEST, NULL, &cohorts));
    must(ctx, cev_portfolio_gaps(shop, CEV_LATEST, NULL, &gaps));
    must(ctx, cev_portfolio_tracking(shop, CEV_LATEST, NULL, &tracking));
    must(ctx, cev_portfolio_summarise(shop, CEV_LATEST, NULL, &summary));

    ck_assert_int_eq(at(report, "orders", 0), 69659);
    ck_assert_int_eq(at(report, "customers", 0), 23570);
    double purchases = (double)at(report, "purchases", 0);
    double revenue = cev_table_double(report, "revenue", 0);
    double repeat = column_sum(summary, "x");
    ck_assert_double_eq(purchases, 23570.0 + repeat);
    ck_assert_double_eq(column_sum(periods, "customers_new"), 23570.0);
    ck_assert_double_eq(column_sum(periods, "purchases_new"), 23570.0);
    ck_assert_double_eq(column_sum(periods, "purchases_returning"), repeat);
    ck_assert_double_eq(column_sum(cohorts, "purchases"), purchases);
    ck_assert_double_eq(column_sum(gaps, "count"), repeat);
    ck_assert_double_eq(column_sum(tracking, "repeat"), repeat);
    ck_assert_double_eq(
        cev_table_double(tracking, "cumulative",
                         cev_table_row_count(tracking) - 1),
        repeat);
    /* plain sums of 70,000 amounts at most */
    ck_assert_rel(column_sum(periods, "revenue_new")
                      + column_sum(periods, "revenue_returning"),
                  revenue, 1e-12);
    ck_assert_rel(column_sum(cohorts, "revenue"), revenue, 1e-12);
    ck_assert_rel(column_sum(summary, "revenue"), revenue, 1e-12);
    /* Cohorts of January to March 1997, 18 months to June 1998. */
    ck_assert_int_eq(cev_table_row_count(cohorts), 18 + 17 + 16);
    ck_assert_int_eq(cev_table_row_count(periods), 18);
    cev_table_free(summary);
    cev_table_free(tracking);
    cev_table_free(gaps);
    cev_table_free(cohorts);
    cev_table_free(periods);
    cev_table_free(report);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
    sheet_close(orders);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("report");
    tcase_add_test(cases, report_counts_everything_once);
    tcase_add_test(cases, repeat_rate_has_wilsons_limits);
    tcase_add_test(cases, periods_tell_new_from_returning);
    tcase_add_test(cases, periods_are_complete_on_their_last_day);
    tcase_add_test(cases, cohorts_follow_customers_from_their_first_purchase);
    tcase_add_test(cases, tables_beyond_all_use_are_refused);
    tcase_add_test(cases, totals_of_cdnow_agree);
    Suite *s = suite_create("portfolio/report");
    suite_add_tcase(s, cases);
    return s;
}

/* Gaps between purchases, and repeat purchases on a grid of time. */
#include "portfolio/shop.h"

START_TEST(gaps_are_counted_by_length)
{
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    cev_options *options = new_options(ctx);
    cev_table *t = NULL;
    must(ctx, cev_portfolio_gaps(shop, CEV_LATEST, NULL, &t));
    ck_assert_int_eq(cev_table_row_count(t), 0);
    cev_table_free(t);
    static const int64_t ann[] = {-3, 4, 5, 12, 400}, bob[] = {1, 8};
    for (int i = 0; i < 5; i++)
        buy(shop, "ann", ann[i], 1.0);
    buy(shop, "ann", 8, -1.0); /* no purchase, so no end of a gap */
    for (int i = 0; i < 2; i++)
        buy(shop, "bob", bob[i], 1.0);
    buy(shop, "cid", 8, 1.0);
    must(ctx, cev_portfolio_gaps(shop, CEV_LATEST, NULL, &t));
    static const int64_t wanted[][2] = {{1, 1}, {7, 3}, {388, 1}};
    ck_assert_int_eq(cev_table_row_count(t), 3);
    for (int i = 0; i < 3; i++) {
        ck_assert_int_eq(cev_table_int64(t, "gap", i), wanted[i][0]);
        ck_assert_int_eq(cev_table_int64(t, "count", i), wanted[i][1]);
    }
    cev_table_free(t);
    /* In weeks from Thursday ann's are -1, 0, 0, 1, 57; but her refund takes
       all that she spent in week 1. bob's are 0 and 1. */
    must(ctx, cev_options_set_int(options, CEV_OPT_BIN, 7 * DAY));
    must(ctx, cev_portfolio_gaps(shop, CEV_LATEST, options, &t));
    ck_assert_int_eq(cev_table_row_count(t), 2);
    ck_assert_int_eq(cev_table_int64(t, "gap", 0), 1);
    ck_assert_int_eq(cev_table_int64(t, "count", 0), 2);
    ck_assert_int_eq(cev_table_int64(t, "gap", 1), 57);
    cev_table_free(t);
    must(ctx, cev_portfolio_gaps(shop, 5 * DAY, NULL, &t));
    ck_assert_int_eq(cev_table_row_count(t), 2);
    cev_table_free(t);
    cev_options_free(options);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

/* One customer, first purchase on day 100, as of day 110 by steps of 3 days:
   steps end on days 101, 104, 107, 110. */
START_TEST(the_grid_has_as_of_among_its_points)
{
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    cev_options *options = new_options(ctx);
    cev_table *t = NULL;
    static const int64_t days[] = {100, 101, 102, 104, 105, 110,
                                   111, 113, 114, 116, 117};
    for (int i = 0; i < 11; i++)
        buy(shop, "ann", days[i], 1.0);
    buy(shop, "bob", 111, 1.0); /* had not bought by then */
    buy(shop, "bob", 112, 1.0);
    must(ctx, cev_options_set_double(options, CEV_OPT_STEP, 3.0));
    must(ctx, cev_options_set_double(options, CEV_OPT_HOLDOUT, 6.5));
    must(ctx, cev_portfolio_tracking(shop, 110 * DAY, options, &t));
    static const double time[] = {-9, -6, -3, 0, 3, 6};
    static const double repeat[] = {1, 2, 1, 1, 2, 2};
    static const double cumulative[] = {1, 3, 4, 5, 7, 9};
    ck_assert_int_eq(cev_table_row_count(t), 6);
    for (int i = 0; i < 6; i++) {
        ck_assert_double_eq(cev_table_double(t, "time", i), time[i]);
        ck_assert_double_eq(cev_table_double(t, "repeat", i), repeat[i]);
        ck_assert_double_eq(cev_table_double(t, "cumulative", i),
                            cumulative[i]);
    }
    cev_table_free(t);
    /* Day 117 lies in this holdout, but in a step that would end after it. */
    must(ctx, cev_options_set_double(options, CEV_OPT_HOLDOUT, 7.5));
    must(ctx, cev_portfolio_tracking(shop, 110 * DAY, options, &t));
    ck_assert_int_eq(cev_table_row_count(t), 6);
    ck_assert_double_eq(cev_table_double(t, "cumulative", 5), 9.0);
    cev_table_free(t);
    /* In another unit it is the same grid. */
    must(ctx, cev_options_set_double(options, CEV_OPT_TIME_UNIT, 3.0 * DAY));
    must(ctx, cev_options_set_double(options, CEV_OPT_STEP, 1.0));
    must(ctx, cev_options_set_double(options, CEV_OPT_HOLDOUT, 2.0));
    must(ctx, cev_portfolio_tracking(shop, 110 * DAY, options, &t));
    ck_assert_int_eq(cev_table_row_count(t), 6);
    for (int i = 0; i < 6; i++) {
        ck_assert_double_eq(cev_table_double(t, "time", i), time[i] / 3.0);
        ck_assert_double_eq(cev_table_double(t, "repeat", i), repeat[i]);
    }
    cev_table_free(t);
    cev_options_free(options);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

START_TEST(steps_begin_with_the_first_customer)
{
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    cev_table *t = NULL;
    must(ctx, cev_portfolio_tracking(shop, CEV_LATEST, NULL, &t));
    ck_assert_int_eq(cev_table_row_count(t), 0);
    cev_table_free(t);
    buy(shop, "ann", 100, 1.0);
    must(ctx, cev_portfolio_tracking(shop, 100 * DAY, NULL, &t));
    ck_assert_int_eq(cev_table_row_count(t), 0);
    cev_table_free(t);
    /* A day, a week and a day more of age: one step, one step, two. */
    static const int64_t steps[] = {1, 1, 2};
    static const int64_t ages[] = {1, 7, 8};
    for (int i = 0; i < 3; i++) {
        must(ctx, cev_portfolio_tracking(shop, (100 + ages[i]) * DAY, NULL,
                                         &t));
        ck_assert_int_eq(cev_table_row_count(t), steps[i]);
        ck_assert_double_eq(cev_table_double(t, "time", steps[i] - 1), 0.0);
        cev_table_free(t);
    }
    /* A refund before the first purchase begins nothing. */
    buy(shop, "ann", 1, -1.0);
    must(ctx, cev_portfolio_tracking(shop, 107 * DAY, NULL, &t));
    ck_assert_int_eq(cev_table_row_count(t), 1);
    cev_table_free(t);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

/* A 49th is no binary number, and 49 of them add up to less than 1; but 49
   days are one unit of 49 days. */
START_TEST(units_of_days_are_whole)
{
    cev_ctx *ctx = new_ctx();
    cev_options *options = new_options(ctx);
    must(ctx, cev_options_set_double(options, CEV_OPT_STEP, 1.0));
    for (int64_t days = 1; days <= 100; days++) {
        must(ctx, cev_options_set_double(options, CEV_OPT_TIME_UNIT,
                                         (double)(days * DAY)));
        for (int64_t units = 1; units <= 10; units++) {
            cev_portfolio *shop = new_shop(ctx);
            cev_table *t = NULL;
            int64_t now = (units + 10) * days * DAY;
            buy(shop, "ann", 0, 1.0);
            buy(shop, "ann", units * days, 1.0);
            must(ctx, cev_portfolio_tracking(shop, now, options, &t));
            ck_assert_int_eq(cev_table_row_count(t), units + 10);
            ck_assert_double_eq(cev_table_double(t, "repeat", units - 1), 1.0);
            cev_table_free(t);
            cev_portfolio_free(shop);
        }
    }
    cev_options_free(options);
    cev_ctx_free(ctx);
}
END_TEST

START_TEST(cdnow_is_tracked_to_the_end_of_its_holdout)
{
    char path[SHARED_PATH_SIZE];
    if (!shared_path(path, "cdnow_sample.csv"))
        SKIP("no %s", path);
    sheet *orders = sheet_open(path);
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    record_sheet(ctx, shop, orders, "customer_id", "date", "amount");
    cev_options *options = new_options(ctx);
    must(ctx, cev_options_set_double(options, CEV_OPT_HOLDOUT, 273.0));
    cev_table *t = NULL, *summary = NULL;
    must(ctx, cev_portfolio_tracking(shop, CDNOW_AS_OF, options, &t));
    must(ctx, cev_portfolio_summarise(shop, CDNOW_AS_OF, NULL, &summary));
    double repeat = 0.0;
    for (int64_t i = 0; i < cev_table_row_count(summary); i++)
        repeat += cev_table_double(summary, "x", i);
    /* 272 days before, 273 after: 39 weeks and 39 */
    ck_assert_int_eq(cev_table_row_count(t), 78);
    ck_assert_double_eq(cev_table_double(t, "time", 38), 0.0);
    ck_assert_double_eq(cev_table_double(t, "cumulative", 38), repeat);
    ck_assert_double_eq(cev_table_double(t, "cumulative", 77),
                        repeat + 1882.0);
    cev_table_free(summary);
    cev_table_free(t);
    cev_options_free(options);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
    sheet_close(orders);
}
END_TEST

/* What all calls that make a table of a portfolio refuse. */
START_TEST(wrong_questions_about_the_shop_are_told)
{
    static const struct {
        int32_t (*call)(const cev_portfolio *, int64_t, const cev_options *,
                        cev_table **);
        const char *message; /* when given the option `horizon` */
    } calls[] = {
        {cev_portfolio_report, "cev_portfolio_report; it takes: bin interval"},
        {cev_portfolio_cohorts, "cev_portfolio_cohorts; it takes: bin period "
                                "margin discount interval"},
        {cev_portfolio_periods, "cev_portfolio_periods; it takes: bin period"},
        {cev_portfolio_indicators,
         "cev_portfolio_indicators; it takes: bin period margin "
         "interval"},
        {cev_portfolio_gaps, "cev_portfolio_gaps; it takes: bin"},
        {cev_portfolio_tracking, "cev_portfolio_tracking; it takes: bin "
                                 "time_unit step holdout"},
    };
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    cev_options *options = new_options(ctx);
    must(ctx, cev_options_set_double(options, CEV_OPT_HORIZON, 1.0));
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        cev_table *t = NULL;
        ck_assert_int_eq(calls[i].call(NULL, 0, NULL, &t), CEV_ERR_ARGUMENT);
        ck_assert_int_eq(calls[i].call(shop, 0, NULL, NULL), CEV_ERR_ARGUMENT);
        ck_assert_str_eq(cev_ctx_message(ctx), "out is NULL");
        ck_assert_int_eq(calls[i].call(shop, INT64_MIN, NULL, &t),
                         CEV_ERR_DOMAIN);
        ck_assert_int_eq(calls[i].call(shop, 0, options, &t), CEV_ERR_OPTION);
        ck_assert_ptr_nonnull(strstr(cev_ctx_message(ctx), calls[i].message));
        ck_assert_ptr_null(t);
        /* An empty portfolio is a fine thing to ask about. */
        must(ctx, calls[i].call(shop, CEV_LATEST, NULL, &t));
        ck_assert_int_eq(cev_table_row_count(t), i == 0);
        cev_table_free(t);
    }
    cev_table *t = NULL;
    must(ctx, cev_portfolio_report(shop, CEV_LATEST, NULL, &t));
    ck_assert_int_eq(cev_table_int64(t, "orders", 0), 0);
    ck_assert_int_eq(cev_table_int64(t, "first", 0), INT64_MIN);
    ck_assert(isnan(cev_table_double(t, "repeat_rate", 0)));
    cev_table_free(t);
    cev_options_free(options);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("tracking");
    tcase_add_test(cases, gaps_are_counted_by_length);
    tcase_add_test(cases, the_grid_has_as_of_among_its_points);
    tcase_add_test(cases, steps_begin_with_the_first_customer);
    tcase_add_test(cases, units_of_days_are_whole);
    tcase_add_test(cases, cdnow_is_tracked_to_the_end_of_its_holdout);
    tcase_add_test(cases, wrong_questions_about_the_shop_are_told);
    Suite *s = suite_create("portfolio/tracking");
    suite_add_tcase(s, cases);
    return s;
}

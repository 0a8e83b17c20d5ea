/* What was known before the last part of the time. */
#include "portfolio/shop.h"

/* A shop of some customers; and one who came on the last day. */
static void record_shop(cev_portfolio *shop)
{
    static const char *const names[] = {"ann", "bob", "cid", "dot", "eve"};
    for (int64_t day = 10; day <= 109; day++)
        for (int64_t i = 0; i < 4; i++)
            if ((day + i * i) % (11 + 5 * i) == 0)
                buy(shop, names[i], day, 5.0);
    buy(shop, "eve", 109, 1.0);
}

/* The past columns are the summary as of that day: the orders span 100 days
   from the first, so a lookback of 0.3 ends on the 70th of them. */
START_TEST(the_past_is_the_summary_of_that_day)
{
    static const char *const columns[] = {"x", "t_x", "T", "litt"};
    static const char *const past[] = {"x_past", "t_x_past", "T_past",
                                       "litt_past"};
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    cev_options *options = new_options(ctx);
    cev_table *now = NULL, *then = NULL, *only = NULL;
    buy(shop, "fay", 10, 1.0);
    record_shop(shop);
    must(ctx, cev_options_set_double(options, CEV_OPT_TIME_UNIT,
                                     7.0 * (double)DAY));
    must(ctx, cev_portfolio_summarise(shop, 79 * DAY, options, &then));
    must(ctx, cev_options_set_double(options, CEV_OPT_LOOKBACK, 0.3));
    must(ctx, cev_portfolio_summarise(shop, CEV_LATEST, options, &now));
    ck_assert_int_eq(cev_table_column_count(now), 14);
    ck_assert_int_eq(cev_table_row_count(now), 6);
    ck_assert_int_eq(cev_table_row_count(then), 5);
    for (int64_t row = 0, at = 0; row < 6; row++) {
        int is_there =
            strcmp(cev_table_text(now, "customer", row), "eve") != 0;
        for (int c = 0; c < 4; c++) {
            double value = cev_table_double(now, past[c], row);
            if (is_there)
                ck_assert_double_eq(value,
                                    cev_table_double(then, columns[c], at));
            else
                ck_assert(isnan(value));
        }
        at += is_there;
    }
    must(ctx, cev_portfolio_customer(shop, "bob", CEV_LATEST, options, &only));
    ck_assert_double_eq(cev_table_double(only, "x_past", 0),
                        cev_table_double(now, "x_past", 1));
    cev_table_free(only);
    cev_table_free(then);
    cev_table_free(now);
    cev_options_free(options);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

/* Forgetting the first customer moves the first day. */
START_TEST(the_span_begins_with_the_first_order_that_is_left)
{
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    cev_options *options = new_options(ctx);
    cev_table *t = NULL;
    must(ctx, cev_options_set_double(options, CEV_OPT_LOOKBACK, 0.5));
    buy(shop, "old", -1000, 1.0);
    buy(shop, "ann", 0, 1.0);
    buy(shop, "ann", 99, 1.0);
    must(ctx, cev_portfolio_summarise(shop, CEV_LATEST, options, &t));
    ck_assert(isnan(cev_table_double(t, "T_past", 0)));
    cev_table_free(t);
    must(ctx, cev_portfolio_erase(shop, "old"));
    must(ctx, cev_portfolio_summarise(shop, CEV_LATEST, options, &t));
    ck_assert_double_eq(cev_table_double(t, "T_past", 0), 49.0);
    cev_table_free(t);
    /* As of before anything was recorded there is nothing to look back on. */
    must(ctx, cev_portfolio_summarise(shop, -5 * DAY, options, &t));
    ck_assert_int_eq(cev_table_row_count(t), 0);
    cev_table_free(t);
    ck_assert_int_eq(cev_options_set_double(options, CEV_OPT_LOOKBACK, 0.95),
                     CEV_ERR_OPTION);
    cev_options_free(options);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

Suite *suite(void)
{
    Suite *s = suite_create("portfolio/lookback");
    TCase *cases = tcase_create("lookback");
    tcase_add_test(cases, the_past_is_the_summary_of_that_day);
    tcase_add_test(cases, the_span_begins_with_the_first_order_that_is_left);
    suite_add_tcase(s, cases);
    return s;
}

/* Summaries: published values, and what counts as a purchase. */
#include "portfolio/shop.h"

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

Suite *suite(void)
{
    TCase *cases = tcase_create("summary");
    tcase_add_test(cases, cdnow_gives_the_published_statistics);
    Suite *s = suite_create("portfolio/summary");
    suite_add_tcase(s, cases);
    return s;
}

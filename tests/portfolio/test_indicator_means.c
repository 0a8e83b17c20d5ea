/* Means over customers where there is little to take a mean of. */
#include "portfolio/shop.h"

static double figure(const cev_table *table, const char *name, int64_t row)
{
    return cev_table_double(table, name, row);
}

/* Nobody bought: refunds alone have no mean, and no limits. */
START_TEST(refunds_alone_have_no_limits)
{
    static const char *const gaps[] = {
        "purchase_value", "purchase_value_lo", "purchase_value_hi",
        "margin_per_customer", "margin_per_customer_lo", "return_rate",
        "return_rate_hi", "frequency_lo", "days_between_lo", "tenure_hi"};
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    buy(shop, "ann", 0, -10.0);
    buy(shop, "bob", 0, -30.0);
    cev_table *t = NULL;
    must(ctx, cev_portfolio_indicators(shop, CEV_LATEST, NULL, &t));
    ck_assert_int_eq(cev_table_row_count(t), 1);
    for (size_t i = 0; i < sizeof gaps / sizeof *gaps; i++)
        ck_assert_msg(isnan(figure(t, gaps[i], 0)), "%s", gaps[i]);
    ck_assert_double_eq(figure(t, "revenue", 0), -40.0);
    ck_assert(figure(t, "revenue_lo", 0) < -40.0);
    cev_table_free(t);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

/* At the ends of what amounts and margins may be, figures are numbers or gaps;
   a loss turns limits over. */
START_TEST(extremes_stay_finite)
{
    static const double amounts[][3] = {{1e290, -1e290, 1e290},
                                        {1e-300, 1e-310, 0x1p-1074},
                                        {1e290, 1e-290, 3.0},
                                        {0.0, 0.0, 0.0},
                                        {-5.0, -3.0, -1.0}};
    cev_ctx *ctx = new_ctx();
    cev_options *options = new_options(ctx);
    must(ctx, cev_options_set_double(options, CEV_OPT_MARGIN, -1e6));
    for (size_t a = 0; a < sizeof amounts / sizeof *amounts; a++) {
        cev_portfolio *shop = new_shop(ctx);
        for (int64_t i = 0; i < 15; i++)
            must(ctx, cev_portfolio_order_id(shop, i % 4, 9 * i * DAY,
                                             amounts[a][i % 3]));
        cev_table *t = NULL;
        must(ctx, cev_portfolio_indicators(shop, CEV_LATEST, options, &t));
        for (int64_t c = 0; c < cev_table_column_count(t); c++)
            for (int64_t i = 0; i < cev_table_row_count(t); i++)
                ck_assert_msg(!isinf(figure(t, cev_table_name(t, c), i)),
                              "%s[%d]", cev_table_name(t, c), (int)i);
        for (int64_t i = 0; i < cev_table_row_count(t); i++)
            ck_assert(!(figure(t, "margin_lo", i) > figure(t, "margin_hi", i)));
        cev_table_free(t);
        cev_portfolio_free(shop);
    }
    cev_options_free(options);
    cev_ctx_free(ctx);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("means");
    tcase_add_test(cases, refunds_alone_have_no_limits);
    tcase_add_test(cases, extremes_stay_finite);
    Suite *s = suite_create("portfolio/indicator_means");
    suite_add_tcase(s, cases);
    return s;
}

/* From orders to visits: what counts as a purchase, and of which value. */
#include "portfolio/shop.h"

/* A day of orders, refunds and unknown amounts: whether it is a purchase, and
   of which value (NaN: unknown). It follows a first purchase of 1. */
START_TEST(refunds_and_unknown_amounts_decide_what_a_purchase_is)
{
    static const struct {
        double amounts[3]; /* as many as are not 0.25 */
        int is_purchase;
        double value, revenue, refunds;
    } days[] = {
        {{5.0, 0.25, 0.25}, 1, 5.0, 5.0, 0.0},
        {{0.0, 0.25, 0.25}, 1, 0.0, 0.0, 0.0},
        {{-0.0, 0.25, 0.25}, 1, 0.0, 0.0, 0.0},
        {{5.0, -2.0, 0.25}, 1, 3.0, 3.0, 2.0},
        {{5.0, -5.0, 0.25}, 0, NAN, 0.0, 5.0},
        {{5.0, -7.0, 0.25}, 0, NAN, -2.0, 7.0},
        {{0.0, -1.0, 0.25}, 0, NAN, -1.0, 1.0},
        {{-4.0, 0.25, 0.25}, 0, NAN, -4.0, 4.0},
        {{NAN, 0.25, 0.25}, 1, NAN, 0.0, 0.0},
        {{NAN, 6.0, 0.25}, 1, NAN, 6.0, 0.0},
        {{NAN, 6.0, -9.0}, 1, NAN, -3.0, 9.0},
        {{1e12, 1e-3, -1e12}, 1, 1e-3, 1e-3, 1e12},
        {{1e12, 1e-9, -1e12}, 0, NAN, 1e-9, 1e12}, /* 1e12 is not that sharp */
        {{0.1, 0.2, -0.3}, 0, NAN, 0x1p-55, 0.3}, /* what rounding left */
        {{CEV_AMOUNT_MAX, CEV_AMOUNT_MAX, -CEV_AMOUNT_MAX}, 1, CEV_AMOUNT_MAX,
         CEV_AMOUNT_MAX, CEV_AMOUNT_MAX},
    };
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        cev_ctx *ctx = new_ctx();
        cev_portfolio *shop = new_shop(ctx);
        buy(shop, "ann", 100, 0.0);
        for (int j = 0; j < 3; j++)
            if (!(days[i].amounts[j] == 0.25))
                buy(shop, "ann", 200, days[i].amounts[j]);
        cev_table *row = row_of(shop, ctx, 300);
        double m_x = cev_table_double(row, "m_x", 0);
        ck_assert_double_eq(cev_table_double(row, "x", 0),
                            days[i].is_purchase);
        ck_assert_double_eq(cev_table_double(row, "t_x", 0),
                            days[i].is_purchase * 100.0);
        if (isnan(days[i].value))
            ck_assert(isnan(m_x));
        else
            ck_assert_double_eq(m_x, days[i].value);
        ck_assert_double_eq(cev_table_double(row, "revenue", 0),
                            days[i].revenue);
        ck_assert_double_eq(cev_table_double(row, "refunds", 0),
                            days[i].refunds);
        cev_table_free(row);
        cev_portfolio_free(shop);
        cev_ctx_free(ctx);
    }
}
END_TEST

START_TEST(unknown_days_are_left_out_of_the_mean)
{
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    buy(shop, "ann", 100, NAN);
    buy(shop, "ann", 110, 10.0);
    buy(shop, "ann", 120, NAN);
    buy(shop, "ann", 120, 99.0);
    buy(shop, "ann", 130, 20.0);
    cev_table *row = row_of(shop, ctx, 200);
    ck_assert_double_eq(cev_table_double(row, "x", 0), 3.0);
    ck_assert_double_eq(cev_table_double(row, "m_x", 0), 15.0);
    ck_assert_double_eq(cev_table_double(row, "revenue", 0), 129.0);
    cev_table_free(row);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("walk");
    tcase_add_test(cases,
                   refunds_and_unknown_amounts_decide_what_a_purchase_is);
    tcase_add_test(cases, unknown_days_are_left_out_of_the_mean);
    Suite *s = suite_create("portfolio/walk");
    suite_add_tcase(s, cases);
    return s;
}

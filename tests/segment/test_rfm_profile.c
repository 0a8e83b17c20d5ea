/* The profile of RFM: sums, shares, gaps, a real shop. */
#include "segment/shop.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

START_TEST(a_shop_without_amounts_is_grouped_by_the_rest)
{
    draw_shop(&store, 200, 5);
    for (int64_t i = 0; i < store.rows; i++)
        store.revenue[i] = NAN;
    fit_store(5);
    for (int64_t i = 0; i < store.rows; i++)
        ck_assert_int_eq(score_of("m", i), 3);
    ck_assert_int_gt(cev_table_row_count(profile), 3);
    for (int64_t i = 0; i < cev_table_row_count(profile); i++) {
        ck_assert(isnan(cev_table_double(profile, "revenue", i)));
        ck_assert(isnan(cev_table_double(profile, "revenue_share", i)));
        ck_assert(isnan(cev_table_double(profile, "monetary", i)));
        ck_assert_ptr_nonnull(strstr(cev_table_text(profile, "meaning", i),
                                     "(Amounts are not known"));
    }
}
END_TEST

START_TEST(customers_without_an_amount_are_in_the_middle_and_in_no_sum)
{
    for (int i = 0; i < 5; i++)
        add_customer(&store, 0, 0, 10, 10 * (i + 1));
    add_customer(&store, 0, 0, 10, NAN);
    fit_store(5);
    for (int i = 0; i < 5; i++)
        ck_assert_int_eq(score_of("m", i), i + 1);
    ck_assert_int_eq(score_of("m", 5), 3);
    double revenue = 0;
    for (int64_t i = 0; i < cev_table_row_count(profile); i++)
        revenue += cev_table_double(profile, "revenue", i);
    ck_assert(revenue == 150.0);
    /* m of 1, 2 and 3 or none: about to sleep; 10, 20, 30 over three. */
    ck_assert_int_eq(cev_table_row_count(profile), 2);
    ck_assert_int_eq(cev_table_int64(profile, "customers", 1), 4);
    ck_assert(cev_table_double(profile, "monetary", 1) == 20.0);
    ck_assert_ptr_null(
        strstr(cev_table_text(profile, "meaning", 1), "Amounts"));
}
END_TEST

/* What a summary says of a shop: of unknown amounts, and of few customers. */
START_TEST(unknown_amounts_and_few_customers_are_told)
{
    for (int many = 0; many < 2; many++) {
        cev_table *summary = NULL;
        int unknown = 0, few = 0;
        draw_shop(&store, many ? 50 : 49, 3);
        store.revenue[7] = store.revenue[8] = NAN;
        fit_store(5);
        expect_ok(cev_segmenter_summary(rfm, NULL, &summary));
        for (int64_t i = 0; i < cev_table_row_count(summary); i++) {
            const char *name = cev_table_text(summary, "name", i);
            if (strcmp(name, "revenue_unknown") == 0)
                unknown += cev_table_double(summary, "value", i) == 2.0;
            few += strcmp(name, "few_customers") == 0;
        }
        ck_assert_int_eq(unknown, 1);
        ck_assert_int_eq(few, !many);
        cev_table_free(summary);
    }
}
END_TEST

START_TEST(a_profile_adds_up)
{
    int64_t count = 0;
    double share = 0, revenue = 0, revenue_share = 0, since = 0, total = 0;
    draw_shop(&store, 2500, 11);
    fit_store(5);
    for (int64_t i = 0; i < cev_table_row_count(profile); i++) {
        int64_t members = cev_table_int64(profile, "customers", i);
        count += members;
        share += cev_table_double(profile, "customers_share", i);
        revenue += cev_table_double(profile, "revenue", i);
        revenue_share += cev_table_double(profile, "revenue_share", i);
        since += cev_table_double(profile, "recency", i) * (double)members;
        ck_assert_near(cev_table_double(profile, "monetary", i),
                       cev_table_double(profile, "revenue", i)
                           / (double)members,
                       1e-15);
    }
    double wanted_since = 0;
    for (int64_t i = 0; i < store.rows; i++) {
        total += store.revenue[i];
        wanted_since += store.T[i] - store.t_x[i];
    }
    ck_assert_int_eq(count, 2500);
    ck_assert_near(share, 1, 1e-14);
    ck_assert_near(revenue_share, 1, 1e-14);
    ck_assert_rel(revenue, total, 1e-12);
    ck_assert_rel(since, wanted_since, 1e-12);
}
END_TEST

/* RFM-ASSIGN-1: the fit counted each customer into the group that assign
 * names. */
START_TEST(a_profile_counts_what_assign_says)
{
    draw_shop(&store, 1000, 17);
    fit_store(5);
    for (int64_t i = 0; i < cev_table_row_count(profile); i++) {
        const char *segment = cev_table_text(profile, "segment", i);
        int64_t members = 0;
        double purchases = 0;
        for (int64_t j = 0; j < 1000; j++) {
            if (strcmp(cev_table_text(scored, "segment", j), segment) == 0) {
                members++;
                purchases += store.x[j] + 1;
            }
        }
        ck_assert_int_eq(cev_table_int64(profile, "customers", i), members);
        ck_assert_near(cev_table_double(profile, "frequency", i),
                       purchases / (double)members, 1e-14);
    }
}
END_TEST

/* Refunds can outweigh sales; a share of less than nothing means nothing. */
START_TEST(a_shop_that_gave_all_back_has_no_shares)
{
    add_customer(&store, 0, 0, 10, 50);
    add_customer(&store, 0, 0, 10, -60);
    fit_store(5);
    for (int64_t i = 0; i < cev_table_row_count(profile); i++)
        ck_assert(isnan(cev_table_double(profile, "revenue_share", i)));
    ck_assert(cev_table_double(profile, "revenue", 0) == 50.0
              || cev_table_double(profile, "revenue", 0) == -10.0);
}
END_TEST

/* Customers of the CDNOW sample as of 1997-09-30, once looked at by eye: the
 * champions are a seventh of the customers and bring two fifths of the money;
 * half of all bought once, long ago. */
START_TEST(the_profile_of_cdnow_makes_sense)
{
    char path[SHARED_PATH_SIZE];
    if (!shared_path(path, "cdnow_sample_scores.csv"))
        SKIP("no %s", path);
    sheet *file = sheet_open(path);
    for (size_t i = 0; i < sheet_rows(file); i++) {
        double x = sheet_double(file, i, sheet_column(file, "x"));
        double m_x = sheet_double(file, i, sheet_column(file, "m_x"));
        add_customer(&store, x,
                     sheet_double(file, i, sheet_column(file, "t_x_days")),
                     sheet_double(file, i, sheet_column(file, "T_days")),
                     x > 0 ? x * m_x : 0);
    }
    sheet_close(file);
    fit_store(5);
    ck_assert_int_eq(store.rows, 2357);
    int64_t once = 0;
    for (int64_t i = 0; i < store.rows; i++) {
        if (store.x[i] > 0)
            continue;
        once++;
        ck_assert_int_eq(score_of("f", i), 2);
    }
    ck_assert_int_eq(once, 2357 - 946);
    ck_assert_str_eq(cev_table_text(profile, "segment", 0), "champions");
    double share = cev_table_double(profile, "customers_share", 0);
    double money = cev_table_double(profile, "revenue_share", 0);
    ck_assert_msg(share > 0.10 && share < 0.20, "champions: %g", share);
    ck_assert_msg(money > 2 * share, "their revenue: %g", money);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = case_with_store("rfm_profile");
    tcase_add_test(cases, a_shop_without_amounts_is_grouped_by_the_rest);
    tcase_add_test(cases, customers_without_an_amount_are_in_the_middle_and_in_no_sum);
    tcase_add_test(cases, unknown_amounts_and_few_customers_are_told);
    tcase_add_test(cases, a_profile_adds_up);
    tcase_add_test(cases, a_profile_counts_what_assign_says);
    tcase_add_test(cases, a_shop_that_gave_all_back_has_no_shares);
    tcase_add_test(cases, the_profile_of_cdnow_makes_sense);
    Suite *s = suite_create("segment/rfm_profile");
    suite_add_tcase(s, cases);
    return s;
}

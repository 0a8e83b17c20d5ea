/* RFM scores: by hand, by the formula, at the ends of the range. */
#include "segment/shop.h"
#include "support/near.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

START_TEST(five_customers_score_one_to_five)
{
    for (int i = 0; i < 5; i++)
        add_customer(&store, i, 10 * i, 100, 20 * i + 5);
    fit_store(5);
    check_scores(0, 1, 1, 1, "lost");
    check_scores(1, 2, 2, 2, "about to sleep");
    check_scores(2, 3, 3, 3, "need attention");
    check_scores(3, 4, 4, 4, "loyal");
    check_scores(4, 5, 5, 5, "champions");
}
END_TEST

/* 7 of 10 bought once: they beat nobody, and half of themselves: 0.35 of all,
 * the second fifth. The two of two purchases beat 0.7 and half of 0.2: 0.8,
 * where the last fifth begins. */
START_TEST(ties_score_by_the_middle_of_their_ranks)
{
    for (int i = 0; i < 7; i++)
        add_customer(&store, 0, 0, 10 * i + 10, 10);
    add_customer(&store, 1, 20, 20, 30);
    add_customer(&store, 1, 20, 20, 30);
    add_customer(&store, 5, 20, 20, 100);
    fit_store(5);
    for (int i = 0; i < 7; i++)
        ck_assert_int_eq(score_of("f", i), 2);
    ck_assert_int_eq(score_of("f", 7), 5);
    ck_assert_int_eq(score_of("f", 8), 5);
    ck_assert_int_eq(score_of("f", 9), 5);
    ck_assert_int_eq(score_of("m", 0), 2);
    /* Three bought today: they beat 0.7 and half of 0.3. */
    ck_assert_int_eq(score_of("r", 9), 5);
    ck_assert_int_eq(score_of("r", 6), 1);
}
END_TEST

/* The score of a value by the header's formula, in O(n). */
static int64_t score_by_count(const double *values, int64_t n, double value,
                              int64_t scores)
{
    int64_t halves = 0;
    for (int64_t i = 0; i < n; i++)
        halves += values[i] < value ? 2 : !(values[i] > value);
    return 1 + scores * halves / (2 * n);
}

/* Every score against the formula: any number of classes and customers. */
START_TEST(every_score_is_that_of_the_formula)
{
    static double since[SHOP_MOST];
    for (int64_t rows = 1; rows < 120; rows += rows < 12 ? 1 : 13) {
        for (int64_t scores = 2; scores <= 10; scores++) {
            draw_shop(&store, rows, (uint64_t)(rows * 31 + scores));
            fit_store(scores);
            for (int64_t i = 0; i < rows; i++)
                since[i] = store.t_x[i] - store.T[i];
            for (int64_t i = 0; i < rows; i++) {
                ck_assert_int_eq(score_of("r", i),
                                 score_by_count(since, rows, since[i],
                                                scores));
                ck_assert_int_eq(score_of("f", i),
                                 score_by_count(store.x, rows, store.x[i],
                                                scores));
                ck_assert_int_eq(score_of("m", i),
                                 score_by_count(store.revenue, rows,
                                                store.revenue[i], scores));
            }
        }
    }
}
END_TEST

/* RFM-TIES-1 and RFM-ORDER-1. */
START_TEST(equal_values_score_alike_and_better_ones_never_lower)
{
    draw_shop(&store, 400, 7);
    fit_store(5);
    for (int64_t i = 0; i < 400; i++) {
        for (int64_t j = 0; j < 400; j++) {
            if (store.x[i] <= store.x[j])
                ck_assert_int_le(score_of("f", i), score_of("f", j));
            if (store.revenue[i] <= store.revenue[j])
                ck_assert_int_le(score_of("m", i), score_of("m", j));
            if (store.T[i] - store.t_x[i] >= store.T[j] - store.t_x[j])
                ck_assert_int_le(score_of("r", i), score_of("r", j));
        }
    }
}
END_TEST

START_TEST(classes_of_distinct_values_are_equally_large)
{
    int64_t size[11] = {0};
    for (int i = 0; i < 1000; i++)
        add_customer(&store, 0, 0, 5 + i, i * 37 % 1000 * 0.01);
    fit_store(10);
    for (int64_t i = 0; i < 1000; i++)
        size[score_of("m", i)]++;
    for (int i = 1; i <= 10; i++)
        ck_assert_int_eq(size[i], 100);
}
END_TEST

START_TEST(identical_customers_are_in_the_middle)
{
    for (int i = 0; i < 50; i++)
        add_customer(&store, 3, 40, 60, 120);
    for (int64_t scores = 2; scores <= 10; scores++) {
        fit_store(scores);
        ck_assert_int_eq(score_of("r", 49), scores / 2 + 1);
        ck_assert_int_eq(score_of("f", 0), scores / 2 + 1);
        ck_assert_int_eq(score_of("m", 10), scores / 2 + 1);
        ck_assert_int_eq(cev_table_row_count(profile), 1);
        ck_assert(cev_table_double(profile, "customers_share", 0) == 1.0);
        ck_assert(cev_table_double(profile, "revenue_share", 0) == 1.0);
    }
    fit_store(5);
    check_scores(0, 3, 3, 3, "need attention");
}
END_TEST

START_TEST(one_customer_is_a_shop)
{
    add_customer(&store, 0, 0, 0, 15);
    fit_store(5);
    check_scores(0, 3, 3, 3, "about to sleep");
    ck_assert_int_eq(cev_table_int64(profile, "customers", 0), 1);
    ck_assert(cev_table_double(profile, "recency", 0) == 0.0);
    ck_assert(!signbit(cev_table_double(profile, "recency", 0)));
    ck_assert(cev_table_double(profile, "frequency", 0) == 1.0);
    ck_assert(cev_table_double(profile, "monetary", 0) == 15.0);
}
END_TEST

START_TEST(no_customers_are_a_shop_as_well)
{
    fit_store(5);
    ck_assert_int_eq(cev_table_row_count(scored), 0);
    ck_assert_int_eq(cev_table_column_count(scored), 5);
    ck_assert_int_eq(cev_table_row_count(profile), 0);
    ck_assert_int_eq(cev_table_column_count(profile), 9);
    cev_table_free(scored);
    cev_table_free(customers);
    scored = customers = NULL;
    add_customer(&store, 4, 10, 12, 80);
    expect_ok(shop_table(ctx, &store, &customers));
    expect_ok(cev_segmenter_assign(rfm, customers, NULL, &scored));
    check_scores(0, 3, 3, 3, "need attention");
}
END_TEST

/* Where nearly all buy once, they are still not taken for loyal. */
START_TEST(shops_of_one_time_buyers_have_sensible_groups)
{
    for (int i = 0; i < 100; i++)
        add_customer(&store, i < 90 ? 0 : i - 89, i < 90 ? 0 : 50,
                     i < 90 ? i + 1 : 60, i < 90 ? 20 + i % 7 : 100 + i);
    fit_store(5);
    for (int64_t i = 0; i < 90; i++) {
        const char *segment = cev_table_text(scored, "segment", i);
        ck_assert_int_eq(score_of("f", i), 3);
        ck_assert_str_ne(segment, "loyal");
        ck_assert_str_ne(segment, "champions");
        ck_assert_str_ne(segment, "potential loyalists");
    }
    ck_assert_str_eq(cev_table_text(scored, "segment", 0), "new");
    ck_assert_str_eq(cev_table_text(scored, "segment", 99), "champions");
}
END_TEST

/* Days are counted in weeks and years elsewhere; ages are rounded then, and
 * the same recency comes as many different doubles. */
START_TEST(scores_do_not_depend_on_the_unit_of_time)
{
    static const double units[] = {7, 365.25, 30.4375, 1.0 / 86400, 1e-3 / 3};
    static int64_t r[SHOP_MOST];
    static shop days;
    draw_shop(&store, 1500, 3);
    days = store;
    fit_store(5);
    for (int64_t i = 0; i < store.rows; i++)
        r[i] = score_of("r", i);
    for (int unit = 0; unit < 5; unit++) {
        for (int64_t i = 0; i < store.rows; i++) {
            store.t_x[i] = days.t_x[i] / units[unit];
            store.T[i] = days.T[i] / units[unit];
        }
        fit_store(5);
        for (int64_t i = 0; i < store.rows; i++)
            ck_assert_int_eq(score_of("r", i), r[i]);
    }
}
END_TEST

/* RFM-ASSIGN-1 for others than the fitted: cuts belong to the fit. */
START_TEST(new_customers_are_scored_by_the_fitted_shop)
{
    for (int i = 0; i < 100; i++)
        add_customer(&store, i, 2 * i, 200, i + 0.5);
    fit_store(5);
    free_answers();
    rfm = new_rfm(5);
    expect_ok(shop_table(ctx, &store, &customers));
    expect_ok(cev_segmenter_fit(rfm, customers));
    cev_table_free(customers);
    customers = NULL;
    store.rows = 0;
    add_customer(&store, 1e6, 200, 200, 1e9);  /* better than all */
    add_customer(&store, 0, 0, 1e300, -1e9);   /* worse than all */
    add_customer(&store, 40, 80.1, 200, 40);   /* between two */
    add_customer(&store, 40, 79.9, 200, 39.9);
    expect_ok(shop_table(ctx, &store, &customers));
    expect_ok(cev_segmenter_assign(rfm, customers, NULL, &scored));
    check_scores(0, 5, 5, 5, "champions");
    check_scores(1, 1, 1, 1, "lost");
    check_scores(2, 3, 3, 2, "need attention");
    check_scores(3, 2, 3, 2, "about to sleep");
}
END_TEST

/* The same customers in another order: the same scores, row by row, and the
 * same profile to the last bits of its means. */
START_TEST(the_order_of_rows_makes_no_difference)
{
    enum { N = 1999, STEP = 1234 };
    static shop other;
    static int64_t r[N], f[N], m[N];
    double means[11][2];
    draw_shop(&other, N, 23);
    store = other;
    fit_store(7);
    for (int64_t i = 0; i < N; i++) {
        r[i] = score_of("r", i);
        f[i] = score_of("f", i);
        m[i] = score_of("m", i);
    }
    int64_t groups = cev_table_row_count(profile);
    for (int64_t i = 0; i < groups; i++) {
        means[i][0] = cev_table_double(profile, "recency", i);
        means[i][1] = cev_table_double(profile, "revenue", i);
    }
    store.rows = 0;
    for (int64_t i = 0; i < N; i++) {
        int64_t from = i * STEP % N;
        add_customer(&store, other.x[from], other.t_x[from], other.T[from],
                     other.revenue[from]);
    }
    fit_store(7);
    for (int64_t i = 0; i < N; i++) {
        ck_assert_int_eq(score_of("r", i), r[i * STEP % N]);
        ck_assert_int_eq(score_of("f", i), f[i * STEP % N]);
        ck_assert_int_eq(score_of("m", i), m[i * STEP % N]);
    }
    ck_assert_int_eq(cev_table_row_count(profile), groups);
    for (int64_t i = 0; i < groups; i++) {
        ck_assert(cev_table_double(profile, "recency", i) == means[i][0]);
        ck_assert_rel(cev_table_double(profile, "revenue", i), means[i][1],
                      2.3e-16);
    }
}
END_TEST

/* An rfm with options of text. */
static cev_segmenter *new_rfm_with(const char *const (*settings)[2], int count)
{
    cev_options *options = NULL;
    cev_segmenter *made = NULL;
    expect_ok(cev_options_new(ctx, &options));
    for (int i = 0; i < count; i++)
        expect_ok(cev_options_set_str(options, settings[i][0],
                                      settings[i][1]));
    expect_ok(cev_segmenter_new(ctx, CEV_RFM, options, &made));
    cev_options_free(options);
    return made;
}

START_TEST(cuts_may_be_given)
{
    static const char *const settings[3][2] = {
        {CEV_OPT_RECENCY_CUTS, "365, 30, 90, 180"},
        {CEV_OPT_FREQUENCY_CUTS, "2, 3, 5, 10"},
        {CEV_OPT_MONETARY_CUTS, "50, 100, 200.5, 1000"}};
    free_answers();
    rfm = new_rfm_with(settings, 3);
    add_customer(&store, 0, 0, 30, 49.99);     /* 30 days ago, once */
    add_customer(&store, 1, 9, 40, 50);        /* 31 days, twice */
    add_customer(&store, 9, 100, 465, 1000);   /* 365 days, 10 times */
    add_customer(&store, 3, 1, 367, 200.4);    /* 366 days */
    add_customer(&store, 4, 300, 300, NAN);
    for (int again = 0; again < 2; again++) {
        expect_ok(shop_table(ctx, &store, &customers));
        expect_ok(cev_segmenter_fit(rfm, customers));
        expect_ok(cev_segmenter_assign(rfm, customers, NULL, &scored));
        check_scores(0, 5, 1, 1, "new");
        check_scores(1, 4, 2, 2, "potential loyalists");
        check_scores(2, 2, 5, 5, "cannot lose");
        check_scores(3, 1, 3, 3, "at risk");
        check_scores(4, 5, 4, 3, "loyal");
        cev_table_free(scored);
        cev_table_free(customers);
        scored = customers = NULL;
        /* Others in the shop change nothing. */
        for (int i = 0; i < 200; i++)
            add_customer(&store, i, 1, 1, i);
    }
}
END_TEST

/* Cuts of a shop of nobody hold, and are saved. */
START_TEST(cuts_that_are_given_are_saved)
{
    static const char *const settings[1][2] = {
        {CEV_OPT_MONETARY_CUTS, "1 2 3 4"}};
    unsigned char bytes[4096];
    cev_segmenter *loaded = NULL;
    int64_t size = 0;
    free_answers();
    rfm = new_rfm_with(settings, 1);
    expect_ok(shop_table(ctx, &store, &customers));
    expect_ok(cev_segmenter_fit(rfm, customers));
    expect_ok(cev_segmenter_save(rfm, bytes, sizeof bytes, &size));
    expect_ok(cev_segmenter_load(ctx, bytes, size, &loaded));
    cev_table_free(customers);
    customers = NULL;
    add_customer(&store, 1, 1, 2, 2.5);
    expect_ok(shop_table(ctx, &store, &customers));
    expect_ok(cev_segmenter_assign(loaded, customers, NULL, &scored));
    check_scores(0, 3, 3, 3, "need attention");
    cev_segmenter_free(loaded);
}
END_TEST

START_TEST(cuts_must_be_one_fewer_than_scores)
{
    static const char *const settings[4][2] = {
        {CEV_OPT_RECENCY_CUTS, "30, 90, 180"},
        {CEV_OPT_FREQUENCY_CUTS, "2, 2, 3, 4"},
        {CEV_OPT_MONETARY_CUTS, "1, 2, 3, many"},
        {CEV_OPT_SCORE_WEIGHTS, "1, -1, 1"}};
    static const char *const wanted[4] = {
        "option recency_cuts = \"30, 90, 180\"; wanted 4 different numbers, "
        "one less than scores",
        "option frequency_cuts = \"2, 2, 3, 4\"; wanted 4 different numbers, "
        "one less than scores",
        "option monetary_cuts = \"1, 2, 3, many\"; wanted numbers joined by "
        "commas, not \"many\"",
        "option score_weights = \"1, -1, 1\"; wanted three numbers of 0 or "
        "more, of recency, frequency and monetary score"};
    free_answers();
    rfm = new_rfm_with(settings + _i, 1);
    add_customer(&store, 0, 0, 30, 49.99);
    expect_ok(shop_table(ctx, &store, &customers));
    expect_failure(cev_segmenter_fit(rfm, customers), CEV_ERR_OPTION,
                   wanted[_i]);
}
END_TEST

START_TEST(scores_are_weighed_in_the_total)
{
    cev_options *options = NULL;
    cev_table *other = NULL;
    draw_shop(&store, 50, 3);
    fit_store(5);
    expect_ok(cev_options_new(ctx, &options));
    expect_ok(cev_options_set_str(options, CEV_OPT_SCORE_WEIGHTS, "3, 0, 1"));
    expect_ok(cev_segmenter_assign(rfm, customers, options, &other));
    for (int64_t i = 0; i < 50; i++) {
        double r = (double)score_of("r", i), f = (double)score_of("f", i);
        double m = (double)score_of("m", i);
        ck_assert_near(cev_table_double(scored, "total", i), (r + f + m) / 3,
                       1e-14);
        ck_assert_near(cev_table_double(other, "total", i), (3 * r + m) / 4,
                       1e-14);
        ck_assert_str_eq(cev_table_text(other, "segment", i),
                         cev_table_text(scored, "segment", i));
    }
    cev_table_free(other);
    other = NULL;
    static const char *const wrong[3] = {"0, 0, 0", "1, 1e101, 1", "-1, 1, 1"};
    for (int i = 0; i < 3; i++) {
        expect_ok(cev_options_set_str(options, CEV_OPT_SCORE_WEIGHTS,
                                      wrong[i]));
        ck_assert_int_eq(cev_segmenter_assign(rfm, customers, options, &other),
                         CEV_ERR_OPTION);
        ck_assert_ptr_nonnull(strstr(cev_ctx_message(ctx),
                                     "wanted three numbers of 0 or more"));
    }
    expect_ok(cev_options_set_str(options, CEV_OPT_SCORE_WEIGHTS, "1; 2; 3"));
    expect_failure(cev_segmenter_assign(rfm, customers, options, &other),
                   CEV_ERR_OPTION,
                   "option score_weights = \"1; 2; 3\"; wanted numbers joined "
                   "by commas, not \"; 2; 3\"");
    ck_assert_ptr_null(other);
    cev_options_free(options);
}
END_TEST

/* Amounts so small that what their sum lost is below all numbers. */
START_TEST(the_smallest_amounts_are_summed)
{
    for (int i = 0; i < 5; i++)
        add_customer(&store, i, i, 10, 5e-324 * (i + 1));
    fit_store(5);
    for (int i = 0; i < 5; i++)
        ck_assert_int_eq(score_of("m", i), i + 1);
}
END_TEST

START_TEST(values_at_the_ends_of_the_range_are_scored)
{
    static const double sizes[] = {0, 4.9e-324, 1e-9, 1, 1e12, 1e300};
    for (int i = 0; i < 6; i++)
        add_customer(&store, i, 0, sizes[i], sizes[i]);
    fit_store(6);
    for (int i = 0; i < 6; i++)
        ck_assert_int_eq(score_of("m", i), i + 1);
    for (int64_t i = 0; i < cev_table_row_count(profile); i++)
        ck_assert(isfinite(cev_table_double(profile, "recency", i))
                  && isfinite(cev_table_double(profile, "monetary", i)));
    store.revenue[4] = store.revenue[5] = 1.7e308;
    expect_failure(cev_segmenter_fit(rfm, customers), CEV_ERR_DOMAIN,
                   "the sum of revenue is beyond the range of a double");
    store.revenue[4] = store.revenue[5] = 1;
    store.T[4] = store.T[5] = 1.7e308;
    expect_failure(cev_segmenter_fit(rfm, customers), CEV_ERR_DOMAIN,
                   "the sum of T - t_x is beyond the range of a double");
}
END_TEST

Suite *suite(void)
{
    TCase *cases = case_with_store("rfm_scores");
    tcase_add_test(cases, five_customers_score_one_to_five);
    tcase_add_test(cases, ties_score_by_the_middle_of_their_ranks);
    tcase_add_test(cases, every_score_is_that_of_the_formula);
    tcase_add_test(cases, equal_values_score_alike_and_better_ones_never_lower);
    tcase_add_test(cases, classes_of_distinct_values_are_equally_large);
    tcase_add_test(cases, identical_customers_are_in_the_middle);
    tcase_add_test(cases, one_customer_is_a_shop);
    tcase_add_test(cases, no_customers_are_a_shop_as_well);
    tcase_add_test(cases, shops_of_one_time_buyers_have_sensible_groups);
    tcase_add_test(cases, scores_do_not_depend_on_the_unit_of_time);
    tcase_add_test(cases, new_customers_are_scored_by_the_fitted_shop);
    tcase_add_test(cases, the_order_of_rows_makes_no_difference);
    tcase_add_test(cases, cuts_may_be_given);
    tcase_add_test(cases, cuts_that_are_given_are_saved);
    tcase_add_loop_test(cases, cuts_must_be_one_fewer_than_scores, 0, 4);
    tcase_add_test(cases, scores_are_weighed_in_the_total);
    tcase_add_test(cases, the_smallest_amounts_are_summed);
    tcase_add_test(cases, values_at_the_ends_of_the_range_are_scored);
    Suite *s = suite_create("segment/rfm_scores");
    suite_add_tcase(s, cases);
    return s;
}

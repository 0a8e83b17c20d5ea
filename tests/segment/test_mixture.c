/* The segmenter mixture. */
#include "groups.h"

/* The maxima that R's mclust gives for iris, VVV and VVI with three groups; it
   stops within 1e-5 of the likelihood's growth, so that ours is a little
   above. */
START_TEST(iris_has_its_published_likelihoods)
{
    if (!read_iris())
        SKIP("science/iris.csv is not there");
    fit_groups(CEV_MIXTURE, "segments=3|covariance=full");
    ck_assert_double_ge(figure("log_likelihood"), -180.185839);
    ck_assert_double_le(figure("log_likelihood"), -180.185);
    ck_assert_near(figure("bic"), 580.83963, 2e-6);
    ck_assert(figure("freedom") == 44);
    static const double sizes[3] = {45, 50, 55};
    for (int64_t i = 0; i < 3; i++)
        ck_assert(cev_table_double(told, "customers", i) == sizes[i]);
    ck_assert_near(agreement_with_species(), 0.903874, 5.1e-7);
    fit_groups(CEV_MIXTURE, "segments=3|covariance=diagonal");
    ck_assert_double_ge(figure("log_likelihood"), -307.180833);
    ck_assert_double_le(figure("log_likelihood"), -307.17);
    ck_assert(figure("freedom") == 26);
}
END_TEST

/* The likelihood is that of the columns as they are, whatever the scaling. */
START_TEST(scaling_changes_no_likelihood)
{
    double full;
    if (!read_iris())
        SKIP("science/iris.csv is not there");
    fit_groups(CEV_MIXTURE, "segments=3|covariance=full");
    full = figure("log_likelihood");
    fit_groups(CEV_MIXTURE, "segments=3|covariance=full|scaling=range");
    ck_assert_rel(figure("log_likelihood"), full, 1e-7);
}
END_TEST

/* mclust takes two groups by BIC, too. */
START_TEST(bic_chooses_the_number_of_groups)
{
    if (!read_iris())
        SKIP("science/iris.csv is not there");
    fit_groups(CEV_MIXTURE, "");
    ck_assert_int_eq(cev_table_row_count(told), 2);
    ck_assert(cev_table_double(told, "customers", 1) == 50);
    ck_assert(has_verdict("full_covariance"));
}
END_TEST

START_TEST(heaps_are_found_with_their_probabilities)
{
    draw_heaps(400, 7);
    fit_groups(CEV_MIXTURE, "");
    ck_assert_int_eq(cev_table_row_count(told), 3);
    ck_assert_double_gt(figure("certainty"), 0.999);
    for (int64_t i = 4; i < 400; i++) {
        double probability = cev_table_double(placed, "probability", i);
        ck_assert_str_eq(segment_of(i), segment_of(i % 4));
        ck_assert(probability > 0.5 && probability <= 1.0);
    }
}
END_TEST

/* One heap is one normal distribution: its maximum is known. */
START_TEST(one_group_is_a_normal_distribution)
{
    static const double x[] = {1, 2, 4, 7, 11};
    data.rows = 5;
    data.columns = 1;
    data.names[0] = "x";
    memcpy(data.values[0], x, sizeof x);
    fit_groups(CEV_MIXTURE, "segments=1");
    /* variance 66 / 5: -5/2 (log(2 pi 13.2) + 1) */
    ck_assert_rel(figure("log_likelihood"), -13.545234740, 1e-9);
}
END_TEST

START_TEST(customers_weigh_rows)
{
    double twice;
    draw_heaps(60, 3);
    fit_groups(CEV_MIXTURE, "segments=2|covariance=diagonal");
    twice = 2 * figure("log_likelihood");
    data.columns = 3;
    data.names[2] = "customers";
    for (int64_t i = 0; i < 60; i++)
        data.values[2][i] = 2;
    fit_groups(CEV_MIXTURE, "segments=2|covariance=diagonal");
    ck_assert_rel(figure("log_likelihood"), twice, 1e-6);
    ck_assert(figure("customers") == 120);
}
END_TEST

START_TEST(groups_without_spread_are_told)
{
    draw_heaps(200, 3);
    for (int64_t i = 0; i < 200; i += 2)
        data.values[0][i] = 0;
    fit_groups(CEV_MIXTURE, "segments=3");
    ck_assert(has_verdict("no_spread"));
    ck_assert(isfinite(figure("log_likelihood")));
    fit_groups(CEV_MIXTURE, "segments=3|covariance=full");
    ck_assert(has_verdict("no_spread"));
    ck_assert(isfinite(figure("log_likelihood")));
}
END_TEST

/* Of nobody there is one group, in which whoever comes is for sure. */
START_TEST(nobody_is_one_group)
{
    cev_table *answer = NULL;
    draw_heaps(10, 2);
    data.rows = 0;
    check_saving(CEV_MIXTURE, "segments=3");
    data.rows = 10;
    cev_table_free(rows_table);
    expect_ok(frame_table(ctx, &data, &rows_table));
    expect_ok(cev_segmenter_assign(groups, rows_table, NULL, &answer));
    for (int64_t i = 0; i < 10; i++)
        ck_assert(cev_table_double(answer, "probability", i) == 1.0);
    cev_table_free(answer);
}
END_TEST

/* A column in which all are alike is as if it were not there, be it the first. */
START_TEST(columns_all_alike_are_left_out)
{
    draw_heaps(200, 3);
    fit_groups(CEV_MIXTURE, "segments=2");
    double likelihood = figure("log_likelihood");
    data.names[data.columns] = data.names[0];
    memcpy(data.values[data.columns++], data.values[0], sizeof data.values[0]);
    data.names[0] = "alike";
    for (int64_t i = 0; i < 200; i++)
        data.values[0][i] = 7.0;
    fit_groups(CEV_MIXTURE, "segments=2");
    ck_assert_rel(figure("log_likelihood"), likelihood, 1e-9);
    data.columns = 0;
    fit_fails(CEV_MIXTURE, "", CEV_ERR_COLUMN,
              "the table has no column of numbers to go by");
}
END_TEST

START_TEST(any_order_of_rows_gives_the_same_bytes)
{
    draw_heaps(500, 3);
    check_any_order(CEV_MIXTURE, "segments_most=4");
}
END_TEST

START_TEST(small_shops_have_tables)
{
    data.columns = 2;
    data.names[0] = "x";
    data.names[1] = "revenue";
    check_small_shops(CEV_MIXTURE, _i ? "segments=3" : "");
}
END_TEST

START_TEST(far_and_strange_customers_have_a_group)
{
    cev_table *answer = NULL;
    draw_heaps(100, 3);
    fit_groups(CEV_MIXTURE, "segments=2");
    data.values[0][0] = 1e100;
    data.values[1][1] = NAN;
    cev_table_free(rows_table);
    expect_ok(frame_table(ctx, &data, &rows_table));
    expect_ok(cev_segmenter_assign(groups, rows_table, NULL, &answer));
    for (int64_t i = 0; i < 100; i++)
        ck_assert(cev_table_double(answer, "probability", i) >= 0.5);
    cev_table_free(answer);
}
END_TEST

/* Where no density is a number one is in the first group, for sure. */
START_TEST(customers_out_of_this_world_are_in_the_first_group)
{
    cev_table *answer = NULL;
    draw_heaps(100, 3);
    data.columns = 1;
    for (int64_t i = 0; i < 100; i++)
        data.values[0][i] *= 1e-60;
    fit_groups(CEV_MIXTURE, "segments=2");
    data.values[0][3] = 1e99;
    cev_table_free(rows_table);
    expect_ok(frame_table(ctx, &data, &rows_table));
    expect_ok(cev_segmenter_assign(groups, rows_table, NULL, &answer));
    ck_assert(cev_table_double(answer, "probability", 3) == 1.0);
    ck_assert_str_eq(cev_table_text(answer, "segment", 3), "1");
    cev_table_free(answer);
}
END_TEST

START_TEST(groups_that_overlap_are_told)
{
    uint64_t seed = 4;
    data.rows = 400;
    data.columns = 1;
    data.names[0] = "x";
    for (int64_t i = 0; i < 400; i++)
        data.values[0][i] = chance(&seed) + chance(&seed) + chance(&seed);
    fit_groups(CEV_MIXTURE, "segments=4");
    ck_assert(figure("certainty") < 0.8);
    ck_assert(has_verdict("uncertain_segments"));
}
END_TEST

/* The number of groups is chosen on a sample, in which those who stand for next
 * to nobody are not. */
START_TEST(a_sample_may_be_of_few)
{
    enum { MANY = 10001 };
    static double x[MANY], weights[MANY];
    cev_table *many = NULL;
    for (int64_t i = 0; i < MANY; i++) {
        x[i] = (double)i;
        weights[i] = i == 0 ? 1e15 : 1e-6;
    }
    expect_ok(new_groups(ctx, CEV_MIXTURE, "segments_most=3", &groups));
    expect_ok(cev_table_new(ctx, MANY, &many));
    expect_ok(cev_table_set_column(many, "x", CEV_DOUBLE, x, 8, NULL));
    expect_ok(cev_table_set_column(many, "customers", CEV_DOUBLE, weights, 8,
                                   NULL));
    expect_ok(cev_segmenter_fit(groups, many));
    expect_ok(cev_segmenter_profile(groups, NULL, &told));
    ck_assert_int_eq(cev_table_row_count(told), 1);
    cev_table_free(many);
}
END_TEST

START_TEST(models_are_saved_and_loaded)
{
    draw_heaps(200, 3);
    const char *settings = _i ? "segments=2|covariance=full"
                              : "segments=2|covariance=diagonal";
    check_saving(CEV_MIXTURE, settings);
    check_no_groups(CEV_MIXTURE, settings);
}
END_TEST

START_TEST(every_allocation_may_fail)
{
    static const char *const life[] = {CEV_MIXTURE, "segments_most=2|starts=2"};
    draw_heaps(30, 3);
    fail_each_allocation(groups_life, (void *)life);
}
END_TEST

START_TEST(a_fit_can_be_stopped)
{
    draw_heaps(300, 3);
    check_stopping(CEV_MIXTURE, "segments=3");
}
END_TEST

Suite *suite(void)
{
    TCase *cases = case_with_groups("mixture");
    tcase_add_test(cases, iris_has_its_published_likelihoods);
    tcase_add_test(cases, scaling_changes_no_likelihood);
    tcase_add_test(cases, bic_chooses_the_number_of_groups);
    tcase_add_test(cases, heaps_are_found_with_their_probabilities);
    tcase_add_test(cases, one_group_is_a_normal_distribution);
    tcase_add_test(cases, customers_weigh_rows);
    tcase_add_test(cases, groups_without_spread_are_told);
    tcase_add_test(cases, nobody_is_one_group);
    tcase_add_test(cases, columns_all_alike_are_left_out);
    tcase_add_test(cases, any_order_of_rows_gives_the_same_bytes);
    tcase_add_loop_test(cases, small_shops_have_tables, 0, 2);
    tcase_add_test(cases, far_and_strange_customers_have_a_group);
    tcase_add_test(cases, customers_out_of_this_world_are_in_the_first_group);
    tcase_add_test(cases, groups_that_overlap_are_told);
    tcase_add_test(cases, a_sample_may_be_of_few);
    tcase_add_loop_test(cases, models_are_saved_and_loaded, 0, 2);
    tcase_add_test(cases, every_allocation_may_fail);
    tcase_add_test(cases, a_fit_can_be_stopped);
    Suite *all = suite_create("mixture");
    suite_add_tcase(all, cases);
    return all;
}

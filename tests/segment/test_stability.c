/* Whether segments come out again from other customers. */
#include "groups.h"
#include "support/failing.h"

static cev_table *answer;

static int32_t ask(const char *settings)
{
    cev_options *options = NULL;
    cev_table_free(answer);
    answer = NULL;
    expect_ok(read_settings(ctx, settings, &options));
    int32_t status =
        cev_segmenter_stability(groups, rows_table, options, &answer);
    cev_options_free(options);
    return status;
}

static void forget(void)
{
    cev_table_free(answer);
    answer = NULL;
}

static double number(const char *column, int64_t row)
{
    return cev_table_double(answer, column, row);
}

START_TEST(plain_groups_come_out_again)
{
    draw_heaps(200, 3);
    fit_groups(CEV_KMEANS, "segments=3");
    expect_ok(ask("draws=50"));
    ck_assert_int_eq(cev_table_row_count(answer), 3);
    for (int64_t i = 0; i < 3; i++) {
        ck_assert(number("jaccard", i) == 1);
        ck_assert(number("jaccard_lo", i) == 1);
        ck_assert(number("found", i) == 1);
        ck_assert(number("lost", i) == 0);
        ck_assert_str_eq(cev_table_text(answer, "verdict", i),
                         "Comes out again from other customers.");
    }
    ck_assert(number("customers", 0) == 100);
}
END_TEST

/* Customers evenly spread, cut into five. */
START_TEST(divisions_of_nothing_do_not)
{
    uint64_t seed = 5;
    draw_heaps(150, 3);
    for (int64_t i = 0; i < 150; i++)
        for (int c = 0; c < 2; c++)
            data.values[c][i] = chance(&seed);
    fit_groups(CEV_KMEANS, "segments=5");
    expect_ok(ask("draws=50"));
    double least = 1;
    for (int64_t i = 0; i < 5; i++) {
        least = fmin(least, number("jaccard", i));
        ck_assert(number("jaccard_lo", i) <= number("jaccard", i));
        ck_assert(number("jaccard_hi", i) >= number("jaccard", i));
        ck_assert(number("found", i) + number("lost", i) <= 1);
    }
    ck_assert_double_lt(least, 0.75);
}
END_TEST

/* Iris by three means: setosa is found in each resample, the other two change
   at their edges. */
START_TEST(irises_are_as_stable_as_they_are_apart)
{
    if (!read_iris())
        SKIP("science/iris.csv is not there");
    fit_groups(CEV_KMEANS, "segments=3|scaling=none");
    expect_ok(ask(""));
    ck_assert(number("customers", 2) == 38);
    ck_assert_double_gt(number("jaccard", 1), 0.95);
    for (int64_t i = 0; i < 3; i += 2) {
        ck_assert_double_gt(number("jaccard", i), 0.7);
        ck_assert_double_lt(number("jaccard", i), 0.95);
    }
}
END_TEST

/* SEG-STABLE-1 */
START_TEST(the_order_of_rows_changes_nothing)
{
    double before[2];
    draw_heaps(120, 9);
    data.values[0][7] = NAN;
    fit_groups(CEV_KMEANS, "segments=2");
    expect_ok(ask("draws=50"));
    for (int64_t i = 0; i < 2; i++)
        before[i] = number("jaccard", i);
    reverse_rows();
    fit_groups(CEV_KMEANS, "segments=2");
    expect_ok(ask("draws=50"));
    for (int64_t i = 0; i < 2; i++)
        ck_assert(number("jaccard", i) == before[i]);
}
END_TEST

START_TEST(every_kind_is_measured)
{
    static const char *const kinds[5][2] = {
        {CEV_MIXTURE, "segments=2|covariance=diagonal|starts=2"},
        {CEV_TIERS, ""},
        {CEV_RULES, "rules=rich: revenue > 4; else other"},
        {CEV_KPROTOTYPES, "segments=2|starts=2"},
        {CEV_LATENT_CLASS, "segments=2|features=city|starts=2"}};
    draw_heaps(60, 3);
    data.texts = 1;
    data.text_names[0] = "city";
    for (int64_t i = 0; i < 60; i++)
        data.text[0][i] = i % 2 ? "Bonn" : "Ulm";
    fit_groups(kinds[_i][0], kinds[_i][1]);
    expect_ok(ask("draws=50|interval=0"));
    ck_assert_int_ge(cev_table_row_count(answer), 1);
    ck_assert_int_eq(cev_table_column_count(answer), 6);
    for (int64_t i = 0; i < cev_table_row_count(answer); i++)
        ck_assert(number("jaccard", i) > 0 && number("jaccard", i) <= 1);
}
END_TEST

/* Ten groups where there are none, and a tier of rows that stand for nobody. */
START_TEST(verdicts_go_from_sure_to_nothing)
{
    uint64_t seed = 5;
    draw_heaps(60, 3);
    for (int64_t i = 0; i < 60; i++)
        for (int c = 0; c < 2; c++)
            data.values[c][i] = chance(&seed);
    fit_groups(CEV_KMEANS, "segments=10|starts=2");
    expect_ok(ask("draws=50"));
    int doubted = 0;
    for (int64_t i = 0; i < 10; i++)
        doubted += strcmp(cev_table_text(answer, "verdict", i),
                          "Comes out otherwise from other customers: do not "
                          "build on it.") == 0;
    ck_assert_int_gt(doubted, 0);
    draw_heaps(20, 3);
    data.columns = 3;
    data.names[2] = "customers";
    for (int64_t i = 0; i < 20; i++)
        data.values[2][i] = data.values[1][i] < 4.0;
    fit_groups(CEV_RULES, "rules=poor: revenue < 4; else rich");
    expect_ok(ask("draws=50"));
    int64_t rich = strcmp(cev_table_text(answer, "segment", 0), "rich") != 0;
    ck_assert_str_eq(cev_table_text(answer, "segment", rich), "rich");
    ck_assert_str_eq(cev_table_text(answer, "verdict", rich),
                     "Nobody of it was drawn: nothing can be said.");
    ck_assert(isnan(number("jaccard", rich)) && number("customers", rich) == 0);
}
END_TEST

/* Of very many a sample is drawn. */
START_TEST(a_great_many_are_sampled)
{
    enum { MANY = 10100 };
    static double revenue[MANY];
    cev_options *options = NULL;
    cev_table *many = NULL;
    for (int64_t i = 0; i < MANY; i++)
        revenue[i] = (double)(i * 7 % MANY);
    expect_ok(read_settings(ctx, "draws=50", &options));
    expect_ok(new_groups(ctx, CEV_TIERS, "", &groups));
    expect_ok(cev_table_new(ctx, MANY, &many));
    expect_ok(cev_table_set_column(many, "revenue", CEV_DOUBLE, revenue, 8,
                                   NULL));
    expect_ok(cev_segmenter_fit(groups, many));
    expect_ok(cev_segmenter_stability(groups, many, options, &answer));
    ck_assert(number("customers", 0) + number("customers", 1)
                  + number("customers", 2)
              == 10000.0);
    ck_assert_double_gt(number("jaccard", 0), 0.9);
    cev_table_free(many);
    cev_options_free(options);
}
END_TEST

START_TEST(what_cannot_be_asked_is_refused)
{
    draw_heaps(20, 3);
    expect_ok(new_groups(ctx, CEV_KMEANS, "", &groups));
    expect_ok(frame_table(ctx, &data, &rows_table));
    expect_failure(ask(""), CEV_ERR_STATE, "kmeans is not fitted yet");
    fit_groups(CEV_KMEANS, "segments=2");
    expect_failure(ask("segments=3"), CEV_ERR_OPTION,
                   "option segments means nothing to "
                   "cev_segmenter_stability; it takes: draws interval");
    expect_failure(cev_segmenter_stability(groups, NULL, NULL, &answer),
                   CEV_ERR_ARGUMENT, "customers is NULL");
    ck_assert_int_eq(cev_segmenter_stability(NULL, rows_table, NULL, &answer),
                     CEV_ERR_ARGUMENT);
    cev_ctx_set_progress(ctx, stop_work, NULL);
    ck_assert_int_eq(ask(""), CEV_ERR_CANCELLED);
    cev_ctx_set_progress(ctx, NULL, NULL);
    ck_assert_ptr_null(answer);
}
END_TEST

START_TEST(small_shops_have_tables)
{
    data.columns = 1;
    data.names[0] = "x";
    for (int64_t rows = 0; rows < 3; rows++) {
        data.rows = rows;
        fit_groups(CEV_KMEANS, "");
        expect_ok(ask("draws=50"));
        ck_assert_int_eq(cev_table_row_count(answer), rows > 0);
    }
    ck_assert(number("jaccard", 0) == 1);
}
END_TEST

/* A fit and its resamples. */
static int32_t life(cev_ctx *of)
{
    cev_segmenter *made = NULL;
    cev_table *input = NULL, *told_here = NULL;
    cev_options *options = NULL;
    int32_t status = new_groups(of, CEV_TIERS, "", &made);
    if (status == CEV_OK)
        status = read_settings(of, "draws=50", &options);
    if (status == CEV_OK)
        status = frame_table(of, &data, &input);
    if (status == CEV_OK)
        status = cev_segmenter_fit(made, input);
    if (status == CEV_OK)
        status = cev_segmenter_stability(made, input, options, &told_here);
    cev_table_free(told_here);
    cev_table_free(input);
    cev_options_free(options);
    cev_segmenter_free(made);
    return status;
}

/* The same where requests from one on are refused; how many there were. */
static int64_t live_until(int64_t from, int32_t wanted)
{
    failing_ledger refusals = {0};
    cev_ctx *of = NULL;
    expect_ok(cev_ctx_new(failing_allocate, &refusals, &of));
    int64_t begun = refusals.requests;
    refusals.fail_from = from > 0 ? begun + from : 0;
    refusals.fail_until = INT64_MAX;
    ck_assert_int_eq(life(of), wanted);
    cev_ctx_free(of);
    ck_assert_int_eq(refusals.blocks, 0);
    return refusals.requests - begun;
}

/* One resample is like another: those of the first ones and of the end. */
START_TEST(every_allocation_may_fail)
{
    draw_heaps(10, 3);
    int64_t requests = live_until(0, CEV_OK);
    for (int64_t from = 1; from <= requests; from++)
        if (from < 250 || from > requests - 20)
            live_until(from, CEV_ERR_MEMORY);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = case_with_groups("stability");
    tcase_add_checked_fixture(cases, NULL, forget);
    tcase_add_test(cases, plain_groups_come_out_again);
    tcase_add_test(cases, divisions_of_nothing_do_not);
    tcase_add_test(cases, irises_are_as_stable_as_they_are_apart);
    tcase_add_test(cases, the_order_of_rows_changes_nothing);
    tcase_add_loop_test(cases, every_kind_is_measured, 0, 5);
    tcase_add_test(cases, verdicts_go_from_sure_to_nothing);
    tcase_add_test(cases, a_great_many_are_sampled);
    tcase_add_test(cases, what_cannot_be_asked_is_refused);
    tcase_add_test(cases, small_shops_have_tables);
    tcase_add_test(cases, every_allocation_may_fail);
    Suite *all = suite_create("stability");
    suite_add_tcase(all, cases);
    return all;
}

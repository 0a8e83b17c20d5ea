/* The segmenter latent_class. */
#include "groups.h"

#include <stdio.h>

/* Stouffer & Toby (1951): 216 students on four role conflicts, by whether they
   gave the universalistic answer; the table that Goodman (1974) analysed. */
static const double role_conflict[16] = {42, 23, 6, 25, 6, 24, 7, 38,
                                         1,  4,  1, 6,  2, 9,  2, 20};

/* A row a pattern, + before -; D changes fastest. */
static void read_role_conflict(void)
{
    static const char *const names[4] = {"A", "B", "C", "D"};
    data.rows = 16;
    data.texts = 4;
    data.columns = 1;
    data.names[0] = "customers";
    memcpy(data.values[0], role_conflict, sizeof role_conflict);
    for (int c = 0; c < 4; c++) {
        data.text_names[c] = names[c];
        for (int i = 0; i < 16; i++)
            data.text[c][i] = i >> (3 - c) & 1 ? "-" : "+";
    }
}

/* As published of Goodman's models by Linzer & Lewis (2011), to the digits
   printed there; the third is that of the greatest of many starts.
   (LATENT-RANK-1) */
START_TEST(published_likelihoods_are_reproduced)
{
    static const double wanted[3] = {-543.6498, -504.4677, -503.3011};
    char settings[80];
    read_role_conflict();
    snprintf(settings, sizeof settings, "segments=%d|max_iter=20000", _i + 1);
    fit_groups(CEV_LATENT_CLASS, settings);
    ck_assert_double_le(fabs(figure("log_likelihood") - wanted[_i]), 5.1e-5);
    ck_assert(figure("freedom") == 5 * (_i + 1) - 1);
    /* Three classes have 14 numbers for 15 frequencies, and yet they cannot be
       told (Goodman 1974). */
    ck_assert_int_eq(has_verdict("not_identified"), _i == 2);
}
END_TEST

/* Goodman's two classes: most (72 %) give the particularistic answer. */
START_TEST(classes_have_their_published_answers)
{
    read_role_conflict();
    fit_groups(CEV_LATENT_CLASS, "");
    ck_assert_int_eq(cev_table_row_count(told), 2);
    ck_assert_near(cev_table_double(told, "share_A=+", 0), 0.714, 5e-4);
    ck_assert_near(cev_table_double(told, "share_B=+", 0), 0.330, 5e-4);
    ck_assert_near(cev_table_double(told, "share_C=+", 0), 0.354, 5e-4);
    ck_assert_near(cev_table_double(told, "share_D=+", 0), 0.132, 5e-4);
    ck_assert_near(cev_table_double(told, "share_A=+", 1), 0.993, 5e-4);
    ck_assert_near(cev_table_double(told, "share_D=+", 1), 0.769, 5e-4);
    ck_assert_str_eq(segment_of(15), "1");
    ck_assert_str_eq(segment_of(0), "2");
    for (int64_t i = 0; i < 16; i++) {
        double one = cev_table_double(placed, "probability_1", i);
        double two = cev_table_double(placed, "probability_2", i);
        ck_assert_near(one + two, 1.0, 1e-12);
        ck_assert(cev_table_double(placed, "probability", i)
                  == fmax(one, two));
    }
}
END_TEST

/* A gap says nothing: whoever answered nothing has the shares of the classes. */
START_TEST(gaps_say_nothing)
{
    cev_table *answer = NULL;
    read_role_conflict();
    fit_groups(CEV_LATENT_CLASS, "segments=2");
    double before = cev_table_double(placed, "probability_2", 0);
    for (int c = 0; c < 4; c++)
        data.text[c][1] = NULL;
    data.text[3][2] = "never heard";
    cev_table_free(rows_table);
    rows_table = NULL;
    expect_ok(frame_table(ctx, &data, &rows_table));
    expect_ok(cev_segmenter_assign(groups, rows_table, NULL, &answer));
    ck_assert(cev_table_double(answer, "probability_2", 0) == before);
    ck_assert_near(cev_table_double(answer, "probability_1", 1), 0.7207, 5e-4);
    ck_assert(cev_table_double(answer, "probability_1", 2) > 0);
    cev_table_free(answer);
    expect_ok(cev_segmenter_fit(groups, rows_table));
}
END_TEST

/* Answers 1 to 5 as numbers, of two kinds of people. */
static void draw_answers(int64_t rows, uint64_t seed)
{
    static const char *const names[5] = {"q1", "q2", "q3", "q4", "q5"};
    data.rows = rows;
    data.columns = 5;
    for (int c = 0; c < 5; c++) {
        data.names[c] = names[c];
        for (int64_t i = 0; i < rows; i++) {
            double pleased = chance(&seed) < 0.85 ? 4 : 1;
            data.values[c][i] =
                (i % 3 == 0 ? 5 - pleased : pleased) + (chance(&seed) < 0.5);
        }
    }
}

START_TEST(numbers_are_answers_too)
{
    draw_answers(600, 5);
    data.values[2][7] = NAN;
    fit_groups(CEV_LATENT_CLASS, "segments_most=4");
    ck_assert_int_eq(cev_table_row_count(told), 2);
    ck_assert_double_gt(figure("certainty"), 0.95);
    ck_assert_near(cev_table_double(told, "customers_share", 0), 2.0 / 3,
                   0.05);
    ck_assert_ptr_nonnull(strstr(cev_table_text(told, "meaning", 1), "q"));
    ck_assert(!has_verdict("not_identified"));
}
END_TEST

/* Whoever was not asked the last question is a class of its own, which says
 * nothing about it. */
START_TEST(a_question_may_be_asked_of_some)
{
    draw_answers(300, 5);
    for (int64_t i = 0; i < 300; i++) {
        int is_asked = i % 2 == 0;
        for (int c = 0; c < 4; c++)
            data.values[c][i] = is_asked ? 1 : 5;
        if (!is_asked)
            data.values[4][i] = NAN;
    }
    fit_groups(CEV_LATENT_CLASS, "segments=2");
    for (int64_t i = 0; i < 300; i++)
        ck_assert_str_eq(segment_of(i), segment_of(i % 2));
    ck_assert_str_ne(segment_of(0), segment_of(1));
    ck_assert(isfinite(figure("log_likelihood")));
}
END_TEST

/* Beyond so many answers nobody looks whether all of them can be known. */
START_TEST(very_many_answers_are_taken)
{
    uint64_t seed = 9;
    draw_answers(60, 5);
    for (int64_t i = 0; i < 60; i++)
        for (int c = 0; c < 5; c++)
            data.values[c][i] = floor(10.0 * chance(&seed));
    fit_groups(CEV_LATENT_CLASS, "segments=10|starts=1|max_iter=5");
    ck_assert_int_eq(cev_table_row_count(placed), 60);
    ck_assert(isfinite(figure("log_likelihood")));
}
END_TEST

START_TEST(too_many_answers_are_refused)
{
    data.rows = 300;
    data.columns = 1;
    data.names[0] = "revenue";
    for (int64_t i = 0; i < 300; i++)
        data.values[0][i] = (double)i;
    fit_fails(CEV_LATENT_CLASS, "", CEV_ERR_LIMIT,
              "revenue holds more than 200 different values; wanted "
              "categories: name others in the option features");
    data.names[0] = "customers";
    fit_fails(CEV_LATENT_CLASS, "", CEV_ERR_COLUMN,
              "the table has no column of answers to go by");
}
END_TEST

START_TEST(any_order_of_rows_gives_the_same_bytes)
{
    draw_answers(300, 11);
    check_any_order(CEV_LATENT_CLASS, "segments_most=3");
}
END_TEST

START_TEST(small_shops_have_tables)
{
    read_role_conflict();
    data.columns = 0;
    check_small_shops(CEV_LATENT_CLASS, _i ? "segments=3" : "");
}
END_TEST

START_TEST(models_are_saved_and_loaded)
{
    read_role_conflict();
    check_saving(CEV_LATENT_CLASS, "segments=2");
    check_no_groups(CEV_LATENT_CLASS, "segments=2");
}
END_TEST

START_TEST(every_allocation_may_fail)
{
    static const char *const life[] = {CEV_LATENT_CLASS,
                                       "segments_most=2|starts=2"};
    read_role_conflict();
    fail_each_allocation(groups_life, (void *)life);
}
END_TEST

START_TEST(a_fit_can_be_stopped)
{
    read_role_conflict();
    check_stopping(CEV_LATENT_CLASS, "segments=2");
}
END_TEST

Suite *suite(void)
{
    TCase *cases = case_with_groups("latent_class");
    tcase_add_loop_test(cases, published_likelihoods_are_reproduced, 0, 3);
    tcase_add_test(cases, classes_have_their_published_answers);
    tcase_add_test(cases, gaps_say_nothing);
    tcase_add_test(cases, numbers_are_answers_too);
    tcase_add_test(cases, a_question_may_be_asked_of_some);
    tcase_add_test(cases, very_many_answers_are_taken);
    tcase_add_test(cases, too_many_answers_are_refused);
    tcase_add_test(cases, any_order_of_rows_gives_the_same_bytes);
    tcase_add_loop_test(cases, small_shops_have_tables, 0, 2);
    tcase_add_test(cases, models_are_saved_and_loaded);
    tcase_add_test(cases, every_allocation_may_fail);
    tcase_add_test(cases, a_fit_can_be_stopped);
    Suite *all = suite_create("latent_class");
    suite_add_tcase(all, cases);
    return all;
}

/* What learners learn from: roles, levels, gaps, targets, order. */
#include "predict/lesson.h"
#include "predict/features.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { PEOPLE = 8 };

static const double ages[PEOPLE] = {30, 40, NAN, 20, 50, 60, 25, 35};
static const double spends[PEOPLE] = {1, 0, 1, 0, 1, 0, 0, NAN};
static const char *const towns[PEOPLE] = {"Ulm", "Bonn", "Ulm", NULL,
                                          "Bonn", "Ulm", "Celle", "Ulm"};
static const char *const churns[PEOPLE] = {"No", "Yes", "No",  "No",
                                           "Yes", "No", "Yes", NULL};
static const char *const ids[PEOPLE] = {"a", "b", "c", "d",
                                        "e", "f", "g", "h"};
static const int no_roles[] = {-1};
static const int all_roles[] = {CEV__OPT_TARGET, CEV__OPT_SENSITIVE, -1};

static cev_options *options;
static cev_table *people;

static void open_people(void)
{
    options = NULL;
    expect_ok(cev_options_new(ctx, &options));
    expect_ok(cev_options_set_str(options, "target", "churn"));
    expect_ok(cev_options_set_int(options, "rare", 2));
    people = frame_of(ctx, PEOPLE);
    put_texts(people, "customer", ids);
    put_numbers(people, "age", ages);
    put_texts(people, "town", towns);
    put_texts(people, "churn", churns);
    put_numbers(people, "spend", spends);
}

static void close_people(void)
{
    cev_table_free(people);
    cev_options_free(options);
}

static int32_t open_lesson(cev_ctx *of, void *state)
{
    cev__lesson lesson;
    (void)state;
    int32_t status = cev__lesson_open(of, options, all_roles,
                                      CEV__TARGET_EITHER, 1, people, &lesson);
    if (status == CEV_OK)
        cev__lesson_close(of, &lesson);
    return status;
}

START_TEST(columns_without_a_role_are_learnt_from)
{
    cev__lesson lesson;
    expect_ok(cev_options_set_str(options, "sensitive", "age"));
    expect_ok(cev__lesson_open(ctx, options, all_roles, CEV__TARGET_EITHER, 1,
                               people, &lesson));
    ck_assert_int_eq(lesson.predictors.names.count, 2);
    ck_assert_str_eq(cev__predictor_name(&lesson.predictors, 0), "town");
    ck_assert_str_eq(cev__predictor_name(&lesson.predictors, 1), "spend");
    cev__lesson_close(ctx, &lesson);
    expect_ok(cev_options_set_str(options, "features", "spend , town"));
    expect_ok(cev__lesson_open(ctx, options, all_roles, CEV__TARGET_EITHER, 1,
                               people, &lesson));
    ck_assert_str_eq(cev__predictor_name(&lesson.predictors, 0), "town");
    cev__lesson_close(ctx, &lesson);
    expect_ok(cev_options_set_str(options, "features", "age"));
    expect_failure(open_lesson(ctx, NULL), CEV_ERR_OPTION,
                   "column \"age\" is among the features, but has another "
                   "role");
    expect_ok(cev_options_set_str(options, "features", "agee"));
    expect_failure(open_lesson(ctx, NULL), CEV_ERR_COLUMN,
                   "there is no column \"agee\"");
}
END_TEST

/* Of the same time to come, one must not tell of the other, unless asked to;
 * a target of somebody's own knows nothing of them. */
START_TEST(other_outcomes_are_no_features)
{
    static const double left[PEOPLE] = {0, 1, 0, 1, 0, 1, 1, 0};
    cev__lesson lesson;
    put_numbers(people, "left", left);
    put_numbers(people, "bought", spends);
    put_numbers(people, "treatment", left);
    expect_ok(cev_options_set_str(options, "target", "left"));
    expect_ok(cev_options_set_str(options, "sensitive", "churn"));
    expect_ok(cev__lesson_open(ctx, options, all_roles, CEV__TARGET_EITHER, 1,
                               people, &lesson));
    ck_assert_int_eq(lesson.predictors.names.count, 3);
    ck_assert_str_eq(cev__predictor_name(&lesson.predictors, 2), "spend");
    cev__lesson_close(ctx, &lesson);
    expect_ok(cev_options_set_str(options, "features", "bought"));
    expect_ok(cev__lesson_open(ctx, options, all_roles, CEV__TARGET_EITHER, 1,
                               people, &lesson));
    ck_assert_str_eq(cev__predictor_name(&lesson.predictors, 0), "bought");
    cev__lesson_close(ctx, &lesson);
    expect_ok(cev_options_set_str(options, "features", ""));
    expect_ok(cev_options_set_str(options, "target", "churn"));
    expect_ok(cev_options_set_str(options, "sensitive", ""));
    expect_ok(cev__lesson_open(ctx, options, all_roles, CEV__TARGET_EITHER, 1,
                               people, &lesson));
    ck_assert_int_eq(lesson.predictors.names.count, 6);
    cev__lesson_close(ctx, &lesson);
}
END_TEST

START_TEST(levels_are_in_order_and_rare_ones_pooled)
{
    cev__lesson lesson;
    expect_ok(cev__lesson_open(ctx, options, all_roles, CEV__TARGET_EITHER, 1,
                               people, &lesson));
    const cev__predictor *town = &lesson.predictors.list[1];
    ck_assert_int_eq(town->is_text, 1);
    ck_assert_int_eq(town->levels.count, 2);
    ck_assert_str_eq(cev__customer_name(&town->levels, 0), "Bonn");
    ck_assert_str_eq(cev__customer_name(&town->levels, 1), "Ulm");
    ck_assert(town->rare_levels == 1.0 && town->rare == 1.0);
    ck_assert(town->missing == 1.0);
    ck_assert(lesson.predictors.list[0].missing == 1.0);
    ck_assert_int_eq(cev__reading_level(&lesson.readings, 1, 0), 1);
    ck_assert_int_eq(cev__reading_level(&lesson.readings, 1, 1), 0);
    ck_assert_int_eq(cev__reading_level(&lesson.readings, 1, 3),
                     CEV__LEVEL_MISSING);
    ck_assert_int_eq(cev__reading_level(&lesson.readings, 1, 6), 2);
    ck_assert(isnan(cev__reading_number(&lesson.readings, 0, 2)));
    ck_assert(cev__reading_number(&lesson.readings, 0, 4) == 50.0);
    cev__lesson_close(ctx, &lesson);
}
END_TEST

/* Of 300 towns with two customers or more the 100 with three have levels. */
START_TEST(too_many_levels_are_those_of_the_most_frequent)
{
    enum { TOWNS = 300, LARGE = 100, ROWS = 2 * TOWNS + LARGE };
    static char names[TOWNS][24];
    static const char *texts[ROWS];
    static double churn[ROWS];
    cev__lesson lesson;
    cev_table *table = frame_of(ctx, ROWS);
    for (int i = 0; i < TOWNS; i++)
        snprintf(names[i], sizeof names[i], "town %03d", i);
    for (int i = 0; i < ROWS; i++) {
        texts[i] = names[i % TOWNS];
        churn[i] = (double)(i % 3 == 0);
    }
    put_texts(table, "town", texts);
    put_numbers(table, "churn", churn);
    expect_ok(cev__lesson_open(ctx, options, all_roles, CEV__TARGET_EITHER, 1,
                               table, &lesson));
    const cev__predictor *town = &lesson.predictors.list[0];
    ck_assert_int_eq(town->levels.count, LARGE);
    ck_assert_str_eq(cev__customer_name(&town->levels, LARGE - 1), "town 099");
    ck_assert(town->rare_levels == TOWNS - LARGE);
    ck_assert(town->rare == 2.0 * (TOWNS - LARGE));
    cev__lesson_close(ctx, &lesson);
    cev_table_free(table);
}
END_TEST

START_TEST(the_later_text_counts_as_one)
{
    cev__lesson lesson;
    expect_ok(cev__lesson_open(ctx, options, all_roles, CEV__TARGET_EITHER, 1,
                               people, &lesson));
    ck_assert_str_eq(cev__target_positive(&lesson.target), "Yes");
    ck_assert_int_eq(lesson.target.is_binary, 1);
    ck_assert(lesson.customers == 7.0 && lesson.unknown == 1.0);
    ck_assert_int_eq(lesson.count, 7);
    for (int i = 0; i < 7; i++)
        ck_assert(lesson.values[lesson.order[i]] == (i < 4 ? 0.0 : 1.0));
    cev__lesson_close(ctx, &lesson);
    expect_ok(cev_options_set_str(options, "positive", "No"));
    expect_ok(cev__lesson_open(ctx, options, all_roles, CEV__TARGET_EITHER, 1,
                               people, &lesson));
    ck_assert(lesson.values[0] == 1.0);
    cev__lesson_close(ctx, &lesson);
}
END_TEST

START_TEST(targets_that_are_none_are_refused)
{
    expect_ok(cev_options_set_str(options, "target", "town"));
    expect_failure(open_lesson(ctx, NULL), CEV_ERR_DOMAIN,
                   "town[6] = \"Celle\"; wanted one of two texts, like "
                   "\"Ulm\" and \"Bonn\", or the option positive");
    expect_ok(cev_options_set_str(options, "target", "gone"));
    expect_failure(open_lesson(ctx, NULL), CEV_ERR_COLUMN,
                   "the table has no column \"gone\"; wanted one of doubles "
                   "or int64");
    expect_ok(cev_options_set_str(options, "target", "age"));
    cev__lesson lesson;
    expect_failure(cev__lesson_open(ctx, options, no_roles,
                                    CEV__TARGET_BINARY, 0, people, &lesson),
                   CEV_ERR_DOMAIN, "age[0] = 30; wanted 0, 1 or a gap");
    expect_ok(cev_options_set_str(options, "positive", "30"));
    expect_failure(open_lesson(ctx, NULL), CEV_ERR_OPTION,
                   "option positive = \"30\"; wanted none, as column \"age\" "
                   "holds numbers");
}
END_TEST

START_TEST(nobody_teaches_nothing)
{
    const double nobody[PEOPLE] = {0};
    put_numbers(people, "customers", nobody);
    expect_failure(open_lesson(ctx, NULL), CEV_ERR_OPTION,
                   "column \"churn\" holds fewer than two texts; wanted the "
                   "option positive, to say what counts as 1");
    expect_ok(cev_options_set_str(options, "positive", "Yes"));
    expect_failure(open_lesson(ctx, NULL), CEV_ERR_DOMAIN,
                   "column \"churn\" is a gap, or customers 0, in all rows; "
                   "wanted a customer whose target is known");
    const double wrong[PEOPLE] = {1, 1, -1};
    put_numbers(people, "customers", wrong);
    expect_failure(open_lesson(ctx, NULL), CEV_ERR_DOMAIN,
                   "customers[2] = -1; wanted a number of customers from 0 "
                   "to 1e15");
}
END_TEST

START_TEST(infinite_features_are_refused)
{
    const double odd[PEOPLE] = {1, 2, -INFINITY};
    put_numbers(people, "spend", odd);
    expect_failure(open_lesson(ctx, NULL), CEV_ERR_DOMAIN,
                   "spend[2] = -inf; wanted a number from -1e150 to 1e150, or "
                   "a gap");
}
END_TEST

/* The same rows in another order are gone through in the same order. */
START_TEST(the_order_of_rows_does_not_count)
{
    static const int shuffled[PEOPLE] = {5, 2, 7, 0, 6, 1, 4, 3};
    double other_ages[PEOPLE];
    const char *other_churns[PEOPLE];
    cev__lesson lesson, other;
    expect_ok(cev_options_set_str(options, "features", "age"));
    expect_ok(cev__lesson_open(ctx, options, all_roles, CEV__TARGET_EITHER, 1,
                               people, &lesson));
    cev_table *table = frame_of(ctx, PEOPLE);
    for (int i = 0; i < PEOPLE; i++) {
        other_ages[i] = ages[shuffled[i]];
        other_churns[i] = churns[shuffled[i]];
    }
    put_numbers(table, "age", other_ages);
    put_texts(table, "churn", other_churns);
    expect_ok(cev__lesson_open(ctx, options, all_roles, CEV__TARGET_EITHER, 1,
                               table, &other));
    ck_assert_int_eq(other.count, lesson.count);
    for (int64_t i = 0; i < lesson.count; i++)
        ck_assert_int_eq(shuffled[other.order[i]], lesson.order[i]);
    cev__lesson_close(ctx, &other);
    cev_table_free(table);
    cev__lesson_close(ctx, &lesson);
}
END_TEST

static int32_t save_and_load(cev_ctx *of, void *state)
{
    uint8_t bytes[1000];
    cev__writer writer = {bytes, sizeof bytes, 0};
    cev__predictors predictors;
    cev__target target;
    const cev__lesson *lesson = state;
    cev__predictors_save(&lesson->predictors, &writer);
    cev__target_save(&lesson->target, &writer);
    cev__blob blob = {bytes, writer.size, 0, 0};
    int32_t status = cev__predictors_load(of, &blob, &predictors);
    if (status != CEV_OK)
        return status;
    ck_assert_int_eq(predictors.names.count, 3);
    ck_assert_str_eq(cev__customer_name(&predictors.list[1].levels, 1),
                     "Ulm");
    cev__predictors_free(of, &predictors);
    status = cev__target_load(of, &blob, &target);
    if (status != CEV_OK)
        return status;
    ck_assert_str_eq(cev__target_positive(&target), "Yes");
    cev__target_free(of, &target);
    return status;
}

/* Forty customers, of each of whom a cell of a file says what he paid. */
enum { PAYERS = 40 };

static cev_table *payers_with(const char *odd, int odds, int different)
{
    static const char *const signs[] = {"-", "", "+", "", "", "", ""};
    static char cells[PAYERS][24];
    static const char *texts[PAYERS];
    static double churn[PAYERS];
    cev_table *payers = frame_of(ctx, PAYERS);
    for (int i = 0; i < PAYERS; i++) {
        snprintf(cells[i], sizeof cells[i], "%s%d.5", signs[i % 7],
                 i % different);
        texts[i] = i < odds ? odd : cells[i];
        churn[i] = (double)(i % 3 == 0);
    }
    put_texts(payers, "paid", texts);
    put_numbers(payers, "churn", churn);
    return payers;
}

/* What a kind says of a column of texts; NULL: nothing. The table is freed. */
static const char *said_of(const char *kind, cev_table *payers)
{
    static char words[200];
    cev_estimator *learner = NULL;
    cev_table *summary = NULL;
    expect_ok(cev_estimator_new(ctx, kind, options, &learner));
    expect_ok(cev_estimator_fit(learner, payers));
    expect_ok(cev_estimator_summary(learner, NULL, &summary));
    words[0] = '\0';
    for (int64_t i = 0; i < cev_table_row_count(summary); i++)
        if (strcmp(cev_table_text(summary, "name", i), "numbers_as_text")
            == 0)
            snprintf(words, sizeof words, "%s",
                     cev_table_text(summary, "text", i));
    cev_table_free(summary);
    cev_estimator_free(learner);
    cev_table_free(payers);
    return words[0] == '\0' ? NULL : words;
}

START_TEST(numbers_that_came_as_texts_are_told)
{
    static const char *const kinds[] = {CEV_GLM, CEV_BOOSTING, CEV_SCORECARD,
                                        CEV_NEAREST};
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
        const char *said = said_of(kinds[k], payers_with(" ", 4, PAYERS));
        ck_assert_ptr_nonnull(said);
        ck_assert_ptr_nonnull(strstr(said, "such as in paid:"));
        ck_assert_ptr_null(said_of(kinds[k], payers_with(" ", 5, PAYERS)));
        ck_assert_ptr_null(said_of(kinds[k], payers_with("1e", 5, PAYERS)));
        ck_assert_ptr_null(said_of(kinds[k], payers_with(NULL, 0, 3)));
    }
    ck_assert_ptr_nonnull(said_of(CEV_GLM, payers_with(NULL, 9, PAYERS)));
}
END_TEST

START_TEST(what_was_learnt_is_saved)
{
    cev__lesson lesson;
    expect_ok(cev__lesson_open(ctx, options, all_roles, CEV__TARGET_EITHER, 1,
                               people, &lesson));
    expect_ok(save_and_load(ctx, &lesson));
    fail_each_allocation(save_and_load, &lesson);
    cev__lesson_close(ctx, &lesson);
    fail_each_allocation(open_lesson, NULL);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = case_with_ctx("lesson");
    tcase_add_checked_fixture(cases, open_people, close_people);
    tcase_add_test(cases, columns_without_a_role_are_learnt_from);
    tcase_add_test(cases, other_outcomes_are_no_features);
    tcase_add_test(cases, levels_are_in_order_and_rare_ones_pooled);
    tcase_add_test(cases, too_many_levels_are_those_of_the_most_frequent);
    tcase_add_test(cases, the_later_text_counts_as_one);
    tcase_add_test(cases, targets_that_are_none_are_refused);
    tcase_add_test(cases, nobody_teaches_nothing);
    tcase_add_test(cases, infinite_features_are_refused);
    tcase_add_test(cases, the_order_of_rows_does_not_count);
    tcase_add_test(cases, numbers_that_came_as_texts_are_told);
    tcase_add_test(cases, what_was_learnt_is_saved);
    Suite *s = suite_create("predict/lesson");
    suite_add_tcase(s, cases);
    return s;
}

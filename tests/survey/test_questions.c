/* cev/surveys.h, several questions of one customer: reliability and drivers. */
#include <math.h>
#include <stdio.h>

#include "cev/surveys.h"
#include "core/expect.h"
#include "support/stops.h"
#include "survey/toss.h"

static double answered[10][1811];

/* bayesm's customerSat; NULL where it is not there. */
static cev_table *satisfaction(void)
{
    char path[SHARED_PATH_SIZE], name[16];
    cev_table *table = NULL;
    if (!shared_path(path, "science/customer_sat.csv"))
        return NULL;
    sheet *file = sheet_open(path);
    expect_ok(cev_table_new(ctx, 1811, &table));
    for (int q = 0; q < 10; q++) {
        snprintf(name, sizeof name, "q%d", q + 1);
        for (size_t i = 0; i < 1811; i++)
            answered[q][i] = sheet_double(file, i, sheet_column(file, name));
        expect_ok(cev_table_set_column(table, name, CEV_DOUBLE, answered[q],
                                       8, NULL));
    }
    sheet_close(file);
    return table;
}

START_TEST(ten_questions_have_alpha_of_the_notes)
{
    cev_table *table = satisfaction(), *out = NULL;
    if (table == NULL)
        SKIP("no science/customer_sat.csv");
    expect_ok(cev_survey_reliability(ctx, table, NULL, &out));
    ck_assert_int_eq(cev_table_row_count(out), 11);
    ck_assert_near(cev_table_double(out, "alpha", 0), 0.925177, 5.1e-7);
    ck_assert(cev_table_double(out, "alpha_lo", 0) > 0.92);
    ck_assert(cev_table_double(out, "alpha_hi", 0) < 0.93);
    ck_assert(cev_table_double(out, "correlation", 1) > 0.5);
    cev_table_free(out);
    cev_table_free(table);
}
END_TEST

/* Coefficients of the notes; parts of R^2 by least squares over all 512
 * subsets (NumPy). (SURVEY-DRIVER-1) */
START_TEST(nine_drivers_have_the_coefficients_of_the_notes)
{
    static const double wanted[9] = {.11151, .04802, .31420, .04018, .33005,
                                     .11184, .03387, -.04079, .04021};
    static const double parts[9] = {.08709562, .07039182, .16142831,
                                    .07872330, .15222723, .06276290,
                                    .05032439, .02569774, .02807759};
    cev_table *table = satisfaction(), *out = NULL;
    cev_options *options = NULL;
    double r2 = 0.0, all = 0.0, intercept = 0.0;
    if (table == NULL)
        SKIP("no science/customer_sat.csv");
    expect_ok(cev_options_new(ctx, &options));
    expect_ok(cev_options_set_str(options, CEV_OPT_TARGET, "q1"));
    expect_ok(cev_survey_drivers(ctx, table, options, &out));
    ck_assert_int_eq(cev_table_row_count(out), 9);
    for (int64_t k = 0; k < 9; k++) {
        ck_assert_near(cev_table_double(out, "coefficient", k), wanted[k],
                       5.1e-6);
        ck_assert_near(cev_table_double(out, "r2", k), parts[k], 5.1e-9);
        r2 += cev_table_double(out, "r2", k);
        all += cev_table_double(out, "importance", k);
    }
    for (int i = 0; i < 1811; i++)
        for (int64_t k = -1; k < 9; k++)
            intercept += (k < 0 ? 1.0
                                : -cev_table_double(out, "coefficient", k))
                         * answered[k + 1][i] / 1811.0;
    ck_assert_near(intercept, .06269, 5.1e-6);
    ck_assert_near(r2, 0.7167289048560344, 1e-12);
    ck_assert_near(all, 1.0, 1e-12);
    ck_assert_str_eq(cev_table_text(out, "driver", 2), "q4");
    ck_assert_str_eq(cev_table_text(out, "advice", 2), "improve");
    cev_table_free(out);
    cev_options_free(options);
    cev_table_free(table);
}
END_TEST

#define FEW 40

static double few[4][FEW], few_weights[FEW];

/* A score, two drivers and a copy of the second. */
static cev_table *few_answers(int has_copy)
{
    static const char *const names[4] = {"answer", "a", "b", "c"};
    cev_table *table = NULL;
    expect_ok(cev_table_new(ctx, FEW, &table));
    for (int i = 0; i < FEW; i++)
        few_weights[i] = 1.0;
    seed = 5;
    for (int i = 0; i < FEW; i++) {
        few[1][i] = floor(5.0 * toss());
        few[2][i] = floor(3.0 * toss() + 0.5 * few[1][i]);
        few[3][i] = 7.0 - 2.0 * few[2][i];
        few[0][i] = few[1][i] + 0.5 * few[2][i] + floor(4.0 * toss());
    }
    for (int c = 0; c < (has_copy ? 4 : 3); c++)
        expect_ok(cev_table_set_column(table, names[c], CEV_DOUBLE, few[c], 8,
                                       NULL));
    expect_ok(cev_table_set_column(table, "customers", CEV_DOUBLE,
                                   few_weights, 8, NULL));
    return table;
}

/* Errors of importance against weights changed one by one. */
START_TEST(importance_has_the_error_of_the_jackknife)
{
    cev_table *table = few_answers(0), *out = NULL;
    double base = 0.0, lower = 0.0, squares = 0.0;
    for (int i = -1; i < FEW; i++) {
        if (i >= 0)
            few_weights[i] = 1.0 + 1e-5;
        expect_ok(cev_survey_drivers(ctx, table, NULL, &out));
        double importance = cev_table_double(out, "importance", 0);
        if (i < 0) {
            base = importance;
            lower = cev_table_double(out, "importance_lo", 0);
        } else {
            squares += pow((importance - base) / 1e-5, 2.0);
            few_weights[i] = 1.0;
        }
        cev_table_free(out);
    }
    double error = (base - lower) / 1.6448536269514722;
    ck_assert_rel(error, sqrt(squares * FEW / (FEW - 1.0)), 0.03);
    cev_table_free(table);
}
END_TEST

/* The sum of what two columns are off their means, times each other. */
static double few_products(int a, int b)
{
    double sum_a = 0.0, sum_b = 0.0, products = 0.0;
    for (int i = 0; i < FEW; i++) {
        sum_a += few[a][i] / FEW;
        sum_b += few[b][i] / FEW;
    }
    for (int i = 0; i < FEW; i++)
        products += (few[a][i] - sum_a) * (few[b][i] - sum_b);
    return products;
}

/* Least squares of two drivers, by hand. */
START_TEST(coefficients_have_the_errors_of_least_squares)
{
    cev_table *table = few_answers(0), *out = NULL;
    expect_ok(cev_survey_drivers(ctx, table, NULL, &out));
    double aa = few_products(1, 1), bb = few_products(2, 2);
    double ab = few_products(1, 2), ya = few_products(0, 1);
    double yb = few_products(0, 2), all = aa * bb - ab * ab;
    double a = (ya * bb - yb * ab) / all, b = (yb * aa - ya * ab) / all;
    double noise = (few_products(0, 0) - a * ya - b * yb) / (FEW - 3.0);
    ck_assert_rel(cev_table_double(out, "coefficient", 0), a, 1e-11);
    ck_assert_rel(cev_table_double(out, "std_error", 0), sqrt(noise * bb / all),
                  1e-11);
    ck_assert_rel(cev_table_double(out, "std_error", 1), sqrt(noise * aa / all),
                  1e-11);
    cev_table_free(out);
    cev_table_free(table);
}
END_TEST

START_TEST(drivers_that_say_the_same_share_what_they_say)
{
    cev_table *table = few_answers(1), *alone = few_answers(0);
    cev_table *out = NULL, *two = NULL;
    expect_ok(cev_survey_drivers(ctx, table, NULL, &out));
    expect_ok(cev_survey_drivers(ctx, alone, NULL, &two));
    ck_assert_near(cev_table_double(out, "r2", 1),
                   cev_table_double(out, "r2", 2), 1e-12);
    ck_assert_near(cev_table_double(out, "r2", 0)
                       + 2.0 * cev_table_double(out, "r2", 1),
                   cev_table_double(two, "r2", 0)
                       + cev_table_double(two, "r2", 1),
                   1e-12);
    ck_assert(isnan(cev_table_double(out, "coefficient", 2)));
    ck_assert_str_eq(cev_table_text(out, "advice", 2),
                     "says what those before it say together");
    cev_table_free(two);
    cev_table_free(out);
    cev_table_free(alone);
    cev_table_free(table);
}
END_TEST

START_TEST(answers_all_alike_are_answered)
{
    static const double flat[6] = {3, 3, 3, 3, 3, 3};
    static const double more[6] = {1, 2, 3, 4, 5, 5};
    cev_table *table = NULL, *out = NULL;
    expect_ok(cev_table_new(ctx, 6, &table));
    expect_ok(cev_table_set_column(table, "answer", CEV_DOUBLE, flat, 8,
                                   NULL));
    expect_ok(cev_table_set_column(table, "a", CEV_DOUBLE, more, 8, NULL));
    expect_ok(cev_table_set_column(table, "b", CEV_DOUBLE, flat, 8, NULL));
    expect_ok(cev_survey_drivers(ctx, table, NULL, &out));
    ck_assert_str_eq(cev_table_text(out, "advice", 1),
                     "all answers are the same");
    ck_assert_str_eq(cev_table_text(out, "advice", 0), "nothing to tell");
    cev_table_free(out);
    expect_ok(cev_survey_reliability(ctx, table, NULL, &out));
    ck_assert_int_eq(cev_table_row_count(out), 4);
    cev_table_free(out);
    cev_table_free(table);
}
END_TEST

/* One customer more than there are things to estimate, answers all alike, and
 * more drivers than twelve. */
START_TEST(drivers_of_too_few_and_too_many)
{
    static const double a[3] = {1, 2, 4}, b[3] = {2, 1, 3}, same[3] = {4, 4, 4};
    static char names[13][16];
    cev_table *table = NULL, *out = NULL;
    cev_options *options = NULL;
    expect_ok(cev_table_new(ctx, 3, &table));
    expect_ok(cev_table_set_column(table, "answer", CEV_DOUBLE, b, 8, NULL));
    expect_ok(cev_table_set_column(table, "a", CEV_DOUBLE, a, 8, NULL));
    expect_ok(cev_survey_drivers(ctx, table, NULL, &out));
    ck_assert(cev_table_double(out, "std_error", 0) > 0.0);
    cev_table_free(out);
    out = NULL;
    expect_ok(cev_options_new(ctx, &options));
    expect_ok(cev_options_set_str(options, CEV_OPT_TARGET, "a"));
    expect_ok(cev_options_set_str(options, CEV_OPT_FEATURES, "same"));
    expect_ok(cev_table_set_column(table, "same", CEV_DOUBLE, same, 8, NULL));
    expect_ok(cev_survey_drivers(ctx, table, options, &out));
    ck_assert(isnan(cev_table_double(out, "performance", 0)));
    cev_table_free(out);
    out = NULL;
    for (int i = 0; i < 13; i++) {
        snprintf(names[i], sizeof names[i], "q%d", i);
        expect_ok(cev_table_set_column(table, names[i], CEV_DOUBLE, a, 8,
                                       NULL));
    }
    expect_failure(cev_survey_drivers(ctx, table, NULL, &out), CEV_ERR_LIMIT,
                   "there are 15 drivers; wanted 1 to 12 columns of numbers "
                   "beside \"answer\" (option features)");
    ck_assert_ptr_null(out);
    cev_options_free(options);
    cev_table_free(table);
}
END_TEST

/* What stands in rows of nobody is nothing to anybody. */
START_TEST(rows_of_nobody_are_left_out)
{
    static const double a[4] = {1, 2, INFINITY, 4}, b[4] = {2, 1, 3, 3};
    static const double answer[4] = {1, 5, 2, 7}, customers[4] = {1, 1, 0, 1};
    cev_table *table = NULL, *out = NULL;
    cev_options *options = NULL;
    expect_ok(cev_options_new(ctx, &options));
    expect_ok(cev_options_set_str(options, CEV_OPT_FEATURES, "a,b"));
    expect_ok(cev_table_new(ctx, 4, &table));
    expect_ok(cev_table_set_column(table, "a", CEV_DOUBLE, a, 8, NULL));
    expect_ok(cev_table_set_column(table, "b", CEV_DOUBLE, b, 8, NULL));
    expect_ok(
        cev_table_set_column(table, "answer", CEV_DOUBLE, answer, 8, NULL));
    expect_ok(cev_table_set_column(table, "customers", CEV_DOUBLE, customers,
                                   8, NULL));
    expect_ok(cev_survey_reliability(ctx, table, options, &out));
    ck_assert(cev_table_double(out, "customers", 0) == 3.0);
    ck_assert_near(cev_table_double(out, "mean", 1), 7.0 / 3.0, 1e-15);
    cev_table_free(out);
    cev_options_free(options);
    cev_table_free(table);
}
END_TEST

/* Questions that all answer alike have no reliability, and no bounds of it. */
START_TEST(what_all_answer_alike_is_not_reliable)
{
    static const double same[3] = {4, 4, 4};
    cev_table *table = NULL, *out = NULL;
    expect_ok(cev_table_new(ctx, 3, &table));
    expect_ok(cev_table_set_column(table, "a", CEV_DOUBLE, same, 8, NULL));
    expect_ok(cev_table_set_column(table, "b", CEV_DOUBLE, same, 8, NULL));
    expect_ok(cev_survey_reliability(ctx, table, NULL, &out));
    ck_assert(isnan(cev_table_double(out, "alpha", 0)));
    ck_assert(isnan(cev_table_double(out, "alpha_lo", 0)));
    cev_table_free(out);
    cev_table_free(table);
}
END_TEST

START_TEST(a_long_study_can_be_cancelled)
{
    cev_table *table = few_answers(0), *out = NULL;
    expect_ok(cev_ctx_set_progress(ctx, stop_work, NULL));
    ck_assert_int_eq(cev_survey_drivers(ctx, table, NULL, &out),
                     CEV_ERR_CANCELLED);
    ck_assert_ptr_null(out);
    cev_table_free(table);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = case_with_ctx("questions");
    tcase_add_test(cases, ten_questions_have_alpha_of_the_notes);
    tcase_add_test(cases, nine_drivers_have_the_coefficients_of_the_notes);
    tcase_add_test(cases, importance_has_the_error_of_the_jackknife);
    tcase_add_test(cases, coefficients_have_the_errors_of_least_squares);
    tcase_add_test(cases, drivers_that_say_the_same_share_what_they_say);
    tcase_add_test(cases, answers_all_alike_are_answered);
    tcase_add_test(cases, drivers_of_too_few_and_too_many);
    tcase_add_test(cases, rows_of_nobody_are_left_out);
    tcase_add_test(cases, what_all_answer_alike_is_not_reliable);
    tcase_add_test(cases, a_long_study_can_be_cancelled);
    Suite *s = suite_create("survey/questions");
    suite_add_tcase(s, cases);
    return s;
}

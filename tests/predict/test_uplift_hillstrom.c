/* Effects of Hillstrom's e-mail, against figures found elsewhere. */
#include "predict/hillstrom.h"
#include "predict/whole_life.h"

#include "support/near.h"

/* The features of the figures to compare with: all but the classes of
 * `history`, which is among them as a number. */
static cev_estimator *learn_effect(const cev_table *table, const char *target)
{
    cev_estimator *uplift = NULL;
    cev_options *options = NULL;
    expect_ok(cev_options_new(ctx, &options));
    expect_ok(cev_options_set_str(options, "target", target));
    expect_ok(cev_options_set_str(options, "treatment", "segment"));
    expect_ok(cev_options_set_str(
        options, "features",
        "recency,history,mens,womens,zip_code,newbie,channel"));
    expect_ok(cev_options_set_str(options, "shrinkage", "none"));
    expect_ok(cev_options_set_int(options, "draws", 50));
    expect_ok(cev_estimator_new(ctx, CEV_UPLIFT, options, &uplift));
    cev_options_free(options);
    expect_ok(cev_estimator_fit(uplift, table));
    return uplift;
}

/* Means of visits: .151400 of 21,387 with the e-mail, .106167 of 21,306
 * without. */
START_TEST(the_effect_on_all_is_that_of_the_test)
{
    char path[SHARED_PATH_SIZE];
    if (!shared_path(path, HILLSTROM))
        SKIP("no %s", path);
    sheet *file = sheet_open(path);
    hillstrom all = hillstrom_of(file, 0, 1);
    cev_estimator *uplift = learn_effect(all.table, "visit");
    cev_table *summary = NULL;
    expect_ok(cev_estimator_summary(uplift, NULL, &summary));
    ck_assert_double_eq_tol(value_named(summary, "ate"), 0.045233, 5e-7);
    ck_assert_double_eq_tol(
        cev_table_double(summary, "std_error", row_named(summary, "ate")),
        0.003234, 5e-7);
    ck_assert(value_named(summary, "customers_treated") == 21387.0);
    ck_assert(value_named(summary, "customers_untreated") == 21306.0);
    ck_assert(row_named(summary, "targeting_pays") >= 0);
    ck_assert(row_named(summary, "contact_everybody") >= 0);
    cev_table_free(summary);
    cev_estimator_free(uplift);
    hillstrom_free(&all);
    sheet_close(file);
}
END_TEST

/* Means of what came of those with the e-mail and without, and what the test
 * says of the difference. */
START_TEST(means_are_those_of_the_test)
{
    static const struct {
        const char *target;
        double treated, untreated, ate, std_error;
    } known[] = {
        {"conversion", 0.008837, 0.005726, 0.003111, 0.000823},
        {"spend", 1.077202, 0.652789, 0.424412, 0.130333}};
    char path[SHARED_PATH_SIZE];
    if (!shared_path(path, HILLSTROM))
        SKIP("no %s", path);
    sheet *file = sheet_open(path);
    hillstrom all = hillstrom_of(file, 0, 1);
    for (int k = 0; k < 2; k++) {
        const char *const given[] = {
            "target",   known[k].target, "treatment", "segment", "learner",
            "constant", "draws",         "50",        NULL};
        const life l = {CEV_UPLIFT, given, all.table, NULL};
        cev_estimator *uplift = NULL;
        cev_table *out = NULL;
        expect_ok(life_fit(ctx, &l, &uplift));
        expect_ok(cev_estimator_predict(uplift, all.table, NULL, &out));
        ck_assert_double_eq_tol(
            cev_table_double(out, "prediction_treated", 0), known[k].treated,
            5e-7);
        ck_assert_double_eq_tol(
            cev_table_double(out, "prediction_untreated", 0),
            known[k].untreated, 5e-7);
        cev_table_free(out);
        expect_ok(cev_estimator_summary(uplift, NULL, &out));
        ck_assert_double_eq_tol(value_named(out, "ate"), known[k].ate, 1e-6);
        ck_assert_double_eq_tol(
            cev_table_double(out, "std_error", row_named(out, "ate")),
            known[k].std_error, 5e-7);
        cev_table_free(out);
        cev_estimator_free(uplift);
    }
    hillstrom_free(&all);
    sheet_close(file);
}
END_TEST

/* scikit-uplift's qini_auc_score of two logistic regressions is .06797; its
 * uplift_at_k rounds 30 % of 21,221 customers down to whole rows: .07532. */
START_TEST(a_ranking_is_worth_what_others_find)
{
    char path[SHARED_PATH_SIZE];
    if (!shared_path(path, HILLSTROM))
        SKIP("no %s", path);
    sheet *file = sheet_open(path);
    hillstrom even = hillstrom_of(file, 0, 2), odd = hillstrom_of(file, 1, 2);
    cev_estimator *uplift = learn_effect(even.table, "visit");
    cev_table *out = NULL;
    expect_ok(cev_estimator_evaluate(uplift, odd.table, CEV_EVAL_QINI, NULL,
                                     &out));
    ck_assert_double_eq_tol(value_named(out, "qini"), 0.06797, 5e-6);
    ck_assert_double_eq_tol(value_named(out, "uplift_30"), 0.07532, 1.5e-4);
    ck_assert_double_eq_tol(value_named(out, "ate"), 0.045649, 5e-7);
    ck_assert(value_named(out, "p_value") < 0.05);
    cev_table_free(out);
    cev_estimator_free(uplift);
    hillstrom_free(&even);
    hillstrom_free(&odd);
    sheet_close(file);
}
END_TEST

/* The qini, for customers of odd number, of the chance that those who got the
 * e-mail do something, learnt from those of even number. */
static double qini_of_chances(const hillstrom *even, const hillstrom *odd,
                              const char *target)
{
    const char *const given[] = {
        "target",    target, "features",
        "recency,history,mens,womens,zip_code,newbie,channel",
        "shrinkage", "none", NULL};
    double *treated = malloc((size_t)odd->rows * sizeof *treated);
    const double *actual = NULL;
    const char *const *who = odd->texts + 3 * odd->rows;
    const life l = {CEV_GLM, given, even->table, NULL};
    cev_estimator *glm = NULL;
    cev_table *foretold = NULL, *out = NULL, *trial = frame_of(ctx, odd->rows);
    expect_ok(life_fit(ctx, &l, &glm));
    expect_ok(cev_estimator_predict(glm, odd->table, NULL, &foretold));
    for (int64_t i = 0; i < odd->rows; i++)
        treated[i] = strcmp(who[i], "No E-Mail") != 0;
    actual = odd->numbers + (strcmp(target, "visit") == 0 ? 5 : 6) * odd->rows;
    put_numbers(trial, "actual", actual);
    put_numbers(trial, "treated", treated);
    const void *chances = NULL;
    int64_t stride = 0;
    expect_ok(cev_table_column(foretold, "prediction", NULL, &chances, &stride,
                               NULL));
    expect_ok(cev_table_set_column(trial, "prediction", CEV_DOUBLE, chances,
                                   stride, NULL));
    expect_ok(cev_scores_evaluate(ctx, trial, CEV_EVAL_QINI, NULL, &out));
    double found = value_named(out, "qini");
    cev_table_free(out);
    cev_table_free(trial);
    cev_table_free(foretold);
    cev_estimator_free(glm);
    free(treated);
    return found;
}

/* scikit-uplift of scikit-learn's logistic regressions: conversions .13114 by
 * two of them, .03407 and .14646 by one of those who got the e-mail. Stopped
 * where scikit-learn stops by itself; climbed to the end (tol 1e-10) they are
 * .131158, .034068 and .146479: orders are few, and a few customers change
 * places. */
START_TEST(conversions_and_responses_are_ranked_as_others_rank_them)
{
    char path[SHARED_PATH_SIZE];
    if (!shared_path(path, HILLSTROM))
        SKIP("no %s", path);
    sheet *file = sheet_open(path);
    hillstrom even = hillstrom_of(file, 0, 2), odd = hillstrom_of(file, 1, 2);
    cev_estimator *uplift = learn_effect(even.table, "conversion");
    cev_table *out = NULL;
    expect_ok(cev_estimator_evaluate(uplift, odd.table, CEV_EVAL_QINI, NULL,
                                     &out));
    ck_assert_double_eq_tol(value_named(out, "qini"), .131158, 1e-5);
    cev_table_free(out);
    cev_estimator_free(uplift);
    double *treated = malloc((size_t)even.rows * sizeof *treated);
    for (int64_t i = 0; i < even.rows; i++)
        treated[i] =
            strcmp(even.texts[3 * even.rows + i], "No E-Mail") != 0;
    put_numbers(even.table, "customers", treated);
    ck_assert_double_eq_tol(qini_of_chances(&even, &odd, "visit"), .03407,
                            5e-6);
    ck_assert_double_eq_tol(qini_of_chances(&even, &odd, "conversion"),
                            .146479, 1e-5);
    free(treated);
    hillstrom_free(&even);
    hillstrom_free(&odd);
    sheet_close(file);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = case_with_ctx("hillstrom");
    tcase_add_test(cases, the_effect_on_all_is_that_of_the_test);
    tcase_add_test(cases, means_are_those_of_the_test);
    tcase_add_test(cases, a_ranking_is_worth_what_others_find);
    tcase_add_test(cases,
                   conversions_and_responses_are_ranked_as_others_rank_them);
    Suite *s = suite_create("predict/uplift_hillstrom");
    suite_add_tcase(s, cases);
    return s;
}

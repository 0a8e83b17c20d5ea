/* Sums of trees that foretell who leaves first, and when. */
#include "predict/whole_life.h"

#include <math.h>
#include <stdio.h>

#include "support/near.h"
#include "support/shared.h"

enum { MEMBERS = 240, FEW = 6 };

static double months[MEMBERS], calls[MEMBERS], noises[MEMBERS];
static double leavers[MEMBERS], counts[MEMBERS];
static cev_table *members;

static double lot(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return ((double)(*state >> 11) + 0.5) / 9007199254740992.0;
}

/* Above 5 calls they leave four times as readily; times are in whole months,
 * so that many are the same. */
static void open_members(void)
{
    uint64_t state = 11;
    for (int i = 0; i < MEMBERS; i++) {
        calls[i] = floor(10.0 * lot(&state));
        noises[i] = lot(&state);
        double leave = -20.0 / (calls[i] > 5.0 ? 4.0 : 1.0)
                       * log(lot(&state));
        double seen = 30.0 * lot(&state);
        leavers[i] = leave < seen;
        months[i] = ceil(fmin(leave, seen));
        counts[i] = 1.0 + floor(2.0 * lot(&state));
    }
    members = frame_of(ctx, MEMBERS);
    put_numbers(members, "calls", calls);
    put_numbers(members, "noise", noises);
    put_numbers(members, "months", months);
    put_numbers(members, "left", leavers);
    put_numbers(members, "customers", counts);
}

static void close_members(void)
{
    cev_table_free(members);
}

static const char *const usual[] = {
    "target", "left", "time", "months", "family", "cox", "rounds", "20",
    "horizon", "6.0", NULL};

static cev_estimator *fitted(const char *const *options,
                             const cev_table *table)
{
    const life l = {CEV_BOOSTING, options, table, NULL};
    cev_estimator *trees = NULL;
    expect_ok(life_fit(ctx, &l, &trees));
    return trees;
}

/* One question at rate 1 without a ridge, by hand. Six customers, of whom a
 * has x = 1: at margins of 0 five are slower. With Breslow's ties and everybody
 * at risk from the beginning, a row's slope is whether it left less the sum of
 * 1 / n over times so far, its curvature that less the sum of 1 / n^2. */
START_TEST(a_step_is_newtons)
{
    static const double time[FEW] = {1, 2, 2, 4, 5, 6};
    static const double left[FEW] = {1, 1, 1, 0, 1, 0};
    static const double x[FEW] = {1, 1, 1, 0, 0, 0};
    static const char *const options[] = {
        "target", "left", "family", "cox", "rounds", "1", "depth", "1",
        "rate", "1.0", "leaf_ridge", "0.0", "leaf", "1", NULL};
    cev_table *table = frame_of(ctx, FEW), *out = NULL;
    put_numbers(table, "time", time);
    put_numbers(table, "left", left);
    put_numbers(table, "x", x);
    double step[2], at[2][2] = {{0.0}};
    for (int i = 0; i < FEW; i++) {
        double once = i >= 4 ? 1.0 / 2 : 0.0, twice = i >= 1 ? 2.0 / 5 : 0.0;
        double once2 = i >= 4 ? 1.0 / 4 : 0.0;
        double twice2 = i >= 1 ? 2.0 / 25 : 0.0;
        double sum = 1.0 / 6 + twice + once;
        at[x[i] > 0.0][0] += left[i] - sum;
        at[x[i] > 0.0][1] += sum - (1.0 / 36 + twice2 + once2);
    }
    for (int side = 0; side < 2; side++)
        step[side] = at[side][0] / at[side][1];
    cev_estimator *tree = fitted(options, table);
    expect_ok(cev_estimator_predict(tree, table, NULL, &out));
    ck_assert_near(log(cev_table_double(out, "relative_hazard", 0)
                       / cev_table_double(out, "relative_hazard", 5)),
                   step[1] - step[0], 1e-12);
    cev_table_free(out);
    out = NULL;
    /* The hazard at the mean margin: of the first two times. */
    double fast = exp(0.5 * (step[1] - step[0])), slow = 1.0 / fast;
    double hazard = 1.0 / (3.0 * fast + 3.0 * slow)
                    + 2.0 / (2.0 * fast + 3.0 * slow);
    cev_options *ahead = NULL;
    static const double born[FEW] = {0, 0, 0, 0, 0, 0};
    expect_ok(cev_options_new(ctx, &ahead));
    expect_ok(cev_options_set_double(ahead, "horizon", 3.0));
    put_numbers(table, "time", born);
    expect_ok(cev_estimator_predict(tree, table, ahead, &out));
    ck_assert_near(cev_table_double(out, "prediction", 0),
                   1.0 - exp(-hazard * fast), 1e-12);
    ck_assert_near(cev_table_double(out, "prediction", 5),
                   1.0 - exp(-hazard * slow), 1e-12);
    cev_table_free(out);
    cev_options_free(ahead);
    cev_estimator_free(tree);
    cev_table_free(table);
}
END_TEST

START_TEST(who_leaves_first_is_found)
{
    cev_estimator *trees = fitted(usual, members);
    cev_table *out = NULL, *scores = NULL;
    expect_ok(cev_estimator_predict(trees, members, NULL, &out));
    expect_ok(cev_estimator_evaluate(trees, members, CEV_EVAL_SCORES, NULL,
                                     &scores));
    ck_assert_double_gt(value_named(scores, "concordance"), 0.65);
    double ratio[2] = {0.0, 0.0}, all[2] = {0.0, 0.0};
    for (int i = 0; i < MEMBERS; i++) {
        ratio[calls[i] > 5.0] +=
            log(cev_table_double(out, "relative_hazard", i));
        all[calls[i] > 5.0] += 1.0;
    }
    ck_assert_double_gt(ratio[1] / all[1], ratio[0] / all[0] + 0.7);
    cev_table_free(scores);
    scores = NULL;
    expect_ok(cev_estimator_evaluate(trees, members, CEV_EVAL_SURVIVAL, NULL,
                                     &scores));
    for (int64_t i = 0; i < cev_table_row_count(scores); i++)
        ck_assert_double_eq_tol(
            cev_table_double(scores, "actual_survival", i),
            cev_table_double(scores, "expected_survival", i), 0.08);
    cev_table_free(scores);
    cev_table_free(out);
    cev_estimator_free(trees);
}
END_TEST

START_TEST(reasons_add_up_to_the_log_hazard)
{
    cev_estimator *trees = fitted(usual, members);
    cev_table *why = NULL, *out = NULL;
    double mean = 0.0, all = 0.0;
    expect_ok(cev_estimator_explain(trees, members, NULL, &why));
    expect_ok(cev_estimator_predict(trees, members, NULL, &out));
    for (int i = 0; i < MEMBERS; i++) {
        double sum = cev_table_double(why, "base", i)
                     + cev_table_double(why, "calls", i)
                     + cev_table_double(why, "noise", i);
        double eta = log(cev_table_double(out, "relative_hazard", i));
        ck_assert_double_eq_tol(sum, eta, 1e-12);
        mean += counts[i] * eta;
        all += counts[i];
    }
    ck_assert_double_eq_tol(mean / all, 0.0, 1e-12);
    cev_table_free(why);
    cev_table_free(out);
    cev_estimator_free(trees);
}
END_TEST

/* A row for two customers is as two rows. */
START_TEST(weights_are_customers)
{
    enum { MOST = 2 * MEMBERS };
    static double columns[4][MOST];
    const double *const from[4] = {calls, noises, months, leavers};
    static const char *const names[4] = {"calls", "noise", "months", "left"};
    int rows = 0;
    for (int i = 0; i < MEMBERS; i++)
        for (int k = 0; k < (int)counts[i]; k++, rows++)
            for (int c = 0; c < 4; c++)
                columns[c][rows] = from[c][i];
    cev_table *each = frame_of(ctx, rows), *out[2] = {NULL, NULL};
    for (int c = 0; c < 4; c++)
        put_numbers(each, names[c], columns[c]);
    cev_estimator *one = fitted(usual, members), *two = fitted(usual, each);
    expect_ok(cev_estimator_predict(one, members, NULL, &out[0]));
    expect_ok(cev_estimator_predict(two, members, NULL, &out[1]));
    for (int i = 0; i < MEMBERS; i++)
        ck_assert_near(cev_table_double(out[0], "relative_hazard", i),
                       cev_table_double(out[1], "relative_hazard", i), 1e-9);
    for (int k = 0; k < 2; k++)
        cev_table_free(out[k]);
    cev_estimator_free(one);
    cev_estimator_free(two);
    cev_table_free(each);
}
END_TEST

START_TEST(others_hold_no_times)
{
    static const char *const held[] = {"target", "left", "learner",
                                       "boosting", "family", "cox", NULL};
    static const char *const line[] = {"target", "left", "family", "cox",
                                       NULL};
    const life conformal = {CEV_CONFORMAL, held, members, NULL};
    const life glm = {CEV_GLM, line, members, NULL};
    cev_estimator *made = NULL;
    expect_failure(life_fit(ctx, &conformal, &made), CEV_ERR_OPTION,
                   "option family = \"cox\"; wanted another, as what is held "
                   "foretells no times");
    expect_failure(life_fit(ctx, &glm, &made), CEV_ERR_OPTION,
                   "option family = \"cox\"; wanted another, as only boosting "
                   "learns that");
}
END_TEST

START_TEST(ages_that_are_none_are_refused)
{
    double minus[MEMBERS];
    cev_estimator *trees = fitted(usual, members);
    cev_table *out = NULL;
    for (int i = 0; i < MEMBERS; i++)
        minus[i] = i == 3 ? -1.0 : months[i];
    put_numbers(members, "months", minus);
    expect_failure(cev_estimator_predict(trees, members, NULL, &out),
                   CEV_ERR_DOMAIN,
                   "months[3] = -1; wanted a time of 0 or more");
    ck_assert_ptr_null(out);
    cev_estimator_free(trees);
}
END_TEST

START_TEST(customers_left_out_are_foretold)
{
    cev_estimator *trees = fitted(usual, members);
    cev_table *trial = NULL, *scores = NULL;
    expect_ok(cev_estimator_validate(trees, members, NULL, &trial));
    expect_ok(cev_scores_evaluate(ctx, trial, CEV_EVAL_SCORES, NULL,
                                  &scores));
    ck_assert_double_gt(value_named(scores, "concordance"), 0.6);
    cev_table_free(scores);
    cev_table_free(trial);
    cev_estimator_free(trees);
}
END_TEST

START_TEST(times_live_and_come_back)
{
    static const char *const options[] = {
        "target", "left", "time", "months", "family", "cox", "rounds", "3",
        NULL};
    life l = {CEV_BOOSTING, options, members, CEV_EVAL_SURVIVAL};
    const life by_itself = {
        CEV_BOOSTING,
        (const char *const[]){"target", "left", "time", "months", "family",
                              "cox", NULL},
        members, NULL};
    expect_same_again(&l);
    expect_same_again(&by_itself);
    fail_each_allocation(whole_life, &l);
}
END_TEST

/* Rossi, Berk & Lenihan's 432 released prisoners: in five parts Cox's own
 * model has a concordance of .610, XGBoost's trees .605. */
START_TEST(arrests_are_told_as_well_as_by_others)
{
    static const char *const columns[9] = {"week", "arrest", "fin",
                                           "age",  "race",   "wexp",
                                           "mar",  "paro",   "prio"};
    static const char *const options[] = {
        "target", "arrest", "time", "week", "family", "cox", "rounds", "100",
        "depth", "3", NULL};
    char path[SHARED_PATH_SIZE];
    if (!shared_path(path, "science/rossi.csv"))
        SKIP("no %s", path);
    sheet *file = sheet_open(path);
    int64_t rows = (int64_t)sheet_rows(file);
    double *numbers = malloc(9 * (size_t)rows * sizeof *numbers);
    cev_table *table = frame_of(ctx, rows), *trial = NULL, *scores = NULL;
    for (int c = 0; c < 9; c++) {
        for (int64_t i = 0; i < rows; i++)
            numbers[c * rows + i] = sheet_double(
                file, (size_t)i, sheet_column(file, columns[c]));
        put_numbers(table, columns[c], numbers + c * rows);
    }
    cev_estimator *trees = fitted(options, table);
    expect_ok(cev_estimator_validate(trees, table, NULL, &trial));
    expect_ok(cev_scores_evaluate(ctx, trial, CEV_EVAL_SCORES, NULL,
                                  &scores));
    ck_assert_double_gt(value_named(scores, "concordance"), 0.6);
    cev_table_free(scores);
    cev_table_free(trial);
    cev_estimator_free(trees);
    cev_table_free(table);
    free(numbers);
    sheet_close(file);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = case_with_ctx("boosting_cox");
    tcase_add_checked_fixture(cases, open_members, close_members);
    tcase_add_test(cases, a_step_is_newtons);
    tcase_add_test(cases, who_leaves_first_is_found);
    tcase_add_test(cases, reasons_add_up_to_the_log_hazard);
    tcase_add_test(cases, weights_are_customers);
    tcase_add_test(cases, others_hold_no_times);
    tcase_add_test(cases, ages_that_are_none_are_refused);
    tcase_add_test(cases, customers_left_out_are_foretold);
    tcase_add_test(cases, times_live_and_come_back);
    tcase_add_test(cases, arrests_are_told_as_well_as_by_others);
    Suite *s = suite_create("predict/boosting_cox");
    suite_add_tcase(s, cases);
    return s;
}

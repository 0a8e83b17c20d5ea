/* cev/scores.h: campaigns and tables, and memory. */
#include "predict/trials.h"

/* The toy of the EMP package of R. */
START_TEST(expected_maximum_profit_is_that_of_its_authors)
{
    cev_table *trial = toy_trial();
    cev_table *profit = judged(trial, CEV_EVAL_PROFIT, NULL);
    ck_assert_near(value_named(profit, "emp"), 23.059653, 5e-7 / 23);
    ck_assert_near(value_named(profit, "emp_share"), 0.942525, 5e-7);
    cev_table_free(profit);
    /* of the area the same figures as anywhere */
    cev_table *scores = judged(trial, CEV_EVAL_SCORES, NULL);
    ck_assert_near(value_named(scores, "auc"), 0.68, 1e-14);
    cev_table_free(scores);
    cev_table_free(trial);
}
END_TEST

/* One value each, all alike, is the option. */
START_TEST(every_customer_may_have_a_value_of_his_own)
{
    static const double alike[20] = {200, 200, 200, 200, 200, 200, 200,
                                     200, 200, 200, 200, 200, 200, 200,
                                     200, 200, 200, 200, 200, 200};
    double own[20];
    cev_table *trial = toy_trial();
    put_numbers(trial, "value", alike);
    cev_table *profit = judged(trial, CEV_EVAL_PROFIT, NULL);
    ck_assert_near(value_named(profit, "emp"), 23.059653, 5e-7 / 23);
    cev_table_free(profit);
    /* who is worth less than the offer is not kept, and costs */
    for (int i = 0; i < 20; i++)
        own[i] = i < 3 ? 5.0 : 200.0;
    put_numbers(trial, "value", own);
    profit = judged(trial, CEV_EVAL_PROFIT, NULL);
    ck_assert(value_named(profit, "emp") < 23.0);
    ck_assert(value_named(profit, "emp") > 0.0);
    cev_table_free(profit);
    cev_table_free(trial);
}
END_TEST

START_TEST(leads_are_a_campaign_with_a_certain_acceptance)
{
    cev_options *options = NULL;
    cev_table *trial = toy_trial();
    expect_ok(cev_options_new(ctx, &options));
    expect_ok(cev_options_set_double(options, CEV_OPT_ACCEPTANCE, 1.0));
    expect_ok(cev_options_set_double(options, CEV_OPT_OFFER, 0.0));
    expect_ok(cev_options_set_double(options, CEV_OPT_CUSTOMER_VALUE, 100.0));
    expect_ok(cev_options_set_double(options, CEV_OPT_CONTACT, 45.0));
    cev_table *profit = judged(trial, CEV_EVAL_PROFIT, options);
    /* the first six: five deals of 100, six calls of 45 */
    ck_assert_near(value_named(profit, "best_gain"), (500 - 270) / 20.0,
                   1e-13);
    ck_assert_near(value_named(profit, "emp"), (500 - 270) / 20.0, 1e-13);
    ck_assert_near(value_named(profit, "best_threshold"), 0.54, 1e-15);
    cev_table_free(profit);
    cev_table *confusion = judged(trial, CEV_EVAL_CONFUSION, options);
    ck_assert_near(value_named(confusion, "threshold"), 0.45, 1e-15);
    ck_assert(value_named(confusion, "true_positives") == 6.0);
    ck_assert(value_named(confusion, "false_positives") == 4.0);
    ck_assert_near(value_named(confusion, "gain"), (600 - 450) / 20.0, 1e-13);
    cev_table_free(confusion);
    cev_options_free(options);
    cev_table_free(trial);
}
END_TEST

START_TEST(telco_without_a_model_brings_what_the_notes_say)
{
    char path[SHARED_PATH_SIZE];
    static double actual[8000], score[8000];
    static const char *const names[] = {"actual", "prediction", NULL};
    const double *const columns[] = {actual, score};
    int64_t n = 0;
    if (!shared_path(path, "telco_churn.csv"))
        SKIP("no %s", path);
    sheet *file = sheet_open(path);
    for (size_t i = 0; i < sheet_rows(file); i += 5)
        actual[n++] = strcmp(sheet_text(file, i, sheet_column(file, "Churn")),
                             "Yes")
                      == 0;
    sheet_close(file);
    cev_table *trial = trial_of(names, columns, n);
    cev_table *profit = judged(trial, CEV_EVAL_PROFIT, NULL);
    ck_assert_near(value_named(profit, "emp"), 6.819384, 5e-7 / 6.8);
    ck_assert_near(value_named(profit, "emp_share"), 0.917599, 5e-7);
    cev_table_free(profit);
    cev_table_free(trial);
}
END_TEST

/* Cox's coefficients of R (survival, Efron), and their concordance .640. */
START_TEST(rossi_s_concordance_is_r_s)
{
    static const char *const traits[7] = {"fin",  "age", "race", "wexp",
                                          "mar", "paro", "prio"};
    static const double beta[7] = {-.3794222, -.0574377, .3138998, -.1497957,
                                   -.4337039, -.0848711, .0914971};
    static const char *const names[] = {"time", "event", "prediction", NULL};
    static double time[432], event[432], risk[432];
    const double *const columns[] = {time, event, risk};
    char path[SHARED_PATH_SIZE];
    if (!shared_path(path, "science/rossi.csv"))
        SKIP("no %s", path);
    sheet *file = sheet_open(path);
    for (size_t i = 0; i < 432; i++) {
        time[i] = sheet_double(file, i, sheet_column(file, "week"));
        event[i] = sheet_double(file, i, sheet_column(file, "arrest"));
        risk[i] = 0.0;
        for (int k = 0; k < 7; k++)
            risk[i] += beta[k] * sheet_double(file, i,
                                              sheet_column(file, traits[k]));
    }
    sheet_close(file);
    cev_table *trial = trial_of(names, columns, 432);
    cev_table *scores = judged(trial, CEV_EVAL_SCORES, NULL);
    ck_assert_near(value_named(scores, "concordance"), 0.640, 5.1e-4);
    cev_table_free(scores);
    cev_table_free(trial);
}
END_TEST

/* ---- Tables -------------------------------------------------------------- */

START_TEST(parts_hold_everybody_once)
{
    cev_table *trial = invented_trial(1);
    cev_table *bins = judged(trial, CEV_EVAL_CALIBRATION, NULL);
    cev_table *lift = judged(trial, CEV_EVAL_LIFT, NULL);
    double all = 0, binned = 0, parted = 0, hits = 0, kept = 0;
    for (int i = 0; i < ROWS; i++) {
        all += data.customers[i];
        hits += data.customers[i] * data.actual[i];
    }
    for (int64_t b = 0; b < cev_table_row_count(bins); b++) {
        binned += cev_table_double(bins, "customers", b);
        ck_assert(b == 0
                  || cev_table_double(bins, "from", b)
                         > cev_table_double(bins, "to", b - 1));
        ck_assert(cev_table_double(bins, "actual_lo", b)
                  <= cev_table_double(bins, "actual", b));
    }
    ck_assert_int_eq(cev_table_row_count(lift), 10);
    for (int64_t b = 0; b < 10; b++) {
        parted += cev_table_double(lift, "customers", b);
        kept += cev_table_double(lift, "customers", b)
                * cev_table_double(lift, "actual", b);
        ck_assert_rel(cev_table_double(lift, "gain", b), kept / hits, 1e-12);
        ck_assert_near(cev_table_double(lift, "lift", b),
                       cev_table_double(lift, "actual", b) * all / hits,
                       1e-12);
    }
    ck_assert_rel(binned, all, 1e-14);
    ck_assert_rel(parted, all, 1e-12);
    ck_assert_rel(kept, hits, 1e-12);
    cev_table_free(lift);
    cev_table_free(bins);
    cev_table_free(trial);
}
END_TEST

START_TEST(roc_begins_with_nobody_and_ends_with_all)
{
    cev_table *trial = toy_trial();
    cev_table *roc = judged(trial, CEV_EVAL_ROC, NULL);
    double area = 0.0;
    ck_assert_int_eq(cev_table_row_count(roc), 21);
    ck_assert(cev_table_double(roc, "contacted", 0) == 0.0);
    ck_assert(cev_table_double(roc, "true_positive_rate", 20) == 1.0);
    ck_assert(cev_table_double(roc, "false_positive_rate", 20) == 1.0);
    for (int64_t i = 1; i < 21; i++)
        area += (cev_table_double(roc, "false_positive_rate", i)
                 - cev_table_double(roc, "false_positive_rate", i - 1))
                * cev_table_double(roc, "true_positive_rate", i);
    ck_assert_near(area, 0.68, 1e-14);
    cev_table_free(roc);
    cev_table_free(trial);
}
END_TEST

static cev_options *without_interval(void)
{
    cev_options *options = NULL;
    expect_ok(cev_options_new(ctx, &options));
    expect_ok(cev_options_set_double(options, "interval", 0.0));
    return options;
}

/* Without an interval the same is said, and no more. */
START_TEST(figures_without_bounds_are_the_same)
{
    static const struct {
        const char *what, *figure;
        int columns;
    } all[] = {{CEV_EVAL_ROC, "true_positive_rate", 4},
               {CEV_EVAL_LIFT, "lift", 6}};
    cev_options *plain = without_interval();
    cev_table *trial = toy_trial();
    for (int k = 0; k < 2; k++) {
        cev_table *bounded = judged(trial, all[k].what, NULL);
        cev_table *bare = judged(trial, all[k].what, plain);
        ck_assert_int_eq(cev_table_column_count(bare), all[k].columns);
        ck_assert_int_gt(cev_table_column_count(bounded), all[k].columns);
        for (int64_t i = 0; i < cev_table_row_count(bare); i++)
            ck_assert(cev_table_double(bare, all[k].figure, i)
                      == cev_table_double(bounded, all[k].figure, i));
        cev_table_free(bare);
        cev_table_free(bounded);
    }
    cev_table *confusion = judged(trial, CEV_EVAL_CONFUSION, plain);
    int64_t row = row_named(confusion, "precision");
    ck_assert_int_ge(row, 0);
    ck_assert(isnan(cev_table_double(confusion, "lower", row)));
    cev_table_free(confusion);
    cev_table_free(trial);
    cev_options_free(plain);
}
END_TEST

/* Who is chosen may be said, or be whoever is worth it by himself. */
START_TEST(thresholds_are_asked_for_or_of_each_customer)
{
    double own[20];
    cev_options *options = NULL;
    cev_table *trial = toy_trial();
    expect_ok(cev_options_new(ctx, &options));
    expect_ok(cev_options_set_double(options, CEV_OPT_THRESHOLD, 0.54));
    cev_table *confusion = judged(trial, CEV_EVAL_CONFUSION, options);
    ck_assert(value_named(confusion, "threshold") == 0.54);
    ck_assert(value_named(confusion, "true_positives") == 5.0);
    ck_assert(value_named(confusion, "false_positives") == 1.0);
    cev_table_free(confusion);
    cev_options_free(options);
    options = NULL;
    expect_ok(cev_options_new(ctx, &options));
    expect_ok(cev_options_set_double(options, CEV_OPT_ACCEPTANCE, 1.0));
    expect_ok(cev_options_set_double(options, CEV_OPT_OFFER, 0.0));
    expect_ok(cev_options_set_double(options, CEV_OPT_CONTACT, 45.0));
    /* of the first three alone an offer pays */
    for (int i = 0; i < 20; i++)
        own[i] = i < 3 ? 1000.0 : 1.0;
    put_numbers(trial, "value", own);
    confusion = judged(trial, CEV_EVAL_CONFUSION, options);
    ck_assert(isnan(value_named(confusion, "threshold")));
    ck_assert(value_named(confusion, "true_positives") == 2.0);
    ck_assert(value_named(confusion, "false_positives") == 1.0);
    cev_table_free(confusion);
    cev_table_free(trial);
    trial = toy_trial();
    /* What brings nothing pays nowhere. */
    expect_ok(cev_options_set_double(options, CEV_OPT_CUSTOMER_VALUE, 0.0));
    confusion = judged(trial, CEV_EVAL_CONFUSION, options);
    ck_assert(isnan(value_named(confusion, "threshold")));
    ck_assert(value_named(confusion, "true_positives") == 0.0);
    cev_table_free(confusion);
    cev_table_free(trial);
    cev_options_free(options);
}
END_TEST

/* Lift of amounts: a part's mean has the bounds of a mean. */
START_TEST(parts_of_amounts_have_the_bounds_of_a_mean)
{
    double amount[20];
    cev_options *two = NULL;
    cev_table *trial = toy_trial();
    expect_ok(cev_options_new(ctx, &two));
    expect_ok(cev_options_set_int(two, "bins", 2));
    for (int i = 0; i < 20; i++)
        amount[i] = 20.0 - i;
    put_numbers(trial, "actual", amount);
    cev_table *parts = judged(trial, CEV_EVAL_CALIBRATION, two);
    for (int part = 0; part < 2; part++) {
        /* ten whole numbers in a row: squares away from the mean are 82.5 */
        double reach = 1.6448536269514722 * sqrt(82.5 / 90.0);
        double mean = cev_table_double(parts, "actual", part);
        ck_assert_near(mean + 0.0, part == 0 ? 5.5 : 15.5, 1e-14);
        ck_assert_near(cev_table_double(parts, "actual_lo", part), mean - reach,
                       1e-13);
        ck_assert_near(cev_table_double(parts, "actual_hi", part), mean + reach,
                       1e-13);
    }
    cev_table_free(parts);
    cev_table_free(trial);
    cev_options_free(two);
}
END_TEST

/* Every evaluation, with each allocation failing in turn. */
static int32_t judge_all(cev_ctx *of, void *state)
{
    static const char *const evaluations[] = {
        CEV_EVAL_SCORES, CEV_EVAL_CALIBRATION, CEV_EVAL_LIFT,
        CEV_EVAL_ROC,    CEV_EVAL_CONFUSION,   CEV_EVAL_PROFIT};
    const int which = *(const int *)state;
    cev_table *trial = NULL, *out = NULL;
    int32_t status = cev_table_new(of, 20, &trial);
    if (status == CEV_OK)
        status = cev_table_set_column(trial, "actual", CEV_DOUBLE, toy_actual,
                                      8, NULL);
    if (status == CEV_OK)
        status = cev_table_set_column(trial, "prediction", CEV_DOUBLE,
                                      toy_score, 8, NULL);
    if (status == CEV_OK)
        status = cev_table_set_column(trial, "other", CEV_DOUBLE, toy_actual,
                                      8, NULL);
    if (status == CEV_OK)
        status = which == 6 ? cev_scores_compare(of, trial, NULL, &out)
                            : cev_scores_evaluate(of, trial,
                                                  evaluations[which], NULL,
                                                  &out);
    if (status != CEV_OK)
        ck_assert_ptr_null(out);
    cev_table_free(out);
    cev_table_free(trial);
    return status;
}

START_TEST(memory_may_run_out_anywhere)
{
    for (int which = 0; which < 7; which++)
        fail_each_allocation(judge_all, &which);
}
END_TEST

Suite *suite(void)
{
    Suite *s = suite_create("predict/campaigns");
    TCase *cases = case_with_ctx("campaigns");
    tcase_add_test(cases, expected_maximum_profit_is_that_of_its_authors);
    tcase_add_test(cases, every_customer_may_have_a_value_of_his_own);
    tcase_add_test(cases, leads_are_a_campaign_with_a_certain_acceptance);
    tcase_add_test(cases, telco_without_a_model_brings_what_the_notes_say);
    tcase_add_test(cases, rossi_s_concordance_is_r_s);
    tcase_add_test(cases, parts_hold_everybody_once);
    tcase_add_test(cases, roc_begins_with_nobody_and_ends_with_all);
    tcase_add_test(cases, figures_without_bounds_are_the_same);
    tcase_add_test(cases, thresholds_are_asked_for_or_of_each_customer);
    tcase_add_test(cases, parts_of_amounts_have_the_bounds_of_a_mean);
    tcase_add_test(cases, memory_may_run_out_anywhere);
    suite_add_tcase(s, cases);
    return s;
}

/* The baseline: the mean of all, or the share. */
#include "predict/features.h"

#include <math.h>
#include <string.h>

#include "support/near.h"

enum { BUYERS = 10 };

static const double bought[BUYERS] = {1, 0, 0, 1, 0, NAN, 0, 0, 1, 0};
static const double spent[BUYERS] = {10, 20, 30, 40, 50, NAN, 10, 20, 30, 40};

/* A constant fitted to a column of ten customers. */
static cev_estimator *fit_to(const char *target, const double *numbers,
                             cev_table **table)
{
    cev_estimator *constant = NULL;
    cev_options *options = NULL;
    expect_ok(cev_options_new(ctx, &options));
    expect_ok(cev_options_set_str(options, "target", target));
    *table = frame_of(ctx, BUYERS);
    put_numbers(*table, target, numbers);
    expect_ok(cev_estimator_new(ctx, CEV_CONSTANT, options, &constant));
    expect_ok(cev_estimator_fit(constant, *table));
    cev_options_free(options);
    return constant;
}

/* 3 of 9: Wilson's interval at 90 %, from its formula. */
START_TEST(a_share_has_wilsons_interval)
{
    cev_table *table, *out = NULL;
    cev_estimator *constant = fit_to("bought", bought, &table);
    expect_ok(cev_estimator_predict(constant, table, NULL, &out));
    ck_assert_int_eq(cev_table_row_count(out), BUYERS);
    ck_assert_double_eq_tol(cev_table_double(out, "prediction", 5), 1.0 / 3.0,
                            1e-15);
    ck_assert_double_eq_tol(cev_table_double(out, "prediction_lo", 0),
                            0.14197090179499502, 1e-12);
    ck_assert_double_eq_tol(cev_table_double(out, "prediction_hi", 0),
                            0.6017402713115904, 1e-12);
    cev_table_free(out);
    expect_ok(cev_estimator_summary(constant, NULL, &out));
    ck_assert(value_named(out, "customers") == 9.0);
    ck_assert(value_named(out, "unknown_targets") == 1.0);
    cev_table_free(out);
    cev_estimator_free(constant);
    cev_table_free(table);
}
END_TEST

START_TEST(a_mean_has_its_standard_error)
{
    cev_table *table, *out = NULL;
    cev_estimator *constant = fit_to("spent", spent, &table);
    expect_ok(cev_estimator_summary(constant, NULL, &out));
    int64_t row = row_named(out, "mean");
    ck_assert_double_eq_tol(cev_table_double(out, "value", row), 250.0 / 9.0,
                            1e-13);
    ck_assert_double_eq_tol(cev_table_double(out, "std_error", row),
                            sqrt(1555.5555555555557 / 8.0 / 9.0), 1e-9);
    cev_table_free(out);
    cev_estimator_free(constant);
    cev_table_free(table);
}
END_TEST

START_TEST(scores_say_what_a_baseline_is_worth)
{
    cev_table *table, *out = NULL;
    cev_estimator *constant = fit_to("bought", bought, &table);
    expect_ok(cev_estimator_evaluate(constant, table, CEV_EVAL_SCORES, NULL,
                                     &out));
    ck_assert(value_named(out, "auc") == 0.5);
    ck_assert_double_eq_tol(value_named(out, "brier"), 2.0 / 9.0, 1e-15);
    ck_assert_double_eq_tol(value_named(out, "log_loss"),
                            log(3.0) - 2.0 / 3.0 * log(2.0), 1e-15);
    cev_table_free(out);
    out = NULL;
    expect_failure(
        cev_estimator_evaluate(constant, table, "scored", NULL, &out),
        CEV_ERR_KIND,
        "\"scored\" is no evaluation of predictions; wanted one of: "
                   "scores, calibration, lift, roc, confusion, profit");
    expect_failure(cev_estimator_explain(constant, table, NULL, &out),
                   CEV_ERR_KIND,
                   "constant does not explain predictions by columns");
    cev_estimator_free(constant);
    cev_table_free(table);
}
END_TEST

static int32_t whole_life(cev_ctx *of, void *state)
{
    cev_estimator *constant = NULL, *again = NULL;
    cev_table *out = NULL;
    uint8_t bytes[1000];
    int64_t size = 0;
    int32_t status = cev_estimator_new(of, CEV_CONSTANT, NULL, &constant);
    if (status == CEV_OK)
        status = cev_estimator_fit(constant, state);
    if (status == CEV_OK)
        status = cev_estimator_save(constant, bytes, sizeof bytes, &size);
    if (status == CEV_OK)
        status = cev_estimator_load(of, bytes, size, &again);
    if (status == CEV_OK)
        status = cev_estimator_evaluate(again, state, CEV_EVAL_SCORES, NULL,
                                        &out);
    if (status == CEV_OK)
        ck_assert_double_eq_tol(value_named(out, "rmse"),
                                sqrt(1555.5555555555557 / 9.0), 1e-9);
    cev_table_free(out);
    cev_estimator_free(again);
    cev_estimator_free(constant);
    return status;
}

START_TEST(a_constant_survives_failing_memory)
{
    cev_table *table = frame_of(ctx, BUYERS);
    put_numbers(table, "target", spent);
    expect_ok(whole_life(ctx, table));
    fail_each_allocation(whole_life, table);
    cev_table_free(table);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = case_with_ctx("constant");
    tcase_add_test(cases, a_share_has_wilsons_interval);
    tcase_add_test(cases, a_mean_has_its_standard_error);
    tcase_add_test(cases, scores_say_what_a_baseline_is_worth);
    tcase_add_test(cases, a_constant_survives_failing_memory);
    Suite *s = suite_create("predict/constant");
    suite_add_tcase(s, cases);
    return s;
}

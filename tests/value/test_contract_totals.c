/* Totals of contracts: what all who have one come to together. */
#include "support/stops.h"
#include "value/roll.h"

#include <stdio.h>

/* What predict calls them, in the order of totals. */
static const char *const summed[4] = {"p_renew", "p_stay", "expected_renewals",
                                      "derl"};

static void check_end(const cev_table *totals, const char *end, int64_t row,
                      const cev_table *scores, const char *suffix, double n)
{
    char name[32];
    snprintf(name, sizeof name, "%s%s", summed[row], suffix);
    ck_assert_rel(cev_table_double(totals, end, row),
                  n * cev_table_double(scores, name, 0), 1e-11);
}

/* Customers who are alike have the bounds of one, so many times, and those who
 * have left, or are nobody, add nothing. (EVAL-TOTALS-1, EVAL-WEIGHT-1) */
START_TEST(totals_of_equal_customers_are_multiples)
{
    static const char *const ways[] = {"delta", "laplace"};
    roll r = cohort(highend, 7), one = {0}, all = {0};
    fitted_roll f = fit_roll(contract_kinds[_i / 2], &r);
    cev_table *scores = NULL, *totals = NULL;
    must(f.ctx, cev_options_set_str(f.options, CEV_OPT_UNCERTAINTY,
                                    ways[_i % 2]));
    cev_estimator *fit = fit_kind(f.ctx, contract_kinds[_i / 2], f.options,
                                  r.table);
    enter(&one, 4.0, 0.0, 1.0);
    enter(&all, 4.0, 0.0, 2.0);
    enter(&all, 3.0, 1.0, 7.0);
    enter(&all, 4.0, 0.0, 1.5);
    enter(&all, 1.0, 0.0, 0.0);
    must(f.ctx, cev_estimator_predict(fit, roll_table(f.ctx, &one), NULL,
                                      &scores));
    must(f.ctx, cev_estimator_evaluate(fit, roll_table(f.ctx, &all),
                                       CEV_EVAL_TOTALS, NULL, &totals));
    ck_assert_int_eq(cev_table_row_count(totals), 4);
    for (int64_t row = 0; row < 4; row++) {
        check_end(totals, "value", row, scores, "", 3.5);
        check_end(totals, "lower", row, scores, "_lo", 3.5);
        check_end(totals, "upper", row, scores, "_hi", 3.5);
    }
    cev_table_free(totals);
    cev_table_free(scores);
    cev_estimator_free(fit);
    cev_table_free(one.table);
    cev_table_free(all.table);
    free_fitted(&f, &r);
}
END_TEST

/* They err together: the bounds of a sum are about the sums of bounds, which
 * they cannot pass. */
START_TEST(totals_are_sums_of_predictions)
{
    static const char *const names[4] = {"renewing_customers",
                                         "staying_customers",
                                         "expected_renewals", "derl"};
    roll r = cohort(regular, 7), all = {0};
    fitted_roll f = fit_roll(contract_kinds[_i], &r);
    cev_table *scores = NULL, *totals = NULL;
    for (double T = 0.0; T < 9.0; T += 1.0)
        enter(&all, T, 0.0, 1.0);
    must(f.ctx, cev_estimator_predict(f.fit, roll_table(f.ctx, &all), NULL,
                                      &scores));
    must(f.ctx, cev_estimator_evaluate(f.fit, all.table, CEV_EVAL_TOTALS, NULL,
                                       &totals));
    for (int64_t row = 0; row < 4; row++) {
        double sum[3] = {0.0, 0.0, 0.0};
        static const char *const suffix[3] = {"", "_lo", "_hi"};
        for (int k = 0; k < 3; k++) {
            char name[32];
            snprintf(name, sizeof name, "%s%s", summed[row], suffix[k]);
            for (int64_t i = 0; i < all.n; i++)
                sum[k] += cev_table_double(scores, name, i);
        }
        double lower = cev_table_double(totals, "lower", row);
        double upper = cev_table_double(totals, "upper", row);
        ck_assert_str_eq(cev_table_text(totals, "quantity", row), names[row]);
        ck_assert_rel(cev_table_double(totals, "value", row), sum[0], 1e-13);
        ck_assert(lower < sum[0] && sum[0] < upper);
        ck_assert(upper - lower < 1.01 * (sum[2] - sum[1])
                  && upper - lower > 0.3 * (sum[2] - sum[1]));
    }
    cev_table_free(totals);
    cev_table_free(scores);
    cev_table_free(all.table);
    free_fitted(&f, &r);
}
END_TEST

/* Where everybody has left, without intervals, and without a discount. */
START_TEST(totals_of_nobody_are_nothing)
{
    roll r = cohort(highend, 7), gone = {0};
    fitted_roll f = fit_roll(contract_kinds[_i], &r);
    cev_options *options = new_options(f.ctx);
    cev_table *totals = NULL;
    enter(&gone, 3.0, 1.0, 7.0);
    must(f.ctx, cev_estimator_evaluate(f.fit, roll_table(f.ctx, &gone),
                                       CEV_EVAL_TOTALS, NULL, &totals));
    for (int64_t row = 0; row < 4; row++)
        ck_assert(cev_table_double(totals, "value", row) == 0.0
                  && cev_table_double(totals, "upper", row) == 0.0);
    cev_table_free(totals);
    totals = NULL;
    must(f.ctx, cev_options_set_double(options, CEV_OPT_INTERVAL, 0.0));
    must(f.ctx, cev_options_set_double(options, CEV_OPT_DISCOUNT, 0.0));
    must(f.ctx, cev_estimator_evaluate(f.fit, r.table, CEV_EVAL_TOTALS, options,
                                       &totals));
    ck_assert_int_eq(cev_table_row_count(totals), 3);
    ck_assert(isnan(cev_table_double(totals, "lower", 2)));
    cev_table_free(totals);
    cev_options_free(options);
    cev_table_free(gone.table);
    free_fitted(&f, &r);
}
END_TEST

static int32_t use_totals(cev_ctx *ctx, void *state)
{
    cev_estimator *fit = NULL;
    cev_table *totals = NULL, *table = NULL;
    roll *r = state;
    int32_t status = cev_table_new(ctx, r->n, &table);
    if (status == CEV_OK)
        status = cev_table_set_column(table, "T", CEV_DOUBLE, r->T, 8, NULL);
    if (status == CEV_OK)
        status = cev_table_set_column(table, "churned", CEV_DOUBLE,
                                      r->churned, 8, NULL);
    if (status == CEV_OK)
        status = cev_estimator_new(ctx, CEV_SBG, NULL, &fit);
    if (status == CEV_OK)
        status = cev_estimator_fit(fit, table);
    if (status == CEV_OK)
        status = cev_estimator_evaluate(fit, table, CEV_EVAL_TOTALS, NULL,
                                        &totals);
    ck_assert((totals != NULL) == (status == CEV_OK));
    cev_table_free(totals);
    cev_estimator_free(fit);
    cev_table_free(table);
    return status;
}

START_TEST(totals_survive_failing_memory)
{
    roll r = cohort(regular, 7);
    fail_each_allocation(use_totals, &r);
}
END_TEST

START_TEST(totals_can_be_stopped)
{
    int left = 2;
    roll r = cohort(highend, 7);
    fitted_roll f = fit_roll(CEV_BDW, &r);
    cev_table *out = NULL;
    cev_ctx_set_progress(f.ctx, stop_work, &left);
    ck_assert_int_eq(cev_estimator_evaluate(f.fit, r.table, CEV_EVAL_TOTALS,
                                            NULL, &out),
                     CEV_ERR_CANCELLED);
    ck_assert_ptr_null(out);
    cev_ctx_set_progress(f.ctx, NULL, NULL);
    free_fitted(&f, &r);
}
END_TEST

Suite *suite(void)
{
    Suite *s = suite_create("value/contract_totals");
    TCase *cases = tcase_create("totals");
    tcase_add_loop_test(cases, totals_of_equal_customers_are_multiples, 0,
                        2 * KINDS);
    tcase_add_loop_test(cases, totals_are_sums_of_predictions, 0, KINDS);
    tcase_add_loop_test(cases, totals_of_nobody_are_nothing, 0, KINDS);
    tcase_add_test(cases, totals_survive_failing_memory);
    tcase_add_test(cases, totals_can_be_stopped);
    suite_add_tcase(s, cases);
    return s;
}

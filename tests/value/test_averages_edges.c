/* Value without a model at its edges: scatter, nothing known, nobody, one
   customer, what is missing, lies. */
#include "value/after.h"

/* From 20 customers on who bought again once, of whom the amount is known, the
 * scatter of amounts is measured: here half pay 10 and half 30. */
START_TEST(historic_intervals_know_how_amounts_scatter)
{
    enum { ONCE = 24, N = ONCE + 1 };
    cev_ctx *ctx = new_ctx();
    crowd c = new_crowd(N);
    for (int i = 0; i < N; i++) {
        c.x[i] = 1.0;
        c.t_x[i] = 100.0;
        c.T[i] = 400.0;
        c.m_x[i] = i == ONCE ? (double)NAN : 10.0 + i % 2 * 20.0;
        c.revenue[i] = 40.0;
    }
    cev_estimator *fit =
        fit_kind(ctx, CEV_HISTORIC, NULL, crowd_table(ctx, &c));
    cev_table *out = predict_with(ctx, fit, c.table, NULL);
    double scatter = 100.0 * ONCE / (ONCE - 1) / 400.0;
    ck_assert_rel(cev_table_double(out, "expected_value_hi", 0),
                  cev_table_double(out, "expected_value", 0)
                      * exp(1.6448536269514722 * sqrt((1.0 + scatter) / 2.0)),
                  1e-12);
    cev_table *summary = summary_of(ctx, fit);
    ck_assert(!has_verdict(summary, "few_repeat_buyers"));
    ck_assert(!has_verdict(summary, "short_histories"));
    cev_table_free(summary);
    cev_table_free(out);
    cev_estimator_free(fit);
    free_crowd(&c);
    cev_ctx_free(ctx);
}
END_TEST

/* Without amounts, or on everybody's first day, no value is said. */
START_TEST(historic_value_of_what_is_unknown_is_unknown)
{
    cev_ctx *ctx = new_ctx();
    crowd c = new_crowd(2);
    cev_table *totals = NULL;
    for (int i = 0; i < 2; i++)
        c.revenue[i] = 10.0;
    cev_estimator *fit =
        fit_kind(ctx, CEV_HISTORIC, NULL, crowd_table(ctx, &c));
    cev_table *out = predict_with(ctx, fit, c.table, NULL);
    ck_assert(isnan(cev_table_double(out, "expected_value", 0)));
    cev_table_free(out);
    for (int i = 0; i < 2; i++) {
        c.T[i] = 30.0;
        c.revenue[i] = NAN;
    }
    must(ctx, cev_estimator_fit(fit, crowd_table(ctx, &c)));
    cev_table *summary = summary_of(ctx, fit);
    ck_assert(has_verdict(summary, "no_amounts"));
    ck_assert(!has_verdict(summary, "goes_on_as_so_far"));
    cev_table_free(summary);
    must(ctx, cev_estimator_evaluate(fit, c.table, CEV_EVAL_TOTALS, NULL,
                                     &totals));
    ck_assert(cev_table_double(totals, "value", 0) == 0.0);
    ck_assert(cev_table_double(totals, "upper", 0) == 0.0);
    cev_table_free(totals);
    cev_estimator_free(fit);
    free_crowd(&c);
    cev_ctx_free(ctx);
}
END_TEST

/* Nobody came back: nothing is to come, for certain. One customer alone: as
 * much as he brought, and as little. */
START_TEST(averages_of_nothing_and_of_one)
{
    cev_ctx *ctx = new_ctx();
    cev_options *plain = new_options(ctx);
    crowd c = new_crowd(50), one = new_crowd(1);
    cev_table *curve = NULL;
    must(ctx, cev_options_set_double(plain, CEV_OPT_INTERVAL, 0.0));
    for (int i = 0; i < 50; i++)
        c.T_holdout[i] = 30.0;
    cev_estimator *fit =
        fit_kind(ctx, CEV_COHORT_AVERAGE, NULL, crowd_table(ctx, &c));
    cev_table *out = predict_with(ctx, fit, c.table, NULL);
    ck_assert(cev_table_double(out, "expected_value", 0) == 0.0);
    ck_assert(cev_table_double(out, "expected_value_hi", 0) == 0.0);
    cev_table_free(out);
    must(ctx, cev_estimator_evaluate(fit, c.table, CEV_EVAL_CURVE, NULL,
                                     &curve));
    ck_assert(cev_table_double(curve, "value_hi", 0) == 0.0);
    cev_table_free(curve);
    cev_table *summary = summary_of(ctx, fit);
    ck_assert(named(summary, "name", "pace", "upper") == 0.0);
    cev_table_free(summary);
    one.T_holdout[0] = 10.0;
    one.after[0] = 20.0;
    must(ctx, cev_estimator_fit(fit, crowd_table(ctx, &one)));
    must(ctx, cev_estimator_evaluate(fit, one.table, CEV_EVAL_CURVE, NULL,
                                     &curve));
    ck_assert_rel(cev_table_double(curve, "value_hi", 0),
                  2.0 * exp(1.6448536269514722), 1e-12);
    cev_table_free(curve);
    must(ctx, cev_estimator_evaluate(fit, one.table, CEV_EVAL_CURVE, plain,
                                     &curve));
    ck_assert(cev_table_double(curve, "value", 0) == 2.0);
    ck_assert(isnan(cev_table_double(curve, "value_hi", 0)));
    cev_table_free(curve);
    must(ctx, cev_estimator_evaluate(fit, one.table, CEV_EVAL_TOTALS, plain,
                                     &curve));
    ck_assert(isnan(cev_table_double(curve, "upper", 0)));
    cev_table_free(curve);
    cev_options_free(plain);
    cev_estimator_free(fit);
    free_crowd(&one);
    free_crowd(&c);
    cev_ctx_free(ctx);
}
END_TEST

/* Where the revenue so far, or the time, is unknown or none, the naive guess is
 * that nothing comes; whose holdout is unknown is not compared. */
START_TEST(the_naive_guess_knows_only_what_was_seen)
{
    cev_ctx *ctx = new_ctx();
    crowd c = new_crowd(4);
    cev_table *holdout = NULL;
    for (int i = 0; i < 4; i++) {
        c.T[i] = i == 0 ? 0.0 : 10.0;
        c.revenue[i] = i == 1 ? (double)NAN : 30.0;
        c.T_holdout[i] = 20.0;
        c.after[i] = i == 3 ? (double)NAN : 6.0;
    }
    cev_estimator *fit =
        fit_kind(ctx, CEV_COHORT_AVERAGE, NULL, crowd_table(ctx, &c));
    must(ctx, cev_estimator_evaluate(fit, c.table, CEV_EVAL_HOLDOUT, NULL,
                                     &holdout));
    ck_assert(named(holdout, "metric", "actual", "value") == 18.0);
    /* 6, 6 and |60 - 6| */
    ck_assert_rel(named(holdout, "metric", "naive_mae", "value"), 22.0, 1e-15);
    cev_table_free(holdout);
    cev_estimator_free(fit);
    free_crowd(&c);
    cev_ctx_free(ctx);
}
END_TEST

START_TEST(no_lie_about_averages_does_harm)
{
    static const char *const messages[2] = {"hold no historic value",
                                            "hold no averages"};
    cev_ctx *ctx = new_ctx();
    dice d = {29};
    crowd c = draw_crowd(&d, 90, 0.02, 200.0, 60.0);
    cev_estimator *fit =
        fit_kind(ctx, average_kinds[_i], NULL, crowd_table(ctx, &c));
    ck_assert_int_gt(lies_refused(ctx, fit, messages[_i]), 30);
    cuts_are_refused(ctx, fit);
    cev_estimator_free(fit);
    free_crowd(&c);
    cev_ctx_free(ctx);
}
END_TEST

/* What an evaluation wants and the table does not have is named. */
START_TEST(columns_of_the_holdout_are_asked_for)
{
    cev_ctx *ctx = new_ctx();
    crowd c = two_ages();
    cev_table *bare = NULL, *out = NULL;
    cev_estimator *fit =
        fit_kind(ctx, average_kinds[_i], NULL, crowd_table(ctx, &c));
    must(ctx, cev_table_new(ctx, c.n, &bare));
    for (int k = 0; k < 3; k++)
        must(ctx, cev_table_set_column(bare, crowd_names[k], CEV_DOUBLE,
                                       *crowd_column(&c, k), 8, NULL));
    ck_assert_int_eq(
        cev_estimator_evaluate(fit, bare, CEV_EVAL_HOLDOUT, NULL, &out),
        CEV_ERR_COLUMN);
    for (int k = 5; k < 7; k++)
        must(ctx, cev_table_set_column(bare, crowd_names[k], CEV_DOUBLE,
                                       *crowd_column(&c, k), 8, NULL));
    ck_assert_int_eq(
        cev_estimator_evaluate(fit, bare, CEV_EVAL_HOLDOUT, NULL, &out),
        CEV_ERR_COLUMN);
    ck_assert_str_eq(cev_ctx_message(ctx),
                     "the table has no column \"revenue_holdout\"; wanted one "
                     "of doubles or int64");
    if (_i == 0)
        ck_assert_int_eq(
            cev_estimator_evaluate(fit, bare, CEV_EVAL_TOTALS, NULL, &out),
            CEV_ERR_COLUMN);
    ck_assert_ptr_null(out);
    cev_table_free(bare);
    cev_estimator_free(fit);
    free_crowd(&c);
    cev_ctx_free(ctx);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("averages_edges");
    tcase_add_test(cases, historic_intervals_know_how_amounts_scatter);
    tcase_add_test(cases, historic_value_of_what_is_unknown_is_unknown);
    tcase_add_test(cases, averages_of_nothing_and_of_one);
    tcase_add_test(cases, the_naive_guess_knows_only_what_was_seen);
    tcase_add_loop_test(cases, no_lie_about_averages_does_harm, 0, 2);
    tcase_add_loop_test(cases, columns_of_the_holdout_are_asked_for, 0, 2);
    Suite *s = suite_create("value/averages_edges");
    suite_add_tcase(s, cases);
    return s;
}

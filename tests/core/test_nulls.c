/*
 * Every pointer that a call cannot do without, left out: the call says which,
 * and nothing happens.
 */
#include "core/expect.h"

#include <stdio.h>

/* One of each. */
static cev_table *table, *out;
static cev_options *options, *told;
static cev_portfolio *portfolio, *shop, *later;
static cev_estimator *estimator, *fitted;
static cev_segmenter *segmenter, *groups;

static int64_t wholes[4];
static char bytes[64];

/* Five customers who bought. */
static void fit_estimator(void)
{
    static const double spent[5] = {3.0, 1.0, 4.0, 1.0, 5.0};
    cev_table *customers = NULL;
    cev_options *chosen = NULL;
    expect_ok(cev_table_new(ctx, 5, &customers));
    expect_ok(cev_table_set_column(customers, "spent", CEV_DOUBLE, spent, 8,
                                   NULL));
    expect_ok(cev_options_new(ctx, &chosen));
    expect_ok(cev_options_set_str(chosen, CEV_OPT_TARGET, "spent"));
    expect_ok(cev_estimator_new(ctx, CEV_CONSTANT, chosen, &estimator));
    expect_ok(cev_estimator_fit(estimator, customers));
    cev_options_free(chosen);
    cev_table_free(customers);
}

static void open_all(void)
{
    open_ctx();
    expect_ok(cev_table_new(ctx, 1, &table));
    expect_ok(cev_options_new(ctx, &options));
    expect_ok(cev_portfolio_new(ctx, &portfolio));
    expect_ok(cev_segmenter_new(ctx, CEV_RFM, NULL, &segmenter));
    fit_estimator();
}

static void close_all(void)
{
    cev_estimator_free(estimator);
    cev_segmenter_free(segmenter);
    cev_portfolio_free(portfolio);
    cev_options_free(options);
    cev_table_free(table);
    close_ctx();
}

/* Refused for want of `what`; where that is NULL for want of the object itself,
 * whose context could have told. */
static void refused_as(const char *what, int32_t status, const char *call)
{
    char wanted[80] = "";
    if (status != CEV_ERR_ARGUMENT)
        ck_abort_msg("%s returns %s", call, cev_status_name(status));
    if (what != NULL) {
        snprintf(wanted, sizeof wanted, "%s is NULL", what);
        ck_assert_str_eq(cev_ctx_message(ctx), wanted);
    }
    ck_assert(out == NULL && told == NULL && shop == NULL && later == NULL
              && fitted == NULL && groups == NULL);
}

#define refused(what, call) refused_as((what), (call), #call)

START_TEST(ctx_refuses_what_is_null)
{
    refused(NULL, cev_ctx_set_seed(NULL, 1));
}
END_TEST

START_TEST(options_refuses_what_is_null)
{
    refused(NULL, cev_options_new(NULL, &told));
    refused("out", cev_options_new(ctx, NULL));
    refused(NULL, cev_options_set_int(NULL, "x", 1));
    refused("key", cev_options_set_int(options, NULL, 1));
    refused(NULL, cev_options_set_double(NULL, "x", 0.5));
    refused("key", cev_options_set_double(options, NULL, 0.5));
    refused(NULL, cev_options_set_str(NULL, "x", "x"));
    refused("key", cev_options_set_str(options, NULL, "x"));
    refused(NULL, cev_options_list(NULL, "x", &out));
    refused("out", cev_options_list(ctx, "x", NULL));
}
END_TEST

START_TEST(table_refuses_what_is_null)
{
    refused(NULL, cev_table_new(NULL, 1, &out));
    refused("out", cev_table_new(ctx, 1, NULL));
    refused(NULL, cev_table_set_column(NULL, "x", 1, bytes, 1, NULL));
    refused("name", cev_table_set_column(table, NULL, 1, bytes, 1, NULL));
    refused(NULL, cev_table_copy_column(NULL, "x", 1, bytes, 1, NULL));
    refused("name", cev_table_copy_column(table, NULL, 1, bytes, 1, NULL));
    refused(NULL, cev_table_set_periods(NULL, table));
    refused(NULL, cev_table_top(NULL, "x", 1, &out));
    refused("name", cev_table_top(table, NULL, 1, &out));
    refused("out", cev_table_top(table, "x", 1, NULL));
}
END_TEST

START_TEST(portfolio_refuses_what_is_null)
{
    refused(NULL, cev_portfolio_new(NULL, &shop));
    refused("out", cev_portfolio_new(ctx, NULL));
    refused(NULL, cev_portfolio_order(NULL, "x", 1, 0.5));
    refused("customer", cev_portfolio_order(portfolio, NULL, 1, 0.5));
    refused(NULL, cev_portfolio_order_id(NULL, 1, 1, 0.5));
    refused(NULL, cev_portfolio_event(NULL, "x", "x", 1, "x", 0.5, "x"));
    refused("ledger",
            cev_portfolio_event(portfolio, NULL, "x", 1, "x", 0.5, "x"));
    refused("customer",
            cev_portfolio_event(portfolio, "x", NULL, 1, "x", 0.5, "x"));
    refused(NULL, cev_portfolio_event_id(NULL, "x", 1, 1, "x", 0.5, "x"));
    refused("ledger",
            cev_portfolio_event_id(portfolio, NULL, 1, 1, "x", 0.5, "x"));
    refused(NULL, cev_portfolio_record(NULL, "x", table));
    refused("ledger", cev_portfolio_record(portfolio, NULL, table));
    refused(NULL, cev_portfolio_summarise(NULL, 1, options, &out));
    refused("out", cev_portfolio_summarise(portfolio, 1, options, NULL));
    refused(NULL, cev_portfolio_customer(NULL, "x", 1, options, &out));
    refused("customer",
            cev_portfolio_customer(portfolio, NULL, 1, options, &out));
    refused("out", cev_portfolio_customer(portfolio, "x", 1, options, NULL));
    refused(NULL, cev_portfolio_customer_id(NULL, 1, 1, options, &out));
    refused("out", cev_portfolio_customer_id(portfolio, 1, 1, options, NULL));
    refused(NULL, cev_portfolio_features(NULL, 1, options, &out));
    refused("out", cev_portfolio_features(portfolio, 1, options, NULL));
    refused(NULL, cev_portfolio_report(NULL, 1, options, &out));
    refused("out", cev_portfolio_report(portfolio, 1, options, NULL));
    refused(NULL, cev_portfolio_cohorts(NULL, 1, options, &out));
    refused("out", cev_portfolio_cohorts(portfolio, 1, options, NULL));
    refused(NULL, cev_portfolio_cohorts_by(NULL, table, 1, options, &out));
    refused("segments",
            cev_portfolio_cohorts_by(portfolio, NULL, 1, options, &out));
    refused("out",
            cev_portfolio_cohorts_by(portfolio, table, 1, options, NULL));
    refused(NULL, cev_cohorts_payback(NULL, table, table, options, &out));
    refused("cohorts", cev_cohorts_payback(ctx, NULL, table, options, &out));
    refused("costs", cev_cohorts_payback(ctx, table, NULL, options, &out));
    refused("out", cev_cohorts_payback(ctx, table, table, options, NULL));
    refused(NULL, cev_portfolio_periods(NULL, 1, options, &out));
    refused("out", cev_portfolio_periods(portfolio, 1, options, NULL));
    refused(NULL, cev_portfolio_indicators(NULL, 1, options, &out));
    refused("out", cev_portfolio_indicators(portfolio, 1, options, NULL));
    refused(NULL, cev_portfolio_indicators_by(NULL, table, 1, options, &out));
    refused("segments",
            cev_portfolio_indicators_by(portfolio, NULL, 1, options, &out));
    refused("out",
            cev_portfolio_indicators_by(portfolio, table, 1, options, NULL));
    refused(NULL, cev_portfolio_overview(NULL, table, 1, options, &out, &out));
    refused("indicators",
            cev_portfolio_overview(portfolio, table, 1, options, NULL, &out));
    refused("cohorts",
            cev_portfolio_overview(portfolio, table, 1, options, &out, NULL));
    refused(NULL, cev_portfolio_gaps(NULL, 1, options, &out));
    refused("out", cev_portfolio_gaps(portfolio, 1, options, NULL));
    refused(NULL, cev_portfolio_tracking(NULL, 1, options, &out));
    refused("out", cev_portfolio_tracking(portfolio, 1, options, NULL));
    refused(NULL, cev_portfolio_split(NULL, 1, &shop, &later));
    refused("calibration", cev_portfolio_split(portfolio, 1, NULL, &shop));
    refused("holdout", cev_portfolio_split(portfolio, 1, &shop, NULL));
    refused(NULL, cev_portfolio_merge(NULL, portfolio));
    refused("other", cev_portfolio_merge(portfolio, NULL));
    refused(NULL, cev_portfolio_erase(NULL, "x"));
    refused("customer", cev_portfolio_erase(portfolio, NULL));
    refused(NULL, cev_portfolio_erase_id(NULL, 1));
    refused(NULL, cev_portfolio_export(NULL, "x", &out));
    refused("ledger", cev_portfolio_export(portfolio, NULL, &out));
    refused("out", cev_portfolio_export(portfolio, "x", NULL));
    refused(NULL, cev_portfolio_history(NULL, "x", "x", &out));
    refused("ledger", cev_portfolio_history(portfolio, NULL, "x", &out));
    refused("out", cev_portfolio_history(portfolio, "x", "x", NULL));
    refused(NULL, cev_portfolio_history_id(NULL, "x", 1, &out));
    refused("ledger", cev_portfolio_history_id(portfolio, NULL, 1, &out));
    refused("out", cev_portfolio_history_id(portfolio, "x", 1, NULL));
    refused(NULL, cev_portfolio_save(NULL, bytes, 1, wholes));
    refused("size", cev_portfolio_save(portfolio, bytes, 1, NULL));
    refused(NULL, cev_portfolio_load(NULL, bytes, 1, &shop));
    refused("bytes", cev_portfolio_load(ctx, NULL, 1, &shop));
    refused("out", cev_portfolio_load(ctx, bytes, 1, NULL));
}
END_TEST

START_TEST(markov_refuses_what_is_null)
{
    refused(NULL, cev_portfolio_recency(NULL, 1, options, &out));
    refused("out", cev_portfolio_recency(portfolio, 1, options, NULL));
    refused(NULL, cev_markov_estimate(NULL, table, options, &out, &out));
    refused("moves", cev_markov_estimate(ctx, NULL, options, &out, &out));
    refused("transitions",
            cev_markov_estimate(ctx, table, options, NULL, &out));
    refused(NULL, cev_markov_value(NULL, table, table, options, &out));
    refused("transitions", cev_markov_value(ctx, NULL, table, options, &out));
    refused("rewards", cev_markov_value(ctx, table, NULL, options, &out));
    refused("out", cev_markov_value(ctx, table, table, options, NULL));
    refused(NULL, cev_markov_actions(NULL, table, table, options, &out));
    refused("transitions", cev_markov_actions(ctx, NULL, table, options, &out));
    refused("rewards", cev_markov_actions(ctx, table, NULL, options, &out));
    refused("out", cev_markov_actions(ctx, table, table, options, NULL));
}
END_TEST

START_TEST(estimator_refuses_what_is_null)
{
    refused(NULL, cev_estimator_new(NULL, "x", options, &fitted));
    refused("kind", cev_estimator_new(ctx, NULL, options, &fitted));
    refused("out", cev_estimator_new(ctx, "x", options, NULL));
    refused(NULL, cev_estimator_options(NULL, &out));
    refused("out", cev_estimator_options(estimator, NULL));
    refused(NULL, cev_estimator_fit(NULL, table));
    refused("customers", cev_estimator_fit(estimator, NULL));
    refused(NULL, cev_estimator_partial_ask(NULL, &out));
    refused("question", cev_estimator_partial_ask(estimator, NULL));
    refused(NULL, cev_estimator_partial_answer(NULL, table, table, &out));
    refused("customers",
            cev_estimator_partial_answer(estimator, NULL, table, &out));
    refused("question",
            cev_estimator_partial_answer(estimator, table, NULL, &out));
    refused("part",
            cev_estimator_partial_answer(estimator, table, table, NULL));
    refused(NULL, cev_estimator_partial_add(NULL, table));
    refused(NULL, cev_estimator_prior(NULL, table));
    refused(NULL, cev_estimator_summary(NULL, options, &out));
    refused("out", cev_estimator_summary(estimator, options, NULL));
    refused(NULL, cev_estimator_predict(NULL, table, options, &out));
    refused("customers", cev_estimator_predict(estimator, NULL, options, &out));
    refused("out", cev_estimator_predict(estimator, table, options, NULL));
    refused(NULL, cev_estimator_evaluate(NULL, table, "x", options, &out));
    refused("customers",
            cev_estimator_evaluate(estimator, NULL, "x", options, &out));
    refused("what",
            cev_estimator_evaluate(estimator, table, NULL, options, &out));
    refused("out",
            cev_estimator_evaluate(estimator, table, "x", options, NULL));
    refused(NULL, cev_estimator_validate(NULL, table, options, &out));
    refused("customers",
            cev_estimator_validate(estimator, NULL, options, &out));
    refused("out", cev_estimator_validate(estimator, table, options, NULL));
    refused(NULL, cev_estimator_explain(NULL, table, options, &out));
    refused("customers", cev_estimator_explain(estimator, NULL, options, &out));
    refused("out", cev_estimator_explain(estimator, table, options, NULL));
    refused(NULL, cev_estimator_dependence(NULL, table, "x", options, &out));
    refused("customers",
            cev_estimator_dependence(estimator, NULL, "x", options, &out));
    refused("feature",
            cev_estimator_dependence(estimator, table, NULL, options, &out));
    refused("out",
            cev_estimator_dependence(estimator, table, "x", options, NULL));
    refused(NULL, cev_estimator_importance(NULL, table, options, &out));
    refused("customers",
            cev_estimator_importance(estimator, NULL, options, &out));
    refused("out", cev_estimator_importance(estimator, table, options, NULL));
    refused(NULL, cev_estimator_save(NULL, bytes, 1, wholes));
    refused("size", cev_estimator_save(estimator, bytes, 1, NULL));
    refused(NULL, cev_estimator_load(NULL, bytes, 1, &fitted));
    refused("bytes", cev_estimator_load(ctx, NULL, 1, &fitted));
    refused("out", cev_estimator_load(ctx, bytes, 1, NULL));
}
END_TEST

START_TEST(segmenter_refuses_what_is_null)
{
    refused(NULL, cev_segmenter_new(NULL, "x", options, &groups));
    refused("kind", cev_segmenter_new(ctx, NULL, options, &groups));
    refused("out", cev_segmenter_new(ctx, "x", options, NULL));
    refused(NULL, cev_segmenter_options(NULL, &out));
    refused("out", cev_segmenter_options(segmenter, NULL));
    refused(NULL, cev_segmenter_fit(NULL, table));
    refused("customers", cev_segmenter_fit(segmenter, NULL));
    refused(NULL, cev_segmenter_assign(NULL, table, options, &out));
    refused("out", cev_segmenter_assign(segmenter, table, options, NULL));
    refused(NULL, cev_segmenter_profile(NULL, options, &out));
    refused("out", cev_segmenter_profile(segmenter, options, NULL));
    refused(NULL, cev_segmenter_summary(NULL, options, &out));
    refused("out", cev_segmenter_summary(segmenter, options, NULL));
    refused(NULL, cev_segmenter_stability(NULL, table, options, &out));
    refused("out", cev_segmenter_stability(segmenter, table, options, NULL));
    refused(NULL, cev_segmenter_save(NULL, bytes, 1, wholes));
    refused(NULL, cev_segmenter_load(NULL, bytes, 1, &groups));
    refused("bytes", cev_segmenter_load(ctx, NULL, 1, &groups));
    refused("out", cev_segmenter_load(ctx, bytes, 1, NULL));
}
END_TEST

START_TEST(segments_refuses_what_is_null)
{
    refused(NULL, cev_segments_profile(NULL, table, options, &out));
    refused("customers", cev_segments_profile(ctx, NULL, options, &out));
    refused("out", cev_segments_profile(ctx, table, options, NULL));
    refused(NULL, cev_segments_profit(NULL, table, options, &out));
    refused("customers", cev_segments_profit(ctx, NULL, options, &out));
    refused("out", cev_segments_profit(ctx, table, options, NULL));
    refused(NULL, cev_segments_whale(NULL, table, options, &out));
    refused("customers", cev_segments_whale(ctx, NULL, options, &out));
    refused("out", cev_segments_whale(ctx, table, options, NULL));
    refused(NULL, cev_segments_lookalikes(NULL, table, options, &out, &out));
    refused("customers",
            cev_segments_lookalikes(ctx, NULL, options, &out, &out));
    refused("scores",
            cev_segments_lookalikes(ctx, table, options, NULL, &out));
    refused(NULL,
            cev_segments_migration(NULL, table, table, options, &out, &out));
    refused("before",
            cev_segments_migration(ctx, NULL, table, options, &out, &out));
    refused("after",
            cev_segments_migration(ctx, table, NULL, options, &out, &out));
    refused("moves",
            cev_segments_migration(ctx, table, table, options, NULL, &out));
}
END_TEST

START_TEST(scores_refuses_what_is_null)
{
    refused(NULL, cev_scores_evaluate(NULL, table, "x", options, &out));
    refused("trial", cev_scores_evaluate(ctx, NULL, "x", options, &out));
    refused("what", cev_scores_evaluate(ctx, table, NULL, options, &out));
    refused("out", cev_scores_evaluate(ctx, table, "x", options, NULL));
    refused(NULL, cev_scores_compare(NULL, table, options, &out));
    refused("trial", cev_scores_compare(ctx, NULL, options, &out));
    refused("out", cev_scores_compare(ctx, table, options, NULL));
}
END_TEST

START_TEST(gate_refuses_what_is_null)
{
    refused(NULL, cev_gate_judge(NULL, table, options, &out));
    refused("trial", cev_gate_judge(ctx, NULL, options, &out));
    refused("out", cev_gate_judge(ctx, table, options, NULL));
    refused(NULL, cev_gate_curve(NULL, table, options, &out));
    refused("curve", cev_gate_curve(ctx, NULL, options, &out));
    refused("out", cev_gate_curve(ctx, table, options, NULL));
}
END_TEST

START_TEST(surveys_refuses_what_is_null)
{
    refused(NULL, cev_survey_scores(NULL, table, options, &out));
    refused("answers", cev_survey_scores(ctx, NULL, options, &out));
    refused("out", cev_survey_scores(ctx, table, options, NULL));
    refused(NULL, cev_survey_trend(NULL, table, options, &out));
    refused("answers", cev_survey_trend(ctx, NULL, options, &out));
    refused("out", cev_survey_trend(ctx, table, options, NULL));
    refused(NULL, cev_survey_drivers(NULL, table, options, &out));
    refused("answers", cev_survey_drivers(ctx, NULL, options, &out));
    refused("out", cev_survey_drivers(ctx, table, options, NULL));
    refused(NULL, cev_survey_reliability(NULL, table, options, &out));
    refused("answers", cev_survey_reliability(ctx, NULL, options, &out));
    refused("out", cev_survey_reliability(ctx, table, options, NULL));
    refused(NULL, cev_survey_index(NULL, table, options, &out));
    refused("answers", cev_survey_index(ctx, NULL, options, &out));
    refused("out", cev_survey_index(ctx, table, options, NULL));
    refused(NULL,
            cev_survey_promoters(NULL, table, table, options, &out, &out));
    refused("answers",
            cev_survey_promoters(ctx, NULL, table, options, &out, &out));
    refused("customers",
            cev_survey_promoters(ctx, table, NULL, options, &out, &out));
    refused("out",
            cev_survey_promoters(ctx, table, table, options, NULL, &out));
}
END_TEST

START_TEST(kinds_refuses_what_is_null)
{
    refused(NULL, cev_kinds(NULL, &out));
    refused("out", cev_kinds(ctx, NULL));
    refused(NULL, cev_constants(NULL, &out));
    refused("out", cev_constants(ctx, NULL));
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("nulls");
    tcase_add_checked_fixture(cases, open_all, close_all);
    tcase_add_test(cases, ctx_refuses_what_is_null);
    tcase_add_test(cases, options_refuses_what_is_null);
    tcase_add_test(cases, table_refuses_what_is_null);
    tcase_add_test(cases, portfolio_refuses_what_is_null);
    tcase_add_test(cases, markov_refuses_what_is_null);
    tcase_add_test(cases, estimator_refuses_what_is_null);
    tcase_add_test(cases, segmenter_refuses_what_is_null);
    tcase_add_test(cases, segments_refuses_what_is_null);
    tcase_add_test(cases, scores_refuses_what_is_null);
    tcase_add_test(cases, gate_refuses_what_is_null);
    tcase_add_test(cases, surveys_refuses_what_is_null);
    tcase_add_test(cases, kinds_refuses_what_is_null);
    Suite *s = suite_create("core/nulls");
    suite_add_tcase(s, cases);
    return s;
}

/* The registry of kinds, and what it says about each. */
#include "core/kinds.h"
#include "core/calls.h"
#include "core/expect.h"
#include "core/text.h"

#include <string.h>

static const char *const columns[] = {"kind",  "handle", "meaning", "options",
                                      "wants", "gives",  "source"};

START_TEST(every_kind_is_found_by_its_name)
{
    cev_table *kinds = NULL;
    expect_ok(cev_kinds(ctx, &kinds));
    ck_assert_int_ge(cev_table_row_count(kinds), 4);
    for (int64_t i = 0; i < cev_table_row_count(kinds); i++) {
        const char *name = cev_table_text(kinds, "kind", i);
        const char *handle = cev_table_text(kinds, "handle", i);
        int estimates = cev__estimator_find(name) != NULL;
        int segments = cev__segmenter_find(name) != NULL;
        ck_assert_int_eq(estimates + segments, 1);
        ck_assert_str_eq(handle, estimates ? "estimator" : "segmenter");
        ck_assert_str_eq(cev_table_text(kinds, "options", i),
                         cev__takes(name));
    }
    cev_table_free(kinds);
}
END_TEST

START_TEST(every_kind_says_all_about_itself)
{
    cev_table *kinds = NULL;
    expect_ok(cev_kinds(ctx, &kinds));
    ck_assert_int_eq(cev_table_column_count(kinds), 7);
    for (int64_t i = 0; i < cev_table_row_count(kinds); i++) {
        for (int column = 0; column < 7; column++) {
            const char *text = cev_table_text(kinds, columns[column], i);
            ck_assert_str_eq(cev_table_name(kinds, column), columns[column]);
            ck_assert_ptr_nonnull(text);
            ck_assert_msg(text[0] != '\0', "%s of kind %d is empty",
                          columns[column], (int)i);
            ck_assert_ptr_null(strstr(text, "  "));
        }
    }
    cev_table_free(kinds);
}
END_TEST

/* A kind or a call that takes an option takes one that there is. */
START_TEST(every_option_taken_exists)
{
    static const char *const calls[] = {
        "cev_portfolio_summarise", "cev_portfolio_features",
        "cev_portfolio_customer",
        "cev_portfolio_customer_id", "cev_portfolio_report",
        "cev_portfolio_cohorts", "cev_portfolio_cohorts_by",
        "cev_cohorts_payback", "cev_portfolio_periods",
        "cev_portfolio_indicators", "cev_portfolio_indicators_by",
        "cev_portfolio_gaps", "cev_portfolio_tracking",
        "cev_portfolio_recency", "cev_markov_estimate", "cev_markov_value",
        "cev_markov_actions", "cev_estimator_validate",
        "cev_estimator_dependence", "cev_estimator_importance",
        "cev_scores_evaluate", "cev_scores_compare", "cev_gate_judge",
        "cev_gate_curve",
        "cev_survey_scores", "cev_survey_trend", "cev_survey_drivers",
        "cev_survey_index", "cev_survey_promoters",
        "cev_survey_reliability", CEV_HISTORIC, CEV_COHORT_AVERAGE, CEV_BGNBD,
        CEV_MBGNBD, CEV_GAMMA_GAMMA, CEV_CLV, CEV_RFM};
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        const char *takes = cev__takes(calls[i]);
        ck_assert_ptr_nonnull(takes);
        cev_table *list = NULL;
        expect_ok(cev_options_list(ctx, calls[i], &list));
        int64_t words = 1;
        for (const char *at = takes; *at != '\0'; at++)
            words += *at == ' ';
        ck_assert_int_eq(cev_table_row_count(list), words);
        cev_table_free(list);
    }
}
END_TEST

/* Whether a kind takes an option. */
static int is_taken_by_a_kind(const cev_table *kinds, const char *key)
{
    int taken = 0;
    for (int64_t i = 0; i < cev_table_row_count(kinds); i++)
        taken |= cev__text_lists(cev_table_text(kinds, "options", i), key);
    return taken;
}

START_TEST(every_option_is_taken_by_something)
{
    static const char *const takers[] = {
        "cev_portfolio_summarise", "cev_portfolio_features",
        "cev_portfolio_report",
        "cev_portfolio_cohorts", "cev_portfolio_tracking",
        "cev_portfolio_recency", "cev_estimator_validate",
        "cev_estimator_importance",
        "cev_survey_trend", "cev_gate_judge",
        "cev_segments_lookalikes"};
    cev_table *all = NULL, *kinds = NULL;
    expect_ok(cev_options_list(ctx, NULL, &all));
    expect_ok(cev_kinds(ctx, &kinds));
    for (int64_t i = 0; i < cev_table_row_count(all); i++) {
        const char *key = cev_table_text(all, "option", i);
        int taken = is_taken_by_a_kind(kinds, key);
        for (size_t j = 0; j < sizeof takers / sizeof takers[0]; j++)
            taken |= cev__text_lists(cev__takes(takers[j]), key);
        ck_assert_msg(taken > 0, "nothing takes %s", key);
    }
    cev_table_free(kinds);
    cev_table_free(all);
}
END_TEST

START_TEST(an_unknown_name_is_none)
{
    ck_assert_ptr_null(cev__estimator_find(""));
    ck_assert_ptr_null(cev__estimator_find(CEV_RFM));
    ck_assert_ptr_null(cev__segmenter_find(CEV_BGNBD));
    ck_assert_ptr_null(cev__segmenter_find("RFM"));
    ck_assert_ptr_null(cev__takes("cev_portfolio_merge"));
}
END_TEST

START_TEST(null_arguments_are_refused)
{
    cev_table *kinds = NULL;
    ck_assert_int_eq(cev_kinds(NULL, &kinds), CEV_ERR_ARGUMENT);
    ck_assert_ptr_null(kinds);
    expect_failure(cev_kinds(ctx, NULL), CEV_ERR_ARGUMENT, "out is NULL");
}
END_TEST

static int32_t list_kinds(cev_ctx *of, void *state)
{
    cev_table *kinds = NULL;
    (void)state;
    int32_t status = cev_kinds(of, &kinds);
    ck_assert((status == CEV_OK) == (kinds != NULL));
    cev_table_free(kinds);
    return status;
}

START_TEST(kinds_survive_failing_memory)
{
    fail_each_allocation(list_kinds, NULL);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = case_with_ctx("kinds");
    tcase_add_test(cases, every_kind_is_found_by_its_name);
    tcase_add_test(cases, every_kind_says_all_about_itself);
    tcase_add_test(cases, every_option_taken_exists);
    tcase_add_test(cases, every_option_is_taken_by_something);
    tcase_add_test(cases, an_unknown_name_is_none);
    tcase_add_test(cases, null_arguments_are_refused);
    tcase_add_test(cases, kinds_survive_failing_memory);
    Suite *s = suite_create("core/kinds");
    suite_add_tcase(s, cases);
    return s;
}

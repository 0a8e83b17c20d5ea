/* Options: the dictionary, its checks, and what its list says. */
#include "core/options.h"
#include "core/expect.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static cev_options *options;

static void open_options(void)
{
    options = NULL;
    expect_ok(cev_options_new(ctx, &options));
}

static void close_options(void)
{
    cev_options_free(options);
}

START_TEST(null_arguments_are_refused)
{
    cev_options *made = NULL;
    ck_assert_int_eq(cev_options_new(NULL, &made), CEV_ERR_ARGUMENT);
    ck_assert_ptr_null(made);
    expect_failure(cev_options_new(ctx, NULL), CEV_ERR_ARGUMENT,
                   "out is NULL");
    ck_assert_int_eq(cev_options_set_int(NULL, "bin", 1), CEV_ERR_ARGUMENT);
    ck_assert_int_eq(cev_options_set_double(NULL, "tol", 1),
                     CEV_ERR_ARGUMENT);
    ck_assert_int_eq(cev_options_set_str(NULL, "period", "day"),
                     CEV_ERR_ARGUMENT);
    expect_failure(cev_options_set_int(options, NULL, 1), CEV_ERR_ARGUMENT,
                   "key is NULL");
    expect_failure(cev_options_set_double(options, NULL, 1), CEV_ERR_ARGUMENT,
                   "key is NULL");
    expect_failure(cev_options_set_str(options, NULL, "day"),
                   CEV_ERR_ARGUMENT, "key is NULL");
    expect_failure(cev_options_set_str(options, "period", NULL),
                   CEV_ERR_ARGUMENT, "value is NULL");
    cev_table *list = NULL;
    ck_assert_int_eq(cev_options_list(NULL, NULL, &list), CEV_ERR_ARGUMENT);
    expect_failure(cev_options_list(ctx, NULL, NULL), CEV_ERR_ARGUMENT,
                   "out is NULL");
    ck_assert_ptr_null(list);
    cev_options_free(NULL);
}
END_TEST

START_TEST(a_misspelt_key_is_corrected)
{
    expect_failure(cev_options_set_double(options, "marign", 0.4),
                   CEV_ERR_OPTION,
                   "\"marign\" is no option; did you mean \"margin\"?");
    expect_failure(cev_options_set_int(options, "score", 4), CEV_ERR_OPTION,
                   "\"score\" is no option; did you mean \"scores\"?");
    expect_failure(cev_options_set_str(options, "PERIODICITY", "day"),
                   CEV_ERR_OPTION,
                   "\"PERIODICITY\" is no option; see cev_options_list()");
    expect_failure(cev_options_set_int(options, "\377\377\377\377\377", 4),
                   CEV_ERR_OPTION,
                   "\"?????\" is no option; see cev_options_list()");
}
END_TEST

START_TEST(a_value_must_be_of_the_type)
{
    expect_failure(cev_options_set_double(options, "scores", 4),
                   CEV_ERR_OPTION, "option scores takes int, not a double");
    expect_failure(cev_options_set_str(options, "scores", "4"),
                   CEV_ERR_OPTION, "option scores takes int, not text");
    expect_failure(cev_options_set_str(options, "margin", "0.4"),
                   CEV_ERR_OPTION, "option margin takes double, not text");
    expect_failure(cev_options_set_int(options, "period", 7), CEV_ERR_OPTION,
                   "option period takes text, not an integer");
    expect_failure(cev_options_set_double(options, "period", 7),
                   CEV_ERR_OPTION, "option period takes text, not a double");
}
END_TEST

START_TEST(a_value_must_be_in_range)
{
    expect_failure(cev_options_set_int(options, "scores", 1), CEV_ERR_OPTION,
                   "option scores = 1; wanted 2 to 10");
    expect_failure(cev_options_set_int(options, "scores", 11), CEV_ERR_OPTION,
                   "option scores = 11; wanted 2 to 10");
    expect_failure(cev_options_set_int(options, "bin", 0), CEV_ERR_OPTION,
                   "option bin = 0; wanted 1 to 31557600000 seconds");
    expect_failure(cev_options_set_double(options, "margin", NAN),
                   CEV_ERR_OPTION,
                   "option margin = nan; wanted -1000000 to 1000000 per "
                   "revenue");
    expect_failure(cev_options_set_double(options, "horizon", INFINITY),
                   CEV_ERR_OPTION,
                   "option horizon = inf; wanted 0 to 1e+15 time_unit");
    expect_failure(cev_options_set_str(options, "period", "fortnight"),
                   CEV_ERR_OPTION,
                   "option period = \"fortnight\"; wanted one of: day week "
                   "month quarter year");
    expect_failure(cev_options_set_str(options, "period", "day week"),
                   CEV_ERR_OPTION,
                   "option period = \"day week\"; wanted one of: day week "
                   "month quarter year");
    expect_failure(cev_options_set_str(options, "period", ""), CEV_ERR_OPTION,
                   "option period = \"\"; wanted one of: day week month "
                   "quarter year");
    char begin[] = "option quantities = \"aaaaaaaa";
    char longer[100];
    memset(longer, 'a', sizeof longer);
    longer[sizeof longer - 1] = '\0';
    ck_assert_int_eq(cev_options_set_str(options, "quantities", longer),
                     CEV_ERR_OPTION);
    ck_assert_mem_eq(cev_ctx_message(ctx), begin, sizeof begin - 1);
}
END_TEST

START_TEST(a_refused_value_leaves_the_one_before)
{
    expect_ok(cev_options_set_int(options, "scores", 7));
    expect_ok(cev_options_set_double(options, "margin", 0.25));
    expect_ok(cev_options_set_str(options, "period", "week"));
    ck_assert_int_ne(cev_options_set_int(options, "scores", 99), CEV_OK);
    ck_assert_int_ne(cev_options_set_double(options, "margin", NAN), CEV_OK);
    ck_assert_int_ne(cev_options_set_str(options, "period", "x"), CEV_OK);
    ck_assert_int_eq(cev__options_int(options, CEV__OPT_SCORES), 7);
    ck_assert(cev__options_double(options, CEV__OPT_MARGIN) == 0.25);
    ck_assert_str_eq(cev__options_str(options, CEV__OPT_PERIOD), "week");
}
END_TEST

START_TEST(an_integer_is_taken_for_a_double)
{
    expect_ok(cev_options_set_int(options, "horizon", 90));
    ck_assert(cev__options_double(options, CEV__OPT_HORIZON) == 90.0);
}
END_TEST

START_TEST(defaults_are_those_of_the_list)
{
    ck_assert_int_eq(cev__options_int(options, CEV__OPT_BIN), 86400);
    ck_assert(cev__options_double(NULL, CEV__OPT_INTERVAL) == 0.9);
    ck_assert_str_eq(cev__options_str(NULL, CEV__OPT_PURCHASES), CEV_BGNBD);
    ck_assert_int_eq(cev__options_int(NULL, CEV__OPT_SCORES), 5);
}
END_TEST

/* Texts are as long as they like, and come back from saved bytes. */
START_TEST(a_text_may_be_long)
{
    enum { LONG = 100000 };
    char *text = malloc(LONG + 1);
    ck_assert_ptr_nonnull(text);
    memset(text, 'a', LONG);
    text[LONG] = '\0';
    expect_ok(cev_options_set_str(options, "purchase_covariates", "b"));
    expect_ok(cev_options_set_str(options, "purchase_covariates", text));
    text[0] = 'c';
    const char *held =
        cev__options_str(options, CEV__OPT_PURCHASE_COVARIATES);
    ck_assert_uint_eq(strlen(held), LONG);
    ck_assert_int_eq(held[0], 'a');
    free(text);
}
END_TEST

/* Values are held in the dictionary's order, however they were set, so that
 * saved bytes are the same. */
START_TEST(the_order_of_setting_does_not_count)
{
    expect_ok(cev_options_set_int(options, "scores", 3));
    expect_ok(cev_options_set_double(options, "margin", 0.5));
    expect_ok(cev_options_set_int(options, "bin", 60));
    expect_ok(cev_options_set_double(options, "margin", 0.25));
    ck_assert_int_eq(options->count, 3);
    ck_assert_int_eq(options->values[0].option, CEV__OPT_BIN);
    ck_assert_int_eq(options->values[1].option, CEV__OPT_MARGIN);
    ck_assert(options->values[1].d == 0.25);
    ck_assert_int_eq(options->values[2].option, CEV__OPT_SCORES);
}
END_TEST

/* Both borders of each number and each choice of each text can be set; one
 * step outside cannot. */
START_TEST(the_list_tells_the_truth_about_every_option)
{
    cev_table *list = NULL;
    expect_ok(cev_options_list(ctx, NULL, &list));
    ck_assert_int_eq(cev_table_row_count(list), CEV__OPTIONS);
    for (int64_t i = 0; i < CEV__OPTIONS; i++) {
        const char *key = cev_table_text(list, "option", i);
        const char *type = cev_table_text(list, "type", i);
        const char *preset = cev_table_text(list, "default", i);
        double min = cev_table_double(list, "min", i);
        double max = cev_table_double(list, "max", i);
        ck_assert_str_eq(key, cev__dictionary[i].key);
        ck_assert_ptr_nonnull(preset);
        ck_assert_uint_gt(strlen(cev_table_text(list, "meaning", i)), 10);
        if (strcmp(type, "text") == 0) {
            ck_assert(isnan(min) && isnan(max));
            expect_ok(cev_options_set_str(options, key, preset));
        } else if (strcmp(type, "double") == 0) {
            expect_ok(cev_options_set_double(options, key, atof(preset)));
            expect_ok(cev_options_set_double(options, key, min));
            expect_ok(cev_options_set_double(options, key, max));
            ck_assert_int_eq(
                cev_options_set_double(options, key, nextafter(min, -1e300)),
                CEV_ERR_OPTION);
            ck_assert_int_eq(
                cev_options_set_double(options, key, nextafter(max, 1e300)),
                CEV_ERR_OPTION);
        } else {
            ck_assert_str_eq(type, "int");
            expect_ok(cev_options_set_int(options, key, atoll(preset)));
            expect_ok(cev_options_set_int(options, key, (int64_t)min));
            expect_ok(cev_options_set_int(options, key, (int64_t)max));
            ck_assert_int_eq(
                cev_options_set_int(options, key, (int64_t)min - 1),
                CEV_ERR_OPTION);
            ck_assert_int_eq(
                cev_options_set_int(options, key, (int64_t)max + 1),
                CEV_ERR_OPTION);
        }
    }
    cev_table_free(list);
}
END_TEST

START_TEST(a_kind_and_a_call_list_their_own)
{
    cev_table *list = NULL;
    expect_ok(cev_options_list(ctx, CEV_RFM, &list));
    ck_assert_int_eq(cev_table_row_count(list), 5);
    ck_assert_str_eq(cev_table_text(list, "option", 0), "scores");
    ck_assert_str_eq(cev_table_text(list, "option", 4), "score_weights");
    cev_table_free(list);
    expect_ok(cev_options_list(ctx, "cev_portfolio_periods", &list));
    ck_assert_int_eq(cev_table_row_count(list), 2);
    ck_assert_str_eq(cev_table_text(list, "option", 1), "period");
    ck_assert_str_eq(cev_table_text(list, "default", 1), "month");
    cev_table_free(list);
    list = NULL;
    expect_failure(cev_options_list(ctx, "rfms", &list), CEV_ERR_KIND,
                   "\"rfms\" is neither a kind nor a call with options");
    ck_assert_ptr_null(list);
}
END_TEST

START_TEST(options_that_mean_nothing_to_a_kind_are_refused)
{
    cev_segmenter *rfm = NULL;
    expect_ok(cev_options_set_double(options, "margin", 0.3));
    expect_failure(cev_segmenter_new(ctx, CEV_RFM, options, &rfm),
                   CEV_ERR_OPTION,
                   "option margin means nothing to rfm; it takes: scores "
                   "recency_cuts frequency_cuts monetary_cuts score_weights");
    ck_assert_ptr_null(rfm);
    expect_ok(cev__options_check(ctx, NULL, "scores", "rfm"));
}
END_TEST

START_TEST(the_upper_layer_wins)
{
    cev_options *over = NULL;
    expect_ok(cev_options_new(ctx, &over));
    expect_ok(cev_options_set_int(options, "scores", 3));
    expect_ok(cev_options_set_double(options, "margin", 0.5));
    expect_ok(cev_options_set_int(over, "scores", 8));
    cev_options layers = cev__options_over(over, options);
    ck_assert_int_eq(cev__options_int(&layers, CEV__OPT_SCORES), 8);
    ck_assert(cev__options_double(&layers, CEV__OPT_MARGIN) == 0.5);
    ck_assert_str_eq(cev__options_str(&layers, CEV__OPT_PERIOD), "month");
    layers = cev__options_over(NULL, NULL);
    ck_assert_int_eq(cev__options_int(&layers, CEV__OPT_SCORES), 5);
    layers = cev__options_over(NULL, options);
    ck_assert_int_eq(cev__options_int(&layers, CEV__OPT_SCORES), 3);
    cev_options_free(over);
}
END_TEST

static int32_t set_and_list(cev_ctx *of, void *state)
{
    cev_options *made = NULL;
    cev_table *list = NULL;
    (void)state;
    int32_t status = cev_options_new(of, &made);
    if (status == CEV_OK)
        status = cev_options_set_str(made, "period", "day");
    if (status == CEV_OK)
        status = cev_options_list(of, CEV_RFM, &list);
    ck_assert((status == CEV_OK) == (list != NULL));
    cev_table_free(list);
    cev_options_free(made);
    return status;
}

START_TEST(options_survive_failing_memory)
{
    fail_each_allocation(set_and_list, NULL);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = case_with_ctx("options");
    tcase_add_checked_fixture(cases, open_options, close_options);
    tcase_add_test(cases, null_arguments_are_refused);
    tcase_add_test(cases, a_misspelt_key_is_corrected);
    tcase_add_test(cases, a_value_must_be_of_the_type);
    tcase_add_test(cases, a_value_must_be_in_range);
    tcase_add_test(cases, a_refused_value_leaves_the_one_before);
    tcase_add_test(cases, an_integer_is_taken_for_a_double);
    tcase_add_test(cases, defaults_are_those_of_the_list);
    tcase_add_test(cases, a_text_may_be_long);
    tcase_add_test(cases, the_order_of_setting_does_not_count);
    tcase_add_test(cases, the_list_tells_the_truth_about_every_option);
    tcase_add_test(cases, a_kind_and_a_call_list_their_own);
    tcase_add_test(cases, options_that_mean_nothing_to_a_kind_are_refused);
    tcase_add_test(cases, the_upper_layer_wins);
    tcase_add_test(cases, options_survive_failing_memory);
    Suite *s = suite_create("core/options");
    suite_add_tcase(s, cases);
    return s;
}

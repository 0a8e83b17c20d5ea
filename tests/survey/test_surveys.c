/* cev/surveys.h: published figures, what must hold, bad input, memory. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cev/surveys.h"
#include "core/expect.h"
#include "survey/toss.h"

/* A table of answers in plain arrays. */
typedef struct {
    int64_t n;
    double answer[4000], customers[4000], time[4000];
    const char *group[4000];
} answers;

static answers given;

static void clear_answers(void)
{
    memset(&given, 0, sizeof given);
}

/* So many customers who answer alike. */
static void say(const char *group, double time, double answer, double many)
{
    given.group[given.n] = group;
    given.time[given.n] = time;
    given.answer[given.n] = answer;
    given.customers[given.n++] = many;
}

static cev_table *answers_table(void)
{
    cev_table *table = NULL;
    expect_ok(cev_table_new(ctx, given.n, &table));
    expect_ok(cev_table_set_column(table, "answer", CEV_DOUBLE, given.answer,
                                   8, NULL));
    expect_ok(cev_table_set_column(table, "customers", CEV_DOUBLE,
                                   given.customers, 8, NULL));
    expect_ok(cev_table_set_column(table, "time", CEV_DOUBLE, given.time, 8,
                                   NULL));
    expect_ok(cev_table_set_column(table, "branch", CEV_TEXT, given.group,
                                   sizeof *given.group, NULL));
    return table;
}

static cev_options *options_of(const char *measure, const char *strata,
                               double coverage)
{
    cev_options *options = NULL;
    expect_ok(cev_options_new(ctx, &options));
    expect_ok(cev_options_set_str(options, CEV_OPT_MEASURE, measure));
    expect_ok(cev_options_set_str(options, CEV_OPT_STRATA, strata));
    expect_ok(cev_options_set_double(options, CEV_OPT_INTERVAL, coverage));
    return options;
}

static cev_table *scores_of(const char *measure, const char *strata,
                            double coverage)
{
    cev_options *options = options_of(measure, strata, coverage);
    cev_table *table = answers_table(), *out = NULL;
    expect_ok(cev_survey_scores(ctx, table, options, &out));
    cev_table_free(table);
    cev_options_free(options);
    return out;
}

/* ---- Scores -------------------------------------------------------------- */

/* Promoters, detractors, answers; NPS and the adjusted Wald interval of the
 * project's notes, after Rocks (2016). */
START_TEST(net_promoters_have_rocks_s_interval)
{
    static const double cases[3][6] = {{50, 20, 100, 30.0, 14.051, 44.201},
                                       {19, 7, 36, 100.0 / 3, 6.248, 55.290},
                                       {9, 0, 10, 90.0, 38.08, 100.0}};
    for (int i = 0; i < 3; i++) {
        const double *c = cases[i];
        clear_answers();
        say("a", 1, 10, c[0]);
        say("a", 1, 3, c[1]);
        say("a", 1, 8, c[2] - c[0] - c[1]);
        cev_table *out = scores_of("nps", "", 0.95);
        ck_assert_near(cev_table_double(out, "value", 0), c[3], 1e-13);
        ck_assert_rel(cev_table_double(out, "value_lo", 0), c[4],
                      i == 2 ? 5.1e-3 / 38 : 5.1e-4 / c[4]);
        ck_assert_rel(cev_table_double(out, "value_hi", 0), c[5],
                      5.1e-4 / c[5]);
        ck_assert_near(cev_table_double(out, "positive", 0), c[0] / c[2],
                       1e-14);
        ck_assert_near(cev_table_double(out, "negative", 0), c[1] / c[2],
                       1e-14);
        ck_assert(isnan(cev_table_double(out, "p", 0)));
        cev_table_free(out);
    }
}
END_TEST

START_TEST(every_measure_has_its_interval)
{
    clear_answers();
    say("a", 1, 5, 15);
    say("a", 1, 2, 10);
    cev_table *out = scores_of("csat", "", 0.95);
    ck_assert_near(cev_table_double(out, "value", 0), 60.0, 1e-14);
    ck_assert_near(cev_table_double(out, "value_lo", 0), 40.739, 5.1e-4 / 40);
    ck_assert_near(cev_table_double(out, "value_hi", 0), 76.597, 5.1e-4 / 76);
    cev_table_free(out);
    /* mean 3.8, sd 1.5; t of 24 degrees */
    out = scores_of("ces", "", 0.95);
    ck_assert_near(cev_table_double(out, "value", 0), 3.8, 1e-14);
    ck_assert_near(cev_table_double(out, "value_hi", 0),
                   3.8 + 2.0638985616280205 * 1.5 / 5.0, 1e-12);
    cev_table_free(out);
    /* R: poisson.test(11, 800)'s interval, .00686 to .0246 */
    clear_answers();
    say("a", 1, 11, 800);
    out = scores_of("rate", "", 0.95);
    ck_assert_near(cev_table_double(out, "value_lo", 0), 0.00686, 5e-6);
    ck_assert_near(cev_table_double(out, "value_hi", 0), 0.02460, 5e-6);
    cev_table_free(out);
}
END_TEST

/* SURVEY-RANK-1 */
START_TEST(five_answers_do_not_rank_first)
{
    clear_answers();
    say("few", 1, 10, 5);
    say("many", 1, 10, 47);
    say("many", 1, 7, 3);
    for (int i = 0; i < 6; i++) {
        static const char *const others[6] = {"p", "q", "r", "s", "t", "u"};
        say(others[i], 1, 10, 25 + 2 * i);
        say(others[i], 1, 2, 20);
    }
    cev_table *out = scores_of("nps", "branch", 0.9);
    ck_assert_int_eq(cev_table_row_count(out), 9);
    ck_assert_ptr_null(cev_table_text(out, "group", 0));
    ck_assert_str_eq(cev_table_text(out, "group", 1), "few");
    ck_assert_str_eq(cev_table_text(out, "group", 2), "many");
    ck_assert(cev_table_double(out, "value", 1)
              > cev_table_double(out, "value", 2));
    ck_assert(cev_table_double(out, "shrunk", 1)
              < cev_table_double(out, "shrunk", 2));
    ck_assert(cev_table_double(out, "p_adjusted", 2) < 0.001);
    for (int64_t g = 1; g < 9; g++) {
        ck_assert(cev_table_double(out, "p_adjusted", g)
                  >= cev_table_double(out, "p", g));
        ck_assert(cev_table_double(out, "shrunk_lo", g)
                  <= cev_table_double(out, "shrunk", g));
        ck_assert(cev_table_double(out, "shrunk_hi", g) <= 100.0);
        ck_assert(cev_table_double(out, "shrunk_hi", g)
                  > cev_table_double(out, "shrunk_lo", g) + 5.0);
    }
    cev_table_free(out);
}
END_TEST

START_TEST(nobody_and_one_answer_are_answered)
{
    static const char *const measures[4] = {"nps", "csat", "ces", "rate"};
    for (int m = 0; m < 4; m++)
        for (int n = 0; n < 3; n++) {
            clear_answers();
            for (int i = 0; i < n; i++)
                say(i == 0 ? "a" : "b", i, 5, 1);
            say(NULL, 1, NAN, 3);
            cev_table *out = scores_of(measures[m], "branch", 0.9);
            ck_assert_int_eq(cev_table_row_count(out), n + 1);
            ck_assert(cev_table_double(out, "answers", 0) == n);
            ck_assert_int_eq(isnan(cev_table_double(out, "value", 0)), n == 0);
            cev_table_free(out);
        }
}
END_TEST

/* ---- Trends -------------------------------------------------------------- */

/* 30 periods of 60 answers in which a share promotes and .2 detract. */
static void tell_periods(const char *group, double share, double later,
                         int from)
{
    for (int t = 0; t < 30; t++)
        for (int i = 0; i < 60; i++) {
            double u = toss(), p = t < from ? share : later;
            say(group, t, u < p ? 10 : u < p + 0.2 ? 3 : 8, 1);
        }
}

/* What changed in a group: the first period told, -1 for none. */
static double first_change(const cev_table *trend, const char *group,
                           const char *direction)
{
    for (int64_t i = 0; i < cev_table_row_count(trend); i++) {
        const char *change = cev_table_text(trend, "change", i);
        if (change != NULL && strstr(change, direction) != NULL
            && strcmp(cev_table_text(trend, "group", i), group) == 0)
            return cev_table_double(trend, "time", i);
    }
    return -1.0;
}

/* A fall by 25 points, 2.3 standard errors of a period, from the 15th on: told
 * by the 20th. */
START_TEST(a_lasting_change_is_told_soon_and_no_other)
{
    cev_options *options = options_of("nps", "branch", 0.9);
    cev_table *out = NULL;
    int early = 0, false_alarms = 0, late = 0;
    for (int k = 0; k < 20; k++) {
        clear_answers();
        seed = (uint64_t)k + 1;
        tell_periods("changed", 0.5, 0.25, 15);
        tell_periods("steady", 0.4, 0.4, 15);
        cev_table *table = answers_table();
        expect_ok(cev_survey_trend(ctx, table, options, &out));
        ck_assert_int_eq(cev_table_row_count(out), 60);
        double at = first_change(out, "changed", "down");
        early += at >= 0.0 && at < 15.0;
        late += at < 0.0 || at > 20.0;
        false_alarms += first_change(out, "steady", "") >= 0.0;
        cev_table_free(out);
        cev_table_free(table);
    }
    ck_assert_int_le(early, 3);
    ck_assert_int_le(late, 2);
    ck_assert_int_le(false_alarms, 6);
    cev_options_free(options);
}
END_TEST

START_TEST(the_first_period_is_compared_with_nothing)
{
    cev_table *out = NULL;
    clear_answers();
    say("a", 3, 10, 4);
    say("a", 1, 2, 4);
    say("b", 2, 7, 1);
    cev_options *options = options_of("nps", "branch", 0.0);
    cev_table *table = answers_table();
    expect_ok(cev_survey_trend(ctx, table, options, &out));
    ck_assert_int_eq(cev_table_row_count(out), 3);
    ck_assert(cev_table_double(out, "time", 0) == 1.0);
    ck_assert(isnan(cev_table_double(out, "distance", 0)));
    ck_assert(cev_table_double(out, "distance", 1) > 0.0);
    ck_assert(isnan(cev_table_double(out, "distance", 2)));
    ck_assert_str_eq(cev_table_text(out, "group", 2), "b");
    ck_assert(isnan(cev_table_double(out, "value_lo", 0)));
    cev_table_free(out);
    cev_table_free(table);
    cev_options_free(options);
}
END_TEST

/* 2024-01-31, the last second of it, and 2024-02-01 and -29. */
START_TEST(answers_are_told_by_periods_of_the_calendar)
{
    cev_table *out = NULL;
    clear_answers();
    say("a", 1706659200, 10, 4);
    say("a", 1706745599, 2, 4);
    say("a", 1706745600, 9, 1);
    say("a", 1709164800, 9, 2);
    say("a", NAN, 9, 2);
    cev_options *options = options_of("nps", "", 0.9);
    cev_table *table = answers_table();
    expect_ok(cev_options_set_str(options, CEV_OPT_PERIOD, "month"));
    expect_ok(cev_survey_trend(ctx, table, options, &out));
    ck_assert_int_eq(cev_table_row_count(out), 2);
    ck_assert_int_eq(cev_table_int64(out, "time", 0), 1704067200);
    ck_assert_int_eq(cev_table_int64(out, "time", 1), 1706745600);
    ck_assert(cev_table_double(out, "answers", 0) == 8.0);
    ck_assert(cev_table_double(out, "answers", 1) == 3.0);
    cev_table_free(out);
    cev_table_free(table);
    out = NULL;
    say("a", 1e300, 9, 1);
    table = answers_table();
    expect_failure(cev_survey_trend(ctx, table, options, &out),
                   CEV_ERR_DOMAIN,
                   "the time of row 5 is 1e+300; wanted -62135596800 to "
                   "253402300799, seconds since 1970");
    ck_assert_ptr_null(out);
    cev_table_free(table);
    cev_options_free(options);
}
END_TEST

/* SURVEY-ORDER-1 */
START_TEST(the_order_of_answers_changes_no_bit)
{
    static answers turned;
    cev_options *options = options_of("ces", "branch", 0.9);
    cev_table *out[2] = {NULL, NULL}, *trend[2] = {NULL, NULL};
    clear_answers();
    seed = 9;
    for (int i = 0; i < 500; i++)
        say(i % 3 ? "a" : "b", i % 7, floor(70.0 * toss()) / 10.0,
            toss() + 0.1);
    for (int k = 0; k < 2; k++) {
        cev_table *table = answers_table();
        expect_ok(cev_survey_scores(ctx, table, options, &out[k]));
        expect_ok(cev_survey_trend(ctx, table, options, &trend[k]));
        cev_table_free(table);
        turned = given;
        for (int i = 0; i < 500; i++) {
            int j = (i * 181 + 7) % 500;
            given.answer[i] = turned.answer[j];
            given.customers[i] = turned.customers[j];
            given.time[i] = turned.time[j];
            given.group[i] = turned.group[j];
        }
    }
    for (int t = 0; t < 2; t++) {
        cev_table **pair = t == 0 ? out : trend;
        for (int64_t c = 0; c < cev_table_column_count(pair[0]); c++)
            for (int64_t i = 0; i < cev_table_row_count(pair[0]); i++) {
                const char *name = cev_table_name(pair[0], c);
                double x = cev_table_double(pair[0], name, i);
                double y = cev_table_double(pair[1], name, i);
                ck_assert_msg(x == y || (isnan(x) && isnan(y)),
                              "%s[%d]: %.17g %.17g", name, (int)i, x, y);
            }
        cev_table_free(pair[0]);
        cev_table_free(pair[1]);
    }
    cev_options_free(options);
}
END_TEST

/* ---- Refusals and memory ------------------------------------------------- */

START_TEST(bad_answers_are_refused_in_words)
{
    static const double answer[2] = {11, 5}, wild[2] = {1, INFINITY};
    cev_table *table = NULL, *out = NULL;
    expect_ok(cev_table_new(ctx, 2, &table));
    expect_failure(cev_survey_scores(ctx, table, NULL, &out), CEV_ERR_COLUMN,
                   "the table has no column \"answer\"; wanted one of "
                   "doubles or int64");
    expect_ok(cev_table_set_column(table, "answer", CEV_DOUBLE, answer, 8,
                                   NULL));
    expect_failure(cev_survey_scores(ctx, table, NULL, &out), CEV_ERR_DOMAIN,
                   "answer[0] = 11; wanted an answer from 0 to 10, or a gap");
    expect_failure(cev_survey_drivers(ctx, table, NULL, &out), CEV_ERR_COLUMN,
                   "there are 0 drivers; wanted 1 to 12 columns of numbers "
                   "beside \"answer\" (option features)");
    expect_ok(cev_table_set_column(table, "a", CEV_DOUBLE, wild, 8, NULL));
    expect_failure(cev_survey_drivers(ctx, table, NULL, &out), CEV_ERR_DOMAIN,
                   "a[1] = inf; wanted a number from -1e100 to 1e100, or a "
                   "gap");
    expect_ok(cev_table_set_column(table, "a", CEV_DOUBLE, answer, 8, NULL));
    expect_failure(cev_survey_drivers(ctx, table, NULL, &out), CEV_ERR_DOMAIN,
                   "2 customers answered all 2 questions; wanted at least 3");
    expect_failure(cev_survey_trend(ctx, table, NULL, &out), CEV_ERR_COLUMN,
                   "the table has no column \"time\"; wanted one of doubles "
                   "or int64");
    expect_failure(cev_survey_trend(ctx, NULL, NULL, &out), CEV_ERR_ARGUMENT,
                   "answers is NULL");
    ck_assert_int_eq(cev_survey_scores(NULL, table, NULL, &out),
                     CEV_ERR_ARGUMENT);
    ck_assert_ptr_null(out);
    cev_table_free(table);
}
END_TEST

/* Answers below the scale, times beyond the calendar, rows of nobody. */
START_TEST(answers_of_no_scale_or_time_are_refused)
{
    static const char *const measures[2] = {"nps", "rate"};
    static const char *const messages[2] = {
        "answer[0] = -1; wanted an answer from 0 to 10, or a gap",
        "answer[0] = -1; wanted a number of events, or a gap"};
    cev_table *out = NULL;
    clear_answers();
    say("a", -1e300, -1, 1);
    cev_table *table = answers_table();
    for (int i = 0; i < 2; i++) {
        cev_options *options = options_of(measures[i], "", 0.9);
        expect_failure(cev_survey_scores(ctx, table, options, &out),
                       CEV_ERR_DOMAIN, messages[i]);
        cev_options_free(options);
    }
    given.answer[0] = 1e101;
    cev_options *options = options_of("rate", "", 0.9);
    expect_failure(cev_survey_scores(ctx, table, options, &out),
                   CEV_ERR_DOMAIN,
                   "answer[0] = 1e+101; wanted a number of events, or a gap");
    cev_options_free(options);
    given.answer[0] = 5;
    options = options_of("nps", "", 0.9);
    expect_ok(cev_options_set_str(options, CEV_OPT_PERIOD, "month"));
    ck_assert_int_eq(cev_survey_trend(ctx, table, options, &out),
                     CEV_ERR_DOMAIN);
    ck_assert_ptr_nonnull(strstr(cev_ctx_message(ctx),
                                 "the time of row 0 is -1e+300; wanted "));
    ck_assert_ptr_null(out);
    cev_options_free(options);
    cev_table_free(table);
}
END_TEST

/* Each call, with an option that means nothing to it. */
START_TEST(options_that_mean_nothing_are_refused)
{
    cev_options *options = NULL;
    cev_table *out = NULL;
    clear_answers();
    say("a", 1, 5, 1);
    cev_table *table = answers_table();
    expect_ok(cev_options_new(ctx, &options));
    expect_ok(cev_options_set_int(options, CEV_OPT_SCORES, 3));
    ck_assert_int_eq(cev_survey_scores(ctx, table, options, &out),
                     CEV_ERR_OPTION);
    ck_assert_int_eq(cev_survey_trend(ctx, table, options, &out),
                     CEV_ERR_OPTION);
    ck_assert_int_eq(cev_survey_drivers(ctx, table, options, &out),
                     CEV_ERR_OPTION);
    ck_assert_int_eq(cev_survey_reliability(ctx, table, options, &out),
                     CEV_ERR_OPTION);
    ck_assert_int_eq(cev_survey_promoters(ctx, table, table, options, &out,
                                          NULL),
                     CEV_ERR_OPTION);
    ck_assert_ptr_null(out);
    cev_options_free(options);
    cev_table_free(table);
}
END_TEST

static int has_bounds(const cev_table *table)
{
    for (int64_t c = 0; c < cev_table_column_count(table); c++)
        if (strstr(cev_table_name(table, c), "_lo") != NULL)
            return 1;
    return 0;
}

START_TEST(bounds_are_told_if_wanted)
{
    static const double a[4] = {1, 2, 2, 3}, b[4] = {2, 1, 4, 3};
    for (int i = 0; i < 2; i++) {
        cev_options *options = NULL;
        cev_table *out = NULL;
        clear_answers();
        for (int k = 0; k < 4; k++)
            say(k % 2 ? "x" : "y", k / 2, 4 + k, 1);
        cev_table *scores = scores_of("nps", "branch", i == 0 ? 0.0 : 0.9);
        ck_assert_int_eq(has_bounds(scores), i);
        ck_assert(isfinite(cev_table_double(scores, "shrunk", 1)));
        cev_table_free(scores);
        cev_table *table = answers_table();
        expect_ok(cev_options_new(ctx, &options));
        expect_ok(cev_options_set_double(options, CEV_OPT_INTERVAL, 0.9 * i));
        expect_ok(cev_options_set_str(options, CEV_OPT_FEATURES, "a,b"));
        expect_ok(cev_table_set_column(table, "a", CEV_DOUBLE, a, 8, NULL));
        expect_ok(cev_table_set_column(table, "b", CEV_DOUBLE, b, 8, NULL));
        expect_ok(cev_survey_reliability(ctx, table, options, &out));
        ck_assert_int_eq(has_bounds(out), i);
        cev_table_free(out);
        out = NULL;
        expect_ok(cev_survey_drivers(ctx, table, options, &out));
        ck_assert_int_eq(has_bounds(out), i);
        ck_assert(isfinite(cev_table_double(out, "coefficient", 0)));
        cev_table_free(out);
        cev_options_free(options);
        cev_table_free(table);
    }
}
END_TEST

static int32_t ask_all(cev_ctx *of, void *state)
{
    static const char *const groups[4] = {"x", "y", "x", "y"};
    static const double answer[4] = {1, 9, 10, 7}, a[4] = {1, 2, 2, 3};
    static const double time[4] = {1, 1, 2, 2};
    const int which = *(const int *)state;
    cev_options *options = NULL;
    cev_table *table = NULL, *out = NULL;
    int32_t status = cev_table_new(of, 4, &table);
    if (status == CEV_OK)
        status = cev_options_new(of, &options);
    if (status == CEV_OK && which < 2)
        status = cev_options_set_str(options, CEV_OPT_STRATA, "group");
    if (status == CEV_OK)
        status = cev_table_set_column(table, "answer", CEV_DOUBLE, answer, 8,
                                      NULL);
    if (status == CEV_OK)
        status = cev_table_set_column(table, "a", CEV_DOUBLE, a, 8, NULL);
    if (status == CEV_OK)
        status =
            cev_table_set_column(table, "time", CEV_DOUBLE, time, 8, NULL);
    if (status == CEV_OK)
        status = cev_table_set_column(table, "group", CEV_TEXT, groups,
                                      sizeof *groups, NULL);
    if (status == CEV_OK)
        status = which == 0   ? cev_survey_scores(of, table, options, &out)
                 : which == 1 ? cev_survey_trend(of, table, options, &out)
                 : which == 2 ? cev_survey_drivers(of, table, options, &out)
                              : cev_survey_reliability(of, table, options,
                                                       &out);
    if (status != CEV_OK)
        ck_assert_ptr_null(out);
    cev_table_free(out);
    cev_table_free(table);
    cev_options_free(options);
    return status;
}

START_TEST(memory_may_run_out_anywhere)
{
    for (int which = 0; which < 4; which++)
        fail_each_allocation(ask_all, &which);
}
END_TEST

Suite *suite(void)
{
    Suite *s = suite_create("survey/surveys");
    TCase *cases = case_with_ctx("surveys");
    tcase_add_test(cases, net_promoters_have_rocks_s_interval);
    tcase_add_test(cases, every_measure_has_its_interval);
    tcase_add_test(cases, five_answers_do_not_rank_first);
    tcase_add_test(cases, nobody_and_one_answer_are_answered);
    tcase_add_test(cases, a_lasting_change_is_told_soon_and_no_other);
    tcase_add_test(cases, the_first_period_is_compared_with_nothing);
    tcase_add_test(cases, answers_are_told_by_periods_of_the_calendar);
    tcase_add_test(cases, the_order_of_answers_changes_no_bit);
    tcase_add_test(cases, bad_answers_are_refused_in_words);
    tcase_add_test(cases, answers_of_no_scale_or_time_are_refused);
    tcase_add_test(cases, options_that_mean_nothing_are_refused);
    tcase_add_test(cases, bounds_are_told_if_wanted);
    tcase_add_test(cases, memory_may_run_out_anywhere);
    suite_add_tcase(s, cases);
    return s;
}

/* How long customers stay: curves, groups, what is still to come. */
#include "predict/features.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support/near.h"
#include "support/shared.h"

enum { MEMBERS = 7 };

/* Worked by hand: at 2 one of 7 leaves, at 3 one of 5, at 5 two of 4. */
static const double ends[MEMBERS] = {2, 2, 3, 4, 5, 5, 8};
static const double gone[MEMBERS] = {1, 0, 1, 0, 1, 1, 0};
static const char *const plans[MEMBERS] = {"a", "b", "a", "b", "b", "a", "b"};

static cev_options *options;
static cev_table *members;

static void open_members(void)
{
    options = NULL;
    expect_ok(cev_options_new(ctx, &options));
    expect_ok(cev_options_set_str(options, "target", "gone"));
    members = frame_of(ctx, MEMBERS);
    put_numbers(members, "time", ends);
    put_numbers(members, "gone", gone);
    put_texts(members, "plan", plans);
}

static void close_members(void)
{
    cev_table_free(members);
    cev_options_free(options);
}

static cev_estimator *fit_members(const cev_table *table)
{
    cev_estimator *curve = NULL;
    expect_ok(cev_estimator_new(ctx, CEV_KAPLAN_MEIER, options, &curve));
    expect_ok(cev_estimator_fit(curve, table));
    return curve;
}

/* Who leaves at once has stayed for no time, which counts in the mean. */
START_TEST(leaving_at_once_is_a_life_of_no_time)
{
    static const double times[MEMBERS] = {0, 0, 7, 7, 7, 7, 7};
    static const double all[MEMBERS] = {1, 1, 1, 1, 1, 1, 1};
    static const double none[MEMBERS] = {0};
    for (int turn = 0; turn < 2; turn++) {
        cev_table *summary = NULL;
        put_numbers(members, "time", turn == 0 ? times : none);
        put_numbers(members, "gone", all);
        cev_estimator *curve = fit_members(members);
        expect_ok(cev_estimator_summary(curve, NULL, &summary));
        ck_assert_double_eq_tol(value_named(summary, "mean"),
                                turn == 0 ? 5.0 : 0.0, 1e-14);
        cev_table_free(summary);
        cev_estimator_free(curve);
    }
}
END_TEST

START_TEST(the_curve_is_the_product)
{
    cev_estimator *curve = fit_members(members);
    cev_table *out = NULL;
    expect_ok(cev_estimator_evaluate(curve, members, CEV_EVAL_SURVIVAL, NULL,
                                     &out));
    const double at_risk[5] = {7, 5, 4, 3, 1};
    const double survival[5] = {6.0 / 7, 24.0 / 35, 24.0 / 35, 8.0 / 35,
                                8.0 / 35};
    ck_assert_int_eq(cev_table_row_count(out), 5);
    for (int64_t i = 0; i < 5; i++) {
        ck_assert(cev_table_double(out, "at_risk", i) == at_risk[i]);
        ck_assert_double_eq_tol(cev_table_double(out, "actual_survival", i),
                                survival[i], 1e-15);
        ck_assert(cev_table_double(out, "actual_survival", i)
                  == cev_table_double(out, "expected_survival", i));
    }
    ck_assert_double_eq_tol(cev_table_double(out, "cumulative_hazard", 4),
                            1.0 / 7 + 1.0 / 5 + 2.0 / 3, 1e-15);
    cev_table_free(out);
    cev_estimator_free(curve);
}
END_TEST

/* Who is there at 2: leaves by 5 with 1 - (4/5)(1/3). Until then he stays
 * 1 + 4/5 + 4/5 in the mean. */
START_TEST(what_is_to_come_depends_on_age)
{
    static const double ages[4] = {0, 2, 8, 20};
    cev_estimator *curve = fit_members(members);
    cev_table *now = frame_of(ctx, 4), *out = NULL;
    put_numbers(now, "time", ages);
    expect_ok(cev_options_set_double(options, "horizon", 3));
    expect_ok(cev_estimator_predict(curve, now, options, &out));
    ck_assert_double_eq_tol(cev_table_double(out, "prediction", 0),
                            1.0 - 24.0 / 35, 1e-15);
    ck_assert_double_eq_tol(cev_table_double(out, "prediction", 1),
                            1.0 - 4.0 / 15, 1e-15);
    ck_assert_double_eq_tol(cev_table_double(out, "time_ahead", 1), 2.6,
                            1e-14);
    ck_assert(isnan(cev_table_double(out, "prediction", 2)));
    ck_assert(isnan(cev_table_double(out, "time_ahead", 3)));
    cev_table_free(out);
    out = NULL;
    /* Beyond the last time nobody knows. (SURVIVAL-END-1) */
    expect_ok(cev_options_set_double(options, "horizon", 100));
    expect_ok(cev_estimator_predict(curve, now, options, &out));
    ck_assert(cev_table_double(out, "prediction_hi", 1) == 1.0);
    ck_assert(cev_table_double(out, "prediction_lo", 1)
              < cev_table_double(out, "prediction", 1));
    cev_table_free(out);
    cev_table_free(now);
    cev_estimator_free(curve);
}
END_TEST

/* Rows that stand for several customers, split and turned round. */
START_TEST(weights_and_order_change_nothing)
{
    enum { ROWS = 10 };
    static const double times[ROWS] = {8, 5, 5, 4, 3, 2, 2, 5, 8, 2};
    static const double events[ROWS] = {0, 1, 1, 0, 1, 1, 0, 1, 0, 1};
    static const double counts[ROWS] = {1, 2, 1, 3, 2, 1, 2, 1, 3, 1};
    static const double pooled_times[6] = {2, 2, 3, 4, 5, 8};
    static const double pooled_events[6] = {0, 1, 1, 0, 1, 0};
    static const double pooled_counts[6] = {2, 2, 2, 3, 4, 4};
    cev_table *many = frame_of(ctx, ROWS), *few = frame_of(ctx, 6);
    cev_table *left = NULL, *right = NULL;
    put_numbers(many, "time", times);
    put_numbers(many, "gone", events);
    put_numbers(many, "customers", counts);
    put_numbers(few, "time", pooled_times);
    put_numbers(few, "gone", pooled_events);
    put_numbers(few, "customers", pooled_counts);
    cev_estimator *one = fit_members(many), *other = fit_members(few);
    expect_ok(cev_estimator_predict(one, members, NULL, &left));
    expect_ok(cev_estimator_predict(other, members, NULL, &right));
    for (int64_t i = 0; i < MEMBERS - 1; i++) {
        ck_assert(cev_table_double(left, "prediction_hi", i)
                  == cev_table_double(right, "prediction_hi", i));
        ck_assert(cev_table_double(left, "time_ahead_lo", i)
                  == cev_table_double(right, "time_ahead_lo", i));
    }
    cev_table_free(left);
    cev_table_free(right);
    cev_estimator_free(one);
    cev_estimator_free(other);
    cev_table_free(many);
    cev_table_free(few);
}
END_TEST

/* Seen from 1, 2 … on: at 3, those who came at 3 are not at risk yet. */
START_TEST(late_entries_are_at_risk_from_then_on)
{
    static const double begins[MEMBERS] = {0, 1, 2, 3, 3, 0, 4};
    cev_table *out = NULL;
    put_numbers(members, "begin", begins);
    expect_ok(cev_options_set_str(options, "entry", "begin"));
    cev_estimator *curve = fit_members(members);
    expect_ok(cev_estimator_evaluate(curve, members, CEV_EVAL_SURVIVAL, NULL,
                                     &out));
    const double at_risk[5] = {3, 2, 3, 3, 1};
    for (int64_t i = 0; i < 5; i++)
        ck_assert(cev_table_double(out, "at_risk", i) == at_risk[i]);
    cev_table_free(out);
    cev_estimator_free(curve);
}
END_TEST

START_TEST(bad_spells_are_told)
{
    static const double begins[MEMBERS] = {0, 1, 3, 3, 3, 0, 4};
    static const double never[MEMBERS] = {1, 2, 3, NAN, 4, 5, 6};
    cev_estimator *curve = fit_members(members);
    cev_table *out = NULL;
    put_numbers(members, "begin", begins);
    put_numbers(members, "never", never);
    expect_ok(cev_options_set_str(options, "entry", "begin"));
    cev_estimator *late = NULL;
    expect_ok(cev_estimator_new(ctx, CEV_KAPLAN_MEIER, options, &late));
    expect_failure(cev_estimator_fit(late, members), CEV_ERR_DOMAIN,
                   "begin[2] = 3; wanted a time before the end of the spell, "
                   "time[2] = 3");
    cev_estimator_free(late);
    late = NULL;
    expect_ok(cev_options_set_str(options, "entry", "plan"));
    expect_ok(cev_estimator_new(ctx, CEV_KAPLAN_MEIER, options, &late));
    expect_failure(cev_estimator_fit(late, members), CEV_ERR_COLUMN,
                   "column \"plan\" is text; wanted doubles or int64");
    cev_estimator_free(late);
    late = NULL;
    expect_ok(cev_options_set_str(options, "entry", ""));
    expect_ok(cev_options_set_str(options, "time", "never"));
    expect_ok(cev_estimator_new(ctx, CEV_KAPLAN_MEIER, options, &late));
    expect_failure(cev_estimator_fit(late, members), CEV_ERR_DOMAIN,
                   "never[3] = nan; wanted a time of 0 or more");
    expect_failure(
        cev_estimator_evaluate(curve, members, "scores", NULL, &out),
        CEV_ERR_KIND,
        "\"scores\" is no evaluation of this estimator; wanted one of: "
        "survival");
    cev_estimator_free(late);
    cev_estimator_free(curve);
}
END_TEST

START_TEST(a_group_is_one_of_the_fit)
{
    static const char *const others[1] = {"c"}, *const none[1] = {NULL};
    cev_table *now = frame_of(ctx, 1), *out = NULL;
    expect_ok(cev_options_set_str(options, "strata", "plan"));
    cev_estimator *curves = fit_members(members);
    put_texts(now, "plan", others);
    expect_failure(cev_estimator_predict(curves, now, NULL, &out),
                   CEV_ERR_DOMAIN,
                   "plan[0] = \"c\"; wanted a group of the fit, like \"a\"");
    put_texts(now, "plan", none);
    expect_failure(cev_estimator_predict(curves, now, NULL, &out),
                   CEV_ERR_DOMAIN,
                   "plan[0] is missing; wanted a group, like \"a\"");
    cev_table_free(now);
    now = frame_of(ctx, 1);
    expect_failure(cev_estimator_predict(curves, now, NULL, &out),
                   CEV_ERR_COLUMN, "there is no column \"plan\"");
    ck_assert_ptr_null(out);
    cev_table_free(now);
    cev_estimator_free(curves);
}
END_TEST

static int32_t survival_life(cev_ctx *of, void *state)
{
    cev_estimator *curve = NULL, *again = NULL;
    cev_table *out = NULL;
    uint8_t bytes[2000];
    int64_t size = 0;
    int32_t status =
        cev_estimator_new(of, CEV_KAPLAN_MEIER, options, &curve);
    if (status == CEV_OK)
        status = cev_estimator_fit(curve, state);
    if (status == CEV_OK)
        status = cev_estimator_save(curve, bytes, sizeof bytes, &size);
    if (status == CEV_OK)
        status = cev_estimator_load(of, bytes, size, &again);
    if (status == CEV_OK)
        status = cev_estimator_summary(again, NULL, &out);
    cev_table_free(out);
    out = NULL;
    if (status == CEV_OK)
        status = cev_estimator_evaluate(again, state, CEV_EVAL_SURVIVAL, NULL,
                                        &out);
    cev_table_free(out);
    out = NULL;
    if (status == CEV_OK)
        status = cev_estimator_predict(again, state, NULL, &out);
    cev_table_free(out);
    cev_estimator_free(again);
    cev_estimator_free(curve);
    return status;
}

START_TEST(curves_survive_failing_memory)
{
    expect_ok(cev_options_set_str(options, "strata", "plan"));
    expect_ok(survival_life(ctx, members));
    fail_each_allocation(survival_life, members);
}
END_TEST

/* ---- Published ----------------------------------------------------------- */

/* Columns of numbers out of a sheet. */
static double *numbers_of(const sheet *file, const char *name)
{
    double *numbers = malloc(sheet_rows(file) * sizeof *numbers);
    ck_assert_ptr_nonnull(numbers);
    for (size_t i = 0; i < sheet_rows(file); i++)
        numbers[i] = sheet_double(file, i, sheet_column(file, name));
    return numbers;
}

/* Released prisoners (Rossi, Berk & Lenihan 1980), as lifelines and R's
 * survival have them. */
START_TEST(recidivism_is_as_published)
{
    char path[SHARED_PATH_SIZE];
    if (!shared_path(path, "science/rossi.csv"))
        SKIP("no %s", path);
    static const int64_t rows[5] = {9, 19, 28, 38, 48};
    static const double survival[5] = {.96527778, .90740741, .86111111,
                                       .80324074, .73611111};
    sheet *file = sheet_open(path);
    double *weeks = numbers_of(file, "week");
    double *arrests = numbers_of(file, "arrest");
    double *aids = numbers_of(file, "fin");
    cev_table *table = frame_of(ctx, (int64_t)sheet_rows(file)), *out = NULL;
    put_numbers(table, "time", weeks);
    put_numbers(table, "gone", arrests);
    put_numbers(table, "fin", aids);
    cev_estimator *curve = fit_members(table);
    expect_ok(cev_estimator_evaluate(curve, table, CEV_EVAL_SURVIVAL, NULL,
                                     &out));
    for (int i = 0; i < 5; i++)
        ck_assert_double_eq_tol(
            cev_table_double(out, "actual_survival", rows[i]), survival[i],
            5e-9);
    /* The bounds are those of a standard error of .02120510. */
    double s = cev_table_double(out, "actual_survival", 48);
    double low = cev_table_double(out, "actual_survival_lo", 48);
    double reach = log(-log(low)) - log(-log(s));
    ck_assert_double_eq_tol(reach * s * -log(s) / 1.6448536269514722,
                            .02120510, 5e-9);
    cev_table_free(out);
    out = NULL;
    cev_estimator_free(curve);
    expect_ok(cev_options_set_str(options, "strata", "fin"));
    curve = fit_members(table);
    expect_ok(cev_estimator_summary(curve, NULL, &out));
    ck_assert_double_eq_tol(value_named(out, "log_rank_chi_square"), 3.83757,
                            5e-6);
    cev_table_free(out);
    cev_estimator_free(curve);
    cev_table_free(table);
    free(weeks);
    free(arrests);
    free(aids);
    sheet_close(file);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = case_with_ctx("kaplan_meier");
    tcase_add_checked_fixture(cases, open_members, close_members);
    tcase_add_test(cases, the_curve_is_the_product);
    tcase_add_test(cases, leaving_at_once_is_a_life_of_no_time);
    tcase_add_test(cases, what_is_to_come_depends_on_age);
    tcase_add_test(cases, weights_and_order_change_nothing);
    tcase_add_test(cases, late_entries_are_at_risk_from_then_on);
    tcase_add_test(cases, bad_spells_are_told);
    tcase_add_test(cases, a_group_is_one_of_the_fit);
    tcase_add_test(cases, curves_survive_failing_memory);
    tcase_add_test(cases, recidivism_is_as_published);
    Suite *s = suite_create("predict/kaplan_meier");
    suite_add_tcase(s, cases);
    return s;
}

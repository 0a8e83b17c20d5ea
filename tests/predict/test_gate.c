/* Whether a model is worth it: profits, verdicts, learning curves. */
#include <math.h>

#include "predict/features.h"
#include "support/near.h"
#include "support/stops.h"

enum { LIST = 100 };

static double predicted[LIST], simpler[LIST], rule[LIST], gains[LIST];
static cev_options *options;

static void open_options(void)
{
    options = NULL;
    expect_ok(cev_options_new(ctx, &options));
}

static void set(const char *key, double value)
{
    expect_ok(cev_options_set_double(options, key, value));
}

/* Of a hundred, 66 bring 1 and are predicted so, 34 cost 2. */
static cev_table *two_thirds(void)
{
    cev_table *trial = frame_of(ctx, LIST);
    open_options();
    for (int i = 0; i < LIST; i++) {
        int brings = i * 37 % LIST < 66;
        gains[i] = brings ? 1.0 : -2.0;
        predicted[i] = brings ? 3.0 : 2.0;
        simpler[i] = i;
        rule[i] = 7.0;
    }
    put_numbers(trial, "prediction", predicted);
    put_numbers(trial, "gain", gains);
    return trial;
}

static cev_table *judged(const cev_table *trial)
{
    cev_table *out = NULL;
    expect_ok(cev_gate_judge(ctx, trial, options, &out));
    return out;
}

static void close_gate(cev_table *trial, cev_table *out)
{
    cev_table_free(out);
    cev_table_free(trial);
    cev_options_free(options);
}

static double lower_named(const cev_table *out, const char *name)
{
    return cev_table_double(out, "lower", row_named(out, name));
}

static double upper_named(const cev_table *out, const char *name)
{
    return cev_table_double(out, "upper", row_named(out, name));
}

/* 600 a year and .66 a customer: 909 customers. */
START_TEST(break_even_is_cost_over_gain)
{
    cev_table *trial = two_thirds();
    set("setup_cost", 900.0);
    set("years", 3.0);
    set("yearly_cost", 180.0);
    set("hours", 6.0);
    set("wage", 20.0);
    cev_table *out = judged(trial);
    ck_assert_near(value_named(out, "cost"), 600.0, 1e-15);
    ck_assert_near(value_named(out, "gain"), 0.66, 1e-14);
    ck_assert_near(value_named(out, "break_even_customers"), 600.0 / 0.66,
                   1e-14);
    ck_assert_near(value_named(out, "benefit"), 66.0, 1e-14);
    ck_assert_near(value_named(out, "net"), -534.0, 1e-14);
    ck_assert_near(value_named(out, "everybody"), -0.02, 1e-14);
    ck_assert(value_named(out, "nobody") == 0.0);
    ck_assert_str_eq(cev_table_text(out, "text", row_named(out, "gain")),
                     "model over nobody");
    ck_assert_str_eq(cev_table_text(out, "text", row_named(out, "model")),
                     "picks 66 of 100 customers");
    ck_assert(row_named(out, "keep_human") >= 0);
    ck_assert(row_named(out, "nobody_is_enough") >= 0);
    cev_table_free(out);
    set("yearly_customers", 5000.0);
    out = judged(trial);
    ck_assert_near(value_named(out, "net"), 3300.0 - 600.0, 1e-14);
    ck_assert(row_named(out, "automate") >= 0);
    ck_assert(row_named(out, "model_is_needed") >= 0);
    ck_assert_near(lower_named(out, "net"),
                   5000.0 * lower_named(out, "gain") - 600.0, 1e-13);
    close_gate(trial, out);
}
END_TEST

/* As costs grow, the verdict falls step by step. */
START_TEST(verdicts_follow_the_interval)
{
    static const char *const verdicts[4] = {"automate", "suggest",
                                            "not_enough_data", "keep_human"};
    cev_table *trial = two_thirds(), *out = judged(trial);
    double lower = 100.0 * lower_named(out, "gain");
    double upper = 100.0 * upper_named(out, "gain");
    const double costs[4] = {0.5 * lower, 0.5 * (lower + 66.0),
                             0.5 * (66.0 + upper), 1.01 * upper};
    ck_assert(lower > 0.0 && lower < 66.0 && upper > 66.0);
    cev_table_free(out);
    for (int i = 0; i < 4; i++) {
        set("yearly_cost", costs[i]);
        out = judged(trial);
        for (int k = 0; k < 4; k++)
            ck_assert_msg((row_named(out, verdicts[k]) >= 0) == (i == k),
                          "costs %g: %s", costs[i], verdicts[k]);
        cev_table_free(out);
    }
    set("yearly_cost", costs[2]);
    out = judged(trial);
    ck_assert_near(value_named(out, "not_enough_data"), costs[2] / 0.66,
                   1e-14);
    close_gate(trial, out);
}
END_TEST

/* Errors are those of a mean, and of a choice against itself none. */
START_TEST(errors_are_paired)
{
    cev_table *trial = two_thirds();
    put_numbers(trial, "simpler", predicted);
    expect_ok(cev_options_set_int(options, "draws", 1000));
    cev_table *out = judged(trial);
    int64_t row = row_named(out, "model"),
            duel = row_named(out, "model_over_simpler");
    double sd = sqrt(0.66 - 0.66 * 0.66) / sqrt(LIST);
    ck_assert_near(cev_table_double(out, "std_error", row) / sd, 1.0, 0.08);
    ck_assert_near((upper_named(out, "model") - lower_named(out, "model"))
                       / (2.0 * 1.6448536 * sd),
                   1.0, 0.1);
    ck_assert(cev_table_double(out, "value", duel) == 0.0);
    ck_assert(cev_table_double(out, "std_error", duel) == 0.0);
    ck_assert_str_eq(cev_table_text(out, "text", row_named(out, "gain")),
                     "simpler over nobody");
    ck_assert(row_named(out, "simpler_is_enough") >= 0);
    cev_table_free(out);
    set("interval", 0.0);
    out = judged(trial);
    ck_assert(isnan(lower_named(out, "net")));
    ck_assert(row_named(out, "automate") >= 0);
    close_gate(trial, out);
}
END_TEST

/* The simplest of equals is named: a rule, everybody, nobody. */
START_TEST(the_simplest_is_named)
{
    cev_table *trial = two_thirds();
    put_numbers(trial, "baseline", predicted);
    cev_table *out = judged(trial);
    ck_assert(row_named(out, "baseline_is_enough") >= 0);
    ck_assert(value_named(out, "gain") == 0.0);
    cev_table_free(out);
    put_numbers(trial, "baseline", rule); /* all alike */
    for (int i = 0; i < LIST; i++)
        gains[i] += 1.5;
    out = judged(trial);
    ck_assert_near(value_named(out, "everybody"), 1.48, 1e-14);
    ck_assert_near(value_named(out, "baseline"), 1.48, 1e-14);
    ck_assert_str_eq(cev_table_text(out, "text", row_named(out, "gain")),
                     "model over everybody");
    cev_table_free(out);
    for (int i = 0; i < LIST; i++)
        gains[i] = -1.0 - fabs(gains[i]);
    out = judged(trial);
    ck_assert(value_named(out, "model") == 0.0);
    ck_assert(row_named(out, "nobody_is_enough") >= 0);
    close_gate(trial, out);
}
END_TEST

/* GATE-PICK-1: a probability picks whoever is expected to bring more than the
 * offer costs; with the usual campaign from p (.3 × 190 - 1) > (1 - p) 11 on,
 * p > 11/67. With a value of his own from somewhere else. */
START_TEST(probabilities_pick_by_expectation)
{
    static const double p[6] = {0.16, 0.17, 0.9, 0.01, 0.5, 0.5};
    static const double came[6] = {1, 0, 1, 0, 1, NAN};
    static const double worth[6] = {2000, 200, 12, 200, 200, 200};
    cev_table *trial = frame_of(ctx, 6);
    open_options();
    put_numbers(trial, "prediction", p);
    put_numbers(trial, "actual", came);
    cev_table *out = judged(trial);
    ck_assert_near(value_named(out, "model"), (-11.0 + 2.0 * 56.0) / 5.0,
                   1e-14);
    ck_assert_near(value_named(out, "everybody"),
                   (3.0 * 56.0 - 2.0 * 11.0) / 5.0, 1e-14);
    cev_table_free(out);
    put_numbers(trial, "value", worth);
    out = judged(trial);
    ck_assert_near(value_named(out, "model"),
                   ((0.3 * 1990.0 - 1.0) - 11.0 + 56.0) / 5.0, 1e-13);
    close_gate(trial, out);
}
END_TEST

/* Of amounts: a share of them, less offer and contact, cut where that paid
 * with others. */
START_TEST(amounts_are_picked_down_to_where_it_pays)
{
    double spent[LIST], score[LIST];
    cev_table *trial = frame_of(ctx, LIST);
    open_options();
    set("acceptance", 0.5);
    set("offer", 2.0);
    set("contact", 4.0);
    for (int i = 0; i < LIST; i++) {
        spent[i] = i < 50 ? 0.0 : 30.0;
        score[i] = i < 40 ? -5.0 : 1000.0 + i;
    }
    put_numbers(trial, "prediction", score);
    put_numbers(trial, "actual", spent);
    cev_table *out = judged(trial);
    ck_assert_near(value_named(out, "everybody"), 0.5 * (10.0 - 5.0), 1e-14);
    ck_assert_near(value_named(out, "model"), 5.0, 0.1);
    close_gate(trial, out);
}
END_TEST

/* GATE-ORDER-1 */
START_TEST(the_order_of_rows_changes_no_bit)
{
    double other[4][LIST];
    cev_table *trial = two_thirds(), *moved = frame_of(ctx, LIST);
    put_numbers(trial, "simpler", simpler);
    put_numbers(trial, "baseline", rule);
    for (int i = 0; i < LIST; i++) {
        int k = (i * 31 + 5) % LIST;
        other[0][i] = predicted[k];
        other[1][i] = simpler[k];
        other[2][i] = rule[k];
        other[3][i] = gains[k];
    }
    put_numbers(moved, "prediction", other[0]);
    put_numbers(moved, "simpler", other[1]);
    put_numbers(moved, "baseline", other[2]);
    put_numbers(moved, "gain", other[3]);
    cev_table *a = judged(trial), *b = judged(moved);
    for (int64_t i = 0; i < cev_table_row_count(a); i++)
        for (int c = 0; c < 4; c++) {
            static const char *const columns[4] = {"value", "std_error",
                                                   "lower", "upper"};
            double x = cev_table_double(a, columns[c], i);
            double y = cev_table_double(b, columns[c], i);
            ck_assert(memcmp(&x, &y, sizeof x) == 0);
        }
    cev_table_free(b);
    cev_table_free(moved);
    close_gate(trial, a);
}
END_TEST

START_TEST(rows_may_stand_for_many)
{
    static const double p[3] = {0.5, 0.1, 0.4}, came[3] = {1, 0, 0};
    static const double many[3] = {10, 20, 0};
    cev_table *trial = frame_of(ctx, 3);
    open_options();
    put_numbers(trial, "prediction", p);
    put_numbers(trial, "actual", came);
    put_numbers(trial, "customers", many);
    cev_table *out = judged(trial);
    ck_assert_near(value_named(out, "model"), 560.0 / 30.0, 1e-14);
    ck_assert(value_named(out, "customers") == 30.0);
    close_gate(trial, out);
}
END_TEST

START_TEST(what_cannot_be_judged_is_refused)
{
    cev_table *trial = two_thirds(), *out = NULL;
    double gaps[LIST];
    for (int i = 0; i < LIST; i++)
        gaps[i] = NAN;
    ck_assert_int_eq(cev_gate_judge(NULL, trial, options, &out),
                     CEV_ERR_ARGUMENT);
    expect_failure(cev_gate_judge(ctx, NULL, options, &out),
                   CEV_ERR_ARGUMENT, "trial is NULL");
    expect_failure(cev_gate_judge(ctx, trial, options, NULL),
                   CEV_ERR_ARGUMENT, "out is NULL");
    predicted[7] = NAN;
    expect_failure(cev_gate_judge(ctx, trial, options, &out), CEV_ERR_DOMAIN,
                   "prediction[7] = nan; wanted a number from -1e150 to "
                   "1e150");
    put_numbers(trial, "gain", gaps);
    expect_failure(cev_gate_judge(ctx, trial, options, &out), CEV_ERR_DOMAIN,
                   "of no customer it is known what came; wanted one at the "
                   "least");
    put_numbers(trial, "customers", rule);
    put_numbers(trial, "gain", gains);
    predicted[7] = 0.0;
    expect_ok(cev_options_set_double(options, "margin", 1.0));
    ck_assert_int_eq(cev_gate_judge(ctx, trial, options, &out),
                     CEV_ERR_OPTION);
    ck_assert_ptr_null(out);
    close_gate(trial, NULL);
}
END_TEST

static int32_t judge_it(cev_ctx *of, void *state)
{
    cev_table *out = NULL;
    int32_t status = cev_gate_judge(of, state, NULL, &out);
    cev_table_free(out);
    return status;
}

START_TEST(a_gate_survives_failing_memory)
{
    cev_table *trial = two_thirds();
    put_numbers(trial, "baseline", rule);
    fail_each_allocation(judge_it, trial);
    cev_ctx_set_progress(ctx, stop_work, NULL);
    ck_assert_int_eq(judge_it(ctx, trial), CEV_ERR_CANCELLED);
    cev_ctx_set_progress(ctx, NULL, NULL);
    close_gate(trial, NULL);
}
END_TEST

/* ---- Learning curves ----------------------------------------------------- */

enum { POINTS = 5 };

static const double sizes[POINTS] = {50, 100, 200, 500, 2000};

static cev_table *curve_of(double a, double b, double c, double *gain)
{
    cev_table *curve = frame_of(ctx, POINTS);
    open_options();
    for (int i = 0; i < POINTS; i++)
        gain[i] = a + b * pow(sizes[i], -c);
    put_numbers(curve, "customers", sizes);
    put_numbers(curve, "gain", gain);
    return curve;
}

static cev_table *foreseen(const cev_table *curve)
{
    cev_table *out = NULL;
    expect_ok(cev_gate_curve(ctx, curve, options, &out));
    return out;
}

START_TEST(a_curve_is_recovered)
{
    double gain[POINTS];
    cev_table *curve = curve_of(0.9, -5.0, 0.5, gain);
    set("yearly_cost", 600.0);
    cev_table *out = foreseen(curve);
    ck_assert_near(value_named(out, "a"), 0.9, 1e-7);
    ck_assert_near(value_named(out, "b"), -5.0, 1e-6);
    ck_assert_near(value_named(out, "c"), 0.5, 1e-7);
    double n = value_named(out, "pays_from");
    ck_assert_near(n * (0.9 - 5.0 / sqrt(n)), 600.0, 1e-5);
    cev_table_free(out);
    set("yearly_customers", 2000.0); /* .3 of each */
    out = foreseen(curve);
    n = value_named(out, "pays_from");
    ck_assert_near(n / pow(5.0 / 0.6, 2.0), 1.0, 1e-5);
    close_gate(curve, out);
}
END_TEST

START_TEST(a_curve_may_never_pay)
{
    double gain[POINTS];
    cev_table *curve = curve_of(0.2, -3.0, 1.0, gain);
    set("yearly_cost", 600.0);
    set("yearly_customers", 1000.0);
    cev_table *out = foreseen(curve);
    ck_assert_near(value_named(out, "never_pays"), 0.2, 1e-6);
    cev_table_free(out);
    for (int i = 0; i < POINTS; i++)
        gain[i] = 1.0 - 0.01 * i; /* falls: taken as level */
    out = foreseen(curve);
    ck_assert(value_named(out, "b") == 0.0);
    ck_assert_near(value_named(out, "a"), 0.98, 1e-14);
    ck_assert(value_named(out, "pays_from") == 1.0);
    close_gate(curve, out);
}
END_TEST

START_TEST(a_curve_wants_three_sizes)
{
    static const double twice[POINTS] = {50, 100, 50, 100, 50};
    double gain[POINTS];
    cev_table *curve = curve_of(0.9, -5.0, 0.5, gain), *out = NULL;
    put_numbers(curve, "customers", twice);
    expect_failure(cev_gate_curve(ctx, curve, options, &out), CEV_ERR_DOMAIN,
                   "column \"customers\" holds 2 different numbers; wanted "
                   "three at the least, to see a curve");
    ck_assert_int_eq(cev_gate_curve(ctx, NULL, options, &out),
                     CEV_ERR_ARGUMENT);
    cev_options *other = NULL;
    expect_ok(cev_options_new(ctx, &other));
    expect_ok(cev_options_set_int(other, "rounds", 3));
    ck_assert_int_eq(cev_gate_curve(ctx, curve, other, &out), CEV_ERR_OPTION);
    ck_assert_ptr_null(out);
    cev_options_free(other);
    close_gate(curve, NULL);
}
END_TEST

static int32_t foresee(cev_ctx *of, void *state)
{
    cev_table *out = NULL;
    int32_t status = cev_gate_curve(of, state, NULL, &out);
    cev_table_free(out);
    return status;
}

START_TEST(a_curve_survives_failing_memory)
{
    double gain[POINTS];
    cev_table *curve = curve_of(0.9, -5.0, 0.5, gain);
    put_numbers(curve, "weight", sizes);
    fail_each_allocation(foresee, curve);
    close_gate(curve, NULL);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = case_with_ctx("gate");
    tcase_add_test(cases, break_even_is_cost_over_gain);
    tcase_add_test(cases, verdicts_follow_the_interval);
    tcase_add_test(cases, errors_are_paired);
    tcase_add_test(cases, the_simplest_is_named);
    tcase_add_test(cases, probabilities_pick_by_expectation);
    tcase_add_test(cases, amounts_are_picked_down_to_where_it_pays);
    tcase_add_test(cases, the_order_of_rows_changes_no_bit);
    tcase_add_test(cases, rows_may_stand_for_many);
    tcase_add_test(cases, what_cannot_be_judged_is_refused);
    tcase_add_test(cases, a_gate_survives_failing_memory);
    tcase_add_test(cases, a_curve_is_recovered);
    tcase_add_test(cases, a_curve_may_never_pay);
    tcase_add_test(cases, a_curve_wants_three_sizes);
    tcase_add_test(cases, a_curve_survives_failing_memory);
    Suite *s = suite_create("predict/gate");
    suite_add_tcase(s, cases);
    return s;
}

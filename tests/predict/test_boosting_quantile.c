/* Sums of trees that foretell quantiles. */
#include "predict/whole_life.h"

#include <math.h>

#include "support/near.h"

enum { SHOPPERS = 300 };

static double ages[SHOPPERS], visits[SHOPPERS], amounts[SHOPPERS];
static double weights[SHOPPERS];
static cev_table *shoppers;

static double lot(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return (double)(*state >> 11) / 9007199254740992.0;
}

/* Amounts that are wider the older who spends them, and fall with visits. */
static void open_shoppers(void)
{
    uint64_t state = 3;
    for (int i = 0; i < SHOPPERS; i++) {
        ages[i] = floor(20.0 + 50.0 * lot(&state));
        visits[i] = floor(10.0 * lot(&state));
        weights[i] = 1.0 + floor(3.0 * lot(&state));
        amounts[i] = ages[i] * lot(&state) - visits[i];
    }
    shoppers = frame_of(ctx, SHOPPERS);
    put_numbers(shoppers, "age", ages);
    put_numbers(shoppers, "visits", visits);
    put_numbers(shoppers, "amount", amounts);
    put_numbers(shoppers, "customers", weights);
}

static void close_shoppers(void)
{
    cev_table_free(shoppers);
}

static cev_estimator *fitted(const char *const *options)
{
    const life l = {CEV_BOOSTING, options, shoppers, NULL};
    cev_estimator *trees = NULL;
    expect_ok(life_fit(ctx, &l, &trees));
    return trees;
}

/* What customers are off `at`, as often as they are: the quantile at `level`
 * has the least of it. */
static double off_by(double at, double level, double from, double to)
{
    double off = 0.0;
    for (int i = 0; i < SHOPPERS; i++) {
        double away = amounts[i] - at;
        if (ages[i] > from && ages[i] <= to)
            off += weights[i] * away * (away > 0.0 ? level : level - 1.0);
    }
    return off;
}

/* One tree of one question at rate 1: each side is told its own quantile, of
 * which no customer's amount has less to be off. */
START_TEST(leaves_are_quantiles)
{
    static const char *const options[] = {
        "target", "amount", "features", "age", "family", "quantile",
        "quantile", "0.7", "rounds", "1", "depth", "1", "rate", "1.0", NULL};
    cev_estimator *tree = fitted(options);
    cev_table *out = NULL;
    double cut = -INFINITY, low = NAN, high = NAN;
    expect_ok(cev_estimator_predict(tree, shoppers, NULL, &out));
    for (int i = 0; i < SHOPPERS; i++)
        low = ages[i] < 21.0 ? cev_table_double(out, "prediction", i) : low;
    for (int i = 0; i < SHOPPERS; i++) {
        double told = cev_table_double(out, "prediction", i);
        if (told == low)
            cut = fmax(cut, ages[i]);
        else
            high = told;
    }
    ck_assert(cut > 20.0 && high > low);
    for (int i = 0; i < SHOPPERS; i++) {
        double told = cev_table_double(out, "prediction", i);
        ck_assert(told == (ages[i] > cut ? high : low));
        ck_assert_double_ge(off_by(amounts[i], 0.7, -INFINITY, cut),
                            off_by(low, 0.7, -INFINITY, cut) - 1e-9);
        ck_assert_double_ge(off_by(amounts[i], 0.7, cut, INFINITY),
                            off_by(high, 0.7, cut, INFINITY) - 1e-9);
    }
    cev_table_free(out);
    expect_ok(cev_estimator_summary(tree, NULL, &out));
    ck_assert(value_named(out, "quantile") == 0.7);
    cev_table_free(out);
    cev_estimator_free(tree);
}
END_TEST

/* 10 and 20 are as good as any between. */
START_TEST(of_two_the_median_is_between)
{
    static const double two[2] = {10.0, 20.0};
    static const char *const options[] = {"family", "quantile", NULL};
    cev_table *table = frame_of(ctx, 2), *out = NULL;
    cev_estimator *trees = NULL;
    put_numbers(table, "target", two);
    put_numbers(table, "x", two);
    const life l = {CEV_BOOSTING, options, table, NULL};
    expect_ok(life_fit(ctx, &l, &trees));
    expect_ok(cev_estimator_predict(trees, table, NULL, &out));
    ck_assert(cev_table_double(out, "prediction", 0) == 15.0);
    cev_table_free(out);
    cev_estimator_free(trees);
    cev_table_free(table);
}
END_TEST

START_TEST(scores_are_of_the_quantile)
{
    static const char *const options[] = {"target", "amount", "family",
                                          "quantile", "quantile", "0.8",
                                          NULL};
    cev_estimator *trees = fitted(options);
    cev_table *told = NULL, *scores = NULL;
    double below = 0.0, off = 0.0, all = 0.0;
    expect_ok(cev_estimator_predict(trees, shoppers, NULL, &told));
    for (int i = 0; i < SHOPPERS; i++) {
        double away = amounts[i] - cev_table_double(told, "prediction", i);
        all += weights[i];
        below += weights[i] * (away <= 0.0);
        off += weights[i] * away * (away > 0.0 ? 0.8 : -0.2);
    }
    expect_ok(cev_estimator_evaluate(trees, shoppers, CEV_EVAL_SCORES, NULL,
                                     &scores));
    ck_assert_near(value_named(scores, "pinball"), off / all, 1e-12);
    ck_assert_near(value_named(scores, "below"), below / all, 1e-12);
    ck_assert_double_gt(below / all, 0.75);
    ck_assert_double_lt(below / all, 0.85);
    ck_assert_int_lt(row_named(scores, "rmse"), 0);
    cev_table_free(scores);
    scores = NULL;
    expect_failure(cev_estimator_evaluate(trees, shoppers,
                                          CEV_EVAL_CALIBRATION, NULL,
                                          &scores),
                   CEV_ERR_KIND,
                   "the evaluation \"calibration\" wants a truth of numbers, "
                   "not of times, and no quantiles");
    cev_table_free(told);
    cev_estimator_free(trees);
}
END_TEST

/* Steps of slopes and quantiles of leaves are bounded each by themselves. */
START_TEST(monotone_quantiles_never_fall)
{
    enum { STEPS = 51 };
    static const char *const options[] = {
        "target", "amount", "family", "quantile", "quantile", "0.9",
        "monotone", "-age", "rounds", "60", "leaf", "2", NULL};
    double grid[STEPS], rest[STEPS];
    cev_table *line = frame_of(ctx, STEPS), *out = NULL;
    for (int i = 0; i < STEPS; i++) {
        grid[i] = 20.0 + i;
        rest[i] = 3.0;
    }
    put_numbers(line, "age", grid);
    put_numbers(line, "visits", rest);
    cev_estimator *trees = fitted(options);
    expect_ok(cev_estimator_predict(trees, line, NULL, &out));
    for (int i = 1; i < STEPS; i++)
        ck_assert_double_le(cev_table_double(out, "prediction", i),
                            cev_table_double(out, "prediction", i - 1));
    cev_table_free(out);
    cev_table_free(line);
    cev_estimator_free(trees);
}
END_TEST

START_TEST(reasons_add_up_to_the_quantile)
{
    static const char *const options[] = {"target", "amount", "family",
                                          "quantile", NULL};
    cev_estimator *trees = fitted(options);
    cev_table *why = NULL, *out = NULL;
    expect_ok(cev_estimator_explain(trees, shoppers, NULL, &why));
    expect_ok(cev_estimator_predict(trees, shoppers, NULL, &out));
    for (int i = 0; i < SHOPPERS; i++) {
        double sum = cev_table_double(why, "base", i)
                     + cev_table_double(why, "age", i)
                     + cev_table_double(why, "visits", i);
        ck_assert_double_eq_tol(sum, cev_table_double(out, "prediction", i),
                                1e-12);
    }
    cev_table_free(why);
    cev_table_free(out);
    cev_estimator_free(trees);
}
END_TEST

START_TEST(what_has_no_sense_is_refused)
{
    static const struct {
        const char *kind, *message;
        const char *options[7];
    } tries[] = {
        {CEV_GLM,
         "option family = \"quantile\"; wanted another, as only boosting "
         "learns that",
         {"target", "amount", "family", "quantile", NULL}},
        {CEV_BOOSTING,
         "option quantile means something to family = \"quantile\" alone",
         {"target", "amount", "quantile", "0.8", NULL}},
        {CEV_BOOSTING,
         "option link = \"log\"; wanted \"usual\", the quantile itself",
         {"target", "amount", "family", "quantile", "link", "log", NULL}},
    };
    for (size_t i = 0; i < sizeof tries / sizeof tries[0]; i++) {
        const life l = {tries[i].kind, tries[i].options, shoppers, NULL};
        cev_estimator *made = NULL;
        expect_failure(life_fit(ctx, &l, &made), CEV_ERR_OPTION,
                       tries[i].message);
    }
}
END_TEST

START_TEST(quantiles_live_and_come_back)
{
    static const char *const options[] = {
        "target", "amount", "family", "quantile", "quantile", "0.1",
        "rounds", "3", "monotone", "age", NULL};
    life l = {CEV_BOOSTING, options, shoppers, NULL};
    expect_same_again(&l);
    fail_each_allocation(whole_life, &l);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = case_with_ctx("boosting_quantile");
    tcase_add_checked_fixture(cases, open_shoppers, close_shoppers);
    tcase_add_test(cases, leaves_are_quantiles);
    tcase_add_test(cases, of_two_the_median_is_between);
    tcase_add_test(cases, scores_are_of_the_quantile);
    tcase_add_test(cases, monotone_quantiles_never_fall);
    tcase_add_test(cases, reasons_add_up_to_the_quantile);
    tcase_add_test(cases, what_has_no_sense_is_refused);
    tcase_add_test(cases, quantiles_live_and_come_back);
    Suite *s = suite_create("predict/boosting_quantile");
    suite_add_tcase(s, cases);
    return s;
}

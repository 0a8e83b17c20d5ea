/* What would be foretold at other values, and which features are missed. */
#include "predict/whole_life.h"

#include <math.h>
#include <stdlib.h>

#include "core/table.h"
#include "support/near.h"

enum { SHOPPERS = 40 };

static double visits[SHOPPERS], age[SHOPPERS], noise[SHOPPERS];
static double spent[SHOPPERS], weights[SHOPPERS];
static const char *towns[SHOPPERS];
static cev_options *options;
static cev_table *shoppers;

/* What is spent is a sum, to the last digit. */
static void open_shoppers(void)
{
    options = NULL;
    expect_ok(cev_options_new(ctx, &options));
    expect_ok(cev_options_set_str(options, "target", "spent"));
    expect_ok(cev_options_set_str(options, "shrinkage", "none"));
    expect_ok(cev_options_set_str(options, "sensitive", "age"));
    expect_ok(cev_options_set_int(options, "rare", 1));
    shoppers = frame_of(ctx, SHOPPERS);
    for (int i = 0; i < SHOPPERS; i++) {
        visits[i] = i * 7 % 11;
        age[i] = 20 + i * 13 % 50;
        noise[i] = i * 5 % 8;
        towns[i] = i % 3 == 0 ? "Ulm" : "Aalen";
        spent[i] = 5.0 + 2.0 * visits[i] + (i % 3 == 0 ? 7.0 : 0.0);
        weights[i] = 1 + i % 2;
    }
    put_numbers(shoppers, "visits", visits);
    put_numbers(shoppers, "age", age);
    put_numbers(shoppers, "noise", noise);
    put_texts(shoppers, "town", towns);
    put_numbers(shoppers, "spent", spent);
    put_numbers(shoppers, "customers", weights);
}

static void close_shoppers(void)
{
    cev_table_free(shoppers);
    cev_options_free(options);
}

static cev_estimator *fit_glm_to(const cev_table *table)
{
    cev_estimator *glm = NULL;
    expect_ok(cev_estimator_new(ctx, CEV_GLM, options, &glm));
    expect_ok(cev_estimator_fit(glm, table));
    return glm;
}

static cev_options *asking(const char *key, int64_t value)
{
    cev_options *asked = NULL;
    expect_ok(cev_options_new(ctx, &asked));
    expect_ok(cev_options_set_int(asked, key, value));
    return asked;
}

/* Of a sum the mean at a value is the sum of the value and of the others'
 * means. */
START_TEST(a_sum_depends_on_values_in_a_line)
{
    cev_estimator *glm = fit_glm_to(shoppers);
    cev_options *halves = asking("bins", 2);
    cev_table *out = NULL;
    double in_ulm = 0.0, all = 0.0, of_visits = 0.0;
    for (int i = 0; i < SHOPPERS; i++) {
        all += weights[i];
        in_ulm += weights[i] * (i % 3 == 0);
        of_visits += weights[i] * visits[i];
    }
    expect_ok(
        cev_estimator_dependence(glm, shoppers, "visits", halves, &out));
    ck_assert_int_eq(cev_table_row_count(out), 3);
    ck_assert(cev_table_double(out, "value", 0) == 0.0);
    ck_assert(cev_table_double(out, "value", 2) == 10.0);
    for (int i = 0; i < 3; i++) {
        double mean = 5.0 + 2.0 * cev_table_double(out, "value", i)
                      + 7.0 * in_ulm / all;
        double share = in_ulm / all;
        double error = 7.0 * sqrt(share * (1.0 - share) / all);
        ck_assert_near(cev_table_double(out, "prediction", i), mean, 1e-12);
        ck_assert_near(cev_table_double(out, "prediction_hi", i),
                       mean + 1.6448536269514722 * error, 1e-10);
    }
    cev_table_free(out);
    out = NULL;
    expect_ok(cev_estimator_dependence(glm, shoppers, "town", NULL, &out));
    ck_assert_str_eq(cev_table_text(out, "value", 1), "Ulm");
    ck_assert_near(cev_table_double(out, "prediction", 1),
                   12.0 + 2.0 * of_visits / all, 1e-12);
    cev_table_free(out);
    cev_options_free(halves);
    cev_estimator_free(glm);
}
END_TEST

/* What is foretold may be any column: how long customers stay of a year.
 * (DEPEND-MEAN-1) */
START_TEST(dependence_is_of_any_column_foretold)
{
    double left[SHOPPERS];
    cev_estimator *cox = NULL;
    cev_options *asked = asking("bins", 1), *own = NULL;
    cev_table *out = NULL;
    for (int i = 0; i < SHOPPERS; i++)
        left[i] = i % 4 != 0;
    put_numbers(shoppers, "left", left);
    put_numbers(shoppers, "time", spent);
    expect_ok(cev_options_new(ctx, &own));
    expect_ok(cev_options_set_str(own, "target", "left"));
    expect_ok(cev_options_set_str(own, "features", "noise"));
    expect_ok(cev_estimator_new(ctx, CEV_COX, own, &cox));
    expect_ok(cev_estimator_fit(cox, shoppers));
    expect_ok(cev_options_set_str(asked, "column", "relative_hazard"));
    expect_ok(cev_estimator_dependence(cox, shoppers, "noise", asked, &out));
    ck_assert_int_eq(cev_table_row_count(out), 2);
    ck_assert(cev_table_double(out, "prediction", 0)
              == cev_table_double(out, "prediction_hi", 0));
    cev_table_free(out);
    cev_options_free(own);
    cev_options_free(asked);
    cev_estimator_free(cox);
}
END_TEST

START_TEST(features_are_missed_as_they_tell)
{
    cev_estimator *glm = fit_glm_to(shoppers);
    cev_table *out = NULL;
    expect_ok(cev_estimator_importance(glm, shoppers, NULL, &out));
    ck_assert_int_eq(cev_table_row_count(out), 3);
    ck_assert_str_eq(cev_table_text(out, "feature", 0), "visits");
    ck_assert_str_eq(cev_table_text(out, "feature", 1), "town");
    ck_assert_str_eq(cev_table_text(out, "metric", 0), "rmse");
    /* Dealt by chance, two visits are as far apart as two customers are. */
    ck_assert_double_eq_tol(cev_table_double(out, "importance", 0), 8.9,
                            1.5);
    ck_assert(fabs(cev_table_double(out, "importance", 2)) < 1e-12);
    ck_assert(cev_table_double(out, "lower", 0) > 0.0);
    ck_assert(cev_table_double(out, "std_error", 0) > 0.0);
    cev_table_free(out);
    cev_estimator_free(glm);
}
END_TEST

/* Rows the other way round, and columns: the same bits. Another seed: others.
 * (IMPORTANCE-ORDER-1) */
START_TEST(the_order_of_rows_changes_no_bit)
{
    cev_estimator *glm = fit_glm_to(shoppers);
    cev_table *turned = frame_of(ctx, SHOPPERS);
    cev_table *out = NULL, *other = NULL, *third = NULL;
    static const char *const names[5] = {"customers", "spent", "noise",
                                         "visits", "age"};
    const double *const columns[5] = {weights, spent, noise, visits, age};
    expect_ok(cev_table_set_column(turned, "town", CEV_TEXT,
                                   &towns[SHOPPERS - 1],
                                   -(int64_t)sizeof *towns, NULL));
    for (int k = 0; k < 5; k++)
        expect_ok(cev_table_set_column(turned, names[k], CEV_DOUBLE,
                                       columns[k] + SHOPPERS - 1, -8, NULL));
    expect_ok(cev_estimator_importance(glm, shoppers, NULL, &out));
    expect_ok(cev_estimator_importance(glm, turned, NULL, &other));
    expect_same_numbers(out, other);
    cev_ctx_set_seed(ctx, 7);
    expect_ok(cev_estimator_importance(glm, shoppers, NULL, &third));
    ck_assert(cev_table_double(out, "importance", 0)
              != cev_table_double(third, "importance", 0));
    cev_table_free(out);
    cev_table_free(other);
    cev_table_free(third);
    out = other = NULL;
    expect_ok(cev_estimator_dependence(glm, shoppers, "visits", NULL, &out));
    expect_ok(cev_estimator_dependence(glm, turned, "visits", NULL, &other));
    expect_same_numbers(out, other);
    cev_table_free(out);
    cev_table_free(other);
    cev_table_free(turned);
    cev_estimator_free(glm);
}
END_TEST

/* All shoppers so many times over. */
static cev_table *recurring(int64_t times)
{
    cev_table *many = NULL;
    int64_t *rows = malloc((size_t)(times * SHOPPERS) * sizeof *rows);
    for (int64_t i = 0; i < times * SHOPPERS; i++)
        rows[i] = i % SHOPPERS;
    expect_ok(cev__table_rows(ctx, shoppers, rows, times * SHOPPERS, &many));
    free(rows);
    return many;
}

/* Of rows that recur evenly as many of each are drawn as there are in 20,000. */
START_TEST(of_many_rows_some_are_enough)
{
    cev_estimator *glm = fit_glm_to(shoppers);
    cev_options *once = asking("repeats", 2);
    cev_table *many = recurring(600), *enough = recurring(500);
    cev_table *out = NULL, *other = NULL;
    expect_ok(cev_estimator_importance(glm, many, once, &out));
    expect_ok(cev_estimator_importance(glm, enough, once, &other));
    expect_same_numbers(out, other);
    cev_table_free(out);
    cev_table_free(other);
    cev_table_free(many);
    cev_table_free(enough);
    cev_options_free(once);
    cev_estimator_free(glm);
}
END_TEST

START_TEST(what_cannot_be_asked_is_refused)
{
    cev_estimator *glm = NULL, *new = NULL, *km = NULL;
    cev_options *wrong = asking("folds", 3), *boat = asking("bins", 2);
    cev_table *out = NULL;
    double gaps[SHOPPERS];
    for (int i = 0; i < SHOPPERS; i++)
        gaps[i] = NAN;
    glm = fit_glm_to(shoppers);
    put_numbers(shoppers, "gaps", gaps);
    expect_failure(
        cev_estimator_dependence(glm, shoppers, "boat", NULL, &out),
        CEV_ERR_COLUMN, "there is no column \"boat\"");
    expect_failure(
        cev_estimator_dependence(glm, shoppers, "gaps", NULL, &out),
        CEV_ERR_DOMAIN,
        "column \"gaps\" is a gap, or customers 0, in all rows; wanted "
        "values to look at");
    expect_failure(
        cev_estimator_dependence(glm, shoppers, "visits", wrong, &out),
        CEV_ERR_OPTION,
        "option folds means nothing to cev_estimator_dependence; it takes: "
        "column bins interval horizon");
    ck_assert_int_eq(
        cev_estimator_dependence(glm, shoppers, NULL, NULL, &out),
        CEV_ERR_ARGUMENT);
    expect_ok(cev_options_set_str(boat, "column", "boat"));
    expect_failure(
        cev_estimator_dependence(glm, shoppers, "visits", boat, &out),
        CEV_ERR_COLUMN,
        "the table has no column \"boat\"; wanted one of doubles or int64");
    ck_assert_int_eq(
        cev_estimator_importance(glm, NULL, NULL, &out), CEV_ERR_ARGUMENT);
    expect_ok(cev_estimator_new(ctx, CEV_GLM, options, &new));
    ck_assert_int_eq(cev_estimator_importance(new, shoppers, NULL, &out),
                     CEV_ERR_STATE);
    ck_assert_int_eq(
        cev_estimator_dependence(new, shoppers, "visits", NULL, &out),
        CEV_ERR_STATE);
    expect_ok(cev_estimator_new(ctx, CEV_BGNBD, NULL, &km));
    ck_assert_int_eq(cev_estimator_importance(km, shoppers, NULL, &out),
                     CEV_ERR_STATE);
    ck_assert_ptr_null(out);
    cev_options_free(boat);
    cev_options_free(wrong);
    cev_estimator_free(km);
    cev_estimator_free(new);
    cev_estimator_free(glm);
}
END_TEST

/* Without an interval nothing is said of how sure it is. */
START_TEST(nobody_need_ask_for_intervals)
{
    cev_estimator *glm = fit_glm_to(shoppers);
    cev_options *plain = asking("bins", 2), *also = asking("repeats", 3);
    cev_table *out = NULL, *sure = NULL;
    expect_ok(cev_options_set_double(plain, "interval", 0.0));
    expect_ok(cev_options_set_double(also, "interval", 0.0));
    expect_ok(cev_estimator_dependence(glm, shoppers, "visits", plain, &out));
    ck_assert_int_eq(cev_table_column_count(out), 2);
    cev_table_free(out);
    out = NULL;
    expect_ok(cev_estimator_importance(glm, shoppers, also, &out));
    ck_assert_int_eq(cev_table_column_count(out), 4);
    expect_ok(cev_options_set_double(also, "interval", 0.9));
    expect_ok(cev_estimator_importance(glm, shoppers, also, &sure));
    for (int i = 0; i < cev_table_row_count(out); i++)
        ck_assert(cev_table_double(out, "importance", i)
                  == cev_table_double(sure, "importance", i));
    cev_table_free(sure);
    cev_table_free(out);
    cev_options_free(also);
    cev_options_free(plain);
    cev_estimator_free(glm);
}
END_TEST

/* Rows that stand for nobody, and gaps, say nothing of values. */
START_TEST(who_counts_for_nobody_says_nothing)
{
    cev_table *out = NULL, *kept = NULL, *some = NULL;
    cev_estimator *glm = fit_glm_to(shoppers);
    int64_t rows[SHOPPERS], count = 0;
    for (int i = 0; i < SHOPPERS; i++) {
        if (i % 4 == 1)
            weights[i] = 0.0;
        else
            rows[count++] = i;
    }
    visits[1] = 99.0;
    expect_ok(cev__table_rows(ctx, shoppers, rows, count, &some));
    expect_ok(cev_estimator_dependence(glm, shoppers, "visits", NULL, &out));
    expect_ok(cev_estimator_dependence(glm, some, "visits", NULL, &kept));
    expect_same_numbers(out, kept);
    cev_table_free(out);
    out = NULL;
    weights[3] = -1.0;
    expect_failure(
        cev_estimator_dependence(glm, shoppers, "visits", NULL, &out),
        CEV_ERR_DOMAIN,
        "customers[3] = -1; wanted a number of customers from 0 to 1e15");
    cev_table_free(kept);
    cev_table_free(some);
    cev_estimator_free(glm);
}
END_TEST

/* One tree asks one question: the others are missed alike, and stand by name.
 * Who leaves when is told by how well they are put in order. */
START_TEST(features_missed_alike_stand_by_name)
{
    static const char *const stump[] = {"target", "spent", "rounds", "1",
                                        "depth", "1", "leaf", "5", "features",
                                        "noise,visits,age", NULL};
    static const char *const when[] = {"target", "town", "positive", "Ulm",
                                       "time", "spent", "features",
                                       "visits,age", NULL};
    const life lives[2] = {{CEV_BOOSTING, stump, shoppers, NULL},
                           {CEV_COX, when, shoppers, NULL}};
    static const char *const first[3] = {"visits", "age", "noise"};
    cev_estimator *fitted = NULL;
    cev_table *out = NULL;
    expect_ok(life_fit(ctx, &lives[0], &fitted));
    expect_ok(cev_estimator_importance(fitted, shoppers, NULL, &out));
    for (int i = 0; i < 3; i++)
        ck_assert_str_eq(cev_table_text(out, "feature", i), first[i]);
    ck_assert(cev_table_double(out, "importance", 0) > 0.0);
    ck_assert(cev_table_double(out, "importance", 1) == 0.0);
    ck_assert(cev_table_double(out, "importance", 2) == 0.0);
    cev_table_free(out);
    cev_estimator_free(fitted);
    out = NULL;
    expect_ok(life_fit(ctx, &lives[1], &fitted));
    expect_ok(cev_estimator_importance(fitted, shoppers, NULL, &out));
    ck_assert_str_eq(cev_table_text(out, "metric", 0), "concordance");
    ck_assert(cev_table_double(out, "importance", 0) > 0.0);
    cev_table_free(out);
    out = NULL;
    /* Where nobody leaves there is no order. */
    for (int i = 0; i < SHOPPERS; i++)
        towns[i] = "Aalen";
    expect_failure(cev_estimator_importance(fitted, shoppers, NULL, &out),
                   CEV_ERR_DOMAIN,
                   "the scores of cox say no log_loss, rmse, pinball or "
                   "concordance of these customers");
    ck_assert_ptr_null(out);
    cev_estimator_free(fitted);
}
END_TEST

/* Whose target is not known cannot say which feature is missed. */
START_TEST(of_unknown_targets_nothing_is_missed)
{
    cev_estimator *glm = fit_glm_to(shoppers);
    cev_table *out = NULL;
    for (int i = 0; i < SHOPPERS; i++)
        spent[i] = NAN;
    expect_failure(cev_estimator_importance(glm, shoppers, NULL, &out),
                   CEV_ERR_DOMAIN,
                   "the truth is a gap, or customers 0, in all rows; wanted a "
                   "customer of whom it is known");
    weights[0] = -1.0;
    cev_table *many = recurring(600);
    expect_failure(
        cev_estimator_importance(glm, many, NULL, &out), CEV_ERR_DOMAIN,
        "customers[0] = -1; wanted a number of customers from 0 to 1e15");
    ck_assert_ptr_null(out);
    cev_table_free(many);
    cev_estimator_free(glm);
}
END_TEST

static int32_t ask_both(cev_ctx *of, void *state)
{
    cev_estimator *glm = NULL;
    cev_options *few = NULL;
    cev_table *out = NULL, *other = NULL, *third = NULL;
    int32_t status = cev_estimator_new(of, CEV_GLM, options, &glm);
    if (status == CEV_OK)
        status = cev_options_new(of, &few);
    if (status == CEV_OK)
        status = cev_options_set_int(few, "repeats", 2);
    if (status == CEV_OK)
        status = cev_estimator_fit(glm, state);
    if (status == CEV_OK)
        status = cev_estimator_dependence(glm, state, "town", NULL, &out);
    if (status == CEV_OK)
        status = cev_estimator_dependence(glm, state, "noise", NULL, &third);
    if (status == CEV_OK)
        status = cev_estimator_importance(glm, state, few, &other);
    cev_table_free(out);
    cev_table_free(other);
    cev_table_free(third);
    cev_options_free(few);
    cev_estimator_free(glm);
    return status;
}

START_TEST(both_survive_failing_memory)
{
    fail_each_allocation(ask_both, shoppers);
}
END_TEST

START_TEST(both_can_be_cancelled)
{
    cev_estimator *glm = fit_glm_to(shoppers);
    cev_table *out = NULL;
    cev_ctx_set_progress(ctx, stop_stage, "importance");
    ck_assert_int_eq(cev_estimator_importance(glm, shoppers, NULL, &out),
                     CEV_ERR_CANCELLED);
    cev_ctx_set_progress(ctx, stop_stage, "dependence");
    ck_assert_int_eq(
        cev_estimator_dependence(glm, shoppers, "visits", NULL, &out),
        CEV_ERR_CANCELLED);
    ck_assert_ptr_null(out);
    cev_ctx_set_progress(ctx, NULL, NULL);
    cev_estimator_free(glm);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = case_with_ctx("importance");
    tcase_add_checked_fixture(cases, open_shoppers, close_shoppers);
    tcase_add_test(cases, a_sum_depends_on_values_in_a_line);
    tcase_add_test(cases, dependence_is_of_any_column_foretold);
    tcase_add_test(cases, features_are_missed_as_they_tell);
    tcase_add_test(cases, the_order_of_rows_changes_no_bit);
    tcase_add_test(cases, of_many_rows_some_are_enough);
    tcase_add_test(cases, what_cannot_be_asked_is_refused);
    tcase_add_test(cases, nobody_need_ask_for_intervals);
    tcase_add_test(cases, who_counts_for_nobody_says_nothing);
    tcase_add_test(cases, features_missed_alike_stand_by_name);
    tcase_add_test(cases, of_unknown_targets_nothing_is_missed);
    tcase_add_test(cases, both_survive_failing_memory);
    tcase_add_test(cases, both_can_be_cancelled);
    Suite *s = suite_create("predict/importance");
    suite_add_tcase(s, cases);
    return s;
}

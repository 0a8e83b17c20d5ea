/* Effects on tables that nobody would wish for: each gives a fit, or an error
 * in words, and never a prediction that is none. */
#include "predict/letters.h"

#include <math.h>

/* Two customers, targets all alike, gaps: an answer, in words at least. */
START_TEST(little_is_enough_for_an_answer)
{
    const double treatment[6] = {1, 0, 1, 0, NAN, 1};
    const double target[6] = {1, 0, 1, 0, 1, NAN}, alike[6] = {0};
    const double x[6] = {1, 2, NAN, 4, 5, 6};
    for (int64_t rows = 2; rows <= 6; rows += 4) {
        cev_table *table = frame_of(ctx, rows);
        put_numbers(table, "treatment", treatment);
        put_numbers(table, "target", rows == 2 ? target : alike);
        put_numbers(table, "x", x);
        if (rows == 6)
            put_numbers(table, "target", alike);
        cev_estimator *uplift = fit_uplift(table, plain);
        cev_table *summary = uplift_summary(uplift);
        cev_table *out = effects_of(uplift, table);
        for (int64_t i = 0; i < rows; i++)
            ck_assert(isfinite(at(out, "prediction", i)));
        ck_assert(rows == 6
                  || row_named(summary, "too_few_to_judge") >= 0);
        ck_assert(rows == 2
                  || value_named(summary, "unknown_treatments") == 1.0);
        cev_table_free(out);
        cev_table_free(summary);
        cev_estimator_free(uplift);
        cev_table_free(table);
    }
}
END_TEST

/* Numbers of few or many values, some of them extreme or missing. */
static void throw_column(uint64_t *dice, int64_t rows, double *numbers)
{
    static const double odd[] = {NAN, 0.0, 1.0, -1.0, 1e9, -1e-9, 1e80, -3.0};
    int kind = (int)(throw_letter(dice) * 4.0);
    for (int64_t i = 0; i < rows; i++) {
        double u = throw_letter(dice);
        numbers[i] = kind == 0   ? floor(2.0 * u)
                     : kind == 1 ? 5.0
                     : kind == 2 ? odd[(int)(8.0 * u)]
                                 : 100.0 * u * u;
    }
}

static void try_random_letters(uint64_t *dice)
{
    static const char *const metas[] = {"t", "s", "x", "forest"};
    const char *with[] = {"meta", metas[(int)(4.0 * throw_letter(dice))],
                          NULL};
    int64_t rows = (int64_t)(throw_letter(dice) * SMALL);
    double x[SMALL], y[SMALL], treatment[SMALL], customers[SMALL];
    cev_table *table = frame_of(ctx, rows), *out = NULL;
    throw_column(dice, rows, x);
    throw_column(dice, rows, y);
    for (int64_t i = 0; i < rows; i++) {
        treatment[i] = floor(2.0 * throw_letter(dice));
        customers[i] = floor(4.0 * throw_letter(dice));
    }
    put_numbers(table, "x", x);
    put_numbers(table, "target", y);
    put_numbers(table, "treatment", treatment);
    if (throw_letter(dice) < 0.3)
        put_numbers(table, "customers", customers);
    cev_estimator *uplift = uplift_with(ctx, with);
    if (cev_estimator_fit(uplift, table) == CEV_OK) {
        out = effects_of(uplift, table);
        for (int64_t i = 0; i < rows; i++)
            ck_assert(isfinite(at(out, "prediction", i)));
        cev_table_free(out);
        cev_table_free(uplift_summary(uplift));
        out = NULL;
        /* Beyond 1e150, far from those of the fit, there is no ranking. */
        if (cev_estimator_evaluate(uplift, table, CEV_EVAL_UPLIFT, NULL, &out)
            != CEV_OK)
            ck_assert_ptr_null(out);
        cev_table_free(out);
    } else {
        ck_assert_str_ne(cev_ctx_message(ctx), "");
    }
    cev_estimator_free(uplift);
    cev_table_free(table);
}

START_TEST(random_letters_give_effects_or_a_reason)
{
    uint64_t dice = 20081017;
    for (int i = 0; i < 300; i++)
        try_random_letters(&dice);
}
END_TEST

/* What a table that effects are judged by lacks is named; of whom the target or
 * the treatment is not known, nothing is. */
START_TEST(effects_are_judged_by_what_is_known)
{
    double x[SMALL], treatment[SMALL], target[SMALL];
    double counts[SMALL], known[SMALL], treated[SMALL];
    uint64_t dice = 3;
    cev_table *table = frame_of(ctx, SMALL);
    for (int i = 0; i < SMALL; i++) {
        x[i] = throw_letter(&dice);
        treatment[i] = i % 2;
        target[i] = throw_letter(&dice) < (i % 2 ? x[i] : 0.3);
    }
    put_numbers(table, "x", x);
    put_numbers(table, "treatment", treatment);
    put_numbers(table, "target", target);
    cev_estimator *uplift = fit_uplift(table, plain);
    cev_options *bare = NULL;
    cev_table *out = NULL, *bounded = NULL;
    for (int i = 0; i < SMALL; i++) {
        counts[i] = 1.0;
        known[i] = i < 2 ? NAN : target[i];
        treated[i] = i == 2 ? NAN : treatment[i];
    }
    put_numbers(table, "target", known);
    put_numbers(table, "treatment", treated);
    put_numbers(table, "customers", counts);
    expect_ok(cev_estimator_evaluate(uplift, table, CEV_EVAL_QINI, NULL,
                                     &out));
    ck_assert(value_named(out, "customers") == SMALL - 3.0);
    ck_assert(value_named(out, "unknown") == 3.0);
    cev_table_free(out);
    out = NULL;
    expect_ok(cev_options_new(ctx, &bare));
    expect_ok(cev_options_set_double(bare, "interval", 0.0));
    expect_ok(cev_options_set_int(bare, "bins", 2));
    expect_ok(cev_estimator_evaluate(uplift, table, CEV_EVAL_UPLIFT, bare,
                                     &out));
    expect_ok(cev_options_set_double(bare, "interval", 0.9));
    expect_ok(cev_estimator_evaluate(uplift, table, CEV_EVAL_UPLIFT, bare,
                                     &bounded));
    ck_assert_int_eq(cev_table_column_count(out) + 2,
                     cev_table_column_count(bounded));
    ck_assert(at(out, "actual", 1) == at(bounded, "actual", 1));
    cev_table_free(bounded);
    cev_table_free(out);
    out = NULL;
    counts[5] = -1.0;
    expect_failure(
        cev_estimator_evaluate(uplift, table, CEV_EVAL_QINI, NULL, &out),
        CEV_ERR_DOMAIN,
        "customers[5] = -1; wanted a number of customers from 0 to 1e15");
    cev_table_free(table);
    table = frame_of(ctx, SMALL);
    put_numbers(table, "x", x);
    put_numbers(table, "treatment", treatment);
    expect_failure(
        cev_estimator_evaluate(uplift, table, CEV_EVAL_QINI, NULL, &out),
        CEV_ERR_COLUMN,
        "the table has no column \"target\"; wanted one of doubles or int64");
    cev_table_free(table);
    table = frame_of(ctx, SMALL);
    put_numbers(table, "x", x);
    put_numbers(table, "target", target);
    expect_failure(
        cev_estimator_evaluate(uplift, table, CEV_EVAL_QINI, NULL, &out),
        CEV_ERR_COLUMN,
        "the table has no column \"treatment\"; wanted one of doubles or "
        "int64");
    ck_assert_ptr_null(out);
    cev_table_free(table);
    cev_options_free(bare);
    cev_estimator_free(uplift);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = case_with_ctx("uplift");
    tcase_add_test(cases, little_is_enough_for_an_answer);
    tcase_add_test(cases, effects_are_judged_by_what_is_known);
    tcase_add_test(cases, random_letters_give_effects_or_a_reason);
    Suite *s = suite_create("predict/uplift_odd");
    suite_add_tcase(s, cases);
    return s;
}

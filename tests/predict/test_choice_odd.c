/* Choices that are asked for less than usual, or for more than there is. */
#include "predict/trips.h"

#include <stdio.h>
#include <stdlib.h>

#include "support/near.h"
#include "support/stops.h"

/* What says nothing of bounds says the same otherwise, and can be stopped. A
 * fare that nobody pays pulls nobody. */
START_TEST(elasticities_need_no_interval)
{
    static const double zeros[ROWS] = {0.0};
    cev_options *bare = NULL;
    cev_table *out = NULL, *bounded = NULL;
    set_features("fare,income", "income");
    expect_ok(cev_options_new(ctx, &bare));
    expect_ok(cev_options_set_double(bare, "interval", 0.0));
    cev_estimator *choice = fit_choice_to(table);
    expect_ok(cev_estimator_evaluate(choice, table, CEV_EVAL_ELASTICITIES,
                                     bare, &out));
    expect_ok(cev_estimator_evaluate(choice, table, CEV_EVAL_ELASTICITIES,
                                     NULL, &bounded));
    ck_assert_int_eq(cev_table_column_count(out) + 4,
                     cev_table_column_count(bounded));
    for (int i = 0; i < 3; i++) {
        ck_assert(cev_table_double(out, "own", i)
                  == cev_table_double(bounded, "own", i));
        ck_assert(cev_table_double(out, "cross", i)
                  == cev_table_double(bounded, "cross", i));
    }
    cev_table_free(bounded);
    cev_table_free(out);
    out = NULL;
    cev_ctx_set_progress(ctx, stop_stage, "evaluate");
    ck_assert_int_eq(cev_estimator_evaluate(choice, table,
                                            CEV_EVAL_ELASTICITIES, NULL,
                                            &out),
                     CEV_ERR_CANCELLED);
    cev_ctx_set_progress(ctx, NULL, NULL);
    put_numbers(table, "fare", zeros);
    expect_ok(cev_estimator_evaluate(choice, table, CEV_EVAL_ELASTICITIES,
                                     NULL, &out));
    for (int i = 0; i < 3; i++)
        ck_assert(cev_table_double(out, "own", i) == 0.0
                  && cev_table_double(out, "own_hi", i) == 0.0);
    cev_table_free(out);
    cev_options_free(bare);
    cev_estimator_free(choice);
}
END_TEST

/* A table of rows that no memory holds, all the same. */
START_TEST(more_rows_than_memory_holds_are_refused)
{
    const int64_t rows = INT64_C(1) << 56;
    static const double one = 1.0;
    static const char *const way = "car";
    cev_table *endless = NULL, *out = NULL;
    set_features("fare,income,other,third,fourth,fifth,sixth",
                 "income,other,third,fourth,fifth,sixth");
    static const char *const more[5] = {"other", "third", "fourth", "fifth",
                                        "sixth"};
    double columns[5][ROWS];
    for (int k = 0; k < 5; k++) {
        for (int i = 0; i < ROWS; i++)
            columns[k][i] = (i / 3 * (k + 3) + k) % (7 + k);
        put_numbers(table, more[k], columns[k]);
    }
    cev_estimator *choice = fit_choice_to(table);
    expect_ok(cev_table_new(ctx, rows, &endless));
    for (int k = 0; k < 5; k++)
        expect_ok(cev_table_set_column(endless, more[k], CEV_DOUBLE, &one, 0,
                                       NULL));
    static const char *const rest[3] = {"fare", "income", "trip"};
    for (int k = 0; k < 3; k++)
        expect_ok(cev_table_set_column(endless, rest[k], CEV_DOUBLE, &one, 0,
                                       NULL));
    expect_ok(
        cev_table_set_column(endless, "way", CEV_TEXT, &way, 0, NULL));
    ck_assert_int_eq(cev_estimator_predict(choice, endless, NULL, &out),
                     CEV_ERR_MEMORY);
    ck_assert_ptr_null(out);
    cev_table_free(endless);
    cev_estimator_free(choice);
}
END_TEST

static int32_t refused(const char *features, const char *by_alternative)
{
    cev_estimator *choice = NULL;
    set_features(features, by_alternative);
    expect_ok(cev_estimator_new(ctx, CEV_CHOICE, options, &choice));
    int32_t status = cev_estimator_fit(choice, table);
    cev_estimator_free(choice);
    return status;
}

/* A coefficient of each alternative wants names, and there may be too many. */
START_TEST(coefficients_by_alternative_have_their_limits)
{
    enum { COLUMNS = 1001 };
    char name[16], *list = malloc(8 * COLUMNS);
    size_t length = 0;
    for (int c = 0; c < COLUMNS; c++) {
        snprintf(name, sizeof name, "x%d", c);
        put_numbers(table, name, c % 2 ? fares : income);
        length += (size_t)sprintf(list + length, "%s%s", c > 0 ? "," : "",
                                  name);
    }
    ck_assert_int_eq(refused(list, list), CEV_ERR_LIMIT);
    ck_assert_str_eq(cev_ctx_message(ctx),
                     "there are more than 2000 coefficients; wanted fewer "
                     "features by alternative");
    free(list);
    expect_ok(cev_options_set_str(options, "alternative", ""));
    ck_assert_int_eq(refused("fare,income", "income"), CEV_ERR_OPTION);
    ck_assert_str_eq(cev_ctx_message(ctx),
                     "option by_alternative = \"income\"; wanted columns "
                     "among the features, and alternatives with names");
}
END_TEST

/* Where nothing tells alternatives apart all are as likely; where there is one
 * alone it is certain. */
START_TEST(nothing_may_tell_alternatives_apart)
{
    double alone[ROWS];
    cev_table *said = NULL, *out = NULL;
    expect_ok(cev_options_set_str(options, "alternative", ""));
    set_features("income", "");
    cev_estimator *choice = fit_choice_to(table);
    expect_ok(cev_estimator_summary(choice, NULL, &said));
    ck_assert_int_ge(row_named(said, "all_alike"), 0);
    expect_ok(cev_estimator_predict(choice, table, NULL, &out));
    ck_assert_near(cev_table_double(out, "prediction", 5), 1.0 / 3.0, 1e-15);
    cev_table_free(out);
    cev_table_free(said);
    cev_estimator_free(choice);
    out = said = NULL;
    for (int i = 0; i < ROWS; i++) {
        alone[i] = i;
        took[i] = 1.0;
    }
    put_numbers(table, "trip", alone);
    choice = fit_choice_to(table);
    expect_ok(cev_estimator_summary(choice, NULL, &said));
    ck_assert_int_lt(row_named(said, "mcfadden"), 0);
    expect_ok(cev_estimator_predict(choice, table, NULL, &out));
    ck_assert(cev_table_double(out, "prediction", 5) == 1.0);
    cev_table_free(out);
    cev_table_free(said);
    cev_estimator_free(choice);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = case_with_ctx("choice_odd");
    tcase_add_checked_fixture(cases, open_trips, close_trips);
    tcase_add_test(cases, elasticities_need_no_interval);
    tcase_add_test(cases, more_rows_than_memory_holds_are_refused);
    tcase_add_test(cases, coefficients_by_alternative_have_their_limits);
    tcase_add_test(cases, nothing_may_tell_alternatives_apart);
    Suite *s = suite_create("predict/choice_odd");
    suite_add_tcase(s, cases);
    return s;
}

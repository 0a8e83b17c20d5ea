/* Choices among alternatives: the conditional logit. */
#include "predict/trips.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "support/near.h"
#include "support/shared.h"

static cev_table *said_of(const cev_table *of)
{
    cev_table *summary = NULL;
    cev_estimator *choice = fit_choice_to(of);
    expect_ok(cev_estimator_summary(choice, NULL, &summary));
    cev_estimator_free(choice);
    return summary;
}

static double fitted(const char *name)
{
    cev_table *summary = said_of(table);
    double value = value_named(summary, name);
    cev_table_free(summary);
    return value;
}

/* ---- Published ----------------------------------------------------------- */

static void expect_line(const cev_table *summary, const char *name,
                        double value, double error, double bound)
{
    int64_t at = row_named(summary, name);
    ck_assert_msg(at >= 0, "there is no %s", name);
    ck_assert_double_eq_tol(cev_table_double(summary, "value", at), value,
                            bound);
    ck_assert_double_eq_tol(cev_table_double(summary, "std_error", at),
                            error, bound);
}

/* Greene, Econometric Analysis: 210 travellers between Sydney and Melbourne;
 * figures of his book and of R's survival. */
START_TEST(travellers_choose_as_published)
{
    char path[SHARED_PATH_SIZE];
    if (!shared_path(path, "science/travelmode.csv"))
        SKIP("no %s", path);
    sheet *file = sheet_open(path);
    size_t rows = sheet_rows(file);
    static const char *const columns[3] = {"individual", "wait", "gcost"};
    double *numbers = malloc(4 * rows * sizeof *numbers);
    const char **texts = malloc(2 * rows * sizeof *texts);
    cev_table *travellers = frame_of(ctx, (int64_t)rows);
    for (size_t i = 0; i < rows; i++) {
        for (size_t k = 0; k < 3; k++)
            numbers[k * rows + i] =
                sheet_double(file, i, sheet_column(file, columns[k]));
        texts[i] = sheet_text(file, i, sheet_column(file, "mode"));
        texts[rows + i] = sheet_text(file, i, sheet_column(file, "choice"));
        numbers[3 * rows + i] =
            strcmp(texts[i], "air") == 0
                ? sheet_double(file, i, sheet_column(file, "income"))
                : 0.0;
    }
    for (size_t k = 0; k < 3; k++)
        put_numbers(travellers, columns[k], numbers + k * rows);
    put_numbers(travellers, "hinca", numbers + 3 * rows);
    put_texts(travellers, "mode", texts);
    put_texts(travellers, "choice", texts + rows);
    expect_ok(cev_options_set_str(options, "target", "choice"));
    expect_ok(cev_options_set_str(options, "situation", "individual"));
    expect_ok(cev_options_set_str(options, "alternative", "mode"));
    expect_ok(cev_options_set_str(options, "base", "car"));
    cev_table *summary = said_of(travellers);
    expect_line(summary, "air", 5.207443, .779055, 5.1e-7);
    expect_line(summary, "train", 3.869043, .443127, 5.1e-7);
    expect_line(summary, "bus", 3.163194, .450266, 5.1e-7);
    expect_line(summary, "gcost", -.015502, .004408, 5.1e-7);
    expect_line(summary, "wait", -.096125, .010440, 5.1e-7);
    expect_line(summary, "hinca", .013287, .010262, 5.1e-7);
    ck_assert_double_eq_tol(value_named(summary, "log_likelihood"),
                            -199.128369, 5.1e-7);
    cev_table_free(summary);
    cev_table_free(travellers);
    free((void *)texts);
    free(numbers);
    sheet_close(file);
}
END_TEST

/* Jain, Vilcassim & Chintagunta's ketchup: 2,798 purchases of four brands;
 * figures of R. */
START_TEST(households_choose_ketchup_as_published)
{
    enum { BRANDS = 4 };
    static const char *const brands[BRANDS] = {"heinz41", "heinz32",
                                               "heinz28", "hunts32"};
    static const char *const kinds[3] = {"price", "disp", "feat"};
    char path[SHARED_PATH_SIZE], column[64];
    if (!shared_path(path, "science/catsup_panel.csv"))
        SKIP("no %s", path);
    sheet *file = sheet_open(path);
    size_t purchases = sheet_rows(file), rows = BRANDS * purchases;
    double *numbers = malloc(5 * rows * sizeof *numbers);
    const char **texts = malloc(rows * sizeof *texts);
    for (size_t i = 0; i < rows; i++) {
        const char *brand = brands[i % BRANDS];
        for (size_t k = 0; k < 3; k++) {
            snprintf(column, sizeof column, "%s.%s", kinds[k], brand);
            numbers[k * rows + i] = sheet_double(
                file, i / BRANDS, sheet_column(file, column));
        }
        texts[i] = brand;
        numbers[3 * rows + i] = (double)(i / BRANDS);
        numbers[4 * rows + i] =
            strcmp(brand, sheet_text(file, i / BRANDS,
                                     sheet_column(file, "choice")))
            == 0;
    }
    cev_table *ketchup = frame_of(ctx, (int64_t)rows);
    for (size_t k = 0; k < 3; k++)
        put_numbers(ketchup, kinds[k], numbers + k * rows);
    put_numbers(ketchup, "trip", numbers + 3 * rows);
    put_numbers(ketchup, "took", numbers + 4 * rows);
    put_texts(ketchup, "way", texts);
    expect_ok(cev_options_set_str(options, "base", "hunts32"));
    cev_table *summary = said_of(ketchup);
    static const double wanted[6] = {1.353699,  1.501251, 2.425976,
                                     -1.402407, .875593,  .908560};
    for (int k = 0; k < 6; k++)
        ck_assert_double_eq_tol(
            value_named(summary, k < 3 ? brands[k] : kinds[k - 3]),
            wanted[k], 5.1e-7);
    ck_assert_double_eq_tol(value_named(summary, "log_likelihood"),
                            -2517.87725, 5.1e-6);
    cev_table_free(summary);
    cev_table_free(ketchup);
    free((void *)texts);
    free(numbers);
    sheet_close(file);
}
END_TEST

/* ---- Properties ---------------------------------------------------------- */

/* Constants alone: shares of the market, and log-likelihoods of counts. */
START_TEST(constants_are_shares)
{
    cev_table *out = NULL;
    expect_ok(cev_options_set_str(options, "sensitive", "fare,income"));
    ck_assert_near(fitted("car"), log(4.0 / 2.0), 1e-12);
    ck_assert_near(fitted("walk"), 0.0, 1e-12);
    ck_assert_near(fitted("log_likelihood"), 4 * log(.5) + 4 * log(.25),
                   1e-13);
    ck_assert_near(fitted("log_likelihood_without"), 8 * log(1.0 / 3.0),
                   1e-13);
    cev_estimator *choice = fit_choice_to(table);
    expect_ok(cev_estimator_predict(choice, table, NULL, &out));
    for (int i = 0; i < ROWS; i++)
        ck_assert_near(cev_table_double(out, "prediction", i),
                       i % 3 == 1 ? .5 : .25, 1e-12);
    cev_table_free(out);
    cev_estimator_free(choice);
}
END_TEST

/* Which alternative others are told against changes no share; coefficients
 * differ by its own. */
START_TEST(the_base_is_only_where_it_counts_from)
{
    cev_table *out = NULL, *other = NULL;
    set_features("fare,income", "income");
    cev_estimator *one = fit_choice_to(table);
    double car = fitted("car"), car_income = fitted("car:income");
    double walk = fitted("walk"), walk_income = fitted("walk:income");
    expect_ok(cev_options_set_str(options, "base", "car"));
    cev_estimator *two = fit_choice_to(table);
    ck_assert_near(fitted("bus"), -car, 1e-9);
    ck_assert_near(fitted("walk"), walk - car, 1e-9);
    ck_assert_near(fitted("bus:income"), -car_income, 1e-9);
    ck_assert_near(fitted("walk:income"), walk_income - car_income, 1e-9);
    expect_ok(cev_estimator_predict(one, table, NULL, &out));
    expect_ok(cev_estimator_predict(two, table, NULL, &other));
    for (int i = 0; i < ROWS; i++) {
        double lo = cev_table_double(out, "prediction_lo", i);
        double hi = cev_table_double(out, "prediction_hi", i);
        double share = cev_table_double(out, "prediction", i);
        ck_assert(lo < share && share < hi);
        ck_assert_near(cev_table_double(other, "prediction", i), share,
                       1e-9);
        ck_assert_near(cev_table_double(other, "prediction_lo", i), lo,
                       1e-9);
    }
    cev_table_free(out);
    cev_table_free(other);
    cev_estimator_free(one);
    cev_estimator_free(two);
}
END_TEST

START_TEST(shares_add_up_and_reasons_too)
{
    cev_table *out = NULL, *why = NULL;
    set_features("fare,income", "income");
    cev_estimator *choice = fit_choice_to(table);
    expect_ok(cev_estimator_predict(choice, table, NULL, &out));
    expect_ok(cev_estimator_explain(choice, table, NULL, &why));
    for (int trip = 0; trip < TRIPS; trip++) {
        double sum = 0.0, utility = 0.0, margin = 0.0;
        for (int i = 3 * trip; i < 3 * trip + 3; i++) {
            sum += cev_table_double(out, "prediction", i);
            utility += cev_table_double(out, "utility", i) / 3.0;
        }
        ck_assert_near(sum, 1.0, 1e-15);
        for (int i = 3 * trip; i < 3 * trip + 3; i++) {
            double m = cev_table_double(why, "margin", i);
            margin += m;
            ck_assert_near(m,
                           cev_table_double(out, "utility", i) - utility,
                           1e-13);
            ck_assert_near(m,
                           cev_table_double(why, "base", i)
                               + cev_table_double(why, "fare", i)
                               + cev_table_double(why, "income", i),
                           1e-14);
        }
        ck_assert_near(margin, 0.0, 1e-13);
    }
    cev_table_free(out);
    cev_table_free(why);
    cev_estimator_free(choice);
}
END_TEST

/* A situation of weight 2 is two; the order of rows changes no bit. */
START_TEST(weights_are_situations_in_any_order)
{
    double columns[4][2 * ROWS], twos[ROWS];
    const char *places[2 * ROWS];
    static const char *const of[4] = {"trip", "took", "fare", "income"};
    cev_table *many = frame_of(ctx, 2 * ROWS);
    cev_table *turned = frame_of(ctx, 2 * ROWS);
    for (int i = 0; i < 2 * ROWS; i++) {
        int from = (7 * i + 5) % ROWS;
        columns[0][i] = trips[from] + (i < ROWS ? 0.0 : 1000.0);
        columns[1][i] = took[from];
        columns[2][i] = fares[from];
        columns[3][i] = income[from];
        places[i] = names[from];
        twos[i % ROWS] = 2.0;
    }
    for (int k = 0; k < 4; k++) {
        put_numbers(many, of[k], columns[k]);
        expect_ok(cev_table_set_column(turned, of[k], CEV_DOUBLE,
                                       columns[k] + 2 * ROWS - 1, -8, NULL));
    }
    put_texts(many, "way", places);
    expect_ok(cev_table_set_column(turned, "way", CEV_TEXT,
                                   &places[2 * ROWS - 1],
                                   -(int64_t)sizeof *places, NULL));
    cev_table *one = said_of(many), *two = said_of(turned);
    expect_same_numbers(one, two);
    put_numbers(table, "customers", twos);
    ck_assert_near(fitted("fare"), value_named(one, "fare"), 1e-11);
    ck_assert_near(fitted("log_likelihood"),
                   value_named(one, "log_likelihood"), 1e-13);
    ck_assert(fitted("choices") == 16.0);
    cev_table_free(one);
    cev_table_free(two);
    cev_table_free(turned);
    cev_table_free(many);
}
END_TEST

/* Shares by little changes of one alternative's fares. */
START_TEST(elasticities_are_those_of_the_shares)
{
    cev_table *out = NULL, *before = NULL, *after = NULL;
    double raised[ROWS], own = 0.0, cross = 0.0, all = 0.0, rest = 0.0;
    set_features("fare,income", "income");
    cev_estimator *choice = fit_choice_to(table);
    expect_ok(cev_estimator_evaluate(choice, table, CEV_EVAL_ELASTICITIES,
                                     NULL, &out));
    ck_assert_int_eq(cev_table_row_count(out), 3);
    ck_assert_str_eq(cev_table_text(out, "alternative", 1), "car");
    ck_assert_str_eq(cev_table_text(out, "feature", 1), "fare");
    expect_ok(cev_estimator_predict(choice, table, NULL, &before));
    for (int i = 0; i < ROWS; i++)
        raised[i] = fares[i] * (i % 3 == 1 ? 1.0 + 1e-7 : 1.0);
    put_numbers(table, "fare", raised);
    expect_ok(cev_estimator_predict(choice, table, NULL, &after));
    for (int i = 0; i < ROWS; i++) {
        double share = cev_table_double(before, "prediction", i);
        double change =
            1e7 * (cev_table_double(after, "prediction", i) - share);
        if (i % 3 == 1) {
            own += change;
            all += share;
        } else {
            cross += change;
            rest += share;
        }
    }
    ck_assert_near(cev_table_double(out, "own", 1), own / all, 1e-6);
    ck_assert_near(cev_table_double(out, "cross", 1), cross / rest, 1e-6);
    ck_assert(cev_table_double(out, "own_lo", 1) < own / all);
    ck_assert(cev_table_double(out, "own_hi", 1) > own / all);
    cev_table_free(out);
    cev_table_free(before);
    cev_table_free(after);
    cev_estimator_free(choice);
}
END_TEST

/* Alternatives need no names; and a fit is scored by what it gave to what was
 * chosen. */
START_TEST(alternatives_need_no_names)
{
    cev_table *scores = NULL, *out = NULL;
    expect_ok(cev_options_set_str(options, "alternative", ""));
    expect_ok(cev_options_set_str(options, "features", "fare"));
    cev_estimator *choice = fit_choice_to(table);
    expect_ok(cev_estimator_evaluate(choice, table, CEV_EVAL_SCORES, NULL,
                                     &scores));
    ck_assert_near(value_named(scores, "log_loss"),
                   -fitted("log_likelihood") / TRIPS, 1e-14);
    ck_assert_near(value_named(scores, "equal_log_loss"), log(3.0), 1e-14);
    cev_table_free(scores);
    expect_ok(cev_estimator_evaluate(choice, table, CEV_EVAL_ELASTICITIES,
                                     NULL, &out));
    ck_assert_int_eq(cev_table_row_count(out), 1);
    cev_table_free(out);
    cev_estimator_free(choice);
}
END_TEST

/* A hit is a choice that was given the greatest share of its situation. */
START_TEST(hits_are_counted_by_situation)
{
    cev_table *scores = NULL, *out = NULL;
    double hits = 0.0;
    set_features("fare,income", "income");
    cev_estimator *choice = fit_choice_to(table);
    expect_ok(cev_estimator_predict(choice, table, NULL, &out));
    for (int trip = 0; trip < TRIPS; trip++) {
        int best = 0;
        for (int i = 1; i < 3; i++)
            if (cev_table_double(out, "prediction", 3 * trip + i)
                > cev_table_double(out, "prediction", 3 * trip + best))
                best = i;
        hits += taken[trip] == best;
    }
    expect_ok(cev_estimator_evaluate(choice, table, CEV_EVAL_SCORES, NULL,
                                     &scores));
    ck_assert(hits > 0.0 && hits < TRIPS);
    ck_assert_near(value_named(scores, "hit_rate"), hits / TRIPS, 1e-15);
    cev_table_free(scores);
    cev_table_free(out);
    cev_estimator_free(choice);
}
END_TEST

/* ---- Odd tables ---------------------------------------------------------- */

START_TEST(what_tells_nothing_apart_is_left_out_and_said)
{
    set_features("fare,income", "");
    cev_table *summary = said_of(table);
    ck_assert(value_named(summary, "alike_within") == 1.0);
    ck_assert_int_eq(row_named(summary, "income"), -1);
    ck_assert_int_ge(row_named(summary, "few_choices"), 0);
    cev_table_free(summary);
}
END_TEST

START_TEST(separation_is_held_back_and_said)
{
    cev_table *out = NULL;
    put_numbers(table, "told", took);
    set_features("told", "");
    ck_assert(fitted("separation") == 1.0);
    cev_estimator *choice = fit_choice_to(table);
    expect_ok(cev_estimator_predict(choice, table, NULL, &out));
    for (int i = 0; i < ROWS; i++) {
        ck_assert(isfinite(cev_table_double(out, "prediction_lo", i)));
        ck_assert(isfinite(cev_table_double(out, "prediction_hi", i)));
    }
    cev_table_free(out);
    cev_estimator_free(choice);
}
END_TEST

START_TEST(situations_without_a_choice_are_left_out)
{
    double without[ROWS];
    for (int i = 0; i < ROWS; i++)
        without[i] = i < 6 ? 0.0 : took[i];
    put_numbers(table, "took", without);
    ck_assert(fitted("choices") == 6.0);
    ck_assert(fitted("nothing_chosen") == 2.0);
}
END_TEST

START_TEST(what_is_no_choice_is_refused)
{
    double odd[ROWS], weights[ROWS];
    cev_estimator *choice = NULL;
    for (int i = 0; i < ROWS; i++) {
        odd[i] = took[i];
        weights[i] = 1.0;
    }
    odd[1] = 1.0;
    put_numbers(table, "took", odd);
    expect_ok(cev_estimator_new(ctx, CEV_CHOICE, options, &choice));
    expect_failure(cev_estimator_fit(choice, table), CEV_ERR_DOMAIN,
                   "took[1] is chosen, and so is row 0 of the same "
                   "situation; wanted one of them");
    for (int i = 0; i < ROWS; i++)
        odd[i] = 0.0;
    expect_failure(cev_estimator_fit(choice, table), CEV_ERR_DOMAIN,
                   "nothing was chosen in any situation; wanted 1 in column "
                   "\"took\" of a row of each");
    put_numbers(table, "took", took);
    weights[4] = 3.0;
    put_numbers(table, "customers", weights);
    expect_failure(cev_estimator_fit(choice, table), CEV_ERR_DOMAIN,
                   "customers[4] = 3; wanted 1, as in row 3 of the same "
                   "situation");
    cev_estimator_free(choice);
    choice = NULL;
    expect_ok(cev_options_set_str(options, "base", "boat"));
    expect_ok(cev_estimator_new(ctx, CEV_CHOICE, options, &choice));
    weights[4] = 1.0;
    expect_failure(cev_estimator_fit(choice, table), CEV_ERR_OPTION,
                   "option base = \"boat\"; wanted one of the alternatives");
    cev_estimator_free(choice);
    choice = NULL;
    expect_ok(cev_options_set_str(options, "base", ""));
    set_features("fare", "income");
    expect_ok(cev_estimator_new(ctx, CEV_CHOICE, options, &choice));
    expect_failure(cev_estimator_fit(choice, table), CEV_ERR_OPTION,
                   "option by_alternative = \"income\"; wanted columns among "
                   "the features, and alternatives with names");
    cev_estimator_free(choice);
}
END_TEST

START_TEST(situations_are_left_out_whole)
{
    cev_table *out = NULL;
    cev_estimator *choice = NULL;
    cev_options *folds = NULL;
    set_features("fare", "");
    expect_ok(cev_options_new(ctx, &folds));
    expect_ok(cev_options_set_int(folds, "folds", 4));
    expect_ok(cev_estimator_new(ctx, CEV_CHOICE, options, &choice));
    expect_ok(cev_estimator_validate(choice, table, folds, &out));
    for (int trip = 0; trip < TRIPS; trip++) {
        double sum = 0.0;
        for (int i = 3 * trip; i < 3 * trip + 3; i++) {
            ck_assert_int_eq(cev_table_int64(out, "fold", i),
                             cev_table_int64(out, "fold", 3 * trip));
            sum += cev_table_double(out, "prediction", i);
        }
        ck_assert_near(sum, 1.0, 1e-15);
    }
    cev_table_free(out);
    cev_options_free(folds);
    cev_estimator_free(choice);
}
END_TEST

START_TEST(choice_survives_failing_memory)
{
    static const char *const asked[] = {
        "target",   "took",        "situation",      "trip",
        "alternative", "way",      "features",       "fare,income",
        "by_alternative", "income", NULL};
    life l = {CEV_CHOICE, asked, table, CEV_EVAL_ELASTICITIES};
    expect_same_again(&l);
    fail_each_allocation(whole_life, &l);
}
END_TEST

START_TEST(a_fit_can_be_cancelled)
{
    cev_estimator *choice = NULL;
    expect_ok(cev_estimator_new(ctx, CEV_CHOICE, options, &choice));
    cev_ctx_set_progress(ctx, stop_stage, "fit");
    ck_assert_int_eq(cev_estimator_fit(choice, table), CEV_ERR_CANCELLED);
    cev_ctx_set_progress(ctx, NULL, NULL);
    cev_estimator_free(choice);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = case_with_ctx("choice");
    tcase_add_checked_fixture(cases, open_trips, close_trips);
    tcase_add_test(cases, travellers_choose_as_published);
    tcase_add_test(cases, households_choose_ketchup_as_published);
    tcase_add_test(cases, constants_are_shares);
    tcase_add_test(cases, the_base_is_only_where_it_counts_from);
    tcase_add_test(cases, shares_add_up_and_reasons_too);
    tcase_add_test(cases, weights_are_situations_in_any_order);
    tcase_add_test(cases, elasticities_are_those_of_the_shares);
    tcase_add_test(cases, alternatives_need_no_names);
    tcase_add_test(cases, hits_are_counted_by_situation);
    tcase_add_test(cases, what_tells_nothing_apart_is_left_out_and_said);
    tcase_add_test(cases, separation_is_held_back_and_said);
    tcase_add_test(cases, situations_without_a_choice_are_left_out);
    tcase_add_test(cases, what_is_no_choice_is_refused);
    tcase_add_test(cases, situations_are_left_out_whole);
    tcase_add_test(cases, choice_survives_failing_memory);
    tcase_add_test(cases, a_fit_can_be_cancelled);
    Suite *s = suite_create("predict/choice");
    suite_add_tcase(s, cases);
    return s;
}

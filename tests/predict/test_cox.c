/* What makes customers leave: Cox's model. */
#include "predict/clients.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support/near.h"
#include "support/shared.h"

static cev_estimator *fit_cox_to(const cev_table *table)
{
    cev_estimator *cox = NULL;
    expect_ok(cev_estimator_new(ctx, CEV_COX, options, &cox));
    expect_ok(cev_estimator_fit(cox, table));
    return cox;
}

/* A value of the summary of a fit to a table. */
static double fitted_to(const cev_table *table, const char *name)
{
    cev_table *summary = NULL;
    cev_estimator *cox = fit_cox_to(table);
    expect_ok(cev_estimator_summary(cox, NULL, &summary));
    double value = value_named(summary, name);
    cev_table_free(summary);
    cev_estimator_free(cox);
    return value;
}

/* Who is seen from 0 to 8 is seen from 0 to 3 and from 3 to 8. */
START_TEST(a_spell_may_come_in_pieces)
{
    cev_table *pieces = clients_in_pieces();
    expect_ok(cev_options_set_str(options, "features", "price"));
    double whole = fitted_to(clients, "price");
    double likelihood = fitted_to(clients, "log_likelihood");
    expect_ok(cev_options_set_str(options, "entry", "begin"));
    ck_assert_double_eq_tol(fitted_to(pieces, "price"), whole, 1e-12);
    ck_assert_double_eq_tol(fitted_to(pieces, "log_likelihood"), likelihood,
                            1e-12);
    cev_table_free(pieces);
}
END_TEST

/* Each row twice is each row with the weight 2, in any order, to the bit. */
START_TEST(weights_are_rows)
{
    enum { TWICE = 2 * CLIENTS };
    double times[TWICE], events[TWICE], costs[TWICE], twos[CLIENTS];
    const char *places[TWICE];
    cev_table *many = frame_of(ctx, TWICE), *out = NULL, *other = NULL;
    for (int i = 0; i < TWICE; i++) {
        int from = (7 * i + 3) % CLIENTS;
        times[i] = ends[from];
        events[i] = gone[from];
        costs[i] = prices[from];
        places[i] = towns[from];
        twos[i % CLIENTS] = 2.0;
    }
    put_numbers(many, "time", times);
    put_numbers(many, "gone", events);
    put_numbers(many, "price", costs);
    put_texts(many, "town", places);
    double likelihood = fitted_to(many, "log_likelihood");
    double price = fitted_to(many, "price");
    put_numbers(clients, "customers", twos);
    ck_assert_double_eq_tol(fitted_to(clients, "log_likelihood"), likelihood,
                            1e-11);
    ck_assert_double_eq_tol(fitted_to(clients, "price"), price, 1e-11);
    /* The same rows the other way round. */
    cev_table *turned = frame_of(ctx, TWICE);
    for (int k = 0; k < 3; k++) {
        static const char *const names[3] = {"time", "gone", "price"};
        const double *columns[3] = {times, events, costs};
        expect_ok(cev_table_set_column(turned, names[k], CEV_DOUBLE,
                                       columns[k] + TWICE - 1, -8, NULL));
    }
    expect_ok(cev_table_set_column(turned, "town", CEV_TEXT,
                                   &places[TWICE - 1],
                                   -(int64_t)sizeof *places, NULL));
    cev_estimator *one = fit_cox_to(many), *two = fit_cox_to(turned);
    expect_ok(cev_estimator_predict(one, clients, NULL, &out));
    expect_ok(cev_estimator_predict(two, clients, NULL, &other));
    for (int64_t i = 0; i < CLIENTS - 1; i++) {
        ck_assert(cev_table_double(out, "prediction_hi", i)
                  == cev_table_double(other, "prediction_hi", i));
        ck_assert(cev_table_double(out, "time_ahead_lo", i)
                  == cev_table_double(other, "time_ahead_lo", i));
    }
    cev_table_free(out);
    cev_table_free(other);
    cev_estimator_free(one);
    cev_estimator_free(two);
    cev_table_free(turned);
    cev_table_free(many);
}
END_TEST

/* Without columns all are alike, and the hazard is Nelson and Aalen's: with
 * Breslow's ties each who leaves is one of all who were there. */
START_TEST(nothing_to_go_by_gives_one_curve)
{
    static const double new_age[1] = {0};
    cev_table *bare = frame_of(ctx, CLIENTS), *now = frame_of(ctx, 1);
    cev_table *out = NULL;
    put_numbers(bare, "time", ends);
    put_numbers(bare, "gone", gone);
    put_numbers(now, "time", new_age);
    expect_ok(cev_options_set_str(options, "ties", "breslow"));
    expect_ok(cev_options_set_double(options, "horizon", 4));
    cev_estimator *cox = fit_cox_to(bare);
    expect_ok(cev_estimator_predict(cox, now, NULL, &out));
    double hazard = 1.0 / 12 + 1.0 / 11 + 1.0 / 9 + 2.0 / 8;
    ck_assert_double_eq_tol(cev_table_double(out, "prediction", 0),
                            1.0 - exp(-hazard), 1e-15);
    ck_assert(cev_table_double(out, "relative_hazard", 0) == 1.0);
    cev_table_free(out);
    out = NULL;
    expect_ok(cev_estimator_summary(cox, NULL, &out));
    ck_assert_int_ge(row_named(out, "all_alike"), 0);
    cev_table_free(out);
    cev_table_free(now);
    cev_table_free(bare);
    cev_estimator_free(cox);
}
END_TEST

START_TEST(pushes_add_up_to_the_log_hazard)
{
    cev_table *why = NULL, *out = NULL;
    cev_estimator *cox = fit_cox_to(clients);
    expect_ok(cev_estimator_explain(cox, clients, NULL, &why));
    expect_ok(cev_estimator_predict(cox, clients, NULL, &out));
    for (int64_t i = 0; i < CLIENTS; i++) {
        double margin = cev_table_double(why, "margin", i);
        ck_assert_double_eq_tol(cev_table_double(why, "price", i)
                                    + cev_table_double(why, "town", i),
                                margin, 1e-14);
        ck_assert_double_eq_tol(
            cev_table_double(out, "relative_hazard", i), exp(margin), 1e-12);
    }
    cev_table_free(why);
    cev_table_free(out);
    cev_estimator_free(cox);
}
END_TEST

/* A column that tells who left: the likelihood rises for ever. */
START_TEST(separation_is_held_back_and_said)
{
    cev_table *summary = NULL;
    put_numbers(clients, "told", gone);
    expect_ok(cev_options_set_str(options, "features", "told"));
    cev_estimator *cox = fit_cox_to(clients);
    expect_ok(cev_estimator_summary(cox, NULL, &summary));
    ck_assert(value_named(summary, "separation") == 1.0);
    ck_assert(isfinite(value_named(summary, "told")));
    cev_table_free(summary);
    cev_estimator_free(cox);
}
END_TEST

/* What is the same for a whole group says nothing of who of it leaves. */
START_TEST(columns_alike_within_groups_are_left_out)
{
    double in_a[CLIENTS];
    for (int i = 0; i < CLIENTS; i++)
        in_a[i] = towns[i][0] == 'a';
    put_numbers(clients, "in_a", in_a);
    expect_ok(cev_options_set_str(options, "strata", "town"));
    expect_ok(cev_options_set_str(options, "features", "price"));
    double price = fitted_to(clients, "price");
    expect_ok(cev_options_set_str(options, "features", "in_a,price"));
    cev_table *summary = NULL;
    cev_estimator *cox = fit_cox_to(clients);
    expect_ok(cev_estimator_summary(cox, NULL, &summary));
    ck_assert_int_eq(row_named(summary, "in_a"), -1);
    ck_assert(value_named(summary, "collinear_columns") == 1.0);
    ck_assert(value_named(summary, "price") == price);
    cev_table_free(summary);
    cev_estimator_free(cox);
}
END_TEST

START_TEST(nobody_who_left_teaches_nothing)
{
    static const double none[CLIENTS] = {0};
    cev_table *summary = NULL, *out = NULL;
    put_numbers(clients, "gone", none);
    cev_estimator *cox = fit_cox_to(clients);
    expect_ok(cev_estimator_summary(cox, NULL, &summary));
    ck_assert_int_ge(row_named(summary, "no_events"), 0);
    expect_ok(cev_estimator_predict(cox, clients, NULL, &out));
    ck_assert(cev_table_double(out, "prediction", 0) == 0.0);
    ck_assert(cev_table_double(out, "prediction_hi", 0) == 1.0);
    cev_table_free(summary);
    cev_table_free(out);
    cev_estimator_free(cox);
}
END_TEST

START_TEST(bounds_enclose_what_is_expected)
{
    cev_table *out = NULL;
    cev_estimator *cox;
    expect_ok(cev_options_set_str(options, "strata", "town"));
    expect_ok(cev_options_set_double(options, "horizon", 2));
    cox = fit_cox_to(clients);
    expect_ok(cev_estimator_predict(cox, clients, NULL, &out));
    for (int64_t i = 0; i < CLIENTS; i++) {
        double leaves = cev_table_double(out, "prediction", i);
        double stays = cev_table_double(out, "time_ahead", i);
        if (isnan(leaves))
            continue;
        ck_assert_double_le(cev_table_double(out, "prediction_lo", i),
                            leaves);
        ck_assert_double_ge(cev_table_double(out, "prediction_hi", i),
                            leaves);
        ck_assert_double_le(cev_table_double(out, "time_ahead_lo", i), stays);
        ck_assert_double_ge(cev_table_double(out, "time_ahead_hi", i), stays);
        ck_assert_double_le(stays, 2.0);
    }
    cev_table_free(out);
    cev_estimator_free(cox);
}
END_TEST

/* The same to the bit in another order of the rows, also where the table is
 * another than the fit's; a group's times are its own. */
START_TEST(the_order_of_rows_changes_no_course)
{
    cev_table *turned = frame_of(ctx, CLIENTS), *out = NULL, *other = NULL;
    static const char *const names[3] = {"time", "gone", "price"};
    const double *columns[3] = {ends, gone, prices};
    for (int k = 0; k < 3; k++)
        expect_ok(cev_table_set_column(turned, names[k], CEV_DOUBLE,
                                       columns[k] + CLIENTS - 1, -8, NULL));
    expect_ok(cev_table_set_column(turned, "town", CEV_TEXT,
                                   &towns[CLIENTS - 1],
                                   -(int64_t)sizeof *towns, NULL));
    expect_ok(cev_options_set_str(options, "strata", "town"));
    cev_estimator *cox = fit_cox_to(clients);
    expect_ok(cev_estimator_evaluate(cox, clients, CEV_EVAL_PROPORTIONAL,
                                     NULL, &out));
    expect_ok(cev_estimator_evaluate(cox, turned, CEV_EVAL_PROPORTIONAL,
                                     NULL, &other));
    ck_assert_int_eq(cev_table_row_count(out), 2);
    ck_assert(cev_table_double(out, "change", 0)
              == cev_table_double(other, "change", 0));
    ck_assert_double_eq_tol(cev_table_double(out, "chi_square", 0),
                            cev_table_double(out, "chi_square", 1), 1e-14);
    ck_assert(isnan(cev_table_double(out, "change", 1)));
    cev_table_free(out);
    cev_table_free(other);
    cev_table_free(turned);
    cev_estimator_free(cox);
}
END_TEST

START_TEST(cox_survives_failing_memory)
{
    static const char *const asked[] = {"target", "gone", "rare", "1", NULL};
    static const char *const evaluations[2] = {CEV_EVAL_SURVIVAL,
                                               CEV_EVAL_PROPORTIONAL};
    for (int k = 0; k < 2; k++) {
        life l = {CEV_COX, asked, clients, evaluations[k]};
        fail_each_allocation(whole_life, &l);
    }
    /* Who came late, in groups. */
    static const char *const late[] = {"target", "gone", "entry", "came",
                                       "strata", "town", "features",
                                       "price", NULL};
    double came[CLIENTS];
    for (int i = 0; i < CLIENTS; i++)
        came[i] = i % 2 ? 0.0 : 0.5;
    put_numbers(clients, "came", came);
    life l = {CEV_COX, late, clients, NULL};
    expect_same_again(&l);
    fail_each_allocation(whole_life, &l);
}
END_TEST

START_TEST(a_fit_can_be_cancelled)
{
    cev_estimator *cox = NULL;
    expect_ok(cev_estimator_new(ctx, CEV_COX, options, &cox));
    cev_ctx_set_progress(ctx, stop_stage, "fit");
    ck_assert_int_eq(cev_estimator_fit(cox, clients), CEV_ERR_CANCELLED);
    cev_ctx_set_progress(ctx, NULL, NULL);
    cev_estimator_free(cox);
}
END_TEST

START_TEST(a_loaded_model_says_the_same)
{
    static uint8_t bytes[8000];
    cev_estimator *cox, *again = NULL;
    cev_table *out = NULL, *other = NULL;
    int64_t size;
    expect_ok(cev_options_set_str(options, "strata", "town"));
    cox = fit_cox_to(clients);
    expect_ok(cev_estimator_save(cox, bytes, sizeof bytes, &size));
    expect_ok(cev_estimator_load(ctx, bytes, size, &again));
    expect_ok(cev_estimator_predict(cox, clients, NULL, &out));
    expect_ok(cev_estimator_predict(again, clients, NULL, &other));
    for (int64_t i = 0; i < CLIENTS - 3; i++)
        ck_assert(cev_table_double(out, "prediction_lo", i)
                  == cev_table_double(other, "prediction_lo", i));
    ck_assert(isnan(cev_table_double(other, "prediction_lo", CLIENTS - 3)));
    cev_table_free(out);
    cev_table_free(other);
    cev_estimator_free(again);
    cev_estimator_free(cox);
}
END_TEST

/* ---- Published ----------------------------------------------------------- */

enum { CAUSES = 7 };

static const char *const causes[CAUSES] = {"fin", "age",  "race", "wexp",
                                           "mar", "paro", "prio"};

/* Rossi, Berk & Lenihan's released prisoners: coefficients, standard errors
 * and likelihoods as R's survival and lifelines print them. */
START_TEST(recidivism_has_the_published_causes)
{
    static const double beta[CAUSES] = {-.3794222, -.0574377, .3138998,
                                        -.1497957, -.4337039, -.0848711,
                                        .0914971};
    static const double error[CAUSES] = {.1913795, .0219995, .3079928,
                                         .2122243, .3818681, .1957567,
                                         .0286485};
    char path[SHARED_PATH_SIZE];
    if (!shared_path(path, "science/rossi.csv"))
        SKIP("no %s", path);
    sheet *file = sheet_open(path);
    size_t rows = sheet_rows(file);
    double *columns = malloc((CAUSES + 2) * rows * sizeof *columns);
    cev_table *table = frame_of(ctx, (int64_t)rows), *summary = NULL;
    for (size_t k = 0; k < CAUSES + 2; k++) {
        const char *name = k < CAUSES ? causes[k]
                                      : k == CAUSES ? "week" : "arrest";
        for (size_t i = 0; i < rows; i++)
            columns[k * rows + i] =
                sheet_double(file, i, sheet_column(file, name));
        put_numbers(table, name, columns + k * rows);
    }
    expect_ok(cev_options_set_str(options, "target", "arrest"));
    expect_ok(cev_options_set_str(options, "time", "week"));
    cev_estimator *cox = fit_cox_to(table);
    expect_ok(cev_estimator_summary(cox, NULL, &summary));
    for (int k = 0; k < CAUSES; k++) {
        int64_t at = row_named(summary, causes[k]);
        ck_assert_double_eq_tol(cev_table_double(summary, "value", at),
                                beta[k], 5.1e-8);
        ck_assert_double_eq_tol(cev_table_double(summary, "std_error", at),
                                error[k], 5.1e-8);
    }
    ck_assert_double_eq_tol(value_named(summary, "log_likelihood"),
                            -658.747659, 5e-7);
    ck_assert_double_eq_tol(value_named(summary, "log_likelihood_without"),
                            -675.380632, 5e-7);
    cev_table_free(summary);
    summary = NULL;
    expect_ok(cev_estimator_evaluate(cox, table, CEV_EVAL_SCORES, NULL,
                                     &summary));
    ck_assert_double_eq_tol(value_named(summary, "concordance"), .640, 5e-4);
    cev_table_free(summary);
    summary = NULL;
    /* R's cox.zph, of survival 3.0 and later. */
    expect_ok(cev_estimator_evaluate(cox, table, CEV_EVAL_PROPORTIONAL, NULL,
                                     &summary));
    ck_assert_double_eq_tol(cev_table_double(summary, "chi_square", 1),
                            5.9740, 5e-5);
    ck_assert_double_eq_tol(cev_table_double(summary, "chi_square", 3),
                            4.2246, 5e-5);
    ck_assert_double_eq_tol(cev_table_double(summary, "chi_square", CAUSES),
                            17.6944, 5e-5);
    ck_assert(cev_table_double(summary, "freedom", CAUSES) == CAUSES);
    cev_table_free(summary);
    summary = NULL;
    expect_ok(cev_estimator_summary(cox, NULL, &summary));
    ck_assert_double_eq_tol(value_named(summary, "proportional_chi_square"),
                            17.6944, 5e-5);
    ck_assert_ptr_nonnull(
        strstr(cev_table_text(summary, "text",
                              row_named(summary, "not_proportional")),
               "age most"));
    cev_table_free(summary);
    cev_estimator_free(cox);
    expect_ok(cev_options_set_str(options, "ties", "breslow"));
    ck_assert_double_eq_tol(fitted_to(table, "log_likelihood"), -659.120606,
                            5e-7);
    cev_table_free(table);
    free(columns);
    sheet_close(file);
}
END_TEST

/* ---- Ties ---------------------------------------------------------------- */

/* A hundred thousand who leave on one day, of two sorts and of so many: the
 * figures are mpmath's, of the sum of all terms with 40 digits. A climb ends
 * where a step promises 1e-18, which is 6e-12 of such a coefficient. */
START_TEST(a_great_tie_is_summed_to_the_last_digits)
{
    static const double there[3][2] = {
        {90000, 70000}, {60000, 50000}, {60010, 40001}};
    static const double wanted[3][4] = {
        {-.24076444316001993797, .0064585972750492090941,
         -1156438.7240579639309, -1157143.1550160584219},
        {-.61596828770424454613, .0066705738107203463052,
         -1080408.9852014054097, -1084803.7161454996751},
        {.0012851889502596523986, .0064551061684968248824,
         -1051408.3426133592321, -1051408.3624313653652}};
    static const double kinds[4] = {0, 1, 0, 1}, left[4] = {1, 1, 0, 0};
    static const double days[4] = {1, 1, 2, 2};
    for (int k = 0; k < 3; k++) {
        double many[4] = {60000, 40000, there[k][0] - 60000,
                          there[k][1] - 40000};
        cev_table *table = frame_of(ctx, 4), *summary = NULL;
        put_numbers(table, "time", days);
        put_numbers(table, "gone", left);
        put_numbers(table, "kind", kinds);
        put_numbers(table, "customers", many);
        cev_estimator *cox = fit_cox_to(table);
        expect_ok(cev_estimator_summary(cox, NULL, &summary));
        int64_t at = row_named(summary, "kind");
        ck_assert_near(cev_table_double(summary, "value", at), wanted[k][0],
                       6e-12);
        ck_assert_rel(cev_table_double(summary, "std_error", at),
                      wanted[k][1], 1e-12);
        ck_assert_rel(value_named(summary, "log_likelihood"), wanted[k][2],
                      2e-15);
        ck_assert_rel(value_named(summary, "log_likelihood_without"),
                      wanted[k][3], 2e-15);
        cev_table_free(summary);
        cev_estimator_free(cox);
        cev_table_free(table);
    }
}
END_TEST

Suite *suite(void)
{
    TCase *cases = case_with_ctx("cox");
    tcase_add_checked_fixture(cases, open_clients, close_clients);
    tcase_add_test(cases, a_spell_may_come_in_pieces);
    tcase_add_test(cases, weights_are_rows);
    tcase_add_test(cases, nothing_to_go_by_gives_one_curve);
    tcase_add_test(cases, pushes_add_up_to_the_log_hazard);
    tcase_add_test(cases, separation_is_held_back_and_said);
    tcase_add_test(cases, nobody_who_left_teaches_nothing);
    tcase_add_test(cases, columns_alike_within_groups_are_left_out);
    tcase_add_test(cases, bounds_enclose_what_is_expected);
    tcase_add_test(cases, the_order_of_rows_changes_no_course);
    tcase_add_test(cases, cox_survives_failing_memory);
    tcase_add_test(cases, a_fit_can_be_cancelled);
    tcase_add_test(cases, a_loaded_model_says_the_same);
    tcase_add_test(cases, recidivism_has_the_published_causes);
    tcase_add_test(cases, a_great_tie_is_summed_to_the_last_digits);
    Suite *s = suite_create("predict/cox");
    suite_add_tcase(s, cases);
    return s;
}

/* Accelerated lifetimes. */

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "predict/clients.h"
#include "predict/lifetime.h"
#include "support/near.h"
#include "support/shared.h"

enum { LAWS = 4 };

static const char *const laws[LAWS] = {"weibull", "exponential",
                                       "loglogistic", "lognormal"};

static cev_estimator *fit_aft_to(const cev_table *table)
{
    cev_estimator *aft = NULL;
    expect_ok(cev_estimator_new(ctx, CEV_AFT, options, &aft));
    expect_ok(cev_estimator_fit(aft, table));
    return aft;
}

static cev_table *said_of(const cev_table *table)
{
    cev_table *summary = NULL;
    cev_estimator *aft = fit_aft_to(table);
    expect_ok(cev_estimator_summary(aft, NULL, &summary));
    cev_estimator_free(aft);
    return summary;
}

static double fitted_to(const cev_table *table, const char *name)
{
    cev_table *summary = said_of(table);
    double value = value_named(summary, name);
    cev_table_free(summary);
    return value;
}

/* ---- Laws ---------------------------------------------------------------- */

START_TEST(laws_are_those_of_forty_digits)
{
    sheet *file = sheet_open("tests/reference/lifetime.csv");
    for (size_t i = 0; i < sheet_rows(file); i++) {
        int32_t law = (int32_t)sheet_double(file, i, 0);
        double w = sheet_double(file, i, 1);
        const cev__bend bends[2] = {cev__life_survival(law, w),
                                    cev__life_density(law, w)};
        for (size_t k = 0; k < 2; k++) {
            const double seen[3] = {bends[k].value, bends[k].slope,
                                    bends[k].curve};
            for (size_t m = 0; m < 3; m++) {
                double wanted = sheet_double(file, i, 2 + 3 * k + m);
                /* Densities take 1 from what may be 1: no relative error. */
                ck_assert_msg(near_error(seen[m], wanted,
                                         k == 0 ? 1e-15 : 1.0)
                                  < 2e-14,
                              "%d %g %d: %.17g, wanted %.17g", law, w,
                              (int)(3 * k + m), seen[m], wanted);
            }
        }
        ck_assert_near(cev__life_later(law, w, log(2.0)),
                       sheet_double(file, i, 8), 2e-14);
    }
    sheet_close(file);
}
END_TEST

/* ---- Published ----------------------------------------------------------- */

enum { PATIENTS = 26 };

/* Edmunson et al. (1979), as R's survival has it: survreg's examples. */
START_TEST(patients_live_as_published)
{
    static const double days[PATIENTS] = {
        59,  115, 156, 421, 431,  448,  464,  475,  477,  563, 638, 744, 769,
        770, 803, 855, 1040, 1106, 1129, 1206, 1227, 268, 329, 353, 365, 377};
    static const double died[PATIENTS] = {1, 1, 1, 0, 1, 0, 1, 1, 0,
                                          1, 1, 0, 0, 0, 0, 0, 0, 0,
                                          0, 0, 0, 1, 1, 1, 1, 0};
    static const double rx[PATIENTS] = {1, 1, 1, 2, 1, 1, 2, 2, 1,
                                        2, 1, 2, 2, 2, 1, 1, 1, 1,
                                        2, 2, 2, 1, 1, 2, 2, 2};
    static const double ecog[PATIENTS] = {1, 1, 2, 1, 1, 2, 2, 2, 1,
                                          2, 2, 1, 2, 1, 1, 2, 2, 1,
                                          1, 1, 2, 2, 1, 2, 1, 1};
    static const double published[2][4] = {
        {6.8967, -.3850, .5286, -97.1}, {6.9618, -.4331, .5815, -97.2}};
    static const double errors[2][3] = {{1.178, .527, .529},
                                        {1.322, .587, .587}};
    static const char *const names[3] = {"intercept", "ecog", "rx"};
    cev_table *table = frame_of(ctx, PATIENTS);
    put_numbers(table, "time", days);
    put_numbers(table, "gone", died);
    put_numbers(table, "rx", rx);
    put_numbers(table, "ecog", ecog);
    for (int law = 0; law < 2; law++) {
        expect_ok(cev_options_set_str(options, "distribution", laws[law]));
        cev_table *summary = said_of(table);
        for (int k = 0; k < 3; k++) {
            int64_t at = row_named(summary, names[k]);
            ck_assert_double_eq_tol(cev_table_double(summary, "value", at),
                                    published[law][k], 5.1e-5);
            ck_assert_double_eq_tol(
                cev_table_double(summary, "std_error", at), errors[law][k],
                6e-4);
        }
        ck_assert_double_eq_tol(value_named(summary, "log_likelihood"),
                                published[law][3], 5e-2);
        if (law == 0)
            ck_assert_double_eq_tol(log(value_named(summary, "scale")),
                                    -.1234, 5.1e-5);
        cev_table_free(summary);
    }
    cev_table_free(table);
}
END_TEST

/* Rossi, Berk & Lenihan's released prisoners, as lifelines has them. */
START_TEST(recidivism_is_accelerated_as_published)
{
    enum { CAUSES = 7 };
    static const char *const names[CAUSES + 2] = {
        "fin", "age", "race", "wexp", "mar", "paro", "prio", "week",
        "arrest"};
    static const double beta[CAUSES] = {.2721634, .0407138, -.2248024,
                                        .1065566, .3112733, .0588273,
                                        -.0658169};
    char path[SHARED_PATH_SIZE];
    if (!shared_path(path, "science/rossi.csv"))
        SKIP("no %s", path);
    sheet *file = sheet_open(path);
    size_t rows = sheet_rows(file);
    double *columns = malloc((CAUSES + 2) * rows * sizeof *columns);
    cev_table *table = frame_of(ctx, (int64_t)rows);
    for (size_t k = 0; k < CAUSES + 2; k++) {
        for (size_t i = 0; i < rows; i++)
            columns[k * rows + i] =
                sheet_double(file, i, sheet_column(file, names[k]));
        put_numbers(table, names[k], columns + k * rows);
    }
    expect_ok(cev_options_set_str(options, "target", "arrest"));
    expect_ok(cev_options_set_str(options, "time", "week"));
    cev_table *summary = said_of(table);
    for (int k = 0; k < CAUSES; k++)
        ck_assert_double_eq_tol(value_named(summary, names[k]), beta[k],
                                5.1e-8);
    ck_assert_double_eq_tol(value_named(summary, "intercept"), 3.9901348,
                            5.1e-8);
    ck_assert_double_eq_tol(value_named(summary, "scale"), .7124053, 5.1e-8);
    ck_assert(value_named(summary, "beyond_the_oldest") == 52.0);
    ck_assert_double_eq_tol(value_named(summary, "log_likelihood"),
                            -679.916564, 5.1e-7);
    cev_table_free(summary);
    cev_table_free(table);
    free(columns);
    sheet_close(file);
}
END_TEST

/* ---- Properties ---------------------------------------------------------- */

/* Without columns the hazard of exponential lifetimes is leavers by time, and
 * all that is asked of them has a closed form. */
START_TEST(a_level_hazard_has_closed_forms)
{
    cev_table *bare = frame_of(ctx, CLIENTS), *out = NULL;
    double sum = 0.0, leavers = 0.0;
    put_numbers(bare, "time", ends);
    put_numbers(bare, "gone", gone);
    for (int i = 0; i < CLIENTS; i++) {
        sum += ends[i];
        leavers += gone[i];
    }
    expect_ok(cev_options_set_str(options, "distribution", "exponential"));
    expect_ok(cev_options_set_double(options, "horizon", 3));
    cev_estimator *aft = fit_aft_to(bare);
    expect_ok(cev_estimator_predict(aft, bare, NULL, &out));
    double rate = leavers / sum, z = 1.6448536269514722;
    for (int i = 0; i < CLIENTS; i++) {
        ck_assert_near(cev_table_double(out, "prediction", i),
                       1.0 - exp(-3.0 * rate), 1e-14);
        ck_assert_near(cev_table_double(out, "prediction_hi", i),
                       1.0 - exp(-3.0 * rate * exp(z / sqrt(leavers))),
                       1e-13);
        ck_assert_near(cev_table_double(out, "time_ahead", i),
                       (1.0 - exp(-3.0 * rate)) / rate, 1e-13);
        ck_assert_near(cev_table_double(out, "median_ahead", i),
                       log(2.0) / rate, 1e-13);
        ck_assert_near(cev_table_double(out, "median_ahead_lo", i),
                       log(2.0) / rate * exp(-z / sqrt(leavers)), 1e-13);
    }
    cev_table_free(out);
    cev_table_free(bare);
    cev_estimator_free(aft);
}
END_TEST

/* Who is seen from 0 to 8 is seen from 0 to 3 and from 3 to 8. */
START_TEST(a_spell_may_come_in_pieces)
{
    cev_table *pieces = clients_in_pieces();
    expect_ok(cev_options_set_str(options, "features", "price"));
    for (int law = 0; law < LAWS; law++) {
        expect_ok(cev_options_set_str(options, "distribution", laws[law]));
        double price = fitted_to(clients, "price");
        double likelihood = fitted_to(clients, "log_likelihood");
        double scale = fitted_to(clients, "scale");
        expect_ok(cev_options_set_str(options, "entry", "begin"));
        ck_assert_near(fitted_to(pieces, "price"), price, 1e-8);
        ck_assert_near(fitted_to(pieces, "scale"), scale, 1e-8);
        ck_assert_near(fitted_to(pieces, "log_likelihood"), likelihood,
                       1e-11);
        expect_ok(cev_options_set_str(options, "entry", ""));
    }
    cev_table_free(pieces);
}
END_TEST

/* Each row twice is each row with the weight 2, and the order of rows changes
 * no bit. */
START_TEST(weights_are_rows_in_any_order)
{
    enum { TWICE = 2 * CLIENTS };
    double columns[3][TWICE], twos[CLIENTS];
    const char *places[TWICE];
    static const char *const names[3] = {"time", "gone", "price"};
    cev_table *many = frame_of(ctx, TWICE), *turned = frame_of(ctx, TWICE);
    for (int i = 0; i < TWICE; i++) {
        int from = (7 * i + 3) % CLIENTS;
        columns[0][i] = ends[from];
        columns[1][i] = gone[from];
        columns[2][i] = prices[from];
        places[i] = towns[from];
        twos[i % CLIENTS] = 2.0;
    }
    for (int k = 0; k < 3; k++) {
        put_numbers(many, names[k], columns[k]);
        expect_ok(cev_table_set_column(turned, names[k], CEV_DOUBLE,
                                       columns[k] + TWICE - 1, -8, NULL));
    }
    put_texts(many, "town", places);
    expect_ok(cev_table_set_column(turned, "town", CEV_TEXT,
                                   &places[TWICE - 1],
                                   -(int64_t)sizeof *places, NULL));
    double price = fitted_to(many, "price");
    ck_assert(fitted_to(turned, "price") == price);
    ck_assert(fitted_to(turned, "log_likelihood")
              == fitted_to(many, "log_likelihood"));
    put_numbers(clients, "customers", twos);
    ck_assert_near(fitted_to(clients, "price"), price, 1e-11);
    cev_table_free(turned);
    cev_table_free(many);
}
END_TEST

START_TEST(pushes_add_up_to_the_log_of_the_median)
{
    static const double new_age[CLIENTS] = {0};
    put_numbers(clients, "age", new_age);
    for (int law = 0; law < LAWS; law++) {
        cev_table *why = NULL, *out = NULL;
        expect_ok(cev_options_set_str(options, "distribution", laws[law]));
        expect_ok(cev_options_set_str(options, "time", "time"));
        cev_estimator *aft = fit_aft_to(clients);
        cev_options *at_birth = NULL;
        expect_ok(cev_options_new(ctx, &at_birth));
        expect_ok(cev_options_set_str(at_birth, "time", "age"));
        expect_ok(cev_estimator_explain(aft, clients, NULL, &why));
        expect_ok(cev_estimator_predict(aft, clients, at_birth, &out));
        for (int i = 0; i < CLIENTS; i++) {
            double margin = cev_table_double(why, "margin", i);
            ck_assert_near(cev_table_double(why, "base", i)
                               + cev_table_double(why, "price", i)
                               + cev_table_double(why, "town", i),
                           margin, 1e-14);
            ck_assert_near(log(cev_table_double(out, "median_ahead", i)),
                           margin, 1e-12);
        }
        cev_options_free(at_birth);
        cev_table_free(why);
        cev_table_free(out);
        cev_estimator_free(aft);
    }
}
END_TEST

/* The share that is there at the end of a horizon of each length, summed in
 * small steps; at birth and at some age. */
START_TEST(time_ahead_is_the_area_under_the_shares)
{
    enum { STEPS = 2000 };
    expect_ok(cev_options_set_double(options, "interval", 0.0));
    for (int law = 0; law < LAWS; law++) {
        expect_ok(cev_options_set_str(options, "distribution", laws[law]));
        cev_estimator *aft = fit_aft_to(clients);
        double areas[CLIENTS] = {0}, last[CLIENTS];
        cev_table *out = NULL;
        for (int step = 0; step <= STEPS; step++) {
            expect_ok(cev_options_set_double(options, "horizon",
                                             6.0 * step / STEPS));
            expect_ok(cev_estimator_predict(aft, clients, options, &out));
            double weight = step == 0 || step == STEPS ? 1.0
                                                       : 2.0 + 2.0 * (step % 2);
            for (int i = 0; i < CLIENTS; i++) {
                areas[i] += weight * 2.0 / STEPS
                            * (1.0 - cev_table_double(out, "prediction", i));
                last[i] = cev_table_double(out, "time_ahead", i);
            }
            cev_table_free(out);
            out = NULL;
        }
        for (int i = 0; i < CLIENTS; i++)
            ck_assert_near(last[i], areas[i], 1e-9);
        cev_estimator_free(aft);
    }
}
END_TEST

START_TEST(bounds_enclose_what_is_expected)
{
    static const char *const names[3][3] = {
        {"prediction", "prediction_lo", "prediction_hi"},
        {"time_ahead", "time_ahead_lo", "time_ahead_hi"},
        {"median_ahead", "median_ahead_lo", "median_ahead_hi"}};
    static const double ages[CLIENTS] = {0,   0,   1e-9, 1e-3, 1,   5,
                                         100, 1e4, 1e6,  1e9,  1e12, 1e15};
    put_numbers(clients, "age", ages);
    for (int law = 0; law < LAWS; law++) {
        cev_table *out = NULL;
        expect_ok(cev_options_set_str(options, "distribution", laws[law]));
        expect_ok(cev_options_set_str(options, "time", "time"));
        expect_ok(cev_options_set_str(options, "features", "price,town"));
        cev_estimator *aft = fit_aft_to(clients);
        expect_ok(cev_options_set_str(options, "time", "age"));
        expect_ok(cev_estimator_predict(aft, clients, options, &out));
        for (int i = 0; i < CLIENTS; i++)
            for (int k = 0; k < 3; k++) {
                double value = cev_table_double(out, names[k][0], i);
                ck_assert(value >= 0.0 && value < 1e300);
                ck_assert_double_le(cev_table_double(out, names[k][1], i),
                                    value);
                ck_assert_double_ge(cev_table_double(out, names[k][2], i),
                                    value);
            }
        cev_table_free(out);
        cev_estimator_free(aft);
    }
}
END_TEST

/* ---- Odd tables ---------------------------------------------------------- */

/* Predictions of a fit to the clients, all of them numbers. */
static void expect_answers(const char *verdict)
{
    for (int law = 0; law < LAWS; law++) {
        cev_table *summary = NULL, *out = NULL;
        expect_ok(cev_options_set_str(options, "distribution", laws[law]));
        cev_estimator *aft = fit_aft_to(clients);
        expect_ok(cev_estimator_summary(aft, NULL, &summary));
        ck_assert_msg(row_named(summary, verdict) >= 0, "%s: no %s",
                      laws[law], verdict);
        expect_ok(cev_estimator_predict(aft, clients, NULL, &out));
        for (int i = 0; i < CLIENTS; i++) {
            ck_assert(isfinite(cev_table_double(out, "prediction", i)));
            ck_assert(isfinite(cev_table_double(out, "prediction_hi", i)));
            ck_assert(isfinite(cev_table_double(out, "time_ahead_lo", i)));
            ck_assert(isfinite(cev_table_double(out, "median_ahead", i)));
            ck_assert(!isnan(cev_table_double(out, "median_ahead_hi", i)));
        }
        cev_table_free(summary);
        cev_table_free(out);
        cev_estimator_free(aft);
    }
}

START_TEST(separation_is_held_back_and_said)
{
    put_numbers(clients, "told", gone);
    expect_ok(cev_options_set_str(options, "features", "told"));
    expect_answers("separation");
}
END_TEST

START_TEST(nobody_who_left_counts_as_half_a_leaver)
{
    static const double none[CLIENTS] = {0};
    put_numbers(clients, "gone", none);
    expect_answers("no_events");
}
END_TEST

START_TEST(all_at_one_time_have_no_scatter)
{
    static const double once[CLIENTS] = {5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5};
    static const double all[CLIENTS] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    put_numbers(clients, "time", once);
    put_numbers(clients, "gone", all);
    expect_ok(cev_options_set_str(options, "features", "price"));
    expect_answers("likelihood_ratio");
    expect_ok(cev_options_set_str(options, "distribution", "weibull"));
    cev_table *summary = said_of(clients);
    ck_assert_int_ge(row_named(summary, "no_scatter"), 0);
    cev_table_free(summary);
}
END_TEST

START_TEST(a_leaver_at_once_is_refused)
{
    static const double zero[CLIENTS] = {1, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    static const double other[CLIENTS] = {1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0};
    cev_estimator *aft = NULL;
    put_numbers(clients, "time", zero);
    expect_ok(cev_estimator_new(ctx, CEV_AFT, options, &aft));
    expect_failure(cev_estimator_fit(aft, clients), CEV_ERR_DOMAIN,
                   "time[1] = 0; wanted a time above 0 of who left");
    put_numbers(clients, "time", other);
    expect_ok(cev_estimator_fit(aft, clients));
    cev_estimator_free(aft);
}
END_TEST

START_TEST(ages_that_are_none_are_refused)
{
    static const double minus[CLIENTS] = {1, 1, -2};
    static const char *const words[CLIENTS] = {"soon"};
    cev_estimator *aft = fit_aft_to(clients);
    cev_table *out = NULL;
    put_numbers(clients, "time", minus);
    expect_failure(cev_estimator_predict(aft, clients, NULL, &out),
                   CEV_ERR_DOMAIN, "time[2] = -2; wanted a time of 0 or more");
    put_texts(clients, "time", words);
    expect_failure(cev_estimator_predict(aft, clients, NULL, &out),
                   CEV_ERR_COLUMN,
                   "column \"time\" is text; wanted doubles or int64");
    ck_assert_ptr_null(out);
    cev_estimator_free(aft);
}
END_TEST

/* ---- A life -------------------------------------------------------------- */

START_TEST(aft_survives_failing_memory)
{
    static const char *const asked[] = {"target", "gone", "rare", "1", NULL};
    life l = {CEV_AFT, asked, clients, CEV_EVAL_SURVIVAL};
    expect_same_again(&l);
    fail_each_allocation(whole_life, &l);
}
END_TEST

START_TEST(a_fit_can_be_cancelled)
{
    cev_estimator *aft = NULL;
    expect_ok(cev_estimator_new(ctx, CEV_AFT, options, &aft));
    cev_ctx_set_progress(ctx, stop_stage, "fit");
    ck_assert_int_eq(cev_estimator_fit(aft, clients), CEV_ERR_CANCELLED);
    cev_ctx_set_progress(ctx, NULL, NULL);
    cev_estimator_free(aft);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = case_with_ctx("aft");
    tcase_add_checked_fixture(cases, open_clients, close_clients);
    tcase_add_test(cases, laws_are_those_of_forty_digits);
    tcase_add_test(cases, patients_live_as_published);
    tcase_add_test(cases, recidivism_is_accelerated_as_published);
    tcase_add_test(cases, a_level_hazard_has_closed_forms);
    tcase_add_test(cases, a_spell_may_come_in_pieces);
    tcase_add_test(cases, weights_are_rows_in_any_order);
    tcase_add_test(cases, pushes_add_up_to_the_log_of_the_median);
    tcase_add_test(cases, time_ahead_is_the_area_under_the_shares);
    tcase_add_test(cases, bounds_enclose_what_is_expected);
    tcase_add_test(cases, separation_is_held_back_and_said);
    tcase_add_test(cases, nobody_who_left_counts_as_half_a_leaver);
    tcase_add_test(cases, all_at_one_time_have_no_scatter);
    tcase_add_test(cases, a_leaver_at_once_is_refused);
    tcase_add_test(cases, ages_that_are_none_are_refused);
    tcase_add_test(cases, aft_survives_failing_memory);
    tcase_add_test(cases, a_fit_can_be_cancelled);
    Suite *s = suite_create("predict/aft");
    suite_add_tcase(s, cases);
    return s;
}

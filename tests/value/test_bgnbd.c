/* BG/NBD: the kernels against 50-digit values, their promises and their
 * refusals, and the derivatives that the fits use. */
#include <math.h>
#include <string.h>

#include "cev/kernels.h"
#include "support/check_main.h"
#include "value/bg.h"
#include "value/bg_fit.h"

#define REFERENCE "tests/reference/kernels.csv"
#define ACCURACY 1e-12

static const double cdnow[4] = {0.243, 4.414, 0.793, 2.426};

/* A row of either table of reference points. */
typedef struct point {
    double params[4], x, t_x, T, u, delta, value;
} point;

static point point_at(const sheet *file, size_t row, const char *u,
                      const char *value)
{
    static const char *const names[4] = {"p1", "p2", "p3", "p4"};
    point at;
    size_t i;

    for (i = 0; i < 4; i++)
        at.params[i] = sheet_double(file, row, sheet_column(file, names[i]));
    at.x = sheet_double(file, row, sheet_column(file, "x"));
    at.t_x = sheet_double(file, row, sheet_column(file, "t_x"));
    at.T = sheet_double(file, row, sheet_column(file, "T"));
    at.u = sheet_double(file, row, sheet_column(file, u));
    at.delta = sheet_double(file, row, sheet_column(file, "delta"));
    at.value = sheet_double(file, row, sheet_column(file, value));
    return at;
}

static double log_likelihood_at(const point *at)
{
    double out = NAN;

    ck_assert_int_eq(CEV_OK, cev_bgnbd_log_likelihood(at->params, 1, &at->x,
                                                      &at->t_x, &at->T, &out));
    return out;
}

static double p_alive_at(const point *at)
{
    double out = NAN;

    ck_assert_int_eq(CEV_OK, cev_bgnbd_p_alive(at->params, 1, &at->x, &at->t_x,
                                               &at->T, &out));
    return out;
}

static double expected_at(const point *at)
{
    double out = NAN;

    ck_assert_int_eq(CEV_OK, cev_bgnbd_expected(at->params, 1, &at->x, &at->t_x,
                                                &at->T, at->u, &out));
    return out;
}

static double dert_at(const point *at)
{
    double out = NAN;

    ck_assert_int_eq(CEV_OK, cev_bgnbd_dert(at->params, 1, &at->x, &at->t_x,
                                            &at->T, at->delta, &out));
    return out;
}

static double dect_at(const point *at)
{
    double out = NAN;

    ck_assert_int_eq(CEV_OK, cev_bgnbd_dect(at->params, 1, &at->x, &at->t_x,
                                            &at->T, at->delta, at->u, &out));
    return out;
}

static double pmf_at(const point *at)
{
    double out = NAN;

    ck_assert_int_eq(CEV_OK,
                     cev_bgnbd_pmf(at->params, 1, &at->x, &at->T, &out));
    return out;
}

/* What the fit sums up for one customer. Derivatives are exact to roundings of
 * their parts, which are of the size of the number of purchases. */
static void check_derivative(const point *at)
{
    cev__group group = {{at->x, at->T, at->t_x}, 1.0};
    cev__terms terms;
    cev__params model;
    cev__sums sums;
    int place = (int)at->u;
    double seen;

    memset(&terms, 0, sizeof terms);
    memset(&sums, 0, sizeof sums);
    ck_assert_int_eq(CEV_OK, cev__bg_prepare(at->params, CEV__BGNBD_FIRST, &model.bg));
    cev__bg_terms(&model, at->x, &terms);
    cev__bg_add_groups(&model, &terms, &group, 1, &sums);
    seen = place < 4 ? cev__sum_value(&sums.gradient[place])
                     : sums.hessian[place - 4];
    ck_assert(near_error(seen, at->value, 1.0 + at->x) <= 1e-13);
    seen = cev__sum_value(&sums.value);
    ck_assert(near_error(seen, log_likelihood_at(at), 1.0 + at->x) <= 1e-13);
}

static size_t check_own(const char *quantity, double (*kernel)(const point *))
{
    sheet *file = sheet_open(REFERENCE);
    size_t name = sheet_column(file, "quantity"), i, rows = 0;

    for (i = 0; i < sheet_rows(file); i++) {
        point at;

        if (strcmp(sheet_text(file, i, name), quantity) != 0)
            continue;
        at = point_at(file, i, "u", "value");
        if (kernel == NULL)
            check_derivative(&at);
        else
            ck_assert_rel(kernel(&at), at.value, ACCURACY);
        rows++;
    }
    sheet_close(file);
    return rows;
}

/* KERNEL-ACC-1 */
START_TEST(own_reference_values_are_met)
{
    ck_assert_uint_ge(check_own("bgnbd_ll", log_likelihood_at), 30);
    ck_assert_uint_ge(check_own("bgnbd_expected", expected_at), 30);
    ck_assert_uint_ge(check_own("bgnbd_dect", dect_at), 20);
    ck_assert_uint_ge(check_own("bgnbd_pmf", pmf_at), 100);
}
END_TEST

START_TEST(derivatives_are_those_of_the_log_likelihood)
{
    ck_assert_uint_ge(check_own("bgnbd_grad", NULL), 400);
}
END_TEST

/* Below the smallest normal double only the size can be right. */
static void check_shared(double seen, double wanted)
{
    if (fabs(wanted) < 2.3e-308)
        ck_assert(fabs(seen - wanted) <= 1e-320);
    else
        ck_assert_rel(seen, wanted, ACCURACY);
}

/* KERNEL-ACC-1 */
START_TEST(shared_reference_vectors_are_met)
{
    char path[SHARED_PATH_SIZE];
    size_t i, model, rows = 0;
    sheet *file;

    if (!shared_path(path, "reference_vectors.csv"))
        SKIP("no %s", path);
    file = sheet_open(path);
    model = sheet_column(file, "model");
    for (i = 0; i < sheet_rows(file); i++) {
        point at;

        if (strcmp(sheet_text(file, i, model), "bgnbd") != 0)
            continue;
        at = point_at(file, i, "t", "loglik");
        check_shared(log_likelihood_at(&at), at.value);
        at = point_at(file, i, "t", "p_alive");
        check_shared(p_alive_at(&at), at.value);
        at = point_at(file, i, "t", "cond_exp");
        check_shared(expected_at(&at), at.value);
        at = point_at(file, i, "t", "dert");
        if (!isnan(at.value))
            check_shared(dert_at(&at), at.value);
        rows++;
    }
    ck_assert_uint_eq(rows, 192);
    sheet_close(file);
}
END_TEST

/* The published maximum: -9582.429 at .2426, 4.4136, .7929, 2.4259. */
START_TEST(cdnow_log_likelihood_is_the_published_one)
{
    static const double params[4] = {0.242595, 4.413585, 0.792932, 2.425895};
    char path[SHARED_PATH_SIZE];
    cev__bg_params model;
    double total = 0.0;
    sheet *file;
    size_t i;

    if (!shared_path(path, "cdnow_sample_scores.csv"))
        SKIP("no %s", path);
    file = sheet_open(path);
    ck_assert_int_eq(CEV_OK, cev__bg_prepare(params, CEV__BGNBD_FIRST, &model));
    for (i = 0; i < sheet_rows(file); i++)
        total += cev__bg_ll(
            &model, sheet_double(file, i, sheet_column(file, "x")),
            sheet_double(file, i, sheet_column(file, "t_x_days")) / 7.0,
            sheet_double(file, i, sheet_column(file, "T_days")) / 7.0);
    ck_assert(fabs(total + 9582.429) < 0.001);
    sheet_close(file);
}
END_TEST

/* BGNBD-EXP-1 */
START_TEST(expected_grows_with_the_horizon)
{
    static const double horizons[] = {0.0,  1e-9, 1e-3, 1.0,  20.0, 26.0, 39.0,
                                      52.0, 99.0, 120., 130., 500., 1e4,  1e9};
    double x, t_x = 10.0, T = 38.0;

    for (x = 1.0; x < 400.0; x *= 3.0) {
        double before = 0.0, out;
        size_t i;

        for (i = 0; i < sizeof horizons / sizeof horizons[0]; i++) {
            ck_assert_int_eq(CEV_OK,
                             cev_bgnbd_expected(cdnow, 1, &x, &t_x, &T,
                                                horizons[i], &out));
            ck_assert(out >= before);
            before = out;
        }
    }
}
END_TEST

START_TEST(a_new_customer_is_the_one_without_history)
{
    /* Eq. 9 at r = 1, a = 2, b = 3, t = alpha, where z = 1/2 and
     * 2F1(1, 3; 4; z) = 3 (-log(1 - z) - z - z^2 / 2) / z^3. */
    static const double params[4] = {1.0, 5.0, 2.0, 3.0};
    double nothing = 0.0, out;
    double hyper = 24.0 * (log(2.0) - 0.5 - 0.125);

    ck_assert_int_eq(CEV_OK, cev_bgnbd_expected(params, 1, &nothing, &nothing,
                                                &nothing, 5.0, &out));
    ck_assert_rel(out, 4.0 * (1.0 - 0.5 * hyper), 1e-14);
}
END_TEST

START_TEST(discounting_ends_in_the_two_known_limits)
{
    double x = 3.0, t_x = 20.0, T = 38.0, plain, dert, dect;

    ck_assert_int_eq(CEV_OK,
                     cev_bgnbd_expected(cdnow, 1, &x, &t_x, &T, 52.0, &plain));
    ck_assert_int_eq(CEV_OK, cev_bgnbd_dect(cdnow, 1, &x, &t_x, &T, 0.0, 52.0,
                                            &dect));
    ck_assert_rel(dect, plain, 0.0);
    ck_assert_int_eq(CEV_OK, cev_bgnbd_dect(cdnow, 1, &x, &t_x, &T, 1e-14,
                                            52.0, &dect));
    ck_assert_rel(dect, plain, 1e-12);
    ck_assert_int_eq(CEV_OK,
                     cev_bgnbd_dert(cdnow, 1, &x, &t_x, &T, 0.01, &dert));
    ck_assert_int_eq(CEV_OK, cev_bgnbd_dect(cdnow, 1, &x, &t_x, &T, 0.01, 1e5,
                                            &dect));
    ck_assert_rel(dect, dert, 1e-13);
    ck_assert_int_eq(CEV_OK, cev_bgnbd_dect(cdnow, 1, &x, &t_x, &T, 0.01, 52.0,
                                            &dect));
    ck_assert(dect < dert && dect < plain);
    ck_assert_int_eq(CEV_OK, cev_bgnbd_dect(cdnow, 1, &x, &t_x, &T, 0.01, 0.0,
                                            &dect));
    ck_assert(dect == 0.0);
}
END_TEST

/* KERNEL-ROW-1. Ages over six octaves, so that customers meet in cells, and
 * cells of different customers in their places. */
START_TEST(many_customers_are_answered_like_each_alone)
{
    enum { MANY = 3000 };
    static double x[MANY], t_x[MANY], T[MANY], expected[MANY], dect[MANY];
    cev__bg_params model;
    int i;

    for (i = 0; i < MANY; i++) {
        x[i] = i % 97;
        T[i] = 0.03 * i;
        t_x[i] = x[i] > 0.0 ? 0.7 * T[i] : 0.0;
    }
    ck_assert_int_eq(CEV_OK, cev__bg_prepare(cdnow, CEV__BGNBD_FIRST, &model));
    ck_assert_int_eq(CEV_OK, cev_bgnbd_expected(cdnow, MANY, x, t_x, T, 39.0,
                                                expected));
    ck_assert_int_eq(CEV_OK, cev_bgnbd_dect(cdnow, MANY, x, t_x, T, 0.003, 52.0,
                                            dect));
    for (i = 0; i < MANY; i += 7) {
        double alone = NAN;

        ck_assert_rel(expected[i], cev__bg_expected(&model, x[i], t_x[i],
                                                       T[i], 39.0), 1e-13);
        ck_assert_rel(dect[i], cev__bg_dect(&model, x[i], t_x[i], T[i],
                                               0.003, 52.0), 1e-13);
        cev_bgnbd_expected(cdnow, 1, &x[i], &t_x[i], &T[i], 39.0, &alone);
        ck_assert(expected[i] == alone);
    }
}
END_TEST

/* Nobody is worth more than a customer who never leaves: rate / delta. */
START_TEST(discounting_of_any_size_is_bounded)
{
    static const double sizes[] = {1e-9, 1.0, 1e9};
    size_t i, j;

    for (i = 0; i < 729; i++) {
        double v[6], out, most;
        cev__bg_params model;
        size_t rest = i;

        for (j = 0; j < 6; j++, rest /= 3)
            v[j] = sizes[rest % 3];
        ck_assert_int_eq(CEV_OK, cev__bg_prepare(v, CEV__BGNBD_FIRST, &model));
        out = cev__bg_dect(&model, 2.0, 0.5 * v[4], v[4], v[5], INFINITY);
        most = (v[0] + 2.0) / (v[1] + v[4]) / v[5];
        if (!(out >= 0.0 && out <= (1.0 + 1e-12) * most))
            ck_abort_msg("%g %g %g %g, T %g delta %g: %g", v[0], v[1], v[2],
                         v[3], v[4], v[5], out);
    }
}
END_TEST

START_TEST(the_unit_of_time_does_not_matter)
{
    static const double scales[] = {1.0 / 52.0, 7.0, 604800.0};
    double x = 4.0, t_x = 12.0, T = 30.0, expected, dert, alive;
    size_t i;

    cev_bgnbd_p_alive(cdnow, 1, &x, &t_x, &T, &alive);
    cev_bgnbd_expected(cdnow, 1, &x, &t_x, &T, 39.0, &expected);
    cev_bgnbd_dert(cdnow, 1, &x, &t_x, &T, 0.003, &dert);
    for (i = 0; i < sizeof scales / sizeof scales[0]; i++) {
        double s = scales[i], there = t_x * s, now = T * s, out;
        double params[4] = {cdnow[0], cdnow[1] * s, cdnow[2], cdnow[3]};

        cev_bgnbd_p_alive(params, 1, &x, &there, &now, &out);
        ck_assert_rel(out, alive, 1e-14);
        cev_bgnbd_expected(params, 1, &x, &there, &now, 39.0 * s, &out);
        ck_assert_rel(out, expected, 1e-13);
        cev_bgnbd_dert(params, 1, &x, &there, &now, 0.003 / s, &out);
        ck_assert_rel(out, dert, 1e-13);
    }
}
END_TEST

START_TEST(probabilities_of_all_counts_sum_to_one)
{
    static const double ages[] = {0.0, 0.01, 5.0, 39.0};
    size_t i;

    for (i = 0; i < sizeof ages / sizeof ages[0]; i++) {
        double total = 0.0, lowest = 0.0, x;

        for (x = 0.0; x < 3000.0; x += 1.0) {
            double out = NAN;

            cev_bgnbd_pmf(cdnow, 1, &x, &ages[i], &out);
            lowest = fmin(lowest, out);
            total += out;
        }
        ck_assert(lowest == 0.0);
        ck_assert_near(total, 1.0, 1e-13);
    }
}
END_TEST

/* All kernels over one history, so that a refusal is a refusal of all. */
static int refused_by_all(const double *params, double x, double t_x,
                          double T)
{
    double out = 42.0;
    int32_t wanted = CEV_ERR_DOMAIN;

    return cev_bgnbd_log_likelihood(params, 1, &x, &t_x, &T, &out) == wanted
           && cev_bgnbd_p_alive(params, 1, &x, &t_x, &T, &out) == wanted
           && cev_bgnbd_expected(params, 1, &x, &t_x, &T, 1.0, &out) == wanted
           && cev_bgnbd_dert(params, 1, &x, &t_x, &T, 0.1, &out) == wanted
           && cev_bgnbd_dect(params, 1, &x, &t_x, &T, 0.1, 1.0, &out) == wanted
           && out == 42.0;
}

START_TEST(histories_outside_the_domain_are_refused)
{
    ck_assert(refused_by_all(cdnow, -1.0, 1.0, 2.0));
    ck_assert(refused_by_all(cdnow, 1.5, 1.0, 2.0));
    ck_assert(refused_by_all(cdnow, NAN, 1.0, 2.0));
    ck_assert(refused_by_all(cdnow, INFINITY, 1.0, 2.0));
    ck_assert(refused_by_all(cdnow, 1.0, -1.0, 2.0));
    ck_assert(refused_by_all(cdnow, 1.0, 3.0, 2.0));
    ck_assert(refused_by_all(cdnow, 1.0, NAN, 2.0));
    ck_assert(refused_by_all(cdnow, 1.0, 1.0, NAN));
    ck_assert(refused_by_all(cdnow, 1.0, 1.0, INFINITY));
}
END_TEST

START_TEST(parameters_outside_the_domain_are_refused)
{
    static const double bad[] = {0.0, -1.0, NAN, INFINITY};
    size_t i, j;

    for (i = 0; i < 4; i++)
        for (j = 0; j < sizeof bad / sizeof bad[0]; j++) {
            double params[4], x = 1.0, T = 2.0, out = 42.0;

            memcpy(params, cdnow, sizeof params);
            params[i] = bad[j];
            ck_assert(refused_by_all(params, 1.0, 1.0, 2.0));
            ck_assert_int_eq(CEV_ERR_DOMAIN,
                             cev_bgnbd_pmf(params, 1, &x, &T, &out));
            ck_assert(out == 42.0);
        }
}
END_TEST

START_TEST(a_bad_row_leaves_the_output_untouched)
{
    double x[3] = {1.0, 2.0, 3.0}, t_x[3] = {1.0, 2.0, 9.0};
    double T[3] = {5.0, 5.0, 5.0}, out[3] = {1.0, 2.0, 3.0};

    ck_assert_int_eq(CEV_ERR_DOMAIN,
                     cev_bgnbd_expected(cdnow, 3, x, t_x, T, 1.0, out));
    ck_assert(out[0] == 1.0 && out[1] == 2.0 && out[2] == 3.0);
}
END_TEST

START_TEST(horizons_and_rates_outside_the_domain_are_refused)
{
    static const double bad[] = {-1.0, NAN, INFINITY};
    double x = 1.0, t_x = 1.0, T = 2.0, out = 42.0;
    size_t i;

    for (i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        ck_assert_int_eq(CEV_ERR_DOMAIN, cev_bgnbd_expected(
                             cdnow, 1, &x, &t_x, &T, bad[i], &out));
        ck_assert_int_eq(CEV_ERR_DOMAIN, cev_bgnbd_dert(
                             cdnow, 1, &x, &t_x, &T, bad[i], &out));
        ck_assert_int_eq(CEV_ERR_DOMAIN, cev_bgnbd_dect(
                             cdnow, 1, &x, &t_x, &T, bad[i], 1.0, &out));
    }
    ck_assert_int_eq(CEV_ERR_DOMAIN,
                     cev_bgnbd_dert(cdnow, 1, &x, &t_x, &T, 0.0, &out));
    ck_assert_int_eq(CEV_ERR_DOMAIN, cev_bgnbd_dect(cdnow, 1, &x, &t_x, &T, 0.1,
                                                    NAN, &out));
    ck_assert_int_eq(CEV_ERR_DOMAIN, cev_bgnbd_dect(cdnow, 1, &x, &t_x, &T, 0.1,
                                                    -1.0, &out));
    ck_assert(out == 42.0);
}
END_TEST

START_TEST(no_customers_need_no_arrays)
{
    ck_assert_int_eq(CEV_OK,
                     cev_bgnbd_p_alive(cdnow, 0, NULL, NULL, NULL, NULL));
    ck_assert_int_eq(CEV_OK, cev_bgnbd_pmf(cdnow, 0, NULL, NULL, NULL));
    ck_assert_int_eq(CEV_OK, cev_bgnbd_dect(cdnow, 0, NULL, NULL, NULL, 0.1,
                                            1.0, NULL));
}
END_TEST

START_TEST(missing_arrays_and_negative_counts_are_refused)
{
    double one = 1.0, out = 42.0;

    ck_assert_int_eq(CEV_ERR_ARGUMENT,
                     cev_bgnbd_p_alive(NULL, 1, &one, &one, &one, &out));
    ck_assert_int_eq(CEV_ERR_ARGUMENT,
                     cev_bgnbd_p_alive(cdnow, -1, &one, &one, &one, &out));
    ck_assert_int_eq(CEV_ERR_ARGUMENT,
                     cev_bgnbd_p_alive(cdnow, 1, NULL, &one, &one, &out));
    ck_assert_int_eq(CEV_ERR_ARGUMENT,
                     cev_bgnbd_p_alive(cdnow, 1, &one, NULL, &one, &out));
    ck_assert_int_eq(CEV_ERR_ARGUMENT,
                     cev_bgnbd_p_alive(cdnow, 1, &one, &one, NULL, &out));
    ck_assert_int_eq(CEV_ERR_ARGUMENT,
                     cev_bgnbd_p_alive(cdnow, 1, &one, &one, &one, NULL));
    ck_assert(out == 42.0);
}
END_TEST

/* Doubles of all sizes, every 31st combination: no answer may be a NaN, and
 * only expectations may be infinite, where the true value is too. */
START_TEST(no_size_of_input_gives_a_nan)
{
    static const double sizes[] = {1e-300, 1e-100, 1e-12, 1.0, 1e12, 1e100};
    const size_t count = sizeof sizes / sizeof sizes[0];
    size_t i, total = 1;

    for (i = 0; i < 6; i++)
        total *= count;
    for (i = 0; i < total; i += 31) {
        double v[6], params[4], x, T, out[4];
        cev__bg_params model;
        size_t j, rest = i;

        for (j = 0; j < 6; j++, rest /= count)
            v[j] = sizes[rest % count];
        memcpy(params, v, sizeof params);
        T = v[4];
        ck_assert_int_eq(CEV_OK, cev__bg_prepare(params, CEV__BGNBD_FIRST, &model));
        for (x = 0.0; x < 120.0; x = 10.0 * x + 1.0) {
            double t_x = x == 0.0 ? 0.0 : 0.5 * T;

            out[0] = cev__bg_ll(&model, x, t_x, T);
            out[1] = cev__bg_p_alive(&model, x, t_x, T);
            out[2] = cev__bg_expected(&model, x, t_x, T, v[5]);
            out[3] = cev__bg_pmf(&model, x, T);
            if (!(isfinite(out[0]) && out[1] >= 0.0 && out[1] <= 1.0
                  && out[2] >= 0.0 && out[3] >= 0.0 && out[3] <= 1.0 + 1e-12))
                ck_abort_msg("%g %g %g %g, x %g T %g horizon %g: %g %g %g %g",
                             v[0], v[1], v[2], v[3], x, T, v[5], out[0],
                             out[1], out[2], out[3]);
        }
    }
}
END_TEST

/* An expectation grows with r while r is small. Where its terms are below the
 * smallest normal double their sum once went on for ever. */
START_TEST(who_hardly_ever_buys_has_an_expectation)
{
    const double rare[4] = {1e-290, 4.414, 0.793, 2.426};
    const double rarer[4] = {1e-310, 4.414, 0.793, 2.426};
    const double x = 0.0, t_x = 0.0, T = 200.0;
    double wanted = 0.0, seen = 0.0;

    ck_assert_int_eq(CEV_OK,
                     cev_bgnbd_expected(rare, 1, &x, &t_x, &T, 365.0, &wanted));
    ck_assert_int_eq(CEV_OK,
                     cev_bgnbd_expected(rarer, 1, &x, &t_x, &T, 365.0, &seen));
    ck_assert(wanted > 0.0);
    ck_assert_rel(seen / 1e-310, wanted / 1e-290, ACCURACY);
}
END_TEST

Suite *suite(void)
{
    Suite *s = suite_create("value/bgnbd");
    TCase *values = tcase_create("values"), *domain = tcase_create("domain");

    tcase_add_test(values, own_reference_values_are_met);
    tcase_add_test(values, derivatives_are_those_of_the_log_likelihood);
    tcase_add_test(values, shared_reference_vectors_are_met);
    tcase_add_test(values, cdnow_log_likelihood_is_the_published_one);
    tcase_add_test(values, expected_grows_with_the_horizon);
    tcase_add_test(values, a_new_customer_is_the_one_without_history);
    tcase_add_test(values, discounting_ends_in_the_two_known_limits);
    tcase_add_test(values, many_customers_are_answered_like_each_alone);
    tcase_add_test(domain, discounting_of_any_size_is_bounded);
    tcase_add_test(values, the_unit_of_time_does_not_matter);
    tcase_add_test(values, probabilities_of_all_counts_sum_to_one);
    tcase_add_test(domain, histories_outside_the_domain_are_refused);
    tcase_add_test(domain, parameters_outside_the_domain_are_refused);
    tcase_add_test(domain, a_bad_row_leaves_the_output_untouched);
    tcase_add_test(domain, horizons_and_rates_outside_the_domain_are_refused);
    tcase_add_test(domain, no_customers_need_no_arrays);
    tcase_add_test(domain, missing_arrays_and_negative_counts_are_refused);
    tcase_add_test(domain, no_size_of_input_gives_a_nan);
    tcase_add_test(domain, who_hardly_ever_buys_has_an_expectation);
    suite_add_tcase(s, values);
    suite_add_tcase(s, domain);
    return s;
}

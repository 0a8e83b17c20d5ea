/* Gamma-Gamma: the kernels against 50-digit values, their promises and their
 * refusals, and the derivatives that the fits use. */
#include <math.h>
#include <string.h>

#include "cev/kernels.h"
#include "support/check_main.h"
#include "value/spend_terms.h"

#define REFERENCE "tests/reference/kernels.csv"
#define ACCURACY 1e-12

static const double cdnow[3] = {6.25, 3.74, 15.44};

static void read_params(const sheet *file, size_t row, double params[3])
{
    params[0] = sheet_double(file, row, sheet_column(file, "p1"));
    params[1] = sheet_double(file, row, sheet_column(file, "p2"));
    params[2] = sheet_double(file, row, sheet_column(file, "p3"));
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
        double params[3], x, m_x, wanted, out = NAN;

        if (strcmp(sheet_text(file, i, model), "gg") != 0)
            continue;
        rows++;
        read_params(file, i, params);
        x = sheet_double(file, i, sheet_column(file, "x"));
        m_x = sheet_double(file, i, sheet_column(file, "m_x"));
        wanted = sheet_double(file, i, sheet_column(file, "loglik"));
        ck_assert_int_eq(CEV_OK, cev_gamma_gamma_log_likelihood(
                             params, 1, &x, &m_x, &out));
        if (x > 0.0)
            ck_assert_rel(out, wanted, ACCURACY);
        else
            ck_assert(out == 0.0);
        wanted = sheet_double(file, i, sheet_column(file, "cond_exp"));
        if (isnan(wanted))
            continue;
        ck_assert_int_eq(CEV_OK, cev_gamma_gamma_expected(params, 1, &x, &m_x,
                                                          &out));
        ck_assert_rel(out, wanted, ACCURACY);
    }
    ck_assert_uint_eq(rows, 192);
    sheet_close(file);
}
END_TEST

/* What the fit sums up for one customer, exact to roundings of its parts, which
 * are of the size of p x + q. */
static double derivative_error(const double params[3], double x, double m_x,
                               int place, double wanted)
{
    cev__group group = {{x, m_x, log(x * m_x)}, 1.0};
    cev__terms terms;
    cev__params model;
    cev__sums sums;

    memset(&terms, 0, sizeof terms);
    memset(&sums, 0, sizeof sums);
    ck_assert_int_eq(CEV_OK, cev__spend_params(params, &model));
    cev__spend_terms(&model, x, &terms);
    cev__spend_add(&model, &terms, &group, 1, &sums);
    return near_error(place < 3 ? cev__sum_value(&sums.gradient[place])
                                : sums.hessian[place - 3],
                      wanted, 1.0 + params[0] * x + params[1]);
}

START_TEST(derivatives_are_those_of_the_log_likelihood)
{
    sheet *file = sheet_open(REFERENCE);
    size_t name = sheet_column(file, "quantity"), i, rows = 0;

    for (i = 0; i < sheet_rows(file); i++) {
        double params[3];

        if (strcmp(sheet_text(file, i, name), "gg_grad") != 0)
            continue;
        read_params(file, i, params);
        ck_assert(derivative_error(
                      params, sheet_double(file, i, sheet_column(file, "x")),
                      sheet_double(file, i, sheet_column(file, "T")),
                      (int)sheet_double(file, i, sheet_column(file, "u")),
                      sheet_double(file, i, sheet_column(file, "value")))
                  <= 1e-13);
        rows++;
    }
    ck_assert_uint_ge(rows, 200);
    sheet_close(file);
}
END_TEST

START_TEST(a_customer_without_repeat_purchases_adds_nothing)
{
    double x = 0.0, m_x = NAN, out = NAN;

    ck_assert_int_eq(CEV_OK, cev_gamma_gamma_log_likelihood(cdnow, 1, &x, &m_x,
                                                            &out));
    ck_assert(out == 0.0);
}
END_TEST

START_TEST(the_expectation_lies_between_the_shop_and_the_customer)
{
    double shop = cdnow[0] * cdnow[2] / (cdnow[1] - 1.0);
    double x = 0.0, m_x = 80.0, out, before;

    ck_assert_int_eq(CEV_OK,
                     cev_gamma_gamma_expected(cdnow, 1, &x, &m_x, &out));
    ck_assert_rel(out, shop, 1e-15);
    for (x = 1.0; x < 1e6; x *= 4.0) {
        before = out;
        ck_assert_int_eq(CEV_OK,
                         cev_gamma_gamma_expected(cdnow, 1, &x, &m_x, &out));
        ck_assert(out > before && out < m_x);
    }
}
END_TEST

START_TEST(the_currency_does_not_matter)
{
    double params[3] = {6.25, 3.74, 1544.0}, x = 3.0, m_x = 25.0;
    double cents = 2500.0, out, in_cents;

    cev_gamma_gamma_expected(cdnow, 1, &x, &m_x, &out);
    cev_gamma_gamma_expected(params, 1, &x, &cents, &in_cents);
    ck_assert_rel(in_cents, 100.0 * out, 1e-14);
    cev_gamma_gamma_log_likelihood(cdnow, 1, &x, &m_x, &out);
    cev_gamma_gamma_log_likelihood(params, 1, &x, &cents, &in_cents);
    ck_assert_rel(in_cents, out - log(100.0), 1e-14);
}
END_TEST

START_TEST(values_outside_the_domain_are_refused)
{
    static const double bad_x[] = {-1.0, 0.5, NAN, INFINITY};
    static const double bad_m[] = {0.0, -1.0, NAN, INFINITY};
    double out = 42.0, x = 1.0, m_x = 10.0;
    size_t i;

    for (i = 0; i < 4; i++) {
        ck_assert_int_eq(CEV_ERR_DOMAIN, cev_gamma_gamma_log_likelihood(
                             cdnow, 1, &bad_x[i], &m_x, &out));
        ck_assert_int_eq(CEV_ERR_DOMAIN, cev_gamma_gamma_expected(
                             cdnow, 1, &x, &bad_m[i], &out));
    }
    for (i = 0; i < 12; i++) {
        double params[3];

        memcpy(params, cdnow, sizeof params);
        params[i / 4] = bad_m[i % 4];
        ck_assert_int_eq(CEV_ERR_DOMAIN, cev_gamma_gamma_log_likelihood(
                             params, 1, &x, &m_x, &out));
    }
    ck_assert(out == 42.0);
}
END_TEST

START_TEST(an_infinite_mean_is_refused)
{
    double params[3] = {0.5, 0.5, 10.0}, x[3] = {2.0, 1.0, 0.0};
    double m_x[3] = {10.0, 10.0, 10.0}, out[3] = {1.0, 2.0, 3.0};

    ck_assert_int_eq(CEV_OK,
                     cev_gamma_gamma_expected(params, 1, x, m_x, out));
    ck_assert_rel(out[0], 0.5 * 30.0 / 0.5, 1e-15);
    out[0] = 1.0;
    ck_assert_int_eq(CEV_ERR_DOMAIN,
                     cev_gamma_gamma_expected(params, 2, x, m_x, out));
    ck_assert_int_eq(CEV_ERR_DOMAIN,
                     cev_gamma_gamma_expected(params, 1, &x[2], m_x, out));
    ck_assert(out[0] == 1.0 && out[1] == 2.0);
}
END_TEST

START_TEST(missing_arrays_and_negative_counts_are_refused)
{
    double one = 1.0, out = 42.0;

    ck_assert_int_eq(CEV_OK, cev_gamma_gamma_expected(cdnow, 0, NULL, NULL,
                                                      NULL));
    ck_assert_int_eq(CEV_ERR_ARGUMENT,
                     cev_gamma_gamma_expected(NULL, 1, &one, &one, &out));
    ck_assert_int_eq(CEV_ERR_ARGUMENT,
                     cev_gamma_gamma_expected(cdnow, -1, &one, &one, &out));
    ck_assert_int_eq(CEV_ERR_ARGUMENT,
                     cev_gamma_gamma_expected(cdnow, 1, NULL, &one, &out));
    ck_assert_int_eq(CEV_ERR_ARGUMENT,
                     cev_gamma_gamma_expected(cdnow, 1, &one, NULL, &out));
    ck_assert_int_eq(CEV_ERR_ARGUMENT,
                     cev_gamma_gamma_expected(cdnow, 1, &one, &one, NULL));
    ck_assert(out == 42.0);
}
END_TEST

START_TEST(no_size_of_input_gives_a_nan)
{
    static const double sizes[] = {1e-300, 1e-100, 1e-12, 1.0, 1e12, 1e100};
    const size_t count = sizeof sizes / sizeof sizes[0];
    size_t i;

    for (i = 0; i < count * count * count * count; i++) {
        double params[3], m_x = sizes[i / (count * count * count)], x, out;

        params[0] = sizes[i % count];
        params[1] = sizes[i / count % count];
        params[2] = sizes[i / (count * count) % count];
        for (x = 1.0; x < 1e4; x *= 20.0) {
            cev_gamma_gamma_log_likelihood(params, 1, &x, &m_x, &out);
            if (!isfinite(out))
                ck_abort_msg("%g %g %g, x %g m_x %g: %g", params[0], params[1],
                             params[2], x, m_x, out);
        }
    }
}
END_TEST

Suite *suite(void)
{
    Suite *s = suite_create("value/gamma_gamma");
    TCase *cases = tcase_create("gamma_gamma");

    tcase_add_test(cases, shared_reference_vectors_are_met);
    tcase_add_test(cases, derivatives_are_those_of_the_log_likelihood);
    tcase_add_test(cases, a_customer_without_repeat_purchases_adds_nothing);
    tcase_add_test(cases,
                   the_expectation_lies_between_the_shop_and_the_customer);
    tcase_add_test(cases, the_currency_does_not_matter);
    tcase_add_test(cases, values_outside_the_domain_are_refused);
    tcase_add_test(cases, an_infinite_mean_is_refused);
    tcase_add_test(cases, missing_arrays_and_negative_counts_are_refused);
    tcase_add_test(cases, no_size_of_input_gives_a_nan);
    suite_add_tcase(s, cases);
    return s;
}

/* The gamma function's relatives against 50-digit values. */
#include <math.h>
#include <string.h>

#include "math/gamma.h"
#include "math/log1p.h"
#include "math/normal.h"
#include "math/rising.h"
#include "math/sum.h"
#include "support/check_main.h"

#define REFERENCE "tests/reference/kernels.csv"

static double lgamma_of(double x, double unused)
{
    (void)unused;
    return cev__lgamma(x);
}

static double digamma_of(double x, double unused)
{
    (void)unused;
    return cev__digamma(x);
}

static double trigamma_of(double x, double unused)
{
    (void)unused;
    return cev__trigamma(x);
}

static double normal_quantile_of(double x, double unused)
{
    (void)unused;
    return cev__normal_quantile(x);
}

/* All rows of a quantity, with errors relative to max(|value|, scale). */
static void check_rows(const char *quantity,
                       double (*function)(double, double), double scale,
                       double bound)
{
    sheet *file = sheet_open(REFERENCE);
    size_t name = sheet_column(file, "quantity"), i, rows = 0;

    for (i = 0; i < sheet_rows(file); i++) {
        double x, u, value, seen, error;

        if (strcmp(sheet_text(file, i, name), quantity) != 0)
            continue;
        x = sheet_double(file, i, sheet_column(file, "x"));
        u = sheet_double(file, i, sheet_column(file, "u"));
        value = sheet_double(file, i, sheet_column(file, "value"));
        seen = function(x, u);
        error = near_error(seen, value, scale);
        if (!(error <= bound))
            ck_abort_msg("%s(%.17g, %.17g) = %.17g, not %.17g: %.3g", quantity,
                         x, u, seen, value, error);
        rows++;
    }
    ck_assert_uint_ge(rows, 10);
    sheet_close(file);
}

START_TEST(lgamma_is_exact_to_the_last_bits_also_at_its_zeros)
{
    check_rows("lgamma", lgamma_of, 0.0, 1e-15);
    ck_assert(cev__lgamma(1.0) == 0.0);
    ck_assert(cev__lgamma(2.0) == 0.0);
}
END_TEST

START_TEST(ratios_and_betas_do_not_cancel)
{
    check_rows("lgamma_ratio", cev__lgamma_ratio, 1e-2, 1e-14);
    check_rows("lbeta", cev__lbeta, 0.0, 1e-14);
}
END_TEST

START_TEST(digamma_and_trigamma_meet_their_values)
{
    check_rows("digamma", digamma_of, 1.0, 2e-15);
    check_rows("trigamma", trigamma_of, 0.0, 2e-15);
}
END_TEST

/* What Gauss knew: psi(1) is minus Euler's constant, psi'(1) = pi^2 / 6. */
START_TEST(polygammas_at_one_are_the_constants)
{
    ck_assert_rel(cev__digamma(1.0), -0.57721566490153286061, 1e-15);
    ck_assert_rel(cev__trigamma(1.0), 1.6449340668482264365, 1e-15);
}
END_TEST

/* The short way and the long way meet: counts about the change of method. */
START_TEST(rising_products_are_continued_by_stirling)
{
    double n, y = 0.37, a = 2.5, log_sum = 0.0, quotients = 0.0;
    double harmonic = 0.0, squares = 0.0, less = 0.0, less_squares = 0.0;

    for (n = 0.0; n < 120.0; n += 1.0) {
        double u = 1.0 / (y + n), v = 1.0 / (y + a + n);

        ck_assert_near(cev__log_rising(y, n, 9.0), log_sum, 1e-14);
        ck_assert_near(cev__log_rising_quotient(y, a, n), quotients, 1e-14);
        ck_assert_near(cev__harmonic(y, n), harmonic, 1e-14);
        ck_assert_near(cev__harmonic_squares(y, n), squares, 1e-14);
        ck_assert_near(cev__harmonic_difference(y, a, n), less, 1e-14);
        ck_assert_near(cev__harmonic_squares_difference(y, a, n), less_squares,
                       1e-14);
        log_sum += log((y + n) / 9.0);
        quotients += log((y + n) / (y + a + n));
        harmonic += u;
        squares += u * u;
        less += u - v;
        less_squares += u * u - v * v;
    }
}
END_TEST

START_TEST(rising_products_of_any_size_stay_finite)
{
    ck_assert_near(cev__log_rising(1e-300, 3.0, 1e-200),
                   log(2.0) - 100.0 * log(10.0) + 400.0 * log(10.0), 1e-13);
    ck_assert_near(cev__log_rising_quotient(1e-300, 1e300, 2.0),
                   -900.0 * log(10.0), 1e-13);
}
END_TEST

START_TEST(log1p_forms_are_exact_near_zero)
{
    ck_assert_rel(cev__log1p_less_x(1e-9), -4.9999999966666666692e-19, 1e-15);
    ck_assert_rel(cev__log1p_less_x(0.25), -0.026856448685790244234, 1e-15);
    ck_assert_rel(cev__log1p_less_x(-0.25), -0.037682072451780927439, 1e-15);
    ck_assert_rel(cev__log1p_less_x(3.0), -1.6137056388801093812, 1e-15);
    ck_assert(cev__log1p_less_x(0.0) == 0.0);
    ck_assert_rel(cev__log1p_quotient(1e200, 1e-200), 400.0 * log(10.0), 1e-15);
}
END_TEST

START_TEST(normal_quantiles_undo_the_distribution)
{
    double z;

    check_rows("normal_quantile", normal_quantile_of, 0.1, 1e-14);
    ck_assert(cev__normal_quantile(0.5) == 0.0);
    for (z = -8.0; z < 4.0; z += 0.37)
        ck_assert_near(cev__normal_quantile(cev__normal_cdf(z)), z, 1e-11);
}
END_TEST

START_TEST(compensated_sums_keep_what_rounding_takes)
{
    cev__sum sum = {0.0, 0.0}, other = {0.0, 0.0};
    int i;

    cev__sum_add(&sum, 1.0);
    cev__sum_add(&sum, 1e100);
    cev__sum_add(&sum, 1.0);
    cev__sum_add(&other, -1e100);
    for (i = 0; i < 1000; i++)
        cev__sum_add(&other, 1e-17);
    cev__sum_merge(&sum, &other);
    ck_assert_rel(cev__sum_value(&sum), 2.00000000000001, 1e-15);
}
END_TEST

START_TEST(many_terms_add_up_as_one_by_one)
{
    static const double terms[11] = {1e16, 1.0, -3e15, 3.0,   1e-17, 1e9,
                                     7.0,  5.0, -7e15, 0.25, 2.0};
    int n;

    for (n = 0; n <= 11; n++) {
        cev__sum one = {0.5, 0.0}, all = {0.5, 0.0};
        for (int i = 0; i < n; i++)
            cev__sum_add(&one, terms[i]);
        cev__sum_add_all(&all, terms, n);
        ck_assert_rel(cev__sum_value(&all), cev__sum_value(&one), 1e-15);
    }
}
END_TEST

Suite *suite(void)
{
    Suite *s = suite_create("math/gamma");
    TCase *cases = tcase_create("gamma");

    tcase_add_test(cases, lgamma_is_exact_to_the_last_bits_also_at_its_zeros);
    tcase_add_test(cases, ratios_and_betas_do_not_cancel);
    tcase_add_test(cases, digamma_and_trigamma_meet_their_values);
    tcase_add_test(cases, polygammas_at_one_are_the_constants);
    tcase_add_test(cases, rising_products_are_continued_by_stirling);
    tcase_add_test(cases, rising_products_of_any_size_stay_finite);
    tcase_add_test(cases, log1p_forms_are_exact_near_zero);
    tcase_add_test(cases, normal_quantiles_undo_the_distribution);
    tcase_add_test(cases, compensated_sums_keep_what_rounding_takes);
    tcase_add_test(cases, many_terms_add_up_as_one_by_one);
    suite_add_tcase(s, cases);
    return s;
}

/* Distribution functions against 50-digit values, and turned round. */
#include <math.h>
#include <string.h>

#include "math/beta_tails.h"
#include "math/chi_square.h"
#include "math/gamma_tails.h"
#include "math/student.h"
#include "support/check_main.h"

#define REFERENCE "tests/reference/tails.csv"
#define ACCURACY 1e-12

/* The tails that the library gives for a line. */
static cev__tails answer(const char *quantity, double a, double b, double x)
{
    cev__tails out = {0};
    if (strcmp(quantity, "gamma") == 0)
        cev__gamma_tails(a, x, &out);
    else if (strcmp(quantity, "beta") == 0)
        cev__beta_tails(a, b, x / (1.0 + x), 1.0 / (1.0 + x), &out);
    else if (strcmp(quantity, "student") == 0)
        out = (cev__tails){cev__student_tail(-x, a), cev__student_tail(x, a),
                           0.0};
    else if (strcmp(quantity, "fisher") == 0)
        out = (cev__tails){1.0 - cev__fisher_tail(x, a, b),
                           cev__fisher_tail(x, a, b), 0.0};
    else
        out = (cev__tails){1.0 - cev__student_shifted_tail(x, a, b),
                           cev__student_shifted_tail(x, a, b), 0.0};
    return out;
}

/* The error of the smaller tail, and of the other. */
static double worst_error(const cev__tails *seen, double lower, double upper)
{
    return fmax(near_error(seen->lower, lower, lower < 1e-300 ? 1e-300 : 0.0),
                near_error(seen->upper, upper, upper < 1e-300 ? 1e-300 : 0.0));
}

START_TEST(reference_values_are_met)
{
    sheet *file = sheet_open(REFERENCE);
    for (size_t i = 0; i < sheet_rows(file); i++) {
        const char *quantity =
            sheet_text(file, i, sheet_column(file, "quantity"));
        double a = sheet_double(file, i, sheet_column(file, "a"));
        double b = sheet_double(file, i, sheet_column(file, "b"));
        double x = sheet_double(file, i, sheet_column(file, "x"));
        double lower = sheet_double(file, i, sheet_column(file, "lower"));
        double upper = sheet_double(file, i, sheet_column(file, "upper"));
        cev__tails seen = answer(quantity, a, b, x);
        /* what is left of 1 where a function gives one tail alone */
        if (quantity[0] == 'f' || quantity[1] == 'h')
            seen.lower = lower;
        if (!(worst_error(&seen, lower, upper) <= ACCURACY))
            ck_abort_msg("line %zu, %s(%g, %g) at %g: %.17g %.17g, wanted "
                         "%.17g %.17g",
                         i + 2, quantity, a, b, x, seen.lower, seen.upper,
                         lower, upper);
    }
    ck_assert_uint_ge(sheet_rows(file), 400);
    sheet_close(file);
}
END_TEST

START_TEST(quantiles_are_places_of_their_tails)
{
    static const double sizes[] = {0.3, 1.0, 7.5, 90.0, 110.0, 2e4, 3e9};
    static const double tails[] = {1e-290, 1e-30, 1e-3, 0.05, 0.5, 0.9};
    for (int i = 0; i < 7; i++)
        for (int k = 0; k < 6; k++)
            for (int is_upper = 0; is_upper < 2; is_upper++) {
                cev__tails seen;
                double x = cev__gamma_quantile(sizes[i], tails[k], is_upper);
                cev__gamma_tails(sizes[i], x, &seen);
                if (x > 1e-300)
                    ck_assert_rel(is_upper ? seen.upper : seen.lower, tails[k],
                                  1e-11 + 3e-15 * sqrt(sizes[i]));
                for (int j = 0; j < 7; j++) {
                    double s = cev__beta_log_odds(sizes[i], sizes[j], tails[k],
                                                  is_upper);
                    double e = exp(-fabs(s)), less = e / (1.0 + e);
                    if (fabs(s) > 700.0)
                        continue;
                    cev__beta_tails(sizes[i], sizes[j],
                                    s > 0.0 ? 1.0 / (1.0 + e) : less,
                                    s > 0.0 ? less : 1.0 / (1.0 + e), &seen);
                    ck_assert_rel(is_upper ? seen.upper : seen.lower, tails[k],
                                  1e-10 + 3e-15 * sqrt(fmin(sizes[i],
                                                            sizes[j])));
                }
            }
}
END_TEST

START_TEST(quantiles_of_t_and_f_are_the_tables)
{
    ck_assert_near(cev__student_quantile(0.025, 10.0), 2.2281388519862753,
                   1e-13);
    ck_assert_near(cev__student_quantile(0.05, 1.0), 6.313751514675044, 1e-13);
    ck_assert_near(cev__fisher_quantile(0.05, 4.0, 40.0), 2.605974949123867,
                   1e-12);
    ck_assert_near(cev__student_tail(0.0, 3.0), 0.5, 1e-15);
    ck_assert(cev__student_tail(1e200, 3.0) == 0.0);
    ck_assert(cev__fisher_tail(0.0, 3.0, 4.0) == 1.0);
}
END_TEST

START_TEST(edges_have_everything_on_one_side)
{
    cev__tails seen;
    cev__gamma_tails(2.0, 0.0, &seen);
    ck_assert(seen.lower == 0.0 && seen.upper == 1.0);
    cev__gamma_tails(2.0, INFINITY, &seen);
    ck_assert(seen.lower == 1.0 && seen.upper == 0.0);
    cev__beta_tails(2.0, 3.0, 0.0, 1.0, &seen);
    ck_assert(seen.lower == 0.0 && seen.upper == 1.0);
    cev__beta_tails(2.0, 3.0, 1.0, 0.0, &seen);
    ck_assert(seen.lower == 1.0 && seen.upper == 0.0);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("tails");
    Suite *s = suite_create("math/tails");
    tcase_add_test(cases, reference_values_are_met);
    tcase_add_test(cases, quantiles_are_places_of_their_tails);
    tcase_add_test(cases, quantiles_of_t_and_f_are_the_tables);
    tcase_add_test(cases, edges_have_everything_on_one_side);
    suite_add_tcase(s, cases);
    return s;
}

/* The elementary functions against 32 digits and at their ends; that they are
 * the same on all machines, to the bit, cev_selftest() says. */
#include "math/elementary.h"

#include <float.h>
#include <string.h>

#include "support/check_main.h"

static double angle_to(double y, double x)
{
    return cev__atan2(y, x);
}

#define FUNCTION_OF_X(name)                                                   \
    static double name##_of(double x, double unused)                          \
    {                                                                         \
        (void)unused;                                                         \
        return cev__##name(x);                                                \
    }

FUNCTION_OF_X(exp)
FUNCTION_OF_X(expm1)
FUNCTION_OF_X(log)
FUNCTION_OF_X(log1p)
FUNCTION_OF_X(sin)
FUNCTION_OF_X(cos)
FUNCTION_OF_X(erfc)

static const struct {
    const char *name;
    double (*function)(double x, double y);
    double ulps; /* as elementary.h promises */
} functions[] = {
    {"exp", exp_of, 1.0},     {"expm1", expm1_of, 2.0},
    {"log", log_of, 1.0},     {"log1p", log1p_of, 2.0},
    {"sin", sin_of, 2.0},     {"cos", cos_of, 2.0},
    {"erfc", erfc_of, 2.0},   {"atan2", angle_to, 2.0},
};

enum { FUNCTIONS = sizeof functions / sizeof functions[0] };

/* The distance between doubles at a value, between 0 and the least. */
static double place_of(double value)
{
    int exponent;
    frexp(value, &exponent);
    return ldexp(1.0, exponent - DBL_MANT_DIG > -1074
                          ? exponent - DBL_MANT_DIG
                          : -1074);
}

START_TEST(errors_are_as_promised)
{
    sheet *file = sheet_open("tests/reference/elementary.csv");
    size_t name = sheet_column(file, "quantity"), rows = sheet_rows(file);
    for (size_t i = 0; i < rows; i++) {
        double x = sheet_double(file, i, 1), y = sheet_double(file, i, 2);
        double value = sheet_double(file, i, 3), rest;
        rest = sheet_double(file, i, 4);
        int k = 0;
        while (k < FUNCTIONS
               && strcmp(functions[k].name, sheet_text(file, i, name)) != 0)
            k++;
        ck_assert_int_lt(k, FUNCTIONS);
        double seen = functions[k].function(x, y);
        double error = fabs(seen - value - rest) / place_of(value);
        if (!(error <= functions[k].ulps))
            ck_abort_msg("%s(%.17g, %.17g) = %.17g, not %.17g: %.3f ulps",
                         functions[k].name, x, y, seen, value, error);
    }
    ck_assert_uint_gt(rows, 700);
    sheet_close(file);
}
END_TEST

START_TEST(ends_are_what_they_are)
{
    ck_assert(cev__exp(-INFINITY) == 0.0 && cev__exp(-746.0) == 0.0);
    ck_assert(isinf(cev__exp(710.0)) && isinf(cev__exp(INFINITY)));
    ck_assert(cev__exp(0.0) == 1.0 && cev__exp(-745.1) == ldexp(1.0, -1074));
    ck_assert(cev__exp(709.78) < INFINITY && isnan(cev__exp(NAN)));
    ck_assert(cev__expm1(-INFINITY) == -1.0 && isinf(cev__expm1(INFINITY)));
    ck_assert(signbit(cev__expm1(-0.0)) && isnan(cev__expm1(NAN)));
    ck_assert(cev__expm1(-50.0) == -1.0 && cev__expm1(1e-30) == 1e-30);
    ck_assert(cev__log(0.0) == -INFINITY && cev__log(-0.0) == -INFINITY);
    ck_assert(isnan(cev__log(-1.0)) && isnan(cev__log(NAN)));
    ck_assert(isinf(cev__log(INFINITY)) && cev__log(1.0) == 0.0);
    ck_assert(cev__log1p(-1.0) == -INFINITY && isnan(cev__log1p(-1.5)));
    ck_assert(signbit(cev__log1p(-0.0)) && isinf(cev__log1p(INFINITY)));
    ck_assert(isnan(cev__log1p(NAN)) && cev__log1p(1e-30) == 1e-30);
    ck_assert(isnan(cev__sin(INFINITY)) && isnan(cev__cos(NAN)));
    ck_assert(signbit(cev__sin(-0.0)) && cev__cos(0.0) == 1.0);
    ck_assert(cev__erfc(0.0) == 1.0 && cev__erfc(-30.0) == 2.0);
    ck_assert(cev__erfc(30.0) == 0.0 && isnan(cev__erfc(NAN)));
}
END_TEST

START_TEST(angles_know_their_quarter)
{
    double right = cev__atan2(1.0, 0.0), half = cev__atan2(0.0, -1.0);
    ck_assert(right > 1.5707963267948 && right < 1.5707963267949);
    ck_assert(half == 2.0 * right && cev__atan2(-0.0, -1.0) == -half);
    ck_assert(cev__atan2(0.0, 2.0) == 0.0 && cev__atan2(0.0, 0.0) == 0.0);
    ck_assert(signbit(cev__atan2(-0.0, 2.0)));
    ck_assert(cev__atan2(-1.0, -0.0) == -right);
    ck_assert(cev__atan2(INFINITY, INFINITY) == cev__atan2(1.0, 1.0));
    ck_assert(cev__atan2(3.0, -INFINITY) == half);
    ck_assert(cev__atan2(1e-310, 1e-310) == cev__atan2(1.0, 1.0));
    ck_assert(cev__atan2(1.7e308, 1.7e308) == cev__atan2(1.0, 1.0));
    ck_assert(cev__atan2(1.7e308, 1.0) == right);
    ck_assert(cev__atan2(1.0, 1.7e308) > 0.0);
    ck_assert(cev__atan2(1.0, -1.7e308) == half);
    ck_assert(cev__atan2(1e308, -1e308) == cev__atan2(1.0, -1.0));
    ck_assert(isnan(cev__atan2(NAN, 1.0)) && isnan(cev__atan2(1.0, NAN)));
}
END_TEST

Suite *suite(void)
{
    Suite *suite = suite_create("math/elementary");
    TCase *cases = tcase_create("elementary");
    tcase_add_test(cases, errors_are_as_promised);
    tcase_add_test(cases, ends_are_what_they_are);
    tcase_add_test(cases, angles_know_their_quarter);
    suite_add_tcase(suite, cases);
    return suite;
}

/* Long sums against closed forms. */
#include "math/long_sum.h"
#include "support/check_main.h"

#include <math.h>

static double cube(const void *state, double k)
{
    (void)state;
    return k * k * k;
}

static double falling(const void *state, double k)
{
    return exp(-*(const double *)state * k);
}

START_TEST(powers_are_summed_exactly)
{
    for (double n = 64.0; n < 1e9; n *= 3.0)
        ck_assert_rel(cev__long_sum(1.0, n, cube, NULL),
                      0.25 * n * n * (n + 1.0) * (n + 1.0), 1e-14);
}
END_TEST

/* As far as e^-3, which is as far as it is used. */
START_TEST(a_geometric_series_is_summed)
{
    for (double n = CEV__LONG_SUM_MIN; n < 1e9; n *= 2.0) {
        double rate = 3.0 / n, wanted = expm1(-3.0) / expm1(-rate);
        ck_assert_rel(cev__long_sum(0.0, n, falling, &rate), wanted, 2e-14);
    }
}
END_TEST

Suite *suite(void)
{
    Suite *s = suite_create("math/long_sum");
    TCase *cases = tcase_create("long_sum");
    tcase_add_test(cases, powers_are_summed_exactly);
    tcase_add_test(cases, a_geometric_series_is_summed);
    suite_add_tcase(s, cases);
    return s;
}

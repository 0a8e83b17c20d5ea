/* Small parts of the library at their edges: nothing, one, signs, overflow. */
#include <math.h>

#include "core/rng.h"
#include "math/cholesky.h"
#include "math/elementary.h"
#include "math/gamma.h"
#include "math/garwood.h"
#include "math/interval.h"
#include "math/lu.h"
#include "math/moments.h"
#include "support/check_main.h"

/* No coverage has no limits; of nothing there is an upper one. */
START_TEST(limits_of_nothing)
{
    double lower = 0.0, upper = 0.0;
    cev__garwood_limits(3.0, 0.0, &lower, &upper);
    ck_assert(isnan(lower) && isnan(upper));
    cev__garwood_limits(0.0, 0.9, &lower, &upper);
    ck_assert(lower == 0.0);
    ck_assert_near(upper, 2.9957322735539910, 1e-14); /* -log .05 */
}
END_TEST

START_TEST(intervals_of_what_is_below_0_turn_round)
{
    double lower, upper, below, above;
    cev__interval_positive(8.0, 0.5, 1.6, &lower, &upper);
    cev__interval_positive(-8.0, 0.5, 1.6, &below, &above);
    ck_assert(lower < 8.0 && upper > 8.0);
    ck_assert(below == -upper && above == -lower);
}
END_TEST

START_TEST(means_of_nobody_and_without_bounds)
{
    cev__moments moments = {{0, 0}, {0, 0}};
    double figure[3];
    cev__moments_mean(&moments, 0.0, 0.9, figure);
    ck_assert(isnan(figure[0]) && isnan(figure[1]) && isnan(figure[2]));
    cev__moments_add(&moments, 3.0);
    cev__moments_add(&moments, 5.0);
    cev__moments_mean(&moments, 2.0, 0.0, figure);
    ck_assert(figure[0] == 4.0 && isnan(figure[1]) && isnan(figure[2]));
    cev__moments_mean(&moments, 2.0, 0.9, figure);
    ck_assert(figure[1] < 4.0 && figure[2] > 4.0);
}
END_TEST

START_TEST(matrices_that_have_no_inverse_are_told)
{
    double rows[4] = {1, 2, 2, 4}, packed[3] = {4, 2, 1};
    double endless[1] = {INFINITY}, none[1] = {NAN}, fine[3] = {4, 2, 2};
    int64_t swaps[2];
    ck_assert_int_eq(cev__lu_factor(2, rows, swaps), 0);
    ck_assert_int_eq(cev__cholesky(2, packed, 1e-12), 0);
    ck_assert_int_eq(cev__cholesky(1, endless, 0.0), 0);
    ck_assert_int_eq(cev__cholesky(1, endless, 1e-12), 0);
    ck_assert_int_eq(cev__cholesky(1, none, 0.0), 0);
    ck_assert_int_eq(cev__cholesky(2, fine, 1e-12), 1);
    ck_assert(fine[0] == 2.0 && fine[1] == 1.0 && fine[2] == 1.0);
}
END_TEST

START_TEST(angles_of_infinite_sides)
{
    double right = cev__atan2(1.0, 0.0);
    ck_assert(cev__atan2(INFINITY, 2.0) == right);
    ck_assert(cev__atan2(-INFINITY, -2.0) == -right);
    ck_assert(cev__atan2(2.0, INFINITY) == 0.0);
}
END_TEST

/* By mpmath: log Gamma(1e16 + 1/2) - log Gamma(1/2). */
START_TEST(ratios_of_gamma_far_apart)
{
    ck_assert_rel(cev__lgamma_ratio(0.5, 1e16), 358413614879047309.78945,
                  1e-15);
}
END_TEST

/* Three numbers of two bits' worth and a half: without refusing some bits the
 * lower two thirds would come three times for each two of the upper one. */
START_TEST(numbers_below_a_bound_are_as_likely_each)
{
    enum { DRAWS = 60000 };
    const int64_t n = INT64_C(3) << 61;
    double seen[3] = {0, 0, 0};
    cev__rng rng;
    cev__rng_start(&rng, 7, 1);
    for (int i = 0; i < DRAWS; i++) {
        int64_t drawn = cev__rng_below(&rng, n);
        ck_assert(drawn >= 0 && drawn < n);
        seen[drawn / (INT64_C(1) << 61)] += 1.0;
    }
    /* 5 standard errors */
    for (int k = 0; k < 3; k++)
        ck_assert_near(seen[k], DRAWS / 3.0,
                       5.0 * sqrt(DRAWS * 2.0 / 9.0) / (DRAWS / 3.0));
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("edges");
    tcase_add_test(cases, limits_of_nothing);
    tcase_add_test(cases, intervals_of_what_is_below_0_turn_round);
    tcase_add_test(cases, means_of_nobody_and_without_bounds);
    tcase_add_test(cases, matrices_that_have_no_inverse_are_told);
    tcase_add_test(cases, angles_of_infinite_sides);
    tcase_add_test(cases, ratios_of_gamma_far_apart);
    tcase_add_test(cases, numbers_below_a_bound_are_as_likely_each);
    Suite *s = suite_create("math/edges");
    suite_add_tcase(s, cases);
    return s;
}

/* Groups with what they have in common. */
#include <math.h>

#include "math/shrink_pool.h"
#include "support/check_main.h"
#include "support/near.h"

/* The eight schools of Rubin (1981); means and deviations by 20,000 parts of
   the prior, added up in Python. */
START_TEST(eight_schools_are_drawn_together)
{
    static const double values[8] = {28, 8, -3, 7, -1, 1, 18, 12};
    static const double errors[8] = {15, 10, 16, 11, 9, 11, 10, 18};
    static const double wanted[2][8] = {
        {9.804039, 7.827337, 6.836884, 7.675731, 6.093624, 6.769976, 9.527713,
         8.127935},
        {6.782373, 5.525833, 6.395063, 5.692184, 5.613974, 5.800594, 5.896629,
         6.459766}};
    double means[8], deviations[8];
    cev__shrink_pool(8, values, errors, means, deviations);
    for (int i = 0; i < 8; i++) {
        ck_assert_near(means[i], wanted[0][i], 1e-6);
        ck_assert_near(deviations[i], wanted[1][i], 1e-6);
    }
}
END_TEST

/* One group has nobody to lend it anything; the unit does not matter, nor where
   the scale begins; and who is far from the others by far more than chance keeps
   what is his. */
START_TEST(limits_are_as_they_must_be)
{
    double value = 3, error = 2, mean, deviation;
    cev__shrink_pool(1, &value, &error, &mean, &deviation);
    ck_assert_near(mean, 3, 1e-12);
    ck_assert_near(deviation, 2, 1e-12);
    static const double values[3] = {1, 2, 9}, errors[3] = {1, 2, 1.5};
    double one[3], other[3], moved[3], scaled[3], sd[3], sd_scaled[3];
    for (int i = 0; i < 3; i++) {
        moved[i] = 1000 * values[i] + 7e4;
        scaled[i] = 1000 * errors[i];
    }
    cev__shrink_pool(3, values, errors, one, sd);
    cev__shrink_pool(3, moved, scaled, other, sd_scaled);
    for (int i = 0; i < 3; i++) {
        ck_assert_near(other[i], 1000 * one[i] + 7e4, 1e-6);
        ck_assert_near(sd_scaled[i], 1000 * sd[i], 1e-6);
    }
    static const double far[4] = {0, 0, 0, 1e6}, sure[4] = {1, 1, 1, 1};
    double means[4], deviations[4];
    cev__shrink_pool(4, far, sure, means, deviations);
    ck_assert(fabs(means[3] - 1e6) < 1e3);
    ck_assert(isfinite(deviations[0]) && deviations[0] > 0.9);
    cev__shrink_pool(0, far, sure, means, deviations);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("shrink_pool");
    tcase_add_test(cases, eight_schools_are_drawn_together);
    tcase_add_test(cases, limits_are_as_they_must_be);
    Suite *all = suite_create("math/shrink_pool");
    suite_add_tcase(all, cases);
    return all;
}

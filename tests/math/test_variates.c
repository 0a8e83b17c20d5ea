/* Random numbers, and variates from their distributions. */
#include "math/variates.h"

#include "support/check_main.h"

#include <math.h>

#include "math/gamma.h"
#include "math/normal.h"

enum { MANY = 100000 };

/* Seeds of which no test was chosen to pass: 1, 2, 3 ... */
static cev__rng stream_of(uint64_t stream)
{
    cev__rng rng;
    cev__rng_start(&rng, 1, stream);
    return rng;
}

/* The numbers that the authors' own program gives for the state 1 2 3 4. */
START_TEST(generator_is_xoshiro256_plus_plus)
{
    static const uint64_t wanted[6] = {
        UINT64_C(41943041),            UINT64_C(58720359),
        UINT64_C(3588806011781223),    UINT64_C(3591011842654386),
        UINT64_C(9228616714210784205), UINT64_C(9973669472204895162)};
    cev__rng rng = {{1, 2, 3, 4}};
    for (int i = 0; i < 6; i++)
        ck_assert_uint_eq(cev__rng_next(&rng), wanted[i]);
}
END_TEST

START_TEST(seed_and_stream_give_the_same_numbers_again_and_others_not)
{
    cev__rng one, again, other, swapped;
    cev__rng_start(&one, 1, 2);
    cev__rng_start(&again, 1, 2);
    cev__rng_start(&other, 1, 3);
    cev__rng_start(&swapped, 2, 1);
    for (int i = 0; i < 100; i++) {
        uint64_t bits = cev__rng_next(&one);
        ck_assert_uint_eq(bits, cev__rng_next(&again));
        ck_assert_uint_ne(bits, cev__rng_next(&other));
        ck_assert_uint_ne(bits, cev__rng_next(&swapped));
    }
}
END_TEST

/* All counts within 5 standard errors. */
START_TEST(numbers_below_n_are_equally_likely)
{
    cev__rng rng = stream_of(1);
    int64_t counts[7] = {0};
    for (int i = 0; i < MANY; i++)
        counts[cev__rng_below(&rng, 7)]++;
    for (int i = 0; i < 7; i++)
        ck_assert(fabs((double)counts[i] - MANY / 7.0)
                  < 5.0 * sqrt(MANY / 7.0 * 6.0 / 7.0));
    ck_assert_int_eq(cev__rng_below(&rng, 1), 0);
}
END_TEST

/* Mean and variance of n values within 5 standard errors, where the fourth
 * central moment is m4. */
static void check_moments(const double *values, double mean, double variance,
                          double m4)
{
    double sum = 0.0, squares = 0.0;
    for (int i = 0; i < MANY; i++)
        sum += values[i];
    for (int i = 0; i < MANY; i++)
        squares += (values[i] - mean) * (values[i] - mean);
    ck_assert(fabs(sum / MANY - mean) < 5.0 * sqrt(variance / MANY));
    ck_assert(fabs(squares / MANY - variance)
              < 5.0 * sqrt((m4 - variance * variance) / MANY));
}

static double values[MANY];

START_TEST(normal_and_exponential_variates_have_their_moments)
{
    cev__rng rng = stream_of(2);
    int64_t beyond = 0;
    for (int i = 0; i < MANY; i++) {
        values[i] = cev__variate_normal(&rng);
        beyond += values[i] > 2.0;
    }
    double tail = 1.0 - cev__normal_cdf(2.0);
    check_moments(values, 0.0, 1.0, 3.0);
    ck_assert(fabs((double)beyond / MANY - tail)
              < 5.0 * sqrt(tail * (1.0 - tail) / MANY));
    for (int i = 0; i < MANY; i++)
        values[i] = cev__variate_exponential(&rng);
    check_moments(values, 1.0, 1.0, 9.0);
}
END_TEST

/* The logarithm of a gamma variate has mean digamma and variance trigamma;
 * for small shapes it is that of an exponential, so m4 is at most about 9
 * times the variance squared. */
START_TEST(log_gamma_variates_have_their_moments_for_any_shape)
{
    static const double shapes[] = {1e-4, 0.02, 0.5, 1.0, 3.7, 200.0, 1e7};
    cev__rng rng = stream_of(3);
    for (int s = 0; s < 7; s++) {
        double variance = cev__trigamma(shapes[s]);
        for (int i = 0; i < MANY; i++) {
            values[i] = cev__variate_log_gamma(&rng, shapes[s]);
            ck_assert(isfinite(values[i]));
        }
        check_moments(values, cev__digamma(shapes[s]), variance,
                      9.0 * variance * variance);
    }
}
END_TEST

/* A beta variate has the mean a / (a + b) and variance
 * a b / ((a + b)^2 (a + b + 1)); one in [0, 1] has an m4 of at most its
 * variance. */
START_TEST(beta_variates_have_their_moments)
{
    static const double pairs[][2] = {{0.793, 2.426}, {0.01, 0.02}, {40.0, 2.0}};
    cev__rng rng = stream_of(4);
    for (int s = 0; s < 3; s++) {
        double a = pairs[s][0], b = pairs[s][1], all = a + b;
        double variance = a * b / (all * all * (all + 1.0));
        for (int i = 0; i < MANY; i++)
            values[i] = 1.0 / (1.0 + exp(-cev__variate_beta_odds(&rng, a, b)));
        check_moments(values, a / all, variance, variance);
    }
}
END_TEST

Suite *suite(void)
{
    Suite *s = suite_create("math/variates");
    TCase *cases = tcase_create("variates");
    tcase_add_test(cases, generator_is_xoshiro256_plus_plus);
    tcase_add_test(cases,
                   seed_and_stream_give_the_same_numbers_again_and_others_not);
    tcase_add_test(cases, numbers_below_n_are_equally_likely);
    tcase_add_test(cases,
                   normal_and_exponential_variates_have_their_moments);
    tcase_add_test(cases, log_gamma_variates_have_their_moments_for_any_shape);
    tcase_add_test(cases, beta_variates_have_their_moments);
    suite_add_tcase(s, cases);
    return s;
}

/* cev/statistics.h: published figures, 50-digit values, what must hold, bad
 * input. */
#include <math.h>
#include <string.h>

#include "cev/statistics.h"
#include "math/beta_tails.h"
#include "math/gamma.h"
#include "support/check_main.h"

#define REFERENCE "tests/reference/statistics.csv"
#define ACCURACY 1e-11

#define OK(call) ck_assert_int_eq(CEV_OK, (call))
#define REFUSED(call) ck_assert_int_eq(CEV_ERR_DOMAIN, (call))
#define WRONG(call) ck_assert_int_eq(CEV_ERR_ARGUMENT, (call))

/* A line of the reference, worked out. */
static void work_out(const char *quantity, const double *v, double out[2])
{
    double lower = NAN, upper = NAN;
    out[1] = 0.0;
    if (strcmp(quantity, "clopper_pearson") == 0)
        OK(cev_clopper_pearson_interval(v[2], 1, &v[0], &v[1], &out[0],
                                        &out[1]));
    else if (strcmp(quantity, "conditional") == 0)
        OK(cev_poisson_test(1, &v[0], &v[1], &v[2], &v[3], out));
    else if (strcmp(quantity, "e_test") == 0)
        OK(cev_poisson_e_test(1, &v[0], &v[1], &v[2], &v[3], out));
    else if (strcmp(quantity, "shares_power") == 0)
        OK(cev_shares_power(v[0], 1, &v[1], &v[2], &v[3], out));
    else if (strcmp(quantity, "means_power") == 0)
        OK(cev_means_power(v[0], 1, &v[1], &v[2], &v[3], out));
    else {
        ck_assert_str_eq(quantity, "sequential");
        OK(cev_sequential_test(&v[0], v[3], 1, &v[1], &v[2], out, &lower,
                               &upper));
        out[1] = 0.5 * (upper - lower);
    }
}

/* STAT-ACC-1 */
START_TEST(reference_values_are_met)
{
    static const char *const names[] = {"a", "b", "c", "d", "first", "second"};
    sheet *file = sheet_open(REFERENCE);
    for (size_t i = 0; i < sheet_rows(file); i++) {
        const char *name = sheet_text(file, i, sheet_column(file, "quantity"));
        double v[6], out[2];
        for (size_t k = 0; k < 6; k++)
            v[k] = sheet_double(file, i, sheet_column(file, names[k]));
        work_out(name, v, out);
        if (!(near_error(out[0], v[4], 0.0) <= ACCURACY
              && near_error(out[1], v[5], 0.0) <= ACCURACY))
            ck_abort_msg("line %zu, %s: %.17g %.17g, wanted %.17g %.17g",
                         i + 2, name, out[0], out[1], v[4], v[5]);
    }
    ck_assert_uint_ge(sheet_rows(file), 60);
    sheet_close(file);
}
END_TEST

START_TEST(intervals_of_shares_are_the_published_ones)
{
    static const double hits[3] = {15, 0, 25}, trials[3] = {25, 25, 25};
    double lower[3], upper[3];
    OK(cev_wilson_interval(0.95, 3, hits, trials, lower, upper));
    ck_assert_near(lower[0], 0.40739, 5e-6);
    ck_assert_near(upper[0], 0.76597, 5e-6);
    ck_assert(lower[1] == 0.0 && upper[2] == 1.0);
    ck_assert_rel(upper[1], 1.0 - lower[2], 1e-14);
    /* Agresti & Coull (1998): 2 hits and 2 misses more, nearly */
    OK(cev_adjusted_wald_interval(0.95, 3, hits, trials, lower, upper));
    ck_assert_near(lower[0], 0.4070, 5e-4);
    ck_assert_near(upper[0], 0.7662, 5e-4);
    ck_assert(lower[1] == 0.0 && upper[2] == 1.0);
    OK(cev_clopper_pearson_interval(0.95, 3, hits, trials, lower, upper));
    ck_assert_rel(upper[1], 1.0 - pow(0.025, 1.0 / 25.0), 1e-13);
    ck_assert(lower[1] == 0.0 && upper[2] == 1.0);
}
END_TEST

/* Newcombe (1998), table II, method 10, cases a to h. */
START_TEST(differences_of_shares_are_newcombe_s)
{
    static const double hits1[8] = {56, 9, 6, 5, 0, 0, 10, 10};
    static const double trials1[8] = {70, 10, 7, 56, 10, 10, 10, 10};
    static const double hits2[8] = {48, 3, 2, 0, 0, 0, 0, 0};
    static const double trials2[8] = {80, 10, 7, 29, 20, 10, 20, 10};
    static const double wanted[8][2] = {
        {0.0524, 0.3339},  {0.1705, 0.8090},  {0.0582, 0.8062},
        {-0.0381, 0.1926}, {-0.1611, 0.2775}, {-0.2775, 0.2775},
        {0.6791, 1.0},     {0.6075, 1.0}};
    double lower[8], upper[8];
    OK(cev_newcombe_interval(0.95, 8, hits1, trials1, hits2, trials2, lower,
                             upper));
    for (int i = 0; i < 8; i++) {
        ck_assert_near(lower[i], wanted[i][0], 5.1e-5);
        ck_assert_near(upper[i], wanted[i][1], 5.1e-5);
    }
}
END_TEST

/* R: poisson.test(c(11, 21), c(800, 3011)). */
START_TEST(rates_are_compared_as_r_does)
{
    double x = 11, s = 800, y = 21, t = 3011, p;
    OK(cev_poisson_test(1, &x, &s, &y, &t, &p));
    ck_assert_near(p, 0.079668633, 5.1e-10);
    /* whichever comes first, and in whatever unit */
    double again, hours = 800 * 24, more = 3011 * 24;
    OK(cev_poisson_test(1, &y, &more, &x, &hours, &again));
    ck_assert_rel(again, p, 1e-12);
    OK(cev_poisson_e_test(1, &x, &s, &y, &t, &p));
    OK(cev_poisson_e_test(1, &y, &more, &x, &hours, &again));
    ck_assert_rel(again, p, 1e-9);
    /* far out there is a small number, and no NaN */
    double many = 9e14, few = 1.0, one = 1.0;
    OK(cev_poisson_test(1, &many, &one, &few, &one, &p));
    ck_assert(p == 0.0);
}
END_TEST

/* Benjamini & Hochberg (1995), section 3.2: 15 tests, 4 rejections at .05,
 * where Bonferroni's and Holm's procedures have 3. */
START_TEST(many_tests_are_corrected_as_in_the_paper)
{
    static const double p[15] = {.0459, .0001, .7590, .0298, .0004,
                                 .0019, .3240, .0095, 1.0,   .0201,
                                 .0278, .4262, .0344, .5719, .6528};
    double adjusted[15], order[15];
    int found = 0, holm = 0;
    OK(cev_benjamini_hochberg(15, p, adjusted, order));
    for (int i = 0; i < 15; i++)
        found += adjusted[i] <= 0.05;
    ck_assert_int_eq(found, 4);
    ck_assert_near(adjusted[7], 0.0095 * 15 / 4, 1e-15);
    ck_assert(order[0] == 1.0 && order[1] == 4.0 && order[14] == 8.0);
    OK(cev_holm(15, p, adjusted, order));
    for (int i = 0; i < 15; i++)
        holm += adjusted[i] <= 0.05;
    ck_assert_int_eq(holm, 3);
    ck_assert_near(adjusted[5], 0.0019 * 13, 1e-15);
    ck_assert(adjusted[8] == 1.0);
}
END_TEST

START_TEST(equal_tests_are_corrected_alike)
{
    static const double p[6] = {.02, .5, .02, .02, 0.0, .5};
    double adjusted[6], order[6];
    OK(cev_benjamini_hochberg(6, p, adjusted, order));
    ck_assert(adjusted[0] == adjusted[2] && adjusted[0] == adjusted[3]);
    ck_assert_near(adjusted[0], .03, 1e-15);
    ck_assert(order[0] == 4.0 && order[1] == 0.0 && order[2] == 2.0
              && order[5] == 5.0);
}
END_TEST

START_TEST(experiments_have_r_s_power)
{
    double size = 50, p1 = 0.5, p2 = 0.75, out;
    OK(cev_shares_power(0.05, 1, &size, &p1, &p2, &out));
    ck_assert_near(out, 0.740165901, 5.1e-10);
    OK(cev_shares_size(0.05, 0.9, 1, &p1, &p2, &out));
    ck_assert_near(out, 76.7069, 5.1e-5);
    OK(cev_shares_power(0.05, 1, &out, &p1, &p2, &out));
    ck_assert_near(out, 0.9, 1e-13);
    /* power.t.test(n = 20, delta = 1) and (power = .90, delta = 1) */
    double twenty = 20, delta = 1, sd = 1;
    OK(cev_means_power(0.05, 1, &twenty, &delta, &sd, &out));
    ck_assert_near(out, 0.8689528, 5.1e-8);
    OK(cev_means_size(0.05, 0.9, 1, &delta, &sd, &out));
    ck_assert_near(out, 22.02110, 5.1e-6);
    delta = -1000.0;
    OK(cev_means_size(0.05, 0.9, 1, &delta, &sd, &out));
    ck_assert(out == 2.0);
    delta = 1e-4;
    OK(cev_means_size(0.05, 0.9, 1, &delta, &sd, &out));
    ck_assert_rel(out, 2.0 * 1e8 * 10.507420, 1e-6);
}
END_TEST

/* The prior 3, 7 of the project's notes, and a fit that finds it again. */
START_TEST(shares_are_drawn_to_what_groups_have_in_common)
{
    static const double prior[2] = {3, 7}, hits[3] = {4, 8, 60};
    static const double trials[3] = {5, 20, 200};
    double out[3], lower[3], upper[3];
    OK(cev_beta_binomial_mean(prior, 3, hits, trials, out));
    ck_assert_near(out[0], 7.0 / 15, 1e-15);
    ck_assert_near(out[1], 11.0 / 30, 1e-15);
    ck_assert_near(out[2], 0.3, 1e-15);
    OK(cev_beta_binomial_interval(prior, 0.9, 3, hits, trials, lower, upper));
    for (int i = 0; i < 3; i++) {
        cev__tails tails;
        cev__beta_tails(3 + hits[i], 7 + trials[i] - hits[i], upper[i],
                        1.0 - upper[i], &tails);
        ck_assert_near(tails.upper, 0.05, 1e-12);
        ck_assert(lower[i] < out[i] && out[i] < upper[i]);
    }
}
END_TEST

/* The likelihood that cev_beta_binomial_fit climbs. */
static double likelihood(const double *ab, int64_t n, const double *hits,
                         const double *trials)
{
    double m = ab[0] / (ab[0] + ab[1]), sum = 0.5 * log(m * (1.0 - m));
    for (int64_t i = 0; i < n; i++)
        sum += cev__lbeta(ab[0] + hits[i], ab[1] + trials[i] - hits[i])
               - cev__lbeta(ab[0], ab[1]);
    return sum;
}

START_TEST(a_fitted_prior_is_the_most_likely_one)
{
    static const double hits[6] = {4, 0, 9, 30, 2, 11};
    static const double trials[6] = {5, 7, 12, 100, 11, 20};
    double ab[2], turned[2], misses[6];
    OK(cev_beta_binomial_fit(6, hits, trials, ab));
    double best = likelihood(ab, 6, hits, trials);
    for (int i = 0; i < 9; i++) {
        double near[2] = {ab[0] * (0.99 + 0.01 * (i % 3)),
                          ab[1] * (0.99 + 0.01 * (i / 3))};
        ck_assert(likelihood(near, 6, hits, trials) <= best + 1e-13);
    }
    for (int i = 0; i < 6; i++)
        misses[i] = trials[i] - hits[i];
    OK(cev_beta_binomial_fit(6, misses, trials, turned));
    ck_assert_rel(turned[1], ab[0], 1e-6);
    ck_assert_rel(turned[0], ab[1], 1e-6);
}
END_TEST

START_TEST(groups_that_differ_by_chance_alone_are_one)
{
    static const double same[4] = {20, 20, 20, 20}, of[4] = {80, 80, 80, 80};
    static const double none[4] = {0, 0, 0, 0}, times[4] = {1, 2, 1, 4};
    static const double events[4] = {10, 20, 10, 40};
    static const double exact[4] = {5, 5, 5, 5}, errors[4] = {1, 2, 1, 1};
    double ab[2], out[4];
    OK(cev_beta_binomial_fit(4, same, of, ab));
    OK(cev_beta_binomial_mean(ab, 4, none, none, out));
    ck_assert_near(out[0], 0.25, 2e-3); /* half a hit more */
    ck_assert(ab[0] + ab[1] > 1e5);
    OK(cev_beta_binomial_fit(4, none, of, ab));
    ck_assert(ab[0] / (ab[0] + ab[1]) < 0.01);
    OK(cev_gamma_poisson_fit(4, events, times, ab));
    ck_assert_rel(ab[0] / ab[1], 10.0, 1e-6);
    ck_assert(ab[0] > 1e5);
    OK(cev_normal_normal_fit(4, exact, errors, ab));
    ck_assert_near(ab[0], 5.0, 1e-15);
    ck_assert(ab[1] == 0.0);
    OK(cev_normal_normal_mean(ab, 4, errors, errors, out));
    ck_assert(out[0] == 5.0 && out[3] == 5.0);
}
END_TEST

START_TEST(rates_and_means_are_shrunk_by_their_spread)
{
    static const double events[5] = {0, 3, 14, 2, 40};
    static const double times[5] = {2, 2, 3, 10, 5};
    static const double value[4] = {1, 3, 8, 12}, error[4] = {1, 2, 1, 3};
    double ab[2], out[5], lower[5], upper[5], squares = 0.0;
    OK(cev_gamma_poisson_fit(5, events, times, ab));
    OK(cev_gamma_poisson_mean(ab, 5, events, times, out));
    OK(cev_gamma_poisson_interval(ab, 0.9, 5, events, times, lower, upper));
    ck_assert(out[0] > 0.0 && out[4] < 8.0 && out[4] > 6.0);
    for (int i = 0; i < 5; i++)
        ck_assert(lower[i] < out[i] && out[i] < upper[i]);
    OK(cev_normal_normal_fit(4, value, error, ab));
    for (int i = 0; i < 4; i++)
        squares += (value[i] - ab[0]) * (value[i] - ab[0])
                   / (error[i] * error[i] + ab[1] * ab[1]);
    ck_assert_near(squares, 3.0, 1e-12);
    OK(cev_normal_normal_interval(ab, 0.9, 4, value, error, lower, upper));
    ck_assert(lower[0] > 1.0 - 1.645 && upper[0] < 4.0);
}
END_TEST

/* Under no difference, looked at 2,000 times, it hardly ever finds one: 400
 * experiments, of which .05 and four standard errors are 38. */
START_TEST(looking_at_any_time_keeps_the_promise)
{
    enum { LOOKS = 2000, TRIALS = 400 };
    static double difference[LOOKS], error[LOOKS], p[LOOKS], low[LOOKS],
        high[LOOKS];
    const double tau = 0.1;
    uint64_t state = 42;
    int found = 0, missed = 0;
    for (int k = 0; k < TRIALS; k++) {
        double sum = 0.0;
        for (int i = 0; i < LOOKS; i++) {
            state = state * UINT64_C(6364136223846793005) + 1442695040888963407;
            sum += state >> 63 ? 1.0 : -1.0;
            difference[i] = sum / (i + 1.0);
            error[i] = 1.0 / sqrt(i + 1.0);
        }
        OK(cev_sequential_test(&tau, 0.95, LOOKS, difference, error, p, low,
                               high));
        found += p[LOOKS - 1] <= 0.05;
        missed += low[LOOKS - 1] > 0.0 || high[LOOKS - 1] < 0.0;
        for (int i = 1; i < LOOKS; i++)
            ck_assert(p[i] <= p[i - 1] && low[i] >= low[i - 1]
                      && high[i] <= high[i - 1] && low[i] <= high[i]);
    }
    ck_assert_int_eq(found, missed);
    ck_assert_int_le(found, 38);
}
END_TEST

/* STAT-BOOT-1 */
START_TEST(resamples_are_as_many_and_the_same_again)
{
    double counts[100], again[100], other[100], sum = 0.0, far = 0.0;
    OK(cev_bootstrap_counts(7, 3, 100, counts));
    OK(cev_bootstrap_counts(7, 3, 100, again));
    OK(cev_bootstrap_counts(7, 4, 100, other));
    for (int i = 0; i < 100; i++) {
        sum += counts[i];
        far += fabs(counts[i] - other[i]);
        ck_assert(counts[i] == again[i]);
    }
    ck_assert(sum == 100.0 && far > 40.0);
}
END_TEST

/* Law school data of Efron & Tibshirani (1993), table 3.1: correlation of LSAT
 * and GPA .776; their BCa interval of 90 % is about .43 to .92. */
static double correlation(const double *counts)
{
    static const double lsat[15] = {576, 635, 558, 578, 666, 580, 555, 661,
                                    651, 605, 653, 575, 545, 572, 594};
    static const double gpa[15] = {3.39, 3.30, 2.81, 3.03, 3.44,
                                   3.07, 3.00, 3.43, 3.36, 3.13,
                                   3.12, 2.74, 2.76, 2.88, 2.96};
    double n = 0, x = 0, y = 0, xx = 0, xy = 0, yy = 0;
    for (int i = 0; i < 15; i++) {
        double a = lsat[i] - 600, b = gpa[i] - 3, w = counts[i];
        n += w, x += w * a, y += w * b;
        xx += w * a * a, xy += w * a * b, yy += w * b * b;
    }
    return (n * xy - x * y) / sqrt((n * xx - x * x) * (n * yy - y * y));
}

START_TEST(the_law_schools_have_efron_s_interval)
{
    enum { RESAMPLES = 4000 };
    static double drawn[RESAMPLES];
    double counts[15], left_out[15], acceleration, bounds[2];
    for (int k = 0; k < RESAMPLES; k++) {
        OK(cev_bootstrap_counts(1, k, 15, counts));
        drawn[k] = correlation(counts);
    }
    for (int i = 0; i < 15; i++) {
        for (int j = 0; j < 15; j++)
            counts[j] = i != j;
        left_out[i] = correlation(counts);
    }
    for (int j = 0; j < 15; j++)
        counts[j] = 1.0;
    ck_assert_near(correlation(counts), 0.776, 5.1e-4);
    OK(cev_bootstrap_acceleration(15, left_out, &acceleration));
    ck_assert_near(acceleration, -0.076, 1e-3);
    OK(cev_bootstrap_interval(0.9, correlation(counts), acceleration,
                              RESAMPLES, drawn, bounds));
    ck_assert_near(bounds[0], 0.43, 0.03);
    ck_assert_near(bounds[1], 0.92, 0.015);
}
END_TEST

START_TEST(values_outside_the_domain_are_refused)
{
    double bad[4] = {-1.0, 3.0, NAN, INFINITY}, two = 2.0, half = 0.5;
    double a = 42, b = 42, one = 1.0, zero = 0.0, many = 2e6;
    for (int i = 0; i < 4; i++) {
        REFUSED(cev_wilson_interval(0.9, 1, &bad[i], &two, &a, &b));
        REFUSED(cev_clopper_pearson_interval(0.9, 1, &bad[i], &two, &a, &b));
        REFUSED(cev_poisson_test(1, &half, &two, &bad[i], &two, &a));
        REFUSED(cev_benjamini_hochberg(1, &bad[i], &a, &b));
        REFUSED(cev_holm(1, &bad[i], &a, &b));
        REFUSED(cev_shares_power(0.05, 1, &two, &half, &bad[i], &a));
        REFUSED(cev_beta_binomial_fit(1, &bad[i], &two, &a));
    }
    REFUSED(cev_wilson_interval(1.0, 1, &one, &two, &a, &b));
    REFUSED(cev_wilson_interval(0.9, 1, &zero, &zero, &a, &b));
    REFUSED(cev_poisson_e_test(1, &many, &one, &one, &one, &a));
    REFUSED(cev_shares_size(0.05, 0.9, 1, &half, &half, &a));
    REFUSED(cev_shares_size(0.05, 0.02, 1, &half, &two, &a));
    REFUSED(cev_means_power(0.05, 1, &one, &one, &one, &a));
    REFUSED(cev_means_size(0.05, 0.9, 1, &zero, &one, &a));
    REFUSED(cev_beta_binomial_fit(1, &zero, &zero, &a));
    REFUSED(cev_gamma_poisson_fit(1, &zero, &one, &a));
    REFUSED(cev_normal_normal_fit(1, &one, &zero, &a));
    REFUSED(cev_sequential_test(&zero, 0.9, 1, &one, &one, &a, &b, &b));
    REFUSED(cev_bootstrap_counts(1, -1, 1, &a));
    REFUSED(cev_bootstrap_interval(0.9, NAN, 0.0, 1, &one, &a));
    WRONG(cev_wilson_interval(0.9, 1, NULL, &two, &a, &b));
    WRONG(cev_wilson_interval(0.9, -1, &one, &two, &a, &b));
    WRONG(cev_wilson_interval(0.9, 1, &one, &two, &a, NULL));
    WRONG(cev_beta_binomial_mean(NULL, 1, &one, &two, &a));
    WRONG(cev_bootstrap_acceleration(0, NULL, NULL));
    OK(cev_wilson_interval(0.9, 0, NULL, NULL, NULL, NULL));
    OK(cev_benjamini_hochberg(0, NULL, NULL, NULL));
    ck_assert(a == 42 && b == 42);
}
END_TEST

/* Numbers beside the columns, and what columns of fits may hold. */
START_TEST(bad_parameters_and_groups_are_refused)
{
    static const double priors[][2] = {
        {0.0, 1.0}, {1.0, 0.0}, {-1.0, 1.0}, {1.0, NAN}, {INFINITY, 1.0}};
    static const double off[] = {-0.1, 0.0, 1.0, 1.5, NAN};
    static const double far[] = {0.0, -1.0, 1e101, NAN};
    const double one = 1.0, two = 2.0, half = 0.5, right[2] = {1.0, 1.0};
    const double huge = 1e301;
    double a[2] = {42, 42};
    for (int i = 0; i < 5; i++) {
        REFUSED(cev_shares_power(off[i], 1, &two, &half, &half, a));
        REFUSED(cev_means_power(off[i], 1, &two, &one, &one, a));
        REFUSED(cev_means_size(off[i], 0.9, 1, &one, &one, a));
        REFUSED(cev_shares_size(0.05, off[i], 1, &half, &half, a));
        REFUSED(cev_beta_binomial_mean(priors[i], 1, &one, &two, a));
        REFUSED(cev_gamma_poisson_mean(priors[i], 1, &one, &two, a));
        REFUSED(cev_beta_binomial_interval(right, off[i], 1, &one, &two, a,
                                           a + 1));
        REFUSED(cev_normal_normal_interval(right, off[i], 1, &one, &two, a,
                                           a + 1));
        REFUSED(cev_sequential_test(right, off[i], 1, &one, &one, a, a, a));
        REFUSED(cev_bootstrap_interval(off[i], 0.0, 0.0, 1, &one, a));
    }
    for (int i = 0; i < 4; i++) {
        REFUSED(cev_sequential_test(right, 0.9, 1, &one, &far[i], a, a, a));
        REFUSED(cev_gamma_poisson_fit(1, &one, &far[i], a));
    }
    REFUSED(cev_sequential_test(right, 0.9, 1, &far[2], &one, a, a, a));
    REFUSED(cev_normal_normal_mean(priors[2] + 1, 1, &huge, &two, a));
    REFUSED(cev_normal_normal_fit(0, NULL, NULL, a));
    REFUSED(cev_bootstrap_acceleration(1, &huge, a));
    REFUSED(cev_bootstrap_interval(0.9, 0.0, NAN, 1, &one, a));
    WRONG(cev_sequential_test(NULL, 0.9, 1, &one, &one, a, a, a));
    WRONG(cev_beta_binomial_fit(1, &one, &two, NULL));
    WRONG(cev_gamma_poisson_fit(1, &one, &two, NULL));
    WRONG(cev_normal_normal_fit(1, &one, &two, NULL));
    WRONG(cev_normal_normal_mean(NULL, 1, &one, &two, a));
    WRONG(cev_bootstrap_counts(1, 1, 1, NULL));
    WRONG(cev_bootstrap_interval(0.9, 0.0, 0.0, 1, &one, NULL));
    ck_assert(a[0] == 42 && a[1] == 42);
}
END_TEST

/* The last values that are taken, and the next. */
START_TEST(ranges_end_where_it_is_said)
{
    const double one = 1.0, two = 2.0, half = 0.5, below = -1.0;
    const double much = 2e15, more = 1e101, most = 1e301, tiny = 1e-101;
    const double right[2] = {1.0, 1.0}, wide[2] = {1e101, 1.0};
    const double spread[2] = {1.0, 1e51}, thin[2] = {1.0, 1e16};
    const double turned[2] = {1.0, -1.0};
    double a[2] = {42, 42};
    REFUSED(cev_wilson_interval(0.9, 1, &one, &much, a, a + 1));
    REFUSED(cev_wilson_interval(0.9, 1, &below, &two, a, a + 1));
    REFUSED(cev_newcombe_interval(0.9, 1, &one, &two, &one, &much, a, a + 1));
    REFUSED(cev_newcombe_interval(0.9, 1, &one, &much, &one, &two, a, a + 1));
    REFUSED(cev_poisson_test(1, &one, &more, &one, &one, a));
    REFUSED(cev_poisson_test(1, &one, &tiny, &one, &one, a));
    REFUSED(cev_poisson_test(1, &one, &one, &half, &one, a));
    REFUSED(cev_shares_power(0.05, 1, &most, &half, &half, a));
    REFUSED(cev_shares_power(0.05, 1, &half, &half, &half, a));
    REFUSED(cev_means_power(0.05, 1, &most, &one, &one, a));
    REFUSED(cev_means_power(0.05, 1, &two, &more, &one, a));
    REFUSED(cev_means_power(0.05, 1, &two, &one, &more, a));
    REFUSED(cev_means_power(0.05, 1, &two, &one, &tiny, a));
    REFUSED(cev_means_size(0.05, 0.9, 1, &more, &one, a));
    REFUSED(cev_beta_binomial_fit(1, &one, &much, a));
    REFUSED(cev_beta_binomial_fit(1, &one, &half, a));
    REFUSED(cev_beta_binomial_mean(thin, 1, &one, &two, a));
    REFUSED(cev_beta_binomial_mean(right, 1, &one, &much, a));
    REFUSED(cev_gamma_poisson_fit(1, &one, &much, a));
    REFUSED(cev_gamma_poisson_mean(right, 1, &below, &one, a));
    REFUSED(cev_gamma_poisson_mean(right, 1, &much, &one, a));
    REFUSED(cev_gamma_poisson_mean(right, 1, &one, &below, a));
    REFUSED(cev_gamma_poisson_mean(right, 1, &one, &much, a));
    REFUSED(cev_normal_normal_mean(wide, 1, &one, &two, a));
    REFUSED(cev_normal_normal_mean(spread, 1, &one, &two, a));
    REFUSED(cev_normal_normal_fit(1, &more, &one, a));
    REFUSED(cev_normal_normal_fit(1, &one, &tiny, a));
    REFUSED(cev_normal_normal_fit(1, &one, &more, a));
    REFUSED(cev_sequential_test(wide, 0.9, 1, &one, &one, a, a, a));
    REFUSED(cev_bootstrap_counts(1, 1, (INT64_C(1) << 40) + 1, a));
    REFUSED(cev_bootstrap_interval(0.9, 0.0, 0.0, 1, &most, a));
    REFUSED(cev_bootstrap_interval(0.9, 0.0, 0.0, 0, NULL, a));
    REFUSED(cev_beta_binomial_mean(right, 1, &below, &two, a));
    REFUSED(cev_gamma_poisson_fit(1, &half, &one, a));
    REFUSED(cev_normal_normal_mean(turned, 1, &one, &two, a));
    WRONG(cev_bootstrap_interval(0.9, 0.0, 0.0, 0, NULL, NULL));
    WRONG(cev_beta_binomial_fit(0, NULL, NULL, NULL));
    WRONG(cev_gamma_poisson_fit(0, NULL, NULL, NULL));
    WRONG(cev_normal_normal_fit(0, NULL, NULL, NULL));
    WRONG(cev_benjamini_hochberg(-1, &one, a, a + 1));
    WRONG(cev_holm(1, NULL, a, a + 1));
    WRONG(cev_beta_binomial_fit(-1, &one, &two, a));
    WRONG(cev_gamma_poisson_fit(-1, &one, &two, a));
    WRONG(cev_normal_normal_fit(-1, &one, &two, a));
    WRONG(cev_sequential_test(right, 0.9, -1, &one, &one, a, a, a));
    WRONG(cev_bootstrap_acceleration(-1, &one, a));
    WRONG(cev_bootstrap_interval(0.9, 0.0, 0.0, -1, &one, a));
    ck_assert(a[0] == 42 && a[1] == 42);
    /* Where all are hits, and where none is, half of one is added to each. */
    OK(cev_beta_binomial_fit(1, &two, &two, a));
    ck_assert(a[0] == 2.5 && a[1] == 0.5);
}
END_TEST

/* Nothing that came, or nothing that came elsewhere, is compared as well: all of
 * n events in one of two equal times have P = 2 / 2^n. */
START_TEST(rates_of_nothing_are_compared)
{
    const double none = 0.0, one = 1.0, some = 5.0;
    double p = NAN;
    OK(cev_poisson_test(1, &none, &one, &none, &one, &p));
    ck_assert_near(p, 1.0, 1e-15);
    OK(cev_poisson_test(1, &none, &one, &some, &one, &p));
    ck_assert_near(p, 2.0 / 32.0, 1e-15);
    OK(cev_poisson_test(1, &some, &one, &none, &one, &p));
    ck_assert_near(p, 2.0 / 32.0, 1e-15);
    OK(cev_poisson_e_test(1, &none, &one, &none, &one, &p));
    ck_assert_near(p, 1.0, 1e-15);
}
END_TEST

/* An estimate that resamples come to again counts them half on either side. */
START_TEST(resamples_that_are_the_estimate_count_half)
{
    static const double resampled[5] = {1, 2, 3, 3, 3};
    static const double turned[5] = {-1, -2, -3, -3, -3};
    double bounds[2], other[2];
    OK(cev_bootstrap_interval(0.6, 3.0, 0.0, 5, resampled, bounds));
    OK(cev_bootstrap_interval(0.6, -3.0, 0.0, 5, turned, other));
    ck_assert(bounds[0] <= 3.0 && bounds[1] == 3.0);
    ck_assert(other[0] == -bounds[1] && other[1] == -bounds[0]);
}
END_TEST

/* STAT-ROW-1: one bad row of many, and nothing is written. */
START_TEST(a_bad_row_leaves_the_outputs_untouched)
{
    static const double hits[3] = {1, 2, 9}, trials[3] = {4, 4, 4};
    double lower[3] = {7, 7, 7}, upper[3] = {7, 7, 7};
    REFUSED(cev_wilson_interval(0.9, 3, hits, trials, lower, upper));
    ck_assert(lower[0] == 7 && upper[0] == 7);
}
END_TEST

Suite *suite(void)
{
    Suite *s = suite_create("math/statistics");
    TCase *values = tcase_create("values"), *domain = tcase_create("domain");
    tcase_add_test(values, reference_values_are_met);
    tcase_add_test(values, intervals_of_shares_are_the_published_ones);
    tcase_add_test(values, differences_of_shares_are_newcombe_s);
    tcase_add_test(values, rates_are_compared_as_r_does);
    tcase_add_test(values, many_tests_are_corrected_as_in_the_paper);
    tcase_add_test(values, equal_tests_are_corrected_alike);
    tcase_add_test(values, experiments_have_r_s_power);
    tcase_add_test(values, shares_are_drawn_to_what_groups_have_in_common);
    tcase_add_test(values, a_fitted_prior_is_the_most_likely_one);
    tcase_add_test(values, groups_that_differ_by_chance_alone_are_one);
    tcase_add_test(values, rates_and_means_are_shrunk_by_their_spread);
    tcase_add_test(values, looking_at_any_time_keeps_the_promise);
    tcase_add_test(values, resamples_are_as_many_and_the_same_again);
    tcase_add_test(values, the_law_schools_have_efron_s_interval);
    tcase_add_test(domain, values_outside_the_domain_are_refused);
    tcase_add_test(domain, bad_parameters_and_groups_are_refused);
    tcase_add_test(domain, ranges_end_where_it_is_said);
    tcase_add_test(domain, rates_of_nothing_are_compared);
    tcase_add_test(domain, resamples_that_are_the_estimate_count_half);
    tcase_add_test(domain, a_bad_row_leaves_the_outputs_untouched);
    suite_add_tcase(s, values);
    suite_add_tcase(s, domain);
    return s;
}

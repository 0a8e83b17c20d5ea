/* Order statistics against a sort. */
#include "math/quantile.h"
#include "support/check_main.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 20000 };

static double values[MOST], sorted[MOST];
static uint64_t scratch[MOST];

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

/* A number of 64 well mixed bits for each i (splitmix64). */
static uint64_t mixed(uint64_t i)
{
    uint64_t z = (i + 1) * UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

/* Asks for positions all over n values, at once. */
static void check_values(int64_t n)
{
    int64_t positions[9];
    cev__rank ranks[9];
    memcpy(sorted, values, (size_t)n * sizeof sorted[0]);
    qsort(sorted, (size_t)n, sizeof sorted[0], compare);
    for (int i = 0; i < 9; i++)
        positions[i] = i == 8 ? n - 1 : n * i / 8;
    cev__quantile_ranks(values, n, positions, 9, scratch, ranks);
    for (int i = 0; i < 9; i++) {
        double wanted = sorted[positions[i]];
        int64_t below = positions[i];
        int64_t end = positions[i];
        while (below > 0 && sorted[below - 1] >= wanted)
            below--;
        while (end < n && sorted[end] <= wanted)
            end++;
        ck_assert(ranks[i].value == wanted);
        ck_assert_int_eq(ranks[i].below, below);
        ck_assert_int_eq(ranks[i].equal, end - below);
    }
}

START_TEST(one_value_is_every_quantile)
{
    values[0] = -2.5;
    check_values(1);
}
END_TEST

START_TEST(few_values_are_ranked)
{
    for (int64_t n = 1; n <= 40; n++)
        for (uint64_t seed = 0; seed < 20; seed++) {
            for (int64_t i = 0; i < n; i++)
                values[i] = (double)(mixed((uint64_t)i + 1000 * seed) % 7) - 3;
            check_values(n);
        }
}
END_TEST

START_TEST(all_equal_values_are_one_rank)
{
    for (int i = 0; i < MOST; i++)
        values[i] = 42;
    check_values(MOST);
}
END_TEST

START_TEST(small_counts_are_ranked)
{
    for (uint64_t i = 0; i < MOST; i++)
        values[i] = (double)(mixed(i) % 100 < 70 ? 1 : mixed(i) % 30);
    check_values(MOST);
}
END_TEST

START_TEST(money_is_ranked)
{
    for (uint64_t i = 0; i < MOST; i++)
        values[i] = floor(exp((double)(mixed(i) % 100000) / 1e4)) / 100;
    check_values(MOST);
    for (uint64_t i = 0; i < MOST; i += 5)
        values[i] = 0;
    check_values(MOST);
    for (uint64_t i = 0; i < MOST; i += 7)
        values[i] = -values[i];
    check_values(MOST);
}
END_TEST

/* Every bit pattern that is a number, so that all exponents and both signs
 * take part. */
START_TEST(numbers_of_all_sizes_are_ranked)
{
    for (uint64_t i = 0; i < MOST; i++) {
        uint64_t bits = mixed(i);
        memcpy(&values[i], &bits, sizeof bits);
        if (isnan(values[i]))
            values[i] = i % 2 ? DBL_MAX : -DBL_MAX;
    }
    values[17] = INFINITY;
    values[18] = -INFINITY;
    check_values(MOST);
}
END_TEST

/* Numbers that differ in their last bits only, then one far away: the first
 * rounds take nothing off. */
START_TEST(numbers_that_agree_in_all_but_the_last_bits_are_ranked)
{
    for (uint64_t i = 0; i < MOST; i++)
        values[i] = 1.0 + (double)(mixed(i) % 100) * DBL_EPSILON;
    check_values(MOST);
    values[5] = -1e300;
    values[6] = 1e300;
    check_values(MOST);
    for (uint64_t i = 0; i < MOST; i++)
        values[i] = (double)(mixed(i) % 100) * 4.9e-324;
    values[5] = -DBL_MAX;
    values[6] = DBL_MAX;
    check_values(MOST);
}
END_TEST

/* Whole numbers near and far, of which a sample does not tell all: some that
 * are none, some beyond the others, some infinite. */
START_TEST(whole_numbers_are_ranked)
{
    static const double widths[] = {3, 700, 1024, 1025, 5000, 1e12, 3e15};
    for (int width = 0; width < 7; width++)
        for (int odd = 0; odd < 4; odd++) {
            for (uint64_t i = 0; i < MOST; i++)
                values[i] = fmod((double)(mixed(i) >> 12), widths[width])
                            - widths[width] / 2 + fmod(widths[width], 2) / 2;
            for (uint64_t i = 1; odd == 1 && i < MOST; i += 97)
                values[i] += 0.5;
            for (uint64_t i = 1; odd == 2 && i < MOST; i += 97)
                values[i] = i % 2 ? INFINITY : -1e18;
            for (uint64_t i = 0; odd == 3 && i < MOST; i += 2)
                values[i] = INFINITY;
            check_values(MOST);
        }
}
END_TEST

static void read_values(void *from, int64_t first, int64_t n, double *out)
{
    memset(out, 0, CEV__STRETCH * sizeof *out);
    memcpy(out, (const double *)from + first, (size_t)n * sizeof *out);
}

/* Bins end where numbers do: what is infinite is told apart all the same. */
START_TEST(numbers_beside_the_infinite_are_ranked)
{
    cev__values all = {read_values, values, MOST};
    cev__value_bins bins;
    uint64_t most;
    double greatest = DBL_MAX;
    memcpy(&most, &greatest, sizeof most);
    for (int sign = 1; sign >= -1; sign -= 2) {
        int64_t infinite = 0;
        for (uint64_t i = 0; i < MOST; i++) {
            uint64_t bits = most - mixed(i) % 300;
            memcpy(&values[i], &bits, sizeof bits);
            values[i] *= sign;
            if (i > 3000 && i % 97 == 0)
                values[i] = INFINITY;
            infinite += values[i] > DBL_MAX;
        }
        check_values(MOST);
        cev__quantile_count(&all, &bins);
        ck_assert_int_eq(bins.infinite, infinite);
        values[18] = -INFINITY;
        check_values(MOST);
    }
}
END_TEST

START_TEST(zero_and_minus_zero_are_equal)
{
    for (int i = 0; i < 100; i++)
        values[i] = i % 2 ? 0.0 : -0.0;
    check_values(100);
    values[3] = -1;
    values[4] = 1;
    check_values(100);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("quantile");
    tcase_add_test(cases, one_value_is_every_quantile);
    tcase_add_test(cases, few_values_are_ranked);
    tcase_add_test(cases, all_equal_values_are_one_rank);
    tcase_add_test(cases, small_counts_are_ranked);
    tcase_add_test(cases, money_is_ranked);
    tcase_add_test(cases, numbers_of_all_sizes_are_ranked);
    tcase_add_test(cases, numbers_that_agree_in_all_but_the_last_bits_are_ranked);
    tcase_add_test(cases, whole_numbers_are_ranked);
    tcase_add_test(cases, numbers_beside_the_infinite_are_ranked);
    tcase_add_test(cases, zero_and_minus_zero_are_equal);
    Suite *s = suite_create("math/quantile");
    suite_add_tcase(s, cases);
    return s;
}

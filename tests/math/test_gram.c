/* A few terms for very many. */
#include <check.h>
#include <math.h>

#include "math/gram.h"
#include "support/check_main.h"
#include "support/near.h"

static const double counts[] = {96, 97, 100, 145, 1000, 30011};
enum { COUNTS = sizeof counts / sizeof counts[0] };

/* Powers of places counted from -1 to 1; adding all up rounds as well. */
START_TEST(polynomials_are_summed_as_by_all)
{
    for (int c = 0; c < COUNTS; c++) {
        double middle = 0.5 * (counts[c] - 1.0);
        cev__gram rule;
        cev__gram_of(counts[c], &rule);
        for (int power = 0; power < 2 * CEV__GRAM; power++) {
            double all = 0.0, few = 0.0;
            for (double k = 0.0; k < counts[c]; k += 1.0)
                all += pow((k - middle) / middle, power);
            for (int i = 0; i < CEV__GRAM; i++)
                few += rule.weight[i]
                       * pow((rule.place[i] - middle) / middle, power);
            ck_assert_near(few / counts[c], all / counts[c], 4e-15);
        }
    }
}
END_TEST

START_TEST(inverses_are_summed_as_by_all)
{
    for (int c = 0; c < COUNTS; c++)
        for (double away = 1.5 * counts[c]; away < 1e9; away *= 10.0) {
            double first = 0.0, second = 0.0;
            cev__gram rule;
            cev__gram_of(counts[c], &rule);
            for (int i = 0; i < CEV__GRAM; i++) {
                double term = 1.0 / (away - rule.place[i]);
                first += rule.weight[i] * term;
                second += rule.weight[i] * term * term;
            }
            for (double k = counts[c] - 1.0; k >= 0.0; k -= 1.0) {
                double term = 1.0 / (away - k);
                first -= term;
                second -= term * term;
            }
            ck_assert_near(first * away / counts[c], 0.0, 2e-14);
            ck_assert_near(second * away * away / counts[c], 0.0, 2e-14);
        }
}
END_TEST

/* Endless many are an integral. */
START_TEST(any_number_of_terms_is_as_good)
{
    for (double terms = 1e6; terms < 1e300; terms *= 1e6) {
        double sum = 0.0;
        cev__gram rule;
        cev__gram_of(terms, &rule);
        for (int i = 0; i < CEV__GRAM; i++)
            sum += rule.weight[i] / (1.5 * terms - rule.place[i]);
        /* To (1 / terms)^2 ... the sum from 1/2 to 3/2 of 1 / x. */
        ck_assert_near(sum, log(3.0) - 2.0 / 3.0 / terms, 2e-12);
    }
}
END_TEST

Suite *suite(void)
{
    Suite *s = suite_create("math/gram");
    TCase *cases = tcase_create("gram");
    tcase_add_test(cases, polynomials_are_summed_as_by_all);
    tcase_add_test(cases, inverses_are_summed_as_by_all);
    tcase_add_test(cases, any_number_of_terms_is_as_good);
    suite_add_tcase(s, cases);
    return s;
}

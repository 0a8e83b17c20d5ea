/* How many purchases have come some time after one: against the sum over their
 * numbers, of incomplete beta functions. */
#include <check.h>
#include <math.h>

#include "math/beta_tails.h"
#include "support/check_main.h"
#include "support/near.h"
#include "value/ggg_comers.h"

/* What is walked to: of the stretch in which z is. */
static double come_by(double k, double n, double z)
{
    cev__comers comers;
    cev__comers_begin(k, n, &comers);
    do
        cev__comers_next(&comers, 2.0 * z);
    while (comers.high < z);
    return cev__comers_at(&comers, cev__comers_share(&comers, z));
}

/* The j-th has come by z. */
static double summed_by(double k, double n, double z)
{
    double sum = 0.0;
    for (double j = 1.0;; j += 1.0) {
        cev__tails tails;
        cev__beta_tails(j * k, n, z / (1.0 + z), 1.0 / (1.0 + z), &tails);
        sum += tails.lower;
        if (tails.lower <= 1e-13 * sum && j * k > z * n)
            return sum;
    }
}

/* From clumps to clockwork, with a pace known well or hardly. */
START_TEST(as_many_come_as_are_summed)
{
    static const double k[] = {0.03, 0.3, 0.7, 1.0,  1.3,
                               2.0,  4.0, 9.0, 22.0, 200.0};
    static const double n[] = {0.3, 2.0, 30.0, 1e3, 1e6};
    static const double gaps[] = {0.05, 0.7, 3.3, 20.0};
    for (int a = 0; a < 10; a++)
        for (int b = 0; b < 5; b++)
            for (int c = 0; c < 4; c++) {
                double z = gaps[c] * k[a] / n[b];
                double wanted = summed_by(k[a], n[b], z);
                double seen = come_by(k[a], n[b], z);
                ck_assert_msg(fabs(seen - wanted) <= 5e-9 * (1.0 + wanted),
                              "k %g, n %g, %g gaps: %.12g, wanted %.12g",
                              k[a], n[b], gaps[c], seen, wanted);
            }
}
END_TEST

/* Of many gaps at a pace hardly known, each of which may have been any. */
START_TEST(many_that_differ_little_are_summed_too)
{
    double z = 300.0 * 1.5 / 1.6, wanted = summed_by(1.5, 1.6, z);
    ck_assert_rel(come_by(1.5, 1.6, z), wanted, 1e-9);
}
END_TEST

/* Where all of it is known: n z / k by chance, and with every second one left
 * out. */
START_TEST(chance_and_every_second_one_are_closed)
{
    for (double n = 0.5; n < 1e9; n *= 40.0)
        for (double w = 0.01; w < 1e3; w *= 10.0) {
            double z = w / n;
            ck_assert_rel(come_by(1.0, n, z), w, 1e-12);
            ck_assert_near(come_by(2.0, n, z),
                           0.5 * w - 0.25
                               + 0.25 * exp(-n * log1p(2.0 * z)),
                           1e-9 * (1.0 + w));
        }
}
END_TEST

/* What no shop has ends all the same. */
START_TEST(absurd_shapes_end)
{
    static const double k[] = {1e-90, 1e-12, 1e6, 1e15};
    static const double more[] = {1e-6, 1.0, 1e15};
    for (int a = 0; a < 4; a++)
        for (int b = 0; b < 3; b++) {
            cev__comers comers;
            double n = k[a] + more[b];
            cev__comers_begin(k[a], n, &comers);
            for (int i = 0; i < 6000 && !comers.is_settled; i++)
                cev__comers_next(&comers, 1e3 * k[a] / n);
            ck_assert_msg(isfinite(cev__comers_at(&comers, 1.0)), "%g %g",
                          k[a], n);
        }
}
END_TEST

Suite *suite(void)
{
    Suite *s = suite_create("value/ggg_comers");
    TCase *cases = tcase_create("comers");
    tcase_add_test(cases, as_many_come_as_are_summed);
    tcase_add_test(cases, many_that_differ_little_are_summed_too);
    tcase_add_test(cases, chance_and_every_second_one_are_closed);
    tcase_add_test(cases, absurd_shapes_end);
    suite_add_tcase(s, cases);
    return s;
}

/* Few nodes for many places. */
#include <check.h>
#include <math.h>

#include "math/few_nodes.h"
#include "support/check_main.h"
#include "support/near.h"

enum { PLACES = 41 };

/* A skewed bell around 3. */
static void lay_out(double *place, double *weight)
{
    for (int i = 0; i < PLACES; i++) {
        double y = 0.25 * (i - 20);
        place[i] = 3.0 + 0.1 * y;
        weight[i] = exp(y - exp(0.6 * y) * 1.5);
    }
}

START_TEST(polynomials_are_summed_as_they_were)
{
    double place[PLACES], weight[PLACES];
    lay_out(place, weight);
    for (int count = 3; count <= CEV__SMALL; count++) {
        cev__few_nodes few;
        cev__few_nodes_of(PLACES, place, weight, count, &few);
        for (int power = 0; power < 2 * count; power++) {
            double all = 0.0, some = 0.0;
            for (int i = 0; i < PLACES; i++)
                all += weight[i] * pow(place[i], power);
            for (int i = 0; i < count; i++)
                some += few.weight[i] * pow(few.place[i], power);
            ck_assert_rel(some, all, 1e-12);
        }
    }
}
END_TEST

/* Of smooth functions, from flat ones to such as nothing is left of. */
START_TEST(the_error_is_at_most_what_is_doubted)
{
    double place[PLACES], weight[PLACES];
    lay_out(place, weight);
    for (int count = 4; count <= CEV__SMALL; count += 2)
        for (double slope = -30.0; slope < 31.0; slope += 1.5) {
            cev__few_nodes few;
            double all = 0.0, some = 0.0, value[CEV__SMALL], doubt;
            cev__few_nodes_of(PLACES, place, weight, count, &few);
            for (int i = 0; i < PLACES; i++)
                all += weight[i] / (1.0 + exp(slope * (place[i] - 2.9)));
            for (int i = 0; i < count; i++) {
                value[i] = 1.0 / (1.0 + exp(slope * (few.place[i] - 2.9)));
                some += few.weight[i] * value[i];
            }
            doubt = cev__few_nodes_doubt(&few, value);
            ck_assert_msg(fabs(some / all - 1.0) <= 10.0 * doubt + 1e-14,
                          "%d nodes, slope %g: error %g, doubt %g", count,
                          slope, fabs(some / all - 1.0), doubt);
        }
}
END_TEST

Suite *suite(void)
{
    Suite *s = suite_create("math/few_nodes");
    TCase *cases = tcase_create("few nodes");
    tcase_add_test(cases, polynomials_are_summed_as_they_were);
    tcase_add_test(cases, the_error_is_at_most_what_is_doubted);
    suite_add_tcase(s, cases);
    return s;
}

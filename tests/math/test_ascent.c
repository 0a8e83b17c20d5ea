/* Many variables: factors, maxima, and the tail of a likelihood ratio. */
#include "support/check_main.h"
#include "math/ascent.h"
#include "math/chi_square.h"

#include <math.h>
#include <string.h>

START_TEST(a_factor_solves_and_inverts)
{
    double matrix[CEV__MANY_PACKED], inverse[CEV__MANY_PACKED];
    double factor[CEV__MANY_PACKED], column[CEV__MANY];
    for (int i = 0; i < 20; i++)
        for (int j = 0; j <= i; j++)
            matrix[cev__packed(i, j)] =
                (i == j ? 3.0 : 0.0) + 1.0 / (1.0 + i + j);
    memcpy(factor, matrix, sizeof factor);
    ck_assert(cev__cholesky(20, factor, 1e-14));
    cev__cholesky_inverse(20, factor, column, inverse);
    for (int i = 0; i < 20; i++)
        for (int j = 0; j <= i; j++) {
            double sum = 0.0;
            for (int k = 0; k < 20; k++)
                sum += matrix[i > k ? cev__packed(i, k) : cev__packed(k, i)]
                       * inverse[j > k ? cev__packed(j, k)
                                       : cev__packed(k, j)];
            ck_assert_near(sum, i == j, 1e-13);
        }
    factor[0] = -1.0;
    ck_assert(!cev__cholesky(20, factor, 1e-14));
}
END_TEST

/* Rosenbrock's valley, turned round, in pairs of variables. */
static int32_t valley(void *state, const double *at, cev__slope *out)
{
    int n = *(int *)state;
    memset(out, 0, sizeof *out);
    for (int i = 0; i < n; i += 2) {
        double x = at[i], u = at[i + 1] - x * x;
        out->value -= 10.0 * u * u + (1.0 - x) * (1.0 - x);
        out->gradient[i] = 40.0 * u * x + 2.0 * (1.0 - x);
        out->gradient[i + 1] = -20.0 * u;
        out->hessian[cev__packed(i, i)] = 40.0 * u - 80.0 * x * x - 2.0;
        out->hessian[cev__packed(i + 1, i)] = 40.0 * x;
        out->hessian[cev__packed(i + 1, i + 1)] = -20.0;
    }
    return 0;
}

START_TEST(a_valley_leads_to_its_top)
{
    static cev__summit summit;
    int n = CEV__MANY;
    cev__ascent problem = {CEV__MANY, 18.0, 1e-10, 200, valley, NULL};
    problem.state = &n;
    for (int i = 0; i < n; i++)
        summit.at[i] = -1.0 + 0.01 * i;
    ck_assert_int_eq(0, cev__ascend(&problem, &summit));
    ck_assert(summit.is_converged);
    for (int i = 0; i < n; i++)
        ck_assert_near(summit.at[i], 1.0, 1e-8);
}
END_TEST

/* Quantiles that every table prints. */
START_TEST(the_tail_is_that_of_tables)
{
    ck_assert_near(cev__chi_square_tail(3.841458820694124, 1), 0.05, 1e-14);
    ck_assert_near(cev__chi_square_tail(5.991464547107979, 2), 0.05, 1e-14);
    ck_assert_near(cev__chi_square_tail(7.814727903251179, 3), 0.05, 1e-14);
    ck_assert_near(cev__chi_square_tail(9.487729036781154, 4), 0.05, 1e-14);
    ck_assert_near(cev__chi_square_tail(11.070497693516351, 5), 0.05, 1e-14);
    ck_assert_near(cev__chi_square_tail(20.0, 20), 0.45792971447185224,
                   1e-14);
    ck_assert(cev__chi_square_tail(-1e-12, 3) == 1.0);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("ascent");
    tcase_add_test(cases, a_factor_solves_and_inverts);
    tcase_add_test(cases, a_valley_leads_to_its_top);
    tcase_add_test(cases, the_tail_is_that_of_tables);
    Suite *s = suite_create("math/ascent");
    suite_add_tcase(s, cases);
    return s;
}

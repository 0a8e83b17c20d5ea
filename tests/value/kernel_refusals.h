/** What the kernels of every purchase model refuse, as cases. */
#ifndef TESTS_VALUE_KERNEL_REFUSALS_H
#define TESTS_VALUE_KERNEL_REFUSALS_H

#include "kernel_model.h"

/* All kernels over one history, so that a refusal is a refusal of all. */
static int refused_by_all(const double *params, double x, double t_x,
                          double T)
{
    double out = 42.0;
    int32_t wanted = CEV_ERR_DOMAIN;

    return model.log_likelihood(params, 1, &x, &t_x, &T, &out) == wanted
           && model.p_alive(params, 1, &x, &t_x, &T, &out) == wanted
           && model.expected(params, 1, &x, &t_x, &T, 1.0, &out) == wanted
           && model.dert(params, 1, &x, &t_x, &T, 0.1, &out) == wanted
           && model.dect(params, 1, &x, &t_x, &T, 0.1, 1.0, &out) == wanted
           && out == 42.0;
}

START_TEST(histories_outside_the_domain_are_refused)
{
    ck_assert(refused_by_all(model.params, -1.0, 1.0, 2.0));
    ck_assert(refused_by_all(model.params, 1.5, 1.0, 2.0));
    ck_assert(refused_by_all(model.params, NAN, 1.0, 2.0));
    ck_assert(refused_by_all(model.params, INFINITY, 1.0, 2.0));
    ck_assert(refused_by_all(model.params, 1.0, -1.0, 2.0));
    ck_assert(refused_by_all(model.params, 1.0, 3.0, 2.0));
    ck_assert(refused_by_all(model.params, 1.0, NAN, 2.0));
    ck_assert(refused_by_all(model.params, 1.0, 1.0, NAN));
    ck_assert(refused_by_all(model.params, 1.0, 1.0, INFINITY));
}
END_TEST

START_TEST(parameters_outside_the_domain_are_refused)
{
    static const double bad[] = {0.0, -1.0, NAN, INFINITY};
    size_t i, j;

    for (i = 0; i < (size_t)model.kind->fit.n; i++)
        for (j = 0; j < sizeof bad / sizeof bad[0]; j++) {
            double params[CEV__PARAMS], x = 1.0, T = 2.0, out = 42.0;

            memcpy(params, model.params, sizeof params);
            params[i] = bad[j];
            ck_assert(refused_by_all(params, 1.0, 1.0, 2.0));
            ck_assert_int_eq(CEV_ERR_DOMAIN,
                             model.pmf(params, 1, &x, &T, &out));
            ck_assert(out == 42.0);
        }
}
END_TEST

START_TEST(a_bad_row_leaves_the_output_untouched)
{
    double x[3] = {1.0, 2.0, 3.0}, t_x[3] = {1.0, 2.0, 9.0};
    double T[3] = {5.0, 5.0, 5.0}, out[3] = {1.0, 2.0, 3.0};

    ck_assert_int_eq(CEV_ERR_DOMAIN,
                     model.expected(model.params, 3, x, t_x, T, 1.0, out));
    ck_assert(out[0] == 1.0 && out[1] == 2.0 && out[2] == 3.0);
}
END_TEST

START_TEST(horizons_and_rates_outside_the_domain_are_refused)
{
    static const double bad[] = {-1.0, NAN, INFINITY};
    static const double dim[] = {0x1p-1074, 1e-300, 9.99e-281};
    double x = 1.0, t_x = 1.0, T = 2.0, out = 42.0;
    size_t i;

    for (i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        ck_assert_int_eq(CEV_ERR_DOMAIN,
                         model.expected(model.params, 1, &x, &t_x, &T, bad[i],
                                        &out));
        ck_assert_int_eq(CEV_ERR_DOMAIN,
                         model.dert(model.params, 1, &x, &t_x, &T, bad[i],
                                    &out));
        ck_assert_int_eq(CEV_ERR_DOMAIN,
                         model.dect(model.params, 1, &x, &t_x, &T, bad[i], 1.0,
                                    &out));
    }
    for (i = 0; i < sizeof dim / sizeof dim[0]; i++) {
        ck_assert_int_eq(CEV_ERR_DOMAIN,
                         model.dert(model.params, 1, &x, &t_x, &T, dim[i],
                                    &out));
        ck_assert_int_eq(CEV_ERR_DOMAIN,
                         model.dect(model.params, 1, &x, &t_x, &T, dim[i], 1.0,
                                    &out));
    }
    ck_assert_int_eq(CEV_ERR_DOMAIN,
                     model.dert(model.params, 1, &x, &t_x, &T, 0.0, &out));
    ck_assert_int_eq(CEV_ERR_DOMAIN,
                     model.dect(model.params, 1, &x, &t_x, &T, 0.1, NAN,
                                &out));
    ck_assert_int_eq(CEV_ERR_DOMAIN,
                     model.dect(model.params, 1, &x, &t_x, &T, 0.1, -1.0,
                                &out));
    ck_assert(out == 42.0);
}
END_TEST

START_TEST(no_customers_need_no_arrays)
{
    ck_assert_int_eq(CEV_OK,
                     model.p_alive(model.params, 0, NULL, NULL, NULL, NULL));
    ck_assert_int_eq(CEV_OK, model.pmf(model.params, 0, NULL, NULL, NULL));
    ck_assert_int_eq(CEV_OK,
                     model.dect(model.params, 0, NULL, NULL, NULL, 0.1, 1.0,
                                NULL));
}
END_TEST

START_TEST(missing_arrays_and_negative_counts_are_refused)
{
    double one = 1.0, out = 42.0;

    ck_assert_int_eq(CEV_ERR_ARGUMENT,
                     model.p_alive(NULL, 1, &one, &one, &one, &out));
    ck_assert_int_eq(CEV_ERR_ARGUMENT,
                     model.p_alive(model.params, -1, &one, &one, &one, &out));
    ck_assert_int_eq(CEV_ERR_ARGUMENT,
                     model.p_alive(model.params, 1, NULL, &one, &one, &out));
    ck_assert_int_eq(CEV_ERR_ARGUMENT,
                     model.p_alive(model.params, 1, &one, NULL, &one, &out));
    ck_assert_int_eq(CEV_ERR_ARGUMENT,
                     model.p_alive(model.params, 1, &one, &one, NULL, &out));
    ck_assert_int_eq(CEV_ERR_ARGUMENT,
                     model.p_alive(model.params, 1, &one, &one, &one, NULL));
    ck_assert(out == 42.0);
}
END_TEST

static inline void add_refusals(TCase *domain)
{
    tcase_add_test(domain, histories_outside_the_domain_are_refused);
    tcase_add_test(domain, parameters_outside_the_domain_are_refused);
    tcase_add_test(domain, a_bad_row_leaves_the_output_untouched);
    tcase_add_test(domain, horizons_and_rates_outside_the_domain_are_refused);
    tcase_add_test(domain, no_customers_need_no_arrays);
    tcase_add_test(domain, missing_arrays_and_negative_counts_are_refused);
}

#endif

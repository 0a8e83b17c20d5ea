/* MBG/NBD: the kernels, by the cases of all purchase models, and what differs
 * from the BG/NBD. */
#include "value/kernel_cases.h"
#include "value/bg_purchases.h"

static const kernels model = {
    "mbgnbd",
    "tests/reference/mbgnbd.csv",
    30,
    192,
    {0.525, 6.183, 0.891, 1.614},
    1e-13,
    &cev__mbgnbd_purchases,
    cev_mbgnbd_log_likelihood,
    cev_mbgnbd_p_alive,
    cev_mbgnbd_expected,
    cev_mbgnbd_dert,
    cev_mbgnbd_dect,
    cev_mbgnbd_pmf,
};

START_TEST(a_new_customer_may_have_left_at_once)
{
    /* r = 1, a = b = 2, t = alpha: b / (a - 1) (1 - 2F1(1, 3; 4; 1/2) / 2),
     * where 2F1(1, 3; 4; z) = 3 (-log(1 - z) - z - z^2 / 2) / z^3. */
    static const double params[4] = {1.0, 5.0, 2.0, 2.0};
    double nothing = 0.0, out;
    double hyper = 24.0 * (log(2.0) - 0.5 - 0.125);

    ck_assert_int_eq(CEV_OK, cev_mbgnbd_expected(params, 1, &nothing, &nothing,
                                                 &nothing, 5.0, &out));
    ck_assert_rel(out, 2.0 * (1.0 - 0.5 * hyper), 1e-14);
    ck_assert_int_eq(CEV_OK, cev_mbgnbd_p_alive(params, 1, &nothing, &nothing,
                                                &nothing, &out));
    ck_assert_rel(out, 0.5, 1e-15);
}
END_TEST

/* One who bought once and was not seen again is less and less likely to be
 * active; one who bought ten times and was just here is likelier than not. */
START_TEST(silence_makes_leaving_likelier)
{
    double none = 0.0, ten = 10.0, T, before = 1.0, alive;

    for (T = 0.0; T < 1e6; T = 3.0 * T + 1.0) {
        cev_mbgnbd_p_alive(model.params, 1, &none, &none, &T, &alive);
        ck_assert(alive < before && alive > 0.0);
        before = alive;
    }
    T = 30.0;
    cev_mbgnbd_p_alive(model.params, 1, &ten, &T, &T, &alive);
    ck_assert_rel(alive, (1.614 + 10.0) / (0.891 + 1.614 + 10.0), 1e-15);
}
END_TEST

START_TEST(where_nobody_came_back_t_x_is_not_read)
{
    double x = 0.0, t_x = 0.0, later = 7.0, T = 30.0, out, other;

    cev_mbgnbd_log_likelihood(model.params, 1, &x, &t_x, &T, &out);
    cev_mbgnbd_log_likelihood(model.params, 1, &x, &later, &T, &other);
    ck_assert(out == other);
    cev_mbgnbd_p_alive(model.params, 1, &x, &t_x, &T, &out);
    cev_mbgnbd_p_alive(model.params, 1, &x, &later, &T, &other);
    ck_assert(out == other);
    cev_mbgnbd_expected(model.params, 1, &x, &t_x, &T, 9.0, &out);
    cev_mbgnbd_expected(model.params, 1, &x, &later, &T, 9.0, &other);
    ck_assert(out == other);
}
END_TEST

/* By the counts: a chance to leave at each purchase, so the chance of none is
 * that of leaving at once and of staying silent. */
START_TEST(one_time_buyers_are_those_who_left_and_those_who_wait)
{
    double x = 0.0, T = 20.0, out, likelihood, waits;

    waits = exp(-model.params[0] * log1p(T / model.params[1]));
    cev_mbgnbd_pmf(model.params, 1, &x, &T, &out);
    ck_assert_rel(out, (0.891 + 1.614 * waits) / (0.891 + 1.614), 1e-14);
    cev_mbgnbd_log_likelihood(model.params, 1, &x, &x, &T, &likelihood);
    ck_assert_rel(exp(likelihood), out, 1e-14);
}
END_TEST

Suite *suite(void)
{
    Suite *s = suite_create("value/mbgnbd");
    TCase *first = tcase_create("first purchase");

    add_kernel_cases(s);
    tcase_add_test(first, a_new_customer_may_have_left_at_once);
    tcase_add_test(first, silence_makes_leaving_likelier);
    tcase_add_test(first, where_nobody_came_back_t_x_is_not_read);
    tcase_add_test(first,
                   one_time_buyers_are_those_who_left_and_those_who_wait);
    suite_add_tcase(s, first);
    return s;
}

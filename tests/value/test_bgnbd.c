/* BG/NBD: the kernels, by the cases of all purchase models. */
#include "value/kernel_cases.h"
#include "value/bg_purchases.h"

static const kernels model = {
    "bgnbd",
    "tests/reference/kernels.csv",
    30,
    192,
    {0.243, 4.414, 0.793, 2.426},
    1e-13,
    &cev__bgnbd_purchases,
    cev_bgnbd_log_likelihood,
    cev_bgnbd_p_alive,
    cev_bgnbd_expected,
    cev_bgnbd_dert,
    cev_bgnbd_dect,
    cev_bgnbd_pmf,
};

/* The published maximum: -9582.429 at .2426, 4.4136, .7929, 2.4259. */
START_TEST(cdnow_log_likelihood_is_the_published_one)
{
    static const double params[4] = {0.242595, 4.413585, 0.792932, 2.425895};
    char path[SHARED_PATH_SIZE];
    cev__params p;
    double total = 0.0;
    sheet *file;
    size_t i;

    if (!shared_path(path, "cdnow_sample_scores.csv"))
        SKIP("no %s", path);
    file = sheet_open(path);
    ck_assert_int_eq(CEV_OK, model.kind->fit.prepare(params, &p));
    for (i = 0; i < sheet_rows(file); i++)
        total += model.kind->log_likelihood(
            &p, HISTORY(sheet_double(file, i, sheet_column(file, "x")),
                        sheet_double(file, i, sheet_column(file, "t_x_days"))
                            / 7.0,
                        sheet_double(file, i, sheet_column(file, "T_days"))
                            / 7.0));
    ck_assert(fabs(total + 9582.429) < 0.001);
    sheet_close(file);
}
END_TEST

START_TEST(a_new_customer_is_the_one_without_history)
{
    /* Eq. 9 at r = 1, a = 2, b = 3, t = alpha, where z = 1/2 and
     * 2F1(1, 3; 4; z) = 3 (-log(1 - z) - z - z^2 / 2) / z^3. */
    static const double params[4] = {1.0, 5.0, 2.0, 3.0};
    double nothing = 0.0, out;
    double hyper = 24.0 * (log(2.0) - 0.5 - 0.125);

    ck_assert_int_eq(CEV_OK, cev_bgnbd_expected(params, 1, &nothing, &nothing,
                                                &nothing, 5.0, &out));
    ck_assert_rel(out, 4.0 * (1.0 - 0.5 * hyper), 1e-14);
}
END_TEST

/* All leave with the same chance p = a / (a + b), and the mean over it is
 * (1 - (1 + p w)^-n) / p, w = horizon / alpha: it was infinite. */
START_TEST(a_chance_known_to_the_last_bit_is_one_chance)
{
    double nothing = 0.0, size, times, out;

    for (size = 1e20; size < 1e130; size *= 100.0)
        for (times = 0.25; times <= 4.0; times *= 4.0) {
            const double params[4] = {8.67, 0.92, times * size, size};
            double p = times / (1.0 + times);

            ck_assert_int_eq(CEV_OK,
                             cev_bgnbd_expected(params, 1, &nothing, &nothing,
                                                &nothing, 75.7, &out));
            ck_assert_rel(
                out, (1.0 - pow(1.0 + p * (75.7 / 0.92), -8.67)) / p, 1e-13);
        }
}
END_TEST

Suite *suite(void)
{
    Suite *s = suite_create("value/bgnbd");
    TCase *published = tcase_create("published");

    add_kernel_cases(s);
    tcase_add_test(published, cdnow_log_likelihood_is_the_published_one);
    tcase_add_test(published, a_new_customer_is_the_one_without_history);
    tcase_add_test(published, a_chance_known_to_the_last_bit_is_one_chance);
    suite_add_tcase(s, published);
    return s;
}

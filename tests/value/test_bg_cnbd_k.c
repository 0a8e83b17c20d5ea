/* BG/CNBD-k: the kernels. */
#include "value/bg_purchases.h"
#include "value/cnbd_cases.h"

static litt_kernel *const with_litt = cev_bg_cnbd_k_log_likelihood;

static const kernels model = {
    "bgcnbd",
    "tests/reference/bg_cnbd_k.csv",
    20,
    0,
    {2.0, 0.359, 1.129, 0.523, 2.785}, /* of the groceries */
    1e-13,
    &cev__bg_cnbd_k_purchases,
    log_likelihood_now,
    cev_bg_cnbd_k_p_alive,
    cev_bg_cnbd_k_expected,
    cev_bg_cnbd_k_dert,
    cev_bg_cnbd_k_dect,
    cev_bg_cnbd_k_pmf,
};

static const kernels simpler = {
    "bgnbd",
    "tests/reference/kernels.csv",
    0,
    0,
    {0.5, 5.0, 0.8, 2.4},
    1e-13,
    &cev__bgnbd_purchases,
    cev_bgnbd_log_likelihood,
    cev_bgnbd_p_alive,
    cev_bgnbd_expected,
    cev_bgnbd_dert,
    cev_bgnbd_dect,
    cev_bgnbd_pmf,
};

Suite *suite(void)
{
    Suite *s = suite_create("value/bg_cnbd_k");

    add_kernel_cases(s);
    add_cnbd_cases(s);
    return s;
}

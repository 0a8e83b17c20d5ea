/* MBG/CNBD-k: the kernels. */
#include "value/bg_purchases.h"
#include "value/cnbd_cases.h"

static litt_kernel *const with_litt = cev_mbg_cnbd_k_log_likelihood;

static const kernels model = {
    "mbgcnbd",
    "tests/reference/mbg_cnbd_k.csv",
    20,
    0,
    {2.0, 1.329, 2.813, 0.425, 0.79}, /* of the groceries */
    1e-13,
    &cev__mbg_cnbd_k_purchases,
    log_likelihood_now,
    cev_mbg_cnbd_k_p_alive,
    cev_mbg_cnbd_k_expected,
    cev_mbg_cnbd_k_dert,
    cev_mbg_cnbd_k_dect,
    cev_mbg_cnbd_k_pmf,
};

static const kernels simpler = {
    "mbgnbd",
    "tests/reference/kernels.csv",
    0,
    0,
    {0.5, 5.0, 0.8, 2.4},
    1e-13,
    &cev__mbgnbd_purchases,
    cev_mbgnbd_log_likelihood,
    cev_mbgnbd_p_alive,
    cev_mbgnbd_expected,
    cev_mbgnbd_dert,
    cev_mbgnbd_dect,
    cev_mbgnbd_pmf,
};

Suite *suite(void)
{
    Suite *s = suite_create("value/mbg_cnbd_k");

    add_kernel_cases(s);
    add_cnbd_cases(s);
    return s;
}

/* Kernels of the purchases to come, one by one. */
#include "value/market.h"

#include "cev/kernels.h"
#include "support/shared.h"

typedef int32_t ahead_kernel(const double *params, int64_t n, const double *x,
                             const double *t_x, const double *T,
                             double horizon, const double *purchases,
                             double *out);
typedef int32_t other_kernel(const double *params, int64_t n, const double *x,
                             const double *t_x, const double *T,
                             double horizon, double *out);
typedef int32_t newcomer_kernel(const double *params, int64_t n,
                                const double *x, const double *T,
                                double *out);

typedef struct {
    const char *kind;
    double params[5]; /* in weeks */
    ahead_kernel *pmf_ahead;
    other_kernel *expected, *p_any;
    newcomer_kernel *pmf;
} ahead_kernels;

static const ahead_kernels models[] = {
    {CEV_BGNBD, {0.243, 4.414, 0.793, 2.426}, cev_bgnbd_pmf_ahead,
     cev_bgnbd_expected, cev_bgnbd_p_any, cev_bgnbd_pmf},
    {CEV_MBGNBD, {0.525, 6.183, 0.891, 1.614}, cev_mbgnbd_pmf_ahead,
     cev_mbgnbd_expected, cev_mbgnbd_p_any, cev_mbgnbd_pmf},
    {CEV_BG_CNBD_K, {3.0, 0.243, 1.414, 0.793, 2.426},
     cev_bg_cnbd_k_pmf_ahead, cev_bg_cnbd_k_expected, cev_bg_cnbd_k_p_any,
     cev_bg_cnbd_k_pmf},
    {CEV_MBG_CNBD_K, {2.0, 0.525, 3.183, 0.891, 1.614},
     cev_mbg_cnbd_k_pmf_ahead, cev_mbg_cnbd_k_expected, cev_mbg_cnbd_k_p_any,
     cev_mbg_cnbd_k_pmf},
    {CEV_PARETO_NBD, {0.553, 10.58, 0.606, 11.67}, cev_pareto_nbd_pmf_ahead,
     cev_pareto_nbd_expected, cev_pareto_nbd_p_any, cev_pareto_nbd_pmf},
    {CEV_GGOM_NBD, {0.553, 10.58, 0.01, 0.606, 0.117}, cev_ggom_nbd_pmf_ahead,
     cev_ggom_nbd_expected, NULL, cev_ggom_nbd_pmf},
    {CEV_BGBB, {1.204, 0.75, 0.657, 2.783}, cev_bgbb_pmf_ahead,
     cev_bgbb_expected, cev_bgbb_p_any, cev_bgbb_pmf},
};
enum { MODELS = sizeof models / sizeof models[0], CONTINUOUS = MODELS - 1 };

static const ahead_kernels *model_called(const char *kind)
{
    const ahead_kernels *model = models;
    while (strcmp(model->kind, kind) != 0)
        model++;
    return model;
}

static double chance(const ahead_kernels *model, const double *params,
                     double x, double t_x, double T, double u, double j)
{
    double out = NAN;
    ck_assert_int_eq(
        model->pmf_ahead(params, 1, &x, &t_x, &T, u, &j, &out), CEV_OK);
    return out;
}

/* KERNEL-ACC-1 */
START_TEST(reference_chances_are_met)
{
    sheet *file = sheet_open("tests/reference/pmf_ahead.csv");
    ck_assert_uint_ge(sheet_rows(file), 480);
    for (size_t i = 0; i < sheet_rows(file); i++) {
        static const char *const names[] = {"x", "t_x", "T", "u",
                                            "purchases", "value"};
        const ahead_kernels *model =
            model_called(sheet_text(file, i, sheet_column(file, "kind")));
        double params[5], at[6];
        char name[] = "p1";
        for (int k = 0; k < 5; k++, name[1]++)
            params[k] = sheet_double(file, i, sheet_column(file, name));
        for (int k = 0; k < 6; k++)
            at[k] = sheet_double(file, i, sheet_column(file, names[k]));
        ck_assert_rel(
            chance(model, params, at[0], at[1], at[2], at[3], at[4]), at[5],
            1e-12);
    }
    sheet_close(file);
}
END_TEST

/* PMF-AHEAD-1 */
START_TEST(chances_agree_with_the_other_kernels)
{
    const ahead_kernels *model = &models[_i];
    for (double x = 0.0; x < 30.0; x = 3.0 * x + 1.0) {
        double t_x = x > 0.0 ? 24.0 : 0.0, T = 30.0, u = 20.0;
        double sum = 0.0, mean = 0.0, expected = NAN, any = NAN;
        for (double j = 0.0; j < 1500.0; j += 1.0) {
            double at_j = chance(model, model->params, x, t_x, T, u, j);
            ck_assert(at_j >= 0.0 && at_j <= 1.0);
            sum += at_j;
            mean += j * at_j;
        }
        model->expected(model->params, 1, &x, &t_x, &T, u, &expected);
        ck_assert_near(sum, 1.0, 1e-13);
        ck_assert_rel(mean, expected, 1e-11);
        if (model->p_any == NULL)
            continue;
        model->p_any(model->params, 1, &x, &t_x, &T, u, &any);
        ck_assert_near(
            chance(model, model->params, x, t_x, T, u, 0.0), 1.0 - any,
            1e-14);
    }
}
END_TEST

/* PMF-AHEAD-1 */
START_TEST(newcomers_have_no_history)
{
    const ahead_kernels *model = &models[_i];
    for (double x = 0.0; x < 15.0; x += 1.0) {
        double T = 17.0, of_all = NAN;
        ck_assert_int_eq(model->pmf(model->params, 1, &x, &T, &of_all),
                         CEV_OK);
        ck_assert_rel(chance(model, model->params, 0.0, 0.0, 0.0, T, x),
                      of_all, 1e-13);
        ck_assert_near(chance(model, model->params, 2.0, 3.0, 9.0, 0.0, x),
                       x == 0.0 ? 1.0 : 0.0, 1e-15);
    }
}
END_TEST

/* Doubles of all sizes: no answer is a NaN or out of range. */
START_TEST(no_size_of_input_gives_a_nan)
{
    static const double sizes[] = {1e-300, 1e-100, 1e-9, 1.0, 1e9, 1e100};
    const ahead_kernels *model = &models[_i];
    int is_regular = model->params[0] == 2.0 || model->params[0] == 3.0;
    for (int i = 0; i < 6 * 6 * 6 * 6 * 6 * 6 * 6; i += 331) {
        double v[7];
        for (int k = 0, rest = i; k < 7; k++, rest /= 6)
            v[k] = sizes[rest % 6];
        if (is_regular)
            v[0] = model->params[0];
        for (double x = 0.0; x < 120.0; x = 10.0 * x + 1.0)
            for (double j = 0.0; j < 3.0; j += 1.0) {
                double out = chance(model, v, x, 0.5 * v[5], v[5], v[6], j);
                if (!(out >= 0.0 && out <= 1.0))
                    ck_abort_msg("%g %g %g %g %g, x %g T %g u %g j %g: %g",
                                 v[0], v[1], v[2], v[3], v[4], x, v[5], v[6],
                                 j, out);
            }
    }
}
END_TEST

START_TEST(purchases_outside_the_domain_are_refused)
{
    static const double bad[] = {-1.0, 0.5, NAN, INFINITY};
    const ahead_kernels *model = &models[_i];
    double x = 1.0, t_x = 1.0, T = 2.0, j = 1.0, out = 42.0;
    for (int i = 0; i < 4; i++)
        ck_assert_int_eq(model->pmf_ahead(model->params, 1, &x, &t_x, &T, 1.0,
                                          &bad[i], &out),
                         CEV_ERR_DOMAIN);
    for (int i = 0; i < 4; i++)
        if (bad[i] != 0.5)
            ck_assert_int_eq(model->pmf_ahead(model->params, 1, &x, &t_x, &T,
                                              bad[i], &j, &out),
                             CEV_ERR_DOMAIN);
    ck_assert_int_eq(model->pmf_ahead(model->params, 1, &x, &t_x, &T, 1.0,
                                      NULL, &out),
                     CEV_ERR_ARGUMENT);
    ck_assert_int_eq(model->pmf_ahead(model->params, 0, NULL, NULL, NULL, 1.0,
                                      NULL, NULL),
                     CEV_OK);
    ck_assert(out == 42.0);
}
END_TEST

Suite *suite(void)
{
    TCase *values = tcase_create("values"), *domain = tcase_create("domain");
    tcase_add_test(values, reference_chances_are_met);
    tcase_add_loop_test(values, chances_agree_with_the_other_kernels, 0,
                        MODELS);
    tcase_add_loop_test(values, newcomers_have_no_history, 0, MODELS);
    tcase_add_loop_test(domain, no_size_of_input_gives_a_nan, 0, CONTINUOUS);
    tcase_add_loop_test(domain, purchases_outside_the_domain_are_refused, 0,
                        MODELS);
    Suite *s = suite_create("value/pmf_ahead");
    suite_add_tcase(s, values);
    suite_add_tcase(s, domain);
    return s;
}

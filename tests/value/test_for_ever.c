/* What customers will buy for ever, discounted (dert), and what that is worth
 * (rlv): predict's columns and their totals. */
#include "value/every_kind.h"

#include "cev/kernels.h"
#include "support/failing.h"

typedef int32_t dert_kernel(const double *params, int64_t n, const double *x,
                            const double *t_x, const double *T, double delta,
                            double *out);

typedef struct {
    const char *kind, *params[5];
    dert_kernel *dert;
    int64_t many; /* customers; of slow kernels few */
} ever_kernel;

static const ever_kernel kernels[] = {
    {CEV_BGNBD, {"r", "alpha", "a", "b", NULL}, cev_bgnbd_dert,
     8},
    {CEV_MBGNBD, {"r", "alpha", "a", "b", NULL}, cev_mbgnbd_dert,
     8},
    {CEV_BG_CNBD_K, {"k", "r", "alpha", "a", "b"}, cev_bg_cnbd_k_dert,
     5},
    {CEV_MBG_CNBD_K, {"k", "r", "alpha", "a", "b"}, cev_mbg_cnbd_k_dert,
     5},
    {CEV_PARETO_NBD, {"r", "alpha", "s", "beta", NULL}, cev_pareto_nbd_dert,
     520},
    {CEV_GGOM_NBD, {"r", "alpha", "b", "s", "beta"}, cev_ggom_nbd_dert,
     8},
    {CEV_BGBB, {"alpha", "beta", "gamma", "delta", NULL}, cev_bgbb_dert,
     700},
};
enum { KERNELS = sizeof kernels / sizeof kernels[0] };

/* Weeks; a tenth a year off. */
static cev_options *for_ever(cev_ctx *ctx, const char *quantities)
{
    cev_options *options = new_options(ctx);
    must(ctx, cev_options_set_double(options, CEV_OPT_TIME_UNIT, WEEK));
    must(ctx, cev_options_set_double(options, CEV_OPT_HORIZON, 52.0));
    must(ctx, cev_options_set_double(options, CEV_OPT_DISCOUNT, 0.1));
    must(ctx, cev_options_set_str(options, CEV_OPT_QUANTITIES, quantities));
    return options;
}

static const double weekly = 0.09531017980432486 * 7.0 / 365.25; /* log 1.1 */

static cev_table *scores_of(cev_ctx *ctx, const cev_estimator *fit,
                            const cev_table *customers,
                            const cev_options *options)
{
    cev_table *scores = NULL;
    must(ctx, cev_estimator_predict(fit, customers, options, &scores));
    return scores;
}

/* EVER-DERT-1 */
START_TEST(dert_is_what_the_kernel_says)
{
    const ever_kernel *kernel = &kernels[_i];
    cev_ctx *ctx = new_ctx();
    wide_market w = draw_wide(kernel->kind, 3, 700);
    cev_options *options = for_ever(ctx, "dert");
    must(ctx, cev_options_set_str(options, CEV_OPT_UNCERTAINTY, "delta"));
    cev_estimator *fit =
        fit_kind(ctx, kernel->kind, options, wide_table(ctx, &w, 200));
    cev_table *summary = summary_of_fit(ctx, fit);
    double params[5];
    for (int k = 0; k < 5 && kernel->params[k] != NULL; k++)
        params[k] = figure(summary, kernel->params[k]);
    cev_table *scores =
        scores_of(ctx, fit, wide_table(ctx, &w, kernel->many), options);
    ck_assert_int_eq(cev_table_column_count(scores), 3);
    for (int64_t i = 0; i < kernel->many; i++) {
        double dert = cev_table_double(scores, "dert", i), known = NAN;
        must(ctx, kernel->dert(params, 1, &w.m.x[i], &w.m.t_x[i], &w.m.T[i],
                               weekly, &known));
        ck_assert_rel(dert, known, 1e-10);
        ck_assert(cev_table_double(scores, "dert_lo", i) < dert);
        ck_assert(cev_table_double(scores, "dert_hi", i) > dert);
    }
    cev_table_free(scores);
    cev_table_free(summary);
    cev_estimator_free(fit);
    cev_options_free(options);
    free_wide(&w);
    cev_ctx_free(ctx);
}
END_TEST

/* EVER-RLV-1: it is what clv comes to with a horizon that has no end in
 * sight, bounds and totals included; and nothing else changes. */
START_TEST(rlv_is_clv_without_an_end)
{
    static const char *const ways[] = {"profile", "delta", "laplace"};
    static const char *const names[] = {"rlv", "clv", "rlv_lo",
                                        "clv_lo", "rlv_hi", "clv_hi"};
    cev_ctx *ctx = new_ctx();
    wide_market w = draw_wide(CEV_CLV, 4, _i == 1 ? 530 : 60);
    cev_options *options = for_ever(ctx, "usual dert rlv");
    cev_options *far = for_ever(ctx, "usual");
    must(ctx, cev_options_set_str(options, CEV_OPT_UNCERTAINTY, ways[_i]));
    must(ctx, cev_options_set_str(options, CEV_OPT_PURCHASES, CEV_PARETO_NBD));
    must(ctx, cev_options_set_double(far, CEV_OPT_HORIZON, 52000.0));
    cev_estimator *fit =
        fit_kind(ctx, CEV_CLV, options, wide_table(ctx, &w, w.m.n));
    cev_table *ever = scores_of(ctx, fit, w.m.table, options);
    cev_table *late = scores_of(ctx, fit, w.m.table, far);
    cev_table *totals = NULL, *late_totals = NULL;
    ck_assert_int_eq(cev_table_column_count(ever), 18);
    ck_assert_str_eq(cev_table_name(ever, 12), "dert");
    ck_assert_str_eq(cev_table_name(ever, 17), "rlv_hi");
    for (int64_t i = 0; i < w.m.n; i++) {
        double rlv = cev_table_double(ever, "rlv", i);
        ck_assert_rel(rlv,
                      cev_table_double(ever, "dert", i)
                          * cev_table_double(ever, "expected_spend", i),
                      1e-13);
        ck_assert(rlv > cev_table_double(ever, "clv", i));
        for (int k = 0; k < 6; k += 2)
            ck_assert_rel(cev_table_double(ever, names[k], i),
                          cev_table_double(late, names[k + 1], i), 1e-7);
    }
    must(ctx, cev_estimator_evaluate(fit, w.m.table, CEV_EVAL_TOTALS, options,
                                     &totals));
    must(ctx, cev_estimator_evaluate(fit, w.m.table, CEV_EVAL_TOTALS, far,
                                     &late_totals));
    ck_assert_int_eq(cev_table_row_count(totals), 5);
    ck_assert_rel(named(totals, "quantity", "dert", "value"),
                  column_sum(ever, "dert"), 1e-12);
    ck_assert_rel(named(totals, "quantity", "clv", "value"),
                  column_sum(ever, "clv"), 1e-12);
    for (int k = 0; k < 3; k++) {
        static const char *const sides[] = {"value", "lower", "upper"};
        ck_assert_rel(named(totals, "quantity", "rlv", sides[k]),
                      named(late_totals, "quantity", "clv", sides[k]), 1e-7);
    }
    cev_table_free(totals);
    cev_table_free(late_totals);
    cev_table_free(ever);
    cev_table_free(late);
    cev_estimator_free(fit);
    cev_options_free(options);
    cev_options_free(far);
    free_wide(&w);
    cev_ctx_free(ctx);
}
END_TEST

static void refuse_ever(cev_ctx *ctx, const cev_estimator *fit,
                        const cev_table *customers,
                        const cev_options *options, const char *message)
{
    cev_table *out = NULL;
    ck_assert_int_eq(cev_estimator_predict(fit, customers, options, &out),
                     CEV_ERR_OPTION);
    ck_assert_str_eq(cev_ctx_message(ctx), message);
    ck_assert_int_eq(cev_estimator_evaluate(fit, customers, CEV_EVAL_TOTALS,
                                            options, &out),
                     CEV_ERR_OPTION);
    ck_assert_ptr_null(out);
}

START_TEST(what_has_no_end_or_no_amounts_is_refused)
{
    cev_ctx *ctx = new_ctx();
    wide_market w = draw_wide(CEV_CLV, 5, 100);
    cev_options *options = for_ever(ctx, "rlv");
    cev_estimator *clv =
        fit_kind(ctx, CEV_CLV, NULL, wide_table(ctx, &w, w.m.n));
    cev_estimator *bgnbd = fit_kind(ctx, CEV_BGNBD, NULL, w.m.table);
    refuse_ever(ctx, bgnbd, w.m.table, options,
                "option quantities: this model tells no rlv");
    must(ctx, cev_options_set_double(options, CEV_OPT_DISCOUNT, 0.0));
    refuse_ever(ctx, clv, w.m.table, options,
                "option discount = 0; wanted above 0 for dert and rlv, which "
                "may be infinite without");
    cev_estimator_free(clv);
    cev_estimator_free(bgnbd);
    cev_options_free(options);
    free_wide(&w);
    cev_ctx_free(ctx);
}
END_TEST

static int32_t ask_for_ever(cev_ctx *ctx, void *state)
{
    wide_market *w = state;
    cev_options *options = NULL;
    cev_table *customers = NULL, *scores = NULL, *totals = NULL;
    cev_estimator *fit = NULL;
    int32_t status = cev_options_new(ctx, &options);
    if (status == CEV_OK)
        status = cev_options_set_str(options, CEV_OPT_QUANTITIES, "dert rlv");
    if (status == CEV_OK)
        status =
            cev_options_set_str(options, CEV_OPT_PURCHASES, CEV_PARETO_NBD);
    if (status == CEV_OK)
        status = cev_options_set_str(options, CEV_OPT_UNCERTAINTY, "delta");
    if (status == CEV_OK)
        status = cev_table_new(ctx, w->m.n, &customers);
    const struct {
        const char *name;
        double *data;
    } columns[4] = {{"x", w->m.x}, {"t_x", w->m.t_x}, {"T", w->m.T},
                    {"m_x", w->m.m_x}};
    for (int k = 0; k < 4 && status == CEV_OK; k++)
        status = cev_table_set_column(customers, columns[k].name, CEV_DOUBLE,
                                      columns[k].data, 8, NULL);
    if (status == CEV_OK)
        status = cev_estimator_new(ctx, CEV_CLV, options, &fit);
    if (status == CEV_OK)
        status = cev_estimator_fit(fit, customers);
    if (status == CEV_OK)
        status = cev_estimator_predict(fit, customers, NULL, &scores);
    if (status == CEV_OK)
        status = cev_estimator_evaluate(fit, customers, CEV_EVAL_TOTALS, NULL,
                                        &totals);
    cev_table_free(scores);
    cev_table_free(totals);
    cev_table_free(customers);
    cev_estimator_free(fit);
    cev_options_free(options);
    return status;
}

START_TEST(failing_memory_is_survived)
{
    wide_market w = draw_wide(CEV_CLV, 6, 6);
    fail_each_allocation(ask_for_ever, &w);
    free_wide(&w);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("for_ever");
    tcase_add_loop_test(cases, dert_is_what_the_kernel_says, 0, KERNELS);
    tcase_add_loop_test(cases, rlv_is_clv_without_an_end, 0, 3);
    tcase_add_test(cases, what_has_no_end_or_no_amounts_is_refused);
    tcase_add_test(cases, failing_memory_is_survived);
    Suite *s = suite_create("value/for_ever");
    suite_add_tcase(s, cases);
    return s;
}

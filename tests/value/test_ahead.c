/* How many customers will buy how often, by each purchase model. */
#include "value/crowd.h"
#include "value/every_kind.h"

static const char *const ahead_kinds[] = {CEV_BGNBD,      CEV_MBGNBD,
                                          CEV_BG_CNBD_K,  CEV_MBG_CNBD_K,
                                          CEV_PARETO_NBD, CEV_GGOM_NBD,
                                          CEV_BGBB,       CEV_CLV};

enum { AHEAD_KINDS = sizeof ahead_kinds / sizeof ahead_kinds[0], SOME = 60 };

static cev_options *twelve_ahead(cev_ctx *ctx)
{
    cev_options *options = new_options(ctx);
    must(ctx, cev_options_set_double(options, CEV_OPT_HORIZON, 12.0));
    must(ctx, cev_options_set_str(options, CEV_OPT_QUANTITIES,
                                  "expected_purchases p_any"));
    return options;
}

static cev_table *ahead_of(cev_ctx *ctx, const cev_estimator *fit,
                           const cev_table *customers)
{
    cev_table *out = NULL;
    must(ctx,
         cev_estimator_evaluate(fit, customers, CEV_EVAL_AHEAD, NULL, &out));
    return out;
}

/* Of one customer it is his distribution: row 0 is who buys nothing, the mean
 * is what is expected, and bounds are about those of p_any. (EVAL-AHEAD-1) */
START_TEST(one_customer_has_his_distribution)
{
    const char *kind = ahead_kinds[_i];
    cev_ctx *ctx = new_ctx();
    wide_market w = draw_wide(kind, 51, 150);
    cev_options *options = twelve_ahead(ctx);
    cev_estimator *fit = fit_kind(ctx, kind, options, wide_table(ctx, &w, 150));
    const cev_table *one = wide_table(ctx, &w, 1);
    cev_table *ahead = ahead_of(ctx, fit, one), *says = NULL;
    must(ctx, cev_estimator_predict(fit, one, NULL, &says));
    double all = 0.0, mean = 0.0, p_any = cev_table_double(says, "p_any", 0);
    for (int64_t row = 0; row < cev_table_row_count(ahead); row++) {
        double share = cev_table_double(ahead, "customers", row);
        ck_assert_int_eq(cev_table_int64(ahead, "purchases", row), row);
        ck_assert(cev_table_double(ahead, "customers_lo", row) <= share
                  && share <= cev_table_double(ahead, "customers_hi", row));
        all += share;
        mean += share * (double)row;
    }
    ck_assert_rel(all, 1.0, 1e-13);
    ck_assert_near(1.0 - cev_table_double(ahead, "customers", 0), p_any, 1e-12);
    ck_assert_rel(mean, cev_table_double(says, "expected_purchases", 0), 5e-3);
    double width = cev_table_double(says, "p_any_hi", 0)
                   - cev_table_double(says, "p_any_lo", 0);
    ck_assert_near(1.0 - cev_table_double(ahead, "customers_hi", 0),
                   cev_table_double(says, "p_any_lo", 0), 0.15 * width);
    ck_assert_near(1.0 - cev_table_double(ahead, "customers_lo", 0),
                   cev_table_double(says, "p_any_hi", 0), 0.15 * width);
    cev_table_free(ahead);
    cev_table_free(says);
    cev_options_free(options);
    cev_estimator_free(fit);
    free_wide(&w);
    cev_ctx_free(ctx);
}
END_TEST

/* Customers with traits are counted by what each of them is foretold, whatever
 * the order of their rows. */
START_TEST(traits_tell_in_counts)
{
    cev_ctx *ctx = new_ctx();
    dice d = {52};
    crowd c = draw_crowd(&d, SOME, 0);
    cev_estimator *fit =
        fit_covariates(ctx, CEV_BGNBD, &c, "channel,age", "vip");
    cev_options *options = twelve_ahead(ctx);
    cev_table *says = NULL, *ahead = NULL;
    double nobody = 0.0;
    must(ctx, cev_estimator_predict(fit, crowd_table(ctx, &c), options, &says));
    must(ctx, cev_estimator_evaluate(fit, crowd_table(ctx, &c), CEV_EVAL_AHEAD,
                                     options, &ahead));
    for (int64_t i = 0; i < SOME; i++)
        nobody += 1.0 - cev_table_double(says, "p_any", i);
    ck_assert_rel(cev_table_double(ahead, "customers", 0), nobody, 1e-12);
    ck_assert(cev_table_double(ahead, "customers_lo", 0) < nobody
              && nobody < cev_table_double(ahead, "customers_hi", 0));
    cev_table_free(ahead);
    cev_table_free(says);
    cev_options_free(options);
    cev_estimator_free(fit);
    free_crowd(&c);
    cev_ctx_free(ctx);
}
END_TEST

/* In no time nobody buys; without intervals there are no bounds; and who counts
 * opportunities counts at most ten thousand. */
START_TEST(options_of_counts_ahead)
{
    cev_ctx *ctx = new_ctx();
    wide_market w = draw_wide(CEV_BGBB, 53, SOME);
    cev_estimator *fit =
        fit_kind(ctx, CEV_BGBB, NULL, wide_table(ctx, &w, SOME));
    cev_options *options = new_options(ctx);
    cev_table *out = NULL;
    must(ctx, cev_options_set_double(options, CEV_OPT_HORIZON, 0.0));
    must(ctx, cev_options_set_double(options, CEV_OPT_INTERVAL, 0.0));
    must(ctx, cev_estimator_evaluate(fit, w.m.table, CEV_EVAL_AHEAD, options,
                                     &out));
    ck_assert_int_eq(cev_table_row_count(out), 1);
    ck_assert_int_eq(cev_table_column_count(out), 2);
    ck_assert(cev_table_double(out, "customers", 0) == SOME);
    cev_table_free(out);
    out = NULL;
    must(ctx, cev_options_set_double(options, CEV_OPT_HORIZON, 10001.0));
    ck_assert_int_eq(cev_estimator_evaluate(fit, w.m.table, CEV_EVAL_AHEAD,
                                            options, &out),
                     CEV_ERR_OPTION);
    ck_assert_str_eq(cev_ctx_message(ctx),
                     "option horizon = 10001; wanted at most 10000 "
                     "opportunities for ahead");
    ck_assert_ptr_null(out);
    cev_options_free(options);
    cev_estimator_free(fit);
    free_wide(&w);
    cev_ctx_free(ctx);
}
END_TEST

static int32_t use_ahead(cev_ctx *ctx, void *state)
{
    market *m = state;
    cev_estimator *fit = NULL;
    cev_table *table = NULL, *out = NULL;
    int32_t status = cev_table_new(ctx, m->n, &table);
    if (status == CEV_OK)
        status = cev_table_set_column(table, "x", CEV_DOUBLE, m->x, 8, NULL);
    if (status == CEV_OK)
        status =
            cev_table_set_column(table, "t_x", CEV_DOUBLE, m->t_x, 8, NULL);
    if (status == CEV_OK)
        status = cev_table_set_column(table, "T", CEV_DOUBLE, m->T, 8, NULL);
    if (status == CEV_OK)
        status = cev_estimator_new(ctx, CEV_BGNBD, NULL, &fit);
    if (status == CEV_OK)
        status = cev_estimator_fit(fit, table);
    if (status == CEV_OK)
        status =
            cev_estimator_evaluate(fit, table, CEV_EVAL_AHEAD, NULL, &out);
    ck_assert((out != NULL) == (status == CEV_OK));
    cev_table_free(out);
    cev_estimator_free(fit);
    cev_table_free(table);
    return status;
}

START_TEST(counts_ahead_survive_trouble)
{
    static const double params[4] = {0.24, 4.41, 0.79, 2.43};
    dice d = {54};
    market m = draw_market(&d, SOME, params, cdnow_spend, 39.0);
    if (_i == 0)
        fail_each_allocation(use_ahead, &m);
    else
        stop_each_call(use_ahead, &m);
    free_market(&m);
}
END_TEST

Suite *suite(void)
{
    Suite *s = suite_create("value/ahead");
    TCase *cases = tcase_create("ahead");
    tcase_add_loop_test(cases, one_customer_has_his_distribution, 0,
                        AHEAD_KINDS);
    tcase_add_test(cases, traits_tell_in_counts);
    tcase_add_test(cases, options_of_counts_ahead);
    tcase_add_loop_test(cases, counts_ahead_survive_trouble, 0, 2);
    suite_add_tcase(s, cases);
    return s;
}

/* Evaluations: published forecasts, sums that must agree, and ties. */
#include "value/market.h"

#include <stdio.h>

/* CDNOW's sample, 39 weeks and 39 of holdout, in weeks. */
static cev_table *cdnow_customers(cev_ctx *ctx)
{
    char path[SHARED_PATH_SIZE];
    cev_table *customers = NULL;
    ck_assert(shared_path(path, "cdnow_sample.csv"));
    sheet *orders = sheet_open(path);
    cev_portfolio *shop = new_shop(ctx);
    cev_options *options = new_options(ctx);
    record_sheet(ctx, shop, orders, "customer_id", "date", "amount");
    must(ctx, cev_options_set_double(options, CEV_OPT_TIME_UNIT, WEEK));
    must(ctx, cev_options_set_double(options, CEV_OPT_HOLDOUT, 39.0));
    must(ctx,
         cev_portfolio_summarise(shop, CDNOW_AS_OF, options, &customers));
    cev_options_free(options);
    cev_portfolio_free(shop);
    sheet_close(orders);
    return customers;
}

static double metric(const cev_table *table, const char *name)
{
    return named(table, "metric", name, "value");
}

/* What is published of BG/NBD's forecast of CDNOW, and of x / T beside it. */
START_TEST(holdout_of_cdnow_is_as_published)
{
    char path[SHARED_PATH_SIZE];
    if (!shared_path(path, "cdnow_sample.csv"))
        SKIP("no %s", path);
    cev_ctx *ctx = new_ctx();
    cev_table *customers = cdnow_customers(ctx), *t = NULL;
    cev_estimator *fit = fit_kind(ctx, CEV_BGNBD, NULL, customers);
    must(ctx, cev_estimator_evaluate(fit, customers, CEV_EVAL_HOLDOUT, NULL,
                                     &t));
    ck_assert_double_eq(metric(t, "customers"), 2357.0);
    ck_assert_double_eq(metric(t, "actual"), 1882.0);
    ck_assert_rel(metric(t, "predicted"), 1653.408697942523, 1e-9);
    ck_assert_near(metric(t, "bias"), -0.121, 5e-4);
    ck_assert_near(metric(t, "mae"), 0.7855, 5e-5);
    ck_assert_near(metric(t, "rmse"), 1.6080, 5e-5);
    ck_assert_near(metric(t, "naive_bias"), 0.56, 5e-3);
    ck_assert_near(metric(t, "naive_mae"), 1.024, 5e-4);
    ck_assert_near(metric(t, "naive_rmse"), 2.212, 5e-4);
    /* Ranking is what x / T is good at: there is little between them. */
    ck_assert_near(metric(t, "gini"), 0.66, 0.01);
    ck_assert_near(metric(t, "naive_gini"), 0.66, 0.01);
    ck_assert_double_lt(named(t, "metric", "mae", "lower"), 0.7855);
    ck_assert_double_gt(named(t, "metric", "mae", "upper"), 0.7855);
    ck_assert_double_lt(named(t, "metric", "predicted", "lower"), 1653.0);
    ck_assert_double_gt(named(t, "metric", "predicted", "upper"), 1654.0);
    cev_table_free(t);
    cev_estimator_free(fit);
    cev_table_free(customers);
    cev_ctx_free(ctx);
}
END_TEST

/* All of them on CDNOW: sums agree with each other and with predict. */
START_TEST(evaluations_agree_with_each_other)
{
    char path[SHARED_PATH_SIZE];
    if (!shared_path(path, "cdnow_sample.csv"))
        SKIP("no %s", path);
    cev_ctx *ctx = new_ctx();
    cev_table *customers = cdnow_customers(ctx), *t = NULL;
    cev_estimator *fit = fit_kind(ctx, CEV_BGNBD, NULL, customers);
    must(ctx, cev_estimator_evaluate(fit, customers, CEV_EVAL_FREQUENCY, NULL,
                                     &t));
    ck_assert_double_eq(column_sum(t, "customers"), 2357.0);
    ck_assert_rel(column_sum(t, "expected"), 2357.0, 1e-12);
    ck_assert_double_eq(cev_table_double(t, "customers", 0), 1411.0);
    ck_assert_double_lt(fabs(cev_table_double(t, "expected", 0) - 1411.0),
                        30.0);
    cev_table_free(t);
    must(ctx, cev_estimator_evaluate(fit, customers, CEV_EVAL_CONDITIONAL,
                                     NULL, &t));
    double actual = 0.0, expected = 0.0;
    for (int64_t i = 0; i < cev_table_row_count(t); i++) {
        double n = cev_table_double(t, "customers", i);
        if (!(n > 0.0))
            continue;
        actual += n * cev_table_double(t, "actual", i);
        expected += n * cev_table_double(t, "expected", i);
    }
    ck_assert_rel(actual, 1882.0, 1e-12);
    ck_assert_rel(expected, 1653.408697942523, 1e-9);
    cev_table_free(t);
    must(ctx, cev_estimator_evaluate(fit, customers, CEV_EVAL_DECILES, NULL,
                                     &t));
    ck_assert_double_eq(column_sum(t, "customers"), 2357.0);
    ck_assert_rel(column_sum(t, "actual"), 1882.0, 1e-12);
    ck_assert_rel(column_sum(t, "share_predicted"), 1.0, 1e-12);
    for (int64_t i = 1; i < 10; i++)
        ck_assert_double_ge(cev_table_double(t, "predicted", i - 1),
                            cev_table_double(t, "predicted", i));
    cev_table_free(t);
    cev_estimator_free(fit);
    cev_table_free(customers);
    cev_ctx_free(ctx);
}
END_TEST

/* EVAL-TOTALS-1: the sums of predict; for purchases with the interval that the
   holdout's total has, got another way; and margins only scale. */
START_TEST(totals_are_sums_with_an_interval_of_their_own)
{
    char path[SHARED_PATH_SIZE];
    if (!shared_path(path, "cdnow_sample.csv"))
        SKIP("no %s", path);
    cev_ctx *ctx = new_ctx();
    cev_table *customers = cdnow_customers(ctx), *t = NULL, *scores = NULL;
    cev_options *options = new_options(ctx);
    must(ctx, cev_options_set_double(options, CEV_OPT_TIME_UNIT, WEEK));
    must(ctx, cev_options_set_double(options, CEV_OPT_HORIZON, 39.0));
    cev_estimator *fit = fit_kind(ctx, CEV_CLV, options, customers);
    must(ctx, cev_estimator_evaluate(fit, customers, CEV_EVAL_TOTALS, NULL,
                                     &t));
    must(ctx, cev_estimator_predict(fit, customers, NULL, &scores));
    static const char *const quantities[] = {"active_customers",
                                             "expected_purchases", "clv"};
    static const char *const columns[] = {"p_alive", "expected_purchases",
                                          "clv"};
    for (int i = 0; i < 3; i++) {
        double value = named(t, "quantity", quantities[i], "value");
        char lower[64];
        snprintf(lower, sizeof lower, "%s_lo", columns[i]);
        ck_assert_rel(value, column_sum(scores, columns[i]), 1e-12);
        /* Sharing parameters, customers are not all low together. */
        ck_assert_double_gt(named(t, "quantity", quantities[i], "lower"),
                            column_sum(scores, lower) * (1.0 - 1e-9));
        ck_assert_double_gt(named(t, "quantity", quantities[i], "upper"),
                            value);
    }
    double low = named(t, "quantity", "expected_purchases", "lower");
    double worth = named(t, "quantity", "clv", "lower");
    cev_table_free(t);
    must(ctx, cev_estimator_evaluate(fit, customers, CEV_EVAL_HOLDOUT, NULL,
                                     &t));
    ck_assert_rel(low, named(t, "metric", "predicted", "lower"), 1e-4);
    cev_table_free(t);
    must(ctx, cev_options_set_double(options, CEV_OPT_MARGIN, -0.5));
    must(ctx, cev_estimator_evaluate(fit, customers, CEV_EVAL_TOTALS, options,
                                     &t));
    ck_assert_rel(named(t, "quantity", "clv", "upper"), -0.5 * worth, 1e-9);
    cev_table_free(t);
    cev_table_free(scores);
    cev_options_free(options);
    cev_estimator_free(fit);
    cev_table_free(customers);
    cev_ctx_free(ctx);
}
END_TEST

/* On the grid of the portfolio, and each customer expected from his birth. */
START_TEST(tracking_meets_the_portfolios_grid)
{
    char path[SHARED_PATH_SIZE];
    if (!shared_path(path, "cdnow_sample.csv"))
        SKIP("no %s", path);
    sheet *orders = sheet_open(path);
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    cev_options *options = new_options(ctx);
    cev_table *customers = NULL, *seen = NULL, *wanted = NULL, *summary = NULL;
    record_sheet(ctx, shop, orders, "customer_id", "date", "amount");
    must(ctx, cev_options_set_double(options, CEV_OPT_TIME_UNIT, WEEK));
    must(ctx,
         cev_portfolio_summarise(shop, CDNOW_AS_OF, options, &customers));
    cev_estimator *fit = fit_kind(ctx, CEV_BGNBD, options, customers);
    must(ctx, cev_options_set_double(options, CEV_OPT_HOLDOUT, 39.0));
    must(ctx, cev_options_set_double(options, CEV_OPT_STEP, 1.0));
    must(ctx, cev_portfolio_tracking(shop, CDNOW_AS_OF, options, &seen));
    must(ctx, cev_estimator_evaluate(fit, customers, CEV_EVAL_TRACKING,
                                     options, &wanted));
    must(ctx, cev_estimator_summary(fit, NULL, &summary));
    ck_assert_int_eq(cev_table_row_count(seen), cev_table_row_count(wanted));
    for (int64_t i = 0; i < cev_table_row_count(seen); i++)
        ck_assert_double_eq(cev_table_double(seen, "time", i),
                            cev_table_double(wanted, "time", i));
    double params[4] = {figure(summary, "r"), figure(summary, "alpha"),
                        figure(summary, "a"), figure(summary, "b")};
    double total = 0.0, none = 0.0, one;
    for (int64_t i = 0; i < cev_table_row_count(customers); i++) {
        double age = cev_table_double(customers, "T", i) + 39.0;
        ck_assert_int_eq(cev_bgnbd_expected(params, 1, &none, &none, &none,
                                            age, &one),
                         CEV_OK);
        total += one;
    }
    int64_t last = cev_table_row_count(wanted) - 1;
    ck_assert_rel(cev_table_double(wanted, "expected_cumulative", last), total,
                  1e-11);
    ck_assert_rel(column_sum(wanted, "expected_repeat"), total, 1e-11);
    must(ctx, cev_options_set_double(options, CEV_OPT_STEP, 1e-9));
    cev_table_free(wanted);
    wanted = NULL;
    ck_assert_int_eq(cev_estimator_evaluate(fit, customers, CEV_EVAL_TRACKING,
                                            options, &wanted),
                     CEV_ERR_OPTION);
    ck_assert_ptr_null(wanted);
    cev_table_free(seen);
    cev_table_free(summary);
    cev_table_free(customers);
    cev_estimator_free(fit);
    cev_options_free(options);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
    sheet_close(orders);
}
END_TEST

/* Very many different ages go on a grid of 1,024 steps: the same curve to
   1e-5 as with each customer's own age. */
START_TEST(many_ages_keep_the_curve)
{
    dice d = {10};
    cev_ctx *ctx = new_ctx();
    market m = draw_market(&d, 5000, cdnow_params, cdnow_spend, 300.0);
    cev_table *t = NULL, *summary = NULL, *counts = NULL;
    cev_estimator *fit = fit_kind(ctx, CEV_BGNBD, NULL, market_table(ctx, &m));
    must(ctx, cev_estimator_evaluate(fit, m.table, CEV_EVAL_TRACKING, NULL,
                                     &t));
    must(ctx, cev_estimator_evaluate(fit, m.table, CEV_EVAL_FREQUENCY, NULL,
                                     &counts));
    must(ctx, cev_estimator_summary(fit, NULL, &summary));
    double params[4] = {figure(summary, "r"), figure(summary, "alpha"),
                        figure(summary, "a"), figure(summary, "b")};
    double total = 0.0, none = 0.0, one, zero = 0.0;
    for (int64_t i = 0; i < m.n; i++) {
        ck_assert_int_eq(cev_bgnbd_expected(params, 1, &none, &none, &none,
                                            m.T[i], &one),
                         CEV_OK);
        total += one;
        ck_assert_int_eq(cev_bgnbd_pmf(params, 1, &none, &m.T[i], &one),
                         CEV_OK);
        zero += one;
    }
    int64_t last = cev_table_row_count(t) - 1;
    ck_assert_double_eq(cev_table_double(t, "time", last), 0.0);
    ck_assert_rel(cev_table_double(t, "expected_cumulative", last), total,
                  1e-6);
    ck_assert_rel(cev_table_double(counts, "expected", 0), zero, 1e-6);
    cev_table_free(t);
    cev_table_free(counts);
    cev_table_free(summary);
    cev_estimator_free(fit);
    free_market(&m);
    cev_ctx_free(ctx);
}
END_TEST

/* Ties fall into tenths by shares, so the order of rows is no matter. */
START_TEST(deciles_share_ties)
{
    static double zero[23], T[23], later[23], bought[23];
    cev_ctx *ctx = new_ctx();
    cev_table *customers = NULL, *t = NULL;
    for (int i = 0; i < 23; i++) {
        T[i] = 30.0; /* all alike, so are their predictions */
        later[i] = 30.0;
        bought[i] = i == 5 ? 46.0 : 0.0;
    }
    must(ctx, cev_table_new(ctx, 23, &customers));
    must(ctx, cev_table_set_column(customers, "x", CEV_DOUBLE, zero, 8, NULL));
    must(ctx,
         cev_table_set_column(customers, "t_x", CEV_DOUBLE, zero, 8, NULL));
    must(ctx, cev_table_set_column(customers, "T", CEV_DOUBLE, T, 8, NULL));
    must(ctx, cev_table_set_column(customers, "x_holdout", CEV_DOUBLE, bought,
                                   8, NULL));
    must(ctx, cev_table_set_column(customers, "T_holdout", CEV_DOUBLE, later,
                                   8, NULL));
    cev_estimator *fit = fit_kind(ctx, CEV_BGNBD, NULL, customers);
    must(ctx, cev_estimator_evaluate(fit, customers, CEV_EVAL_DECILES, NULL,
                                     &t));
    for (int64_t i = 0; i < 10; i++)
        ck_assert_rel(cev_table_double(t, "actual", i),
                      2.0 * cev_table_double(t, "customers", i), 1e-12);
    cev_table_free(t);
    must(ctx, cev_estimator_evaluate(fit, customers, CEV_EVAL_HOLDOUT, NULL,
                                     &t));
    ck_assert_near(metric(t, "gini"), 0.0, 1e-12);
    cev_table_free(t);
    cev_estimator_free(fit);
    cev_table_free(customers);
    cev_ctx_free(ctx);
}
END_TEST

/* A holdout for everybody, of a customer's own length, and revenue. */
static void hold_out(cev_ctx *ctx, market *m, double *const later[4])
{
    static const char *const names[4] = {"x_holdout", "T_holdout",
                                         "revenue_holdout", "customers"};
    for (int64_t i = 0; i < m->n; i++) {
        later[0][i] = (double)(i % 4) * m->x[i];
        later[1][i] = i % 5 == 0 ? 26.0 : 39.0;
        later[2][i] = 3.0 * later[0][i];
    }
    market_table(ctx, m);
    for (int c = 0; c < 4; c++)
        must(ctx, cev_table_set_column(m->table, names[c], CEV_DOUBLE,
                                       later[c], 8, NULL));
}

static void check_same_cells(const cev_table *one, const cev_table *other)
{
    ck_assert_int_eq(cev_table_row_count(one), cev_table_row_count(other));
    for (int64_t c = 0; c < cev_table_column_count(one); c++) {
        const char *name = cev_table_name(one, c);
        for (int64_t i = 0; i < cev_table_row_count(one); i++) {
            double a = cev_table_double(one, name, i);
            double b = cev_table_double(other, name, i);
            if (!isnan(a) || !isnan(b))
                ck_assert_near(a, b, 1e-11 * (1.0 + fabs(b)));
        }
    }
}

/* A row for many customers counts as many rows, one for nobody as none.
 * (EVAL-WEIGHT-1) */
START_TEST(rows_weigh_as_many_rows)
{
    static const char *const evaluations[] = {
        CEV_EVAL_HOLDOUT, CEV_EVAL_FREQUENCY, CEV_EVAL_TRACKING,
        CEV_EVAL_CONDITIONAL, CEV_EVAL_DECILES, CEV_EVAL_TOTALS, CEV_EVAL_PIT,
        CEV_EVAL_COVERAGE, CEV_EVAL_AHEAD};
    enum { FEW = 120, MANY = 240 };
    static double room[2][4][MANY];
    dice d = {29};
    cev_ctx *ctx = new_ctx();
    market m = draw_market(&d, FEW, cdnow_params, cdnow_spend, 39.0);
    market all = new_market(MANY);
    double *later[2][4];
    int64_t n = 0;
    for (int t = 0; t < 2; t++)
        for (int c = 0; c < 4; c++)
            later[t][c] = room[t][c];
    hold_out(ctx, &m, later[0]);
    for (int64_t i = 0; i < FEW; i++) {
        later[0][3][i] = (double)(i % 3);
        for (int64_t k = 0; k < i % 3; k++, n++) {
            all.x[n] = m.x[i];
            all.t_x[n] = m.t_x[i];
            all.T[n] = m.T[i];
            all.m_x[n] = m.m_x[i];
            later[1][3][n] = 1.0;
        }
    }
    all.n = n;
    hold_out(ctx, &all, later[1]);
    for (int64_t i = n = 0; i < FEW; i++)
        for (int64_t k = 0; k < i % 3; k++, n++)
            for (int c = 0; c < 3; c++)
                later[1][c][n] = later[0][c][i];
    cev_estimator *fit = fit_kind(ctx, CEV_CLV, NULL, all.table);
    for (int i = 0; i < 9; i++) {
        cev_table *one = NULL, *other = NULL;
        must(ctx, cev_estimator_evaluate(fit, m.table, evaluations[i], NULL,
                                         &one));
        must(ctx, cev_estimator_evaluate(fit, all.table, evaluations[i], NULL,
                                         &other));
        check_same_cells(one, other);
        cev_table_free(one);
        cev_table_free(other);
    }
    cev_estimator_free(fit);
    free_market(&m);
    free_market(&all);
    cev_ctx_free(ctx);
}
END_TEST

/* A table without rows has empty answers, not none. */
START_TEST(nobody_is_evaluated_too)
{
    static const char *const evaluations[] = {
        CEV_EVAL_HOLDOUT, CEV_EVAL_FREQUENCY, CEV_EVAL_TRACKING,
        CEV_EVAL_CONDITIONAL, CEV_EVAL_DECILES, CEV_EVAL_TOTALS, CEV_EVAL_PIT,
        CEV_EVAL_COVERAGE, CEV_EVAL_AHEAD};
    static const char *const later[] = {"x_holdout", "T_holdout",
                                        "revenue_holdout"};
    dice d = {12};
    cev_ctx *ctx = new_ctx();
    market m = draw_market(&d, 50, cdnow_params, cdnow_spend, 39.0);
    cev_table *t = NULL;
    cev_estimator *fit = fit_kind(ctx, CEV_CLV, NULL, market_table(ctx, &m));
    m.n = 0;
    market_table(ctx, &m);
    for (int i = 0; i < 3; i++)
        must(ctx, cev_table_set_column(m.table, later[i], CEV_DOUBLE, m.x, 8,
                                       NULL));
    for (int i = 0; i < 9; i++) {
        must(ctx, cev_estimator_evaluate(fit, m.table, evaluations[i], NULL,
                                         &t));
        ck_assert_int_gt(cev_table_column_count(t), 2);
        cev_table_free(t);
    }
    must(ctx, cev_estimator_predict(fit, m.table, NULL, &t));
    ck_assert_int_eq(cev_table_row_count(t), 0);
    ck_assert_int_eq(cev_table_column_count(t), 12);
    cev_table_free(t);
    cev_estimator_free(fit);
    free_market(&m);
    cev_ctx_free(ctx);
}
END_TEST

START_TEST(unknown_evaluations_are_named)
{
    dice d = {11};
    cev_ctx *ctx = new_ctx();
    market m = draw_market(&d, 50, cdnow_params, cdnow_spend, 39.0);
    cev_table *t = NULL;
    cev_estimator *fit =
        fit_kind(ctx, CEV_GAMMA_GAMMA, NULL, market_table(ctx, &m));
    ck_assert_int_eq(
        cev_estimator_evaluate(fit, m.table, CEV_EVAL_TRACKING, NULL, &t),
        CEV_ERR_KIND);
    ck_assert_str_eq(cev_ctx_message(ctx),
                     "\"tracking\" is no evaluation of this estimator; "
                     "wanted one of: holdout deciles "
                     "likelihood");
    ck_assert_int_eq(
        cev_estimator_evaluate(fit, m.table, CEV_EVAL_HOLDOUT, NULL, &t),
        CEV_ERR_COLUMN);
    ck_assert_str_eq(cev_ctx_message(ctx),
                     "the table has no column \"m_x_holdout\"; wanted one of "
                     "doubles or int64");
    ck_assert_ptr_null(t);
    cev_estimator_free(fit);
    free_market(&m);
    cev_ctx_free(ctx);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("evaluate");
    tcase_set_timeout(cases, 600);
    tcase_add_test(cases, holdout_of_cdnow_is_as_published);
    tcase_add_test(cases, evaluations_agree_with_each_other);
    tcase_add_test(cases, totals_are_sums_with_an_interval_of_their_own);
    tcase_add_test(cases, tracking_meets_the_portfolios_grid);
    tcase_add_test(cases, many_ages_keep_the_curve);
    tcase_add_test(cases, deciles_share_ties);
    tcase_add_test(cases, nobody_is_evaluated_too);
    tcase_add_test(cases, rows_weigh_as_many_rows);
    tcase_add_test(cases, unknown_evaluations_are_named);
    Suite *s = suite_create("value/evaluate");
    suite_add_tcase(s, cases);
    return s;
}

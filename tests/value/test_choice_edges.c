/* Models compared and lookbacks: rows that stand for several, so many that some
   are drawn, columns that are missing. */
#include "value/past_market.h"

/* Each row for two customers: the same errors and scores, surer by sqrt(2). */
START_TEST(rows_of_two_customers_count_as_two)
{
    enum { N = 1500 };
    static double two_each = 2.0;
    dice d = {41};
    cev_ctx *ctx = new_ctx();
    past_market m = draw_past(&d, N);
    cev_options *options = choosing(ctx);
    const cev_table *customers = past_table(ctx, &m);
    cev_estimator *fit = fit_kind(ctx, CEV_CLV, options, customers);
    cev_table *one = comparison_of(ctx, fit, customers);
    (void)past_table(ctx, &m);
    must(ctx, cev_table_set_column(m.now.table, "customers", CEV_DOUBLE,
                                   &two_each, 0, NULL));
    must(ctx, cev_estimator_fit(fit, m.now.table));
    cev_table *two = comparison_of(ctx, fit, m.now.table);
    int64_t tried = 0;
    for (int64_t i = 0; i < cev_table_row_count(one); i++) {
        double score = cev_table_double(one, "log_score", i);
        double sd = cev_table_double(one, "shortfall_std_error", i);
        if (isnan(score) || isnan(cev_table_double(two, "log_score", i)))
            continue;
        tried++;
        ck_assert_rel(cev_table_double(two, "log_score", i), score, 1e-6);
        ck_assert_rel(cev_table_double(two, "rmse", i),
                      cev_table_double(one, "rmse", i), 1e-6);
        ck_assert_rel(cev_table_double(two, "actual", i),
                      2.0 * cev_table_double(one, "actual", i), 1e-14);
        ck_assert_near(cev_table_double(two, "shortfall_std_error", i),
                       sd / sqrt(2.0), 1e-6);
    }
    ck_assert_int_ge(tried, 2);
    cev_table_free(one);
    cev_table_free(two);
    cev_estimator_free(fit);
    cev_options_free(options);
    free_past(&m);
    cev_ctx_free(ctx);
}
END_TEST

/* So few of so many have bought again that those drawn would tell nothing: all
 * are taken. Of whom none can be is refused before. */
START_TEST(too_few_of_many_are_not_drawn)
{
    enum { MANY = 26000, AGAIN = 60 };
    cev_ctx *ctx = new_ctx();
    cev_options *options = choosing(ctx);
    market m = new_market(MANY);
    cev_estimator *fit = NULL;
    for (int64_t i = 0; i < MANY; i++) {
        m.T[i] = 10.0 + (double)(i % 5);
        m.m_x[i] = NAN;
    }
    for (int64_t i = 0; i < AGAIN; i++) {
        m.x[i] = 1.0 + (double)(i % 3);
        m.t_x[i] = 1.0 + (double)(i % 7);
        m.m_x[i] = 20.0;
    }
    must(ctx, cev_estimator_new(ctx, CEV_CLV, options, &fit));
    must(ctx, cev_estimator_fit(fit, market_table(ctx, &m)));
    cev_table *comparison = comparison_of(ctx, fit, m.table);
    ck_assert_int_eq(chosen_row(comparison), 0);
    check_verdict(ctx, fit, "model_by_default");
    cev_table_free(comparison);
    m.x[3] = -1.0;
    ck_assert_int_eq(cev_estimator_fit(fit, m.table), CEV_ERR_DOMAIN);
    ck_assert_ptr_nonnull(strstr(cev_ctx_message(ctx), "x[3] = -1"));
    m.x[3] = 1.0;
    must(ctx, cev_table_set_column(m.table, "T", CEV_TEXT, (const void *)"", 0,
                                   NULL));
    ck_assert_int_eq(cev_estimator_fit(fit, m.table), CEV_ERR_COLUMN);
    ck_assert_ptr_nonnull(strstr(cev_ctx_message(ctx), "\"T\""));
    cev_estimator_free(fit);
    cev_options_free(options);
    free_market(&m);
    cev_ctx_free(ctx);
}
END_TEST

START_TEST(a_past_without_its_purchases_is_refused)
{
    dice d = {42};
    cev_ctx *ctx = new_ctx();
    past_market m = draw_past(&d, 300);
    cev_options *options = choosing(ctx);
    cev_estimator *fit = NULL;
    market_table(ctx, &m.now);
    must(ctx, cev_table_set_column(m.now.table, "T_past", CEV_DOUBLE, m.T_past,
                                   8, NULL));
    must(ctx, cev_estimator_new(ctx, CEV_CLV, options, &fit));
    ck_assert_int_eq(cev_estimator_fit(fit, m.now.table), CEV_ERR_COLUMN);
    ck_assert_ptr_nonnull(strstr(cev_ctx_message(ctx), "\"x_past\""));
    cev_estimator_free(fit);
    cev_options_free(options);
    free_past(&m);
    cev_ctx_free(ctx);
}
END_TEST

/* With litt as of now but not as of the past, models of rhythm cannot be
 * compared by what they foresee. */
START_TEST(rhythm_wants_litt_of_the_past_too)
{
    dice d = {43};
    cev_ctx *ctx = new_ctx();
    past_market m = draw_past(&d, 700);
    cev_options *options = choosing(ctx);
    cev_estimator *fit = NULL;
    market_table(ctx, &m.now);
    const char *const names[4] = {"x_past", "t_x_past", "T_past", "litt"};
    const double *const data[4] = {m.x_past, m.t_x_past, m.T_past, m.litt};
    for (int c = 0; c < 4; c++)
        must(ctx, cev_table_set_column(m.now.table, names[c], CEV_DOUBLE,
                                       data[c], 8, NULL));
    must(ctx, cev_estimator_new(ctx, CEV_CLV, options, &fit));
    must(ctx, cev_estimator_fit(fit, m.now.table));
    cev_table *comparison = comparison_of(ctx, fit, m.now.table);
    int64_t rhythmic = 0;
    for (int64_t i = 0; i < cev_table_row_count(comparison); i++)
        rhythmic += strcmp(cev_table_text(comparison, "why", i),
                           "wants the column litt and, beside T_past, "
                           "litt_past")
                    == 0;
    ck_assert_int_gt(rhythmic, 1);
    cev_table_free(comparison);
    cev_estimator_free(fit);
    cev_options_free(options);
    free_past(&m);
    cev_ctx_free(ctx);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("choice_edges");
    tcase_add_test(cases, rows_of_two_customers_count_as_two);
    tcase_add_test(cases, too_few_of_many_are_not_drawn);
    tcase_add_test(cases, a_past_without_its_purchases_is_refused);
    tcase_add_test(cases, rhythm_wants_litt_of_the_past_too);
    Suite *s = suite_create("value/choice_edges");
    suite_add_tcase(s, cases);
    return s;
}

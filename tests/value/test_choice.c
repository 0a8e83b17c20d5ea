/* Choosing the purchase model of clv: what is compared, what is taken, and
   what is said of it. */
#include "value/past_market.h"
#include "support/failing.h"

/* Whoever is as close as chance allows is less likely than the chosen one,
   and the figures are those of a fit of that model by name. */
START_TEST(the_likeliest_of_the_close_is_chosen)
{
    dice d = {20};
    cev_ctx *ctx = new_ctx();
    past_market m = draw_past(&d, 3000);
    cev_options *options = choosing(ctx);
    const cev_table *customers = past_table(ctx, &m);
    cev_estimator *fit = fit_kind(ctx, CEV_CLV, options, customers);
    cev_table *t = comparison_of(ctx, fit, customers);
    int64_t chosen = chosen_row(t);
    ck_assert_double_eq(cev_table_double(t, "actual", chosen),
                        cev_table_double(t, "actual", 0));
    for (int64_t i = 0; i < cev_table_row_count(t); i++) {
        double shortfall = cev_table_double(t, "shortfall", i);
        double aic = cev_table_double(t, "aic", i);
        if (shortfall <= 2.0 * cev_table_double(t, "shortfall_std_error", i))
            ck_assert(aic >= cev_table_double(t, "aic", chosen));
        if (!isnan(shortfall))
            ck_assert(shortfall >= 0.0);
    }
    must(ctx, cev_options_set_str(options, CEV_OPT_PURCHASES,
                                  cev_table_text(t, "model", chosen)));
    cev_estimator *named_fit = fit_kind(ctx, CEV_CLV, options, customers);
    cev_table *one = NULL, *other = NULL;
    must(ctx, cev_estimator_predict(fit, customers, NULL, &one));
    must(ctx, cev_estimator_predict(named_fit, customers, NULL, &other));
    same_results(one, other);
    cev_table *nothing = comparison_of(ctx, named_fit, customers);
    ck_assert_int_eq(cev_table_row_count(nothing), 0);
    check_verdict(ctx, fit, "model_by_forecast");
    cev_table_free(nothing);
    cev_table_free(other);
    cev_table_free(one);
    cev_estimator_free(named_fit);
    cev_table_free(t);
    cev_estimator_free(fit);
    cev_options_free(options);
    free_past(&m);
    cev_ctx_free(ctx);
}
END_TEST

START_TEST(without_a_lookback_the_likelihood_decides)
{
    dice d = {21};
    cev_ctx *ctx = new_ctx();
    past_market m = draw_past(&d, 2000);
    cev_options *options = choosing(ctx);
    const cev_table *customers = market_table(ctx, &m.now);
    cev_estimator *fit = fit_kind(ctx, CEV_CLV, options, customers);
    cev_table *t = comparison_of(ctx, fit, customers);
    int64_t chosen = chosen_row(t);
    for (int64_t i = 0; i < cev_table_row_count(t); i++) {
        double aic = cev_table_double(t, "aic", i);
        ck_assert(isnan(aic) || aic >= cev_table_double(t, "aic", chosen));
        ck_assert(isnan(cev_table_double(t, "rmse", i)));
        ck_assert_ptr_null(strstr(cev_table_text(t, "why", i), "lookback"));
    }
    check_verdict(ctx, fit, "model_by_likelihood");
    cev_table_free(t);
    cev_estimator_free(fit);
    cev_options_free(options);
    free_past(&m);
    cev_ctx_free(ctx);
}
END_TEST

/* Customers who come every 30 days to the hour, until they leave: some of whom
 * the past was seen. Models of regular buyers are at their limits there, which
 * the data do not settle, and still are by far the best. */
static past_market draw_clockwork(int64_t n)
{
    past_market m = draw_past(&(dice){23}, n);
    for (int64_t i = 0; i < n; i++) {
        double T = 240.0 + (double)(i % 30), past = T - 80.0;
        double x = fmin((double)((i * 7) % 12), floor(T / 30.0));
        m.now.T[i] = T;
        m.now.x[i] = x;
        m.x_past[i] = fmin(x, floor(past / 30.0));
        m.T_past[i] = past;
        m.now.t_x[i] = 30.0 * x;
        m.t_x_past[i] = 30.0 * m.x_past[i];
        m.litt[i] = x * log(30.0);
        m.litt_past[i] = m.x_past[i] * log(30.0);
    }
    return m;
}

START_TEST(what_explains_far_more_takes_part_unsettled)
{
    cev_ctx *ctx = new_ctx();
    past_market m = draw_clockwork(600);
    cev_options *options = choosing(ctx);
    const cev_table *customers = past_table(ctx, &m);
    cev_estimator *fit = fit_kind(ctx, CEV_CLV, options, customers);
    cev_table *t = comparison_of(ctx, fit, customers);
    const char *chosen = cev_table_text(t, "model", chosen_row(t));
    double rmse = cev_table_double(t, "rmse", chosen_row(t));
    ck_assert_msg(strcmp(chosen, CEV_MBG_CNBD_K) == 0
                      || strcmp(chosen, CEV_BG_CNBD_K) == 0,
                  "%s", chosen);
    ck_assert(rmse < 0.8 * named(t, "model", CEV_BGNBD, "rmse"));
    check_verdict(ctx, fit, "model_by_forecast");
    cev_table_free(t);
    cev_estimator_free(fit);
    cev_options_free(options);
    free_past(&m);
    cev_ctx_free(ctx);
}
END_TEST

START_TEST(few_customers_get_the_simplest_model)
{
    dice d = {22};
    cev_ctx *ctx = new_ctx();
    past_market m = draw_past(&d, 60);
    cev_options *options = choosing(ctx);
    const cev_table *customers = past_table(ctx, &m);
    cev_estimator *fit = fit_kind(ctx, CEV_CLV, options, customers);
    cev_table *t = comparison_of(ctx, fit, customers);
    ck_assert_int_eq(chosen_row(t), 0);
    ck_assert_str_eq(cev_table_text(t, "model", 0), CEV_BGNBD);
    check_verdict(ctx, fit, "model_by_default");
    cev_table_free(t);
    cev_estimator_free(fit);
    cev_options_free(options);
    free_past(&m);
    cev_ctx_free(ctx);
}
END_TEST

START_TEST(a_past_that_cannot_be_is_refused)
{
    dice d = {23};
    cev_ctx *ctx = new_ctx();
    past_market m = draw_past(&d, 300);
    cev_options *options = choosing(ctx);
    cev_estimator *fit = NULL;
    must(ctx, cev_estimator_new(ctx, CEV_CLV, options, &fit));
    int64_t row = 0;
    while (isnan(m.T_past[row]))
        row++;
    double T_past = m.T_past[row];
    m.T_past[row] = m.now.T[row] + 1.0;
    ck_assert_int_eq(cev_estimator_fit(fit, past_table(ctx, &m)),
                     CEV_ERR_DOMAIN);
    ck_assert_ptr_nonnull(strstr(cev_ctx_message(ctx), "is before T_past["));
    m.T_past[row] = T_past;
    m.x_past[row] = m.now.x[row] + 1.0;
    ck_assert_int_eq(cev_estimator_fit(fit, past_table(ctx, &m)),
                     CEV_ERR_DOMAIN);
    ck_assert_ptr_nonnull(strstr(cev_ctx_message(ctx), "wanted at most x["));
    cev_estimator_free(fit);
    cev_options_free(options);
    free_past(&m);
    cev_ctx_free(ctx);
}
END_TEST

START_TEST(a_choice_is_saved_and_loaded)
{
    dice d = {24};
    cev_ctx *ctx = new_ctx();
    past_market m = draw_past(&d, 1000);
    cev_options *options = choosing(ctx);
    const cev_table *customers = past_table(ctx, &m);
    cev_estimator *fit = fit_kind(ctx, CEV_CLV, options, customers);
    cev_estimator *loaded = NULL;
    int64_t size = 0;
    must(ctx, cev_estimator_save(fit, NULL, 0, &size));
    void *bytes = malloc((size_t)size);
    ck_assert_ptr_nonnull(bytes);
    must(ctx, cev_estimator_save(fit, bytes, size, &size));
    must(ctx, cev_estimator_load(ctx, bytes, size, &loaded));
    cev_table *before = comparison_of(ctx, fit, customers);
    cev_table *after = comparison_of(ctx, loaded, customers);
    same_results(before, after);
    cev_table_free(after);
    cev_table_free(before);
    free(bytes);
    cev_estimator_free(loaded);
    cev_estimator_free(fit);
    cev_options_free(options);
    free_past(&m);
    cev_ctx_free(ctx);
}
END_TEST

START_TEST(no_lie_about_a_choice_does_harm)
{
    dice d = {22};
    cev_ctx *ctx = new_ctx();
    past_market m = draw_past(&d, 60);
    cev_options *options = choosing(ctx);
    cev_estimator *fit =
        fit_kind(ctx, CEV_CLV, options, past_table(ctx, &m));
    ck_assert_int_gt(
        lies_refused(ctx, fit, "hold no comparison of purchase models"), 100);
    cuts_are_refused(ctx, fit);
    cev_estimator_free(fit);
    cev_options_free(options);
    free_past(&m);
    cev_ctx_free(ctx);
}
END_TEST

/* Customers who never leave: models of leaving are all at the limit where
 * nobody does, and say the same there. */
START_TEST(models_that_the_data_do_not_settle_leave_the_simplest)
{
    dice d = {27};
    cev_ctx *ctx = new_ctx();
    cev_options *options = choosing(ctx);
    market m = new_market(250);
    for (int64_t i = 0; i < m.n; i++) {
        double rate = throw_gamma(&d, 2.0) / 10.0, wait;
        m.T[i] = 20.0 + 20.0 * throw_share(&d);
        while (m.t_x[i] + (wait = -log(throw_share(&d)) / rate) <= m.T[i]) {
            m.t_x[i] += wait;
            m.x[i] += 1.0;
        }
        m.m_x[i] = m.x[i] > 0.0 ? 20.0 : NAN;
    }
    cev_estimator *fit =
        fit_kind(ctx, CEV_CLV, options, market_table(ctx, &m));
    cev_table *t = comparison_of(ctx, fit, m.table);
    ck_assert_str_eq(cev_table_text(t, "model", chosen_row(t)), CEV_BGNBD);
    ck_assert_str_eq(cev_table_text(t, "why", 1),
                     "the data alone do not settle it");
    check_verdict(ctx, fit, "model_by_elimination");
    cev_table_free(t);
    cev_estimator_free(fit);
    cev_options_free(options);
    free_market(&m);
    cev_ctx_free(ctx);
}
END_TEST

static int32_t choose_once(cev_ctx *ctx, void *state)
{
    past_market *m = state;
    cev_options *options = NULL;
    cev_estimator *fit = NULL;
    cev_table *customers = NULL, *comparison = NULL;
    const char *const names[6] = {"x", "t_x", "T", "x_past", "t_x_past",
                                  "T_past"};
    const double *const data[6] = {m->now.x,  m->now.t_x,  m->now.T,
                                   m->x_past, m->t_x_past, m->T_past};
    int32_t status = cev_options_new(ctx, &options);
    if (status == CEV_OK)
        status = cev_options_set_str(options, CEV_OPT_PURCHASES, CEV_AUTO);
    if (status == CEV_OK)
        status = cev_table_new(ctx, m->now.n, &customers);
    for (int c = 0; c < 6 && status == CEV_OK; c++)
        status = cev_table_set_column(customers, names[c], CEV_DOUBLE, data[c],
                                      8, NULL);
    if (status == CEV_OK)
        status = cev_estimator_new(ctx, CEV_CLV, options, &fit);
    if (status == CEV_OK)
        status = cev_estimator_fit(fit, customers);
    if (status == CEV_OK)
        status = cev_estimator_evaluate(fit, customers, CEV_EVAL_COMPARISON,
                                        NULL, &comparison);
    cev_table_free(comparison);
    cev_estimator_free(fit);
    cev_table_free(customers);
    cev_options_free(options);
    return status;
}

/* Row `to` as row `from` is. */
static void copy_row(past_market *m, int64_t from, int64_t to)
{
    double *const columns[9] = {m->now.x,    m->now.t_x,  m->now.T,
                                m->now.m_x,  m->x_past,   m->t_x_past,
                                m->T_past,   m->litt,     m->litt_past};
    for (int c = 0; c < 9; c++)
        columns[c][to] = columns[c][from];
}

/* What is drawn of many does not hang on the order of rows, nor does a refusal
   on who is drawn. */
START_TEST(many_customers_are_compared_by_some)
{
    enum { KINDS = 600, ROWS = 57 * KINDS };
    dice d = {26};
    cev_ctx *ctx = new_ctx();
    past_market m = draw_past(&d, ROWS);
    cev_options *options = choosing(ctx);
    cev_table *comparisons[2];
    for (int turn = 0; turn < 2; turn++) {
        for (int64_t i = KINDS; i < ROWS; i++)
            copy_row(&m, i % KINDS, i);
        for (int64_t i = 0; turn == 1 && i < KINDS / 2; i++)
            copy_row(&m, i, KINDS - 1 - i + (ROWS - KINDS));
        for (int64_t i = 0; turn == 1 && i < KINDS / 2; i++)
            copy_row(&m, KINDS - 1 - i, i + (ROWS - KINDS));
        const cev_table *customers = past_table(ctx, &m);
        cev_estimator *fit = fit_kind(ctx, CEV_CLV, options, customers);
        comparisons[turn] = comparison_of(ctx, fit, customers);
        check_verdict(ctx, fit, "models_compared_on_some");
        cev_estimator_free(fit);
    }
    same_results(comparisons[0], comparisons[1]);
    m.now.x[ROWS - 3] = -1.0;
    cev_estimator *fit = NULL;
    must(ctx, cev_estimator_new(ctx, CEV_CLV, options, &fit));
    ck_assert_int_eq(cev_estimator_fit(fit, past_table(ctx, &m)),
                     CEV_ERR_DOMAIN);
    ck_assert_ptr_nonnull(strstr(cev_ctx_message(ctx), "x[34197]"));
    cev_estimator_free(fit);
    cev_table_free(comparisons[0]);
    cev_table_free(comparisons[1]);
    cev_options_free(options);
    free_past(&m);
    cev_ctx_free(ctx);
}
END_TEST

START_TEST(every_allocation_may_fail)
{
    dice d = {25};
    past_market m = draw_past(&d, 700);
    fail_each_allocation(choose_once, &m);
    free_past(&m);
}
END_TEST

Suite *suite(void)
{
    Suite *s = suite_create("value/choice");
    TCase *cases = tcase_create("choice");
    tcase_add_test(cases, the_likeliest_of_the_close_is_chosen);
    tcase_add_test(cases, without_a_lookback_the_likelihood_decides);
    tcase_add_test(cases, what_explains_far_more_takes_part_unsettled);
    tcase_add_test(cases, few_customers_get_the_simplest_model);
    tcase_add_test(cases, a_past_that_cannot_be_is_refused);
    tcase_add_test(cases, a_choice_is_saved_and_loaded);
    tcase_add_test(cases, many_customers_are_compared_by_some);
    tcase_add_test(cases, no_lie_about_a_choice_does_harm);
    tcase_add_test(cases,
                   models_that_the_data_do_not_settle_leave_the_simplest);
    tcase_add_test(cases, every_allocation_may_fail);
    suite_add_tcase(s, cases);
    return s;
}

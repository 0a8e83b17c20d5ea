/* Asking models with covariates, and what of them cannot be. */
#include "support/check_main.h"
#include "value/crowd.h"
#include "cev.h"

START_TEST(totals_and_evaluations_know_the_traits)
{
    cev_ctx *ctx = new_ctx();
    dice d = {16};
    crowd c = draw_crowd(&d, 500, 0);
    cev_estimator *fit = fit_covariates(ctx, CEV_BGNBD, &c,
                                        "channel,age,vip", "channel,vip");
    cev_table *says = NULL, *totals = NULL, *frequency = NULL,
              *tracking = NULL;
    must(ctx, cev_estimator_predict(fit, c.m.table, NULL, &says));
    must(ctx, cev_estimator_evaluate(fit, c.m.table, CEV_EVAL_TOTALS, NULL,
                                     &totals));
    must(ctx, cev_estimator_evaluate(fit, c.m.table, CEV_EVAL_FREQUENCY, NULL,
                                     &frequency));
    must(ctx, cev_estimator_evaluate(fit, c.m.table, CEV_EVAL_TRACKING, NULL,
                                     &tracking));
    ck_assert_rel(cev_table_double(totals, "value", 1),
                  column_sum(says, "expected_purchases"), 1e-12);
    ck_assert(cev_table_double(totals, "lower", 1)
              < 0.97 * cev_table_double(totals, "value", 1));
    ck_assert_rel(column_sum(frequency, "expected"), 500.0, 1e-9);
    double bought = 0.0;
    for (int64_t i = 0; i < c.m.n; i++)
        bought += c.m.x[i];
    ck_assert(fabs(column_sum(tracking, "expected_repeat") - bought)
              < 0.05 * bought);
    cev_table_free(says);
    cev_table_free(totals);
    cev_table_free(frequency);
    cev_table_free(tracking);
    cev_estimator_free(fit);
    free_crowd(&c);
    cev_ctx_free(ctx);
}
END_TEST

START_TEST(a_saved_model_says_the_same)
{
    static const char *const kinds[3] = {CEV_BGNBD, CEV_GGOM_NBD, CEV_CLV};
    cev_ctx *ctx = new_ctx();
    for (int k = 0; k < 3; k++) {
        dice d = {17};
        crowd c = draw_crowd(&d, 200, 0);
        cev_estimator *fit = fit_covariates(ctx, kinds[k], &c,
                                            "channel,age,age", "vip");
        cev_estimator *again = NULL;
        cev_table *one = NULL, *two = NULL;
        int64_t size = 0;
        must(ctx, cev_estimator_save(fit, NULL, 0, &size));
        void *bytes = malloc((size_t)size);
        must(ctx, cev_estimator_save(fit, bytes, size, &size));
        must(ctx, cev_estimator_load(ctx, bytes, size, &again));
        must(ctx, cev_estimator_predict(fit, c.m.table, NULL, &one));
        must(ctx, cev_estimator_predict(again, c.m.table, NULL, &two));
        same_results(one, two);
        cev_table_free(one);
        cev_table_free(two);
        one = summary_of(ctx, fit);
        two = summary_of(ctx, again);
        same_results(one, two);
        free(bytes);
        cev_table_free(one);
        cev_table_free(two);
        cev_estimator_free(fit);
        cev_estimator_free(again);
        free_crowd(&c);
    }
    cev_ctx_free(ctx);
}
END_TEST

/* A fit that is refused, with part of the message. */
static void refused_fit(cev_ctx *ctx, const char *kind, cev_options *options,
                        const cev_table *table, int32_t status,
                        const char *message)
{
    cev_estimator *estimator = NULL;
    must(ctx, cev_estimator_new(ctx, kind, options, &estimator));
    ck_assert_int_eq(status, cev_estimator_fit(estimator, table));
    ck_assert_msg(strstr(cev_ctx_message(ctx), message) != NULL, "%s",
                  cev_ctx_message(ctx));
    cev_estimator_free(estimator);
    cev_options_free(options);
}

START_TEST(what_cannot_be_is_refused)
{
    cev_ctx *ctx = new_ctx();
    dice d = {18};
    crowd c = draw_crowd(&d, 100, 0);
    cev_table *says = NULL;
    cev_estimator *fit =
        fit_covariates(ctx, CEV_BGNBD, &c, "channel", "age");
    refused_fit(ctx, CEV_BGNBD, ask_covariates(ctx, "colour", ""), c.m.table,
                CEV_ERR_COLUMN, "\"colour\"");
    refused_fit(ctx, CEV_BGNBD, ask_covariates(ctx, " ,", ""), c.m.table,
                CEV_ERR_OPTION, "name no column");
    cev_options *options = ask_covariates(ctx, "age", "");
    must(ctx, cev_options_set_str(options, CEV_OPT_PURCHASES, CEV_AUTO));
    refused_fit(ctx, CEV_CLV, options, c.m.table, CEV_ERR_OPTION, "auto");
    options = ask_covariates(ctx, "age", "");
    must(ctx, cev_options_set_str(options, CEV_OPT_PURCHASES,
                                  CEV_PARETO_GGG));
    refused_fit(ctx, CEV_CLV, options, c.m.table, CEV_ERR_OPTION,
                "pareto_ggg takes no covariates");
    c.age[42] = NAN;
    refused_fit(ctx, CEV_BGNBD, ask_covariates(ctx, "age", ""), c.m.table,
                CEV_ERR_DOMAIN, "age[42] is a gap");
    ck_assert_int_eq(CEV_ERR_DOMAIN,
                     cev_estimator_predict(fit, c.m.table, NULL, &says));
    c.age[42] = 40.0;
    c.channel[7] = "tv";
    ck_assert_int_eq(CEV_ERR_DOMAIN,
                     cev_estimator_predict(fit, c.m.table, NULL, &says));
    ck_assert(strstr(cev_ctx_message(ctx), "channel[7] = \"tv\"") != NULL);
    c.channel[7] = NULL;
    refused_fit(ctx, CEV_BGNBD, ask_covariates(ctx, "channel", ""), c.m.table,
                CEV_ERR_DOMAIN, "channel[7] is a gap");
    must(ctx, cev_table_set_column(c.m.table, "channel", CEV_DOUBLE, c.age, 8,
                                   NULL));
    ck_assert_int_eq(CEV_ERR_COLUMN,
                     cev_estimator_predict(fit, c.m.table, NULL, &says));
    ck_assert(says == NULL);
    cev_estimator_free(fit);
    free_crowd(&c);
    cev_ctx_free(ctx);
}
END_TEST

START_TEST(weights_count_as_so_many_rows)
{
    cev_ctx *ctx = new_ctx();
    dice d = {19};
    crowd c = draw_crowd(&d, 200, 0), twice = draw_crowd(&d, 400, 0);
    static const double two_each = 2.0;
    for (int64_t i = 0; i < 400; i++) {
        twice.m.x[i] = c.m.x[i % 200];
        twice.m.t_x[i] = c.m.t_x[i % 200];
        twice.m.T[i] = c.m.T[i % 200];
        twice.channel[i] = c.channel[i % 200];
        twice.age[i] = c.age[i % 200];
    }
    crowd_table(ctx, &c);
    must(ctx, cev_table_set_column(c.m.table, "customers", CEV_DOUBLE,
                                   &two_each, 0, NULL));
    cev_options *options = ask_covariates(ctx, "channel", "age");
    cev_estimator *fit = fit_kind(ctx, CEV_BGNBD, options, c.m.table);
    cev_estimator *other =
        fit_covariates(ctx, CEV_BGNBD, &twice, "channel", "age");
    cev_table *one = summary_of(ctx, fit), *two = summary_of(ctx, other);
    ck_assert_rel(figure(one, "log_likelihood"), figure(two, "log_likelihood"),
                  1e-13);
    ck_assert_rel(figure(one, "dropout: age"), figure(two, "dropout: age"),
                  1e-7);
    cev_table_free(one);
    cev_table_free(two);
    cev_estimator_free(fit);
    cev_estimator_free(other);
    cev_options_free(options);
    free_crowd(&c);
    free_crowd(&twice);
    cev_ctx_free(ctx);
}
END_TEST

START_TEST(a_penalty_pulls_coefficients_to_nothing)
{
    cev_ctx *ctx = new_ctx();
    dice d = {20};
    crowd c = draw_crowd(&d, 300, 0);
    const cev_table *table = crowd_table(ctx, &c);
    double before = INFINITY, ll = INFINITY;
    for (int k = 0; k < 3; k++) {
        cev_options *options = ask_covariates(ctx, "channel,vip", "age");
        must(ctx, cev_options_set_double(options, CEV_OPT_PENALTY,
                                         k == 0 ? 0.0 : pow(1e4, k)));
        cev_estimator *fit = fit_kind(ctx, CEV_BGNBD, options, table);
        cev_table *summary = summary_of(ctx, fit);
        double now = fabs(figure(summary, "purchase: channel = web"));
        ck_assert(now < before);
        ck_assert(figure(summary, "log_likelihood") < ll);
        ck_assert(has_verdict(summary, "covariates_tell") == (k == 0));
        before = now;
        ll = figure(summary, "log_likelihood");
        cev_table_free(summary);
        cev_estimator_free(fit);
        cev_options_free(options);
    }
    ck_assert(before < 1e-4);
    free_crowd(&c);
    cev_ctx_free(ctx);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("traits");
    tcase_add_test(cases, totals_and_evaluations_know_the_traits);
    tcase_add_test(cases, a_saved_model_says_the_same);
    tcase_add_test(cases, what_cannot_be_is_refused);
    tcase_add_test(cases, weights_count_as_so_many_rows);
    tcase_add_test(cases, a_penalty_pulls_coefficients_to_nothing);
    Suite *s = suite_create("value/traits");
    suite_add_tcase(s, cases);
    return s;
}

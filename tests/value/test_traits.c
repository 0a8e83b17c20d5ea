/* Asking models with covariates, and what of them cannot be. */
#include "support/check_main.h"
#include "value/crowd.h"
#include "value/lies.h"
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

/* As many columns as are asked for, by names "n0", "n1" and so on. */
static void add_columns(cev_ctx *ctx, crowd *c, int count, const double *data,
                        char *named, size_t room)
{
    named[0] = 0;
    for (int k = 0; k < count; k++) {
        char name[16];
        snprintf(name, sizeof name, "n%d", k);
        snprintf(named + strlen(named), room - strlen(named), "%s%s",
                 k == 0 ? "" : ",", name);
        must(ctx, cev_table_set_column(c->m.table, name, CEV_DOUBLE, data + k,
                                       8, NULL));
    }
}

START_TEST(more_covariates_than_a_model_holds_are_refused)
{
    enum { N = 100, MANY = 33, LEVELS = 65 };
    static double noise[N + MANY];
    static char named_ones[8 * MANY], names[N][8];
    cev_ctx *ctx = new_ctx();
    dice d = {31};
    crowd c = draw_crowd(&d, N, 0);
    for (int i = 0; i < N + MANY; i++)
        noise[i] = throw_normal(&d);
    (void)crowd_table(ctx, &c);
    add_columns(ctx, &c, MANY, noise, named_ones, sizeof named_ones);
    refused_fit(ctx, CEV_BGNBD, ask_covariates(ctx, named_ones, ""), c.m.table,
                CEV_ERR_OPTION, "have more than 32 coefficients");
    for (int i = 0; i < N; i++) {
        snprintf(names[i], sizeof names[i], "t%d", i % LEVELS);
        c.channel[i] = names[i];
    }
    refused_fit(ctx, CEV_BGNBD, ask_covariates(ctx, "channel", ""), c.m.table,
                CEV_ERR_OPTION, "have more than 64 levels and numbers");
    for (int i = 0; i < N; i++)
        c.channel[i] = names[i % 34];
    refused_fit(ctx, CEV_BGNBD, ask_covariates(ctx, "channel", ""), c.m.table,
                CEV_ERR_OPTION,
                "the covariates have more than 32 coefficients; leave some "
                "out or gather levels");
    free_crowd(&c);
    cev_ctx_free(ctx);
}
END_TEST

START_TEST(long_names_and_levels_are_refused)
{
    cev_ctx *ctx = new_ctx();
    dice d = {32};
    crowd c = draw_crowd(&d, 50, 0);
    char name[65];
    memset(name, 'n', 64);
    name[64] = 0;
    (void)crowd_table(ctx, &c);
    must(ctx, cev_table_set_column(c.m.table, name, CEV_DOUBLE, c.age, 8,
                                   NULL));
    refused_fit(ctx, CEV_BGNBD, ask_covariates(ctx, name, ""), c.m.table,
                CEV_ERR_DOMAIN, "a name or level is longer than 63 bytes");
    c.channel[30] = name;
    refused_fit(ctx, CEV_BGNBD, ask_covariates(ctx, "channel", ""), c.m.table,
                CEV_ERR_DOMAIN,
                "covariate \"channel\": a name or level is longer than 63 "
                "bytes");
    free_crowd(&c);
    cev_ctx_free(ctx);
}
END_TEST

/* At a prediction: a text that the fit did not see, a gap, a column less. */
START_TEST(traits_that_a_fit_did_not_see_are_refused)
{
    cev_ctx *ctx = new_ctx();
    dice d = {33};
    crowd c = draw_crowd(&d, 100, 0);
    cev_table *says = NULL, *bare = NULL;
    cev_estimator *fit =
        fit_covariates(ctx, CEV_BGNBD, &c, "channel", "channel");
    c.channel[9] = "tv";
    ck_assert_int_eq(cev_estimator_predict(fit, c.m.table, NULL, &says),
                     CEV_ERR_DOMAIN);
    ck_assert_str_eq(cev_ctx_message(ctx),
                     "channel[9] = \"tv\"; wanted a text that was there when "
                     "the model was fitted, like \"app\"");
    c.channel[9] = NULL;
    ck_assert_int_eq(cev_estimator_predict(fit, c.m.table, NULL, &says),
                     CEV_ERR_DOMAIN);
    ck_assert_ptr_nonnull(strstr(cev_ctx_message(ctx), "channel[9] is a gap"));
    must(ctx, cev_table_new(ctx, c.m.n, &bare));
    must(ctx, cev_table_set_column(bare, "x", CEV_DOUBLE, c.m.x, 8, NULL));
    must(ctx, cev_table_set_column(bare, "t_x", CEV_DOUBLE, c.m.t_x, 8, NULL));
    must(ctx, cev_table_set_column(bare, "T", CEV_DOUBLE, c.m.T, 8, NULL));
    ck_assert_int_eq(cev_estimator_predict(fit, bare, NULL, &says),
                     CEV_ERR_COLUMN);
    ck_assert_str_eq(cev_ctx_message(ctx), "there is no column \"channel\"");
    static const char *const evaluations[] = {CEV_EVAL_TOTALS, CEV_EVAL_AHEAD,
                                              CEV_EVAL_FREQUENCY,
                                              CEV_EVAL_TRACKING};
    for (int e = 0; e < 4; e++)
        ck_assert_int_eq(cev_estimator_evaluate(fit, bare, evaluations[e],
                                                NULL, &says),
                         CEV_ERR_COLUMN);
    cev_estimator_free(fit);
    fit = fit_covariates(ctx, CEV_BGNBD, &c, "age", "age");
    ck_assert_int_eq(cev_estimator_predict(fit, bare, NULL, &says),
                     CEV_ERR_COLUMN);
    ck_assert_str_eq(cev_ctx_message(ctx), "the table has no column \"age\"; "
                                           "wanted one of doubles or int64");
    ck_assert_ptr_null(says);
    cev_table_free(bare);
    cev_estimator_free(fit);
    free_crowd(&c);
    cev_ctx_free(ctx);
}
END_TEST

/* A row that stands for nobody tells nothing. */
START_TEST(rows_of_nobody_tell_nothing)
{
    enum { N = 150 };
    cev_ctx *ctx = new_ctx();
    dice d = {34};
    crowd c = draw_crowd(&d, N, 0);
    double weights[N];
    for (int i = 0; i < N; i++)
        weights[i] = i < N - 1;
    c.age[N - 1] = 1e9;
    (void)crowd_table(ctx, &c);
    must(ctx, cev_table_set_column(c.m.table, "customers", CEV_DOUBLE, weights,
                                   8, NULL));
    cev_options *options = ask_covariates(ctx, "age", "vip");
    cev_estimator *fit = fit_kind(ctx, CEV_BGNBD, options, c.m.table);
    cev_table *one = summary_of(ctx, fit);
    c.m.n = N - 1;
    cev_estimator *less = fit_covariates(ctx, CEV_BGNBD, &c, "age", "vip");
    cev_table *two = summary_of(ctx, less);
    ck_assert_rel(figure(one, "log_likelihood"), figure(two, "log_likelihood"),
                  1e-12);
    ck_assert_rel(figure(one, "purchase: age"), figure(two, "purchase: age"),
                  1e-6);
    cev_table_free(one);
    cev_table_free(two);
    cev_estimator_free(fit);
    cev_estimator_free(less);
    cev_options_free(options);
    free_crowd(&c);
    cev_ctx_free(ctx);
}
END_TEST

START_TEST(no_lie_about_covariates_does_harm)
{
    cev_ctx *ctx = new_ctx();
    dice d = {35};
    crowd c = draw_crowd(&d, 60, 0);
    cev_estimator *fit = fit_covariates(ctx, CEV_BGNBD, &c, "channel", "age");
    ck_assert_int_gt(lies_refused(ctx, fit, "hold no"), 100);
    cuts_are_refused(ctx, fit);
    cev_estimator_free(fit);
    free_crowd(&c);
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
    tcase_add_test(cases, more_covariates_than_a_model_holds_are_refused);
    tcase_add_test(cases, long_names_and_levels_are_refused);
    tcase_add_test(cases, traits_that_a_fit_did_not_see_are_refused);
    tcase_add_test(cases, rows_of_nobody_tell_nothing);
    tcase_add_test(cases, no_lie_about_covariates_does_harm);
    tcase_add_test(cases, a_penalty_pulls_coefficients_to_nothing);
    Suite *s = suite_create("value/traits");
    suite_add_tcase(s, cases);
    return s;
}

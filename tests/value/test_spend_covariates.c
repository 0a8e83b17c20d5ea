/* Covariates of spend: what is found, and what comes of it. */
#include "support/check_main.h"
#include "support/stops.h"
#include "value/crowd.h"
#include "cev.h"

/* What shop, web, a year and the flag do to amounts. */
static const double spending[4] = {0.5, -0.3, 0.01, 0.2};

/* A crowd whose amounts are Gamma-Gamma {4, 5, 60} times what its traits make
 * of them. */
static crowd draw_spenders(uint64_t seed, int64_t n)
{
    dice d = {seed};
    crowd c = draw_crowd(&d, n, 0);
    for (int64_t i = 0; i < n; i++) {
        double rate = throw_gamma(&d, 5.0) / 60.0;
        c.m.m_x[i] = c.m.x[i] > 0.0
                         ? exp(effect_on(&c, i, spending))
                               * throw_gamma(&d, 4.0 * c.m.x[i])
                               / (rate * c.m.x[i])
                         : 0.0;
    }
    return c;
}

static cev_options *ask_spend(cev_ctx *ctx, const char *columns)
{
    cev_options *options = NULL;
    must(ctx, cev_options_new(ctx, &options));
    must(ctx,
         cev_options_set_str(options, CEV_OPT_SPEND_COVARIATES, columns));
    return options;
}

static cev_estimator *fit_spend(cev_ctx *ctx, const char *kind, crowd *c,
                                const char *columns)
{
    cev_options *options = ask_spend(ctx, columns);
    cev_estimator *fit = fit_kind(ctx, kind, options, crowd_table(ctx, c));
    cev_options_free(options);
    return fit;
}

static const char *const spend_effects[4] = {
    "spend: channel = shop", "spend: channel = web", "spend: age",
    "spend: vip"};

/* Of a customer, by a summary. */
static void told_spend(const cev_table *summary, const crowd *c, int64_t i,
                       double params[3])
{
    int channel = channel_of(c, i);
    const double z[4] = {channel == 1, channel == 2,
                         c->age[i] - figure(summary, "mean of age"),
                         c->vip[i]};
    params[0] = figure(summary, "p");
    params[1] = figure(summary, "q");
    params[2] = figure(summary, "gamma");
    for (int k = 0; k < 4; k++)
        params[2] *= exp(z[k] * figure(summary, spend_effects[k]));
}

START_TEST(everybody_has_a_scale_of_his_own)
{
    cev_ctx *ctx = new_ctx();
    crowd c = draw_spenders(31, 500);
    cev_estimator *fit = fit_spend(ctx, CEV_GAMMA_GAMMA, &c, "channel,age,vip");
    cev_table *summary = summary_of(ctx, fit), *says = NULL;
    double total = 0.0;
    must(ctx, cev_estimator_predict(fit, c.m.table, NULL, &says));
    for (int64_t i = 0; i < c.m.n; i++) {
        double params[3], ll, ahead;
        told_spend(summary, &c, i, params);
        cev_gamma_gamma_log_likelihood(params, 1, &c.m.x[i], &c.m.m_x[i], &ll);
        cev_gamma_gamma_expected(params, 1, &c.m.x[i], &c.m.m_x[i], &ahead);
        total += ll;
        ck_assert_rel(cev_table_double(says, "expected_spend", i), ahead,
                      1e-12);
        ck_assert(cev_table_double(says, "expected_spend_lo", i) < ahead);
        ck_assert(cev_table_double(says, "expected_spend_hi", i) > ahead);
    }
    ck_assert_rel(figure(summary, "log_likelihood"), total, 1e-12);
    ck_assert(figure(summary, "gradient") < 1e-9);
    ck_assert(has_verdict(summary, "covariates_tell"));
    ck_assert(figure(summary, "log_likelihood_without")
              < figure(summary, "log_likelihood") - 10.0);
    cev_table_free(says);
    cev_table_free(summary);
    cev_estimator_free(fit);
    free_crowd(&c);
    cev_ctx_free(ctx);
}
END_TEST

START_TEST(intervals_hold_what_amounts_were_drawn_by)
{
    cev_ctx *ctx = new_ctx();
    int held = 0;
    for (uint64_t shop = 0; shop < 60; shop++) {
        crowd c = draw_spenders(200 + shop, 600);
        cev_estimator *fit =
            fit_spend(ctx, CEV_GAMMA_GAMMA, &c, "channel,age,vip");
        cev_table *summary = summary_of(ctx, fit);
        for (int k = 0; k < 4; k++)
            held += named(summary, "name", spend_effects[k], "lower")
                        <= spending[k]
                    && spending[k] <= named(summary, "name",
                                            spend_effects[k], "upper");
        cev_table_free(summary);
        cev_estimator_free(fit);
        free_crowd(&c);
    }
    /* Of 240 intervals of 90 %, 216 +- 4.6 if they were independent. */
    ck_assert_msg(held >= 200 && held <= 232, "%d of 240", held);
    cev_ctx_free(ctx);
}
END_TEST

/* Amounts that go with a trait, as purchases do, look as if they went with
 * frequency; what is left without the trait does not. */
START_TEST(what_traits_explain_is_no_dependence)
{
    cev_ctx *ctx = new_ctx();
    crowd c = draw_spenders(33, 4000);
    for (int64_t i = 0; i < c.m.n; i++) {
        double was = exp(spending[3] * c.vip[i]);
        c.vip[i] = c.m.x[i] > 3.0;
        c.m.m_x[i] *= exp(spending[3] * c.vip[i]) / was * (1.0 + c.vip[i]);
    }
    cev_estimator *fit = fit_spend(ctx, CEV_GAMMA_GAMMA, &c, "");
    cev_estimator *with = fit_spend(ctx, CEV_GAMMA_GAMMA, &c,
                                    "channel,age,vip");
    cev_table *one = summary_of(ctx, fit), *two = summary_of(ctx, with);
    ck_assert(figure(one, "correlation") > 0.2);
    ck_assert(fabs(figure(two, "correlation")) < 0.03);
    ck_assert(figure(one, "observed_mean") == figure(two, "observed_mean"));
    ck_assert(has_verdict(one, "spend_goes_with_frequency"));
    ck_assert(has_verdict(two, "spend_independent_of_frequency"));
    cev_table_free(one);
    cev_table_free(two);
    cev_estimator_free(fit);
    cev_estimator_free(with);
    free_crowd(&c);
    cev_ctx_free(ctx);
}
END_TEST

/* No correlation of a few customers says that there is none. */
START_TEST(few_customers_leave_dependence_open)
{
    cev_ctx *ctx = new_ctx();
    for (int64_t n = 3; n <= 40; n++) {
        crowd c = draw_spenders(35, n);
        cev_estimator *fit = fit_spend(ctx, CEV_GAMMA_GAMMA, &c, "");
        cev_table *summary = summary_of(ctx, fit);
        ck_assert(!has_verdict(summary, "spend_independent_of_frequency"));
        ck_assert(has_verdict(summary, "spend_independence_open")
                  || isnan(figure(summary, "correlation"))
                  || fabs(figure(summary, "correlation")) > 0.3);
        cev_table_free(summary);
        cev_estimator_free(fit);
        free_crowd(&c);
    }
    cev_ctx_free(ctx);
}
END_TEST

START_TEST(the_currency_and_the_order_of_rows_do_not_matter)
{
    cev_ctx *ctx = new_ctx();
    crowd c = draw_spenders(34, 300), back = draw_spenders(34, 300);
    cev_estimator *fit = fit_spend(ctx, CEV_GAMMA_GAMMA, &c, "channel,age");
    for (int64_t i = 0; i < 300; i++) {
        int64_t from = 299 - i;
        back.m.x[i] = c.m.x[from];
        back.m.t_x[i] = c.m.t_x[from];
        back.m.T[i] = c.m.T[from];
        back.m.m_x[i] = c.m.m_x[from];
        back.channel[i] = c.channel[from];
        back.age[i] = c.age[from];
    }
    cev_estimator *other =
        fit_spend(ctx, CEV_GAMMA_GAMMA, &back, "channel,age");
    cev_table *one = summary_of(ctx, fit), *two = summary_of(ctx, other);
    same_results(one, two);
    cev_table_free(two);
    cev_estimator_free(other);
    for (int64_t i = 0; i < 300; i++)
        back.m.m_x[i] *= 100.0;
    other = fit_spend(ctx, CEV_GAMMA_GAMMA, &back, "channel,age");
    two = summary_of(ctx, other);
    ck_assert_rel(figure(two, "spend: age"), figure(one, "spend: age"), 1e-7);
    ck_assert_rel(figure(two, "gamma"), 100.0 * figure(one, "gamma"), 1e-7);
    cev_table_free(one);
    cev_table_free(two);
    cev_estimator_free(fit);
    cev_estimator_free(other);
    free_crowd(&c);
    free_crowd(&back);
    cev_ctx_free(ctx);
}
END_TEST

START_TEST(a_clv_takes_them_and_its_totals_add_up)
{
    cev_ctx *ctx = new_ctx();
    crowd c = draw_spenders(35, 300);
    cev_options *options = ask_covariates(ctx, "channel", "");
    must(ctx, cev_options_set_str(options, CEV_OPT_SPEND_COVARIATES,
                                  "channel,vip"));
    cev_estimator *clv =
        fit_kind(ctx, CEV_CLV, options, crowd_table(ctx, &c));
    cev_estimator *spend =
        fit_spend(ctx, CEV_GAMMA_GAMMA, &c, "channel,vip");
    cev_table *says = NULL, *alone = NULL, *totals = NULL, *again = NULL;
    cev_estimator *loaded = NULL;
    int64_t size = 0;
    must(ctx, cev_estimator_predict(clv, c.m.table, NULL, &says));
    must(ctx, cev_estimator_predict(spend, c.m.table, NULL, &alone));
    must(ctx, cev_estimator_evaluate(clv, c.m.table, CEV_EVAL_TOTALS, NULL,
                                     &totals));
    for (int64_t i = 0; i < c.m.n; i++)
        ck_assert_rel(cev_table_double(says, "expected_spend", i),
                      cev_table_double(alone, "expected_spend", i), 1e-14);
    ck_assert_rel(cev_table_double(totals, "value", 2),
                  column_sum(says, "clv"), 1e-12);
    ck_assert(cev_table_double(totals, "lower", 2)
              < 0.97 * cev_table_double(totals, "value", 2));
    must(ctx, cev_estimator_save(clv, NULL, 0, &size));
    void *bytes = malloc((size_t)size);
    must(ctx, cev_estimator_save(clv, bytes, size, &size));
    must(ctx, cev_estimator_load(ctx, bytes, size, &loaded));
    must(ctx, cev_estimator_predict(loaded, c.m.table, NULL, &again));
    same_results(says, again);
    free(bytes);
    cev_table_free(says);
    cev_table_free(alone);
    cev_table_free(totals);
    cev_table_free(again);
    cev_estimator_free(clv);
    cev_estimator_free(spend);
    cev_estimator_free(loaded);
    cev_options_free(options);
    free_crowd(&c);
    cev_ctx_free(ctx);
}
END_TEST

/* A dozen customers, and nobody with an amount. */
START_TEST(little_is_answered_and_the_impossible_refused)
{
    cev_ctx *ctx = new_ctx();
    crowd c = draw_spenders(36, 12);
    cev_estimator *fit =
        fit_spend(ctx, CEV_GAMMA_GAMMA, &c, "channel,age,vip");
    cev_options *options = ask_spend(ctx, "colour");
    cev_estimator *other = NULL;
    cev_table *says = NULL;
    must(ctx, cev_estimator_predict(fit, c.m.table, NULL, &says));
    for (int64_t i = 0; i < 12; i++)
        ck_assert(isfinite(cev_table_double(says, "expected_spend_hi", i)));
    cev_table_free(says);
    must(ctx, cev_estimator_new(ctx, CEV_GAMMA_GAMMA, options, &other));
    ck_assert_int_eq(CEV_ERR_COLUMN, cev_estimator_fit(other, c.m.table));
    ck_assert(strstr(cev_ctx_message(ctx), "\"colour\"") != NULL);
    c.age[3] = NAN;
    ck_assert_int_eq(CEV_ERR_DOMAIN, cev_estimator_fit(fit, c.m.table));
    ck_assert(strstr(cev_ctx_message(ctx), "age[3]") != NULL);
    c.age[3] = 40.0;
    for (int64_t i = 0; i < 12; i++)
        c.m.m_x[i] = NAN;
    must(ctx, cev_estimator_fit(fit, c.m.table));
    says = NULL;
    must(ctx, cev_estimator_predict(fit, c.m.table, NULL, &says));
    ck_assert(isnan(cev_table_double(says, "expected_spend", 0)));
    cev_table_free(says);
    cev_estimator_free(fit);
    cev_estimator_free(other);
    cev_options_free(options);
    free_crowd(&c);
    cev_ctx_free(ctx);
}
END_TEST

static cev_table *spend_with(cev_ctx *ctx, const cev_estimator *fit,
                             const cev_table *customers, const char *own_mean,
                             double interval)
{
    cev_options *options = NULL;
    cev_table *says = NULL;
    must(ctx, cev_options_new(ctx, &options));
    must(ctx, cev_options_set_str(options, CEV_OPT_OWN_MEAN, own_mean));
    must(ctx, cev_options_set_double(options, CEV_OPT_INTERVAL, interval));
    must(ctx, cev_estimator_predict(fit, customers, options, &says));
    cev_options_free(options);
    return says;
}

START_TEST(a_customers_own_mean_counts_as_asked)
{
    cev_ctx *ctx = new_ctx();
    crowd c = draw_spenders(39, 300);
    cev_estimator *fit = fit_spend(ctx, CEV_GAMMA_GAMMA, &c, "");
    cev_table *weighed = spend_with(ctx, fit, c.m.table, "weighed", 0.9);
    cev_table *alone = spend_with(ctx, fit, c.m.table, "alone", 0.9);
    cev_table *ignored = spend_with(ctx, fit, c.m.table, "ignored", 0.9);
    cev_table *plain = spend_with(ctx, fit, c.m.table, "ignored", 0.0);
    ck_assert_int_eq(cev_table_column_count(plain),
                     cev_table_column_count(ignored) - 2);
    for (int64_t i = 0; i < c.m.n; i++) {
        double own = cev_table_double(alone, "expected_spend", i);
        double all = cev_table_double(ignored, "expected_spend", i);
        ck_assert(cev_table_double(plain, "expected_spend", i) == all);
        double between = cev_table_double(weighed, "expected_spend", i);
        if (!(c.m.x[i] > 0.0)) {
            ck_assert(own == between && all == between);
            continue;
        }
        ck_assert(own == c.m.m_x[i]);
        ck_assert(all == cev_table_double(ignored, "expected_spend", 0));
        ck_assert(between > fmin(own, all) && between < fmax(own, all));
        ck_assert(cev_table_double(alone, "expected_spend_lo", i) < own);
        ck_assert(cev_table_double(alone, "expected_spend_hi", i) > own);
    }
    cev_table_free(weighed);
    cev_table_free(alone);
    cev_table_free(ignored);
    cev_table_free(plain);
    cev_estimator_free(fit);
    free_crowd(&c);
    cev_ctx_free(ctx);
}
END_TEST

/* Fits, saves, loads and predicts a clv with covariates of everything. */
static int32_t use_clv(cev_ctx *ctx, void *state)
{
    static unsigned char bytes[1 << 16];
    crowd *c = state;
    cev_options *options = NULL;
    cev_estimator *fit = NULL, *loaded = NULL;
    cev_table *table = NULL, *says = NULL;
    int64_t size = 0;
    int32_t status = cev_options_new(ctx, &options);
    for (int k = 0; k < 2 && status == CEV_OK; k++)
        status = cev_options_set_str(options,
                                     k == 0 ? CEV_OPT_SPEND_COVARIATES
                                            : CEV_OPT_PURCHASE_COVARIATES,
                                     "vip");
    if (status == CEV_OK)
        status = cev_table_new(ctx, c->m.n, &table);
    const char *const names[5] = {"x", "t_x", "T", "m_x", "vip"};
    double *const columns[5] = {c->m.x, c->m.t_x, c->m.T, c->m.m_x, c->vip};
    for (int k = 0; k < 5 && status == CEV_OK; k++)
        status = cev_table_set_column(table, names[k], CEV_DOUBLE, columns[k],
                                      8, NULL);
    if (status == CEV_OK)
        status = cev_estimator_new(ctx, CEV_CLV, options, &fit);
    if (status == CEV_OK)
        status = cev_estimator_fit(fit, table);
    if (status == CEV_OK)
        status = cev_estimator_save(fit, bytes, sizeof bytes, &size);
    if (status == CEV_OK)
        status = cev_estimator_load(ctx, bytes, size, &loaded);
    if (status == CEV_OK)
        status = cev_estimator_predict(loaded, table, NULL, &says);
    cev_table_free(says);
    cev_table_free(table);
    cev_estimator_free(fit);
    cev_estimator_free(loaded);
    cev_options_free(options);
    return status;
}

START_TEST(they_survive_failing_memory)
{
    crowd c = draw_spenders(37, 40);
    fail_each_allocation(use_clv, &c);
    stop_each_call(use_clv, &c);
    free_crowd(&c);
}
END_TEST

START_TEST(a_cancelled_fit_leaves_the_last_one)
{
    cev_ctx *ctx = new_ctx();
    int left = 6;
    crowd c = draw_spenders(38, 200);
    cev_estimator *fit = fit_spend(ctx, CEV_GAMMA_GAMMA, &c, "channel,age");
    cev_table *one = summary_of(ctx, fit), *two;
    cev_ctx_set_progress(ctx, stop_fitting, &left);
    ck_assert_int_eq(CEV_ERR_CANCELLED, cev_estimator_fit(fit, c.m.table));
    cev_ctx_set_progress(ctx, NULL, NULL);
    two = summary_of(ctx, fit);
    same_results(one, two);
    cev_table_free(one);
    cev_table_free(two);
    cev_estimator_free(fit);
    free_crowd(&c);
    cev_ctx_free(ctx);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("spend covariates");
    tcase_add_test(cases, everybody_has_a_scale_of_his_own);
    tcase_add_test(cases, intervals_hold_what_amounts_were_drawn_by);
    tcase_add_test(cases, what_traits_explain_is_no_dependence);
    tcase_add_test(cases, few_customers_leave_dependence_open);
    tcase_add_test(cases, the_currency_and_the_order_of_rows_do_not_matter);
    tcase_add_test(cases, a_clv_takes_them_and_its_totals_add_up);
    tcase_add_test(cases, a_customers_own_mean_counts_as_asked);
    tcase_add_test(cases, they_survive_failing_memory);
    tcase_add_test(cases, a_cancelled_fit_leaves_the_last_one);
    tcase_add_test(cases, little_is_answered_and_the_impossible_refused);
    Suite *s = suite_create("value/spend_covariates");
    suite_add_tcase(s, cases);
    return s;
}

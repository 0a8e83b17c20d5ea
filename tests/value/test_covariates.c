/* Covariates: their likelihood, and what is found. */
#include "support/check_main.h"

#include <stdio.h>

#include "value/crowd.h"
#include "cev.h"
#include "value/bg_purchases.h"
#include "value/ggom_nbd_kind.h"
#include "value/pareto_nbd_kind.h"
#include "value/purchase_regression.h"
#include "value/spend_regression.h"
#include "value/strata.h"

/* ---- The likelihood ----------------------------------------------------- */

/* What the strata say at a point. */
static cev__slope slope_at(cev__strata *strata, const double *at)
{
    static cev__slope slope;
    ck_assert_int_eq(CEV_OK, cev__strata_evaluate(strata, at, &slope));
    return slope;
}

static void check_slopes(const cev__regressed *of, int processes,
                         int effects, const double *at)
{
    static cev__regression regression;
    cev_ctx *ctx = new_ctx();
    dice d = {11};
    crowd c = draw_crowd(&d, 60, 1);
    cev_options *options =
        ask_covariates(ctx, "channel,age", "vip, channel");
    must(ctx, cev_options_set_str(options, CEV_OPT_SPEND_COVARIATES,
                                  "age,channel"));
    cev__strata strata;
    const cev_table *table = crowd_table(ctx, &c);
    memset(&regression, 0, sizeof regression);
    regression.params = of->fit->n;
    must(ctx, cev__traits_learn(ctx, options, processes, table,
                                &regression));
    must(ctx, cev__strata_read(ctx, of, &regression, table, &strata));
    int n = cev__regression_size(&regression);
    ck_assert_int_eq(n, of->fit->n + effects);
    cev__slope here = slope_at(&strata, at);
    for (int i = 0; i < n; i++) {
        double moved[CEV__MANY], h = 1e-5;
        memcpy(moved, at, (size_t)n * sizeof *moved);
        moved[i] = at[i] + h;
        cev__slope above = slope_at(&strata, moved);
        moved[i] = at[i] - h;
        cev__slope below = slope_at(&strata, moved);
        double slope = (above.value - below.value) / (2.0 * h);
        ck_assert(fabs(slope - here.gradient[i])
                  < 1e-6 * (1.0 + fabs(here.gradient[i])));
        for (int j = 0; j <= i; j++) {
            double bend = (above.gradient[j] - below.gradient[j]) / (2.0 * h);
            double said = here.hessian[cev__packed(i, j)];
            ck_assert(fabs(bend - said) < 1e-6 * (1.0 + fabs(said)));
        }
    }
    cev__strata_free(&strata);
    cev_options_free(options);
    free_crowd(&c);
    cev_ctx_free(ctx);
}

START_TEST(slopes_are_those_of_differences)
{
    static const double four[10] = {-0.1, -0.9, -0.2, 0.4, 0.3,
                                    -0.4, 0.2,  0.1,  -0.2, 0.3};
    static const double five[11] = {-0.1, -0.9, -0.2, -0.3, 0.4,  0.3,
                                    -0.4, 0.2,  0.1,  -0.2, 0.3};
    static const double three[6] = {1.2, 0.9, -0.3, 0.4, 0.3, -0.4};
    static const cev__purchase_kind *const kinds[3] = {
        &cev__bgnbd_purchases, &cev__pareto_nbd_purchases,
        &cev__ggom_nbd_purchases};
    const double *const at[3] = {four, four, five};
    cev__spend spend = {0};
    for (int k = 0; k < 3; k++) {
        cev__regressed of = cev__purchases_regressed(kinds[k], 0, 20.0);
        check_slopes(&of, CEV__OF_PURCHASES, 6, at[k]);
    }
    spend.source = CEV__SPEND_REPEAT;
    cev__regressed of = cev__spend_regressed(&spend, 10.0);
    check_slopes(&of, CEV__OF_SPEND, 3, three);
}
END_TEST

/* Parameters and coefficients of a summary, for one customer. */
static void told_params(const cev_table *summary, const char *const *names,
                        const crowd *c, int64_t i, double params[4])
{
    double mean = figure(summary, "mean of age");
    double on[2] = {0.0, 0.0};
    for (int p = 0; p < 2; p++) {
        const char *process = p == 0 ? "purchase" : "dropout";
        const char *const column[4] = {"channel = shop", "channel = web",
                                       "age", "vip"};
        int channel = channel_of(c, i);
        const double z[4] = {channel == 1, channel == 2, c->age[i] - mean,
                             c->vip[i]};
        for (int k = 0; k < 4; k++) {
            char name[64];
            snprintf(name, sizeof name, "%s: %s", process, column[k]);
            on[p] += z[k] * figure(summary, name);
        }
    }
    for (int k = 0; k < 4; k++)
        params[k] = figure(summary, names[k]);
    params[1] *= exp(-on[0]);
    params[3] *= exp(-on[1]);
}

static const char *const bg_names[4] = {"r", "alpha", "a", "b"};
static const char *const pareto_names[4] = {"r", "alpha", "s", "beta"};

START_TEST(everybody_has_parameters_of_his_own)
{
    cev_ctx *ctx = new_ctx();
    for (int is_pareto = 0; is_pareto < 2; is_pareto++) {
        dice d = {12};
        crowd c = draw_crowd(&d, 400, is_pareto);
        const char *const *names = is_pareto ? pareto_names : bg_names;
        cev_estimator *fit = fit_covariates(
            ctx, is_pareto ? CEV_PARETO_NBD : CEV_BGNBD, &c,
            "channel,age,vip", "channel,age,vip");
        cev_table *summary = summary_of(ctx, fit), *says = NULL;
        double total = 0.0;
        must(ctx, cev_estimator_predict(fit, c.m.table, NULL, &says));
        for (int64_t i = 0; i < c.m.n; i++) {
            double params[4], ll, alive, ahead;
            told_params(summary, names, &c, i, params);
            if (is_pareto) {
                cev_pareto_nbd_log_likelihood(params, 1, &c.m.x[i],
                                              &c.m.t_x[i], &c.m.T[i], &ll);
                cev_pareto_nbd_p_alive(params, 1, &c.m.x[i], &c.m.t_x[i],
                                       &c.m.T[i], &alive);
                cev_pareto_nbd_expected(params, 1, &c.m.x[i], &c.m.t_x[i],
                                        &c.m.T[i], 365.0, &ahead);
            } else {
                cev_bgnbd_log_likelihood(params, 1, &c.m.x[i], &c.m.t_x[i],
                                         &c.m.T[i], &ll);
                cev_bgnbd_p_alive(params, 1, &c.m.x[i], &c.m.t_x[i],
                                  &c.m.T[i], &alive);
                cev_bgnbd_expected(params, 1, &c.m.x[i], &c.m.t_x[i],
                                   &c.m.T[i], 365.0, &ahead);
            }
            total += ll;
            ck_assert_rel(cev_table_double(says, "p_alive", i), alive, 1e-10);
            ck_assert_rel(cev_table_double(says, "expected_purchases", i),
                          ahead, 1e-10);
            ck_assert(cev_table_double(says, "expected_purchases_lo", i)
                      <= ahead);
            ck_assert(cev_table_double(says, "expected_purchases_hi", i)
                      >= ahead);
        }
        ck_assert_rel(figure(summary, "log_likelihood"), total, 1e-12);
        ck_assert(figure(summary, "gradient") < 1e-9);
        ck_assert(has_verdict(summary, "covariates_tell"));
        cev_table_free(says);
        cev_table_free(summary);
        cev_estimator_free(fit);
        free_crowd(&c);
    }
    cev_ctx_free(ctx);
}
END_TEST

/* ---- What is found ------------------------------------------------------ */

/* Counts whether the intervals hold what the customers were drawn by. */
static void count_effects(const cev_table *summary, int *held, int *asked)
{
    static const char *const column[4] = {"channel = shop", "channel = web",
                                          "age", "vip"};
    for (int p = 0; p < 2; p++)
        for (int k = 0; k < 4; k++) {
            char name[64];
            double truth = p == 0 ? buying[k] : leaving[k];
            snprintf(name, sizeof name, "%s: %s",
                     p == 0 ? "purchase" : "dropout", column[k]);
            *held += named(summary, "name", name, "lower") <= truth
                     && truth <= named(summary, "name", name, "upper");
            *asked += 1;
        }
}

START_TEST(intervals_hold_what_was_drawn)
{
    cev_ctx *ctx = new_ctx();
    int held = 0, asked = 0;
    for (int shop = 0; shop < 24; shop++) {
        dice d = {(uint64_t)(100 + shop)};
        crowd c = draw_crowd(&d, shop % 4 == 3 ? 500 : 2000, shop % 4 == 3);
        cev_estimator *fit =
            fit_covariates(ctx, shop % 4 == 3 ? CEV_PARETO_NBD : CEV_BGNBD,
                           &c, "channel,age,vip", "channel,age,vip");
        cev_table *summary = summary_of(ctx, fit);
        count_effects(summary, &held, &asked);
        cev_table_free(summary);
        cev_estimator_free(fit);
        free_crowd(&c);
    }
    /* Of 192 intervals of 90 %, 172.8 +- 4.2 if they were independent. */
    ck_assert_int_eq(asked, 192);
    ck_assert_msg(held >= 157 && held <= 188, "%d of %d", held, asked);
    cev_ctx_free(ctx);
}
END_TEST

START_TEST(the_order_of_rows_and_the_unit_of_time_do_not_matter)
{
    cev_ctx *ctx = new_ctx();
    dice d = {13};
    crowd c = draw_crowd(&d, 300, 0), back = draw_crowd(&d, 300, 0);
    cev_estimator *fit =
        fit_covariates(ctx, CEV_BGNBD, &c, "channel,age", "vip");
    for (int64_t i = 0; i < 300; i++) {
        int64_t from = 299 - i;
        back.m.x[i] = c.m.x[from];
        back.m.t_x[i] = c.m.t_x[from];
        back.m.T[i] = c.m.T[from];
        back.channel[i] = c.channel[from];
        back.age[i] = c.age[from];
        back.vip[i] = c.vip[from];
    }
    cev_estimator *other =
        fit_covariates(ctx, CEV_BGNBD, &back, "channel,age", "vip");
    cev_table *one = summary_of(ctx, fit), *two = summary_of(ctx, other);
    same_results(one, two);
    cev_table_free(two);
    cev_estimator_free(other);
    /* A power of two changes no digit. */
    for (int64_t i = 0; i < 300; i++) {
        back.m.t_x[i] *= 0x1p30;
        back.m.T[i] *= 0x1p30;
    }
    other = fit_covariates(ctx, CEV_BGNBD, &back, "channel,age", "vip");
    two = summary_of(ctx, other);
    ck_assert_rel(figure(two, "purchase: age"), figure(one, "purchase: age"),
                  1e-14);
    ck_assert_rel(figure(two, "alpha"), 0x1p30 * figure(one, "alpha"), 1e-13);
    cev_table_free(one);
    cev_table_free(two);
    cev_estimator_free(fit);
    cev_estimator_free(other);
    free_crowd(&c);
    free_crowd(&back);
    cev_ctx_free(ctx);
}
END_TEST

START_TEST(what_says_nothing_of_its_own_is_left_out)
{
    cev_ctx *ctx = new_ctx();
    dice d = {14};
    crowd c = draw_crowd(&d, 300, 0);
    double half[300];
    static const double always = 7.0;
    crowd_table(ctx, &c);
    for (int64_t i = 0; i < 300; i++)
        half[i] = 0.5 * c.age[i] + 100.0;
    must(ctx, cev_table_set_column(c.m.table, "half", CEV_DOUBLE, half, 8,
                                   NULL));
    must(ctx, cev_table_set_column(c.m.table, "always", CEV_DOUBLE, &always,
                                   0, NULL));
    cev_options *options = ask_covariates(ctx, "age,half,always", "always");
    cev_options *plain = ask_covariates(ctx, "age", "");
    cev_estimator *fit = fit_kind(ctx, CEV_BGNBD, options, c.m.table);
    cev_estimator *other = fit_kind(ctx, CEV_BGNBD, plain, c.m.table);
    cev_table *summary = summary_of(ctx, fit), *two = summary_of(ctx, other);
    ck_assert(has_verdict(summary, "covariate_left_out"));
    ck_assert(figure(summary, "coefficients") == 1.0);
    ck_assert(figure(summary, "log_likelihood")
              == figure(two, "log_likelihood"));
    cev_table_free(summary);
    cev_table_free(two);
    cev_estimator_free(fit);
    cev_estimator_free(other);
    cev_options_free(options);
    cev_options_free(plain);
    free_crowd(&c);
    cev_ctx_free(ctx);
}
END_TEST

/* Nobody of one channel has bought again, so that the likelihood has no
 * maximum; and a shop of twelve. */
START_TEST(where_the_data_end_the_weak_prior_helps)
{
    cev_ctx *ctx = new_ctx();
    for (int64_t n = 12; n <= 600; n += 588) {
        dice d = {15};
        crowd c = draw_crowd(&d, n, 0);
        for (int64_t i = 0; i < n; i++)
            if (channel_of(&c, i) == 2)
                c.m.x[i] = c.m.t_x[i] = 0.0;
        cev_estimator *fit =
            fit_covariates(ctx, CEV_BGNBD, &c, "channel,age", "channel,vip");
        cev_table *summary = summary_of(ctx, fit), *says = NULL;
        must(ctx, cev_estimator_predict(fit, c.m.table, NULL, &says));
        ck_assert(fabs(figure(summary, "purchase: channel = web")) < 10.0);
        ck_assert(!has_verdict(summary, "covariates_tell"));
        for (int64_t i = 0; i < n; i++)
            ck_assert(isfinite(
                cev_table_double(says, "expected_purchases_hi", i)));
        cev_table_free(says);
        cev_table_free(summary);
        cev_estimator_free(fit);
        free_crowd(&c);
    }
    cev_ctx_free(ctx);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("covariates");
    tcase_add_test(cases, slopes_are_those_of_differences);
    tcase_add_test(cases, everybody_has_parameters_of_his_own);
    tcase_add_test(cases, intervals_hold_what_was_drawn);
    tcase_add_test(cases,
                   the_order_of_rows_and_the_unit_of_time_do_not_matter);
    tcase_add_test(cases, what_says_nothing_of_its_own_is_left_out);
    tcase_add_test(cases, where_the_data_end_the_weak_prior_helps);
    Suite *s = suite_create("value/covariates");
    suite_add_tcase(s, cases);
    return s;
}

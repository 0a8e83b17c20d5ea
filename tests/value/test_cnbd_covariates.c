/* Covariates of customers who buy regularly. */
#include "support/check_main.h"
#include "value/crowd.h"
#include "cev.h"

/* A crowd in which every second tick of a clock is a purchase, with the sums of
 * the logs of the times between purchases. */
static crowd draw_regular(uint64_t seed, int64_t n, double *litt)
{
    dice d = {seed};
    crowd c = draw_crowd(&d, n, 0);
    for (int64_t i = 0; i < n; i++) {
        double params[4], time = 0.0;
        own_params(&c, i, params);
        double rate = 2.0 * throw_gamma(&d, params[0]) / params[1];
        double one = throw_gamma(&d, params[2]);
        double leave = one / (one + throw_gamma(&d, params[3]));
        c.m.x[i] = c.m.t_x[i] = litt[i] = 0.0;
        for (;;) {
            double wait =
                -(log(throw_share(&d)) + log(throw_share(&d))) / rate;
            if (!((time += wait) <= c.m.T[i]))
                break;
            c.m.x[i] += 1.0;
            c.m.t_x[i] = time;
            litt[i] += log(wait);
            if (throw_share(&d) < leave)
                break;
        }
    }
    return c;
}

START_TEST(regular_customers_have_parameters_of_their_own)
{
    static const char *const effects[4] = {"channel = shop", "channel = web",
                                           "age", "vip"};
    cev_ctx *ctx = new_ctx();
    double *litt = calloc(1200, sizeof *litt), total = 0.0;
    crowd c = draw_regular(61, 1200, litt);
    cev_options *options =
        ask_covariates(ctx, "channel,age,vip", "channel,age,vip");
    crowd_table(ctx, &c);
    must(ctx, cev_table_set_column(c.m.table, "litt", CEV_DOUBLE, litt, 8,
                                   NULL));
    cev_estimator *fit = fit_kind(ctx, CEV_BG_CNBD_K, options, c.m.table);
    cev_table *summary = summary_of(ctx, fit), *says = NULL, *totals = NULL;
    must(ctx, cev_estimator_predict(fit, c.m.table, NULL, &says));
    must(ctx, cev_estimator_evaluate(fit, c.m.table, CEV_EVAL_TOTALS, NULL,
                                     &totals));
    ck_assert(figure(summary, "k") == 2.0);
    ck_assert(figure(summary, "gradient") < 1e-9);
    int held = 0;
    for (int k = 0; k < 4; k++) {
        char name[64] = "purchase: ";
        strcat(name, effects[k]);
        held += named(summary, "name", name, "lower") <= buying[k]
                && buying[k] <= named(summary, "name", name, "upper");
    }
    ck_assert_int_ge(held, 3);
    for (int64_t i = 0; i < c.m.n; i++) {
        int channel = channel_of(&c, i);
        const double z[4] = {channel == 1, channel == 2,
                             c.age[i] - figure(summary, "mean of age"),
                             c.vip[i]};
        double params[5] = {2.0, figure(summary, "r"),
                            figure(summary, "alpha"), figure(summary, "a"),
                            figure(summary, "b")};
        double ll, alive, ahead;
        for (int k = 0; k < 4; k++) {
            char name[64] = "purchase: ";
            strcat(name, effects[k]);
            params[2] *= exp(-z[k] * figure(summary, name));
            strcpy(name, "dropout: ");
            strcat(name, effects[k]);
            params[4] *= exp(-z[k] * figure(summary, name));
        }
        cev_bg_cnbd_k_log_likelihood(params, 1, &c.m.x[i], &c.m.t_x[i],
                                     &c.m.T[i], &litt[i], &ll);
        cev_bg_cnbd_k_p_alive(params, 1, &c.m.x[i], &c.m.t_x[i], &c.m.T[i],
                              &alive);
        cev_bg_cnbd_k_expected(params, 1, &c.m.x[i], &c.m.t_x[i], &c.m.T[i],
                               365.0, &ahead);
        total += ll;
        ck_assert_rel(cev_table_double(says, "p_alive", i), alive, 1e-10);
        ck_assert_rel(cev_table_double(says, "expected_purchases", i), ahead,
                      1e-10);
    }
    ck_assert_rel(figure(summary, "log_likelihood"), total, 1e-12);
    ck_assert_rel(cev_table_double(totals, "value", 1),
                  column_sum(says, "expected_purchases"), 1e-12);
    cev_table_free(totals);
    cev_table_free(says);
    cev_table_free(summary);
    cev_estimator_free(fit);
    cev_options_free(options);
    free_crowd(&c);
    free(litt);
    cev_ctx_free(ctx);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("cnbd covariates");
    tcase_add_test(cases, regular_customers_have_parameters_of_their_own);
    Suite *s = suite_create("value/cnbd_covariates");
    suite_add_tcase(s, cases);
    return s;
}

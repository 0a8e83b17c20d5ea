/* Covariates that change in time: what is found, foretold and refused. */
#include "support/check_main.h"
#include "support/stops.h"
#include "value/crowd.h"
#include "value/changing_shop.h"
#include "cev.h"

static cev_estimator *fit_dynamic(cev_ctx *ctx, changing_shop *c,
                                  const char *of_buying,
                                  const char *of_leaving)
{
    cev_options *options = ask_covariates(ctx, of_buying, of_leaving);
    cev_estimator *fit = fit_kind(ctx, CEV_PARETO_NBD_DYNAMIC, options,
                                  changing_table(ctx, c));
    cev_options_free(options);
    return fit;
}

static cev_table *says_for(cev_ctx *ctx, const cev_estimator *fit,
                           const cev_table *customers, double horizon)
{
    cev_options *options = NULL;
    cev_table *says = NULL;
    must(ctx, cev_options_new(ctx, &options));
    must(ctx, cev_options_set_double(options, CEV_OPT_HORIZON, horizon));
    must(ctx, cev_estimator_predict(fit, customers, options, &says));
    cev_options_free(options);
    return says;
}

/* Fails the case unless all numbers of two evaluations are the same. */
static void same_evaluations(cev_ctx *ctx, const cev_estimator *one,
                             const cev_estimator *other,
                             const cev_table *customers, const char *what)
{
    cev_options *options = new_options(ctx);
    cev_table *says = NULL, *known = NULL;
    must(ctx, cev_options_set_double(options, CEV_OPT_STEP, 2.5));
    must(ctx, cev_options_set_double(options, CEV_OPT_HOLDOUT,
                                     3.0 * PERIOD_LENGTH));
    must(ctx, cev_estimator_evaluate(one, customers, what, options, &says));
    must(ctx, cev_estimator_evaluate(other, customers, what, options, &known));
    ck_assert_int_eq(cev_table_row_count(says), cev_table_row_count(known));
    ck_assert_int_gt(cev_table_row_count(says), 3);
    for (int64_t c = 0; c < cev_table_column_count(known); c++)
        for (int64_t i = 0; i < cev_table_row_count(known); i++) {
            const char *name = cev_table_name(known, c);
            double wanted = cev_table_double(known, name, i);
            double seen = cev_table_double(says, name, i);
            ck_assert(isnan(seen) == isnan(wanted));
            if (!isnan(wanted))
                ck_assert_rel(seen, wanted, 1e-7);
        }
    cev_table_free(says);
    cev_table_free(known);
    cev_options_free(options);
}

/* A trait that never changes is a column of the customers to pareto_nbd. The
 * ends of intervals here are of difference quotients with a step of 1e-5. */
START_TEST(what_never_changes_makes_a_pareto_nbd)
{
    static const char *const names[7] = {
        "r", "alpha", "s", "beta", "log_likelihood", "purchase: always",
        "dropout: always"};
    static const char *const columns[6] = {
        "p_alive", "p_alive_lo", "p_alive_hi", "expected_purchases",
        "expected_purchases_lo", "expected_purchases_hi"};
    cev_ctx *ctx = new_ctx();
    dice d = {51};
    changing_shop c = draw_changing(&d, 120, 3);
    double *always = calloc(120, sizeof *always);
    for (int64_t k = 0; k < c.periods; k++)
        always[(c.of[k] - 1000) / 7] = c.always[k];
    cev_estimator *fit = fit_dynamic(ctx, &c, "always", "always");
    must(ctx, cev_table_set_column(c.m.table, "always", CEV_DOUBLE, always, 8,
                                   NULL));
    cev_options *options = ask_covariates(ctx, "always", "always");
    cev_estimator *plain = fit_kind(ctx, CEV_PARETO_NBD, options, c.m.table);
    cev_table *one = summary_of(ctx, fit), *two = summary_of(ctx, plain);
    for (int k = 0; k < 7; k++) {
        ck_assert_rel(figure(one, names[k]), figure(two, names[k]), 1e-8);
        if (k != 4)
            ck_assert_rel(named(one, "name", names[k], "std_error"),
                          named(two, "name", names[k], "std_error"), 1e-6);
    }
    ck_assert_rel(figure(one, "log_likelihood"), figure(two, "log_likelihood"),
                  1e-13);
    cev_table_free(one);
    cev_table_free(two);
    one = says_for(ctx, fit, c.m.table, 10.0);
    two = says_for(ctx, plain, c.m.table, 10.0);
    for (int64_t i = 0; i < 120; i++)
        for (int k = 0; k < 6; k++)
            ck_assert_rel(cev_table_double(one, columns[k], i),
                          cev_table_double(two, columns[k], i),
                          k % 3 == 0 ? 1e-8 : 1e-5);
    same_evaluations(ctx, fit, plain, c.m.table, CEV_EVAL_TRACKING);
    same_evaluations(ctx, fit, plain, c.m.table, CEV_EVAL_CONDITIONAL);
    cev_table_free(one);
    cev_table_free(two);
    cev_estimator_free(fit);
    cev_estimator_free(plain);
    cev_options_free(options);
    free_changing(&c);
    free(always);
    cev_ctx_free(ctx);
}
END_TEST

START_TEST(intervals_hold_what_changed_the_rates)
{
    static const char *const names[3] = {"purchase: sale", "purchase: letters",
                                         "dropout: letters"};
    const double truth[3] = {changes_buying[0], changes_buying[1],
                             changes_leaving};
    cev_ctx *ctx = new_ctx();
    int held = 0;
    double mean[3] = {0.0};
    for (uint64_t shop = 0; shop < 6; shop++) {
        dice d = {300 + shop};
        changing_shop c = draw_changing(&d, 250, 0);
        cev_estimator *fit = fit_dynamic(ctx, &c, "sale,letters", "letters");
        cev_table *summary = summary_of(ctx, fit);
        ck_assert(figure(summary, "gradient") < 1e-9);
        ck_assert(has_verdict(summary, "covariates_tell"));
        for (int k = 0; k < 3; k++) {
            mean[k] += figure(summary, names[k]) / 6.0;
            held += named(summary, "name", names[k], "lower") <= truth[k]
                    && truth[k] <= named(summary, "name", names[k], "upper");
        }
        cev_table_free(summary);
        cev_estimator_free(fit);
        free_changing(&c);
    }
    /* Of 18 intervals of 90 %, 16.2 +- 1.3 if they were independent. */
    ck_assert_msg(held >= 13, "%d of 18", held);
    ck_assert(fabs(mean[0] - truth[0]) < 0.06);
    ck_assert(fabs(mean[1] - truth[1]) < 0.03);
    ck_assert(fabs(mean[2] - truth[2]) < 0.12);
    cev_ctx_free(ctx);
}
END_TEST

/* What is foretold of a holdout comes, and knows the sales to come. */
START_TEST(the_periods_ahead_count)
{
    cev_ctx *ctx = new_ctx();
    dice d = {52};
    changing_shop c = draw_changing(&d, 1000, 4);
    cev_estimator *fit = fit_dynamic(ctx, &c, "sale,letters", "letters");
    cev_table *errors = NULL, *totals = NULL, *deciles = NULL, *track = NULL;
    cev_table *says = says_for(ctx, fit, c.m.table, 4.0 * PERIOD_LENGTH);
    must(ctx, cev_estimator_evaluate(fit, c.m.table, CEV_EVAL_HOLDOUT, NULL,
                                     &errors));
    must(ctx, cev_estimator_evaluate(fit, c.m.table, CEV_EVAL_DECILES, NULL,
                                     &deciles));
    ck_assert_rel(named(errors, "metric", "predicted", "value"),
                  column_sum(says, "expected_purchases"), 1e-12);
    ck_assert_rel(column_sum(deciles, "actual"),
                  named(errors, "metric", "actual", "value"), 1e-12);
    ck_assert(fabs(named(errors, "metric", "bias", "value")) < 0.05);
    ck_assert(named(errors, "metric", "mae", "value")
              < named(errors, "metric", "naive_mae", "value"));
    cev_options *options = NULL;
    must(ctx, cev_options_new(ctx, &options));
    must(ctx, cev_options_set_double(options, CEV_OPT_HORIZON, 10.0));
    must(ctx, cev_estimator_evaluate(fit, c.m.table, CEV_EVAL_TOTALS, options,
                                     &totals));
    ck_assert(named(totals, "quantity", "expected_purchases", "lower")
              < named(totals, "quantity", "expected_purchases", "value"));
    ck_assert(named(totals, "quantity", "discounted_purchases", "value")
              < named(totals, "quantity", "expected_purchases", "value"));
    must(ctx, cev_options_set_double(options, CEV_OPT_HOLDOUT,
                                     4.0 * PERIOD_LENGTH));
    must(ctx, cev_estimator_evaluate(fit, c.m.table, CEV_EVAL_TRACKING,
                                     options, &track));
    double bought = column_sum(c.m.table, "x");
    bought += column_sum(c.m.table, "x_holdout");
    ck_assert_rel(column_sum(track, "expected_repeat"), bought, 0.05);
    cev_table_free(track);
    cev_table *before = says_for(ctx, fit, c.m.table, PERIOD_LENGTH);
    for (int64_t k = 0; k < c.periods; k++)
        if (c.from[k] >= c.m.T[(c.of[k] - 1000) / 7])
            c.sale[k] = 1.0;
    cev_table *after = says_for(ctx, fit, c.m.table, PERIOD_LENGTH);
    double more = column_sum(after, "expected_purchases")
                  / column_sum(before, "expected_purchases");
    ck_assert(more > 1.4 && more < 2.2); /* one in three had a sale */
    for (int64_t i = 0; i < c.m.n; i++)
        ck_assert(cev_table_double(after, "p_alive", i)
                  == cev_table_double(before, "p_alive", i));
    cev_table_free(before);
    cev_table_free(after);
    cev_table_free(says);
    cev_table_free(errors);
    cev_table_free(deciles);
    cev_table_free(totals);
    cev_options_free(options);
    cev_estimator_free(fit);
    free_changing(&c);
    cev_ctx_free(ctx);
}
END_TEST

/* Turns the order of customers, and of periods. */
static void turn_round(changing_shop *c)
{
    double *const of_customers[5] = {c->m.x, c->m.t_x, c->m.T, c->x_holdout,
                                     c->T_holdout};
    double *const of_periods[6] = {c->from, c->to, c->x, c->sale, c->letters,
                                   c->always};
    int64_t n = c->m.n;
    for (int64_t i = 0; i < n / 2; i++) {
        int64_t id = c->customer[i];
        c->customer[i] = c->customer[n - 1 - i];
        c->customer[n - 1 - i] = id;
        for (int k = 0; k < 5; k++) {
            double value = of_customers[k][i];
            of_customers[k][i] = of_customers[k][n - 1 - i];
            of_customers[k][n - 1 - i] = value;
        }
    }
    n = c->periods;
    for (int64_t i = 0; i < n / 2; i++) {
        int64_t id = c->of[i];
        c->of[i] = c->of[n - 1 - i];
        c->of[n - 1 - i] = id;
        for (int k = 0; k < 6; k++) {
            double value = of_periods[k][i];
            of_periods[k][i] = of_periods[k][n - 1 - i];
            of_periods[k][n - 1 - i] = value;
        }
    }
}

START_TEST(the_order_of_customers_and_periods_does_not_matter)
{
    cev_ctx *ctx = new_ctx();
    dice d = {53};
    changing_shop c = draw_changing(&d, 60, 1);
    cev_estimator *fit = fit_dynamic(ctx, &c, "sale,letters", "letters");
    cev_table *one = summary_of(ctx, fit), *two;
    turn_round(&c);
    cev_estimator *other = fit_dynamic(ctx, &c, "sale,letters", "letters");
    two = summary_of(ctx, other);
    same_results(one, two);
    cev_table_free(one);
    cev_table_free(two);
    cev_estimator_free(fit);
    cev_estimator_free(other);
    free_changing(&c);
    cev_ctx_free(ctx);
}
END_TEST

static void refuse_shop(cev_ctx *ctx, cev_estimator *fit,
                        const cev_table *table, int32_t status,
                        const char *message)
{
    ck_assert_int_eq(status, cev_estimator_fit(fit, table));
    ck_assert_msg(strstr(cev_ctx_message(ctx), message) != NULL, "%s",
                  cev_ctx_message(ctx));
}

START_TEST(periods_that_cannot_be_are_refused)
{
    cev_ctx *ctx = new_ctx();
    dice d = {54};
    changing_shop c = draw_changing(&d, 20, 0);
    cev_estimator *fit = fit_dynamic(ctx, &c, "sale", "letters");
    cev_table *says = NULL, *table = c.m.table;
    cev_options *options = NULL;
    c.sale[4] = NAN;
    refuse_shop(ctx, fit, table, CEV_ERR_DOMAIN, "sale[4] is a gap");
    c.sale[4] = 0.0;
    c.from[1] += 1.0;
    refuse_shop(ctx, fit, table, CEV_ERR_DOMAIN,
                "from[1] = 5; wanted 4, where the period before of "
                "customer[0] ends");
    c.from[1] -= 1.0;
    c.from[0] = 2.0;
    refuse_shop(ctx, fit, table, CEV_ERR_DOMAIN, "from[0] = 2 is the first");
    c.from[0] = 4.0;
    refuse_shop(ctx, fit, table, CEV_ERR_DOMAIN, "to[0] = 4; wanted an age");
    c.from[0] = 0.0;
    c.x[0] += 1.0;
    refuse_shop(ctx, fit, table, CEV_ERR_DOMAIN,
                "the periods of customer[0] up to T");
    c.x[0] += 0.5;
    refuse_shop(ctx, fit, table, CEV_ERR_DOMAIN, "x[0] = ");
    c.x[0] -= 1.5;
    c.m.T[7] += 0.5;
    refuse_shop(ctx, fit, table, CEV_ERR_DOMAIN,
                "the periods of customer[7] end at");
    c.m.T[7] -= 0.5;
    c.customer[9] = 5;
    refuse_shop(ctx, fit, table, CEV_ERR_DOMAIN, "customer[9] has no periods");
    c.customer[9] = 1000 + 7 * 9;
    ck_assert_int_eq(CEV_ERR_DOMAIN,
                     cev_estimator_predict(fit, table, NULL, &says));
    ck_assert(strstr(cev_ctx_message(ctx), "his age at the horizon") != NULL);
    ck_assert_int_eq(CEV_ERR_KIND,
                     cev_estimator_evaluate(fit, table, CEV_EVAL_PIT, NULL,
                                            &says));
    ck_assert_str_eq(cev_ctx_message(ctx),
                     "pareto_nbd_dynamic has no pit: where rates change in "
                     "time it does not tell how likely each number of "
                     "purchases is");
    must(ctx, cev_options_new(ctx, &options));
    must(ctx, cev_options_set_double(options, CEV_OPT_HOLDOUT, 30.0));
    ck_assert_int_eq(CEV_ERR_DOMAIN,
                     cev_estimator_evaluate(fit, table, CEV_EVAL_TRACKING,
                                            options, &says));
    ck_assert(strstr(cev_ctx_message(ctx), "his age at the horizon") != NULL);
    cev_options_free(options);
    must(ctx, cev_table_set_periods(table, NULL));
    refuse_shop(ctx, fit, table, CEV_ERR_COLUMN, "cev_table_set_periods()");
    ck_assert_int_eq(CEV_ERR_COLUMN,
                     cev_estimator_predict(fit, table, NULL, &says));
    ck_assert_int_eq(CEV_ERR_ARGUMENT, cev_table_set_periods(table, table));
    ck_assert_int_eq(CEV_ERR_ARGUMENT, cev_table_set_periods(NULL, table));
    ck_assert(says == NULL);
    cev_estimator_free(fit);
    free_changing(&c);
    cev_ctx_free(ctx);
}
END_TEST

/* Fits, saves, loads and predicts; the two tables are of another context. */
static int32_t use_dynamic(cev_ctx *ctx, void *state)
{
    static unsigned char bytes[1 << 15];
    cev_options *options = NULL;
    cev_estimator *fit = NULL, *loaded = NULL;
    cev_table *says = NULL, *track = NULL;
    int64_t size = 0;
    int32_t status = cev_options_new(ctx, &options);
    if (status == CEV_OK)
        status = cev_options_set_str(options, CEV_OPT_PURCHASE_COVARIATES,
                                     "sale");
    if (status == CEV_OK)
        status = cev_options_set_double(options, CEV_OPT_HORIZON, 4.0);
    if (status == CEV_OK)
        status =
            cev_estimator_new(ctx, CEV_PARETO_NBD_DYNAMIC, options, &fit);
    if (status == CEV_OK)
        status = cev_estimator_fit(fit, state);
    if (status == CEV_OK)
        status = cev_estimator_save(fit, bytes, sizeof bytes, &size);
    if (status == CEV_OK)
        status = cev_estimator_load(ctx, bytes, size, &loaded);
    if (status == CEV_OK)
        status = cev_estimator_predict(loaded, state, NULL, &says);
    if (status == CEV_OK)
        status = cev_estimator_evaluate(loaded, state, CEV_EVAL_TRACKING, NULL,
                                        &track);
    cev_table_free(says);
    cev_table_free(track);
    cev_estimator_free(fit);
    cev_estimator_free(loaded);
    cev_options_free(options);
    return status;
}

START_TEST(it_survives_failing_memory)
{
    cev_ctx *ctx = new_ctx();
    dice d = {55};
    changing_shop c = draw_changing(&d, 5, 1);
    changing_table(ctx, &c);
    fail_each_allocation(use_dynamic, c.m.table);
    stop_each_call(use_dynamic, c.m.table);
    free_changing(&c);
    cev_ctx_free(ctx);
}
END_TEST

START_TEST(a_loaded_one_says_the_same_and_a_cancelled_fit_changes_nothing)
{
    cev_ctx *ctx = new_ctx();
    dice d = {56};
    changing_shop c = draw_changing(&d, 60, 2);
    cev_estimator *fit = fit_dynamic(ctx, &c, "sale,letters", "letters");
    cev_estimator *loaded = NULL;
    cev_table *one = says_for(ctx, fit, c.m.table, 7.0), *two;
    int64_t size = 0;
    int left = 7;
    must(ctx, cev_estimator_save(fit, NULL, 0, &size));
    void *bytes = malloc((size_t)size);
    must(ctx, cev_estimator_save(fit, bytes, size, &size));
    must(ctx, cev_estimator_load(ctx, bytes, size, &loaded));
    two = says_for(ctx, loaded, c.m.table, 7.0);
    same_results(one, two);
    cev_table_free(two);
    cev_ctx_set_progress(ctx, stop_fitting, &left);
    ck_assert_int_eq(CEV_ERR_CANCELLED, cev_estimator_fit(fit, c.m.table));
    cev_ctx_set_progress(ctx, NULL, NULL);
    two = says_for(ctx, fit, c.m.table, 7.0);
    same_results(one, two);
    free(bytes);
    cev_table_free(one);
    cev_table_free(two);
    cev_estimator_free(fit);
    cev_estimator_free(loaded);
    free_changing(&c);
    cev_ctx_free(ctx);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("dynamic");
    tcase_add_test(cases, what_never_changes_makes_a_pareto_nbd);
    tcase_add_test(cases, intervals_hold_what_changed_the_rates);
    tcase_add_test(cases, the_periods_ahead_count);
    tcase_add_test(cases, the_order_of_customers_and_periods_does_not_matter);
    tcase_add_test(cases, periods_that_cannot_be_are_refused);
    tcase_add_test(cases, it_survives_failing_memory);
    tcase_add_test(
        cases, a_loaded_one_says_the_same_and_a_cancelled_fit_changes_nothing);
    Suite *s = suite_create("value/dynamic");
    suite_add_tcase(s, cases);
    return s;
}

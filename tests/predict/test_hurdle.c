/* Amounts that are often 0: two models, one answer. */
#include "predict/features.h"

#include <math.h>

#include "support/near.h"
#include "support/stops.h"

enum { BUYERS = 12 };

static const char *const groups[BUYERS] = {"a", "a", "a", "a", "a", "b",
                                           "b", "b", "b", "b", "b", "b"};
static const double spent[BUYERS] = {0,  10, 20, 0,  40, 100,
                                     50, 0,  25, 80, 0,  200};

static cev_table *buyer_table(void)
{
    cev_table *table = frame_of(ctx, BUYERS);
    put_texts(table, "group", groups);
    put_numbers(table, "spent", spent);
    return table;
}

static int32_t fit_to_spent(cev_ctx *of, const char *shrinkage,
                            const cev_table *table, cev_estimator **hurdle)
{
    cev_options *options = NULL;
    int32_t status = cev_options_new(of, &options);
    if (status == CEV_OK)
        status = cev_options_set_str(options, "target", "spent");
    if (status == CEV_OK)
        status = cev_options_set_str(options, "shrinkage", shrinkage);
    if (status == CEV_OK)
        status = cev_options_set_int(options, "rare", 1);
    if (status == CEV_OK)
        status = cev_estimator_new(of, CEV_HURDLE, options, hurdle);
    if (status == CEV_OK)
        status = cev_estimator_fit(*hurdle, table);
    cev_options_free(options);
    return status;
}

/* With a text of two levels alone and no penalty both parts are plain
 * averages: p exp(mean of logs + s^2 / 2), s^2 with n - 2 degrees. */
START_TEST(two_groups_have_a_closed_form)
{
    cev_table *table = buyer_table(), *out = NULL;
    cev_estimator *hurdle = NULL;
    double sum[2] = {0}, n[2] = {0}, all[2] = {0}, squares = 0.0;
    expect_ok(fit_to_spent(ctx, "none", table, &hurdle));
    expect_ok(cev_estimator_predict(hurdle, table, NULL, &out));
    for (int i = 0; i < BUYERS; i++) {
        int g = groups[i][0] == 'b';
        all[g] += 1.0;
        n[g] += spent[i] > 0.0;
        sum[g] += spent[i] > 0.0 ? log(spent[i]) : 0.0;
    }
    for (int i = 0; i < BUYERS; i++) {
        int g = groups[i][0] == 'b';
        double away = spent[i] > 0.0 ? log(spent[i]) - sum[g] / n[g] : 0.0;
        squares += away * away;
    }
    for (int i = 0; i < BUYERS; i++) {
        int g = groups[i][0] == 'b';
        double wanted =
            n[g] / all[g]
            * exp(sum[g] / n[g] + 0.5 * squares / (n[0] + n[1] - 2.0));
        double p = cev_table_double(out, "prediction", i);
        ck_assert_double_eq_tol(p, wanted, 1e-8 * wanted);
        ck_assert(cev_table_double(out, "prediction_lo", i) < p);
        ck_assert(cev_table_double(out, "prediction_hi", i) > p);
    }
    cev_table_free(out);
    expect_ok(cev_estimator_summary(hurdle, NULL, &out));
    ck_assert(value_named(out, "whether.customers") == 12.0);
    ck_assert(value_named(out, "amount.customers") == 8.0);
    ck_assert_double_eq_tol(value_named(out, "amount.group=b"),
                            sum[1] / n[1] - sum[0] / n[0], 1e-12);
    cev_table_free(out);
    cev_estimator_free(hurdle);
    cev_table_free(table);
}
END_TEST

/* The loss of Wang, Liu & Miao (2019), of a zero-inflated lognormal. */
static double ziln_loss(double logit, double mu, double sigma, double y)
{
    if (!(y > 0.0))
        return log1p(exp(logit));
    double away = (log(y) - mu) / sigma;
    return log1p(exp(-logit)) + log(y * sigma * 2.5066282746310002)
           + 0.5 * away * away;
}

/* Its value in the paper's own terms; and at a fit it is what both parts say
 * of their likelihoods, so that they are its least. */
START_TEST(parts_lose_what_the_whole_does)
{
    cev_table *table = buyer_table(), *out = NULL;
    cev_estimator *hurdle = NULL;
    double logs = 0.0, loss = 0.0, deviance = 0.0;
    ck_assert_near(ziln_loss(.1, .2, log1p(exp(.3)), 0.0), .744396660, 5e-10);
    ck_assert_near(ziln_loss(.4, .5, log1p(exp(.6)), 1.5), 1.878372591,
                   5e-10);
    expect_ok(fit_to_spent(ctx, "none", table, &hurdle));
    expect_ok(cev_estimator_summary(hurdle, NULL, &out));
    double logit = value_named(out, "whether.intercept");
    double mu = value_named(out, "amount.intercept");
    double more_often = value_named(out, "whether.group=b");
    double more = value_named(out, "amount.group=b");
    for (int i = 0; i < BUYERS; i++) {
        int g = groups[i][0] == 'b';
        double away = log(fmax(spent[i], 1e-9)) - mu - g * more;
        deviance += spent[i] > 0.0 ? away * away : 0.0;
    }
    for (int i = 0; i < BUYERS; i++) {
        int g = groups[i][0] == 'b';
        loss += ziln_loss(logit + g * more_often, mu + g * more,
                          sqrt(deviance / 8.0), spent[i]);
        logs += spent[i] > 0.0 ? log(spent[i]) : 0.0;
    }
    ck_assert_near(value_named(out, "whether.log_likelihood")
                       + value_named(out, "amount.log_likelihood") - logs,
                   -loss, 1e-10);
    cev_table_free(out);
    cev_estimator_free(hurdle);
    cev_table_free(table);
}
END_TEST

/* In another currency everything is as many times as much. */
START_TEST(currencies_do_not_count)
{
    double cents[BUYERS];
    cev_table *table = buyer_table(), *out = NULL, *other = NULL;
    cev_estimator *hurdle = NULL, *same = NULL;
    expect_ok(fit_to_spent(ctx, "ridge", table, &hurdle));
    expect_ok(cev_estimator_predict(hurdle, table, NULL, &out));
    for (int i = 0; i < BUYERS; i++)
        cents[i] = 100.0 * spent[i];
    put_numbers(table, "spent", cents);
    expect_ok(fit_to_spent(ctx, "ridge", table, &same));
    expect_ok(cev_estimator_predict(same, table, NULL, &other));
    for (int i = 0; i < BUYERS; i++) {
        double p = 100.0 * cev_table_double(out, "prediction_hi", i);
        ck_assert_double_eq_tol(cev_table_double(other, "prediction_hi", i),
                                p, 1e-9 * p);
    }
    cev_table_free(other);
    cev_table_free(out);
    cev_estimator_free(same);
    cev_estimator_free(hurdle);
    cev_table_free(table);
}
END_TEST

START_TEST(amounts_that_are_none_are_refused)
{
    double odd[BUYERS] = {0};
    cev_table *table = buyer_table();
    cev_estimator *hurdle = NULL;
    put_numbers(table, "spent", odd);
    expect_failure(fit_to_spent(ctx, "ridge", table, &hurdle),
                   CEV_ERR_DOMAIN,
                   "column \"spent\" holds no amount above 0; wanted some to "
                   "learn from");
    cev_estimator_free(hurdle);
    odd[3] = 7.0;
    expect_ok(fit_to_spent(ctx, "ridge", table, &hurdle));
    cev_table *out = NULL;
    expect_ok(cev_estimator_predict(hurdle, table, NULL, &out));
    ck_assert(isfinite(cev_table_double(out, "prediction", 0)));
    cev_table_free(out);
    cev_estimator_free(hurdle);
    cev_table_free(table);
}
END_TEST

/* Refunds beyond the orders: as if nothing had been brought, and said so. */
START_TEST(who_gives_back_more_than_he_buys_brings_nothing)
{
    double back[BUYERS], twice[BUYERS];
    cev_table *table = buyer_table(), *out = NULL, *other = NULL;
    cev_estimator *hurdle = NULL, *same = NULL;
    expect_ok(fit_to_spent(ctx, "ridge", table, &hurdle));
    expect_ok(cev_estimator_predict(hurdle, table, NULL, &out));
    for (int i = 0; i < BUYERS; i++) {
        back[i] = i == 0 || i == 7 ? -30.0 : spent[i];
        twice[i] = i == 7 ? 2.0 : 1.0;
    }
    put_numbers(table, "spent", back);
    expect_ok(fit_to_spent(ctx, "ridge", table, &same));
    expect_ok(cev_estimator_predict(same, table, NULL, &other));
    for (int i = 0; i < BUYERS; i++)
        ck_assert(cev_table_double(other, "prediction", i)
                  == cev_table_double(out, "prediction", i));
    cev_table_free(other);
    cev_table_free(out);
    expect_ok(cev_estimator_summary(hurdle, NULL, &out));
    ck_assert_int_lt(row_named(out, "negative_amounts"), 0);
    cev_table_free(out);
    put_numbers(table, "customers", twice);
    expect_ok(cev_estimator_fit(same, table));
    expect_ok(cev_estimator_summary(same, NULL, &out));
    ck_assert(value_named(out, "negative_amounts") == 3.0);
    cev_table_free(out);
    cev_estimator_free(same);
    cev_estimator_free(hurdle);
    cev_table_free(table);
}
END_TEST

/* Shares add up to the logarithm of the prediction; without penalty both
 * groups' are known: their difference is all that the only column tells. */
START_TEST(pushes_add_up_to_the_log_of_the_prediction)
{
    cev_table *table = buyer_table(), *out = NULL, *why = NULL;
    cev_estimator *hurdle = NULL;
    double visits[BUYERS] = {1, 0, 5, 2, 2, 9, 4, 0, 3, 7, 1, 8};
    put_numbers(table, "visits", visits);
    expect_ok(fit_to_spent(ctx, "ridge", table, &hurdle));
    expect_ok(cev_estimator_predict(hurdle, table, NULL, &out));
    expect_ok(cev_estimator_explain(hurdle, table, NULL, &why));
    for (int i = 0; i < BUYERS; i++) {
        double margin = cev_table_double(why, "margin", i);
        ck_assert_near(cev_table_double(why, "base", i)
                           + cev_table_double(why, "group", i)
                           + cev_table_double(why, "visits", i),
                       margin, 1e-12);
        ck_assert_near(margin, log(cev_table_double(out, "prediction", i)),
                       1e-12);
    }
    ck_assert_str_eq(cev_table_text(why, "reason_1", 5), "visits");
    cev_table_free(why);
    cev_table_free(out);
    cev_estimator_free(hurdle);
    cev_table_free(table);
}
END_TEST

/* Shops of few customers met one who had brought a hundred times as much as
 * any of theirs, and foretold him 1e21: amounts go by how many times as much,
 * whatever the currency, and yes and no stay what they are. HURDLE-LOGS-1 */
START_TEST(customers_beyond_all_others_are_foretold_in_proportion)
{
    double brought[BUYERS], cents[BUYERS], next[BUYERS], vip[BUYERS];
    cev_table *table = frame_of(ctx, BUYERS), *out = NULL, *same = NULL;
    cev_estimator *hurdle = NULL, *again = NULL;
    for (int i = 0; i < BUYERS; i++) {
        brought[i] = 10.0 * pow(1.5, i);
        next[i] = i % 4 == 1 ? 0.0 : pow(brought[i], 0.8) * (1.0 + i % 3);
        vip[i] = i == 7;
    }
    put_numbers(table, "brought", brought);
    put_numbers(table, "vip", vip);
    put_numbers(table, "spent", next);
    expect_ok(fit_to_spent(ctx, "ridge", table, &hurdle));
    expect_ok(cev_estimator_summary(hurdle, NULL, &out));
    ck_assert_int_ge(row_named(out, "amount.log(brought)"), 0);
    ck_assert_int_ge(row_named(out, "amount.vip"), 0);
    cev_table_free(out);
    brought[11] *= 100.0;
    expect_ok(cev_estimator_predict(hurdle, table, NULL, &out));
    double far = cev_table_double(out, "prediction", 11);
    ck_assert_msg(far > 2.0 * next[11] && far < 200.0 * next[11],
                  "%g is foretold, of %g", far, next[11]);
    brought[11] /= 100.0;
    for (int i = 0; i < BUYERS; i++)
        cents[i] = 100.0 * brought[i];
    put_numbers(table, "brought", cents);
    expect_ok(fit_to_spent(ctx, "ridge", table, &again));
    cents[11] *= 100.0;
    expect_ok(cev_estimator_predict(again, table, NULL, &same));
    ck_assert_near(cev_table_double(same, "prediction", 11), far, 1e-9);
    cev_table_free(same);
    cev_table_free(out);
    cev_estimator_free(again);
    cev_estimator_free(hurdle);
    cev_table_free(table);
}
END_TEST

static int32_t whole_life(cev_ctx *of, void *state)
{
    static uint8_t bytes[20000];
    cev_estimator *hurdle = NULL, *again = NULL;
    cev_table *out = NULL, *same = NULL;
    int64_t size = 0;
    int32_t status = fit_to_spent(of, "ridge", state, &hurdle);
    if (status == CEV_OK)
        status = cev_estimator_save(hurdle, bytes, sizeof bytes, &size);
    if (status == CEV_OK)
        status = cev_estimator_load(of, bytes, size, &again);
    if (status == CEV_OK)
        status = cev_estimator_predict(hurdle, state, NULL, &out);
    if (status == CEV_OK)
        status = cev_estimator_predict(again, state, NULL, &same);
    for (int i = 0; status == CEV_OK && i < BUYERS; i++)
        ck_assert(cev_table_double(out, "prediction_lo", i)
                  == cev_table_double(same, "prediction_lo", i));
    cev_table_free(same);
    cev_table_free(out);
    out = NULL;
    if (status == CEV_OK)
        status = cev_estimator_explain(again, state, NULL, &out);
    cev_table_free(out);
    out = NULL;
    if (status == CEV_OK)
        status = cev_estimator_summary(again, NULL, &out);
    cev_table_free(out);
    cev_estimator_free(again);
    cev_estimator_free(hurdle);
    return status;
}

START_TEST(a_hurdle_survives_failing_memory)
{
    double visits[BUYERS] = {1, 0, 5, 2, 2, 9, 4, 0, 3, 7, 1, 8};
    cev_table *table = buyer_table();
    put_numbers(table, "visits", visits);
    expect_ok(whole_life(ctx, table));
    fail_each_allocation(whole_life, table);
    cev_table_free(table);
}
END_TEST

START_TEST(a_fit_can_be_cancelled)
{
    cev_table *table = buyer_table();
    cev_estimator *hurdle = NULL;
    cev_ctx_set_progress(ctx, stop_work, NULL);
    ck_assert_int_eq(fit_to_spent(ctx, "ridge", table, &hurdle),
                     CEV_ERR_CANCELLED);
    cev_ctx_set_progress(ctx, NULL, NULL);
    cev_estimator_free(hurdle);
    cev_table_free(table);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = case_with_ctx("hurdle");
    tcase_add_test(cases, two_groups_have_a_closed_form);
    tcase_add_test(cases, parts_lose_what_the_whole_does);
    tcase_add_test(cases, currencies_do_not_count);
    tcase_add_test(cases, pushes_add_up_to_the_log_of_the_prediction);
    tcase_add_test(cases,
                   customers_beyond_all_others_are_foretold_in_proportion);
    tcase_add_test(cases, amounts_that_are_none_are_refused);
    tcase_add_test(cases, who_gives_back_more_than_he_buys_brings_nothing);
    tcase_add_test(cases, a_hurdle_survives_failing_memory);
    tcase_add_test(cases, a_fit_can_be_cancelled);
    Suite *s = suite_create("predict/hurdle");
    suite_add_tcase(s, cases);
    return s;
}

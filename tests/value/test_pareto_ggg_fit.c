/* Pareto/GGG as a kind: what fits find in shops drawn from the model and in
 * reference data, and what they refuse. */
#include "support/failing.h"
#include "support/last_first.h"
#include "value/history.h"
#include "value/timed_market.h"

static const double true_params[6] = {4.0, 1.0, 1.2, 3.0, 0.8, 12.0};

static timed_market draw_ggg_shop(dice *d, int64_t n, double span)
{
    timed_market shop = new_timed(n);
    for (int64_t i = 0; i < n; i++) {
        const double *q = true_params;
        double k = throw_gamma(d, q[0]) / q[1];
        double lambda = throw_gamma(d, q[2]) / q[3];
        double end = -log(throw_share(d)) * q[5] / throw_gamma(d, q[4]);
        double at = 0.0, gap;
        shop.m.T[i] = span * (0.5 + 0.5 * throw_share(d));
        for (;;) {
            gap = throw_gamma(d, k) / (k * lambda);
            at += gap;
            if (!(at <= fmin(end, shop.m.T[i])))
                break;
            shop.m.x[i] += 1.0;
            shop.m.t_x[i] = at;
            shop.litt[i] += log(gap);
        }
        shop.m.m_x[i] = 10.0;
    }
    return shop;
}

/* Intervals of 99.99 %: each of six parameters of one shop. */
START_TEST(fit_recovers_what_the_shop_was_drawn_from)
{
    static const char *const names[6] = {"t", "gamma", "r",
                                         "alpha", "s", "beta"};
    dice d = {2016};
    cev_ctx *ctx = new_ctx();
    timed_market shop = draw_ggg_shop(&d, tries(60, 200), 20.0);
    cev_options *options = new_options(ctx);
    must(ctx, cev_options_set_double(options, CEV_OPT_INTERVAL, 0.9999));
    cev_estimator *fit =
        fit_kind(ctx, CEV_PARETO_GGG, options, timed_table(ctx, &shop));
    cev_table *summary = NULL;
    must(ctx, cev_estimator_summary(fit, NULL, &summary));
    for (int k = 0; k < 6; k++) {
        ck_assert(named(summary, "name", names[k], "lower") < true_params[k]);
        ck_assert(named(summary, "name", names[k], "upper") > true_params[k]);
    }
    ck_assert(fabs(named(summary, "name", "gradient", "value")) < 1e-9);
    ck_assert(!has_verdict(summary, "clumps_without_mean"));
    cev_table_free(summary);
    cev_estimator_free(fit);
    cev_options_free(options);
    free_timed(&shop);
    cev_ctx_free(ctx);
}
END_TEST

/* CTX-PAR-1: of seventy customers, each of whom takes long, there is work for
   two already. */
START_TEST(threads_share_few_customers_and_change_no_bit)
{
    dice d = {11};
    timed_market shop = draw_ggg_shop(&d, 70, 1.0);
    cev_ctx *ctx = new_ctx();
    const cev_table *customers = timed_table(ctx, &shop);
    cev_options *options = new_options(ctx);
    cev_table *summary[2] = {NULL, NULL}, *scores[2] = {NULL, NULL};
    cev_table *totals[2] = {NULL, NULL};
    int64_t most[3] = {0, 0, 0};
    must(ctx, cev_options_set_int(options, CEV_OPT_MAX_ITER, 2));
    must(ctx, cev_options_set_double(options, CEV_OPT_HORIZON, 1.0));
    must(ctx, cev_options_set_double(options, CEV_OPT_INTERVAL, 0.0));
    for (int i = 0; i < 2; i++) {
        cev_parallel_for lend = i > 0 ? last_first : NULL;
        must(ctx, cev_ctx_set_parallel(ctx, lend, &most[0]));
        cev_estimator *fit =
            fit_kind(ctx, CEV_PARETO_GGG, options, customers);
        must(ctx, cev_estimator_summary(fit, NULL, &summary[i]));
        must(ctx, cev_ctx_set_parallel(ctx, lend, &most[1]));
        must(ctx, cev_estimator_predict(fit, customers, options,
                                        &scores[i]));
        must(ctx, cev_ctx_set_parallel(ctx, lend, &most[2]));
        must(ctx, cev_estimator_evaluate(fit, customers, CEV_EVAL_TOTALS,
                                         options, &totals[i]));
        cev_estimator_free(fit);
    }
    for (int i = 0; i < 3; i++)
        ck_assert_int_ge(most[i], 2);
    same_results(summary[0], summary[1]);
    same_results(scores[0], scores[1]);
    same_results(totals[0], totals[1]);
    for (int i = 0; i < 2; i++) {
        cev_table_free(summary[i]);
        cev_table_free(scores[i]);
        cev_table_free(totals[i]);
    }
    cev_options_free(options);
    free_timed(&shop);
    cev_ctx_free(ctx);
}
END_TEST

/* Some buy like clockwork and some in clumps: what a new customer will buy has
   no mean, which is told. */
START_TEST(clumps_without_a_mean_are_told)
{
    cev_ctx *ctx = new_ctx();
    cev_options *options = new_options(ctx);
    timed_market shop = new_timed(12);
    for (int i = 0; i < 12; i++) {
        shop.m.x[i] = 10.0;
        shop.m.t_x[i] = 5.0;
        shop.m.T[i] = 5.0 + 0.1 * i;
        shop.litt[i] = 10.0 * (log(0.5) - (i % 2 ? 8.0 : 1e-3));
    }
    cev_table *summary = NULL, *scores = NULL;
    must(ctx, cev_options_set_double(options, CEV_OPT_INTERVAL, 0.0));
    cev_estimator *fit =
        fit_kind(ctx, CEV_PARETO_GGG, options, timed_table(ctx, &shop));
    must(ctx, cev_estimator_summary(fit, NULL, &summary));
    ck_assert(figure(summary, "t") <= 1.0);
    ck_assert(has_verdict(summary, "clumps_without_mean"));
    shop.m.n = 1;
    shop.m.x[0] = shop.m.t_x[0] = shop.m.T[0] = shop.litt[0] = 0.0;
    must(ctx, cev_estimator_predict(fit, timed_table(ctx, &shop), options,
                                    &scores));
    ck_assert_near(cev_table_double(scores, "expected_purchases", 0), 1e15,
                   0.0);
    cev_table_free(scores);
    cev_table_free(summary);
    cev_estimator_free(fit);
    cev_options_free(options);
    free_timed(&shop);
    cev_ctx_free(ctx);
}
END_TEST

/* A fit of a small shop, its bytes, and what both say. */
static int32_t use_ggg(cev_ctx *ctx, void *state)
{
    timed_market *shop = state;
    cev_options *options = NULL;
    cev_estimator *fit = NULL, *loaded = NULL;
    cev_table *scores = NULL, *again = NULL, *table = NULL;
    char bytes[4096];
    int64_t size = 0;
    int32_t status = cev_table_new(ctx, shop->m.n, &table);
    if (status == CEV_OK)
        status = cev_options_new(ctx, &options);
    const char *const names[] = {"x", "t_x", "T", "litt"};
    const double *const columns[] = {shop->m.x, shop->m.t_x, shop->m.T,
                                     shop->litt};
    for (int c = 0; status == CEV_OK && c < 4; c++)
        status = cev_table_set_column(table, names[c], CEV_DOUBLE, columns[c],
                                      8, NULL);
    if (status == CEV_OK)
        status = cev_options_set_int(options, CEV_OPT_MAX_ITER, 1);
    if (status == CEV_OK)
        status = cev_options_set_double(options, CEV_OPT_INTERVAL, 0.0);
    if (status == CEV_OK)
        status = cev_options_set_double(options, CEV_OPT_HORIZON, 2.0);
    if (status == CEV_OK)
        status = cev_estimator_new(ctx, CEV_PARETO_GGG, options, &fit);
    if (status == CEV_OK)
        status = cev_estimator_fit(fit, table);
    if (status == CEV_OK)
        status = cev_estimator_predict(fit, table, NULL, &scores);
    if (status == CEV_OK)
        status = cev_estimator_save(fit, bytes, sizeof bytes, &size);
    if (status == CEV_OK)
        status = cev_estimator_load(ctx, bytes, size, &loaded);
    if (status == CEV_OK)
        status = cev_estimator_predict(loaded, table, NULL, &again);
    if (status == CEV_OK)
        same_results(scores, again);
    cev_table_free(scores);
    cev_table_free(again);
    cev_table_free(table);
    cev_estimator_free(fit);
    cev_estimator_free(loaded);
    cev_options_free(options);
    return status;
}

START_TEST(saved_fits_answer_the_same_and_survive_failing_memory)
{
    dice d = {7};
    timed_market shop = draw_ggg_shop(&d, 2, 10.0);
    fail_each_allocation(use_ggg, &shop);
    free_timed(&shop);
}
END_TEST

/* What no times between purchases add up to is refused, with its row. */
START_TEST(litt_that_cannot_be_is_refused)
{
    dice d = {9};
    cev_ctx *ctx = new_ctx();
    timed_market shop = draw_ggg_shop(&d, 5, 10.0);
    cev_estimator *fit = NULL;
    must(ctx, cev_estimator_new(ctx, CEV_PARETO_GGG, NULL, &fit));
    shop.m.x[3] = 2.0;
    shop.m.t_x[3] = 0.5 * shop.m.T[3];
    shop.litt[3] = 2.0 * log(shop.m.t_x[3] / 2.0) + 0.01;
    ck_assert_int_eq(CEV_ERR_DOMAIN,
                     cev_estimator_fit(fit, timed_table(ctx, &shop)));
    ck_assert(strstr(cev_ctx_message(ctx), "litt[3]") != NULL);
    ck_assert_int_ne(CEV_OK,
                     cev_estimator_fit(fit, market_table(ctx, &shop.m)));
    ck_assert(strstr(cev_ctx_message(ctx), "litt") != NULL);
    cev_estimator_free(fit);
    free_timed(&shop);
    cev_ctx_free(ctx);
}
END_TEST

/* Shops that say little end in an answer whose numbers are numbers. */
START_TEST(weird_shops_have_answers)
{
    static const cev__history shops[][3] = {
        {{0.0, 0.0, 5.0, 0.0}, {0.0, 0.0, 5.0, 0.0}, {0.0, 0.0, 5.0, 0.0}},
        {{0.0, 0.0, 0.0, 0.0}, {0.0, 0.0, 0.0, 0.0}, {0.0, 0.0, 0.0, 0.0}},
        {{9.0, 9.0, 9.0, 0.0}, {9.0, 9.0, 9.0, 0.0}, {9.0, 9.0, 9.0, 0.0}},
        {{1.0, 1e-6, 1e6, -13.815510557964274},
         {0.0, 0.0, 1.0, 0.0},
         {200.0, 1.0, 1e6, -2000.0}},
    };
    cev_ctx *ctx = new_ctx();
    cev_options *options = new_options(ctx);
    must(ctx, cev_options_set_double(options, CEV_OPT_HORIZON, 1.0));
    must(ctx, cev_options_set_double(options, CEV_OPT_INTERVAL, 0.0));
    for (size_t s = 0; s < sizeof shops / sizeof shops[0]; s++) {
        timed_market shop = new_timed(3);
        cev_table *scores = NULL;
        for (int i = 0; i < 3; i++) {
            shop.m.x[i] = shops[s][i].x;
            shop.m.t_x[i] = shops[s][i].t_x;
            shop.m.T[i] = shops[s][i].T;
            shop.litt[i] = shops[s][i].litt;
        }
        cev_estimator *fit =
            fit_kind(ctx, CEV_PARETO_GGG, options, timed_table(ctx, &shop));
        must(ctx, cev_estimator_predict(fit, shop.m.table, NULL, &scores));
        for (int i = 0; i < 3; i++) {
            double alive = cev_table_double(scores, "p_alive", i);
            double ahead = cev_table_double(scores, "expected_purchases", i);
            ck_assert(alive >= 0.0 && alive <= 1.0);
            ck_assert(ahead >= 0.0 && isfinite(ahead));
        }
        cev_table_free(scores);
        cev_estimator_free(fit);
        free_timed(&shop);
    }
    cev_options_free(options);
    cev_ctx_free(ctx);
}
END_TEST

Suite *suite(void)
{
    Suite *s = suite_create("value/pareto_ggg_fit");
    TCase *cases = tcase_create("fits");
    tcase_add_test(cases, fit_recovers_what_the_shop_was_drawn_from);
    tcase_add_test(cases,
                   saved_fits_answer_the_same_and_survive_failing_memory);
    tcase_add_test(cases, threads_share_few_customers_and_change_no_bit);
    tcase_add_test(cases, clumps_without_a_mean_are_told);
    tcase_add_test(cases, litt_that_cannot_be_is_refused);
    tcase_add_test(cases, weird_shops_have_answers);
    suite_add_tcase(s, cases);
    return s;
}

/* How well each customer is explained: the evaluation "likelihood". */
#include "support/check_main.h"

#include "value/changing_shop.h"
#include "value/crowd.h"
#include "value/drawn.h"
#include "value/every_kind.h"
#include "cev.h"

static cev_table *likelihoods(cev_ctx *ctx, const cev_estimator *fit,
                              const cev_table *table)
{
    cev_table *out = NULL;
    must(ctx, cev_estimator_evaluate(fit, table, CEV_EVAL_LIKELIHOOD, NULL,
                                     &out));
    return out;
}

/* The sum of a column over all whom it tells of, each so many times. */
static double weighed_sum(const cev_table *t, const char *column,
                          const double *times)
{
    double sum = 0.0;
    for (int64_t i = 0; i < cev_table_row_count(t); i++) {
        double value = cev_table_double(t, column, i);
        sum += isnan(value) ? 0.0 : value * (times == NULL ? 1.0 : times[i]);
    }
    return sum;
}

static void check_ends(const cev_table *t)
{
    for (int64_t i = 0; i < cev_table_row_count(t); i++) {
        double value = cev_table_double(t, "log_likelihood", i);
        if (isnan(value))
            continue;
        ck_assert(cev_table_double(t, "log_likelihood_lo", i) <= value);
        ck_assert(cev_table_double(t, "log_likelihood_hi", i) >= value);
    }
}

/* EVAL-LIKELIHOOD-1: they add up to the summary's, whatever the model, with
 * rows that stand for more than one. */
START_TEST(likelihoods_add_up_to_that_of_the_fit)
{
    const char *kind = every_kind[_i];
    int is_clv = strcmp(kind, CEV_CLV) == 0;
    int64_t n = strcmp(kind, CEV_PARETO_GGG) == 0 ? 8 : 60;
    cev_ctx *ctx = new_ctx();
    wide_market w = draw_wide(kind, 91, n);
    cev_options *options = NULL;
    double customers[60];
    const cev_table *table = wide_table(ctx, &w, n);
    for (int64_t i = 0; i < n; i++)
        customers[i] = 1.0 + (double)(i % 3);
    must(ctx, cev_table_set_column(w.m.table, "customers", CEV_DOUBLE,
                                   customers, 8, NULL));
    must(ctx, cev_options_new(ctx, &options));
    if (is_clv)
        must(ctx,
             cev_options_set_str(options, CEV_OPT_PURCHASES, CEV_BGNBD));
    cev_estimator *fit = fit_kind(ctx, kind, options, table);
    cev_table *t = likelihoods(ctx, fit, table);
    cev_table *summary = summary_of_fit(ctx, fit);
    ck_assert_rel(weighed_sum(t, "log_likelihood", customers),
                  figure(summary, is_clv ? "bgnbd.log_likelihood"
                                         : "log_likelihood"),
                  1e-10);
    if (is_clv)
        ck_assert_rel(weighed_sum(t, "spend_log_likelihood", customers),
                      figure(summary, "gamma_gamma.log_likelihood"), 1e-10);
    check_ends(t);
    cev_table_free(summary);
    cev_table_free(t);
    cev_options_free(options);
    cev_estimator_free(fit);
    free_wide(&w);
    cev_ctx_free(ctx);
}
END_TEST

static const char *const plain_kinds[] = {CEV_BGNBD, CEV_GAMMA_GAMMA, CEV_SBG,
                                          CEV_CLV};

enum { PLAIN_KINDS = sizeof plain_kinds / sizeof plain_kinds[0] };

/* Names come along, and ends stay away where none are wanted. */
START_TEST(likelihoods_stand_beside_their_customers)
{
    const char *kind = plain_kinds[_i];
    int64_t names[40];
    cev_ctx *ctx = new_ctx();
    wide_market w = draw_wide(kind, 95, 40);
    const cev_table *table = wide_table(ctx, &w, 40);
    cev_options *options = new_options(ctx);
    cev_table *bare = NULL;
    for (int64_t i = 0; i < 40; i++)
        names[i] = 7 * i;
    cev_estimator *fit = fit_kind(ctx, kind, NULL, table);
    cev_table *whole = likelihoods(ctx, fit, table);
    must(ctx, cev_table_set_column(w.m.table, "customer", CEV_INT64, names, 8,
                                   NULL));
    must(ctx, cev_options_set_double(options, CEV_OPT_INTERVAL, 0.0));
    must(ctx, cev_estimator_evaluate(fit, table, CEV_EVAL_LIKELIHOOD, options,
                                     &bare));
    ck_assert_int_eq(cev_table_column_count(bare),
                     1 + cev_table_column_count(whole) / 3);
    ck_assert_str_eq(cev_table_name(bare, 0), "customer");
    for (int64_t c = 1; c < cev_table_column_count(bare); c++) {
        const char *name = cev_table_name(bare, c);
        ck_assert_str_eq(name, cev_table_name(whole, 3 * (c - 1)));
        for (int64_t i = 0; i < 40; i++) {
            double value = cev_table_double(bare, name, i);
            double same = cev_table_double(whole, name, i);
            ck_assert(value == same || (isnan(value) && isnan(same)));
            ck_assert(cev_table_double(bare, "customer", i)
                      == (double)names[i]);
        }
    }
    cev_table_free(bare);
    cev_table_free(whole);
    cev_estimator_free(fit);
    cev_options_free(options);
    free_wide(&w);
    cev_ctx_free(ctx);
}
END_TEST

START_TEST(histories_without_a_column_are_refused)
{
    const char *kind = plain_kinds[_i];
    cev_ctx *ctx = new_ctx();
    wide_market w = draw_wide(kind, 96, 40);
    cev_estimator *fit = fit_kind(ctx, kind, NULL, wide_table(ctx, &w, 40));
    cev_table *few = NULL, *out = NULL;
    must(ctx, cev_table_new(ctx, 40, &few));
    ck_assert_int_eq(cev_estimator_evaluate(fit, few, CEV_EVAL_LIKELIHOOD,
                                            NULL, &out),
                     CEV_ERR_COLUMN);
    ck_assert_ptr_null(out);
    cev_table_free(few);
    cev_estimator_free(fit);
    free_wide(&w);
    cev_ctx_free(ctx);
}
END_TEST

/* With covariates too, and ends by draws or the delta method, which nearly
 * agree. */
START_TEST(covariates_explain_each_by_himself)
{
    static const char *const ways[2] = {"delta", "laplace"};
    cev_ctx *ctx = new_ctx();
    dice d = {92};
    crowd c = draw_crowd(&d, 1000, 0);
    const cev_table *table = crowd_table(ctx, &c);
    double width[2];
    for (int i = 0; i < 2; i++) {
        cev_options *options = ask_draws(ctx, ways[i], 200);
        must(ctx, cev_options_set_str(options, CEV_OPT_PURCHASE_COVARIATES,
                                      "channel,age"));
        cev_estimator *fit = fit_kind(ctx, CEV_BGNBD, options, table);
        cev_table *t = likelihoods(ctx, fit, table);
        cev_table *summary = summary_of_fit(ctx, fit);
        ck_assert_rel(weighed_sum(t, "log_likelihood", NULL),
                      figure(summary, "log_likelihood"), 1e-10);
        check_ends(t);
        width[i] = weighed_sum(t, "log_likelihood_hi", NULL)
                   - weighed_sum(t, "log_likelihood_lo", NULL);
        cev_table_free(summary);
        cev_table_free(t);
        cev_estimator_free(fit);
        cev_options_free(options);
    }
    ck_assert_rel(width[1], width[0], 0.1);
    free_crowd(&c);
    cev_ctx_free(ctx);
}
END_TEST

/* Of spend with covariates those without amounts have gaps. */
START_TEST(who_has_no_amounts_is_a_gap)
{
    cev_ctx *ctx = new_ctx();
    dice d = {93};
    crowd c = draw_crowd(&d, 80, 0);
    const cev_table *table = crowd_table(ctx, &c);
    cev_options *options = ask_draws(ctx, "laplace", 50);
    must(ctx,
         cev_options_set_str(options, CEV_OPT_SPEND_COVARIATES, "vip"));
    cev_estimator *fit = fit_kind(ctx, CEV_GAMMA_GAMMA, options, table);
    cev_table *t = likelihoods(ctx, fit, table);
    cev_table *summary = summary_of_fit(ctx, fit);
    int64_t gaps = 0;
    for (int64_t i = 0; i < c.m.n; i++) {
        double value = cev_table_double(t, "log_likelihood", i);
        ck_assert_int_eq(isnan(value), !(c.m.x[i] > 0.0));
        ck_assert_int_eq(
            isnan(cev_table_double(t, "log_likelihood_hi", i)),
            isnan(value));
        gaps += isnan(value);
    }
    ck_assert_int_gt(gaps, 3);
    ck_assert_rel(weighed_sum(t, "log_likelihood", NULL),
                  figure(summary, "log_likelihood"), 1e-10);
    cev_table_free(summary);
    cev_table_free(t);
    cev_estimator_free(fit);
    cev_options_free(options);
    free_crowd(&c);
    cev_ctx_free(ctx);
}
END_TEST

/* Rates that change in time; periods need not go on after today. */
START_TEST(periods_explain_too)
{
    static const char *const ways[2] = {"delta", "laplace"};
    cev_ctx *ctx = new_ctx();
    dice d = {96};
    changing_shop c = draw_changing(&d, 60, 0);
    const cev_table *table = changing_table(ctx, &c);
    for (int i = 0; i < 2; i++) {
        cev_options *options = ask_draws(ctx, ways[i], 50);
        must(ctx, cev_options_set_str(options, CEV_OPT_PURCHASE_COVARIATES,
                                      "sale"));
        cev_estimator *fit =
            fit_kind(ctx, CEV_PARETO_NBD_DYNAMIC, options, table);
        cev_table *t = likelihoods(ctx, fit, table);
        cev_table *summary = summary_of_fit(ctx, fit);
        ck_assert_int_eq(cev_table_column_count(t), 4);
        ck_assert_rel(weighed_sum(t, "log_likelihood", NULL),
                      figure(summary, "log_likelihood"), 1e-10);
        check_ends(t);
        cev_table_free(summary);
        cev_table_free(t);
        cev_estimator_free(fit);
        cev_options_free(options);
    }
    free_changing(&c);
    cev_ctx_free(ctx);
}
END_TEST

typedef struct {
    wide_market w;
    const char *kind;
} explained_scene;

static int32_t ask_scene(cev_ctx *ctx, void *state)
{
    const explained_scene *s = state;
    static const char *const names[6] = {"x", "t_x",  "T",
                                         "m_x", "churned", "vip"};
    const double *columns[6] = {s->w.m.x,   s->w.m.t_x,   s->w.m.T,
                                s->w.m.m_x, s->w.churned, s->w.churned};
    cev_options *options = NULL;
    cev_estimator *fit = NULL;
    cev_table *table = NULL, *out = NULL;
    int32_t status = cev_table_new(ctx, s->w.m.n, &table);
    for (int i = 0; i < 6 && status == CEV_OK; i++)
        status = cev_table_set_column(table, names[i], CEV_DOUBLE, columns[i],
                                      8, NULL);
    if (status == CEV_OK)
        status = cev_options_new(ctx, &options);
    if (status == CEV_OK)
        status = cev_options_set_str(options, CEV_OPT_UNCERTAINTY, "laplace");
    if (status == CEV_OK)
        status = cev_options_set_int(options, CEV_OPT_DRAWS, 50);
    if (status == CEV_OK && strcmp(s->kind, CEV_BGNBD) == 0)
        status = cev_options_set_str(options, CEV_OPT_PURCHASE_COVARIATES,
                                     "vip");
    if (status == CEV_OK)
        status = cev_estimator_new(ctx, s->kind, options, &fit);
    if (status == CEV_OK)
        status = cev_estimator_fit(fit, table);
    if (status == CEV_OK)
        status = cev_estimator_evaluate(fit, table, CEV_EVAL_LIKELIHOOD, NULL,
                                        &out);
    cev_table_free(out);
    cev_table_free(table);
    cev_estimator_free(fit);
    cev_options_free(options);
    return status;
}

START_TEST(every_allocation_may_fail)
{
    static const char *const kinds[2] = {CEV_BGNBD, CEV_SBG};
    explained_scene s = {draw_wide(kinds[_i], 94, 8), kinds[_i]};
    for (int64_t i = 0; i < 8; i++)
        s.w.churned[i] = (double)(i % 2);
    fail_each_allocation(ask_scene, &s);
    stop_each_call(ask_scene, &s);
    free_wide(&s.w);
}
END_TEST

Suite *suite(void)
{
    Suite *s = suite_create("value/likelihood");
    TCase *cases = tcase_create("likelihood");
    tcase_add_loop_test(cases, likelihoods_add_up_to_that_of_the_fit, 0,
                        EVERY_KIND);
    tcase_add_loop_test(cases, likelihoods_stand_beside_their_customers, 0,
                        PLAIN_KINDS);
    tcase_add_loop_test(cases, histories_without_a_column_are_refused, 0,
                        PLAIN_KINDS);
    tcase_add_test(cases, covariates_explain_each_by_himself);
    tcase_add_test(cases, who_has_no_amounts_is_a_gap);
    tcase_add_test(cases, periods_explain_too);
    tcase_add_loop_test(cases, every_allocation_may_fail, 0, 2);
    suite_add_tcase(s, cases);
    return s;
}

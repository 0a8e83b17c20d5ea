/* Evaluations at their edges: nobody came back, one customer, fewer than ten,
   gaps in holdouts, rows that cannot be, columns that are missing. */
#include "value/market.h"
#include "support/last_first.h"

/** A market with holdouts. */
typedef struct {
    market m;
    double *x_holdout, *T_holdout;
} held_out;

static held_out hold_out(dice *d, int64_t n)
{
    held_out h = {new_market(n), NULL, NULL};
    h.x_holdout = calloc((size_t)n + 1, sizeof(double));
    h.T_holdout = calloc((size_t)n + 1, sizeof(double));
    ck_assert(h.x_holdout && h.T_holdout);
    for (int64_t i = 0; i < n; i++) {
        h.m.T[i] = 10.0 + 30.0 * throw_share(d);
        throw_history(d, cdnow_params, h.m.T[i], &h.m.x[i], &h.m.t_x[i]);
        h.m.m_x[i] = h.m.x[i] > 0.0 ? 10.0 + 20.0 * throw_share(d) : NAN;
        h.T_holdout[i] = 15.0;
    }
    return h;
}

static const cev_table *held_table(cev_ctx *ctx, held_out *h)
{
    market_table(ctx, &h->m);
    must(ctx, cev_table_set_column(h->m.table, "x_holdout", CEV_DOUBLE,
                                   h->x_holdout, 8, NULL));
    must(ctx, cev_table_set_column(h->m.table, "T_holdout", CEV_DOUBLE,
                                   h->T_holdout, 8, NULL));
    return h->m.table;
}

static void free_held(held_out *h)
{
    free_market(&h->m);
    free(h->x_holdout);
    free(h->T_holdout);
}

static cev_table *evaluated(cev_ctx *ctx, const cev_estimator *fit,
                            const cev_table *customers, const char *what)
{
    cev_table *says = NULL;
    must(ctx, cev_estimator_evaluate(fit, customers, what, NULL, &says));
    return says;
}

/* Then no order of customers is better than another, nor is there a share that
 * the total is off by. */
START_TEST(nobody_came_back)
{
    cev_ctx *ctx = new_ctx();
    dice d = {71};
    held_out h = hold_out(&d, 300);
    cev_estimator *fit = fit_kind(ctx, CEV_BGNBD, NULL, held_table(ctx, &h));
    cev_table *errors = evaluated(ctx, fit, h.m.table, CEV_EVAL_HOLDOUT);
    ck_assert(named(errors, "metric", "actual", "value") == 0.0);
    ck_assert(isnan(named(errors, "metric", "bias", "value")));
    ck_assert(isnan(named(errors, "metric", "gini", "value")));
    ck_assert(named(errors, "metric", "mae", "value") > 0.0);
    cev_table_free(errors);
    cev_table *tenths = evaluated(ctx, fit, h.m.table, CEV_EVAL_DECILES);
    for (int64_t i = 0; i < cev_table_row_count(tenths); i++)
        ck_assert(isnan(cev_table_double(tenths, "lift_lo", i)));
    cev_table_free(tenths);
    cev_estimator_free(fit);
    free_held(&h);
    cev_ctx_free(ctx);
}
END_TEST

/* Of one customer no error says how sure it is; of three most tenths are
 * empty. */
START_TEST(few_customers_are_compared_as_they_are)
{
    cev_ctx *ctx = new_ctx();
    dice d = {72};
    held_out h = hold_out(&d, 300);
    cev_estimator *fit = fit_kind(ctx, CEV_BGNBD, NULL, held_table(ctx, &h));
    h.x_holdout[0] = 2.0;
    h.m.n = 1;
    cev_table *errors =
        evaluated(ctx, fit, held_table(ctx, &h), CEV_EVAL_HOLDOUT);
    double off = 2.0 - named(errors, "metric", "predicted", "value");
    ck_assert_rel(named(errors, "metric", "mae", "value"), off, 1e-14);
    ck_assert(isnan(named(errors, "metric", "mae", "upper")));
    cev_table_free(errors);
    h.m.n = 3;
    cev_table *tenths =
        evaluated(ctx, fit, held_table(ctx, &h), CEV_EVAL_DECILES);
    ck_assert(column_sum(tenths, "customers") == 3.0);
    ck_assert(column_sum(tenths, "actual") == 2.0);
    cev_table_free(tenths);
    cev_estimator_free(fit);
    free_held(&h);
    cev_ctx_free(ctx);
}
END_TEST

/* Who came today has no rate to go on by: nothing is expected of him without a
 * model. */
START_TEST(who_came_today_has_no_rate_of_his_own)
{
    cev_ctx *ctx = new_ctx();
    dice d = {76};
    held_out h = hold_out(&d, 300);
    cev_estimator *fit = fit_kind(ctx, CEV_BGNBD, NULL, held_table(ctx, &h));
    h.m.x[0] = h.m.t_x[0] = h.m.T[0] = 0.0;
    h.x_holdout[0] = 3.0;
    h.m.n = 1;
    cev_table *errors =
        evaluated(ctx, fit, held_table(ctx, &h), CEV_EVAL_HOLDOUT);
    ck_assert(named(errors, "metric", "naive_mae", "value") == 3.0);
    ck_assert(named(errors, "metric", "predicted", "value") > 0.0);
    cev_table_free(errors);
    cev_estimator_free(fit);
    free_held(&h);
    cev_ctx_free(ctx);
}
END_TEST

/* A holdout of which nothing is known is none. */
START_TEST(gaps_in_a_holdout_are_refused)
{
    static const char *const whats[4] = {CEV_EVAL_HOLDOUT, CEV_EVAL_PIT,
                                         CEV_EVAL_COVERAGE,
                                         CEV_EVAL_CONDITIONAL};
    cev_ctx *ctx = new_ctx();
    dice d = {73};
    held_out h = hold_out(&d, 100);
    cev_estimator *fit = fit_kind(ctx, CEV_BGNBD, NULL, held_table(ctx, &h));
    double *const columns[2] = {&h.x_holdout[7], &h.T_holdout[7]};
    for (int c = 0; c < 2; c++) {
        double kept = *columns[c];
        *columns[c] = NAN;
        for (int k = 0; k < 4; k++) {
            cev_table *says = NULL;
            ck_assert_int_eq(cev_estimator_evaluate(fit, h.m.table, whats[k],
                                                    NULL, &says),
                             CEV_ERR_DOMAIN);
            ck_assert_ptr_nonnull(strstr(cev_ctx_message(ctx), "_holdout[7]"));
            ck_assert_ptr_null(says);
        }
        *columns[c] = kept;
    }
    cev_estimator_free(fit);
    free_held(&h);
    cev_ctx_free(ctx);
}
END_TEST

/* Who buys more often than can be counted has no range, and is left out. */
START_TEST(coverage_leaves_out_who_has_no_range)
{
    cev_ctx *ctx = new_ctx();
    dice d = {75};
    held_out h = hold_out(&d, 100);
    cev_estimator *fit = fit_kind(ctx, CEV_BGNBD, NULL, held_table(ctx, &h));
    h.m.x[3] = 1e6;
    h.m.t_x[3] = h.m.T[3];
    cev_table *says = evaluated(ctx, fit, h.m.table, CEV_EVAL_COVERAGE);
    ck_assert(cev_table_double(says, "customers", 0) == 99.0);
    cev_table_free(says);
    cev_estimator_free(fit);
    free_held(&h);
    cev_ctx_free(ctx);
}
END_TEST

static const char *const all_whats[] = {
    CEV_EVAL_HOLDOUT,     CEV_EVAL_FREQUENCY, CEV_EVAL_TRACKING,
    CEV_EVAL_CONDITIONAL, CEV_EVAL_DECILES,   CEV_EVAL_TOTALS,
    CEV_EVAL_PIT,         CEV_EVAL_COVERAGE,  CEV_EVAL_AHEAD};

enum { WHATS = sizeof all_whats / sizeof all_whats[0] };

static void refuse_all(cev_ctx *ctx, const cev_estimator *fit,
                       const cev_table *customers, int32_t status,
                       const char *message)
{
    for (int k = 0; k < WHATS; k++) {
        cev_table *says = NULL;
        int32_t seen = cev_estimator_evaluate(fit, customers, all_whats[k],
                                              NULL, &says);
        if (seen != status || strstr(cev_ctx_message(ctx), message) == NULL)
            ck_abort_msg("%s: %s: %s", all_whats[k], cev_status_name(seen),
                         cev_ctx_message(ctx));
        ck_assert_ptr_null(says);
    }
}

/* Among so many that the rows are read by several tasks, if the host lends
 * them. */
START_TEST(a_row_that_cannot_be_is_named_by_every_evaluation)
{
    enum { MANY = 20000 };
    static const char *const text[1] = {"a"};
    cev_ctx *ctx = new_ctx();
    dice d = {74};
    held_out h = hold_out(&d, MANY);
    h.m.n = 200;
    cev_estimator *fit = fit_kind(ctx, CEV_BGNBD, NULL, held_table(ctx, &h));
    h.m.n = MANY;
    (void)held_table(ctx, &h);
    h.m.x[5] = -1.0;
    for (int lent = 0; lent < 2; lent++) {
        refuse_all(ctx, fit, h.m.table, CEV_ERR_DOMAIN, "x[5] = -1");
        must(ctx, cev_ctx_set_parallel(ctx, last_first, NULL));
    }
    h.m.x[5] = 0.0;
    h.m.t_x[5] = 0.0;
    must(ctx, cev_table_set_column(h.m.table, "T", CEV_TEXT, text, 0, NULL));
    refuse_all(ctx, fit, h.m.table, CEV_ERR_COLUMN, "\"T\"");
    cev_estimator_free(fit);
    free_held(&h);
    cev_ctx_free(ctx);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("evaluate_edges");
    tcase_add_test(cases, nobody_came_back);
    tcase_add_test(cases, few_customers_are_compared_as_they_are);
    tcase_add_test(cases, who_came_today_has_no_rate_of_his_own);
    tcase_add_test(cases, gaps_in_a_holdout_are_refused);
    tcase_add_test(cases, coverage_leaves_out_who_has_no_range);
    tcase_add_test(cases, a_row_that_cannot_be_is_named_by_every_evaluation);
    Suite *s = suite_create("value/evaluate_edges");
    suite_add_tcase(s, cases);
    return s;
}

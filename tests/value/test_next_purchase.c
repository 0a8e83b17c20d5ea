/* The first purchase to come: its kernels, and predict's quantities. */
#include "value/drawn.h"
#include "value/every_kind.h"

#include "cev/kernels.h"
#include "support/last_first.h"
#include "support/shared.h"

typedef int32_t state_kernel(const double *params, int64_t n, const double *x,
                             const double *t_x, const double *T, double *out);
typedef int32_t first_kernel(const double *params, int64_t n, const double *x,
                             const double *t_x, const double *T,
                             double horizon, double *out);

typedef struct {
    const char *kind;
    double params[5]; /* in weeks */
    state_kernel *p_alive;
    first_kernel *p_any, *next_purchase;
} first_kernels;

static const first_kernels models[] = {
    {CEV_BGNBD, {0.243, 4.414, 0.793, 2.426}, cev_bgnbd_p_alive,
     cev_bgnbd_p_any, cev_bgnbd_next_purchase},
    {CEV_MBGNBD, {0.525, 6.183, 0.891, 1.614}, cev_mbgnbd_p_alive,
     cev_mbgnbd_p_any, cev_mbgnbd_next_purchase},
    {CEV_PARETO_NBD, {0.553, 10.58, 0.606, 11.67}, cev_pareto_nbd_p_alive,
     cev_pareto_nbd_p_any, cev_pareto_nbd_next_purchase},
    {CEV_BGBB, {1.204, 0.75, 0.657, 2.783}, cev_bgbb_p_alive, cev_bgbb_p_any,
     cev_bgbb_next_purchase},
    {CEV_BG_CNBD_K, {2.0, 0.346, 3.0, 0.75, 2.5}, cev_bg_cnbd_k_p_alive,
     cev_bg_cnbd_k_p_any, cev_bg_cnbd_k_next_purchase},
    {CEV_MBG_CNBD_K, {2.0, 0.525, 3.0, 0.891, 1.614}, cev_mbg_cnbd_k_p_alive,
     cev_mbg_cnbd_k_p_any, cev_mbg_cnbd_k_next_purchase},
};
/* Four of them take any size of doubles, or were worked out to many digits. */
enum { MODELS = sizeof models / sizeof models[0], OLD_MODELS = 4 };

static const first_kernels *model_called(const char *kind)
{
    const first_kernels *model = models;
    while (strcmp(model->kind, kind) != 0)
        model++;
    return model;
}

/* KERNEL-ACC-1. The table has the chance of a customer who is active. */
START_TEST(reference_values_are_met)
{
    sheet *file = sheet_open("tests/reference/next_purchase.csv");
    ck_assert_uint_ge(sheet_rows(file), 160);
    for (size_t i = 0; i < sheet_rows(file); i++) {
        const first_kernels *model =
            model_called(sheet_text(file, i, sheet_column(file, "kind")));
        double params[4], alive, any, next;
        char name[] = "p1";
        for (int k = 0; k < 4; k++, name[1]++)
            params[k] = sheet_double(file, i, sheet_column(file, name));
        double x = sheet_double(file, i, sheet_column(file, "x"));
        double T = sheet_double(file, i, sheet_column(file, "T"));
        double u = sheet_double(file, i, sheet_column(file, "u"));
        double t_x = x > 0.0 ? T : 0.0;
        ck_assert_int_eq(model->p_alive(params, 1, &x, &t_x, &T, &alive),
                         CEV_OK);
        ck_assert_int_eq(model->p_any(params, 1, &x, &t_x, &T, u, &any),
                         CEV_OK);
        ck_assert_int_eq(
            model->next_purchase(params, 1, &x, &t_x, &T, u, &next), CEV_OK);
        ck_assert_rel(
            any,
            alive * sheet_double(file, i, sheet_column(file, "any")), 1e-12);
        ck_assert_rel(next, sheet_double(file, i, sheet_column(file, "next")),
                      1e-12);
    }
    sheet_close(file);
}
END_TEST

/* FIRST-ANY-1, FIRST-NEXT-1 */
START_TEST(both_grow_with_the_horizon)
{
    static const double horizons[] = {0.0,  1e-9, 1e-3, 1.0, 2.0,
                                      26.0, 99.0, 520., 5e3, 1e4};
    const first_kernels *model = &models[_i];
    for (double x = 0.0; x < 30.0; x = 3.0 * x + 1.0) {
        double t_x = x, T = 38.0, any_before = 0.0, next_before = 0.0;
        for (size_t i = 0; i < sizeof horizons / sizeof horizons[0]; i++) {
            double any = NAN, next = NAN, u = horizons[i];
            model->p_any(model->params, 1, &x, &t_x, &T, u, &any);
            model->next_purchase(model->params, 1, &x, &t_x, &T, u, &next);
            ck_assert(any >= any_before && any <= 1.0);
            ck_assert(next >= next_before * (1.0 - 1e-14) && next <= u);
            any_before = any;
            next_before = next;
        }
    }
}
END_TEST

/* KERNEL-ROW-1, over x beyond those that are remembered. */
START_TEST(many_are_answered_like_each_alone)
{
    enum { MANY = 1500 };
    static double x[MANY], t_x[MANY], T[MANY], any[MANY], next[MANY];
    const first_kernels *model = &models[_i];
    for (int i = 0; i < MANY; i++) {
        x[i] = i % 7 == 0 ? i % 300 : i % 5;
        T[i] = x[i] + i % 90;
        t_x[i] = x[i];
    }
    model->p_any(model->params, MANY, x, t_x, T, 39.0, any);
    model->next_purchase(model->params, MANY, x, t_x, T, 39.0, next);
    for (int i = 0; i < MANY; i += 7) {
        double alone = NAN;
        model->p_any(model->params, 1, &x[i], &t_x[i], &T[i], 39.0, &alone);
        ck_assert(any[i] == alone);
        model->next_purchase(model->params, 1, &x[i], &t_x[i], &T[i], 39.0,
                             &alone);
        ck_assert(next[i] == alone);
    }
}
END_TEST

/* Doubles of all sizes: no answer is a NaN or out of range. */
START_TEST(no_size_of_input_gives_a_nan)
{
    static const double sizes[] = {1e-300, 1e-100, 1e-9, 1.0, 1e9, 1e100};
    const first_kernels *model = &models[_i];
    for (int i = 0; i < 6 * 6 * 6 * 6 * 6 * 6; i += tries(307, 31)) {
        double v[6], any = NAN, next = NAN;
        for (int k = 0, rest = i; k < 6; k++, rest /= 6)
            v[k] = sizes[rest % 6];
        for (double x = 0.0; x < 120.0; x = 10.0 * x + 1.0) {
            ck_assert_int_eq(
                model->p_any(v, 1, &x, &v[4], &v[4], v[5], &any), CEV_OK);
            ck_assert_int_eq(
                model->next_purchase(v, 1, &x, &v[4], &v[4], v[5], &next),
                CEV_OK);
            if (!(any >= 0.0 && any <= 1.0 && next >= 0.0 && next <= v[5]))
                ck_abort_msg("%g %g %g %g, x %g T %g horizon %g: %g %g", v[0],
                             v[1], v[2], v[3], x, v[4], v[5], any, next);
        }
    }
}
END_TEST

START_TEST(horizons_outside_the_domain_are_refused)
{
    static const double bad[] = {-1.0, NAN, INFINITY, 10001.0};
    const first_kernels *model = &models[_i];
    int is_counted = strcmp(model->kind, CEV_BGBB) == 0;
    double x = 1.0, t_x = 1.0, T = 2.0, out = 42.0;
    for (int i = 0; i < (is_counted ? 4 : 3); i++) {
        ck_assert_int_eq(
            model->p_any(model->params, 1, &x, &t_x, &T, bad[i], &out),
            CEV_ERR_DOMAIN);
        ck_assert_int_eq(
            model->next_purchase(model->params, 1, &x, &t_x, &T, bad[i], &out),
            CEV_ERR_DOMAIN);
    }
    ck_assert_int_eq(model->p_any(NULL, 1, &x, &t_x, &T, 1.0, &out),
                     CEV_ERR_ARGUMENT);
    ck_assert(out == 42.0);
}
END_TEST

/* Customers of whole weeks, whom every model takes. */
static market whole_weeks(int64_t n)
{
    dice d = {11};
    market m = draw_market(&d, n, cdnow_params, cdnow_spend, 39.0);
    for (int64_t i = 0; i < n; i++) {
        m.T[i] = floor(m.T[i]);
        m.t_x[i] = fmin(floor(m.t_x[i]), m.T[i]);
        m.x[i] = fmin(m.x[i], m.t_x[i]);
        m.t_x[i] = m.x[i] > 0.0 ? m.t_x[i] : 0.0;
    }
    return m;
}

static cev_options *asking(cev_ctx *ctx, const char *quantities)
{
    cev_options *options = NULL;
    must(ctx, cev_options_new(ctx, &options));
    must(ctx, cev_options_set_double(options, "time_unit", WEEK));
    must(ctx, cev_options_set_double(options, "horizon", 26.0));
    must(ctx, cev_options_set_str(options, "quantities", quantities));
    return options;
}

static double ask_one(cev_ctx *ctx, const cev_estimator *fit,
                      const cev_options *options, const market *m, int64_t i,
                      const char *name)
{
    market one = {1, &m->x[i], &m->t_x[i], &m->T[i], &m->m_x[i], NULL};
    cev_table *scores = NULL;
    must(ctx, cev_estimator_predict(fit, market_table(ctx, &one), options,
                                    &scores));
    double value = cev_table_double(scores, name, 0);
    cev_table_free(scores);
    cev_table_free(one.table);
    return value;
}

/* Estimates lie within their bounds, these within the possible, and a table
 * says what a row alone does. Bounds follow from quotients of differences, of
 * 1e-5 in a log-parameter: they have five digits less, and one more where its
 * standard error is some ten. */
START_TEST(predict_tells_the_next_purchase)
{
    static const char *const names[] = {
        "p_any",         "p_any_lo",         "p_any_hi",
        "next_purchase", "next_purchase_lo", "next_purchase_hi"};
    cev_ctx *ctx = new_ctx();
    market m = whole_weeks(1500);
    cev_options *options = asking(ctx, "next_purchase p_any");
    cev_estimator *fit =
        fit_kind(ctx, models[_i].kind, NULL, market_table(ctx, &m));
    cev_table *scores = NULL;
    must(ctx, cev_estimator_predict(fit, m.table, options, &scores));
    ck_assert_int_eq(cev_table_column_count(scores), 6);
    for (int64_t i = 0; i < m.n; i++) {
        double says[6];
        for (int k = 0; k < 6; k++) {
            ck_assert_str_eq(cev_table_name(scores, k), names[k]);
            says[k] = cev_table_double(scores, names[k], i);
        }
        ck_assert(0.0 < says[1] && says[1] <= says[0] && says[0] <= says[2]
                  && says[2] < 1.0);
        ck_assert(0.0 < says[4] && says[4] <= says[3] && says[3] <= says[5]
                  && says[5] <= 26.0);
        for (int k = 0; i % 100 == 0 && k < 6; k++)
            ck_assert_rel(ask_one(ctx, fit, options, &m, i, names[k]),
                          says[k], k % 3 == 0 ? 1e-13 : 1e-8);
    }
    cev_table_free(scores);
    cev_estimator_free(fit);
    cev_options_free(options);
    free_market(&m);
    cev_ctx_free(ctx);
}
END_TEST

/* All columns of a table stand in another, to the bit. */
static void same_columns(const cev_table *few, const cev_table *many)
{
    for (int64_t c = 0; c < cev_table_column_count(few); c++)
        for (int64_t i = 0; i < cev_table_row_count(few); i++) {
            const char *name = cev_table_name(few, c);
            ck_assert(cev_table_double(few, name, i)
                      == cev_table_double(many, name, i));
        }
}

/* The columns come in their own order, whatever was asked for first. */
START_TEST(clv_tells_what_it_is_asked_for)
{
    cev_ctx *ctx = new_ctx();
    market m = whole_weeks(600);
    cev_options *some = asking(ctx, "clv p_any");
    cev_options *more = asking(ctx, "usual p_any");
    cev_estimator *fit =
        fit_kind(ctx, CEV_CLV, NULL, market_table(ctx, &m));
    cev_table *few = NULL, *many = NULL;
    must(ctx, cev_estimator_predict(fit, m.table, some, &few));
    must(ctx, cev_estimator_predict(fit, m.table, more, &many));
    ck_assert_int_eq(cev_table_column_count(few), 6);
    ck_assert_int_eq(cev_table_column_count(many), 15);
    ck_assert_str_eq(cev_table_name(few, 0), "p_any");
    ck_assert_str_eq(cev_table_name(few, 3), "clv");
    same_columns(few, many);
    cev_table_free(few);
    cev_table_free(many);
    cev_estimator_free(fit);
    cev_options_free(some);
    cev_options_free(more);
    free_market(&m);
    cev_ctx_free(ctx);
}
END_TEST

/* What is not asked for is not worked out, and changes no bit of what is: with
 * and without intervals, of few customers and many. */
START_TEST(one_quantity_is_what_it_is_among_all)
{
    static const char *const asked[] = {"p_alive", "expected_purchases",
                                        "p_any"};
    cev_ctx *ctx = new_ctx();
    market m = whole_weeks(600);
    cev_options *all = asking(ctx, "usual p_any next_purchase");
    cev_estimator *fit =
        fit_kind(ctx, models[_i].kind, NULL, market_table(ctx, &m));
    for (int i = 0; i < 12; i++) {
        cev_table *alone = NULL, *among = NULL;
        cev_options *one = asking(ctx, asked[i / 4]);
        double interval = i % 2 == 0 ? 0.0 : 0.9;
        m.n = i % 4 < 2 ? 600 : 60;
        const cev_table *customers = market_table(ctx, &m);
        must(ctx, cev_options_set_double(one, "interval", interval));
        must(ctx, cev_options_set_double(all, "interval", interval));
        must(ctx, cev_estimator_predict(fit, customers, one, &alone));
        must(ctx, cev_estimator_predict(fit, customers, all, &among));
        ck_assert_int_eq(cev_table_column_count(alone), i % 2 == 0 ? 1 : 3);
        same_columns(alone, among);
        cev_table_free(alone);
        cev_table_free(among);
        cev_options_free(one);
    }
    cev_estimator_free(fit);
    cev_options_free(all);
    free_market(&m);
    cev_ctx_free(ctx);
}
END_TEST

/* CTX-PAR-1, for a table without rows too. */
START_TEST(threads_change_no_bit)
{
    static const int64_t sizes[] = {0, 600, 30000};
    cev_ctx *ctx = new_ctx();
    market m = whole_weeks(30000);
    cev_options *options = asking(ctx, "usual p_any next_purchase");
    cev_estimator *fit =
        fit_kind(ctx, CEV_CLV, NULL, market_table(ctx, &m));
    for (int i = 0; i < 3; i++) {
        cev_table *alone = NULL, *together = NULL;
        m.n = sizes[i];
        const cev_table *customers = market_table(ctx, &m);
        must(ctx, cev_estimator_predict(fit, customers, options, &alone));
        must(ctx, cev_ctx_set_parallel(ctx, last_first, NULL));
        must(ctx, cev_estimator_predict(fit, customers, options, &together));
        must(ctx, cev_ctx_set_parallel(ctx, NULL, NULL));
        same_results(alone, together);
        cev_table_free(alone);
        cev_table_free(together);
    }
    cev_estimator_free(fit);
    cev_options_free(options);
    free_market(&m);
    cev_ctx_free(ctx);
}
END_TEST

static void refuse_asking(cev_ctx *ctx, const cev_estimator *fit,
                          const cev_table *customers,
                          const cev_options *options, const char *message)
{
    cev_table *out = NULL;
    ck_assert_int_eq(cev_estimator_predict(fit, customers, options, &out),
                     CEV_ERR_OPTION);
    ck_assert_str_eq(cev_ctx_message(ctx), message);
    ck_assert_ptr_null(out);
}

START_TEST(quantities_that_there_are_not_are_refused)
{
    static const char *const bad[] = {"",       "p_alive  clv", "p_aliv",
                                      "clv clv", "clv ",        " clv"};
    cev_ctx *ctx = new_ctx();
    cev_table *scores = NULL;
    market m = whole_weeks(300);
    cev_options *options = asking(ctx, "p_alive clv");
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        ck_assert_int_eq(cev_options_set_str(options, "quantities", bad[i]),
                         CEV_ERR_OPTION);
    cev_estimator *fit =
        fit_kind(ctx, CEV_BGBB, NULL, market_table(ctx, &m));
    refuse_asking(ctx, fit, m.table, options,
                  "option quantities: this model tells no clv");
    must(ctx, cev_options_set_str(options, "quantities", "p_any"));
    must(ctx, cev_options_set_double(options, "horizon", 10001.0));
    refuse_asking(ctx, fit, m.table, options,
                  "option horizon = 10001; wanted at most 10000 opportunities "
                  "for p_any and next_purchase");
    must(ctx, cev_options_set_str(options, "quantities",
                                  "expected_purchases"));
    must(ctx, cev_estimator_predict(fit, m.table, options, &scores));
    cev_table_free(scores);
    cev_estimator_free(fit);
    cev_options_free(options);
    free_market(&m);
    cev_ctx_free(ctx);
}
END_TEST

/* How many will buy at least once: the sum of p_any, no more than there are,
 * and told only where it is asked for. */
START_TEST(buying_customers_are_the_sum_of_p_any)
{
    static const char *const kinds[3] = {CEV_PARETO_NBD, CEV_BGBB, CEV_CLV};
    cev_ctx *ctx = new_ctx();
    wide_market w = draw_wide(kinds[_i], 95, 60);
    const cev_table *table = wide_table(ctx, &w, 60);
    cev_options *options = ask_draws(ctx, "laplace", 100);
    must(ctx, cev_options_set_double(options, CEV_OPT_HORIZON, 20.0));
    if (_i == 2)
        must(ctx,
             cev_options_set_str(options, CEV_OPT_PURCHASES, CEV_MBGNBD));
    cev_estimator *fit = fit_kind(ctx, kinds[_i], options, table);
    cev_table *usual = NULL, *totals = NULL, *says = NULL;
    must(ctx, cev_estimator_evaluate(fit, table, CEV_EVAL_TOTALS, NULL,
                                     &usual));
    must(ctx, cev_options_set_str(options, CEV_OPT_QUANTITIES,
                                  "usual p_any"));
    must(ctx, cev_estimator_evaluate(fit, table, CEV_EVAL_TOTALS, options,
                                     &totals));
    must(ctx, cev_estimator_predict(fit, table, options, &says));
    ck_assert_int_eq(cev_table_row_count(totals),
                     cev_table_row_count(usual) + 1);
    double value = named(totals, "quantity", "buying_customers", "value");
    double low = named(totals, "quantity", "buying_customers", "lower");
    double high = named(totals, "quantity", "buying_customers", "upper");
    ck_assert_rel(value, column_sum(says, "p_any"), 1e-9);
    ck_assert(low < value && value < high && high <= 60.0);
    /* Few histories, which err nearly together: a tenth of the width is left
     * to their differences, and to the scale of odds that one chance has. */
    ck_assert_near(low, column_sum(says, "p_any_lo"), 0.1 * (high - low));
    ck_assert_near(high, column_sum(says, "p_any_hi"), 0.1 * (high - low));
    for (int64_t i = 0; i < cev_table_row_count(usual); i++) {
        const char *name = cev_table_text(usual, "quantity", i);
        ck_assert(named(totals, "quantity", name, "upper")
                  == cev_table_double(usual, "upper", i));
    }
    cev_table_free(says);
    cev_table_free(totals);
    cev_table_free(usual);
    cev_estimator_free(fit);
    cev_options_free(options);
    free_wide(&w);
    cev_ctx_free(ctx);
}
END_TEST

Suite *suite(void)
{
    TCase *values = tcase_create("values"), *tables = tcase_create("tables");
    tcase_add_test(values, reference_values_are_met);
    tcase_add_loop_test(values, both_grow_with_the_horizon, 0, MODELS);
    tcase_add_loop_test(values, many_are_answered_like_each_alone, 0, MODELS);
    tcase_add_loop_test(values, no_size_of_input_gives_a_nan, 0,
                        OLD_MODELS - 1);
    tcase_add_loop_test(values, horizons_outside_the_domain_are_refused, 0,
                        MODELS);
    tcase_add_loop_test(tables, predict_tells_the_next_purchase, 0,
                        OLD_MODELS);
    tcase_add_test(tables, clv_tells_what_it_is_asked_for);
    tcase_add_loop_test(tables, one_quantity_is_what_it_is_among_all, 0,
                        OLD_MODELS);
    tcase_add_test(tables, threads_change_no_bit);
    tcase_add_loop_test(tables, buying_customers_are_the_sum_of_p_any, 0, 3);
    tcase_add_test(tables, quantities_that_there_are_not_are_refused);
    Suite *s = suite_create("value/next_purchase");
    suite_add_tcase(s, values);
    suite_add_tcase(s, tables);
    return s;
}

/* Whole distributions against what customers did: pit, coverage, and lift. */
#include "value/market.h"

#include "cev/kernels.h"
#include "support/failing.h"
#include "support/last_first.h"

/* Shops of a simulation, and customers of each. */
enum { SHOPS = 60, SHOP_SIZE = 800 };

#define HOLDOUT 39.0

/* Customers by BG/NBD, with what they did in the holdout. */
typedef struct {
    market m;
    double *later, *bought;
} watched;

/* One customer until T, and on until T + HOLDOUT. */
static void throw_watched(dice *d, const double *params, double T, double *x,
                          double *t_x, double *bought)
{
    double rate = throw_gamma(d, params[0]) / params[1];
    double one = throw_gamma(d, params[2]), other = throw_gamma(d, params[3]);
    double leave = one / (one + other), time = 0.0;
    *x = *t_x = *bought = 0.0;
    for (;;) {
        time -= log(throw_share(d)) / rate;
        if (!(time <= T + HOLDOUT))
            return;
        *bought += time > T;
        *x += time <= T;
        *t_x = time <= T ? time : *t_x;
        if (throw_share(d) < leave)
            return;
    }
}

static watched new_watched(dice *d, int64_t n)
{
    watched w = {new_market(n), NULL, NULL};
    w.later = calloc((size_t)n + 1, sizeof *w.later);
    w.bought = calloc((size_t)n + 1, sizeof *w.bought);
    ck_assert(w.later && w.bought);
    for (int64_t i = 0; i < n; i++) {
        w.m.T[i] = ceil(20.0 + 40.0 * throw_share(d));
        throw_watched(d, cdnow_params, w.m.T[i], &w.m.x[i], &w.m.t_x[i],
                      &w.bought[i]);
        w.later[i] = HOLDOUT;
    }
    return w;
}

static const cev_table *watched_table(cev_ctx *ctx, watched *w)
{
    market_table(ctx, &w->m);
    must(ctx, cev_table_set_column(w->m.table, "x_holdout", CEV_DOUBLE,
                                   w->bought, 8, NULL));
    must(ctx, cev_table_set_column(w->m.table, "T_holdout", CEV_DOUBLE,
                                   w->later, 8, NULL));
    return w->m.table;
}

static void free_watched(watched *w)
{
    free_market(&w->m);
    free(w->later);
    free(w->bought);
}

static cev_table *ask_for(cev_ctx *ctx, const cev_estimator *fit,
                          const cev_table *customers, const char *what)
{
    cev_table *out = NULL;
    must(ctx, cev_estimator_evaluate(fit, customers, what, NULL, &out));
    return out;
}

/* The chances of fewer than y and of no more, in the holdout or until now. */
static void climb(const double *params, const watched *w, int64_t i,
                  int is_holdout, double *low, double *high)
{
    double seen = is_holdout ? w->bought[i] : w->m.x[i], one;
    *low = *high = 0.0;
    for (double y = 0.0; y <= seen; y += 1.0) {
        *low = *high;
        if (is_holdout)
            cev_bgnbd_pmf_ahead(params, 1, &w->m.x[i], &w->m.t_x[i],
                                &w->m.T[i], HOLDOUT, &y, &one);
        else
            cev_bgnbd_pmf(params, 1, &y, &w->m.T[i], &one);
        *high += one;
    }
}

/* A fit, without covariates or with one that says of every third customer who
   he is; and what it comes to for customer i. */
typedef struct {
    watched w;
    double vip[500];
    cev_estimator *fit;
    double params[4], buying, leaving;
} judged;

static const cev_table *judge(cev_ctx *ctx, uint64_t seed, int has_traits,
                              judged *j)
{
    dice d = {seed};
    cev_options *options = new_options(ctx);
    cev_table *summary = NULL;
    j->w = new_watched(&d, 500);
    for (int i = 0; i < 500; i++)
        j->vip[i] = j->w.m.x[i] > 0.0 ? i % 3 == 0 : i % 7 == 0;
    watched_table(ctx, &j->w);
    must(ctx, cev_table_set_column(j->w.m.table, "vip", CEV_DOUBLE, j->vip, 8,
                                   NULL));
    if (has_traits) {
        must(ctx, cev_options_set_str(options, CEV_OPT_PURCHASE_COVARIATES,
                                      "vip"));
        must(ctx, cev_options_set_str(options, CEV_OPT_DROPOUT_COVARIATES,
                                      "vip"));
    }
    j->fit = fit_kind(ctx, CEV_BGNBD, options, j->w.m.table);
    must(ctx, cev_estimator_summary(j->fit, NULL, &summary));
    for (int k = 0; k < 4; k++) {
        static const char *const names[4] = {"r", "alpha", "a", "b"};
        j->params[k] = figure(summary, names[k]);
    }
    j->buying = has_traits ? figure(summary, "purchase: vip") : 0.0;
    j->leaving = has_traits ? figure(summary, "dropout: vip") : 0.0;
    cev_table_free(summary);
    cev_options_free(options);
    return j->w.m.table;
}

static void params_of(const judged *j, int64_t i, double params[4])
{
    memcpy(params, j->params, sizeof j->params);
    params[1] *= exp(-j->buying * j->vip[i]);
    params[3] *= exp(-j->leaving * j->vip[i]);
}

static void free_judged(judged *j)
{
    cev_estimator_free(j->fit);
    free_watched(&j->w);
}

/* EVAL-PIT-1, by its definition and the kernels. */
START_TEST(pit_is_the_mean_of_customers_uniforms)
{
    static judged j;
    cev_ctx *ctx = new_ctx();
    const cev_table *customers = judge(ctx, 3, _i, &j);
    cev_table *pit = ask_for(ctx, j.fit, customers, CEV_EVAL_PIT);
    ck_assert(_i == 0 || fabs(j.buying) > 0.1);
    ck_assert_int_eq(cev_table_row_count(pit), 20);
    for (int row = 0; row < 20; row++) {
        double from = 0.1 * (row % 10), to = from + 0.1, sum = 0.0, low, high;
        for (int64_t i = 0; i < j.w.m.n; i++) {
            double params[4];
            params_of(&j, i, params);
            climb(params, &j.w, i, row >= 10, &low, &high);
            sum += fmax(0.0, fmin(high, to) - fmax(low, from)) / (high - low);
        }
        ck_assert_str_eq(cev_table_text(pit, "sample", row),
                         row < 10 ? "fit" : "holdout");
        ck_assert_double_eq(cev_table_double(pit, "bin", row), row % 10 + 1);
        ck_assert_double_eq(cev_table_double(pit, "customers", row), 500.0);
        ck_assert_near(cev_table_double(pit, "from", row), from, 1e-15);
        ck_assert_near(cev_table_double(pit, "to", row), to, 1e-15);
        ck_assert_rel(cev_table_double(pit, "share", row), sum / 500.0,
                      1e-10);
        ck_assert(cev_table_double(pit, "lower", row) < 0.1
                  && cev_table_double(pit, "upper", row) > 0.1);
    }
    ck_assert_rel(column_sum(pit, "share"), 2.0, 1e-12);
    cev_table_free(pit);
    free_judged(&j);
    cev_ctx_free(ctx);
}
END_TEST

/* What stands in the first row of a column, gap or not. */
static int64_t first_int64(const cev_table *table, const char *name)
{
    int32_t type;
    const void *data;
    ck_assert_int_eq(
        cev_table_column(table, name, &type, &data, NULL, NULL), CEV_OK);
    ck_assert_int_eq(type, CEV_INT64);
    return *(const int64_t *)data;
}

/* EVAL-COVERAGE-1, by its definition and the kernels. */
START_TEST(coverage_counts_who_is_in_his_range)
{
    static judged j;
    cev_ctx *ctx = new_ctx();
    const cev_table *customers = judge(ctx, 4, _i, &j);
    cev_table *covered = ask_for(ctx, j.fit, customers, CEV_EVAL_COVERAGE);
    double below = 0.0, above = 0.0, rows = 0.0, low, high;
    for (int64_t i = 0; i < j.w.m.n; i++) {
        double params[4];
        params_of(&j, i, params);
        climb(params, &j.w, i, 1, &low, &high);
        below += high < 0.05;
        above += low >= 0.95;
    }
    ck_assert_rel(cev_table_double(covered, "below", 0) * 500.0, below, 1e-12);
    ck_assert_rel(cev_table_double(covered, "above", 0) * 500.0, above, 1e-12);
    ck_assert_rel(cev_table_double(covered, "actual", 0),
                  1.0 - (below + above) / 500.0, 1e-12);
    ck_assert(isnan(cev_table_double(covered, "x", 0)));
    ck_assert_int_eq(first_int64(covered, "x"), INT64_MIN);
    for (int64_t row = 0; row < cev_table_row_count(covered); row++) {
        double n = cev_table_double(covered, "customers", row);
        ck_assert_double_eq(cev_table_double(covered, "nominal", row), 0.9);
        rows += row > 0 ? n : 0.0;
        if (n > 0.0)
            ck_assert(cev_table_double(covered, "expected", row) >= 0.9
                      && cev_table_double(covered, "actual_lo", row)
                             <= cev_table_double(covered, "actual", row));
        if (row > 0)
            ck_assert_double_eq(cev_table_double(covered, "x", row),
                                (double)(row - 1));
    }
    ck_assert_double_eq(rows, 500.0);
    cev_table_free(covered);
    free_judged(&j);
    cev_ctx_free(ctx);
}
END_TEST

static int64_t rows_between(const cev_table *t, const char *value,
                            const char *lower, const char *upper,
                            int64_t first, int64_t last)
{
    int64_t hits = 0;
    for (int64_t i = first; i < last; i++)
        hits += cev_table_double(t, lower, i) <= cev_table_double(t, value, i)
                && cev_table_double(t, value, i)
                       <= cev_table_double(t, upper, i);
    return hits;
}

/* EVAL-PIT-1, EVAL-COVERAGE-1: of shops that are as the model says, 90 % of
 * the holdout's bins lie within their bounds, more of those fitted to, and
 * ranges hold what they are said to. Bins of a shop hang together. */
START_TEST(a_model_that_is_right_is_found_so)
{
    dice d = {5};
    int64_t fitted = 0, held_out = 0, ranges = 0;
    cev_ctx *ctx = new_ctx();
    for (int shop = 0; shop < SHOPS; shop++) {
        watched w = new_watched(&d, SHOP_SIZE);
        const cev_table *customers = watched_table(ctx, &w);
        cev_estimator *fit = fit_kind(ctx, CEV_BGNBD, NULL, customers);
        cev_table *pit = ask_for(ctx, fit, customers, CEV_EVAL_PIT);
        cev_table *covered = ask_for(ctx, fit, customers, CEV_EVAL_COVERAGE);
        fitted += rows_between(pit, "share", "lower", "upper", 0, 10);
        held_out += rows_between(pit, "share", "lower", "upper", 10, 20);
        ranges += rows_between(covered, "expected", "actual_lo", "actual_hi",
                               0, 1);
        cev_table_free(pit);
        cev_table_free(covered);
        cev_estimator_free(fit);
        free_watched(&w);
    }
    ck_assert_int_ge(fitted, 10 * SHOPS * 90 / 100);
    ck_assert_int_ge(held_out, 10 * SHOPS * 83 / 100);
    ck_assert_int_le(held_out, 10 * SHOPS * 97 / 100);
    ck_assert_int_ge(ranges, SHOPS * 80 / 100);
    cev_ctx_free(ctx);
}
END_TEST

static const char *const kinds[] = {
    CEV_BGNBD,      CEV_MBGNBD,   CEV_BG_CNBD_K, CEV_MBG_CNBD_K,
    CEV_PARETO_NBD, CEV_GGOM_NBD, CEV_BGBB,      CEV_CLV};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

/* Whole weeks, with the times between purchases all alike. */
static watched whole_watched(int64_t n, double **litt)
{
    dice d = {6};
    watched w = new_watched(&d, n);
    *litt = calloc((size_t)n, sizeof **litt);
    ck_assert_ptr_nonnull(*litt);
    for (int64_t i = 0; i < n; i++) {
        w.m.t_x[i] = ceil(w.m.t_x[i]);
        w.m.x[i] = fmin(w.m.x[i], w.m.t_x[i]);
        if (w.m.x[i] > 0.0)
            (*litt)[i] = w.m.x[i] * log(w.m.t_x[i] / w.m.x[i]) - 0.1;
        w.m.m_x[i] = w.m.x[i] > 0.0 ? 20.0 + (double)(i % 7) : 0.0;
    }
    return w;
}

/* Every purchase model, with weights. */
START_TEST(every_purchase_model_has_its_diagnostics)
{
    static const char *const evaluations[] = {
        CEV_EVAL_FREQUENCY, CEV_EVAL_TRACKING, CEV_EVAL_CONDITIONAL,
        CEV_EVAL_DECILES,   CEV_EVAL_PIT,      CEV_EVAL_COVERAGE};
    enum { FEW = 150 };
    double *litt, weight[FEW];
    cev_ctx *ctx = new_ctx();
    watched w = whole_watched(FEW, &litt);
    watched_table(ctx, &w);
    for (int i = 0; i < FEW; i++)
        weight[i] = 1.0 + i % 3;
    must(ctx, cev_table_set_column(w.m.table, "litt", CEV_DOUBLE, litt, 8,
                                   NULL));
    must(ctx, cev_table_set_column(w.m.table, "customers", CEV_DOUBLE, weight,
                                   8, NULL));
    cev_estimator *fit = fit_kind(ctx, kinds[_i], NULL, w.m.table);
    for (int i = 0; i < 6; i++) {
        cev_table *out = ask_for(ctx, fit, w.m.table, evaluations[i]);
        ck_assert_int_ge(cev_table_row_count(out), 2);
        if (i == 4) {
            ck_assert_int_eq(cev_table_row_count(out), 20);
            ck_assert_rel(column_sum(out, "share"), 2.0, 1e-12);
        }
        cev_table_free(out);
    }
    cev_estimator_free(fit);
    free_watched(&w);
    free(litt);
    cev_ctx_free(ctx);
}
END_TEST

/* The Pareto/GGG, which takes its time, tells the counts to come as well. */
START_TEST(regularity_of_each_tells_counts_to_come)
{
    enum { FEW = 8 };
    double *litt;
    cev_ctx *ctx = new_ctx();
    watched w = whole_watched(FEW, &litt);
    cev_table *out = NULL;
    watched_table(ctx, &w);
    must(ctx, cev_table_set_column(w.m.table, "litt", CEV_DOUBLE, litt, 8,
                                   NULL));
    cev_estimator *fit = fit_kind(ctx, CEV_PARETO_GGG, NULL, w.m.table);
    out = ask_for(ctx, fit, w.m.table, CEV_EVAL_COVERAGE);
    ck_assert(cev_table_double(out, "expected", 0) >= 0.9);
    ck_assert(cev_table_double(out, "expected", 0) < 1.0);
    cev_table_free(out);
    out = ask_for(ctx, fit, w.m.table, CEV_EVAL_PIT);
    ck_assert_int_eq(cev_table_row_count(out), 20);
    ck_assert_rel(column_sum(out, "share"), 2.0, 1e-12);
    cev_table_free(out);
    cev_estimator_free(fit);
    free_watched(&w);
    free(litt);
    cev_ctx_free(ctx);
}
END_TEST

/* CTX-PAR-1 */
START_TEST(threads_change_no_bit)
{
    static const char *const evaluations[] = {CEV_EVAL_PIT,
                                              CEV_EVAL_COVERAGE};
    dice d = {7};
    cev_ctx *ctx = new_ctx();
    watched w = new_watched(&d, 20000);
    const cev_table *customers = watched_table(ctx, &w);
    cev_estimator *fit = fit_kind(ctx, CEV_MBGNBD, NULL, customers);
    for (int i = 0; i < 2; i++) {
        cev_table *alone = ask_for(ctx, fit, customers, evaluations[i]);
        must(ctx, cev_ctx_set_parallel(ctx, last_first, NULL));
        cev_table *together = ask_for(ctx, fit, customers, evaluations[i]);
        must(ctx, cev_ctx_set_parallel(ctx, NULL, NULL));
        same_results(alone, together);
        cev_table_free(alone);
        cev_table_free(together);
    }
    cev_estimator_free(fit);
    free_watched(&w);
    cev_ctx_free(ctx);
}
END_TEST

/* Nobody of whom the holdout is unknown is counted, nor who bought too often
 * to count; without an interval there are no bounds. */
START_TEST(what_cannot_be_told_is_left_out)
{
    dice d = {8};
    cev_ctx *ctx = new_ctx();
    watched w = new_watched(&d, 300);
    cev_options *options = new_options(ctx);
    cev_table *out = NULL;
    w.bought[3] = 10001.0;
    cev_estimator *fit =
        fit_kind(ctx, CEV_BGNBD, NULL, watched_table(ctx, &w));
    must(ctx, cev_options_set_double(options, CEV_OPT_INTERVAL, 0.0));
    ck_assert_int_eq(cev_estimator_evaluate(fit, w.m.table, CEV_EVAL_COVERAGE,
                                            options, &out),
                     CEV_ERR_OPTION);
    ck_assert_str_eq(cev_ctx_message(ctx),
                     "option interval = 0; wanted above 0 for coverage");
    ck_assert_ptr_null(out);
    must(ctx, cev_estimator_evaluate(fit, w.m.table, CEV_EVAL_PIT, options,
                                     &out));
    ck_assert(isnan(cev_table_double(out, "lower", 0)));
    ck_assert_double_eq(cev_table_double(out, "customers", 0), 300.0);
    ck_assert_double_eq(cev_table_double(out, "customers", 10), 299.0);
    cev_table_free(out);
    out = NULL;
    market_table(ctx, &w.m);
    ck_assert_int_eq(cev_estimator_evaluate(fit, w.m.table, CEV_EVAL_COVERAGE,
                                            NULL, &out),
                     CEV_ERR_COLUMN);
    out = ask_for(ctx, fit, w.m.table, CEV_EVAL_PIT);
    ck_assert_int_eq(cev_table_row_count(out), 10);
    cev_table_free(out);
    cev_options_free(options);
    cev_estimator_free(fit);
    free_watched(&w);
    cev_ctx_free(ctx);
}
END_TEST

static int32_t diagnose(cev_ctx *ctx, void *state)
{
    static const char *const names[] = {"x", "t_x", "T", "x_holdout",
                                        "T_holdout"};
    const watched *w = state;
    const double *columns[] = {w->m.x, w->m.t_x, w->m.T, w->bought, w->later};
    cev_estimator *fit = NULL;
    cev_table *table = NULL, *out = NULL;
    int32_t status = cev_table_new(ctx, w->m.n, &table);
    for (int i = 0; i < 5 && status == CEV_OK; i++)
        status = cev_table_set_column(table, names[i], CEV_DOUBLE, columns[i],
                                      8, NULL);
    if (status == CEV_OK)
        status = cev_estimator_new(ctx, CEV_BGNBD, NULL, &fit);
    if (status == CEV_OK)
        status = cev_estimator_fit(fit, table);
    if (status == CEV_OK)
        status = cev_estimator_evaluate(fit, table, CEV_EVAL_PIT, NULL, &out);
    cev_table_free(out);
    out = NULL;
    if (status == CEV_OK)
        status =
            cev_estimator_evaluate(fit, table, CEV_EVAL_COVERAGE, NULL, &out);
    cev_table_free(out);
    cev_table_free(table);
    cev_estimator_free(fit);
    return status;
}

START_TEST(they_survive_failing_memory)
{
    dice d = {10};
    watched w = new_watched(&d, 60);
    fail_each_allocation(diagnose, &w);
    free_watched(&w);
}
END_TEST

/* Lifts are shares by tenths, and hold what a tenth would have brought in
 * other shops of the kind. */
START_TEST(deciles_have_lifts_with_intervals)
{
    dice d = {9};
    int64_t held = 0, asked = 0;
    cev_ctx *ctx = new_ctx();
    watched whole = new_watched(&d, 100000);
    cev_estimator *fit =
        fit_kind(ctx, CEV_BGNBD, NULL, watched_table(ctx, &whole));
    cev_table *truth = ask_for(ctx, fit, whole.m.table, CEV_EVAL_DECILES);
    double sum = 0.0;
    for (int64_t i = 0; i < 10; i++) {
        sum += cev_table_double(truth, "share_actual", i);
        ck_assert_rel(cev_table_double(truth, "cumulative_actual", i), sum,
                      1e-12);
        ck_assert_rel(cev_table_double(truth, "lift", i),
                      10.0 * cev_table_double(truth, "share_actual", i),
                      1e-12);
    }
    for (int shop = 0; shop < 100; shop++) {
        watched w = new_watched(&d, 1000);
        cev_table *t =
            ask_for(ctx, fit, watched_table(ctx, &w), CEV_EVAL_DECILES);
        for (int64_t i = 0; i < 3; i++) {
            double lift = cev_table_double(truth, "lift", i);
            asked++;
            held += cev_table_double(t, "lift_lo", i) <= lift
                    && lift <= cev_table_double(t, "lift_hi", i);
        }
        cev_table_free(t);
        free_watched(&w);
    }
    ck_assert_int_ge(held, asked * 84 / 100);
    ck_assert_int_le(held, asked * 96 / 100);
    cev_table_free(truth);
    cev_estimator_free(fit);
    free_watched(&whole);
    cev_ctx_free(ctx);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("distributions");
    tcase_set_timeout(cases, 600);
    tcase_add_loop_test(cases, pit_is_the_mean_of_customers_uniforms, 0, 2);
    tcase_add_loop_test(cases, coverage_counts_who_is_in_his_range, 0, 2);
    tcase_add_test(cases, a_model_that_is_right_is_found_so);
    tcase_add_loop_test(cases, every_purchase_model_has_its_diagnostics, 0,
                        KINDS);
    tcase_add_test(cases, regularity_of_each_tells_counts_to_come);
    tcase_add_test(cases, threads_change_no_bit);
    tcase_add_test(cases, what_cannot_be_told_is_left_out);
    tcase_add_test(cases, they_survive_failing_memory);
    tcase_add_test(cases, deciles_have_lifts_with_intervals);
    Suite *s = suite_create("value/distributions");
    suite_add_tcase(s, cases);
    return s;
}

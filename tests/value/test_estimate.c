/* Fits: published and reference values, and what must make no difference. */
#include "value/market.h"

/* mle_reference.csv holds 13 digits, the ends of fits to a gradient below
   1e-12 for each customer; this goes on to 1e-13. */
#define REFERENCE_BOUND 1e-11

/* The row of a data set and model; -1 where there is none. */
static size_t reference_row(const sheet *reference, const char *dataset,
                            const char *model)
{
    size_t of = sheet_column(reference, "dataset");
    size_t is = sheet_column(reference, "model");
    for (size_t i = 0; i < sheet_rows(reference); i++)
        if (strcmp(sheet_text(reference, i, of), dataset) == 0
            && strcmp(sheet_text(reference, i, is), model) == 0)
            return i;
    ck_abort_msg("no reference for %s %s", dataset, model);
    return 0;
}

static double reference_at(const sheet *reference, size_t row,
                           const char *column)
{
    return sheet_double(reference, row, sheet_column(reference, column));
}

/* Parameters, standard errors (6 digits) and likelihood of a summary. */
static void check_reference(const cev_table *summary, const sheet *reference,
                            size_t row, const char *const *names, int count)
{
    for (int k = 0; k < count; k++) {
        char p[] = "p1", se[] = "se1";
        p[1] = se[2] = (char)('1' + k);
        ck_assert_rel(figure(summary, names[k]),
                      reference_at(reference, row, p), REFERENCE_BOUND);
        ck_assert_rel(named(summary, "name", names[k], "std_error"),
                      reference_at(reference, row, se), 6e-6);
    }
    ck_assert_rel(figure(summary, "log_likelihood"),
                  reference_at(reference, row, "loglik"), 1e-12);
}

/* Customers of a file of orders, in weeks. */
static cev_table *weekly_summary(cev_ctx *ctx, const char *name,
                                 const char *amount, int64_t as_of)
{
    char path[SHARED_PATH_SIZE];
    cev_table *customers = NULL;
    ck_assert(shared_path(path, name));
    sheet *orders = sheet_open(path);
    cev_portfolio *shop = new_shop(ctx);
    cev_options *options = new_options(ctx);
    record_sheet(ctx, shop, orders, "customer_id", "date", amount);
    must(ctx, cev_options_set_double(options, CEV_OPT_TIME_UNIT, WEEK));
    must(ctx, cev_portfolio_summarise(shop, as_of, options, &customers));
    cev_options_free(options);
    cev_portfolio_free(shop);
    sheet_close(orders);
    return customers;
}

/* A purchase model: its kind here and in the reference, its parameters. */
typedef struct {
    const char *kind, *model;
    const char *names[4];
    int32_t (*log_likelihood)(const double *params, int64_t n, const double *x,
                              const double *t_x, const double *T, double *out);
} purchase_model;

static const purchase_model purchase_models[] = {
    {CEV_BGNBD, "bgnbd", {"r", "alpha", "a", "b"}, cev_bgnbd_log_likelihood},
    {CEV_MBGNBD,
     "mbgnbd",
     {"r", "alpha", "a", "b"},
     cev_mbgnbd_log_likelihood},
    {CEV_PARETO_NBD,
     "pnbd",
     {"r", "alpha", "s", "beta"},
     cev_pareto_nbd_log_likelihood},
};

enum { PURCHASE_MODELS = sizeof purchase_models / sizeof purchase_models[0] };

/* Fits a purchase model to a file and compares, sums of predictions too. */
static void check_purchases(const purchase_model *of, const char *file,
                            const char *dataset, const char *amount,
                            int64_t as_of, double horizon)
{
    char path[SHARED_PATH_SIZE];
    ck_assert(shared_path(path, "mle_reference.csv"));
    sheet *reference = sheet_open(path);
    size_t row = reference_row(reference, dataset, of->model);
    cev_ctx *ctx = new_ctx();
    cev_options *options = new_options(ctx);
    must(ctx, cev_options_set_double(options, CEV_OPT_TIME_UNIT, WEEK));
    must(ctx, cev_options_set_double(options, CEV_OPT_HORIZON, horizon));
    must(ctx, cev_options_set_double(options, CEV_OPT_TOL, 1e-13));
    cev_table *customers = weekly_summary(ctx, file, amount, as_of);
    cev_table *summary = NULL, *scores = NULL;
    cev_estimator *fit = fit_kind(ctx, of->kind, options, customers);
    must(ctx, cev_estimator_summary(fit, NULL, &summary));
    must(ctx, cev_estimator_predict(fit, customers, NULL, &scores));
    check_reference(summary, reference, row, of->names, 4);
    ck_assert(has_verdict(summary, "enough_repeat_buyers"));
    ck_assert_rel(column_sum(scores, "p_alive"),
                  reference_at(reference, row, "sum_p_alive"), 1e-11);
    ck_assert_rel(column_sum(scores, "expected_purchases"),
                  reference_at(reference, row, "sum_cond_exp"), 1e-11);
    cev_table_free(scores);
    cev_table_free(summary);
    cev_estimator_free(fit);
    cev_table_free(customers);
    cev_options_free(options);
    cev_ctx_free(ctx);
    sheet_close(reference);
}

START_TEST(purchases_meet_the_reference)
{
    const purchase_model *of = &purchase_models[_i];
    char path[SHARED_PATH_SIZE];
    if (!shared_path(path, "mle_reference.csv"))
        SKIP("no %s", path);
    check_purchases(of, "cdnow_sample.csv", "cdnow_sample", "amount",
                    CDNOW_AS_OF, 39.0);
    check_purchases(of, "cdnow_master.csv", "cdnow_master", "amount",
                    CDNOW_AS_OF, 39.0);
    /* 2006-12-31 */
    check_purchases(of, "grocery.csv", "grocery", NULL, INT64_C(13513) * DAY,
                    52.0);
}
END_TEST

static void check_spend(const char *file, const char *dataset)
{
    static const char *const names[3] = {"p", "q", "gamma"};
    char path[SHARED_PATH_SIZE];
    ck_assert(shared_path(path, "mle_reference.csv"));
    sheet *reference = sheet_open(path);
    cev_ctx *ctx = new_ctx();
    cev_table *customers = weekly_summary(ctx, file, "amount", CDNOW_AS_OF);
    cev_table *summary = NULL;
    cev_estimator *fit = fit_kind(ctx, CEV_GAMMA_GAMMA, NULL, customers);
    must(ctx, cev_estimator_summary(fit, NULL, &summary));
    check_reference(summary, reference,
                    reference_row(reference, dataset, "gg"), names, 3);
    cev_table_free(summary);
    cev_estimator_free(fit);
    cev_table_free(customers);
    cev_ctx_free(ctx);
    sheet_close(reference);
}

START_TEST(gamma_gamma_meets_the_reference)
{
    char path[SHARED_PATH_SIZE];
    if (!shared_path(path, "mle_reference.csv"))
        SKIP("no %s", path);
    check_spend("cdnow_sample.csv", "cdnow_sample");
    check_spend("cdnow_master.csv", "cdnow_master");
}
END_TEST

/* The customers of online retail, in weeks. */
static cev_table *retail_summary(cev_ctx *ctx, const char *path)
{
    sheet *orders = sheet_open(path);
    cev_portfolio *shop = new_shop(ctx);
    size_t customer = sheet_column(orders, "customer_id");
    size_t invoice = sheet_column(orders, "invoice");
    size_t time = sheet_column(orders, "datetime");
    size_t amount = sheet_column(orders, "amount");
    for (size_t i = 0; i < sheet_rows(orders); i++) {
        const char *number = sheet_text(orders, i, invoice);
        double value = sheet_double(orders, i, amount);
        if (*sheet_text(orders, i, customer) == '\0' || *number == 'C'
            || *number == 'A' || !(value > 0.0))
            continue;
        must(ctx,
             cev_portfolio_order(shop, sheet_text(orders, i, customer),
                                 sheet_seconds(orders, i, time), value));
    }
    cev_options *options = new_options(ctx);
    cev_table *customers = NULL;
    must(ctx, cev_options_set_double(options, CEV_OPT_TIME_UNIT, WEEK));
    must(ctx,
         cev_portfolio_summarise(shop, CEV_LATEST, options, &customers));
    ck_assert_int_eq(cev_table_row_count(customers), 4312);
    cev_options_free(options);
    cev_portfolio_free(shop);
    sheet_close(orders);
    return customers;
}

/* Online retail: dropout is hardly identified, so the likelihood alone can be
   compared, and the summary must say so. */
START_TEST(ridge_is_climbed_and_told)
{
    char path[SHARED_PATH_SIZE];
    if (!shared_path(path, "online_retail_2010_invoices.csv"))
        SKIP("no %s", path);
    cev_ctx *ctx = new_ctx();
    cev_table *customers = retail_summary(ctx, path), *summary = NULL;
    cev_estimator *clv = fit_kind(ctx, CEV_CLV, NULL, customers);
    must(ctx, cev_estimator_summary(clv, NULL, &summary));
    ck_assert_rel(figure(summary, "bgnbd.log_likelihood"), -38387.5871430469,
                  1e-12);
    ck_assert_rel(figure(summary, "gamma_gamma.log_likelihood"),
                  -19281.0329661151, 1e-12);
    ck_assert_rel(figure(summary, "gamma_gamma.q"), 3.621314369576, 1e-11);
    ck_assert(has_verdict(summary, "bgnbd.dropout_not_identified"));
    ck_assert(isnan(named(summary, "name", "bgnbd.b", "std_error")));
    ck_assert_rel(named(summary, "name", "bgnbd.r", "std_error"), 0.0284505,
                  6e-6);
    cev_table_free(summary);
    cev_table_free(customers);
    cev_estimator_free(clv);
    cev_ctx_free(ctx);
}
END_TEST

/* The MBG/NBD on the same ridge, as a part of clv. */
START_TEST(mbgnbd_climbs_the_ridge_in_clv)
{
    char path[SHARED_PATH_SIZE];
    if (!shared_path(path, "online_retail_2010_invoices.csv"))
        SKIP("no %s", path);
    cev_ctx *ctx = new_ctx();
    cev_options *options = new_options(ctx);
    cev_table *customers = retail_summary(ctx, path), *summary = NULL;
    must(ctx, cev_options_set_str(options, CEV_OPT_PURCHASES, CEV_MBGNBD));
    cev_estimator *clv = fit_kind(ctx, CEV_CLV, options, customers);
    must(ctx, cev_estimator_summary(clv, NULL, &summary));
    ck_assert_rel(figure(summary, "mbgnbd.log_likelihood"), -38388.0239538528,
                  1e-12);
    ck_assert_rel(figure(summary, "mbgnbd.r"), 0.8771712, 1e-5);
    ck_assert(has_verdict(summary, "mbgnbd.dropout_not_identified"));
    ck_assert(
        !has_verdict(summary, "mbgnbd.single_buyers_count_as_active"));
    cev_table_free(summary);
    cev_table_free(customers);
    cev_estimator_free(clv);
    cev_options_free(options);
    cev_ctx_free(ctx);
}
END_TEST

/* The Pareto/NBD's ridge goes on to s = 103 and beta = 2e6 weeks and beyond,
   where the likelihood is flat: the fit is as high. */
START_TEST(pareto_nbd_tells_of_the_ridge)
{
    static const double flat[4] = {0.8806579251106, 10.32551123386,
                                   102.7585063283, 2061293.030779};
    char path[SHARED_PATH_SIZE];
    if (!shared_path(path, "online_retail_2010_invoices.csv"))
        SKIP("no %s", path);
    cev_ctx *ctx = new_ctx();
    cev_table *customers = retail_summary(ctx, path), *summary = NULL;
    cev_estimator *fit = fit_kind(ctx, CEV_PARETO_NBD, NULL, customers);
    must(ctx, cev_estimator_summary(fit, NULL, &summary));
    double top = 0.0, found = figure(summary, "log_likelihood");
    for (int64_t i = 0; i < cev_table_row_count(customers); i++) {
        double x = cev_table_double(customers, "x", i), one;
        double t_x = cev_table_double(customers, "t_x", i);
        double T = cev_table_double(customers, "T", i);
        cev_pareto_nbd_log_likelihood(flat, 1, &x, &t_x, &T, &one);
        top += one;
    }
    ck_assert_rel(top, -38390.6760720124, 1e-12);
    ck_assert(found > top - 1e-6);
    ck_assert(has_verdict(summary, "flat_likelihood"));
    ck_assert(has_verdict(summary, "dropout_not_identified"));
    cev_table_free(summary);
    cev_table_free(customers);
    cev_estimator_free(fit);
    cev_ctx_free(ctx);
}
END_TEST

/* A host with threads that work in any order, one after the other. */
static void shuffled(void *user, int64_t count, cev_task task, void *state)
{
    int64_t step = 1;
    (void)user;
    for (int64_t k = 7; k > 1; k--)
        if (count % k != 0) {
            step = k;
            break;
        }
    /* Only steps without a common factor reach every index. */
    if (step == 4 && count % 2 == 0)
        step = 1;
    if (step == 6 && (count % 2 == 0 || count % 3 == 0))
        step = 1;
    for (int64_t i = 0; i < count; i++)
        task(state, (count - 1) - i * step % count);
}

/* Summary and predictions of a market, in a context with threads or not. */
typedef struct {
    cev_table *summary, *scores;
} answers;

static answers ask(cev_ctx *ctx, const char *kind, const cev_table *customers)
{
    answers a = {NULL, NULL};
    cev_estimator *fit = fit_kind(ctx, kind, NULL, customers);
    must(ctx, cev_estimator_summary(fit, NULL, &a.summary));
    must(ctx, cev_estimator_predict(fit, customers, NULL, &a.scores));
    cev_estimator_free(fit);
    return a;
}

static void free_answers(answers *a)
{
    cev_table_free(a->summary);
    cev_table_free(a->scores);
}

START_TEST(threads_change_no_bit)
{
    dice d = {1};
    cev_ctx *ctx = new_ctx();
    market m = draw_market(&d, 20000, cdnow_params, cdnow_spend, 39.0);
    market_table(ctx, &m);
    answers alone = ask(ctx, CEV_CLV, m.table);
    must(ctx, cev_ctx_set_parallel(ctx, shuffled, NULL));
    answers many = ask(ctx, CEV_CLV, m.table);
    same_results(alone.summary, many.summary);
    same_results(alone.scores, many.scores);
    free_answers(&alone);
    free_answers(&many);
    free_market(&m);
    cev_ctx_free(ctx);
}
END_TEST

/* Rows in another order: row i of `m` is row i * step % n of the other. */
static market reorder(const market *m, int64_t step)
{
    market other = new_market(m->n);
    for (int64_t i = 0; i < m->n; i++) {
        int64_t to = i * step % m->n;
        other.x[to] = m->x[i];
        other.t_x[to] = m->t_x[i];
        other.T[to] = m->T[i];
        other.m_x[to] = m->m_x[i];
    }
    return other;
}

/* EST-ORDER-1 */
START_TEST(order_of_rows_changes_no_bit)
{
    dice d = {2};
    cev_ctx *ctx = new_ctx();
    market m = draw_market(&d, 10001, cdnow_params, cdnow_spend, 39.0);
    for (int64_t i = 0; i < m.n; i += 2) { /* with equal rows among them */
        m.T[i] = ceil(m.T[i]);
        m.t_x[i] = ceil(m.t_x[i]);
    }
    market other = reorder(&m, 7919);
    market_table(ctx, &m);
    market_table(ctx, &other);
    answers one = ask(ctx, CEV_CLV, m.table);
    answers two = ask(ctx, CEV_CLV, other.table);
    same_results(one.summary, two.summary);
    for (int64_t i = 0; i < m.n; i++)
        ck_assert_double_eq(cev_table_double(one.scores, "clv_lo", i),
                            cev_table_double(two.scores, "clv_lo",
                                             i * 7919 % m.n));
    free_answers(&one);
    free_answers(&two);
    free_market(&m);
    free_market(&other);
    cev_ctx_free(ctx);
}
END_TEST

/* Weeks as they are, in seconds and in millennia; amounts in cents and in
   millions. */
START_TEST(units_make_no_difference)
{
    static const double units[] = {604800.0, 1.9e-5, 1e-9};
    dice d = {3};
    cev_ctx *ctx = new_ctx();
    market m = draw_market(&d, tries(100, 3000), cdnow_params, cdnow_spend,
                           39.0);
    answers weeks = ask(ctx, CEV_CLV, market_table(ctx, &m));
    for (int u = 0; u < 3; u++) {
        market other = reorder(&m, 1);
        for (int64_t i = 0; i < m.n; i++) {
            other.t_x[i] *= units[u];
            other.T[i] *= units[u];
            other.m_x[i] *= units[u];
        }
        answers seen = ask(ctx, CEV_CLV, market_table(ctx, &other));
        ck_assert_rel(figure(seen.summary, "bgnbd.r"),
                      figure(weeks.summary, "bgnbd.r"), 1e-10);
        ck_assert_rel(figure(seen.summary, "bgnbd.b"),
                      figure(weeks.summary, "bgnbd.b"), 1e-10);
        ck_assert_rel(figure(seen.summary, "bgnbd.alpha"),
                      figure(weeks.summary, "bgnbd.alpha") * units[u], 1e-10);
        ck_assert_rel(figure(seen.summary, "gamma_gamma.gamma"),
                      figure(weeks.summary, "gamma_gamma.gamma") * units[u],
                      1e-10);
        for (int64_t i = 0; i < 50; i++) {
            ck_assert_rel(cev_table_double(seen.scores, "p_alive_hi", i),
                          cev_table_double(weeks.scores, "p_alive_hi", i),
                          1e-9);
            ck_assert_rel(cev_table_double(seen.scores, "expected_spend_lo", i),
                          cev_table_double(weeks.scores, "expected_spend_lo", i)
                              * units[u],
                          1e-9);
        }
        free_answers(&seen);
        free_market(&other);
    }
    free_answers(&weeks);
    free_market(&m);
    cev_ctx_free(ctx);
}
END_TEST

/* Each customer five times is five times the likelihood, at the same place,
   with standard errors smaller by the root of five. */
START_TEST(repeated_rows_count_as_often)
{
    dice d = {4};
    cev_ctx *ctx = new_ctx();
    market m = draw_market(&d, 2000, cdnow_params, cdnow_spend, 39.0);
    market five = new_market(5 * m.n);
    for (int64_t i = 0; i < five.n; i++) {
        five.x[i] = m.x[i % m.n];
        five.t_x[i] = m.t_x[i % m.n];
        five.T[i] = m.T[i % m.n];
    }
    answers once = ask(ctx, CEV_BGNBD, market_table(ctx, &m));
    answers often = ask(ctx, CEV_BGNBD, market_table(ctx, &five));
    ck_assert_rel(figure(often.summary, "log_likelihood"),
                  5.0 * figure(once.summary, "log_likelihood"), 1e-13);
    ck_assert_rel(figure(often.summary, "b"), figure(once.summary, "b"),
                  1e-10);
    ck_assert_rel(named(often.summary, "name", "b", "std_error") * sqrt(5.0),
                  named(once.summary, "name", "b", "std_error"), 1e-9);
    ck_assert_double_eq(figure(often.summary, "distinct_rows"),
                        figure(once.summary, "distinct_rows"));
    free_answers(&once);
    free_answers(&often);
    free_market(&m);
    free_market(&five);
    cev_ctx_free(ctx);
}
END_TEST

static double likelihood_at(const purchase_model *of, const market *m,
                            const double *params)
{
    double sum = 0.0;
    double *out = malloc((size_t)m->n * sizeof *out);
    ck_assert_ptr_nonnull(out);
    ck_assert_int_eq(
        of->log_likelihood(params, m->n, m->x, m->t_x, m->T, out), CEV_OK);
    for (int64_t i = 0; i < m->n; i++)
        sum += out[i];
    free(out);
    return sum;
}

/* Climbs from a random start by small random steps: slow, but without any of
   the fit's own ideas. */
static double random_climb(const purchase_model *of, const market *m, dice *d)
{
    double at[4], best, size = 1.0;
    for (int k = 0; k < 4; k++)
        at[k] = exp(2.0 * throw_normal(d));
    best = likelihood_at(of, m, at);
    for (int step = 0; step < 400; step++) {
        double next[4];
        for (int k = 0; k < 4; k++)
            next[k] = at[k] * exp(size * throw_normal(d));
        double value = likelihood_at(of, m, next);
        size *= value > best ? 1.5 : 0.93;
        size = size < 1e-3 ? 0.5 : size;
        if (value > best) {
            best = value;
            memcpy(at, next, sizeof at);
        }
    }
    return best;
}

enum { RANDOM_SHOPS = 6 };

START_TEST(no_random_start_finds_more)
{
    const purchase_model *of = &purchase_models[_i / RANDOM_SHOPS];
    int shop = _i % RANDOM_SHOPS;
    cev_ctx *ctx = new_ctx();
    dice d = {100 + (uint64_t)shop};
    double params[4] = {exp(throw_normal(&d) - 0.5), 4.0,
                        exp(throw_normal(&d)), exp(throw_normal(&d) + 1.0)};
    market m = draw_market(&d, 100 + 40 * shop, params, cdnow_spend, 60.0);
    answers fit = ask(ctx, of->kind, market_table(ctx, &m));
    double found = figure(fit.summary, "log_likelihood");
    /* A weak prior costs what its beliefs are worth, no more. */
    double allowed = has_verdict(fit.summary, "prior_used") ? 4.0 : 1e-7;
    for (int k = 0; k < tries(1, 5); k++) {
        double best = random_climb(of, &m, &d);
        ck_assert_msg(found >= best - allowed, "found %.9g, there is %.9g",
                      found, best);
    }
    free_answers(&fit);
    free_market(&m);
    cev_ctx_free(ctx);
}
END_TEST

/* 200 shops of 1,500 customers: the true parameters lie in the 90 % intervals
   of about nine shops in ten. By the binomial the count of 200 falls outside
   162 … 196 once in 500 tries if coverage is 0.9 (delta-method intervals are
   approximate too); that of 20, tried as usual, below 14 once in 400. */
START_TEST(intervals_cover_the_truth)
{
    static const char *const names[4] = {"r", "alpha", "a", "b"};
    int covered[4] = {0};
    cev_ctx *ctx = new_ctx();
    for (int shop = 0; shop < tries(20, 200); shop++) {
        dice d = {1000 + (uint64_t)shop};
        market m = draw_market(&d, 1500, cdnow_params, cdnow_spend, 39.0);
        count_covered(ctx, CEV_BGNBD, names, cdnow_params, &m, covered);
        free_market(&m);
    }
    for (int k = 0; k < 4; k++)
        ck_assert_msg(covered[k] >= tries(14, 162) && covered[k] <= 196,
                      "%s: %d of %d", names[k], covered[k], tries(20, 200));
    cev_ctx_free(ctx);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("estimate");
    tcase_set_timeout(cases, 600);
    tcase_add_loop_test(cases, purchases_meet_the_reference, 0,
                        PURCHASE_MODELS);
    tcase_add_test(cases, gamma_gamma_meets_the_reference);
    tcase_add_test(cases, ridge_is_climbed_and_told);
    tcase_add_test(cases, mbgnbd_climbs_the_ridge_in_clv);
    tcase_add_test(cases, pareto_nbd_tells_of_the_ridge);
    tcase_add_test(cases, threads_change_no_bit);
    tcase_add_test(cases, order_of_rows_changes_no_bit);
    tcase_add_test(cases, units_make_no_difference);
    tcase_add_test(cases, repeated_rows_count_as_often);
    tcase_add_loop_test(cases, no_random_start_finds_more, 0,
                        PURCHASE_MODELS * RANDOM_SHOPS);
    tcase_add_test(cases, intervals_cover_the_truth);
    Suite *s = suite_create("value/estimate");
    suite_add_tcase(s, cases);
    return s;
}

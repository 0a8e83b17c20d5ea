/* BG/BB: fits, published and reference values of the donations, shops that
 * nobody would wish to fit, and what must make no difference. */
#include "support/stops.h"
#include "value/bgbb_kind.h"
#include "value/market.h"

/* The 11,104 donors of the 22 cells, a row each. */
static market donors(void)
{
    char path[SHARED_PATH_SIZE];
    ck_assert(shared_path(path, "donations_bgbb.csv"));
    sheet *cells = sheet_open(path);
    market m = new_market(11104);
    int64_t row = 0;
    for (size_t i = 0; i < sheet_rows(cells); i++) {
        double many = sheet_double(cells, i, sheet_column(cells, "customers"));
        for (double k = 0.0; k < many; k += 1.0, row++) {
            m.x[row] = sheet_double(cells, i, sheet_column(cells, "x"));
            m.t_x[row] = sheet_double(cells, i, sheet_column(cells, "t_x"));
            m.T[row] = sheet_double(cells, i, sheet_column(cells, "n"));
            m.m_x[row] = 25.0;
        }
    }
    ck_assert_int_eq(row, m.n);
    sheet_close(cells);
    return m;
}

static const char *const letters[4] = {"alpha", "beta", "gamma", "delta"};

/* mle_reference.csv, with 13 digits (standard errors: 6), and the printed
 * ones. */
static void check_donors_fit(const cev_table *summary)
{
    static const double printed[4] = {1.204, 0.750, 0.657, 2.783};
    char path[SHARED_PATH_SIZE];
    ck_assert(shared_path(path, "mle_reference.csv"));
    sheet *reference = sheet_open(path);
    size_t row = 0, is = sheet_column(reference, "model");
    while (strcmp(sheet_text(reference, row, is), "bgbb") != 0)
        row++;
    for (int k = 0; k < 4; k++) {
        char p[] = "p1", se[] = "se1";
        p[1] = se[2] = (char)('1' + k);
        double seen = figure(summary, letters[k]);
        ck_assert_rel(seen,
                      sheet_double(reference, row, sheet_column(reference, p)),
                      1e-11);
        ck_assert_rel(named(summary, "name", letters[k], "std_error"),
                      sheet_double(reference, row,
                                   sheet_column(reference, se)),
                      6e-6);
        ck_assert(fabs(seen - printed[k]) <= 0.0005);
    }
    ck_assert_rel(figure(summary, "log_likelihood"),
                  sheet_double(reference, row,
                               sheet_column(reference, "loglik")),
                  1e-12);
    ck_assert(fabs(figure(summary, "log_likelihood") + 33225.6) <= 0.05);
    sheet_close(reference);
}

/* The authors' own spreadsheet (brucehardie.com/notes/010) expects 12,884.2
 * gifts in the five years after, 3,454.9 donors without and 1,253.1 with one
 * each year in the six before. */
START_TEST(donations_meet_the_paper)
{
    char path[SHARED_PATH_SIZE];
    if (!shared_path(path, "donations_bgbb.csv"))
        SKIP("no %s", path);
    cev_ctx *ctx = new_ctx();
    cev_options *options = new_options(ctx);
    must(ctx, cev_options_set_double(options, CEV_OPT_HORIZON, 5.0));
    must(ctx, cev_options_set_double(options, CEV_OPT_TOL, 1e-13));
    market m = donors();
    cev_table *summary = NULL, *scores = NULL, *counts = NULL;
    cev_estimator *fit =
        fit_kind(ctx, CEV_BGBB, options, market_table(ctx, &m));
    must(ctx, cev_estimator_summary(fit, NULL, &summary));
    must(ctx, cev_estimator_predict(fit, m.table, NULL, &scores));
    must(ctx, cev_estimator_evaluate(fit, m.table, CEV_EVAL_FREQUENCY, NULL,
                                     &counts));
    check_donors_fit(summary);
    ck_assert_int_eq((int)figure(summary, "distinct_rows"), 22);
    ck_assert(fabs(column_sum(scores, "expected_purchases") - 12884.2) <= 0.5);
    ck_assert(fabs(cev_table_double(counts, "expected", 0) - 3454.9) <= 0.1);
    ck_assert(fabs(cev_table_double(counts, "expected", 6) - 1253.1) <= 0.1);
    cev_table_free(counts);
    cev_table_free(scores);
    cev_table_free(summary);
    cev_estimator_free(fit);
    free_market(&m);
    cev_options_free(options);
    cev_ctx_free(ctx);
}
END_TEST

/* One customer of BG/BB {alpha, beta, gamma, delta} at n opportunities. */
static void throw_gifts(dice *d, const double *params, double n, double *x,
                        double *t_x)
{
    double one = throw_gamma(d, params[0]), other = throw_gamma(d, params[1]);
    double buy = one / (one + other);
    one = throw_gamma(d, params[2]);
    other = throw_gamma(d, params[3]);
    double leave = one / (one + other);
    *x = *t_x = 0.0;
    for (double j = 1.0; j <= n && throw_share(d) >= leave; j += 1.0)
        if (throw_share(d) < buy) {
            *x += 1.0;
            *t_x = j;
        }
}

/* Some have been there for fewer opportunities than others. */
static market draw_donors(dice *d, int64_t n, const double *params,
                          double opportunities)
{
    market m = new_market(n);
    for (int64_t i = 0; i < n; i++) {
        m.T[i] = ceil(opportunities * (0.5 + 0.5 * throw_share(d)));
        throw_gifts(d, params, m.T[i], &m.x[i], &m.t_x[i]);
        m.m_x[i] = m.x[i] > 0.0 ? 10.0 + 20.0 * throw_share(d) : 0.0;
    }
    return m;
}

static const double usual_donors[4] = {1.2, 0.75, 0.66, 2.78};

/* Time counts opportunities: a step is one, unless another is asked for. */
START_TEST(tracking_goes_by_opportunities)
{
    cev_ctx *ctx = new_ctx();
    cev_options *options = new_options(ctx);
    dice d = {11};
    market m = draw_donors(&d, 200, usual_donors, 6.0);
    cev_table *each = NULL, *by_three = NULL;
    cev_estimator *fit = fit_kind(ctx, CEV_BGBB, NULL, market_table(ctx, &m));
    must(ctx, cev_estimator_evaluate(fit, m.table, CEV_EVAL_TRACKING, NULL,
                                     &each));
    must(ctx, cev_options_set_double(options, CEV_OPT_STEP, 3.0));
    must(ctx, cev_estimator_evaluate(fit, m.table, CEV_EVAL_TRACKING, options,
                                     &by_three));
    ck_assert_int_eq((int)cev_table_row_count(by_three), 2);
    for (int64_t i = 0; i < 2; i++) {
        int64_t same = 3 * i + 2 + cev_table_row_count(each) - 6;
        ck_assert(cev_table_double(each, "time", same) == 3.0 * (double)i - 3.0);
        ck_assert_rel(cev_table_double(each, "expected_cumulative", same),
                      cev_table_double(by_three, "expected_cumulative", i),
                      1e-15);
    }
    cev_table_free(by_three);
    cev_table_free(each);
    cev_estimator_free(fit);
    free_market(&m);
    cev_options_free(options);
    cev_ctx_free(ctx);
}
END_TEST

/* 200 charities of 1,500 donors, or 20: as in test_estimate.c. */
START_TEST(intervals_cover_the_true_donors)
{
    int covered[4] = {0};
    cev_ctx *ctx = new_ctx();
    for (int shop = 0; shop < tries(20, 200); shop++) {
        dice d = {3000 + (uint64_t)shop};
        market m = draw_donors(&d, 1500, usual_donors, 24.0);
        cev_table *summary = NULL;
        cev_estimator *fit =
            fit_kind(ctx, CEV_BGBB, NULL, market_table(ctx, &m));
        must(ctx, cev_estimator_summary(fit, NULL, &summary));
        for (int k = 0; k < 4; k++)
            covered[k] += named(summary, "name", letters[k], "lower")
                              <= usual_donors[k]
                          && named(summary, "name", letters[k], "upper")
                                 >= usual_donors[k];
        cev_table_free(summary);
        cev_estimator_free(fit);
        free_market(&m);
    }
    for (int k = 0; k < 4; k++)
        ck_assert_msg(covered[k] >= tries(14, 162) && covered[k] <= 196,
                      "%s: %d of %d", letters[k], covered[k], tries(20, 200));
    cev_ctx_free(ctx);
}
END_TEST

static double donors_likelihood(const market *m, const double *params)
{
    double sum = 0.0, out;
    for (int64_t i = 0; i < m->n; i++) {
        ck_assert_int_eq(CEV_OK, cev_bgbb_log_likelihood(
                                     params, 1, &m->x[i], &m->t_x[i],
                                     &m->T[i], &out));
        sum += out;
    }
    return sum;
}

/* Steps of any size from the answer, and from anywhere, find nothing higher. */
START_TEST(no_random_step_finds_more)
{
    cev_ctx *ctx = new_ctx();
    dice d = {500 + (uint64_t)_i};
    double params[4], found;
    for (int k = 0; k < 4; k++)
        params[k] = exp(throw_normal(&d));
    market m = draw_donors(&d, 100 + 150 * _i, params, 10.0);
    cev_table *summary = NULL;
    cev_estimator *fit = fit_kind(ctx, CEV_BGBB, NULL, market_table(ctx, &m));
    must(ctx, cev_estimator_summary(fit, NULL, &summary));
    found = figure(summary, "log_likelihood");
    /* A weak prior costs what its beliefs are worth, no more. */
    double allowed = has_verdict(summary, "prior_used") ? 4.0 : 1e-7;
    for (int k = 0; k < 4; k++)
        params[k] = figure(summary, letters[k]);
    ck_assert_rel(found, donors_likelihood(&m, params), 1e-10);
    for (int step = 0; step < tries(300, 1500); step++) {
        double there[4], size = fmin(1.5, exp(3.0 * throw_normal(&d) - 3.0));
        for (int k = 0; k < 4; k++)
            there[k] = params[k] * exp(size * throw_normal(&d));
        double value = donors_likelihood(&m, there);
        ck_assert_msg(value <= found + allowed, "found %.9g, there is %.9g",
                      found, value);
    }
    cev_table_free(summary);
    cev_estimator_free(fit);
    free_market(&m);
    cev_ctx_free(ctx);
}
END_TEST

/* What one weird charity is made of. */
static market weird_donors(dice *d)
{
    static const int64_t sizes[] = {1, 2, 3, 7, 30, 200};
    static const double most[] = {0.0, 1.0, 6.0, 60.0, 10000.0};
    market m = new_market(sizes[throw_bits(d) % 6]);
    int gives = (int)(throw_bits(d) % 5), ends = (int)(throw_bits(d) % 3);
    double T = most[throw_bits(d) % 5];
    for (int64_t i = 0; i < m.n; i++) {
        m.T[i] = ends == 0 ? T : floor((T + 1.0) * throw_share(d));
        m.t_x[i] = ends == 1 ? m.T[i]
                             : floor((m.T[i] + 1.0) * throw_share(d));
        m.x[i] = gives == 0   ? 0.0
                 : gives == 1 ? m.t_x[i]
                 : gives == 2 ? fmin(1.0, m.t_x[i])
                 : gives == 3 ? (throw_share(d) < 0.02 ? m.t_x[i] : 0.0)
                              : ceil(m.t_x[i] * throw_share(d));
    }
    return m;
}

static void check_weird_scores(const cev_table *scores)
{
    for (int64_t i = 0; i < cev_table_row_count(scores); i++) {
        static const char *const names[2][3] = {
            {"p_alive_lo", "p_alive", "p_alive_hi"},
            {"expected_purchases_lo", "expected_purchases",
             "expected_purchases_hi"}};
        for (int q = 0; q < 2; q++) {
            double v[3];
            for (int side = 0; side < 3; side++)
                v[side] = cev_table_double(scores, names[q][side], i);
            if (!(v[0] >= 0.0 && v[0] <= v[1] * (1 + 1e-12)
                  && v[1] <= v[2] * (1 + 1e-12)
                  && v[2] <= (q == 0 ? 1.0 : 1e300)))
                ck_abort_msg("%s[%" PRId64 "] = %g, %g to %g", names[q][1], i,
                             v[1], v[0], v[2]);
        }
        ck_assert(cev_table_double(scores, "expected_purchases", i)
                  <= 365.0 * (1 + 1e-12));
    }
}

START_TEST(weird_donors_get_finite_answers_and_a_verdict)
{
    cev_ctx *ctx = new_ctx();
    for (int shop = 15 * _i; shop < 15 * _i + tries(4, 15); shop++) {
        dice d = {(uint64_t)shop};
        market m = weird_donors(&d);
        cev_table *summary = NULL, *scores = NULL;
        cev_estimator *fit =
            fit_kind(ctx, CEV_BGBB, NULL, market_table(ctx, &m));
        must(ctx, cev_estimator_summary(fit, NULL, &summary));
        must(ctx, cev_estimator_predict(fit, m.table, NULL, &scores));
        ck_assert(has_verdict(summary, "enough_repeat_buyers")
                  || has_verdict(summary, "few_repeat_buyers")
                  || has_verdict(summary, "no_repeat_buyers"));
        ck_assert(!has_verdict(summary, "not_converged"));
        for (int k = 0; k < 4; k++)
            ck_assert(isfinite(figure(summary, letters[k]))
                      && figure(summary, letters[k]) > 0.0);
        check_weird_scores(scores);
        cev_table_free(scores);
        cev_table_free(summary);
        cev_estimator_free(fit);
        free_market(&m);
    }
    cev_ctx_free(ctx);
}
END_TEST

typedef struct {
    double x, t_x, T;
    const char *message;
} no_history;

static const no_history no_histories[] = {
    {2.0, 3.5, 6.0,
     "t_x[17] = 3.5; wanted the whole number of an opportunity to buy"},
    {2.0, 3.0, 6.25,
     "T[17] = 6.25; wanted a whole number of opportunities to buy, at most "
     "10000"},
    {2.0, 3.0, 20000.0,
     "T[17] = 20000; wanted a whole number of opportunities to buy, at most "
     "10000"},
    {4.0, 3.0, 6.0,
     "x[17] = 4 is more than t_x[17] = 3; wanted one purchase at an "
     "opportunity at most"},
    {4.0, 7.0, 6.0, "T[17] = 6 is before t_x[17] = 7"},
};

START_TEST(what_is_no_history_is_named)
{
    const no_history *bad = &no_histories[_i];
    static const char *const evaluations[] = {CEV_EVAL_FREQUENCY,
                                              CEV_EVAL_TRACKING};
    cev_ctx *ctx = new_ctx();
    dice d = {9};
    market m = draw_donors(&d, 300, usual_donors, 12.0);
    cev_table *out = NULL;
    cev_estimator *fit = fit_kind(ctx, CEV_BGBB, NULL, market_table(ctx, &m));
    m.x[17] = bad->x;
    m.t_x[17] = bad->t_x;
    m.T[17] = bad->T;
    ck_assert_int_eq(cev_estimator_fit(fit, m.table), CEV_ERR_DOMAIN);
    ck_assert_str_eq(cev_ctx_message(ctx), bad->message);
    ck_assert_int_eq(cev_estimator_predict(fit, m.table, NULL, &out),
                     CEV_ERR_DOMAIN);
    ck_assert_str_eq(cev_ctx_message(ctx), bad->message);
    for (int i = 0; i < 2; i++) {
        ck_assert_int_eq(cev_estimator_evaluate(fit, m.table, evaluations[i],
                                                NULL, &out),
                         CEV_ERR_DOMAIN);
        ck_assert_str_eq(cev_ctx_message(ctx), bad->message);
    }
    ck_assert_ptr_null(out);
    cev_estimator_free(fit);
    free_market(&m);
    cev_ctx_free(ctx);
}
END_TEST

/* Fit, every question, bytes and back; the rows in clv too. */
static int32_t ask_everything(cev_ctx *ctx, void *state)
{
    static const char *const evaluations[] = {
        CEV_EVAL_FREQUENCY, CEV_EVAL_TRACKING, CEV_EVAL_DECILES};
    const market *m = state;
    cev_table *table = NULL, *out = NULL;
    cev_estimator *fit = NULL;
    cev_options *options = NULL;
    int32_t status = cev_table_new(ctx, m->n, &table);
    const char *const names[] = {"x", "t_x", "T", "m_x"};
    const double *columns[] = {m->x, m->t_x, m->T, m->m_x};
    for (int i = 0; i < 4 && status == CEV_OK; i++)
        status = cev_table_set_column(table, names[i], CEV_DOUBLE, columns[i],
                                      8, NULL);
    if (status == CEV_OK)
        status = cev_options_new(ctx, &options);
    if (status == CEV_OK)
        status = cev_options_set_str(options, CEV_OPT_PURCHASES, CEV_BGBB);
    if (status == CEV_OK)
        status = cev_estimator_new(ctx, CEV_CLV, options, &fit);
    if (status == CEV_OK)
        status = cev_estimator_fit(fit, table);
    for (int i = 0; i < 3 && status == CEV_OK; i++) {
        status = cev_estimator_evaluate(fit, table, evaluations[i], NULL,
                                        &out);
        cev_table_free(out);
        out = NULL;
    }
    if (status == CEV_OK)
        status = cev_estimator_predict(fit, table, NULL, &out);
    cev_table_free(out);
    cev_estimator_free(fit);
    cev_options_free(options);
    cev_table_free(table);
    return status;
}

START_TEST(every_allocation_for_donors_may_fail)
{
    dice d = {7};
    market m = draw_donors(&d, 600, usual_donors, 8.0);
    fail_each_allocation(ask_everything, &m);
    free_market(&m);
}
END_TEST

START_TEST(bytes_hold_the_donors_model)
{
    cev_ctx *ctx = new_ctx();
    dice d = {8};
    market m = draw_donors(&d, 1000, usual_donors, 12.0);
    cev_estimator *fit = fit_kind(ctx, CEV_BGBB, NULL, market_table(ctx, &m));
    cev_estimator *again = NULL;
    cev_table *one = NULL, *other = NULL;
    int64_t size = 0;
    must(ctx, cev_estimator_save(fit, NULL, 0, &size));
    unsigned char *bytes = malloc((size_t)size);
    ck_assert_ptr_nonnull(bytes);
    must(ctx, cev_estimator_save(fit, bytes, size, &size));
    must(ctx, cev_estimator_load(ctx, bytes, size, &again));
    must(ctx, cev_estimator_predict(fit, m.table, NULL, &one));
    must(ctx, cev_estimator_predict(again, m.table, NULL, &other));
    same_results(one, other);
    free(bytes);
    cev_table_free(one);
    cev_table_free(other);
    cev_estimator_free(again);
    cev_estimator_free(fit);
    free_market(&m);
    cev_ctx_free(ctx);
}
END_TEST

START_TEST(a_fit_of_donors_can_be_stopped)
{
    cev_ctx *ctx = new_ctx();
    dice d = {8};
    market m = draw_donors(&d, 1000, usual_donors, 12.0);
    cev_estimator *fit = NULL;
    must(ctx, cev_estimator_new(ctx, CEV_BGBB, NULL, &fit));
    must(ctx, cev_ctx_set_progress(ctx, stop_work, NULL));
    ck_assert_int_eq(cev_estimator_fit(fit, market_table(ctx, &m)),
                     CEV_ERR_CANCELLED);
    cev_estimator_free(fit);
    free_market(&m);
    cev_ctx_free(ctx);
}
END_TEST

/* 3,000 different ages, or 1,030, are laid on a grid between whole opportunities. */
START_TEST(counts_of_very_many_ages_are_expected)
{
    cev_ctx *ctx = new_ctx();
    dice d = {10};
    static const double slow[4] = {0.5, 400.0, 0.5, 200.0};
    market m = new_market(tries(1030, 3000));
    for (int64_t i = 0; i < m.n; i++) {
        m.T[i] = 1.0 + (double)i;
        throw_gifts(&d, slow, m.T[i], &m.x[i], &m.t_x[i]);
    }
    cev_table *counts = NULL, *summary = NULL;
    cev_estimator *fit = fit_kind(ctx, CEV_BGBB, NULL, market_table(ctx, &m));
    must(ctx, cev_estimator_summary(fit, NULL, &summary));
    must(ctx, cev_estimator_evaluate(fit, m.table, CEV_EVAL_FREQUENCY, NULL,
                                     &counts));
    double params[4], wanted = 0.0, nothing = 0.0, out;
    for (int k = 0; k < 4; k++)
        params[k] = figure(summary, letters[k]);
    for (int64_t i = 0; i < m.n; i++) {
        cev_bgbb_pmf(params, 1, &nothing, &m.T[i], &out);
        wanted += out;
    }
    ck_assert_rel(cev_table_double(counts, "expected", 0), wanted, 1e-5);
    cev_table_free(counts);
    cev_table_free(summary);
    cev_estimator_free(fit);
    free_market(&m);
    cev_ctx_free(ctx);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("bgbb_fit");
    tcase_set_timeout(cases, 600);
    tcase_add_test(cases, donations_meet_the_paper);
    tcase_add_test(cases, tracking_goes_by_opportunities);
    tcase_add_test(cases, intervals_cover_the_true_donors);
    tcase_add_loop_test(cases, no_random_step_finds_more, 0, 5);
    tcase_add_loop_test(cases, weird_donors_get_finite_answers_and_a_verdict,
                        0, 10);
    tcase_add_loop_test(cases, what_is_no_history_is_named, 0, 5);
    tcase_add_test(cases, every_allocation_for_donors_may_fail);
    tcase_add_test(cases, bytes_hold_the_donors_model);
    tcase_add_test(cases, a_fit_of_donors_can_be_stopped);
    tcase_add_test(cases, counts_of_very_many_ages_are_expected);
    Suite *s = suite_create("value/bgbb_fit");
    suite_add_tcase(s, cases);
    return s;
}

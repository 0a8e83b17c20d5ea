/* What fits are asked to believe: penalties, and priors from elsewhere. */
#include "value/every_kind.h"

#include <stdio.h>

#include "core/expect.h"
#include "core/seal.h"

enum { ROWS = 3000, FEW = 30, SAVED_ROOM = 65536 };

static cev_options *penalty_of(double penalty)
{
    cev_options *options = NULL;
    expect_ok(cev_options_new(ctx, &options));
    expect_ok(cev_options_set_double(options, CEV_OPT_PENALTY, penalty));
    return options;
}

static cev_table *penalised(const char *kind, double penalty,
                            const cev_table *customers)
{
    cev_options *options = penalty_of(penalty);
    cev_estimator *fit = fit_kind(ctx, kind, options, customers);
    cev_table *summary = summary_of_fit(ctx, fit);
    cev_estimator_free(fit);
    cev_options_free(options);
    return summary;
}

/* A prior of one or more parameters. */
static cev_table *prior_of(int64_t n, const char *const *names,
                           const double *values, const double *errors)
{
    cev_table *table = NULL;
    expect_ok(cev_table_new(ctx, n, &table));
    expect_ok(cev_table_copy_column(table, "name", CEV_TEXT, names,
                                    (int64_t)sizeof *names, NULL));
    expect_ok(
        cev_table_copy_column(table, "value", CEV_DOUBLE, values, 8, NULL));
    expect_ok(cev_table_copy_column(table, "std_error", CEV_DOUBLE, errors, 8,
                                    NULL));
    return table;
}

static cev_table *fit_with_prior(const char *kind, const cev_table *prior,
                                 const cev_table *customers)
{
    cev_estimator *fit = NULL;
    expect_ok(cev_estimator_new(ctx, kind, NULL, &fit));
    expect_ok(cev_estimator_prior(fit, prior));
    expect_ok(cev_estimator_fit(fit, customers));
    cev_table *summary = summary_of_fit(ctx, fit);
    cev_estimator_free(fit);
    return summary;
}

/* A verdict of the kind, or of the purchases in clv. */
static const char *verdict_of(const char *kind, const char *name)
{
    static char whole[64];
    snprintf(whole, sizeof whole, "%s%s",
             strcmp(kind, CEV_CLV) == 0 ? "bgnbd." : "", name);
    return whole;
}

/* More pull, less likelihood; and in the end all that is usual, which more
   pull does not change. */
START_TEST(penalty_leads_from_the_data_to_the_usual)
{
    static const double penalties[4] = {0.0, 1.0, 30.0, 1000.0};
    const char *kind = every_kind[_i];
    wide_market w = draw_wide(kind, 31, ROWS);
    const cev_table *customers = wide_table(ctx, &w, ROWS);
    const char *ll = strcmp(kind, CEV_CLV) == 0 ? "bgnbd.log_likelihood"
                                                : "log_likelihood";
    double before = INFINITY;
    for (int i = 0; i < 4; i++) {
        cev_table *summary = penalised(kind, penalties[i], customers);
        ck_assert(figure(summary, ll) < before);
        ck_assert_int_eq(has_verdict(summary, verdict_of(kind, "penalised")),
                         i > 0);
        if (i > 0)
            ck_assert_rel(figure(summary, verdict_of(kind, "penalised")),
                          penalties[i], 0.0);
        ck_assert(!has_verdict(summary, "not_converged"));
        before = figure(summary, ll);
        cev_table_free(summary);
    }
    cev_table *much = penalised(kind, 1e8, customers);
    cev_table *more = penalised(kind, 1e9, customers);
    for (int64_t i = 0; i < cev_table_row_count(much); i++)
        if (is_parameter(much, i))
            ck_assert_rel(figure(much, cev_table_text(much, "name", i)),
                          cev_table_double(more, "value", i), 1e-3);
    cev_table_free(much);
    cev_table_free(more);
    free_wide(&w);
}
END_TEST

/* Customers who are all alike send maximum likelihood to infinity. */
START_TEST(penalty_ends_where_likelihood_runs_away)
{
    wide_market w = draw_wide(CEV_BGNBD, 32, ROWS);
    for (int64_t i = 0; i < ROWS; i++) {
        w.m.T[i] = 20.0;
        w.m.x[i] = i % 3 == 0 ? 9.0 : 10.0;
        w.m.t_x[i] = 19.0;
    }
    const cev_table *customers = wide_table(ctx, &w, ROWS);
    cev_table *bare = penalised(CEV_BGNBD, 0.0, customers);
    cev_table *pulled = penalised(CEV_BGNBD, 1.0, customers);
    ck_assert(has_verdict(bare, "flat_likelihood"));
    ck_assert(!has_verdict(pulled, "flat_likelihood"));
    ck_assert(!has_verdict(pulled, "not_converged"));
    ck_assert(figure(pulled, "r") < 0.1 * figure(bare, "r"));
    cev_table_free(bare);
    cev_table_free(pulled);
    free_wide(&w);
}
END_TEST

/* Log-likelihood and prior at parameters, from the kernel and by hand. */
static double posterior(const market *m, const double *params,
                        const double *values, const double *errors)
{
    static double each[ROWS];
    double sum = 0.0;
    expect_ok(cev_bgnbd_log_likelihood(params, m->n, m->x, m->t_x, m->T,
                                       each));
    for (int64_t i = 0; i < m->n; i++)
        sum += each[i];
    for (int k = 0; k < 4; k++) {
        double z = log(params[k] / values[k]) / (errors[k] / values[k]);
        sum -= 0.5 * z * z;
    }
    return sum;
}

/* (EST-PRIOR-1) */
START_TEST(fit_with_a_prior_ends_on_top_of_both)
{
    static const char *const names[4] = {"b", "r", "alpha", "a"};
    static const double values[4] = {2.0, 0.4, 6.0, 1.1};
    static const double errors[4] = {0.4, 0.05, 0.5, 0.3};
    static const double ordered[2][4] = {{0.4, 6.0, 1.1, 2.0},
                                         {0.05, 0.5, 0.3, 0.4}};
    static const double unknown[4] = {INFINITY, INFINITY, INFINITY, INFINITY};
    double params[4];
    wide_market w = draw_wide(CEV_BGNBD, 33, ROWS);
    cev_table *prior = prior_of(4, names, values, errors);
    cev_table *summary =
        fit_with_prior(CEV_BGNBD, prior, wide_table(ctx, &w, ROWS));
    params[0] = figure(summary, "r");
    params[1] = figure(summary, "alpha");
    params[2] = figure(summary, "a");
    params[3] = figure(summary, "b");
    double top = posterior(&w.m, params, ordered[0], ordered[1]);
    for (int k = 0; k < 8; k++) {
        double moved[4];
        memcpy(moved, params, sizeof moved);
        moved[k / 2] *= k % 2 ? 1.001 : 0.999;
        ck_assert(posterior(&w.m, moved, ordered[0], ordered[1]) < top);
    }
    ck_assert_rel(figure(summary, "prior_given"), 4.0, 0.0);
    /* What is told is the likelihood alone. */
    ck_assert_rel(figure(summary, "log_likelihood"),
                  posterior(&w.m, params, ordered[0], unknown), 1e-10);
    cev_table_free(summary);
    cev_table_free(prior);
    free_wide(&w);
}
END_TEST

/* The unit of time is nothing to it. */
START_TEST(prior_is_of_the_unit_of_the_customers)
{
    static const char *const names[2] = {"r", "alpha"};
    double values[2] = {0.4, 6.0}, errors[2] = {0.05, 0.5};
    wide_market w = draw_wide(CEV_BGNBD, 34, ROWS);
    cev_table *weekly = prior_of(2, names, values, errors);
    cev_table *in_weeks =
        fit_with_prior(CEV_BGNBD, weekly, wide_table(ctx, &w, ROWS));
    for (int64_t i = 0; i < ROWS; i++) {
        w.m.T[i] *= 7.0;
        w.m.t_x[i] *= 7.0;
    }
    values[1] *= 7.0;
    errors[1] *= 7.0;
    cev_table *daily = prior_of(2, names, values, errors);
    cev_table *in_days =
        fit_with_prior(CEV_BGNBD, daily, wide_table(ctx, &w, ROWS));
    ck_assert_rel(figure(in_days, "r"), figure(in_weeks, "r"), 1e-10);
    ck_assert_rel(figure(in_days, "alpha"), 7.0 * figure(in_weeks, "alpha"),
                  1e-10);
    ck_assert_rel(named(in_days, "name", "b", "std_error"),
                  named(in_weeks, "name", "b", "std_error"), 1e-8);
    cev_table_free(in_days);
    cev_table_free(in_weeks);
    cev_table_free(daily);
    cev_table_free(weekly);
    free_wide(&w);
}
END_TEST

/* A summary is a prior for its own kind: all its parameters are known by their
   names. A shop of few customers then is nearly what the large one was. */
START_TEST(summary_is_a_prior)
{
    const char *kind = every_kind[_i];
    int64_t n = _i < SETTLED_KINDS ? ROWS : FEW;
    wide_market w = draw_wide(kind, 35, n), few = draw_wide(kind, 36, FEW);
    cev_estimator *fit =
        fit_kind(ctx, kind, NULL, wide_table(ctx, &w, n));
    cev_table *large = summary_of_fit(ctx, fit);
    cev_table *small =
        fit_with_prior(kind, large, wide_table(ctx, &few, FEW));
    for (int64_t i = 0; i < cev_table_row_count(large); i++) {
        const char *name = cev_table_text(large, "name", i);
        double error = cev_table_double(large, "std_error", i);
        if (!is_parameter(large, i) || isnan(error))
            continue;
        double found = figure(small, name);
        ck_assert(fabs(log(found / figure(large, name)))
                  < 3.0 * error / figure(large, name));
        ck_assert(named(small, "name", name, "std_error") / found
                  < 1.001 * error / figure(large, name));
    }
    ck_assert(has_verdict(small, verdict_of(kind, "prior_given")));
    cev_table_free(small);
    cev_table_free(large);
    cev_estimator_free(fit);
    free_wide(&few);
    free_wide(&w);
}
END_TEST

/* It is saved with the estimator, and taken away by NULL. */
START_TEST(prior_is_kept_and_taken_away)
{
    static const char *const name = "q";
    static char bytes[SAVED_ROOM];
    const double value = 5.0, error = 0.2;
    int64_t size = 0;
    cev_estimator *loaded = NULL;
    wide_market w = draw_wide(CEV_GAMMA_GAMMA, 37, ROWS);
    cev_estimator *fit = fit_kind(ctx, CEV_GAMMA_GAMMA, NULL,
                                  wide_table(ctx, &w, ROWS));
    cev_table *prior = prior_of(1, &name, &value, &error);
    cev_table *bare = summary_of_fit(ctx, fit);
    expect_ok(cev_estimator_prior(fit, prior));
    cev_table_free(prior);
    expect_ok(cev_estimator_save(fit, bytes, SAVED_ROOM, &size));
    expect_ok(cev_estimator_load(ctx, bytes, size, &loaded));
    expect_ok(cev_estimator_fit(fit, w.m.table));
    expect_ok(cev_estimator_fit(loaded, w.m.table));
    cev_table *one = summary_of_fit(ctx, fit);
    cev_table *other = summary_of_fit(ctx, loaded);
    same_results(one, other);
    ck_assert(fabs(figure(one, "q") - 5.0) < fabs(figure(bare, "q") - 5.0));
    expect_ok(cev_estimator_prior(loaded, NULL));
    expect_ok(cev_estimator_fit(loaded, w.m.table));
    cev_table *again = summary_of_fit(ctx, loaded);
    same_parameters(again, bare, 1e-9);
    ck_assert(!has_verdict(again, "prior_given"));
    cev_table_free(again);
    cev_table_free(one);
    cev_table_free(other);
    cev_table_free(bare);
    cev_estimator_free(fit);
    cev_estimator_free(loaded);
    free_wide(&w);
}
END_TEST

typedef struct {
    const char *names[2];
    double values[2], errors[2];
    const char *message;
} wrong_prior;

/* Each is refused with the row, the value seen and the value wanted. */
START_TEST(what_is_no_prior_is_named)
{
    static const wrong_prior wrong[] = {
        {{"r", "q"}, {1, 1}, {1, 1},
         "name[1] = \"q\" is no parameter of bgnbd; wanted one of: r alpha a "
         "b"},
        {{"r", "r"}, {1, 1}, {1, 1},
         "name[1] = \"r\" stands in an earlier row too"},
        {{"r", "a"}, {1, 0}, {1, 1},
         "value[1] = 0; wanted a finite number above 0"},
        {{"r", "a"}, {1, (double)NAN}, {1, 1},
         "value[1] = nan; wanted a finite number above 0"},
        {{"r", "a"}, {1, 2}, {1, -1},
         "std_error[1] = -1; wanted 1e-06 to 1000 times the value, 2"},
        {{"r", "a"}, {1, 1}, {(double)NAN, (double)NAN},
         "no row has a std_error; wanted what is known of some of: r alpha a "
         "b"},
        {{"r", "a"}, {1, (double)INFINITY}, {1, 1},
         "value[1] = inf; wanted a finite number above 0"},
        {{NULL, "a"}, {1, 1}, {1, 1},
         "name[0] is a gap; wanted a parameter of bgnbd"},
    };
    cev_estimator *fit = NULL;
    expect_ok(cev_estimator_new(ctx, CEV_BGNBD, NULL, &fit));
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        cev_table *prior =
            prior_of(2, wrong[i].names, wrong[i].values, wrong[i].errors);
        expect_failure(cev_estimator_prior(fit, prior), CEV_ERR_DOMAIN,
                       wrong[i].message);
        cev_table_free(prior);
    }
    cev_estimator_free(fit);
}
END_TEST

/* Where in the bytes a number stands. */
static uint8_t *place_of(uint8_t *bytes, int64_t size, double number)
{
    uint8_t sought[8];
    cev__writer writer = {sought, sizeof sought, 0};
    cev__write_double(&writer, number);
    for (int64_t i = 0; i + 8 <= size; i++)
        if (memcmp(bytes + i, sought, 8) == 0)
            return bytes + i;
    ck_abort_msg("the bytes do not hold %g", number);
    return NULL;
}

/* Somebody who knows the layout puts other beliefs there. */
START_TEST(saved_beliefs_that_are_none_are_refused)
{
    static const char *const names[2] = {"a", "b"};
    static const double values[2] = {1.125, 2.25}, errors[2] = {0.375, 0.75};
    static uint8_t bytes[SAVED_ROOM];
    cev_estimator *loaded = NULL;
    wide_market w = draw_wide(CEV_BGNBD, 38, FEW);
    cev_estimator *fit =
        fit_kind(ctx, CEV_BGNBD, NULL, wide_table(ctx, &w, FEW));
    cev_table *prior = prior_of(2, names, values, errors);
    expect_ok(cev_estimator_prior(fit, prior));
    for (int what = 0; what < 3; what++) {
        int64_t size = 0;
        expect_ok(cev_estimator_save(fit, bytes, SAVED_ROOM, &size));
        /* The name of the second stands right behind the first's error. */
        uint8_t *error = place_of(bytes, size, errors[0]);
        cev__writer writer = {error, 8, 0};
        if (what == 1)
            cev__write_double(&writer, -0.375);
        if (what == 2)
            *(uint8_t *)memchr(error + 8, 'b', 16) = 'a';
        seal(bytes, size - SEAL_HEAD - SEAL_TAIL);
        ck_assert_int_eq(cev_estimator_load(ctx, bytes, size, &loaded),
                         what == 0 ? CEV_OK : CEV_ERR_FORMAT);
        cev_estimator_free(loaded);
        loaded = NULL;
    }
    cev_table_free(prior);
    cev_estimator_free(fit);
    free_wide(&w);
}
END_TEST

/* Of a summary only parameters are believed. */
START_TEST(other_rows_of_a_summary_are_passed_over)
{
    static const char *const names[2] = {"auc", "r"};
    static const char *const sections[2] = {"fit", "parameter"};
    static const double values[2] = {0.7, 1.0}, errors[2] = {0.01, 0.5};
    cev_estimator *fit = NULL;
    cev_table *prior = prior_of(2, names, values, errors);
    expect_ok(cev_estimator_new(ctx, CEV_BGNBD, NULL, &fit));
    expect_failure(cev_estimator_prior(fit, prior), CEV_ERR_DOMAIN,
                   "name[0] = \"auc\" is no parameter of bgnbd; wanted one "
                   "of: r alpha a b");
    expect_ok(cev_table_copy_column(prior, "section", CEV_TEXT, sections,
                                    (int64_t)sizeof *sections, NULL));
    expect_ok(cev_estimator_prior(fit, prior));
    cev_table_free(prior);
    cev_estimator_free(fit);
}
END_TEST

START_TEST(what_has_no_prior_says_so)
{
    const double one = 1.0;
    cev_estimator *fit = NULL, *historic = NULL;
    cev_table *table = NULL;
    expect_ok(cev_estimator_new(ctx, CEV_BGNBD, NULL, &fit));
    expect_ok(cev_estimator_new(ctx, CEV_HISTORIC, NULL, &historic));
    expect_ok(cev_table_new(ctx, 1, &table));
    expect_failure(cev_estimator_prior(fit, table), CEV_ERR_COLUMN,
                   "the table has no column \"name\"");
    expect_ok(cev_table_set_column(table, "name", CEV_DOUBLE, &one, 8, NULL));
    expect_failure(cev_estimator_prior(fit, table), CEV_ERR_COLUMN,
                   "column \"name\" is numbers; wanted text");
    expect_failure(cev_estimator_prior(historic, table), CEV_ERR_KIND,
                   "historic has no parameters");
    ck_assert_int_eq(cev_estimator_prior(NULL, table), CEV_ERR_ARGUMENT);
    cev_table_free(table);
    cev_estimator_free(historic);
    cev_estimator_free(fit);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = case_with_ctx("prior");
    tcase_add_loop_test(cases, penalty_leads_from_the_data_to_the_usual, 0,
                        SETTLED_KINDS);
    tcase_add_test(cases, penalty_ends_where_likelihood_runs_away);
    tcase_add_test(cases, fit_with_a_prior_ends_on_top_of_both);
    tcase_add_test(cases, prior_is_of_the_unit_of_the_customers);
    tcase_add_loop_test(cases, summary_is_a_prior, 0, EVERY_KIND);
    tcase_add_test(cases, prior_is_kept_and_taken_away);
    tcase_add_test(cases, what_is_no_prior_is_named);
    tcase_add_test(cases, saved_beliefs_that_are_none_are_refused);
    tcase_add_test(cases, other_rows_of_a_summary_are_passed_over);
    tcase_add_test(cases, what_has_no_prior_says_so);
    Suite *s = suite_create("value/prior");
    suite_add_tcase(s, cases);
    return s;
}

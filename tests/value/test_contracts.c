/* Contract models as estimators: published and reference fits, what must make
   no difference, thin data, predictions, the retention curve, bad input. */
#include "support/stops.h"
#include "value/roll.h"

#include <stdio.h>

static void check_published(const char *kind, const double *percent,
                            const double *params, double likelihood)
{
    static const char *const names[3] = {"alpha", "beta", "c"};
    roll r = cohort(percent, 7);
    fitted_roll f = fit_roll(kind, &r);
    for (int k = 0; k < 3 && params[k] > 0.0; k++)
        ck_assert_near(figure(f.summary, names[k]), params[k], 0.0005);
    ck_assert_rel(figure(f.summary, "log_likelihood"), likelihood,
                  0.0005 / 1600.0);
    ck_assert(has_verdict(f.summary, "enough_churned"));
    ck_assert(has_verdict(f.summary, "retention_changes_with_age"));
    free_fitted(&f, &r);
}

START_TEST(published_fits_are_met)
{
    static const double sbg[2][3] = {{0.668, 3.806, 0.0}, {0.704, 1.182, 0.0}};
    check_published(CEV_SBG, highend, sbg[0], -1611.158);
    check_published(CEV_SBG, regular, sbg[1], -1680.265);
    /* the maxima of 30 starts */
    static const double bdw[2][3] = {{0.214253, 1.426576, 1.723565},
                                     {0.455614, 0.779326, 1.283451}};
    check_published(CEV_BDW, highend, bdw[0], -1605.314);
    check_published(CEV_BDW, regular, bdw[1], -1679.603);
}
END_TEST

static void check_sbg_reference(const char *dataset, const double *percent)
{
    static const char *const names[2] = {"alpha", "beta"};
    char path[SHARED_PATH_SIZE];
    ck_assert(shared_path(path, "mle_reference.csv"));
    sheet *file = sheet_open(path);
    roll r = cohort(percent, 7);
    fitted_roll f = fit_roll(CEV_SBG, &r);
    int found = 0;
    for (size_t i = 0; i < sheet_rows(file); i++) {
        if (strcmp(sheet_text(file, i, sheet_column(file, "dataset")), dataset)
            != 0)
            continue;
        found = 1;
        for (int k = 0; k < 2; k++) {
            char p[] = "p1", se[] = "se1";
            p[1] = se[2] = (char)('1' + k);
            /* the reference ends at a gradient of 1e-12 for each customer */
            ck_assert_rel(figure(f.summary, names[k]),
                          sheet_double(file, i, sheet_column(file, p)), 1e-8);
            ck_assert_rel(named(f.summary, "name", names[k], "std_error"),
                          sheet_double(file, i, sheet_column(file, se)), 6e-6);
        }
        ck_assert_rel(figure(f.summary, "log_likelihood"),
                      sheet_double(file, i, sheet_column(file, "loglik")),
                      1e-13);
    }
    ck_assert(found);
    free_fitted(&f, &r);
    sheet_close(file);
}

START_TEST(reference_fits_are_met)
{
    char path[SHARED_PATH_SIZE];
    if (!shared_path(path, "mle_reference.csv"))
        SKIP("no %s", path);
    check_sbg_reference("sbg_highend_7y", highend);
    check_sbg_reference("sbg_regular_7y", regular);
}
END_TEST

/* Fitted to seven years, the curve of twelve: the model's year 12 to the
   digits known of it, and the actual one as the table has it. */
static void check_curve(const char *kind, const double *percent, double last)
{
    roll r = cohort(percent, 7), all = cohort(percent, 12);
    fitted_roll f = fit_roll(kind, &r);
    cev_table *curve = NULL;
    must(f.ctx, cev_estimator_evaluate(f.fit, roll_table(f.ctx, &all),
                                       CEV_EVAL_RETENTION, NULL, &curve));
    ck_assert_int_eq(cev_table_row_count(curve), 13);
    for (int64_t t = 0; t <= 12; t++) {
        double survival = cev_table_double(curve, "actual_survival", t);
        double expected = cev_table_double(curve, "expected_survival", t);
        ck_assert(cev_table_double(curve, "t", t) == (double)t);
        ck_assert_rel(survival, percent[t] / 100.0, 1e-14);
        ck_assert_near(expected, survival, 0.02);
        ck_assert(cev_table_double(curve, "expected_survival_lo", t)
                  <= expected);
        ck_assert(cev_table_double(curve, "expected_survival_hi", t)
                  >= expected);
        if (t > 0)
            ck_assert_rel(cev_table_double(curve, "customers", t),
                          10.0 * percent[t - 1], 1e-14);
    }
    ck_assert_near(cev_table_double(curve, "expected_survival", 12), last,
                   0.0006);
    cev_table_free(curve);
    cev_table_free(all.table);
    free_fitted(&f, &r);
}

START_TEST(projected_survival_is_as_published)
{
    check_curve(CEV_SBG, highend, 0.378);
    check_curve(CEV_SBG, regular, 0.170);
    check_curve(CEV_BDW, highend, 0.4039);
    check_curve(CEV_BDW, regular, 0.1773);
}
END_TEST

START_TEST(the_curve_goes_on_for_the_holdout)
{
    roll r = cohort(highend, 7);
    fitted_roll f = fit_roll(contract_kinds[_i], &r);
    cev_table *curve = NULL;
    must(f.ctx, cev_options_set_double(f.options, CEV_OPT_HOLDOUT, 3.0));
    must(f.ctx, cev_options_set_double(f.options, CEV_OPT_INTERVAL, 0.0));
    must(f.ctx, cev_estimator_evaluate(f.fit, r.table, CEV_EVAL_RETENTION,
                                       f.options, &curve));
    ck_assert_int_eq(cev_table_row_count(curve), 11);
    ck_assert_int_eq(cev_table_column_count(curve), 6);
    ck_assert(!isnan(cev_table_double(curve, "actual_survival", 7)));
    ck_assert(isnan(cev_table_double(curve, "actual_survival", 8)));
    ck_assert(cev_table_double(curve, "customers", 8) == 0.0);
    ck_assert(cev_table_double(curve, "expected_survival", 10) > 0.3);
    cev_table_free(curve);
    free_fitted(&f, &r);
}
END_TEST

/* The same customers one by one, in another order, and in threads. */
START_TEST(groups_are_many_equal_customers)
{
    roll r = cohort(regular, 7), split = {0};
    for (int64_t i = r.n - 1; i >= 0; i--) {
        enter(&split, r.T[i], r.churned[i], r.customers[i] - 7.0);
        for (int k = 0; k < 7; k++)
            enter(&split, r.T[i], r.churned[i], k == 3 ? 0.0 : 1.0);
        enter(&split, r.T[i] + 0.0, r.churned[i], 1.0);
    }
    enter(&split, 40.0, 1.0, 0.0);
    fitted_roll one = fit_roll(contract_kinds[_i], &r);
    fitted_roll other = fit_roll(contract_kinds[_i], &split);
    same_results(one.summary, other.summary);
    free_fitted(&one, &r);
    free_fitted(&other, &split);
}
END_TEST

START_TEST(predictions_are_those_of_the_kernels)
{
    roll r = cohort(highend, 7), some = {0};
    fitted_roll f = fit_roll(CEV_SBG, &r);
    cev_table *scores = NULL;
    double params[2] = {figure(f.summary, "alpha"), figure(f.summary, "beta")};
    enter(&some, 4.0, 0.0, 1.0);
    enter(&some, 0.0, 0.0, 1.0);
    enter(&some, 4.0, 1.0, 1.0);
    must(f.ctx, cev_estimator_predict(f.fit, roll_table(f.ctx, &some), NULL,
                                      &scores));
    for (int64_t i = 0; i < 2; i++) {
        double out, next = some.T[i] + 1.0;
        cev_sbg_retention(params, 1, &next, &out);
        ck_assert_rel(cev_table_double(scores, "p_renew", i), out, 1e-15);
        cev_sbg_expected(params, 1, &some.T[i], 5.0, &out);
        ck_assert_rel(cev_table_double(scores, "expected_renewals", i), out,
                      1e-15);
        /* a discount per year of 0.1, in periods of a year */
        cev_sbg_derl(params, 1, &some.T[i], 0.1, &out);
        ck_assert_rel(cev_table_double(scores, "derl", i), out, 1e-14);
    }
    /* Fader & Hardie (2010), at the fitted parameters. */
    ck_assert_near(cev_table_double(scores, "derl", 1), 5.414479, 1e-6);
    for (int64_t c = 0; c < cev_table_column_count(scores); c++)
        ck_assert(cev_table_double(scores, cev_table_name(scores, c), 2)
                  == 0.0);
    cev_table_free(scores);
    cev_table_free(some.table);
    free_fitted(&f, &r);
}
END_TEST

START_TEST(options_leave_columns_out)
{
    roll r = cohort(highend, 7);
    fitted_roll f = fit_roll(contract_kinds[_i], &r);
    cev_table *scores = NULL, *ages = NULL;
    must(f.ctx, cev_options_set_double(f.options, CEV_OPT_DISCOUNT, 0.0));
    must(f.ctx, cev_options_set_double(f.options, CEV_OPT_INTERVAL, 0.0));
    must(f.ctx, cev_table_new(f.ctx, 2, &ages));
    must(f.ctx, cev_table_set_column(ages, "T", CEV_DOUBLE, r.T, 8, NULL));
    must(f.ctx, cev_estimator_predict(f.fit, ages, f.options, &scores));
    ck_assert_int_eq(cev_table_column_count(scores), 3);
    ck_assert_str_eq(cev_table_name(scores, 2), "expected_renewals");
    ck_assert(cev_table_double(scores, "p_stay", 1) > 0.0);
    cev_table_free(scores);
    cev_table_free(ages);
    free_fitted(&f, &r);
}
END_TEST

static void must_contain(const cev_table *scores, const char *name,
                         double most)
{
    char lo[64], hi[64];
    snprintf(lo, sizeof lo, "%s_lo", name);
    snprintf(hi, sizeof hi, "%s_hi", name);
    for (int64_t i = 0; i < cev_table_row_count(scores); i++) {
        double value = cev_table_double(scores, name, i);
        double lower = cev_table_double(scores, lo, i);
        double upper = cev_table_double(scores, hi, i);
        if (!(lower >= 0.0 && lower <= value && value <= upper
              && upper <= most * (1.0 + 1e-12)))
            ck_abort_msg("%s[%" PRId64 "] = %g, %g to %g", name, i, value,
                         lower, upper);
    }
}

/** Fits whatever there is: finite answers, and this verdict. */
static void expect_verdict(const char *kind, roll *r, const char *verdict)
{
    fitted_roll f = fit_roll(kind, r);
    cev_table *scores = NULL;
    if (!has_verdict(f.summary, verdict))
        ck_abort_msg("%s: no verdict %s", kind, verdict);
    ck_assert(!has_verdict(f.summary, "not_converged"));
    ck_assert(isfinite(figure(f.summary, "log_likelihood")));
    must(f.ctx, cev_estimator_predict(f.fit, r->table, NULL, &scores));
    must_contain(scores, "p_renew", 1.0);
    must_contain(scores, "p_stay", 1.0);
    must_contain(scores, "expected_renewals", 5.0);
    must_contain(scores, "derl", 11.0);
    cev_table_free(scores);
    free_fitted(&f, r);
}

START_TEST(thin_data_get_an_answer_and_a_verdict)
{
    const char *kind = contract_kinds[_i];
    roll one = {0}, none = {0}, stay = {0}, gone = {0}, few = {0}, first = {0};
    enter(&one, 3.0, 0.0, 1.0);
    expect_verdict(kind, &one, "one_customer");
    enter(&none, 0.0, 0.0, 50.0);
    expect_verdict(kind, &none, "no_renewals_yet");
    for (int T = 1; T < 9; T++)
        enter(&stay, T, 0.0, 500.0);
    expect_verdict(kind, &stay, "nobody_left");
    for (int T = 1; T < 9; T++)
        enter(&gone, T, 1.0, 900.0 / T);
    expect_verdict(kind, &gone, "everybody_left");
    enter(&few, 2.0, 1.0, 30.0);
    enter(&few, 5.0, 0.0, 30.0);
    expect_verdict(kind, &few, "few_churned");
    enter(&first, 1.0, 1.0, 300.0);
    enter(&first, 1.0, 0.0, 700.0);
    expect_verdict(kind, &first, "flat_likelihood");
}
END_TEST

/* A fifth leaves at each renewal, of whatever age. */
START_TEST(constant_churn_is_told)
{
    roll r = {0};
    double there = 1e6;
    for (int T = 1; T <= 8; T++, there *= 0.8)
        enter(&r, T, 1.0, round(0.2 * there));
    enter(&r, 8.0, 0.0, round(there));
    expect_verdict(contract_kinds[_i], &r, "churn_constant");
    fitted_roll f = fit_roll(contract_kinds[_i], &r);
    ck_assert_near(named(f.summary, "name", "churn_constant", "value"), 0.2,
                   1e-6);
    free_fitted(&f, &r);
}
END_TEST

/* Answers are finite whatever comes in. Up to a million periods every search
   ends at a maximum; at 1e15 the derivatives of bdw, good to 1e-13 over the
   hazard, may not settle one, and then not_converged says so. */
START_TEST(weird_rolls_get_finite_answers)
{
    static const double longest[] = {1.0, 2.0, 12.0, 400.0, 1e6, 1e15};
    dice d = {(uint64_t)_i};
    for (int trial = 0; trial < 25; trial++) {
        roll r = {0};
        double most = longest[throw_bits(&d) % 6];
        double leaving = throw_share(&d) * (double)(throw_bits(&d) % 3);
        int rows = 1 + (int)(throw_bits(&d) % 60);
        for (int i = 0; i < rows; i++) {
            double T = floor(1.0 + most * pow(throw_share(&d), 3.0));
            enter(&r, fmin(T, most), throw_share(&d) < leaving,
                  trial % 2 ? 1.0 : floor(exp(12.0 * throw_share(&d))));
        }
        fitted_roll f = fit_roll(contract_kinds[_i % KINDS], &r);
        if (most <= 1e6)
            ck_assert(!has_verdict(f.summary, "not_converged"));
        cev_table *scores = NULL;
        must(f.ctx, cev_estimator_predict(f.fit, r.table, NULL, &scores));
        must_contain(scores, "p_renew", 1.0);
        must_contain(scores, "p_stay", 1.0);
        must_contain(scores, "expected_renewals", 5.0);
        must_contain(scores, "derl", 11.0);
        cev_table_free(scores);
        free_fitted(&f, &r);
    }
}
END_TEST

START_TEST(saved_models_come_back_the_same)
{
    uint8_t bytes[2048];
    int64_t size = 0;
    roll r = cohort(regular, 7);
    fitted_roll f = fit_roll(contract_kinds[_i], &r);
    cev_estimator *again = NULL;
    cev_table *summary = NULL, *scores[2] = {NULL, NULL};
    must(f.ctx, cev_estimator_save(f.fit, bytes, sizeof bytes, &size));
    must(f.ctx, cev_estimator_load(f.ctx, bytes, size, &again));
    ck_assert_str_eq(cev_estimator_kind(again), contract_kinds[_i]);
    must(f.ctx, cev_estimator_summary(again, NULL, &summary));
    same_results(f.summary, summary);
    must(f.ctx, cev_estimator_predict(f.fit, r.table, NULL, &scores[0]));
    must(f.ctx, cev_estimator_predict(again, r.table, NULL, &scores[1]));
    same_results(scores[0], scores[1]);
    cev_table_free(scores[0]);
    cev_table_free(scores[1]);
    cev_table_free(summary);
    cev_estimator_free(again);
    free_fitted(&f, &r);
}
END_TEST

/** The fit of these rows fails with this status and message. */
static void expect_refusal(roll *r, int32_t wanted, const char *message)
{
    cev_ctx *ctx = new_ctx();
    cev_estimator *fit = NULL;
    must(ctx, cev_estimator_new(ctx, CEV_SBG, NULL, &fit));
    ck_assert_int_eq(cev_estimator_fit(fit, roll_table(ctx, r)), wanted);
    ck_assert_str_eq(cev_ctx_message(ctx), message);
    cev_table_free(r->table);
    cev_estimator_free(fit);
    cev_ctx_free(ctx);
}

START_TEST(bad_rows_are_named)
{
    static const struct {
        double T, churned, customers;
        const char *message;
    } bad[] = {
        {2.5, 0.0, 1.0, "T[1] = 2.5; wanted a whole number from 0 to 1e15"},
        {-1.0, 0.0, 1.0, "T[1] = -1; wanted a whole number from 0 to 1e15"},
        {NAN, 0.0, 1.0, "T[1] is a gap; wanted a whole number from 0 to 1e15"},
        {2.0, 0.5, 1.0, "churned[1] = 0.5; wanted 0 or 1"},
        {2.0, NAN, 1.0, "churned[1] is a gap; wanted 0 or 1"},
        {2.0, 0.0, -1.0,
         "customers[1] = -1; wanted a number from 0 to 1e15"},
        {2.0, 0.0, NAN,
         "customers[1] is a gap; wanted a number from 0 to 1e15"},
        {0.0, 1.0, 1.0,
         "T[1] = 0, but churned[1] = 1; wanted at least 1: customers leave at "
         "a renewal"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        roll r = {0};
        enter(&r, 3.0, 0.0, 1.0);
        enter(&r, bad[i].T, bad[i].churned, bad[i].customers);
        expect_refusal(&r, CEV_ERR_DOMAIN, bad[i].message);
    }
    roll empty = {0}, nobody = {0};
    expect_refusal(&empty, CEV_ERR_DOMAIN,
                   "the table has no rows; wanted one for each customer, or "
                   "group of equal ones");
    enter(&nobody, 3.0, 0.0, 0.0);
    expect_refusal(&nobody, CEV_ERR_DOMAIN,
                   "customers is 0 in all rows; wanted a customer");
}
END_TEST

START_TEST(other_questions_are_refused)
{
    roll r = cohort(highend, 7), far = {0};
    fitted_roll f = fit_roll(contract_kinds[_i], &r);
    cev_table *out = NULL, *none = NULL;
    ck_assert_int_eq(cev_estimator_evaluate(f.fit, r.table, CEV_EVAL_DECILES,
                                            NULL, &out),
                     CEV_ERR_KIND);
    ck_assert_str_eq(cev_ctx_message(f.ctx),
                     "\"deciles\" is no evaluation of this estimator; wanted "
                     "one of: retention totals likelihood");
    enter(&far, 1e9, 0.0, 1.0);
    ck_assert_int_eq(cev_estimator_evaluate(f.fit, roll_table(f.ctx, &far),
                                            CEV_EVAL_RETENTION, NULL, &out),
                     CEV_ERR_DOMAIN);
    must(f.ctx, cev_table_new(f.ctx, 0, &none));
    ck_assert_int_eq(cev_estimator_predict(f.fit, none, NULL, &out),
                     CEV_ERR_COLUMN);
    ck_assert_ptr_null(out);
    cev_table_free(none);
    cev_table_free(far.table);
    free_fitted(&f, &r);
}
END_TEST

/* Each evaluation names what it misses, and takes nobody for what he is. */
START_TEST(evaluations_want_their_columns)
{
    static const char *const whats[] = {CEV_EVAL_RETENTION, CEV_EVAL_TOTALS,
                                        CEV_EVAL_LIKELIHOOD};
    roll r = cohort(highend, 7), nobody = {0};
    fitted_roll f = fit_roll(contract_kinds[_i], &r);
    cev_table *out = NULL, *bare = NULL;
    must(f.ctx, cev_table_new(f.ctx, 3, &bare));
    for (int k = 0; k < 3; k++) {
        ck_assert_int_eq(
            cev_estimator_evaluate(f.fit, bare, whats[k], NULL, &out),
            CEV_ERR_COLUMN);
        ck_assert_ptr_nonnull(strstr(cev_ctx_message(f.ctx), "\"T\""));
        ck_assert_ptr_null(out);
    }
    must(f.ctx, cev_estimator_predict(f.fit, roll_table(f.ctx, &nobody), NULL,
                                      &out));
    ck_assert_int_eq(cev_table_row_count(out), 0);
    cev_table_free(out);
    out = NULL;
    must(f.ctx, cev_estimator_evaluate(f.fit, nobody.table,
                                       CEV_EVAL_RETENTION, NULL, &out));
    ck_assert_int_eq(cev_table_row_count(out), 1);
    cev_table_free(out);
    cev_table_free(bare);
    cev_table_free(nobody.table);
    free_fitted(&f, &r);
}
END_TEST

/* The last of all left: nothing tells how long he would have been looked at,
 * but that it was as long as anybody. */
START_TEST(who_left_last_is_drawn_again)
{
    roll r = {0};
    cev_ctx *ctx = new_ctx();
    cev_options *options = yearly(ctx);
    enter(&r, 1.0, 1.0, 60.0);
    enter(&r, 2.0, 1.0, 30.0);
    enter(&r, 4.0, 0.0, 40.0);
    enter(&r, 6.0, 1.0, 20.0);
    must(ctx, cev_options_set_str(options, CEV_OPT_UNCERTAINTY, "bootstrap"));
    must(ctx, cev_options_set_int(options, CEV_OPT_DRAWS, 50));
    cev_estimator *fit =
        fit_kind(ctx, contract_kinds[_i], options, roll_table(ctx, &r));
    cev_table *summary = NULL;
    must(ctx, cev_estimator_summary(fit, NULL, &summary));
    double alpha = figure(summary, "alpha");
    ck_assert(named(summary, "name", "alpha", "lower") < alpha);
    ck_assert(named(summary, "name", "alpha", "upper") > alpha);
    cev_table_free(summary);
    cev_table_free(r.table);
    cev_estimator_free(fit);
    cev_options_free(options);
    cev_ctx_free(ctx);
}
END_TEST

static int32_t use_contracts(cev_ctx *ctx, void *state)
{
    cev_estimator *fit = NULL;
    cev_table *out[3] = {NULL, NULL, NULL}, *table = NULL;
    roll *r = state;
    int32_t status = cev_table_new(ctx, r->n, &table);
    if (status == CEV_OK)
        status = cev_table_set_column(table, "T", CEV_DOUBLE, r->T, 8, NULL);
    if (status == CEV_OK)
        status = cev_table_set_column(table, "churned", CEV_DOUBLE,
                                      r->churned, 8, NULL);
    if (status == CEV_OK)
        status = cev_estimator_new(ctx, CEV_SBG, NULL, &fit);
    if (status == CEV_OK)
        status = cev_estimator_fit(fit, table);
    if (status == CEV_OK)
        status = cev_estimator_summary(fit, NULL, &out[0]);
    if (status == CEV_OK)
        status = cev_estimator_predict(fit, table, NULL, &out[1]);
    if (status == CEV_OK)
        status = cev_estimator_evaluate(fit, table, CEV_EVAL_RETENTION, NULL,
                                        &out[2]);
    for (int i = 0; i < 3; i++)
        cev_table_free(out[i]);
    cev_estimator_free(fit);
    cev_table_free(table);
    return status;
}

START_TEST(contracts_survive_failing_memory)
{
    roll r = cohort(highend, 7);
    fail_each_allocation(use_contracts, &r);
}
END_TEST

START_TEST(the_host_can_stop_it)
{
    int left = 0, calls = 0;
    roll r = cohort(highend, 7);
    fitted_roll f = fit_roll(CEV_SBG, &r);
    cev_table *out = NULL;
    for (int32_t status = CEV_ERR_CANCELLED; status != CEV_OK; calls++) {
        left = calls + 1;
        cev_ctx_set_progress(f.ctx, stop_work, &left);
        status = cev_estimator_predict(f.fit, r.table, NULL, &out);
        ck_assert(status == CEV_OK || status == CEV_ERR_CANCELLED);
        ck_assert((out != NULL) == (status == CEV_OK));
    }
    ck_assert_int_ge(calls, 3);
    cev_table_free(out);
    out = NULL;
    left = 0;
    ck_assert_int_eq(cev_estimator_fit(f.fit, r.table), CEV_ERR_CANCELLED);
    left = 0;
    ck_assert_int_eq(cev_estimator_evaluate(f.fit, r.table,
                                            CEV_EVAL_RETENTION, NULL, &out),
                     CEV_ERR_CANCELLED);
    ck_assert_ptr_null(out);
    cev_ctx_set_progress(f.ctx, NULL, NULL);
    free_fitted(&f, &r);
}
END_TEST

Suite *suite(void)
{
    Suite *s = suite_create("value/contracts");
    TCase *cases = tcase_create("contracts");
    tcase_add_test(cases, published_fits_are_met);
    tcase_add_test(cases, reference_fits_are_met);
    tcase_add_test(cases, projected_survival_is_as_published);
    tcase_add_loop_test(cases, the_curve_goes_on_for_the_holdout, 0, KINDS);
    tcase_add_loop_test(cases, groups_are_many_equal_customers, 0, KINDS);
    tcase_add_test(cases, predictions_are_those_of_the_kernels);
    tcase_add_loop_test(cases, options_leave_columns_out, 0, KINDS);
    tcase_add_loop_test(cases, thin_data_get_an_answer_and_a_verdict, 0,
                        KINDS);
    tcase_add_loop_test(cases, constant_churn_is_told, 0, KINDS);
    tcase_add_loop_test(cases, weird_rolls_get_finite_answers, 0, 4 * KINDS);
    tcase_add_loop_test(cases, saved_models_come_back_the_same, 0, KINDS);
    tcase_add_test(cases, bad_rows_are_named);
    tcase_add_loop_test(cases, other_questions_are_refused, 0, KINDS);
    tcase_add_loop_test(cases, evaluations_want_their_columns, 0, KINDS);
    tcase_add_loop_test(cases, who_left_last_is_drawn_again, 0, KINDS);
    tcase_add_test(cases, contracts_survive_failing_memory);
    tcase_add_test(cases, the_host_can_stop_it);
    suite_add_tcase(s, cases);
    return s;
}

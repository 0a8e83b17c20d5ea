/* Value without a model: historic and cohort_average by hand, how sure they
   are, evaluation, saved bytes, thin data, bad input, memory. */
#include "value/after.h"

START_TEST(historic_value_is_what_was)
{
    cev_ctx *ctx = new_ctx();
    cev_options *options = ahead_by(ctx, 100.0, 0.0);
    crowd c = new_crowd(4);
    const double T[4] = {50.0, 200.0, 0.0, 10.0};
    const double revenue[4] = {100.0, 60.0, 30.0, NAN};
    memcpy(c.T, T, sizeof T);
    memcpy(c.revenue, revenue, sizeof revenue);
    cev_estimator *fit =
        fit_kind(ctx, CEV_HISTORIC, NULL, crowd_table(ctx, &c));
    cev_table *out = predict_with(ctx, fit, c.table, options);
    ck_assert(cev_table_double(out, "value", 0) == 50.0);
    ck_assert_rel(cev_table_double(out, "value_per_year", 1),
                  0.5 * 60.0 / 200.0 * 365.25, 1e-15);
    ck_assert(isnan(cev_table_double(out, "value_per_year", 2)));
    ck_assert_rel(cev_table_double(out, "expected_value", 0), 100.0, 1e-15);
    ck_assert_rel(cev_table_double(out, "expected_value", 1), 15.0, 1e-15);
    /* on the first day everybody's: 190 in 250 days */
    ck_assert_rel(cev_table_double(out, "expected_value", 2),
                  0.5 * 190.0 / 250.0 * 100.0, 1e-15);
    for (int i = 0; i < 2; i++)
        ck_assert(cev_table_double(out, "expected_value_lo", i)
                      < cev_table_double(out, "expected_value", i)
                  && cev_table_double(out, "expected_value_hi", i)
                         > cev_table_double(out, "expected_value", i));
    ck_assert(isnan(cev_table_double(out, "value", 3)));
    ck_assert(isnan(cev_table_double(out, "expected_value", 3)));
    cev_table_free(out);
    /* half in 365.25 days: the flow is worth less by (1 - 1/2) / log 2 */
    cev_options_free(options);
    options = ahead_by(ctx, 365.25, 1.0);
    out = predict_with(ctx, fit, c.table, options);
    ck_assert_rel(cev_table_double(out, "expected_value", 0),
                  365.25 * 0.5 / log(2.0), 1e-14);
    cev_table_free(out);
    cev_table *summary = summary_of(ctx, fit);
    ck_assert(figure(summary, "unknown_amounts") == 1.0);
    ck_assert(has_verdict(summary, "goes_on_as_so_far"));
    ck_assert(has_verdict(summary, "short_histories"));
    cev_table_free(summary);
    cev_estimator_free(fit);
    free_crowd(&c);
    cev_options_free(options);
    cev_ctx_free(ctx);
}
END_TEST

/* A customer's purchases at a pace of his own, each of a value by chance: the
 * interval holds the pace. */
START_TEST(historic_intervals_hold_the_pace)
{
    enum { CUSTOMERS = 4000 };
    cev_ctx *ctx = new_ctx();
    cev_options *options = ahead_by(ctx, 1.0, 0.0);
    crowd c = new_crowd(CUSTOMERS);
    dice d = {5};
    int held = 0;
    for (int64_t i = 0; i < CUSTOMERS; i++) {
        c.T[i] = 300.0;
        for (double t = 0.0; (t -= 10.0 * log(throw_share(&d))) < 300.0;) {
            double amount = -20.0 * log(throw_share(&d));
            c.x[i] += 1.0;
            c.t_x[i] = t;
            c.revenue[i] += amount;
        }
        c.m_x[i] = c.revenue[i] / c.x[i];
    }
    cev_estimator *fit =
        fit_kind(ctx, CEV_HISTORIC, NULL, crowd_table(ctx, &c));
    cev_table *out = predict_with(ctx, fit, c.table, options);
    for (int64_t i = 0; i < CUSTOMERS; i++)
        held += cev_table_double(out, "expected_value_lo", i) <= 1.0
                && cev_table_double(out, "expected_value_hi", i) >= 1.0;
    /* 90 %, of 4000: a standard error of half a percent */
    ck_assert_msg(abs(held * 1000 / CUSTOMERS - 900) < 25, "%d held", held);
    cev_table_free(out);
    cev_estimator_free(fit);
    free_crowd(&c);
    cev_options_free(options);
    cev_ctx_free(ctx);
}
END_TEST

START_TEST(cohort_averages_go_on_from_band_to_band)
{
    cev_ctx *ctx = new_ctx();
    cev_options *options = ahead_by(ctx, 20.0, 0.0);
    crowd c = two_ages(), asked = new_crowd(4);
    cev_table *curve = NULL;
    const double T[4] = {10.0, 50.0, 29.0, 400.0};
    memcpy(asked.T, T, sizeof T);
    cev_estimator *fit =
        fit_kind(ctx, CEV_COHORT_AVERAGE, NULL, crowd_table(ctx, &c));
    cev_table *out = predict_with(ctx, fit, crowd_table(ctx, &asked), options);
    ck_assert_rel(cev_table_double(out, "expected_value", 0), 15.0, 1e-14);
    ck_assert_rel(cev_table_double(out, "expected_value", 1), 5.0, 1e-14);
    ck_assert_rel(cev_table_double(out, "expected_value", 2), 15.0, 1e-14);
    ck_assert_rel(cev_table_double(out, "expected_value", 3), 5.0, 1e-14);
    /* 60 that differ by 5: a standard error of 5 / sqrt(59) */
    double sd = 0.5 * 5.0 / sqrt(59.0);
    ck_assert_rel(cev_table_double(out, "expected_value_hi", 0),
                  15.0 * exp(1.6448536269514722 * sd / 15.0), 1e-12);
    cev_table_free(out);
    /* 70 days from 10: 20 to the age of 30, which is the other band's */
    must(ctx, cev_options_set_double(options, CEV_OPT_HORIZON, 70.0));
    out = predict_with(ctx, fit, asked.table, options);
    ck_assert_rel(cev_table_double(out, "expected_value", 0),
                  15.0 + 5.0 * 2.5, 1e-14);
    /* from 29 it is 20 days to 49 */
    ck_assert_rel(cev_table_double(out, "expected_value", 2),
                  15.0 + 5.0 * 2.5, 1e-14);
    cev_table_free(out);
    cev_options_free(options);
    must(ctx, cev_estimator_evaluate(fit, c.table, CEV_EVAL_CURVE, NULL,
                                     &curve));
    ck_assert_int_eq(cev_table_row_count(curve), 2);
    ck_assert_rel(cev_table_double(curve, "value", 0), 1.5, 1e-14);
    ck_assert(cev_table_double(curve, "age_to", 1) == 50.0);
    ck_assert_rel(cev_table_double(curve, "cumulative", 0), 15.0, 1e-14);
    /* 40 days at the first pace, to the age of 40, and 10 at the other */
    ck_assert_rel(cev_table_double(curve, "cumulative", 1), 65.0, 1e-14);
    cev_table_free(curve);
    cev_estimator_free(fit);
    free_crowd(&asked);
    free_crowd(&c);
    cev_ctx_free(ctx);
}
END_TEST

START_TEST(intervals_of_averages_hold_the_truth)
{
    enum { SHOPS = 400 };
    int held[2] = {0, 0};
    dice d = {19};
    for (int shop = 0; shop < SHOPS; shop++) {
        cev_ctx *ctx = new_ctx();
        crowd c = draw_crowd(&d, 500, 0.05, 300.0, 100.0);
        cev_estimator *fit =
            fit_kind(ctx, CEV_COHORT_AVERAGE, NULL, crowd_table(ctx, &c));
        cev_table *summary = summary_of(ctx, fit), *curve = NULL;
        must(ctx, cev_estimator_evaluate(fit, c.table, CEV_EVAL_CURVE, NULL,
                                         &curve));
        held[0] += named(summary, "name", "pace", "lower") <= 1.0
                   && named(summary, "name", "pace", "upper") >= 1.0;
        held[1] += cev_table_double(curve, "value_lo", 7) <= 1.0
                   && cev_table_double(curve, "value_hi", 7) >= 1.0;
        cev_table_free(curve);
        cev_table_free(summary);
        cev_estimator_free(fit);
        free_crowd(&c);
        cev_ctx_free(ctx);
    }
    /* 400 of 90 %: a standard error of 6 */
    ck_assert_msg(abs(held[0] - 360) <= 18, "all: %d", held[0]);
    ck_assert_msg(abs(held[1] - 360) <= 24, "a band: %d", held[1]);
}
END_TEST

START_TEST(thin_data_are_pooled_and_said_to_be)
{
    cev_ctx *ctx = new_ctx();
    dice d = {3};
    crowd few = draw_crowd(&d, 40, 0.01, 300.0, 50.0);
    crowd many = draw_crowd(&d, 6000, 0.01, 300.0, 50.0);
    crowd one = new_crowd(1);
    cev_estimator *fit =
        fit_kind(ctx, CEV_COHORT_AVERAGE, NULL, crowd_table(ctx, &few));
    cev_table *summary = summary_of(ctx, fit);
    ck_assert(has_verdict(summary, "ages_pooled"));
    ck_assert(has_verdict(summary, "few_buyers"));
    cev_table_free(summary);
    must(ctx, cev_estimator_fit(fit, crowd_table(ctx, &many)));
    summary = summary_of(ctx, fit);
    ck_assert(figure(summary, "bands") == 24.0);
    ck_assert(has_verdict(summary, "ages_told_apart"));
    ck_assert(!has_verdict(summary, "few_buyers"));
    cev_table_free(summary);
    for (int64_t i = 2000; i < many.n; i++)
        many.after[i] = many.x_holdout[i] = 0.0;
    for (int64_t i = 200; i < many.n; i++)
        many.T_holdout[i] = 0.0; /* not watched at all */
    must(ctx, cev_estimator_fit(fit, crowd_table(ctx, &many)));
    summary = summary_of(ctx, fit);
    double buyers = figure(summary, "buyers");
    ck_assert(buyers >= 20.0 && buyers < 100.0);
    ck_assert(figure(summary, "unknown_amounts") == 5800.0);
    ck_assert(has_verdict(summary, "few_buyers"));
    cev_table_free(summary);
    one.after[0] = NAN;
    one.T_holdout[0] = 9.0;
    must(ctx, cev_estimator_fit(fit, crowd_table(ctx, &one)));
    summary = summary_of(ctx, fit);
    ck_assert(has_verdict(summary, "no_amounts"));
    cev_table_free(summary);
    cev_table *out = predict_with(ctx, fit, one.table, NULL);
    ck_assert(isnan(cev_table_double(out, "expected_value", 0)));
    cev_table_free(out);
    cev_estimator_free(fit);
    free_crowd(&one);
    free_crowd(&many);
    free_crowd(&few);
    cev_ctx_free(ctx);
}
END_TEST

static void check_metrics(cev_ctx *ctx, const char *kind, crowd *c)
{
    cev_table *holdout = NULL, *deciles = NULL, *other = NULL;
    cev_estimator *fit = fit_kind(ctx, kind, NULL, crowd_table(ctx, c));
    must(ctx, cev_estimator_evaluate(fit, c->table, CEV_EVAL_HOLDOUT, NULL,
                                     &holdout));
    must(ctx, cev_estimator_evaluate(fit, c->table, CEV_EVAL_DECILES, NULL,
                                     &deciles));
    double actual = 0.0, predicted = 0.0;
    for (int64_t i = 0; i < c->n; i++)
        actual += c->after[i];
    ck_assert_rel(named(holdout, "metric", "actual", "value"), actual, 1e-12);
    ck_assert_rel(column_sum(deciles, "actual"), actual, 1e-12);
    predicted = named(holdout, "metric", "predicted", "value");
    ck_assert_rel(column_sum(deciles, "predicted"), predicted, 1e-12);
    ck_assert(named(holdout, "metric", "naive_mae", "value") > 0.0);
    ck_assert_int_eq(cev_estimator_evaluate(fit, c->table, CEV_EVAL_TRACKING,
                                            NULL, &other),
                     CEV_ERR_KIND);
    ck_assert_ptr_null(other);
    if (strcmp(kind, CEV_COHORT_AVERAGE) == 0) {
        /* fitted to the same: the means are those that came */
        ck_assert_rel(predicted, actual, 1e-9);
        ck_assert(named(holdout, "metric", "predicted", "lower") < actual);
        ck_assert(named(holdout, "metric", "predicted", "upper") > actual);
    }
    cev_table_free(deciles);
    cev_table_free(holdout);
    cev_estimator_free(fit);
}

/* What all bring, by how they err: apart by their own pace, and together by
 * that of their age. (EVAL-TOTALS-1) */
START_TEST(totals_of_averages_are_sums)
{
    cev_ctx *ctx = new_ctx();
    dice d = {24};
    crowd c = draw_crowd(&d, 400, 0.02, 200.0, 60.0);
    cev_estimator *fit =
        fit_kind(ctx, average_kinds[_i], NULL, crowd_table(ctx, &c));
    cev_table *says = NULL, *totals = NULL;
    double sum = 0.0, lower = 0.0, upper = 0.0, squares = 0.0;
    must(ctx, cev_estimator_predict(fit, c.table, NULL, &says));
    must(ctx, cev_estimator_evaluate(fit, c.table, CEV_EVAL_TOTALS, NULL,
                                     &totals));
    for (int64_t i = 0; i < c.n; i++) {
        double value = cev_table_double(says, "expected_value", i);
        double most = cev_table_double(says, "expected_value_hi", i);
        if (isnan(value))
            continue;
        double error = value > 0.0 ? value * log(most / value) : 0.0;
        sum += value;
        squares += error * error;
        lower += cev_table_double(says, "expected_value_lo", i);
        upper += most;
    }
    double high = cev_table_double(totals, "upper", 0);
    double low = cev_table_double(totals, "lower", 0);
    ck_assert_str_eq(cev_table_text(totals, "quantity", 0), "expected_value");
    ck_assert_rel(cev_table_double(totals, "value", 0), sum, 1e-12);
    ck_assert(lower < low && low < sum && sum < high && high < upper);
    if (strcmp(average_kinds[_i], CEV_HISTORIC) == 0)
        ck_assert_rel(log(high / sum), sqrt(squares) / sum, 1e-9);
    cev_table_free(totals);
    cev_table_free(says);
    cev_estimator_free(fit);
    free_crowd(&c);
    cev_ctx_free(ctx);
}
END_TEST

START_TEST(both_are_held_against_the_holdout)
{
    cev_ctx *ctx = new_ctx();
    dice d = {23};
    crowd c = draw_crowd(&d, 700, 0.02, 200.0, 60.0);
    check_metrics(ctx, CEV_HISTORIC, &c);
    check_metrics(ctx, CEV_COHORT_AVERAGE, &c);
    free_crowd(&c);
    cev_ctx_free(ctx);
}
END_TEST

START_TEST(saved_averages_come_back)
{
    cev_ctx *ctx = new_ctx();
    dice d = {29};
    crowd c = draw_crowd(&d, 900, 0.02, 200.0, 60.0);
    cev_estimator *fit =
        fit_kind(ctx, average_kinds[_i], NULL, crowd_table(ctx, &c));
    cev_estimator *back = NULL;
    int64_t size = 0;
    must(ctx, cev_estimator_save(fit, NULL, 0, &size));
    uint8_t *bytes = malloc((size_t)size);
    ck_assert_ptr_nonnull(bytes);
    must(ctx, cev_estimator_save(fit, bytes, size, &size));
    must(ctx, cev_estimator_load(ctx, bytes, size, &back));
    cev_table *one = predict_with(ctx, fit, c.table, NULL);
    cev_table *other = predict_with(ctx, back, c.table, NULL);
    same_results(one, other);
    cev_table_free(one);
    cev_table_free(other);
    one = summary_of(ctx, fit);
    other = summary_of(ctx, back);
    same_results(one, other);
    cev_table_free(one);
    cev_table_free(other);
    cev_estimator_free(back);
    cev_estimator_free(fit);
    free(bytes);
    free_crowd(&c);
    cev_ctx_free(ctx);
}
END_TEST

START_TEST(bad_customers_are_refused_in_words)
{
    cev_ctx *ctx = new_ctx();
    cev_estimator *fit = NULL;
    cev_table *bare = NULL;
    crowd c = two_ages();
    const double x[1] = {0.0};
    must(ctx, cev_estimator_new(ctx, average_kinds[_i], NULL, &fit));
    must(ctx, cev_table_new(ctx, 1, &bare));
    for (int k = 0; k < 3; k++)
        must(ctx, cev_table_set_column(bare, crowd_names[k], CEV_DOUBLE, x, 8,
                                       NULL));
    ck_assert_int_eq(cev_estimator_fit(fit, bare), CEV_ERR_COLUMN);
    ck_assert_ptr_nonnull(
        strstr(cev_ctx_message(ctx), _i == 0 ? "revenue" : "x_holdout"));
    c.T[7] = -1.0;
    ck_assert_int_eq(cev_estimator_fit(fit, crowd_table(ctx, &c)),
                     CEV_ERR_DOMAIN);
    ck_assert_str_eq(cev_ctx_message(ctx),
                     "T[7] = -1; wanted a time from 0 to 1e18");
    c.n = 0;
    ck_assert_int_eq(cev_estimator_fit(fit, crowd_table(ctx, &c)),
                     CEV_ERR_DOMAIN);
    cev_table_free(bare);
    cev_estimator_free(fit);
    free_crowd(&c);
    cev_ctx_free(ctx);
}
END_TEST

static int32_t ask_average(cev_ctx *ctx, void *state)
{
    crowd c = two_ages();
    cev_estimator *fit = NULL;
    cev_table *t[5] = {NULL, NULL, NULL, NULL, NULL};
    int32_t status = cev_table_new(ctx, c.n, &c.table);
    for (int k = 0; status == CEV_OK && k < CROWD_COLUMNS; k++)
        status = cev_table_set_column(c.table, crowd_names[k], CEV_DOUBLE,
                                      *crowd_column(&c, k), 8, NULL);
    if (status == CEV_OK)
        status = cev_estimator_new(ctx, state, NULL, &fit);
    if (status == CEV_OK)
        status = cev_estimator_fit(fit, c.table);
    if (status == CEV_OK)
        status = cev_estimator_predict(fit, c.table, NULL, &t[0]);
    if (status == CEV_OK)
        status = cev_estimator_evaluate(fit, c.table, CEV_EVAL_HOLDOUT, NULL,
                                        &t[1]);
    if (status == CEV_OK)
        status = cev_estimator_evaluate(fit, c.table, CEV_EVAL_DECILES, NULL,
                                        &t[2]);
    if (status == CEV_OK)
        status = cev_estimator_summary(fit, NULL, &t[3]);
    if (status == CEV_OK)
        status = cev_estimator_evaluate(fit, c.table, CEV_EVAL_TOTALS, NULL,
                                        &t[4]);
    for (int i = 0; i < 5; i++)
        cev_table_free(t[i]);
    cev_estimator_free(fit);
    free_crowd(&c);
    return status;
}

START_TEST(averages_survive_failing_memory)
{
    char kind[32];
    strcpy(kind, average_kinds[_i]);
    fail_each_allocation(ask_average, kind);
    stop_each_call(ask_average, kind);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("averages");
    tcase_add_test(cases, historic_value_is_what_was);
    tcase_add_test(cases, historic_intervals_hold_the_pace);
    tcase_add_test(cases, cohort_averages_go_on_from_band_to_band);
    tcase_add_test(cases, intervals_of_averages_hold_the_truth);
    tcase_add_test(cases, thin_data_are_pooled_and_said_to_be);
    tcase_add_loop_test(cases, totals_of_averages_are_sums, 0, 2);
    tcase_add_test(cases, both_are_held_against_the_holdout);
    tcase_add_loop_test(cases, saved_averages_come_back, 0, 2);
    tcase_add_loop_test(cases, bad_customers_are_refused_in_words, 0, 2);
    tcase_add_loop_test(cases, averages_survive_failing_memory, 0, 2);
    Suite *s = suite_create("value/averages");
    suite_add_tcase(s, cases);
    return s;
}

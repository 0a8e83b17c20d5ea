/* cev/scores.h: published figures, figures counted pair by pair, what must
 * hold, bad input. */
#include "predict/trials.h"
#include "support/stops.h"

/* ---- Figures counted pair by pair ---------------------------------------- */

/* The area and DeLong's variance, by their definitions. */
static double delong(const double *predicted, double *variance)
{
    double n[2] = {0, 0}, place[ROWS], area = 0, s[2] = {0, 0};
    for (int i = 0; i < ROWS; i++)
        n[data.actual[i] > 0]++;
    for (int i = 0; i < ROWS; i++) {
        place[i] = 0;
        for (int j = 0; j < ROWS; j++) {
            if (data.actual[i] == data.actual[j])
                continue;
            int up = data.actual[i] > data.actual[j] ? i : j, down = i + j - up;
            place[i] += predicted[up] > predicted[down]    ? 1.0
                        : predicted[up] == predicted[down] ? 0.5
                                                           : 0.0;
        }
        place[i] /= n[data.actual[i] <= 0];
        area += data.actual[i] > 0 ? place[i] / n[1] : 0;
    }
    for (int i = 0; i < ROWS; i++)
        s[data.actual[i] > 0] += (place[i] - area) * (place[i] - area);
    *variance = s[0] / (n[0] - 1) / n[0] + s[1] / (n[1] - 1) / n[1];
    return area;
}

START_TEST(auc_has_delong_s_error)
{
    double variance;
    cev_table *trial = invented_trial(0);
    cev_table *scores = judged(trial, CEV_EVAL_SCORES, NULL);
    double area = delong(data.prediction, &variance);
    int64_t row = row_named(scores, "auc");
    ck_assert_rel(cev_table_double(scores, "value", row), area, 1e-13);
    ck_assert_rel(cev_table_double(scores, "std_error", row), sqrt(variance),
                  1e-12);
    double lower = cev_table_double(scores, "lower", row);
    double upper = cev_table_double(scores, "upper", row);
    ck_assert(lower < area && area < upper && upper < 1.0);
    ck_assert_near((upper - lower) / (2.0 * 1.6448536 * sqrt(variance)), 1.0,
                   0.05);
    ck_assert_rel(value_named(scores, "gini"), 2.0 * area - 1.0, 1e-12);
    cev_table_free(scores);
    cev_table_free(trial);
}
END_TEST

START_TEST(brier_is_the_sum_of_its_parts)
{
    cev_table *trial = invented_trial(1);
    cev_table *scores = judged(trial, CEV_EVAL_SCORES, NULL);
    double base = value_named(scores, "actual");
    double discrimination = value_named(scores, "brier_discrimination");
    double miscalibration = value_named(scores, "brier_miscalibration");
    ck_assert_rel(value_named(scores, "brier_uncertainty"),
                  base * (1.0 - base), 1e-13);
    ck_assert_rel(value_named(scores, "brier"),
                  miscalibration - discrimination + base * (1.0 - base),
                  1e-13);
    ck_assert(miscalibration > 0.0 && discrimination > 0.0);
    cev_table_free(scores);
    cev_table_free(trial);
}
END_TEST

/* Harrell's c by the pairs. */
static double concordance(void)
{
    double right = 0, pairs = 0;
    for (int i = 0; i < ROWS; i++)
        for (int j = 0; j < ROWS; j++) {
            double ti = data.time[i], tj = data.time[j];
            if (!(data.event[i] > 0)
                || !(ti < tj || (ti == tj && !(data.event[j] > 0))))
                continue;
            double w = data.customers[i] * data.customers[j];
            pairs += w;
            right += data.prediction[i] > data.prediction[j]    ? w
                     : data.prediction[i] == data.prediction[j] ? 0.5 * w
                                                                : 0.0;
        }
    return right / pairs;
}

START_TEST(concordance_counts_the_pairs_that_can_be_judged)
{
    static const char *const names[] = {"time", "event", "prediction",
                                        "customers", NULL};
    const double *const columns[] = {data.time, data.event, data.prediction,
                                     data.customers};
    invent();
    cev_table *trial = trial_of(names, columns, ROWS);
    cev_table *scores = judged(trial, CEV_EVAL_SCORES, NULL);
    ck_assert_rel(value_named(scores, "concordance"), concordance(), 1e-13);
    int64_t row = row_named(scores, "concordance");
    double error = cev_table_double(scores, "std_error", row);
    ck_assert(error > 0.005 && error < 0.05);
    cev_table_free(scores);
    cev_table_free(trial);
}
END_TEST

/* A weight of 2 is a row written twice. */
START_TEST(weights_are_rows_written_more_often)
{
    static const char *const names[] = {"actual", "prediction", NULL};
    static double actual[3 * ROWS], prediction[3 * ROWS];
    const double *const columns[] = {actual, prediction};
    const char *const evaluations[] = {CEV_EVAL_SCORES, CEV_EVAL_CONFUSION,
                                       CEV_EVAL_PROFIT};
    cev_table *trial = invented_trial(1);
    int64_t n = 0;
    for (int i = 0; i < ROWS; i++)
        for (int k = 0; k < (int)data.customers[i]; k++) {
            actual[n] = data.actual[i];
            prediction[n++] = data.prediction[i];
        }
    cev_table *often = trial_of(names, columns, n);
    for (int e = 0; e < 3; e++) {
        cev_table *a = judged(trial, evaluations[e], NULL);
        cev_table *b = judged(often, evaluations[e], NULL);
        for (int64_t i = 0; i < cev_table_row_count(a); i++) {
            ck_assert_rel(cev_table_double(a, "value", i),
                          cev_table_double(b, "value", i), 1e-11);
            ck_assert_rel(cev_table_double(a, "std_error", i),
                          cev_table_double(b, "std_error", i), 1e-9);
            ck_assert_rel(cev_table_double(a, "upper", i),
                          cev_table_double(b, "upper", i), 1e-9);
        }
        cev_table_free(a);
        cev_table_free(b);
    }
    cev_table_free(often);
    cev_table_free(trial);
}
END_TEST

/* SCORE-ORDER-1 */
START_TEST(the_order_of_rows_changes_no_bit)
{
    static const char *const names[] = {"actual", "prediction", "other",
                                        "customers", NULL};
    static double turned[4][ROWS];
    const double *const columns[] = {turned[0], turned[1], turned[2],
                                     turned[3]};
    static const char *const evaluations[] = {
        CEV_EVAL_SCORES, CEV_EVAL_CALIBRATION, CEV_EVAL_LIFT,
        CEV_EVAL_ROC,    CEV_EVAL_CONFUSION,   CEV_EVAL_PROFIT};
    cev_table *trial = invented_trial(1), *a[7], *b[7];
    for (int i = 0; i < ROWS; i++) {
        int j = (i * 77 + 13) % ROWS;
        turned[0][i] = data.actual[j];
        turned[1][i] = data.prediction[j];
        turned[2][i] = data.other[j];
        turned[3][i] = data.customers[j];
    }
    cev_table *other = trial_of(names, columns, ROWS);
    for (int e = 0; e < 6; e++) {
        a[e] = judged(trial, evaluations[e], NULL);
        b[e] = judged(other, evaluations[e], NULL);
    }
    expect_ok(cev_scores_compare(ctx, trial, NULL, &a[6]));
    expect_ok(cev_scores_compare(ctx, other, NULL, &b[6]));
    for (int e = 0; e < 7; e++) {
        for (int64_t c = 0; c < cev_table_column_count(a[e]); c++)
            for (int64_t i = 0; i < cev_table_row_count(a[e]); i++) {
                const char *name = cev_table_name(a[e], c);
                double x = cev_table_double(a[e], name, i);
                double y = cev_table_double(b[e], name, i);
                ck_assert_msg(x == y || (isnan(x) && isnan(y)),
                              "%s[%d]: %.17g %.17g", name, (int)i, x, y);
            }
        cev_table_free(a[e]);
        cev_table_free(b[e]);
    }
    cev_table_free(other);
    cev_table_free(trial);
}
END_TEST

/* ---- Numbers ------------------------------------------------------------- */

START_TEST(numbers_are_measured_as_by_hand)
{
    static const double actual[5] = {0, 10, 20, 30, 40};
    static const double prediction[5] = {5, 5, 25, 45, 30};
    static const char *const names[] = {"actual", "prediction", NULL};
    const double *const columns[] = {actual, prediction};
    cev_table *trial = trial_of(names, columns, 5);
    cev_table *scores = judged(trial, CEV_EVAL_SCORES, NULL);
    ck_assert_near(value_named(scores, "bias"), 2.0, 1e-14);
    ck_assert_near(value_named(scores, "mae"), 8.0, 1e-14);
    ck_assert_near(value_named(scores, "rmse"), sqrt(80.0), 1e-14);
    /* 400 left of 1000 */
    ck_assert_near(value_named(scores, "r2"), 0.6, 1e-14);
    /* sums of the truth by its rank's distance from the middle one */
    ck_assert_near(value_named(scores, "gini"),
                   (10 * -1.5 + 40 * 1 + 30 * 2) / (-10.0 + 30.0 + 80.0),
                   1e-13);
    ck_assert(row_named(scores, "auc") < 0);
    cev_table_free(scores);
    cev_table_free(trial);
}
END_TEST

/* The influence of a customer is what the figure moves when one more is like
 * him: checked by doubling single rows. */
START_TEST(errors_are_those_of_the_jackknife)
{
    static const char *const names[] = {"actual", "prediction", "customers",
                                        NULL};
    static double weights[ROWS], spend[ROWS];
    const double *const columns[] = {spend, data.other, weights};
    static const char *const metrics[] = {"rmse", "r2", "gini"};
    double base[3], squares[3] = {0, 0, 0}, error[3];
    invent();
    for (int i = 0; i < ROWS; i++) {
        weights[i] = 1.0;
        spend[i] = data.actual[i] * data.value[i] * (0.3 + data.other[i]);
    }
    for (int i = -1; i < ROWS; i++) {
        if (i >= 0)
            weights[i] = 1.0 + 1e-4;
        cev_table *trial = trial_of(names, columns, ROWS);
        cev_table *scores = judged(trial, CEV_EVAL_SCORES, NULL);
        for (int m = 0; m < 3; m++) {
            double value = value_named(scores, metrics[m]);
            if (i < 0) {
                base[m] = value;
                error[m] = cev_table_double(scores, "std_error",
                                            row_named(scores, metrics[m]));
            } else
                squares[m] += pow((value - base[m]) / 1e-4, 2.0);
        }
        if (i >= 0)
            weights[i] = 1.0;
        cev_table_free(scores);
        cev_table_free(trial);
    }
    for (int m = 0; m < 3; m++)
        ck_assert_rel(error[m], sqrt(squares[m] * ROWS / (ROWS - 1.0)), 1e-3);
}
END_TEST

/* ---- Two models ---------------------------------------------------------- */

/* SCORE-PAIR-1: the covariance of two areas by its definition. */
START_TEST(two_models_are_compared_on_the_same_customers)
{
    cev_table *trial = invented_trial(0), *out = NULL;
    double v[2];
    expect_ok(cev_scores_compare(ctx, trial, NULL, &out));
    double a = delong(data.prediction, &v[0]), b = delong(data.other, &v[1]);
    int64_t row = row_named(out, "auc");
    ck_assert_rel(cev_table_double(out, "difference", row), a - b, 1e-12);
    double error = cev_table_double(out, "std_error", row);
    ck_assert(error < sqrt(v[0] + v[1]));
    ck_assert_near(cev_table_double(out, "p", row),
                   erfc(fabs(a - b) / error / sqrt(2.0)), 1e-12);
    cev_table_free(out);
    /* a model against itself */
    put_numbers(trial, "other", data.prediction);
    expect_ok(cev_scores_compare(ctx, trial, NULL, &out));
    row = row_named(out, "auc");
    ck_assert(cev_table_double(out, "difference", row) == 0.0);
    ck_assert(cev_table_double(out, "p", row) == 1.0);
    cev_table_free(out);
    cev_table_free(trial);
}
END_TEST

/* Nobody is right to call a share of 0.5 perfect; log-odds bent back. */
START_TEST(calibration_is_found_out)
{
    static const char *const names[] = {"actual", "prediction", NULL};
    static double bent[4 * ROWS], actual[4 * ROWS];
    const double *const columns[] = {actual, bent};
    uint64_t state = 3;
    for (int i = 0; i < 4 * ROWS; i++) {
        double p = 0.02 + 0.96 * share_from(&state);
        actual[i] = share_from(&state) < p;
        bent[i] = 1.0 / (1.0 + exp(-2.0 * log(p / (1.0 - p)) - 0.5));
    }
    cev_table *trial = trial_of(names, columns, 4 * ROWS);
    cev_table *scores = judged(trial, CEV_EVAL_SCORES, NULL);
    int64_t row = row_named(scores, "calibration_slope");
    ck_assert(fabs(cev_table_double(scores, "value", row) - 0.5)
              < 3.0 * cev_table_double(scores, "std_error", row));
    ck_assert(value_named(scores, "calibration_intercept") < 0.0);
    cev_table *bins = judged(trial, CEV_EVAL_CALIBRATION, NULL);
    for (int64_t i = 0; i < cev_table_row_count(bins); i++)
        ck_assert(cev_table_double(bins, "bin", i) == (double)i + 1.0);
    cev_table_free(bins);
    cev_table_free(scores);
    cev_table_free(trial);
}
END_TEST

/* ---- Little, and nothing ------------------------------------------------- */

/* No number is NaN without a method that says why. */
static void no_silent_gap(const cev_table *scores)
{
    for (int64_t i = 0; i < cev_table_row_count(scores); i++)
        if (isnan(cev_table_double(scores, "value", i)))
            ck_assert_ptr_nonnull(cev_table_text(scores, "method", i));
}

START_TEST(little_data_are_answered_with_words)
{
    static const char *const names[] = {"actual", "prediction", NULL};
    static const double ones[4] = {1, 1, 1, 1}, yes_no[4] = {0, 0, 1, 1};
    static const double sure[4] = {0, 0.1, 0.8, 1}, flat[4] = {.3, .3, .3, .3};
    static const double wild[4] = {-3, 17, 2, 1e100};
    const double *const truths[3] = {ones, yes_no, yes_no};
    const double *const guesses[3] = {flat, sure, wild};
    for (int t = 0; t < 3; t++)
        for (int g = 0; g < 3; g++)
            for (int64_t n = 1; n <= 4; n++) {
                const double *const columns[] = {truths[t], guesses[g]};
                static const char *const evaluations[] = {
                    CEV_EVAL_SCORES, CEV_EVAL_CONFUSION, CEV_EVAL_PROFIT,
                    CEV_EVAL_LIFT,   CEV_EVAL_ROC,       CEV_EVAL_CALIBRATION};
                cev_table *trial = trial_of(names, columns, n);
                for (int e = 0; e < 6; e++) {
                    cev_table *out = judged(trial, evaluations[e], NULL);
                    if (e < 1)
                        no_silent_gap(out);
                    cev_table_free(out);
                }
                cev_table_free(trial);
            }
}
END_TEST

/* Every figure of a table is finite, or a gap with a word why; bounds are in
 * order. */
static void finite_or_told(const cev_table *scores)
{
    for (int64_t i = 0; i < cev_table_row_count(scores); i++) {
        double value = cev_table_double(scores, "value", i);
        double lower = cev_table_double(scores, "lower", i);
        double upper = cev_table_double(scores, "upper", i);
        ck_assert(!isinf(value) && !isinf(lower) && !isinf(upper));
        ck_assert_msg(!(lower > upper), "%s: %g, %g to %g",
                      cev_table_text(scores, "metric", i), value, lower,
                      upper);
    }
    no_silent_gap(scores);
}

/* 2,000 small tables of the wildest numbers. */
START_TEST(wild_tables_are_answered)
{
    static const double wild[8] = {0, 1, 0.5, -0.0, 1e150, -1e150, 1e-300, 2};
    static const char *const names[] = {"actual", "prediction", "customers",
                                        "value", NULL};
    double columns[4][8];
    const double *const list[] = {columns[0], columns[1], columns[2],
                                  columns[3]};
    uint64_t state = 77;
    for (int k = 0; k < 2000; k++) {
        int64_t n = 1 + (int64_t)(7.0 * share_from(&state));
        int is_binary = share_from(&state) < 0.7;
        for (int64_t i = 0; i < n; i++) {
            columns[0][i] = is_binary ? share_from(&state) < 0.5
                                      : wild[(int)(8 * share_from(&state))];
            columns[1][i] = share_from(&state) < 0.5
                                ? share_from(&state)
                                : wild[(int)(8 * share_from(&state))];
            columns[2][i] = share_from(&state) < 0.8
                                ? 1.0
                                : 1e3 * share_from(&state);
            columns[3][i] = wild[(int)(4 * share_from(&state))] * 1e6;
        }
        cev_table *trial = trial_of(names, list, n);
        cev_table *scores = judged(trial, CEV_EVAL_SCORES, NULL);
        finite_or_told(scores);
        cev_table_free(scores);
        cev_table_free(trial);
    }
}
END_TEST

START_TEST(perfect_order_is_bounded_by_the_pairs_seen)
{
    static const char *const names[] = {"actual", "prediction", NULL};
    static const double truth[5] = {0, 0, 0, 1, 1};
    static const double guess[5] = {.1, .2, .3, .8, .9};
    const double *const columns[] = {truth, guess};
    cev_table *trial = trial_of(names, columns, 5);
    cev_table *scores = judged(trial, CEV_EVAL_SCORES, NULL);
    int64_t row = row_named(scores, "auc");
    ck_assert(cev_table_double(scores, "value", row) == 1.0);
    ck_assert_near(cev_table_double(scores, "lower", row), sqrt(0.05), 1e-14);
    ck_assert(cev_table_double(scores, "upper", row) == 1.0);
    ck_assert(isnan(value_named(scores, "calibration_slope")));
    row = row_named(scores, "gini");
    ck_assert_near(cev_table_double(scores, "value", row), 1.0, 1e-14);
    ck_assert(isnan(cev_table_double(scores, "lower", row)));
    cev_table_free(scores);
    cev_table_free(trial);
}
END_TEST

START_TEST(texts_and_unknown_customers_are_read)
{
    static const char *const truth[5] = {"no", "yes", NULL, "no", "yes"};
    static const double guess[5] = {.1, .9, .5, .2, .7};
    cev_table *trial = frame_of(ctx, 5);
    put_texts(trial, "actual", truth);
    put_numbers(trial, "prediction", guess);
    cev_table *scores = judged(trial, CEV_EVAL_SCORES, NULL);
    ck_assert(value_named(scores, "customers") == 4.0);
    ck_assert(value_named(scores, "unknown") == 1.0);
    ck_assert(value_named(scores, "auc") == 1.0);
    cev_table_free(scores);
    cev_table_free(trial);
}
END_TEST

START_TEST(what_cannot_be_judged_is_refused_in_words)
{
    static const double truth[2] = {0, 1}, gap[2] = {NAN, 0.5};
    static const double none[2] = {NAN, NAN}, guess[2] = {0.5, 0.6};
    cev_table *trial = frame_of(ctx, 2), *out = NULL;
    put_numbers(trial, "actual", truth);
    expect_failure(cev_scores_evaluate(ctx, trial, "scores", NULL, &out),
                   CEV_ERR_COLUMN, "the table has no column \"prediction\"; wanted one of "
                   "doubles or int64");
    put_numbers(trial, "prediction", gap);
    expect_failure(cev_scores_evaluate(ctx, trial, "scores", NULL, &out),
                   CEV_ERR_DOMAIN,
                   "prediction[0] = nan; wanted a number from -1e150 to "
                   "1e150");
    put_numbers(trial, "prediction", guess);
    expect_failure(cev_scores_evaluate(ctx, trial, "score", NULL, &out),
                   CEV_ERR_KIND,
                   "\"score\" is no evaluation of predictions; wanted one of: "
                   "scores, calibration, lift, roc, confusion, profit");
    put_numbers(trial, "actual", none);
    expect_failure(cev_scores_evaluate(ctx, trial, "scores", NULL, &out),
                   CEV_ERR_DOMAIN,
                   "the truth is a gap, or customers 0, in all rows; wanted a "
                   "customer of whom it is known");
    put_numbers(trial, "actual", guess);
    expect_failure(cev_scores_evaluate(ctx, trial, "roc", NULL, &out),
                   CEV_ERR_KIND,
                   "the evaluation \"roc\" wants a truth of 0 and 1");
    ck_assert_int_eq(cev_scores_evaluate(NULL, trial, "roc", NULL, &out),
                     CEV_ERR_ARGUMENT);
    expect_failure(cev_scores_evaluate(ctx, NULL, "roc", NULL, &out),
                   CEV_ERR_ARGUMENT, "trial is NULL");
    expect_failure(cev_scores_compare(ctx, trial, NULL, &out), CEV_ERR_COLUMN,
                   "the table has no column \"other\"; wanted one of doubles "
                   "or int64");
    cev_options *wrong = NULL;
    expect_ok(cev_options_new(ctx, &wrong));
    expect_ok(cev_options_set_int(wrong, "rounds", 3));
    ck_assert_int_eq(cev_scores_evaluate(ctx, trial, "roc", wrong, &out),
                     CEV_ERR_OPTION);
    ck_assert_int_eq(cev_scores_compare(ctx, trial, wrong, &out),
                     CEV_ERR_OPTION);
    cev_options_free(wrong);
    ck_assert_ptr_null(out);
    cev_table_free(trial);
}
END_TEST

/* A truth by times, of effects, or none at all. */
START_TEST(a_truth_that_cannot_be_read_is_named)
{
    static const double guess[2] = {0.5, 0.6}, half[2] = {0.5, 1.0};
    static const double minus[2] = {0.0, -1.0}, time[2] = {3.0, 4.0};
    static const double all[2] = {1.0, 1.0}, nobody[2] = {0.0, 0.0};
    static const char *const words[2] = {"soon", "late"};
    cev_table *trial = frame_of(ctx, 2), *out = NULL;
    put_numbers(trial, "prediction", guess);
    ck_assert_int_eq(cev_scores_evaluate(ctx, trial, "scores", NULL, &out),
                     CEV_ERR_COLUMN);
    put_texts(trial, "time", words);
    ck_assert_int_eq(cev_scores_evaluate(ctx, trial, "scores", NULL, &out),
                     CEV_ERR_COLUMN);
    put_numbers(trial, "time", time);
    ck_assert_int_eq(cev_scores_evaluate(ctx, trial, "scores", NULL, &out),
                     CEV_ERR_COLUMN);
    put_numbers(trial, "event", half);
    expect_failure(cev_scores_evaluate(ctx, trial, "scores", NULL, &out),
                   CEV_ERR_DOMAIN, "event[0] = 0.5; wanted 0 or 1");
    put_numbers(trial, "event", minus);
    expect_failure(cev_scores_evaluate(ctx, trial, "scores", NULL, &out),
                   CEV_ERR_DOMAIN, "event[1] = -1; wanted 0 or 1");
    put_numbers(trial, "actual", time);
    put_texts(trial, "treated", words);
    ck_assert_int_eq(cev_scores_evaluate(ctx, trial, "qini", NULL, &out),
                     CEV_ERR_COLUMN);
    put_numbers(trial, "treated", minus);
    expect_failure(cev_scores_evaluate(ctx, trial, "qini", NULL, &out),
                   CEV_ERR_DOMAIN,
                   "treated[1] = -1; wanted 0, 1 or a gap");
    put_numbers(trial, "treated", all);
    expect_failure(cev_scores_evaluate(ctx, trial, "qini", NULL, &out),
                   CEV_ERR_DOMAIN,
                   "by column \"treated\" nobody was left untreated; wanted "
                   "customers who were and who were not");
    put_numbers(trial, "treated", nobody);
    expect_failure(cev_scores_evaluate(ctx, trial, "qini", NULL, &out),
                   CEV_ERR_DOMAIN,
                   "by column \"treated\" nobody was treated; wanted "
                   "customers who were and who were not");
    ck_assert_ptr_null(out);
    cev_table_free(trial);
}
END_TEST

/* Without an interval the comparison is the same, with two columns less. */
START_TEST(two_models_are_compared_without_an_interval)
{
    cev_options *plain = NULL;
    cev_table *trial = invented_trial(0), *bare = NULL, *bounded = NULL;
    expect_ok(cev_options_new(ctx, &plain));
    expect_ok(cev_options_set_double(plain, "interval", 0.0));
    expect_ok(cev_scores_compare(ctx, trial, plain, &bare));
    expect_ok(cev_scores_compare(ctx, trial, NULL, &bounded));
    ck_assert_int_eq(cev_table_column_count(bare) + 2,
                     cev_table_column_count(bounded));
    for (int64_t i = 0; i < cev_table_row_count(bare); i++)
        ck_assert(cev_table_double(bare, "difference", i)
                  == cev_table_double(bounded, "difference", i));
    cev_table_free(bounded);
    cev_table_free(bare);
    cev_table_free(trial);
    cev_options_free(plain);
}
END_TEST

START_TEST(judging_can_be_cancelled)
{
    cev_table *trial = invented_trial(0), *out = NULL;
    expect_ok(cev_ctx_set_progress(ctx, stop_work, NULL));
    ck_assert_int_eq(cev_scores_evaluate(ctx, trial, "scores", NULL, &out),
                     CEV_ERR_CANCELLED);
    ck_assert_int_eq(cev_scores_compare(ctx, trial, NULL, &out),
                     CEV_ERR_CANCELLED);
    ck_assert_ptr_null(out);
    cev_table_free(trial);
}
END_TEST

Suite *suite(void)
{
    Suite *s = suite_create("predict/scores");
    TCase *cases = case_with_ctx("scores");
    tcase_add_test(cases, auc_has_delong_s_error);
    tcase_add_test(cases, brier_is_the_sum_of_its_parts);
    tcase_add_test(cases, concordance_counts_the_pairs_that_can_be_judged);
    tcase_add_test(cases, weights_are_rows_written_more_often);
    tcase_add_test(cases, the_order_of_rows_changes_no_bit);
    tcase_add_test(cases, numbers_are_measured_as_by_hand);
    tcase_add_test(cases, errors_are_those_of_the_jackknife);
    tcase_add_test(cases, two_models_are_compared_on_the_same_customers);
    tcase_add_test(cases, calibration_is_found_out);
    tcase_add_test(cases, little_data_are_answered_with_words);
    tcase_add_test(cases, wild_tables_are_answered);
    tcase_add_test(cases, perfect_order_is_bounded_by_the_pairs_seen);
    tcase_add_test(cases, texts_and_unknown_customers_are_read);
    tcase_add_test(cases, what_cannot_be_judged_is_refused_in_words);
    tcase_add_test(cases, a_truth_that_cannot_be_read_is_named);
    tcase_add_test(cases, two_models_are_compared_without_an_interval);
    tcase_add_test(cases, judging_can_be_cancelled);
    suite_add_tcase(s, cases);
    return s;
}

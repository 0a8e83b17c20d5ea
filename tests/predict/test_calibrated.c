/* Learners whose probabilities are bent to the truth. */
#include "predict/calibration.h"
#include "predict/whole_life.h"

#include <math.h>

#include "support/near.h"

enum { MANY = 240 };

/* A hundred and more customers whose log-odds of `leaves` are known, and what
 * a learner twice too sure says of them; deterministic. */
typedef struct {
    double leaves[MANY], sure[MANY], odds[MANY], customers[MANY];
} crowd;

static crowd many;

static double share_of(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return (double)(*state >> 11) / 9007199254740992.0;
}

static void gather(void)
{
    uint64_t state = 3;
    for (int i = 0; i < MANY; i++) {
        double odds = 3.0 * share_of(&state) - 2.0;
        many.odds[i] = odds;
        many.leaves[i] = share_of(&state) < 1.0 / (1.0 + exp(-odds));
        many.sure[i] = 1.0 / (1.0 + exp(-2.0 * odds - 1.0));
        many.customers[i] = 1.0 + (double)(i % 3);
    }
}

static cev__trial crowd_trial(const double *predicted)
{
    const double *const columns[CEV__TRIAL_COLUMNS] = {
        predicted, many.leaves, many.customers, NULL, NULL};
    cev__trial trial;
    expect_ok(cev__trial_open(ctx, CEV__TRIAL_BINARY, MANY, columns, &trial));
    return trial;
}

static double odds_of(double p)
{
    return log(p) - log1p(-p);
}

/* At the maximum of the likelihood what is left of Lin, Lin & Weng's targets
 * is at right angles to 1 and to the log-odds: the likelihood is concave, so
 * nothing else is the maximum. */
START_TEST(platt_solves_the_equations_of_the_likelihood)
{
    cev__calibration bend;
    double left = 0.0, slope = 0.0, did = 0.0, did_not = 0.0;
    gather();
    cev__trial trial = crowd_trial(many.sure);
    expect_ok(cev__calibration_fit(ctx, &trial, CEV__CALIBRATION_PLATT, &bend));
    for (int i = 0; i < MANY; i++) {
        did += many.customers[i] * many.leaves[i];
        did_not += many.customers[i] * (1.0 - many.leaves[i]);
    }
    for (int i = 0; i < MANY; i++) {
        double t = many.leaves[i] > 0.0 ? (did + 1.0) / (did + 2.0)
                                        : 1.0 / (did_not + 2.0);
        double e = many.customers[i]
                   * (t - cev__calibration_at(&bend, many.sure[i]));
        left += e;
        slope += e * odds_of(many.sure[i]);
    }
    ck_assert_double_eq_tol(left, 0.0, 1e-7);
    ck_assert_double_eq_tol(slope, 0.0, 1e-7);
    /* Twice too sure: about a half. */
    ck_assert_double_eq_tol(bend.low, 0.5, 0.12);
    ck_assert(bend.low == bend.high);
    cev__calibration_free(ctx, &bend);
    cev__trial_close(ctx, &trial);
}
END_TEST

/* Beta calibration has two slopes, with an equation each; one that would fall
 * is 0. */
START_TEST(beta_has_two_slopes_that_never_fall)
{
    cev__calibration bend, platt;
    double left[3] = {0.0, 0.0, 0.0}, did = 0.0, did_not = 0.0, wrong[MANY];
    gather();
    cev__trial trial = crowd_trial(many.sure);
    expect_ok(cev__calibration_fit(ctx, &trial, CEV__CALIBRATION_BETA, &bend));
    for (int i = 0; i < MANY; i++) {
        did += many.customers[i] * many.leaves[i];
        did_not += many.customers[i] * (1.0 - many.leaves[i]);
        wrong[i] = 1.0 - many.sure[i];
    }
    for (int i = 0; i < MANY; i++) {
        double t = many.leaves[i] > 0.0 ? (did + 1.0) / (did + 2.0)
                                        : 1.0 / (did_not + 2.0);
        double e = many.customers[i]
                   * (t - cev__calibration_at(&bend, many.sure[i]));
        left[0] += e;
        left[1] += e * log(many.sure[i]);
        left[2] += e * log1p(-many.sure[i]);
    }
    for (int k = 0; k < 3; k++)
        ck_assert_double_eq_tol(left[k], 0.0, 1e-7);
    ck_assert(bend.low > 0.0 && bend.high > 0.0);
    cev__calibration_free(ctx, &bend);
    cev__trial_close(ctx, &trial);
    /* Predictions that go the wrong way are worth nothing, not the reverse. */
    trial = crowd_trial(wrong);
    expect_ok(cev__calibration_fit(ctx, &trial, CEV__CALIBRATION_BETA, &bend));
    expect_ok(
        cev__calibration_fit(ctx, &trial, CEV__CALIBRATION_PLATT, &platt));
    ck_assert(bend.low == 0.0 && bend.high == 0.0 && platt.low == 0.0);
    ck_assert_double_eq_tol(cev__calibration_at(&platt, 0.3),
                            did / (did + did_not), 1e-3);
    cev__calibration_free(ctx, &platt);
    cev__calibration_free(ctx, &bend);
    cev__trial_close(ctx, &trial);
}
END_TEST

/* Six customers by hand: levels 0, 1/2, 1/2, 1, held off 0 and 1 by Lin, Lin &
 * Weng's targets, straight between them. */
START_TEST(isotonic_pools_what_falls)
{
    static const double p[6] = {.1, .2, .4, .5, .6, .9};
    static const double y[6] = {0, 0, 1, 0, 1, 1};
    static const double one[6] = {1, 1, 1, 1, 1, 1};
    const double *const columns[CEV__TRIAL_COLUMNS] = {p, y, one, NULL, NULL};
    cev__trial trial;
    cev__calibration bend;
    expect_ok(cev__trial_open(ctx, CEV__TRIAL_BINARY, 6, columns, &trial));
    expect_ok(
        cev__calibration_fit(ctx, &trial, CEV__CALIBRATION_ISOTONIC, &bend));
    ck_assert_double_eq_tol(cev__calibration_at(&bend, 0.0), 0.2, 1e-15);
    ck_assert_double_eq_tol(cev__calibration_at(&bend, 0.15), 0.2, 1e-15);
    ck_assert_double_eq_tol(cev__calibration_at(&bend, 0.3), 0.35, 1e-15);
    ck_assert_double_eq_tol(cev__calibration_at(&bend, 0.45), 0.5, 1e-15);
    ck_assert_double_eq_tol(cev__calibration_at(&bend, 0.55), 0.65, 1e-15);
    ck_assert_double_eq_tol(cev__calibration_at(&bend, 1.0), 0.8, 1e-15);
    ck_assert(isnan(cev__calibration_at(&bend, NAN)));
    cev__calibration_free(ctx, &bend);
    cev__trial_close(ctx, &trial);
}
END_TEST

static cev_table *crowd_table(void)
{
    gather();
    cev_table *table = frame_of(ctx, MANY);
    put_numbers(table, "leaves", many.leaves);
    put_numbers(table, "odds", many.odds);
    put_numbers(table, "sure", many.sure);
    return table;
}

static const char *const by_trees[] = {
    "target", "leaves", "learner", "boosting", "rounds", "300", "rate", "0.5",
    "leaf", "2", "folds", "4", "calibrate_by", "isotonic", NULL};

/* Trees that learnt by heart are far too sure; bent they keep their order, and
 * on customers left out they are nearly right. */
START_TEST(what_is_too_sure_is_bent)
{
    cev_table *table = crowd_table(), *summary = NULL, *bent = NULL;
    cev_table *raw = NULL;
    const life l = {CEV_CALIBRATED, by_trees, table, NULL};
    cev_estimator *calibrated = NULL, *trees = NULL;
    static const char *const plain[] = {"target", "leaves", "rounds", "300",
                                        "rate", "0.5", "leaf", "2", NULL};
    const life alone = {CEV_BOOSTING, plain, table, NULL};
    expect_ok(life_fit(ctx, &l, &calibrated));
    expect_ok(life_fit(ctx, &alone, &trees));
    expect_ok(cev_estimator_summary(calibrated, NULL, &summary));
    expect_ok(cev_estimator_predict(calibrated, table, NULL, &bent));
    expect_ok(cev_estimator_predict(trees, table, NULL, &raw));
    ck_assert(value_named(summary, "before.calibration_slope") < 0.3);
    ck_assert(value_named(summary, "after.calibration_slope") > 0.5);
    ck_assert(value_named(summary, "after.log_loss")
              < value_named(summary, "before.log_loss"));
    ck_assert(value_named(summary, "customers") == MANY);
    for (int i = 1; i < MANY; i++) {
        double step = cev_table_double(raw, "prediction", i)
                      - cev_table_double(raw, "prediction", i - 1);
        double seen = cev_table_double(bent, "prediction", i)
                      - cev_table_double(bent, "prediction", i - 1);
        ck_assert(step * seen >= 0.0);
    }
    cev_table_free(raw);
    cev_table_free(bent);
    cev_table_free(summary);
    cev_estimator_free(trees);
    cev_estimator_free(calibrated);
    cev_table_free(table);
}
END_TEST

static const char *const freely[] = {
    "target", "leaves", "features", "odds", "folds", "4", "calibrate_by",
    "isotonic", NULL};

/* A hundred and more of the rarer kind carry a free curve: the higher a learner
 * says, the higher it stays, and it comes back as it was. */
START_TEST(plenty_get_a_free_curve)
{
    cev_table *table = crowd_table(), *summary = NULL, *bent = NULL;
    cev_estimator *calibrated = NULL;
    put_numbers(table, "customers", many.customers);
    const life l = {CEV_CALIBRATED, freely, table, NULL};
    expect_ok(life_fit(ctx, &l, &calibrated));
    expect_ok(cev_estimator_summary(calibrated, NULL, &summary));
    ck_assert_int_lt(row_named(summary, "few_of_the_rarer_kind"), 0);
    ck_assert_int_lt(row_named(summary, "tells_nothing"), 0);
    ck_assert_int_lt(row_named(summary, "intercept"), 0);
    ck_assert_str_eq(
        cev_table_text(summary, "text", row_named(summary, "method")),
        "isotonic: any curve that never falls");
    expect_ok(cev_estimator_predict(calibrated, table, NULL, &bent));
    for (int i = 0; i < MANY; i++)
        for (int j = 0; j < MANY; j++)
            if (many.odds[i] < many.odds[j])
                ck_assert(cev_table_double(bent, "prediction", i)
                          <= cev_table_double(bent, "prediction", j));
    expect_same_again(&l);
    cev_table_free(bent);
    cev_table_free(summary);
    cev_estimator_free(calibrated);
    cev_table_free(table);
}
END_TEST

static const char *const by_month[] = {
    "target", "leaves", "features", "odds", "fold_by", "time", "time",
    "month", "folds", "2", "calibrate_by", "isotonic", NULL};

/* Of two months the second alone is foretold by the first: its curve is that of
 * all who were left out, and the first month has none to be judged by. */
START_TEST(two_months_have_one_curve)
{
    double month[MANY];
    cev_table *table = crowd_table(), *summary = NULL;
    cev_estimator *calibrated = NULL;
    const life l = {CEV_CALIBRATED, by_month, table, NULL};
    for (int i = 0; i < MANY; i++)
        month[i] = i % 2;
    put_numbers(table, "month", month);
    expect_ok(life_fit(ctx, &l, &calibrated));
    expect_ok(cev_estimator_summary(calibrated, NULL, &summary));
    ck_assert(value_named(summary, "customers") == MANY);
    ck_assert(isfinite(value_named(summary, "after.log_loss")));
    cev_table_free(summary);
    cev_estimator_free(calibrated);
    /* Of the second month it is not known who leaves. */
    for (int i = 1; i < MANY; i += 2)
        many.leaves[i] = NAN;
    calibrated = NULL;
    expect_failure(life_fit(ctx, &l, &calibrated), CEV_ERR_DOMAIN,
                   "nobody whose target is known can be left out; wanted more "
                   "customers or times");
    ck_assert_ptr_null(calibrated);
    cev_table_free(table);
}
END_TEST

/* Seven who leave carry a line, not a free curve. */
START_TEST(few_customers_get_a_line)
{
    static const char *const few[] = {"target", "leaves", "calibrate_by",
                                      "isotonic", "features", "odds", NULL};
    cev_table *table = crowd_table(), *summary = NULL;
    int left = 0;
    for (int i = 0; i < MANY; i++) {
        left += many.leaves[i] > 0.0;
        if (left > 7)
            many.leaves[i] = NAN;
    }
    const life l = {CEV_CALIBRATED, few, table, NULL};
    cev_estimator *calibrated = NULL;
    expect_ok(life_fit(ctx, &l, &calibrated));
    expect_ok(cev_estimator_summary(calibrated, NULL, &summary));
    ck_assert_int_ge(row_named(summary, "slope"), 0);
    ck_assert(value_named(summary, "few_of_the_rarer_kind") <= 7.0);
    ck_assert_str_eq(
        cev_table_text(summary, "text", row_named(summary, "learner")),
        "glm");
    cev_table_free(summary);
    cev_estimator_free(calibrated);
    cev_table_free(table);
}
END_TEST

/* What says the same of everybody has no slope, and that is told. */
START_TEST(who_tells_nothing_is_told_so)
{
    static const char *const flat[] = {"target",   "leaves",   "learner",
                                       "constant", "calibrate_by", "platt",
                                       NULL};
    cev_table *table = crowd_table(), *summary = NULL;
    const life l = {CEV_CALIBRATED, flat, table, NULL};
    cev_estimator *calibrated = NULL;
    expect_ok(life_fit(ctx, &l, &calibrated));
    expect_ok(cev_estimator_summary(calibrated, NULL, &summary));
    ck_assert_int_ge(row_named(summary, "tells_nothing"), 0);
    ck_assert_int_lt(row_named(summary, "no_gain"), 0);
    cev_table_free(summary);
    cev_estimator_free(calibrated);
    cev_table_free(table);
}
END_TEST

START_TEST(reasons_are_the_learner_s)
{
    static const char *const plain[] = {"target", "leaves", NULL};
    static const char *const beside[] = {"target", "leaves", "learner", "glm",
                                         NULL};
    static const char *const dull[] = {"target", "leaves", "learner",
                                       "constant", NULL};
    cev_table *table = crowd_table(), *why = NULL, *same = NULL;
    const life lives[] = {{CEV_GLM, plain, table, NULL},
                          {CEV_CALIBRATED, beside, table, NULL},
                          {CEV_CONFORMAL, dull, table, NULL}};
    cev_estimator *fitted[3] = {NULL, NULL, NULL};
    for (int k = 0; k < 3; k++)
        expect_ok(life_fit(ctx, &lives[k], &fitted[k]));
    expect_ok(cev_estimator_explain(fitted[0], table, NULL, &why));
    expect_ok(cev_estimator_explain(fitted[1], table, NULL, &same));
    for (int i = 0; i < MANY; i++)
        ck_assert_near(cev_table_double(same, "margin", i),
                       cev_table_double(why, "margin", i), 1e-12);
    cev_table_free(same);
    same = NULL;
    expect_failure(cev_estimator_explain(fitted[2], table, NULL, &same),
                   CEV_ERR_KIND,
                   "constant does not explain predictions by columns");
    cev_table_free(why);
    for (int k = 0; k < 3; k++)
        cev_estimator_free(fitted[k]);
    cev_table_free(table);
}
END_TEST

START_TEST(it_lives_and_comes_back)
{
    static const char *const beta[] = {"target", "leaves", "calibrate_by",
                                       "beta", "folds", "3", NULL};
    cev_table *table = crowd_table();
    const life trees = {CEV_CALIBRATED, by_trees, table, NULL};
    const life line = {CEV_CALIBRATED, beta, table, NULL};
    expect_same_again(&trees);
    expect_same_again(&line);
    expect_stops(&line, "calibrate");
    cev_table_free(table);
}
END_TEST

START_TEST(it_survives_failing_memory)
{
    static const char *const plain[] = {"target", "leaves", "learner",
                                        "constant", "folds", "2",
                                        "calibrate_by", "isotonic", NULL};
    cev_table *table = crowd_table();
    life l = {CEV_CALIBRATED, plain, table, NULL};
    put_numbers(table, "customers", many.customers);
    fail_each_allocation(whole_life, &l);
    l.options = freely;
    fail_each_allocation(whole_life, &l);
    stop_each_call(whole_life, &l);
    cev_table_free(table);
}
END_TEST

START_TEST(what_makes_no_sense_is_refused)
{
    static const char *const depth[] = {"target", "leaves", "depth", "3",
                                        NULL};
    static const char *const odds[] = {"target", "odds", NULL};
    cev_table *table = crowd_table();
    life l = {CEV_CALIBRATED, depth, table, NULL};
    cev_estimator *made = NULL;
    ck_assert_int_eq(life_fit(ctx, &l, &made), CEV_ERR_OPTION);
    ck_assert_msg(strncmp(cev_ctx_message(ctx),
                          "option depth means nothing to glm; it takes: ",
                          45)
                      == 0,
                  "%s", cev_ctx_message(ctx));
    l.options = odds;
    ck_assert_int_eq(life_fit(ctx, &l, &made), CEV_ERR_DOMAIN);
    cev_table_free(table);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = case_with_ctx("calibrated");
    tcase_add_test(cases, platt_solves_the_equations_of_the_likelihood);
    tcase_add_test(cases, beta_has_two_slopes_that_never_fall);
    tcase_add_test(cases, isotonic_pools_what_falls);
    tcase_add_test(cases, what_is_too_sure_is_bent);
    tcase_add_test(cases, plenty_get_a_free_curve);
    tcase_add_test(cases, two_months_have_one_curve);
    tcase_add_test(cases, few_customers_get_a_line);
    tcase_add_test(cases, who_tells_nothing_is_told_so);
    tcase_add_test(cases, reasons_are_the_learner_s);
    tcase_add_test(cases, it_lives_and_comes_back);
    tcase_add_test(cases, it_survives_failing_memory);
    tcase_add_test(cases, what_makes_no_sense_is_refused);
    Suite *s = suite_create("predict/calibrated");
    suite_add_tcase(s, cases);
    return s;
}

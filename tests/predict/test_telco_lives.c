/* How long the customers of a telephone company stay (IBM's Telco churn): the
 * curve as it is in fractions, the rest as lifelines prints it. */
#include "predict/telco.h"

static cev_options *options;

static void open_lives(void)
{
    options = NULL;
    expect_ok(cev_options_new(ctx, &options));
    expect_ok(cev_options_set_str(options, "target", "Churn"));
    expect_ok(cev_options_set_str(options, "time", "tenure"));
}

static void close_lives(void)
{
    cev_options_free(options);
}

static cev_estimator *fit_lives(const char *kind, const cev_table *table)
{
    cev_estimator *fitted = NULL;
    expect_ok(cev_estimator_new(ctx, kind, options, &fitted));
    expect_ok(cev_estimator_fit(fitted, table));
    return fitted;
}

/* The row of a table in which the column `time` is this. */
static int64_t row_at(const cev_table *table, double time)
{
    int64_t row = 0;
    while (row < cev_table_row_count(table)
           && cev_table_double(table, "time", row) < time)
        row++;
    ck_assert(cev_table_double(table, "time", row) == time);
    return row;
}

static void check_curve(const cev_table *table)
{
    static const double points[8][2] = {
        {1, .94596132},  {6, .88482624},  {12, .84319955}, {24, .78873640},
        {36, .74854541}, {48, .70884018}, {60, .66440391}, {72, .59279015}};
    cev_table *out = NULL;
    cev_estimator *curve = fit_lives(CEV_KAPLAN_MEIER, table);
    expect_ok(cev_estimator_evaluate(curve, table, CEV_EVAL_SURVIVAL, NULL,
                                     &out));
    for (int i = 0; i < 8; i++)
        ck_assert_double_eq_tol(cev_table_double(out, "actual_survival",
                                                 row_at(out, points[i][0])),
                                points[i][1], 5.1e-9);
    cev_table_free(out);
    cev_estimator_free(curve);
}

static void check_log_rank(const cev_table *table)
{
    cev_table *summary = NULL;
    expect_ok(cev_options_set_str(options, "strata", "Contract"));
    cev_estimator *curves = fit_lives(CEV_KAPLAN_MEIER, table);
    expect_ok(cev_estimator_summary(curves, NULL, &summary));
    ck_assert_double_eq_tol(value_named(summary, "log_rank_chi_square"),
                            2352.9, 5.1e-2);
    ck_assert(value_named(summary, "log_rank_freedom") == 2.0);
    cev_table_free(summary);
    cev_estimator_free(curves);
}

static void check_causes(const cev_table *table)
{
    static const struct {
        const char *name;
        double value;
    } causes[5] = {{"Contract=One year", -2.16143474},
                   {"Contract=Two year", -4.17063080},
                   {"MonthlyCharges", -.00104106},
                   {"SeniorCitizen", .00383425},
                   {"PaperlessBilling=Yes", .24994663}};
    cev_table *out = NULL;
    expect_ok(cev_options_set_str(
        options, "features",
        "Contract,MonthlyCharges,SeniorCitizen,PaperlessBilling"));
    cev_estimator *cox = fit_lives(CEV_COX, table);
    expect_ok(cev_estimator_summary(cox, NULL, &out));
    for (int i = 0; i < 5; i++)
        ck_assert_double_eq_tol(value_named(out, causes[i].name),
                                causes[i].value, 5.1e-9);
    ck_assert_double_eq_tol(value_named(out, "log_likelihood"), -14333.2891,
                            5.1e-5);
    cev_table_free(out);
    out = NULL;
    expect_ok(cev_estimator_evaluate(cox, table, CEV_EVAL_SCORES, NULL, &out));
    ck_assert_double_eq_tol(value_named(out, "concordance"), .795489, 5.1e-7);
    cev_table_free(out);
    cev_estimator_free(cox);
}

START_TEST(customers_stay_as_long_as_published)
{
    char path[SHARED_PATH_SIZE];
    if (!shared_path(path, "telco_churn.csv"))
        SKIP("no %s", path);
    sheet *file = sheet_open(path);
    telco all = telco_rows(ctx, file, is_telco_training, -1);
    if (_i == 0)
        check_curve(all.table);
    else if (_i == 1)
        check_log_rank(all.table);
    else
        check_causes(all.table);
    telco_free(&all);
    sheet_close(file);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = case_with_ctx("telco_lives");
    tcase_add_checked_fixture(cases, open_lives, close_lives);
    tcase_add_loop_test(cases, customers_stay_as_long_as_published, 0, 3);
    Suite *s = suite_create("predict/telco_lives");
    suite_add_tcase(s, cases);
    return s;
}

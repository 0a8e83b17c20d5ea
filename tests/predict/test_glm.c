/* Linear models against published fits, and against their own equations. */
#include "predict/cars.h"
#include "predict/telco.h"

#include <math.h>
#include <string.h>

#include "support/near.h"
#include "support/stops.h"

/* A glm of some options, "key=value" each, fitted to a table. */
static cev_estimator *fit_glm(const cev_table *table, const char *target,
                              const char *const *settings)
{
    cev_estimator *glm = NULL;
    cev_options *options = NULL;
    expect_ok(cev_options_new(ctx, &options));
    expect_ok(cev_options_set_str(options, "target", target));
    for (; *settings != NULL; settings += 2) {
        char *end;
        double number = strtod(settings[1], &end);
        if (*end == '\0')
            expect_ok(cev_options_set_double(options, settings[0], number));
        else
            expect_ok(
                cev_options_set_str(options, settings[0], settings[1]));
    }
    expect_ok(cev_estimator_new(ctx, CEV_GLM, options, &glm));
    expect_ok(cev_estimator_fit(glm, table));
    cev_options_free(options);
    return glm;
}

static cev_table *summary_of(cev_estimator *glm)
{
    cev_table *summary = NULL;
    expect_ok(cev_estimator_summary(glm, NULL, &summary));
    return summary;
}

static double error_named(const cev_table *summary, const char *name)
{
    int64_t row = row_named(summary, name);
    ck_assert_msg(row >= 0, "there is no %s", name);
    return cev_table_double(summary, "std_error", row);
}

static double score_of(cev_estimator *glm, const cev_table *table,
                       const char *metric)
{
    cev_table *scores = NULL;
    expect_ok(cev_estimator_evaluate(glm, table, CEV_EVAL_SCORES, NULL,
                                     &scores));
    double value = value_named(scores, metric);
    cev_table_free(scores);
    return value;
}

static const char *const none[] = {"shrinkage", "none", NULL};
static const char *const firth[] = {"shrinkage", "firth", NULL};
static const char *const usual[] = {NULL};

#define near_to(value, wanted, tol) \
    ck_assert_double_eq_tol(value, wanted, (tol) * fabs(wanted))

/* R 4.2.2: summary(lm(mpg ~ ., mtcars)). */
START_TEST(least_squares_are_those_of_r)
{
    cev_table *table = car_table(ctx);
    cev_estimator *glm = fit_glm(table, "mpg", none);
    cev_table *summary = summary_of(glm);
    near_to(value_named(summary, "intercept"), 12.30337415599618, 1e-10);
    near_to(error_named(summary, "intercept"), 18.71788442872145, 1e-9);
    near_to(value_named(summary, "wt"), -3.71530392832747, 1e-10);
    near_to(error_named(summary, "wt"), 1.89441429953271, 1e-9);
    near_to(value_named(summary, "z.wt"), -1.961188705788339, 1e-9);
    near_to(value_named(summary, "p_value.wt"), 0.0632521511445564, 1e-8);
    near_to(value_named(summary, "aic"), 163.7098, 1e-6);
    near_to(value_named(summary, "deviance"), 147.4944300166507, 1e-10);
    cev_table_free(summary);
    cev_estimator_free(glm);
    cev_table_free(table);
}
END_TEST

/* R 4.1-6 of glmnet, alpha = lambda = 0.5, which stops within 1e-7 of the
 * deviance: some 6 digits of it are those of the maximum. */
START_TEST(an_elastic_net_is_that_of_glmnet)
{
    static const char *const net[] = {"shrinkage", "elastic_net", "alpha",
                                      "0.5",       "lambda",      "0.5",
                                      NULL};
    cev_table *table = car_table(ctx);
    cev_estimator *glm = fit_glm(table, "mpg", net);
    cev_table *summary = summary_of(glm);
    near_to(value_named(summary, "intercept"), 29.0456618, 5e-6);
    near_to(value_named(summary, "cyl"), -0.5769105, 5e-6);
    near_to(value_named(summary, "hp"), -0.0146419, 5e-6);
    near_to(value_named(summary, "drat"), 0.6908822, 5e-6);
    near_to(value_named(summary, "wt"), -2.2716125, 5e-6);
    near_to(value_named(summary, "qsec"), 0.1010700, 2e-5);
    near_to(value_named(summary, "vs"), 0.3632783, 5e-6);
    near_to(value_named(summary, "am"), 1.5776547, 5e-6);
    near_to(value_named(summary, "carb"), -0.3619206, 5e-6);
    ck_assert(value_named(summary, "disp") == 0.0);
    ck_assert(value_named(summary, "gear") == 0.0);
    ck_assert_int_ge(row_named(summary, "no_intervals"), 0);
    cev_table_free(summary);
    cev_estimator_free(glm);
    cev_table_free(table);
}
END_TEST

/* At the maximum the gradient of each column that is in equals its penalty,
 * and none that is out exceeds it: the conditions that define the net. */
START_TEST(an_elastic_net_meets_its_conditions)
{
    static const char *const net[] = {"shrinkage", "elastic_net", "alpha",
                                      "0.7",       "lambda",      "0.3",
                                      NULL};
    cev_table *table = car_table(ctx), *out = NULL;
    cev_estimator *glm = fit_glm(table, "mpg", net);
    cev_table *summary = summary_of(glm);
    expect_ok(cev_estimator_predict(glm, table, NULL, &out));
    double mean = 0.0, variance = 0.0;
    for (int i = 0; i < CARS; i++)
        mean += cars[0][i] / CARS;
    for (int i = 0; i < CARS; i++)
        variance += (cars[0][i] - mean) * (cars[0][i] - mean) / CARS;
    for (int k = 1; k < CAR_COLUMNS; k++) {
        double m = 0.0, s = 0.0, pull = 0.0;
        double b = value_named(summary, car_columns[k]);
        for (int i = 0; i < CARS; i++)
            m += cars[k][i] / CARS;
        for (int i = 0; i < CARS; i++)
            s += (cars[k][i] - m) * (cars[k][i] - m) / CARS;
        s = sqrt(s);
        for (int i = 0; i < CARS; i++)
            pull += (cars[0][i] - cev_table_double(out, "prediction", i))
                    * (cars[k][i] - m) / s / CARS;
        /* In units of the target's standard deviation, as glmnet counts. */
        double slack = 0.3 * 0.3 * b * s / sqrt(variance);
        if (b != 0.0)
            ck_assert_double_eq_tol(pull, slack + copysign(0.7 * 0.3, b),
                                    1e-7);
        else
            ck_assert_double_le(fabs(pull), 0.7 * 0.3);
    }
    cev_table_free(out);
    cev_table_free(summary);
    cev_estimator_free(glm);
    cev_table_free(table);
}
END_TEST

/* R 4.2.2, glm(…, epsilon = 1e-15): Poisson and gamma by their log, and the
 * logit. R's errors are those of the step before the last, so a little off. */
START_TEST(counts_and_amounts_are_those_of_r)
{
    static const char *const poisson[] = {
        "shrinkage", "none", "family", "poisson", "features", "wt,hp", NULL};
    static const char *const gamma[] = {
        "shrinkage", "none", "family", "gamma", "features", "wt,hp", NULL};
    static const char *const logit[] = {"shrinkage", "none", "features",
                                        "wt,hp", NULL};
    cev_table *table = car_table(ctx);
    cev_estimator *glm = fit_glm(table, "carb", poisson);
    cev_table *summary = summary_of(glm);
    near_to(value_named(summary, "intercept"), 0.13878829095031989, 1e-9);
    near_to(error_named(summary, "intercept"), 0.39866809200169, 1e-7);
    near_to(value_named(summary, "wt"), 0.00448193579575666, 1e-9);
    near_to(error_named(summary, "wt"), 0.13097204407028, 1e-7);
    near_to(value_named(summary, "hp"), 0.00548724024914254, 1e-9);
    near_to(error_named(summary, "hp"), 0.0016441480510662, 1e-7);
    near_to(value_named(summary, "deviance"), 12.27803883671787, 1e-9);
    near_to(value_named(summary, "aic"), 107.6436884941257, 1e-9);
    cev_table_free(summary);
    cev_estimator_free(glm);
    glm = fit_glm(table, "mpg", gamma);
    summary = summary_of(glm);
    near_to(value_named(summary, "intercept"), 3.82587059652783257, 1e-9);
    near_to(error_named(summary, "intercept"), 0.07113840122327, 1e-7);
    near_to(value_named(summary, "wt"), -0.19698677159618755, 1e-9);
    near_to(error_named(summary, "wt"), 0.028153615236923, 1e-7);
    near_to(value_named(summary, "hp"), -0.00156010570162555, 1e-9);
    near_to(error_named(summary, "hp"), 0.00040177890719269, 1e-7);
    near_to(value_named(summary, "deviance"), 0.3681608281975974, 1e-9);
    near_to(value_named(summary, "aic"), 145.2752650063608, 1e-9);
    near_to(value_named(summary, "dispersion"), 0.0133158731624222, 1e-9);
    near_to(value_named(summary, "p_value.hp"), 5.49165616187408e-04, 1e-6);
    cev_table_free(summary);
    cev_estimator_free(glm);
    glm = fit_glm(table, "am", logit);
    summary = summary_of(glm);
    near_to(value_named(summary, "intercept"), 18.8662987172040957, 1e-9);
    near_to(error_named(summary, "intercept"), 7.443558060205, 1e-7);
    near_to(value_named(summary, "wt"), -8.0834751824446283, 1e-9);
    near_to(error_named(summary, "wt"), 3.0686751130547, 1e-7);
    near_to(value_named(summary, "hp"), 0.0362555960822165, 1e-9);
    near_to(error_named(summary, "hp"), 0.017734153650769, 1e-7);
    near_to(value_named(summary, "deviance"), 10.05911047226699, 1e-9);
    near_to(value_named(summary, "aic"), 16.05911047226699, 1e-9);
    near_to(value_named(summary, "p_value.wt"), 0.00843381259970702, 1e-6);
    near_to(value_named(summary, "odds_ratio.hp"), 1.0369208455288088, 1e-9);
    cev_table_free(summary);
    cev_estimator_free(glm);
    cev_table_free(table);
}
END_TEST

/* Amounts whose logarithm is linear and whose spread is everywhere the same: the
 * least squares of exp(a + b wt + c hp), by Newton's method in 40 digits, and
 * errors by the expected information, as R's gaussian(link = "log") has them. */
START_TEST(amounts_may_have_the_link_log)
{
    static const char *const log_link[] = {"shrinkage", "none",  "family",
                                           "gaussian",  "link",  "log",
                                           "features",  "wt,hp", NULL};
    cev_table *table = car_table(ctx);
    cev_estimator *glm = fit_glm(table, "mpg", log_link);
    cev_table *summary = summary_of(glm);
    near_to(value_named(summary, "intercept"), 3.883357084221789678, 1e-9);
    near_to(error_named(summary, "intercept"), 0.062560440927517852, 1e-7);
    near_to(value_named(summary, "wt"), -0.20851274648208313, 1e-9);
    near_to(error_named(summary, "wt"), 0.030302319540612896, 1e-7);
    near_to(value_named(summary, "hp"), -0.00173716785312640, 1e-9);
    near_to(error_named(summary, "hp"), 0.000454488950841632, 1e-7);
    near_to(value_named(summary, "deviance"), 138.3154380257528318, 1e-9);
    near_to(value_named(summary, "dispersion"), 4.769497862956994203, 1e-9);
    cev_table_free(summary);
    cev_estimator_free(glm);
    cev_table_free(table);
}
END_TEST

/* sex2 of the package logistf, its documentation: estimates and errors to all
 * printed digits; the likelihood alone has no maximum. */
START_TEST(firths_penalty_is_that_of_logistf)
{
    static const char *const names[] = {"intercept", "age",  "oc", "vic",
                                        "vicl",      "vis", "dia"};
    static const double values[][2] = {
        {.1202540, .485542},  {-1.1059813, .423660}, {-.0688167, .443793},
        {2.2688747, .548416}, {-2.1114082, .543082}, {-.7883170, .417368},
        {3.0960118, 1.675008}};
    char path[SHARED_PATH_SIZE];
    if (!shared_path(path, "science/firth_sex2.csv"))
        SKIP("%s is not there", path);
    sheet *file = sheet_open(path);
    double columns[7][300];
    cev_table *table = frame_of(ctx, (int64_t)sheet_rows(file));
    ck_assert_uint_eq(sheet_rows(file), 239);
    for (int k = 0; k < 7; k++) {
        const char *name = k == 0 ? "case" : names[k];
        for (size_t i = 0; i < sheet_rows(file); i++)
            columns[k][i] = sheet_double(file, i, sheet_column(file, name));
        put_numbers(table, name, columns[k]);
    }
    for (int is_fallen = 0; is_fallen < 2; is_fallen++) {
        cev_estimator *glm = fit_glm(table, "case", is_fallen ? none : firth);
        cev_table *summary = summary_of(glm);
        for (int k = 0; k < 7; k++) {
            ck_assert_double_eq_tol(value_named(summary, names[k]),
                                    values[k][0], 5.1e-8);
            ck_assert_double_eq_tol(error_named(summary, names[k]),
                                    values[k][1], 5.1e-7);
        }
        ck_assert_double_eq_tol(
            value_named(summary, "penalised_log_likelihood"), -132.53938,
            5.1e-6);
        ck_assert((row_named(summary, "separation") >= 0) == is_fallen);
        cev_table_free(summary);
        cev_estimator_free(glm);
    }
    cev_table_free(table);
    sheet_close(file);
}
END_TEST

/* A saturated two by two table: Firth adds half a customer to each cell. */
START_TEST(firth_adds_halves_to_a_two_by_two_table)
{
    const double group[4] = {0, 0, 1, 1}, did[4] = {0, 1, 0, 1};
    const double customers[4] = {7, 2, 5, 0};
    cev_table *table = frame_of(ctx, 4);
    put_numbers(table, "group", group);
    put_numbers(table, "did", did);
    put_numbers(table, "customers", customers);
    cev_estimator *glm = fit_glm(table, "did", firth);
    cev_table *summary = summary_of(glm);
    near_to(value_named(summary, "intercept"), log(2.5 / 7.5), 1e-9);
    near_to(value_named(summary, "group"), log(0.5 / 5.5) - log(2.5 / 7.5),
            1e-9);
    cev_table_free(summary);
    cev_estimator_free(glm);
    cev_table_free(table);
}
END_TEST

/* The project's notes on Telco: glmnet, and logistic regression without
 * penalty, on rows i % 5 != 0, tested on the others. */
START_TEST(churn_of_a_telephone_company)
{
    static const char *const net[] = {"shrinkage", "elastic_net", "alpha",
                                      "0.5",       "lambda",      "0.02",
                                      NULL};
    char path[SHARED_PATH_SIZE];
    if (!shared_path(path, "telco_churn.csv"))
        SKIP("%s is not there", path);
    sheet *file = sheet_open(path);
    telco training = telco_rows(ctx, file, is_telco_training, 0);
    telco test = telco_rows(ctx, file, is_telco_test, 0);
    cev_estimator *glm = fit_glm(training.table, "Churn", net);
    cev_table *summary = summary_of(glm);
    near_to(value_named(summary, "intercept"), -.63151822, 1e-6);
    near_to(value_named(summary, "tenure"), -.02716517, 1e-6);
    near_to(value_named(summary, "InternetService=Fiber optic"), .72727247,
            1e-6);
    near_to(value_named(summary, "Contract=Two year"), -.80041490, 1e-6);
    near_to(value_named(summary, "Contract=One year"), -.51611672, 1e-6);
    near_to(value_named(summary, "PaymentMethod=Electronic check"), .44071987,
            1e-6);
    near_to(value_named(summary, "PaperlessBilling=Yes"), .30283599, 1e-6);
    near_to(value_named(summary, "OnlineSecurity=Yes"), -.25191487, 1e-6);
    near_to(value_named(summary, "TechSupport=Yes"), -.23651218, 1e-6);
    ck_assert_double_eq_tol(value_named(summary, "explained"), .2755, 5e-5);
    ck_assert(value_named(summary, "freedom") == 22.0);
    cev_table_free(summary);
    ck_assert_double_eq_tol(score_of(glm, test.table, "auc"), .828898, 5e-7);
    cev_estimator_free(glm);
    glm = fit_glm(training.table, "Churn", none);
    summary = summary_of(glm);
    ck_assert_int_ge(row_named(summary, "collinear_columns"), 0);
    cev_table_free(summary);
    ck_assert_double_eq_tol(score_of(glm, test.table, "auc"), .83568, 5e-6);
    ck_assert_double_eq_tol(score_of(glm, test.table, "log_loss"), .42568,
                            5e-6);
    ck_assert_double_eq_tol(score_of(glm, test.table, "brier"), .13998, 5e-6);
    expect_ok(cev_estimator_evaluate(glm, test.table, CEV_EVAL_PROFIT, NULL,
                                     &summary));
    ck_assert_double_eq_tol(value_named(summary, "emp"), 10.115935, 5e-6);
    ck_assert_double_eq_tol(value_named(summary, "emp_share"), .530532, 5e-6);
    cev_table_free(summary);
    cev_estimator_free(glm);
    telco_free(&test);
    telco_free(&training);
    sheet_close(file);
}
END_TEST

/* Of the training rows every 112th, from the state on: 50 customers. */
static int is_one_of_fifty(size_t row, int state)
{
    size_t training = row - row / 5 - 1;
    return row % 5 != 0 && training % 112 == (size_t)state
           && training / 112 < 50;
}

/* Twenty draws of fifty customers: what a usual shop has must do. */
START_TEST(fifty_customers_are_enough_to_begin)
{
    char path[SHARED_PATH_SIZE];
    double area = 0.0, loss = 0.0;
    if (!shared_path(path, "telco_churn.csv"))
        SKIP("%s is not there", path);
    sheet *file = sheet_open(path);
    telco test = telco_rows(ctx, file, is_telco_test, 0);
    for (int draw = 0; draw < 20; draw++) {
        telco fifty = telco_rows(ctx, file, is_one_of_fifty, 5 * draw);
        ck_assert_int_eq(cev_table_row_count(fifty.table), 50);
        cev_estimator *glm = fit_glm(fifty.table, "Churn", usual);
        area += score_of(glm, test.table, "auc") / 20.0;
        loss += score_of(glm, test.table, "log_loss") / 20.0;
        cev_estimator_free(glm);
        telco_free(&fifty);
    }
    ck_assert_double_ge(area, 0.787);
    ck_assert_double_le(loss, 0.50);
    telco_free(&test);
    sheet_close(file);
}
END_TEST

/* Shares and base make up the margin, whose link is the prediction. (EST-EXPLAIN-1) */
START_TEST(explanations_add_up)
{
    static const char *const families[][5] = {
        {"family", "gaussian", NULL}, {"family", "poisson", NULL}};
    cev_table *table = car_table(ctx);
    for (int f = 0; f < 2; f++) {
        cev_table *why = NULL, *out = NULL;
        cev_estimator *glm = fit_glm(table, "carb", families[f]);
        expect_ok(cev_estimator_explain(glm, table, NULL, &why));
        expect_ok(cev_estimator_predict(glm, table, NULL, &out));
        for (int i = 0; i < CARS; i++) {
            double margin = cev_table_double(why, "margin", i);
            double sum = cev_table_double(why, "base", i), most = 0.0;
            for (int k = 0; k < CAR_COLUMNS - 1; k++) {
                double push = cev_table_double(why, car_columns[k], i);
                most = fmax(most, fabs(push));
                sum += push;
            }
            ck_assert_double_eq_tol(sum, margin, 1e-12);
            ck_assert_double_eq_tol(f == 0 ? margin : exp(margin),
                                    cev_table_double(out, "prediction", i),
                                    1e-12);
            ck_assert(fabs(cev_table_double(
                          why, cev_table_text(why, "reason_1", i), i))
                      == most);
        }
        cev_table_free(out);
        cev_table_free(why);
        cev_estimator_free(glm);
    }
    cev_table_free(table);
}
END_TEST

/* Rows in any order, and rows that stand for many, give the same bits. */
START_TEST(order_and_weights_change_nothing)
{
    cev_table *table = car_table(ctx), *other = frame_of(ctx, CARS);
    cev_table *once = NULL, *again = NULL;
    double turned[CAR_COLUMNS][CARS];
    for (int k = 0; k < CAR_COLUMNS; k++) {
        for (int i = 0; i < CARS; i++)
            turned[k][i] = cars[k][(7 * i + 3) % CARS];
        put_numbers(other, car_columns[k], turned[k]);
    }
    static const char *const ways[][3] = {{"shrinkage", "ridge", NULL},
                                          {"shrinkage", "none", NULL},
                                          {"shrinkage", "elastic_net", NULL}};
    for (int w = 0; w < 3; w++) {
        cev_estimator *glm = fit_glm(table, "mpg", ways[w]);
        cev_estimator *same = fit_glm(other, "mpg", ways[w]);
        expect_ok(cev_estimator_predict(glm, table, NULL, &once));
        expect_ok(cev_estimator_predict(same, table, NULL, &again));
        for (int i = 0; i < CARS; i++)
            ck_assert(cev_table_double(once, "prediction", i)
                      == cev_table_double(again, "prediction", i));
        cev_table_free(again);
        cev_table_free(once);
        cev_estimator_free(same);
        cev_estimator_free(glm);
    }
    cev_table_free(other);
    cev_table_free(table);
}
END_TEST

START_TEST(a_row_may_stand_for_many)
{
    enum { KINDS_OF = 6, TIMES = 4 };
    const double x[KINDS_OF] = {1, 2, 3, 4, 5, 6}, y[] = {0, 1, 0, 0, 1, 1};
    double customers[KINDS_OF], long_x[KINDS_OF * TIMES],
        long_y[KINDS_OF * TIMES];
    static const char *const ways[][5] = {
        {"shrinkage", "ridge", NULL},
        {"shrinkage", "firth", NULL},
        {"shrinkage", "elastic_net", "alpha", "1", NULL}};
    cev_table *brief = frame_of(ctx, KINDS_OF);
    cev_table *whole = frame_of(ctx, KINDS_OF * TIMES);
    for (int i = 0; i < KINDS_OF * TIMES; i++) {
        long_x[i] = x[i % KINDS_OF];
        long_y[i] = y[i % KINDS_OF];
        customers[i % KINDS_OF] = TIMES;
    }
    put_numbers(brief, "x", x);
    put_numbers(brief, "y", y);
    put_numbers(brief, "customers", customers);
    put_numbers(whole, "x", long_x);
    put_numbers(whole, "y", long_y);
    for (int w = 0; w < 3; w++) {
        cev_estimator *glm = fit_glm(brief, "y", ways[w]);
        cev_estimator *same = fit_glm(whole, "y", ways[w]);
        cev_table *one = summary_of(glm), *two = summary_of(same);
        ck_assert_double_eq_tol(value_named(one, "x"), value_named(two, "x"),
                                1e-9);
        if (w != 1)
            ck_assert_double_eq_tol(value_named(one, "lambda"),
                                    value_named(two, "lambda"), 1e-12);
        cev_table_free(two);
        cev_table_free(one);
        cev_estimator_free(same);
        cev_estimator_free(glm);
    }
    cev_table_free(whole);
    cev_table_free(brief);
}
END_TEST

static int32_t whole_life(cev_ctx *of, void *state)
{
    static uint8_t bytes[20000];
    cev_estimator *glm = NULL, *again = NULL;
    cev_options *options = NULL;
    cev_table *out = NULL, *table = car_table(ctx);
    int64_t size = 0;
    int32_t status = cev_options_new(of, &options);
    if (status == CEV_OK)
        status = cev_options_set_str(options, "target", "am");
    if (status == CEV_OK)
        status = cev_options_set_str(options, "shrinkage", state);
    if (status == CEV_OK)
        status = cev_options_set_str(options, "features", "wt,hp,carb");
    if (status == CEV_OK)
        status = cev_estimator_new(of, CEV_GLM, options, &glm);
    if (status == CEV_OK)
        status = cev_estimator_fit(glm, table);
    if (status == CEV_OK)
        status = cev_estimator_save(glm, bytes, sizeof bytes, &size);
    if (status == CEV_OK)
        status = cev_estimator_load(of, bytes, size, &again);
    if (status == CEV_OK)
        status = cev_estimator_explain(again, table, NULL, &out);
    cev_table_free(out);
    out = NULL;
    if (status == CEV_OK)
        status = cev_estimator_evaluate(again, table, "scores", NULL, &out);
    cev_table_free(out);
    out = NULL;
    if (status == CEV_OK)
        status = cev_estimator_summary(again, NULL, &out);
    cev_table_free(out);
    cev_estimator_free(again);
    cev_estimator_free(glm);
    cev_options_free(options);
    cev_table_free(table);
    return status;
}

START_TEST(a_glm_survives_failing_memory)
{
    char ridge[] = "ridge", net[] = "elastic_net";
    expect_ok(whole_life(ctx, ridge));
    fail_each_allocation(whole_life, ridge);
    expect_ok(whole_life(ctx, net));
}
END_TEST

START_TEST(a_loaded_glm_predicts_the_same_bits)
{
    static uint8_t bytes[20000];
    cev_table *table = car_table(ctx), *once = NULL, *again = NULL;
    cev_estimator *glm = fit_glm(table, "mpg", usual), *loaded = NULL;
    int64_t size = 0;
    expect_ok(cev_estimator_save(glm, bytes, sizeof bytes, &size));
    expect_ok(cev_estimator_load(ctx, bytes, size, &loaded));
    expect_ok(cev_estimator_predict(glm, table, NULL, &once));
    expect_ok(cev_estimator_predict(loaded, table, NULL, &again));
    for (int i = 0; i < CARS; i++) {
        ck_assert(cev_table_double(once, "prediction_lo", i)
                  == cev_table_double(again, "prediction_lo", i));
        ck_assert(cev_table_double(once, "prediction", i)
                  == cev_table_double(again, "prediction", i));
    }
    cev_table_free(again);
    cev_table_free(once);
    cev_estimator_free(loaded);
    cev_estimator_free(glm);
    cev_table_free(table);
}
END_TEST

START_TEST(a_fit_can_be_cancelled)
{
    cev_table *table = car_table(ctx);
    cev_estimator *glm = fit_glm(table, "mpg", usual);
    cev_ctx_set_progress(ctx, stop_work, NULL);
    ck_assert_int_eq(cev_estimator_fit(glm, table), CEV_ERR_CANCELLED);
    cev_ctx_set_progress(ctx, NULL, NULL);
    cev_table_free(summary_of(glm));
    cev_estimator_free(glm);
    cev_table_free(table);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = case_with_ctx("glm");
    tcase_add_test(cases, least_squares_are_those_of_r);
    tcase_add_test(cases, an_elastic_net_is_that_of_glmnet);
    tcase_add_test(cases, an_elastic_net_meets_its_conditions);
    tcase_add_test(cases, counts_and_amounts_are_those_of_r);
    tcase_add_test(cases, amounts_may_have_the_link_log);
    tcase_add_test(cases, firths_penalty_is_that_of_logistf);
    tcase_add_test(cases, firth_adds_halves_to_a_two_by_two_table);
    tcase_add_test(cases, churn_of_a_telephone_company);
    tcase_add_test(cases, fifty_customers_are_enough_to_begin);
    tcase_add_test(cases, explanations_add_up);
    tcase_add_test(cases, order_and_weights_change_nothing);
    tcase_add_test(cases, a_row_may_stand_for_many);
    tcase_add_test(cases, a_glm_survives_failing_memory);
    tcase_add_test(cases, a_loaded_glm_predicts_the_same_bits);
    tcase_add_test(cases, a_fit_can_be_cancelled);
    Suite *s = suite_create("predict/glm");
    suite_add_tcase(s, cases);
    return s;
}

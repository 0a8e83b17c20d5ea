/* Linear models on tables that nobody would wish for: each gives a fit, or an
 * error in words, and never a number that is none. */
#include "predict/whole_life.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "support/near.h"

enum { MOST_ROWS = 40, RANDOM_TABLES = 10000 };

/* A fit with some family and shrinkage; the last two may be NULL. */
static int32_t try_glm(const cev_table *table, const char *family,
                       const char *shrinkage, cev_estimator **glm)
{
    cev_options *options = NULL;
    expect_ok(cev_options_new(ctx, &options));
    if (family != NULL)
        expect_ok(cev_options_set_str(options, "family", family));
    if (shrinkage != NULL)
        expect_ok(cev_options_set_str(options, "shrinkage", shrinkage));
    expect_ok(cev_options_set_int(options, "folds", 3));
    expect_ok(cev_estimator_new(ctx, CEV_GLM, options, glm));
    cev_options_free(options);
    int32_t status = cev_estimator_fit(*glm, table);
    if (status != CEV_OK)
        ck_assert_str_ne(cev_ctx_message(ctx), "");
    return status;
}

/* Every prediction is a number, within bounds that are numbers in order;
 * every coefficient is one too. */
static void expect_numbers(cev_estimator *glm, const cev_table *table)
{
    cev_table *out = NULL, *summary = NULL;
    expect_ok(cev_estimator_predict(glm, table, NULL, &out));
    int has_bounds = cev_table_column_count(out) == 3;
    for (int64_t i = 0; i < cev_table_row_count(out); i++) {
        double p = cev_table_double(out, "prediction", i);
        ck_assert_msg(isfinite(p), "prediction %g", p);
        if (!has_bounds)
            continue;
        ck_assert(cev_table_double(out, "prediction_lo", i) <= p);
        ck_assert(cev_table_double(out, "prediction_hi", i) >= p);
    }
    expect_ok(cev_estimator_summary(glm, NULL, &summary));
    for (int64_t i = 0; i < cev_table_row_count(summary); i++)
        if (strcmp(cev_table_text(summary, "section", i), "parameter") == 0)
            ck_assert(isfinite(cev_table_double(summary, "value", i)));
    cev_table_free(summary);
    cev_table_free(out);
}

static void expect_verdict(cev_estimator *glm, const char *verdict)
{
    cev_table *summary = NULL;
    expect_ok(cev_estimator_summary(glm, NULL, &summary));
    ck_assert_msg(row_named(summary, verdict) >= 0, "there is no %s", verdict);
    cev_table_free(summary);
}

static const char *const shrinkages[] = {"none", "ridge", "elastic_net",
                                         "firth"};

START_TEST(separation_is_survived)
{
    const double x[6] = {1, 2, 3, 10, 11, 12}, y[6] = {0, 0, 0, 1, 1, 1};
    cev_table *table = frame_of(ctx, 6);
    put_numbers(table, "x", x);
    put_numbers(table, "target", y);
    for (int s = 0; s < 4; s++) {
        cev_estimator *glm = NULL;
        expect_ok(try_glm(table, NULL, shrinkages[s], &glm));
        expect_numbers(glm, table);
        if (s == 0)
            expect_verdict(glm, "separation");
        if (s == 1)
            expect_verdict(glm, "usual_strength");
        cev_estimator_free(glm);
    }
    cev_table_free(table);
}
END_TEST

START_TEST(targets_all_alike_are_said_to_be)
{
    static const double levels[] = {0.0, 1.0, 17.0, -3.0};
    static const char *const families[] = {"gaussian", "binomial", "poisson",
                                           "gamma", "tweedie"};
    const double x[4] = {1, 2, 3, 5};
    for (int level = 0; level < 4; level++) {
        double y[4];
        for (int i = 0; i < 4; i++)
            y[i] = levels[level];
        cev_table *table = frame_of(ctx, 4);
        put_numbers(table, "x", x);
        put_numbers(table, "target", y);
        for (int f = 0; f < 5; f++) {
            cev_estimator *glm = NULL;
            if (try_glm(table, families[f], NULL, &glm) == CEV_OK) {
                expect_numbers(glm, table);
                expect_verdict(glm, "one_class");
            } else {
                ck_assert(f == 1 ? levels[level] > 1.0 || levels[level] < 0.0
                                 : f > 1 && levels[level] <= 0.0);
            }
            cev_estimator_free(glm);
        }
        cev_table_free(table);
    }
}
END_TEST

START_TEST(more_columns_than_customers_are_no_harm)
{
    enum { CUSTOMERS = 8, COLUMNS = 30 };
    double x[COLUMNS][CUSTOMERS], y[CUSTOMERS];
    char name[16];
    cev_table *table = frame_of(ctx, CUSTOMERS);
    for (int i = 0; i < CUSTOMERS; i++)
        y[i] = i % 3 == 0;
    for (int k = 0; k < COLUMNS; k++) {
        for (int i = 0; i < CUSTOMERS; i++)
            x[k][i] = fmod((k + 1) * (i + 1) * 0.6180339887, 1.0);
        snprintf(name, sizeof name, "x%d", k);
        put_numbers(table, name, x[k]);
    }
    put_numbers(table, "target", y);
    for (int s = 0; s < 4; s++) {
        cev_estimator *glm = NULL;
        expect_ok(try_glm(table, NULL, shrinkages[s], &glm));
        expect_numbers(glm, table);
        cev_estimator_free(glm);
        expect_ok(try_glm(table, "gaussian",
                          s == 3 ? NULL : shrinkages[s], &glm));
        expect_numbers(glm, table);
        if (s == 0)
            expect_verdict(glm, "saturated");
        cev_estimator_free(glm);
    }
    cev_table_free(table);
}
END_TEST

START_TEST(huge_and_tiny_values_are_survived_or_refused)
{
    const double huge[5] = {1e149, -1e149, 3e148, 0, 1e100};
    const double tiny[5] = {1e-300, 2e-300, 0, 3e-300, 5e-300};
    const double far[5] = {1e300, 1, 2, 3, 4}, y[5] = {0, 1, 1, 0, 1};
    cev_estimator *glm = NULL;
    cev_table *table = frame_of(ctx, 5);
    put_numbers(table, "huge", huge);
    put_numbers(table, "tiny", tiny);
    put_numbers(table, "target", y);
    expect_ok(try_glm(table, NULL, NULL, &glm));
    expect_numbers(glm, table);
    expect_verdict(glm, "constant_columns");
    cev_estimator_free(glm);
    put_numbers(table, "target", huge);
    expect_ok(try_glm(table, NULL, NULL, &glm));
    expect_numbers(glm, table);
    cev_estimator_free(glm);
    put_numbers(table, "target", tiny);
    expect_ok(try_glm(table, NULL, NULL, &glm));
    expect_numbers(glm, table);
    cev_estimator_free(glm);
    put_numbers(table, "huge", far);
    ck_assert_int_eq(try_glm(table, NULL, NULL, &glm), CEV_ERR_DOMAIN);
    ck_assert_str_eq(cev_ctx_message(ctx),
                     "huge[0] = 1e+300; wanted a number from -1e150 to "
                     "1e150, or a gap");
    cev_estimator_free(glm);
    cev_table_free(table);
}
END_TEST

/* A random number in [0, 1), of a generator that is here to stay. */
static double throw_one(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005)
             + UINT64_C(1442695040888963407);
    return (double)(*state >> 11) * 0x1p-53;
}

/* Numbers of few or many values, some of them extreme or missing. */
static void throw_numbers(uint64_t *dice, int rows, double *numbers)
{
    static const double odd[] = {NAN, 0.0, 1.0, -1.0, 1e9, -1e-9, 1e80, -3.0};
    int kind = (int)(throw_one(dice) * 4.0);
    for (int i = 0; i < rows; i++) {
        double u = throw_one(dice);
        numbers[i] = kind == 0   ? floor(2.0 * u)
                     : kind == 1 ? 5.0
                     : kind == 2 ? odd[(int)(8.0 * u)]
                                 : 100.0 * u * u;
    }
}

static void try_random_table(uint64_t *dice)
{
    static const char *const families[] = {"auto",    "gaussian", "binomial",
                                           "poisson", "gamma",    "tweedie"};
    static const char *const words[] = {"a", "b", "c", NULL};
    enum { COLUMNS = 4 };
    double numbers[COLUMNS][MOST_ROWS], y[MOST_ROWS], customers[MOST_ROWS];
    const char *texts[MOST_ROWS];
    char name[16];
    int rows = (int)(throw_one(dice) * throw_one(dice) * MOST_ROWS);
    cev_estimator *glm = NULL;
    cev_table *table = frame_of(ctx, rows);
    throw_numbers(dice, rows, y);
    for (int i = 0; i < rows; i++) {
        texts[i] = words[(int)(4.0 * throw_one(dice))];
        customers[i] = floor(4.0 * throw_one(dice));
    }
    for (int k = 0; k < COLUMNS; k++) {
        throw_numbers(dice, rows, numbers[k]);
        snprintf(name, sizeof name, "x%d", k);
        put_numbers(table, name, numbers[k]);
    }
    put_texts(table, "words", texts);
    put_numbers(table, "target", y);
    if (throw_one(dice) < 0.3)
        put_numbers(table, "customers", customers);
    const char *family = families[(int)(6.0 * throw_one(dice))];
    const char *shrinkage = shrinkages[(int)(4.0 * throw_one(dice))];
    if (try_glm(table, family, shrinkage, &glm) == CEV_OK)
        expect_numbers(glm, table);
    cev_estimator_free(glm);
    cev_table_free(table);
}

START_TEST(random_tables_give_a_fit_or_a_reason)
{
    uint64_t dice = 20240117;
    for (int i = 0; i < RANDOM_TABLES; i++)
        try_random_table(&dice);
}
END_TEST

/* Levels of texts count among the columns of a fit. */
START_TEST(too_many_columns_are_refused)
{
    enum { FITTED = 2000, READ = 10000 };
    static const char many[] = "the features have more than 2000 columns, "
                               "levels of texts counted apart; leave some out "
                               "or pool levels (option rare)";
    static const char *const all[] = {"rare", "1", NULL};
    const double y[3] = {2, 0, 4}, x[3] = {1, 2, 3};
    const char *const town[3] = {"Ulm", "Bonn", "Celle"};
    char name[16];
    cev_estimator *glm = NULL;
    cev_table *table = frame_of(ctx, 3);
    const life l = {CEV_GLM, all, table, NULL};
    put_numbers(table, "target", y);
    for (int c = 0; c <= READ; c++) {
        snprintf(name, sizeof name, "x%d", c);
        put_numbers(table, name, x);
        if (c + 2 == FITTED) {
            put_texts(table, "z", town);
            expect_failure(life_fit(ctx, &l, &glm), CEV_ERR_LIMIT, many);
        } else if (c == FITTED) {
            expect_failure(life_fit(ctx, &l, &glm), CEV_ERR_LIMIT, many);
        }
    }
    expect_failure(life_fit(ctx, &l, &glm), CEV_ERR_LIMIT,
                   "10002 columns are features; wanted at most 10000");
    ck_assert_ptr_null(glm);
    cev_table_free(table);
}
END_TEST

/* A feature may have the name of a column that an explanation has of its own:
 * memory may run out while it gets another. */
START_TEST(a_feature_may_be_called_base)
{
    const double y[8] = {1, 3, 2, 5, 4, 6, 8, 7};
    const double x[8] = {1, 2, 3, 4, 5, 6, 7, 8};
    static const char *const none[] = {"shrinkage", "none", NULL};
    cev_table *table = frame_of(ctx, 8), *why = NULL;
    put_numbers(table, "base", x);
    put_numbers(table, "target", y);
    life l = {CEV_GLM, none, table, NULL};
    cev_estimator *glm = NULL;
    expect_ok(life_fit(ctx, &l, &glm));
    expect_ok(cev_estimator_explain(glm, table, NULL, &why));
    for (int i = 0; i < 8; i++)
        ck_assert_near(cev_table_double(why, "base", i)
                           + cev_table_double(why, "base_feature", i),
                       cev_table_double(why, "margin", i), 1e-12);
    fail_each_allocation(whole_life, &l);
    cev_table_free(why);
    cev_estimator_free(glm);
    cev_table_free(table);
}
END_TEST

START_TEST(what_a_family_cannot_have_is_named)
{
    const double y[3] = {2, 0, 4}, minus[3] = {1, -1, 3}, x[3] = {1, 2, 3};
    cev_estimator *glm = NULL;
    cev_table *table = frame_of(ctx, 3);
    put_numbers(table, "x", x);
    put_numbers(table, "target", y);
    ck_assert_int_eq(try_glm(table, "gamma", NULL, &glm), CEV_ERR_DOMAIN);
    ck_assert_str_eq(cev_ctx_message(ctx),
                     "target[1] = 0; wanted a number above 0, for the family "
                     "gamma");
    cev_estimator_free(glm);
    ck_assert_int_eq(try_glm(table, "gaussian", "firth", &glm),
                     CEV_ERR_OPTION);
    cev_estimator_free(glm);
    put_numbers(table, "target", minus);
    ck_assert_int_eq(try_glm(table, "poisson", NULL, &glm), CEV_ERR_DOMAIN);
    ck_assert_str_eq(cev_ctx_message(ctx),
                     "target[1] = -1; wanted a number not below 0, for the "
                     "family poisson");
    cev_estimator_free(glm);
    ck_assert_int_eq(try_glm(table, "binomial", NULL, &glm), CEV_ERR_DOMAIN);
    cev_estimator_free(glm);
    static const char *const odds[] = {"family", "binomial", "link", "log",
                                       NULL};
    const life l = {CEV_GLM, odds, table, NULL};
    const double yes[3] = {0, 1, 1};
    put_numbers(table, "target", yes);
    glm = NULL;
    expect_failure(life_fit(ctx, &l, &glm), CEV_ERR_OPTION,
                   "option link = \"log\"; wanted \"usual\", the logit, for a "
                   "yes or no");
    cev_table_free(table);
}
END_TEST

/* The strength that a fit chooses. */
static double lambda_of(const cev_table *table, const char *shrinkage)
{
    cev_estimator *glm = NULL;
    cev_table *summary = NULL;
    expect_ok(try_glm(table, NULL, shrinkage, &glm));
    expect_ok(cev_estimator_summary(glm, NULL, &summary));
    double lambda = value_named(summary, "lambda");
    cev_table_free(summary);
    cev_estimator_free(glm);
    return lambda;
}

/* Everybody is there six times, and whether he bought is chance: by rows left
 * out columns of his seem to tell it, by customers left out they do not. */
START_TEST(a_customer_is_left_out_with_all_his_rows)
{
    enum { SHOPPERS = 100, ROWS = 6 * SHOPPERS, COLUMNS = 12 };
    static const char *const ways[2] = {"ridge", "elastic_net"};
    static double cells[COLUMNS + 1][ROWS];
    static int64_t who[ROWS];
    uint64_t state = 5;
    char name[16];
    cev_table *table = frame_of(ctx, ROWS);
    for (int c = 0; c <= COLUMNS; c++) {
        for (int i = 0; i < ROWS; i++) {
            who[i] = i % SHOPPERS;
            state = state * UINT64_C(6364136223846793005) + 1;
            cells[c][i] = i >= SHOPPERS ? cells[c][i - SHOPPERS]
                                        : (double)(state >> 52 & 7);
            if (c == COLUMNS && i < SHOPPERS)
                cells[c][i] = cells[c][i] < 4.0;
        }
        snprintf(name, sizeof name, "x%d", c);
        put_numbers(table, c < COLUMNS ? name : "target", cells[c]);
    }
    double lambda[2][2];
    for (int named = 0; named < 2; named++) {
        for (int w = 0; w < 2; w++)
            lambda[named][w] = lambda_of(table, ways[w]);
        expect_ok(cev_table_set_column(table, "customer", CEV_INT64, who, 8,
                                       NULL));
    }
    for (int w = 0; w < 2; w++)
        ck_assert_double_gt(lambda[1][w], 3.0 * lambda[0][w]);
    cev_table_free(table);
}
END_TEST

enum { TOWNSPEOPLE = 60 };

/* Sixty rows of ten customers each, of whom some do what x says. */
static cev_table *town(int has_names)
{
    static double x[TOWNSPEOPLE], z[TOWNSPEOPLE], did[TOWNSPEOPLE];
    static double tens[TOWNSPEOPLE];
    static int64_t who[TOWNSPEOPLE];
    cev_table *table = frame_of(ctx, TOWNSPEOPLE);
    for (int i = 0; i < TOWNSPEOPLE; i++) {
        x[i] = i * 7 % 11;
        z[i] = i * 5 % 13;
        did[i] = (i * 17 + 3) % 20 < 2 * (int)x[i];
        tens[i] = 10.0;
        who[i] = i / 2;
    }
    put_numbers(table, "x", x);
    put_numbers(table, "z", z);
    put_numbers(table, "target", did);
    put_numbers(table, "customers", tens);
    if (has_names)
        expect_ok(cev_table_set_column(table, "customer", CEV_INT64, who, 8,
                                       NULL));
    return table;
}

/* Whether each is left out, or a customer with all his rows. */
START_TEST(a_strength_is_sought_until_memory_fails_or_the_host_stops)
{
    static const char *const ridge[] = {"shrinkage", "ridge", NULL};
    static const char *const net[] = {"shrinkage", "elastic_net", "folds",
                                      "2", NULL};
    static const char *const given[] = {"shrinkage", "elastic_net", "lambda",
                                        "0.01", NULL};
    cev_table *table = town(_i);
    life l = {CEV_GLM, ridge, table, NULL};
    fail_each_allocation(whole_life, &l);
    stop_each_call(whole_life, &l);
    l.options = net;
    fail_each_allocation(whole_life, &l);
    expect_stops(&l, "choosing lambda");
    expect_stops(&l, "fitting");
    l.options = given;
    expect_stops(&l, "fitting");
    cev_table_free(table);
}
END_TEST

/* Long predictions tell how far they are, and can be stopped. */
START_TEST(long_predictions_can_be_stopped)
{
    static const char *const kinds[2] = {CEV_GLM, CEV_SCORECARD};
    static const char *const by_x[] = {"features", "x", NULL};
    static const double one = 1.0;
    char stage[] = "predicting";
    cev_table *table = town(0), *many = frame_of(ctx, 65536), *out = NULL;
    cev_estimator *fitted = NULL;
    const life l = {kinds[_i], by_x, table, NULL};
    expect_ok(cev_table_set_column(many, "x", CEV_DOUBLE, &one, 0, NULL));
    expect_ok(life_fit(ctx, &l, &fitted));
    cev_ctx_set_progress(ctx, stop_stage, stage);
    ck_assert_int_eq(cev_estimator_predict(fitted, many, NULL, &out),
                     CEV_ERR_CANCELLED);
    ck_assert_ptr_null(out);
    cev_ctx_set_progress(ctx, NULL, NULL);
    cev_estimator_free(fitted);
    cev_table_free(many);
    cev_table_free(table);
}
END_TEST

/* The rule one_se takes as strong a penalty as loses no more than chance does;
 * where nobody is left out, one that leaves nothing in. */
START_TEST(the_rule_says_how_strong_a_net_is)
{
    static const char *const least[] = {"shrinkage", "elastic_net", "folds",
                                        "5", NULL};
    static const char *const strong[] = {"shrinkage", "elastic_net", "folds",
                                         "5", "lambda_rule", "one_se", NULL};
    static const char *const unsought[] = {"shrinkage", "elastic_net",
                                           "folds", "1", NULL};
    const char *const *const ways[3] = {least, strong, unsought};
    double lambda[3], at_x[3], ones[TOWNSPEOPLE];
    cev_table *table = town(0);
    for (int i = 0; i < TOWNSPEOPLE; i++)
        ones[i] = 1.0;
    put_numbers(table, "customers", ones);
    for (int w = 0; w < 3; w++) {
        const life l = {CEV_GLM, ways[w], table, NULL};
        cev_estimator *glm = NULL;
        cev_table *said = NULL;
        expect_ok(life_fit(ctx, &l, &glm));
        expect_ok(cev_estimator_summary(glm, NULL, &said));
        lambda[w] = value_named(said, "lambda");
        at_x[w] = value_named(said, "x");
        cev_table_free(said);
        cev_estimator_free(glm);
    }
    ck_assert_double_lt(lambda[0], lambda[1]);
    ck_assert_double_lt(lambda[1], lambda[2]);
    ck_assert_double_gt(at_x[0], at_x[1]);
    ck_assert_double_gt(at_x[1], 0.0);
    ck_assert(at_x[2] == 0.0);
    cev_table_free(table);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = case_with_ctx("glm_odd");
    tcase_set_timeout(cases, 300.0);
    tcase_add_test(cases, separation_is_survived);
    tcase_add_test(cases, targets_all_alike_are_said_to_be);
    tcase_add_test(cases, more_columns_than_customers_are_no_harm);
    tcase_add_test(cases, huge_and_tiny_values_are_survived_or_refused);
    tcase_add_test(cases, random_tables_give_a_fit_or_a_reason);
    tcase_add_test(cases, a_customer_is_left_out_with_all_his_rows);
    tcase_add_test(cases, a_feature_may_be_called_base);
    tcase_add_test(cases, what_a_family_cannot_have_is_named);
    tcase_add_test(cases, too_many_columns_are_refused);
    tcase_add_loop_test(
        cases, a_strength_is_sought_until_memory_fails_or_the_host_stops, 0,
        2);
    tcase_add_loop_test(cases, long_predictions_can_be_stopped, 0, 2);
    tcase_add_test(cases, the_rule_says_how_strong_a_net_is);
    Suite *s = suite_create("predict/glm_odd");
    suite_add_tcase(s, cases);
    return s;
}

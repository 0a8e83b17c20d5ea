/* Churn, propensity, leads and value with nothing to choose. */
#include <math.h>
#include <stdio.h>

#include "predict/telco.h"
#include "predict/whole_life.h"
#include "support/near.h"

enum { MANY = 600, FEW = 60, NOISE = 30 };

static double tenure[MANY], calls[MANY], rule[MANY], spent[MANY];
static const char *plans[MANY], *left[MANY];

/* Numbers that look random and are the same everywhere. */
static double noise(int i, int k)
{
    uint64_t hash = (uint64_t)(i * 131 + k + 1) * UINT64_C(0x9E3779B97F4A7C15);
    hash ^= hash >> 29;
    hash *= UINT64_C(0xBF58476D1CE4E5B9);
    hash ^= hash >> 32;
    return (double)(hash >> 11) / 9007199254740992.0;
}

/* Customers who leave early in the month's plan, or, where there are steps, in
 * between two ages: trees see that, a sum does not. */
static cev_table *subscribers(int rows, int has_steps)
{
    static const char *const names[3] = {"month", "year", NULL};
    cev_table *table = frame_of(ctx, rows);
    for (int i = 0; i < rows; i++) {
        tenure[i] = floor(60.0 * noise(i, 0));
        calls[i] = noise(i, 1) < 0.1 ? NAN : floor(6.0 * noise(i, 2));
        plans[i] = names[(int)(3.0 * noise(i, 3))];
        double risk = has_steps
                          ? (tenure[i] >= 20.0 && tenure[i] < 40.0 ? 0.9 : 0.1)
                          : 0.75 - tenure[i] / 90.0;
        left[i] = noise(i, 4) < risk ? "yes" : "no";
        spent[i] = left[i][0] == 'y'
                       ? 0.0
                       : floor(10.0 + tenure[i] * (1.0 + noise(i, 5)));
        rule[i] = tenure[i] < 12.0;
    }
    put_numbers(table, "tenure", tenure);
    put_numbers(table, "calls", calls);
    put_texts(table, "plan", plans);
    put_texts(table, "left", left);
    return table;
}

static cev_estimator *cooked(const char *kind, const char *const *options,
                             const cev_table *table)
{
    const life l = {kind, options, table, NULL};
    cev_estimator *made = NULL;
    expect_ok(life_fit(ctx, &l, &made));
    return made;
}

static cev_table *told_by(const cev_estimator *made)
{
    cev_table *out = NULL;
    expect_ok(cev_estimator_summary(made, NULL, &out));
    return out;
}

static const char *text_named(const cev_table *told, const char *name)
{
    int64_t row = row_named(told, name);
    ck_assert_msg(row >= 0, "there is no %s", name);
    return cev_table_text(told, "text", row);
}

static const char *const of_left[] = {"target",   "left",
                                      "features", "tenure,calls,plan", NULL};

/* Up to 500 customers it is glm, to the bit. */
START_TEST(few_customers_get_a_linear_model)
{
    cev_table *table = subscribers(FEW, 0);
    cev_table *a = NULL, *b = NULL, *c = NULL, *d = NULL;
    cev_estimator *churn = cooked(CEV_CHURN, of_left, table);
    cev_estimator *glm = cooked(CEV_GLM, of_left, table);
    cev_table *told = told_by(churn);
    ck_assert_str_eq(text_named(told, "learner"), "glm");
    ck_assert_str_eq(text_named(told, "positive"), "yes");
    ck_assert_ptr_nonnull(
        strstr(text_named(told, "learner_chosen"), "too few customers"));
    ck_assert(value_named(told, "loss.glm")
              < value_named(told, "loss.constant"));
    ck_assert(row_named(told, "loss.boosting") < 0);
    ck_assert(row_named(told, "learner.tenure") >= 0);
    ck_assert(value_named(told, "auc") > 0.6);
    expect_ok(cev_estimator_predict(churn, table, NULL, &a));
    expect_ok(cev_estimator_predict(glm, table, NULL, &b));
    expect_same_numbers(a, b);
    expect_ok(cev_estimator_explain(churn, table, NULL, &c));
    expect_ok(cev_estimator_explain(glm, table, NULL, &d));
    expect_same_numbers(c, d);
    cev_table_free(d);
    cev_table_free(c);
    cev_table_free(b);
    cev_table_free(a);
    cev_table_free(told);
    cev_estimator_free(glm);
    cev_estimator_free(churn);
    cev_table_free(table);
}
END_TEST

/* From 500 on trees are tried, and taken where they are clearly better. */
START_TEST(many_customers_get_what_predicts_them_better)
{
    for (int has_steps = 0; has_steps < 2; has_steps++) {
        cev_table *table = subscribers(MANY, has_steps), *scores = NULL;
        cev_estimator *churn = cooked(CEV_CHURN, of_left, table);
        cev_table *told = told_by(churn);
        double gain = value_named(told, "loss.glm")
                      - value_named(told, "loss.boosting");
        ck_assert_str_eq(text_named(told, "learner"),
                         has_steps ? "boosting" : "glm");
        ck_assert((gain > 0.0) == has_steps);
        ck_assert((row_named(told, "simpler") >= 0) == has_steps);
        expect_ok(cev_estimator_evaluate(churn, table, CEV_EVAL_SCORES, NULL,
                                         &scores));
        ck_assert(value_named(scores, "auc") > 0.65);
        cev_table_free(scores);
        cev_table_free(told);
        cev_estimator_free(churn);
        cev_table_free(table);
    }
}
END_TEST

/* What it costs, and the rule in use, are for the gate. */
START_TEST(the_gate_has_the_last_word)
{
    static const char *const dear[] = {
        "target",   "left", "yearly_cost", "100000.0",
        "baseline", "rule", "features",    "tenure,calls,plan", NULL};
    static const char *const wrong[] = {"target", "left", "baseline", "none",
                                        NULL};
    cev_table *table = subscribers(200, 0);
    cev_estimator *made = NULL;
    put_numbers(table, "rule", rule);
    cev_estimator *cheap = cooked(CEV_PROPENSITY, of_left, table);
    cev_table *told = told_by(cheap);
    ck_assert(row_named(told, "baseline") < 0);
    ck_assert(row_named(told, "keep_human") < 0);
    ck_assert(value_named(told, "model") > value_named(told, "everybody"));
    cev_table_free(told);
    cev_estimator_free(cheap);
    cheap = cooked(CEV_PROPENSITY, dear, table);
    told = told_by(cheap);
    ck_assert(value_named(told, "baseline") > 0.0);
    ck_assert(row_named(told, "keep_human") >= 0);
    cev_table_free(told);
    cev_estimator_free(cheap);
    const life l = {CEV_PROPENSITY, wrong, table, NULL};
    expect_failure(life_fit(ctx, &l, &made), CEV_ERR_COLUMN,
                   "the table has no column \"none\"; wanted one of doubles "
                   "or int64");
    const life gap = {CEV_PROPENSITY, dear, table, NULL};
    rule[7] = NAN;
    expect_failure(life_fit(ctx, &gap, &made), CEV_ERR_DOMAIN,
                   "rule[7] = nan; wanted a number from -1e150 to 1e150");
    cev_table_free(table);
}
END_TEST

START_TEST(leads_are_scored_by_points)
{
    cev_table *table = subscribers(200, 0), *out = NULL, *card = NULL;
    cev_estimator *leads = cooked(CEV_LEAD_SCORE, of_left, table);
    cev_table *told = told_by(leads);
    ck_assert_str_eq(text_named(told, "learner"), "scorecard");
    expect_ok(cev_estimator_predict(leads, table, NULL, &out));
    ck_assert(isfinite(cev_table_double(out, "score", 3)));
    expect_ok(
        cev_estimator_evaluate(leads, table, CEV_EVAL_CARD, NULL, &card));
    ck_assert_str_eq(cev_table_text(card, "feature", 1), "tenure");
    cev_table_free(card);
    cev_table_free(out);
    cev_table_free(told);
    cev_estimator_free(leads);
    cev_table_free(table);
}
END_TEST

START_TEST(value_to_come_is_an_amount)
{
    static const char *const of_spent[] = {
        "target", "spent", "features", "tenure,calls,plan", NULL};
    for (int rows = 200; rows <= MANY; rows += 400) {
        cev_table *table = subscribers(rows, 0), *out = NULL;
        spent[7] = -5.0;
        put_numbers(table, "spent", spent);
        cev_estimator *value = cooked(CEV_ML_CLTV, of_spent, table);
        cev_table *told = told_by(value);
        ck_assert((row_named(told, "loss.boosting") >= 0) == (rows >= 500));
        ck_assert(value_named(told, "loss.hurdle")
                  < value_named(told, "loss.constant"));
        ck_assert(value_named(told, "gini") > 0.3);
        ck_assert(value_named(told, "below_nothing") == 1.0);
        expect_ok(cev_estimator_predict(value, table, NULL, &out));
        for (int i = 0; i < rows; i++)
            ck_assert(cev_table_double(out, "prediction", i) >= 0.0);
        cev_table_free(out);
        cev_table_free(told);
        cev_estimator_free(value);
        cev_table_free(table);
    }
}
END_TEST

/* Five rows of each customer and features that mean nothing: what is learnt by
 * heart is found out on customers left out, and bent towards the mean. Too few
 * leave for a rival. */
START_TEST(what_is_too_sure_is_bent)
{
    static double columns[NOISE][MANY], did[MANY], who[MANY];
    static const char *const asked[] = {"target", "did", NULL};
    static char names[NOISE][32];
    cev_table *table = frame_of(ctx, MANY), *a = NULL, *b = NULL;
    for (int i = 0; i < MANY; i++) {
        who[i] = i / 5;
        did[i] = i / 5 % 14 == 0;
        for (int k = 0; k < NOISE; k++)
            columns[k][i] = noise(i / 5, k);
    }
    for (int k = 0; k < NOISE; k++) {
        snprintf(names[k], sizeof names[k], "f%d", k);
        put_numbers(table, names[k], columns[k]);
    }
    put_numbers(table, "did", did);
    put_numbers(table, "customer", who);
    cev_estimator *churn = cooked(CEV_CHURN, asked, table);
    cev_estimator *glm = cooked(CEV_GLM, asked, table);
    cev_table *told = told_by(churn);
    double slope = value_named(told, "bent");
    ck_assert(slope >= 0.0 && slope < 0.7);
    double wide[2] = {0.0, 0.0}, mean = 9.0 / 120.0;
    expect_ok(cev_estimator_predict(churn, table, NULL, &a));
    expect_ok(cev_estimator_predict(glm, table, NULL, &b));
    for (int i = 0; i < MANY; i++) {
        wide[0] += fabs(cev_table_double(a, "prediction", i) - mean);
        wide[1] += fabs(cev_table_double(b, "prediction", i) - mean);
    }
    ck_assert(wide[0] < wide[1]);
    const life l = {CEV_CHURN, asked, table, NULL};
    expect_same_again(&l);
    cev_table_free(b);
    cev_table_free(a);
    cev_table_free(told);
    cev_estimator_free(glm);
    cev_estimator_free(churn);
    cev_table_free(table);
}
END_TEST

/* Where each customer has a value of his own, that of the option is not asked. */
START_TEST(what_each_is_worth_counts)
{
    static const char *const values[2] = {"300", "900"};
    double worth[FEW];
    cev_table *table = subscribers(FEW, 0), *told[3];
    put_numbers(table, "value", worth);
    for (int turn = 0; turn < 3; turn++) {
        const char *const asked[] = {
            "target", "left", "features", "tenure", "folds", "2", "draws",
            "50", "customer_value", values[turn == 1], NULL};
        for (int i = 0; i < FEW; i++)
            worth[i] = turn < 2 ? 300.0 : 10.0 + 10.0 * (i % 30);
        cev_estimator *churn = cooked(CEV_CHURN, asked, table);
        told[turn] = told_by(churn);
        cev_estimator_free(churn);
    }
    expect_same_numbers(told[0], told[1]);
    ck_assert(value_named(told[0], "benefit")
              != value_named(told[2], "benefit"));
    for (int turn = 0; turn < 3; turn++)
        cev_table_free(told[turn]);
    cev_table_free(table);
}
END_TEST

START_TEST(a_handful_is_not_tried)
{
    static const double x[4] = {1, 2, 3, 4}, y[4] = {0, 1, 0, 1};
    static const char *const asked[] = {"target", "y", NULL};
    cev_table *table = frame_of(ctx, 4), *out = NULL;
    put_numbers(table, "x", x);
    put_numbers(table, "y", y);
    cev_estimator *churn = cooked(CEV_CHURN, asked, table);
    cev_table *told = told_by(churn);
    ck_assert(row_named(told, "too_few_to_try") >= 0);
    expect_ok(cev_estimator_predict(churn, table, NULL, &out));
    ck_assert(cev_table_double(out, "prediction", 3)
              > cev_table_double(out, "prediction", 0));
    cev_table_free(out);
    cev_table_free(told);
    cev_estimator_free(churn);
    put_numbers(table, "y", x);
    const life l = {CEV_CHURN, asked, table, NULL};
    expect_failure(life_fit(ctx, &l, &churn), CEV_ERR_DOMAIN,
                   "y[1] = 2; wanted 0, 1 or a gap");
    cev_table_free(table);
}
END_TEST

/* Amounts over a hundred decimal places, and texts that all know by heart:
 * answers all the same. */
START_TEST(nothing_is_beyond_an_answer)
{
    static const char *const of_spent[] = {"target", "spent", NULL};
    static const char *const of_did[] = {"target", "did", NULL};
    static double wide[FEW], did[FEW], crowd[FEW];
    static char names[FEW][16];
    static const char *who[FEW];
    cev_table *table = frame_of(ctx, FEW), *out = NULL;
    for (int i = 0; i < FEW; i++) {
        wide[i] = noise(i, 6) < 0.5 ? 1e-140 : 1e140;
        did[i] = noise(i, 7) < 0.5;
        crowd[i] = noise(i, 8) < 0.5 ? 1e15 : 1.0;
        tenure[i] = i;
        snprintf(names[i], sizeof names[i], "n%d", i);
        who[i] = names[i];
    }
    put_numbers(table, "tenure", tenure);
    put_numbers(table, "spent", wide);
    cev_estimator *value = cooked(CEV_ML_CLTV, of_spent, table);
    cev_estimator_free(value);
    cev_table_free(table);
    table = frame_of(ctx, FEW);
    put_texts(table, "name", who);
    put_numbers(table, "did", did);
    put_numbers(table, "customers", crowd);
    cev_estimator *churn = cooked(CEV_CHURN, of_did, table);
    expect_ok(cev_estimator_predict(churn, table, NULL, &out));
    for (int i = 0; i < FEW; i++)
        ck_assert(isfinite(cev_table_double(out, "prediction", i)));
    cev_table_free(out);
    cev_estimator_free(churn);
    cev_table_free(table);
}
END_TEST

START_TEST(the_order_of_rows_changes_no_bit)
{
    static double t[FEW], c[FEW];
    static const char *p[FEW], *l[FEW];
    cev_table *table = subscribers(FEW, 0), *moved = frame_of(ctx, FEW);
    for (int i = 0; i < FEW; i++) {
        int k = (i * 17 + 11) % FEW;
        t[i] = tenure[k];
        c[i] = calls[k];
        p[i] = plans[k];
        l[i] = left[k];
    }
    put_numbers(moved, "tenure", t);
    put_numbers(moved, "calls", c);
    put_texts(moved, "plan", p);
    put_texts(moved, "left", l);
    cev_estimator *one = cooked(CEV_CHURN, of_left, table);
    cev_estimator *other = cooked(CEV_CHURN, of_left, moved);
    cev_table *a = told_by(one), *b = told_by(other);
    expect_same_numbers(a, b);
    cev_table_free(b);
    cev_table_free(a);
    cev_estimator_free(other);
    cev_estimator_free(one);
    cev_table_free(moved);
    cev_table_free(table);
}
END_TEST

START_TEST(recipes_live_and_stop)
{
    static const char *const small[] = {"target", "left", "features",
                                        "tenure", "folds", "2",
                                        "draws",  "50",   NULL};
    cev_table *table = subscribers(24, 0);
    life l = {CEV_CHURN, small, table, NULL};
    expect_same_again(&l);
    expect_stops(&l, "left out");
    expect_stops(&l, "gate");
    fail_each_allocation(whole_life, &l);
    l.kind = CEV_LEAD_SCORE;
    expect_same_again(&l);
    cev_table_free(table);
    table = subscribers(MANY, 1);
    l = (life){CEV_CHURN, of_left, table, NULL};
    expect_same_again(&l);
    cev_table_free(table);
}
END_TEST

static char is_drawn[8000];

static int is_in_sample(size_t row, int state)
{
    (void)state;
    return is_drawn[row];
}

/* Fifty customers of Telco, 20 times: AUC at least .787 and log loss at most
 * .50 in the mean, on those not seen. */
START_TEST(fifty_customers_of_telco_are_enough)
{
    static const char *const asked[] = {"target", "Churn", "draws", "50",
                                        NULL};
    char path[SHARED_PATH_SIZE];
    double auc = 0.0, loss = 0.0;
    if (!shared_path(path, "telco_churn.csv"))
        SKIP("no %s", path);
    sheet *file = sheet_open(path);
    telco test = telco_rows(ctx, file, is_telco_test, 0);
    for (int draw = 0; draw < 20; draw++) {
        cev_table *scores = NULL;
        memset(is_drawn, 0, sizeof is_drawn);
        for (int k = 0, taken = 0; taken < 50; k++) {
            size_t row = (size_t)(noise(k, 1000 + draw)
                                  * (double)sheet_rows(file));
            if (row % 5 == 0 || is_drawn[row])
                continue;
            is_drawn[row] = 1;
            taken++;
        }
        telco sample = telco_rows(ctx, file, is_in_sample, 0);
        cev_estimator *churn = cooked(CEV_CHURN, asked, sample.table);
        expect_ok(cev_estimator_evaluate(churn, test.table, CEV_EVAL_SCORES,
                                         NULL, &scores));
        auc += value_named(scores, "auc") / 20.0;
        loss += value_named(scores, "log_loss") / 20.0;
        cev_table_free(scores);
        cev_estimator_free(churn);
        telco_free(&sample);
    }
    telco_free(&test);
    sheet_close(file);
    ck_assert_double_ge(auc, 0.787);
    ck_assert_double_le(loss, 0.50);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = case_with_ctx("recipes");
    tcase_add_test(cases, few_customers_get_a_linear_model);
    tcase_add_test(cases, many_customers_get_what_predicts_them_better);
    tcase_add_test(cases, the_gate_has_the_last_word);
    tcase_add_test(cases, leads_are_scored_by_points);
    tcase_add_test(cases, value_to_come_is_an_amount);
    tcase_add_test(cases, what_is_too_sure_is_bent);
    tcase_add_test(cases, what_each_is_worth_counts);
    tcase_add_test(cases, a_handful_is_not_tried);
    tcase_add_test(cases, nothing_is_beyond_an_answer);
    tcase_add_test(cases, the_order_of_rows_changes_no_bit);
    tcase_add_test(cases, recipes_live_and_stop);
    tcase_add_test(cases, fifty_customers_of_telco_are_enough);
    Suite *s = suite_create("predict/recipes");
    suite_add_tcase(s, cases);
    return s;
}

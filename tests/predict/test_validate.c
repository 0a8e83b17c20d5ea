/* What learners foretell for customers left out. */
#include "predict/features.h"

#include <math.h>
#include <stdio.h>

#include "support/near.h"
#include "support/stops.h"
#include "support/told.h"

enum { SHOP = 60 };

/* Sixty customers of whom every third leaves, two rows of each of thirty
 * households, over six months; deterministic. */
typedef struct {
    double leaves[SHOP], visits[SHOP], month[SHOP];
    char names[SHOP][24], house_names[SHOP][24];
    const char *customer[SHOP], *house[SHOP], *plan[SHOP];
    cev_table *table;
} shop;

static shop open_shop(void)
{
    shop s;
    memset(&s, 0, sizeof s);
    for (int i = 0; i < SHOP; i++) {
        s.leaves[i] = i % 3 == 0;
        s.visits[i] = (double)(i * 7 % 23) - 4.0 * s.leaves[i];
        s.month[i] = (double)(i * 5 % 6);
        snprintf(s.names[i], sizeof s.names[i], "customer %d", i);
        snprintf(s.house_names[i], sizeof s.house_names[i], "house %d",
                 i % 30);
        s.plan[i] = i % 4 == 1 ? "year" : "month";
    }
    return s;
}

/* The table; rows may begin elsewhere and go the other way. */
static void lay_shop(shop *s, int first, int step)
{
    s->table = frame_of(ctx, SHOP);
    const double *const numbers[] = {s->leaves, s->visits, s->month};
    static const char *const names[] = {"leaves", "visits", "month"};
    for (int i = 0; i < SHOP; i++) {
        s->customer[i] = s->names[i];
        s->house[i] = s->house_names[i];
    }
    const char *const *const texts[] = {s->customer, s->house, s->plan};
    static const char *const text_names[] = {"customer", "house", "plan"};
    for (int k = 0; k < 3; k++) {
        expect_ok(cev_table_set_column(s->table, names[k], CEV_DOUBLE,
                                       numbers[k] + first, step * 8, NULL));
        expect_ok(cev_table_set_column(s->table, text_names[k], CEV_TEXT,
                                       texts[k] + first,
                                       step * (int64_t)sizeof **texts, NULL));
    }
}

static cev_options *options_of(const char *key, const char *value)
{
    cev_options *options = NULL;
    expect_ok(cev_options_new(ctx, &options));
    expect_ok(cev_options_set_str(options, key, value));
    return options;
}

/* A learner of who leaves, by visits and plan. */
static cev_estimator *learner(const char *kind)
{
    cev_estimator *made = NULL;
    cev_options *options = options_of("target", "leaves");
    expect_ok(cev_options_set_str(options, "features", "visits, plan"));
    expect_ok(cev_estimator_new(ctx, kind, options, &made));
    cev_options_free(options);
    return made;
}

static cev_table *left_out(const cev_estimator *of, const cev_table *customers,
                           const cev_options *options)
{
    cev_table *out = NULL;
    expect_ok(cev_estimator_validate(of, customers, options, &out));
    return out;
}

/* Four amounts, each left out by itself: the mean of the others. */
START_TEST(each_is_predicted_by_the_others)
{
    static const double amounts[4] = {1, 2, 3, 10};
    cev_estimator *constant = NULL;
    cev_table *table = frame_of(ctx, 4);
    put_numbers(table, "target", amounts);
    expect_ok(cev_estimator_new(ctx, CEV_CONSTANT, NULL, &constant));
    cev_table *out = left_out(constant, table, NULL);
    for (int i = 0; i < 4; i++) {
        ck_assert_double_eq_tol(cev_table_double(out, "prediction", i),
                                (16.0 - amounts[i]) / 3.0, 1e-15);
        ck_assert(cev_table_double(out, "actual", i) == amounts[i]);
        ck_assert(cev_table_int64(out, "fold", i) >= 1);
        ck_assert(cev_table_int64(out, "fold", i) <= 4);
    }
    cev_table_free(out);
    cev_estimator_free(constant);
    cev_table_free(table);
}
END_TEST

/* VALID-DEAL-1: of 20 who leave and 40 who stay each fold has 4 and 8. */
START_TEST(each_fold_has_as_much_of_the_target)
{
    shop s = open_shop();
    lay_shop(&s, 0, 1);
    int64_t left[6] = {0}, all[6] = {0};
    cev_estimator *glm = learner(CEV_GLM);
    cev_options *five = NULL;
    expect_ok(cev_options_new(ctx, &five));
    expect_ok(cev_options_set_int(five, "folds", 5));
    cev_table *out = left_out(glm, s.table, five);
    for (int i = 0; i < SHOP; i++) {
        int64_t fold = cev_table_int64(out, "fold", i);
        left[fold] += s.leaves[i] > 0.0;
        all[fold]++;
    }
    for (int fold = 1; fold <= 5; fold++) {
        ck_assert_int_eq(left[fold], 4);
        ck_assert_int_eq(all[fold], 12);
    }
    cev_table_free(out);
    cev_options_free(five);
    cev_estimator_free(glm);
    cev_table_free(s.table);
}
END_TEST

/* What one fold was told is what a fit to the others predicts, to the bit. */
START_TEST(a_fold_is_predicted_by_a_fit_to_the_others)
{
    shop s = open_shop();
    lay_shop(&s, 0, 1);
    cev_estimator *glm = learner(CEV_GLM);
    cev_table *out = left_out(glm, s.table, NULL), *direct = NULL;
    double others[SHOP];
    for (int i = 0; i < SHOP; i++)
        others[i] = cev_table_int64(out, "fold", i) != 3;
    put_numbers(s.table, "customers", others);
    expect_ok(cev_estimator_fit(glm, s.table));
    expect_ok(cev_estimator_predict(glm, s.table, NULL, &direct));
    int compared = 0;
    for (int i = 0; i < SHOP; i++) {
        if (others[i] > 0.0)
            continue;
        compared++;
        ck_assert(cev_table_double(out, "prediction", i)
                  == cev_table_double(direct, "prediction", i));
        ck_assert(cev_table_double(out, "prediction_hi", i)
                  == cev_table_double(direct, "prediction_hi", i));
    }
    ck_assert_int_ge(compared, 5);
    cev_table_free(direct);
    cev_table_free(out);
    cev_estimator_free(glm);
    cev_table_free(s.table);
}
END_TEST

/* VALID-ORDER-1, VALID-GROUP-1; and who meets whom is up to the seed. */
START_TEST(the_order_of_rows_changes_nothing)
{
    shop s = open_shop(), t = open_shop();
    lay_shop(&s, 0, 1);
    lay_shop(&t, SHOP - 1, -1);
    cev_estimator *glm = learner(CEV_GLM);
    cev_options *by_house = options_of("grouped_by", "house");
    cev_table *out = left_out(glm, s.table, by_house);
    cev_table *turned = left_out(glm, t.table, by_house);
    int elsewhere = 0;
    for (int i = 0; i < SHOP; i++) {
        ck_assert_str_eq(cev_table_text(out, "customer", i),
                         cev_table_text(turned, "customer", SHOP - 1 - i));
        ck_assert(cev_table_double(out, "prediction", i)
                  == cev_table_double(turned, "prediction", SHOP - 1 - i));
        ck_assert_int_eq(cev_table_int64(out, "fold", i),
                         cev_table_int64(out, "fold", (i + 30) % SHOP));
    }
    cev_table_free(turned);
    cev_ctx_set_seed(ctx, 7);
    turned = left_out(glm, s.table, by_house);
    for (int i = 0; i < SHOP; i++)
        elsewhere += cev_table_int64(out, "fold", i)
                     != cev_table_int64(turned, "fold", i);
    ck_assert_int_ge(elsewhere, SHOP / 2);
    cev_table_free(turned);
    cev_table_free(out);
    cev_options_free(by_house);
    cev_estimator_free(glm);
    cev_table_free(t.table);
    cev_table_free(s.table);
}
END_TEST

/* VALID-HASH-1: the first forty alone are in the folds they are in with all. */
START_TEST(a_customers_fold_is_his_in_every_table)
{
    shop s = open_shop();
    lay_shop(&s, 0, 1);
    cev_table *some = frame_of(ctx, 40);
    put_texts(some, "customer", s.customer);
    put_texts(some, "plan", s.plan);
    put_numbers(some, "leaves", s.leaves);
    put_numbers(some, "visits", s.visits);
    cev_estimator *glm = learner(CEV_GLM);
    cev_options *by_customer = options_of("fold_by", "customer");
    cev_table *out = left_out(glm, s.table, by_customer);
    cev_table *few = left_out(glm, some, by_customer);
    int folds = 0;
    for (int i = 0; i < 40; i++) {
        int64_t fold = cev_table_int64(out, "fold", i);
        ck_assert_int_eq(cev_table_int64(few, "fold", i), fold);
        folds |= 1 << fold;
    }
    ck_assert_int_ge(folds, 0x80);
    cev_table_free(few);
    cev_table_free(out);
    cev_options_free(by_customer);
    cev_estimator_free(glm);
    cev_table_free(some);
    cev_table_free(s.table);
}
END_TEST

/* VALID-TIME-1: months 0 to 5, ten customers each; of whom every month is
 * foretold by those before, two months before where targets look as far. */
START_TEST(later_ones_are_predicted_by_earlier_ones)
{
    shop s = open_shop();
    lay_shop(&s, 0, 1);
    cev_estimator *constant = learner(CEV_CONSTANT);
    cev_options *by_time = options_of("fold_by", "time");
    expect_ok(cev_options_set_str(by_time, "time", "month"));
    for (int horizon = 0; horizon <= 2; horizon += 2) {
        expect_ok(cev_options_set_double(by_time, "horizon", horizon));
        cev_table *out = left_out(constant, s.table, by_time), *scores = NULL;
        expect_ok(
            cev_scores_evaluate(ctx, out, CEV_EVAL_SCORES, NULL, &scores));
        ck_assert(value_named(scores, "customers")
                  == (horizon == 0 ? 50.0 : 40.0));
        cev_table_free(scores);
        for (int i = 0; i < SHOP; i++) {
            double sum = 0.0, count = 0.0;
            for (int k = 0; k < SHOP; k++)
                if (s.month[k] < s.month[i]
                    && s.month[k] + horizon <= s.month[i]) {
                    sum += s.leaves[k];
                    count++;
                }
            double seen = cev_table_double(out, "prediction", i);
            if (count > 0.0) {
                ck_assert_double_eq_tol(seen, sum / count, 1e-15);
                ck_assert_int_eq(cev_table_int64(out, "fold", i),
                                 (int)s.month[i]);
            } else {
                ck_assert(isnan(seen));
                ck_assert_int_eq(cev_table_int64(out, "fold", i), INT64_MIN);
            }
        }
        cev_table_free(out);
    }
    cev_options_free(by_time);
    cev_estimator_free(constant);
    cev_table_free(s.table);
}
END_TEST

/* One of four stays: without him the others' texts would say nothing of which
 * is 1. The scores come as they are. */
START_TEST(texts_are_the_same_in_all_folds)
{
    static const char *const says[4] = {"no", "yes", "yes", "yes"};
    static const double customers[4] = {1, 1, 2, 1};
    cev_estimator *constant = NULL;
    cev_table *table = frame_of(ctx, 4), *scores = NULL;
    put_texts(table, "target", says);
    put_numbers(table, "customers", customers);
    put_numbers(table, "value", customers);
    expect_ok(cev_estimator_new(ctx, CEV_CONSTANT, NULL, &constant));
    cev_table *out = left_out(constant, table, NULL);
    ck_assert(cev_table_double(out, "prediction", 0) == 1.0);
    ck_assert(cev_table_double(out, "prediction", 2) == 2.0 / 3.0);
    ck_assert(cev_table_double(out, "actual", 0) == 0.0);
    ck_assert(cev_table_double(out, "value", 2) == 2.0);
    expect_ok(cev_scores_evaluate(ctx, out, CEV_EVAL_SCORES, NULL, &scores));
    ck_assert(value_named(scores, "customers") == 5.0);
    cev_table_free(scores);
    cev_table_free(out);
    cev_estimator_free(constant);
    cev_table_free(table);
}
END_TEST

/* What came of who was left out is not told the model: alike customers are
 * foretold alike, however long they stayed. */
START_TEST(survival_is_foretold_from_the_beginning)
{
    shop s = open_shop();
    lay_shop(&s, 0, 1);
    double months[SHOP];
    for (int i = 0; i < SHOP; i++)
        months[i] = 1.0 + (double)(i * 11 % 17);
    put_numbers(s.table, "stayed", months);
    cev_options *options = options_of("target", "leaves");
    expect_ok(cev_options_set_str(options, "time", "stayed"));
    expect_ok(cev_options_set_str(options, "features", "plan"));
    expect_ok(cev_options_set_double(options, "horizon", 6));
    cev_estimator *cox = NULL;
    cev_table *scores = NULL;
    expect_ok(cev_estimator_new(ctx, CEV_COX, options, &cox));
    cev_table *out = left_out(cox, s.table, NULL);
    for (int i = 0; i < SHOP; i++) {
        ck_assert(cev_table_double(out, "time", i) == months[i]);
        ck_assert(cev_table_double(out, "event", i) == s.leaves[i]);
        for (int k = 0; k < i; k++)
            if (s.plan[k] == s.plan[i]
                && cev_table_int64(out, "fold", k)
                       == cev_table_int64(out, "fold", i))
                ck_assert(cev_table_double(out, "prediction", k)
                          == cev_table_double(out, "prediction", i));
    }
    expect_ok(cev_scores_evaluate(ctx, out, CEV_EVAL_SCORES, NULL, &scores));
    ck_assert(value_named(scores, "concordance") > 0.0);
    cev_table_free(scores);
    cev_table_free(out);
    cev_estimator_free(cox);
    cev_options_free(options);
    cev_table_free(s.table);
}
END_TEST

/* A purchase model learns no target: the call says what came. */
START_TEST(kinds_without_a_target_are_told_one)
{
    double x[SHOP], t_x[SHOP], T[SHOP], later[SHOP];
    cev_estimator *bgnbd = NULL;
    cev_table *table = frame_of(ctx, SHOP), *out = NULL;
    for (int i = 0; i < SHOP; i++) {
        x[i] = i % 5;
        T[i] = 100.0 + i;
        t_x[i] = x[i] > 0.0 ? T[i] * (0.3 + 0.01 * (i % 60)) : 0.0;
        later[i] = i % 5 > 2 ? i % 3 : 0;
    }
    put_numbers(table, "x", x);
    put_numbers(table, "t_x", t_x);
    put_numbers(table, "T", T);
    put_numbers(table, "x_holdout", later);
    expect_ok(cev_estimator_new(ctx, CEV_BGNBD, NULL, &bgnbd));
    expect_failure(cev_estimator_validate(bgnbd, table, NULL, &out),
                   CEV_ERR_OPTION,
                   "bgnbd learns no target; wanted the option target, the "
                   "column of what came");
    cev_options *options = options_of("target", "x_holdout");
    expect_failure(cev_estimator_validate(bgnbd, table, options, &out),
                   CEV_ERR_OPTION,
                   "nothing that is predicted is called \"prediction\"; "
                   "wanted the option column, the name of what foretells the "
                   "target");
    expect_ok(cev_options_set_str(options, "column", "expected_purchases"));
    out = left_out(bgnbd, table, options);
    for (int i = 0; i < SHOP; i++) {
        ck_assert(cev_table_double(out, "actual", i) == later[i]);
        ck_assert(cev_table_double(out, "prediction", i)
                  == cev_table_double(out, "expected_purchases", i));
        ck_assert(cev_table_double(out, "prediction", i) > 0.0);
    }
    cev_table_free(out);
    cev_options_free(options);
    cev_estimator_free(bgnbd);
    cev_table_free(table);
}
END_TEST

/* Validates by some options, which fails with a message; nothing is given. */
static void refuses(const shop *s, const char *key, const char *value,
                    int64_t folds, int32_t status, const char *message)
{
    cev_estimator *glm = learner(CEV_GLM);
    cev_options *options = options_of(key, value);
    cev_table *out = NULL;
    expect_ok(cev_options_set_int(options, "folds", folds));
    expect_failure(cev_estimator_validate(glm, s->table, options, &out),
                   status, message);
    ck_assert(out == NULL);
    cev_options_free(options);
    cev_estimator_free(glm);
}

START_TEST(what_cannot_be_left_out_is_told)
{
    shop s = open_shop();
    static const double same[SHOP] = {0};
    lay_shop(&s, 0, 1);
    put_numbers(s.table, "same", same);
    refuses(&s, "fold_by", "customer", 1, CEV_ERR_OPTION,
            "option folds = 1; wanted 2 or more, or 0, so that there is "
            "something to learn from");
    refuses(&s, "grouped_by", "hous", 0, CEV_ERR_COLUMN,
            "there is no column \"hous\"");
    refuses(&s, "grouped_by", "same", 0, CEV_ERR_DOMAIN,
            "there is a single customer or group; wanted two or more, to "
            "leave out one after another");
    refuses(&s, "target", "leaves", 0, CEV_ERR_OPTION,
            "glm has a target of its own; wanted it among its options, not "
            "here");
    refuses(&s, "column", "predicted", 0, CEV_ERR_OPTION,
            "option column = \"predicted\"; wanted one of the columns that "
            "are predicted");
    refuses(&s, "positive", "yes", 0, CEV_ERR_OPTION,
            "glm has a target of its own; wanted it among its options, not "
            "here");
    refuses(&s, "column", "customer", 0, CEV_ERR_OPTION,
            "option column = \"customer\"; wanted one of the columns that "
            "are predicted");
    s.month[7] = NAN;
    cev_options *by_time = options_of("fold_by", "time");
    cev_estimator *glm = learner(CEV_GLM);
    cev_table *out = NULL;
    expect_ok(cev_options_set_str(by_time, "time", "month"));
    expect_failure(cev_estimator_validate(glm, s.table, by_time, &out),
                   CEV_ERR_DOMAIN,
                   "month[7] = nan; wanted a time, to tell earlier rows from "
                   "later ones");
    expect_ok(cev_options_set_str(by_time, "time", "same"));
    expect_failure(cev_estimator_validate(glm, s.table, by_time, &out),
                   CEV_ERR_DOMAIN,
                   "column \"same\" is the same in all rows; wanted two "
                   "times or more");
    expect_ok(cev_options_set_str(by_time, "time", "visits"));
    expect_ok(cev_options_set_double(by_time, "horizon", 1000));
    expect_failure(cev_estimator_validate(glm, s.table, by_time, &out),
                   CEV_ERR_DOMAIN,
                   "no row of a fold has others to learn from; wanted more "
                   "customers or times, or a shorter horizon");
    ck_assert(out == NULL);
    cev_estimator_free(glm);
    cev_options_free(by_time);
    cev_table_free(s.table);
}
END_TEST

START_TEST(it_can_be_cancelled)
{
    shop s = open_shop();
    lay_shop(&s, 0, 1);
    cev_estimator *glm = learner(CEV_GLM);
    cev_table *out = NULL;
    int turns = 5;
    cev_ctx_set_progress(ctx, stop_work, &turns);
    ck_assert_int_eq(cev_estimator_validate(glm, s.table, NULL, &out),
                     CEV_ERR_CANCELLED);
    ck_assert(out == NULL);
    cev_ctx_set_progress(ctx, NULL, NULL);
    cev_estimator_free(glm);
    cev_table_free(s.table);
}
END_TEST

static int32_t validate_once(cev_ctx *of, void *state)
{
    cev_estimator *constant = NULL;
    cev_options *options = NULL;
    cev_table *out = NULL;
    int32_t status = cev_options_new(of, &options);
    if (status == CEV_OK)
        status = cev_options_set_str(options, "target", "leaves");
    if (status == CEV_OK)
        status = cev_estimator_new(of, CEV_CONSTANT, options, &constant);
    cev_options_free(options);
    options = NULL;
    if (status == CEV_OK)
        status = cev_options_new(of, &options);
    if (status == CEV_OK)
        status = cev_options_set_str(options, "fold_by", "time");
    if (status == CEV_OK)
        status = cev_options_set_str(options, "time", "month");
    if (status == CEV_OK)
        status = cev_options_set_int(options, "folds", 2);
    for (int turn = 0; turn < 2 && status == CEV_OK; turn++) {
        status = cev_estimator_validate(constant, state,
                                        turn == 0 ? NULL : options, &out);
        cev_table_free(out);
        out = NULL;
    }
    cev_options_free(options);
    cev_estimator_free(constant);
    return status;
}

/* A kind, its options, and those of the call. */
typedef struct {
    const char *kind;
    const char *const *own, *const *asked;
    const cev_table *customers;
} question;

static int32_t ask_for_validation(cev_ctx *of, void *state)
{
    const question *q = state;
    cev_options *own = NULL, *asked = NULL;
    cev_estimator *made = NULL;
    cev_table *out = NULL;
    int32_t status = life_options(of, q->own, &own);
    if (status == CEV_OK)
        status = life_options(of, q->asked, &asked);
    if (status == CEV_OK)
        status = cev_estimator_new(of, q->kind, own, &made);
    if (status == CEV_OK)
        status = cev_estimator_validate(made, q->customers, asked, &out);
    ck_assert((status == CEV_OK) == (out != NULL));
    cev_table_free(out);
    cev_estimator_free(made);
    cev_options_free(asked);
    cev_options_free(own);
    return status;
}

/* Of times, effects and amounts, with all that may stand beside. */
START_TEST(whatever_is_left_out_survives_failing_memory)
{
    static const char *const times[] = {
        "target", "leaves", "time", "stayed", "features", "plan", NULL};
    static const char *const effects[] = {
        "target", "leaves", "treatment", "plan", "treated", "year", "meta",
        "t", "learner", "constant", NULL};
    static const char *const two[] = {"folds", "2", NULL};
    static const char *const hazard[] = {"folds", "2", "column",
                                         "relative_hazard", NULL};
    double months[SHOP], counts[SHOP];
    shop s = open_shop();
    lay_shop(&s, 0, 1);
    for (int i = 0; i < SHOP; i++) {
        months[i] = 1.0 + (double)(i * 11 % 17);
        counts[i] = 1.0 + i % 2;
    }
    put_numbers(s.table, "stayed", months);
    put_numbers(s.table, "customers", counts);
    put_numbers(s.table, "value", months);
    question all[] = {{CEV_COX, times, hazard, s.table},
                      {CEV_UPLIFT, effects, two, s.table}};
    for (int k = 0; k < 2; k++) {
        fail_each_allocation(ask_for_validation, &all[k]);
        stop_each_call(ask_for_validation, &all[k]);
    }
    cev_table_free(s.table);
}
END_TEST

START_TEST(it_survives_failing_memory)
{
    shop s = open_shop();
    lay_shop(&s, 0, 1);
    fail_each_allocation(validate_once, s.table);
    cev_table_free(s.table);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = case_with_ctx("validate");
    tcase_add_test(cases, each_is_predicted_by_the_others);
    tcase_add_test(cases, each_fold_has_as_much_of_the_target);
    tcase_add_test(cases, a_fold_is_predicted_by_a_fit_to_the_others);
    tcase_add_test(cases, the_order_of_rows_changes_nothing);
    tcase_add_test(cases, a_customers_fold_is_his_in_every_table);
    tcase_add_test(cases, later_ones_are_predicted_by_earlier_ones);
    tcase_add_test(cases, texts_are_the_same_in_all_folds);
    tcase_add_test(cases, survival_is_foretold_from_the_beginning);
    tcase_add_test(cases, kinds_without_a_target_are_told_one);
    tcase_add_test(cases, what_cannot_be_left_out_is_told);
    tcase_add_test(cases, it_can_be_cancelled);
    tcase_add_test(cases, it_survives_failing_memory);
    tcase_add_test(cases, whatever_is_left_out_survives_failing_memory);
    Suite *s = suite_create("predict/validate");
    suite_add_tcase(s, cases);
    return s;
}

/* Effects of a treatment: planted ones, small ones by hand, and bad input. */
#include "predict/letters.h"

#include <math.h>
#include <string.h>

#include "support/near.h"
#include "support/stops.h"

enum { SHOP = 600 };

/* Customers of whom half were written to; those with x above 0 answer it. */
typedef struct letters {
    double x[SHOP], noise[SHOP], treatment[SHOP], target[SHOP];
    double customers[SHOP];
    const char *group[SHOP];
    cev_table *table;
} letters;

static void write_letters(letters *l, int64_t rows, double effect)
{
    uint64_t dice = 7;
    for (int64_t i = 0; i < rows; i++) {
        l->x[i] = 2.0 * throw_letter(&dice) - 1.0;
        l->noise[i] = throw_letter(&dice);
        l->treatment[i] = throw_letter(&dice) < 0.5;
        double chance =
            0.3 + (l->x[i] > 0.0 ? effect * l->treatment[i] : 0.0);
        l->target[i] = throw_letter(&dice) < chance;
        l->customers[i] = 1.0 + floor(3.0 * throw_letter(&dice));
        l->group[i] = l->treatment[i] > 0.0 ? "letter" : "none";
    }
    l->table = frame_of(ctx, rows);
    put_numbers(l->table, "x", l->x);
    put_numbers(l->table, "noise", l->noise);
    put_numbers(l->table, "target", l->target);
    put_numbers(l->table, "treatment", l->treatment);
}

/* Means .75 and .25 of four each: variances 1/4, Welch's freedom 6. */
START_TEST(an_effect_by_hand)
{
    const double treatment[8] = {1, 1, 1, 1, 0, 0, 0, 0};
    const double target[8] = {1, 1, 0, 1, 0, 0, 1, 0};
    cev_table *table = frame_of(ctx, 8), *out = NULL;
    put_numbers(table, "treatment", treatment);
    put_numbers(table, "target", target);
    cev_estimator *uplift = fit_uplift(table, plain);
    cev_table *summary = uplift_summary(uplift);
    int64_t ate = row_named(summary, "ate");
    ck_assert_near(cev_table_double(summary, "value", ate), 0.5, 1e-15);
    ck_assert_near(cev_table_double(summary, "std_error", ate),
                   sqrt(0.125), 1e-15);
    ck_assert_near(cev_table_double(summary, "upper", ate),
                   0.5 + 1.9431802805153022 * sqrt(0.125), 1e-12);
    cev_table_free(summary);
    expect_ok(cev_estimator_evaluate(uplift, table, CEV_EVAL_QINI, NULL,
                                     &out));
    /* Without features all customers tie: a ranking by chance. */
    ck_assert_near(value_named(out, "qini"), 0.0, 1e-15);
    ck_assert_near(value_named(out, "auuc"), 0.25, 1e-15);
    ck_assert_near(value_named(out, "uplift_30"), 0.5, 1e-15);
    cev_table_free(out);
    out = effects_of(uplift, table);
    ck_assert_near(cev_table_double(out, "prediction", 3), 0.5, 1e-9);
    cev_table_free(out);
    cev_estimator_free(uplift);
    cev_table_free(table);
}
END_TEST

/* Means of the target, who is above 0 in x or not, treated or not. */
static double effect_seen(const letters *l, int above)
{
    double sum[2] = {0}, n[2] = {0};
    for (int64_t i = 0; i < SHOP; i++) {
        if ((l->x[i] > 0.0) != above)
            continue;
        sum[l->treatment[i] > 0.0] += l->target[i];
        n[l->treatment[i] > 0.0] += 1.0;
    }
    return sum[1] / n[1] - sum[0] / n[0];
}

/* Who is above 0 in x has an effect of .5, others none. Two models, or four,
 * of that alone have a free hand: they say what was seen. */
START_TEST(planted_effects_are_found)
{
    static const char *const with[2][7] = {
        {"meta", "t", "shrinkage", "none", "features", "above", NULL},
        {"meta", "x", "shrinkage", "none", "features", "above", NULL}};
    double above[SHOP];
    letters l;
    write_letters(&l, SHOP, 0.5);
    for (int64_t i = 0; i < SHOP; i++)
        above[i] = l.x[i] > 0.0;
    put_numbers(l.table, "above", above);
    for (int m = 0; m < 2; m++) {
        cev_estimator *uplift = fit_uplift(l.table, with[m]);
        cev_table *out = effects_of(uplift, l.table), *parts = NULL;
        cev_table *summary = uplift_summary(uplift);
        for (int64_t i = 0; i < SHOP; i++)
            ck_assert_near(cev_table_double(out, "prediction", i),
                           effect_seen(&l, l.x[i] > 0.0), 1e-9);
        ck_assert(row_named(summary, "targeting_pays") >= 0);
        ck_assert(value_named(summary, "p_value") < 0.05);
        expect_ok(cev_estimator_evaluate(uplift, l.table, CEV_EVAL_UPLIFT,
                                         NULL, &parts));
        ck_assert_int_eq(cev_table_row_count(parts), 2);
        for (int part = 0; part < 2; part++) {
            ck_assert_near(cev_table_double(parts, "actual", part),
                           effect_seen(&l, part == 0), 1e-14);
            ck_assert_near(cev_table_double(parts, "predicted", part),
                           effect_seen(&l, part == 0), 1e-9);
        }
        ck_assert(cev_table_double(parts, "actual_lo", 0) > 0.0);
        cev_table_free(parts);
        cev_table_free(summary);
        cev_table_free(out);
        cev_estimator_free(uplift);
    }
    cev_table_free(l.table);
}
END_TEST

START_TEST(where_nothing_is_to_be_found_it_is_said)
{
    letters l;
    write_letters(&l, SHOP, 0.0);
    cev_estimator *uplift = fit_uplift(l.table, plain);
    cev_table *summary = uplift_summary(uplift);
    ck_assert(row_named(summary, "no_benefit_from_targeting") >= 0);
    ck_assert(row_named(summary, "effect_not_clear") >= 0);
    cev_table_free(summary);
    cev_estimator_free(uplift);
    cev_table_free(l.table);
}
END_TEST

/* A model of one group, apart. */
static cev_table *predict_group(const letters *l, const char *kind,
                                double group)
{
    double customers[SHOP];
    cev_estimator *glm = NULL;
    cev_options *options = NULL;
    cev_table *out = NULL;
    for (int64_t i = 0; i < SHOP; i++)
        customers[i] = l->treatment[i] == group;
    put_numbers(l->table, "customers", customers);
    expect_ok(cev_options_new(ctx, &options));
    expect_ok(cev_options_set_str(options, "features", "x,noise"));
    expect_ok(cev_estimator_new(ctx, kind, options, &glm));
    expect_ok(cev_estimator_fit(glm, l->table));
    expect_ok(cev_estimator_predict(glm, l->table, NULL, &out));
    cev_options_free(options);
    cev_estimator_free(glm);
    return out;
}

START_TEST(two_models_are_those_of_glm)
{
    letters l;
    write_letters(&l, SHOP, 0.4);
    cev_estimator *uplift = fit_uplift(l.table, plain);
    cev_table *out = effects_of(uplift, l.table);
    cev_table *p = predict_group(&l, CEV_GLM, 1.0);
    cev_table *q = predict_group(&l, CEV_GLM, 0.0);
    for (int64_t i = 0; i < SHOP; i++) {
        double effect = at(p, "prediction", i) - at(q, "prediction", i);
        double below = at(p, "prediction", i) - at(p, "prediction_lo", i);
        double above = at(q, "prediction_hi", i) - at(q, "prediction", i);
        ck_assert(at(out, "prediction_treated", i) == at(p, "prediction", i));
        ck_assert(at(out, "prediction_untreated", i)
                  == at(q, "prediction", i));
        ck_assert(at(out, "prediction", i) == effect);
        ck_assert_near(at(out, "prediction_lo", i),
                       effect - sqrt(below * below + above * above), 1e-14);
        ck_assert(at(out, "prediction_hi", i) > effect);
        ck_assert(at(out, "prediction_hi", i) <= 1.0);
    }
    cev_table_free(p);
    cev_table_free(q);
    cev_table_free(out);
    cev_estimator_free(uplift);
    cev_table_free(l.table);
}
END_TEST

/* Whatever the models are: trees have no bounds, and the verdict says so. */
START_TEST(models_may_be_of_any_learner)
{
    static const char *const with[] = {"learner", "boosting", "features",
                                       "x,noise", NULL};
    static letters l;
    write_letters(&l, SHOP / 4, 0.4);
    cev_estimator *uplift = fit_uplift(l.table, with);
    cev_table *out = effects_of(uplift, l.table);
    cev_table *summary = uplift_summary(uplift);
    ck_assert_int_ge(row_named(summary, "no_intervals"), 0);
    ck_assert_str_eq(
        cev_table_text(summary, "text", row_named(summary, "learner")),
        "boosting");
    for (int group = 0; group < 2; group++) {
        cev_table *alone = predict_group(&l, CEV_BOOSTING, group);
        for (int64_t i = 0; i < SHOP / 4; i++)
            ck_assert(at(out, group == 0 ? "prediction_untreated"
                                         : "prediction_treated", i)
                      == at(alone, "prediction", i));
        cev_table_free(alone);
    }
    cev_table_free(summary);
    cev_table_free(out);
    cev_estimator_free(uplift);
    cev_table_free(l.table);
}
END_TEST

/* One model of numbers, without shrinkage: the treatment's coefficient. */
START_TEST(one_model_has_one_effect_on_numbers)
{
    static const char *const with[] = {
        "meta", "s", "family", "gaussian", "shrinkage", "none",
        "features", "x", NULL};
    letters l;
    write_letters(&l, SHOP, 0.4);
    cev_estimator *uplift = fit_uplift(l.table, with);
    cev_table *out = effects_of(uplift, l.table);
    cev_table *summary = uplift_summary(uplift);
    for (int64_t i = 0; i < SHOP; i++)
        ck_assert_near(at(out, "prediction", i),
                       value_named(summary, "both.treatment"), 1e-12);
    ck_assert_int_eq(cev_table_column_count(out), 3);
    ck_assert(row_named(summary, "no_intervals") >= 0);
    cev_table_free(summary);
    cev_table_free(out);
    cev_estimator_free(uplift);
    cev_table_free(l.table);
}
END_TEST

/* "letter" comes before "none" in the order of bytes. */
START_TEST(texts_say_who_was_treated)
{
    static const char *const with[] = {"treated", "letter", NULL};
    letters l;
    write_letters(&l, SHOP, 0.4);
    cev_estimator *numbers = fit_uplift(l.table, plain);
    cev_table *wanted = effects_of(numbers, l.table);
    put_texts(l.table, "treatment", l.group);
    cev_estimator *texts = fit_uplift(l.table, with);
    cev_estimator *other = fit_uplift(l.table, plain);
    cev_table *seen = effects_of(texts, l.table);
    cev_table *turned = effects_of(other, l.table);
    for (int64_t i = 0; i < SHOP; i++) {
        double effect = at(wanted, "prediction", i);
        ck_assert(at(seen, "prediction", i) == effect);
        ck_assert(at(turned, "prediction", i) == -effect);
    }
    cev_table_free(seen);
    cev_table_free(turned);
    cev_table_free(wanted);
    cev_estimator_free(texts);
    cev_estimator_free(other);
    cev_estimator_free(numbers);
    cev_table_free(l.table);
}
END_TEST

static void expect_same_bits(cev_table *seen, cev_table *wanted,
                             const char *column)
{
    for (int64_t i = 0; i < cev_table_row_count(wanted); i++) {
        double a = at(seen, column, i), b = at(wanted, column, i);
        ck_assert(memcmp(&a, &b, sizeof a) == 0 || (isnan(a) && isnan(b)));
    }
}

START_TEST(the_order_of_rows_changes_nothing)
{
    letters l;
    write_letters(&l, SHOP, 0.4);
    put_numbers(l.table, "customers", l.customers);
    cev_table *back = frame_of(ctx, SHOP);
    static const char *const names[] = {"x", "noise", "target", "treatment",
                                        "customers"};
    const double *const columns[] = {l.x, l.noise, l.target, l.treatment,
                                     l.customers};
    for (int c = 0; c < 5; c++)
        expect_ok(cev_table_set_column(back, names[c], CEV_DOUBLE,
                                       columns[c] + SHOP - 1, -8, NULL));
    cev_estimator *one = fit_uplift(l.table, plain);
    cev_estimator *other = fit_uplift(back, plain);
    cev_table *a = uplift_summary(one), *b = uplift_summary(other);
    expect_same_bits(a, b, "value");
    expect_same_bits(a, b, "std_error");
    cev_table_free(a);
    cev_table_free(b);
    a = b = NULL;
    expect_ok(cev_estimator_evaluate(one, l.table, CEV_EVAL_QINI, NULL, &a));
    expect_ok(cev_estimator_evaluate(other, back, CEV_EVAL_QINI, NULL, &b));
    expect_same_bits(a, b, "value");
    expect_same_bits(a, b, "lower");
    cev_table_free(a);
    cev_table_free(b);
    cev_estimator_free(one);
    cev_estimator_free(other);
    cev_table_free(back);
    cev_table_free(l.table);
}
END_TEST

/* A row for three customers, or three rows. */
START_TEST(a_row_may_stand_for_many_customers)
{
    letters l, apart;
    write_letters(&l, SHOP / 3, 0.4);
    for (int64_t i = 0; i < SHOP / 3; i++)
        for (int64_t k = 3 * i; k < 3 * i + 3; k++) {
            apart.x[k] = l.x[i];
            apart.target[k] = l.target[i];
            apart.treatment[k] = l.treatment[i];
            l.customers[i] = 3.0;
        }
    apart.table = frame_of(ctx, SHOP);
    put_numbers(apart.table, "x", apart.x);
    put_numbers(apart.table, "target", apart.target);
    put_numbers(apart.table, "treatment", apart.treatment);
    put_numbers(l.table, "customers", l.customers);
    static const char *const with[] = {"features", "x", NULL};
    cev_estimator *one = fit_uplift(l.table, with);
    cev_estimator *other = fit_uplift(apart.table, with);
    cev_table *a = NULL, *b = NULL;
    expect_ok(cev_estimator_evaluate(one, l.table, CEV_EVAL_QINI, NULL, &a));
    expect_ok(cev_estimator_evaluate(other, apart.table, CEV_EVAL_QINI, NULL,
                                     &b));
    static const char *const names[] = {"customers", "ate", "qini", "auuc",
                                        "uplift_30"};
    for (int i = 0; i < 5; i++)
        ck_assert_near(value_named(a, names[i]), value_named(b, names[i]),
                       1e-9);
    ck_assert_near(at(a, "std_error", row_named(a, "ate")),
                   at(b, "std_error", row_named(b, "ate")), 1e-12);
    cev_table_free(a);
    cev_table_free(b);
    cev_estimator_free(one);
    cev_estimator_free(other);
    cev_table_free(l.table);
    cev_table_free(apart.table);
}
END_TEST

/* A fit that fails so leaves the estimator as it was. */
static void refuse(cev_estimator *uplift, const cev_table *table,
                   int32_t status, const char *message)
{
    expect_failure(cev_estimator_fit(uplift, table), status, message);
    cev_table_free(uplift_summary(uplift));
}

START_TEST(bad_input_is_named)
{
    double wrong[SMALL] = {0, 1, 2}, same[SMALL] = {0}, none[SMALL];
    const char *three[SMALL] = {"a", "b", "c"};
    letters l;
    write_letters(&l, SMALL, 0.4);
    cev_estimator *uplift = fit_uplift(l.table, plain);
    cev_table *out = NULL;
    for (int i = 0; i < SMALL; i++)
        none[i] = NAN;
    put_numbers(l.table, "treatment", wrong);
    refuse(uplift, l.table, CEV_ERR_DOMAIN,
           "treatment[2] = 2; wanted 0, 1 or a gap");
    put_numbers(l.table, "treatment", same);
    refuse(uplift, l.table, CEV_ERR_DOMAIN,
           "by column \"treatment\" nobody was treated; wanted customers who "
           "were and who were not");
    expect_failure(cev_estimator_evaluate(uplift, l.table, CEV_EVAL_QINI,
                                          NULL, &out),
                   CEV_ERR_DOMAIN,
                   "by column \"treatment\" nobody was treated; wanted "
                   "customers who were and who were not");
    put_numbers(l.table, "treatment", none);
    refuse(uplift, l.table, CEV_ERR_DOMAIN,
           "by column \"treatment\" nobody was left untreated; wanted "
           "customers who were and who were not");
    put_texts(l.table, "treatment", three);
    refuse(uplift, l.table, CEV_ERR_DOMAIN,
           "treatment[2] = \"c\"; wanted one of two texts, like \"a\" and "
           "\"b\", or the option treated");
    expect_failure(cev_estimator_evaluate(uplift, l.table, "scores", NULL,
                                          &out),
                   CEV_ERR_KIND,
                   "\"scores\" is no evaluation of effects; wanted uplift or "
                   "qini");
    ck_assert_ptr_null(out);
    cev_table_free(l.table);
    l.table = frame_of(ctx, SMALL);
    put_numbers(l.table, "target", l.target);
    refuse(uplift, l.table, CEV_ERR_COLUMN,
           "the table has no column \"treatment\"; wanted one of doubles or "
           "int64");
    cev_table_free(l.table);
    cev_estimator_free(uplift);
}
END_TEST

static int32_t life_of_uplift(cev_ctx *of, void *state)
{
    static const char *const with[] = {"features", "x", NULL};
    cev_estimator *uplift = NULL, *again = NULL;
    cev_table *out = NULL, *parts = NULL;
    uint8_t bytes[4000];
    int64_t size = 0;
    cev_options *options = NULL;
    int32_t status = cev_options_new(of, &options);
    if (status == CEV_OK)
        status = cev_options_set_int(options, "draws", 50);
    if (status == CEV_OK)
        status = cev_options_set_str(options, with[0], with[1]);
    if (status == CEV_OK)
        status = cev_options_set_str(options, "meta", "x");
    if (status == CEV_OK)
        status = cev_options_set_double(options, "lambda", 0.1);
    if (status == CEV_OK)
        status = cev_estimator_new(of, CEV_UPLIFT, options, &uplift);
    cev_options_free(options);
    if (status == CEV_OK)
        status = cev_estimator_fit(uplift, state);
    if (status == CEV_OK)
        status = cev_estimator_save(uplift, bytes, sizeof bytes, &size);
    if (status == CEV_OK)
        status = cev_estimator_load(of, bytes, size, &again);
    if (status == CEV_OK)
        status = cev_estimator_evaluate(again, state, CEV_EVAL_QINI, NULL,
                                        &out);
    if (status == CEV_OK)
        status = cev_estimator_evaluate(again, state, CEV_EVAL_UPLIFT, NULL,
                                        &parts);
    cev_table_free(parts);
    cev_table_free(out);
    cev_estimator_free(again);
    cev_estimator_free(uplift);
    return status;
}

START_TEST(effects_survive_failing_memory)
{
    letters l;
    write_letters(&l, SMALL, 0.4);
    expect_ok(life_of_uplift(ctx, l.table));
    fail_each_allocation(life_of_uplift, l.table);
    cev_table_free(l.table);
}
END_TEST

START_TEST(loaded_effects_have_the_same_bits)
{
    static const char *const metas[3][3] = {
        {"meta", "t", NULL}, {"meta", "s", NULL}, {"meta", "x", NULL}};
    static uint8_t bytes[8000], turned[8000];
    letters l;
    write_letters(&l, SHOP / 4, 0.4);
    for (int m = 0; m < 3; m++) {
        cev_estimator *uplift = fit_uplift(l.table, metas[m]), *again = NULL;
        int64_t size = 0, more = 0;
        expect_ok(cev_estimator_save(uplift, bytes, sizeof bytes, &size));
        expect_ok(cev_estimator_load(ctx, bytes, size, &again));
        expect_ok(cev_estimator_save(again, turned, sizeof turned, &more));
        ck_assert_int_eq(size, more);
        ck_assert(memcmp(bytes, turned, (size_t)size) == 0);
        cev_table *a = effects_of(uplift, l.table);
        cev_table *b = effects_of(again, l.table);
        expect_same_bits(b, a, "prediction");
        cev_table_free(a);
        cev_table_free(b);
        a = uplift_summary(uplift);
        b = uplift_summary(again);
        expect_same_bits(b, a, "value");
        cev_table_free(a);
        cev_table_free(b);
        cev_estimator_free(again);
        cev_estimator_free(uplift);
    }
    cev_table_free(l.table);
}
END_TEST

START_TEST(learning_can_be_cancelled)
{
    static char stages[2][16] = {"resamples", "permutations"};
    letters l;
    write_letters(&l, SHOP / 4, 0.4);
    cev_estimator *uplift = fit_uplift(l.table, plain);
    for (int s = 0; s < 2; s++) {
        cev_table *out = NULL;
        cev_ctx_set_progress(ctx, stop_stage, stages[s]);
        ck_assert_int_eq(cev_estimator_fit(uplift, l.table),
                         CEV_ERR_CANCELLED);
        ck_assert_int_eq(cev_estimator_evaluate(uplift, l.table,
                                                CEV_EVAL_QINI, NULL, &out),
                         CEV_ERR_CANCELLED);
        ck_assert_ptr_null(out);
        cev_ctx_set_progress(ctx, NULL, NULL);
        cev_table_free(uplift_summary(uplift));
    }
    cev_estimator_free(uplift);
    cev_table_free(l.table);
}
END_TEST

/* Effects foretold by others' models, beside what came and who was treated:
 * the scores of that table are evaluations of a ranking. */
START_TEST(effects_are_foretold_of_who_is_left_out)
{
    static const char *const with[] = {"features", "x", "treatment", "group",
                                       "treated", "letter", NULL};
    letters l;
    write_letters(&l, SHOP, 0.5);
    put_texts(l.table, "group", l.group);
    cev_estimator *uplift = uplift_with(ctx, with);
    cev_options *thirds = NULL;
    cev_table *trial = NULL, *out = NULL;
    expect_ok(cev_options_new(ctx, &thirds));
    expect_ok(cev_options_set_int(thirds, "folds", 3));
    expect_ok(cev_estimator_validate(uplift, l.table, thirds, &trial));
    cev_options_free(thirds);
    for (int64_t i = 0; i < SHOP; i++) {
        ck_assert(at(trial, "treated", i) == l.treatment[i]);
        ck_assert(at(trial, "actual", i) == l.target[i]);
        ck_assert_near(at(trial, "prediction", i),
                       at(trial, "prediction_treated", i)
                           - at(trial, "prediction_untreated", i),
                       1e-15);
        ck_assert(at(trial, "prediction_lo", i) <= at(trial, "prediction", i));
    }
    expect_ok(cev_scores_evaluate(ctx, trial, CEV_EVAL_QINI, NULL, &out));
    ck_assert(value_named(out, "customers") == SHOP);
    ck_assert_near(value_named(out, "ate"),
                   0.5 * (effect_seen(&l, 0) + effect_seen(&l, 1)), 0.05);
    ck_assert(at(out, "lower", row_named(out, "qini")) > 0.0);
    cev_table_free(out);
    out = NULL;
    expect_ok(cev_scores_evaluate(ctx, trial, CEV_EVAL_UPLIFT, NULL, &out));
    ck_assert(at(out, "actual", 0)
              > at(out, "actual", cev_table_row_count(out) - 1));
    cev_table_free(out);
    out = NULL;
    l.treatment[3] = 0.5;
    put_numbers(trial, "treated", l.treatment);
    expect_failure(cev_scores_evaluate(ctx, trial, CEV_EVAL_QINI, NULL, &out),
                   CEV_ERR_DOMAIN,
                   "treated[3] = 0.5; wanted 0, 1 or a gap");
    cev_table_free(trial);
    cev_estimator_free(uplift);
    cev_table_free(l.table);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = case_with_ctx("uplift");
    tcase_add_test(cases, an_effect_by_hand);
    tcase_add_test(cases, planted_effects_are_found);
    tcase_add_test(cases, where_nothing_is_to_be_found_it_is_said);
    tcase_add_test(cases, two_models_are_those_of_glm);
    tcase_add_test(cases, models_may_be_of_any_learner);
    tcase_add_test(cases, one_model_has_one_effect_on_numbers);
    tcase_add_test(cases, texts_say_who_was_treated);
    tcase_add_test(cases, the_order_of_rows_changes_nothing);
    tcase_add_test(cases, a_row_may_stand_for_many_customers);
    tcase_add_test(cases, bad_input_is_named);
    tcase_add_test(cases, effects_survive_failing_memory);
    tcase_add_test(cases, loaded_effects_have_the_same_bits);
    tcase_add_test(cases, learning_can_be_cancelled);
    tcase_add_test(cases, effects_are_foretold_of_who_is_left_out);
    Suite *s = suite_create("predict/uplift");
    suite_add_tcase(s, cases);
    return s;
}

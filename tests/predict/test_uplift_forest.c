/* Forests of effects: planted ones, chosen customers, bounds, reasons. */
#include "core/seal.h"
#include "predict/letters.h"
#include "predict/whole_life.h"

#include <math.h>
#include <stdio.h>

#include "support/near.h"

enum { SHOP = 600, FEW = 40, MANY = 2000 };

/* Customers who answer a letter where x is above 0; who gets one is chance, or
 * goes by z, of which the answer depends too. */
typedef struct letters {
    double x[MANY], z[MANY], treatment[MANY], target[MANY], effect[MANY];
    const char *town[MANY];
    cev_table *table;
} letters;

/* What a letter does to whom. */
enum { NOTHING, ALIKE, STEP, SLOPE, BEND, TOWNS, SHAPES };

static const char *const shapes[SHAPES] = {"nothing", "alike", "step",
                                           "slope",   "bend",  "towns"};

static double effect_of(int shape, double effect, double x, double z, int town)
{
    return effect
           * (shape == NOTHING ? 0.0
              : shape == ALIKE ? 0.5
              : shape == STEP  ? x > 0.0
              : shape == SLOPE ? 0.5 * (x + 1.0)
              : shape == BEND  ? exp(-3.0 * z)
                               : 0.5 * town);
}

static void lay_letters(letters *l, int64_t rows)
{
    l->table = frame_of(ctx, rows);
    put_numbers(l->table, "x", l->x);
    put_numbers(l->table, "z", l->z);
    put_texts(l->table, "town", l->town);
    put_numbers(l->table, "target", l->target);
    put_numbers(l->table, "treatment", l->treatment);
}

static void write_shape(letters *l, int64_t rows, int shape, double effect,
                        double chosen, uint64_t dice)
{
    static const char *const towns[] = {"Ahlen", "Bonn", "Celle"};
    for (int64_t i = 0; i < rows; i++) {
        l->x[i] = 2.0 * throw_letter(&dice) - 1.0;
        l->z[i] = throw_letter(&dice);
        int town = (int)(3.0 * throw_letter(&dice));
        l->town[i] = towns[town];
        l->effect[i] = effect_of(shape, effect, l->x[i], l->z[i], town);
        l->treatment[i] =
            throw_letter(&dice) < 0.5 + chosen * (l->z[i] > 0.5 ? 1.0 : -1.0);
        double chance = 0.1 + 0.4 * (l->z[i] > 0.5)
                        + l->effect[i] * l->treatment[i];
        l->target[i] = throw_letter(&dice) < chance;
        if (throw_letter(&dice) < 0.05)
            l->x[i] = NAN;
    }
    lay_letters(l, rows);
}

static void write_letters(letters *l, int64_t rows, double effect,
                          double chosen, uint64_t dice)
{
    write_shape(l, rows, STEP, effect, chosen, dice);
}

static const char *const forest[] = {"meta", "forest", "trees", "50",
                                     "draws", "50", "learner", "glm", NULL};

static cev_estimator *grow(const cev_table *table)
{
    const life l = {CEV_UPLIFT, forest, table, NULL};
    cev_estimator *made = NULL;
    expect_ok(life_fit(ctx, &l, &made));
    return made;
}

START_TEST(a_planted_step_is_found)
{
    static letters l;
    write_letters(&l, SHOP, 0.4, 0.0, 7);
    cev_estimator *uplift = grow(l.table);
    cev_table *out = effects_of(uplift, l.table);
    cev_table *summary = uplift_summary(uplift);
    double mean[2] = {0.0, 0.0}, n[2] = {0.0, 0.0};
    for (int64_t i = 0; i < SHOP; i++) {
        double effect = at(out, "prediction", i);
        double treated = at(out, "prediction_treated", i);
        double untreated = at(out, "prediction_untreated", i);
        ck_assert(at(out, "prediction_lo", i) < effect);
        ck_assert(at(out, "prediction_hi", i) > effect);
        ck_assert(treated >= 0.0 && treated <= 1.0);
        ck_assert(untreated >= 0.0 && untreated <= 1.0);
        if (isnan(l.x[i]))
            continue;
        n[l.x[i] > 0.0] += 1.0;
        mean[l.x[i] > 0.0] += effect;
    }
    ck_assert_double_eq_tol(mean[1] / n[1], 0.4, 0.1);
    ck_assert_double_eq_tol(mean[0] / n[0], 0.0, 0.1);
    ck_assert(row_named(summary, "targeting_pays") >= 0);
    ck_assert(row_named(summary, "no_intervals") < 0);
    ck_assert(row_named(summary, "effects_taken_together") >= 0);
    ck_assert_str_eq(
        cev_table_text(summary, "text", row_named(summary, "chance.target")),
        "treatment");
    ck_assert(row_named(summary, "nobody_to_compare_with") < 0);
    ck_assert(value_named(summary, "trees") == 50.0);
    cev_table_free(summary);
    cev_table_free(out);
    cev_estimator_free(uplift);
    cev_table_free(l.table);
}
END_TEST

/* Who was likely to buy anyway got the letter: the groups differ by .3, most
 * of it not by the letter, which does .1 in the mean. */
START_TEST(who_was_chosen_is_taken_off)
{
    static letters l;
    write_letters(&l, SHOP, 0.2, 0.35, 11);
    cev_estimator *uplift = grow(l.table);
    cev_table *summary = uplift_summary(uplift);
    cev_table *naive = NULL;
    int64_t ate = row_named(summary, "ate");
    expect_ok(cev_estimator_evaluate(uplift, l.table, CEV_EVAL_QINI, NULL,
                                     &naive));
    ck_assert(value_named(naive, "ate") > 0.25);
    ck_assert(at(summary, "lower", ate) < 0.1);
    ck_assert(at(summary, "upper", ate) > 0.1);
    ck_assert(at(summary, "upper", ate) < 0.25);
    ck_assert_str_eq(cev_table_text(summary, "text", ate), "doubly robust");
    cev_table_free(naive);
    cev_table_free(summary);
    cev_estimator_free(uplift);
    cev_table_free(l.table);
}
END_TEST

/* Whom z alone decides about has nobody to be compared with. */
START_TEST(who_has_no_like_is_counted)
{
    static letters l;
    write_letters(&l, SHOP, 0.2, 0.5, 13);
    cev_estimator *uplift = grow(l.table);
    cev_table *summary = uplift_summary(uplift);
    ck_assert(value_named(summary, "nobody_to_compare_with") > SHOP / 2);
    cev_table_free(summary);
    cev_estimator_free(uplift);
    cev_table_free(l.table);
}
END_TEST

/* Money in another currency: as many times as much, but for other dice. */
START_TEST(effects_have_the_unit_of_the_target)
{
    static letters l;
    write_letters(&l, SHOP, 0.4, 0.0, 17);
    cev_table *out[2];
    for (int turn = 0; turn < 2; turn++) {
        for (int64_t i = 0; i < SHOP; i++)
            l.target[i] = turn == 0 ? 2.0 + 3.0 * l.target[i]
                                    : 256.0 * l.target[i];
        put_numbers(l.table, "target", l.target);
        cev_estimator *uplift = grow(l.table);
        out[turn] = effects_of(uplift, l.table);
        cev_estimator_free(uplift);
    }
    double mean[2] = {0.0, 0.0};
    for (int64_t i = 0; i < SHOP; i++)
        for (int turn = 0; turn < 2; turn++)
            mean[turn] += at(out[turn], "prediction", i);
    ck_assert_double_eq_tol(mean[1] / mean[0], 256.0, 25.0);
    cev_table_free(out[0]);
    cev_table_free(out[1]);
    cev_table_free(l.table);
}
END_TEST

/* Fewer than four in a group leave nothing to part; without features all
 * customers have one effect. */
START_TEST(little_is_said_of_little)
{
    static letters l;
    write_letters(&l, FEW, 0.3, 0.0, 19);
    for (int64_t i = 0; i < FEW; i++)
        l.treatment[i] = i < 3;
    put_numbers(l.table, "treatment", l.treatment);
    cev_estimator *uplift = grow(l.table);
    cev_table *out = effects_of(uplift, l.table);
    cev_table *summary = uplift_summary(uplift);
    ck_assert(row_named(summary, "no_intervals") >= 0);
    ck_assert_int_eq(cev_table_column_count(out), 3);
    for (int64_t i = 1; i < FEW; i++)
        ck_assert(at(out, "prediction", i) == at(out, "prediction", 0));
    cev_table *why = NULL;
    expect_ok(cev_estimator_explain(uplift, l.table, NULL, &why));
    ck_assert(at(why, "margin", 3) == at(out, "prediction", 3));
    ck_assert(at(why, "base", 3) == at(out, "prediction", 3));
    cev_table_free(why);
    cev_table_free(summary);
    cev_table_free(out);
    cev_estimator_free(uplift);
    cev_table_free(l.table);
    write_letters(&l, SHOP, 0.3, 0.0, 19);
    cev_table *bare = frame_of(ctx, SHOP);
    put_numbers(bare, "target", l.target);
    put_numbers(bare, "treatment", l.treatment);
    uplift = grow(bare);
    out = effects_of(uplift, bare);
    for (int64_t i = 1; i < SHOP; i++)
        ck_assert(at(out, "prediction", i) == at(out, "prediction", 0));
    ck_assert_double_eq_tol(at(out, "prediction", 0), 0.15, 0.07);
    cev_table_free(out);
    cev_estimator_free(uplift);
    cev_table_free(bare);
    cev_table_free(l.table);
}
END_TEST

START_TEST(the_order_of_rows_changes_no_tree)
{
    static letters l, back;
    write_letters(&l, SHOP / 2, 0.4, 0.0, 23);
    /* The first two say the same but for who was treated. */
    l.x[1] = l.x[0];
    l.z[1] = l.z[0];
    l.town[1] = l.town[0];
    l.target[1] = l.target[0];
    l.treatment[1] = 1.0 - l.treatment[0];
    for (int64_t i = 0; i < SHOP / 2; i++) {
        int64_t k = SHOP / 2 - 1 - i;
        back.x[i] = l.x[k];
        back.z[i] = l.z[k];
        back.town[i] = l.town[k];
        back.target[i] = l.target[k];
        back.treatment[i] = l.treatment[k];
    }
    lay_letters(&back, SHOP / 2);
    cev_estimator *one = grow(l.table), *other = grow(back.table);
    cev_table *a = effects_of(one, l.table), *b = effects_of(other, l.table);
    expect_same_numbers(a, b);
    cev_table_free(a);
    cev_table_free(b);
    a = uplift_summary(one);
    b = uplift_summary(other);
    expect_same_numbers(a, b);
    cev_table_free(a);
    cev_table_free(b);
    cev_estimator_free(one);
    cev_estimator_free(other);
    cev_table_free(back.table);
    cev_table_free(l.table);
}
END_TEST

/* What columns add to the effect above that on all. */
START_TEST(reasons_add_up_to_the_effect)
{
    static letters l;
    write_letters(&l, SHOP / 2, 0.5, 0.0, 29);
    cev_estimator *uplift = grow(l.table);
    cev_table *out = effects_of(uplift, l.table), *why = NULL;
    int by_x = 0;
    expect_ok(cev_estimator_explain(uplift, l.table, NULL, &why));
    for (int64_t i = 0; i < SHOP / 2; i++) {
        double sum = at(why, "base", i) + at(why, "x", i) + at(why, "z", i)
                     + at(why, "town", i);
        ck_assert_near(at(why, "margin", i), sum, 1e-12);
        ck_assert_near(at(why, "margin", i), at(out, "prediction", i), 1e-11);
        ck_assert(at(why, "base", i) == at(why, "base", 0));
        by_x += strcmp(cev_table_text(why, "reason_1", i), "x") == 0;
    }
    ck_assert_int_gt(by_x, SHOP / 2 * 8 / 10);
    cev_table_free(why);
    cev_table_free(out);
    cev_estimator_free(uplift);
    cev_table_free(l.table);
}
END_TEST

/* Of other ways they are those of the models inside: of numbers, where margins
 * are means, they add up to the effect as well. */
START_TEST(reasons_of_models_are_differences)
{
    static const char *const metas[] = {"t", "s", "x"};
    static letters l;
    write_letters(&l, FEW, 0.5, 0.0, 31);
    put_texts(l.table, "base", l.town);
    for (int m = 0; m < 3; m++) {
        const char *const with[] = {"meta", metas[m], "family", "gaussian",
                                    "draws", "50", "features", "x,base",
                                    NULL};
        const life by = {CEV_UPLIFT, with, l.table, NULL};
        cev_estimator *uplift = NULL;
        cev_table *why = NULL;
        expect_ok(life_fit(ctx, &by, &uplift));
        cev_table *out = effects_of(uplift, l.table);
        expect_ok(cev_estimator_explain(uplift, l.table, NULL, &why));
        for (int64_t i = 0; i < FEW; i++) {
            double sum = at(why, "base", i) + at(why, "x", i)
                         + at(why, "base_feature", i);
            if (m == 1)
                sum += at(why, "treatment", i);
            ck_assert_near(at(why, "margin", i), sum, 1e-12);
            ck_assert_near(at(why, "margin", i), at(out, "prediction", i),
                           1e-12);
        }
        cev_table_free(why);
        cev_table_free(out);
        cev_estimator_free(uplift);
    }
    static const char *const with[] = {"learner", "constant", "draws", "50",
                                       NULL};
    const life by = {CEV_UPLIFT, with, l.table, NULL};
    cev_estimator *uplift = NULL;
    cev_table *why = NULL;
    expect_ok(life_fit(ctx, &by, &uplift));
    expect_failure(cev_estimator_explain(uplift, l.table, NULL, &why),
                   CEV_ERR_KIND,
                   "constant does not explain predictions by columns");
    cev_estimator_free(uplift);
    cev_table_free(l.table);
}
END_TEST

START_TEST(forests_survive_failing_memory_and_come_back)
{
    static const char *const few[] = {"meta", "forest", "trees", "10",
                                      "draws", "50", "learner", "constant",
                                      NULL};
    static letters l;
    write_letters(&l, FEW, 0.4, 0.0, 37);
    life of = {CEV_UPLIFT, few, l.table, CEV_EVAL_QINI};
    fail_each_allocation(whole_life, &of);
    cev_table_free(l.table);
    write_letters(&l, SHOP / 4, 0.4, 0.0, 37);
    of = (life){CEV_UPLIFT, forest, l.table, NULL};
    expect_same_again(&of);
    expect_stops(&of, "forest");
    cev_table_free(l.table);
}
END_TEST

/* Bytes that are cut or turned give an error or a forest that answers. */
START_TEST(broken_forests_are_refused)
{
    static const char *const few[] = {"meta", "forest", "trees", "10",
                                      "draws", "50", "learner", "constant",
                                      NULL};
    static letters l;
    write_letters(&l, FEW, 0.4, 0.0, 41);
    const life of = {CEV_UPLIFT, few, l.table, NULL};
    cev_estimator *uplift = NULL, *again = NULL;
    int64_t size = 0;
    expect_ok(life_fit(ctx, &of, &uplift));
    expect_ok(cev_estimator_save(uplift, NULL, 0, &size));
    ck_assert_int_gt(size, 0);
    uint8_t *bytes = malloc((size_t)size), *lies = malloc((size_t)size);
    expect_ok(cev_estimator_save(uplift, bytes, size, &size));
    for (int64_t cut = 0; cut < size; cut += 7)
        ck_assert_int_ne(cev_estimator_load(ctx, bytes, cut, &again),
                         CEV_OK);
    /* Numbers that cannot be, written by who knows the layout. */
    int64_t refused = 0, last = size - SEAL_TAIL - 8;
    for (int64_t k = 2 * SEAL_HEAD; k <= 2 * last; k++) {
        memcpy(lies, bytes, (size_t)size);
        plant_lie(lies + k / 2, 7 * k + k / 10);
        seal(lies, size - SEAL_HEAD - SEAL_TAIL);
        int32_t status = cev_estimator_load(ctx, lies, size, &again);
        ck_assert_int_ne(status, CEV_ERR_MEMORY);
        refused += status != CEV_OK;
        cev_estimator_free(again);
        again = NULL;
    }
    ck_assert_int_gt(refused, last);
    free(lies);
    free(bytes);
    cev_estimator_free(uplift);
    cev_table_free(l.table);
}
END_TEST

/* By themselves the models beside a forest are trees as well. */
START_TEST(options_that_mean_nothing_are_named)
{
    static const char *const with[] = {"meta", "forest", "draws", "50",
                                       "shrinkage", "none", NULL};
    static const char *const plain_forest[] = {
        "meta", "forest", "draws", "50", "trees", "10", NULL};
    static letters l;
    write_letters(&l, FEW, 0.4, 0.0, 43);
    life of = {CEV_UPLIFT, plain_forest, l.table, NULL};
    cev_estimator *made = NULL;
    expect_ok(life_fit(ctx, &of, &made));
    cev_table *summary = uplift_summary(made);
    ck_assert_str_eq(
        cev_table_text(summary, "text", row_named(summary, "learner")),
        "boosting");
    cev_table_free(summary);
    cev_estimator_free(made);
    made = NULL;
    of.options = with;
    ck_assert_int_eq(life_fit(ctx, &of, &made), CEV_ERR_OPTION);
    ck_assert_ptr_nonnull(
        strstr(cev_ctx_message(ctx), "means nothing to boosting"));
    cev_table_free(l.table);
}
END_TEST

/* How often intervals hold the effects on customers of so many shops. */
static double held_by(const char *const *options, int shape, double chosen,
                      int64_t rows, int shops)
{
    static letters l;
    double held = 0.0, n = 0.0;
    for (int shop = 0; shop < shops; shop++) {
        write_shape(&l, rows, shape, 0.2, chosen,
                    (uint64_t)(shop + 1) * UINT64_C(0x9E3779B97F4A7C15));
        const life of = {CEV_UPLIFT, options, l.table, NULL};
        cev_estimator *uplift = NULL;
        expect_ok(life_fit(ctx, &of, &uplift));
        cev_table *out = effects_of(uplift, l.table);
        for (int64_t i = 0; i < rows; i++) {
            if (isnan(l.x[i]))
                continue;
            held += at(out, "prediction_lo", i) <= l.effect[i]
                    && l.effect[i] <= at(out, "prediction_hi", i);
            n += 1.0;
        }
        cev_table_free(out);
        cev_estimator_free(uplift);
        cev_table_free(l.table);
    }
    return held / n;
}

/* Shops of which the effects are known, by chance and by choice. At every test
 * a few, of one effect for all, which no tree can get wrong by its shape;
 * CEV_UPLIFT_SHOPS=20 is a study of all, CEV_UPLIFT_CUSTOMERS of how large. */
START_TEST(intervals_hold_the_truth)
{
    static const char *const whole[] = {"meta", "forest", "draws", "50",
                                        NULL};
    const char *asked = getenv("CEV_UPLIFT_SHOPS");
    const char *customers = getenv("CEV_UPLIFT_CUSTOMERS");
    int shops = asked == NULL ? 8 : atoi(asked);
    int of = customers == NULL ? MANY : atoi(customers);
    double all = 0.0;
    if (asked == NULL) {
        ck_assert_double_eq_tol(held_by(forest, ALIKE, 0.0, SHOP / 2, shops),
                                0.9, 0.07);
        return;
    }
    for (int shape = 0; shape < SHAPES; shape++)
        for (int choice = 0; choice < 2; choice++) {
            double held = held_by(whole, shape, 0.25 * choice, of, shops);
            printf("%s, %s: %.3f\n", shapes[shape],
                   choice ? "chosen" : "by chance", held);
            all += held / (2 * SHAPES);
        }
    printf("held by intervals of .9 in %d shops each: %.3f\n", shops, all);
    ck_assert_double_eq_tol(all, 0.9, 0.03);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = case_with_ctx("forest");
    tcase_add_test(cases, a_planted_step_is_found);
    tcase_add_test(cases, who_was_chosen_is_taken_off);
    tcase_add_test(cases, who_has_no_like_is_counted);
    tcase_add_test(cases, effects_have_the_unit_of_the_target);
    tcase_add_test(cases, little_is_said_of_little);
    tcase_add_test(cases, the_order_of_rows_changes_no_tree);
    tcase_add_test(cases, reasons_add_up_to_the_effect);
    tcase_add_test(cases, reasons_of_models_are_differences);
    tcase_add_test(cases, forests_survive_failing_memory_and_come_back);
    tcase_add_test(cases, broken_forests_are_refused);
    tcase_add_test(cases, options_that_mean_nothing_are_named);
    tcase_add_test(cases, intervals_hold_the_truth);
    Suite *s = suite_create("predict/uplift_forest");
    suite_add_tcase(s, cases);
    return s;
}

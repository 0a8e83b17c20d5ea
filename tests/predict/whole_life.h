/**
 * All that an estimator goes through, in one go: for failing memory, and for
 * saved bytes that say the same as before.
 */
#ifndef TESTS_PREDICT_WHOLE_LIFE_H
#define TESTS_PREDICT_WHOLE_LIFE_H

#include <stdlib.h>

#include "predict/features.h"
#include "support/stops.h"
#include "support/told.h"

/** What lives: a kind, its options (key, value, … NULL; a value that begins
 *  with a digit is a number) and its customers. */
typedef struct {
    const char *kind;
    const char *const *options;
    const cev_table *customers;
    const char *evaluation; /* besides scores; NULL: "card", where it has one */
} life;

/** Fitted, in a context. */
static inline int32_t life_fit(cev_ctx *of, const life *l,
                               cev_estimator **out)
{
    cev_options *options = NULL;
    cev_estimator *made = NULL;
    int32_t status = life_options(of, l->options, &options);
    if (status == CEV_OK)
        status = cev_estimator_new(of, l->kind, options, &made);
    cev_options_free(options);
    if (status == CEV_OK)
        status = cev_estimator_fit(made, l->customers);
    if (status == CEV_OK)
        *out = made;
    else
        cev_estimator_free(made);
    return status;
}

/** Saved and brought back. */
static inline int32_t life_again(cev_ctx *of, const cev_estimator *before,
                                 cev_estimator **out)
{
    int64_t size = 0, all = 0;
    int32_t status = cev_estimator_save(before, NULL, 0, &size);
    void *bytes = malloc((size_t)size + 1);
    if (status == CEV_OK)
        status = cev_estimator_save(before, bytes, size, &all);
    if (status == CEV_OK)
        status = cev_estimator_load(of, bytes, size, out);
    free(bytes);
    return status;
}

/** What some kinds answer and others refuse to. */
static inline int32_t if_it_can(int32_t status)
{
    return status == CEV_ERR_KIND ? CEV_OK : status;
}

/** A scenario of failing memory: `state` is a life. */
static inline int32_t whole_life(cev_ctx *of, void *state)
{
    const life *l = state;
    cev_estimator *before = NULL, *after = NULL;
    cev_table *told[5] = {NULL, NULL, NULL, NULL, NULL};
    int32_t status = life_fit(of, l, &before);
    if (status == CEV_OK)
        status = life_again(of, before, &after);
    if (status == CEV_OK)
        status = cev_estimator_predict(after, l->customers, NULL, &told[0]);
    if (status == CEV_OK)
        status = cev_estimator_summary(after, NULL, &told[1]);
    if (status == CEV_OK)
        status = if_it_can(cev_estimator_evaluate(
            after, l->customers, CEV_EVAL_SCORES, NULL, &told[2]));
    if (status == CEV_OK)
        status = if_it_can(
            cev_estimator_explain(after, l->customers, NULL, &told[3]));
    if (status == CEV_OK)
        status = if_it_can(cev_estimator_evaluate(
            after, l->customers,
            l->evaluation != NULL ? l->evaluation : CEV_EVAL_CARD, NULL,
            &told[4]));
    for (int i = 0; i < 5; i++)
        cev_table_free(told[i]);
    cev_estimator_free(after);
    cev_estimator_free(before);
    return status;
}

/** Columns of numbers are the same to the bit, gaps too. */
static inline void expect_same_numbers(const cev_table *a, const cev_table *b)
{
    ck_assert_int_eq(cev_table_column_count(a), cev_table_column_count(b));
    for (int64_t c = 0; c < cev_table_column_count(a); c++) {
        const char *name = cev_table_name(a, c);
        for (int64_t row = 0; row < cev_table_row_count(a); row++) {
            double x = cev_table_double(a, name, row);
            double y = cev_table_double(b, name, row);
            ck_assert_msg(memcmp(&x, &y, sizeof x) == 0 || (x != x && y != y),
                          "%s[%d] = %.17g and %.17g", name, (int)row, x, y);
        }
    }
}

/** What is brought back predicts and says the same as before. */
static inline void expect_same_again(const life *l)
{
    cev_estimator *before = NULL, *after = NULL;
    cev_table *told[4] = {NULL, NULL, NULL, NULL};
    expect_ok(life_fit(ctx, l, &before));
    expect_ok(life_again(ctx, before, &after));
    expect_ok(cev_estimator_predict(before, l->customers, NULL, &told[0]));
    expect_ok(cev_estimator_predict(after, l->customers, NULL, &told[1]));
    expect_ok(cev_estimator_summary(before, NULL, &told[2]));
    expect_ok(cev_estimator_summary(after, NULL, &told[3]));
    expect_same_numbers(told[0], told[1]);
    expect_same_numbers(told[2], told[3]);
    for (int i = 0; i < 4; i++)
        cev_table_free(told[i]);
    cev_estimator_free(after);
    cev_estimator_free(before);
}

/** A fit can be stopped at a stage. */
static inline void expect_stops(const life *l, const char *stage)
{
    cev_estimator *made = NULL;
    char name[40];
    strcpy(name, stage);
    cev_ctx_set_progress(ctx, stop_stage, name);
    ck_assert_int_eq(life_fit(ctx, l, &made), CEV_ERR_CANCELLED);
    cev_ctx_set_progress(ctx, NULL, NULL);
    ck_assert_ptr_null(made);
}

#endif

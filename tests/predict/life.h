/**
 * What every learner goes through: fitted, saved, loaded, and asked all there
 * is to ask, with memory failing or a host that has enough.
 *
 *     life l = {CEV_GLM, options, customers, NULL};
 *     fail_each_allocation(live, &l);
 *     expect_cancelled_fit(&l);
 */
#ifndef TESTS_PREDICT_LIFE_H
#define TESTS_PREDICT_LIFE_H

#include <stdlib.h>

#include "predict/features.h"

typedef struct {
    const char *kind;
    const cev_options *options;
    const cev_table *customers;
    const char *evaluation; /* besides scores; NULL: none */
} life;

/** Two tables have the same bits in their columns of numbers. */
static inline void expect_same_numbers(const cev_table *a, const cev_table *b)
{
    ck_assert_int_eq(cev_table_column_count(a), cev_table_column_count(b));
    for (int64_t c = 0; c < cev_table_column_count(a); c++) {
        const char *name = cev_table_name(a, c);
        for (int64_t i = 0; i < cev_table_row_count(a); i++) {
            double x = cev_table_double(a, name, i);
            double y = cev_table_double(b, name, i);
            ck_assert_msg(memcmp(&x, &y, sizeof x) == 0, "%s[%d] differs",
                          name, (int)i);
        }
    }
}

static inline int32_t life_saved(cev_ctx *of, const cev_estimator *learner,
                                 cev_estimator **again)
{
    int64_t size = 0;
    int32_t status = cev_estimator_save(learner, NULL, 0, &size);
    uint8_t *bytes = malloc((size_t)size + 1);
    ck_assert_ptr_nonnull(bytes);
    if (status == CEV_OK)
        status = cev_estimator_save(learner, bytes, size, &size);
    if (status == CEV_OK)
        status = cev_estimator_load(of, bytes, size, again);
    free(bytes);
    return status;
}

/** A scenario of failing.h; `state` is a life. */
static inline int32_t live(cev_ctx *of, void *state)
{
    const life *l = state;
    cev_estimator *learner = NULL, *again = NULL;
    cev_table *out[6] = {NULL};
    int32_t status = cev_estimator_new(of, l->kind, l->options, &learner);
    if (status == CEV_OK)
        status = cev_estimator_fit(learner, l->customers);
    if (status == CEV_OK)
        status = life_saved(of, learner, &again);
    if (status == CEV_OK)
        status = cev_estimator_predict(learner, l->customers, NULL, &out[0]);
    if (status == CEV_OK)
        status = cev_estimator_predict(again, l->customers, NULL, &out[1]);
    if (status == CEV_OK)
        expect_same_numbers(out[0], out[1]);
    if (status == CEV_OK)
        status = cev_estimator_summary(again, NULL, &out[2]);
    if (status == CEV_OK)
        status = cev_estimator_explain(again, l->customers, NULL, &out[3]);
    if (status == CEV_OK)
        status = cev_estimator_evaluate(again, l->customers, CEV_EVAL_SCORES,
                                        NULL, &out[4]);
    if (status == CEV_OK && l->evaluation != NULL)
        status = cev_estimator_evaluate(again, l->customers, l->evaluation,
                                        NULL, &out[5]);
    for (int i = 0; i < 6; i++)
        cev_table_free(out[i]);
    cev_estimator_free(again);
    cev_estimator_free(learner);
    return status;
}

static inline int32_t stop_living(void *user, const char *stage, double done)
{
    (void)user;
    (void)stage;
    (void)done;
    return 1;
}

/** A host that stops at the first news of a fit. */
static inline void expect_cancelled_fit(const life *l)
{
    cev_estimator *learner = NULL;
    expect_ok(cev_estimator_new(ctx, l->kind, l->options, &learner));
    cev_ctx_set_progress(ctx, stop_living, NULL);
    ck_assert_int_eq(cev_estimator_fit(learner, l->customers),
                     CEV_ERR_CANCELLED);
    cev_ctx_set_progress(ctx, NULL, NULL);
    cev_estimator_free(learner);
}

#endif

/**
 * Estimators of effects for tests, and what they answer.
 */
#ifndef TESTS_PREDICT_LETTERS_H
#define TESTS_PREDICT_LETTERS_H

#include "predict/features.h"

enum { SMALL = 24 };

/** No options but fewer draws. */
static const char *const plain[] = {NULL};

/** A random number in [0, 1), of a generator that is here to stay. */
static inline double throw_letter(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005)
             + UINT64_C(1442695040888963407);
    return (double)(*state >> 11) * 0x1p-53;
}

/* A new estimator with some texts as options; pairs, the last NULL. */
static inline cev_estimator *uplift_with(cev_ctx *of, const char *const *texts)
{
    cev_estimator *uplift = NULL;
    cev_options *options = NULL;
    ck_assert_int_eq(cev_options_new(of, &options), CEV_OK);
    ck_assert_int_eq(cev_options_set_int(options, "draws", 50), CEV_OK);
    for (; *texts != NULL; texts += 2)
        ck_assert_int_eq(cev_options_set_str(options, texts[0], texts[1]),
                         CEV_OK);
    ck_assert_int_eq(cev_estimator_new(of, CEV_UPLIFT, options, &uplift),
                     CEV_OK);
    cev_options_free(options);
    return uplift;
}

static inline cev_estimator *fit_uplift(const cev_table *table,
                                 const char *const *texts)
{
    cev_estimator *uplift = uplift_with(ctx, texts);
    expect_ok(cev_estimator_fit(uplift, table));
    return uplift;
}

static inline cev_table *effects_of(cev_estimator *uplift, const cev_table *table)
{
    cev_table *out = NULL;
    expect_ok(cev_estimator_predict(uplift, table, NULL, &out));
    return out;
}

static inline cev_table *uplift_summary(cev_estimator *uplift)
{
    cev_table *out = NULL;
    expect_ok(cev_estimator_summary(uplift, NULL, &out));
    return out;
}

static inline double at(const cev_table *table, const char *column, int64_t row)
{
    return cev_table_double(table, column, row);
}

#endif

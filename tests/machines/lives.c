/* The life of each kind: fitted, asked, saved, loaded, asked again. */
#include "runner.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/told.h"

/* Either handle. */
typedef struct living {
    cev_estimator *estimator;
    cev_segmenter *segmenter;
} living;

static void let_go(living *one)
{
    cev_estimator_free(one->estimator);
    cev_segmenter_free(one->segmenter);
}

static int32_t fit(runner *of, const char *kind, int is_segmenter,
                   const cev_table *customers, living *out)
{
    cev_options *options = NULL;
    int32_t status = life_options(of->ctx, told_to(kind), &options);
    if (status == CEV_OK && is_segmenter)
        status = cev_segmenter_new(of->ctx, kind, options, &out->segmenter);
    else if (status == CEV_OK)
        status = cev_estimator_new(of->ctx, kind, options, &out->estimator);
    cev_options_free(options);
    if (status != CEV_OK)
        return status;
    return is_segmenter ? cev_segmenter_fit(out->segmenter, customers)
                        : cev_estimator_fit(out->estimator, customers);
}

static uint64_t ask_segmenter(runner *of, const char *kind,
                              const cev_segmenter *one,
                              const cev_table *customers, uint64_t hash)
{
    cev_table *told[4] = {NULL, NULL, NULL, NULL};
    int32_t status = cev_segmenter_assign(one, customers, NULL, &told[0]);
    hash = hash_answer(of, hash, kind, status, told[0]);
    status = cev_segmenter_profile(one, NULL, &told[1]);
    hash = hash_answer(of, hash, kind, status, told[1]);
    status = cev_segmenter_summary(one, NULL, &told[2]);
    hash = hash_answer(of, hash, kind, status, told[2]);
    status = cev_segmenter_stability(one, customers, NULL, &told[3]);
    return hash_answer(of, hash, kind, status, told[3]);
}

static uint64_t ask_estimator(runner *of, const char *kind,
                              const cev_estimator *one,
                              const cev_table *customers, uint64_t hash)
{
    static const char *const evaluations[] = {
        CEV_EVAL_HOLDOUT,     CEV_EVAL_FREQUENCY,    CEV_EVAL_CONDITIONAL,
        CEV_EVAL_DECILES,     CEV_EVAL_RETENTION,    CEV_EVAL_TOTALS,
        CEV_EVAL_CURVE,       CEV_EVAL_COMPARISON,   CEV_EVAL_PIT,
        CEV_EVAL_COVERAGE,    CEV_EVAL_SURVIVAL,     CEV_EVAL_PROPORTIONAL,
        CEV_EVAL_ELASTICITIES, CEV_EVAL_SCORES,      CEV_EVAL_CALIBRATION,
        CEV_EVAL_LIFT,        CEV_EVAL_ROC,          CEV_EVAL_CONFUSION,
        CEV_EVAL_PROFIT,      CEV_EVAL_UPLIFT,       CEV_EVAL_QINI,
        CEV_EVAL_CARD};
    cev_table *told = NULL;
    int32_t status = cev_estimator_predict(one, customers, NULL, &told);
    hash = hash_answer(of, hash, kind, status, told);
    told = NULL;
    status = cev_estimator_summary(one, NULL, &told);
    hash = hash_answer(of, hash, kind, status, told);
    told = NULL;
    status = cev_estimator_explain(one, customers, NULL, &told);
    hash = hash_answer(of, hash, kind, status, told);
    for (size_t i = 0; i < sizeof evaluations / sizeof evaluations[0]; i++) {
        told = NULL;
        status = cev_estimator_evaluate(one, customers, evaluations[i], NULL,
                                        &told);
        hash = hash_answer(of, hash, kind, status, told);
    }
    return hash;
}

static uint64_t ask(runner *of, const char *kind, const living *one,
                    const cev_table *customers)
{
    return one->segmenter != NULL
               ? ask_segmenter(of, kind, one->segmenter, customers, HASH_EMPTY)
               : ask_estimator(of, kind, one->estimator, customers,
                               HASH_EMPTY);
}

static int32_t save(const living *one, void *bytes, int64_t room,
                    int64_t *size)
{
    return one->segmenter != NULL
               ? cev_segmenter_save(one->segmenter, bytes, room, size)
               : cev_estimator_save(one->estimator, bytes, room, size);
}

/* Saved and brought back; the hash of its bytes. */
static uint64_t bring_back(runner *of, const living *one, living *again)
{
    int64_t size = 0;
    int32_t status = save(one, NULL, 0, &size);
    void *bytes = status == CEV_OK ? malloc((size_t)size) : NULL;
    if (bytes == NULL)
        return 0;
    status = save(one, bytes, size, &size);
    uint64_t hash = hash_bytes(HASH_EMPTY, bytes, size);
    if (status == CEV_OK && one->segmenter != NULL)
        cev_segmenter_load(of->ctx, bytes, size, &again->segmenter);
    else if (status == CEV_OK)
        cev_estimator_load(of->ctx, bytes, size, &again->estimator);
    free(bytes);
    return hash;
}

static void run_kind(runner *of, const char *kind, int is_segmenter,
                     const cev_table *customers)
{
    living one = {NULL, NULL}, again = {NULL, NULL};
    if (fit(of, kind, is_segmenter, customers, &one) != CEV_OK) {
        tell_failure(of, kind, cev_ctx_message(of->ctx));
    } else {
        uint64_t answers = ask(of, kind, &one, customers);
        uint64_t bytes = bring_back(of, &one, &again);
        if (again.estimator == NULL && again.segmenter == NULL)
            tell_failure(of, kind, cev_ctx_message(of->ctx));
        else if (ask(of, kind, &again, customers) != answers)
            tell_failure(of, kind, "answers otherwise once it was saved");
        tell_hash(of, "kind", kind, hash_number(answers, bytes));
    }
    let_go(&again);
    let_go(&one);
}

void run_kinds(runner *of, const cev_table *customers)
{
    cev_table *kinds = NULL;
    if (cev_kinds(of->ctx, &kinds) != CEV_OK)
        tell_failure(of, "cev_kinds", cev_ctx_message(of->ctx));
    for (int64_t i = 0; i < cev_table_row_count(kinds); i++)
        run_kind(of, cev_table_text(kinds, "kind", i),
                 strcmp(cev_table_text(kinds, "handle", i), "segmenter") == 0,
                 customers);
    cev_table_free(kinds);
}

/*
 * A learner inside another, or inside a trial of it: learnt from some rows of
 * a table again and again, and asked about others. It sees the target as
 * numbers, so that the same text is 1 in all parts of the table, and of the
 * same family.
 */
#ifndef CEV__INNER_H
#define CEV__INNER_H

#include "folds.h"
#include "learner.h"

typedef struct cev__inner {
    cev_ctx *ctx;
    const cev__estimator_kind *kind;
    const cev__prior *prior;
    cev__target target;
    int64_t rows;
    double *values;        /* the target of each row; NaN: not known */
    double *weights;       /* of each row */
    double customers;      /* whose target is known */
    double unknown;        /* and is not */
    cev_options pressed;   /* what the kind takes of those given */
    cev__option_value told[2]; /* besides: no interval, and a family */
    cev_options options;   /* both */
    cev_table *view;       /* what it learns from */
    cev_table *asked;      /* what it is asked about: of survival without the
                              time that is to come out */
} cev__inner;

/* What a learner that holds another takes itself; and for what it holds. */
#define CEV__INNER_OWN                                                        \
    CEV__LEARNER_TAKES " learner family " CEV__TAKES_FOLDS
#define CEV__INNER_TAKES CEV__INNER_OWN CEV__INNER_HELD
#define CEV__INNER_HELD                                                       \
    " link power shrinkage alpha lambda lambda_rule rounds depth rate leaf "  \
    "leaf_ridge monotone neighbours points_to_double base_score base_odds"

/* Whether a kind learns, with such options, when customers leave. */
int cev__kind_is_survival(const cev__estimator_kind *kind,
                          const cev_options *options);

/* The learner that the option `learner` names. CEV_ERR_OPTION where an option
 * is given that neither it takes nor `own` names (joined by blanks). */
int32_t cev__inner_choose(cev_ctx *ctx, const cev_options *options,
                          const char *own, const cev__estimator_kind **out);

/*
 * A learner of `kind` for a table, with the options that it takes among those
 * given. `naming` are the options that name its target, and `wanted` is what
 * can be learnt (target.h). Table and options must outlive it. Messages are
 * set; on failure `out` is nothing to close.
 */
int32_t cev__inner_open(cev_ctx *ctx, const cev__estimator_kind *kind,
                        const cev__given *given, const cev_options *naming,
                        int wanted, cev__inner *out);
void cev__inner_close(cev__inner *inner);

/* Intervals are not asked for from now on. */
void cev__inner_hush(cev__inner *inner);

/* A model of some rows, or of all (`rows` NULL); the kind frees it. */
int32_t cev__inner_fit(const cev__inner *inner, const int64_t *rows,
                       int64_t count, void **model);

/*
 * Leaves out one fold after the other: `take` is given the number of a fold,
 * its rows, and what a model of the others predicts for them. It may keep the
 * model, and then writes NULL in its place. A fold that is empty, or without
 * rows to learn from, is passed over.
 */
int32_t cev__inner_leave_out(
    const cev__inner *inner, const cev__folds *folds, const char *stage,
    int32_t (*take)(void *state, int32_t fold, const int64_t *rows,
                    int64_t count, const cev_table *predictions,
                    void **model),
    void *state);

/* The kind and its model; and the summary of that, its names with a part
 * before them. */
void cev__inner_save(const cev__estimator_kind *kind, const void *model,
                     cev__writer *writer);
int32_t cev__inner_load(cev_ctx *ctx, cev__blob *blob,
                        const cev__estimator_kind **kind, void **model);
/* Another of the same kind. */
int32_t cev__inner_load_like(cev_ctx *ctx, cev__blob *blob,
                             const cev__estimator_kind *kind, void **model);
int32_t cev__inner_tell(cev_ctx *ctx, const cev__estimator_kind *kind,
                        const void *model, const cev_options *options,
                        const char *part, cev__lines *lines);

#endif

/*
 * A learner inside another, or inside a trial of it: learnt from some rows of
 * a table again and again, and asked about others. It sees the target as
 * numbers, so that the same text is 1 in all parts of the table, and of the
 * same family.
 */
#ifndef CEV__INNER_H
#define CEV__INNER_H

#include "../core/kinds.h"
#include "folds.h"
#include "target.h"

typedef struct cev__inner {
    cev_ctx *ctx;
    const cev__estimator_kind *kind;
    const cev__prior *prior;
    cev__target target;
    int64_t rows;
    double *values;        /* the target of each row; NaN: not known */
    double *weights;       /* of each row */
    cev_options pressed;   /* what the kind takes of those given */
    cev__option_value family;
    cev_options options;   /* that, and what it is told besides */
    cev_table *view;       /* what it learns from */
    cev_table *asked;      /* what it is asked about: of survival without the
                              time that is to come out */
} cev__inner;

/* Whether a kind learns when customers leave. */
int cev__kind_is_survival(const cev__estimator_kind *kind);

/*
 * A learner of `kind` for a table, with the options that it takes among those
 * given. `naming` are the options that name its target. Table and options must
 * outlive it. Messages are set; on failure `out` is nothing to close.
 */
int32_t cev__inner_open(cev_ctx *ctx, const cev__estimator_kind *kind,
                        const cev__given *given, const cev_options *naming,
                        cev__inner *out);
void cev__inner_close(cev__inner *inner);

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

#endif

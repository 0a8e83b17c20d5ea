/*
 * What the kinds of this room share at their end: tables of predictions, of
 * explanations, and what truth says of them.
 */
#ifndef CEV__LEARNER_H
#define CEV__LEARNER_H

#include "../core/calls.h"
#include "../core/kinds.h"
#include "cev/estimator.h"
#include "../core/lines.h"
#include "predictors.h"
#include "target.h"

/* What every learner wants: a target, and any other column. */
#define CEV__LEARNER_WANTS "target *"

/* What every learner of a target takes, the constant too, so that one can
 * stand in for another; and gives. */
#define CEV__LEARNER_TAKES                                                    \
    "target positive features sensitive rare " CEV__TAKES_JUDGE
#define CEV__LEARNER_GIVES "prediction prediction_lo prediction_hi"

/* Columns of a table to come: `customer` where there is one. */
int32_t cev__learner_table(cev_ctx *ctx, const cev_table *customers,
                           cev_table **out);

/* The columns of a prediction; with an interval its bounds, else NULL. */
typedef struct cev__answers {
    double *prediction, *lower, *upper;
} cev__answers;

int32_t cev__answers_add(cev_table *table, int has_interval,
                         cev__answers *out);

/* What the summary says of the target and of whom was learnt from. */
void cev__target_lines(const cev__target *target, double customers,
                       double unknown, cev__lines *lines);

/* The evaluations of any learner: its predictions beside the target. */
int32_t cev__learner_evaluate(
    cev_ctx *ctx, const cev__target *target,
    int32_t (*predict)(cev_ctx *ctx, const void *model,
                       const cev_options *options, const cev_table *customers,
                       cev_table **out),
    const void *model, const cev_options *options, const cev_table *customers,
    const char *what, cev_table **out);

/*
 * Explanations as they are filled in: for each row a base, what each predictor
 * pushes, and the margin, which is base and pushes together.
 */
typedef struct cev__explanation {
    cev_table *table;
    int64_t rows, count;
    double *base, *margin;
    double **pushes; /* a column for each predictor */
} cev__explanation;

int32_t cev__explanation_open(cev_ctx *ctx, const cev__predictors *predictors,
                              const cev_table *customers,
                              cev__explanation *out);
/* The table with its reasons; in any case nothing is left to close. */
int32_t cev__explanation_finish(cev_ctx *ctx,
                                const cev__predictors *predictors,
                                cev__explanation *explanation,
                                cev_table **out);
void cev__explanation_close(cev_ctx *ctx, cev__explanation *explanation);

#endif

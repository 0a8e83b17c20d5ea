/*
 * What learners of survival share at their end: tables of who leaves when,
 * and of curves beside what was expected.
 */
#ifndef CEV__STAYING_H
#define CEV__STAYING_H

#include "climb.h"
#include "curve.h"
#include "learner.h"

#define CEV__STAYING_GIVES \
    CEV__LEARNER_GIVES " time_ahead time_ahead_lo time_ahead_hi"

/* The columns of a prediction. */
typedef struct cev__staying {
    cev__answers leaves;
    double *stays, *lower, *upper; /* bounds NULL without an interval */
} cev__staying;

int32_t cev__staying_add(cev_table *table, int has_interval,
                         cev__staying *out);
/* Times at which rounding hides a horizon keep within it all the same, and
 * bounds enclose. */
void cev__staying_put(const cev__staying *columns, int64_t row,
                      double horizon, const cev__stay *stay);

/* Who is still there: how likely a row's customer, of a group, was to be so at
 * a time after his beginning. */
typedef double (*cev__share)(void *state, int64_t row, int32_t group,
                             double time);

/* The table of the evaluation "survival": a row for each step of the curves of
 * spells, with `expected` there, a number a step. */
int32_t cev__staying_tell(cev_ctx *ctx, const cev_options *options,
                          const cev__customers *names,
                          const cev__curves *seen, const double *expected,
                          cev_table **out);

/* How readily a row's customer leaves, beside others. */
typedef double (*cev__danger)(void *state, int64_t row);

/* The evaluation "survival", where the mean of the customers' shares was
 * expected; any other says how well the order of dangers tells who left
 * first. */
int32_t cev__staying_evaluate(cev_ctx *ctx, const cev_options *options,
                              const cev__spells *spells, cev__share share,
                              cev__danger danger, void *state,
                              const char *what, cev_table **out);

/* What cannot be believed of a fit with so many columns and leavers. */
void cev__staying_doubt(const cev__climbed *climbed, int64_t columns,
                        double events, cev__lines *lines);

/* Spells of a table as a fit saw them: leaving is the text it was, and groups
 * are those there were. */
int32_t cev__staying_open(cev_ctx *ctx, const cev_options *options,
                          const cev__target *target,
                          const cev__customers *names,
                          const cev_table *customers, cev__spells *out);

#endif

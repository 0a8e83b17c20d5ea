/*
 * What learners of survival share at their end: tables of who leaves when,
 * and of curves beside what was expected.
 */
#ifndef CEV__STAYING_H
#define CEV__STAYING_H

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
void cev__staying_put(const cev__staying *columns, int64_t row,
                      const cev__stay *stay);

/* The table of the evaluation "survival": a row for each step of curves, with
 * what was expected there. `names` are the groups. */
int32_t cev__staying_tell(cev_ctx *ctx, const cev_options *options,
                          const cev__customers *names,
                          const cev__curves *seen, const double *expected,
                          cev_table **out);

/* Spells of a table as a fit saw them: leaving is the text it was, and groups
 * are those there were. */
int32_t cev__staying_open(cev_ctx *ctx, const cev_options *options,
                          const cev__target *target,
                          const cev__customers *names,
                          const cev_table *customers, cev__spells *out);

#endif

/*
 * Value without a model: what the estimators have in common that go on from
 * averages. Each tells, of one customer and a stretch of time ahead, the
 * revenue to come; predictions and evaluations are written once in terms of
 * that.
 */
#ifndef CEV_AVERAGES_H
#define CEV_AVERAGES_H

#include "../core/options.h"
#include "buyers.h"
#include "evaluations.h"

#define CEV__AVERAGES_TAKES "time_unit horizon margin discount interval"

/* How far to look ahead. */
typedef struct cev__stretch {
    double horizon; /* [time] */
    double delta;   /* continuous discount rate [1/time] */
} cev__stretch;

/* An estimate and the standard error of its logarithm. */
typedef struct cev__guess {
    double value, log_sd;
} cev__guess;

/* Revenue to come of row i of a block; NaN where nothing is known. `state` is
 * the estimator's. */
typedef cev__guess cev__average(void *state, const cev__block *block,
                                int64_t i, const cev__stretch *stretch);

/* What a pound a time unit is worth over the stretch. */
double cev__stretch_worth(const cev__stretch *stretch);

/* Opens a table; CEV_ERR_COLUMN with a message when `revenue`, a column of
 * money, is missing. */
int32_t cev__averages_open(cev_ctx *ctx, const cev_table *customers, int wants,
                           int revenue, cev__buyers *out);

/* Columns of predict: `customer`, and expected_value with its limits. The rows
 * are read with `wants`; `more`, unless NULL, fills columns of its own before
 * these. */
typedef struct cev__average_asked {
    cev__average *average;
    void *state;
    int wants, revenue;
    int32_t (*open)(void *state, cev_table *table);
    void (*more)(void *state, const cev__block *block, int64_t i, int64_t row);
} cev__average_asked;

int32_t cev__averages_predict(cev_ctx *ctx, const cev__average_asked *asked,
                              const cev_options *options,
                              const cev_table *customers, cev_table **out);

/* Prediction and truth in the holdout, of revenue. */
int32_t cev__averages_compare(cev_ctx *ctx, const cev__average_asked *asked,
                              const cev_table *customers,
                              cev__comparison *out);

/* The table of "holdout" or "deciles". */
int32_t cev__averages_table(cev_ctx *ctx, const cev__comparison *comparison,
                            const cev_options *options, const char *what,
                            cev_table **out);

/* The table of "totals": what all bring whose value is known. Once all are
 * read, `log_sd` gives the standard error of the total's logarithm from what it
 * is where customers err apart. */
int32_t cev__averages_totals(cev_ctx *ctx, const cev__average_asked *asked,
                             double (*log_sd)(void *state, double apart),
                             const cev_options *options,
                             const cev_table *customers, cev_table **out);

/* Whether it is "holdout" or "deciles". */
int cev__averages_knows(const char *what);

#endif

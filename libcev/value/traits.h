/*
 * The traits of customers in a table: which there are, learned at a fit, and
 * those of a row. See regression.h.
 */
#ifndef CEV_TRAITS_H
#define CEV_TRAITS_H

#include "regression.h"

/* The columns that hold traits. */
typedef struct cev__traits {
    const cev__regression *of; /* NULL: there is nothing to read */
    cev__numbers numbers[CEV__TRAITS];
    const cev__column *texts[CEV__TRAITS];
} cev__traits;

/* Whether the options name covariates of some of these processes
 * (CEV__OF_PURCHASES and so on). */
int cev__traits_asked(const cev_options *options, int processes);

/*
 * Learns the traits and effects that the options ask for of these processes,
 * of which those are taken out of the effects that are constant or follow from
 * others. Errors are those of cev__traits_open, and CEV_ERR_OPTION for too
 * many.
 */
int32_t cev__traits_learn(cev_ctx *ctx, const cev_options *options,
                          int processes, const cev_table *customers,
                          cev__regression *regression);

/*
 * Finds the columns of a regression (NULL: none) and checks every row.
 * CEV_ERR_COLUMN for a column that is missing or of another type,
 * CEV_ERR_DOMAIN for a gap or a text that was not there at the fit; with
 * messages.
 */
int32_t cev__traits_open(cev_ctx *ctx, const cev__regression *regression,
                         const cev_table *customers, cev__traits *out);

/* The message where a text is missing. */
int32_t cev__trait_refuse_gap(cev_ctx *ctx, const cev__column *column,
                              int64_t row);

/* z of a row that was checked: a number less its centre, or 1 or 0. */
void cev__traits_at(const cev__traits *traits, int64_t row, double *z);

#endif

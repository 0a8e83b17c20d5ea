/*
 * The customers of a contract model's input table, a row for one or for a
 * group of equal ones: columns found, read by the block, and each value
 * checked.
 */
#ifndef CEV_SUBSCRIBERS_H
#define CEV_SUBSCRIBERS_H

#include "../core/table.h"
#include "grouping.h"

typedef struct cev__subscribers {
    int64_t rows;
    int has_churned, has_customers;
    cev__numbers T, churned, customers;
} cev__subscribers;

/* Some rows. Who has no `churned` is still there, and a row without
 * `customers` is one. */
typedef struct cev__subscriber_block {
    int64_t rows;
    double T[CEV__GROUPING_ROWS];
    double churned[CEV__GROUPING_ROWS];
    double customers[CEV__GROUPING_ROWS];
} cev__subscriber_block;

/* Whether T renewals faced and `churned` can be of one customer. */
int cev__subscriber_valid(double T, double churned);

/* Finds the columns; CEV_ERR_COLUMN with a message. `churned` may be missing
 * unless it is wanted. */
int32_t cev__subscribers_open(cev_ctx *ctx, const cev_table *table,
                              int is_churned_wanted, cev__subscribers *out);

/* Reads the rows from `first` on, with progress now and then; CEV_ERR_DOMAIN
 * with a message. */
int32_t cev__subscribers_read(cev_ctx *ctx, const char *stage,
                              const cev__subscribers *subscribers,
                              int64_t first, cev__subscriber_block *block);

/* Counts customers by T and churned, sorted. */
int32_t cev__subscribers_group(cev_ctx *ctx,
                               const cev__subscribers *subscribers,
                               cev__grouping *grouping);

#endif

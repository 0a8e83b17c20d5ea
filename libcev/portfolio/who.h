/* Whom the rows of a table are about: its column `customer`. */
#ifndef CEV__WHO_H
#define CEV__WHO_H

#include "../core/table.h"
#include "customers.h"

/* The column; CEV_ERR_COLUMN where it is missing or of doubles. */
int32_t cev__who_open(cev_ctx *ctx, const cev_table *table,
                      const cev__column **out);

/* The customer of a row; CEV_ERR_DOMAIN for a gap. */
int32_t cev__who_at(cev_ctx *ctx, const cev__column *who, int64_t row,
                    cev__key *key);

/* A list of them in the order of the rows, each of whom must stand there
 * once. */
int32_t cev__who_list(cev_ctx *ctx, const cev__column *who, int64_t rows,
                      cev__customers *list);

/* CEV_ERR_DOMAIN: the customer of this row stood in one before. */
int32_t cev__who_fail_twice(cev_ctx *ctx, int64_t row);

#endif

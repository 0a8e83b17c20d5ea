/*
 * A number for what a row of a table holds, whatever the order of rows and
 * columns: equal rows have equal ones, others nearly never.
 */
#ifndef CEV__ROW_KEYS_H
#define CEV__ROW_KEYS_H

#include "table.h"

/* Of each row of a table. */
void cev__row_keys(const cev_table *table, uint64_t *keys);

/* The rows in the order of their keys; equal ones either way. */
int32_t cev__rows_in_order(cev_ctx *ctx, const cev_table *table,
                           int64_t *order);

/* Some rows of a table that has more, drawn evenly and whatever the order of
 * rows: of all in the order of their keys every so many-th, so that as large a
 * share of those that recur is drawn as of all. Owned. */
int32_t cev__rows_drawn(cev_ctx *ctx, const cev_table *from, int64_t count,
                        cev_table **out);

/* What a cell holds, as bits; 0 says that it is a gap. */
int cev__cell_bits(const cev__column *column, int64_t row, uint64_t *bits);

#endif

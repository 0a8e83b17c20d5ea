/*
 * A number for what a row of a table holds, whatever the order of rows and
 * columns: equal rows have equal ones, others nearly never.
 */
#ifndef CEV__ROW_KEYS_H
#define CEV__ROW_KEYS_H

#include "table.h"

/* Of each row of a table. */
void cev__row_keys(const cev_table *table, uint64_t *keys);

/* What a cell holds, as bits; 0 says that it is a gap. */
int cev__cell_bits(const cev__column *column, int64_t row, uint64_t *bits);

#endif

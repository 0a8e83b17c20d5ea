/*
 * Reading and printing the library's tables.
 */
#ifndef CEV_PROGRAM_COLUMNS_H
#define CEV_PROGRAM_COLUMNS_H

#include <stdint.h>
#include <stdio.h>

#include "cev.h"

/* One column of a result, found once and read for many rows. A column that is
 * not there reads as gaps. */
typedef struct column {
    int32_t type; /* 0: not there */
    const char *data;
    int64_t stride;
} column;

column column_find(const cev_table *table, const char *name);

/* NaN, INT64_MIN and NULL for a gap or another type; int64 reads as double. */
double column_double(const column *c, int64_t row);
int64_t column_int64(const column *c, int64_t row);
const char *column_text(const column *c, int64_t row);

/* Lends a column of a table to another of as many rows, which must not outlive
 * it. Returns the library's status. */
int32_t column_lend(cev_table *to, const char *name, const cev_table *from);

/* How columns_print() writes int64 columns that are moments. */
typedef struct column_dates {
    const char *const *names; /* written as days: 2024-03-02 */
    int n;
} column_dates;

/**
 * The whole table as CSV with a header line, gaps as empty fields, doubles in
 * digits that read back as the same number.
 * @return 0, or -1 when writing failed
 */
int columns_print(const cev_table *table, const column_dates *dates,
                  FILE *file);

#endif

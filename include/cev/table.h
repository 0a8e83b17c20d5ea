/**
 * Tables: named columns of equal length, in and out of every call.
 *
 * A column is of doubles, of int64 or of UTF-8 text, and may have gaps. It is
 * borrowed (the caller's memory, read with a stride, alive as long as the
 * table) or owned (a copy). Results are always owned.
 *
 * Calls only read the tables that they are given, which may be of any context:
 * what they allocate and say is of the object that is asked. So while nobody
 * changes or frees a table, several threads may give it to objects of theirs at
 * once. (TABLE-READ-1)
 *
 * A gap is a row whose validity bit is 0, or a NaN among doubles, or a NULL
 * among texts. In owned columns every gap holds NaN, INT64_MIN or NULL as
 * well, so that a reader may do without the bits. (TABLE-GAP-1)
 */
#ifndef CEV_TABLE_H
#define CEV_TABLE_H

#include "ctx.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct cev_table cev_table;

#define CEV_DOUBLE 1
#define CEV_INT64 2
#define CEV_TEXT 3 /* data is an array of pointers to NUL-terminated UTF-8 */

/**
 * A new table without columns.
 * @param rows  the length of every column to come, >= 0
 * @return CEV_OK, CEV_ERR_ARGUMENT, CEV_ERR_LIMIT, CEV_ERR_MEMORY
 */
CEV_API int32_t cev_table_new(cev_ctx *ctx, int64_t rows, cev_table **out);
CEV_API void cev_table_free(cev_table *table);

/**
 * Add or replace a column by the caller's memory, which must stay alive and
 * unchanged until the column is replaced or the table freed. No copy; a
 * garbage-collected caller who cannot promise that takes copy_column.
 *
 * @param name      not empty
 * @param type      CEV_DOUBLE, CEV_INT64 or CEV_TEXT
 * @param data      element i at (const char *)data + i * stride, aligned or not
 * @param stride    bytes from one element to the next, e.g. sizeof(double);
 *                  negative walks backwards, 0 is one value for all rows
 * @param validity  NULL: all rows valid; else bit i (byte i / 8, lowest bit
 *                  first, as in Arrow) is 1 where row i holds a value
 * @return CEV_OK, CEV_ERR_ARGUMENT, CEV_ERR_UTF8 (name), CEV_ERR_MEMORY
 */
CEV_API int32_t cev_table_set_column(cev_table *table, const char *name,
                                     int32_t type, const void *data,
                                     int64_t stride, const uint8_t *validity);

/**
 * Add or replace many columns at once, each as by set_column: all, or on error
 * none. A caller for whom every call costs lends a whole frame by one.
 *
 * @param count     how many, >= 0: the length of each array
 * @param validity  NULL: no column has gaps
 * @return as cev_table_set_column
 */
CEV_API int32_t cev_table_set_columns(cev_table *table, int64_t count,
                                      const char *const *names,
                                      const int32_t *types,
                                      const void *const *data,
                                      const int64_t *strides,
                                      const uint8_t *const *validity);

/** Like set_column, but the table keeps its own copy of data and validity. */
CEV_API int32_t cev_table_copy_column(cev_table *table, const char *name,
                                      int32_t type, const void *data,
                                      int64_t stride, const uint8_t *validity);

/**
 * Lends a table of customers the table of their periods, in which what is known
 * of them changes, for the estimators that read it (CEV_PARETO_NBD_DYNAMIC).
 * It stays alive and unchanged until another takes its place (NULL: none) or
 * `table` is freed; no copy. What is made from `table` does not have it.
 * @return CEV_OK, CEV_ERR_ARGUMENT
 */
CEV_API int32_t cev_table_set_periods(cev_table *table,
                                      const cev_table *periods);

/** How many rows and columns; 0 for NULL. */
CEV_API int64_t cev_table_row_count(const cev_table *table);
CEV_API int64_t cev_table_column_count(const cev_table *table);

/** The name of column `index`, NULL where there is none. */
CEV_API const char *cev_table_name(const cev_table *table, int64_t index);

/**
 * Where a column's data are, for reading without a call for each row. The
 * pointers live as long as the column. Outputs that are NULL are not given.
 * @return CEV_OK, CEV_ERR_ARGUMENT, CEV_ERR_NOT_FOUND
 */
CEV_API int32_t cev_table_column(const cev_table *table, const char *name,
                                 int32_t *type, const void **data,
                                 int64_t *stride, const uint8_t **validity);

/**
 * The same of the first `count` columns at once, with their names, in arrays
 * of the caller's: `count` is at most cev_table_column_count.
 * @return CEV_OK, CEV_ERR_ARGUMENT
 */
CEV_API int32_t cev_table_columns(const cev_table *table, int64_t count,
                                  const char **names, int32_t *types,
                                  const void **data, int64_t *strides,
                                  const uint8_t **validity);

/**
 * The rows with the highest values of a numeric column, highest first, with
 * all columns; equal values in the order of their rows, gaps last.
 * @param rows  how many at most, >= 0
 * @return CEV_OK, CEV_ERR_COLUMN, CEV_ERR_ARGUMENT, CEV_ERR_MEMORY
 */
CEV_API int32_t cev_table_top(const cev_table *table, const char *name,
                              int64_t rows, cev_table **out);

/** One value; NaN, INT64_MIN or NULL where there is no such column or row, it
 *  is of another type, or the row holds no value. An int64 reads as a double
 *  too. For loops over many rows take cev_table_column. */
CEV_API double cev_table_double(const cev_table *table, const char *name,
                                int64_t row);
CEV_API int64_t cev_table_int64(const cev_table *table, const char *name,
                                int64_t row);
CEV_API const char *cev_table_text(const cev_table *table, const char *name,
                                   int64_t row);

#ifdef __cplusplus
}
#endif

#endif

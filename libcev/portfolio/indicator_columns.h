/* The columns of the table of indicators, a row a period and group. */
#ifndef CEV__INDICATOR_COLUMNS_H
#define CEV__INDICATOR_COLUMNS_H

#include "indicators.h"
#include "membership.h"

enum { CEV__INDICATOR_COUNTS = 9 };

typedef struct cev__indicator_columns {
    int64_t *counts[CEV__INDICATOR_COUNTS], *complete;
    double *figures[CEV__INDICATORS][3]; /* NULL where there is none */
} cev__indicator_columns;

/* A table of so many rows, whose groups are named but whose figures are not
 * written. Some columns are there only if one of `known`, how many orders have
 * each detail, is above 0. On failure the table, if there is one, is the
 * caller's all the same. */
int32_t cev__indicator_columns_add(cev_ctx *ctx, int64_t rows,
                                   const cev__membership *groups,
                                   const int64_t *known,
                                   cev__indicator_columns *columns,
                                   cev_table **table);

/* Writes a row: when its period starts, whether it is over, and its figures. */
void cev__indicator_columns_write(const cev__indicator_columns *columns,
                                  int64_t row, int64_t start, int is_complete,
                                  const cev__flows *flows,
                                  cev__figure *figures);

#endif

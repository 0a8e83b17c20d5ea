/*
 * Functions over arrays, row by row: every row is looked at before the first
 * is worked out, so that outputs are written whole or not at all.
 */
#ifndef CEV_ROWWISE_H
#define CEV_ROWWISE_H

#include <stdint.h>

/* Columns and outputs that a function has at most. */
enum { CEV__ROWWISE_COLUMNS = 4, CEV__ROWWISE_OUTPUTS = 3 };

typedef struct cev__rowwise {
    int columns, outputs;
    /* 1 when the row is in the domain. */
    int (*takes)(const void *given, const double *row);
    void (*value)(const void *given, const double *row, double *out);
} cev__rowwise;

/* `given` is what all rows share, known to be in its domain; CEV_OK,
 * CEV_ERR_ARGUMENT, CEV_ERR_DOMAIN. */
int32_t cev__rowwise_run(const cev__rowwise *function, const void *given,
                         int64_t n, const double *const *columns,
                         double *const *outputs);

/* What cev__rowwise_run asks of its arrays, for functions whose rows hang
 * together: CEV_OK, or CEV_ERR_ARGUMENT. */
int32_t cev__rowwise_check(int64_t n, const double *const *columns, int count,
                           double *const *outputs, int output_count);

#endif

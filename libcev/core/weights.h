/* For how many customers each row of a table stands. */
#ifndef CEV__WEIGHTS_H
#define CEV__WEIGHTS_H

#include "table.h"

/* The column `customers`, or 1 of each. CEV_ERR_COLUMN where it is text,
 * CEV_ERR_DOMAIN where a row is no number from 0 to 1e15. */
int32_t cev__weights_read(cev_ctx *ctx, const cev_table *customers,
                          double *weights);

/* The same, open for reading some rows at a time. */
typedef struct cev__crowd {
    cev_ctx *ctx;
    int is_given;
    cev__numbers customers;
} cev__crowd;

int32_t cev__crowd_open(cev_ctx *ctx, const cev_table *customers,
                        cev__crowd *out);
/* Those of rows first … first + n - 1. */
int32_t cev__crowd_read(const cev__crowd *crowd, int64_t first, int64_t n,
                        double *weights);

#endif

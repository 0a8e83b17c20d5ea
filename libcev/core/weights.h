/* For how many customers each row of a table stands. */
#ifndef CEV__WEIGHTS_H
#define CEV__WEIGHTS_H

#include "table.h"

/* The column `customers`, or 1. CEV_ERR_DOMAIN where that is no number from 0
 * to 1e15. */
int32_t cev__weights_read(cev_ctx *ctx, const cev_table *customers,
                          double *weights);

#endif

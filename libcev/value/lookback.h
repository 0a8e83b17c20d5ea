/*
 * What a table with a lookback says of the past: customers as they were before
 * it, and their purchases in it as a holdout.
 */
#ifndef CEV_LOOKBACK_H
#define CEV_LOOKBACK_H

#include "../core/table.h"

/* A table with x, t_x, T, litt (where the past has it), x_holdout and
 * T_holdout, and the column customers where there is one, a row for each
 * customer who was there; *out stays NULL when the table has no lookback.
 * CEV_ERR_DOMAIN where past and present contradict each other. */
int32_t cev__lookback_of(cev_ctx *ctx, const cev_table *customers,
                         cev_table **out);

#endif

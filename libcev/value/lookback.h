/*
 * What a table with a lookback says of the past: customers as they were before
 * it, and their purchases in it as a holdout.
 */
#ifndef CEV_LOOKBACK_H
#define CEV_LOOKBACK_H

#include "../core/table.h"

/* A table with x, t_x, T, litt as they were, x_now, t_x_now, T_now, litt_now
 * as they are (both litt, and customers, where there are such columns),
 * x_holdout and T_holdout, a row for each customer who was there; *out stays
 * NULL when the table has no lookback. CEV_ERR_DOMAIN where past and present
 * contradict each other. */
int32_t cev__lookback_of(cev_ctx *ctx, const cev_table *customers,
                         cev_table **out);

#endif

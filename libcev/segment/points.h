/*
 * Customers as points: those who are alike in every coordinate are one point
 * with a weight, and the points stand in an order that their coordinates alone
 * decide, so that whatever is computed from them is the same for any order of
 * the rows. That order is that of hashes: a stretch of it is a fair sample.
 */
#ifndef CEV__POINTS_H
#define CEV__POINTS_H

#include "../core/ctx.h"
#include "features.h"

typedef struct cev__points {
    int64_t count;
    int64_t columns;
    double *values;  /* count × columns, point by point */
    double *weights; /* customers at each, > 0 */
    double total;    /* customers */
    int64_t room;    /* points there is memory for */
} cev__points;

/* The fitted customers; rows of no customers are left out. */
int32_t cev__points_gather(cev_ctx *ctx, const cev__features *features,
                           const cev_table *customers, cev__points *out);

/* Reads rows first … first + n - 1, n up to CEV__ROWS, as points. */
typedef int32_t (*cev__read_points)(const void *reader, int64_t first,
                                    int64_t n, double *points);

/* The same for points of so many columns that are read otherwise. */
int32_t cev__points_collect(cev_ctx *ctx, const cev_table *customers,
                            int64_t columns, cev__read_points read,
                            const void *reader, cev__points *out);

/* About `most` of them, one for each equal part of the customers; all where
 * there are no more. */
int32_t cev__points_sample(cev_ctx *ctx, const cev__points *points,
                           int64_t most, cev__points *out);

/* Memory for so many points; count, weights and total are left to the caller.
 */
int32_t cev__points_reserve(cev_ctx *ctx, int64_t room, int64_t columns,
                            cev__points *out);
void cev__points_free(cev_ctx *ctx, cev__points *points);

/* Where point i stands. */
static inline const double *cev__point(const cev__points *points, int64_t i)
{
    return points->values + i * points->columns;
}

#endif

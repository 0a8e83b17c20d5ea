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

/* What the last columns of points mean where they hold levels of categories:
 * each that differs counts as `gamma` of a squared distance (Huang 1998). That
 * is the squared distance between corners of a simplex, so that all holds that
 * holds of distances. */
typedef struct cev__space {
    int64_t categories;
    double gamma;
    const int64_t *first; /* of each, the number of its first level among those
                             of all; and how many there are */
} cev__space;

typedef struct cev__points {
    int64_t count;
    int64_t columns;
    const cev__space *space; /* NULL: there are numbers only */
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

/* How many of the columns hold numbers. */
static inline int64_t cev__space_numbers(const cev__space *space,
                                         int64_t columns)
{
    return space == NULL ? columns : columns - space->categories;
}

/* The squared distance between a point and coordinates `stride` apart. */
static inline double cev__squared_distance(const cev__space *space,
                                           int64_t columns,
                                           const double *point,
                                           const double *other, int64_t stride)
{
    int64_t numbers = cev__space_numbers(space, columns);
    double sum = 0.0;
    for (int64_t d = 0; d < numbers; d++) {
        double apart = point[d] - other[d * stride];
        sum += apart * apart;
    }
    for (int64_t d = numbers; d < columns; d++)
        if (point[d] < other[d * stride] || point[d] > other[d * stride])
            sum += space->gamma;
    return sum;
}

/* Where point i stands. */
static inline const double *cev__point(const cev__points *points, int64_t i)
{
    return points->values + i * points->columns;
}

#endif

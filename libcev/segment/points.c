/* Customers as points; see points.h. */
#include "../core/compiler.h"
#include "points.h"

#include <math.h>
#include <string.h>

#include "../core/prefetch.h"
#include "../math/radix.h"
#include "../math/sum.h"

/* So many bits of a hash tell nearly all points apart and take four passes of
 * sorting; the rest is left to the coordinates. */
#define HASH_BITS (~((UINT64_C(1) << 22) - 1))

int32_t cev__points_reserve(cev_ctx *ctx, int64_t room, int64_t columns,
                            cev__points *out)
{
    memset(out, 0, sizeof *out);
    out->columns = columns;
    out->room = room + 1;
    out->values = cev__alloc(ctx, out->room, 8 * columns);
    out->weights = cev__alloc(ctx, out->room, 8);
    if (out->values != NULL && out->weights != NULL)
        return CEV_OK;
    cev__points_free(ctx, out);
    return cev__fail_memory(ctx);
}

void cev__points_free(cev_ctx *ctx, cev__points *points)
{
    cev__free(ctx, points->values, points->room, 8 * points->columns);
    cev__free(ctx, points->weights, points->room, 8);
    memset(points, 0, sizeof *points);
}

/* Drops the rows of no customers from those read last. */
static void keep_crowded(cev__points *points, int64_t n)
{
    for (int64_t i = points->count, end = i + n; i < end; i++) {
        int64_t to = points->count;
        if (!(points->weights[i] > 0.0))
            continue;
        if (i > to)
            memcpy(points->values + to * points->columns,
                   cev__point(points, i), (size_t)points->columns * 8);
        points->weights[to] = points->weights[i];
        points->count++;
    }
}

/* A row each, those of no customers left out. */
static int32_t read_points(cev_ctx *ctx, const cev_table *customers,
                           cev__read_points read, const void *reader,
                           cev__points *points)
{
    cev__crowd crowd;
    int64_t rows = customers->rows;
    int32_t status = cev__crowd_open(ctx, customers, &crowd);
    for (int64_t first = 0; status == CEV_OK && first < rows;
         first += CEV__ROWS) {
        int64_t n = cev__rows_from(first, rows), at = points->count;
        status = cev__crowd_read(&crowd, first, n, points->weights + at);
        if (status == CEV_OK)
            status =
                read(reader, first, n, points->values + at * points->columns);
        if (status == CEV_OK)
            keep_crowded(points, n);
    }
    return status;
}

/* Mixes the bits of all coordinates; the last steps are those of splitmix64,
 * so that every bit of the hash depends on every coordinate. */
static uint64_t hash_point(const double *point, int64_t columns)
{
    uint64_t hash = (uint64_t)columns;
    for (int64_t i = 0; i < columns; i++) {
        uint64_t bits;
        memcpy(&bits, &point[i], sizeof bits);
        hash = (hash ^ bits) * UINT64_C(0x9E3779B97F4A7C15);
        hash ^= hash >> 32;
    }
    hash = (hash ^ (hash >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    hash = (hash ^ (hash >> 27)) * UINT64_C(0x94D049BB133111EB);
    return (hash ^ (hash >> 31)) & HASH_BITS;
}

/* Below, equal to or above 0 as a stands before b; weights part no points. */
static int compare_points(const cev__points *points, int64_t a, int64_t b)
{
    const double *x = cev__point(points, a);
    const double *y = cev__point(points, b);
    for (int64_t i = 0; i < points->columns; i++)
        if (x[i] < y[i] || x[i] > y[i])
            return x[i] < y[i] ? -1 : 1;
    return 0;
}

/* Points of one hash are mostly equal; where they are not, their coordinates
 * decide. */
static void order_run(const cev__points *points, cev__keyed *run, int64_t n)
{
    for (int64_t i = 1; i < n; i++) {
        cev__keyed moving = run[i];
        int64_t to = i;
        while (to > 0
               && compare_points(points, run[to - 1].index, moving.index) > 0) {
            run[to] = run[to - 1];
            to--;
        }
        run[to] = moving;
    }
}

static void order_points(const cev__points *points, cev__keyed *order,
                         cev__keyed *spare)
{
    int64_t n = points->count, end;
    for (int64_t i = 0; i < n; i++) {
        order[i].key = hash_point(cev__point(points, i), points->columns);
        order[i].index = i;
    }
    cev__keyed_sort(order, spare, n);
    for (int64_t begin = 0; begin < n; begin = end) {
        for (end = begin + 1;
             end < n && order[end].key == order[begin].key;)
            end++;
        order_run(points, order + begin, end - begin);
    }
}

/* Points lie anywhere in memory when they are taken in their order: so many
 * before its turn each is asked for. */
enum { MERGE_AHEAD = 16 };

/* Copies the points in their order, equal ones as one. Weights are added up
 * with compensation: they may stand in any order. */
static void merge_points(const cev__points *from, const cev__keyed *order,
                         cev__points *to)
{
    cev__sum total = {0, 0};
    for (int64_t i = 0; i < from->count;) {
        cev__sum weight = {0, 0};
        int64_t first = order[i].index, ahead = i + MERGE_AHEAD;
        if (ahead < from->count)
            cev__prefetch(cev__point(from, order[ahead].index),
                          8 * from->columns);
        do {
            cev__sum_add(&weight, from->weights[order[i].index]);
            i++;
        } while (i < from->count && order[i].key == order[i - 1].key
                 && compare_points(from, first, order[i].index) == 0);
        memcpy(to->values + to->count * to->columns, cev__point(from, first),
               (size_t)to->columns * 8);
        to->weights[to->count++] = cev__sum_value(&weight);
        cev__sum_merge(&total, &weight);
    }
    to->total = cev__sum_value(&total);
}

/* The points of `read` in their order. */
static int32_t settle_points(cev_ctx *ctx, const cev__points *read,
                             cev__points *out)
{
    int64_t room = read->count + 1;
    cev__keyed *order = cev__alloc(ctx, room, (int64_t)sizeof *order);
    cev__keyed *spare = cev__alloc(ctx, room, (int64_t)sizeof *spare);
    int32_t status = order == NULL || spare == NULL
                         ? cev__fail_memory(ctx)
                         : cev__points_reserve(ctx, read->count,
                                               read->columns, out);
    if (status == CEV_OK) {
        order_points(read, order, spare);
        merge_points(read, order, out);
    }
    cev__free(ctx, spare, room, (int64_t)sizeof *spare);
    cev__free(ctx, order, room, (int64_t)sizeof *order);
    return status;
}

int32_t cev__points_collect(cev_ctx *ctx, const cev_table *customers,
                            int64_t columns, cev__read_points read,
                            const void *reader, cev__points *out)
{
    cev__points points;
    int32_t status =
        cev__points_reserve(ctx, customers->rows, columns, &points);
    if (status != CEV_OK)
        return status;
    status = read_points(ctx, customers, read, reader, &points);
    if (status == CEV_OK)
        status = settle_points(ctx, &points, out);
    cev__points_free(ctx, &points);
    return status;
}

static int32_t read_coordinates(const void *reader, int64_t first, int64_t n,
                                double *points)
{
    const cev__coordinates *coordinates = reader;
    return cev__coordinates_read(coordinates, first, n,
                                 coordinates->features->names.count, points);
}

int32_t cev__points_gather(cev_ctx *ctx, const cev__features *features,
                           const cev_table *customers, cev__points *out)
{
    cev__coordinates coordinates;
    int32_t status =
        cev__coordinates_open(ctx, features, customers, &coordinates);
    return status == CEV_OK
               ? cev__points_collect(ctx, customers, features->names.count,
                                     read_coordinates, &coordinates, out)
               : status;
}

int32_t cev__points_sample(cev_ctx *ctx, const cev__points *points,
                           int64_t most, cev__points *out)
{
    int64_t taken = points->count < most ? points->count : most;
    int64_t part = 0;
    double step = points->total / (double)(taken > 0 ? taken : 1), passed = 0;
    int32_t status = cev__points_reserve(ctx, taken, points->columns, out);
    if (status != CEV_OK)
        return status;
    out->space = points->space;
    for (int64_t i = 0; i < points->count; i++) {
        double weight = points->weights[i];
        if (points->count > most) {
            int64_t before = part;
            passed += weight;
            while (part < taken && ((double)part + 0.5) * step <= passed)
                part++;
            weight = (double)(part - before) * step;
        }
        if (!(weight > 0.0))
            continue;
        memcpy(out->values + out->count * out->columns,
               cev__point(points, i), (size_t)out->columns * 8);
        out->weights[out->count++] = weight;
        out->total += weight;
    }
    return CEV_OK;
}

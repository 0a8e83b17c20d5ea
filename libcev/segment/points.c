/* Customers as points; see points.h. */
#include "../core/compiler.h"
#include "points.h"

#include <math.h>
#include <string.h>

#include "../core/prefetch.h"
#include "../math/hash.h"
#include "../math/radix.h"
#include "../math/sum.h"

/* Points are parted by the first bits of their hashes until a part has about so
 * many: few enough to be put in order within the processor's own memory. There
 * the next bits tell nearly all apart and take two passes of sorting; the rest
 * is left to the coordinates. */
enum { PART_POINTS = 4096, PART_BITS_MAX = 10, PART_KEY_BITS = 22 };
/* Parts are filled here and there: so many points before its turn each is asked
 * for. */
enum { PART_AHEAD = 2 };

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

/* Every bit of it depends on every coordinate. */
static uint64_t hash_point(const double *point, int64_t columns)
{
    uint64_t hash = (uint64_t)columns;
    for (int64_t i = 0; i < columns; i++)
        hash = cev__hash_next(hash, cev__bits_of(point[i]));
    return cev__mix_bits(hash);
}

/* Drops the rows of no customers from those read last, and hashes the others.
 */
static void keep_crowded(cev__points *points, uint64_t *hashes, int64_t n)
{
    for (int64_t i = points->count, end = i + n; i < end; i++) {
        int64_t to = points->count;
        if (!(points->weights[i] > 0.0))
            continue;
        if (i > to)
            memcpy(points->values + to * points->columns,
                   cev__point(points, i), (size_t)points->columns * 8);
        points->weights[to] = points->weights[i];
        hashes[to] = hash_point(cev__point(points, to), points->columns);
        points->count++;
    }
}

/* A row each, those of no customers left out. */
static int32_t read_points(cev_ctx *ctx, const cev_table *customers,
                           cev__read_points read, const void *reader,
                           cev__points *points, uint64_t *hashes)
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
            keep_crowded(points, hashes, n);
    }
    return status;
}

/* ---- Their order --------------------------------------------------------- */

/* Points that are put in order where they are. */
typedef struct point_order {
    cev__points *points;
    uint64_t *hashes;
    int bits;                         /* of hashes that part the points */
    int64_t ends[1 << PART_BITS_MAX]; /* of each part */
    cev__points part;                 /* a copy of one */
    cev__keyed *order, *spare;        /* for its points */
} point_order;

static int64_t point_part(const point_order *o, int64_t i)
{
    return o->bits == 0 ? 0 : (int64_t)(o->hashes[i] >> (64 - o->bits));
}

static void swap_coordinates(double *a, double *b, int64_t n)
{
    double moved[4];
    int64_t i = 0;
    for (; i + 4 <= n; i += 4) {
        memcpy(moved, a + i, sizeof moved);
        memcpy(a + i, b + i, sizeof moved);
        memcpy(b + i, moved, sizeof moved);
    }
    for (; i < n; i++) {
        moved[0] = a[i];
        a[i] = b[i];
        b[i] = moved[0];
    }
}

static void swap_points(const point_order *o, int64_t a, int64_t b)
{
    cev__points *points = o->points;
    uint64_t hash = o->hashes[a];
    o->hashes[a] = o->hashes[b];
    o->hashes[b] = hash;
    swap_coordinates(points->weights + a, points->weights + b, 1);
    swap_coordinates(points->values + a * points->columns,
                 points->values + b * points->columns, points->columns);
}

/* Brings the points of each part together: whatever stands in one and belongs
 * to another is swapped to where the next of that one belongs. Returns how many
 * the greatest part has. */
static int64_t part_points(point_order *o)
{
    int64_t heads[1 << PART_BITS_MAX], parts = INT64_C(1) << o->bits;
    int64_t most = 0;
    memset(o->ends, 0, sizeof o->ends);
    for (int64_t i = 0; i < o->points->count; i++)
        o->ends[point_part(o, i)]++;
    for (int64_t part = 0, end = 0; part < parts; part++) {
        heads[part] = end;
        most = o->ends[part] > most ? o->ends[part] : most;
        end = o->ends[part] += end;
    }
    for (int64_t part = 0; part < parts; part++)
        while (heads[part] < o->ends[part]) {
            int64_t other = point_part(o, heads[part]);
            if (other != part)
                swap_points(o, heads[part], heads[other]);
            heads[other]++;
            int64_t soon = heads[other] + PART_AHEAD;
            cev__prefetch(cev__point(o->points, soon),
                          8 * o->points->columns);
            cev__prefetch(o->hashes + soon, 1);
            cev__prefetch(o->points->weights + soon, 1);
        }
    return most;
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

/* Points of one key are mostly equal; where they are not, their coordinates
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

/* Copies the points of a part and finds their order. */
static void order_part(point_order *o, int64_t begin, int64_t end)
{
    int64_t n = o->part.count = end - begin;
    memcpy(o->part.values, cev__point(o->points, begin),
           (size_t)(n * o->part.columns) * 8);
    memcpy(o->part.weights, o->points->weights + begin, (size_t)n * 8);
    for (int64_t i = 0; i < n; i++) {
        uint64_t rest = o->hashes[begin + i] << o->bits;
        o->order[i] = (cev__keyed){rest >> (64 - PART_KEY_BITS), i};
    }
    cev__keyed_sort(o->order, o->spare, n);
    for (int64_t from = 0, to; from < n; from = to) {
        for (to = from + 1;
             to < n && o->order[to].key == o->order[from].key;)
            to++;
        order_run(&o->part, o->order + from, to - from);
    }
}

/* Puts the points of a part behind those that are settled, equal ones as one.
 * Weights are added up with compensation: they may stand in any order. */
static void merge_part(const point_order *o, cev__sum *total)
{
    const cev__keyed *order = o->order;
    cev__points *to = o->points;
    for (int64_t i = 0; i < o->part.count;) {
        cev__sum weight = {0, 0};
        int64_t first = order[i].index;
        do
            cev__sum_add(&weight, o->part.weights[order[i++].index]);
        while (i < o->part.count && order[i].key == order[i - 1].key
               && compare_points(&o->part, first, order[i].index) == 0);
        memcpy(to->values + to->count * to->columns,
               cev__point(&o->part, first), (size_t)to->columns * 8);
        to->weights[to->count++] = cev__sum_value(&weight);
        cev__sum_merge(total, &weight);
    }
}

/* Puts points in order and makes equal ones one. */
static int32_t settle_points(cev_ctx *ctx, cev__points *points,
                             uint64_t *hashes)
{
    point_order o;
    cev__sum total = {0, 0};
    memset(&o, 0, sizeof o);
    o.points = points;
    o.hashes = hashes;
    while (o.bits < PART_BITS_MAX && points->count >> o.bits > PART_POINTS)
        o.bits++;
    int64_t room = part_points(&o) + 1;
    int32_t status =
        cev__points_reserve(ctx, room, points->columns, &o.part);
    o.order = cev__alloc(ctx, room, (int64_t)sizeof *o.order);
    o.spare = cev__alloc(ctx, room, (int64_t)sizeof *o.spare);
    if (status == CEV_OK && (o.order == NULL || o.spare == NULL))
        status = cev__fail_memory(ctx);
    points->count = 0;
    for (int64_t part = 0, begin = 0;
         status == CEV_OK && part < INT64_C(1) << o.bits; part++) {
        order_part(&o, begin, o.ends[part]);
        merge_part(&o, &total);
        begin = o.ends[part];
    }
    points->total = cev__sum_value(&total);
    cev__free(ctx, o.spare, room, (int64_t)sizeof *o.spare);
    cev__free(ctx, o.order, room, (int64_t)sizeof *o.order);
    cev__points_free(ctx, &o.part);
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
    uint64_t *hashes = cev__alloc(ctx, customers->rows + 1, 8);
    status = hashes == NULL
                 ? cev__fail_memory(ctx)
                 : read_points(ctx, customers, read, reader, &points, hashes);
    if (status == CEV_OK)
        status = settle_points(ctx, &points, hashes);
    cev__free(ctx, hashes, customers->rows + 1, 8);
    if (status == CEV_OK)
        *out = points;
    else
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
    /* None lacks: they were learned from these customers. */
    cev__coordinates_open(ctx, features, customers, &coordinates);
    return cev__points_collect(ctx, customers, features->names.count,
                               read_coordinates, &coordinates, out);
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

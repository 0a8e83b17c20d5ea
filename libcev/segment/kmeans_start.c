/* Where k-means begins, and the best of all beginnings; see kmeans.h. */
#include "../core/compiler.h"
#include "kmeans.h"

#include <math.h>
#include <string.h>

#include "../core/rng.h"

/* Points of the samples that starts are tried on and the best is refined on,
 * and points up to which single ones are transferred: with more of them no
 * single one matters, and in a sample none does. */
enum {
    START_SAMPLE = 8192,
    GREATER_SAMPLE = 65536,
    TRANSFER_POINTS = 65536
};

/* What a start works in. */
typedef struct kmeans_work {
    const cev__points *points;
    int are_all; /* not a sample */
    int32_t *nearest;
    double *distances; /* of each point to the centre next to it, × weight */
    cev__centres centres;
} kmeans_work;

static void release_kmeans(cev_ctx *ctx, kmeans_work *work)
{
    int64_t n = work->points->count + 1;
    cev__centres_free(ctx, &work->centres);
    cev__free(ctx, work->distances, n, 8);
    cev__free(ctx, work->nearest, n, (int64_t)sizeof *work->nearest);
}

static int32_t reserve_kmeans(cev_ctx *ctx, const cev__points *points,
                              int are_all, int64_t groups, kmeans_work *work)
{
    int64_t n = points->count + 1;
    memset(work, 0, sizeof *work);
    work->points = points;
    work->are_all = are_all;
    int32_t status =
        cev__centres_among(ctx, groups, points, &work->centres);
    if (status != CEV_OK)
        return status;
    work->distances = cev__alloc(ctx, n, 8);
    work->nearest = cev__alloc(ctx, n, (int64_t)sizeof *work->nearest);
    if (work->distances != NULL && work->nearest != NULL)
        return CEV_OK;
    release_kmeans(ctx, work);
    return cev__fail_memory(ctx);
}

/* The point at which a share of all distances is passed. */
static int64_t draw_point(const kmeans_work *work, double total, cev__rng *rng)
{
    double passed = 0.0, at = cev__rng_uniform(rng) * total;
    int64_t last = 0;
    for (int64_t i = 0; i < work->points->count; i++) {
        passed += work->distances[i];
        if (work->distances[i] > 0.0)
            last = i;
        if (passed > at)
            return last;
    }
    return last;
}

/* The sum of distances were there a centre at a point as well; writes them
 * where there is one. */
static double distances_with(kmeans_work *work, int64_t centre, int is_there)
{
    const cev__points *points = work->points;
    const double *at = cev__point(points, centre);
    double total = 0.0;
    for (int64_t i = 0; i < points->count; i++) {
        double sum = cev__squared_distance(points->space, points->columns,
                                           cev__point(points, i), at, 1);
        sum = fmin(sum * points->weights[i], work->distances[i]);
        if (is_there)
            work->distances[i] = sum;
        total += sum;
    }
    return total;
}

/* Centres by k-means++: each is drawn in proportion to the squared distance
 * from those before it, and of some draws that is taken which leaves least. */
static void seed_centres(kmeans_work *work, cev__rng *rng)
{
    const cev__points *points = work->points;
    int64_t groups = work->centres.count;
    int tries = 2;
    for (int64_t rest = groups; rest > 2; rest /= 3)
        tries++; /* about 2 + log(groups) */
    double total = points->total;
    memcpy(work->distances, points->weights, (size_t)points->count * 8);
    for (int64_t j = 0; j < groups; j++) {
        int64_t best = 0;
        double least = INFINITY;
        for (int i = 0; i < (j == 0 ? 1 : tries); i++) {
            int64_t drawn = draw_point(work, total, rng);
            double left = j == 0 ? 0.0 : distances_with(work, drawn, 0);
            if (left < least) {
                least = left;
                best = drawn;
            }
        }
        cev__centre_set(&work->centres, j, cev__point(points, best));
        for (int64_t i = 0; j == 0 && i < points->count; i++)
            work->distances[i] = INFINITY;
        total = distances_with(work, best, 1);
    }
}

/* One start to its end; the inertia. */
static int32_t run_start(cev_ctx *ctx, const cev__kmeans_plan *plan,
                         int64_t start, kmeans_work *work, double *inertia)
{
    cev__rng rng;
    cev__rng_start(&rng, ctx->seed, (uint64_t)start);
    seed_centres(work, &rng);
    int32_t status =
        cev__kmeans_iterate(ctx, work->points, plan->iterations,
                            &work->centres, work->nearest);
    if (status == CEV_OK && work->are_all && work->points->space == NULL)
        status = cev__kmeans_transfer(ctx, work->points, &work->centres,
                                      work->nearest);
    if (status == CEV_OK)
        *inertia = cev__kmeans_inertia(work->points, &work->centres,
                                       work->nearest);
    return status;
}

/* The best start on points, which are all or a sample. */
static int32_t run_starts(cev_ctx *ctx, const cev__points *points, int are_all,
                          const cev__kmeans_plan *plan, cev__centres *centres)
{
    kmeans_work work;
    double least = INFINITY;
    int32_t status =
        reserve_kmeans(ctx, points, are_all, centres->count, &work);
    if (status != CEV_OK)
        return status;
    for (int64_t start = 0; status == CEV_OK && start < plan->starts;
         start++) {
        double inertia = INFINITY;
        status = run_start(ctx, plan, start, &work, &inertia);
        /* Less by rounding alone is not better: the first stays. */
        if (status == CEV_OK && inertia < least * (1.0 - 1e-12)) {
            least = inertia;
            cev__centres_copy(&work.centres, centres);
        }
    }
    release_kmeans(ctx, &work);
    return status;
}

/* From the centres given on over points, which are all or a sample. */
static int32_t refine_centres(cev_ctx *ctx, const cev__points *points,
                              int are_all, const cev__kmeans_plan *plan,
                              cev__centres *centres)
{
    kmeans_work work;
    int32_t status =
        reserve_kmeans(ctx, points, are_all, centres->count, &work);
    if (status != CEV_OK)
        return status;
    status = cev__kmeans_iterate(ctx, points, plan->iterations, centres,
                                 work.nearest);
    if (status == CEV_OK && are_all && points->space == NULL
        && points->count <= TRANSFER_POINTS)
        status = cev__kmeans_transfer(ctx, points, centres, work.nearest);
    release_kmeans(ctx, &work);
    return status;
}

/* Over a greater sample where that is small beside all points: what it takes
 * away there need not be taken away by iterations over all of them. */
static int32_t refine_on_sample(cev_ctx *ctx, const cev__points *points,
                                const cev__kmeans_plan *plan,
                                cev__centres *centres)
{
    cev__points sample;
    if (points->count <= 4 * GREATER_SAMPLE)
        return CEV_OK;
    int32_t status = cev__points_sample(ctx, points, GREATER_SAMPLE, &sample);
    if (status != CEV_OK)
        return status;
    status = refine_centres(ctx, &sample, 0, plan, centres);
    cev__points_free(ctx, &sample);
    return status;
}

int32_t cev__kmeans_find(cev_ctx *ctx, const cev__points *points,
                         const cev__kmeans_plan *plan, cev__centres *centres)
{
    cev__points sample;
    int32_t status = cev__points_sample(ctx, points, START_SAMPLE, &sample);
    if (status != CEV_OK)
        return status;
    status = run_starts(ctx, &sample, sample.count == points->count, plan,
                        centres);
    cev__points_free(ctx, &sample);
    if (status == CEV_OK)
        status = refine_on_sample(ctx, points, plan, centres);
    if (status == CEV_OK)
        status = refine_centres(ctx, points, 1, plan, centres);
    if (status == CEV_OK)
        cev__centres_sort(centres);
    return status;
}

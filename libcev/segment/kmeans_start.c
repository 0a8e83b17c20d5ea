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

/* Starts between which a greater sample decides, and iterations that each has
 * there; inertias that are so near to one another are those of one grouping, and
 * those that are so much greater than the least will not come out as the least.
 * Where amounts are skew a few customers make the inertia of a sample, so that
 * the best grouping may look worse by half a percent. */
enum { BEST_STARTS = 8, BRIEF_ITERATIONS = 5 };
#define START_LIKE 1e-5
#define START_NEAR 2e-2

/* The points that draws are tried with at once: about 2 + log(groups). */
enum { TRIES_MOST = CEV__LANES };

/* What a start works in. */
typedef struct kmeans_work {
    const cev__points *points;
    int are_all; /* not a sample */
    int32_t *nearest;
    double *distances; /* of each point to the centre next to it, × weight */
    cev__centres centres, tried;
} kmeans_work;

static void release_kmeans(cev_ctx *ctx, kmeans_work *work)
{
    int64_t n = work->points->count + 1;
    cev__centres_free(ctx, &work->tried);
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
    if (status == CEV_OK)
        status = cev__centres_among(ctx, TRIES_MOST, points, &work->tried);
    work->distances = cev__alloc(ctx, n, 8);
    work->nearest = cev__alloc(ctx, n, (int64_t)sizeof *work->nearest);
    if (status == CEV_OK && work->distances != NULL && work->nearest != NULL)
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

/* The sums of distances were there a centre at one of those tried as well. */
static void sums_with(kmeans_work *work, int tries, double *sums)
{
    const cev__points *points = work->points;
    for (int k = 0; k < tries; k++)
        sums[k] = 0.0;
    for (int64_t i = 0; i < points->count; i++) {
        double distances[TRIES_MOST], weight = points->weights[i];
        double before = work->distances[i];
        cev__centre_distances(&work->tried, cev__point(points, i), distances);
        for (int k = 0; k < tries; k++) {
            double now = distances[k] * weight;
            sums[k] += now < before ? now : before;
        }
    }
}

/* A centre there is from now on; the sum of distances. */
static double add_centre(kmeans_work *work, int64_t j, const double *at)
{
    const cev__points *points = work->points;
    double total = 0.0;
    cev__centre_set(&work->centres, j, at);
    for (int64_t i = 0; i < points->count; i++) {
        double now = cev__squared_distance(points->space, points->columns,
                                           cev__point(points, i), at, 1)
                     * points->weights[i];
        if (j == 0 || now < work->distances[i])
            work->distances[i] = now;
        total += work->distances[i];
    }
    return total;
}

/* Centres by k-means++: each is drawn in proportion to the squared distance
 * from those before it, and of some draws that is taken which leaves least. */
static void seed_centres(kmeans_work *work, cev__rng *rng)
{
    const cev__points *points = work->points;
    int64_t groups = work->centres.count, drawn[TRIES_MOST];
    int tries = 2;
    for (int64_t rest = groups; rest > 2 && ALWAYS(tries < TRIES_MOST); rest /= 3)
        tries++;
    memcpy(work->distances, points->weights, (size_t)points->count * 8);
    double total = add_centre(
        work, 0, cev__point(points, draw_point(work, points->total, rng)));
    for (int64_t j = 1; j < groups; j++) {
        double sums[TRIES_MOST];
        int best = 0;
        for (int k = 0; k < tries; k++) {
            drawn[k] = draw_point(work, total, rng);
            cev__centre_set(&work->tried, k, cev__point(points, drawn[k]));
        }
        sums_with(work, tries, sums);
        for (int k = 1; k < tries; k++)
            best = sums[k] < sums[best] ? k : best;
        total = add_centre(work, j, cev__point(points, drawn[best]));
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

/* The best starts, no two of them alike. */
typedef struct best_starts {
    int64_t most, count;
    double inertia[BEST_STARTS];
    cev__centres centres[BEST_STARTS];
} best_starts;

static void release_best(cev_ctx *ctx, best_starts *best)
{
    for (int k = 0; k < BEST_STARTS; k++)
        cev__centres_free(ctx, &best->centres[k]);
}

static int32_t reserve_best(cev_ctx *ctx, const cev__points *points,
                            int64_t groups, best_starts *best)
{
    int32_t status = CEV_OK;
    memset(best, 0, sizeof *best);
    best->most = points->count > START_SAMPLE ? BEST_STARTS : 1;
    for (int k = 0; status == CEV_OK && k < best->most; k++) {
        best->inertia[k] = INFINITY;
        status = cev__centres_among(ctx, groups, points, &best->centres[k]);
    }
    if (status != CEV_OK)
        release_best(ctx, best);
    return status;
}

/* Keeps what a start gave in the place of one that is like it, or where there
 * is room, or of the worst; nothing where that is better. Less by rounding
 * alone is not better: the first stays. */
static void keep_start(best_starts *best, const cev__centres *centres,
                       double inertia)
{
    int64_t to = 0;
    while (to < best->count
           && fabs(best->inertia[to] - inertia) > START_LIKE * inertia)
        to++;
    if (to == best->count && best->count < best->most)
        best->count++;
    else if (to == best->count)
        for (int64_t k = to = 0; k < best->count; k++)
            to = best->inertia[k] > best->inertia[to] ? k : to;
    if (!(inertia < best->inertia[to] * (1.0 - 1e-12)))
        return;
    best->inertia[to] = inertia;
    cev__centres_copy(centres, &best->centres[to]);
}

/* All starts on points, which are all or a sample. */
static int32_t run_starts(cev_ctx *ctx, const cev__points *points, int are_all,
                          const cev__kmeans_plan *plan, best_starts *best)
{
    kmeans_work work;
    int32_t status =
        reserve_kmeans(ctx, points, are_all, best->centres[0].count, &work);
    if (status != CEV_OK)
        return status;
    for (int64_t start = 0; status == CEV_OK && start < plan->starts;
         start++) {
        double inertia = INFINITY;
        status = run_start(ctx, plan, start, &work, &inertia);
        if (status == CEV_OK)
            keep_start(best, &work.centres, inertia);
    }
    release_kmeans(ctx, &work);
    return status;
}

/* From the centres given on over points, which are all or a sample. */
static int32_t refine_centres(cev_ctx *ctx, const cev__points *points,
                              int are_all, const cev__kmeans_plan *plan,
                              cev__centres *centres, double *inertia)
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
    if (status == CEV_OK)
        *inertia = cev__kmeans_inertia(points, centres, work.nearest);
    release_kmeans(ctx, &work);
    return status;
}

static int64_t least_start(const best_starts *best)
{
    int64_t first = 0;
    for (int64_t k = 1; k < best->count; k++)
        first = best->inertia[k] < best->inertia[first] ? k : first;
    return first;
}

/* Those that may be best go on over a greater sample, the best of them then to
 * its end where that is small beside all points: what it takes away there need
 * not be taken away by iterations over all of them. */
static int32_t refine_best(cev_ctx *ctx, const cev__points *points,
                           const cev__kmeans_plan *plan, best_starts *best)
{
    cev__kmeans_plan brief = *plan;
    cev__points sample;
    double most = best->inertia[least_start(best)] * (1.0 + START_NEAR);
    int32_t status = cev__points_sample(ctx, points, GREATER_SAMPLE, &sample);
    if (status != CEV_OK)
        return status;
    if (brief.iterations > BRIEF_ITERATIONS)
        brief.iterations = BRIEF_ITERATIONS;
    for (int64_t k = 0; status == CEV_OK && k < best->count; k++) {
        int is_near = best->inertia[k] <= most;
        best->inertia[k] = INFINITY;
        if (is_near)
            status = refine_centres(ctx, &sample, 0, &brief, &best->centres[k],
                                    &best->inertia[k]);
    }
    int64_t first = least_start(best);
    if (status == CEV_OK && points->count > 4 * GREATER_SAMPLE)
        status = refine_centres(ctx, &sample, 0, plan, &best->centres[first],
                                &best->inertia[first]);
    cev__points_free(ctx, &sample);
    return status;
}

/* The best of all starts. */
static int32_t settle_starts(cev_ctx *ctx, const cev__points *points,
                         const cev__kmeans_plan *plan, cev__centres *centres)
{
    cev__points sample;
    best_starts best;
    int32_t status = cev__points_sample(ctx, points, START_SAMPLE, &sample);
    if (status != CEV_OK)
        return status;
    status = reserve_best(ctx, points, centres->count, &best);
    if (status == CEV_OK) {
        status = run_starts(ctx, &sample, sample.count == points->count, plan,
                            &best);
        if (status == CEV_OK && best.most > 1)
            status = refine_best(ctx, points, plan, &best);
        cev__centres_copy(&best.centres[least_start(&best)], centres);
        release_best(ctx, &best);
    }
    cev__points_free(ctx, &sample);
    return status;
}

int32_t cev__kmeans_find(cev_ctx *ctx, const cev__points *points,
                         const cev__kmeans_plan *plan, cev__centres *centres,
                         double *inertia)
{
    int32_t status = settle_starts(ctx, points, plan, centres);
    if (status == CEV_OK)
        status = refine_centres(ctx, points, 1, plan, centres, inertia);
    if (status == CEV_OK)
        cev__centres_sort(centres);
    return status;
}

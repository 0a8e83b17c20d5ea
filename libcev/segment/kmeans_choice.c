/* How many groups, by silhouette or gap; see kmeans_choice.h. */
#include "../core/compiler.h"
#include "kmeans_choice.h"

#include <math.h>
#include <string.h>

#include "../core/rng.h"
#include "../math/elementary.h"

/* Points of the sample on which groupings are judged; reference shops of the
 * gap, and starts of each fit to one. */
enum { JUDGED_POINTS = 2000, GAP_SHOPS = 20, GAP_STARTS = 2 };

/* ---- Silhouettes --------------------------------------------------------- */

/* That of one point, from the sums of its distances to the customers of each
 * group; 0 where it is alone in its own. */
static double silhouette_of(const cev__centres *centres, const double *sums,
                            int32_t own)
{
    double others = centres->weights[own] - 1.0;
    double next = INFINITY;
    if (!(others > 0.0))
        return 0.0;
    double inside = sums[own] / others;
    for (int32_t j = 0; j < centres->count; j++)
        if (j != own && centres->weights[j] > 0.0)
            next = fmin(next, sums[j] / centres->weights[j]);
    double widest = fmax(inside, next);
    return isfinite(widest) && widest > 0.0 ? (next - inside) / widest : 0.0;
}

static double distance_between(const cev__points *points, int64_t a,
                               int64_t b)
{
    return sqrt(cev__squared_distance(points->space, points->columns,
                                      cev__point(points, a),
                                      cev__point(points, b), 1));
}

/* The mean over all customers; the centres' weights are those of the points.
 * sums[point × groups + group]: zeros. */
static double mean_silhouette(const cev__points *points,
                              const cev__centres *centres,
                              const int32_t *nearest, double *sums)
{
    double total = 0.0;
    for (int64_t i = 0; i < points->count; i++) {
        double *own = sums + i * centres->count;
        for (int64_t j = 0; j < i; j++) {
            double distance = distance_between(points, i, j);
            own[nearest[j]] += points->weights[j] * distance;
            sums[j * centres->count + nearest[i]] +=
                points->weights[i] * distance;
        }
    }
    for (int64_t i = 0; i < points->count; i++)
        total += points->weights[i]
                 * silhouette_of(centres, sums + i * centres->count,
                                 nearest[i]);
    return total / points->total;
}

/* That of the points as the centres part them. */
static int32_t judge_grouping(cev_ctx *ctx, const cev__points *sample,
                              const cev__centres *centres, double *silhouette)
{
    cev__centres counted;
    int64_t room = sample->count + 1;
    *silhouette = NAN;
    if (centres->count < 2)
        return CEV_OK;
    int32_t status =
        cev__centres_new(ctx, centres->count, centres->columns, &counted);
    if (status != CEV_OK)
        return status;
    int32_t *nearest = cev__alloc(ctx, room, (int64_t)sizeof *nearest);
    double *sums = cev__alloc_zero(ctx, room * centres->count, 8);
    if (nearest == NULL || sums == NULL)
        status = cev__fail_memory(ctx);
    for (int64_t i = 0; status == CEV_OK && i < sample->count; i++) {
        nearest[i] = cev__centre_nearest(centres, cev__point(sample, i));
        counted.weights[nearest[i]] += sample->weights[i];
    }
    if (status == CEV_OK)
        *silhouette = mean_silhouette(sample, &counted, nearest, sums);
    cev__free(ctx, sums, room * centres->count, 8);
    cev__free(ctx, nearest, room, (int64_t)sizeof *nearest);
    cev__centres_free(ctx, &counted);
    return status;
}

int32_t cev__kmeans_silhouette(cev_ctx *ctx, const cev__points *points,
                               const cev__centres *centres,
                               double *silhouette)
{
    cev__points sample;
    int32_t status = cev__points_sample(ctx, points, JUDGED_POINTS, &sample);
    if (status != CEV_OK)
        return status;
    status = judge_grouping(ctx, &sample, centres, silhouette);
    cev__points_free(ctx, &sample);
    return status;
}

/* ---- Fits to compare ----------------------------------------------------- */

/* The silhouette and the inertia of one number of groups. */
static int32_t try_groups(cev_ctx *ctx, const cev__points *points,
                          const cev__kmeans_plan *plan, int64_t groups,
                          double *silhouette, double *inertia)
{
    cev__centres centres;
    int32_t status = cev__centres_among(ctx, groups, points, &centres);
    if (status != CEV_OK)
        return status;
    status = cev__kmeans_find(ctx, points, plan, &centres, inertia);
    if (status == CEV_OK && silhouette != NULL)
        status = judge_grouping(ctx, points, &centres, silhouette);
    cev__centres_free(ctx, &centres);
    return status;
}

/* The first of the greatest; 1 where no number of groups tells any apart. */
static int32_t choose_by_silhouette(cev_ctx *ctx, const cev__points *sample,
                                    const cev__kmeans_plan *plan,
                                    int64_t most, int64_t *groups)
{
    double best = 0.0, silhouette, inertia;
    int32_t status = CEV_OK;
    *groups = 1;
    for (int64_t k = 2; status == CEV_OK && k <= most; k++) {
        status = try_groups(ctx, sample, plan, k, &silhouette, &inertia);
        if (status == CEV_OK && silhouette > best) {
            best = silhouette;
            *groups = k;
        }
    }
    return status;
}

/* ---- The gap ------------------------------------------------------------- */

/* As many points, evenly spread over the box that holds the sample. */
static void draw_reference(const cev__points *sample, cev__rng *rng,
                           cev__points *drawn)
{
    for (int64_t d = 0; d < sample->columns; d++) {
        double least = INFINITY, most = -INFINITY;
        for (int64_t i = 0; i < sample->count; i++) {
            least = fmin(least, cev__point(sample, i)[d]);
            most = fmax(most, cev__point(sample, i)[d]);
        }
        for (int64_t i = 0; i < sample->count; i++)
            drawn->values[i * sample->columns + d] =
                least + (most - least) * cev__rng_uniform(rng);
    }
    drawn->count = sample->count;
    drawn->total = sample->total;
    for (int64_t i = 0; i < sample->count; i++)
        drawn->weights[i] = sample->total / (double)sample->count;
}

/* The logarithm of the inertia with so many groups, which is no less than
 * what rounding leaves. */
static int32_t log_inertia(cev_ctx *ctx, const cev__points *points,
                           const cev__kmeans_plan *plan, int64_t groups,
                           double *out)
{
    double inertia;
    int32_t status = try_groups(ctx, points, plan, groups, NULL, &inertia);
    if (status == CEV_OK)
        *out = cev__log(fmax(inertia, 1e-290));
    return status;
}

/* The gap of so many groups, and the standard error of the reference. */
static int32_t gap_of_groups(cev_ctx *ctx, const cev__points *sample,
                           const cev__kmeans_plan *plan, cev__points *drawn,
                           int64_t groups, double *gap, double *error)
{
    double logs[GAP_SHOPS], seen, mean = 0.0, squares = 0.0;
    cev__rng rng;
    int32_t status = log_inertia(ctx, sample, plan, groups, &seen);
    for (int shop = 0; status == CEV_OK && shop < GAP_SHOPS; shop++) {
        /* The same reference shops for each number of groups. */
        cev__rng_start(&rng, ctx->seed, UINT64_C(1) << 32 | (uint64_t)shop);
        draw_reference(sample, &rng, drawn);
        status = log_inertia(ctx, drawn, plan, groups, &logs[shop]);
    }
    if (status != CEV_OK)
        return status;
    for (int shop = 0; shop < GAP_SHOPS; shop++)
        mean += logs[shop] / GAP_SHOPS;
    for (int shop = 0; shop < GAP_SHOPS; shop++)
        squares += (logs[shop] - mean) * (logs[shop] - mean) / GAP_SHOPS;
    *gap = mean - seen;
    *error = sqrt(squares * (1.0 + 1.0 / GAP_SHOPS));
    return CEV_OK;
}

static int32_t choose_by_gap(cev_ctx *ctx, const cev__points *sample,
                             const cev__kmeans_plan *plan, int64_t most,
                             int64_t *groups)
{
    cev__kmeans_plan brief = *plan;
    cev__points drawn;
    double gap, next, error;
    brief.starts = plan->starts < GAP_STARTS ? plan->starts : GAP_STARTS;
    int32_t status = cev__points_reserve(ctx, sample->count, sample->columns,
                                         &drawn);
    if (status != CEV_OK)
        return status;
    *groups = 1;
    status = gap_of_groups(ctx, sample, &brief, &drawn, 1, &gap, &error);
    while (status == CEV_OK && *groups < most) {
        status = gap_of_groups(ctx, sample, &brief, &drawn, *groups + 1, &next,
                             &error);
        if (status != CEV_OK || gap >= next - error)
            break;
        gap = next;
        ++*groups;
    }
    cev__points_free(ctx, &drawn);
    return status;
}

int32_t cev__kmeans_choose(cev_ctx *ctx, const cev__points *points,
                           const cev__kmeans_plan *plan, int64_t most,
                           int choice, int64_t *groups)
{
    cev__points sample;
    int32_t status = cev__points_sample(ctx, points, JUDGED_POINTS, &sample);
    if (status != CEV_OK)
        return status;
    most = most < sample.count ? most : sample.count;
    status = choice == CEV__CHOICE_GAP
                 ? choose_by_gap(ctx, &sample, plan, most, groups)
                 : choose_by_silhouette(ctx, &sample, plan, most, groups);
    cev__points_free(ctx, &sample);
    return status;
}

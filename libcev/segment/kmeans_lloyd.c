/* Lloyd's iterations with Hamerly's bounds; see kmeans.h. */
#include "../core/compiler.h"
#include "kmeans.h"

#include <math.h>
#include <string.h>

#include "../core/prefetch.h"
#include "../math/sum.h"

/* Points of one task, and the most tasks; fewer points than one task's worth
 * are done in one. */
enum { LLOYD_CHUNK = 4096, LLOYD_CHUNKS = 256 };
/* Points that are looked at before more are asked for. */
enum { LLOYD_STRETCH = 256 };
/* Iterations end where a step gains less than this share of the first
 * inertia: what is left then is no difference. */
#define LLOYD_GAIN 1e-6
/* How much further than to their means centres go at the most: twice as far
 * takes nothing off the inertia, any less takes some. */
#define LLOYD_BEYOND 0.9

/* What an iteration knows. A point's distance to its own centre is at most
 * `upper`, that to any other at least `lower`. */
typedef struct lloyd_state {
    const cev__points *points;
    cev__centres *centres;
    int32_t *nearest;
    double *upper, *lower;
    int64_t chunk, chunks;
    double *moves;    /* chunks × groups × (columns + 1): sums and weights that
                         came to a group, less those that left */
    int64_t *changes; /* points that changed their group, by chunk */
    cev__sum *sums;   /* groups × (columns + 1) of all points */
    double *counts;   /* for modes */
    double shift[CEV__GROUPS_MAX]; /* how far each centre went */
    double fall[CEV__GROUPS_MAX];  /* the greatest shift of the others */
    double near_by[CEV__GROUPS_MAX]; /* half the way to the next centre */
    double step;  /* how far towards their means centres go, 1 and more */
    int is_first; /* the bounds are not there yet */
} lloyd_state;

static int64_t lloyd_width(const lloyd_state *s)
{
    return s->points->columns + 1;
}

/* Counts a point into a group, or with a negative weight out of it. */
static void move_point(const lloyd_state *s, double *moves, int64_t group,
                       const double *point, double weight)
{
    double *to = moves + group * lloyd_width(s);
    for (int64_t d = 0; d < s->points->columns; d++)
        to[d] += weight * point[d];
    to[s->points->columns] += weight;
}

/* Compares a point with all centres; returns the nearest. */
static int32_t look_at_centres(const lloyd_state *s, int64_t i)
{
    double distances[CEV__DISTANCES];
    double best = INFINITY, second = INFINITY;
    int32_t nearest = 0;
    cev__centre_distances(s->centres, cev__point(s->points, i), distances);
    for (int32_t j = 0; j < s->centres->count; j++) {
        double distance = distances[j];
        double farther = distance < best ? best : distance;
        nearest = distance < best ? j : nearest;
        best = distance < best ? distance : best;
        second = farther < second ? farther : second;
    }
    s->upper[i] = sqrt(best);
    s->lower[i] = sqrt(second);
    return nearest;
}

/* Those of points from … to - 1 whose bounds do not tell that they stay;
 * brings the bounds up to date and asks for the points. Returns how many. */
static int64_t list_unsure(lloyd_state *s, int64_t from, int64_t to,
                           int32_t *unsure)
{
    int64_t count = 0;
    for (int64_t i = from; i < to; i++) {
        int32_t own = s->nearest[i];
        double upper = s->upper[i] + s->shift[own];
        double lower = s->lower[i] - s->fall[own];
        double bound = lower > s->near_by[own] ? lower : s->near_by[own];
        s->upper[i] = upper;
        s->lower[i] = lower;
        unsure[count] = (int32_t)(i - from);
        if (upper > bound) {
            PREFETCH(cev__point(s->points, i));
            count++;
        }
    }
    return count;
}

/* Whether the distance to its own centre tells that point i stays, where there
 * are so many centres that it is worth while to ask. */
static int stays_by_distance(lloyd_state *s, int64_t i)
{
    int32_t own = s->nearest[i];
    if (s->centres->count <= CEV__LANES)
        return 0;
    double upper = sqrt(
        cev__centre_distance(s->centres, own, cev__point(s->points, i)));
    s->upper[i] = upper;
    return upper <= s->near_by[own] || upper <= s->lower[i];
}

/* Puts point i in the group of the centre next to it. */
static void move_to_nearest(lloyd_state *s, double *moves, int64_t chunk,
                            int64_t i)
{
    int32_t own = s->nearest[i], nearest = look_at_centres(s, i);
    const double *point = cev__point(s->points, i);
    double weight = s->points->weights[i];
    if (nearest == own)
        return;
    if (own >= 0)
        move_point(s, moves, own, point, -weight);
    move_point(s, moves, nearest, point, weight);
    s->nearest[i] = nearest;
    s->changes[chunk]++;
}

/* Asks for what is known of the points behind, or in the first iteration for
 * these themselves. */
static void ask_for_stretch(const lloyd_state *s, int64_t from)
{
    int64_t width = 8 * (int64_t)LLOYD_STRETCH;
    if (s->is_first) {
        cev__prefetch(cev__point(s->points, from), s->points->columns * width);
        return;
    }
    cev__prefetch(s->upper + from, width);
    cev__prefetch(s->lower + from, width);
    cev__prefetch(s->nearest + from, width / 2);
}

/* One task: the points of a chunk. */
static void iterate_chunk(void *state, int64_t chunk)
{
    lloyd_state *s = state;
    int64_t size = s->centres->count * lloyd_width(s);
    int64_t from = chunk * s->chunk;
    int64_t to = from + s->chunk < s->points->count ? from + s->chunk
                                                    : s->points->count;
    double *moves = s->moves + chunk * size;
    memset(moves, 0, (size_t)size * sizeof *moves);
    s->changes[chunk] = 0;
    for (int64_t first = from; first < to; first += LLOYD_STRETCH) {
        int32_t unsure[LLOYD_STRETCH];
        int64_t end = to - first < LLOYD_STRETCH ? to : first + LLOYD_STRETCH;
        ask_for_stretch(s, end);
        for (int64_t i = first; s->is_first && i < end; i++)
            move_to_nearest(s, moves, chunk, i);
        int64_t count = s->is_first ? 0 : list_unsure(s, first, end, unsure);
        for (int64_t k = 0; k < count; k++)
            if (!stays_by_distance(s, first + unsure[k]))
                move_to_nearest(s, moves, chunk, first + unsure[k]);
    }
}

/* The way of each centre, that of the one that went furthest but for each, and
 * half that to its next neighbour. */
static void measure_centres(lloyd_state *s, const cev__centres *old)
{
    int64_t groups = s->centres->count, most_of = -1;
    double point[CEV__FEATURES_MAX], distances[CEV__DISTANCES];
    double most = 0.0, second = 0.0;
    for (int64_t j = 0; j < groups; j++) {
        double least = INFINITY;
        for (int64_t d = 0; d < s->points->columns; d++)
            point[d] = *cev__centre_at(s->centres, j, d);
        cev__centre_distances(s->centres, point, distances);
        for (int64_t other = 0; other < groups; other++)
            if (other != j)
                least = fmin(least, distances[other]);
        s->near_by[j] = sqrt(least) / 2.0;
        s->shift[j] = sqrt(cev__centre_distance(old, j, point));
        if (s->shift[j] > most) {
            second = most;
            most = s->shift[j];
            most_of = j;
        } else if (s->shift[j] > second) {
            second = s->shift[j];
        }
    }
    for (int64_t j = 0; j < groups; j++)
        s->fall[j] = j == most_of ? second : most;
}

/* Brings the centres of groups with customers so far towards their means. */
static void approach_means(lloyd_state *s, double step)
{
    int64_t width = lloyd_width(s);
    int64_t numbers = cev__space_numbers(s->points->space, width - 1);
    for (int64_t j = 0; j < s->centres->count; j++) {
        const cev__sum *sums = s->sums + j * width;
        double weight = cev__sum_value(&sums[width - 1]);
        for (int64_t d = 0; weight > 0.0 && d < numbers; d++) {
            double *at = cev__centre_at(s->centres, j, d);
            *at += step * (cev__sum_value(&sums[d]) / weight - *at);
        }
        s->centres->weights[j] = weight;
    }
    cev__kmeans_modes(s->points, s->nearest, s->counts, s->centres);
}

/* Adds up what the tasks moved, in their order, and moves the centres; returns
 * what going to their means would take off the inertia. */
static double move_centres(lloyd_state *s, cev__centres *old)
{
    int64_t size = s->centres->count * lloyd_width(s);
    double gain = 0.0;
    for (int64_t chunk = 0; chunk < s->chunks; chunk++)
        for (int64_t i = 0; s->changes[chunk] > 0 && i < size; i++)
            cev__sum_add(&s->sums[i], s->moves[chunk * size + i]);
    cev__centres_copy(s->centres, old);
    approach_means(s, s->step);
    measure_centres(s, old);
    for (int64_t j = 0; j < s->centres->count; j++)
        gain += fmax(s->centres->weights[j], 0.0) * s->shift[j] * s->shift[j];
    return gain / (s->step * s->step);
}

static int64_t count_changes(const lloyd_state *s)
{
    int64_t changes = 0;
    for (int64_t chunk = 0; chunk < s->chunks; chunk++)
        changes += s->changes[chunk];
    return changes;
}

/* Until a step gains next to nothing. The less the gain falls from one to the
 * next, the further centres go: where there is little structure they otherwise
 * creep in one direction for hundreds of steps. */
static int32_t lloyd_loop(cev_ctx *ctx, lloyd_state *s, int64_t iterations,
                          cev__centres *old)
{
    double first = 0.0, last = INFINITY;
    for (int64_t i = 0; i < s->points->count; i++)
        s->nearest[i] = -1;
    s->step = 1.0;
    for (int64_t step = 0; step < iterations; step++) {
        s->is_first = step == 0;
        cev__parallel(ctx, s->chunks, iterate_chunk, s);
        if (count_changes(s) == 0)
            break;
        for (int64_t i = 0; step == 0 && i < s->points->count; i++)
            first += s->points->weights[i] * s->upper[i] * s->upper[i];
        double gain = move_centres(s, old);
        if (gain <= LLOYD_GAIN * first)
            break;
        s->step = 1.0 + LLOYD_BEYOND * fmin(gain / last, 1.0);
        last = gain;
        int32_t status = cev__progress(
            ctx, "kmeans", (double)(step + 1) / (double)iterations);
        if (status != CEV_OK)
            return status;
    }
    return CEV_OK;
}

static int32_t reserve_lloyd(cev_ctx *ctx, lloyd_state *s, int64_t size)
{
    int64_t n = s->points->count + 1;
    s->upper = cev__alloc(ctx, n, 8);
    s->lower = cev__alloc(ctx, n, 8);
    s->moves = cev__alloc(ctx, s->chunks * size, 8);
    s->changes = cev__alloc(ctx, s->chunks, (int64_t)sizeof *s->changes);
    s->sums = cev__alloc_zero(ctx, size, (int64_t)sizeof *s->sums);
    s->counts = cev__alloc(ctx, cev__kmeans_counts(s->centres), 8);
    return s->upper == NULL || s->lower == NULL || s->moves == NULL
                   || s->changes == NULL || s->sums == NULL
                   || s->counts == NULL
               ? cev__fail_memory(ctx)
               : CEV_OK;
}

static void release_lloyd(cev_ctx *ctx, lloyd_state *s, int64_t size)
{
    int64_t n = s->points->count + 1;
    cev__free(ctx, s->counts, cev__kmeans_counts(s->centres), 8);
    cev__free(ctx, s->sums, size, (int64_t)sizeof *s->sums);
    cev__free(ctx, s->changes, s->chunks, (int64_t)sizeof *s->changes);
    cev__free(ctx, s->moves, s->chunks * size, 8);
    cev__free(ctx, s->lower, n, 8);
    cev__free(ctx, s->upper, n, 8);
}

int32_t cev__kmeans_iterate(cev_ctx *ctx, const cev__points *points,
                            int64_t iterations, cev__centres *centres,
                            int32_t *nearest)
{
    lloyd_state s;
    cev__centres old = {0};
    memset(&s, 0, sizeof s);
    s.points = points;
    s.centres = centres;
    s.nearest = nearest;
    s.chunk = points->count / LLOYD_CHUNKS + 1;
    s.chunk = s.chunk < LLOYD_CHUNK ? LLOYD_CHUNK : s.chunk;
    s.chunks = points->count / s.chunk + 1;
    int64_t size = centres->count * lloyd_width(&s);
    int32_t status = reserve_lloyd(ctx, &s, size);
    if (status == CEV_OK)
        status = cev__centres_among(ctx, centres->count, points, &old);
    if (status == CEV_OK)
        status = lloyd_loop(ctx, &s, iterations, &old);
    if (status == CEV_OK)
        approach_means(&s, 1.0);
    cev__centres_free(ctx, &old);
    release_lloyd(ctx, &s, size);
    return status;
}

/* Means, inertia and transfers of k-means; see kmeans.h. */
#include "../core/compiler.h"
#include "kmeans.h"

#include <math.h>
#include <string.h>

/* Rounds of transfers, and what one must gain at least, of the distance. */
enum { TRANSFER_ROUNDS = 100 };
#define TRANSFER_GAIN 1e-10

static int64_t levels_in_space(const cev__space *space)
{
    return space == NULL ? 0 : space->first[space->categories];
}

int64_t cev__kmeans_counts(const cev__centres *centres)
{
    return centres->count * levels_in_space(centres->space) + 1;
}

void cev__kmeans_modes(const cev__points *points, const int32_t *nearest,
                       double *counts, cev__centres *centres)
{
    const cev__space *space = points->space;
    int64_t levels = levels_in_space(space);
    int64_t numbers = cev__space_numbers(space, points->columns);
    memset(counts, 0,
           (size_t)cev__kmeans_counts(centres) * sizeof *counts);
    for (int64_t i = 0; levels > 0 && i < points->count; i++) {
        const double *level = cev__point(points, i) + numbers;
        double *own = counts + nearest[i] * levels;
        for (int64_t c = 0; c < space->categories; c++)
            own[space->first[c] + (int64_t)level[c]] += points->weights[i];
    }
    for (int64_t j = 0; levels > 0 && j < centres->count; j++)
        for (int64_t c = 0; centres->weights[j] > 0.0 && c < space->categories;
             c++) {
            const double *own = counts + j * levels + space->first[c];
            int64_t count = space->first[c + 1] - space->first[c], best = 0;
            for (int64_t level = 1; level < count; level++)
                best = own[level] > own[best] ? level : best;
            *cev__centre_at(centres, j, numbers + c) = (double)best;
        }
}

double cev__kmeans_inertia(const cev__points *points,
                           const cev__centres *centres,
                           const int32_t *nearest)
{
    double inertia = 0.0;
    for (int64_t i = 0; i < points->count; i++)
        inertia += points->weights[i]
                   * cev__centre_distance(centres, nearest[i],
                                          cev__point(points, i));
    return inertia;
}

/* Means and weights of the groups, of points of numbers; a group of nobody keeps
 * its centre. The points stand in an order of their own: plain sums over them
 * are always the same. */
static void centre_groups(const cev__points *points, const int32_t *nearest,
                          cev__centres *centres)
{
    int64_t columns = points->columns;
    for (int64_t j = 0; j < centres->count; j++)
        centres->weights[j] = 0.0;
    for (int64_t i = 0; i < points->count; i++)
        centres->weights[nearest[i]] += points->weights[i];
    for (int64_t j = 0; j < centres->count; j++)
        for (int64_t d = 0; centres->weights[j] > 0.0 && d < columns; d++)
            *cev__centre_at(centres, j, d) = 0.0;
    for (int64_t i = 0; i < points->count; i++) {
        const double *point = cev__point(points, i);
        double *to = cev__centre_at(centres, nearest[i], 0);
        for (int64_t d = 0; d < columns; d++)
            to[d * CEV__LANES] += points->weights[i] * point[d];
    }
    for (int64_t j = 0; j < centres->count; j++)
        for (int64_t d = 0; centres->weights[j] > 0.0 && d < columns; d++)
            *cev__centre_at(centres, j, d) /= centres->weights[j];
}

/* The group that a point of group `own` adds least to, and what that is. */
static int32_t cheapest_group(const cev__centres *centres,
                              const double *distances, int32_t own,
                              double weight, double *cost)
{
    int32_t best = own;
    *cost = INFINITY;
    for (int32_t j = 0; j < centres->count; j++) {
        double there = centres->weights[j];
        double added = there / (there + weight) * distances[j];
        if (j != own && added < *cost) {
            *cost = added;
            best = j;
        }
    }
    return best;
}

/* Takes a point into a group (weight > 0) or out of it (weight < 0), and its
 * mean with it. */
static void shift_centre(cev__centres *centres, int32_t group,
                         const double *point, double weight)
{
    double share = weight / (centres->weights[group] + weight);
    centres->weights[group] += weight;
    for (int64_t d = 0; d < centres->columns; d++) {
        double *at = cev__centre_at(centres, group, d);
        *at += (point[d] - *at) * share;
    }
}

/* One round over all points; whether any moved. The way out of a group weighs
 * more than that to its centre, since the centre goes with the point. */
static int transfer_once(const cev__points *points, cev__centres *centres,
                         int32_t *nearest)
{
    double distances[CEV__DISTANCES], cost;
    int has_moved = 0;
    for (int64_t i = 0; i < points->count; i++) {
        const double *point = cev__point(points, i);
        double weight = points->weights[i];
        int32_t own = nearest[i];
        double rest = centres->weights[own] - weight;
        if (!(rest > centres->weights[own] * 1e-12))
            continue; /* it is all of its group */
        cev__centre_distances(centres, point, distances);
        int32_t best = cheapest_group(centres, distances, own, weight, &cost);
        double saved = centres->weights[own] / rest * distances[own];
        if (!(cost < saved * (1.0 - TRANSFER_GAIN)))
            continue;
        shift_centre(centres, own, point, -weight);
        shift_centre(centres, best, point, weight);
        nearest[i] = best;
        has_moved = 1;
    }
    return has_moved;
}

int32_t cev__kmeans_transfer(cev_ctx *ctx, const cev__points *points,
                             cev__centres *centres, int32_t *nearest)
{
    for (int round = 0; round < TRANSFER_ROUNDS; round++) {
        if (!transfer_once(points, centres, nearest))
            break;
        centre_groups(points, nearest, centres);
        int32_t status = cev__progress(
            ctx, "kmeans", (double)(round + 1) / TRANSFER_ROUNDS);
        if (status != CEV_OK)
            return status;
    }
    return CEV_OK;
}

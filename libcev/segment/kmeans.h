/*
 * k-means: groups whose customers lie as near to their mean as they can.
 *
 * A fit has three stages. Starts by k-means++ (Arthur & Vassilvitskii 2007,
 * greedy) on a sample, each gone on with until nothing moves, the best of them
 * kept, by a greater sample or all where that is not all points; Lloyd's
 * iterations over all points, in which Hamerly's bounds (2010) spare most points most
 * distances, and centres go beyond their means where they otherwise creep; and,
 * where points are not too many, transfers of single points by Hartigan &
 * Wong's rule (1979), which go on where Lloyd's iterations stand still. All
 * work in the order of the points.
 */
#ifndef CEV__KMEANS_H
#define CEV__KMEANS_H

#include "centres.h"

/* What all stages go by. */
typedef struct cev__kmeans_plan {
    int64_t groups; /* at least 1 */
    int64_t starts;
    int64_t iterations; /* Lloyd's, at the most */
} cev__kmeans_plan;

/* Lloyd's iterations from the centres given; nearest[i] is then the group of
 * point i. */
int32_t cev__kmeans_iterate(cev_ctx *ctx, const cev__points *points,
                            int64_t iterations, cev__centres *centres,
                            int32_t *nearest);

/* Transfers from the groups given, until none lessens the inertia; of points of
 * numbers only. */
int32_t cev__kmeans_transfer(cev_ctx *ctx, const cev__points *points,
                             cev__centres *centres, int32_t *nearest);

/* How many numbers cev__kmeans_modes works in. */
int64_t cev__kmeans_counts(const cev__centres *centres);

/* In columns of categories the level that most customers of a group have, of
 * those the first. counts[group × levels + level]: how many. */
void cev__kmeans_modes(const cev__points *points, const int32_t *nearest,
                       double *counts, cev__centres *centres);

/* The weighted sum of squared distances to the groups' centres. */
double cev__kmeans_inertia(const cev__points *points,
                           const cev__centres *centres,
                           const int32_t *nearest);

/* The best of all starts, in the order of cev__centres_sort, into centres of
 * this many groups; the inertia they leave. */
int32_t cev__kmeans_find(cev_ctx *ctx, const cev__points *points,
                         const cev__kmeans_plan *plan, cev__centres *centres,
                         double *inertia);

#endif

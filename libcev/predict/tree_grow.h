/* Growing one tree to gradients. */
#ifndef CEV__TREE_GROW_H
#define CEV__TREE_GROW_H

#include "../math/radix.h"
#include "bundles.h"
#include "tree.h"

typedef struct cev__tree_plan {
    int32_t depth;      /* splits on the way to a leaf, at most */
    double leaf;        /* customers in a leaf, at least */
    double side;        /* share of a node's that each of its sides has, at
                           least */
    double ridge;       /* added to each leaf's curvature */
    double rate;        /* share of the best step that is taken */
    const int8_t *monotone; /* of each predictor: 1 rising, -1 falling, 0 */
    const double *targets;  /* of each row: a leaf is to be the quantile of
                               what is left of those; NULL: the step that the
                               slopes say */
    double level;           /* of that quantile */
} cev__tree_plan;

/* What trees are grown from, and room to do it in. */
typedef struct cev__grower {
    cev_ctx *ctx;
    const cev__bins *bins;
    cev__bundles bundles;
    cev__tree_plan plan;
    const double *weights; /* customers of each row */
    double scatter;   /* of the residuals of the tree's rows: their squares for
                         what the second derivative has them be, 1 */
    double *sums;     /* of each row what is summed (bundles.h): minus the
                         loss's derivative by the margin, and the second, with
                         weights; and customers */
    int32_t *rows;    /* in whose leaves they fall together */
    int32_t *spare;
    double *gathered; /* sums of a node's rows */
    double *histograms; /* one for each depth and a spare */
    cev__keyed *left_over; /* what is left of a node's targets, and room for as
                              many; NULL: no quantiles are wanted */
} cev__grower;

int32_t cev__grower_open(cev_ctx *ctx, const cev__bins *bins,
                         const cev__tree_plan *plan, const double *weights,
                         cev__grower *out);
void cev__grower_close(cev__grower *grower);

/*
 * Adds a tree to a forest, grown from the `count` rows that grower->rows
 * begins with, and what it says of each to `margins`; rows come back in
 * another order. CEV_ERR_MEMORY.
 */
int32_t cev__tree_grow(cev__grower *grower, int64_t count, double *margins,
                       cev__forest *forest);

/* Whether a row of the bins goes left at a node. */
int cev__tree_bins_left(const cev__tree_node *node, const cev__bins *bins,
                        int64_t row);

/* The leaf of the last tree of a forest that it comes to. */
const cev__tree_node *cev__tree_of_bins(const cev__forest *forest,
                                        const cev__bins *bins, int64_t row);

#endif

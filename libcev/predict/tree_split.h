/* Which question splits the rows of a node best. */
#ifndef CEV__TREE_SPLIT_H
#define CEV__TREE_SPLIT_H

#include "tree_grow.h"

typedef struct cev__tree_sums {
    double residual, weight, customers;
} cev__tree_sums;

/* A node that is to be split: its rows' sums, altogether and by bin, and
 * between what its children's steps must lie. */
typedef struct cev__tree_whole {
    cev__tree_sums sums;
    const double *histogram;
    double lower, upper;
} cev__tree_whole;

/* A way to split it. */
typedef struct cev__tree_split {
    int32_t predictor;                /* -1: none */
    int32_t missing_left, bin;        /* numbers up to that bin go left */
    uint64_t levels[CEV__TREE_WORDS]; /* bit 1 + level: that goes left */
    double gain;
    cev__tree_sums left, right;
} cev__tree_split;

/* The step that gains most, within bounds. */
double cev__tree_step(const cev__tree_sums *sums, double ridge, double lower,
                      double upper);

/* The best of all splits; none where nothing is gained. */
cev__tree_split cev__tree_find_split(const cev__grower *grower,
                                     const cev__tree_whole *whole);

#endif

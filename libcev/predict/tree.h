/* Decision trees, and sums of them. */
#ifndef CEV__TREE_H
#define CEV__TREE_H

#include "predictors.h"

/* The deepest that trees are. */
enum { CEV__TREE_DEPTH = 16, CEV__TREE_WORDS = 5 };

/* A node; the children of one that is no leaf stand side by side. */
typedef struct cev__tree_node {
    int32_t predictor;    /* that it splits by, -1 for a leaf */
    int32_t left;         /* its first child's place in the forest */
    int32_t missing_left; /* where a missing number goes */
    double threshold;     /* numbers up to it go left */
    uint64_t levels[CEV__TREE_WORDS]; /* bit 1 + level: that goes left */
    double value;         /* of a leaf: what it adds to the margin */
    double cover;         /* customers of the fit who came here */
    double gain;          /* in likelihood, of the split; of effects
                             (uplift_forest.h) what the value is parted by */
} cev__tree_node;

typedef struct cev__forest {
    int64_t trees, tree_capacity;
    int32_t *roots;
    int64_t nodes, node_capacity;
    cev__tree_node *list;
} cev__forest;

void cev__forest_free(cev_ctx *ctx, cev__forest *forest);

/* Makes room for one more tree of so many nodes. */
int32_t cev__forest_reserve(cev_ctx *ctx, cev__forest *forest, int64_t nodes);

/* Whether a level (of the predictor's texts) goes left. */
static inline int cev__tree_takes(const cev__tree_node *node, int32_t level)
{
    return (int)(node->levels[(level + 1) >> 6] >> ((level + 1) & 63) & 1);
}

/* A row of readings, as trees see it: numbers, and levels as numbers. */
void cev__forest_row(const cev__readings *readings, int64_t row, double *x);

/* Whether it goes left at a node. */
int cev__tree_goes_left(const cev__tree_node *node,
                        const cev__predictors *predictors, const double *x);

/* What the trees add up to for it. */
double cev__forest_margin(const cev__forest *forest,
                          const cev__predictors *predictors, const double *x);

/* Adds to `pushes` what each predictor adds to the margin, of the row against
 * the customers of the fit; gives what these have in the mean. */
double cev__forest_explain(const cev__forest *forest,
                           const cev__predictors *predictors, const double *x,
                           double *pushes);

void cev__forest_save(const cev__forest *forest, cev__writer *writer);
int32_t cev__forest_load(cev_ctx *ctx, cev__blob *blob,
                         const cev__predictors *predictors, cev__forest *out);

#endif

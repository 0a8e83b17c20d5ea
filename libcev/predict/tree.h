/* Decision trees, and sums of them. */
#ifndef CEV__TREE_H
#define CEV__TREE_H

#include "learner.h"

/* The deepest that trees are; and rows that are asked about together. */
enum { CEV__TREE_DEPTH = 16, CEV__TREE_WORDS = 5, CEV__TREE_BLOCK = 64 };

/* A node; the children of one that is no leaf stand side by side. */
typedef struct cev__tree_node {
    int32_t predictor;    /* that it splits by, -1 for a leaf */
    int32_t left;         /* its first child's place in the forest */
    int32_t missing_left; /* where a missing number goes */
    int32_t is_text;      /* that predictor */
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

/* Whether a row (cev__forest_row) does. */
static inline int cev__tree_goes_left(const cev__tree_node *node,
                                      const double *x)
{
    double value = x[node->predictor];
    if (node->is_text)
        return cev__tree_takes(node, (int32_t)value);
    return (value <= node->threshold)
           | (node->missing_left & (value != value)); /* no guess is wrong */
}

/* The leaf of a tree that it comes to. */
static inline const cev__tree_node *
cev__forest_leaf(const cev__forest *forest, int64_t tree, const double *x)
{
    const cev__tree_node *node = &forest->list[forest->roots[tree]];
    while (node->predictor >= 0)
        node = &forest->list[node->left + !cev__tree_goes_left(node, x)];
    return node;
}

/* A row of readings, as trees see it: numbers, and levels as numbers. */
void cev__forest_row(const cev__readings *readings, int64_t row, double *x);

/* As many as there are, from `begin` on, up to CEV__TREE_BLOCK, one after the
 * other. */
int64_t cev__forest_rows(const cev__readings *readings, int64_t begin,
                         double *x);

/* What the trees add up to for each of them. */
void cev__forest_margins(const cev__forest *forest, const double *x,
                         int64_t width, int64_t count, double *margins);

/* Adds to `pushes` what each predictor adds to the margin, of the row against
 * the customers of the fit; gives what these have in the mean. */
double cev__forest_explain(const cev__forest *forest, const double *x,
                           double *pushes);

/* The explanation of all rows of a table: what `add` adds to `pushes`, of zeros,
 * for each row; it gives the base. */
int32_t cev__forest_tell(cev_ctx *ctx, const cev__predictors *predictors,
                         const cev_table *customers,
                         double (*add)(const void *state, const double *x,
                                       double *pushes),
                         const void *state, cev_table **out);

void cev__forest_save(const cev__forest *forest, cev__writer *writer);
int32_t cev__forest_load(cev_ctx *ctx, cev__blob *blob,
                         const cev__predictors *predictors, cev__forest *out);

#endif

/*
 * Growing one tree; see tree_grow.h. Rows come in the lesson's order, so that
 * sums do not depend on that of the table.
 */
#include "../core/compiler.h"
#include "tree_grow.h"

#include <math.h>
#include <string.h>

#include "../math/weighted_quantile.h"
#include "tree_split.h"

/* A node on its way: rows from `begin` to `end`, values it may have. */
typedef struct tree_task {
    int32_t node, depth;
    int64_t begin, end;
    double lower, upper;
    double *histogram; /* NULL: it is not split further */
    cev__tree_sums sums;
} tree_task;

/* ---- Room ---------------------------------------------------------------- */

void cev__grower_close(cev__grower *grower)
{
    cev_ctx *ctx = grower->ctx;
    int64_t rows = grower->bins->rows + 1;
    cev__free(ctx, grower->sums, CEV__SUMS * rows, (int64_t)sizeof(double));
    cev__free(ctx, grower->rows, rows, (int64_t)sizeof(int32_t));
    cev__free(ctx, grower->spare, rows, (int64_t)sizeof(int32_t));
    cev__free(ctx, grower->gathered, CEV__SUMS * rows,
              (int64_t)sizeof(double));
    cev__free(ctx, grower->histograms,
              (grower->plan.depth + 2) * grower->bundles.numbers + 1,
              (int64_t)sizeof(double));
    cev__free(ctx, grower->left_over, 2 * rows,
              (int64_t)sizeof *grower->left_over);
    cev__bundles_free(ctx, &grower->bundles);
}

int32_t cev__grower_open(cev_ctx *ctx, const cev__bins *bins,
                         const cev__tree_plan *plan, const double *weights,
                         cev__grower *out)
{
    int64_t rows = bins->rows + 1;
    *out = (cev__grower){
        .ctx = ctx, .bins = bins, .plan = *plan, .weights = weights};
    int32_t status = cev__bundles_make(ctx, bins, &out->bundles);
    if (status != CEV_OK)
        return status;
    out->sums = cev__alloc(ctx, CEV__SUMS * rows, (int64_t)sizeof(double));
    out->rows = cev__alloc(ctx, rows, (int64_t)sizeof(int32_t));
    out->spare = cev__alloc(ctx, rows, (int64_t)sizeof(int32_t));
    out->gathered =
        cev__alloc(ctx, CEV__SUMS * rows, (int64_t)sizeof(double));
    out->histograms =
        cev__alloc(ctx, (plan->depth + 2) * out->bundles.numbers + 1,
                   (int64_t)sizeof(double));
    if (plan->targets != NULL)
        out->left_over =
            cev__alloc(ctx, 2 * rows, (int64_t)sizeof *out->left_over);
    if (out->sums == NULL || out->rows == NULL || out->spare == NULL
        || out->gathered == NULL || out->histograms == NULL
        || (plan->targets != NULL && out->left_over == NULL)) {
        cev__grower_close(out);
        return cev__fail_memory(ctx);
    }
    for (int64_t i = 0; i < bins->rows; i++)
        out->sums[CEV__SUMS * i + CEV__SUM_CUSTOMERS] = weights[i];
    return CEV_OK;
}

/* ---- Sums ---------------------------------------------------------------- */

/* The sums of a tree's rows, altogether, and how its residuals scatter. */
static cev__tree_sums sum_rows(cev__grower *g, int64_t count)
{
    cev__tree_sums sums = {0.0, 0.0, 0.0};
    double squares = 0.0;
    for (int64_t i = 0; i < count; i++) {
        const double *from = g->sums + CEV__SUMS * g->rows[i];
        double residual = from[CEV__SUM_RESIDUAL];
        sums.residual += residual;
        sums.weight += from[CEV__SUM_WEIGHT];
        sums.customers += from[CEV__SUM_CUSTOMERS];
        squares += residual * residual / from[CEV__SUM_CUSTOMERS];
    }
    g->scatter = sums.weight > 0.0 ? squares / sums.weight : 0.0;
    return sums;
}

/* The same by bin; rows are laid side by side first, for all predictors to
 * read. */
static void fill_bins(const cev__grower *g, tree_task *task,
                      double *histogram)
{
    int64_t count = task->end - task->begin;
    const int32_t *rows = g->rows + task->begin;
    double *to = g->gathered;
    for (int64_t i = 0; i < count; i++, to += CEV__SUMS)
        memcpy(to, g->sums + CEV__SUMS * rows[i], CEV__SUMS * sizeof *to);
    cev__bundles_fill(&g->bundles, rows, count, g->gathered, histogram);
    task->histogram = histogram;
}

/* ---- Children ------------------------------------------------------------ */

/* Whether a bin goes left, for each of a predictor. */
static void mark_sides(const cev__binned *binned,
                       const cev__tree_split *split, uint8_t *is_left)
{
    for (int32_t bin = 0; bin < binned->count; bin++) {
        int is_missing = bin == binned->count - 1;
        int bit = is_missing ? 0 : bin + 1;
        if (binned->is_text)
            is_left[bin] = split->levels[bit >> 6] >> (bit & 63) & 1;
        else
            is_left[bin] = (uint8_t)(is_missing ? split->missing_left
                                                : bin <= split->bin);
    }
}

/* The rows that go left before those that go right, each in their order; gives
 * where the right ones begin. Each row is written to both, as a guess would be
 * wrong too often. */
static int64_t divide_rows(const cev__grower *g, const tree_task *task,
                           const cev__tree_split *split)
{
    uint8_t is_left[CEV__BINS_MAX];
    const uint16_t *codes = g->bins->codes + split->predictor * g->bins->rows;
    int64_t at = task->begin, right = 0;
    mark_sides(&g->bins->list[split->predictor], split, is_left);
    for (int64_t i = task->begin; i < task->end; i++) {
        int32_t row = g->rows[i];
        int left = is_left[codes[row]];
        g->rows[at] = row;
        g->spare[right] = row;
        at += left;
        right += !left;
    }
    memcpy(g->rows + at, g->spare, (size_t)right * sizeof *g->spare);
    return at;
}

/* ---- Values -------------------------------------------------------------- */

/* The value of a node if it were a leaf, before bounds: the step of its sums,
 * or the quantile of what its rows' margins leave of their targets. */
static double free_value(const cev__grower *g, const tree_task *task,
                         const double *margins)
{
    const cev__tree_plan *plan = &g->plan;
    int64_t count = task->end - task->begin;
    if (plan->targets == NULL)
        return cev__tree_step(&task->sums, plan->ridge, -INFINITY, INFINITY);
    for (int64_t i = 0; i < count; i++) {
        int32_t row = g->rows[task->begin + i];
        g->left_over[i] = (cev__keyed){
            cev__keyed_double(plan->targets[row] - margins[row]), row};
    }
    return cev__weighted_quantile(g->left_over, g->left_over + count, count,
                                  g->weights, plan->level);
}

static double bounded_value(const cev__grower *g, const tree_task *task,
                            const double *margins)
{
    double value = free_value(g, task, margins);
    return fmin(fmax(value, task->lower), task->upper);
}

/* Bounds of the children's values, where they must rise or fall. Quantiles
 * that fall where they are to rise meet in the middle. */
static void bound_children(const cev__grower *g, int32_t predictor,
                           const double *margins, tree_task children[2])
{
    int direction = g->plan.monotone[predictor];
    if (direction == 0)
        return;
    double middle = 0.5
                    * (bounded_value(g, &children[0], margins)
                       + bounded_value(g, &children[1], margins));
    children[direction > 0 ? 0 : 1].upper = middle;
    children[direction > 0 ? 1 : 0].lower = middle;
}

/* ---- Growing ------------------------------------------------------------- */

/* Makes a node's children's tasks. Of those that may be split the one of fewer
 * rows is summed by bin, in spare memory; the other's sums are what that leaves
 * of the node's own. Gives which that is. */
static int open_children(const cev__grower *g, const tree_task *task,
                         const cev__tree_split *split, int32_t left,
                         const double *margins, tree_task children[2])
{
    int64_t middle = divide_rows(g, task, split);
    int small = middle - task->begin > task->end - middle;
    int64_t numbers = g->bundles.numbers;
    for (int k = 0; k < 2; k++) {
        children[k] = *task;
        children[k].node = left + k;
        children[k].depth = task->depth + 1;
        children[k].sums = k == 0 ? split->left : split->right;
        children[k].histogram = NULL;
    }
    children[0].end = children[1].begin = middle;
    bound_children(g, split->predictor, margins, children);
    if (task->depth + 1 >= g->plan.depth
        || children[!small].sums.customers < 2.0 * g->plan.leaf)
        return small;
    fill_bins(g, &children[small],
              g->histograms + (task->depth + 1) * numbers);
    children[!small].histogram = task->histogram;
    for (int64_t i = 0; i < numbers; i++)
        task->histogram[i] -= children[small].histogram[i];
    if (children[small].sums.customers < 2.0 * g->plan.leaf)
        children[small].histogram = NULL;
    return small;
}

static void close_leaf(const cev__grower *g, const tree_task *task,
                       cev__tree_node *node, double *margins)
{
    node->value = g->plan.rate * bounded_value(g, task, margins);
    for (int64_t i = task->begin; i < task->end; i++)
        margins[g->rows[i]] += node->value;
}

/* What is asked at a node. */
static void write_question(const cev__grower *g, const cev__tree_split *split,
                           cev__tree_node *node)
{
    node->predictor = split->predictor;
    node->gain = split->gain;
    node->missing_left = split->missing_left;
    node->is_text = g->bins->list[split->predictor].is_text;
    if (node->is_text)
        memcpy(node->levels, split->levels, sizeof node->levels);
    else
        node->threshold = g->bins->list[split->predictor].cut[split->bin];
}

/* Splits a node and what comes of it, as far as that gains. The larger child,
 * whose sums stand in the node's own place, comes last. */
static int32_t grow_node(cev__grower *g, const tree_task *task,
                         double *margins, cev__forest *forest)
{
    cev__tree_split split = {.predictor = -1};
    cev__tree_node *node = &forest->list[task->node];
    *node = (cev__tree_node){.predictor = -1, .cover = task->sums.customers};
    if (task->histogram != NULL) {
        /* Bounds of quantiles are none of steps. */
        int is_bound = g->plan.targets == NULL;
        const cev__tree_whole whole = {task->sums, task->histogram,
                                       is_bound ? task->lower : -INFINITY,
                                       is_bound ? task->upper : INFINITY};
        split = cev__tree_find_split(g, &whole);
    }
    if (split.predictor < 0) {
        close_leaf(g, task, node, margins);
        return CEV_OK;
    }
    int32_t status = cev__forest_reserve(g->ctx, forest, 2);
    if (status != CEV_OK)
        return status;
    node = &forest->list[task->node];
    write_question(g, &split, node);
    node->left = (int32_t)forest->nodes;
    forest->nodes += 2;
    tree_task children[2];
    int small = open_children(g, task, &split, node->left, margins,
                              children);
    status = grow_node(g, &children[small], margins, forest);
    return status == CEV_OK
               ? grow_node(g, &children[!small], margins, forest)
               : status;
}

int32_t cev__tree_grow(cev__grower *grower, int64_t count, double *margins,
                       cev__forest *forest)
{
    tree_task task = {.end = count, .lower = -INFINITY, .upper = INFINITY};
    int32_t status = cev__forest_reserve(grower->ctx, forest, 1);
    if (status != CEV_OK)
        return status;
    task.node = (int32_t)forest->nodes++;
    forest->roots[forest->trees++] = task.node;
    task.sums = sum_rows(grower, count);
    fill_bins(grower, &task, grower->histograms);
    return grow_node(grower, &task, margins, forest);
}

int cev__tree_bins_left(const cev__tree_node *node, const cev__bins *bins,
                        int64_t row)
{
    const cev__binned *binned = &bins->list[node->predictor];
    int32_t bin = bins->codes[node->predictor * bins->rows + row];
    int is_missing = bin == binned->count - 1;
    if (binned->is_text)
        return cev__tree_takes(node, is_missing ? CEV__LEVEL_MISSING : bin);
    if (is_missing)
        return node->missing_left;
    return bin < binned->cuts && binned->cut[bin] <= node->threshold;
}

const cev__tree_node *cev__tree_of_bins(const cev__forest *forest,
                                        const cev__bins *bins, int64_t row)
{
    const cev__tree_node *node =
        &forest->list[forest->roots[forest->trees - 1]];
    while (node->predictor >= 0)
        node = &forest->list[node->left
                             + !cev__tree_bins_left(node, bins, row)];
    return node;
}

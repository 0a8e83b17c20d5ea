/*
 * Growing one tree; see tree_grow.h. Second-order gains after Friedman (2001),
 * Annals of Statistics 29(5), 1189-1232, and Chen & Guestrin (2016), KDD;
 * texts are split as if their levels stood in the order of their best steps,
 * which for squares is the best of all ways (Fisher 1958). Rows come in the
 * lesson's order, so that sums do not depend on that of the table.
 */
#include "../core/compiler.h"
#include "tree_grow.h"

#include <math.h>
#include <string.h>

/* Numbers of a histogram's bin: residuals, weights, customers. */
enum { BIN_RESIDUAL, BIN_WEIGHT, BIN_CUSTOMERS, BIN_NUMBERS };

/* A gain below this share of the node's own is rounding. */
#define GAIN_LEAST 1e-9

/* Levels differ by chance: their steps are compared as if each had so many
 * customers more who need none, and a side of them is held back likewise. */
#define LEVEL_SMOOTHING 10.0

typedef struct tree_sums {
    double residual, weight, customers;
} tree_sums;

/* A way to split a node. */
typedef struct tree_split {
    int32_t predictor; /* -1: none */
    int32_t missing_left, bin; /* numbers up to that bin go left */
    uint64_t levels[CEV__TREE_WORDS];
    double gain;
    double left_value, right_value;
} tree_split;

/* A node on its way: rows from `begin` to `end`, values it may have. */
typedef struct tree_task {
    int32_t node, depth;
    int64_t begin, end;
    double lower, upper;
    double *histogram;
    tree_sums sums;
} tree_task;

/* ---- Room ---------------------------------------------------------------- */

void cev__grower_close(cev__grower *grower)
{
    cev_ctx *ctx = grower->ctx;
    int64_t rows = grower->bins->rows + 1;
    int64_t levels = grower->plan.depth + 2;
    cev__free(ctx, grower->residual, rows, (int64_t)sizeof(double));
    cev__free(ctx, grower->weight, rows, (int64_t)sizeof(double));
    cev__free(ctx, grower->rows, rows, (int64_t)sizeof(int32_t));
    cev__free(ctx, grower->spare, rows, (int64_t)sizeof(int32_t));
    cev__free(ctx, grower->gathered, BIN_NUMBERS * rows,
              (int64_t)sizeof(double));
    cev__free(ctx, grower->sums, levels * grower->histogram + 1,
              (int64_t)sizeof(double));
    cev__free(ctx, grower->begins, grower->bins->predictors + 1,
              (int64_t)sizeof(int64_t));
}

int32_t cev__grower_open(cev_ctx *ctx, const cev__bins *bins,
                         const cev__tree_plan *plan, const double *weights,
                         cev__grower *out)
{
    int64_t rows = bins->rows + 1, levels = plan->depth + 2;
    *out = (cev__grower){
        .ctx = ctx, .bins = bins, .plan = *plan, .weights = weights};
    for (int64_t k = 0; k < bins->predictors; k++)
        out->histogram += BIN_NUMBERS * bins->list[k].count;
    out->residual = cev__alloc(ctx, rows, (int64_t)sizeof(double));
    out->weight = cev__alloc(ctx, rows, (int64_t)sizeof(double));
    out->rows = cev__alloc(ctx, rows, (int64_t)sizeof(int32_t));
    out->spare = cev__alloc(ctx, rows, (int64_t)sizeof(int32_t));
    out->gathered =
        cev__alloc(ctx, BIN_NUMBERS * rows, (int64_t)sizeof(double));
    out->sums = cev__alloc(ctx, levels * out->histogram + 1,
                           (int64_t)sizeof(double));
    out->begins =
        cev__alloc(ctx, bins->predictors + 1, (int64_t)sizeof(int64_t));
    if (out->residual == NULL || out->weight == NULL || out->rows == NULL
        || out->spare == NULL || out->gathered == NULL || out->sums == NULL
        || out->begins == NULL) {
        cev__grower_close(out);
        return cev__fail_memory(ctx);
    }
    int64_t begin = 0;
    for (int64_t k = 0; k < bins->predictors; k++) {
        out->begins[k] = begin;
        begin += BIN_NUMBERS * bins->list[k].count;
    }
    return CEV_OK;
}

/* ---- Sums ---------------------------------------------------------------- */

/* A node's rows side by side, for all predictors to read; gives their sums. */
static tree_sums gather_rows(const cev__grower *g, const tree_task *task)
{
    tree_sums sums = {0.0, 0.0, 0.0};
    double *at = g->gathered;
    for (int64_t i = task->begin; i < task->end; i++, at += BIN_NUMBERS) {
        int32_t row = g->rows[i];
        at[BIN_RESIDUAL] = g->residual[row];
        at[BIN_WEIGHT] = g->weight[row];
        at[BIN_CUSTOMERS] = g->weights[row];
        sums.residual += at[BIN_RESIDUAL];
        sums.weight += at[BIN_WEIGHT];
        sums.customers += at[BIN_CUSTOMERS];
    }
    return sums;
}

/* Adds one row's numbers to the bin of a predictor that begins at `bins`. */
static inline void add_row_to(double *bins, uint16_t code, const double *from)
{
    double *bin = bins + BIN_NUMBERS * code;
    bin[BIN_RESIDUAL] += from[BIN_RESIDUAL];
    bin[BIN_WEIGHT] += from[BIN_WEIGHT];
    bin[BIN_CUSTOMERS] += from[BIN_CUSTOMERS];
}

/* The bins of one predictor. */
static void fill_one(const cev__grower *g, const tree_task *task, int64_t k)
{
    const uint16_t *codes = g->bins->codes + k * g->bins->rows;
    double *bins = task->histogram + g->begins[k];
    const double *from = g->gathered;
    for (int64_t i = task->begin; i < task->end; i++, from += BIN_NUMBERS)
        add_row_to(bins, codes[g->rows[i]], from);
}

/* Those of four at once: sums into one bin wait for each other, and meanwhile
 * those of the others go on. */
static void fill_four(const cev__grower *g, const tree_task *task, int64_t k)
{
    int64_t rows = g->bins->rows;
    const uint16_t *codes = g->bins->codes + k * rows;
    double *bins[4];
    const double *from = g->gathered;
    for (int j = 0; j < 4; j++)
        bins[j] = task->histogram + g->begins[k + j];
    for (int64_t i = task->begin; i < task->end; i++, from += BIN_NUMBERS) {
        const uint16_t *code = codes + g->rows[i];
        add_row_to(bins[0], code[0], from);
        add_row_to(bins[1], code[rows], from);
        add_row_to(bins[2], code[2 * rows], from);
        add_row_to(bins[3], code[3 * rows], from);
    }
}

static void fill_bins(const cev__grower *g, tree_task *task)
{
    int64_t k = 0;
    task->sums = gather_rows(g, task);
    memset(task->histogram, 0, (size_t)g->histogram * sizeof(double));
    for (; k + 4 <= g->bins->predictors; k += 4)
        fill_four(g, task, k);
    for (; k < g->bins->predictors; k++)
        fill_one(g, task, k);
}

/* What one side of a node has, where the other's is known. */
static void subtract_side(const cev__grower *g, const tree_task *side,
                          tree_task *other)
{
    for (int64_t i = 0; i < g->histogram; i++)
        other->histogram[i] -= side->histogram[i];
    other->sums.residual -= side->sums.residual;
    other->sums.weight -= side->sums.weight;
    other->sums.customers -= side->sums.customers;
}

/* ---- Splits -------------------------------------------------------------- */

static double leaf_value(const tree_sums *sums, double ridge, double lower,
                       double upper)
{
    double value = sums->residual / (sums->weight + ridge);
    return fmin(fmax(value, lower), upper);
}

/* How much the likelihood gains by a step, to second order. */
static double gain_of(const tree_sums *sums, double ridge, double value)
{
    return value * sums->residual
           - 0.5 * value * value * (sums->weight + ridge);
}

static void add_bin(tree_sums *sums, const double *bin)
{
    sums->residual += bin[BIN_RESIDUAL];
    sums->weight += bin[BIN_WEIGHT];
    sums->customers += bin[BIN_CUSTOMERS];
}

/* Whether a left side beats the best so far; it then is that, but for which
 * bins it has. */
static int try_side(const cev__grower *g, const tree_task *task,
                    const tree_sums *left, double ridge, int64_t predictor,
                    tree_split *best)
{
    const tree_sums right = {task->sums.residual - left->residual,
                             task->sums.weight - left->weight,
                             task->sums.customers - left->customers};
    int direction = g->plan.monotone[predictor];
    if (left->customers < g->plan.leaf || right.customers < g->plan.leaf
        || !(left->weight + ridge > 0.0) || !(right.weight + ridge > 0.0))
        return 0;
    double low = leaf_value(left, ridge, task->lower, task->upper);
    double high = leaf_value(&right, ridge, task->lower, task->upper);
    if ((direction > 0 && low > high) || (direction < 0 && low < high))
        return 0;
    double gain =
        gain_of(left, ridge, low) + gain_of(&right, ridge, high);
    if (!(gain > best->gain))
        return 0;
    best->predictor = (int32_t)predictor;
    best->gain = gain;
    best->left_value = low;
    best->right_value = high;
    return 1;
}

/* Cuts of a number, from the lowest up, with the missing on either side. */
static void try_number(const cev__grower *g, const tree_task *task,
                       int64_t predictor, tree_split *best)
{
    const cev__binned *binned = &g->bins->list[predictor];
    const double *bins = task->histogram + g->begins[predictor];
    const double *missing = bins + BIN_NUMBERS * (binned->count - 1);
    int sides = missing[BIN_CUSTOMERS] > 0.0 ? 2 : 1;
    for (int side = 0; side < sides; side++) {
        tree_sums left = {0.0, 0.0, 0.0};
        if (side == 1)
            add_bin(&left, missing);
        for (int32_t b = 0; b < binned->cuts; b++) {
            add_bin(&left, bins + BIN_NUMBERS * b);
            if (!try_side(g, task, &left, g->plan.ridge, predictor, best))
                continue;
            best->bin = b;
            /* Where nobody's is missing, with those who are more. */
            best->missing_left = side == 1
                                 || (sides == 1
                                     && 2.0 * left.customers
                                            >= task->sums.customers);
        }
    }
}

/* The levels that a node has, by their smoothed steps. */
static int list_levels(const double *bins, int32_t count, int32_t *levels,
                       double *steps)
{
    int listed = 0;
    for (int32_t b = 0; b < count; b++) {
        const double *bin = bins + BIN_NUMBERS * b;
        if (!(bin[BIN_CUSTOMERS] > 0.0))
            continue;
        double step = bin[BIN_RESIDUAL]
                      / (bin[BIN_WEIGHT]
                         + LEVEL_SMOOTHING * bin[BIN_WEIGHT]
                               / bin[BIN_CUSTOMERS]
                         + 1e-300);
        int at = listed++;
        for (; at > 0 && steps[at - 1] > step; at--) {
            steps[at] = steps[at - 1];
            levels[at] = levels[at - 1];
        }
        steps[at] = step;
        levels[at] = b;
    }
    return listed;
}

/* Which levels go left: those of a prefix; levels that nobody has go with
 * those who are more. */
static void mark_levels(const cev__binned *binned, const int32_t *levels,
                        int prefix, int listed, int unseen_left,
                        tree_split *split)
{
    int8_t sides[CEV__BINS_MAX];
    for (int32_t b = 0; b < binned->count; b++)
        sides[b] = (int8_t)unseen_left;
    for (int i = 0; i < listed; i++)
        sides[levels[i]] = (int8_t)(i < prefix);
    memset(split->levels, 0, sizeof split->levels);
    for (int32_t b = 0; b < binned->count; b++) {
        int bit = b == binned->count - 1 ? 0 : b + 1;
        if (sides[b])
            split->levels[bit >> 6] |= UINT64_C(1) << (bit & 63);
    }
}

static void try_text(const cev__grower *g, const tree_task *task,
                     int64_t predictor, tree_split *best)
{
    const cev__binned *binned = &g->bins->list[predictor];
    const double *bins = task->histogram + g->begins[predictor];
    int32_t levels[CEV__BINS_MAX];
    double steps[CEV__BINS_MAX];
    int listed = list_levels(bins, binned->count, levels, steps);
    double ridge =
        g->plan.ridge + (listed > 2 ? LEVEL_SMOOTHING * task->sums.weight
                                          / task->sums.customers
                                    : 0.0);
    tree_sums left = {0.0, 0.0, 0.0};
    for (int i = 0; i + 1 < listed; i++) {
        add_bin(&left, bins + BIN_NUMBERS * levels[i]);
        if (try_side(g, task, &left, ridge, predictor, best))
            mark_levels(binned, levels, i + 1, listed,
                        2.0 * left.customers >= task->sums.customers, best);
    }
}

static tree_split find_split(const cev__grower *g, const tree_task *task,
                             double value)
{
    double own = gain_of(&task->sums, g->plan.ridge, value);
    tree_split best = {.predictor = -1};
    best.gain = own + GAIN_LEAST * fabs(own);
    for (int64_t k = 0; k < g->bins->predictors; k++) {
        if (g->bins->list[k].is_text)
            try_text(g, task, k, &best);
        else
            try_number(g, task, k, &best);
    }
    best.gain -= own;
    return best;
}

/* ---- Growing ------------------------------------------------------------- */

static int bin_goes_left(const cev__binned *binned, int32_t bin,
                         int32_t missing_left, int32_t last_left,
                         const uint64_t *levels)
{
    int is_missing = bin == binned->count - 1;
    int bit = is_missing ? 0 : bin + 1;
    if (binned->is_text)
        return (int)(levels[bit >> 6] >> (bit & 63) & 1);
    return is_missing ? missing_left : bin <= last_left;
}

/* The rows that go left before those that go right, each in their order; gives
 * where the right ones begin. */
static int64_t divide_rows(const cev__grower *g, const tree_task *task,
                         const tree_split *split)
{
    const cev__binned *binned = &g->bins->list[split->predictor];
    const uint16_t *codes = g->bins->codes + split->predictor * g->bins->rows;
    int64_t at = task->begin, right = 0;
    for (int64_t i = task->begin; i < task->end; i++) {
        int32_t row = g->rows[i];
        if (bin_goes_left(binned, codes[row], split->missing_left, split->bin,
                          split->levels))
            g->rows[at++] = row;
        else
            g->spare[right++] = row;
    }
    memcpy(g->rows + at, g->spare, (size_t)right * sizeof *g->spare);
    return at;
}

/* Bounds of the children's values, where they must rise or fall. */
static void bound_children(const cev__grower *g, const tree_split *split,
                           tree_task children[2])
{
    int direction = g->plan.monotone[split->predictor];
    double middle = 0.5 * (split->left_value + split->right_value);
    if (direction == 0)
        return;
    if (direction > 0) {
        children[0].upper = middle;
        children[1].lower = middle;
    } else {
        children[0].lower = middle;
        children[1].upper = middle;
    }
}

/* Makes a node's children's tasks: the smaller is summed anew, in the spare
 * memory, the other is what it leaves of the node's own. */
static void open_children(const cev__grower *g, const tree_task *task,
                          const tree_split *split, int32_t left,
                          tree_task children[2])
{
    int64_t middle = divide_rows(g, task, split);
    for (int k = 0; k < 2; k++) {
        children[k] = *task;
        children[k].node = left + k;
        children[k].depth = task->depth + 1;
    }
    children[0].end = children[1].begin = middle;
    bound_children(g, split, children);
    int small = middle - task->begin > task->end - middle;
    children[small].histogram =
        g->sums + (task->depth + 1) * g->histogram;
    fill_bins(g, &children[small]);
    subtract_side(g, &children[small], &children[!small]);
}

static void close_leaf(const cev__grower *g, const tree_task *task,
                       double value, cev__tree_node *node, double *margins)
{
    node->value = g->plan.rate * value;
    for (int64_t i = task->begin; i < task->end; i++)
        margins[g->rows[i]] += node->value;
}

/* Splits a node and what comes of it, as far as that gains. The larger child,
 * whose sums stand in the node's own place, comes last. */
static int32_t grow_node(cev__grower *g, const tree_task *task,
                         double *margins, cev__forest *forest)
{
    double value =
        leaf_value(&task->sums, g->plan.ridge, task->lower, task->upper);
    tree_split split = {.predictor = -1};
    cev__tree_node *node = &forest->list[task->node];
    *node = (cev__tree_node){.predictor = -1, .cover = task->sums.customers};
    if (task->depth < g->plan.depth)
        split = find_split(g, task, value);
    if (split.predictor < 0) {
        close_leaf(g, task, value, node, margins);
        return CEV_OK;
    }
    int32_t status = cev__forest_reserve(g->ctx, forest, 2);
    if (status != CEV_OK)
        return status;
    node = &forest->list[task->node];
    node->predictor = split.predictor;
    node->gain = split.gain;
    node->missing_left = split.missing_left;
    if (g->bins->list[split.predictor].is_text)
        memcpy(node->levels, split.levels, sizeof node->levels);
    else
        node->threshold = g->bins->list[split.predictor].cut[split.bin];
    node->left = (int32_t)forest->nodes;
    forest->nodes += 2;
    tree_task children[2];
    open_children(g, task, &split, node->left, children);
    int small = children[1].histogram != task->histogram;
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
    task.histogram = grower->sums;
    forest->roots[forest->trees++] = task.node;
    fill_bins(grower, &task);
    return grow_node(grower, &task, margins, forest);
}

double cev__tree_of_bins(const cev__forest *forest, const cev__bins *bins,
                         int64_t row)
{
    const cev__tree_node *node =
        &forest->list[forest->roots[forest->trees - 1]];
    while (node->predictor >= 0) {
        const cev__binned *binned = &bins->list[node->predictor];
        int32_t bin = bins->codes[node->predictor * bins->rows + row];
        int is_left;
        if (binned->is_text)
            is_left = cev__tree_takes(
                node, bin == binned->count - 1 ? CEV__LEVEL_MISSING : bin);
        else if (bin == binned->count - 1)
            is_left = node->missing_left;
        else
            is_left = bin < binned->cuts
                      && binned->cut[bin] <= node->threshold;
        node = &forest->list[node->left + !is_left];
    }
    return node->value;
}

/* Decision trees; see tree.h. */
#include "../core/compiler.h"
#include "tree.h"

#include <math.h>
#include <string.h>

#include "../math/sum.h"

/* The most trees and nodes that bytes may hold. */
#define TREES_MOST 1000000
#define NODES_MOST 100000000

/* ---- Memory -------------------------------------------------------------- */

void cev__forest_free(cev_ctx *ctx, cev__forest *forest)
{
    cev__free(ctx, forest->roots, forest->tree_capacity,
              (int64_t)sizeof *forest->roots);
    cev__free(ctx, forest->list, forest->node_capacity,
              (int64_t)sizeof *forest->list);
    memset(forest, 0, sizeof *forest);
}

static int64_t enough_for(int64_t capacity, int64_t wanted)
{
    int64_t doubled = 2 * capacity;
    return doubled > wanted ? doubled : wanted;
}

int32_t cev__forest_reserve(cev_ctx *ctx, cev__forest *forest, int64_t nodes)
{
    if (forest->trees + 1 > forest->tree_capacity) {
        int64_t more = enough_for(forest->tree_capacity, 16);
        int32_t *roots =
            cev__resize(ctx, forest->roots, forest->tree_capacity, more,
                        (int64_t)sizeof *roots);
        if (roots == NULL)
            return cev__fail_memory(ctx);
        forest->roots = roots;
        forest->tree_capacity = more;
    }
    if (forest->nodes + nodes > forest->node_capacity) {
        int64_t more =
            enough_for(forest->node_capacity, forest->nodes + nodes);
        cev__tree_node *list =
            cev__resize(ctx, forest->list, forest->node_capacity, more,
                        (int64_t)sizeof *list);
        if (list == NULL)
            return cev__fail_memory(ctx);
        forest->list = list;
        forest->node_capacity = more;
    }
    return CEV_OK;
}

/* ---- Rows ---------------------------------------------------------------- */

void cev__forest_row(const cev__readings *readings, int64_t row, double *x)
{
    for (int64_t k = 0; k < readings->of->names.count; k++)
        x[k] = readings->of->list[k].is_text
                   ? (double)cev__reading_level(readings, k, row)
                   : cev__reading_number(readings, k, row);
}

int64_t cev__forest_rows(const cev__readings *readings, int64_t begin,
                         double *x)
{
    int64_t count = readings->rows - begin;
    if (count > CEV__TREE_BLOCK)
        count = CEV__TREE_BLOCK;
    for (int64_t i = 0; i < count; i++)
        cev__forest_row(readings, begin + i,
                        x + i * readings->of->names.count);
    return count;
}

/* Tree by tree, so that one stays at hand for all rows. */
void cev__forest_margins(const cev__forest *forest, const double *x,
                         int64_t width, int64_t count, double *margins)
{
    cev__sum sums[CEV__TREE_BLOCK];
    memset(sums, 0, sizeof sums);
    for (int64_t tree = 0; tree < forest->trees; tree++)
        for (int64_t i = 0; i < count; i++)
            cev__sum_add(&sums[i],
                         cev__forest_leaf(forest, tree, x + i * width)->value);
    for (int64_t i = 0; i < count; i++)
        margins[i] = cev__sum_value(&sums[i]);
}

/* ---- Explaining ---------------------------------------------------------- */

/*
 * Shapley values of a tree (Lundberg, Erion & Lee 2018, "Consistent
 * individualized feature attribution for tree ensembles", algorithm 2): along
 * the way to each leaf, which predictors were asked, what share of the
 * customers goes the row's way where a predictor is not known (zero) and
 * whether the row does where it is (one); and for sets of so many known
 * predictors their weight.
 */
typedef struct path_step {
    int32_t predictor;
    double zero, one, weight;
} path_step;

typedef struct tree_explainer {
    const cev__forest *forest;
    const double *x;
    double *pushes;
} tree_explainer;

static void extend_path(path_step *path, int count, double zero, double one,
                        int32_t predictor)
{
    path[count] = (path_step){predictor, zero, one, count == 0 ? 1.0 : 0.0};
    for (int i = count; i-- > 0;) {
        path[i + 1].weight += one * path[i].weight * (i + 1) / (count + 1);
        path[i].weight = zero * path[i].weight * (count - i) / (count + 1);
    }
}

/* Takes step `at` out of a path whose last step is `last`. */
static void unwind_path(path_step *path, int last, int at)
{
    double one = path[at].one, zero = path[at].zero;
    double next = path[last].weight;
    for (int i = last; i-- > 0;) {
        if (one != 0.0) {
            double weight = path[i].weight;
            path[i].weight = next * (last + 1) / ((i + 1) * one);
            next = weight
                   - path[i].weight * zero * (last - i) / (last + 1);
        } else {
            path[i].weight =
                path[i].weight * (last + 1) / (zero * (last - i));
        }
    }
    for (int i = at; i < last; i++) {
        path[i].predictor = path[i + 1].predictor;
        path[i].zero = path[i + 1].zero;
        path[i].one = path[i + 1].one;
    }
}

/* The weights of a path without step `at`, added up. */
static double unwound_weight(const path_step *path, int last, int at)
{
    double one = path[at].one, zero = path[at].zero;
    double next = path[last].weight, total = 0.0;
    for (int i = last; i-- > 0;) {
        if (one != 0.0) {
            double weight = next * (last + 1) / ((i + 1) * one);
            total += weight;
            next = path[i].weight - weight * zero * (last - i) / (last + 1);
        } else {
            total += path[i].weight * (last + 1) / (zero * (last - i));
        }
    }
    return total;
}

/* Goes on from a node with the path so far; gives the mean of its leaves. */
static double explain_node(const tree_explainer *e, int32_t at,
                           const path_step *before, int count, double zero,
                           double one, int32_t predictor)
{
    const cev__tree_node *node = &e->forest->list[at];
    path_step path[CEV__TREE_DEPTH + 2];
    if (count > 0)
        memcpy(path, before, (size_t)count * sizeof *path);
    extend_path(path, count, zero, one, predictor);
    if (node->predictor < 0) {
        for (int i = 1; i <= count; i++)
            e->pushes[path[i].predictor] +=
                unwound_weight(path, count, i)
                * (path[i].one - path[i].zero) * node->value;
        return node->value;
    }
    int side = !cev__tree_goes_left(node, e->x);
    double zero_before = 1.0, one_before = 1.0, mean = 0.0;
    for (int i = 1; i <= count; i++) {
        if (path[i].predictor != node->predictor)
            continue;
        zero_before = path[i].zero;
        one_before = path[i].one;
        unwind_path(path, count, i);
        count--;
        break;
    }
    for (int k = 0; k < 2; k++) {
        const cev__tree_node *child = &e->forest->list[node->left + k];
        double share = child->cover / node->cover;
        mean += share
                * explain_node(e, node->left + k, path, count + 1,
                               zero_before * share,
                               k == side ? one_before : 0.0,
                               node->predictor);
    }
    return mean;
}

double cev__forest_explain(const cev__forest *forest, const double *x,
                           double *pushes)
{
    const tree_explainer e = {forest, x, pushes};
    cev__sum base = {0};
    for (int64_t tree = 0; tree < forest->trees; tree++)
        cev__sum_add(&base, explain_node(&e, forest->roots[tree], NULL, 0,
                                         1.0, 1.0, -1));
    return cev__sum_value(&base);
}

static void explain_forest_row(cev__explanation *e, int64_t row,
                               const double *pushes)
{
    cev__sum margin = {0};
    cev__sum_add(&margin, e->base[row]);
    for (int64_t i = 0; i < e->count; i++) {
        e->pushes[i][row] = pushes[i];
        cev__sum_add(&margin, pushes[i]);
    }
    e->margin[row] = cev__sum_value(&margin);
}

int32_t cev__forest_tell(cev_ctx *ctx, const cev__predictors *predictors,
                         const cev_table *customers,
                         double (*add)(const void *state, const double *x,
                                       double *pushes),
                         const void *state, cev_table **out)
{
    int64_t count = predictors->names.count, room = 2 * count + 1;
    cev__readings readings = {0};
    cev__explanation e = {0};
    double *x = cev__alloc(ctx, room, (int64_t)sizeof *x);
    int32_t status = x == NULL ? cev__fail_memory(ctx)
                               : cev__readings_open(ctx, predictors,
                                                    customers, &readings);
    if (status == CEV_OK)
        status = cev__explanation_open(ctx, predictors, customers, &e);
    for (int64_t row = 0; status == CEV_OK && row < customers->rows; row++) {
        memset(x + count, 0, (size_t)count * sizeof *x);
        cev__forest_row(&readings, row, x);
        e.base[row] = add(state, x, x + count);
        explain_forest_row(&e, row, x + count);
        if (row % 16 == 15)
            status = cev__progress(ctx, "explain",
                                   (double)row / (double)customers->rows);
    }
    if (status == CEV_OK)
        status = cev__explanation_finish(ctx, predictors, &e, out);
    else
        cev__explanation_close(ctx, &e);
    cev__readings_close(ctx, &readings);
    cev__free(ctx, x, room, (int64_t)sizeof *x);
    return status;
}

/* ---- Bytes --------------------------------------------------------------- */

void cev__forest_save(const cev__forest *forest, cev__writer *writer)
{
    cev__write_i64(writer, forest->trees);
    cev__write_i64(writer, forest->nodes);
    for (int64_t i = 0; i < forest->trees; i++)
        cev__write_i32(writer, forest->roots[i]);
    for (int64_t i = 0; i < forest->nodes; i++) {
        const cev__tree_node *node = &forest->list[i];
        cev__write_i32(writer, node->predictor);
        cev__write_i32(writer, node->left);
        cev__write_i32(writer, node->missing_left);
        cev__write_double(writer, node->threshold);
        for (int k = 0; k < CEV__TREE_WORDS; k++)
            cev__write_i64(writer, (int64_t)node->levels[k]);
        cev__write_double(writer, node->value);
        cev__write_double(writer, node->cover);
        cev__write_double(writer, node->gain);
    }
}

/* Children stand behind their parent, so that every way ends. */
static int load_node(cev__blob *blob, const cev__predictors *predictors,
                     int64_t at, int64_t nodes, cev__tree_node *node)
{
    node->predictor = cev__read_i32(blob);
    node->left = cev__read_i32(blob);
    node->missing_left = cev__read_i32(blob);
    node->threshold = cev__read_double(blob);
    for (int k = 0; k < CEV__TREE_WORDS; k++)
        node->levels[k] = (uint64_t)cev__read_i64(blob);
    node->value = cev__read_double(blob);
    node->cover = cev__read_double(blob);
    node->gain = cev__read_double(blob);
    node->is_text = node->predictor >= 0
                    && node->predictor < predictors->names.count
                    && predictors->list[node->predictor].is_text;
    return !blob->failed && isfinite(node->threshold)
           && isfinite(node->value) && isfinite(node->gain)
           && node->cover > 0.0 && isfinite(node->cover)
           && (node->missing_left == 0 || node->missing_left == 1)
           && (node->predictor == -1
               || (node->predictor >= 0
                   && node->predictor < predictors->names.count
                   && node->left > at && node->left < nodes - 1));
}

/* No way down from a node is longer than trees are deep. */
static int is_shallow(const cev__forest *forest, int32_t at, int depth)
{
    const cev__tree_node *node = &forest->list[at];
    if (node->predictor < 0)
        return 1;
    return depth < CEV__TREE_DEPTH && is_shallow(forest, node->left, depth + 1)
           && is_shallow(forest, node->left + 1, depth + 1);
}

static int load_forest(cev__blob *blob, const cev__predictors *predictors,
                       cev__forest *forest)
{
    for (int64_t i = 0; i < forest->trees; i++) {
        forest->roots[i] = cev__read_i32(blob);
        if (forest->roots[i] < 0 || forest->roots[i] >= forest->nodes)
            return 0;
    }
    for (int64_t i = 0; i < forest->nodes; i++)
        if (!load_node(blob, predictors, i, forest->nodes, &forest->list[i]))
            return 0;
    for (int64_t i = 0; i < forest->trees; i++)
        if (!is_shallow(forest, forest->roots[i], 0))
            return 0;
    return 1;
}

int32_t cev__forest_load(cev_ctx *ctx, cev__blob *blob,
                         const cev__predictors *predictors, cev__forest *out)
{
    cev__forest forest = {0};
    int64_t trees = cev__read_i64(blob), nodes = cev__read_i64(blob);
    int64_t left = blob->size - blob->at;
    if (blob->failed || trees < 0 || nodes < 0 || trees > TREES_MOST
        || nodes > NODES_MOST || trees > left / 4 || nodes > left / 80)
        return cev__fail(ctx, CEV_ERR_FORMAT, "the bytes hold no trees");
    forest.roots = cev__alloc(ctx, trees, (int64_t)sizeof *forest.roots);
    forest.list = cev__alloc(ctx, nodes, (int64_t)sizeof *forest.list);
    forest.trees = forest.tree_capacity = trees;
    forest.nodes = forest.node_capacity = nodes;
    int32_t status = (trees > 0 && forest.roots == NULL)
                             || (nodes > 0 && forest.list == NULL)
                         ? cev__fail_memory(ctx)
                         : CEV_OK;
    if (status == CEV_OK && !load_forest(blob, predictors, &forest))
        status = cev__fail(ctx, CEV_ERR_FORMAT, "the bytes hold no trees");
    if (status != CEV_OK) {
        cev__forest_free(ctx, &forest);
        return status;
    }
    *out = forest;
    return CEV_OK;
}

/*
 * Growing a forest of effects; see uplift_forest.h. Each bag of trees gets half
 * of the customers, as many of the treated as of the others; each tree parts
 * them anew into those it chooses its questions by and those who answer them.
 * What a split gains is then its part of the loss Σ (y - t w)²: the squared
 * difference of the effects on both sides, as far as it is known.
 */
#include "../core/compiler.h"
#include "uplift_forest.h"

#include <math.h>
#include <string.h>

#include "../core/rng.h"
#include "../math/sum.h"
#include "tree_grow.h"

/* Apart from those of other draws. */
#define FOREST_BAGS UINT64_C(0x666F72657374)

/* Treated and untreated customers who answer in a leaf, at least each: five,
 * and of many customers the root of an eightieth, as what many see alike is not
 * to be told by few. And rows of either in all, without which there is nothing
 * to part. */
#define ANSWERS_LEAST 5.0
#define ANSWERS_SHARE (1.0 / 80.0)
#define GROUP_LEAST 4

/* Each side has this share of those before it, so that trees do not cut
 * corners off. */
#define BRANCH_LEAST 0.05

/* What is known of a row that counts. */
typedef struct effect_row {
    double treatment, target; /* what is left of them; targets in units */
    double customers;
    int32_t is_treated, is_out; /* of the bag at hand */
} effect_row;

typedef struct effect_grower {
    cev_ctx *ctx;
    const cev__lesson *lesson; /* its rows in an order of their own */
    int64_t count;
    effect_row *rows;
    int32_t *half;   /* rows of a bag; of a tree first those who ask */
    int32_t *spare;
    double *margins; /* nobody looks at */
    double *told;    /* of each row two sums: by trees that it is out of */
    int8_t *monotone;
    cev__bins bins;
    double answers;  /* in a leaf, of either group */
    cev__rng rng;
    cev__grower grower;
    int has_grower;
    cev__forest asked; /* one tree, before it is answered */
    cev__uplift_forest *forest;
} effect_grower;

/* ---- What is given ------------------------------------------------------- */

/* The rows that count, in an order by all that they hold. */
static int32_t read_effect_rows(effect_grower *g, cev__lesson *lesson,
                                const double *treated,
                                const double *const left[2])
{
    const double *const more[2] = {lesson->values, treated};
    cev__sum squares = {0}, customers = {0}, seen = {0}, gain = {0};
    int32_t status = cev__readings_order(
        g->ctx, &lesson->readings, lesson->weights, more, 2, lesson->order,
        &lesson->count);
    if (status != CEV_OK)
        return status;
    g->count = lesson->count;
    for (int64_t i = 0; i < g->count; i++) {
        int64_t row = lesson->order[i];
        g->rows[i] = (effect_row){left[1][row], left[0][row],
                                  lesson->weights[row], treated[row] > 0.0,
                                  0};
        cev__sum_add(&customers, g->rows[i].customers);
        cev__sum_add(&squares, g->rows[i].customers * g->rows[i].target
                                   * g->rows[i].target);
    }
    g->answers = fmax(
        ANSWERS_LEAST, sqrt(ANSWERS_SHARE * cev__sum_value(&customers)));
    double unit = sqrt(cev__sum_value(&squares) / cev__sum_value(&customers));
    g->forest->unit = unit > 0.0 ? unit : 1.0;
    for (int64_t i = 0; i < g->count; i++) {
        effect_row *row = &g->rows[i];
        row->target /= g->forest->unit;
        cev__sum_add(&seen, row->customers * row->treatment * row->target);
        cev__sum_add(&gain, row->customers * row->treatment * row->treatment);
    }
    g->forest->base = cev__sum_value(&seen) / cev__sum_value(&gain);
    return CEV_OK;
}

static int32_t open_effect_grower(effect_grower *g)
{
    double customers = 0.0;
    for (int64_t i = 0; i < g->count; i++)
        customers += g->rows[i].customers;
    int64_t room = g->count + 1;
    int64_t predictors = g->lesson->predictors.names.count;
    cev__tree_plan plan = {.depth = CEV__TREE_DEPTH,
                           .leaf = 2.0 * g->answers,
                           .side = BRANCH_LEAST,
                           .rate = 1.0};
    if (room > INT32_MAX)
        return cev__fail(g->ctx, CEV_ERR_LIMIT,
                         "the table has %d rows; wanted fewer than 2^31",
                         g->count);
    /* A quarter of the customers asks. */
    int32_t cuts = cev__bins_cuts(customers / 4.0 / plan.leaf);
    int32_t status = cev__bins_learn(g->ctx, g->lesson, cuts, &g->bins);
    if (status != CEV_OK)
        return status;
    g->half = cev__alloc(g->ctx, 2 * room, (int64_t)sizeof *g->half);
    g->margins = cev__alloc_zero(g->ctx, 4 * room, (int64_t)sizeof(double));
    g->monotone = cev__alloc_zero(g->ctx, predictors + 1, 1);
    if (g->half == NULL || g->margins == NULL || g->monotone == NULL)
        return cev__fail_memory(g->ctx);
    g->spare = g->half + room;
    g->told = g->margins + room;
    double *weights = g->told + 2 * room;
    plan.monotone = g->monotone;
    for (int64_t i = 0; i < g->count; i++)
        weights[i] = g->rows[i].customers;
    status = cev__grower_open(g->ctx, &g->bins, &plan, weights, &g->grower);
    g->has_grower = status == CEV_OK;
    for (int64_t i = 0; status == CEV_OK && i < g->count; i++) {
        const effect_row *row = &g->rows[i];
        double *sums = g->grower.sums + CEV__SUMS * i;
        sums[CEV__SUM_RESIDUAL] =
            row->customers * row->treatment * row->target;
        sums[CEV__SUM_WEIGHT] =
            row->customers * row->treatment * row->treatment;
    }
    return status;
}

static void close_effect_grower(effect_grower *g)
{
    int64_t room = g->count + 1;
    cev__forest_free(g->ctx, &g->asked);
    if (g->has_grower)
        cev__grower_close(&g->grower);
    cev__free(g->ctx, g->monotone, g->lesson->predictors.names.count + 1, 1);
    cev__free(g->ctx, g->margins, 4 * room, (int64_t)sizeof(double));
    cev__free(g->ctx, g->half, 2 * room, (int64_t)sizeof *g->half);
    cev__bins_free(g->ctx, &g->bins);
}

/* ---- Dealing ------------------------------------------------------------- */

/* Takes half of the first rows listed, of each group; those taken come first,
 * and both parts stay in order. Half of an odd number is one more by lot. */
static int64_t deal_half(effect_grower *g, int64_t count)
{
    int32_t *list = g->half;
    int64_t left[2] = {0, 0}, wanted[2], taken = 0, others = 0;
    for (int64_t i = 0; i < count; i++)
        left[g->rows[list[i]].is_treated]++;
    for (int group = 0; group < 2; group++)
        wanted[group] = (left[group] + cev__rng_below(&g->rng, 2)) / 2;
    for (int64_t i = 0; i < count; i++) {
        int32_t row = list[i];
        int group = g->rows[row].is_treated;
        if (cev__rng_below(&g->rng, left[group]--) < wanted[group]) {
            wanted[group]--;
            list[taken++] = row;
        } else {
            g->spare[others++] = row;
        }
    }
    memcpy(list + taken, g->spare, (size_t)others * sizeof *list);
    return taken;
}

/* The rows of a bag; the others are out of it. */
static int64_t deal_bag(effect_grower *g)
{
    for (int64_t i = 0; i < g->count; i++)
        g->half[i] = (int32_t)i;
    int64_t count = deal_half(g, g->count);
    for (int64_t i = 0; i < g->count; i++)
        g->rows[g->half[i]].is_out = i >= count;
    return count;
}

/* ---- Answering ----------------------------------------------------------- */

/* Rows that go left at a node before the others; where those begin. */
static int64_t part_answers(effect_grower *g, const cev__tree_node *node,
                            int64_t begin, int64_t end)
{
    int64_t at = begin, right = 0;
    for (int64_t i = begin; i < end; i++) {
        if (cev__tree_bins_left(node, &g->bins, g->half[i]))
            g->half[at++] = g->half[i];
        else
            g->spare[right++] = g->half[i];
    }
    memcpy(g->half + at, g->spare, (size_t)right * sizeof *g->half);
    return at;
}

static int has_answers(const effect_grower *g, int64_t begin, int64_t end)
{
    double customers[2] = {0.0, 0.0};
    for (int64_t i = begin; i < end; i++) {
        const effect_row *row = &g->rows[g->half[i]];
        customers[row->is_treated] += row->customers;
    }
    return customers[0] >= g->answers && customers[1] >= g->answers;
}

/* The node that rows come to, begun at one of the tree that asked: a question
 * to which one side has too few answers is not asked, whoever is there goes on
 * with the other side; if both have too few, it is a leaf. Where the right
 * ones begin. */
static int64_t settle_question(effect_grower *g, int64_t begin, int64_t end,
                               cev__tree_node *node)
{
    while (node->predictor >= 0) {
        int64_t middle = part_answers(g, node, begin, end);
        int has_left = has_answers(g, begin, middle);
        int has_right = has_answers(g, middle, end);
        if (has_left && has_right)
            return middle;
        if (has_left || has_right)
            *node = g->asked.list[node->left + has_right];
        else
            node->predictor = -1;
    }
    return end;
}

/* What the rows at a node answer. */
static void sum_answers(const effect_grower *g, int64_t begin, int64_t end,
                        cev__tree_node *node)
{
    double value = 0.0, gain = 0.0, customers = 0.0;
    for (int64_t i = begin; i < end; i++) {
        const effect_row *row = &g->rows[g->half[i]];
        double away = row->target - g->forest->base * row->treatment;
        value += row->customers * row->treatment * away;
        gain += row->customers * row->treatment * row->treatment;
        customers += row->customers;
    }
    node->value = value / customers;
    node->gain = gain / customers;
    node->cover = customers;
}

/* Writes the node `to` of the forest and those below it, from node `from` of
 * the tree that asked and the rows who answer. */
static int32_t answer_node(effect_grower *g, int32_t from, int32_t to,
                           int64_t begin, int64_t end)
{
    cev__forest *trees = &g->forest->trees;
    cev__tree_node node = g->asked.list[from];
    int64_t middle = settle_question(g, begin, end, &node);
    int32_t asked = node.left;
    sum_answers(g, begin, end, &node);
    if (node.predictor < 0) {
        trees->list[to] = node;
        return CEV_OK;
    }
    int32_t status = cev__forest_reserve(g->ctx, trees, 2);
    if (status != CEV_OK)
        return status;
    node.left = (int32_t)trees->nodes;
    trees->nodes += 2;
    trees->list[to] = node;
    status = answer_node(g, asked, node.left, begin, middle);
    return status == CEV_OK
               ? answer_node(g, asked + 1, node.left + 1, middle, end)
               : status;
}

/* ---- Growing ------------------------------------------------------------- */

/* Adds a tree of a bag, whose `count` rows are listed. */
static int32_t grow_effects(effect_grower *g, int64_t count)
{
    cev__forest *trees = &g->forest->trees;
    int64_t asking = deal_half(g, count);
    memcpy(g->grower.rows, g->half, (size_t)asking * sizeof *g->half);
    g->asked.trees = g->asked.nodes = 0;
    int32_t status =
        cev__tree_grow(&g->grower, asking, g->margins, &g->asked);
    if (status == CEV_OK)
        status = cev__forest_reserve(g->ctx, trees, 1);
    if (status != CEV_OK)
        return status;
    int32_t root = (int32_t)trees->nodes++;
    trees->roots[trees->trees++] = root;
    return answer_node(g, g->asked.roots[0], root, asking, count);
}

/* What the last tree says of rows out of its bag. */
static void tell_outsiders(effect_grower *g)
{
    for (int64_t i = 0; i < g->count; i++) {
        if (!g->rows[i].is_out)
            continue;
        const cev__tree_node *leaf =
            cev__tree_of_bins(&g->forest->trees, &g->bins, i);
        g->told[2 * i] += leaf->value;
        g->told[2 * i + 1] += leaf->gain;
    }
}

static int32_t grow_bag(effect_grower *g, int64_t bag)
{
    cev__rng_start(&g->rng, g->ctx->seed, FOREST_BAGS + (uint64_t)bag);
    int64_t count = deal_bag(g);
    int32_t status = CEV_OK;
    for (int k = 0; k < CEV__UPLIFT_BAG && status == CEV_OK; k++) {
        status = grow_effects(g, count);
        if (status == CEV_OK)
            tell_outsiders(g);
    }
    return status;
}

static void tell_effects_of_rows(const effect_grower *g, double *effects)
{
    const cev__uplift_forest *forest = g->forest;
    for (int64_t i = 0; i < g->count; i++) {
        double value = g->told[2 * i], gain = g->told[2 * i + 1];
        double away = gain > 0.0 ? value / gain : 0.0;
        effects[g->lesson->order[i]] = forest->unit * (forest->base + away);
    }
}

/* Moves the base to where trees have 0 in the mean of those who answered. */
static void centre_forest(cev__uplift_forest *forest)
{
    cev__sum value = {0}, gain = {0};
    for (int64_t tree = 0; tree < forest->trees.trees; tree++) {
        const cev__tree_node *root =
            &forest->trees.list[forest->trees.roots[tree]];
        cev__sum_add(&value, root->value);
        cev__sum_add(&gain, root->gain);
    }
    double shift = cev__sum_value(&value) / cev__sum_value(&gain);
    for (int64_t i = 0; i < forest->trees.nodes; i++)
        forest->trees.list[i].value -= shift * forest->trees.list[i].gain;
    forest->base += shift;
}

static int has_both_groups(const effect_grower *g)
{
    int64_t rows[2] = {0, 0};
    for (int64_t i = 0; i < g->count; i++)
        rows[g->rows[i].is_treated]++;
    return rows[0] >= GROUP_LEAST && rows[1] >= GROUP_LEAST;
}

static int32_t grow_forest(effect_grower *g, int64_t trees)
{
    int64_t bags = (trees + CEV__UPLIFT_BAG - 1) / CEV__UPLIFT_BAG;
    int32_t status = open_effect_grower(g);
    if (!has_both_groups(g))
        return status;
    for (int64_t bag = 0; bag < bags && status == CEV_OK; bag++) {
        status = cev__progress(g->ctx, "forest", (double)bag / (double)bags);
        if (status == CEV_OK)
            status = grow_bag(g, bag);
    }
    return status;
}

int32_t cev__uplift_forest_learn(cev_ctx *ctx, cev__lesson *lesson,
                                 const double *treated,
                                 const double *const left[2], int64_t trees,
                                 cev__uplift_forest *out, double *effects)
{
    cev__uplift_forest forest;
    effect_grower g = {.ctx = ctx, .lesson = lesson, .forest = &forest};
    int64_t room = lesson->count + 1;
    memset(&forest, 0, sizeof forest);
    forest.is_share = lesson->target.is_binary;
    g.rows = cev__alloc(ctx, room, (int64_t)sizeof *g.rows);
    int32_t status = g.rows == NULL
                         ? cev__fail_memory(ctx)
                         : read_effect_rows(&g, lesson, treated, left);
    if (status == CEV_OK)
        status = grow_forest(&g, trees);
    if (status == CEV_OK) {
        tell_effects_of_rows(&g, effects);
        if (forest.trees.trees > 0)
            centre_forest(&forest);
        close_effect_grower(&g);
    } else {
        close_effect_grower(&g);
        cev__uplift_forest_free(ctx, &forest);
    }
    cev__free(ctx, g.rows, room, (int64_t)sizeof *g.rows);
    if (status == CEV_OK)
        *out = forest;
    return status;
}

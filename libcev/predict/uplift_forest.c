/* What a forest of effects says of customers; see uplift_forest.h. */
#include "../core/compiler.h"
#include "uplift_forest.h"

#include <math.h>
#include <string.h>

#include "../math/elementary.h"
#include "../math/normal.h"
#include "../math/sum.h"

void cev__uplift_forest_free(cev_ctx *ctx, cev__uplift_forest *forest)
{
    cev__forest_free(ctx, &forest->trees);
    cev__predictors_free(ctx, &forest->predictors);
}

/* ---- Predicting ---------------------------------------------------------- */

/* The normal density over its distribution, far out by its asymptote. */
static double density_over_below(double z)
{
    static const double density = 0.39894228040143267794;
    return z > -30.0
               ? density * cev__exp(-0.5 * z * z) / cev__normal_cdf(z)
               : -z - 1.0 / z;
}

/*
 * The variance of means of bags, of which `noise` is that of too few trees in
 * each: what is left may come out below 0. So it is what is to be expected of
 * a normal variate with that mean and its error, where it is known to be above
 * 0.
 */
static double variance_left(double between, double noise, double bags)
{
    double mean = between - noise;
    double error = fmax(between, noise) * sqrt(2.0 / bags);
    return error > 0.0 ? mean + error * density_over_below(mean / error) : 0.0;
}

/* The variance of the effect, which is `away` above the base: how much it
 * differs from one half of the customers to another, a bag of trees each.
 * `gain` is the mean of what it is parted by. */
static double variance_of(const double *leaves, int64_t trees, double away,
                          double gain)
{
    int64_t bags = trees / CEV__UPLIFT_BAG;
    cev__sum between = {0}, all = {0};
    for (int64_t bag = 0; bag < bags; bag++) {
        double mean = 0.0;
        for (int64_t k = 0; k < CEV__UPLIFT_BAG; k++) {
            const double *leaf = leaves + 2 * (bag * CEV__UPLIFT_BAG + k);
            double adds = (leaf[0] - away * leaf[1]) / gain;
            mean += adds / CEV__UPLIFT_BAG;
            cev__sum_add(&all, adds * adds);
        }
        cev__sum_add(&between, mean * mean);
    }
    double of_bags = cev__sum_value(&between) / ((double)bags - 1.0);
    double of_trees = cev__sum_value(&all) / ((double)trees - 1.0);
    double noise = (of_trees - of_bags) / (CEV__UPLIFT_BAG - 1);
    /* Other dice would have dealt other bags. */
    return variance_left(of_bags, noise, (double)bags)
           + of_bags / (double)bags;
}

static double effect_of_leaves(const cev__uplift_forest *forest,
                               const double *leaves, double *variance)
{
    int64_t trees = forest->trees.trees;
    cev__sum value = {0}, gain = {0};
    for (int64_t tree = 0; tree < trees; tree++) {
        cev__sum_add(&value, leaves[2 * tree]);
        cev__sum_add(&gain, leaves[2 * tree + 1]);
    }
    double away = cev__sum_value(&value) / cev__sum_value(&gain);
    *variance = variance_of(leaves, trees, away,
                            cev__sum_value(&gain) / (double)trees)
                * forest->unit * forest->unit;
    return (forest->base + away) * forest->unit;
}

/* Tree by tree, so that one stays at hand for all customers. */
void cev__uplift_forest_at(const cev__uplift_forest *forest, const double *x,
                           int64_t count, double *room, double *effects,
                           double *variances)
{
    int64_t trees = forest->trees.trees;
    int64_t predictors = forest->predictors.names.count;
    for (int64_t tree = 0; tree < trees; tree++)
        for (int64_t i = 0; i < count; i++) {
            const cev__tree_node *leaf =
                cev__forest_leaf(&forest->trees, tree, x + i * predictors);
            room[2 * (i * trees + tree)] = leaf->value;
            room[2 * (i * trees + tree) + 1] = leaf->gain;
        }
    for (int64_t i = 0; i < count; i++) {
        variances[i] = NAN;
        effects[i] = forest->base * forest->unit;
        if (trees > 0)
            effects[i] = effect_of_leaves(forest, room + 2 * i * trees,
                                          &variances[i]);
    }
}

/* ---- Explaining ---------------------------------------------------------- */

double cev__uplift_forest_explain(const void *state, const double *x,
                                  double *pushes)
{
    const cev__uplift_forest *forest = state;
    cev__sum gain = {0};
    if (forest->trees.trees > 0)
        (void)cev__forest_explain(&forest->trees, x, pushes);
    for (int64_t tree = 0; tree < forest->trees.trees; tree++)
        cev__sum_add(&gain, cev__forest_leaf(&forest->trees, tree, x)->gain);
    for (int64_t i = 0;
         forest->trees.trees > 0 && i < forest->predictors.names.count; i++)
        pushes[i] *= forest->unit / cev__sum_value(&gain);
    return forest->base * forest->unit;
}

/* ---- Bytes --------------------------------------------------------------- */

void cev__uplift_forest_save(const cev__uplift_forest *forest,
                             cev__writer *writer)
{
    cev__predictors_save(&forest->predictors, writer);
    cev__write_double(writer, forest->base);
    cev__write_double(writer, forest->unit);
    cev__write_i32(writer, forest->is_share);
    cev__forest_save(&forest->trees, writer);
}

/* Bags are compared with others, and values parted by their gains. */
static int has_effects(const cev__uplift_forest *forest)
{
    if (forest->trees.trees % CEV__UPLIFT_BAG != 0
        || forest->trees.trees == CEV__UPLIFT_BAG
        || !isfinite(forest->base) || !isfinite(forest->unit)
        || !(forest->unit > 0.0)
        || (forest->is_share != 0 && forest->is_share != 1))
        return 0;
    for (int64_t i = 0; i < forest->trees.nodes; i++)
        if (!(forest->trees.list[i].gain > 0.0))
            return 0;
    return 1;
}

int32_t cev__uplift_forest_load(cev_ctx *ctx, cev__blob *blob,
                                cev__uplift_forest *out)
{
    cev__uplift_forest forest;
    memset(&forest, 0, sizeof forest);
    int32_t status = cev__predictors_load(ctx, blob, &forest.predictors);
    forest.base = cev__read_double(blob);
    forest.unit = cev__read_double(blob);
    forest.is_share = cev__read_i32(blob);
    if (status == CEV_OK)
        status = cev__forest_load(ctx, blob, &forest.predictors,
                                  &forest.trees);
    if (status == CEV_OK && !has_effects(&forest))
        status = cev__fail(ctx, CEV_ERR_FORMAT,
                           "the bytes hold no forest of effects");
    if (status != CEV_OK) {
        cev__uplift_forest_free(ctx, &forest);
        return status;
    }
    *out = forest;
    return CEV_OK;
}

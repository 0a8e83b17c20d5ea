/*
 * An honest forest of effects (Wager & Athey 2018; Athey, Tibshirani & Wager
 * 2019). Learnt from what is left of targets and of treatments where what
 * features say of either is taken off (Robinson 1988; Nie & Wager 2021): y and
 * w. The effect on customers of a kind is Σ w y / Σ w², over the leaves that
 * customers of that kind fall into.
 */
#ifndef CEV__UPLIFT_FOREST_H
#define CEV__UPLIFT_FOREST_H

#include "lesson.h"
#include "tree.h"

/* Trees of a bag see the same half of the customers, and one half of that
 * each for its questions and the other for its answers. */
enum { CEV__UPLIFT_BAG = 5 };

typedef struct cev__uplift_forest {
    cev__predictors predictors;
    cev__forest trees;  /* a node's value is the mean of w (y - base w), its
                           gain that of w² */
    double base;        /* the effect on all, in units */
    double unit;        /* in which targets are counted */
    int32_t is_share;   /* targets are yes or no: their means lie within 0 and
                           1, and effects within -1 and 1 */
} cev__uplift_forest;

/*
 * Grows a forest of so many trees (up to a whole bag). `left` are y and w of
 * each row of the lesson, which gives the forest its predictors later and has
 * its rows in another order afterwards; `effects` gets what trees that have not
 * seen a row say of it. Of fewer than four rows in a group there is no tree.
 * CEV_ERR_CANCELLED, CEV_ERR_LIMIT, CEV_ERR_MEMORY; `out` is then nothing to
 * free.
 */
int32_t cev__uplift_forest_learn(cev_ctx *ctx, cev__lesson *lesson,
                                 const double *treated,
                                 const double *const left[2], int64_t trees,
                                 cev__uplift_forest *out, double *effects);
void cev__uplift_forest_free(cev_ctx *ctx, cev__uplift_forest *forest);

/* Effects on so many customers, up to CEV__TREE_BLOCK, whose rows
 * (cev__forest_row) stand one after the other, and the variances of those; NaN
 * where there are no trees. `room` has two numbers for each tree and customer.
 */
void cev__uplift_forest_at(const cev__uplift_forest *forest, const double *x,
                           int64_t count, double *room, double *effects,
                           double *variances);

/* Adds to `pushes` what each predictor adds to the effect above the base, which
 * it gives; `state` is the forest. */
double cev__uplift_forest_explain(const void *state, const double *x,
                                  double *pushes);

void cev__uplift_forest_save(const cev__uplift_forest *forest,
                             cev__writer *writer);
int32_t cev__uplift_forest_load(cev_ctx *ctx, cev__blob *blob,
                                cev__uplift_forest *out);

#endif

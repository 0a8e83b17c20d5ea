/*
 * The learner scorecard: a yes or no by points. Features fall into bins, each
 * bin is worth points, and points add up to a score, which is the log odds on
 * another scale.
 */
#ifndef CEV__SCORECARD_H
#define CEV__SCORECARD_H

#include "learner.h"

/* Customers of the fit in a bin. Bins of numbers stand in their order, those
 * of texts in that of levels, pooled ones after them; the last is of what is
 * missing. */
typedef struct cev__card_bin {
    double up_to; /* of numbers: the greatest that it holds */
    double customers, events;
    double evidence; /* log odds here less those of all */
} cev__card_bin;

typedef struct cev__card_feature {
    int64_t count;
    cev__card_bin *bins;
    double information; /* how far apart it tells the two kinds */
    double weight; /* of its evidence in the log odds; 0: left out */
} cev__card_feature;

typedef struct cev__scorecard {
    cev__target target;
    cev__predictors predictors;
    cev__card_feature *list;
    double factor, offset; /* score = offset + factor × log odds */
    double base;           /* log odds of who has no evidence either way */
    double customers, unknown, events;
    double loss, null_loss; /* half deviances */
    double lambda;          /* NaN: nothing was fitted */
    int32_t parts, parts_asked; /* into which numbers were cut, at most */
    int32_t is_converged;
} cev__scorecard;

void cev__scorecard_free(cev_ctx *ctx, void *model);

/* So many empty features. */
int32_t cev__scorecard_make(cev_ctx *ctx, int64_t count,
                            cev__scorecard *card);

/* So many bins, zeros. */
int32_t cev__card_feature_make(cev_ctx *ctx, int64_t count,
                               cev__card_feature *feature);

int32_t cev__scorecard_learn(cev_ctx *ctx, const cev__given *given,
                             void **model);

/* Points of a bin; those of all features and the base add up to the score. */
double cev__card_points(const cev__scorecard *card, int64_t feature,
                        int64_t bin);
double cev__card_base(const cev__scorecard *card);

int32_t cev__scorecard_summary(cev_ctx *ctx, const void *model,
                               const cev_options *options, cev_table **out);

/* The card itself: the evaluation "card". */
int32_t cev__scorecard_table(cev_ctx *ctx, const cev__scorecard *card,
                             double interval, cev_table **out);

#endif

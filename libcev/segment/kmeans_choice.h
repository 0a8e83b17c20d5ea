/* How many groups there are, and how well they are told apart. */
#ifndef CEV__KMEANS_CHOICE_H
#define CEV__KMEANS_CHOICE_H

#include "kmeans.h"

/* The choices of the option `choice`. */
enum { CEV__CHOICE_SILHOUETTE, CEV__CHOICE_GAP };

/*
 * The number of groups, up to `most`, on a sample: that of the greatest mean
 * silhouette (Rousseeuw 1987), from two on; or by the gap statistic (Tibshirani,
 * Walther & Hastie 2001) the least whose gap is within one standard error of
 * the next one's, from one on. As many as there are points at the most.
 */
int32_t cev__kmeans_choose(cev_ctx *ctx, const cev__points *points,
                           const cev__kmeans_plan *plan, int64_t most,
                           int choice, int64_t *groups);

/* The mean silhouette on a sample of the points; NaN for a single group. */
int32_t cev__kmeans_silhouette(cev_ctx *ctx, const cev__points *points,
                               const cev__centres *centres,
                               double *silhouette);

#endif

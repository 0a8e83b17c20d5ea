/*
 * Histograms of predictors in bins. Those of few bins are bundled: a bundle
 * has a cell for each combination of their bins, rows are added to a cell
 * once, and cells then to the bins of each. So a row is looked at as often as
 * there are bundles, not predictors.
 */
#ifndef CEV__BUNDLES_H
#define CEV__BUNDLES_H

#include "bins.h"

/* What is summed: of a row, a cell and a bin these numbers, side by side. */
enum { CEV__SUM_RESIDUAL, CEV__SUM_WEIGHT, CEV__SUM_CUSTOMERS, CEV__SUMS };

typedef struct cev__bundle {
    int32_t first, count; /* of `members` */
    int32_t cells;
    int64_t begin;        /* of one alone: its bins in a histogram; else its
                             cells' bins in `places` */
} cev__bundle;

typedef struct cev__bundles {
    const cev__bins *bins;
    int64_t numbers;   /* of a histogram */
    int64_t *begins;   /* of each predictor's bins in it */
    int64_t count;
    cev__bundle *list;
    int32_t *members;  /* predictors */
    int64_t place_count;
    int32_t *places;   /* of each cell and member: its bin in a histogram */
    uint16_t *codes;   /* the cell of each row in each bundle, row by row */
    double *cells;     /* room for those of four bundles */
} cev__bundles;

int32_t cev__bundles_make(cev_ctx *ctx, const cev__bins *bins,
                          cev__bundles *out);
void cev__bundles_free(cev_ctx *ctx, cev__bundles *bundles);

/* The histogram of some rows; `gathered` has the sums' numbers of each. */
void cev__bundles_fill(const cev__bundles *bundles, const int32_t *rows,
                       int64_t count, const double *gathered,
                       double *histogram);

#endif

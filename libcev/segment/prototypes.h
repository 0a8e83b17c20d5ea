/*
 * What the segmenters kmeans and kprototypes leave: centres in columns of
 * numbers and of categories, of which kmeans has none.
 */
#ifndef CEV__PROTOTYPES_H
#define CEV__PROTOTYPES_H

#include "../core/kinds.h"
#include "centres.h"
#include "levels.h"

typedef struct cev__prototypes {
    cev__features features;
    cev__levels levels; /* of categories; kmeans has none */
    cev__space space;
    cev__centres centres;
    double *shares; /* groups × levels: of the customers */
    cev__tally tally;
    double inertia;
    double silhouette; /* NaN: a single group */
} cev__prototypes;

/* Finds the groups by a model's columns, which were learnt; takes it over, on
 * failure too. */
int32_t cev__prototypes_fit(cev_ctx *ctx, const cev__given *given,
                            cev__prototypes *model, void **out);

/* The functions of both kinds. */
void cev__prototypes_free(cev_ctx *ctx, void *fitted);
void cev__prototypes_save(const void *fitted, cev__writer *writer);
int32_t cev__prototypes_load(cev_ctx *ctx, cev__blob *blob, void **out);
int32_t cev__prototypes_assign(cev_ctx *ctx, const void *fitted,
                               const cev_options *options,
                               const cev_table *customers, cev_table **out);
void cev__prototypes_summary(const void *fitted, cev__lines *lines);

#endif

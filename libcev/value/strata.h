/*
 * The likelihood of a model with covariates: customers with the same x and the
 * same traits make a stratum, which has the model's likelihood at parameters of
 * its own. What that says of the stratum's log-parameters, value, slopes and
 * curvature, goes over to the coefficients by the chain rule: the logs are
 * linear in them.
 *
 * Sums are taken over fixed chunks of groups and added in order, as in pool.h.
 */
#ifndef CEV_STRATA_H
#define CEV_STRATA_H

#include "../math/ascent.h"
#include "../core/rng.h"
#include "buyers.h"
#include "pool.h"
#include "traits.h"

/* What strata are made of: the likelihood of a model with some of its
 * parameters as scales, and who takes part in it. */
typedef struct cev__regressed {
    const cev__pool_model *fit;
    const int *scales; /* of the processes, -1: none; see regression.h */
    int whole;         /* a parameter before the others; 0: none */
    int wants;         /* columns */
    /* The keys of row i, in units of `scale`; 0 where it takes no part. */
    int (*keys)(const void *model, const cev__block *block, int64_t i,
                double scale, double key[CEV__KEYS]);
    /* Keys of a customer like the one whose keys are there, made up. */
    void (*remake)(const void *model, const cev__params *params,
                   cev__rng *rng, double key[CEV__KEYS]);
    const void *model;
    double scale;
} cev__regressed;

/* The sums of one chunk. */
typedef struct cev__strata_sums {
    cev__sum value;
    cev__sum gradient[CEV__MANY];
    double hessian[CEV__MANY_PACKED];
} cev__strata_sums;

typedef struct cev__strata {
    cev_ctx *ctx;
    const cev__regressed *of;
    const cev__regression *regression;
    int64_t rows, traits; /* for which there is room */
    int64_t groups_count, count; /* groups, and strata */
    cev__group *groups; /* by stratum, sorted in each */
    int64_t *starts; /* of the strata, and the end of the last */
    double *z; /* the traits of each stratum, over their scales */
    int64_t chunks;
    cev__strata_sums *sums;
    double at[CEV__MANY]; /* where the sums are taken */
    int64_t evaluations;
} cev__strata;

/* Reads the customers of a table, of whom some take part. CEV_ERR_MEMORY and
 * the errors of reading, with messages; cev__strata_free in any case. */
int32_t cev__strata_read(cev_ctx *ctx, const cev__regressed *of,
                         const cev__regression *regression,
                         const cev_table *customers, cev__strata *strata);

/* The log-likelihood at the log-parameters and, after them, the coefficients
 * of traits over their scales: cev__ascend's evaluate, with strata for its
 * state. CEV_ERR_CANCELLED when the host stops it. */
int32_t cev__strata_evaluate(void *strata, const double *at, cev__slope *out);

/* Strata of as many customers with the same traits, made up at parameters and
 * coefficients as above, in memory of their own until they are unmade. Statuses
 * are those of cev__remade_open. */
int32_t cev__strata_remake(void *strata, const double *at, cev__rng *rng,
                           void **made);
void cev__strata_unmake(void *made);

/* The sum of chunks, in their order, with n parameters and coefficients. */
void cev__strata_total(const cev__strata_sums *sums, int64_t chunks, int n,
                       cev__slope *out);

/* What the coefficients of the last evaluation do to the scales of a stratum,
 * as logs. */
void cev__strata_offsets(const cev__strata *strata, int64_t stratum,
                         double offsets[CEV__PROCESSES]);

void cev__strata_free(cev__strata *strata);

#endif

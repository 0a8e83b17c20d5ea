/*
 * The fit of a model with covariates. It begins where the model
 * without them ends. The maximum of the likelihood is taken where it is
 * proper: no coordinate at the end of its range, and each known to a standard
 * error of 20. Else, as with a level of which nobody has bought again, the
 * maximum with the weak prior of estimate.h and, for each coefficient, a
 * normal belief around 0 with a standard deviation of 1 for a level, a 0 or 1,
 * or a standard deviation of a number.
 */
#ifndef CEV_REGRESSION_FIT_H
#define CEV_REGRESSION_FIT_H

#include "draws.h"
#include "estimate.h"
#include "strata.h"

/* A model fitted without covariates, and what its fit went by. */
typedef struct cev__regress {
    const cev__given *given;
    cev__regressed of;
    int processes;              /* that covariates are asked of */
    const char *name;           /* of the kind */
    const char *const *params;  /* its estimated parameters */
    double units[CEV__PARAMS];  /* of the fit, as logs */
    cev__belief beliefs[CEV__PARAMS]; /* the weak prior */
    double start[CEV__SMALL];         /* its centre */
    double customers;                 /* who take part */
    cev__estimate bare;               /* what was found, in units of the fit */
    uint64_t stream;                  /* of random numbers */
    /* Has a look at the strata where the fit ended, which it may spoil; or
     * NULL. */
    void (*look)(void *state, cev__strata *strata);
    void *state;
} cev__regress;

/* What is found with them, in units of the fit. */
typedef struct cev__regress_found {
    cev__estimate estimate;
    double bare_value; /* the log-likelihood at what was found without */
    int64_t distinct_rows;
    int32_t known; /* coefficients of the prior from elsewhere */
    cev__regression *regression; /* the caller's; bare_* are his to fill */
    cev__draws *draws; /* the caller's too; NULL: not asked for */
} cev__regress_found;

/* Customers whose likelihood is climbed: cev__ascend's evaluate with a state. */
typedef struct cev__regress_shop {
    int32_t (*evaluate)(void *state, const double *at, cev__slope *out);
    void *state;
    /* Another state, of as many customers with the same traits, as the model
     * makes them up at a place, until it is unmade. */
    int32_t (*remake)(void *state, const double *at, cev__rng *rng,
                      void **made);
    void (*unmake)(void *made);
} cev__regress_shop;

/* Traits and effects that the options name, out of the columns of a table; the
 * caller's. */
int32_t cev__regression_learn(cev_ctx *ctx, const cev__regress *task,
                              const cev_table *table, cev__regression **out);

/* Finds their coefficients, given the log-likelihood of a shop at
 * log-parameters and coefficients of traits over their scales, and draws where
 * they are asked for. Statuses are those of the shop, and CEV_ERR_DOMAIN. */
int32_t cev__regression_climb(cev_ctx *ctx, const cev__regress *task,
                              cev__regression *regression,
                              const cev__regress_shop *shop,
                              cev__regress_found *out);

/* Finds the coefficients of the covariates that the options name. A penalty
 * pulls coefficients towards 0 as it pulls parameters: with so many times the
 * precision of the weak prior. */
int32_t cev__regression_fit(cev_ctx *ctx, const cev__regress *task,
                            cev__regress_found *out);

#endif

/*
 * A likelihood summed over customers, for any model: customers in groups
 * (grouping.h), what those with the same x share computed once, the sums
 * taken over fixed chunks of groups and added in order, so that neither
 * threads nor the order of the rows change a bit.
 */
#ifndef CEV_POOL_H
#define CEV_POOL_H

#include "../core/ctx.h"
#include "../core/parts.h"
#include "../math/newton.h"
#include "../math/sum.h"
#include "bdw.h"
#include "bg.h"
#include "bgbb.h"
#include "gamma_gamma.h"
#include "ggom_nbd.h"
#include "grouping.h"
#include "pareto_ggg.h"
#include "pareto_nbd.h"
#include "pull.h"
#include "sbg.h"

/* No model has more parameters. */
enum { CEV__PARAMS = 6, CEV__PARAMS_PACKED = 21 };

/* The parameters of any model, prepared for its functions. */
typedef union cev__params {
    cev__bg_params bg;
    cev__pareto_params pareto;
    cev__ggom_params ggom;
    cev__ggg_params ggg;
    cev__bgbb_params bgbb;
    cev__gamma_gamma_params gamma_gamma;
    cev__sbg_params sbg;
    cev__bdw_params bdw;
} cev__params;

/* What is the same for all customers with the same x: the log-likelihood's
 * gamma and beta functions, with derivatives in the log-parameters. */
typedef struct cev__terms {
    double x;
    double value;
    double gradient[CEV__PARAMS];
    double hessian[CEV__PARAMS_PACKED];
    double extra[3]; /* the model's own */
    /* What is kept for others with this x, whatever their scales; or NULL. */
    struct cev__race_table *races;
} cev__terms;

/* Sums over customers. The Hessian only steers and gives standard errors:
 * plain sums in a fixed order do. */
typedef struct cev__sums {
    cev__sum value;
    cev__sum gradient[CEV__PARAMS];
    double hessian[CEV__PARAMS_PACKED];
} cev__sums;

/* The functions of a model's fit. */
typedef struct cev__pool_model {
    int n; /* parameters */
    const char *stage;
    int32_t (*prepare)(const double *params, cev__params *out);
    void (*terms)(const cev__params *p, double x, cev__terms *out);
    /* Adds groups that all have the x of the terms. */
    void (*add)(const cev__params *p, const cev__terms *terms,
                const cev__group *groups, int64_t count, cev__sums *sums);
} cev__pool_model;

typedef struct cev__pool {
    cev_ctx *ctx;
    const cev__pool_model *model;
    const cev__pull *pull; /* or NULL */
    cev__grouping grouping; /* sorted before cev__pool_lay_out */
    int64_t chunk;   /* groups of one task; 0: as many as are quick */
    cev__sums *sums; /* one for each chunk */
    int64_t chunks;
    int whole; /* a parameter that is kept, before the others; 0: none */
    int whole_most;
    double unit; /* of the keys, in that of the customers */
    int source;  /* what the groups were read from, where that may differ */
    const char *name;  /* of the model; for parts alone */
    cev__parts *parts; /* or NULL */
    cev__params params; /* at which the sums are taken */
    int64_t evaluations;
} cev__pool;

/* Makes room once the groups are there; CEV_ERR_MEMORY with a message. */
int32_t cev__pool_lay_out(cev__pool *pool);

/* The log-likelihood around a point, and what pulls there: cev__newton's
 * evaluate with a pool for its state. CEV_ERR_CANCELLED when the host stops it. */
int32_t cev__pool_evaluate(void *pool, const double *logs, cev__local *out);

/* The same without what pulls, always from the groups. */
int32_t cev__pool_take(cev__pool *pool, const double *logs, cev__sums *out);

/*
 * Fits in parts: the sums that parts have given, or CEV__PARTS_STOP after
 * asking for them; where the customers are, whether the likelihood was asked
 * for, at which logs and of which unit, source and whole parameter, which are
 * filled in; and the answer once the groups are in that unit, of so many
 * customers: CEV__PARTS_STOP.
 */
int32_t cev__pool_recall(cev__pool *pool, const double *logs, cev__sums *out);
int32_t cev__pool_asked(cev__pool *pool, int *is_wanted, double *logs);
int32_t cev__pool_answer(cev__pool *pool, const double *logs,
                         double customers);

void cev__pool_free(cev__pool *pool);

#endif

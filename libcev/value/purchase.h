/*
 * Purchase models: what all models of when customers buy and when they leave
 * have in common. A model is a constant cev__purchase_kind; the fit, the
 * summary, predictions with their intervals and evaluations are written once
 * in terms of it, for the model's own kind and for clv.
 */
#ifndef CEV_PURCHASE_H
#define CEV_PURCHASE_H

#include "../core/blob.h"
#include "../core/options.h"
#include "buyers.h"
#include "estimate.h"
#include "pool.h"

typedef struct cev__purchase_kind {
    const char *name;
    const char *params[CEV__PARAMS];
    int is_time[CEV__PARAMS]; /* 1: the parameter is a time */
    int leaving[2]; /* the parameters that say how customers leave */

    /* One customer, given parameters. */
    double (*log_odds)(const cev__params *p, double x, double t_x,
                       double T); /* of having left; wants is_certain 0 */
    void (*log_odds_slope)(const cev__params *p, double x, double t_x,
                           double T, double slope[CEV__PARAMS]);
    int (*is_certain)(double x); /* active for sure, by construction */
    double (*p_alive)(const cev__params *p, double x, double t_x,
                      double T);
    double (*expected)(const cev__params *p, double x, double t_x,
                       double T, double horizon);
    double (*dect)(const cev__params *p, double x, double t_x,
                   double T, double delta, double horizon);
    double (*pmf)(const cev__params *p, double x, double T);

    cev__pool_model fit; /* keys of groups are x, T, t_x */
    /* The prior and, at its centre, the start, given the log of the crude
     * purchase rate: CEV__PARAMS beliefs. */
    void (*beliefs)(double log_rate, cev__belief *beliefs, double *start);
} cev__purchase_kind;

/* A fitted one. Plain data: kept by value in other models. */
typedef struct cev__purchases {
    const cev__purchase_kind *kind;
    double params[CEV__PARAMS];
    double covariance[CEV__PARAMS_PACKED]; /* of their logs */
    double log_likelihood, gradient;         /* gradient per customer */
    int64_t customers, repeat_customers, distinct_rows, iterations;
    double repeat_purchases, observed; /* sums of x and of T */
    int32_t method, is_converged;
    /* From here on made from the above, and not saved. */
    cev__params prepared;
    int directions; /* of the covariance, each with a step along it */
    double step[CEV__PARAMS];
    cev__params shifted[CEV__PARAMS];
} cev__purchases;

/* Fewer repeat customers than this are too few for maximum likelihood, and
 * than this, few enough to say so. */
enum { CEV__THIN_REPEAT = 20, CEV__FEW_REPEAT = 100 };

int32_t cev__purchases_fit(cev_ctx *ctx, const cev__purchase_kind *kind,
                           const cev_options *options,
                           const cev_table *customers, cev__purchases *out);

/* Fills what is not saved; CEV_ERR_DOMAIN when the parameters are none. */
int32_t cev__purchases_prepare(cev__purchases *model);

void cev__purchases_save(const cev__purchases *model, cev__writer *writer);
/* CEV_ERR_FORMAT with a message when the bytes are no such model. */
int32_t cev__purchases_load(cev_ctx *ctx, const cev__purchase_kind *kind,
                            cev__blob *blob, cev__purchases *out);

/* A positive estimate and the standard error of its logarithm. */
typedef struct cev__forecast {
    double value, log_sd;
} cev__forecast;

/* The standard error of the log-odds of having left. */
double cev__purchases_odds_sd(const cev__purchases *model, double x,
                              double t_x, double T);

/* Purchases in the next `horizon`, discounted at `delta` >= 0; log_sd is 0
 * unless is_uncertain. */
cev__forecast cev__purchases_forecast(const cev__purchases *model, double x,
                                      double t_x, double T, double delta,
                                      double horizon, int is_uncertain);

#endif

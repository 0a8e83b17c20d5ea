/*
 * Contract models: customers who renew at the end of each period, or leave
 * and are seen to. What all models of it have in common: a model is a
 * constant cev__contract_kind; the fit, the summary, predictions with their
 * intervals, the evaluation and the kernels are written once in terms of it.
 */
#ifndef CEV_CONTRACT_H
#define CEV_CONTRACT_H

#include "../core/blob.h"
#include "../core/options.h"
#include "estimate.h"
#include "pool.h"
#include "pull.h"
#include "spread.h"

/* No contract model has more parameters. */
enum {
    CEV__CONTRACT_PARAMS = 3,
    CEV__CONTRACT_PACKED = 6,
    CEV__CONTRACT_PLACES = 1 + 2 * CEV__CONTRACT_PARAMS
};

/* Discounts per period from which on what is left of a lifetime is less than
 * doubles hold. */
#define CEV__DISCOUNT_LEAST 1e-300

typedef struct cev__contract_kind {
    const char *name;
    const char *params[CEV__CONTRACT_PARAMS];

    /* One customer, given parameters; T as in cev/contracts.h. */
    double (*ll)(const cev__params *p, double T, double churned);
    /* Of those with T renewals behind them: the log of the share that makes
     * the next `periods`; the share that makes the next one; renewals made
     * among the next `periods`; and all, discounted at d per period. */
    double (*log_stay)(const cev__params *p, double T, double periods);
    double (*renew)(const cev__params *p, double T);
    double (*expected)(const cev__params *p, double T, double periods);
    double (*derl)(const cev__params *p, double T, double d);

    cev__pool_model fit; /* keys of groups are T, churned */
    /* The prior and, at its centre, the start, given the crude log-odds of
     * leaving at a renewal: as many beliefs as parameters. */
    void (*beliefs)(double log_odds, cev__belief *beliefs, double *start);
    /* The renewal at which a customer made up leaves, 1 or later; infinite
     * for one who stays as long as anybody counts. */
    double (*draw)(const cev__params *p, cev__rng *rng);
} cev__contract_kind;

extern const cev__contract_kind cev__sbg_contracts, cev__bdw_contracts;

/* A fitted one. */
typedef struct cev__contracts {
    const cev__contract_kind *kind;
    double params[CEV__CONTRACT_PARAMS];
    double covariance[CEV__CONTRACT_PACKED]; /* of their logs */
    cev__reach reach;
    double log_likelihood, gradient;         /* gradient per customer */
    /* Sums over customers, and the most renewals that one has faced. */
    double customers, churned, renewals, longest;
    int64_t distinct_rows, iterations;
    int32_t method, is_converged;
    cev__asked asked;
    /* From here on made from the above, and not saved. */
    cev__params prepared;
    cev__places places;
    cev__params around[CEV__CONTRACT_PLACES]; /* at those without draws */
    cev__params *drawn; /* at the draws, its own; or NULL */
} cev__contracts;

/* Fewer who left than this are too few for maximum likelihood, and than this,
 * few enough to say so. */
enum { CEV__THIN_CHURNED = 20, CEV__FEW_CHURNED = 100 };

/* `last` is the fit before, or NULL. */
int32_t cev__contracts_fit(cev_ctx *ctx, const cev__contract_kind *kind,
                           const cev__given *given,
                           const cev__contracts *last, cev__contracts *out);

/* Frees what it owns. */
void cev__contracts_release(cev_ctx *ctx, cev__contracts *model);

/* Fills what is not saved; CEV_ERR_MEMORY or, when the parameters are none,
 * CEV_ERR_DOMAIN, with a message. */
int32_t cev__contracts_prepare(cev_ctx *ctx, cev__contracts *model);

void cev__contracts_save(const cev__contracts *model, cev__writer *writer);
/* CEV_ERR_FORMAT with a message when the bytes are no such model. */
int32_t cev__contracts_load(cev_ctx *ctx, const cev__contract_kind *kind,
                            cev__blob *blob, cev__contracts *out);

/* The log-likelihood of customers who all leave at the same rate whatever
 * their age. */
double cev__contracts_constant_ll(const cev__contracts *model);

/* Those at the places. */
static inline const cev__params *cev__contracts_around(
    const cev__contracts *model)
{
    return model->drawn != NULL ? model->drawn : model->around;
}

/* How far to look ahead. */
typedef struct cev__contract_view {
    double periods; /* whole */
    double d;       /* discount per period; 0: no derl is asked for */
    double z;       /* of the intervals; 0: none */
} cev__contract_view;

/* The options horizon, discount, interval and time_unit in force. */
cev__contract_view cev__contract_view_of(const cev_options *options);

enum {
    CEV__P_RENEW,
    CEV__P_STAY,
    CEV__RENEWALS,
    CEV__DERL,
    CEV__CONTRACT_QUANTITIES
};

/* An estimate with its interval. */
typedef struct cev__bounded {
    double value, lower, upper;
} cev__bounded;

/* Bounds of a value from what it is at the parameters, `here`, and at each
 * place on a scale without ends: the log-odds of leaving, for renewals and derl
 * the logarithm. `most` is the upper end. Of draws `around` is spent. */
cev__bounded cev__contracts_bound(const cev__contracts *model, int quantity,
                                  double value, double most, double z,
                                  double here, double *around);

/* All quantities of a customer with T renewals behind him. */
void cev__contracts_ahead(const cev__contracts *model,
                          const cev__contract_view *view, double T,
                          cev__bounded out[CEV__CONTRACT_QUANTITIES]);

/* The share of those with T renewals behind them that makes `periods` more,
 * z as in a view. */
cev__bounded cev__contracts_stay(const cev__contracts *model, double T,
                                 double periods, double z);

int32_t cev__contracts_predict(cev_ctx *ctx, const cev__contracts *model,
                               const cev_options *options,
                               const cev_table *customers, cev_table **out);
int32_t cev__contracts_retention(cev_ctx *ctx, const cev__contracts *model,
                                 const cev_options *options,
                                 const cev_table *customers, cev_table **out);
int32_t cev__contracts_likelihood(cev_ctx *ctx, const cev__contracts *model,
                                  const cev_options *options,
                                  const cev_table *customers,
                                  cev_table **out);
int32_t cev__contracts_totals(cev_ctx *ctx, const cev__contracts *model,
                              const cev_options *options,
                              const cev_table *customers, cev_table **out);

/* What the summary says. */
int32_t cev__contracts_summary(cev_ctx *ctx, const cev__contracts *model,
                               const cev_options *options, cev_table **out);

#endif

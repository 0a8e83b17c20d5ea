/*
 * The spend model: what customers pay for a purchase. Fitted to the mean
 * values of repeat purchases; where nobody has come back yet, to those of all
 * purchases, first ones included, if the table has the column `revenue`.
 */
#ifndef CEV_SPEND_H
#define CEV_SPEND_H

#include "../core/blob.h"
#include "../core/options.h"
#include "buyers.h"
#include "estimate.h"
#include "pool.h"
#include "pull.h"
#include "purchase.h"

enum {
    CEV__SPEND_PARAMS = 3,
    CEV__SPEND_PACKED = 6,
    CEV__SPEND_PLACES = 1 + 2 * CEV__SPEND_PARAMS
};

extern const char *const cev__spend_names[CEV__SPEND_PARAMS];

/* What the amounts were. */
enum {
    CEV__SPEND_UNKNOWN = 0, /* none is known: no answer */
    CEV__SPEND_ZERO,        /* all known are 0, and so is the answer */
    CEV__SPEND_REPEAT,      /* means of repeat purchases */
    CEV__SPEND_ALL          /* means of all purchases */
};

/* A fitted one; plain data. */
typedef struct cev__spend {
    double params[CEV__SPEND_PARAMS];
    double covariance[CEV__SPEND_PACKED]; /* of their logs */
    cev__reach reach;
    double log_likelihood, gradient;      /* gradient per spender */
    double customers, spenders, zero_amounts, unknown_amounts;
    int64_t distinct_rows, iterations;
    double observed_mean;     /* of the spenders' mean amounts */
    /* The same less what covariates make of them. */
    double mean, mean_log_sd;
    double correlation; /* of x with those amounts; NaN: none */
    int32_t method, is_converged, source;
    cev__asked asked;
    cev__regression *regression; /* its own; NULL: no covariates */
    /* From here on made from the above, and not saved. */
    cev__params prepared;
    cev__places places;
    cev__params around[CEV__SPEND_PLACES]; /* at the places without draws */
    cev__params *drawn;                    /* at the draws, its own; or NULL */
    int is_mean_taken; /* for who has not spent: q is not clearly above 1 */
} cev__spend;

/* Where covariates move the scale: in gamma. */
extern const int cev__spend_scales[CEV__PROCESSES];
/* The weak prior about the parameters, around amounts of 1. */
extern const cev__belief cev__spend_beliefs[CEV__SPEND_PARAMS];

/* Fewer spenders than this are too few for maximum likelihood, and than this,
 * few enough to say so. */
enum { CEV__THIN_SPENDERS = 20, CEV__FEW_SPENDERS = 100 };

/* `last` is the fit before, or NULL. */
int32_t cev__spend_fit(cev_ctx *ctx, const cev__given *given,
                       const cev__spend *last, int wants, cev__spend *out);

/* Frees what it owns. */
void cev__spend_release(cev_ctx *ctx, cev__spend *model);

/* Fills what is not saved; of one with draws the second is wanted too:
 * CEV_ERR_MEMORY or _DOMAIN with a message. */
int32_t cev__spend_prepare(cev__spend *model);
int32_t cev__spend_prepare_draws(cev_ctx *ctx, cev__spend *model);

/* The parameters at place k. */
const cev__params *cev__spend_at(const cev__spend *model, int k);

void cev__spend_save(const cev__spend *model, cev__writer *writer);
int32_t cev__spend_load(cev_ctx *ctx, cev__blob *blob, cev__spend *out);

/* The purchases of row i, and their mean amount, that the model goes by; x is
 * 0 where no amount is known. */
void cev__spend_history(const cev__spend *model, const cev__block *block,
                        int64_t i, double *x, double *m_x);

/* How far a customer's own mean counts: as the model weighs it against that of
 * all, alone, or not at all. */
enum { CEV__MEAN_WEIGHED, CEV__MEAN_ALONE, CEV__MEAN_IGNORED };

/* Expected value of a purchase of a customer without covariates or, in a model
 * turned to him (spend_turn.h), with them; NaN when no amounts were known. And
 * the same with how its logarithm spreads; of draws that keeps `room`, for as
 * many numbers. */
double cev__spend_expected(const cev__spend *model, int own_mean, double x,
                           double m_x);
cev__forecast cev__spend_forecast(const cev__spend *model, int own_mean,
                                  double x, double m_x, double *room);

#endif

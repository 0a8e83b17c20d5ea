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
#include "bg_cells.h"
#include "bgbb_ahead.h"
#include "buyers.h"
#include "estimate.h"
#include "history.h"
#include "pool.h"
#include "pull.h"
#include "regression.h"
#include "spread.h"
#include "view.h"

/* What a model keeps from customer to customer while it looks ahead, with the
 * same parameters and view for all. */
typedef union cev__ahead {
    cev__bg_cells bg;
    cev__pareto_cells pareto;
    cev__ggom_cells ggom;
    cev__bgbb_ahead bgbb;
    cev__view ggg;
} cev__ahead;

/*
 * A parameter that is a whole number is tried, from 1 upwards until the
 * likelihood falls, not estimated like the others: k, the ticks of a clock
 * that make a purchase. It stands before them in params.
 */
typedef struct cev__whole {
    int most;
    /* The part of the log-likelihood that the other parameters have nothing to
     * do with, for x purchases in all. It alone reads litt. */
    double (*apart)(int k, double x, double litt);
} cev__whole;

/* Whether a customer takes microseconds or milliseconds. */
enum { CEV__QUICK, CEV__SLOW_TO_FIT, CEV__SLOW };

typedef struct cev__purchase_kind {
    const char *name;
    const char *params[CEV__PARAMS];
    int is_time[CEV__PARAMS]; /* 1: the parameter is a time, -1: a rate */
    int leaving[2]; /* those estimated that say how customers leave */
    int leaving_over; /* what the second counts in; -1: nothing */
    /* Those estimated that are divided by what covariates do to how fast
     * customers buy and leave; -1: the model takes none. */
    int scales[CEV__PROCESSES];

    int wants_litt; /* litt is read; else it may be NaN */

    /* One customer, given parameters. */
    double (*log_likelihood)(const cev__params *p, const cev__history *h);
    /* Of having left; wants is_certain 0. */
    double (*log_odds)(const cev__params *p, const cev__history *h);
    void (*log_odds_slope)(const cev__params *p, const cev__history *h,
                           double slope[CEV__PARAMS]);
    int (*is_certain)(double x); /* active for sure, by construction */
    double (*p_alive)(const cev__params *p, const cev__history *h);
    int knows_next; /* 1: the first purchase to come; else only how many */
    /* What a view asks of a customer who is active at T; given each of so
     * many parameters, where that takes less than one by one, else NULL; and
     * the same for many customers. */
    double (*ahead)(const cev__params *p, const cev__history *h,
                    const cev__view *view);
    void (*ahead_around)(const cev__params *p, int count,
                         const cev__history *h, const cev__view *view,
                         double *out);
    void (*ahead_start)(cev__ahead *ahead, const cev__params *p,
                        const cev__view *view);
    double (*ahead_at)(cev__ahead *ahead, const cev__params *p,
                       const cev__history *h);
    double (*alive_at)(cev__ahead *ahead, const cev__params *p,
                       const cev__history *h); /* p_alive for many */
    double (*pmf)(const cev__params *p, double x, double T);

    /* Of x purchases in (T, T + horizon], whether he is active or not. */
    double (*pmf_ahead)(const cev__params *p, const cev__history *h, double x,
                        double horizon);
    cev__pool_model fit; /* keys of groups are x, T, t_x, litt */
    /* The prior and, at its centre, the start, given the log of the crude
     * purchase rate: as many beliefs as parameters. */
    void (*beliefs)(double log_rate, cev__belief *beliefs, double *start);
    const cev__whole *whole; /* or NULL: no parameter is */
    int pace; /* CEV__QUICK and so on */
    /* A customer of age T made up. */
    void (*draw)(const cev__params *p, double T, cev__rng *rng,
                 cev__history *out);
} cev__purchase_kind;

/* How many parameters stand before the estimated ones, and how many there are
 * in all. */
int cev__purchase_wholes(const cev__purchase_kind *kind);
int cev__purchase_params(const cev__purchase_kind *kind);

/* Of row i. */
static inline cev__history cev__history_at(const cev__block *block, int64_t i)
{
    cev__history history = {
        block->col[CEV__COL_X][i], block->col[CEV__COL_T_X][i],
        block->col[CEV__COL_T][i], block->col[CEV__COL_LITT][i]};
    return history;
}

/* The is_certain of models in which anybody may have left. */
int cev__never_certain(double x);

/* Purchases in (T, T + horizon], whether he is active or not, discounted at
 * delta >= 0; horizon may be infinite when delta > 0. */
double cev__purchase_dect(const cev__purchase_kind *kind,
                          const cev__params *p, const cev__history *h,
                          double delta, double horizon);

/* Whether time is counted in opportunities: no parameter has its unit. */
int cev__purchase_is_discrete(const cev__purchase_kind *kind);

/* Groups whose likelihood is summed in one task, so that threads have something
 * to share; 0: as is usual. */
int64_t cev__purchase_chunk(const cev__purchase_kind *kind);

/* What cev__buyers_open is to look for; and to fit the model. */
int cev__purchase_wants(const cev__purchase_kind *kind);
int cev__purchase_fit_wants(const cev__purchase_kind *kind);

/* Places there are at most without draws. */
enum { CEV__AROUND = 1 + 2 * (CEV__PARAMS + CEV__AIMS) };

/* A fitted one, kept by value in other models. */
typedef struct cev__purchases {
    const cev__purchase_kind *kind;
    double params[CEV__PARAMS];
    double covariance[CEV__PARAMS_PACKED]; /* of their logs */
    cev__reach reach;
    double log_likelihood, gradient;         /* gradient per customer */
    int64_t distinct_rows, iterations;
    double customers, repeat_customers;
    double repeat_purchases, observed; /* sums of x and of T */
    /* The whole number that comes next, and by how much its log-likelihood is
     * lower; 0 where none was tried. */
    double rival, rival_behind;
    int32_t method, is_converged;
    cev__asked asked;
    cev__regression *regression; /* its own; NULL: no covariates */
    /* From here on made from the above, and not saved. */
    cev__params prepared;
    cev__places places;
    cev__params around[CEV__AROUND]; /* at the places without draws */
    cev__params *drawn;              /* at the draws, its own; or NULL */
} cev__purchases;

/* Fewer repeat customers than this are too few for maximum likelihood, and
 * than this, few enough to say so. */
enum { CEV__THIN_REPEAT = 20, CEV__FEW_REPEAT = 100 };

/* `last` is the fit before, of whatever kind, or NULL. */
int32_t cev__purchases_fit(cev_ctx *ctx, const cev__purchase_kind *kind,
                           const cev__given *given,
                           const cev__purchases *last, cev__purchases *out);

/* The same to compare models by: of one that takes long, the first end of the
 * search will do. */
int32_t cev__purchases_try(cev_ctx *ctx, const cev__purchase_kind *kind,
                           const cev__given *given,
                           const cev__purchases *last, cev__purchases *out);

/* Frees what it owns. */
void cev__purchases_release(cev_ctx *ctx, cev__purchases *model);

/* The keys of a customer made up, of the age key[1]: x, T, t_x and, where it is
 * wanted, litt. */
void cev__purchases_remake(const cev__purchase_kind *kind,
                           const cev__params *params, int wants_litt,
                           cev__rng *rng, double key[CEV__KEYS]);

/* Fills what is not saved; CEV_ERR_DOMAIN when the parameters are none. Of
 * one with draws the second is wanted too: CEV_ERR_MEMORY or _DOMAIN with a
 * message. */
int32_t cev__purchases_prepare(cev__purchases *model);
int32_t cev__purchases_prepare_draws(cev_ctx *ctx, cev__purchases *model);

/* The parameters at place k. */
const cev__params *cev__purchases_at(const cev__purchases *model, int k);

void cev__purchases_save(const cev__purchases *model, cev__writer *writer);
/* CEV_ERR_FORMAT with a message when the bytes are no such model. */
int32_t cev__purchases_load(cev_ctx *ctx, const cev__purchase_kind *kind,
                            cev__blob *blob, cev__purchases *out);

/* A positive estimate and how its logarithm spreads; and the same for a
 * customer who is active for sure, which bounds the estimate from above
 * however uncertain that is. */
typedef struct cev__forecast {
    double value, active;
    cev__spread spread, active_spread;
} cev__forecast;

/* How many cev__ahead a view of many customers takes, and starting them.
 * is_uncertain: the spreads are wanted (else they are 0). */
int cev__purchases_aheads(const cev__purchases *model, int is_uncertain);
void cev__purchases_start(const cev__purchases *model, const cev__view *view,
                          int is_uncertain, cev__ahead *aheads);

/* Where a customer stands. */
typedef struct cev__standing {
    double p_alive;
    int is_certain; /* p_alive is 1 by construction */
    /* The logarithm of the odds of having left; with a plain reach its slope,
     * else what it is all around. 0 where they are certain. */
    double odds, slope[CEV__PARAMS], odds_around[CEV__PLACES_DRAWN];
    double log_alive[CEV__PLACES_DRAWN]; /* log p_alive at each place */
} cev__standing;

/* aheads as below, of the view of purchases. */
void cev__purchases_standing(const cev__purchases *model, cev__ahead *aheads,
                             const cev__history *history, cev__standing *out);
/* The chance of being active alone. */
double cev__purchases_alive(const cev__purchases *model, cev__ahead *aheads,
                            const cev__history *history);

/* How the log-odds spread; of draws the spread keeps `room`, for as many
 * numbers. */
cev__spread cev__purchases_odds_spread(const cev__purchases *model,
                                       cev__standing *standing, double *room);

/* What lies ahead of one customer who stands so. `aheads`, started for this
 * view, or NULL for a few customers: the result is the same but for the last
 * digits. Of draws the forecast's spread keeps `room`, for as many numbers;
 * each knows how active the customer is, so nothing bounds it besides. */
cev__forecast cev__purchases_forecast(const cev__purchases *model,
                                      const cev__view *view,
                                      cev__ahead *aheads,
                                      const cev__standing *standing,
                                      const cev__history *history,
                                      double *room);
/* Its value alone, given the chance of being active. */
double cev__purchases_expected(const cev__purchases *model,
                               const cev__view *view, cev__ahead *aheads,
                               double p_alive, const cev__history *history);

#endif

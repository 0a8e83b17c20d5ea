/* Pareto/GGG for one customer. Nothing here checks histories, whose t_x and
 * litt are 0 where x is. */
#ifndef CEV_PARETO_GGG_H
#define CEV_PARETO_GGG_H

#include <stdint.h>

#include "ggg_silence.h"
#include "history.h"
#include "view.h"

enum { CEV__GGG_PARAMS = 6, CEV__GGG_PACKED = 21 };

typedef struct cev__ggg_params {
    double t, gamma, r, alpha, s, beta;
    double excess_t, excess_r; /* cev__stirling_excess */
} cev__ggg_params;

/* params {t, gamma, r, alpha, s, beta}; CEV_ERR_DOMAIN unless all are finite
 * and > 0. */
int32_t cev__ggg_prepare(const double *params, cev__ggg_params *out);

double cev__ggg_ll(const cev__ggg_params *p, const cev__history *h);
double cev__ggg_p_alive(const cev__ggg_params *p, const cev__history *h);

/* A regularity k, the logarithm of its weight in an integral over k (prior
 * times the likelihood of the purchases), and what follows from it for the
 * time since the last of them. */
typedef struct cev__ggg_node {
    double log_k_ratio; /* log(k gamma / t) */
    double log_weight;
    cev__waiting_law law; /* k is in it */
    int is_first; /* sums begin with it, again if they have before */
    double seen[2]; /* what the visitor sums, without the weight; >= 0 */
} cev__ggg_node;

/* Takes a node and tells what it has seen; 1 when it was negligible: the tail
 * ends there. */
typedef int (*cev__ggg_visitor)(void *state, cev__ggg_node *node);

/* log(n alpha / (r A)), near 0 where all buy alike. */
double cev__ggg_log_pace(const cev__ggg_params *p, const cev__history *h,
                         const cev__waiting_law *law);

/* How exact: to 1e-15, to 1e-13 for a climb, or to 1e-8 with a third of the
 * nodes. */
typedef enum cev__ggg_care {
    CEV__GGG_EXACT,
    CEV__GGG_FINE,
    CEV__GGG_QUICK
} cev__ggg_care;

/* How exactly a node's probability is to be known, given the sum so far. */
double cev__ggg_digits(cev__ggg_care care, double sum, double weight);

/* All nodes of an integral over k; the first has the highest weight, or nearly
 * so. is_smooth: a few of them are worth trying first, as what is summed is
 * smooth in log k, or is so once it is divided by the density of the next
 * purchase's time at `late`, unless that is 0. */
void cev__ggg_walk(const cev__ggg_params *p, const cev__history *h,
                   cev__ggg_care care, int is_smooth, double late,
                   cev__ggg_visitor add, void *state);

/* Told in place of infinity: with t + x <= 1 purchases come in clumps of
 * infinitely many in the mean, if the last one was just now. */
#define CEV__GGG_ENDLESS 1e15

/* What lies ahead of a customer who is active at T, to a relative error of
 * 1e-7; where k is above 1e4, to what that makes of it. */
double cev__ggg_ahead(const cev__ggg_params *p, const cev__history *h,
                      const cev__view *view);
/* Of a new customer, to an absolute error of 1e-13. */
double cev__ggg_pmf(const cev__ggg_params *p, double x, double T);
/* Of any, to an absolute error of 1e-7. */
double cev__ggg_pmf_ahead(const cev__ggg_params *p, const cev__history *h,
                          double x, double horizon);

/* Log of the odds of having left: -inf where T = t_x. And its derivatives in
 * the logs of the parameters. */
double cev__ggg_log_odds(const cev__ggg_params *p, const cev__history *h);
void cev__ggg_odds_slope(const cev__ggg_params *p, const cev__history *h,
                         double slope[CEV__GGG_PARAMS]);

/* The log-likelihood with its derivatives in the logs of the parameters. */
typedef struct cev__ggg_jet {
    double value;
    double gradient[CEV__GGG_PARAMS];
    double hessian[CEV__GGG_PACKED];
} cev__ggg_jet;

void cev__ggg_ll_jet(const cev__ggg_params *p, const cev__history *h,
                     cev__ggg_jet *out);

#endif

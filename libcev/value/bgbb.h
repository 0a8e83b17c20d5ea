/*
 * The BG/BB for one customer: what the kernels do in a loop, and the
 * estimators one row at a time. Time is counted in opportunities. An active
 * customer leaves at the beginning of each with a chance theta ~ Beta(gamma,
 * delta), and who has not left buys at it, once at most, with a chance
 * p ~ Beta(alpha, beta). Nothing here checks x, t_x and T: whole numbers with
 * x <= t_x <= T <= CEV__OPPORTUNITIES where x > 0; t_x is not read where
 * x = 0.
 */
#ifndef CEV_BGBB_H
#define CEV_BGBB_H

#include <stdint.h>

#include "history.h"
#include "view.h"

enum { CEV__BGBB_PARAMS = 4, CEV__BGBB_PACKED = 10 };

typedef struct cev__bgbb_params {
    double alpha, beta, gamma, delta;
} cev__bgbb_params;

/* params {alpha, beta, gamma, delta}; CEV_ERR_DOMAIN unless all are finite
 * and > 0. */
int32_t cev__bgbb_prepare(const double *params, cev__bgbb_params *out);

double cev__bgbb_ll(const cev__bgbb_params *p, double x, double t_x, double T);

/* Log of the odds of having left before opportunity T + 1, and its
 * derivatives in the logs of the parameters. */
double cev__bgbb_log_odds(const cev__bgbb_params *p, double x, double t_x,
                          double T);
void cev__bgbb_odds_slope(const cev__bgbb_params *p, double x, double t_x,
                          double T, double slope[CEV__BGBB_PARAMS]);

/* The chance to be active at opportunity T + 1. */
double cev__bgbb_p_alive(const cev__bgbb_params *p, double x, double t_x,
                         double T);

/* Purchases at the opportunities T + 1 ... T + horizon, of a customer who is
 * active at the first of them and buys at each while he is; one at
 * opportunity T + k counts exp(-rate k). horizon may be infinite when
 * rate > 0. */
double cev__bgbb_future(const cev__bgbb_params *p, double T, double rate,
                        double horizon);

/* The chance that a customer with this history buys at an opportunity at
 * which he is active. */
double cev__bgbb_p_buy(const cev__bgbb_params *p, double x, double T);

/* What a view asks of a customer who is active at opportunity T + 1. Of the
 * first purchase to come, the horizon is at most CEV__OPPORTUNITIES. */
double cev__bgbb_look(const cev__bgbb_params *p, double x, double T,
                      const cev__view *view);

/* The chance of x purchases at the first T opportunities. */
double cev__bgbb_pmf(const cev__bgbb_params *p, double x, double T);

/* The chance of x at the n opportunities after a history. */
double cev__bgbb_pmf_ahead(const cev__bgbb_params *p, const cev__history *h,
                           double x, double n);

/* The log of the chance of no purchase after the last one, until T. */
double cev__bgbb_log_silence(const cev__bgbb_params *p, const cev__history *h,
                             double T);

#endif

/*
 * The beta-discrete-Weibull model for one customer: what the kernels do in a
 * loop, and the estimator one row at a time. Nothing here checks T and
 * churned; cev__subscriber_valid does.
 *
 * It is the shifted beta-geometric with a clock of its own: T renewals age a
 * customer by T^c. c = 1 is that model; beyond it each customer's own risk
 * grows with time, below it falls.
 */
#ifndef CEV_BDW_H
#define CEV_BDW_H

#include <stdint.h>

typedef struct cev__bdw_params {
    double alpha, beta, c;
} cev__bdw_params;

/* params {alpha, beta, c}; CEV_ERR_DOMAIN unless all are finite and > 0. */
int32_t cev__bdw_prepare(const double *params, cev__bdw_params *out);

/* As those of sbg.h. */
double cev__bdw_ll(const cev__bdw_params *p, double T, double churned);
double cev__bdw_log_stay(const cev__bdw_params *p, double T, double periods);
double cev__bdw_renew(const cev__bdw_params *p, double T);
double cev__bdw_expected(const cev__bdw_params *p, double T, double periods);
double cev__bdw_derl(const cev__bdw_params *p, double T, double d);

#endif

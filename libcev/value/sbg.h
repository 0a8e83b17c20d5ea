/*
 * The shifted beta-geometric model for one customer: what the kernels do in a
 * loop, and the estimator one row at a time. Nothing here checks T and
 * churned; cev__contract_valid does.
 *
 * Who has T renewals behind him leaves at each to come with a probability
 * from Beta(alpha, beta + T): a customer of long standing is a new one of
 * another beta.
 */
#ifndef CEV_SBG_H
#define CEV_SBG_H

#include <stdint.h>

typedef struct cev__sbg_params {
    double alpha, beta;
} cev__sbg_params;

/* params {alpha, beta}; CEV_ERR_DOMAIN unless all are finite and > 0. */
int32_t cev__sbg_prepare(const double *params, cev__sbg_params *out);

/* Log-likelihood of having left at renewal T, or of being there after it. */
double cev__sbg_ll(const cev__sbg_params *p, double T, double churned);

/* The log of the share of those with T renewals behind them that makes the
 * next `periods` too. */
double cev__sbg_log_stay(const cev__sbg_params *p, double T, double periods);

/* The share that makes renewal T + 1. */
double cev__sbg_renew(const cev__sbg_params *p, double T);

/* Renewals made among the next `periods`, a whole number. */
double cev__sbg_expected(const cev__sbg_params *p, double T, double periods);

/* All of them, renewal T + 1 counting 1 and each later one 1 / (1 + d) of
 * that before. */
double cev__sbg_derl(const cev__sbg_params *p, double T, double d);

#endif

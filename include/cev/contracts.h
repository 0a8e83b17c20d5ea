/**
 * Contracts: kernels of who renews, over plain arrays.
 *
 * They keep the rules of cev/kernels.h: `params` in the paper's order, n rows,
 * CEV_ERR_DOMAIN for a value outside its domain, CEV_ERR_ARGUMENT for a NULL
 * or a negative n, `out` whole or untouched, each row by itself, no
 * allocation; and its accuracy. (KERNEL-ROW-1, KERNEL-ACC-1)
 */
#ifndef CEV_CONTRACTS_H
#define CEV_CONTRACTS_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Shifted beta-geometric: params {alpha, beta}, both > 0. Customers under
 * contract renew at the end of each period or leave, each at a rate of his own
 * from Beta(alpha, beta). Here
 *   T        renewals faced, whole, 0 <= T <= 1e15
 *   churned  1: left at renewal T (T >= 1); 0: made it, and is still there
 *   t        a renewal, whole; the first is 1
 * Source: Fader & Hardie (2007), Journal of Interactive Marketing 21(1). */

/** Log-likelihood of each customer's history. */
CEV_API int32_t cev_sbg_log_likelihood(const double *params, int64_t n,
                                       const double *T, const double *churned,
                                       double *out);

/** Share of new customers who are still there after renewal t >= 0; 1 for
 *  t = 0. Promise: in [0, 1], non-increasing in t. (SBG-SURV-1) */
CEV_API int32_t cev_sbg_survival(const double *params, int64_t n,
                                 const double *t, double *out);

/** Share of those who face renewal t >= 1 that make it.
 *  Promise: in [0, 1], non-decreasing in t. (SBG-RET-1) */
CEV_API int32_t cev_sbg_retention(const double *params, int64_t n,
                                  const double *t, double *out);

/**
 * Renewals that a customer with T of them behind him is expected to make
 * among the next `horizon`: his expected residual lifetime, in periods.
 * @param horizon  renewals to come, whole, >= 0
 */
CEV_API int32_t cev_sbg_expected(const double *params, int64_t n,
                                 const double *T, double horizon, double *out);

/**
 * Discounted expected residual lifetime of a customer with T renewals behind
 * him, seen just before renewal T + 1: the probability that he makes it, and
 * that of each later renewal, k periods on, times (1 + d)^-k. Seen just after
 * renewal T it is 1 / (1 + d) of that; and the expected lifetime of a new
 * customer, his first payment included (DEL), is 1 + derl(T = 0) / (1 + d).
 * Fader & Hardie (2010), Marketing Science 29(1), 85-93.
 * @param d  discount per period, >= 1e-300
 */
CEV_API int32_t cev_sbg_derl(const double *params, int64_t n, const double *T,
                             double d, double *out);

/* Beta-discrete-Weibull: params {alpha, beta, c}, all > 0; all else as for the
 * shifted beta-geometric, which it is for c = 1: T renewals age a customer by
 * T^c. Lifetimes have no closed form: a call costs up to some thousand
 * evaluations of the survival for each customer. Source: Fader, Hardie, Liu,
 * Davin & Steenburgh (2018), Journal of Interactive Marketing 43, 1-16. */

/** As cev_sbg_log_likelihood. */
CEV_API int32_t cev_bdw_log_likelihood(const double *params, int64_t n,
                                       const double *T, const double *churned,
                                       double *out);

/** As cev_sbg_survival. Promise: in [0, 1], non-increasing in t.
 *  (BDW-SURV-1) */
CEV_API int32_t cev_bdw_survival(const double *params, int64_t n,
                                 const double *t, double *out);

/** As cev_sbg_retention, but for c > 1 it may fall at first. */
CEV_API int32_t cev_bdw_retention(const double *params, int64_t n,
                                  const double *t, double *out);

/** As cev_sbg_expected. */
CEV_API int32_t cev_bdw_expected(const double *params, int64_t n,
                                 const double *T, double horizon, double *out);

/** As cev_sbg_derl. */
CEV_API int32_t cev_bdw_derl(const double *params, int64_t n, const double *T,
                             double d, double *out);

#ifdef __cplusplus
}
#endif

#endif

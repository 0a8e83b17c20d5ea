/**
 * Kernels: one pure function for one equation, over plain arrays.
 *
 * No objects, no allocation, no state. Times are in one unit of the caller's
 * choice, the same in params and arrays. `params` stand in the paper's order.
 * On a value outside its domain a kernel returns CEV_ERR_DOMAIN, on a NULL or
 * a negative n CEV_ERR_ARGUMENT, and leaves `out` as it was; n = 0 is fine,
 * with arrays that may then be NULL. An answer depends on its own row alone:
 * other rows and their order change no bit of it. (KERNEL-ROW-1)
 *
 * x   repeat purchases [count], whole, 0 <= x
 * t_x age at the last purchase [time], 0 <= t_x <= T
 * T   age now [time], finite
 *
 * Accuracy of all: relative error <= 1e-12 against 50-digit values on the
 * whole domain, no NaN and no infinity where the true value is finite. Two
 * things a double cannot have: below 2.3e-308 a result keeps fewer digits,
 * and a log-likelihood that its terms cancel to nearly 0 has an error of
 * 1e-14 of the largest of them. (KERNEL-ACC-1)
 * Cost: O(n), no allocation, at most 20 KiB of stack.  Since: 0.1.
 */
#ifndef CEV_KERNELS_H
#define CEV_KERNELS_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* BG/NBD: params {r, alpha, a, b}, all > 0; alpha in time. Source: Fader,
 * Hardie & Lee (2005), Marketing Science 24(2), 275-284. t_x is not read
 * where x = 0. */

/** Log-likelihood of each customer's history. Eq. 6. */
CEV_API int32_t cev_bgnbd_log_likelihood(const double *params, int64_t n,
                                         const double *x, const double *t_x,
                                         const double *T, double *out);

/** Probability that the customer is still active at T; 1 when x = 0.
 *  Fader & Hardie (2008), "Computing P(alive) using the BG/NBD model". */
CEV_API int32_t cev_bgnbd_p_alive(const double *params, int64_t n,
                                  const double *x, const double *t_x,
                                  const double *T, double *out);

/**
 * Expected purchases of each customer in (T, T + horizon]. Eq. 10; with
 * x = t_x = T = 0 it is the expectation for a new customer, eq. 9.
 * @param horizon  [time], finite, >= 0
 * Promise: out >= 0, non-decreasing in horizon. (BGNBD-EXP-1)
 */
CEV_API int32_t cev_bgnbd_expected(const double *params, int64_t n,
                                   const double *x, const double *t_x,
                                   const double *T, double horizon,
                                   double *out);

/**
 * Discounted expected residual transactions: the purchases of (T, infinity),
 * each worth exp(-delta u) when it falls at T + u.
 * @param delta  continuous rate [1/time], >= 1e-280
 * Where delta times alpha + T is below 1e-288 an answer keeps fewer digits.
 * Cost: up to 1 ms a row, and 20 ms where delta is next to 0; of
 * cev_bg_cnbd_k_dert and cev_mbg_cnbd_k_dert with k > 1 a hundred times that.
 */
CEV_API int32_t cev_bgnbd_dert(const double *params, int64_t n,
                               const double *x, const double *t_x,
                               const double *T, double delta, double *out);

/**
 * Discounted expected conditional transactions: the same over (T, T + horizon].
 * @param delta    [1/time], 0 or >= 1e-280
 * @param horizon  [time], >= 0, may be infinite when delta > 0
 */
CEV_API int32_t cev_bgnbd_dect(const double *params, int64_t n,
                               const double *x, const double *t_x,
                               const double *T, double delta, double horizon,
                               double *out);

/**
 * Probability of at least one purchase in (T, T + horizon].
 * @param horizon  [time], finite, >= 0
 * Promise: in [0, 1], non-decreasing in horizon. (FIRST-ANY-1)
 */
CEV_API int32_t cev_bgnbd_p_any(const double *params, int64_t n,
                                const double *x, const double *t_x,
                                const double *T, double horizon,
                                double *out);

/**
 * Mean time from T to the next purchase of a customer who makes one in
 * (T, T + horizon]: how likely that is, p_any says. t_x is not read.
 * @param horizon  [time], finite, >= 0
 * Promise: in [0, horizon], non-decreasing in horizon. (FIRST-NEXT-1)
 */
CEV_API int32_t cev_bgnbd_next_purchase(const double *params, int64_t n,
                                        const double *x, const double *t_x,
                                        const double *T, double horizon,
                                        double *out);

/**
 * Probability that a new customer makes exactly x repeat purchases by age T,
 * x at most 1e15, as of every model; in the beta-geometric ones those beyond
 * the 10,000th tick, k to a purchase, to a relative error of 1e-9. Eq. 8.
 */
CEV_API int32_t cev_bgnbd_pmf(const double *params, int64_t n, const double *x,
                              const double *T, double *out);

/**
 * Probability of exactly so many purchases in (T, T + horizon], given the
 * customer's history; with x = t_x = T = 0 it is that of cev_bgnbd_pmf.
 * @param horizon    [time], finite, >= 0
 * @param purchases  n whole numbers from 0 to 1e15 [count]
 * Promise: in [0, 1]; 1 less p_any for 0 purchases; over all numbers they add
 * up to 1, and their mean is that of expected. (PMF-AHEAD-1)
 */
CEV_API int32_t cev_bgnbd_pmf_ahead(const double *params, int64_t n,
                                    const double *x, const double *t_x,
                                    const double *T, double horizon,
                                    const double *purchases, double *out);

/*
 * MBG/NBD: params {r, alpha, a, b}, all > 0; alpha in time. The BG/NBD in
 * which a customer may leave after the first purchase too. t_x is not read
 * where x = 0. Source: Batislam, Denizel & Filiztekin (2007), International
 * Journal of Research in Marketing 24(3), 201-209.
 */

/** Log-likelihood of each customer's history. */
CEV_API int32_t cev_mbgnbd_log_likelihood(const double *params, int64_t n,
                                          const double *x, const double *t_x,
                                          const double *T, double *out);

/** Probability that the customer is still active at T, also where x = 0. */
CEV_API int32_t cev_mbgnbd_p_alive(const double *params, int64_t n,
                                   const double *x, const double *t_x,
                                   const double *T, double *out);

/**
 * Expected purchases of each customer in (T, T + horizon]; with
 * x = t_x = T = 0 it is the expectation for a new customer.
 * @param horizon  [time], finite, >= 0
 * Promise: out >= 0, non-decreasing in horizon. (MBGNBD-EXP-1)
 */
CEV_API int32_t cev_mbgnbd_expected(const double *params, int64_t n,
                                    const double *x, const double *t_x,
                                    const double *T, double horizon,
                                    double *out);

/** Discounted expected residual transactions: as cev_bgnbd_dert. */
CEV_API int32_t cev_mbgnbd_dert(const double *params, int64_t n,
                                const double *x, const double *t_x,
                                const double *T, double delta, double *out);

/** Discounted expected conditional transactions: as cev_bgnbd_dect. */
CEV_API int32_t cev_mbgnbd_dect(const double *params, int64_t n,
                                const double *x, const double *t_x,
                                const double *T, double delta, double horizon,
                                double *out);

/** As cev_bgnbd_p_any. */
CEV_API int32_t cev_mbgnbd_p_any(const double *params, int64_t n,
                                 const double *x, const double *t_x,
                                 const double *T, double horizon,
                                 double *out);

/** As cev_bgnbd_next_purchase. */
CEV_API int32_t cev_mbgnbd_next_purchase(const double *params, int64_t n,
                                         const double *x, const double *t_x,
                                         const double *T, double horizon,
                                         double *out);

/** Probability that a new customer makes exactly x repeat purchases by age
 *  T. */
CEV_API int32_t cev_mbgnbd_pmf(const double *params, int64_t n,
                               const double *x, const double *T, double *out);

/** As cev_bgnbd_pmf_ahead. */
CEV_API int32_t cev_mbgnbd_pmf_ahead(const double *params, int64_t n,
                                     const double *x, const double *t_x,
                                     const double *T, double horizon,
                                     const double *purchases, double *out);

/*
 * BG/CNBD-k: params {k, r, alpha, a, b}; k whole, 1 to 12, the others > 0;
 * alpha in time. The BG/NBD of customers who buy more regularly than at
 * random: their times between purchases are the sums of k exponential times,
 * at a rate from Gamma(r, alpha). With k = 1 it is the BG/NBD, to the bit.
 * t_x is not read where x = 0. Source: Reutterer, Platzer & Schroeder (2021),
 * International Journal of Research in Marketing 38(1), 194-215. There the
 * expectation given a history is an approximation; here it is exact.
 */

/**
 * Log-likelihood of each customer's history.
 * @param litt  sum of the natural logarithms of the x times between purchases,
 *              in the unit of T; not read where x = 0
 */
CEV_API int32_t cev_bg_cnbd_k_log_likelihood(const double *params, int64_t n,
                                             const double *x,
                                             const double *t_x,
                                             const double *T,
                                             const double *litt, double *out);

/** Probability that the customer is still active at T; 1 when x = 0. */
CEV_API int32_t cev_bg_cnbd_k_p_alive(const double *params, int64_t n,
                                      const double *x, const double *t_x,
                                      const double *T, double *out);

/**
 * Expected purchases of each customer in (T, T + horizon]; with
 * x = t_x = T = 0 it is the expectation for a new customer.
 * @param horizon  [time], finite, >= 0
 * Promise: out >= 0, non-decreasing in horizon. (BGCNBD-EXP-1)
 */
CEV_API int32_t cev_bg_cnbd_k_expected(const double *params, int64_t n,
                                       const double *x, const double *t_x,
                                       const double *T, double horizon,
                                       double *out);

/** Discounted expected residual transactions: as cev_bgnbd_dert. */
CEV_API int32_t cev_bg_cnbd_k_dert(const double *params, int64_t n,
                                   const double *x, const double *t_x,
                                   const double *T, double delta, double *out);

/** Discounted expected conditional transactions: as cev_bgnbd_dect. */
CEV_API int32_t cev_bg_cnbd_k_dect(const double *params, int64_t n,
                                   const double *x, const double *t_x,
                                   const double *T, double delta,
                                   double horizon, double *out);

/** As cev_bgnbd_p_any. */
CEV_API int32_t cev_bg_cnbd_k_p_any(const double *params, int64_t n,
                                    const double *x, const double *t_x,
                                    const double *T, double horizon,
                                    double *out);

/** As cev_bgnbd_next_purchase, but that t_x is read. */
CEV_API int32_t cev_bg_cnbd_k_next_purchase(const double *params, int64_t n,
                                            const double *x, const double *t_x,
                                            const double *T, double horizon,
                                            double *out);

/** As cev_bgnbd_pmf. */
CEV_API int32_t cev_bg_cnbd_k_pmf(const double *params, int64_t n,
                                  const double *x, const double *T,
                                  double *out);

/** As cev_bgnbd_pmf_ahead. */
CEV_API int32_t cev_bg_cnbd_k_pmf_ahead(const double *params, int64_t n,
                                        const double *x, const double *t_x,
                                        const double *T, double horizon,
                                        const double *purchases, double *out);

/* MBG/CNBD-k: the same of the MBG/NBD, in which a customer may leave after the
 * first purchase too. */

/** As cev_bg_cnbd_k_log_likelihood. */
CEV_API int32_t cev_mbg_cnbd_k_log_likelihood(const double *params, int64_t n,
                                              const double *x,
                                              const double *t_x,
                                              const double *T,
                                              const double *litt, double *out);

/** Probability that the customer is still active at T, also where x = 0. */
CEV_API int32_t cev_mbg_cnbd_k_p_alive(const double *params, int64_t n,
                                       const double *x, const double *t_x,
                                       const double *T, double *out);

/** As cev_bg_cnbd_k_expected.
 *  Promise: out >= 0, non-decreasing in horizon. (MBGCNBD-EXP-1) */
CEV_API int32_t cev_mbg_cnbd_k_expected(const double *params, int64_t n,
                                        const double *x, const double *t_x,
                                        const double *T, double horizon,
                                        double *out);

/** As cev_bgnbd_dert. */
CEV_API int32_t cev_mbg_cnbd_k_dert(const double *params, int64_t n,
                                    const double *x, const double *t_x,
                                    const double *T, double delta,
                                    double *out);

/** As cev_bgnbd_dect. */
CEV_API int32_t cev_mbg_cnbd_k_dect(const double *params, int64_t n,
                                    const double *x, const double *t_x,
                                    const double *T, double delta,
                                    double horizon, double *out);

/** As cev_bgnbd_p_any. */
CEV_API int32_t cev_mbg_cnbd_k_p_any(const double *params, int64_t n,
                                     const double *x, const double *t_x,
                                     const double *T, double horizon,
                                     double *out);

/** As cev_bgnbd_next_purchase, but that t_x is read. */
CEV_API int32_t cev_mbg_cnbd_k_next_purchase(const double *params, int64_t n,
                                             const double *x,
                                             const double *t_x,
                                             const double *T, double horizon,
                                             double *out);

/** As cev_bg_cnbd_k_pmf. */
CEV_API int32_t cev_mbg_cnbd_k_pmf(const double *params, int64_t n,
                                   const double *x, const double *T,
                                   double *out);

/** As cev_bgnbd_pmf_ahead. */
CEV_API int32_t cev_mbg_cnbd_k_pmf_ahead(const double *params, int64_t n,
                                         const double *x, const double *t_x,
                                         const double *T, double horizon,
                                         const double *purchases, double *out);

/* Pareto/NBD: params {r, alpha, s, beta}, all > 0; alpha and beta in time.
 * Sources: Schmittlein, Morrison & Colombo (1987), Management Science 33(1),
 * 1-24; Fader & Hardie (2005), "A Note on Deriving the Pareto/NBD Model and
 * Related Expressions", whose equations are named here. */

/** Log-likelihood of each customer's history. Eq. 18. */
CEV_API int32_t cev_pareto_nbd_log_likelihood(const double *params, int64_t n,
                                              const double *x,
                                              const double *t_x,
                                              const double *T, double *out);

/** Probability that the customer is still active at T. Eq. 36. */
CEV_API int32_t cev_pareto_nbd_p_alive(const double *params, int64_t n,
                                       const double *x, const double *t_x,
                                       const double *T, double *out);

/**
 * Expected purchases of each customer in (T, T + horizon]. Eq. 41; with
 * x = t_x = T = 0 it is the expectation for a new customer.
 * @param horizon  [time], finite, >= 0
 * Promise: out >= 0, non-decreasing in horizon. (PARETO-EXP-1)
 */
CEV_API int32_t cev_pareto_nbd_expected(const double *params, int64_t n,
                                        const double *x, const double *t_x,
                                        const double *T, double horizon,
                                        double *out);

/** Discounted expected residual transactions, as cev_bgnbd_dert. Source:
 *  Fader, Hardie & Lee (2005), Journal of Marketing Research 42(4), 415-430. */
CEV_API int32_t cev_pareto_nbd_dert(const double *params, int64_t n,
                                    const double *x, const double *t_x,
                                    const double *T, double delta,
                                    double *out);

/** The same over (T, T + horizon], as cev_bgnbd_dect. */
CEV_API int32_t cev_pareto_nbd_dect(const double *params, int64_t n,
                                    const double *x, const double *t_x,
                                    const double *T, double delta,
                                    double horizon, double *out);

/** As cev_bgnbd_p_any. */
CEV_API int32_t cev_pareto_nbd_p_any(const double *params, int64_t n,
                                     const double *x, const double *t_x,
                                     const double *T, double horizon,
                                     double *out);

/** As cev_bgnbd_next_purchase. */
CEV_API int32_t cev_pareto_nbd_next_purchase(const double *params, int64_t n,
                                             const double *x, const double *t_x,
                                             const double *T, double horizon,
                                             double *out);

/** Probability that a new customer makes exactly x repeat purchases by age T.
 *  Source: Fader & Hardie (2006), "Deriving an Expression for P(X(t) = x)
 *  Under the Pareto/NBD Model". */
CEV_API int32_t cev_pareto_nbd_pmf(const double *params, int64_t n,
                                   const double *x, const double *T,
                                   double *out);

/** As cev_bgnbd_pmf_ahead. */
CEV_API int32_t cev_pareto_nbd_pmf_ahead(const double *params, int64_t n,
                                         const double *x, const double *t_x,
                                         const double *T, double horizon,
                                         const double *purchases, double *out);

/*
 * Pareto/GGG: params {t, gamma, r, alpha, s, beta}, all > 0; alpha and beta in
 * time. A Pareto/NBD whose times between purchases are Gamma(k, k lambda), k
 * differing between customers as Gamma(t, gamma): above 1 they are more
 * regular than chance, below, they come in clumps. Here
 *   litt   sum of the logs of the x times between purchases, at most
 *          x log(t_x / x) but for rounding; not read where x = 0, and t_x > 0
 *          where x > 0
 * Nothing has a closed form: a call costs about 0.2 ms for each customer, and
 * 0.1 to 5 ms for purchases ahead, whose relative error is <= 1e-7; k above
 * 1e4 counts as 1e4 there, and where T = t_x and t + x <= 1, so that the mean
 * is infinite, 1e15 is told. Source:
 * Platzer & Reutterer (2016), Marketing Science 35(5), 779-799, who draw from
 * the posterior; the integrals are ours.
 */

/** Log-likelihood of each customer's history, all times between purchases
 *  included: not to be compared with that of a model that knows only x. */
CEV_API int32_t cev_pareto_ggg_log_likelihood(const double *params, int64_t n,
                                              const double *x,
                                              const double *t_x,
                                              const double *T,
                                              const double *litt, double *out);

/** Probability that the customer is still active at T. */
CEV_API int32_t cev_pareto_ggg_p_alive(const double *params, int64_t n,
                                       const double *x, const double *t_x,
                                       const double *T, const double *litt,
                                       double *out);

/**
 * Expected purchases of each customer in (T, T + horizon]; with
 * x = t_x = T = 0 it is the expectation for a new customer.
 * @param horizon  [time], finite, >= 0
 */
CEV_API int32_t cev_pareto_ggg_expected(const double *params, int64_t n,
                                        const double *x, const double *t_x,
                                        const double *T, const double *litt,
                                        double horizon, double *out);

/** Discounted expected residual transactions, as cev_bgnbd_dert. */
CEV_API int32_t cev_pareto_ggg_dert(const double *params, int64_t n,
                                    const double *x, const double *t_x,
                                    const double *T, const double *litt,
                                    double delta, double *out);

/** The same over (T, T + horizon], as cev_bgnbd_dect. */
CEV_API int32_t cev_pareto_ggg_dect(const double *params, int64_t n,
                                    const double *x, const double *t_x,
                                    const double *T, const double *litt,
                                    double delta, double horizon, double *out);

/** Probability that a new customer makes exactly x repeat purchases by age T,
 *  to an absolute error of 1e-13. */
CEV_API int32_t cev_pareto_ggg_pmf(const double *params, int64_t n,
                                   const double *x, const double *T,
                                   double *out);

/** As cev_bgnbd_pmf_ahead, to an absolute error of 1e-7; 1 to 20 ms each. */
CEV_API int32_t cev_pareto_ggg_pmf_ahead(const double *params, int64_t n,
                                         const double *x, const double *t_x,
                                         const double *T, const double *litt,
                                         double horizon,
                                         const double *purchases, double *out);

/* Gamma-Gompertz/NBD: params {r, alpha, b, s, beta}, all > 0; alpha in time, b
 * a rate. The risk of leaving is eta b exp(b u) at age u, eta ~ Gamma(s,
 * beta); with b to 0 and beta / b kept it is the Pareto/NBD with that for its
 * beta. t_x is not read where x = 0. Some microseconds a customer, less for
 * many. Source: Bemmaor & Glady (2012), Management Science 58(5), 1012-1021;
 * what has no closed form there is an integral here. */

/** Log-likelihood of each customer's history. */
CEV_API int32_t cev_ggom_nbd_log_likelihood(const double *params, int64_t n,
                                            const double *x,
                                            const double *t_x,
                                            const double *T, double *out);

/** Probability that the customer is still active at T. */
CEV_API int32_t cev_ggom_nbd_p_alive(const double *params, int64_t n,
                                     const double *x, const double *t_x,
                                     const double *T, double *out);

/**
 * Expected purchases of each customer in (T, T + horizon]; with
 * x = t_x = T = 0 it is the expectation for a new customer.
 * @param horizon  [time], finite, >= 0
 * Promise: out >= 0, non-decreasing in horizon. (GGOM-EXP-1)
 */
CEV_API int32_t cev_ggom_nbd_expected(const double *params, int64_t n,
                                      const double *x, const double *t_x,
                                      const double *T, double horizon,
                                      double *out);

/** Discounted expected residual transactions, as cev_bgnbd_dert. */
CEV_API int32_t cev_ggom_nbd_dert(const double *params, int64_t n,
                                  const double *x, const double *t_x,
                                  const double *T, double delta, double *out);

/** The same over (T, T + horizon], as cev_bgnbd_dect. */
CEV_API int32_t cev_ggom_nbd_dect(const double *params, int64_t n,
                                  const double *x, const double *t_x,
                                  const double *T, double delta,
                                  double horizon, double *out);

/** Probability that a new customer makes exactly x repeat purchases by age
 *  T. */
CEV_API int32_t cev_ggom_nbd_pmf(const double *params, int64_t n,
                                 const double *x, const double *T,
                                 double *out);

/** As cev_bgnbd_pmf_ahead. */
CEV_API int32_t cev_ggom_nbd_pmf_ahead(const double *params, int64_t n,
                                       const double *x, const double *t_x,
                                       const double *T, double horizon,
                                       const double *purchases, double *out);

/*
 * BG/BB: params {alpha, beta, gamma, delta}, all > 0. Discrete time, counted
 * in opportunities to buy, at each of which a customer buys once at most:
 * T <= 10000 of them so far, t_x the number of the one of the last purchase,
 * both whole, x <= t_x where x > 0. An active customer leaves at the beginning
 * of an opportunity. alpha and beta tell how the chances to buy differ, gamma
 * and delta those to leave. The discount rate, delta elsewhere, is `rate`
 * here. Source: Fader, Hardie & Shang (2010), Marketing Science 29(6),
 * 1086-1108.
 */

/** Log-likelihood of each customer's history. */
CEV_API int32_t cev_bgbb_log_likelihood(const double *params, int64_t n,
                                        const double *x, const double *t_x,
                                        const double *T, double *out);

/** Probability that the customer is still active at opportunity T + 1: has
 *  not left, and does not leave at its beginning, as in the paper. */
CEV_API int32_t cev_bgbb_p_alive(const double *params, int64_t n,
                                 const double *x, const double *t_x,
                                 const double *T, double *out);

/**
 * Expected purchases of each customer at the opportunities T + 1 to T +
 * horizon; with x = t_x = T = 0 it is the expectation for a new customer.
 * @param horizon  opportunities, finite, >= 0; a part of one counts for none
 * Promise: out >= 0, non-decreasing in horizon. (BGBB-EXP-1)
 */
CEV_API int32_t cev_bgbb_expected(const double *params, int64_t n,
                                  const double *x, const double *t_x,
                                  const double *T, double horizon,
                                  double *out);

/**
 * Discounted expected residual transactions: a purchase at opportunity T + k
 * counts exp(-rate k), the first that is to come with k = 1. The
 * paper's discount rate per period is d = exp(rate) - 1.
 * @param rate  continuous rate for each opportunity, >= 1e-280
 */
CEV_API int32_t cev_bgbb_dert(const double *params, int64_t n, const double *x,
                              const double *t_x, const double *T, double rate,
                              double *out);

/** The same at the opportunities T + 1 to T + horizon; rate 0 or >= 1e-280, and
 *  horizon may be infinite when rate > 0. */
CEV_API int32_t cev_bgbb_dect(const double *params, int64_t n, const double *x,
                              const double *t_x, const double *T, double rate,
                              double horizon, double *out);

/** Probability of a purchase at one at least of the opportunities T + 1 to
 *  T + horizon; horizon <= 10000. Cost: O(n horizon). */
CEV_API int32_t cev_bgbb_p_any(const double *params, int64_t n,
                               const double *x, const double *t_x,
                               const double *T, double horizon,
                               double *out);

/** The mean number of the opportunity ahead, the first that is to come being
 *  1, at which a customer buys next who buys at one of T + 1 to T + horizon;
 *  horizon <= 10000, and 0 below 1. Cost: O(n horizon). */
CEV_API int32_t cev_bgbb_next_purchase(const double *params, int64_t n,
                                       const double *x, const double *t_x,
                                       const double *T, double horizon,
                                       double *out);

/** Probability that a new customer buys at exactly x of the first T
 *  opportunities. */
CEV_API int32_t cev_bgbb_pmf(const double *params, int64_t n, const double *x,
                             const double *T, double *out);

/** As cev_bgnbd_pmf_ahead. */
CEV_API int32_t cev_bgbb_pmf_ahead(const double *params, int64_t n,
                                   const double *x, const double *t_x,
                                   const double *T, double horizon,
                                   const double *purchases, double *out);

/* Gamma-Gamma: params {p, q, gamma}, all > 0; gamma in currency. m_x is the
 * mean value of the x repeat purchases, > 0 where x > 0; p x + q and
 * p (gamma + x m_x) are at most 1e300. Source: Fader & Hardie (2013), "The
 * Gamma-Gamma Model of Monetary Value". */

/** Log-likelihood of each customer's mean value; 0 when x = 0. Eq. 1a. */
CEV_API int32_t cev_gamma_gamma_log_likelihood(const double *params, int64_t n,
                                               const double *x,
                                               const double *m_x, double *out);

/**
 * Expected value of a purchase of each customer: p (gamma + x m_x) /
 * (p x + q - 1). Where p x + q <= 1 the mean does not exist (infinite):
 * CEV_ERR_DOMAIN.
 * m_x is not read where x = 0.
 */
CEV_API int32_t cev_gamma_gamma_expected(const double *params, int64_t n,
                                         const double *x, const double *m_x,
                                         double *out);

#ifdef __cplusplus
}
#endif

#endif

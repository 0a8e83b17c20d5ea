/**
 * Formulas: what a customer is worth when margin, retention and discount rate
 * are given, over plain arrays. Nothing is fitted here.
 *
 * They are kernels and keep the rules of cev/kernels.h: `params` in the
 * paper's letters, n rows, CEV_ERR_DOMAIN for a value outside its domain,
 * CEV_ERR_ARGUMENT for a NULL or a negative n, `out` whole or untouched, no
 * allocation. A value that grows without end, or beyond what a double holds, is
 * CEV_ERR_DOMAIN. (FORMULA-1)
 *
 * Rates are per period; with yearly figures a period is a year. Money is
 * finite, in any currency, and may be negative.
 *
 * Accuracy: relative error <= 1e-12 of each sum that the paper writes down;
 * where income and cost nearly cancel, of the larger of the two. (FORMULA-ACC-1)
 */
#ifndef CEV_FORMULAS_H
#define CEV_FORMULAS_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Berger & Nasr (1998), Journal of Interactive Marketing 12(1), 17-30: a
 * customer who has just bought, whose purchases and promotions follow a fixed
 * rhythm. A purchase brings GC, its first at once; promotion costs M in the
 * middle of each period; r is the share that stays on from one purchase to the
 * next, 0 <= r <= 1; d is the discount rate per year, finite, >= 0. */

/* params {d}. */

/**
 * Case 1: one purchase a year for so many `years`.
 * GC sum(i = 0 … years) r^i / (1 + d)^i
 *   - M sum(i = 1 … years) r^(i - 1) / (1 + d)^(i - 1/2)
 * @param years  whole, >= 0; or infinite, where r < 1 + d
 */
CEV_API int32_t cev_berger_nasr_case1(const double *params, int64_t n,
                                      const double *GC, const double *M,
                                      const double *r, double years,
                                      double *out);

/* params {d, p}. */

/** Case 2a: p purchases a year, and as many promotions; p is whole, >= 1, and
 *  GC, M and r are those of one of them. As case 1 otherwise. */
CEV_API int32_t cev_berger_nasr_case2a(const double *params, int64_t n,
                                       const double *GC, const double *M,
                                       const double *r, double years,
                                       double *out);

/* params {d, q}. */

/** Case 2b: one purchase every q years, q whole, >= 1; promotion goes out every
 *  year to those who are still there, r^(1/q) of them a year. */
CEV_API int32_t cev_berger_nasr_case2b(const double *params, int64_t n,
                                       const double *GC, const double *M,
                                       const double *r, double years,
                                       double *out);

/* params {d, h, v, g, N}: the net profit of year t grows along an S,
 * h t^2 + v up to t = g, and h g^2 + v + N (1 - exp(g - t)) after, with finite
 * v, and h, g, N finite, >= 0. */

/**
 * Case 3: sum(t = 0 … years) profit(t) r^t / (1 + d)^t.
 * @param years  whole, 0 to 100000
 */
CEV_API int32_t cev_berger_nasr_case3(const double *params, int64_t n,
                                      const double *r, double years,
                                      double *out);

/**
 * Case 4: the same profit as a steady flow, integral(t = 0 … years)
 * profit(t) r^t / (1 + d)^t.
 * @param years  0 to 100000
 */
CEV_API int32_t cev_berger_nasr_case4(const double *params, int64_t n,
                                      const double *r, double years,
                                      double *out);

/* params {d, GC, M}. */

/**
 * Case 5: migration. Who does not buy in a period is not lost at once: P[j] is
 * the probability to buy in a period of a customer who last bought j + 1
 * periods ago; after n periods without a purchase he is given up. The rows
 * belong together here: out[j] is what such a customer brings from now on, so
 * that a new one is worth GC + out[0].
 * @param n      states of recency, >= 1
 * @param P      n probabilities
 * @param years  periods to look ahead, whole, 0 to 100000
 * Cost: O(n years).
 */
CEV_API int32_t cev_berger_nasr_case5(const double *params, int64_t n,
                                      const double *P, double years,
                                      double *out);

/* Gupta & Lehmann (2003), Journal of Interactive Marketing 17(1), 9-24, and
 * (2005), Managing Customers as Investments: customers of margin m, the first
 * of which comes a period from now from the share r, 0 <= r <= 1, that stays;
 * it grows by g > -1 a period; i is the discount rate, >= 0. */

/* params {i, g}. */

/**
 * sum(t = 1 … horizon) m (1 + g)^(t - 1) r^t / (1 + i)^t, for ever
 * m r / (1 + i - r (1 + g)).
 * @param horizon  whole, >= 0; or infinite, where r (1 + g) < 1 + i
 */
CEV_API int32_t cev_gupta_lehmann_value(const double *params, int64_t n,
                                        const double *m, const double *r,
                                        double horizon, double *out);

/* params {i, g, k}. */

/**
 * The same where retention improves from r to r_max as a customer ages: in
 * period t it is r_max - (r_max - r) exp(-k (t - 1)). Another path to a
 * ceiling would do as well; this one has a single number, k: half the way is
 * made in log(2) / k periods.
 * @param r_max    r <= r_max <= 1
 * @param horizon  whole, >= 0; or infinite, where r_max (1 + g) < 1 + i
 * k is 0 or 0.001 to 1000. Cost: at most 40 / k terms, or `horizon`.
 */
CEV_API int32_t cev_gupta_lehmann_improving(const double *params, int64_t n,
                                            const double *m, const double *r,
                                            const double *r_max,
                                            double horizon, double *out);

#ifdef __cplusplus
}
#endif

#endif

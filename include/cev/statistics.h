/**
 * Statistics for honest answers: intervals, tests, shrinkage, power.
 *
 * Kernels in the sense of cev/kernels.h: pure functions over plain arrays,
 * without objects or allocation. CEV_ERR_DOMAIN for a value outside its
 * domain, CEV_ERR_ARGUMENT for a NULL or a negative n; outputs are written
 * whole or not at all; n = 0 is fine, with arrays that may then be NULL. But
 * where a section says that its rows hang together, an answer depends on its
 * own row alone. (STAT-ROW-1)
 *
 * Counts of hits, trials and events may be fractions, sums of weights, unless
 * a function says otherwise; they are at most 1e15. A coverage lies between 0
 * and 1, both excluded: 0.9 makes intervals that hold the truth nine times in
 * ten.
 *
 * Accuracy: relative error <= 1e-11 against 50-digit values. (STAT-ACC-1)
 */
#ifndef CEV_STATISTICS_H
#define CEV_STATISTICS_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Shares: `hits` of `trials`, 0 <= hits <= trials, trials > 0. */

/** Wilson's score interval. Wilson (1927), JASA 22, 209-212. Right for most
 *  uses. Wilson's 95 % of 15 in 25 are .40739 to .76597. */
CEV_API int32_t cev_wilson_interval(double coverage, int64_t n,
                                    const double *hits, const double *trials,
                                    double *lower, double *upper);

/** Adjusted Wald: z^2 / 2 hits and as many failures are added. Agresti & Coull
 *  (1998), American Statistician 52, 119-126. Within 0 and 1. */
CEV_API int32_t cev_adjusted_wald_interval(double coverage, int64_t n,
                                           const double *hits,
                                           const double *trials,
                                           double *lower, double *upper);

/** Clopper & Pearson (1934), Biometrika 26, 404-413: never covers less than it
 *  says, and mostly more. */
CEV_API int32_t cev_clopper_pearson_interval(double coverage, int64_t n,
                                             const double *hits,
                                             const double *trials,
                                             double *lower, double *upper);

/** The first share less the second: Newcombe (1998), Statistics in Medicine
 *  17, 873-890, method 10, from the Wilson intervals of both. */
CEV_API int32_t cev_newcombe_interval(double coverage, int64_t n,
                                      const double *hits1,
                                      const double *trials1,
                                      const double *hits2,
                                      const double *trials2, double *lower,
                                      double *upper);

/* Rates: so many events, whole numbers, in an exposure > 0 (days, customers). */

/** Probability that two equal rates differ as much or more, given their sum:
 *  the exact conditional test, two-sided by the likelihood of each split.
 *  Przyborowski & Wilenski (1940), Biometrika 31, 313-323. */
CEV_API int32_t cev_poisson_test(int64_t n, const double *events1,
                                 const double *exposure1,
                                 const double *events2,
                                 const double *exposure2, double *p);

/**
 * The same by the E-test of Krishnamoorthy & Thomson (2004), Journal of
 * Statistical Planning and Inference 119, 23-35: not given the sum, which with
 * exposures of about the same size finds smaller differences. 1 where nothing
 * was seen.
 * Domain: events up to 1e6. Cost: O(sqrt(events)).
 */
CEV_API int32_t cev_poisson_e_test(int64_t n, const double *events1,
                                   const double *exposure1,
                                   const double *events2,
                                   const double *exposure2, double *p);

/* Many tests at once; the rows hang together. p in [0, 1]. `order` says which
 * row has the smallest p, which the next and so on, from 0; of equal ones the
 * earlier row comes first. Cost: O(n log n). */

/** What each p becomes so that rejecting those up to q makes, in the mean, at
 *  most a share q of all rejections wrong. Benjamini & Hochberg (1995), Journal
 *  of the Royal Statistical Society B 57, 289-300. */
CEV_API int32_t cev_benjamini_hochberg(int64_t n, const double *p,
                                       double *adjusted, double *order);

/** What each p becomes so that rejecting those up to q makes any wrong
 *  rejection at most so likely. Holm (1979), Scandinavian Journal of Statistics
 *  6, 65-70; never less powerful than Bonferroni's min(1, n p). */
CEV_API int32_t cev_holm(int64_t n, const double *p, double *adjusted,
                         double *order);

/* Shrinkage: groups of which each has told little lend each other what they
 * have in common. The fit looks at all rows together; it gives the prior's
 * parameters. Where groups differ no more than by chance, the prior is as
 * narrow as it gets, and every group's mean nearly that of all. */

/* params {a, b}: a share follows Beta(a, b). */

/**
 * The most likely prior, with 1e-3 <= a + b <= 1e6, half a hit and half a miss
 * more for its mean. Where all are hits, or none, how groups differ cannot be
 * seen: then it is Beta(hits + 1/2, misses + 1/2) of all together. Hits and
 * trials are whole.
 * @param n  groups, >= 1; trials may be 0, but not everywhere
 * @param params  {a, b}, out
 */
CEV_API int32_t cev_beta_binomial_fit(int64_t n, const double *hits,
                                      const double *trials, double *params);

/** (a + hits) / (a + b + trials); trials may be 0. */
CEV_API int32_t cev_beta_binomial_mean(const double *params, int64_t n,
                                       const double *hits,
                                       const double *trials, double *out);

/** The central interval of the share, given the prior: that the prior itself is
 *  estimated is not in it. */
CEV_API int32_t cev_beta_binomial_interval(const double *params,
                                           double coverage, int64_t n,
                                           const double *hits,
                                           const double *trials,
                                           double *lower, double *upper);

/* params {a, b}: a rate follows a gamma distribution of shape a and mean a / b. */

/** The most likely prior, with 1e-3 <= a <= 1e6. Events are whole; not all may
 *  be 0. @param params  {a, b}, out */
CEV_API int32_t cev_gamma_poisson_fit(int64_t n, const double *events,
                                      const double *exposure, double *params);

/** (a + events) / (b + exposure); exposure may be 0. */
CEV_API int32_t cev_gamma_poisson_mean(const double *params, int64_t n,
                                       const double *events,
                                       const double *exposure, double *out);

/** The central interval of the rate, given the prior. */
CEV_API int32_t cev_gamma_poisson_interval(const double *params,
                                           double coverage, int64_t n,
                                           const double *events,
                                           const double *exposure,
                                           double *lower, double *upper);

/* params {mu, tau}: a group's true value is normal around mu with standard
 * deviation tau >= 0. Domain: values and parameters up to 1e50, standard errors
 * from 1e-50 to 1e50. */

/** tau by Paule & Mandel (1982), Journal of Research of the National Bureau of
 *  Standards 87, 377-385 (as Morris 1983 has it, JASA 78, 47-55); 0 where the
 *  groups differ no more than their standard errors, > 0, say. n >= 1.
 *  @param params  {mu, tau}, out */
CEV_API int32_t cev_normal_normal_fit(int64_t n, const double *value,
                                      const double *std_error,
                                      double *params);

/** Between value and mu, by what each is known to. */
CEV_API int32_t cev_normal_normal_mean(const double *params, int64_t n,
                                       const double *value,
                                       const double *std_error, double *out);

/** The central interval of the true value, given mu and tau. */
CEV_API int32_t cev_normal_normal_interval(const double *params,
                                           double coverage, int64_t n,
                                           const double *value,
                                           const double *std_error,
                                           double *lower, double *upper);

/* Experiments: two arms of equal size; alpha, 0 < alpha / 2 < 1/2, is the
 * probability to see a difference where there is none, power the one to see
 * one that is there. */

/** Power to tell share2 from share1, 0 < share < 1, with `size` >= 1 in each
 *  arm, by the normal approximation: R's power.prop.test. */
CEV_API int32_t cev_shares_power(double alpha, int64_t n, const double *size,
                                 const double *share1, const double *share2,
                                 double *out);

/** How many are needed in each arm (not rounded). share1 and share2 differ;
 *  alpha / 2 < power < 1. */
CEV_API int32_t cev_shares_size(double alpha, double power, int64_t n,
                                const double *share1, const double *share2,
                                double *out);

/** Power of the two-sample t test to tell a difference of means, with `size`
 *  from 2 to 1e9 in each arm, finite difference and sd > 0: R's
 *  power.t.test. */
CEV_API int32_t cev_means_power(double alpha, int64_t n, const double *size,
                                const double *difference, const double *sd,
                                double *out);

/** How many are needed in each arm (not rounded), at least 2. The difference is
 *  not 0 and at least sd / 1e4; alpha / 2 < power < 1. */
CEV_API int32_t cev_means_size(double alpha, double power, int64_t n,
                               const double *difference, const double *sd,
                               double *out);

/* params {tau}: the standard deviation of the differences that a test is made
 * for, > 0. Any will do; one near the true difference ends soonest. */

/**
 * A test that may be looked at whenever one likes: the mixture sequential
 * probability ratio test of Johari, Pekelis & Walsh (2017), "Always Valid
 * Inference". The rows are looks, one after the other, and hang together: at
 * each the difference seen so far and its standard error, > 0.
 * @param p             always-valid p: under no difference it ever falls to
 *                      alpha with probability alpha at most; never rises
 * @param lower, upper  always-valid interval: narrows from look to look, and
 *                      holds the truth at all looks at once with `coverage`.
 *                      Looks that contradict each other, which has at most the
 *                      remaining probability, leave lower = upper.
 */
CEV_API int32_t cev_sequential_test(const double *params, double coverage,
                                    int64_t n, const double *difference,
                                    const double *std_error, double *p,
                                    double *lower, double *upper);

/* Bootstrap: how an estimate would have come out on other customers. */

/**
 * How often each of n customers is in a resample. The same seed and number
 * give the same counts on every machine; they sum to n. (STAT-BOOT-1)
 * @param resample  0, 1, 2 …: none follows from another; >= 0
 * @param n         up to 2^40
 */
CEV_API int32_t cev_bootstrap_counts(int64_t seed, int64_t resample, int64_t n,
                                     double *counts);

/** How much the spread of an estimate grows with it: Efron's acceleration.
 *  @param left_out  the estimate without each of n customers in turn, or each
 *                   of n equal parts of them
 *  @param number    one number, out: 0 where they are all equal */
CEV_API int32_t cev_bootstrap_acceleration(int64_t n, const double *left_out,
                                           double *number);

/**
 * The bias-corrected and accelerated interval. Efron (1987), JASA 82, 171-185.
 * @param acceleration  as above; 0: bias-corrected only
 * @param n             resamples, >= 1
 * @param resampled     the estimate from each, finite, in any order
 * @param bounds        two numbers, out: lower and upper
 * Cost: O(64 n), no allocation.
 */
CEV_API int32_t cev_bootstrap_interval(double coverage, double estimate,
                                       double acceleration, int64_t n,
                                       const double *resampled,
                                       double *bounds);

#ifdef __cplusplus
}
#endif

#endif

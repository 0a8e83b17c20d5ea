/**
 * Segmenters: anything that groups customers.
 */
#ifndef CEV_SEGMENTER_H
#define CEV_SEGMENTER_H

#include "options.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct cev_segmenter cev_segmenter;

/** A new segmenter, not fitted yet; the options are copied.
 * @return CEV_OK, CEV_ERR_KIND, CEV_ERR_OPTION, CEV_ERR_ARGUMENT, CEV_ERR_MEMORY */
CEV_API int32_t cev_segmenter_new(cev_ctx *ctx, const char *kind,
                                  const cev_options *options,
                                  cev_segmenter **out);
CEV_API void cev_segmenter_free(cev_segmenter *segmenter);

/** The kind's name. */
CEV_API const char *cev_segmenter_kind(const cev_segmenter *segmenter);

/** The options in force, as cev_estimator_options(). (SEG-OPTIONS-1) */
CEV_API int32_t cev_segmenter_options(const cev_segmenter *segmenter,
                                      cev_table **out);

/**
 * Learn the groups from a row a customer. A column `customers` says for how
 * many customers a row stands (not to rfm); the order of the rows changes no
 * bit of the result. (SEG-ORDER-1)
 *
 *   rfm wants x, t_x, T and revenue: recency is T - t_x, frequency x + 1,
 *   monetary value the revenue. Scores 1 … `scores`, the highest is best, cut
 *   at quantiles: 1 + floor(scores × share), where `share` is that of the
 *   fitted customers whom a value beats, those equal to it counted half.
 *   Equal values score alike (RFM-TIES-1), a better one never lower
 *   (RFM-ORDER-1), and where all are equal everyone is in the middle. Where
 *   the revenue is a gap, or every one is, m is the middle score,
 *   scores / 2 + 1. No customers are fine; all scores are then the middle.
 *   With `recency_cuts`, `frequency_cuts` or `monetary_cuts` that score goes by
 *   values instead of quantiles: scores - 1 different numbers, in any order. One
 *   is the better for each age of the last purchase that is not exceeded, and
 *   for each number of purchases (x + 1) or revenue that is reached.
 *
 *   tiers orders customers by `column`, the highest first, and cuts them by
 *   `cut_by`: at shares of the customers (0.2, 0.5: the best fifth, the next
 *   three tenths, the rest), at shares of the amount that they bring together
 *   (0.8, 0.95; values below 0 bring nothing), or at the values of `cuts`. Of
 *   equal values the middle decides, so that they are in one tier
 *   (TIERS-TIES-1); a gap is in the last.
 *
 *   rules are the conditions of `rules`, of which the first that holds decides:
 *       vip: revenue > 1000 and x >= 5; lost: T - t_x > 365; else other
 *   A condition compares (< <= = != >= >) sums of numbers and columns of
 *   numbers (+ - * / and parentheses), or a column of texts with a 'text' (= or
 *   !=, column in ('a', 'b')), or asks "column is missing"; and, or, not. A
 *   column whose name is no word stands in "double quotes"; quotes within
 *   quotes are doubled. What rests on a gap is neither true nor false, and
 *   division by 0 gives a gap. Without else the rest is "other". Texts that
 *   are no rules are refused with the character, what is there and what was
 *   wanted. (RULES-POINT-1) They may have 100,000 bytes, 100 names, 100 columns
 *   and parentheses 60 deep.
 *
 *   kmeans goes by the columns of numbers that `features` names, or by all but
 *   customer, customers and segment; each from -1e100 to 1e100, a gap counts
 *   as the column's mean. `scaling` divides them by their standard deviation (of a
 *   sample), by their range, or by nothing. The groups are those of least
 *   inertia, the sum of squared distances to their means, of `starts`
 *   beginnings (k-means++, on up to 8,192 customers), each gone on with by
 *   Lloyd's iterations, at most `max_iter`, and, up to 65,536 distinct
 *   customers, until no single one fits better elsewhere (KMEANS-LEAST-1). As
 *   many as `segments`, or with 0 chosen up to `segments_most` by the greatest
 *   mean silhouette, or by the gap statistic (`choice`); the silhouette is that
 *   of at most 2,000 customers. There are never more groups than distinct
 *   customers, and equal customers are always together. (KMEANS-TIES-1)
 *
 *   kprototypes goes by numbers as kmeans does and by texts of at most 200
 *   different ones: all columns but customer, customers and segment, or those
 *   of `features`. Each text that differs from a group's most frequent one
 *   counts `gamma` of a squared distance; 0 takes the mean variance of the
 *   scaled numbers by the mean of 1 - sum of squared shares of the texts, so
 *   that both part customers alike (1 where there are no numbers). A gap counts
 *   as the text that most have. Otherwise as kmeans, the number of groups by
 *   silhouette, without transfers of single customers where there are texts.
 *
 *   mixture goes by columns as kmeans does, those in which all are equal left
 *   out: each group is a normal distribution with a share of the customers,
 *   whose covariance is full (at most 40 columns) or diagonal. The likelihood
 *   is that next to the end of kmeans, by EM, at most `max_iter` iterations. The
 *   number of groups (`segments` 0) and the kind of `covariance` ("auto") are
 *   those of the least BIC, on at most 10,000 customers. Where a group has no
 *   spread it is given a little, and a verdict says so.
 *
 *   latent_class goes by categories: the columns that `features` names, or all
 *   but customer, customers and segment, texts and numbers, of at most 200
 *   values each. Within a class answers do not hang together; each class has a
 *   share and the probability of each answer. The likelihood is the greatest
 *   of `starts` beginnings by EM, each gone on with for a tenth of `max_iter`
 *   iterations, the best to its end. A gap says nothing. The number of classes
 *   (`segments` 0) is that of the least BIC, on at most 10,000 patterns.
 * @return CEV_OK, CEV_ERR_COLUMN, CEV_ERR_DOMAIN, CEV_ERR_LIMIT (columns, 200;
 *         groups, 100), CEV_ERR_OPTION (rules, cuts and names that are none),
 *         CEV_ERR_CANCELLED, CEV_ERR_MEMORY
 */
CEV_API int32_t cev_segmenter_fit(cev_segmenter *segmenter,
                                  const cev_table *customers);

/**
 * The group of each row, in its order, after `customer` where there is one:
 *   segment (text)
 * and for
 *   rfm  before it r, f, m (int64 scores) and total (double), their mean by
 *        `score_weights`, which may be other than in the fit; the segments, to
 *        which weights do nothing, are, best first:
 *        champions, loyal, potential loyalists, new, promising,
 *        need attention, cannot lose, at risk, about to sleep, hibernating,
 *        lost; of customers who bought once (x = 0) by r and m, of others by
 *        r and the mean of f and m
 *   tiers  the `names`, or A, B, C and so on
 *   rules  the names of the rules
 *   kmeans, kprototypes  segments "1", "2" and so on, the largest first:
 *        that of the nearest mean
 *   mixture, latent_class  segments as kmeans: the likeliest; then
 *        probability, of that; of latent_class also probability_<segment>, of
 *        each
 * The fitted customers are placed as they were in the fit. (SEG-ASSIGN-1)
 * @return CEV_OK, CEV_ERR_STATE, CEV_ERR_COLUMN, CEV_ERR_DOMAIN,
 *         CEV_ERR_OPTION (rfm: other `scores` than fitted), CEV_ERR_MEMORY
 */
CEV_API int32_t cev_segmenter_assign(const cev_segmenter *segmenter,
                                     const cev_table *customers,
                                     const cev_options *options,
                                     cev_table **out);

/**
 * A row a group that holds fitted customers:
 *   segment (text), meaning (text: who they are), customers, customers_share,
 *   revenue, revenue_share
 * revenue is there where the fitted customers had it, a gap where none of the
 * group is known; revenue_share also where all revenue is 0 or less. So are,
 * but for rfm, margin and clv with their shares, and the means of these, of
 * churn and of p_alive, where the fitted customers had such columns.
 *   rfm  groups best first; the meaning also says what to do. After the share
 *        recency, frequency, monetary: means, of monetary over those whose
 *        revenue is known. customers is an int64
 *   others  customers is a double; after the share mean_<column> for each
 *        column that the kind goes by, over those whose value is known
 *   tiers  the best first; the meaning tells the limits
 *   rules  in the order of the rules; the meaning is the condition
 *   kmeans, mixture  kmeans has the largest first; the meaning tells the
 *        columns that set the group apart, with the difference of means in
 *        standard deviations
 *   kprototypes  as kmeans, and share_<column>=<text>
 *   latent_class  the largest first; no means; share_<column>=<value>, the
 *        probability of each answer; the meaning tells the answers that set
 *        the class apart
 * @return CEV_OK, CEV_ERR_STATE, CEV_ERR_OPTION, CEV_ERR_MEMORY
 */
CEV_API int32_t cev_segmenter_profile(const cev_segmenter *segmenter,
                                      const cev_options *options,
                                      cev_table **out);

/**
 * What was fitted, on how much, and what cannot be believed, with the columns
 * of cev_estimator_summary(); figures ("fit") and verdicts:
 *   all     customers; but for rfm segments, those that have customers
 *   rfm     scores
 *   tiers   least_<name>: the least value of each tier but the last
 *   rules   rules: how many; a verdict for each group that nobody is in
 *   kmeans, kprototypes
 *           inertia (of the scaled columns), explained (the share of all
 *           inertia that the groups take away), silhouette, with texts gamma
 *   mixture, latent_class
 *           log_likelihood (of the columns as they are), bic (the less the
 *           better), freedom, certainty (mean probability); of latent_class a
 *           verdict where numbers cannot be told from one another: where the
 *           scores of the likelihood depend on each other (LATENT-RANK-1)
 * @return CEV_OK, CEV_ERR_STATE, CEV_ERR_OPTION, CEV_ERR_MEMORY
 */
CEV_API int32_t cev_segmenter_summary(const cev_segmenter *segmenter,
                                      const cev_options *options,
                                      cev_table **out);

/**
 * Whether the groups would come out again from other customers: the kind is
 * fitted with its options to resamples of the customers, and each group of the
 * fitted segmenter compared with the one that is most like it there, by the
 * customers whom both hold (Jaccard's similarity, over those drawn).
 * A row a group that holds customers, in the order of their names:
 *   segment, customers
 *   jaccard          mean of the resamples; 1 where it is always found whole
 *   jaccard_lo, _hi  where it lies in the share `interval` of the resamples
 *   found, lost      share of the resamples with more than 0.75, and with 0.5
 *                    or less
 *   verdict          in words: from 0.85 on a group comes out again, from 0.75
 *                    for the most part, from 0.6 it is in doubt, below not
 * Gaps where nobody was drawn. The order of the rows changes nothing
 * (SEG-STABLE-1); of more than 10,000 a fair sample is taken.
 *
 * @param customers  those it was fitted to
 * @param options    draws (resamples; here 100 unless given), interval
 * @return CEV_OK, CEV_ERR_STATE, CEV_ERR_OPTION, CEV_ERR_CANCELLED, and what
 *         cev_segmenter_fit() gives
 * Cost: as many fits. Source: Hennig (2007), Computational Statistics & Data
 * Analysis 52(1).
 */
CEV_API int32_t cev_segmenter_stability(const cev_segmenter *segmenter,
                                        const cev_table *customers,
                                        const cev_options *options,
                                        cev_table **out);

/** Save and load as for estimators. */
CEV_API int32_t cev_segmenter_save(const cev_segmenter *segmenter, void *bytes,
                                   int64_t capacity, int64_t *size);
CEV_API int32_t cev_segmenter_load(cev_ctx *ctx, const void *bytes,
                                   int64_t size, cev_segmenter **out);

#ifdef __cplusplus
}
#endif

#endif

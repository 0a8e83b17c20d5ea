/**
 * About segments, whoever made them: what sets each apart, what it brings, and
 * who moves from one to another. Tables in, tables out.
 *
 * A table of customers has a column `segment` (text, no gaps), as
 * cev_segmenter_assign() gives it, beside whatever is known of them; a column
 * `customers` says for how many a row stands. Segments come in the order of
 * their names; the order of the rows changes nothing.
 */
#ifndef CEV_SEGMENTS_H
#define CEV_SEGMENTS_H

#include "options.h"
#include "table.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * What sets segments apart from the rest: a row for each segment and column of
 * numbers, and for each segment and text of a column of texts.
 *   segment, column, level (text; a gap for numbers)
 *   customers       of the segment whose value is known
 *   value, rest     mean of the numbers, or share of the text, in the segment
 *                   and among all others
 *   effect          numbers: Hedges' g, the difference of means in standard
 *                   deviations within, freed of its small-sample bias; texts:
 *                   Cohen's h, the difference of 2 asin(sqrt(share)). About 0.2
 *                   is small, 0.5 middling, 0.8 large
 *   effect_lo, _hi  its interval (option interval), by its large-sample error
 *   p               of no difference: Welch's t; the two-proportion z
 *   p_adjusted      of all rows together, by Benjamini & Hochberg
 * Gaps where there is nothing to compare with, or nothing varies.
 *
 * @param options  features (columns joined by commas; default all but customer,
 *                 customers and segment), interval
 * @return CEV_OK, CEV_ERR_COLUMN, CEV_ERR_DOMAIN, CEV_ERR_LIMIT (200 columns;
 *         1,000 segments; 100,000 rows), CEV_ERR_OPTION, CEV_ERR_ARGUMENT,
 *         CEV_ERR_MEMORY
 * Source: Hedges (1981), Journal of Educational Statistics 6(2); Cohen (1988),
 * Statistical Power Analysis; Benjamini & Hochberg (1995), JRSS B 57(1).
 */
CEV_API int32_t cev_segments_profile(cev_ctx *ctx, const cev_table *customers,
                                     const cev_options *options,
                                     cev_table **out);

/**
 * What segments bring: a row a segment.
 *   segment, customers (whose amount is known), customers_share
 *   amount, amount_share   their sum, and its share of all where that is above
 * 0
 *   mean, mean_lo, mean_hi with Student's interval; gaps below two customers
 *   earning        share of customers with an amount above 0
 *   loss           the sum of amounts below 0
 * @param options  column (numbers; default "revenue": profit tells more, where
 *                 it is known), interval
 * @return as cev_segments_profile
 */
CEV_API int32_t cev_segments_profit(cev_ctx *ctx, const cev_table *customers,
                                    const cev_options *options,
                                    cev_table **out);

/**
 * The whale curve: what the best customers bring together, 101 rows, for each
 * hundredth of the customers.
 *   customers_share  0, 0.01 … 1
 *   amount           of that share of the customers, the best ones first
 *   amount_share     of what all bring; above 1 where the rest loses money; a
 *                    gap where that is not above 0
 * Nobody's `segment` is asked for. No rows without customers.
 * @param options  column
 * @return as cev_segments_profile
 */
CEV_API int32_t cev_segments_whale(cev_ctx *ctx, const cev_table *customers,
                                   const cev_options *options,
                                   cev_table **out);

/**
 * Who of the others resembles the best customers: those of the greatest value
 * in the option `column` (default "revenue"), a share `best` (0.1) of all whose
 * value is known; of equal values the middle decides. Customers of no known
 * value, such as new ones, are told as well. Nobody's `segment` is asked for.
 * @param scores  a row a customer:
 *   customer         where there is one
 *   is_best          1 or 0; a gap where the value is unknown
 *   score            0 … 1: the probability of being one of the best, by a
 *                    linear discriminant of the other columns; a gap where
 *                    nothing tells them apart
 *   reason_1 … _3    the columns that add most to its log-odds either way, and
 *                    how much, over the mean of all; gaps where there are fewer
 * @param summary  NULL, or figures ("fit") and verdicts, with the columns of
 *   cev_estimator_summary(): customers and best (of known value), least_value
 *   (of the best), and auc, the share of pairs of one of the best and one of
 * the
 *   rest who stand in their order, of customers who were left out in turn, a
 *   fifth at a time, with its interval
 * Numbers are standardised, gaps count as their mean; the covariance is drawn
 * to its diagonal as by as many customers as there are columns, and one. It is
 * learnt from at most 20,000 points. Columns that the value is made of tell
 * nothing new: leave them out.
 * @param options  column, best, features (columns of numbers and texts; default
 *                 all but customer, customers, segment and that of the value),
 *                 interval
 * @return as cev_segments_profile; CEV_ERR_LIMIT also for more than 200 numbers
 *         and different texts
 * Source: Fisher (1936), Annals of Eugenics 7(2); Friedman (1989), JASA
 * 84(405); Hanley & McNeil (1982), Radiology 143(1).
 */
CEV_API int32_t cev_segments_lookalikes(cev_ctx *ctx,
                                        const cev_table *customers,
                                        const cev_options *options,
                                        cev_table **scores,
                                        cev_table **summary);

/**
 * Who moved from which segment to which between two dates.
 * @param before, after  customer (text or int64, of one type in both, no gaps,
 *               each once), segment and, if it is in both, the option `column`
 * @param moves  a row for each pair of segments that there can be, of those
 *               who are in both tables:
 *   from, to, count (double), share (of those from there; Dirichlet mean with
 *   1/2 for each segment, as in cev_markov_estimate; a gap where nobody was)
 *   amount_before, amount_after  means of the column over the moved customers
 *   whose amount is known on both dates
 *   It serves cev_markov_estimate(), which wants from, to and count.
 * @param mix    NULL, or a row a segment:
 *   segment, before, after   customers of each table
 *   arrived, left            of these, not in the other table
 *   steady                   the share of all that the segment would come to
 *                            hold if shares stayed and nobody came or left
 * @param options  column (default "revenue"; clv for what moves are worth)
 * @return as cev_segments_profile
 */
CEV_API int32_t cev_segments_migration(cev_ctx *ctx, const cev_table *before,
                                       const cev_table *after,
                                       const cev_options *options,
                                       cev_table **moves, cev_table **mix);

#ifdef __cplusplus
}
#endif

#endif

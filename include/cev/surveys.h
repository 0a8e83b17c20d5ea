/**
 * Surveys: how content customers are, who differs, when it changed, and what
 * moves it.
 *
 *     cev_survey_scores(ctx, answers, options, &scores);
 *
 * A table of answers has a row an answer, or a row for many equal ones:
 *   answer     a number; a gap is a question without an answer. The option
 *              `target` names another column
 *   customers  for how many the row stands (optional; fractions are weights,
 *              which put right who answers too seldom)
 *   a column of texts that the option `strata` names: the group (optional;
 *              a gap belongs to no group)
 *
 * The option `measure` says what answers come to:
 *   nps   net promoters, -100 to 100: of answers from 0 to 10 those from 9 up
 *         promote, those up to 6 detract. Interval: adjusted Wald (Rocks 2016)
 *   csat  percent of the satisfied, who answer `satisfied_from` or higher.
 *         Interval: Wilson's
 *   ces   the mean answer, of effort or anything else. Interval: Student's t;
 *         a gap for a single answer
 *   rate  events (the answer) by exposure (`customers`): complaints by order,
 *         tickets by day. Interval: exact (Garwood 1936)
 * The order of the rows changes no bit of any answer. (SURVEY-ORDER-1)
 */
#ifndef CEV_SURVEYS_H
#define CEV_SURVEYS_H

#include "options.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * The score of all, and of each group.
 *
 * @param out  a row for all, then one for each group in the order of its name:
 *   group       (text; a gap: all)
 *   answers     how many (of a rate: exposure)
 *   value       the score; a gap without answers
 *   shrunk      what to rank by: drawn to what groups have in common, the more
 *               the fewer the answers, by as much as the answers of all leave
 *               open (DuMouchel & Normand 2000)
 *   positive, negative  shares of promoters and detractors, of the satisfied
 *               and the others; else gaps
 *   p           of being no different from all the others together
 *   p_adjusted  the same, where so many groups are looked at (Benjamini &
 *               Hochberg)
 *   value_lo, value_hi, shrunk_lo, shrunk_hi  unless the option interval is 0
 * @param options  target, strata, measure, satisfied_from, interval
 * @return CEV_OK, CEV_ERR_COLUMN, CEV_ERR_DOMAIN (an answer that is none),
 *         CEV_ERR_OPTION, CEV_ERR_ARGUMENT, CEV_ERR_MEMORY
 * Promise: five answers of the best kind do not rank before fifty of which
 * nearly all are.                                              (SURVEY-RANK-1)
 */
CEV_API int32_t cev_survey_scores(cev_ctx *ctx, const cev_table *answers,
                                  const cev_options *options, cev_table **out);

/**
 * The score from period to period, and when it changed.
 *
 * @param answers  also a column `time` of numbers (the option `time` names
 *                 another): the period of the answer, e.g. 202405, or, with
 *                 the option period, the second (since 1970) of one; rows with
 *                 a gap are left out
 * @param out  a row a group and period with answers, in the order of both:
 *   group, time (with the option period int64: its start [s]), answers, value
 *   distance    to all periods before together, in standard errors; a gap in
 *               the first
 *   p, p_adjusted  of no change since, and the same where so many periods of so
 *               many groups are looked at
 *   cusum       sum of distances beyond half a standard error, up or (negative)
 *               down
 *   ewma        weighed mean of the last distances, in its standard deviations
 *   change      (text) "up" or "down": this period stands out, with at most a
 *               share `false_alarms` of those told by chance; "drifted up" or
 *               "drifted down": a lasting change has added up, cusum beyond 5 or
 *               ewma beyond 2.86. The comparison then begins anew from here
 *   value_lo, value_hi  unless the option interval is 0
 * @param options  target, time, period, strata, measure, satisfied_from,
 *                 false_alarms, interval
 * @return as cev_survey_scores
 */
CEV_API int32_t cev_survey_trend(cev_ctx *ctx, const cev_table *answers,
                                 const cev_options *options, cev_table **out);

/**
 * Which aspects move the overall score.
 *
 * @param answers  a row a customer: the overall score `answer` (or as `target`
 *                 names it) and 1 to 12 drivers, which the option `features`
 *                 names; without it all other columns of numbers but customer,
 *                 customers, time and group. Only who answered all of them
 *                 counts, two more than there are drivers at least
 * @param out  a row a driver:
 *   driver      (text)
 *   mean, performance  the mean answer, and where that lies between the lowest
 *               and the highest answer to any driver, 0 to 100
 *   coefficient, std_error, p  of the linear regression of the score on all
 *   standardised  the same in standard deviations
 *   r2          the driver's part of what all explain: Shapley's, exact over
 *               all subsets (Lindeman, Merenda & Gold 1980); the parts add up
 *               to R^2                                     (SURVEY-DRIVER-1)
 *   importance  the same as a share of R^2
 *   advice      (text) "improve" (important, and below the drivers' mean
 *               performance), "keep", "later", "enough"; or why nothing can be
 *               told of it
 *   coefficient_lo, _hi (t), importance_lo, _hi (by what each customer adds)
 *               unless the option interval is 0
 * Customers who answer one thing high may answer all high: importance is what
 * goes together, not what follows from an improvement.
 * @param options  target, features, interval
 * @return as cev_survey_scores; CEV_ERR_LIMIT for more than 12 drivers,
 *         CEV_ERR_CANCELLED
 * Cost: O(2^drivers drivers^3 + rows drivers^3).
 */
CEV_API int32_t cev_survey_drivers(cev_ctx *ctx, const cev_table *answers,
                                   const cev_options *options,
                                   cev_table **out);

/**
 * Whether several questions ask for one thing, so that their mean is an index
 * of it: Cronbach's (1951) alpha.
 *
 * @param answers  a row a customer, a column a question: those that `features`
 *                 names, or all columns of numbers but customer, customers,
 *                 time and group. Only who answered all counts
 * @param out  a row for all, then one for each question:
 *   item         (text; a gap: all)
 *   customers    who answered all
 *   mean, sd     of the question; of the index
 *   correlation  of the question with the sum of the others
 *   alpha        of all; Feldt's (1965) alpha_lo, alpha_hi unless the option
 *                interval is 0
 *   alpha_without  of the others without this question
 * @param options  features, interval
 * @return as cev_survey_scores
 */
CEV_API int32_t cev_survey_reliability(cev_ctx *ctx, const cev_table *answers,
                                       const cev_options *options,
                                       cev_table **out);

/**
 * Several questions as one answer: an index of satisfaction, or of emotional
 * connection, from 0 to 100. Whether they ask for one thing
 * cev_survey_reliability() tells; what the index is by group and period, with
 * intervals, cev_survey_scores() and _trend() with the measure ces.
 *
 * @param answers  as in cev_survey_reliability()
 * @param out  a row for each row of answers: its other columns, copied, and
 *   answer    the mean answer, 0 at the lowest answer to any of the questions
 *             in the table and 100 at the highest; a gap where fewer than half
 *             of them are answered, or all answers are the same
 *   answered  how many are (int64)
 * @param options  features
 * @return as cev_survey_scores
 */
CEV_API int32_t cev_survey_index(cev_ctx *ctx, const cev_table *answers,
                                 const cev_options *options, cev_table **out);

/**
 * Who would recommend the shop, and is leaving it all the same.
 *
 * @param answers    customer (text or int64), answer (0 to 10; the option
 *                   `target` names another column) and, optionally, time (the
 *                   option `time` likewise): the latest answer of a customer
 *                   counts, without a time the mean of all
 * @param customers  customer, p_alive (as predictions have it; a gap is no
 *                   risk) and, optionally, what the option `column` names
 * @param out  a row for each row of customers:
 *   customer, answer (a gap: none), p_alive
 *   at_risk (int64)   1 where p_alive is below the option `threshold`
 *   standing (text)   "promoter" (9 and 10), "passive", "detractor" (up to 6)
 *                     or "silent" (no answer), and "… at risk"
 * @param attitudes  NULL, or a row for each of these four:
 *   attitude (text), customers, at_risk (int64)
 *   at_risk_share     with _lo and _hi by Wilson
 *   value, value_at_risk  sums of the option `column` where known; gaps where
 *                     there is no such column
 * @param options  target, time, column (default "revenue"; clv tells more),
 *                 threshold (default 0.5), interval
 * @return as cev_survey_scores
 */
CEV_API int32_t cev_survey_promoters(cev_ctx *ctx, const cev_table *answers,
                                     const cev_table *customers,
                                     const cev_options *options,
                                     cev_table **out, cev_table **attitudes);

#ifdef __cplusplus
}
#endif

#endif

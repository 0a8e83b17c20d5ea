/**
 * Scores: how good predictions were, whoever made them, and which of two are
 * better.
 *
 *     cev_scores_evaluate(ctx, trial, CEV_EVAL_SCORES, options, &scores);
 *
 * A trial is a table with a row a customer, of whom it is known by now what
 * came of him:
 *   prediction  a number: a probability, an expectation, or any score; gaps are
 *               refused
 *   actual      what came of him: 0 and 1, one of two texts, or any number; a
 *               gap is a customer of whom it is not known, and is left out. The
 *               option `target` names another column
 *   customers   for how many the row stands (optional)
 *   value       what keeping or winning him is worth [currency] (optional;
 *               else the option customer_value)
 *   treated     where effects are predicted: who was treated, 1 or 0; a gap is
 *               left out
 * or, where what is predicted is when something happens, instead of actual
 *   time        until it did, or until he was seen last
 *   event       1 where it did, 0 where it had not yet
 * and the higher prediction is that of who is to have it sooner.
 *
 * Whether the truth is of yes and no the data say: it is where no number is
 * anything but 0 and 1, or of texts. The order of the rows changes nothing,
 * and equal predictions are never split.                      (SCORE-ORDER-1)
 */
#ifndef CEV_SCORES_H
#define CEV_SCORES_H

#include "estimator.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * How good the predictions are, as a table whose columns depend on `what`.
 *
 *   scores       metric (text), value, std_error, lower, upper, method (text:
 *                how the interval was found, or why there is no value):
 *                customers, unknown (left out), and the means actual, predicted,
 *                bias; of a truth of yes and no
 *                  auc   the chance that of two customers, one of each kind, the
 *                        right one has the higher prediction; equal ones count
 *                        half
 *                  log_loss, brier
 *                  brier_miscalibration - brier_discrimination +
 *                        brier_uncertainty = brier: what bending the predictions
 *                        would mend (by the best curve that never falls), what
 *                        they tell apart, and what there is to tell. Murphy's
 *                        (1973) parts, with bins that the data choose
 *                        (Dimitriadis, Gneiting & Jordan 2021)
 *                  calibration_slope  1 where log-odds are neither too wide nor
 *                        too narrow; calibration_intercept  what they lack if
 *                        the slope is left at 1
 *                  ece   how far tenths of customers are off, in the mean; this
 *                        and the parts before are too high by chance where
 *                        customers are few, and have no interval
 *                of other numbers mae, rmse, r2; of both gini, that of the truth
 *                by prediction over that by itself (2 auc - 1 of yes and no);
 *                of times concordance (Harrell's c: pairs that can be judged;
 *                who had it at the same time cannot); with the option
 *                `quantile`, where that of each is foretold, below, the share
 *                that is not above it, and pinball, the mean of how far off,
 *                `quantile` times above and 1 - `quantile` times below (Koenker
 *                & Bassett 1978)
 *   calibration  bin (from the lowest predictions up; option `bins`), customers,
 *                from, to (predictions), predicted, actual (means), actual_lo,
 *                actual_hi. Equal predictions stay together
 *   lift         part (1: the highest predictions; option `bins`), customers,
 *                predicted, actual (means), lift (how many times the mean), gain
 *                (share of all in this part and those above), actual_lo,
 *                actual_hi, lift_lo, lift_hi. Equal predictions share what they
 *                have where they fall into two parts
 *   roc          a row for each threshold, the first for none: threshold,
 *                contacted (share), true_positive_rate, false_positive_rate,
 *                true_positive_lo, _hi, false_positive_lo, _hi (Wilson)
 *   confusion    metric, value and so on, as scores: threshold (as the option
 *                says; without it the prediction from which an offer pays, by
 *                each customer's own value), true_positives, false_positives,
 *                false_negatives, true_negatives, accuracy, precision, recall,
 *                specificity, f1, gain (per customer), gain_of_all (everybody
 *                contacted)
 *   profit       metric and so on: emp, the expected maximum profit per customer
 *                of a campaign against churn; emp_share (contacted, in the
 *                mean), gain_of_all, and at the mean acceptance best_gain,
 *                best_share, best_threshold
 *   uplift, qini  of predicted effects, with the column `treated`: as
 *                cev_estimator_evaluate has them
 * roc, confusion and profit are of a truth of yes and no, calibration and lift
 * not of times.
 *
 * A campaign costs `contact` for everyone contacted. Whose truth is 1 takes the
 * offer with a chance of `acceptance` in the mean (known as from
 * `acceptance_certainty` answers: 0.3 and 20 are Beta(6, 14)), which costs
 * `offer` and brings his value; whose truth is 0 takes it for nothing. For lead
 * scoring set offer 0, acceptance 1 and customer_value to what a deal brings.
 *
 * Standard errors come from what each customer contributes to the figure: of
 * auc it is DeLong's. Where not a pair is wrong, the bound says how many were
 * seen. Intervals of probabilities are symmetric in the log-odds, of losses in
 * the logarithm.
 * @param options  target (default here "actual"), positive, quantile, interval,
 *                 bins, draws (of qini), threshold, customer_value, offer,
 *                 contact, acceptance, acceptance_certainty
 * @return CEV_OK, CEV_ERR_COLUMN, CEV_ERR_DOMAIN (a prediction, truth or value
 *         that is none; nobody of whom the truth is known), CEV_ERR_KIND (an
 *         unknown `what`, or one not of such a truth), CEV_ERR_OPTION,
 *         CEV_ERR_CANCELLED, CEV_ERR_ARGUMENT, CEV_ERR_MEMORY
 * Cost: O(n log n).
 */
CEV_API int32_t cev_scores_evaluate(cev_ctx *ctx, const cev_table *trial,
                                    const char *what,
                                    const cev_options *options,
                                    cev_table **out);

/**
 * Two predictions of the same customers: a trial with the column `other`
 * beside `prediction`. A row for each metric of "scores":
 *   metric (text), value, other, difference (value less other), std_error,
 *   lower, upper, p (of no difference), method (text)
 * by what each customer contributes to the difference: the test is a paired
 * one, of auc DeLong's.                                         (SCORE-PAIR-1)
 * @param options  target, positive, quantile, interval
 * @return as cev_scores_evaluate
 * Source: DeLong, DeLong & Clarke-Pearson (1988), Biometrics 44, 837-845.
 */
CEV_API int32_t cev_scores_compare(cev_ctx *ctx, const cev_table *trial,
                                   const cev_options *options,
                                   cev_table **out);

#ifdef __cplusplus
}
#endif

#endif

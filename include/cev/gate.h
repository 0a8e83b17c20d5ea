/**
 * The gate: is a model worth it here, or does a rule of thumb do as well?
 *
 *     cev_estimator_validate(model, customers, NULL, &trial);
 *     cev_options_set_double(options, CEV_OPT_YEARLY_COST, 600);
 *     cev_gate_judge(ctx, trial, options, &answer);
 *
 * What counts is profit: what comes of acting on the customers that a
 * prediction picks, less what the model costs. The answer may be "leave it to
 * people", and always names the simplest choice that is not clearly worse.
 */
#ifndef CEV_GATE_H
#define CEV_GATE_H

#include "options.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Judges predictions of customers that they were not learnt from, beside what
 * came of them:
 *   prediction  of the model
 *   simpler     of a simpler model (optional)
 *   baseline    of the rule in use: any number, a higher one for who comes
 *               first, or 1 for who is picked and 0 for who is not (optional)
 *   actual      what came; gaps are left out. The option `target` names
 *               another column
 *   customers, value  as in cev/scores.h (optional)
 *   gain        what it brings, or would have brought, to act on the customer
 *               [currency] (optional: instead of actual and value)
 * Without `gain` it is a campaign's, as cev/scores.h has it: who is 1 takes
 * the offer with the chance `acceptance`, who is 0 takes it for nothing. Of
 * amounts, it brings that share of the amount less the offer, less the contact.
 *
 * Who is picked: where what came is yes or no and all of a column lies within
 * 0 and 1, those from whom more is expected than the offer costs; by any other
 * column the highest, as far down as that paid with the other customers, in
 * five parts.                                                (GATE-PICK-1)
 *
 * The answer has the columns of a summary: section, name, value, std_error,
 * lower, upper, text (gaps where there is none):
 *   profit   of each customer there is, by choice: model, simpler, baseline,
 *            everybody, nobody; the text says how many are picked
 *   gain     of each customer: gain, the better learnt choice over the best of
 *            the others; model_over_simpler
 *   year     customers (the option yearly_customers, 0: as many as there are),
 *            benefit (gain × customers), cost (setup_cost / years + yearly_cost
 *            + hours × wage), net, break_even_customers (cost / gain)
 *   verdict  one of
 *              keep_human       cost is above benefit, all the interval long
 *              not_enough_data  it is above, but the interval reaches over it
 *              suggest          below, but the interval reaches under it
 *              automate         below, all the interval long
 *            and one of nobody_is_enough, everybody_is_enough,
 *            baseline_is_enough, simpler_is_enough, model_is_needed: the
 *            simplest that, costs counted, is not clearly worse than the best
 * Errors are of `draws` Bayesian bootstraps of the customers, the same for all
 * choices, from the seed of the context; intervals are normal. The order of
 * rows changes no bit.                                       (GATE-ORDER-1)
 * @param options  target, positive, interval, draws, customer_value, offer,
 *                 contact, acceptance, setup_cost, years, yearly_cost, hours,
 *                 wage, yearly_customers
 * @return CEV_OK, CEV_ERR_COLUMN, CEV_ERR_DOMAIN, CEV_ERR_OPTION,
 *         CEV_ERR_CANCELLED, CEV_ERR_ARGUMENT, CEV_ERR_MEMORY
 * Cost: O(draws × n).
 */
CEV_API int32_t cev_gate_judge(cev_ctx *ctx, const cev_table *trial,
                               const cev_options *options, cev_table **out);

/**
 * From how many customers on a model would pay, by its learning curve. What is
 * gained from each customer by a model learnt from n of them is taken as
 * a + b n^-c; a row for each n that was tried:
 *   customers  n, at least three different ones, > 0
 *   gain       of each customer, as cev_gate_judge has it [currency]
 *   weight     how much the row counts (optional)
 * The columns of the answer are those of cev_gate_judge:
 *   parameter  a, b, c (from 0.1 to 2; b at most 0: more customers do no harm),
 *              by least squares
 *   year       cost, customers (the option yearly_customers; a gap where as
 *              many are served as were learnt from)
 *   verdict    pays_from (value: the least n from which on the benefit of a
 *              year is above its cost), or never_pays
 * @param options  setup_cost, years, yearly_cost, hours, wage,
 *                 yearly_customers
 * @return as cev_gate_judge
 */
CEV_API int32_t cev_gate_curve(cev_ctx *ctx, const cev_table *curve,
                               const cev_options *options, cev_table **out);

#ifdef __cplusplus
}
#endif

#endif

/**
 * Markov chains: customers who move from state to state, period by period, and
 * what that is worth. Source: Pfeifer & Carraway (2000), Journal of Interactive
 * Marketing 14(2), 43-55.
 *
 *     cev_portfolio_recency(shop, CEV_LATEST, options, &moves);
 *     cev_markov_estimate(ctx, moves, options, &transitions, &rewards);
 *     cev_markov_value(ctx, transitions, rewards, options, &values);
 *
 * A state is a name: months since the last purchase, a tier, a stage of a
 * journey. A chain knows nothing of a customer but the state he is in. Its
 * tables are plain ones: a host may bring its own, or change what it got, e.g.
 * take the cost of a mailing off the rewards.
 */
#ifndef CEV_MARKOV_H
#define CEV_MARKOV_H

#include "portfolio.h"

#ifdef __cplusplus
extern "C" {
#endif

/** The most states that a chain may have. */
#define CEV_MARKOV_STATES_MAX 1000

/**
 * What customers did from one period of the calendar to the next, by recency:
 * state "1" has bought in the period, "2" in the one before and so on, and the
 * last one, "5+" when there are 5, that long ago or longer.
 *   from, to  states, every move that there can be
 *   count     how often it was seen (int64)
 *   money     kept in the period moved to, refunds taken off [currency]
 * A customer takes part from the period of his first purchase on (whose money
 * is no move's) to the last period that was over as of then.
 * @param options  bin, period (default "month"), states (default 5)
 * @return as cev_portfolio_summarise
 */
CEV_API int32_t cev_portfolio_recency(const cev_portfolio *portfolio,
                                      int64_t as_of,
                                      const cev_options *options,
                                      cev_table **out);

/**
 * A chain from what was seen.
 *
 * @param moves  from, to (text) and, where there are, count (how often; else
 *               each row is one move) and money (of all of them together). Or
 *               customer and state (text) with the rows of a customer one after
 *               the other in time, as `order by customer, time` gives; money is
 *               then that of the row, and the first row of a customer moves
 *               nowhere.
 * @param options  interval, margin
 * @param transitions  a row a move that was listed, also if its count is 0:
 *   from, to, count
 *   weight       count and 1/2 (Jeffreys' prior): what the Dirichlet
 *                distribution of a state's probabilities has for this move
 *   probability  the weight's share of the state's, with probability_lo and
 *                probability_hi unless the option interval is 0
 *   Moves that are not listed are taken as impossible. A state that nothing is
 *   listed from is one that nobody leaves: it moves to itself, with probability
 *   1 and no weight.
 * @param rewards  NULL, or a row a state:
 *   state, visits (moves into it), reward (margin × money of a move into it,
 *   0 where there is none); wants the column money
 * @return CEV_OK, CEV_ERR_COLUMN, CEV_ERR_DOMAIN (a count that is no number
 *         from 0 to 1e15, money that is none), CEV_ERR_LIMIT (too many
 *         states), CEV_ERR_OPTION, CEV_ERR_ARGUMENT, CEV_ERR_MEMORY
 */
CEV_API int32_t cev_markov_estimate(cev_ctx *ctx, const cev_table *moves,
                                    const cev_options *options,
                                    cev_table **transitions,
                                    cev_table **rewards);

/**
 * What a customer in each state is worth: the reward of the state now, and
 * those of the states to come at the end of each period, discounted.
 *
 * @param transitions  from, to (text), probability; those from a state sum to 1
 *                     within 1e-9. With a column action (text; a gap is an
 *                     action without a name) they do for each action in it, and
 *                     the best is taken, by policy iteration for ever, period
 *                     by period over a horizon. With a column weight (of
 *                     cev_markov_estimate) values have intervals.
 * @param rewards      state (text), reward (-1e100 to 1e100) and, where they
 *                     differ by action, action
 * @param options  time_unit (the length of a period), horizon (periods, whole;
 *                 a part of one counts for none), discount (per year), interval
 * @param out  a row a state, in the order of their first appearance:
 *   state
 *   value           over the horizon: of 1 + horizon rewards; V^T of the paper
 *   action          the best now, over the horizon; where there are actions
 *   value_ever      for ever: (I - P / (1 + d))^-1 R; where discount is above 0
 *   action_ever     the best for ever
 *   expected_periods  until a state that nobody leaves, a gap where one is not
 *                   sure to be reached; under action_ever, where there are
 *                   actions
 * with value_lo, _hi and value_ever_lo, _hi: by the delta method, of what is
 * not known of the probabilities; the rewards, and the choice of the best
 * action, are taken as they are.
 * @return CEV_OK, CEV_ERR_COLUMN, CEV_ERR_DOMAIN (probabilities or rewards;
 *         the message names the row or the state), CEV_ERR_LIMIT (states;
 *         horizon × states above 2^24), CEV_ERR_OPTION, CEV_ERR_CANCELLED,
 *         CEV_ERR_ARGUMENT, CEV_ERR_MEMORY
 *
 * Promise:  no policy is worth more in any state.          (MARKOV-BEST-1)
 * Cost: for ever O(states^3) for each policy on the way; over a horizon
 * O(horizon × moves), times states with intervals.
 */
CEV_API int32_t cev_markov_value(cev_ctx *ctx, const cev_table *transitions,
                                 const cev_table *rewards,
                                 const cev_options *options, cev_table **out);

/**
 * What each action in each state is worth for ever, a row a state and action:
 *   state, action
 *   is_best       1: value_ever rests on it (int64)
 *   value         to take it now, and the best ever after
 *   gain          that less the best: 0 or below
 *   value_always  of the policy that takes this action wherever it can be
 *                 taken, and the best elsewhere; of an action without a name
 *                 the best everywhere
 * @param options  time_unit, discount (above 0)
 * @return as cev_markov_value
 */
CEV_API int32_t cev_markov_actions(cev_ctx *ctx, const cev_table *transitions,
                                   const cev_table *rewards,
                                   const cev_options *options,
                                   cev_table **out);

#ifdef __cplusplus
}
#endif

#endif

/*
 * Policies for ever: Howard's policy iteration, each policy valued by one
 * system of linear equations. Source: Howard (1960), "Dynamic Programming and
 * Markov Processes".
 */
#include "../core/compiler.h"
#include "chain.h"

#include <math.h>
#include <string.h>

#include "../math/lu.h"
#include "../math/sum.h"

/* A choice is better than another when it gains more than rounding: this share
 * of the largest value. */
#define POLICY_GAIN 1e-12

double cev__chain_mean(const cev__chain *chain, const cev__chain_choice *choice,
                       const double *values)
{
    cev__sum sum = {0};
    for (int64_t k = choice->first; k < choice->first + choice->count; k++)
        cev__sum_add(&sum, chain->moves[k].probability
                               * values[chain->moves[k].to]);
    return cev__sum_value(&sum);
}

double cev__chain_return(const cev__chain *chain, int64_t choice, double gamma,
                         const double *values)
{
    return chain->choices[choice].reward
           + gamma * cev__chain_mean(chain, &chain->choices[choice], values);
}

static int32_t make_policy(cev_ctx *ctx, int64_t n, cev__policy *policy)
{
    memset(policy, 0, sizeof *policy);
    policy->states = n;
    policy->choice = cev__alloc(ctx, n + 1, (int64_t)sizeof *policy->choice);
    policy->value = cev__alloc(ctx, n + 1, (int64_t)sizeof *policy->value);
    policy->lu = cev__alloc(ctx, n * n + 1, (int64_t)sizeof *policy->lu);
    policy->swaps = cev__alloc(ctx, n + 1, (int64_t)sizeof *policy->swaps);
    if (policy->choice == NULL || policy->value == NULL || policy->lu == NULL
        || policy->swaps == NULL)
        return cev__fail_memory(ctx);
    return CEV_OK;
}

void cev__policy_free(cev_ctx *ctx, cev__policy *policy)
{
    int64_t n = policy->states;
    cev__free(ctx, policy->swaps, n + 1, (int64_t)sizeof *policy->swaps);
    cev__free(ctx, policy->lu, n * n + 1, (int64_t)sizeof *policy->lu);
    cev__free(ctx, policy->value, n + 1, (int64_t)sizeof *policy->value);
    cev__free(ctx, policy->choice, n + 1, (int64_t)sizeof *policy->choice);
    memset(policy, 0, sizeof *policy);
}

/* Row s of I - gamma P. */
static void fill_row(const cev__chain *chain, int64_t s, int32_t choice,
                     double gamma, double *lu)
{
    int64_t n = chain->states.count;
    const cev__chain_choice *of = &chain->choices[choice];
    for (int64_t j = 0; j < n; j++)
        lu[s * n + j] = 0.0;
    lu[s * n + s] = 1.0;
    for (int64_t k = of->first; k < of->first + of->count; k++)
        lu[s * n + chain->moves[k].to] -= gamma * chain->moves[k].probability;
}

/* The value of the choices taken, V = R + gamma P V. With gamma < 1 the
 * diagonal outweighs each row, so there is a solution. */
static int32_t value_policy(cev_ctx *ctx, const cev__chain *chain,
                            double gamma, cev__policy *policy)
{
    int64_t n = policy->states;
    for (int64_t s = 0; s < n; s++) {
        fill_row(chain, s, policy->choice[s], gamma, policy->lu);
        policy->value[s] = chain->choices[policy->choice[s]].reward;
    }
    if (!cev__lu_factor(n, policy->lu, policy->swaps))
        return cev__fail(ctx, CEV_ERR_OPTION,
                         "a period is discounted by a factor of %g, which "
                         "leaves values for ever undetermined; wanted a "
                         "longer time_unit or a larger discount",
                         gamma);
    cev__lu_solve(n, policy->lu, policy->swaps, policy->value);
    return CEV_OK;
}

static double total_value(const cev__policy *policy)
{
    cev__sum sum = {0};
    for (int64_t s = 0; s < policy->states; s++)
        cev__sum_add(&sum, policy->value[s]);
    return cev__sum_value(&sum);
}

static double largest_value(const cev__policy *policy)
{
    double largest = 0.0;
    for (int64_t s = 0; s < policy->states; s++)
        largest = fmax(largest, fabs(policy->value[s]));
    return largest;
}

/* Whether this choice is allowed where only the action `always` is, if the
 * state has it. */
static int is_allowed(const cev__chain *chain, int32_t choice,
                      uint32_t always)
{
    if (always == CEV__NONE || chain->choices[choice].action == always)
        return 1;
    int32_t other = chain->choice_of[chain->choices[choice].state];
    for (; other >= 0; other = chain->choices[other].next)
        if (chain->choices[other].action == always)
            return 0;
    return 1;
}

/* Takes a better choice wherever there is one; how many there were. */
static int64_t improve_policy(const cev__chain *chain, double gamma,
                              uint32_t always, cev__policy *policy)
{
    double least = POLICY_GAIN * largest_value(policy);
    int64_t changed = 0;
    for (int64_t s = 0; s < policy->states; s++) {
        int32_t taken = policy->choice[s], best = taken;
        double most =
            cev__chain_return(chain, taken, gamma, policy->value) + least;
        for (int32_t c = chain->choice_of[s]; c >= 0;
             c = chain->choices[c].next) {
            if (c == taken || !is_allowed(chain, c, always))
                continue;
            double value = cev__chain_return(chain, c, gamma, policy->value);
            if (value > most) {
                most = value;
                best = c;
            }
        }
        policy->choice[s] = best;
        changed += best != taken;
    }
    return changed;
}

int32_t cev__policy_best(cev_ctx *ctx, const cev__chain *chain, double gamma,
                         uint32_t always, cev__policy *out)
{
    double total = -INFINITY;
    int64_t changed = 1;
    int32_t status = make_policy(ctx, chain->states.count, out);
    for (int64_t s = 0; s < out->states && status == CEV_OK; s++) {
        int32_t c = chain->choice_of[s];
        while (!is_allowed(chain, c, always))
            c = chain->choices[c].next;
        out->choice[s] = c;
    }
    while (status == CEV_OK && changed > 0) {
        status = cev__progress(ctx, "finding the best policy", 0.0);
        if (status == CEV_OK)
            status = value_policy(ctx, chain, gamma, out);
        /* Better choices raise the total, unless by rounding alone. */
        if (status != CEV_OK || !(total_value(out) > total))
            break;
        total = total_value(out);
        changed = improve_policy(chain, gamma, always, out);
    }
    if (status != CEV_OK)
        cev__policy_free(ctx, out);
    return status;
}

/* The variance of a Dirichlet choice's mean value. */
static double choice_variance(const cev__chain *chain,
                              const cev__chain_choice *choice,
                              const double *values)
{
    double mean = cev__chain_mean(chain, choice, values);
    cev__sum sum = {0};
    for (int64_t k = choice->first; k < choice->first + choice->count; k++) {
        double off = values[chain->moves[k].to] - mean;
        cev__sum_add(&sum, chain->moves[k].probability * off * off);
    }
    return cev__sum_value(&sum) / (choice->weight + 1.0);
}

/* A change dp of the probabilities of state i moves the value of s by
 * gamma N[s][i] (dp V), N the inverse of I - gamma P: row s of it solves the
 * transposed system. */
int32_t cev__policy_errors(cev_ctx *ctx, const cev__chain *chain, double gamma,
                           const cev__policy *policy, double *sd)
{
    int64_t n = policy->states;
    double *visits = cev__alloc(ctx, n + 1, (int64_t)sizeof *visits);
    if (visits == NULL)
        return cev__fail_memory(ctx);
    for (int64_t s = 0; s < n; s++) {
        cev__sum sum = {0};
        memset(visits, 0, (size_t)n * sizeof *visits);
        visits[s] = 1.0;
        cev__lu_solve_transposed(n, policy->lu, policy->swaps, visits);
        for (int64_t i = 0; i < n; i++) {
            int32_t c = policy->choice[i];
            double reach = gamma * visits[i];
            cev__sum_add(&sum, reach * reach
                                   * choice_variance(chain, &chain->choices[c],
                                                     policy->value));
        }
        sd[s] = sqrt(cev__sum_value(&sum));
    }
    cev__free(ctx, visits, n + 1, (int64_t)sizeof *visits);
    return CEV_OK;
}

/* ---- Periods until the end ----------------------------------------------- */

enum { LEAVES, ENDS, REACHES_END, MAY_STAY };

static int is_end(const cev__chain *chain, int32_t choice)
{
    const cev__chain_choice *of = &chain->choices[choice];
    for (int64_t k = of->first; k < of->first + of->count; k++)
        if (chain->moves[k].to != of->state
            && chain->moves[k].probability > 0.0)
            return 0;
    return 1;
}

/* Marks as `reached` all states `from` that can move to one that is marked so
 * already, or as `goal`. */
static void spread_mark(const cev__chain *chain, const int32_t *choice,
                        int from, int goal, int reached, int *mark)
{
    int64_t marked = 1;
    while (marked > 0) {
        marked = 0;
        for (int64_t s = 0; s < chain->states.count; s++) {
            const cev__chain_choice *of = &chain->choices[choice[s]];
            for (int64_t k = of->first;
                 mark[s] == from && k < of->first + of->count; k++) {
                int there = mark[chain->moves[k].to];
                if (chain->moves[k].probability > 0.0
                    && (there == goal || there == reached)) {
                    mark[s] = reached;
                    marked++;
                }
            }
        }
    }
}

/* Solves t = 1 + P t among the states that are sure to end. */
static int32_t solve_periods(cev_ctx *ctx, const cev__chain *chain,
                             const int32_t *choice, const int *mark,
                             double *periods)
{
    int64_t n = chain->states.count;
    double *lu = cev__alloc(ctx, n * n + 1, (int64_t)sizeof *lu);
    int64_t *swaps = cev__alloc(ctx, n + 1, (int64_t)sizeof *swaps);
    int32_t status =
        lu == NULL || swaps == NULL ? cev__fail_memory(ctx) : CEV_OK;
    for (int64_t s = 0; s < n && status == CEV_OK; s++) {
        int is_sure = mark[s] == REACHES_END;
        fill_row(chain, s, choice[s], is_sure ? 1.0 : 0.0, lu);
        periods[s] = is_sure ? 1.0 : 0.0;
    }
    if (status == CEV_OK && cev__lu_factor(n, lu, swaps))
        cev__lu_solve(n, lu, swaps, periods);
    else
        for (int64_t s = 0; s < n; s++)
            periods[s] = NAN; /* beyond what doubles can tell from never */
    for (int64_t s = 0; s < n; s++)
        if (mark[s] == LEAVES || mark[s] == MAY_STAY)
            periods[s] = NAN;
    cev__free(ctx, swaps, n + 1, (int64_t)sizeof *swaps);
    cev__free(ctx, lu, n * n + 1, (int64_t)sizeof *lu);
    return status;
}

int32_t cev__policy_periods(cev_ctx *ctx, const cev__chain *chain,
                            const int32_t *choice, double *periods)
{
    int64_t n = chain->states.count;
    int *mark = cev__alloc(ctx, n + 1, (int64_t)sizeof *mark);
    if (mark == NULL)
        return cev__fail_memory(ctx);
    for (int64_t s = 0; s < n; s++)
        mark[s] = is_end(chain, choice[s]) ? ENDS : LEAVES;
    spread_mark(chain, choice, LEAVES, ENDS, REACHES_END, mark);
    /* Who may come to where no end is reached may stay there for ever. */
    spread_mark(chain, choice, REACHES_END, LEAVES, MAY_STAY, mark);
    int32_t status = solve_periods(ctx, chain, choice, mark, periods);
    cev__free(ctx, mark, n + 1, (int64_t)sizeof *mark);
    return status;
}

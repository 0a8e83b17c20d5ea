/*
 * Values over a horizon, by value iteration: with h periods left a state is
 * worth its reward and, discounted, what is left with h - 1.
 *
 * Standard errors go the way back. A change of the probabilities of choice c
 * counts at each time that c is taken: the adjoint, gamma^k times where a
 * customer is after k periods, tells how much. So the slope of a value by each
 * move is a sum over the periods, and takes the values of each.
 */
#include "../core/compiler.h"
#include "chain.h"

#include <math.h>
#include <string.h>

#include "../math/sum.h"

/* Values that are kept at most: periods times states. */
#define KEPT_MAX (INT64_C(1) << 24)

typedef struct chain_horizon {
    const cev__chain *chain;
    double gamma;
    int64_t n, periods;
    /* Of each number of periods left, from 0 on, where they are kept: else
     * of the last two. */
    int is_kept;
    int64_t stages;
    double *value;
    int32_t *choice;
} chain_horizon;

static int64_t stage_of(const chain_horizon *horizon, int64_t left)
{
    return horizon->is_kept ? left : left % 2;
}

static double *values_at(const chain_horizon *horizon, int64_t left)
{
    return horizon->value + stage_of(horizon, left) * horizon->n;
}

static int32_t *choices_at(const chain_horizon *horizon, int64_t left)
{
    return horizon->choice + stage_of(horizon, left) * horizon->n;
}

/* The values with `left` periods to go, from those with one less. */
static void step_back(const chain_horizon *horizon, int64_t left)
{
    const cev__chain *chain = horizon->chain;
    double *value = values_at(horizon, left);
    int32_t *choice = choices_at(horizon, left);
    for (int64_t s = 0; s < horizon->n; s++) {
        choice[s] = -1;
        for (int32_t c = chain->choice_of[s]; c >= 0;
             c = chain->choices[c].next) {
            double worth =
                left == 0 ? chain->choices[c].reward
                          : cev__chain_return(chain, c, horizon->gamma,
                                              values_at(horizon, left - 1));
            if (choice[s] < 0 || worth > value[s]) {
                value[s] = worth;
                choice[s] = c;
            }
        }
    }
}

/* Adds to the slopes by each move what the customer in state s does with them
 * over the horizon. */
static void trace_slopes(const chain_horizon *horizon, int64_t s,
                         double *here, double *there, double *slopes)
{
    const cev__chain *chain = horizon->chain;
    size_t size = (size_t)horizon->n * sizeof *here;
    memset(slopes, 0, (size_t)chain->move_count * sizeof *slopes);
    memset(here, 0, size);
    here[s] = 1.0;
    for (int64_t left = horizon->periods; left > 0; left--) {
        const int32_t *choice = choices_at(horizon, left);
        const double *next = values_at(horizon, left - 1);
        memset(there, 0, size);
        for (int64_t i = 0; i < horizon->n; i++) {
            const cev__chain_choice *of = &chain->choices[choice[i]];
            double reach = horizon->gamma * here[i];
            for (int64_t k = of->first;
                 reach > 0.0 && k < of->first + of->count; k++) {
                const cev__move *move = &chain->moves[k];
                slopes[k] += reach * next[move->to];
                there[move->to] += reach * move->probability;
            }
        }
        memcpy(here, there, size);
    }
}

/* Var(sum of slope × p) over the Dirichlet distribution of each choice. */
static double slopes_variance(const cev__chain *chain, const double *slopes)
{
    cev__sum variance = {0};
    for (int64_t c = 0; c < chain->choice_count; c++) {
        const cev__chain_choice *of = &chain->choices[c];
        cev__sum mean = {0}, square = {0};
        for (int64_t k = of->first; k < of->first + of->count; k++)
            cev__sum_add(&mean, chain->moves[k].probability * slopes[k]);
        for (int64_t k = of->first; k < of->first + of->count; k++) {
            double off = slopes[k] - cev__sum_value(&mean);
            cev__sum_add(&square, chain->moves[k].probability * off * off);
        }
        cev__sum_add(&variance, cev__sum_value(&square) / (of->weight + 1.0));
    }
    return cev__sum_value(&variance);
}

static int32_t trace_errors(cev_ctx *ctx, const chain_horizon *horizon,
                            double *sd)
{
    int64_t n = horizon->n, moves = horizon->chain->move_count;
    double *here = cev__alloc(ctx, 2 * n + 1, (int64_t)sizeof *here);
    double *slopes = cev__alloc(ctx, moves + 1, (int64_t)sizeof *slopes);
    int32_t status =
        here == NULL || slopes == NULL ? cev__fail_memory(ctx) : CEV_OK;
    for (int64_t s = 0; s < n && status == CEV_OK; s++) {
        status = cev__progress(ctx, "how sure values are",
                               (double)s / (double)n);
        if (status != CEV_OK)
            break;
        trace_slopes(horizon, s, here, here + n, slopes);
        sd[s] = sqrt(slopes_variance(horizon->chain, slopes));
    }
    cev__free(ctx, slopes, moves + 1, (int64_t)sizeof *slopes);
    cev__free(ctx, here, 2 * n + 1, (int64_t)sizeof *here);
    return status;
}

/* Period by period, with a look at the host now and then. */
static int32_t walk_back(cev_ctx *ctx, const chain_horizon *horizon)
{
    for (int64_t left = 0; left <= horizon->periods; left++) {
        int32_t status =
            left % 256 == 0
                ? cev__progress(ctx, "values over the horizon",
                                (double)left / (double)(horizon->periods + 1))
                : CEV_OK;
        if (status != CEV_OK)
            return status;
        step_back(horizon, left);
    }
    return CEV_OK;
}

int32_t cev__horizon_values(cev_ctx *ctx, const cev__chain *chain,
                            double gamma, int64_t periods, double *values,
                            int32_t *choice, double *sd)
{
    chain_horizon horizon = {chain, gamma, chain->states.count, periods,
                             sd != NULL, 0, NULL, NULL};
    int64_t n = horizon.n;
    if (periods > KEPT_MAX / (n + 1))
        return cev__fail(ctx, CEV_ERR_LIMIT,
                         "%d periods of %d states; wanted at most %d of both "
                         "multiplied: take a shorter horizon",
                         periods, n, KEPT_MAX);
    horizon.stages = horizon.is_kept ? periods + 1 : 2;
    int64_t count = horizon.stages * n + 1;
    horizon.value = cev__alloc(ctx, count, (int64_t)sizeof *horizon.value);
    horizon.choice = cev__alloc(ctx, count, (int64_t)sizeof *horizon.choice);
    int32_t status = horizon.value == NULL || horizon.choice == NULL
                         ? cev__fail_memory(ctx)
                         : walk_back(ctx, &horizon);
    if (status == CEV_OK && sd != NULL)
        status = trace_errors(ctx, &horizon, sd);
    for (int64_t s = 0; s < n && status == CEV_OK; s++) {
        values[s] = values_at(&horizon, periods)[s];
        choice[s] = choices_at(&horizon, periods)[s];
    }
    cev__free(ctx, horizon.choice, count, (int64_t)sizeof *horizon.choice);
    cev__free(ctx, horizon.value, count, (int64_t)sizeof *horizon.value);
    return status;
}

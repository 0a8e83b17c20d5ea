/*
 * The elastic net by coordinate descent: the likelihood is replaced by its
 * parabola at the coefficients, whose maximum with the penalty is found one
 * coefficient after the other, until the parabola is that of the maximum
 * (Friedman, Hastie & Tibshirani 2010).
 */
#include "../core/compiler.h"
#include "glm_fit.h"

#include <math.h>
#include <string.h>

#include "../math/cholesky.h"

enum { NET_SWEEPS = 10000, NET_HALVINGS = 30 };

static double net_penalty(const cev__glm_data *data, const cev__glm_net *net,
                          const cev__glm_state *state)
{
    double squares = 0.0, absolute = 0.0;
    for (int64_t j = 1; j < state->size; j++) {
        squares += state->coefficients[j] * state->coefficients[j];
        absolute += fabs(state->coefficients[j]);
    }
    return data->customers * net->lambda
           * (0.5 * (1.0 - net->alpha) * squares + net->alpha * absolute);
}

/* The element of the curvature, either way round. */
static inline double element_of(const double *packed, int64_t i, int64_t j)
{
    return i >= j ? packed[cev__packed((int)i, (int)j)]
                  : packed[cev__packed((int)j, (int)i)];
}

/* Where one coefficient is best, the gradient without its own part given. */
static double best_coefficient(double pull, double curvature, double ridge,
                               double lasso)
{
    if (fabs(pull) <= lasso)
        return 0.0;
    return (pull > 0.0 ? pull - lasso : pull + lasso) / (curvature + ridge);
}

/* Finds the maximum of the parabola, step on step; the gradient follows. */
static void descend_parabola(const cev__glm_data *data,
                             const cev__glm_net *net, cev__glm_state *state)
{
    double ridge = data->customers * net->lambda * (1.0 - net->alpha);
    double lasso = data->customers * net->lambda * net->alpha;
    memset(state->step, 0, (size_t)state->size * sizeof *state->step);
    for (int sweep = 0; sweep < NET_SWEEPS; sweep++) {
        double most = 0.0;
        for (int64_t j = 0; j < state->size; j++) {
            double own = element_of(state->factor, j, j);
            double now = state->coefficients[j] + state->step[j];
            double pull = state->gradient[j] + own * now;
            double best = j == 0 ? pull / own
                                 : best_coefficient(pull, own, ridge, lasso);
            double change = best - now;
            if (!(own > 0.0) || change == 0.0)
                continue;
            state->step[j] += change;
            most = fmax(most, fabs(change));
            for (int64_t k = 0; k < state->size; k++)
                state->gradient[k] -=
                    change * element_of(state->factor, k, j);
        }
        if (most <= 0.1 * net->tol)
            return;
    }
}

/* Takes the step, or a share of it that does not lose. */
static int take_net_step(const cev__glm_data *data, const cev__glm_net *net,
                         double before, cev__glm_state *state)
{
    double share = 1.0;
    double slack = 1e-12 * (1.0 + fabs(before));
    for (int64_t j = 0; j < state->size; j++)
        state->coefficients[j] += state->step[j];
    for (int i = 0; i < NET_HALVINGS; i++) {
        state->objective = cev__glm_loss(data, state->coefficients)
                           + net_penalty(data, net, state);
        if (state->objective <= before + slack)
            return 1;
        share *= 0.5;
        for (int64_t j = 0; j < state->size; j++)
            state->coefficients[j] -= share * state->step[j];
    }
    for (int64_t j = 0; j < state->size; j++)
        state->coefficients[j] -= share * state->step[j];
    state->objective = before;
    return 0;
}

int32_t cev__glm_descend(const cev__glm_data *data, const cev__glm_net *net,
                         cev__glm_state *state)
{
    state->is_converged = 0;
    for (state->iterations = 0; state->iterations < net->max_iter;
         state->iterations++) {
        int32_t status = cev__progress(
            data->ctx, "fitting",
            (double)state->iterations / (double)net->max_iter);
        if (status != CEV_OK)
            return status;
        cev__glm_curvature(data, state);
        double before = state->loss + net_penalty(data, net, state);
        descend_parabola(data, net, state);
        double most = 0.0;
        for (int64_t j = 0; j < state->size; j++)
            most = fmax(most, fabs(state->step[j]));
        if (!take_net_step(data, net, before, state))
            break;
        if (most <= net->tol) {
            state->is_converged = 1;
            break;
        }
    }
    return CEV_OK;
}

double cev__glm_lambda_most(const cev__glm_data *data, double alpha,
                            cev__glm_state *state)
{
    double most = 0.0;
    cev__glm_curvature(data, state);
    for (int64_t j = 1; j < state->size; j++)
        most = fmax(most, fabs(state->gradient[j]));
    return most / data->customers / fmax(alpha, 1e-3);
}

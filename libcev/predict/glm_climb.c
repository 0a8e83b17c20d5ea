/* Newton's method for generalised linear models; see glm_fit.h. */
#include "../core/compiler.h"
#include "glm_fit.h"

#include <math.h>
#include <string.h>

#include "../math/cholesky.h"
#include "../math/elementary.h"
#include "../math/sum.h"

/* What of a diagonal element must be left for a curvature to be regular. */
#define REGULAR_LEAST 1e-13

/* A step is halved so often at the most. */
enum { CLIMB_HALVINGS = 40 };

/* ---- Room ---------------------------------------------------------------- */

static int64_t glm_packed(int64_t size)
{
    return size * (size + 1) / 2;
}

void cev__glm_state_free(cev_ctx *ctx, cev__glm_state *state)
{
    cev__free(ctx, state->coefficients, 4 * state->size,
              (int64_t)sizeof(double));
    cev__free(ctx, state->factor, glm_packed(state->size),
              (int64_t)sizeof(double));
    memset(state, 0, sizeof *state);
}

int32_t cev__glm_state_make(cev_ctx *ctx, int64_t columns,
                            cev__glm_state *out)
{
    cev__glm_state state = {.size = 1 + columns};
    state.coefficients =
        cev__alloc_zero(ctx, 4 * state.size, (int64_t)sizeof(double));
    state.factor = cev__alloc_zero(ctx, glm_packed(state.size),
                                   (int64_t)sizeof(double));
    if (state.coefficients == NULL || state.factor == NULL) {
        cev__glm_state_free(ctx, &state);
        return cev__fail_memory(ctx);
    }
    state.gradient = state.coefficients + state.size;
    state.step = state.gradient + state.size;
    state.scratch = state.step + state.size;
    *out = state;
    return CEV_OK;
}

/* ---- The likelihood ------------------------------------------------------ */

double cev__glm_margin(const cev__glm_data *data, const double *coefficients,
                       int64_t row)
{
    const double *z = data->z + row * data->columns;
    double margin = coefficients[0];
    for (int64_t j = 0; j < data->columns; j++)
        margin += coefficients[1 + j] * z[j];
    return margin;
}

double cev__glm_loss(const cev__glm_data *data, const double *coefficients)
{
    cev__sum loss = {0};
    for (int64_t i = 0; i < data->rows; i++) {
        double margin = cev__glm_margin(data, coefficients, i);
        cev__sum_add(&loss, data->weights[i]
                                * cev__family_at(&data->family, margin,
                                                 data->targets[i])
                                      .loss);
    }
    return cev__sum_value(&loss);
}

/* Adds weight times the products of (1, z). */
static void add_row_products(double weight, const double *z, int64_t columns,
                         double *packed)
{
    *packed++ += weight;
    for (int64_t j = 0; j < columns; j++) {
        double weighed = weight * z[j];
        *packed++ += weighed;
        for (int64_t k = 0; k <= j; k++)
            *packed++ += weighed * z[k];
    }
}

void cev__glm_curvature(const cev__glm_data *data, cev__glm_state *state)
{
    cev__sum loss = {0}, pearson = {0};
    memset(state->gradient, 0, (size_t)state->size * sizeof(double));
    memset(state->factor, 0,
           (size_t)glm_packed(state->size) * sizeof(double));
    for (int64_t i = 0; i < data->rows; i++) {
        const double *z = data->z + i * data->columns;
        double weight = data->weights[i];
        cev__family_point point = cev__family_at(
            &data->family, cev__glm_margin(data, state->coefficients, i),
            data->targets[i]);
        double pull = weight * point.residual;
        cev__sum_add(&loss, weight * point.loss);
        cev__sum_add(&pearson, pull * (point.residual / point.weight));
        state->gradient[0] += pull;
        for (int64_t j = 0; j < data->columns; j++)
            state->gradient[1 + j] += pull * z[j];
        add_row_products(weight * point.weight, z, data->columns,
                         state->factor);
    }
    state->loss = cev__sum_value(&loss);
    state->pearson = cev__sum_value(&pearson);
}

/* ---- Penalties ----------------------------------------------------------- */

static int factor_state(cev__glm_state *state, double least)
{
    return cev__cholesky((int)state->size, state->factor, least);
}

/* The influence of one customer of a row on his own margin, by the factor. */
static double influence_of(const cev__glm_data *data, cev__glm_state *state,
                           int64_t row, double weight)
{
    state->scratch[0] = 1.0;
    memcpy(state->scratch + 1, data->z + row * data->columns,
           (size_t)data->columns * sizeof(double));
    return weight
           * cev__cholesky_form((int)state->size, state->factor, 0,
                                state->scratch);
}

/* Firth's correction of the gradient, by the factor of the curvature: each
 * residual grows by half the influence times how the variance bends, 1 - 2
 * mean for yes and no, 1 for counts. */
static void add_firth(const cev__glm_data *data, cev__glm_state *state)
{
    for (int64_t i = 0; i < data->rows; i++) {
        const double *z = data->z + i * data->columns;
        cev__family_point point = cev__family_at(
            &data->family, cev__glm_margin(data, state->coefficients, i),
            data->targets[i]);
        double bend = data->family.kind == CEV__BINOMIAL
                          ? 1.0 - 2.0 * point.mean
                          : 1.0;
        double pull = 0.5 * bend * data->weights[i]
                      * influence_of(data, state, i, point.weight);
        state->gradient[0] += pull;
        for (int64_t j = 0; j < data->columns; j++)
            state->gradient[1 + j] += pull * z[j];
    }
}

/* Adds a ridge to gradient and curvature. */
static void add_ridge(double ridge, cev__glm_state *state)
{
    for (int64_t j = 1; j < state->size; j++) {
        state->gradient[j] -= ridge * state->coefficients[j];
        state->factor[cev__packed((int)j, (int)j)] += ridge;
    }
}

static double ridge_of(const cev__glm_state *state, double ridge)
{
    cev__sum squares = {0};
    for (int64_t j = 1; j < state->size; j++)
        cev__sum_add(&squares,
                     state->coefficients[j] * state->coefficients[j]);
    return 0.5 * ridge * cev__sum_value(&squares);
}

/* Half the logarithm of the determinant of what was factored. */
static double half_determinant(const cev__glm_state *state)
{
    cev__sum sum = {0};
    for (int64_t j = 0; j < state->size; j++)
        cev__sum_add(&sum,
                     cev__log(state->factor[cev__packed((int)j, (int)j)]));
    return cev__sum_value(&sum);
}

/* Everything at the coefficients: gradient, factor and objective; 0 where the
 * curvature is singular. */
static int look_about(const cev__glm_data *data,
                       const cev__glm_penalty *penalty, cev__glm_state *state)
{
    cev__glm_curvature(data, state);
    add_ridge(penalty->ridge, state);
    state->objective = state->loss + ridge_of(state, penalty->ridge);
    if (!isfinite(state->objective) || !factor_state(state, REGULAR_LEAST))
        return 0;
    if (penalty->is_firth) {
        state->objective -= half_determinant(state);
        add_firth(data, state);
    }
    return 1;
}

/* ---- The search ---------------------------------------------------------- */

/* Goes along the step, half as far as often as that is needed not to lose. 0
 * where nothing is gained any more, back where it was. */
static int go_along(const cev__glm_data *data,
                    const cev__glm_penalty *penalty, cev__glm_state *state)
{
    double before = state->objective, share = 1.0;
    double slack = 1e-13 * (1.0 + fabs(before));
    for (int64_t j = 0; j < state->size; j++)
        state->coefficients[j] += state->step[j];
    for (int i = 0; i < CLIMB_HALVINGS; i++) {
        if (look_about(data, penalty, state)
            && state->objective <= before + slack)
            return 1;
        share *= 0.5;
        for (int64_t j = 0; j < state->size; j++)
            state->coefficients[j] -= share * state->step[j];
    }
    for (int64_t j = 0; j < state->size; j++)
        state->coefficients[j] -= share * state->step[j];
    look_about(data, penalty, state);
    return 0;
}

static double longest_of(const double *step, int64_t size)
{
    double most = 0.0;
    for (int64_t j = 0; j < size; j++)
        most = fmax(most, fabs(step[j]));
    return most;
}

int32_t cev__glm_climb(const cev__glm_data *data,
                       const cev__glm_penalty *penalty,
                       cev__glm_state *state)
{
    state->is_converged = 0;
    state->iterations = 0;
    if (!look_about(data, penalty, state))
        return CEV_OK;
    while (state->iterations < penalty->max_iter) {
        int32_t status =
            cev__progress(data->ctx, "fitting",
                          (double)state->iterations
                              / (double)penalty->max_iter);
        if (status != CEV_OK)
            return status;
        memcpy(state->step, state->gradient,
               (size_t)state->size * sizeof *state->step);
        cev__cholesky_solve((int)state->size, state->factor, state->step);
        double length = longest_of(state->step, state->size);
        state->iterations++;
        int is_gain = go_along(data, penalty, state);
        /* Where rounding hides what could be gained, there is nothing left. */
        state->is_converged =
            length <= (is_gain ? penalty->tol : sqrt(penalty->tol));
        if (!is_gain || state->is_converged)
            break;
    }
    return CEV_OK;
}

double cev__glm_left_out(const cev__glm_data *data, cev__glm_state *state)
{
    cev__sum loss = {0};
    for (int64_t i = 0; i < data->rows; i++) {
        double margin = cev__glm_margin(data, state->coefficients, i);
        cev__family_point point =
            cev__family_at(&data->family, margin, data->targets[i]);
        double influence = influence_of(data, state, i, point.weight);
        double apart = fmax(1.0 - influence, 1e-8);
        double without =
            margin - influence / apart * (point.residual / point.weight);
        cev__sum_add(&loss, data->weights[i]
                                * cev__family_at(&data->family, without,
                                                 data->targets[i])
                                      .loss);
    }
    return cev__sum_value(&loss);
}

double cev__glm_freedom(const cev__glm_state *state, double ridge)
{
    cev__sum pulled = {0};
    for (int64_t j = 1; ridge > 0.0 && j < state->size; j++) {
        memset(state->scratch, 0, (size_t)state->size * sizeof(double));
        state->scratch[j] = 1.0;
        cev__sum_add(&pulled,
                     ridge
                         * cev__cholesky_form((int)state->size, state->factor,
                                              (int)j, state->scratch));
    }
    return (double)state->size - cev__sum_value(&pulled);
}

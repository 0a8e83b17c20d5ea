/* Drawing parameters, by any way; see draws.h. */
#include "../core/compiler.h"
#include "draws.h"

#include <math.h>
#include <string.h>

#include "../math/normal.h"

/* Draws from the normal approximation begin at a random place and go on by
 * steps of these shares, in as many directions: the powers of 1 / x, where
 * x^(n + 1) = x + 1, whose multiples fill a cube evenly (Roberts 2018). */
static void share_steps(int n, double *steps)
{
    double x = 2.0;
    for (int i = 0; i < 60; i++) { /* Newton's method, from above */
        double power = 1.0;
        for (int k = 0; k <= n; k++)
            power *= x;
        x -= (power - x - 1.0) / ((double)(n + 1) * power / x - 1.0);
    }
    for (int k = 0; k < n; k++)
        steps[k] = (k == 0 ? 1.0 : steps[k - 1]) / x;
}

static double keep_in_range(double log)
{
    return fmax(-CEV__LOG_RANGE, fmin(log, CEV__LOG_RANGE));
}

/* Exchanges draws at random, so that theirs and another fit's, put side by
 * side, have nothing to do with each other. */
static void shuffle_draws(cev__rng *rng, cev__draws *draws)
{
    for (int64_t k = draws->count - 1; k > 0; k--) {
        double *one = draws->logs + k * draws->n;
        double *other = draws->logs + cev__rng_below(rng, k + 1) * draws->n;
        for (int i = 0; i < draws->n; i++) {
            double kept = one[i];
            one[i] = other[i];
            other[i] = kept;
        }
    }
}

/* The normal distribution about the mode, filled evenly. */
static void approximate(const cev_ctx *ctx, const cev__posterior *posterior,
                        uint64_t stream, cev__draws *draws)
{
    double steps[CEV__MANY], share[CEV__MANY];
    cev__rng rng;
    cev__rng_start(&rng, ctx->seed, stream);
    share_steps(draws->n, steps);
    for (int i = 0; i < draws->n; i++)
        share[i] = cev__rng_uniform(&rng);
    for (int64_t k = 0; k < draws->count; k++) {
        double *logs = draws->logs + k * draws->n;
        for (int i = 0; i < draws->n; i++)
            logs[i] = posterior->at[i];
        for (int a = 0; a < draws->n; a++) {
            /* Of many directions neighbours have nearly the same step. */
            share[a] = draws->n > CEV__SMALL ? cev__rng_uniform(&rng)
                                             : share[a] + steps[a];
            share[a] -= floor(share[a]);
            double z = cev__normal_quantile(
                fmax(1e-12, fmin(share[a], 1.0 - 1e-12)));
            for (int i = 0; i < draws->n; i++)
                logs[i] += z * posterior->axes[a][i];
        }
        for (int i = 0; i < draws->n; i++)
            logs[i] = keep_in_range(logs[i]);
    }
    shuffle_draws(&rng, draws);
}

/* A shop for each draw, with a stream of random numbers of its own. */
static int32_t redraw_shops(cev_ctx *ctx, const cev__redraw *redraw,
                            cev__draws *draws)
{
    int32_t status = CEV_OK;
    for (int64_t k = 0; k < draws->count && status == CEV_OK; k++) {
        cev__rng rng;
        cev__rng_start(&rng, ctx->seed, redraw->stream + (uint64_t)k);
        status = cev__progress(ctx, "fitting shops that the model makes up",
                               (double)k / (double)draws->count);
        if (status == CEV_OK)
            status = redraw->again(redraw->state, &rng,
                                   draws->logs + k * draws->n);
    }
    return status;
}

int32_t cev__draws_from(cev_ctx *ctx, const cev__posterior *posterior,
                        const cev_options *options,
                        const cev__redraw *redraw, cev__draws **out)
{
    int32_t way = cev__drawn_way(options);
    cev__draws *draws;
    int32_t status =
        cev__draws_new(ctx, way, posterior->n,
                       cev__options_int(options, CEV__OPT_DRAWS), &draws);
    if (status != CEV_OK)
        return status;
    if (way == CEV__DRAWN_BOOTSTRAP)
        status = redraw_shops(ctx, redraw, draws);
    else if (way == CEV__DRAWN_LAPLACE)
        approximate(ctx, posterior, redraw->stream, draws);
    else
        status = cev__draws_walk(ctx, posterior, redraw->stream, draws);
    if (status != CEV_OK) {
        cev__draws_free(ctx, draws);
        return status;
    }
    *out = draws;
    return CEV_OK;
}

/* The posterior's density from a likelihood. */
static int32_t evaluate_believed(void *state, const double *at, double *value,
                                 double *slopes)
{
    const cev__likelihood *likelihood = state;
    cev__local local;
    int32_t status = cev__likelihood_believe(likelihood, at, &local);
    if (status != CEV_OK)
        return status;
    *value = local.value;
    memcpy(slopes, local.gradient, (size_t)likelihood->n * sizeof *slopes);
    return CEV_OK;
}

int32_t cev__draws_make(cev_ctx *ctx, const cev__likelihood *likelihood,
                        const cev_options *options,
                        const cev__estimate *estimate,
                        const cev__redraw *redraw, cev__draws **out)
{
    cev__posterior posterior;
    cev__mode mode;
    int32_t status = CEV_OK;
    memset(&posterior, 0, sizeof posterior);
    posterior.n = likelihood->n;
    posterior.evaluate = evaluate_believed;
    /* evaluate_believed() only reads what it is given. */
    posterior.state = (void *)(uintptr_t)likelihood;
    if (cev__drawn_way(options) != CEV__DRAWN_BOOTSTRAP) {
        status = cev__likelihood_mode(likelihood, estimate, &mode);
        memcpy(posterior.at, mode.at, sizeof mode.at);
        for (int k = 0; k < posterior.n; k++)
            memcpy(posterior.axes[k], mode.axes[k], sizeof mode.axes[k]);
    }
    return status == CEV_OK
               ? cev__draws_from(ctx, &posterior, options, redraw, out)
               : status;
}

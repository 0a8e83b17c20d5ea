/* Chains of draws from the posterior; see draws.h. */
#include "../core/compiler.h"
#include "draws.h"

#include <math.h>
#include <string.h>

#include "../math/nuts.h"

/* Four chains of 250 draws each, and as many again while they disagree or
 * tell too little (Vehtari et al. 2021), eight times at most. */
enum { CHAINS = 4, ROUND = 250, ROUNDS = 8, LONGEST = ROUND * ROUNDS };

#define R_HAT_GOOD 1.01
#define SIZE_GOOD 400.0

/* The draws of all, parameter by parameter and chain by chain, and room to
 * look at those of one. */
typedef struct walking {
    cev_ctx *ctx;
    const cev__posterior *posterior;
    cev__nuts chains[CHAINS];
    int64_t length;
    double *numbers, *side;
    cev__mixing_room room;
} walking;

/* The posterior's density; nothing beyond the range of parameters. */
static int32_t evaluate_posterior(void *state, const double *logs,
                                  double *value, double *slopes)
{
    const cev__posterior *posterior = state;
    for (int i = 0; i < posterior->n; i++) {
        if (!(fabs(logs[i]) <= CEV__LOG_RANGE)) {
            *value = -INFINITY;
            return CEV_OK;
        }
    }
    return posterior->evaluate(posterior->state, logs, value, slopes);
}

static int64_t walked_numbers(const walking *w)
{
    return (int64_t)w->posterior->n * CHAINS * LONGEST;
}

static int32_t open_walking(walking *w)
{
    int64_t all = (int64_t)CHAINS * LONGEST;
    int64_t number = (int64_t)sizeof(double);
    int64_t item = (int64_t)sizeof(cev__keyed);
    w->numbers = cev__alloc(w->ctx, walked_numbers(w), number);
    w->side = cev__alloc(w->ctx, all, number);
    w->room.normal = cev__alloc(w->ctx, all, number);
    w->room.plain = cev__alloc(w->ctx, all, number);
    w->room.keyed = cev__alloc(w->ctx, all, item);
    w->room.spare = cev__alloc(w->ctx, all, item);
    return w->numbers == NULL || w->side == NULL || w->room.normal == NULL
                   || w->room.plain == NULL || w->room.keyed == NULL
                   || w->room.spare == NULL
               ? cev__fail_memory(w->ctx)
               : CEV_OK;
}

static void close_walking(walking *w)
{
    int64_t all = (int64_t)CHAINS * LONGEST;
    int64_t number = (int64_t)sizeof(double);
    int64_t item = (int64_t)sizeof(cev__keyed);
    cev__free(w->ctx, w->numbers, walked_numbers(w), number);
    cev__free(w->ctx, w->side, all, number);
    cev__free(w->ctx, w->room.normal, all, number);
    cev__free(w->ctx, w->room.plain, all, number);
    cev__free(w->ctx, w->room.keyed, all, item);
    cev__free(w->ctx, w->room.spare, all, item);
}

static int32_t warm_chains(walking *w, uint64_t stream)
{
    const cev__posterior *posterior = w->posterior;
    int32_t status = CEV_OK;
    for (int c = 0; c < CHAINS && status == CEV_OK; c++) {
        cev__nuts *chain = &w->chains[c];
        chain->n = posterior->n;
        chain->evaluate = evaluate_posterior;
        /* evaluate_posterior() only reads what it is given. */
        chain->state = (void *)(uintptr_t)posterior;
        memcpy(chain->centre, posterior->at, sizeof chain->centre);
        memcpy(chain->axes, posterior->axes, sizeof chain->axes);
        cev__rng_start(&chain->rng, w->ctx->seed, stream + (uint64_t)c);
        status = cev__progress(w->ctx, "warming up chains of draws",
                               (double)c / CHAINS);
        if (status == CEV_OK)
            status = cev__nuts_warm_up(chain);
    }
    return status;
}

/* Where draw i of a chain stands among the numbers of parameter k. */
static double *drawn_number(const walking *w, int k, int64_t chain, int64_t i)
{
    return &w->numbers[(k * CHAINS + chain) * LONGEST + i];
}

static int32_t walk_round(walking *w)
{
    double at[CEV__MANY];
    int32_t status = CEV_OK;
    for (int c = 0; c < CHAINS && status == CEV_OK; c++) {
        status = cev__progress(w->ctx, "walking chains of draws",
                               (double)(w->length * CHAINS + c * ROUND)
                                   / (CHAINS * LONGEST));
        for (int64_t i = 0; i < ROUND && status == CEV_OK; i++) {
            status = cev__nuts_draw(&w->chains[c], at);
            for (int k = 0; k < w->posterior->n; k++)
                *drawn_number(w, k, c, w->length + i) = at[k];
        }
    }
    w->length += ROUND;
    return status;
}

/* How the chains have mixed, and whether that is well enough. */
static int has_mixed(const walking *w, cev__draws *draws)
{
    int is_well = 1;
    for (int k = 0; k < draws->n; k++) {
        cev__mixing *mixing = &draws->mixing[k];
        for (int c = 0; c < CHAINS; c++)
            memcpy(w->side + c * w->length, drawn_number(w, k, c, 0),
                   (size_t)w->length * sizeof *w->side);
        cev__mixing_of(w->side, CHAINS, w->length, &w->room, mixing);
        is_well = is_well && mixing->r_hat <= R_HAT_GOOD
                  && fmin(mixing->bulk, mixing->tail) >= SIZE_GOOD;
    }
    return is_well;
}

/* Of all, as many as are wanted, evenly spaced. */
static void thin_draws(const walking *w, cev__draws *draws)
{
    int64_t all = CHAINS * w->length;
    for (int64_t d = 0; d < draws->count; d++) {
        int64_t from = (2 * d + 1) * all / (2 * draws->count);
        for (int k = 0; k < draws->n; k++)
            draws->logs[d * draws->n + k] =
                *drawn_number(w, k, from / w->length, from % w->length);
    }
    draws->iterations = all;
    for (int c = 0; c < CHAINS; c++)
        draws->divergent += w->chains[c].divergent;
}

/* The walking itself: chains take more room than a stack should give. */
static int32_t walk_chains(walking *w, uint64_t stream, cev__draws *draws)
{
    int is_done = 0;
    int32_t status = open_walking(w);
    if (status == CEV_OK)
        status = warm_chains(w, stream);
    while (status == CEV_OK && !is_done && w->length < LONGEST) {
        status = walk_round(w);
        if (status == CEV_OK)
            is_done = has_mixed(w, draws);
    }
    if (status == CEV_OK)
        thin_draws(w, draws);
    close_walking(w);
    return status;
}

int32_t cev__draws_walk(cev_ctx *ctx, const cev__posterior *posterior,
                        uint64_t stream, cev__draws *draws)
{
    walking *w = cev__alloc_zero(ctx, 1, (int64_t)sizeof *w);
    if (w == NULL)
        return cev__fail_memory(ctx);
    w->ctx = ctx;
    w->posterior = posterior;
    int32_t status = walk_chains(w, stream, draws);
    cev__free(ctx, w, 1, (int64_t)sizeof *w);
    return status;
}

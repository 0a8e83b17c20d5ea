/*
 * Parameters as they may be: so many draws of the log-parameters, from which
 * whatever is made of the parameters has an interval, by its quantiles over
 * the draws. By the option `uncertainty` they come
 *
 *   laplace    from the normal approximation of the posterior about its mode
 *   bootstrap  from fits to shops that the fitted model has made up
 *   mcmc       from the posterior itself, by chains
 *
 * The posterior is likelihood times the weak prior of estimate.h times what
 * the fit was asked to believe (pull.h).
 */
#ifndef CEV_DRAWS_H
#define CEV_DRAWS_H

#include "../core/blob.h"
#include "../core/options.h"
#include "../core/rng.h"
#include "../math/cholesky.h"
#include "../math/mixing.h"
#include "estimate.h"

/* How they came; the numbers are in saved bytes. */
enum {
    CEV__DRAWN_NOT,
    CEV__DRAWN_LAPLACE,
    CEV__DRAWN_BOOTSTRAP,
    CEV__DRAWN_MCMC,
    CEV__DRAWN_WAYS
};

extern const char cev__drawn_names[CEV__DRAWN_WAYS][12];

enum { CEV__DRAWS_MOST = 1000 };

typedef struct cev__draws {
    int32_t way, n; /* n logs in each, coefficients of covariates last */
    int64_t count;
    double *logs; /* one draw after the other */
    cev__mixing mixing[CEV__MANY]; /* of chains */
    int64_t iterations, divergent;  /* of all chains, after the warm-up */
} cev__draws;

/* What the option says; CEV__DRAWN_NOT for the others. */
int32_t cev__drawn_way(const cev_options *options);

/* Where draws are asked for: CEV_ERR_OPTION with a message in a fit in parts,
 * where customers cannot be made up and the likelihood not be taken thousands
 * of times. */
int32_t cev__draws_check(cev_ctx *ctx, const cev_options *options,
                         int is_in_parts);

/* One that owns room for `count` draws; CEV_ERR_MEMORY with a message. */
int32_t cev__draws_new(cev_ctx *ctx, int32_t way, int n, int64_t count,
                       cev__draws **out);
void cev__draws_free(cev_ctx *ctx, cev__draws *draws);

/* Another shop: customers as the fit's estimate makes them up, of the same
 * ages, and the log-parameters of a fit to them. */
typedef struct cev__redraw {
    int32_t (*again)(void *state, cev__rng *rng, double *logs);
    void *state;
    uint64_t stream; /* of random numbers; no other fit's */
} cev__redraw;

/* A posterior of n logs: its mode, the axes of the curvature there, each as
 * long as the standard error along it, and its density's logarithm with the
 * slopes. */
typedef struct cev__posterior {
    int n;
    double at[CEV__MANY], axes[CEV__MANY][CEV__MANY];
    int32_t (*evaluate)(void *state, const double *at, double *value,
                        double *slopes);
    void *state;
} cev__posterior;

/* By the options `uncertainty` and `draws`, from the likelihood at an
 * estimate. Statuses are those of its evaluation and of `again`. */
int32_t cev__draws_make(cev_ctx *ctx, const cev__likelihood *likelihood,
                        const cev_options *options,
                        const cev__estimate *estimate,
                        const cev__redraw *redraw, cev__draws **out);

/* The same from a posterior, of which a bootstrap reads n alone. */
int32_t cev__draws_from(cev_ctx *ctx, const cev__posterior *posterior,
                        const cev_options *options,
                        const cev__redraw *redraw, cev__draws **out);

/* The chains' part of it (chains.c). */
int32_t cev__draws_walk(cev_ctx *ctx, const cev__posterior *posterior,
                        uint64_t stream, cev__draws *draws);

/* The same in other units: shift is added to the first n logs. */
void cev__draws_shift(int n, const double *shift, cev__draws *draws);

/* The draws (NULL: none), of `least` logs or more each. Of bytes that hold
 * none such, *out stays and CEV_ERR_FORMAT comes without a message. */
void cev__draws_save(const cev__draws *draws, cev__writer *writer);
int32_t cev__draws_load(cev_ctx *ctx, int least, cev__blob *blob,
                        cev__draws **out);

/* Whether they are none or of n logs each. */
int cev__draws_are_of(const cev__draws *draws, int n);

/* Where the share `below` of n values lies, between two of them if need be. */
double cev__draws_quantile(const double *values, int64_t n, double below);

#endif

/*
 * How the parameters of a model are found, on as much data as there is.
 *
 * 1. Maximum likelihood, from the model's usual start or, with very many
 *    customers, from the maximum for a sample of them. The end is proper when
 *    the gradient is gone, no parameter stands at the end of its range, and
 *    every direction of the log-parameters is known to within a standard error
 *    of 20 (a factor of e^20: else it only gets better and better on the way
 *    to infinity).
 * 2. Where it is not proper, or a direction is known no better than to a
 *    standard error of 1/2, other starts look for a higher maximum: those of
 *    the model, with very many customers by a sample as well, the maximum with
 *    the weak prior of 3, and leaps from the best along what is least known.
 *    The highest point counts. Where that is on a ridge, so that other
 *    parameters do as well, the covariance is the mean square about it of what
 *    the weak prior leaves possible: far from nothing, and finite.
 * 3. Where the data are too thin for that, or few and on a ridge, the maximum
 *    of likelihood times a weak prior is taken: normal beliefs about a few
 *    combinations of the log-parameters, with standard deviations of 1 to 2,
 *    worth about one observation each. It always exists, however little there
 *    is.
 *
 * A fit after another looks first where that ended; where the end is no proper
 * maximum with all directions known, it is as if there had been none.
 *
 * Parameters are positive and handled as logarithms, in units where the data
 * are around 1.
 */
#ifndef CEV_ESTIMATE_H
#define CEV_ESTIMATE_H

#include "../math/newton.h"

/* How an estimate was found; the numbers are in saved bytes. */
enum {
    CEV__METHOD_NONE,
    CEV__METHOD_LIKELIHOOD,
    CEV__METHOD_PRIOR, /* with the weak prior */
    CEV__METHOD_RIDGE, /* the likelihood, where it hardly bends */
    CEV__METHODS
};

/* weights . log-parameters is normal around the centre. */
typedef struct cev__belief {
    double weights[CEV__SMALL];
    double centre, sd;
} cev__belief;

/* Starts a model may have beside its usual one. */
enum { CEV__OTHERS = 7 };

typedef struct cev__likelihood {
    int n;
    const double *last; /* where the fit before ended, or NULL */
    int is_last_true;   /* the data are made up by it: other maxima are none */
    double start[CEV__SMALL];
    double others[CEV__OTHERS][CEV__SMALL]; /* starts */
    int other_count;
    const cev__belief *beliefs; /* the weak prior */
    int belief_count;
    int is_thin; /* too few data for maximum likelihood to mean anything */
    int is_few;  /* too few to go to the far end of a ridge for */
    int is_brief; /* where the first climb ends, doubts or not, will do */
    int is_dear;  /* the likelihood takes long: no climb ends where one has */
    double tol;  /* of the gradient, for all customers together */
    int64_t max_iter;
    int32_t (*evaluate)(void *state, const double *logs, cev__local *out);
    void *state;
    const struct cev__likelihood *sample; /* of few of the customers, or NULL */
} cev__likelihood;

typedef struct cev__estimate {
    double logs[CEV__SMALL];
    double covariance[CEV__SMALL_PACKED]; /* of the logs */
    double log_likelihood;                /* without the prior */
    double highest; /* the highest seen; with what pulls, if anything does */
    double gradient;                      /* largest, prior included */
    int64_t iterations;
    int32_t method;
    int32_t is_converged;
} cev__estimate;

/* The logs stay within this of 0. */
#define CEV__LOG_RANGE 18.0

/* Adds `count` beliefs about n log-parameters. */
void cev__beliefs_add(const cev__belief *beliefs, int count, int n,
                      const double *logs, cev__local *out);

/* The likelihood times the weak prior. */
int32_t cev__likelihood_believe(const cev__likelihood *likelihood,
                                const double *logs, cev__local *out);

/* Climbs from optimum->at, with the weak prior or without. */
int32_t cev__likelihood_climb(const cev__likelihood *likelihood,
                              int is_believing, cev__optimum *optimum);

/* The posterior mode, and the axes of the curvature there, each as long as the
 * standard error along it. */
typedef struct cev__mode {
    double at[CEV__SMALL], axes[CEV__SMALL][CEV__SMALL];
    double height; /* of likelihood times weak prior, its logarithm */
} cev__mode;

int32_t cev__likelihood_mode(const cev__likelihood *likelihood,
                             const cev__estimate *estimate, cev__mode *out);

int32_t cev__estimate_find(const cev__likelihood *likelihood,
                           cev__estimate *out);

#endif

/*
 * How the parameters of a model are found, on as much data as there is.
 *
 * 1. Maximum likelihood, from the model's usual start. The end counts when it
 *    is a proper maximum: the gradient is gone, no parameter stands at the end
 *    of its range, and every direction of the log-parameters is known to
 *    within a standard error of 20 (a factor of e^20: else the likelihood
 *    only gets better and better on the way to infinity).
 *    Where a direction is known no better than to a standard error of 1/2, a
 *    second start looks for a higher maximum, which may well be at infinity.
 * 2. Otherwise, or where the data are too thin to ask for one, the maximum of
 *    likelihood times a weak prior: normal beliefs about a few combinations of
 *    the log-parameters, with standard deviations of 1 to 2, worth about one
 *    observation each. It always exists, however little there is.
 * 3. Where only the start was bad, maximum likelihood again from there: it
 *    counts if nothing higher was seen on the way.
 *
 * Parameters are positive and handled as logarithms, in units where the data
 * are around 1.
 */
#ifndef CEV_ESTIMATE_H
#define CEV_ESTIMATE_H

#include "../math/newton.h"

enum { CEV__METHOD_NONE, CEV__METHOD_LIKELIHOOD, CEV__METHOD_PRIOR };

/* weights . log-parameters is normal around the centre. */
typedef struct cev__belief {
    double weights[CEV__SMALL];
    double centre, sd;
} cev__belief;

typedef struct cev__likelihood {
    int n;
    double start[CEV__SMALL];
    double second[CEV__SMALL]; /* start */
    const cev__belief *beliefs;
    int belief_count;
    int is_thin; /* too few data for maximum likelihood to mean anything */
    double tol;  /* of the gradient, for all customers together */
    int64_t max_iter;
    int32_t (*evaluate)(void *state, const double *logs, cev__local *out);
    void *state;
} cev__likelihood;

typedef struct cev__estimate {
    double logs[CEV__SMALL];
    double covariance[CEV__SMALL_PACKED]; /* of the logs */
    double log_likelihood;                /* without the prior */
    double gradient;                      /* largest, prior included */
    int64_t iterations;
    int32_t method;
    int32_t is_converged;
} cev__estimate;

int32_t cev__estimate_find(const cev__likelihood *likelihood,
                           cev__estimate *out);

#endif

/* Maximum likelihood, or with a weak prior; see estimate.h. */
#include "../core/compiler.h"
#include "estimate.h"

#include <math.h>
#include <string.h>

#include "cev/base.h"

/* The logs stay within this of 0. */
#define LOG_RANGE 18.0
/* A direction known no better than this is none of a proper maximum. */
#define SD_PROPER 20.0
/* A direction known no better than this makes a second start worth while. */
#define SD_DOUBTFUL 0.5
/* A higher maximum is higher by more than this. */
#define GAIN_REAL 1e-6
/* No variance is beyond this, whatever rounding left of the information. */
#define SD_MAX 100.0

/* The likelihood with the beliefs added. */
static int32_t believe(void *state, const double *logs, cev__local *out)
{
    const cev__likelihood *likelihood = state;
    int32_t status = likelihood->evaluate(likelihood->state, logs, out);
    for (int b = 0; status == CEV_OK && b < likelihood->belief_count; b++) {
        const cev__belief *belief = &likelihood->beliefs[b];
        double distance = -belief->centre;
        double precision = 1.0 / (belief->sd * belief->sd);
        for (int i = 0; i < likelihood->n; i++)
            distance += belief->weights[i] * logs[i];
        out->value -= 0.5 * precision * distance * distance;
        for (int i = 0; i < likelihood->n; i++) {
            double slope = precision * belief->weights[i];
            out->gradient[i] -= slope * distance;
            for (int j = 0; j <= i; j++)
                out->hessian[cev__packed(i, j)] -= slope * belief->weights[j];
        }
    }
    return status;
}

/* Climbs from optimum->at, with the beliefs or without. */
static int32_t climb(const cev__likelihood *likelihood, int is_believing,
                     cev__optimum *optimum)
{
    cev__newton problem = {0};
    problem.n = likelihood->n;
    problem.lower = -LOG_RANGE;
    problem.upper = LOG_RANGE;
    problem.tol = likelihood->tol;
    problem.max_iter = likelihood->max_iter;
    problem.evaluate = is_believing ? believe : likelihood->evaluate;
    for (int i = 0; i < likelihood->n; i++)
        optimum->at[i] = fmax(-LOG_RANGE, fmin(optimum->at[i], LOG_RANGE));
    /* believe() only reads what it is given. */
    problem.state =
        is_believing ? (void *)(uintptr_t)likelihood : likelihood->state;
    return cev__newton_maximise(&problem, optimum);
}

/* The covariance at an optimum, and the largest standard deviation of any
 * direction (infinite where there is no maximum). */
static double invert_information(int n, const cev__local *local,
                                 double *covariance)
{
    double information[CEV__SMALL_PACKED];
    double values[CEV__SMALL], vectors[CEV__SMALL][CEV__SMALL];
    for (int i = 0; i < n * (n + 1) / 2; i++)
        information[i] = -local->hessian[i];
    cev__eigen(n, information, values, vectors);
    cev__eigen_inverse(n, values, vectors, 1.0 / (SD_MAX * SD_MAX),
                       covariance);
    return values[0] > 0.0 ? 1.0 / sqrt(values[0]) : INFINITY;
}

/* Takes an optimum over into the estimate; 0 when it is not a proper one. */
static int accept_optimum(const cev__likelihood *likelihood,
                          const cev__optimum *optimum, int32_t method,
                          cev__estimate *out)
{
    double covariance[CEV__SMALL_PACKED] = {0};
    double sd = invert_information(likelihood->n, &optimum->local, covariance);
    out->iterations += optimum->iterations;
    if (method == CEV__METHOD_LIKELIHOOD
        && (!optimum->is_converged || optimum->is_bounded
            || !(sd <= SD_PROPER)))
        return 0;
    memcpy(out->logs, optimum->at, sizeof out->logs);
    memcpy(out->covariance, covariance, sizeof covariance);
    out->log_likelihood = optimum->local.value;
    out->gradient = 0.0;
    for (int i = 0; i < likelihood->n; i++)
        out->gradient =
            fmax(out->gradient, fabs(optimum->local.gradient[i]));
    out->method = method;
    out->is_converged = optimum->is_converged;
    return 1;
}

/* Maximum likelihood from a given point. *is_found says whether the highest
 * point seen so far, *highest, is a proper maximum. */
static int32_t find_likeliest(const cev__likelihood *likelihood,
                              const double *from, cev__estimate *out,
                              double *highest, int *is_found)
{
    cev__optimum optimum = {0};
    memcpy(optimum.at, from, sizeof optimum.at);
    int32_t status = climb(likelihood, 0, &optimum);
    if (status != CEV_OK)
        return status;
    if (optimum.local.value <= *highest + GAIN_REAL
        && (*is_found || optimum.local.value < *highest - GAIN_REAL)) {
        out->iterations += optimum.iterations;
        return CEV_OK;
    }
    *highest = optimum.local.value;
    *is_found =
        accept_optimum(likelihood, &optimum, CEV__METHOD_LIKELIHOOD, out);
    return CEV_OK;
}

/* Whether some direction of the log-parameters is hardly known. */
static int is_doubtful(int n, const cev__estimate *estimate)
{
    double values[CEV__SMALL], vectors[CEV__SMALL][CEV__SMALL];
    cev__eigen(n, estimate->covariance, values, vectors);
    return values[n - 1] > SD_DOUBTFUL * SD_DOUBTFUL;
}

/* The maximum with the beliefs; its likelihood is told without them. */
static int32_t find_believed(const cev__likelihood *likelihood,
                             cev__estimate *out)
{
    cev__optimum optimum = {0};
    cev__local bare;
    memcpy(optimum.at, likelihood->start, sizeof optimum.at);
    int32_t status = climb(likelihood, 1, &optimum);
    if (status == CEV_OK)
        status = likelihood->evaluate(likelihood->state, optimum.at, &bare);
    if (status != CEV_OK)
        return status;
    accept_optimum(likelihood, &optimum, CEV__METHOD_PRIOR, out);
    out->log_likelihood = bare.value;
    return CEV_OK;
}

int32_t cev__estimate_find(const cev__likelihood *likelihood,
                           cev__estimate *out)
{
    int is_found = 0;
    double highest = -INFINITY;
    int32_t status = CEV_OK;
    memset(out, 0, sizeof *out);
    if (!likelihood->is_thin)
        status = find_likeliest(likelihood, likelihood->start, out, &highest,
                                &is_found);
    if (status == CEV_OK && is_found && is_doubtful(likelihood->n, out))
        status = find_likeliest(likelihood, likelihood->second, out, &highest,
                                &is_found);
    if (status != CEV_OK || is_found)
        return status;
    status = find_believed(likelihood, out);
    if (status == CEV_OK && !likelihood->is_thin)
        status = find_likeliest(likelihood, out->logs, out, &highest,
                                &is_found);
    return status;
}

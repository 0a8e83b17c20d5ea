/* Maximum likelihood, or with a weak prior; see estimate.h. */
#include "../core/compiler.h"
#include "estimate.h"

#include <math.h>
#include <string.h>

#include "cev/base.h"

/* A direction known no better than this is none of a proper maximum. */
#define SD_PROPER 20.0
/* A direction known no better than this makes other starts worth while. */
#define SD_DOUBTFUL 0.5
/* A higher maximum is higher by more than this. */
#define GAIN_REAL 1e-7
/* A climb along a ridge goes on while a step promises more. */
#define GAIN_LEFT 1e-9
/* No variance is beyond this, whatever rounding left of the information. */
#define SD_MAX 100.0
static void add_belief(const cev__belief *belief, double share, int n,
                       const double *logs, cev__local *out)
{
    double distance = -belief->centre;
    double precision = share / (belief->sd * belief->sd);
    for (int i = 0; i < n; i++)
        distance += belief->weights[i] * logs[i];
    out->value -= 0.5 * precision * distance * distance;
    for (int i = 0; i < n; i++) {
        double slope = precision * belief->weights[i];
        out->gradient[i] -= slope * distance;
        for (int j = 0; j <= i; j++)
            out->hessian[cev__packed(i, j)] -= slope * belief->weights[j];
    }
}

/* The likelihood with `share` of the weak prior and what was asked for. */
static int32_t evaluate_with(const cev__likelihood *of, double share,
                             const double *logs, cev__local *out)
{
    int32_t status = of->evaluate(of->state, logs, out);
    if (status != CEV_OK)
        return status;
    for (int b = 0; b < of->belief_count && share > 0.0; b++)
        add_belief(&of->beliefs[b], share, of->n, logs, out);
    for (int b = 0; b < of->prior_count; b++)
        add_belief(&of->priors[b], 1.0, of->n, logs, out);
    return CEV_OK;
}

int32_t cev__likelihood_ask(const cev__likelihood *likelihood,
                            const double *logs, cev__local *out)
{
    return evaluate_with(likelihood, likelihood->penalty, logs, out);
}

int32_t cev__likelihood_believe(const cev__likelihood *likelihood,
                                const double *logs, cev__local *out)
{
    return evaluate_with(likelihood, fmax(1.0, likelihood->penalty), logs,
                         out);
}

/* The same as cev__newton wants them. */
static int32_t ask(void *state, const double *logs, cev__local *out)
{
    return cev__likelihood_ask(state, logs, out);
}

static int32_t believe(void *state, const double *logs, cev__local *out)
{
    return cev__likelihood_believe(state, logs, out);
}

int32_t cev__likelihood_climb(const cev__likelihood *likelihood,
                              int is_believing, cev__optimum *optimum)
{
    cev__newton problem = {0};
    problem.n = likelihood->n;
    problem.lower = -CEV__LOG_RANGE;
    problem.upper = CEV__LOG_RANGE;
    problem.tol = likelihood->tol;
    problem.gain = GAIN_LEFT;
    problem.max_iter = likelihood->max_iter;
    problem.evaluate = is_believing ? believe : ask;
    /* Both only read what they are given. */
    problem.state = (void *)(uintptr_t)likelihood;
    for (int i = 0; i < likelihood->n; i++)
        optimum->at[i] = fmax(-CEV__LOG_RANGE,
                              fmin(optimum->at[i], CEV__LOG_RANGE));
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

/* Climbs from a point, and takes the end for *best if there is none higher. */
static int32_t improve(const cev__likelihood *of, const double *from,
                       cev__optimum *best, int64_t *iterations)
{
    cev__optimum next = {0};
    memcpy(next.at, from, sizeof next.at);
    int32_t status = cev__likelihood_climb(of, 0, &next);
    if (status != CEV_OK)
        return status;
    *iterations += next.iterations;
    double gain = next.local.value - best->local.value;
    if (gain > GAIN_REAL || (gain > -GAIN_REAL && next.is_converged))
        *best = next;
    return CEV_OK;
}

/* Where to begin: where the last fit ended, or at the maximum for a sample of
 * the customers, or at the usual start. */
static int32_t find_start(const cev__likelihood *of, double *start,
                          int64_t *iterations)
{
    cev__optimum rough = {0};
    memcpy(start, of->last != NULL ? of->last : of->start, sizeof of->start);
    if (of->last != NULL || of->sample == NULL)
        return CEV_OK;
    memcpy(rough.at, of->start, sizeof rough.at);
    int32_t status = cev__likelihood_climb(of->sample, 0, &rough);
    *iterations += rough.iterations;
    if (status == CEV_OK && rough.is_converged && !rough.is_bounded)
        memcpy(start, rough.at, sizeof rough.at);
    return status;
}

/* Whether the best end so far is a proper maximum, with every direction known
 * to within `sd_largest`. */
static int is_settled(int n, const cev__optimum *best, double sd_largest)
{
    double covariance[CEV__SMALL_PACKED];
    double sd = invert_information(n, &best->local, covariance);
    return best->is_converged && !best->is_bounded && sd <= sd_largest;
}

/* Climbs once more from all other places; from the maximum with the weak prior
 * at last, so that of a ridge that is level the end nearest to it counts. */
static int32_t look_around(const cev__likelihood *of,
                           const cev__optimum *believed, cev__optimum *best,
                           int64_t *iterations)
{
    const double *places[3] = {of->start, of->second, believed->at};
    int32_t status = CEV_OK;
    for (int i = 0; i < 3 && status == CEV_OK; i++)
        status = improve(of, places[i], best, iterations);
    return status;
}

/* Takes an end over into the estimate; its likelihood is told bare. */
static int32_t keep_end(const cev__likelihood *of, const cev__optimum *end,
                        int32_t method, cev__estimate *out)
{
    cev__local bare = end->local;
    if (method == CEV__METHOD_PRIOR || method == CEV__METHOD_ASKED) {
        int32_t status = of->evaluate(of->state, end->at, &bare);
        if (status != CEV_OK)
            return status;
    }
    invert_information(of->n, &end->local, out->covariance);
    memcpy(out->logs, end->at, sizeof out->logs);
    out->log_likelihood = bare.value;
    out->gradient = 0.0;
    for (int i = 0; i < of->n; i++)
        out->gradient = fmax(out->gradient, fabs(end->local.gradient[i]));
    out->method = method;
    out->is_converged = end->is_converged;
    return CEV_OK;
}

/* The mean square, about the top of a ridge, of what the weak prior leaves
 * possible: its covariance, and the distance to its centre squared. */
static void square_about(int n, const cev__optimum *believed,
                         cev__estimate *out)
{
    invert_information(n, &believed->local, out->covariance);
    for (int i = 0; i < n; i++)
        for (int j = 0; j <= i; j++)
            out->covariance[cev__packed(i, j)] +=
                (out->logs[i] - believed->at[i])
                * (out->logs[j] - believed->at[j]);
}

/* Where the first climb leaves doubts, or there was none. */
static int32_t settle(const cev__likelihood *of, int32_t method, int is_tried,
                      cev__optimum *best, cev__estimate *out)
{
    cev__optimum believed = {0};
    memcpy(believed.at, of->start, sizeof believed.at);
    int32_t status = cev__likelihood_climb(of, 1, &believed);
    out->iterations += believed.iterations;
    if (is_tried && status == CEV_OK)
        status = look_around(of, &believed, best, &out->iterations);
    if (status != CEV_OK)
        return status;
    if (is_tried && is_settled(of->n, best, SD_PROPER))
        return keep_end(of, best, method, out);
    if (!is_tried || of->is_few || method == CEV__METHOD_ASKED
        || !isfinite(best->local.value))
        return keep_end(of, &believed, CEV__METHOD_PRIOR, out);
    status = keep_end(of, best, CEV__METHOD_RIDGE, out);
    square_about(of->n, &believed, out);
    return status;
}

int32_t cev__estimate_find(const cev__likelihood *likelihood,
                           cev__estimate *out)
{
    const cev__likelihood *of = likelihood;
    cev__optimum best = {0};
    double start[CEV__SMALL];
    int is_tried = !of->is_thin || of->prior_count > 0;
    int32_t method = of->penalty > 0.0 || of->prior_count > 0
                         ? CEV__METHOD_ASKED
                         : CEV__METHOD_LIKELIHOOD;
    int32_t status = CEV_OK;
    memset(out, 0, sizeof *out);
    best.local.value = -INFINITY;
    if (is_tried)
        status = find_start(of, start, &out->iterations);
    if (is_tried && status == CEV_OK)
        status = improve(of, start, &best, &out->iterations);
    if (status != CEV_OK)
        return status;
    if (is_tried && is_settled(of->n, &best, SD_DOUBTFUL))
        return keep_end(of, &best, method, out);
    return settle(of, method, is_tried, &best, out);
}

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
/* How far, in logs, and how often a search leaps at the most. */
#define LEAP 4.0
#define LEAPS 4
/* No variance is beyond this, whatever rounding left of the information. */
#define SD_MAX 100.0
/* An end is exact when a step more would go less far, in logs. */
#define STEP_EXACT 1e-11

void cev__beliefs_add(const cev__belief *beliefs, int count, int n,
                      const double *logs, cev__local *out)
{
    for (int b = 0; b < count; b++) {
        const cev__belief *belief = &beliefs[b];
        double distance = -belief->centre;
        double precision = 1.0 / (belief->sd * belief->sd);
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
}

int32_t cev__likelihood_believe(const cev__likelihood *likelihood,
                                const double *logs, cev__local *out)
{
    int32_t status = likelihood->evaluate(likelihood->state, logs, out);
    if (status == CEV_OK)
        cev__beliefs_add(likelihood->beliefs, likelihood->belief_count,
                         likelihood->n, logs, out);
    return status;
}

/* The same as cev__newton wants it. */
static int32_t believe(void *state, const double *logs, cev__local *out)
{
    return cev__likelihood_believe(state, logs, out);
}

/* A climb that stops where it is bound for an end that is known, or NULL. */
static int32_t climb_on(const cev__likelihood *likelihood, int is_believing,
                        const cev__optimum *known, cev__optimum *optimum)
{
    cev__newton problem = {0};
    problem.known = known;
    problem.n = likelihood->n;
    problem.lower = -CEV__LOG_RANGE;
    problem.upper = CEV__LOG_RANGE;
    problem.tol = likelihood->tol;
    problem.gain = GAIN_LEFT;
    problem.max_iter = likelihood->max_iter;
    problem.evaluate = is_believing ? believe : likelihood->evaluate;
    /* believe() only reads what it is given. */
    problem.state =
        is_believing ? (void *)(uintptr_t)likelihood : likelihood->state;
    for (int i = 0; i < likelihood->n; i++)
        optimum->at[i] = fmax(-CEV__LOG_RANGE,
                              fmin(optimum->at[i], CEV__LOG_RANGE));
    return cev__newton_maximise(&problem, optimum);
}

int32_t cev__likelihood_climb(const cev__likelihood *likelihood,
                              int is_believing, cev__optimum *optimum)
{
    return climb_on(likelihood, is_believing, NULL, optimum);
}

int32_t cev__likelihood_mode(const cev__likelihood *likelihood,
                             const cev__estimate *estimate, cev__mode *out)
{
    cev__optimum mode = {0};
    double values[CEV__SMALL], vectors[CEV__SMALL][CEV__SMALL];
    double information[CEV__SMALL_PACKED] = {0};
    int n = likelihood->n;
    memcpy(mode.at, estimate->logs, sizeof mode.at);
    int32_t status = cev__likelihood_climb(likelihood, 1, &mode);
    if (status != CEV_OK)
        return status;
    for (int i = 0; i < n * (n + 1) / 2; i++)
        information[i] = -mode.local.hessian[i];
    cev__eigen(n, information, values, vectors);
    for (int k = 0; k < n; k++) {
        double length =
            1.0 / sqrt(fmax(values[k], 1.0 / (SD_PROPER * SD_PROPER)));
        for (int i = 0; i < n; i++)
            out->axes[k][i] = length * vectors[k][i];
    }
    memcpy(out->at, mode.at, sizeof out->at);
    out->height = mode.local.value;
    return CEV_OK;
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

/* Climbs from a point, and takes the end for *best if it is higher by more
 * than least_gain; one where the search was stopped only replaces another. */
static int32_t improve(const cev__likelihood *of, const double *from,
                       double least_gain, cev__optimum *best,
                       int64_t *iterations)
{
    cev__optimum next = {0};
    memcpy(next.at, from, sizeof next.at);
    int32_t status =
        climb_on(of, 0, of->is_dear && best->is_converged ? best : NULL, &next);
    if (status != CEV_OK)
        return status;
    *iterations += next.iterations;
    double gain = next.local.value - best->local.value;
    if (next.is_converged ? gain > least_gain
                          : gain > GAIN_REAL && !best->is_converged)
        *best = next;
    return CEV_OK;
}

/* Where to begin a climb from a place: at the maximum for a sample of the
 * customers, or at the place itself. Where the sample leads along a ridge all
 * customers may not, so that the first climb does not begin at its end. */
static int32_t find_start(const cev__likelihood *of, const double *from,
                          int is_first, double *start, int64_t *iterations)
{
    cev__optimum rough = {0};
    memcpy(start, from, sizeof of->start);
    if (of->sample == NULL)
        return CEV_OK;
    memcpy(rough.at, from, sizeof rough.at);
    int32_t status = cev__likelihood_climb(of->sample, 0, &rough);
    *iterations += rough.iterations;
    if (status == CEV_OK && rough.is_converged
        && !(is_first && rough.is_bounded))
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

/* Leaps from the best end along the directions of which least is known, and
 * climbs again, while that leads higher: where a ridge goes on beyond what
 * rounding lets a step see, or another maximum is near. */
static int32_t leap_on(const cev__likelihood *of, cev__optimum *best,
                       int64_t *iterations)
{
    double values[CEV__SMALL], vectors[CEV__SMALL][CEV__SMALL];
    double information[CEV__SMALL_PACKED], before = -INFINITY;
    int32_t status = CEV_OK;
    for (int turn = 0; turn < LEAPS && best->local.value > before + GAIN_REAL;
         turn++) {
        cev__optimum from = *best;
        before = best->local.value;
        for (int i = 0; i < of->n * (of->n + 1) / 2; i++)
            information[i] = -from.local.hessian[i];
        cev__eigen(of->n, information, values, vectors);
        for (int k = 0; k < 4 && status == CEV_OK; k++) {
            double place[CEV__SMALL] = {0.0};
            for (int i = 0; i < of->n; i++)
                place[i] = from.at[i]
                           + (k % 2 ? -LEAP : LEAP) * vectors[k / 2][i];
            status = improve(of, place, GAIN_REAL, best, iterations);
        }
    }
    return status;
}

/* Climbs once more from all other places; from the maximum with the weak prior
 * at last, so that of a ridge that is level the end nearest to it counts. */
static int32_t look_around(const cev__likelihood *of,
                           const cev__optimum *believed, cev__optimum *best,
                           int64_t *iterations)
{
    double start[CEV__SMALL];
    int32_t status = CEV_OK;
    for (int i = 0; i < of->other_count && status == CEV_OK; i++) {
        status = find_start(of, of->others[i], 0, start, iterations);
        if (status == CEV_OK)
            status = improve(of, start, -GAIN_REAL, best, iterations);
    }
    if (status == CEV_OK)
        status = improve(of, believed->at, -GAIN_REAL, best, iterations);
    return status == CEV_OK ? leap_on(of, best, iterations) : status;
}

/* Takes an end over into the estimate; its likelihood is told bare. */
static int32_t keep_end(const cev__likelihood *of, const cev__optimum *end,
                        int32_t method, cev__estimate *out)
{
    cev__local bare = end->local;
    if (method == CEV__METHOD_PRIOR) {
        int32_t status = of->evaluate(of->state, end->at, &bare);
        if (status != CEV_OK)
            return status;
    }
    invert_information(of->n, &end->local, out->covariance);
    memcpy(out->logs, end->at, sizeof out->logs);
    out->log_likelihood = bare.value;
    out->highest = fmax(out->highest, bare.value);
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
static int32_t settle(const cev__likelihood *of, cev__optimum *best,
                      cev__estimate *out)
{
    cev__optimum believed = {0};
    memcpy(believed.at, of->start, sizeof believed.at);
    int32_t status = cev__likelihood_climb(of, 1, &believed);
    out->iterations += believed.iterations;
    if (!of->is_thin && !of->is_brief && status == CEV_OK)
        status = look_around(of, &believed, best, &out->iterations);
    if (status != CEV_OK)
        return status;
    out->highest = best->local.value;
    if (!of->is_thin && is_settled(of->n, best, SD_PROPER))
        return keep_end(of, best, CEV__METHOD_LIKELIHOOD, out);
    if (of->is_thin || of->is_few || !isfinite(best->local.value))
        return keep_end(of, &believed, CEV__METHOD_PRIOR, out);
    status = keep_end(of, best, CEV__METHOD_RIDGE, out);
    square_about(of->n, &believed, out);
    return status;
}

/* How far the gradient at an end would still lead, in logs. */
static double step_left(int n, const cev__optimum *end, double *step)
{
    double covariance[CEV__SMALL_PACKED], length = 0.0;
    invert_information(n, &end->local, covariance);
    for (int i = 0; i < n; i++) {
        step[i] = 0.0;
        for (int j = 0; j < n; j++)
            step[i] +=
                end->local.gradient[j] * covariance[cev__packed_of(i, j)];
        length = fmax(length, fabs(step[i]));
    }
    return length;
}

/* A last step to where a settled search was going, so that from wherever it
 * came it ends at the same place. Rounding, at last, leads nowhere. */
static int32_t finish(const cev__likelihood *of, cev__optimum *end,
                      int64_t *iterations)
{
    cev__optimum next = *end;
    double step[CEV__SMALL], left = step_left(of->n, end, step);
    if (!(left > STEP_EXACT))
        return CEV_OK;
    for (int i = 0; i < of->n; i++)
        next.at[i] = fmax(-CEV__LOG_RANGE,
                          fmin(end->at[i] + step[i], CEV__LOG_RANGE));
    int32_t status = of->evaluate(of->state, next.at, &next.local);
    if (status != CEV_OK)
        return status;
    *iterations += 1;
    if (step_left(of->n, &next, step) < left)
        *end = next;
    return CEV_OK;
}

/* A climb from one place, and whether it settles all. */
static int32_t try_start(const cev__likelihood *of, const double *start,
                         double sd_largest, cev__optimum *best,
                         int64_t *iterations, int *is_done)
{
    int32_t status = improve(of, start, -GAIN_REAL, best, iterations);
    *is_done =
        status == CEV_OK && is_settled(of->n, best, sd_largest);
    return *is_done ? finish(of, best, iterations) : status;
}

int32_t cev__estimate_find(const cev__likelihood *likelihood,
                           cev__estimate *out)
{
    const cev__likelihood *of = likelihood;
    cev__optimum best = {0}, none = {0};
    double start[CEV__SMALL];
    int32_t status = CEV_OK;
    int is_done = 0;
    memset(out, 0, sizeof *out);
    out->highest = -INFINITY;
    none.local.value = -INFINITY;
    best = none;
    if (!of->is_thin && of->last != NULL)
        status =
            try_start(of, of->last,
                      of->is_last_true ? SD_PROPER : SD_DOUBTFUL, &best,
                      &out->iterations, &is_done);
    if (!of->is_thin && !is_done && status == CEV_OK) {
        best = none;
        status = find_start(of, of->start, 1, start, &out->iterations);
        if (status == CEV_OK)
            status =
                try_start(of, start, SD_DOUBTFUL, &best, &out->iterations,
                          &is_done);
    }
    if (status != CEV_OK)
        return status;
    return is_done ? keep_end(of, &best, CEV__METHOD_LIKELIHOOD, out)
                   : settle(of, &best, out);
}

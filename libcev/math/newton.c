/*
 * Trust-region Newton; see newton.h. With a handful of variables the
 * eigenvalues of the Hessian cost nothing beside the function, and the step of
 * a region of any radius is then exact, also where the function is not
 * concave (Moré & Sorensen 1983).
 */
#include "../core/compiler.h"
#include "newton.h"

#include <math.h>
#include <stddef.h>

#include "cev/base.h"

#define RADIUS_START 1.0
#define RADIUS_MAX 8.0
#define RADIUS_MIN 1e-12
/* Gains below this share of the value are lost in its rounding. */
#define GAIN_SEEN 1e-13
/* So many steps in a row that rounding hides are enough: Newton's method has
 * doubled its digits as often, and more only creep. */
#define HIDDEN_STEPS 8
/* A coordinate that counts for less than this, as a share, cannot keep up the
 * sum across all. */
#define PIVOT_LEAST 1e-6
/* A known end is near when no more than this is missing to its height, a step
 * promises about that, and the end bends no more on the way than by that. */
#define KNOWN_NEAR 16.0
#define PROMISE_NEAR 4.0
#define BEND_NEAR 2.0

/* The coordinates that are free to move, and the step in them. One more, the
 * pivot, makes up for what they change in the sum across, or there is none:
 * -1. */
typedef struct newton_step {
    int n;
    int free[CEV__SMALL];
    int pivot;
    double ratio[CEV__SMALL]; /* how far it moves back for each coordinate */
    double gradient[CEV__SMALL];
    double information[CEV__SMALL_PACKED]; /* minus the Hessian */
    double move[CEV__SMALL];
    double whole[CEV__SMALL]; /* the same, of all coordinates */
    double gain;    /* what the quadratic model promises */
    double promise; /* and would, were there no box */
    int is_concave; /* the quadratic model, in what is free */
    int is_cut;     /* the box is where it ends */
    int bounded;    /* coordinates that stand on the box and push outward */
    double steepest; /* largest |gradient| of the others */
} newton_step;

/* Whether a coordinate stands on the box and this leads out of it. */
static int is_outward(const cev__newton *problem, double at, double way)
{
    return (at >= problem->upper && way > 0.0)
           || (at <= problem->lower && way < 0.0);
}

/* Chooses the pivot: of the coordinates inside the box the one that counts for
 * most. Where none can be, what counts in the sum is held. */
static void choose_pivot(const cev__newton *problem,
                         const cev__optimum *optimum, newton_step *step,
                         int *held)
{
    const double *across = problem->across;
    double largest = 0.0, most = 0.0;
    step->pivot = -1;
    if (across == NULL)
        return;
    for (int i = 0; i < problem->n; i++)
        largest = fmax(largest, fabs(across[i]));
    for (int i = 0; i < problem->n; i++) {
        if (fabs(across[i]) <= most || optimum->at[i] >= problem->upper
            || optimum->at[i] <= problem->lower)
            continue;
        most = fabs(across[i]);
        step->pivot = i;
    }
    if (most < PIVOT_LEAST * largest)
        step->pivot = -1;
    for (int i = 0; i < problem->n; i++) {
        step->ratio[i] =
            step->pivot < 0 ? 0.0 : across[i] / across[step->pivot];
        held[i] = i == step->pivot
                  || (step->pivot < 0
                      && fabs(across[i]) >= PIVOT_LEAST * largest);
    }
}

/* The slope as a coordinate moves, and the pivot with it. */
static double free_slope(const newton_step *step, const cev__local *local,
                         int i)
{
    return step->pivot < 0 ? local->gradient[i]
                           : local->gradient[i]
                                 - step->ratio[i]
                                       * local->gradient[step->pivot];
}

/* The same of the curvature, as two move. */
static double free_bend(const newton_step *step, const cev__local *local,
                        int i, int j)
{
    const double *hessian = local->hessian;
    int p = step->pivot;
    double bend = hessian[cev__packed_of(i, j)];
    if (p >= 0)
        bend += step->ratio[i] * step->ratio[j] * hessian[cev__packed(p, p)]
                - step->ratio[i] * hessian[cev__packed_of(p, j)]
                - step->ratio[j] * hessian[cev__packed_of(p, i)];
    return bend;
}

/* Takes over all coordinates but those that are held. */
static void select_free(const cev__newton *problem,
                        const cev__optimum *optimum, const int *held,
                        newton_step *step)
{
    const cev__local *local = &optimum->local;
    step->n = 0;
    for (int i = 0; i < problem->n; i++) {
        if (held[i])
            continue;
        step->gradient[step->n] = free_slope(step, local, i);
        for (int j = 0; j < step->n; j++)
            step->information[cev__packed(step->n, j)] =
                -free_bend(step, local, i, step->free[j]);
        step->information[cev__packed(step->n, step->n)] =
            -free_bend(step, local, i, i);
        step->free[step->n++] = i;
    }
}

static double length_squared(int n, const double *way)
{
    double sum = 0.0;
    for (int k = 0; k < n; k++)
        sum += way[k] * way[k];
    return sum;
}

static double step_length(int n, const double *values, const double *slopes,
                          double shift)
{
    double sum = 0.0;
    for (int k = 0; k < n; k++) {
        double part = slopes[k] / (values[k] + shift);
        sum += part * part;
    }
    return sqrt(sum);
}

/* The least shift >= 0 of the eigenvalues that makes them positive and the
 * step no longer than the radius; length falls as the shift grows. */
static double find_shift(int n, const double *values, const double *slopes,
                         double radius)
{
    double floor = values[0] > 0.0 ? 0.0 : -values[0];
    if (values[0] > 0.0 && step_length(n, values, slopes, 0.0) <= radius)
        return 0.0;
    double low = floor, high = floor + sqrt(length_squared(n, slopes)) / radius;
    for (int i = 0; i < 60 && high - low > 1e-9 * high; i++) {
        double middle = low + 0.5 * (high - low);
        if (step_length(n, values, slopes, middle) > radius)
            low = middle;
        else
            high = middle;
    }
    return high;
}

/* What the quadratic model says that the step gains. */
static double model_gain(const newton_step *step)
{
    double gain =
        -0.5 * cev__quadratic_form(step->n, step->information, step->move);
    for (int i = 0; i < step->n; i++)
        gain += step->gradient[i] * step->move[i];
    return gain;
}

/* The best step within the radius by the quadratic model. */
static void solve_step(double radius, newton_step *step)
{
    double values[CEV__SMALL], vectors[CEV__SMALL][CEV__SMALL];
    double slopes[CEV__SMALL];
    step->promise = 0.0;
    step->is_concave = 0;
    if (step->n == 0)
        return;
    cev__eigen(step->n, step->information, values, vectors);
    step->is_concave = values[0] > 0.0;
    for (int k = 0; k < step->n; k++) {
        slopes[k] = 0.0;
        for (int i = 0; i < step->n; i++)
            slopes[k] += vectors[k][i] * step->gradient[i];
    }
    double shift = find_shift(step->n, values, slopes, radius);
    for (int i = 0; i < step->n; i++) {
        step->move[i] = 0.0;
        for (int k = 0; k < step->n; k++)
            if (fabs(slopes[k]) > 0.0) /* level in every respect: 0 / 0 */
                step->move[i] +=
                    vectors[k][i] * slopes[k] / (values[k] + shift);
    }
    step->promise = model_gain(step);
}

/* Works out how all coordinates move. */
static void complete_step(int n, newton_step *step)
{
    for (int i = 0; i < n; i++)
        step->whole[i] = 0.0;
    for (int i = 0; i < step->n; i++) {
        step->whole[step->free[i]] = step->move[i];
        if (step->pivot >= 0)
            step->whole[step->pivot] -=
                step->ratio[step->free[i]] * step->move[i];
    }
}

/* Holds what would leave the box at once; 0 when there is nothing to hold. */
static int hold_leaving(const cev__newton *problem,
                        const cev__optimum *optimum, const newton_step *step,
                        int *held)
{
    int found = 0;
    for (int i = 0; i < step->n; i++)
        if (is_outward(problem, optimum->at[step->free[i]], step->move[i]))
            found = held[step->free[i]] = 1;
    return found;
}

/* Ends the step where it meets the box. All of it is shortened: along a narrow
 * ridge one coordinate alone cannot stop and the others go on. */
static void cut_step(const cev__newton *problem, const cev__optimum *optimum,
                     newton_step *step)
{
    double share = 1.0;
    for (int i = 0; i < problem->n; i++) {
        double at = optimum->at[i], move = step->whole[i];
        if (at + move > problem->upper)
            share = fmin(share, (problem->upper - at) / move);
        else if (at + move < problem->lower)
            share = fmin(share, (problem->lower - at) / move);
    }
    step->is_cut = share < 1.0;
    for (int i = 0; i < step->n; i++)
        step->move[i] *= share;
    for (int i = 0; i < problem->n; i++)
        step->whole[i] *= share;
    step->gain = step->is_cut ? model_gain(step) : step->promise;
}

/* The step from here: among the coordinates that are free to move, within the
 * radius and the box. */
static void plan_step(const cev__newton *problem, const cev__optimum *optimum,
                      double radius, newton_step *step)
{
    int held[CEV__SMALL] = {0};
    step->bounded = 0;
    step->steepest = 0.0;
    choose_pivot(problem, optimum, step, held);
    for (int i = 0; i < problem->n; i++) {
        double slope = free_slope(step, &optimum->local, i);
        if (held[i])
            continue;
        held[i] = is_outward(problem, optimum->at[i], slope);
        step->bounded += held[i];
        if (!held[i])
            step->steepest = fmax(step->steepest, fabs(slope));
    }
    do {
        select_free(problem, optimum, held, step);
        solve_step(radius, step);
    } while (hold_leaving(problem, optimum, step, held));
    complete_step(problem->n, step);
    cut_step(problem, optimum, step);
}

static double largest_gradient(const newton_step *step,
                               const cev__local *local)
{
    double largest = 0.0;
    for (int i = 0; i < step->n; i++)
        largest = fmax(largest, fabs(free_slope(step, local, step->free[i])));
    return largest;
}

/* Where a step leads, which is inside the box whatever rounding did. */
static void lead_on(const cev__newton *problem, const newton_step *step,
                    cev__optimum *next)
{
    for (int i = 0; i < problem->n; i++)
        next->at[i] = fmax(problem->lower,
                           fmin(next->at[i] + step->whole[i], problem->upper));
}

/* Whether rounding hides a gain. */
static int is_hidden(double gain, double value)
{
    return gain <= GAIN_SEEN * fabs(value);
}

/* Tries the step and moves if it is better: higher or, where rounding hides
 * the height, flatter or on the box, where there is less to move. Adapts the
 * radius to how well the model promised. */
static int32_t try_step(const cev__newton *problem, const newton_step *step,
                        cev__optimum *optimum, double *radius, int *moved)
{
    cev__optimum next = *optimum;
    double length = sqrt(length_squared(step->n, step->move));
    lead_on(problem, step, &next);
    int32_t status = problem->evaluate(problem->state, next.at, &next.local);
    if (status != CEV_OK)
        return status;
    double value = optimum->local.value, gain = next.local.value - value;
    int hidden = is_hidden(step->gain, value);
    /* Where there is no value, no slope says that it is flatter. */
    *moved = isfinite(gain)
             && (hidden ? largest_gradient(step, &next.local) < step->steepest
                              || (step->is_cut && is_hidden(-gain, value))
                        : gain > 1e-4 * step->gain);
    if (!(gain > 0.25 * step->gain) && !(hidden && *moved))
        *radius = 0.25 * length;
    else if (gain > 0.75 * step->gain && length > 0.9 * *radius)
        *radius = fmin(2.0 * *radius, RADIUS_MAX);
    if (*moved)
        *optimum = next;
    return CEV_OK;
}

/* Whether nothing is left to be gained but what rounding hides. */
static int is_at_top(const cev__newton *problem, const newton_step *step,
                     double value)
{
    return step->steepest <= problem->tol
           && (!(problem->gain > 0.0) || step->promise <= problem->gain
               || is_hidden(step->promise, value));
}

/* Whether a known end is where the search is bound: all bends down here, what
 * is missing in height is about what the next step promises, on the straight
 * way there it rises as a concave function does, and the end is no narrow top
 * far away, with another before it. */
static int is_bound_for(const cev__optimum *known, const newton_step *step,
                        const cev__optimum *optimum, int n)
{
    double missing = known->local.value - optimum->local.value;
    double way[CEV__SMALL], here = 0.0, there = 0.0;
    for (int i = 0; i < n; i++) {
        way[i] = known->at[i] - optimum->at[i];
        here += optimum->local.gradient[i] * way[i];
        there += known->local.gradient[i] * way[i];
    }
    return step->is_concave && missing > 0.0 && missing <= KNOWN_NEAR
           && here >= missing && there <= missing
           && step->promise <= PROMISE_NEAR * missing
           && missing <= PROMISE_NEAR * step->promise
           && -0.5 * cev__quadratic_form(n, known->local.hessian, way)
                  <= BEND_NEAR * missing;
}

int32_t cev__newton_maximise(const cev__newton *problem, cev__optimum *optimum)
{
    double radius = RADIUS_START;
    newton_step step = {0};
    int hidden = 0;
    int32_t status =
        problem->evaluate(problem->state, optimum->at, &optimum->local);
    optimum->iterations = 0;
    optimum->is_converged = 0;
    while (status == CEV_OK) {
        plan_step(problem, optimum, radius, &step);
        if (is_at_top(problem, &step, optimum->local.value)) {
            optimum->is_converged = 1;
            break;
        }
        if (problem->known != NULL
            && is_bound_for(problem->known, &step, optimum, problem->n)) {
            int64_t iterations = optimum->iterations;
            *optimum = *problem->known;
            optimum->iterations = iterations;
            return status;
        }
        if (optimum->iterations >= problem->max_iter || radius < RADIUS_MIN)
            break;
        int moved = 0;
        status = try_step(problem, &step, optimum, &radius, &moved);
        optimum->iterations++;
        hidden = is_hidden(step.promise, optimum->local.value) ? hidden + 1 : 0;
        if (status == CEV_OK && hidden > 0
            && (!moved || hidden > HIDDEN_STEPS)) {
            optimum->is_converged = 1;
            break;
        }
    }
    optimum->is_bounded = step.bounded > 0;
    return status;
}

/*
 * Trust-region Newton; see newton.h. With a handful of variables the
 * eigenvalues of the Hessian cost nothing beside the function, and the step of
 * a region of any radius is then exact, also where the function is not
 * concave (Moré & Sorensen 1983).
 */
#include "../core/compiler.h"
#include "newton.h"

#include <math.h>

#include "cev/base.h"

#define RADIUS_START 1.0
#define RADIUS_MAX 8.0
#define RADIUS_MIN 1e-12
/* Gains below this share of the value are lost in its rounding. */
#define GAIN_SEEN 1e-13

/* The coordinates that are free to move, and the step in them. */
typedef struct newton_step {
    int n;
    int free[CEV__SMALL];
    double gradient[CEV__SMALL];
    double information[CEV__SMALL_PACKED]; /* minus the Hessian */
    double move[CEV__SMALL];
    double gain;    /* what the quadratic model promises */
    double steepest; /* largest |gradient| */
} newton_step;

/* Leaves out coordinates that stand on the box and push outward. */
static void select_free(const cev__newton *problem,
                        const cev__optimum *optimum, newton_step *step)
{
    const double *gradient = optimum->local.gradient;
    step->n = 0;
    step->steepest = 0.0;
    for (int i = 0; i < problem->n; i++) {
        if ((optimum->at[i] >= problem->upper && gradient[i] > 0.0)
            || (optimum->at[i] <= problem->lower && gradient[i] < 0.0))
            continue;
        step->gradient[step->n] = gradient[i];
        step->steepest = fmax(step->steepest, fabs(gradient[i]));
        for (int j = 0; j < step->n; j++)
            step->information[cev__packed(step->n, j)] =
                -optimum->local.hessian[cev__packed(i, step->free[j])];
        step->information[cev__packed(step->n, step->n)] =
            -optimum->local.hessian[cev__packed(i, i)];
        step->free[step->n++] = i;
    }
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
    double norm = 0.0;
    for (int k = 0; k < n; k++)
        norm += slopes[k] * slopes[k];
    double floor = values[0] > 0.0 ? 0.0 : -values[0];
    if (values[0] > 0.0 && step_length(n, values, slopes, 0.0) <= radius)
        return 0.0;
    double low = floor, high = floor + sqrt(norm) / radius;
    for (int i = 0; i < 60 && high - low > 1e-9 * high; i++) {
        double middle = low + 0.5 * (high - low);
        if (step_length(n, values, slopes, middle) > radius)
            low = middle;
        else
            high = middle;
    }
    return high;
}

/* The best step within the radius by the quadratic model, cut to the box. */
static void plan_step(const cev__newton *problem, const cev__optimum *optimum,
                      double radius, newton_step *step)
{
    double values[CEV__SMALL], vectors[CEV__SMALL][CEV__SMALL];
    double slopes[CEV__SMALL];
    step->gain = 0.0;
    if (step->n == 0)
        return;
    cev__eigen(step->n, step->information, values, vectors);
    for (int k = 0; k < step->n; k++) {
        slopes[k] = 0.0;
        for (int i = 0; i < step->n; i++)
            slopes[k] += vectors[k][i] * step->gradient[i];
    }
    double shift = find_shift(step->n, values, slopes, radius);
    for (int i = 0; i < step->n; i++) {
        double move = 0.0;
        for (int k = 0; k < step->n; k++)
            move += vectors[k][i] * slopes[k] / (values[k] + shift);
        double at = optimum->at[step->free[i]];
        move = fmax(move, problem->lower - at);
        step->move[i] = fmin(move, problem->upper - at);
    }
    step->gain = -0.5 * cev__quadratic_form(step->n, step->information,
                                            step->move);
    for (int i = 0; i < step->n; i++)
        step->gain += step->gradient[i] * step->move[i];
}

static double largest_gradient(const newton_step *step,
                               const cev__local *local)
{
    double largest = 0.0;
    for (int i = 0; i < step->n; i++)
        largest = fmax(largest, fabs(local->gradient[step->free[i]]));
    return largest;
}

/* Tries the step and moves if it is better: higher or, where rounding hides
 * the height, flatter. Adapts the radius to how well the model promised. */
static int32_t try_step(const cev__newton *problem, const newton_step *step,
                        cev__optimum *optimum, double *radius, int *moved)
{
    cev__optimum next = *optimum;
    double length = 0.0;
    for (int i = 0; i < step->n; i++) {
        next.at[step->free[i]] += step->move[i];
        length += step->move[i] * step->move[i];
    }
    length = sqrt(length);
    int32_t status = problem->evaluate(problem->state, next.at, &next.local);
    if (status != CEV_OK)
        return status;
    double gain = next.local.value - optimum->local.value;
    int hidden = step->gain <= GAIN_SEEN * fabs(optimum->local.value);
    *moved = hidden ? largest_gradient(step, &next.local) < step->steepest
                    : gain > 1e-4 * step->gain;
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
           && (!(problem->gain > 0.0) || step->gain <= problem->gain
               || step->gain <= GAIN_SEEN * fabs(value));
}

int32_t cev__newton_maximise(const cev__newton *problem, cev__optimum *optimum)
{
    double radius = RADIUS_START;
    newton_step step = {0};
    int32_t status =
        problem->evaluate(problem->state, optimum->at, &optimum->local);
    optimum->iterations = 0;
    optimum->is_converged = 0;
    while (status == CEV_OK) {
        select_free(problem, optimum, &step);
        plan_step(problem, optimum, radius, &step);
        if (is_at_top(problem, &step, optimum->local.value)) {
            optimum->is_converged = 1;
            break;
        }
        if (optimum->iterations >= problem->max_iter || radius < RADIUS_MIN)
            break;
        int moved = 0;
        status = try_step(problem, &step, optimum, &radius, &moved);
        optimum->iterations++;
        if (status == CEV_OK && !moved
            && step.gain <= GAIN_SEEN * fabs(optimum->local.value)) {
            optimum->is_converged = 1;
            break;
        }
    }
    optimum->is_bounded = step.n < problem->n;
    return status;
}

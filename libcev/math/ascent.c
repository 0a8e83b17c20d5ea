/* Damped Newton steps (Levenberg and Marquardt's); see ascent.h. */
#include "../core/compiler.h"
#include "ascent.h"

#include <math.h>

#include "cev/base.h"

#define DAMPING_FIRST 1e-3
#define DAMPING_MOST 1e12
/* No coordinate moves further at once. */
#define STRIDE_MAX 4.0
/* Gains below this share of the value are lost in its rounding. */
#define GAIN_VISIBLE 1e-13

typedef struct ascent_step {
    double move[CEV__MANY];
    double gain; /* that the quadratic model promises */
} ascent_step;

static double steepest_of(int n, const double *gradient)
{
    double steepest = 0.0;
    for (int i = 0; i < n; i++)
        steepest = fmax(steepest, fabs(gradient[i]));
    return steepest;
}

/* The step under a damping, cut to the reach; 0 where the damped curvature is
 * not that of a maximum. */
static int plan_ascent(const cev__ascent *problem, const cev__summit *summit,
                       double damping, ascent_step *step)
{
    int n = problem->n;
    const cev__slope *slope = &summit->slope;
    double curvature[CEV__MANY_PACKED], longest = 0.0;
    for (int i = 0; i < n; i++) {
        for (int j = 0; j <= i; j++)
            curvature[cev__packed(i, j)] = -slope->hessian[cev__packed(i, j)];
        curvature[cev__packed(i, i)] +=
            damping * fmax(fabs(slope->hessian[cev__packed(i, i)]), 1e-9);
        step->move[i] = slope->gradient[i];
    }
    if (!cev__cholesky(n, curvature, 1e-14))
        return 0;
    cev__cholesky_solve(n, curvature, step->move);
    for (int i = 0; i < n; i++)
        longest = fmax(longest, fabs(step->move[i]));
    step->gain = 0.0;
    for (int i = 0; i < n; i++) {
        double to = summit->at[i]
                    + step->move[i] * fmin(1.0, STRIDE_MAX / longest);
        to = fmax(-problem->reach, fmin(to, problem->reach));
        step->move[i] = longest > 0.0 ? to - summit->at[i] : 0.0;
        step->gain += step->move[i] * slope->gradient[i];
    }
    step->gain += 0.5 * cev__quadratic_form(n, slope->hessian, step->move);
    return 1;
}

/* Takes the step if it leads higher or, where rounding hides the height, to
 * where it is flatter. */
static int32_t take_step(const cev__ascent *problem, const ascent_step *step,
                         cev__summit *summit, int *moved)
{
    cev__summit next = *summit;
    for (int i = 0; i < problem->n; i++)
        next.at[i] += step->move[i];
    int32_t status = problem->evaluate(problem->state, next.at, &next.slope);
    if (status != CEV_OK)
        return status;
    int is_hidden = step->gain <= GAIN_VISIBLE * fabs(summit->slope.value);
    *moved = is_hidden
                 ? steepest_of(problem->n, next.slope.gradient)
                       < steepest_of(problem->n, summit->slope.gradient)
                 : next.slope.value - summit->slope.value > 1e-4 * step->gain;
    if (*moved)
        *summit = next;
    return CEV_OK;
}

int32_t cev__ascend(const cev__ascent *problem, cev__summit *summit)
{
    double damping = 0.0;
    int32_t status =
        problem->evaluate(problem->state, summit->at, &summit->slope);
    summit->iterations = 0;
    summit->is_converged = 0;
    while (status == CEV_OK && summit->iterations < problem->max_iter
           && damping < DAMPING_MOST) {
        ascent_step step;
        int moved = 0;
        if (!plan_ascent(problem, summit, damping, &step)) {
            damping = fmax(DAMPING_FIRST, 8.0 * damping);
            continue;
        }
        int is_hidden = step.gain <= GAIN_VISIBLE * fabs(summit->slope.value);
        summit->is_converged =
            steepest_of(problem->n, summit->slope.gradient) <= problem->tol
            && is_hidden;
        status = take_step(problem, &step, summit, &moved);
        if (summit->is_converged)
            break; /* after one step more, which doubles the digits */
        summit->iterations++;
        if (status == CEV_OK && !moved && is_hidden && !(damping > 0.0)) {
            summit->is_converged = 1;
            break;
        }
        damping = moved ? (damping > DAMPING_FIRST ? damping / 8.0 : 0.0)
                        : fmax(DAMPING_FIRST, 8.0 * damping);
    }
    return status;
}

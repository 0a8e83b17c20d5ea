/* The no-U-turn sampler; see nuts.h. */
#include "../core/compiler.h"
#include "nuts.h"

#include <math.h>
#include <string.h>

#include "cev/base.h"
#include "elementary.h"

/* A path has at most 2^10 steps. */
#define PATH_DOUBLINGS 10
/* An energy that differs by more is an error of the step, not a change. */
#define ENERGY_LOST 1000.0
/* How much of the steps is to be accepted on average. */
#define ACCEPTED_GOAL 0.9
/* Of dual averaging (Nesterov 2009), as Hoffman & Gelman give them. */
#define AVERAGING_GAMMA 0.05
#define AVERAGING_T0 10.0
#define AVERAGING_KAPPA 0.75
/* Draws as wide as this start a chain, in standard deviations. */
#define START_WIDTH 2.0
/* Draws that the axes given beforehand count as. */
#define AXES_WEIGHT 5.0

/* Draws of the warm-up: for the step, for the axes, for the step again. */
enum { WARM_FIRST = 50, WARM_AXES = 150, WARM_LAST = 50, START_TRIES = 50 };

/* A stretch of a path, from one end to the other in time. */
typedef struct path_part {
    cev__nuts_point first, last, chosen;
    double momentum[CEV__MANY]; /* the sum along it */
    double log_weight;           /* of all its points */
    double accepted, points;
    int is_over; /* it has turned back or run off a cliff */
} path_part;

static double dot(int n, const double *a, const double *b)
{
    double sum = 0.0;
    for (int i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

/* log(exp(a) + exp(b)) */
static double log_add(double a, double b)
{
    double more = fmax(a, b), less = fmin(a, b);
    return less > -INFINITY ? more + cev__log1p(cev__exp(less - more)) : more;
}

static void place_point(const cev__nuts *chain, const double *along,
                        double *at)
{
    for (int i = 0; i < chain->n; i++) {
        at[i] = chain->centre[i];
        for (int k = 0; k < chain->n; k++)
            at[i] += along[k] * chain->axes[k][i];
    }
}

/* The density and its slopes at a point; nothing where evaluate fails. */
static void look_around_point(cev__nuts *chain, cev__nuts_point *point)
{
    double at[CEV__MANY], slopes[CEV__MANY], value = -INFINITY;
    place_point(chain, point->at, at);
    if (chain->status == CEV_OK)
        chain->status = chain->evaluate(chain->state, at, &value, slopes);
    point->value =
        chain->status == CEV_OK && !isnan(value) ? value : -INFINITY;
    for (int k = 0; k < chain->n; k++)
        point->slope[k] = point->value > -INFINITY
                              ? dot(chain->n, chain->axes[k], slopes)
                              : 0.0;
}

static double energy_of(const cev__nuts *chain, const cev__nuts_point *point)
{
    return 0.5 * dot(chain->n, point->momentum, point->momentum)
           - point->value;
}

/* One step of a path, forth or (side -1) back in time: leapfrog. */
static cev__nuts_point step_on(cev__nuts *chain, const cev__nuts_point *from,
                               double side)
{
    cev__nuts_point next = *from;
    double step = side * chain->step;
    for (int k = 0; k < chain->n; k++) {
        next.momentum[k] += 0.5 * step * next.slope[k];
        next.at[k] += step * next.momentum[k];
    }
    look_around_point(chain, &next);
    for (int k = 0; k < chain->n; k++)
        next.momentum[k] += 0.5 * step * next.slope[k];
    return next;
}

static path_part part_of(const cev__nuts *chain, const cev__nuts_point *point,
                         double energy)
{
    path_part one;
    double change = energy - energy_of(chain, point);
    one.first = one.last = one.chosen = *point;
    memcpy(one.momentum, point->momentum, sizeof one.momentum);
    one.log_weight = change;
    one.accepted = fmin(1.0, cev__exp(change));
    one.points = 1.0;
    one.is_over = !(change > -ENERGY_LOST);
    return one;
}

/* Whether a path whose momenta add up to `sum` still leads away, at both of
 * its ends. */
static int leads_away(int n, const double *sum, const cev__nuts_point *first,
                      const cev__nuts_point *last)
{
    return dot(n, sum, first->momentum) > 0.0
           && dot(n, sum, last->momentum) > 0.0;
}

/* Puts two parts together, one after the other in time. That each with
 * the first point of its neighbour leads away too is asked besides: paths
 * that turn by half in each part would go on and on. */
static void join_parts(const cev__nuts *chain, path_part *one,
                           const path_part *next)
{
    double all[CEV__MANY], across[2][CEV__MANY];
    int n = chain->n;
    for (int k = 0; k < n; k++) {
        all[k] = one->momentum[k] + next->momentum[k];
        across[0][k] = one->momentum[k] + next->first.momentum[k];
        across[1][k] = next->momentum[k] + one->last.momentum[k];
    }
    one->is_over = one->is_over || next->is_over
                   || !leads_away(n, all, &one->first, &next->last)
                   || !leads_away(n, across[0], &one->first, &next->first)
                   || !leads_away(n, across[1], &one->last, &next->last);
    memcpy(one->momentum, all, sizeof one->momentum);
    one->log_weight = log_add(one->log_weight, next->log_weight);
    one->accepted += next->accepted;
    one->points += next->points;
    one->last = next->last;
}

/* Puts the next part of a path after it, or before. */
static void extend(const cev__nuts *chain, path_part *path, path_part *more,
                   double side)
{
    if (side > 0.0) {
        join_parts(chain, path, more);
    } else {
        cev__nuts_point chosen = path->chosen;
        join_parts(chain, more, path);
        *path = *more;
        path->chosen = chosen;
    }
}

/* A stretch of 2^doublings steps from a point, or less where it is over. */
static path_part grow(cev__nuts *chain, const cev__nuts_point *from,
                    int doublings, double side, double energy)
{
    if (doublings == 0) {
        cev__nuts_point next = step_on(chain, from, side);
        return part_of(chain, &next, energy);
    }
    path_part path = grow(chain, from, doublings - 1, side, energy);
    if (path.is_over)
        return path;
    path_part more = grow(chain, side > 0.0 ? &path.last : &path.first,
                        doublings - 1, side, energy);
    double log_share = more.log_weight
                       - log_add(path.log_weight, more.log_weight);
    cev__nuts_point chosen = more.chosen;
    int is_taken = cev__log(cev__rng_uniform(&chain->rng)) < log_share;
    extend(chain, &path, &more, side);
    if (is_taken)
        path.chosen = chosen;
    return path;
}

/* A path from here, doubled until it turns back; the chain moves to the point
 * chosen, of the newer half rather than of the older one. */
static void move_on(cev__nuts *chain)
{
    for (int k = 0; k < chain->n; k++)
        chain->here.momentum[k] = cev__variate_normal(&chain->rng);
    double energy = energy_of(chain, &chain->here);
    path_part path = part_of(chain, &chain->here, energy);
    path.accepted = path.points = 0.0;
    for (int d = 0; d < PATH_DOUBLINGS && !path.is_over; d++) {
        double side = cev__rng_uniform(&chain->rng) < 0.5 ? -1.0 : 1.0;
        path_part more = grow(chain, side > 0.0 ? &path.last : &path.first, d,
                            side, energy);
        double log_share = more.log_weight - path.log_weight;
        cev__nuts_point chosen = more.chosen;
        int is_taken = !more.is_over
                       && cev__log(cev__rng_uniform(&chain->rng)) < log_share;
        extend(chain, &path, &more, side);
        if (is_taken)
            path.chosen = chosen;
        chain->divergent += !(more.log_weight > -ENERGY_LOST);
    }
    chain->accepted = path.accepted / path.points;
    chain->here = path.chosen;
}

/* The step that would have been accepted as often as wanted, on average over
 * the warm-up; the one tried next swings around it. */
static void learn_step(cev__nuts *chain, double log_anchor)
{
    double t = (double)++chain->steps, weight = 1.0 / (t + AVERAGING_T0);
    chain->slack = (1.0 - weight) * chain->slack
                   + weight * (ACCEPTED_GOAL - chain->accepted);
    double log_step =
        log_anchor - sqrt(t) / AVERAGING_GAMMA * chain->slack;
    double share = cev__exp(-AVERAGING_KAPPA * cev__log(t));
    chain->log_step_mean =
        share * log_step + (1.0 - share) * chain->log_step_mean;
    chain->step = cev__exp(log_step);
}

static void learn_step_over(cev__nuts *chain, int draws)
{
    double log_anchor = cev__log(10.0 * chain->step);
    chain->steps = 0;
    chain->slack = 0.0;
    for (int i = 0; i < draws && chain->status == CEV_OK; i++) {
        move_on(chain);
        learn_step(chain, log_anchor);
    }
    chain->step = cev__exp(chain->log_step_mean);
}

/* Axes from the covariance of draws along the old ones, which count as some
 * draws of their own; and the place along the new ones. */
static void turn_axes(cev__nuts *chain, const double *mean,
                      const double *covariance)
{
    double values[CEV__MANY], vectors[CEV__MANY][CEV__MANY];
    double old[CEV__MANY][CEV__MANY], room[CEV__MANY][CEV__MANY];
    double here[CEV__MANY], at[CEV__MANY];
    int n = chain->n;
    place_point(chain, mean, at);
    for (int k = 0; k < n; k++)
        here[k] = chain->here.at[k] - mean[k];
    memcpy(chain->centre, at, sizeof chain->centre);
    memcpy(old, chain->axes, sizeof old);
    cev__eigen_in(n, CEV__MANY, covariance, &room[0][0], values,
                  &vectors[0][0]);
    for (int k = 0; k < n; k++) {
        double length = sqrt(values[k]);
        for (int i = 0; i < n; i++) {
            chain->axes[k][i] = 0.0;
            for (int j = 0; j < n; j++)
                chain->axes[k][i] += length * vectors[k][j] * old[j][i];
        }
        chain->here.at[k] = dot(n, here, vectors[k]) / length;
    }
    look_around_point(chain, &chain->here);
}

static void learn_axes(cev__nuts *chain)
{
    double mean[CEV__MANY] = {0}, squares[CEV__MANY_PACKED] = {0};
    int n = chain->n;
    for (int draw = 0; draw < WARM_AXES && chain->status == CEV_OK; draw++) {
        move_on(chain);
        for (int i = 0; i < n; i++) {
            mean[i] += chain->here.at[i] / WARM_AXES;
            for (int j = 0; j <= i; j++)
                squares[cev__packed(i, j)] +=
                    chain->here.at[i] * chain->here.at[j] / WARM_AXES;
        }
    }
    for (int i = 0; i < n; i++)
        for (int j = 0; j <= i; j++)
            squares[cev__packed(i, j)] =
                ((squares[cev__packed(i, j)] - mean[i] * mean[j]) * WARM_AXES
                 + (i == j ? AXES_WEIGHT : 0.0))
                / (WARM_AXES + AXES_WEIGHT);
    turn_axes(chain, mean, squares);
}

/* Somewhere about the centre where there is a density. */
static void stand_somewhere(cev__nuts *chain)
{
    double width = START_WIDTH;
    for (int i = 0; i < START_TRIES; i++) {
        for (int k = 0; k < chain->n; k++)
            chain->here.at[k] = width * cev__variate_normal(&chain->rng);
        look_around_point(chain, &chain->here);
        if (chain->here.value > -INFINITY)
            return;
        width *= 0.8;
    }
}

int32_t cev__nuts_warm_up(cev__nuts *chain)
{
    memset(&chain->here, 0, sizeof chain->here);
    chain->status = CEV_OK;
    chain->step = 0.5;
    chain->log_step_mean = 0.0;
    stand_somewhere(chain);
    learn_step_over(chain, WARM_FIRST);
    learn_axes(chain);
    learn_step_over(chain, WARM_LAST);
    chain->divergent = 0;
    return chain->status;
}

int32_t cev__nuts_draw(cev__nuts *chain, double *at)
{
    move_on(chain);
    place_point(chain, chain->here.at, at);
    return chain->status;
}

/* Groups with what they have in common; see shrink_pool.h. */
#include "../core/compiler.h"
#include "shrink_pool.h"

#include <math.h>

#include "elementary.h"

/* Values of tau, evenly spread over its prior: the middles of so many parts. */
enum { POOL_STEPS = 64 };

/* What values say if groups differ by so much. */
typedef struct pool_look {
    double tau2;
    double mean;       /* of all, ... */
    double variance;   /* ... and how sure it is */
    double likelihood; /* its logarithm, but for what is the same for all */
} pool_look;

static pool_look look_at_spread(int64_t n, const double *values,
                                const double *errors, double tau2)
{
    pool_look look = {tau2, 0.0, 0.0, 0.0};
    double weights = 0.0, sum = 0.0, squares = 0.0;
    for (int64_t i = 0; i < n; i++) {
        double w = 1.0 / (errors[i] * errors[i] + tau2);
        weights += w;
        sum += w * values[i];
        look.likelihood += 0.5 * cev__log(w);
    }
    look.mean = sum / weights;
    look.variance = 1.0 / weights;
    for (int64_t i = 0; i < n; i++)
        squares += (values[i] - look.mean) * (values[i] - look.mean)
                   / (errors[i] * errors[i] + tau2);
    look.likelihood += 0.5 * (cev__log(look.variance) - squares);
    return look;
}

void cev__shrink_pool(int64_t n, const double *values, const double *errors,
                      double *means, double *deviations)
{
    pool_look looks[POOL_STEPS];
    double precision = 0.0, best = -INFINITY, total = 0.0;
    if (n == 0)
        return;
    for (int64_t i = 0; i < n; i++)
        precision += 1.0 / (errors[i] * errors[i]);
    double scale = sqrt((double)n / precision);
    for (int k = 0; k < POOL_STEPS; k++) {
        double below = (k + 0.5) / POOL_STEPS;
        double tau = scale * below / (1.0 - below);
        looks[k] = look_at_spread(n, values, errors, tau * tau);
        best = fmax(best, looks[k].likelihood);
    }
    for (int k = 0; k < POOL_STEPS; k++) {
        looks[k].likelihood = cev__exp(looks[k].likelihood - best);
        total += looks[k].likelihood;
    }
    for (int64_t i = 0; i < n; i++) {
        double own = errors[i] * errors[i];
        double moved = 0.0, squares = 0.0, variance = 0.0;
        for (int k = 0; k < POOL_STEPS; k++) {
            const pool_look *look = &looks[k];
            double share = look->likelihood / total;
            double drawn = own / (own + look->tau2);
            double move = drawn * (look->mean - values[i]);
            moved += share * move;
            squares += share * move * move;
            variance += share
                        * (own * (1.0 - drawn)
                           + drawn * drawn * look->variance);
        }
        means[i] = values[i] + moved;
        deviations[i] = sqrt(variance + fmax(squares - moved * moved, 0.0));
    }
}

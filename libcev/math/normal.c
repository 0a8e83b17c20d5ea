/* The standard normal distribution; see normal.h. */
#include "../core/compiler.h"
#include "normal.h"

#include "elementary.h"

#define SQRT_HALF 0.70710678118654752440
#define SQRT_TWO_PI 2.5066282746310005024

double cev__normal_cdf(double z)
{
    return 0.5 * cev__erfc(-z * SQRT_HALF);
}

/*
 * Newton's method on log P(Z <= z), lower half only. The logarithm is concave
 * and nearly a parabola far out, so from the tail bound P <= exp(-z^2 / 2) / 2
 * the steps rise to the root and converge from everywhere.
 */
static double lower_quantile(double p)
{
    double goal = cev__log(p), z = -sqrt(-2.0 * cev__log(2.0 * p)), step;
    int k = 0;

    do {
        double tail = cev__normal_cdf(z);

        step = (goal - cev__log(tail)) * tail * SQRT_TWO_PI
               * cev__exp(0.5 * z * z);
        z += step;
    } while (fabs(step) > 1e-15 * fabs(z) && ++k < 40);
    return z;
}

double cev__normal_quantile(double p)
{
    if (p == 0.5)
        return 0.0;
    return p < 0.5 ? lower_quantile(p) : -lower_quantile(1.0 - p);
}

/* Intervals; see interval.h. */
#include "../core/compiler.h"
#include "interval.h"

#include <float.h>
#include <math.h>

#include "elementary.h"
#include "normal.h"

/* Wider than any interval that says anything, and still finite. */
#define CHANGE_LARGEST 200.0

/* The coverage next to 1 must not become 1. */
double cev__interval_z(double coverage)
{
    double below = fmin(0.5 + 0.5 * coverage, 1.0 - 0.5 * DBL_EPSILON);
    return coverage > 0.0 ? cev__normal_quantile(below) : 0.0;
}

double cev__interval_at(double value, double change)
{
    return value * cev__exp(fmin(change, CHANGE_LARGEST));
}

void cev__interval_positive(double value, double log_sd, double z,
                            double *lower, double *upper)
{
    double factor = cev__interval_at(1.0, z * log_sd);
    *lower = value < 0.0 ? value * factor : value / factor;
    *upper = value < 0.0 ? value / factor : value * factor;
}

/* Of large odds the exponential overflows before the share is 0. */
double cev__share_at(double log_odds)
{
    double e = cev__exp(-fabs(log_odds));
    return (log_odds > 0.0 ? e : 1.0) / (1.0 + e);
}

void cev__interval_share(double log_odds, double sd, double z, double *lower,
                         double *upper)
{
    *lower = cev__share_at(log_odds + z * sd);
    *upper = cev__share_at(log_odds - z * sd);
}

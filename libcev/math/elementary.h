/*
 * The elementary functions by our own names, so that one place decides where
 * they come from. sqrt, fabs, floor and ldexp are exact and need no wrapper.
 */
#ifndef CEV_ELEMENTARY_H
#define CEV_ELEMENTARY_H

#include <math.h>

static inline double cev__exp(double x)
{
    return exp(x);
}

static inline double cev__expm1(double x)
{
    return expm1(x);
}

static inline double cev__log(double x)
{
    return log(x);
}

static inline double cev__log1p(double x)
{
    return log1p(x);
}

static inline double cev__cos(double x)
{
    return cos(x);
}

static inline double cev__sin(double x)
{
    return sin(x);
}

static inline double cev__atan2(double y, double x)
{
    return atan2(y, x);
}

static inline double cev__erfc(double x)
{
    return erfc(x);
}

#endif

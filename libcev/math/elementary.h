/*
 * The elementary functions, of + - * / and tables alone, so that results are
 * the same to the last bit wherever doubles are IEEE 754's, whatever libm does.
 * sqrt, fabs, floor and ldexp are exact and come from there.
 *
 * Errors: at most 1 ulp of exp and log, 2 ulps of the others. What has no
 * answer is NaN; NaN gives NaN.
 *
 * Source: P. T. P. Tang, "Table-driven implementation of the exponential
 * function in IEEE floating-point arithmetic", ACM TOMS 15 (1989) 144-157, and
 * "... of the logarithm function ...", 16 (1990) 378-400.
 */
#ifndef CEV_ELEMENTARY_H
#define CEV_ELEMENTARY_H

#include <math.h>

double cev__exp(double x);
double cev__expm1(double x);
double cev__log(double x);
double cev__log1p(double x);

/* Of |x| up to 10^6: callers turn about once. */
double cev__cos(double x);
double cev__sin(double x);
double cev__atan2(double y, double x);
double cev__erfc(double x);

#endif

/* See log1p.h. */
#include "../core/compiler.h"
#include "log1p.h"

#include "elementary.h"

double cev__log1p_quotient(double numerator, double denominator)
{
    double quotient = numerator / denominator;

    if (quotient < 1e300)
        return cev__log1p(quotient);
    return cev__log(numerator) - cev__log(denominator);
}

/*
 * With s = x / (2 + x), log(1 + x) = 2 artanh(s) = 2 s (1 + s^2 / 3 + …) and
 * 2 s - x = -x s, so nothing cancels. |s| < 0.2 here: s^2 < 0.04, and eleven
 * terms leave 1e-17.
 */
double cev__log1p_less_x(double x)
{
    double s, y, sum = 0.0;
    int k;

    if (x < -0.3 || x > 0.45)
        return cev__log1p(x) - x;
    s = x / (2.0 + x);
    y = s * s;
    for (k = 23; k >= 3; k -= 2)
        sum = sum * y + 1.0 / k;
    return s * (2.0 * y * sum - x);
}

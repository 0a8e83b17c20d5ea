/* The error function's complement; see elementary.h. */
#include "../core/compiler.h"
#include "elementary.h"

#include "errors_tables.h"

enum { ERF_TERMS = 11, ERFC_TERMS = 25 };

/* erf(x) / x - 1 of |x| <= 1/2. */
static double erf_share(double x)
{
    double s = x * x, sum = erf_terms[ERF_TERMS - 1];
    for (int i = ERF_TERMS - 2; i >= 0; i--)
        sum = sum * s + erf_terms[i];
    return sum;
}

/*
 * erfc of x >= 1/2: e^(-x^2) e^g / (1 + 2 x), and g is smooth. x^2 is the square
 * of a multiple of 2^-21, which is exact, and what is left. What sums lose is
 * put back in the end.
 */
static double erfc_tail(double x)
{
    double t = (x - 2.0) / (x + 2.0), sum = erfc_terms[ERFC_TERMS - 1];
    for (int i = ERFC_TERMS - 2; i >= 1; i--)
        sum = sum * t + erfc_terms[i];
    sum *= t;
    double g = erfc_terms[0] + sum, coarse = x + 0x1.8p31 - 0x1.8p31;
    double square = -coarse * coarse, exponent = square + g;
    double below = 2.0 * x + 1.0, lost = 1.0 - (below - 2.0 * x);
    double share = g - (exponent - square) + (erfc_terms[0] - g + sum)
                   - (x - coarse) * (x + coarse) - lost / below;
    double value = cev__exp(exponent) / below;
    return value + value * cev__expm1(share);
}

double cev__erfc(double x)
{
    if (isnan(x))
        return x;
    if (fabs(x) < 0.25)
        return 1.0 - (x + x * erf_share(x));
    if (fabs(x) < 0.5)
        return 0.5 - (x - 0.5 + x * erf_share(x));
    if (fabs(x) > 28.0)
        return x > 0.0 ? 0.0 : 2.0;
    return x > 0.0 ? erfc_tail(x) : 2.0 - erfc_tail(-x);
}

/*
 * The tail of the chi-square distribution; see chi_square.h. With whole
 * degrees of freedom, and y = x / 2, it is a finite sum of positive terms:
 * y^i exp(-y) / Gamma(i + 1) over i = 0, 1 … or, with an odd number of them,
 * erfc(sqrt y) and the same over i = 1/2, 3/2 … (Abramowitz & Stegun 1964,
 * 26.4.4 and 26.4.5).
 */
#include "../core/compiler.h"
#include "chi_square.h"

#include <math.h>

#include "elementary.h"

#define TWO_OVER_SQRT_PI 1.1283791670955125739

double cev__chi_square_tail(double x, int freedom)
{
    double y = 0.5 * x, decay, sum, term, i;
    if (!(y > 0.0))
        return 1.0;
    decay = cev__exp(-y);
    if (freedom % 2 == 0) {
        sum = term = decay;
        i = 0.0;
    } else {
        sum = cev__erfc(sqrt(y));
        term = TWO_OVER_SQRT_PI * sqrt(y) * decay;
        i = 0.5;
        if (freedom > 1)
            sum += term;
    }
    for (i += 1.0; i < 0.5 * freedom; i += 1.0) {
        term *= y / i;
        sum += term;
    }
    return fmin(sum, 1.0);
}

/* Poisson's limits; see garwood.h. */
#include "../core/compiler.h"
#include "garwood.h"

#include <math.h>

#include "gamma_tails.h"

void cev__garwood_limits(double n, double coverage, double *lower,
                         double *upper)
{
    double tail = 0.5 - 0.5 * coverage;
    *lower = *upper = NAN;
    if (!(coverage > 0.0))
        return;
    /* They hold n, also where it is so large that rounding parts them. */
    *lower = n > 0.0 ? fmin(cev__gamma_quantile(n, tail, 0), n) : 0.0;
    *upper = fmax(cev__gamma_quantile(n + 1.0, tail, 1), n);
}

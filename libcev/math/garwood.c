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
    *lower = n > 0.0 ? cev__gamma_quantile(n, tail, 0) : 0.0;
    *upper = cev__gamma_quantile(n + 1.0, tail, 1);
}

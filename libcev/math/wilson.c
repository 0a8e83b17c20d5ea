/* The interval of a share; see wilson.h. */
#include "../core/compiler.h"
#include "wilson.h"

#include <math.h>

void cev__wilson_interval(int64_t hits, int64_t n, double z, double *lower,
                          double *upper)
{
    double p = (double)hits / (double)n;
    double z2_n = z * z / (double)n;
    double centre = (p + 0.5 * z2_n) / (1.0 + z2_n);
    double spread =
        z / (1.0 + z2_n)
        * sqrt(p * (1.0 - p) / (double)n + 0.25 * z2_n / (double)n);
    /* At the edges the bound is the edge; rounding may miss it by a bit. */
    *lower = hits == 0 ? 0.0 : centre - spread;
    *upper = hits == n ? 1.0 : centre + spread;
}

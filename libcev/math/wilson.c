/* The interval of a share; see wilson.h. */
#include "../core/compiler.h"
#include "wilson.h"

#include <math.h>

/* The limits are the roots of (1 + z^2 / n) x^2 - (2 p + z^2 / n) x + p^2; the
 * lower one by their product, so that nothing cancels where p is small. */
void cev__wilson_interval(double hits, double n, double z, double *lower,
                          double *upper)
{
    double p = hits / n;
    double z2_n = z * z / n;
    double centre = (p + 0.5 * z2_n) / (1.0 + z2_n);
    double spread = z / (1.0 + z2_n)
                    * sqrt(p * (1.0 - p) / n + 0.25 * z2_n / n);
    /* Of next to no trials nothing is known; the spread would overflow. */
    double above = z2_n < 1e100 ? centre + spread : 1.0;
    /* At the edges the bound is the edge; rounding may miss it by a bit. */
    *lower = p <= 0.0 ? 0.0 : p * (p / above) / (1.0 + z2_n);
    *upper = hits >= n ? 1.0 : above;
}

void cev__wilson_share(double hits, double n, double z, double *share)
{
    share[0] = share[1] = share[2] = NAN;
    if (!(n > 0.0))
        return;
    share[0] = hits / n;
    if (z > 0.0)
        cev__wilson_interval(hits, n, z, &share[1], &share[2]);
}

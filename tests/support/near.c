#include "support/near.h"

#include <check.h>
#include <math.h>

double near_error(double seen, double wanted, double scale)
{
    if (seen == wanted || (isnan(seen) && isnan(wanted)))
        return 0.0;
    if (!isfinite(seen) || !isfinite(wanted))
        return INFINITY;
    return fabs(seen - wanted) / fmax(fabs(wanted), scale);
}

void near_check(const char *file, int line, const char *what, double seen,
                double wanted, double bound, double scale)
{
    double error = near_error(seen, wanted, scale);
    if (error <= bound)
        mark_point();
    else
        ck_abort_msg("%s:%d: %s = %.17g, wanted %.17g: error %.3g over %.3g",
                     file, line, what, seen, wanted, error, bound);
}

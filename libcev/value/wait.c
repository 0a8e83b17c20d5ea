/* A customer's silence; see wait.h. */
#include "../core/compiler.h"
#include "wait.h"

#include <math.h>

#include "../math/elementary.h"

/* exp(gap) may overflow where its product with G does not. */
double cev__wait_alive(double gap, double left_then, double left_now)
{
    double stay = 1.0 - left_now, log_left;

    if (gap == 0.0)
        return 1.0;
    if (gap < 600.0)
        return fmin(1.0, 1.0 / (cev__exp(gap) * left_then + stay));
    log_left = gap + cev__log(left_then);
    if (log_left < 600.0)
        return fmin(1.0, 1.0 / (cev__exp(log_left) + stay));
    return cev__exp(-log_left);
}

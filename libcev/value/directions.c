/* Slopes along a covariance; see directions.h. */
#include "../core/compiler.h"
#include "directions.h"

#include <math.h>

#include "../math/elementary.h"

/* The largest change of a log-parameter in a difference quotient: small beside
 * the curvature, large beside the rounding of a function good to 1e-12. */
#define MOVE_LARGEST 1e-5

void cev__directions_of(int n, const double *covariance, cev__directions *out)
{
    double values[CEV__SMALL], vectors[CEV__SMALL][CEV__SMALL];
    cev__eigen(n, covariance, values, vectors);
    out->count = 0;
    for (int k = 0; k < n; k++) {
        double *along = out->along[out->count], largest = 0.0;
        if (!(values[k] > 0.0))
            continue;
        for (int i = 0; i < n; i++) {
            along[i] = sqrt(values[k]) * vectors[k][i];
            largest = fmax(largest, fabs(along[i]));
        }
        out->step[out->count++] = MOVE_LARGEST / largest;
    }
}

void cev__directions_move(const cev__directions *directions, int k, int n,
                          const double *params, double *moved)
{
    for (int i = 0; i < n; i++)
        moved[i] = params[i]
                   * cev__exp(directions->step[k] * directions->along[k][i]);
}

/* What fits of models with leaving at any time share; see nbd_fit.h. */
#include "../core/compiler.h"
#include "nbd_fit.h"

#include <string.h>

#include "../math/rising.h"

void cev__nbd_terms(double r, double alpha, double x, cev__terms *out)
{
    memset(out, 0, sizeof *out);
    out->x = x;
    out->value = cev__log_rising(r, x, alpha);
    out->gradient[0] = r * cev__harmonic(r, x);
    out->gradient[1] = -x;
    out->hessian[0] =
        out->gradient[0] - r * r * cev__harmonic_squares(r, x);
}

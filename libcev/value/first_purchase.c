/*
 * The first purchase to come; see first_purchase.h. It comes at u with the
 * density
 *     (n / A) (1 + u / A)^-(n + 1) (1 + u / B)^-s.
 * Closed forms of its integrals are differences, which cancel for short
 * horizons; these are sums. The mean takes u (1 + u / A)^-1 as the share of A
 * under the density without its 1.
 */
#include "../core/compiler.h"
#include "first_purchase.h"

#include <math.h>

#include "../math/elementary.h"
#include "../math/log1p.h"
#include "decay.h"

/* Where a first purchase is so rare that its integrals vanish, all times of
 * the horizon are equally likely. */
#define INTEGRAL_MIN 1e-300

static cev__decay decay_of(const cev__first_purchase *first, double n)
{
    cev__decay decay = {n, first->A, first->s, first->B, 0.0};

    return decay;
}

double cev__first_any(const cev__first_purchase *first, double horizon)
{
    cev__decay density = decay_of(first, first->n + 1.0);

    if (first->s == 0.0)
        return -cev__expm1(-first->n
                           * cev__log1p_quotient(horizon, first->A));
    return fmin(1.0, first->n
                         * (cev__decay_integral(&density, horizon)
                            / first->A));
}

double cev__first_next(const cev__first_purchase *first, double horizon)
{
    cev__decay density = decay_of(first, first->n + 1.0);
    cev__decay slower = decay_of(first, first->n);
    double chances = cev__decay_integral(&density, horizon);
    cev__decay_means means;

    if (!(chances > INTEGRAL_MIN))
        return 0.5 * horizon;
    cev__decay_over(&slower, horizon, &means);
    return fmin(horizon,
                first->A * means.share_A * (means.integral / chances));
}

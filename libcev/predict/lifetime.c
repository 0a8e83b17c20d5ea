/* Distributions of the logarithm of a lifetime; see lifetime.h. */
#include "../core/compiler.h"
#include "lifetime.h"

#include <math.h>

#include "../math/elementary.h"

#define LOG_SQRT_TWO_PI 0.91893853320467274178
#define LIFE_SQRT_HALF 0.70710678118654752440

/* Exponentials and their squares stay finite. */
#define W_MOST 300.0

/* From here on the continued fraction of the normal tail has all digits. */
#define TAIL_FROM 4.0

/* A steeper hazard is level as far as the next drop goes. */
#define STEEP 1e6

/* The normal hazard less w: Laplace's fraction 1 / (w + 2 / (w + 3 / …)). */
static double hazard_beyond(double w)
{
    double rest = w;
    for (int k = 60; k > 1; k--)
        rest = w + k / rest;
    return 1.0 / rest;
}

static cev__bend normal_survival(double w)
{
    double log_density = -0.5 * w * w - LOG_SQRT_TWO_PI;
    double tail, hazard, beyond;
    if (w > TAIL_FROM) {
        beyond = hazard_beyond(w);
        hazard = w + beyond;
        tail = log_density - cev__log(hazard);
    } else {
        tail = w > 0.0 ? cev__log(0.5 * cev__erfc(w * LIFE_SQRT_HALF))
                       : cev__log1p(-0.5 * cev__erfc(-w * LIFE_SQRT_HALF));
        hazard = cev__exp(log_density - tail);
        beyond = hazard - w;
    }
    return (cev__bend){tail, -hazard, -hazard * beyond};
}

cev__bend cev__life_survival(int32_t life, double w)
{
    if (life == CEV__LIFE_LOGNORMAL)
        return normal_survival(w);
    double e = cev__exp(fmin(fmax(w, -W_MOST), W_MOST));
    if (life != CEV__LIFE_LOGLOGISTIC)
        return (cev__bend){-e * (1.0 + fmax(w - W_MOST, 0.0)), -e, -e};
    double odds = e / (1.0 + e);
    double tail = w > 0.0 ? -w - cev__log1p(1.0 / e) : -cev__log1p(e);
    return (cev__bend){tail, -odds, -odds / (1.0 + e)};
}

cev__bend cev__life_density(int32_t life, double w)
{
    if (life == CEV__LIFE_LOGNORMAL)
        return (cev__bend){-0.5 * w * w - LOG_SQRT_TWO_PI, -w, -1.0};
    const cev__bend tail = cev__life_survival(life, w);
    double twice = life == CEV__LIFE_LOGLOGISTIC ? 2.0 : 1.0;
    return (cev__bend){w + twice * tail.value, 1.0 + twice * tail.slope,
                       twice * tail.curve};
}

/* The log of the share is concave and falls: Newton's steps come from the
 * right after the first. */
double cev__life_later(int32_t life, double from, double drop)
{
    double base = from > -W_MOST ? cev__life_survival(life, from).value : 0.0;
    double w = fmax(from, -1.0);
    if (from > -W_MOST) {
        double hazard = -cev__life_survival(life, from).slope;
        if (hazard > STEEP * drop)
            return from + drop / hazard;
    }
    for (int k = 0; k < 200; k++) {
        const cev__bend tail = cev__life_survival(life, w);
        double step = (base - drop - tail.value) / tail.slope;
        w += step;
        if (fabs(step) <= 1e-15 * fmax(fabs(w), 1e-3))
            break;
    }
    return fmax(w, from);
}

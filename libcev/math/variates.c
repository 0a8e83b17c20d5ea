/* Random variates; see variates.h. */
#include "../core/compiler.h"
#include "variates.h"

#include "elementary.h"

#define FULL_TURN 6.28318530717958647693

/* Box & Muller (1958); its second variate is left, so that as many bits are
 * taken whatever was drawn before. */
double cev__variate_normal(cev__rng *rng)
{
    double size = sqrt(-2.0 * cev__log(cev__rng_uniform(rng)));
    return size * cev__cos(FULL_TURN * cev__rng_uniform(rng));
}

double cev__variate_exponential(cev__rng *rng)
{
    return -cev__log(cev__rng_uniform(rng));
}

/* Marsaglia & Tsang (2000): a power of a normal variate, accepted in 19 of 20
 * cases or more. */
static double log_of_large_gamma(cev__rng *rng, double shape)
{
    double d = shape - 1.0 / 3.0, c = 1.0 / sqrt(9.0 * d);
    for (;;) {
        double z = cev__variate_normal(rng), root = 1.0 + c * z;
        double u = cev__rng_uniform(rng), v = root * root * root;
        if (!(root > 0.0))
            continue;
        double log_v = 3.0 * cev__log(root);
        if (cev__log(u) < 0.5 * z * z + d - d * v + d * log_v)
            return cev__log(d) + log_v;
    }
}

/* A smaller shape takes one of shape + 1 and the power 1 / shape of a uniform
 * variate. */
double cev__variate_log_gamma(cev__rng *rng, double shape)
{
    if (shape >= 1.0)
        return log_of_large_gamma(rng, shape);
    double larger = log_of_large_gamma(rng, shape + 1.0);
    return larger - cev__variate_exponential(rng) / shape;
}

double cev__variate_weight(cev__rng *rng, double customers)
{
    return customers >= 1.0 && customers <= 1.0
               ? cev__variate_exponential(rng)
               : cev__exp(cev__variate_log_gamma(rng, customers));
}

double cev__variate_beta_odds(cev__rng *rng, double a, double b)
{
    double one = cev__variate_log_gamma(rng, a);
    return one - cev__variate_log_gamma(rng, b);
}

double cev__variate_beta_risk(cev__rng *rng, double a, double b)
{
    double odds = cev__variate_beta_odds(rng, a, b);
    return odds > 0.0 ? odds + cev__log1p(cev__exp(-odds))
                      : cev__log1p(cev__exp(odds));
}

double cev__variate_trials(cev__rng *rng, double risk, double c)
{
    double passed = cev__variate_exponential(rng) / risk;
    return fmax(1.0, ceil(cev__exp(cev__log(passed) / c)));
}

double cev__variate_first_success(cev__rng *rng, double a, double b, double c)
{
    return cev__variate_trials(rng, cev__variate_beta_risk(rng, a, b), c);
}

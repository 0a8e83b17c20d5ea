/*
 * Distributions of the logarithm of a lifetime, in units of their scale and
 * from their location: that of the least of many (Weibull lifetimes), the
 * logistic (log-logistic) and the normal (lognormal).
 */
#ifndef CEV__LIFETIME_H
#define CEV__LIFETIME_H

#include <stdint.h>

/* The numbers are in saved bytes. An exponential lifetime is Weibull's with
 * the scale 1. */
enum {
    CEV__LIFE_WEIBULL,
    CEV__LIFE_EXPONENTIAL,
    CEV__LIFE_LOGLOGISTIC,
    CEV__LIFE_LOGNORMAL,
    CEV__LIVES
};

/* A logarithm with its first two derivatives. */
typedef struct cev__bend {
    double value, slope, curve;
} cev__bend;

/* Of the share that lives longer than w; that slope is minus the hazard. */
cev__bend cev__life_survival(int32_t life, double w);
/* And of the density. */
cev__bend cev__life_density(int32_t life, double w);

/* The w at which the log of that share is `drop` > 0 less than at `from`, which
 * may be -INFINITY. */
double cev__life_later(int32_t life, double from, double drop);

#endif

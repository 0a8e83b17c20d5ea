/*
 * How many ticks of a customer's clock fall into a time T, when they come at
 * random at a rate that differs between customers as Gamma(size, alpha):
 * negative binomial. A purchase is a tick, or every k-th tick is.
 */
#ifndef CEV_TICKS_H
#define CEV_TICKS_H

typedef struct cev__ticks {
    double size, alpha, T;
    double z, left;  /* T / (alpha + T), alpha / (alpha + T) */
    double log_none; /* log P(N = 0) */
} cev__ticks;

/* size, alpha > 0, T >= 0. */
cev__ticks cev__ticks_by(double size, double alpha, double T);

/* P(m <= N < m + count), count few. m is at most 1e17, here and below. */
double cev__ticks_among(const cev__ticks *ticks, double m, int count);

/* P(N >= m), m > 0. Beyond 10,000 its relative error is up to 1e-9 for a size
 * from 1e-6 on. */
double cev__ticks_from(const cev__ticks *ticks, double m);

#endif

/* The gamma distribution: what lies below and above a value. */
#ifndef CEV_GAMMA_TAILS_H
#define CEV_GAMMA_TAILS_H

#include "bell.h"

/*
 * Of Gamma(a) with scale 1 at x >= 0; the density is that of log X. Relative
 * error 1e-12 of the smaller tail, and of both for a >= 1/2; 1e-100 <= a.
 */
void cev__gamma_tails(double a, double x, cev__tails *out);

/* The x with the tail `tail`, 0 < tail < 1, below it, or above it. */
double cev__gamma_quantile(double a, double tail, int is_upper);

#endif

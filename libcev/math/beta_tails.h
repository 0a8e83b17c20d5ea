/* The beta distribution: what lies below and above a share. */
#ifndef CEV_BETA_TAILS_H
#define CEV_BETA_TAILS_H

#include "bell.h"

/*
 * Of Beta(a, b) at x = 1 - y, both given, so that neither loses digits; the
 * density is that of log(x / y). Relative error 1e-12 of the smaller tail,
 * and of both for a, b >= 1/2; 1e-100 <= a, b <= 1e15.
 */
void cev__beta_tails(double a, double b, double x, double y, cev__tails *out);

/* The logarithm of that density, for 0 < x < 1. */
double cev__beta_log_density(double a, double b, double x, double y);

/* log(x / y) of the share with the tail `tail`, 0 < tail < 1, below it, or
 * above it; and that share. */
double cev__beta_log_odds(double a, double b, double tail, int is_upper);
double cev__beta_quantile(double a, double b, double tail, int is_upper);

#endif

/*
 * The gamma function's relatives. Ratios and differences have functions of
 * their own because taking them apart cancels: lgamma(1e9 + 1) - lgamma(1e9)
 * has six digits left. Arguments are positive and finite.
 */
#ifndef CEV_GAMMA_H
#define CEV_GAMMA_H

/* log Gamma(x). */
double cev__lgamma(double x);

/* log Gamma(x + n) - log Gamma(x), n >= 0. */
double cev__lgamma_ratio(double x, double n);

/* log B(a, b) = log Gamma(a) + log Gamma(b) - log Gamma(a + b). */
double cev__lbeta(double a, double b);

/* log B(a, b + n) - log B(a, b), n >= 0: zero or negative. */
double cev__lbeta_ratio(double a, double b, double n);

/* psi(x) = d log Gamma(x) / dx, and its derivative. */
double cev__digamma(double x);
double cev__trigamma(double x);

/* psi(x + n) - psi(x) and psi'(x + n) - psi'(x), n >= 0. */
double cev__digamma_difference(double x, double n);
double cev__trigamma_difference(double x, double n);

#endif

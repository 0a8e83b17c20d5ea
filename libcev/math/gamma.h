/*
 * The gamma function's relatives. Ratios and differences have functions of
 * their own because taking them apart cancels: lgamma(1e9 + 1) - lgamma(1e9)
 * has six digits left. Arguments are positive and finite.
 */
#ifndef CEV_GAMMA_H
#define CEV_GAMMA_H

/* From here on Stirling's series is right to the last bit. */
#define CEV__STIRLING_FROM 16.0

/* log Gamma(x). */
double cev__lgamma(double x);

/* What Stirling's formula leaves: log Gamma(x) minus (x - 1/2) log x - x +
 * log(2 pi) / 2, for x >= CEV__STIRLING_FROM. */
double cev__stirling_rest(double x);

/* x log x - x - log Gamma(x): log(x / 2 pi) / 2 for large x, log x for small.
 */
double cev__stirling_excess(double x);

/* log Gamma(x + n) - log Gamma(x), n >= 0. */
double cev__lgamma_ratio(double x, double n);

/* log B(a, b) = log Gamma(a) + log Gamma(b) - log Gamma(a + b). */
double cev__lbeta(double a, double b);

/* psi(x) - log x, always negative, where psi(x) = d log Gamma(x) / dx. */
double cev__digamma_less_log(double x);

/* psi'(x) - 1 / x, always positive. */
double cev__trigamma_less_inverse(double x);

/* psi(x) and psi'(x). */
double cev__digamma(double x);
double cev__trigamma(double x);

#endif

/*
 * Products over a customer's purchases: rising factorials and their
 * quotients, n a whole number >= 0, in logs, and the same for derivatives.
 * They are lgamma differences, but a product of n factors is exact to n
 * roundings, and quicker where n is small.
 */
#ifndef CEV_RISING_H
#define CEV_RISING_H

/* sum over i < n of log((y + i) / scale). */
double cev__log_rising(double y, double n, double scale);

/* sum over i < n of log((y + i) / (y + a + i)), that is
 * log B(a, y + n) - log B(a, y). */
double cev__log_rising_quotient(double y, double a, double n);

/* log of Gamma(y + n) / (Gamma(y) n!). */
double cev__log_choices(double y, double n);

/* sum over i < n of 1 / (y + i) = psi(y + n) - psi(y), and of its square. */
double cev__harmonic(double y, double n);
double cev__harmonic_squares(double y, double n);

/* sum over i < n of 1 / (y + i) - 1 / (y + a + i), and with the squares. */
double cev__harmonic_difference(double y, double a, double n);
double cev__harmonic_squares_difference(double y, double a, double n);

#endif

/* The generalised exponential integral. */
#ifndef CEV_EXPONENTIAL_INTEGRAL_H
#define CEV_EXPONENTIAL_INTEGRAL_H

/*
 * s e^s E_v(s), s > 0 (or infinite) and v >= 1: the integral of
 * s exp(-s u) (1 + u)^-v over u from 0 on, in (0, 1].
 */
double cev__exponential_integral(double v, double s);

#endif

/* Student's t and Fisher's F, with any degrees of freedom >= 1. */
#ifndef CEV_STUDENT_H
#define CEV_STUDENT_H

/* P(T > t). */
double cev__student_tail(double t, double freedom);

/* The t > 0 with P(T > t) = tail, 0 < tail < 1/2. */
double cev__student_quantile(double tail, double freedom);

/* P(T > t) of T = (Z + shift) / sqrt(chi-square / freedom). */
double cev__student_shifted_tail(double t, double freedom, double shift);

/* P(F > f), f >= 0, and the f with P(F > f) = tail, 0 < tail < 1. */
double cev__fisher_tail(double f, double above, double below);
double cev__fisher_quantile(double tail, double above, double below);

#endif

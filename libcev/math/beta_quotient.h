/*
 * Quotients of beta functions: what is left after n renewals of those whose
 * chance to leave at each is Beta(a, b).
 */
#ifndef CEV_BETA_QUOTIENT_H
#define CEV_BETA_QUOTIENT_H

/*
 * log B(a, b + n) - log B(a, b), never positive, for finite a, b > 0 and
 * n >= 0, whole or not; symmetric in a and n. The relative error is about
 * 1e-15, also where the quotient is nearly 1.
 */
double cev__log_beta_quotient(double a, double b, double n);

#endif

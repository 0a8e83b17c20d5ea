/*
 * The first purchase to come of an active customer, who buys at a rate
 * ~ Gamma(n, A) and leaves at a rate ~ Gamma(s, B), or with s = 0 never before
 * he has bought.
 */
#ifndef CEV_FIRST_PURCHASE_H
#define CEV_FIRST_PURCHASE_H

typedef struct cev__first_purchase {
    double n, A, s, B;
} cev__first_purchase;

/* The chance that it comes within the horizon, finite and >= 0. */
double cev__first_any(const cev__first_purchase *first, double horizon);

/* The mean time until then, if it does; 0 for a horizon of 0. */
double cev__first_next(const cev__first_purchase *first, double horizon);

#endif

/*
 * The beta-geometric models for one customer: what the kernels do in a loop,
 * and the estimators one row at a time. In the BG/NBD a customer may leave
 * after each repeat purchase, in the MBG/NBD after the first purchase too, so
 * that x repeat purchases are x or x + 1 chances to leave. In the BG/CNBD-k
 * and the MBG/CNBD-k a purchase is every k-th tick of the customer's clock,
 * which ticks at random; in the others every tick is one, k = 1. All else is
 * the same. Nothing here checks x, t_x and T. Where x = 0 there is no repeat
 * purchase to have an age, and t_x is not read.
 */
#ifndef CEV_BG_H
#define CEV_BG_H

#include <stdint.h>

#include "bg_future.h"
#include "bg_silence.h"
#include "history.h"

enum { CEV__BG_PARAMS = 4 };

typedef struct cev__bg_params {
    double r, alpha, a, b;
    double first; /* chances to leave at the first purchase */
    int k;        /* ticks that make a purchase */
} cev__bg_params;

/* What `first` is. */
#define CEV__BGNBD_FIRST 0.0
#define CEV__MBGNBD_FIRST 1.0

/* params {r, alpha, a, b}; CEV_ERR_DOMAIN unless all are finite and > 0. k is
 * 1. */
int32_t cev__bg_prepare(const double *params, double first,
                        cev__bg_params *out);

/* Log of the odds that a customer who had a chance to leave did so at the
 * last purchase. */
double cev__bg_log_odds(const cev__bg_params *p, double x, double t_x,
                        double T);

/* The log-likelihood but for how the x purchases lie before the last of them,
 * which says something about k alone; see cev__bg_rhythm. */
double cev__bg_ll(const cev__bg_params *p, double x, double t_x, double T);

/* The rest of it, for x purchases with `litt`, the sum of the logarithms of
 * the times between them; 0 for k = 1. */
double cev__bg_rhythm(int k, double x, double litt);

double cev__bg_p_alive(const cev__bg_params *p, double x, double t_x,
                       double T);
/* The chances that an active customer has 0, … k - 1 ticks towards the next
 * purchase. */
void cev__bg_towards_next(const cev__bg_params *p, double x, double t_x,
                          double T, double shares[CEV__TICKS_MOST]);
/* The state of a customer who is active after his history, with so many ticks
 * since his last purchase. */
cev__bg_state cev__bg_state_after(const cev__bg_params *p, double x, double T,
                                  int since);
/* The chance of x purchases in the t after his history, t finite; and of x by
 * a new customer's age of T. */
double cev__bg_pmf_ahead(const cev__bg_params *p, const cev__history *h,
                         double x, double t);
double cev__bg_pmf(const cev__bg_params *p, double x, double T);

#endif

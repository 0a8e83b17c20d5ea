/*
 * The beta-geometric models for one customer: what the kernels do in a loop,
 * and the estimators one row at a time. In the BG/NBD a customer may leave
 * after each repeat purchase, in the MBG/NBD after the first purchase too, so
 * that x repeat purchases are x or x + 1 chances to leave; all else is the
 * same. Nothing here checks x, t_x and T. Where x = 0 there is no repeat
 * purchase to have an age, and t_x is not read.
 */
#ifndef CEV_BG_H
#define CEV_BG_H

#include <stdint.h>

#include "bg_future.h"

enum { CEV__BG_PARAMS = 4 };

typedef struct cev__bg_params {
    double r, alpha, a, b;
    double first; /* chances to leave at the first purchase */
} cev__bg_params;

/* What `first` is. */
#define CEV__BGNBD_FIRST 0.0
#define CEV__MBGNBD_FIRST 1.0

/* params {r, alpha, a, b}; CEV_ERR_DOMAIN unless all are finite and > 0. */
int32_t cev__bg_prepare(const double *params, double first,
                        cev__bg_params *out);

/* Log of the odds that a customer who had a chance to leave did so at the
 * last purchase. */
double cev__bg_log_odds(const cev__bg_params *p, double x, double t_x,
                        double T);

double cev__bg_ll(const cev__bg_params *p, double x, double t_x, double T);
double cev__bg_p_alive(const cev__bg_params *p, double x, double t_x,
                       double T);
/* The state of a customer who is active after his history. */
cev__bg_state cev__bg_state_after(const cev__bg_params *p, double x,
                                  double T);
double cev__bg_pmf(const cev__bg_params *p, double x, double T);

#endif

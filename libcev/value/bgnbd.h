/*
 * BG/NBD for one customer: what the kernels do in a loop, and the estimators
 * one row at a time. Nothing here checks x, t_x and T; cev__bgnbd_valid does.
 */
#ifndef CEV_BGNBD_H
#define CEV_BGNBD_H

#include <stdint.h>

typedef struct cev__bgnbd_params {
    double r, alpha, a, b;
} cev__bgnbd_params;

/* params {r, alpha, a, b}; CEV_ERR_DOMAIN unless all are finite and > 0. */
int32_t cev__bgnbd_prepare(const double *params, cev__bgnbd_params *out);

/* 1 when x is a whole number >= 0 and 0 <= t_x <= T, all finite. */
int cev__bgnbd_valid(double x, double t_x, double T);

/* Log of the odds that a customer with x > 0 left at t_x. */
double cev__bgnbd_log_odds(const cev__bgnbd_params *p, double x, double t_x,
                           double T);

double cev__bgnbd_ll(const cev__bgnbd_params *p, double x, double t_x,
                     double T);
double cev__bgnbd_p_alive(const cev__bgnbd_params *p, double x, double t_x,
                          double T);
double cev__bgnbd_expected(const cev__bgnbd_params *p, double x, double t_x,
                           double T, double horizon);
/* horizon may be infinite when delta > 0. */
double cev__bgnbd_dect(const cev__bgnbd_params *p, double x, double t_x,
                       double T, double delta, double horizon);
double cev__bgnbd_pmf(const cev__bgnbd_params *p, double x, double T);

#endif

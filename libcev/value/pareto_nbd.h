/*
 * Pareto/NBD for one customer: what the kernels do in a loop, and the
 * estimators one row at a time. Nothing here checks x, t_x and T.
 */
#ifndef CEV_PARETO_NBD_H
#define CEV_PARETO_NBD_H

#include <stdint.h>

#include "cells.h"
#include "history.h"
#include "view.h"

enum { CEV__PARETO_PARAMS = 4, CEV__PARETO_PACKED = 10 };

typedef struct cev__pareto_params {
    double r, alpha, s, beta;
} cev__pareto_params;

/* params {r, alpha, s, beta}; CEV_ERR_DOMAIN unless all are finite and > 0. */
int32_t cev__pareto_prepare(const double *params, cev__pareto_params *out);

double cev__pareto_ll(const cev__pareto_params *p, double x, double t_x,
                      double T);
double cev__pareto_p_alive(const cev__pareto_params *p, double x, double t_x,
                           double T);

/* Log of the odds of having left: -inf where T = t_x. And its derivatives in
 * the logs of r, alpha, s and beta. */
double cev__pareto_log_odds(const cev__pareto_params *p, double x, double t_x,
                            double T);
void cev__pareto_odds_slope(const cev__pareto_params *p, double x, double t_x,
                            double T, double slope[CEV__PARETO_PARAMS]);

/* What a view asks of a customer who is active at T. */
double cev__pareto_ahead(const cev__pareto_params *p, double x, double T,
                         const cev__view *view);
double cev__pareto_pmf(const cev__pareto_params *p, double x, double T);
/* The chance of x purchases in the t after a history, t finite. */
double cev__pareto_pmf_ahead(const cev__pareto_params *p, const cev__history *h,
                           double x, double t);

/* The same for many customers under one question. */
typedef struct cev__pareto_cells {
    cev__pareto_params p;
    cev__view view;
    cev__cells cells;
} cev__pareto_cells;

void cev__pareto_cells_start(cev__pareto_cells *cells,
                             const cev__pareto_params *p,
                             const cev__view *view);
double cev__pareto_cells_p_alive(cev__pareto_cells *cells, double x,
                                 double t_x, double T);
double cev__pareto_cells_at(cev__pareto_cells *cells, double x, double T);

#endif

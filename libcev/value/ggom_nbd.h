/*
 * Gamma-Gompertz/NBD for one customer: what the kernels do in a loop, and the
 * estimators one row at a time. Nothing here checks x, t_x and T.
 */
#ifndef CEV_GGOM_NBD_H
#define CEV_GGOM_NBD_H

#include <stdint.h>

#include "cells.h"
#include "gompertz_race.h"
#include "history.h"
#include "view.h"

enum { CEV__GGOM_PARAMS = 5, CEV__GGOM_PACKED = 15 };

typedef struct cev__ggom_params {
    double r, alpha, b, s, beta;
} cev__ggom_params;

/* params {r, alpha, b, s, beta}; CEV_ERR_DOMAIN unless all are finite and
 * > 0. */
int32_t cev__ggom_prepare(const double *params, cev__ggom_params *out);

/* The race after x purchases at age u, when survivors show beta_u. */
cev__gompertz_race cev__ggom_race_at(const cev__ggom_params *p, double x,
                                     double u, double beta_u);

/* How far customers have come by age u: a measure of time in which nothing
 * about them changes quicker than exponentially; and the age at which they
 * have come so far. */
double cev__ggom_course(const cev__ggom_params *p, double u);
double cev__ggom_age_of(const cev__ggom_params *p, double course);

double cev__ggom_ll(const cev__ggom_params *p, double x, double t_x,
                    double T);
double cev__ggom_p_alive(const cev__ggom_params *p, double x, double t_x,
                         double T);

/* Log of the odds of having left: -inf where T = t_x. And its derivatives in
 * the logs of r, alpha, b, s and beta. */
double cev__ggom_log_odds(const cev__ggom_params *p, double x, double t_x,
                          double T);
void cev__ggom_odds_slope(const cev__ggom_params *p, double x, double t_x,
                          double T, double slope[CEV__GGOM_PARAMS]);

/* What a view asks of a customer who is active at T. */
double cev__ggom_ahead(const cev__ggom_params *p, double x, double T,
                       const cev__view *view);
double cev__ggom_pmf(const cev__ggom_params *p, double x, double T);
/* The chance of x purchases in the t after a history, t finite. */
double cev__ggom_pmf_ahead(const cev__ggom_params *p, const cev__history *h,
                           double x, double t);

/* The same for many customers under one question. */
typedef struct cev__ggom_cells {
    cev__ggom_params p;
    cev__view view;
    cev__cells cells;
} cev__ggom_cells;

void cev__ggom_cells_start(cev__ggom_cells *cells, const cev__ggom_params *p,
                           const cev__view *view);
double cev__ggom_cells_p_alive(cev__ggom_cells *cells, double x, double t_x,
                               double T);
double cev__ggom_cells_at(cev__ggom_cells *cells, double x, double T);

#endif

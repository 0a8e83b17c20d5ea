/*
 * Gamma-Gamma spend for one customer. Nothing here checks x and m_x;
 * cev__gamma_gamma_valid does.
 */
#ifndef CEV_GAMMA_GAMMA_H
#define CEV_GAMMA_GAMMA_H

#include <stdint.h>

typedef struct cev__gamma_gamma_params {
    double p, q, gamma;
} cev__gamma_gamma_params;

/* params {p, q, gamma}; CEV_ERR_DOMAIN unless all are finite and > 0. */
int32_t cev__gamma_gamma_prepare(const double *params,
                                 cev__gamma_gamma_params *out);

/* 1 when x is a whole number >= 0 and, where x > 0, m_x is finite and > 0. */
int cev__gamma_gamma_valid(double x, double m_x);

/* 0 when x = 0; m_x is not read then. */
double cev__gamma_gamma_ll(const cev__gamma_gamma_params *p, double x,
                           double m_x);

/* Wants p x + q > 1. */
double cev__gamma_gamma_expected(const cev__gamma_gamma_params *p, double x,
                                 double m_x);

#endif

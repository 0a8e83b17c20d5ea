/*
 * Random variates. Gamma variates come as logarithms, for those of small
 * shapes are smaller than any double.
 */
#ifndef CEV_VARIATES_H
#define CEV_VARIATES_H

#include "../core/rng.h"

/* Of mean 0 and standard deviation 1. */
double cev__variate_normal(cev__rng *rng);

/* Of mean 1. */
double cev__variate_exponential(cev__rng *rng);

/* The logarithm of a gamma variate, shape > 0, scale 1. */
double cev__variate_log_gamma(cev__rng *rng, double shape);

/* What a row of so many customers, > 0, counts in a Bayesian bootstrap (Rubin
 * 1981): each is an exponential variate, so that nobody is ever left out. */
double cev__variate_weight(cev__rng *rng, double customers);

/* The log-odds of a beta variate: it is 1 / (1 + exp(-log_odds)). */
double cev__variate_beta_odds(cev__rng *rng, double a, double b);

/* -log(1 - p) of a beta variate p: the risk in a trial that succeeds so
 * often. */
double cev__variate_beta_risk(cev__rng *rng, double a, double b);

/* Which of many trials of a risk is the first to succeed: a whole number from
 * 1 on, perhaps infinite. The risk of t trials is t^c times that of one; c is
 * 1 where none tells of another. And the same of a beta variate's risk. */
double cev__variate_trials(cev__rng *rng, double risk, double c);
double cev__variate_first_success(cev__rng *rng, double a, double b, double c);

#endif

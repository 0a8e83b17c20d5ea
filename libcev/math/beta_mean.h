/* Means over a beta distribution, for any parameters. */
#ifndef CEV_BETA_MEAN_H
#define CEV_BETA_MEAN_H

/* A function of a probability and of whatever else it knows. */
typedef double (*cev__probability_function)(const void *state, double p);

/*
 * E f(P), P ~ Beta(a, b), for f of the kind that mixtures of decaying curves
 * give: positive, non-increasing in p, analytic for Re p > 0, and varying
 * with log p only from p = 1 / reach upwards.
 */
double cev__beta_mean(double a, double b, double reach,
                      cev__probability_function f, const void *state);

#endif

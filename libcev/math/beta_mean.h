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

/* A node of the quadrature behind it: the weights are those of the
 * distribution but for a common factor. */
typedef struct cev__beta_node {
    double weight, p;
    double log_p, log_q; /* of p and 1 - p, over those at the mean */
} cev__beta_node;

/* A term below this share of its sum ends a tail. */
#define CEV__BETA_NEGLIGIBLE 1e-19

/* Takes a node; 1 when it was negligible: the tail ends there. */
typedef int (*cev__beta_visitor)(void *state, const cev__beta_node *node);

/* All nodes, for means of several functions at once, of the same kind; reach
 * as above. */
void cev__beta_walk(double a, double b, double reach, cev__beta_visitor add,
                    void *state);

#endif

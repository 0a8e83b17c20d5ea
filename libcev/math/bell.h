/*
 * Distributions whose density is log-concave on some scale, such as beta on
 * that of the log-odds and gamma on that of the logarithm: what lies beyond a
 * place, and the place beyond which so much lies.
 */
#ifndef CEV_BELL_H
#define CEV_BELL_H

/* What lies below and above a place, and the density there. */
typedef struct cev__tails {
    double lower, upper, density;
} cev__tails;

typedef struct cev__bell {
    /* The logarithm of the density, and its derivative. */
    double (*log_density)(const void *state, double s, double *slope);
    const void *state;
    double mode, width; /* 1 / sqrt of the curvature at the mode */
} cev__bell;

/* By quadrature outwards: the relative error of both tails is that of the
 * density. The curvature must not change much within a width. */
void cev__bell_tails(const cev__bell *bell, double s, cev__tails *out);

/* A distribution that tells its tails, somewhere between `low` and `high`. */
typedef struct cev__tailed {
    void (*tails)(const void *state, double s, cev__tails *out);
    const void *state;
    double start, low, high;
} cev__tailed;

/* The s with the tail `tail`, 0 < tail < 1, below it, or above it. */
double cev__tailed_quantile(const cev__tailed *tailed, double tail,
                            int is_upper);

#endif

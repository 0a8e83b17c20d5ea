/* The interval of a count that comes by chance. */
#ifndef CEV_GARWOOD_H
#define CEV_GARWOOD_H

/* Exact limits of the mean of a Poisson number of which n >= 0 came (Garwood
 * 1936); NaN where the coverage is 0. */
void cev__garwood_limits(double n, double coverage, double *lower,
                         double *upper);

#endif

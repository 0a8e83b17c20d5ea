/* The normal distribution, for intervals. */
#ifndef CEV_NORMAL_H
#define CEV_NORMAL_H

/* P(Z <= z) of a standard normal Z. */
double cev__normal_cdf(double z);

/* The z with P(Z <= z) = p, 0 < p < 1. */
double cev__normal_quantile(double p);

#endif

/*
 * Intervals of estimates, on scales where they cannot leave their range: the
 * logarithm for what is positive, the log-odds for a probability. They tell
 * how sure the estimate is (of the parameters), not how much a single
 * customer may do otherwise.
 */
#ifndef CEV_INTERVAL_H
#define CEV_INTERVAL_H

/* The z of a two-sided interval of this coverage; 0 for 0. */
double cev__interval_z(double coverage);

/* A value whose logarithm is changed so much. */
double cev__interval_at(double value, double change);

/* Around a value and the standard error of its logarithm. The value may be
 * negative, or 0. */
void cev__interval_positive(double value, double log_sd, double z,
                            double *lower, double *upper);

/* Around 1 / (1 + exp(log_odds)). */
void cev__interval_share(double log_odds, double sd, double z, double *lower,
                         double *upper);

/* That share itself. */
double cev__share_at(double log_odds);

#endif

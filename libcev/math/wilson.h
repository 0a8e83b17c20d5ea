/* The interval of a share. */
#ifndef CEV_WILSON_H
#define CEV_WILSON_H

/* Wilson's score interval for `hits` of n > 0, whole or not, at z > 0. */
void cev__wilson_interval(double hits, double n, double z, double *lower,
                          double *upper);

/* The share itself, unless n is 0, and behind it the limits, unless z is: a
 * figure that is not there is NaN. */
void cev__wilson_share(double hits, double n, double z, double *share);

#endif

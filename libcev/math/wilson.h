/* The interval of a share. */
#ifndef CEV_WILSON_H
#define CEV_WILSON_H

#include <stdint.h>

/* Wilson's score interval for `hits` of n > 0, at z > 0. */
void cev__wilson_interval(int64_t hits, int64_t n, double z, double *lower,
                          double *upper);

#endif

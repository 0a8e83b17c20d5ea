/* Numbers out of text, the same in every locale. */
#ifndef CEV__NUMBER_H
#define CEV__NUMBER_H

#include <stdint.h>

/* The number that text begins with, digits with at most one point and an
 * exponent, without a sign before; gives how many bytes it takes, 0 where there
 * is none, it is longer than 60 bytes or too large for a double. */
int64_t cev__number_read(const char *text, double *out);

#endif

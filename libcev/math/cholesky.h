/*
 * Positive definite matrices of many rows, packed like those of linalg.h: the
 * factor L of A = L L', what solves A x = b, and the inverse.
 */
#ifndef CEV_CHOLESKY_H
#define CEV_CHOLESKY_H

#include <stdint.h>

#include "linalg.h"

/* The most rows that have a place on the stack. */
#define CEV__MANY 40
#define CEV__MANY_PACKED (CEV__MANY * (CEV__MANY + 1) / 2)

/* The factor in place of the matrix; 0 when that is not positive definite:
 * when less than `least` of a diagonal element is left by those before it. */
int cev__cholesky(int n, double *packed, double least);

/* The factor of a matrix that may be singular: is_own[i] is 0 of a row of which
 * no more than `least` is left by those before it; it then takes no part, and
 * is not to be read. */
void cev__cholesky_own(int64_t n, double *packed, double least,
                       int32_t *is_own);

/* Solves L L' x = b, x in place of b. */
void cev__cholesky_solve(int n, const double *factor, double *b);

/* Solves L v = x, v in place of x, from its element `first` on, before which x
 * is 0; gives v'v, which is x' A^-1 x. */
double cev__cholesky_form(int n, const double *factor, int first, double *x);

/* The inverse of L L', not in place; `column` has room for n numbers. */
void cev__cholesky_inverse(int n, const double *factor, double *column,
                           double *inverse);

#endif

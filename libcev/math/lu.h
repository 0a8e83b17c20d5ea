/*
 * Systems of linear equations: a square matrix, row by row, taken apart by
 * Gauss's elimination with partial pivoting.
 */
#ifndef CEV_LU_H
#define CEV_LU_H

#include <stdint.h>

/* Takes the n rows of `a` apart in place; swaps[k] is the row that row k was
 * exchanged with. 0 when the matrix is singular. */
int cev__lu_factor(int64_t n, double *a, int64_t *swaps);

/* Solves A x = b, b becoming x. */
void cev__lu_solve(int64_t n, const double *lu, const int64_t *swaps,
                   double *b);

/* Solves A' x = b. */
void cev__lu_solve_transposed(int64_t n, const double *lu,
                              const int64_t *swaps, double *b);

#endif

/*
 * Small symmetric matrices. A matrix of n rows is packed: its lower triangle,
 * row by row, n (n + 1) / 2 numbers.
 */
#ifndef CEV_LINALG_H
#define CEV_LINALG_H

/* The most rows there are. */
#define CEV__SMALL 8
#define CEV__SMALL_PACKED (CEV__SMALL * (CEV__SMALL + 1) / 2)

/* Where row i, column j <= i stands. */
static inline int cev__packed(int i, int j)
{
    return i * (i + 1) / 2 + j;
}

/* The same on either side of the diagonal. */
static inline int cev__packed_of(int i, int j)
{
    return i >= j ? cev__packed(i, j) : cev__packed(j, i);
}

/* Eigenvalues, ascending, and the unit eigenvector of values[k] in
 * vectors[k]. */
void cev__eigen(int n, const double *packed, double values[CEV__SMALL],
                double vectors[CEV__SMALL][CEV__SMALL]);

/* The same of any number of rows: vectors, and room for as much, have their
 * rows `stride` apart. */
void cev__eigen_in(int n, int stride, const double *packed, double *room,
                   double *values, double *vectors);

/* The inverse of a matrix from its eigenvalues and vectors; eigenvalues below
 * `least` > 0 count as `least`. */
void cev__eigen_inverse(int n, const double values[CEV__SMALL],
                        double vectors[CEV__SMALL][CEV__SMALL], double least,
                        double *packed);

/* v' A v. */
double cev__quadratic_form(int n, const double *packed, const double *v);

#endif

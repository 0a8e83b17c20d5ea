/*
 * Sums of a smooth function over very many whole numbers: a block of them
 * costs 16 values of the function, however long it is.
 */
#ifndef CEV_LONG_SUM_H
#define CEV_LONG_SUM_H

/* No block is shorter: so few are added one by one. */
#define CEV__LONG_SUM_MIN 64.0

typedef double (*cev__term_function)(const void *state, double k);

/* f(first) + … + f(first + count - 1), count >= CEV__LONG_SUM_MIN, of an f
 * that a polynomial of degree 15 follows between them. */
double cev__long_sum(double first, double count, cev__term_function f,
                     const void *state);

#endif

/*
 * Gauss's rule for sums of very many terms: a few of the places 0, 1 .. N - 1,
 * and between them, with weights that sum smooth functions as all N do.
 */
#ifndef CEV__GRAM_H
#define CEV__GRAM_H

/* The nodes; and the fewest terms that they may stand for. */
enum { CEV__GRAM = 16, CEV__GRAM_LEAST = 96 };

typedef struct cev__gram {
    double place[CEV__GRAM], weight[CEV__GRAM];
} cev__gram;

/* Of a whole number N of terms, CEV__GRAM_LEAST at least: sums polynomials of
 * degree 31 to rounding, and so 1 / (c - k) and its square if c is 3/2 N or
 * more. */
void cev__gram_of(double terms, cev__gram *out);

#endif

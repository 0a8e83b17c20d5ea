/*
 * Gauss's rule for sums of equal steps; see gram.h. The orthogonal polynomials
 * are Gram's (discrete Chebyshev polynomials; Gautschi 2004, Orthogonal
 * Polynomials, table 1.3), which for endless many terms are Legendre's: their
 * roots begin at his.
 */
#include "../core/compiler.h"
#include "gram.h"

#include <math.h>

#include "legendre.h"

/* After a step of Newton's below this the next would be rounding. */
#define GRAM_STEP_LEAST 1e-10

/* A root of the last polynomial, of places from -1 to 1, next to y; and what
 * share of the terms it stands for. beta[k] leads from the polynomial k to the
 * next; that of the first, which has none before it, is 1. */
static double find_gram_root(const double *beta, double y, double *share)
{
    for (double step = 1.0;;) {
        double before = 0.0, now = 1.0, slope_before = 0.0, slope = 0.0;
        double norm = 1.0, squares = 0.0;
        for (int k = 0; k < CEV__GRAM; k++) {
            double next = y * now - beta[k] * before;
            double slope_next = now + y * slope - beta[k] * slope_before;
            norm *= beta[k];
            squares += now * now / norm;
            before = now;
            now = next;
            slope_before = slope;
            slope = slope_next;
        }
        *share = 1.0 / squares;
        if (fabs(step) < GRAM_STEP_LEAST)
            return y;
        step = now / slope;
        y -= step;
    }
}

void cev__gram_of(double terms, cev__gram *out)
{
    double beta[CEV__GRAM] = {1.0}, middle = 0.5 * (terms - 1.0), share;
    for (int k = 1; k < CEV__GRAM; k++)
        beta[k] = k * k * (1.0 - k / terms * (k / terms))
                  / (4.0 * k * k - 1.0);
    for (int i = 0; i < CEV__LEGENDRE_HALF; i++) {
        double away = 0.5 * terms
                      * find_gram_root(beta, cev__legendre_node[i], &share);
        out->place[2 * i] = middle - away;
        out->place[2 * i + 1] = middle + away;
        out->weight[2 * i] = out->weight[2 * i + 1] = share * terms;
    }
}

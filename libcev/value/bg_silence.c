/* Silence between purchases; see bg_silence.h. */
#include "../core/compiler.h"
#include "bg_silence.h"

#include "../math/elementary.h"

/* Up to this n y the sum is far from overflow. */
#define SILENCE_MODERATE 1e20

/* By Horner's rule from whichever end of the sum is small. */
double cev__silence_log(int k, double n, double y)
{
    double rest = 0.0, largest = 0.0;
    int j;

    if (k == 1 || y == 0.0)
        return 0.0;
    if (n * y < SILENCE_MODERATE) {
        for (j = k - 1; j >= 1; j--)
            rest = (n + j - 1.0) * y / j * (1.0 + rest);
        return cev__log1p(rest);
    }
    for (j = 1; j < k; j++) {
        double growth = (n + j - 1.0) * y / j;

        rest = (1.0 + rest) / growth;
        largest += cev__log(growth);
    }
    return largest + cev__log1p(rest);
}

void cev__silence_shares(int k, double n, double y,
                         double shares[CEV__TICKS_MOST])
{
    double sum = 0.0;
    int i, j;

    shares[0] = 1.0;
    for (j = 1; j < k; j++) {
        shares[j] = shares[j - 1] * ((n + j - 1.0) * y / j);
        /* The largest so far is 1. */
        for (i = 0; i < j && shares[j] > 1.0; i++)
            shares[i] /= shares[j];
        if (shares[j] > 1.0)
            shares[j] = 1.0;
    }
    for (j = 0; j < k; j++)
        sum += shares[j];
    for (j = 0; j < k; j++)
        shares[j] /= sum;
}

/*
 * Derivatives of the logarithm of a sum are means over its shares: the first
 * are those of d_j = d log term_j, the second those of the second derivatives
 * of log term_j and the covariances of the d_j.
 */
void cev__silence_jet_at(int k, double n, double y, double r, double of_A,
                         cev__silence_jet *out)
{
    double shares[CEV__TICKS_MOST], in_r[CEV__TICKS_MOST];
    double harmonic = 0.0, squares = 0.0;
    int j;

    out->value = cev__silence_log(k, n, y);
    out->r = out->alpha = out->rr = out->r_alpha = out->alpha2 = 0.0;
    cev__silence_shares(k, n, y, shares);
    for (j = 0; j < k; j++) {
        in_r[j] = harmonic;
        out->r += shares[j] * in_r[j];
        out->alpha -= shares[j] * (of_A * j);
        out->rr += shares[j] * (harmonic - squares);
        harmonic += r / (n + j);
        squares += r / (n + j) * (r / (n + j));
    }
    out->alpha2 = out->alpha * (1.0 - of_A);
    for (j = 0; j < k; j++) {
        double away_r = in_r[j] - out->r, away = -(of_A * j) - out->alpha;

        out->rr += shares[j] * away_r * away_r;
        out->r_alpha += shares[j] * away_r * away;
        out->alpha2 += shares[j] * away * away;
    }
}

/* When Pareto/GGG customers leave, with what purchases lose by the discount on
 * the way: both take from what a purchase counts. */
#ifndef CEV_GGG_LEAVING_H
#define CEV_GGG_LEAVING_H

#include "../math/chebyshev.h"

enum { CEV__LEAVING_PIECES = 12 };

/* Of a customer whose last purchase was w ago, and who left as in
 * cev__waiting_law; D is where the discount begins. */
typedef struct cev__leaving {
    double s, B, delta, D;
    /* The rate of loss by pieces, in powers of 2 (w - from) / (to - from) - 1;
     * the first begins at D. */
    int pieces;
    double to[CEV__LEAVING_PIECES];
    double middle[CEV__LEAVING_PIECES], per_half[CEV__LEAVING_PIECES];
    double power[CEV__LEAVING_PIECES][CEV__CHEBYSHEV];
} cev__leaving;

/* Made for many w from D to `end`. */
void cev__leaving_begin(double s, double B, double delta, double D, double end,
                        cev__leaving *out);

/* (1 + w / B)^-s exp(-delta (w - D)). */
double cev__leaving_stay(const cev__leaving *leaving, double w);

/* The rate at which leaving and discount take of it; of w >= D, to a share
 * of 1e-10 of what it is within the factor of 2 in time or of e^6 in itself. */
double cev__leaving_lose(const cev__leaving *leaving, double w);
double cev__leaving_rate(const cev__leaving *leaving, double w);

#endif

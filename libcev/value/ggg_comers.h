/*
 * How many purchases have come some time after one, in the Pareto/GGG and for
 * a given regularity k: of a renewal process whose pace is not known for sure.
 */
#ifndef CEV_GGG_COMERS_H
#define CEV_GGG_COMERS_H

#include "../math/chebyshev.h"
#include "../math/legendre.h"

/* Shapes of the sums of gaps that are worth remembering. */
enum { CEV__COMERS_SHAPES = 128, CEV__COMERS_REST = 192 };

/* A stretch of time z, in units of A / k, after a purchase by which the pace
 * is Gamma(n, A): z = low + (high - low) y^e, y from 0 to 1; with e 0,
 * log z is a line in y. */
typedef struct cev__comers {
    double k, n;
    double low, high, e;
    int is_settled; /* from here on it is a line */
    int stretches;
    /* The mean number that has come by then, in powers of 2 y - 1. */
    double power[CEV__CHEBYSHEV + 1];
    /* The logarithms of what sums of gaps, from `first` gaps on, are like in
     * the middle, as far as they are known. */
    double middle, first;
    int known;
    double log_middle[CEV__COMERS_SHAPES];
    /* Up to k = 1, of the rest: x + 1 with weights; for x by equal factors. */
    double rest_rate[CEV__COMERS_REST], rest_weight[CEV__COMERS_REST];
} cev__comers;

/* Before the first stretch. */
void cev__comers_begin(double k, double n, cev__comers *comers);

/* The next one, of at most so much z. */
void cev__comers_next(cev__comers *comers, double most);

/* Where y is. */
double cev__comers_place(const cev__comers *comers, double y);
/* By how much z grows there with y. */
double cev__comers_pace(const cev__comers *comers, double y, double z);
/* y of a place in the stretch. */
double cev__comers_share(const cev__comers *comers, double z);
/* How many have come there. */
double cev__comers_at(const cev__comers *comers, double y);

#endif

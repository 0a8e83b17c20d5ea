/*
 * What the amounts of spenders are like, whatever the model: how many there
 * are, the mean of their amounts, its error and how it goes with x. Groups have
 * the keys x and amount.
 */
#ifndef CEV_SPEND_MEASURE_H
#define CEV_SPEND_MEASURE_H

#include "../math/sum.h"
#include "spend.h"

typedef struct cev__spend_sums {
    cev__sum spenders, x, amount, log_amount;
    /* Squares and products about the means; of amounts as shares of theirs. */
    cev__sum xx, mm, xm;
} cev__spend_sums;

/* The first four, the rest 0; the means of x and of amounts; and the rest
 * about such means. */
void cev__spend_count(const cev__group *groups, int64_t count,
                      cev__spend_sums *out);
void cev__spend_centre(const cev__spend_sums *sums, double *x, double *amount);
void cev__spend_spread(const cev__group *groups, int64_t count, double x,
                       double amount, cev__spend_sums *sums);

/* Fills in what a model keeps of them, with amounts in so many units, and
 * gives the geometric mean. */
double cev__spend_measure(const cev__spend_sums *sums, double unit,
                          cev__spend *model);

#endif

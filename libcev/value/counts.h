/*
 * How likely, by a purchase model, the numbers of purchases are that customers
 * made: to judge whole distributions, where evaluations.h compares means.
 */
#ifndef CEV_COUNTS_H
#define CEV_COUNTS_H

#include "purchase.h"

enum {
    CEV__COUNTS_SO_FAR, /* purchases until T, given T alone */
    CEV__COUNTS_AHEAD,  /* purchases in the holdout, given the history */
    CEV__COUNTS_RANGE   /* the same; what a central range holds */
};

/* A row a customer. Of a range, `low` and `high` are its ends and `held` is
 * the chance to fall into it; else they are the chances of fewer purchases
 * than there were, and of no more. NaN: unknown, or too many to count. */
typedef struct cev__counts {
    int64_t rows, capacity;
    double *x, *seen, *low, *high, *held;
    double *weight; /* customers that the row stands for */
} cev__counts;

typedef struct cev__counting {
    const cev__purchases *model;
    int what;
    double level; /* of a range: it leaves out half the rest at each end */
} cev__counting;

/* CEV_ERR_COLUMN, _DOMAIN, _CANCELLED or _MEMORY with a message; _free in any
 * case. A second time fills what the first has made. */
int32_t cev__counts_fill(cev_ctx *ctx, const cev__counting *counting,
                         const cev_table *customers, cev__counts *out);
void cev__counts_free(cev_ctx *ctx, cev__counts *counts);

#endif

/* What is added up over a part of a customer's visits. */
#ifndef CEV__TOTALS_H
#define CEV__TOTALS_H

#include "walk.h"

typedef struct cev__totals {
    int64_t purchases;
    int64_t first_bin, last_bin; /* of purchases */
    double log_gaps, gaps; /* of bins between them: logs added up, and the
                              product of those that are not yet */
    int64_t known;               /* purchases that `spend` is of */
    cev__sum spend;
    int64_t visits, priced;      /* of all kinds; with a known amount */
    cev__sum money;              /* of all visits */
    cev__sum refunds;
} cev__totals;

/* Nothing counted yet. Number by number: where all of it is cleared at once,
 * compilers may do so by an instruction that takes as long as counting. */
static inline cev__totals cev__totals_none(void)
{
    const cev__sum none = {0, 0};
    cev__totals totals;
    totals.purchases = totals.first_bin = totals.last_bin = 0;
    totals.log_gaps = totals.gaps = 0.0;
    totals.known = totals.visits = totals.priced = 0;
    totals.spend = totals.money = totals.refunds = none;
    return totals;
}

/* Counts a visit. Whether the first purchase takes part in the spend is for
 * the caller to say: in a holdout it does. */
void cev__totals_count(cev__totals *totals, const cev__visit *visit,
                       int first_spends);

/* The sum of the logarithms of the gaps between purchases, in bins. */
double cev__totals_log_gaps(const cev__totals *totals);

/* The mean of `spend`; NaN of none. */
double cev__totals_mean_spend(const cev__totals *totals);

/* A sum of money of those visits, NaN where no amount is known of any. */
double cev__totals_money(const cev__totals *totals, const cev__sum *money);

#endif

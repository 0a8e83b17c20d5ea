/* Visits added up; see totals.h. */
#include "totals.h"

#include <math.h>

#include "../math/elementary.h"

/* Products of gaps stay below this times one more gap. */
#define GAPS_MAX 1e280

/* One logarithm does for many gaps: of their product, while it is small. */
static void count_gap(cev__totals *totals, double bins)
{
    if (totals->gaps > GAPS_MAX) {
        totals->log_gaps += cev__log(totals->gaps);
        totals->gaps = 1.0;
    }
    totals->gaps = totals->gaps > 0.0 ? totals->gaps * bins : bins;
}

double cev__totals_log_gaps(const cev__totals *totals)
{
    if (totals->gaps > 1.0)
        return totals->log_gaps + cev__log(totals->gaps);
    return totals->log_gaps;
}

/* cev__sum_merge() without a call: every visit of everybody comes here. */
static inline void add_money(cev__sum *sum, const cev__sum *visit)
{
    cev__sum_add(sum, visit->total);
    sum->lost += visit->lost;
}

void cev__totals_count(cev__totals *totals, const cev__visit *visit,
                       int first_spends)
{
    add_money(&totals->money, &visit->money);
    if (visit->refunds.total > 0.0) /* which is seldom */
        add_money(&totals->refunds, &visit->refunds);
    totals->visits++;
    totals->priced += visit->has_amount;
    if (!visit->is_purchase)
        return;
    if (totals->purchases == 0)
        totals->first_bin = visit->bin;
    else
        count_gap(totals, (double)(visit->bin - totals->last_bin));
    totals->last_bin = visit->bin;
    if (visit->is_known && (first_spends || totals->purchases > 0)) {
        add_money(&totals->spend, &visit->money);
        totals->known++;
    }
    totals->purchases++;
}

double cev__totals_mean_spend(const cev__totals *totals)
{
    if (totals->known == 0)
        return NAN;
    return cev__sum_value(&totals->spend) / (double)totals->known;
}

double cev__totals_money(const cev__totals *totals, const cev__sum *money)
{
    return totals->visits > 0 && totals->priced == 0 ? NAN
                                                     : cev__sum_value(money);
}

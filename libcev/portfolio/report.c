/* The ledger in one row: how much there is and how many come back. */
#include <math.h>

#include "../core/calls.h"
#include "../core/table.h"
#include "../math/interval.h"
#include "../math/wilson.h"
#include "survey.h"

typedef struct ledger_totals {
    int64_t orders, refunds, unknown_amounts;
    int64_t customers, without_purchase, repeat_customers;
    int64_t purchases;
    int64_t first, last; /* seconds, of records */
    cev__sum revenue, refunded;
} ledger_totals;

/* Counts one customer's records; `until` is the first second left out. */
static void count_records(ledger_totals *totals, const cev__entry *entry,
                          const cev__entry *end, int64_t until)
{
    for (; entry < end && entry->time < until; entry++) {
        if (entry->amount < 0.0)
            totals->refunds++;
        else
            totals->orders++;
        totals->unknown_amounts += isnan(entry->amount) != 0;
        if (entry->time < totals->first)
            totals->first = entry->time;
        if (entry->time > totals->last)
            totals->last = entry->time;
    }
}

/* Counts one customer's visits. */
static void count_customer(ledger_totals *totals, cev__walk walk)
{
    int64_t purchases = 0;
    int seen = 0;
    cev__visit visit;
    while (cev__walk_next(&walk, &visit)) {
        seen = 1;
        purchases += visit.is_purchase;
        cev__sum_merge(&totals->revenue, &visit.money);
        cev__sum_merge(&totals->refunded, &visit.refunds);
    }
    totals->purchases += purchases;
    totals->customers += purchases > 0;
    totals->repeat_customers += purchases > 1;
    totals->without_purchase += seen && purchases == 0;
}

static int32_t add_count(cev_table *table, const char *name, int64_t value)
{
    int64_t *data = NULL;
    int32_t status = cev__table_add_int64(table, name, &data);
    if (status == CEV_OK)
        data[0] = value;
    return status;
}

static int32_t add_figure(cev_table *table, const char *name, double value)
{
    double *data = NULL;
    int32_t status = cev__table_add_double(table, name, &data);
    if (status == CEV_OK)
        data[0] = value;
    return status;
}

static int32_t add_counts(cev_table *table, const ledger_totals *totals)
{
    int any = totals->orders + totals->refunds > 0;
    const struct {
        const char *name;
        int64_t value;
    } counts[] = {
        {"orders", totals->orders},
        {"refunds", totals->refunds},
        {"unknown_amounts", totals->unknown_amounts},
        {"customers", totals->customers},
        {"customers_without_purchase", totals->without_purchase},
        {"repeat_customers", totals->repeat_customers},
        {"purchases", totals->purchases},
        {"first", any ? totals->first : INT64_MIN},
        {"last", any ? totals->last : INT64_MIN},
    };
    int32_t status = CEV_OK;
    for (size_t i = 0; status == CEV_OK && i < sizeof counts / sizeof *counts;
         i++)
        status = add_count(table, counts[i].name, counts[i].value);
    return status;
}

static int32_t add_figures(cev_table *table, const ledger_totals *totals,
                           double coverage)
{
    double rate[3];
    cev__wilson_share((double)totals->repeat_customers,
                      (double)totals->customers, cev__interval_z(coverage),
                      rate);
    int32_t status = add_figure(table, "repeat_rate", rate[0]);
    if (status == CEV_OK)
        status = add_figure(table, "repeat_rate_lo", rate[1]);
    if (status == CEV_OK)
        status = add_figure(table, "repeat_rate_hi", rate[2]);
    if (status == CEV_OK)
        status =
            add_figure(table, "revenue", cev__sum_value(&totals->revenue));
    if (status == CEV_OK)
        status =
            add_figure(table, "refunded", cev__sum_value(&totals->refunded));
    return status;
}

int32_t cev_portfolio_report(const cev_portfolio *portfolio, int64_t as_of,
                             const cev_options *options, cev_table **out)
{
    cev__survey survey;
    int32_t status =
        cev__survey_begin(portfolio, as_of, options, CEV__TAKES_REPORT,
                          "cev_portfolio_report", out, &survey);
    if (status != CEV_OK)
        return status;
    ledger_totals totals = {0};
    totals.first = INT64_MAX;
    totals.last = INT64_MIN;
    for (int64_t row = 0; row < survey.histories.count; row++) {
        const cev__entry *end;
        const cev__entry *entry = cev__entries(&survey.histories, row, &end);
        count_records(&totals, entry, end, survey.cut.end);
        count_customer(&totals, cev__survey_walk(&survey, row));
    }
    cev__survey_end(&survey);
    cev_table *table = NULL;
    status = cev_table_new(portfolio->ctx, 1, &table);
    if (status == CEV_OK)
        status = add_counts(table, &totals);
    if (status == CEV_OK)
        status = add_figures(table, &totals,
                             cev__options_double(options, CEV__OPT_INTERVAL));
    if (status == CEV_OK)
        *out = table;
    else
        cev_table_free(table);
    return status;
}

/* The shop by period of the calendar: who was new and who came back. */
#include "../core/calls.h"
#include "../core/table.h"
#include "calendar.h"
#include "survey.h"

/* What is counted in one period. */
typedef struct period_totals {
    int64_t customers_new, customers_returning;
    int64_t purchases_new, purchases_returning;
    cev__sum revenue_new, revenue_returning, refunds;
} period_totals;

typedef struct period_series {
    cev__survey survey;
    cev__period period;
    int64_t first; /* period with a record */
    int64_t count; /* of periods from there to as_of */
    period_totals *totals;
} period_series;

static int64_t period_at(const period_series *series, int64_t bin)
{
    return cev__period_of(bin * series->survey.cut.bin, series->period);
}

/* From the period of the earliest record to that of as_of. */
static int32_t lay_series(period_series *series)
{
    const cev__survey *survey = &series->survey;
    int64_t last = cev__period_of(survey->cut.end - 1, series->period);
    series->first = last + 1;
    for (int64_t row = 0; row < survey->histories.count; row++) {
        cev__walk walk = cev__survey_walk(survey, row);
        cev__visit visit;
        if (!cev__walk_next(&walk, &visit))
            continue;
        int64_t period = period_at(series, visit.bin);
        if (period < series->first)
            series->first = period;
    }
    series->count = last + 1 - series->first;
    series->totals = cev__alloc_zero(survey->ctx, series->count + 1,
                                     (int64_t)sizeof *series->totals);
    return series->totals == NULL ? cev__fail_memory(survey->ctx) : CEV_OK;
}

/* Adds one customer's visits. Before the first purchase nobody is new: money
 * given back then belongs to returning customers, unless the first purchase
 * falls in the same period. */
static void add_visits(period_series *series, int64_t row)
{
    const int64_t none = INT64_MIN;
    int64_t birth = none; /* period of the first purchase */
    int64_t counted = none;
    cev__walk walk = cev__survey_walk(&series->survey, row);
    cev__walk ahead = walk;
    cev__visit visit;
    while (birth == none && cev__walk_next(&ahead, &visit))
        if (visit.is_purchase)
            birth = period_at(series, visit.bin);
    int64_t purchases = 0;
    while (cev__walk_next(&walk, &visit)) {
        int64_t period = period_at(series, visit.bin);
        period_totals *to = &series->totals[period - series->first];
        cev__sum_merge(period == birth ? &to->revenue_new
                                       : &to->revenue_returning,
                       &visit.money);
        cev__sum_merge(&to->refunds, &visit.refunds);
        if (!visit.is_purchase)
            continue;
        to->purchases_new += purchases == 0;
        to->purchases_returning += purchases > 0;
        to->customers_new += purchases == 0;
        to->customers_returning += period != birth && period != counted;
        counted = period;
        purchases++;
    }
}

static void write_period(const period_series *series, int64_t i,
                         int64_t *const *counts, double *const *figures)
{
    const period_totals *totals = &series->totals[i];
    int64_t period = series->first + i;
    counts[0][i] = cev__period_start(period, series->period);
    counts[1][i] = totals->customers_new;
    counts[2][i] = totals->customers_returning;
    counts[3][i] = totals->purchases_new;
    counts[4][i] = totals->purchases_returning;
    figures[0][i] = cev__sum_value(&totals->revenue_new);
    figures[1][i] = cev__sum_value(&totals->revenue_returning);
    figures[2][i] = cev__sum_value(&totals->refunds);
    counts[5][i] = cev__period_start(period + 1, series->period)
                   <= series->survey.cut.end;
}

static int32_t series_table(const period_series *series, cev_table **out)
{
    static const char names[][20] = {
        "period", "customers_new", "customers_returning", "purchases_new",
        "purchases_returning"};
    static const char money[][20] = {"revenue_new", "revenue_returning",
                                     "refunds"};
    int64_t *counts[6] = {NULL};
    double *figures[3] = {NULL};
    cev_table *table = NULL;
    int32_t status = cev_table_new(series->survey.ctx, series->count, &table);
    for (int i = 0; status == CEV_OK && i < 5; i++)
        status = cev__table_add_int64(table, names[i], &counts[i]);
    for (int i = 0; status == CEV_OK && i < 3; i++)
        status = cev__table_add_double(table, money[i], &figures[i]);
    if (status == CEV_OK)
        status = cev__table_add_int64(table, "complete", &counts[5]);
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    for (int64_t i = 0; i < series->count; i++)
        write_period(series, i, counts, figures);
    *out = table;
    return CEV_OK;
}

int32_t cev_portfolio_periods(const cev_portfolio *portfolio, int64_t as_of,
                              const cev_options *options, cev_table **out)
{
    period_series series = {0};
    int32_t status =
        cev__survey_begin(portfolio, as_of, options, CEV__TAKES_PERIODS,
                          "cev_portfolio_periods", out, &series.survey);
    if (status != CEV_OK)
        return status;
    series.period =
        cev__period_named(cev__options_str(options, CEV__OPT_PERIOD));
    status = lay_series(&series);
    if (status == CEV_OK) {
        for (int64_t row = 0; row < series.survey.histories.count; row++)
            add_visits(&series, row);
        status = series_table(&series, out);
    }
    cev__free(portfolio->ctx, series.totals, series.count + 1,
              (int64_t)sizeof *series.totals);
    cev__survey_end(&series.survey);
    return status;
}

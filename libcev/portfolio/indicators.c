/*
 * Indicators: how the shop does, by period of the calendar.
 *
 * Customers wait in a list of the period in which they come next, so that the
 * periods can be gone through one after the other, each entry of the ledger
 * seen once: what is needed of everybody in a period, to sort or to compare
 * with a mean, then is no more than one record a customer.
 */
#include "../core/calls.h"
#include "../core/table.h"
#include "calendar.h"
#include "indicators.h"
#include "survey.h"

#define NOT_YET INT64_MIN
#define NOBODY INT64_C(-1)

/* At most about so many calls of the progress function. */
#define INDICATOR_REPORTS 1000

enum { INDICATOR_COUNTS = 9 };

static const char *const indicator_counts[INDICATOR_COUNTS] = {
    "period", "customers_start", "customers_new", "customers_retained",
    "customers_reactivated", "customers_lost", "customers_active",
    "purchases", "purchases_unknown"};

static const char *const indicator_names[CEV__INDICATORS] = {
    "retention_rate", "retention_rate_lo", "retention_rate_hi",
    "churn_rate", "churn_rate_lo", "churn_rate_hi",
    "repeat_rate", "repeat_rate_lo", "repeat_rate_hi",
    "frequency", "frequency_lo", "frequency_hi",
    "purchase_value", "purchase_value_lo", "purchase_value_hi",
    "revenue", "revenue_change", "change_customers", "change_frequency",
    "change_value", "quick_ratio", "gini", "top_decile_share"};

/* A customer on the way through the periods. */
typedef struct caller {
    cev__walk walk;
    int64_t purchases; /* so far */
    int64_t last;      /* period of the last of them, or NOT_YET */
} caller;

typedef struct indicator_work {
    cev__survey survey;
    cev__period period;
    double coverage;
    int64_t first; /* period with a record */
    int64_t count; /* of periods from there to as_of */
    caller *callers;
    int64_t *waiting; /* of each period: the first of its list */
    int64_t *next; /* of each caller: who waits for the same, or NOBODY */
    cev__visitors crowd;
    int64_t *counts[INDICATOR_COUNTS], *complete;
    double *figures[CEV__INDICATORS];
} indicator_work;

/* When the bin begins in which a caller comes next. */
static int64_t next_call(const indicator_work *work, const caller *who)
{
    int64_t bin = work->survey.cut.bin;
    return cev__bin_of(who->walk.at->time, bin) * bin;
}

/* Puts a caller, unless at the end, in the list of the next period. */
static void await_caller(indicator_work *work, int64_t row)
{
    const caller *who = &work->callers[row];
    if (who->walk.at == who->walk.end)
        return;
    int64_t i =
        cev__period_of(next_call(work, who), work->period) - work->first;
    work->next[row] = work->waiting[i];
    work->waiting[i] = row;
}

/* Room for everybody. */
static int32_t gather_callers(indicator_work *work)
{
    cev_ctx *ctx = work->survey.ctx;
    int64_t n = work->survey.histories.count + 1;
    cev__visitors *crowd = &work->crowd;
    work->callers = cev__alloc(ctx, n, (int64_t)sizeof *work->callers);
    work->next = cev__alloc(ctx, n, (int64_t)sizeof *work->next);
    crowd->turnouts = cev__alloc(ctx, n, (int64_t)sizeof *crowd->turnouts);
    crowd->sorted = cev__alloc(ctx, n, (int64_t)sizeof *crowd->sorted);
    crowd->spare = cev__alloc(ctx, n, (int64_t)sizeof *crowd->spare);
    if (work->callers == NULL || work->next == NULL
        || crowd->turnouts == NULL || crowd->sorted == NULL
        || crowd->spare == NULL)
        return cev__fail_memory(ctx);
    for (int64_t row = 0; row < n - 1; row++)
        work->callers[row] = (caller){
            cev__survey_walk(&work->survey, row), 0, NOT_YET};
    return CEV_OK;
}

/* From the period of the earliest record to that of as_of: a list each. */
static int32_t open_periods(indicator_work *work)
{
    const cev__survey *survey = &work->survey;
    int64_t after = cev__period_of(survey->cut.end - 1, work->period) + 1;
    work->first = after;
    for (int64_t row = 0; row < survey->histories.count; row++) {
        const caller *who = &work->callers[row];
        if (who->walk.at == who->walk.end)
            continue;
        int64_t period = cev__period_of(next_call(work, who), work->period);
        work->first = period < work->first ? period : work->first;
    }
    work->count = after - work->first;
    work->waiting = cev__alloc(survey->ctx, work->count + 1,
                               (int64_t)sizeof *work->waiting);
    if (work->waiting == NULL)
        return cev__fail_memory(survey->ctx);
    for (int64_t i = 0; i < work->count; i++)
        work->waiting[i] = NOBODY;
    for (int64_t row = 0; row < survey->histories.count; row++)
        await_caller(work, row);
    return CEV_OK;
}

/* What a caller does before the second `end`. */
static cev__turnout take_call(const indicator_work *work, caller *who,
                              int64_t end, cev__flows *flows)
{
    cev__turnout turnout = {0};
    cev__sum kept = {0, 0}, valued = {0, 0};
    cev__visit visit;
    while (who->walk.at < who->walk.end && next_call(work, who) < end) {
        cev__walk_next(&who->walk, &visit);
        turnout.purchases += visit.is_purchase;
        turnout.has_amount |= visit.has_amount;
        cev__sum_merge(&kept, &visit.money);
        if (!visit.is_known)
            continue;
        turnout.priced += visit.is_purchase;
        turnout.is_valued = 1;
        cev__sum_merge(&valued, &visit.money);
    }
    turnout.kept = cev__sum_value(&kept);
    turnout.valued = cev__sum_value(&valued);
    cev__sum_merge(&flows->revenue, &kept);
    cev__sum_merge(&flows->valued, &valued);
    return turnout;
}

/* Counts a caller by what was done in this period and by when before. */
static void count_caller(caller *who, const cev__turnout *turnout,
                         int64_t period, cev__flows *flows)
{
    flows->has_amount |= turnout->has_amount;
    if (turnout->purchases == 0)
        return;
    if (who->last == NOT_YET)
        flows->gained_new++;
    else if (who->last == period - 1)
        flows->retained++;
    else
        flows->reactivated++;
    who->purchases += turnout->purchases;
    who->last = period;
    flows->active++;
    flows->repeaters += who->purchases > 1;
    flows->purchases += turnout->purchases;
    flows->priced += turnout->priced;
}

/* Lists who is due in period i; gives how many. In the order in which they
 * lie in memory, which jumping about would take several times as long. */
static int64_t list_due(indicator_work *work, int64_t i)
{
    cev__keyed *due = work->crowd.sorted;
    int64_t n = 0;
    for (int64_t row = work->waiting[i]; row != NOBODY; row = work->next[row])
        due[n++] = (cev__keyed){(uint64_t)row, row};
    cev__keyed_sort(due, work->crowd.spare, n);
    return n;
}

/* Everybody who comes in period i, and on to when they come next. */
static cev__flows run_period(indicator_work *work, int64_t i)
{
    cev__flows flows = {0};
    int64_t period = work->first + i;
    int64_t end = cev__period_start(period + 1, work->period);
    int64_t n = list_due(work, i);
    for (int64_t k = 0; k < n; k++) {
        int64_t row = work->crowd.sorted[k].index;
        caller *who = &work->callers[row];
        work->crowd.turnouts[k] = take_call(work, who, end, &flows);
        count_caller(who, &work->crowd.turnouts[k], period, &flows);
        await_caller(work, row);
    }
    work->crowd.count = n;
    return flows;
}

static void write_indicators(const indicator_work *work, int64_t i,
                             const cev__flows *flows,
                             const cev__flows *before)
{
    int64_t period = work->first + i;
    const int64_t counts[INDICATOR_COUNTS] = {
        cev__period_start(period, work->period),
        flows->start,
        flows->gained_new,
        flows->retained,
        flows->reactivated,
        flows->start - flows->retained,
        flows->active,
        flows->purchases,
        flows->purchases - flows->priced};
    double figures[CEV__INDICATORS];
    cev__indicators_of(flows, before, &work->crowd, work->coverage, figures);
    for (int c = 0; c < INDICATOR_COUNTS; c++)
        work->counts[c][i] = counts[c];
    for (int f = 0; f < CEV__INDICATORS; f++)
        work->figures[f][i] = figures[f];
    work->complete[i] = cev__period_start(period + 1, work->period)
                        <= work->survey.cut.end;
}

static int32_t indicator_table(indicator_work *work, cev_table **table)
{
    int32_t status = cev_table_new(work->survey.ctx, work->count, table);
    for (int c = 0; status == CEV_OK && c < INDICATOR_COUNTS; c++)
        status = cev__table_add_int64(*table, indicator_counts[c],
                                      &work->counts[c]);
    for (int f = 0; status == CEV_OK && f < CEV__INDICATORS; f++)
        status = cev__table_add_double(*table, indicator_names[f],
                                       &work->figures[f]);
    if (status == CEV_OK)
        status = cev__table_add_int64(*table, "complete", &work->complete);
    return status;
}

static int32_t fill_indicators(indicator_work *work, cev_table **table)
{
    int32_t status = gather_callers(work);
    if (status == CEV_OK)
        status = open_periods(work);
    if (status == CEV_OK)
        status = indicator_table(work, table);
    cev__flows before = {0};
    int64_t step = work->count / INDICATOR_REPORTS + 1;
    for (int64_t i = 0; status == CEV_OK && i < work->count; i++) {
        if (i % step == 0)
            status = cev__progress(work->survey.ctx, "indicators",
                                   (double)i / (double)work->count);
        if (status != CEV_OK)
            break;
        cev__flows flows = run_period(work, i);
        flows.start = before.active;
        write_indicators(work, i, &flows, i > 0 ? &before : NULL);
        before = flows;
    }
    return status;
}

static void free_work(indicator_work *work)
{
    cev_ctx *ctx = work->survey.ctx;
    int64_t n = work->survey.histories.count + 1;
    cev__free(ctx, work->waiting, work->count + 1,
              (int64_t)sizeof *work->waiting);
    cev__free(ctx, work->crowd.spare, n, (int64_t)sizeof(cev__keyed));
    cev__free(ctx, work->crowd.sorted, n, (int64_t)sizeof(cev__keyed));
    cev__free(ctx, work->crowd.turnouts, n, (int64_t)sizeof(cev__turnout));
    cev__free(ctx, work->next, n, (int64_t)sizeof *work->next);
    cev__free(ctx, work->callers, n, (int64_t)sizeof *work->callers);
    cev__survey_end(&work->survey);
}

int32_t cev_portfolio_indicators(const cev_portfolio *portfolio,
                                 int64_t as_of, const cev_options *options,
                                 cev_table **out)
{
    indicator_work work = {0};
    cev_table *table = NULL;
    int32_t status =
        cev__survey_begin(portfolio, as_of, options, CEV__TAKES_INDICATORS,
                          "cev_portfolio_indicators", out, &work.survey);
    if (status != CEV_OK)
        return status;
    work.period =
        cev__period_named(cev__options_str(options, CEV__OPT_PERIOD));
    work.coverage = cev__options_double(options, CEV__OPT_INTERVAL);
    status = fill_indicators(&work, &table);
    free_work(&work);
    if (status == CEV_OK)
        *out = table;
    else
        cev_table_free(table);
    return status;
}

/*
 * Indicators: how the shop does, by period of the calendar, and by segment.
 *
 * A first pass over everybody lists for each period, and segment, who comes in
 * it. So periods can be gone through one after the other, each entry of the
 * ledger seen once: what is needed of everybody in a period, to sort or to
 * compare with a mean, then is no more than one record a customer.
 */
#include "../core/calls.h"
#include "../core/prefetch.h"
#include "../core/table.h"
#include "cohort_grid.h"
#include "haul.h"
#include "indicator_columns.h"
#include "indicators.h"

#include <math.h>

#define NOT_YET INT64_MIN

/* At most about so many calls of the progress function. */
#define INDICATOR_REPORTS 1000

/* How many callers ahead memory is asked for: where they stand, and what they
 * do. */
enum { AHEAD_CALLER = 24, AHEAD_CALL = 12 };

/* A customer on the way through the periods. */
typedef struct caller {
    cev__walk walk;
    int64_t first, latest; /* bins of purchases so far, or NOT_YET */
    int64_t last;          /* period of the latest, or NOT_YET */
} caller;

typedef struct indicator_work {
    cev__survey survey;
    cev__membership groups;
    cev__almanac almanac;
    cev__gauge gauge;
    cev__cohort_grid *cohorts; /* told as well; NULL: not asked for */
    int64_t first; /* period with a record */
    int64_t count; /* of periods from there to as_of */
    caller *callers;
    uint32_t *list;  /* callers by period and group, each of whom comes then */
    int64_t *ends;   /* of each period and group, in the list */
    int64_t calls;   /* how long it is */
    cev__flows *before; /* of each group, in the period before */
    cev__visitors crowd;
    const int64_t *known; /* how many orders have each detail */
    cev__take *then, *now; /* of all groups, as listed: of the period before,
                              and of this one */
    cev__indicator_columns columns;
} indicator_work;

/* When the bin begins in which a caller comes next. */
static int64_t next_call(const indicator_work *work, const cev__walk *walk)
{
    int64_t bin = work->survey.cut.bin;
    return cev__bin_of(walk->at->time, bin) * bin;
}

/* Whether a caller comes again in a period that ends before the second `end`:
 * the bin counts that begins in it. */
static int comes_again(const indicator_work *work, const cev__walk *walk,
                       int64_t end)
{
    return walk->at < walk->end
           && (walk->at->time < end || next_call(work, walk) < end);
}

/* Room for everybody, and to sort them in. */
static int32_t seat_callers(indicator_work *work)
{
    cev_ctx *ctx = work->survey.ctx;
    int64_t n = work->survey.histories.count;
    int64_t slots = work->count * work->groups.count;
    cev__visitors *crowd = &work->crowd;
    work->callers = cev__alloc(ctx, n + 1, (int64_t)sizeof *work->callers);
    work->ends = cev__alloc_zero(ctx, slots + 1, (int64_t)sizeof(int64_t));
    crowd->turnouts = cev__alloc(ctx, n + 1, (int64_t)sizeof(cev__turnout));
    work->then = cev__alloc(ctx, n + 1, (int64_t)sizeof *work->then);
    work->now = cev__alloc(ctx, n + 1, (int64_t)sizeof *work->now);
    crowd->sorted = cev__alloc(ctx, n + 1, (int64_t)sizeof(cev__keyed));
    crowd->spare = cev__alloc(ctx, n + 1, (int64_t)sizeof(cev__keyed));
    if (work->callers == NULL || work->ends == NULL || crowd->turnouts == NULL
        || work->then == NULL || work->now == NULL || crowd->sorted == NULL
        || crowd->spare == NULL)
        return cev__fail_memory(ctx);
    if (work->known[CEV__ITEMS] + work->known[CEV__DISCOUNT]
            + work->known[CEV__COST] == 0)
        return CEV_OK;
    crowd->baskets = cev__alloc(ctx, n + 1, (int64_t)sizeof *crowd->baskets);
    return crowd->baskets == NULL ? cev__fail_memory(ctx) : CEV_OK;
}

/* Goes through the periods of a row: each adds 1 to `places` of the period and
 * group and, where there is a list, is put in its place there. */
static void visit_periods(const indicator_work *work, int64_t row,
                          uint32_t *list, int64_t *places)
{
    cev__walk walk = work->callers[row].walk;
    int64_t group =
        cev__member_of(&work->groups, &work->survey.histories, row);
    while (walk.at < walk.end) {
        int64_t period =
            cev__almanac_of(&work->almanac, next_call(work, &walk));
        int64_t after = cev__almanac_start(&work->almanac, period + 1);
        int64_t *place =
            &places[(period - work->first) * work->groups.count + group];
        if (list != NULL)
            list[*place] = (uint32_t)row;
        ++*place;
        do
            walk.at++;
        while (comes_again(work, &walk, after));
    }
}

/* Lists who comes when: counts first, and sorts then, by period, group and
 * where they lie in memory. Everybody begins with the first record. */
static int32_t list_callers(indicator_work *work)
{
    cev_ctx *ctx = work->survey.ctx;
    int64_t n = work->survey.histories.count;
    int64_t slots = work->count * work->groups.count;
    for (int64_t row = 0; row < n; row++) {
        cev__walk walk = cev__survey_walk(&work->survey, row);
        work->callers[row] = (caller){walk, NOT_YET, NOT_YET, NOT_YET};
        visit_periods(work, row, NULL, work->ends);
    }
    for (int64_t slot = 0; slot < slots; slot++) {
        int64_t count = work->ends[slot];
        work->ends[slot] = work->calls;
        work->calls += count;
    }
    work->list =
        cev__alloc(ctx, work->calls + 1, (int64_t)sizeof *work->list);
    if (work->list == NULL)
        return cev__fail_memory(ctx);
    for (int64_t row = 0; row < n; row++)
        visit_periods(work, row, work->list, work->ends);
    return CEV_OK;
}

/* Adds what was in a visit, whose entries are given; gives the profit. */
static double fill_basket(const indicator_work *work, const cev__visit *visit,
                        const cev__entry *from, const cev__entry *to,
                        cev__basket *basket)
{
    cev__haul haul = cev__haul_of(&work->survey.histories, from, to,
                                  work->gauge.margin);
    if (haul.has_items) {
        basket->has_items = 1;
        basket->items += haul.items;
        basket->purchases += (double)visit->is_purchase;
    }
    if (!visit->is_known)
        return haul.profit;
    basket->valued_profit += haul.profit;
    if (haul.has_discount) {
        basket->has_discount = 1;
        basket->discount += haul.discount;
        basket->listed += haul.discount + cev__sum_value(&visit->money);
    }
    return haul.profit;
}

/* What a caller does before the second `end`. */
static cev__turnout take_call(const indicator_work *work, caller *who,
                              int64_t end, cev__basket *basket,
                              cev__deeds *deeds)
{
    cev__turnout turnout = {0};
    cev__sum kept = {0, 0}, valued = {0, 0}, given_back = {0, 0};
    cev__sum profit = {0, 0};
    cev__visit visit;
    while (comes_again(work, &who->walk, end)) {
        const cev__entry *from = who->walk.at;
        cev__walk_next(&who->walk, &visit);
        if (basket != NULL)
            cev__sum_add(&profit, fill_basket(work, &visit, from,
                                              who->walk.at, basket));
        turnout.has_amount |= visit.has_amount;
        cev__sum_merge(&kept, &visit.money);
        cev__sum_merge(&given_back, &visit.refunds);
        if (visit.is_known) {
            turnout.priced += visit.is_purchase;
            turnout.is_valued = 1;
            cev__sum_merge(&valued, &visit.money);
        }
        if (!visit.is_purchase)
            continue;
        turnout.purchases++;
        if (who->first == NOT_YET) {
            who->first = visit.bin;
        } else {
            turnout.returns++;
            turnout.waited += visit.bin - who->latest;
        }
        who->latest = visit.bin;
        turnout.age = visit.bin - who->first;
    }
    turnout.kept = cev__sum_value(&kept);
    turnout.valued = cev__sum_value(&valued);
    turnout.given_back = cev__sum_value(&given_back);
    deeds->purchases = turnout.purchases;
    deeds->money = kept;
    deeds->gain = work->gauge.has_costs ? profit : kept;
    if (basket != NULL)
        basket->profit = cev__sum_value(&profit);
    return turnout;
}

/* Counts a caller by what was done in this period and by when before. */
static void count_caller(caller *who, const cev__turnout *turnout,
                         int64_t period, cev__flows *flows)
{
    flows->has_amount |= turnout->has_amount;
    if (fabs(turnout->kept) > flows->most)
        flows->most = fabs(turnout->kept);
    if (turnout->purchases == 0)
        return;
    if (who->last == NOT_YET)
        flows->gained_new++;
    else if (who->last == period - 1)
        flows->retained++;
    else
        flows->reactivated++;
    who->last = period;
    flows->active++;
    flows->repeaters += turnout->age > 0;
    flows->purchases += turnout->purchases;
    flows->priced += turnout->priced;
}

/* Who of a group came in period i, with what they did there, kept in `takes`
 * of all groups. */
static cev__takings takings_of(const indicator_work *work, int64_t i,
                               int64_t group, cev__take *takes)
{
    int64_t slot = i * work->groups.count, of_group = slot + group;
    int64_t begin = slot > 0 ? work->ends[slot - 1] : 0;
    int64_t from = of_group > 0 ? work->ends[of_group - 1] : 0;
    return (cev__takings){&work->list[from], &takes[from - begin],
                          work->ends[of_group] - from};
}

/* Everybody of a group who comes in period i. */
static cev__flows run_period(indicator_work *work, int64_t i, int64_t group)
{
    cev__flows flows = {0};
    cev__visitors *crowd = &work->crowd;
    int64_t period = work->first + i;
    int64_t end = cev__almanac_start(&work->almanac, period + 1);
    crowd->then = (cev__takings){NULL, NULL, 0};
    if (i > 0)
        crowd->then = takings_of(work, i - 1, group, work->then);
    crowd->now = takings_of(work, i, group, work->now);
    const uint32_t *list = crowd->now.rows, *stop = work->list + work->calls;
    for (int64_t k = 0; k < crowd->now.count; k++) {
        if (stop - list > k + AHEAD_CALLER) {
            PREFETCH(&work->callers[list[k + AHEAD_CALLER]]);
            PREFETCH(work->callers[list[k + AHEAD_CALL]].walk.at);
        }
        caller *who = &work->callers[list[k]];
        cev__basket *basket = NULL;
        if (crowd->baskets != NULL) {
            basket = &crowd->baskets[k];
            *basket = (cev__basket){0};
        }
        cev__deeds deeds;
        cev__turnout *turnout = &crowd->turnouts[k];
        *turnout = take_call(work, who, end, basket, &deeds);
        crowd->now.takes[k] =
            (cev__take){(double)turnout->purchases, turnout->kept};
        cev__sum_merge(&flows.revenue, &deeds.money);
        count_caller(who, turnout, period, &flows);
        if (work->cohorts != NULL)
            cev__cohorts_add(work->cohorts, list[k], period, &deeds);
    }
    const cev__flows *before = &work->before[group];
    flows.known = before->known + before->gained_new;
    flows.start = before->active;
    return flows;
}

/* Writes a group's row of period i. */
static void tell_period(indicator_work *work, int64_t i, int64_t row,
                        const cev__flows *flows, const cev__flows *before)
{
    int64_t period = work->first + i;
    int64_t start = cev__almanac_start(&work->almanac, period);
    int64_t end = cev__almanac_start(&work->almanac, period + 1);
    cev__figure figures[CEV__INDICATORS];
    cev__indicators_of(flows, before, &work->crowd, &work->gauge, figures);
    cev__indicator_columns_write(&work->columns, row, start,
                                 end <= work->survey.cut.end, flows, figures);
}

/* One period of every group. */
static void fill_period(indicator_work *work, int64_t i)
{
    for (int64_t group = 0; group < work->groups.count; group++) {
        cev__flows flows = run_period(work, i, group);
        tell_period(work, i, i * work->groups.count + group, &flows,
                    i > 0 ? &work->before[group] : NULL);
        work->before[group] = flows;
    }
    cev__take *told = work->then;
    work->then = work->now;
    work->now = told;
}

static int32_t fill_indicators(indicator_work *work, cev_table **table)
{
    cev_ctx *ctx = work->survey.ctx;
    int32_t status = cev__survey_limit(
        &work->survey, CEV_OPT_PERIOD,
        (double)work->count * (double)work->groups.count);
    if (status == CEV_OK)
        status = seat_callers(work);
    if (status == CEV_OK)
        status = list_callers(work);
    if (status == CEV_OK)
        status = cev__indicator_columns_add(
            ctx, work->count * work->groups.count, &work->groups,
            work->known, &work->columns, table);
    if (status == CEV_OK) {
        work->before = cev__alloc_zero(ctx, work->groups.count + 1,
                                       (int64_t)sizeof *work->before);
        if (work->before == NULL)
            status = cev__fail_memory(ctx);
    }
    int64_t step = work->count / INDICATOR_REPORTS + 1;
    for (int64_t i = 0; status == CEV_OK && i < work->count; i++) {
        if (i % step == 0)
            status = cev__progress(ctx, "indicators",
                                   (double)i / (double)work->count);
        if (status == CEV_OK)
            fill_period(work, i);
    }
    return status;
}

static void free_work(indicator_work *work)
{
    cev_ctx *ctx = work->survey.ctx;
    int64_t n = work->survey.histories.count + 1;
    cev__free(ctx, work->before, work->groups.count + 1,
              (int64_t)sizeof *work->before);
    cev__free(ctx, work->list, work->calls + 1, (int64_t)sizeof *work->list);
    cev__free(ctx, work->ends, work->count * work->groups.count + 1,
              (int64_t)sizeof *work->ends);
    cev__free(ctx, work->crowd.spare, n, (int64_t)sizeof(cev__keyed));
    cev__free(ctx, work->crowd.sorted, n, (int64_t)sizeof(cev__keyed));
    cev__free(ctx, work->crowd.baskets, n, (int64_t)sizeof(cev__basket));
    cev__free(ctx, work->now, n, (int64_t)sizeof *work->now);
    cev__free(ctx, work->then, n, (int64_t)sizeof *work->then);
    cev__free(ctx, work->crowd.turnouts, n, (int64_t)sizeof(cev__turnout));
    cev__free(ctx, work->callers, n, (int64_t)sizeof *work->callers);
    cev__almanac_close(ctx, &work->almanac);
    cev__membership_close(ctx, &work->groups);
    cev__survey_end(&work->survey);
}

/* The periods from that of the earliest record on. */
static int32_t open_periods(indicator_work *work,
                            const cev_portfolio *portfolio,
                            const cev_options *options)
{
    const cev__cut *cut = &work->survey.cut;
    int32_t status =
        cev__almanac_open(portfolio, cut, options, &work->almanac);
    work->first = work->almanac.first;
    if (portfolio->earliest < cut->end)
        work->count = work->almanac.count - 1;
    return status;
}

/* All calls; `segments` is NULL where all are one group, `cohorts` where they
 * are not asked for. */
static int32_t ask_indicators(const cev_portfolio *portfolio,
                              const cev_table *segments, int64_t as_of,
                              const cev_options *options, const char *takes,
                              const char *who, cev_table **out,
                              cev_table **cohorts)
{
    indicator_work work = {0};
    cev__cohort_grid grid = {0};
    cev_table *table = NULL;
    if (portfolio == NULL)
        return CEV_ERR_ARGUMENT;
    int32_t status = cev__membership_survey(portfolio, segments, as_of,
                                            options, takes, who, out,
                                            &work.survey, &work.groups);
    if (status == CEV_OK)
        status = open_periods(&work, portfolio, options);
    work.known = portfolio->details.known;
    work.gauge = (cev__gauge){cev__options_double(options, CEV__OPT_INTERVAL),
                              cev__options_double(options, CEV__OPT_MARGIN),
                              (double)work.survey.cut.bin / 86400.0,
                              work.known[CEV__COST] > 0};
    if (status == CEV_OK && cohorts != NULL) {
        work.cohorts = &grid;
        status = cev__cohorts_begin(&grid, &work.survey, &work.groups,
                                    &work.almanac, options,
                                    work.gauge.has_costs);
    }
    if (status == CEV_OK)
        status = fill_indicators(&work, &table);
    if (status == CEV_OK && cohorts != NULL)
        status = cev__cohorts_table(&grid, cohorts);
    cev__cohorts_end(&grid);
    free_work(&work);
    if (status == CEV_OK)
        *out = table;
    else
        cev_table_free(table);
    return status;
}

int32_t cev_portfolio_indicators(const cev_portfolio *portfolio,
                                 int64_t as_of, const cev_options *options,
                                 cev_table **out)
{
    return ask_indicators(portfolio, NULL, as_of, options,
                          CEV__TAKES_INDICATORS, "cev_portfolio_indicators",
                          out, NULL);
}

int32_t cev_portfolio_indicators_by(const cev_portfolio *portfolio,
                                    const cev_table *segments, int64_t as_of,
                                    const cev_options *options,
                                    cev_table **out)
{
    if (portfolio != NULL && segments == NULL)
        return cev__fail_null(portfolio->ctx, "segments");
    return ask_indicators(portfolio, segments, as_of, options,
                          CEV__TAKES_INDICATORS_BY,
                          "cev_portfolio_indicators_by", out, NULL);
}

int32_t cev_portfolio_overview(const cev_portfolio *portfolio,
                               const cev_table *segments, int64_t as_of,
                               const cev_options *options,
                               cev_table **indicators, cev_table **cohorts)
{
    if (portfolio != NULL && (indicators == NULL || cohorts == NULL))
        return cev__fail_null(portfolio->ctx, indicators == NULL
                                                  ? "indicators"
                                                  : "cohorts");
    return ask_indicators(
        portfolio, segments, as_of, options,
        segments == NULL ? CEV__TAKES_COHORTS : CEV__TAKES_COHORTS_BY,
        "cev_portfolio_overview", indicators, cohorts);
}

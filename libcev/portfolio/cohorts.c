/*
 * Cohorts: customers by the period of their first purchase, and by segment, and
 * what they did in each period since.
 *
 * A first pass finds everybody's cohort, which tells the rows; a second one
 * fills them.
 */
#include <math.h>

#include "../core/calls.h"
#include "../core/table.h"
#include "../math/elementary.h"
#include "../math/interval.h"
#include "../math/moments.h"
#include "../math/wilson.h"
#include "calendar.h"
#include "haul.h"
#include "membership.h"
#include "survey.h"

#define NO_COHORT INT64_MIN
#define COHORT_YEAR (365.25 * 86400.0)

/* How many customers lie between two words to the host. */
enum { COHORT_REPORT = 1 << 16 };

/* What a cohort did at one age. Gains of customers, which are profit or, where
 * nothing is known of costs, revenue, are told in units in which none of them,
 * squared, is too large. */
typedef struct cohort_cell {
    int64_t active, purchases;
    double discount; /* what money of that age is worth at age 0 */
    cev__sum revenue, gain;
    cev__moments spend; /* gains of customers, at this age */
    cev__moments worth; /* discounted: what it is more than one age before */
} cohort_cell;

typedef struct cohort_grid {
    cev__survey survey;
    cev__membership groups;
    cev__period period;
    double coverage, margin, rate; /* discount per year */
    int has_costs;    /* so that profit is known of orders */
    double unit;      /* of money */
    int64_t *cohorts; /* of each customer; NO_COHORT without a purchase */
    int64_t first;    /* cohort */
    int64_t count;    /* of cohorts from the first to the last period */
    int64_t last;     /* period as of then */
    int64_t *customers; /* of each cohort and group */
    int64_t *starts;    /* first row of each cohort and group */
    cohort_cell *cells; /* of each row */
    int64_t rows;
} cohort_grid;

enum { COHORT_RETENTION, COHORT_MARGIN, COHORT_CLV, COHORT_FIGURES };

typedef struct cohort_columns {
    int64_t *cohort, *age, *customers, *active, *purchases;
    double *revenue, *cumulative, *margin;
    double *figures[COHORT_FIGURES][3];
    int64_t *complete;
} cohort_columns;

static int64_t visit_period(const cohort_grid *grid, const cev__visit *visit)
{
    return cev__period_of(visit->bin * grid->survey.cut.bin, grid->period);
}

/* The period of a customer's first purchase. */
static int64_t cohort_of(const cohort_grid *grid, cev__walk walk)
{
    cev__visit visit;
    while (cev__walk_next(&walk, &visit))
        if (visit.is_purchase)
            return visit_period(grid, &visit);
    return NO_COHORT;
}

/* What an order can bring or cost at most. */
static double most_gained(const cohort_grid *grid, const cev__entry *entry)
{
    double most = fabs(entry->amount) * fmax(1.0, fabs(grid->margin));
    if (!grid->has_costs)
        return fabs(entry->amount);
    cev__detail detail = cev__entry_detail(&grid->survey.histories, entry);
    return most + fmax(fabs(detail.numbers[CEV__COST]), 0.0);
}

/* Everybody's cohort, from when on there is one, and a unit above which no
 * gain from an order is. */
static int32_t find_cohorts(cohort_grid *grid)
{
    const cev__survey *survey = &grid->survey;
    int64_t n = survey->histories.count;
    double most = 0.0;
    grid->last = cev__period_of(survey->cut.end - 1, grid->period);
    grid->first = grid->last + 1;
    grid->cohorts =
        cev__alloc(survey->ctx, n + 1, (int64_t)sizeof *grid->cohorts);
    if (grid->cohorts == NULL)
        return cev__fail_memory(survey->ctx);
    for (int64_t row = 0; row < n; row++) {
        cev__walk walk = cev__survey_walk(survey, row);
        grid->cohorts[row] = cohort_of(grid, walk);
        if (grid->cohorts[row] != NO_COHORT
            && grid->cohorts[row] < grid->first)
            grid->first = grid->cohorts[row];
        for (; walk.at < walk.end; walk.at++)
            most = fmax(most, most_gained(grid, walk.at));
    }
    grid->count = grid->last + 1 - grid->first;
    int exponent;
    frexp(most, &exponent);
    grid->unit = ldexp(1.0, exponent);
    return CEV_OK;
}

/* Of a cohort and the group of a customer. */
static int64_t cohort_slot(const cohort_grid *grid, int64_t row)
{
    return (grid->cohorts[row] - grid->first) * grid->groups.count
           + cev__member_of(&grid->groups, &grid->survey.histories, row);
}

/* How large each cohort is and where its rows begin. */
static int32_t lay_cohorts(cohort_grid *grid)
{
    cev_ctx *ctx = grid->survey.ctx;
    int64_t slots = grid->count * grid->groups.count;
    grid->customers =
        cev__alloc_zero(ctx, 2 * slots + 1, (int64_t)sizeof(int64_t));
    if (grid->customers == NULL)
        return cev__fail_memory(ctx);
    grid->starts = grid->customers + slots;
    for (int64_t row = 0; row < grid->survey.histories.count; row++)
        if (grid->cohorts[row] != NO_COHORT)
            grid->customers[cohort_slot(grid, row)]++;
    int64_t rows = 0;
    for (int64_t i = 0; i < slots; i++) {
        grid->starts[i] = rows;
        if (grid->customers[i] > 0)
            rows += grid->count - i / grid->groups.count;
    }
    int32_t status =
        cev__survey_limit(&grid->survey, CEV_OPT_PERIOD, (double)rows);
    if (status != CEV_OK)
        return status;
    grid->cells = cev__alloc_zero(ctx, rows + 1, (int64_t)sizeof(cohort_cell));
    if (grid->cells == NULL)
        return cev__fail_memory(ctx);
    grid->rows = rows;
    return CEV_OK;
}

/* What money of each age is worth at the beginning of its cohort. */
static void discount_cohorts(cohort_grid *grid)
{
    double rate = cev__log1p(grid->rate);
    for (int64_t i = 0; i < grid->count * grid->groups.count; i++) {
        int64_t cohort = grid->first + i / grid->groups.count;
        int64_t begin = cev__period_start(cohort, grid->period);
        int64_t ages = grid->customers[i] > 0 ? grid->last + 1 - cohort : 0;
        for (int64_t age = 0; age < ages; age++) {
            double seconds = (double)(
                cev__period_start(cohort + age, grid->period) - begin);
            grid->cells[grid->starts[i] + age].discount =
                cev__exp(-rate * (seconds / COHORT_YEAR));
        }
    }
}

/* What one customer spent at an age and in all until then: `worth`, discounted,
 * is brought up to date. */
static void add_spend(const cohort_grid *grid, const cev__sum *spent,
                      cohort_cell *cell, double *worth)
{
    double money = cev__sum_value(spent) / grid->unit;
    cev__moments_add(&cell->spend, money);
    cev__moments_take(&cell->worth, *worth);
    *worth += money * cell->discount;
    cev__moments_add(&cell->worth, *worth);
}

/* What was gained by a visit, whose entries are given. */
static cev__sum visit_gain(const cohort_grid *grid, const cev__visit *visit,
                        const cev__entry *from, const cev__entry *to)
{
    if (!grid->has_costs)
        return visit->money;
    cev__haul haul =
        cev__haul_of(&grid->survey.histories, from, to, grid->margin);
    return (cev__sum){haul.profit, 0.0};
}

/* Adds what one customer did. Money given back before the first purchase
 * counts at age 0. */
static void add_customer(const cohort_grid *grid, int64_t row)
{
    int64_t cohort = grid->cohorts[row];
    if (cohort == NO_COHORT)
        return;
    cohort_cell *cells = &grid->cells[grid->starts[cohort_slot(grid, row)]];
    int64_t active_age = -1, last = 0; /* counted as active; spent at */
    double worth = 0.0;
    cev__sum spent = {0, 0};
    cev__walk walk = cev__survey_walk(&grid->survey, row);
    cev__visit visit;
    for (const cev__entry *from = walk.at; cev__walk_next(&walk, &visit);
         from = walk.at) {
        int64_t age = visit_period(grid, &visit) - cohort;
        age = age < 0 ? 0 : age;
        if (age > last) {
            add_spend(grid, &spent, &cells[last], &worth);
            spent = (cev__sum){0, 0};
            last = age;
        }
        cev__sum gain = visit_gain(grid, &visit, from, walk.at);
        cev__sum_merge(&spent, &gain);
        cev__sum_merge(&cells[age].gain, &gain);
        cev__sum_merge(&cells[age].revenue, &visit.money);
        if (!visit.is_purchase)
            continue;
        cells[age].purchases++;
        cells[age].active += age > active_age;
        active_age = age;
    }
    add_spend(grid, &spent, &cells[last], &worth);
}

static int32_t add_customers(const cohort_grid *grid)
{
    int64_t n = grid->survey.histories.count;
    int32_t status = CEV_OK;
    for (int64_t row = 0; row < n && status == CEV_OK; row++) {
        if (row % COHORT_REPORT == 0)
            status = cev__progress(grid->survey.ctx, "cohorts",
                                   (double)row / (double)n);
        if (status == CEV_OK)
            add_customer(grid, row);
    }
    return status;
}

/* ---- The table ----------------------------------------------------------- */

/* The segment of each row, where there are any. */
static int32_t name_cohorts(const cohort_grid *grid, cev_table *table)
{
    cev_ctx *ctx = grid->survey.ctx;
    const cev__customers *names = &grid->groups.parted.names;
    if (grid->groups.column == NULL)
        return CEV_OK;
    int32_t *part =
        cev__alloc(ctx, grid->rows + 1, (int64_t)sizeof *part);
    if (part == NULL)
        return cev__fail_memory(ctx);
    for (int64_t i = 0; i < grid->count * grid->groups.count; i++) {
        int64_t group = i % grid->groups.count;
        int64_t ages = grid->customers[i] > 0
                           ? grid->count - i / grid->groups.count
                           : 0;
        for (int64_t age = 0; age < ages; age++)
            part[grid->starts[i] + age] =
                group < names->count ? (int32_t)group : -1;
    }
    int32_t status = cev__parted_names(ctx, names, part,
                                       grid->groups.column, table);
    cev__free(ctx, part, grid->rows + 1, (int64_t)sizeof *part);
    return status;
}

static int32_t cohort_table(const cohort_grid *grid, cev_table **table,
                            cohort_columns *to)
{
    const struct {
        const char *name;
        int64_t **data;
    } counts[] = {{"age", &to->age},
                  {"customers", &to->customers},
                  {"active", &to->active},
                  {"purchases", &to->purchases}};
    const struct {
        const char *name;
        double **data;
    } money[] = {{"revenue", &to->revenue},
                 {"cumulative_revenue", &to->cumulative},
                 {"margin", &to->margin}};
    static const char *const limited[COHORT_FIGURES] = {
        "retention_rate", "margin_per_customer", "cumulative_clv"};
    int32_t status = cev_table_new(grid->survey.ctx, grid->rows, table);
    if (status == CEV_OK)
        status = cev__table_add_int64(*table, "cohort", &to->cohort);
    if (status == CEV_OK)
        status = name_cohorts(grid, *table);
    for (size_t i = 0; status == CEV_OK && i < sizeof counts / sizeof *counts;
         i++)
        status = cev__table_add_int64(*table, counts[i].name, counts[i].data);
    for (size_t i = 0; status == CEV_OK && i < sizeof money / sizeof *money;
         i++)
        status = cev__table_add_double(*table, money[i].name, money[i].data);
    for (int f = 0; status == CEV_OK && f < COHORT_FIGURES; f++)
        status =
            cev__table_add_limited(*table, limited[f], to->figures[f]);
    if (status == CEV_OK)
        status = cev__table_add_int64(*table, "complete", &to->complete);
    return status;
}

/* The figures of one row; `worth` is that of all ages up to it. */
static void write_cell(const cohort_grid *grid, double customers,
                       const cohort_cell *cell, const cev__moments *worth,
                       int64_t row, const cohort_columns *to)
{
    double figures[COHORT_FIGURES][3];
    double factor = grid->unit * (grid->has_costs ? 1.0 : grid->margin);
    cev__wilson_share((double)cell->active, customers,
                      cev__interval_z(grid->coverage),
                      figures[COHORT_RETENTION]);
    cev__moments_mean(&cell->spend, customers, grid->coverage,
                      figures[COHORT_MARGIN]);
    cev__moments_mean(worth, customers, grid->coverage, figures[COHORT_CLV]);
    cev__figure_scale(figures[COHORT_MARGIN], factor, figures[COHORT_MARGIN]);
    cev__figure_scale(figures[COHORT_CLV], factor, figures[COHORT_CLV]);
    for (int f = 0; f < COHORT_FIGURES; f++)
        for (int side = 0; side < 3; side++)
            to->figures[f][side][row] = figures[f][side];
}

/* The rows of one cohort and group, once all customers are in. */
static void finish_cohort(const cohort_grid *grid, int64_t i,
                          const cohort_columns *to)
{
    cev__sum cumulative = {0, 0};
    cev__moments worth = {{0, 0}, {0, 0}};
    int64_t cohort = grid->first + i / grid->groups.count;
    int64_t ages = grid->customers[i] > 0 ? grid->last + 1 - cohort : 0;
    for (int64_t age = 0; age < ages; age++) {
        int64_t row = grid->starts[i] + age;
        const cohort_cell *cell = &grid->cells[row];
        to->cohort[row] = cev__period_start(cohort, grid->period);
        to->age[row] = age;
        to->customers[row] = grid->customers[i];
        to->active[row] = cell->active;
        to->purchases[row] = cell->purchases;
        to->revenue[row] = cev__sum_value(&cell->revenue);
        to->margin[row] = cev__sum_value(&cell->gain)
                          * (grid->has_costs ? 1.0 : grid->margin);
        cev__sum_merge(&cumulative, &cell->revenue);
        to->cumulative[row] = cev__sum_value(&cumulative);
        cev__moments_merge(&worth, &cell->worth);
        write_cell(grid, (double)grid->customers[i], cell, &worth, row, to);
        to->complete[row] = cev__period_start(cohort + age + 1, grid->period)
                            <= grid->survey.cut.end;
    }
}

static int32_t fill_cohorts(cohort_grid *grid, cev_table **table)
{
    cohort_columns columns = {0};
    int32_t status = find_cohorts(grid);
    if (status == CEV_OK)
        status = lay_cohorts(grid);
    if (status == CEV_OK)
        status = cohort_table(grid, table, &columns);
    if (status == CEV_OK) {
        discount_cohorts(grid);
        status = add_customers(grid);
    }
    if (status == CEV_OK)
        for (int64_t i = 0; i < grid->count * grid->groups.count; i++)
            finish_cohort(grid, i, &columns);
    return status;
}

static void free_grid(cohort_grid *grid)
{
    cev_ctx *ctx = grid->survey.ctx;
    cev__free(ctx, grid->cells, grid->rows + 1, (int64_t)sizeof *grid->cells);
    cev__free(ctx, grid->customers, 2 * grid->count * grid->groups.count + 1,
              (int64_t)sizeof *grid->customers);
    cev__free(ctx, grid->cohorts, grid->survey.histories.count + 1,
              (int64_t)sizeof *grid->cohorts);
    cev__membership_close(ctx, &grid->groups);
    cev__survey_end(&grid->survey);
}

/* Both calls; `segments` is NULL where all are one group. */
static int32_t ask_cohorts(const cev_portfolio *portfolio,
                           const cev_table *segments, int64_t as_of,
                           const cev_options *options, const char *who,
                           cev_table **out)
{
    cohort_grid grid = {0};
    cev_table *table = NULL;
    if (portfolio == NULL)
        return CEV_ERR_ARGUMENT;
    int32_t status = cev__membership_survey(
        portfolio, segments, as_of, options,
        segments == NULL ? CEV__TAKES_COHORTS : CEV__TAKES_COHORTS_BY, who,
        out, &grid.survey, &grid.groups);
    if (status == CEV_OK) {
        grid.period =
            cev__period_named(cev__options_str(options, CEV__OPT_PERIOD));
        grid.coverage = cev__options_double(options, CEV__OPT_INTERVAL);
        grid.margin = cev__options_double(options, CEV__OPT_MARGIN);
        grid.rate = cev__options_double(options, CEV__OPT_DISCOUNT);
        grid.has_costs = portfolio->details.known[CEV__COST] > 0;
        status = fill_cohorts(&grid, &table);
    }
    free_grid(&grid);
    if (status == CEV_OK)
        *out = table;
    else
        cev_table_free(table);
    return status;
}

int32_t cev_portfolio_cohorts(const cev_portfolio *portfolio, int64_t as_of,
                              const cev_options *options, cev_table **out)
{
    return ask_cohorts(portfolio, NULL, as_of, options,
                       "cev_portfolio_cohorts", out);
}

int32_t cev_portfolio_cohorts_by(const cev_portfolio *portfolio,
                                 const cev_table *segments, int64_t as_of,
                                 const cev_options *options, cev_table **out)
{
    if (portfolio != NULL && segments == NULL)
        return cev__fail_null(portfolio->ctx, "segments");
    return ask_cohorts(portfolio, segments, as_of, options,
                       "cev_portfolio_cohorts_by", out);
}

/* What cohorts did; see cohort_grid.h. */
#include "../core/compiler.h"
#include "cohort_grid.h"

#include <math.h>

#include "../core/table.h"
#include "../math/elementary.h"
#include "../math/interval.h"
#include "../math/wilson.h"
#include "haul.h"

#define COHORT_YEAR (365.25 * 86400.0)

enum { COHORT_RETENTION, COHORT_MARGIN, COHORT_CLV, COHORT_FIGURES };

typedef struct cohort_columns {
    int64_t *cohort, *age, *customers, *active, *purchases;
    double *revenue, *cumulative, *margin;
    double *figures[COHORT_FIGURES][3];
    int64_t *complete;
} cohort_columns;

/* The period of a customer's first purchase. */
static int64_t cohort_of(const cev__cohort_grid *grid, cev__walk walk)
{
    cev__visit visit;
    while (cev__walk_next(&walk, &visit))
        if (visit.is_purchase)
            return cev__almanac_of(grid->almanac,
                                   visit.bin * grid->survey->cut.bin);
    return CEV__NO_COHORT;
}

/* What an order can bring or cost at most. */
static double most_gained(const cev__cohort_grid *grid, const cev__entry *entry)
{
    double most = fabs(entry->amount) * fmax(1.0, fabs(grid->margin));
    if (!grid->has_costs)
        return fabs(entry->amount);
    cev__detail detail = cev__entry_detail(&grid->survey->histories, entry);
    return most + fmax(fabs(detail.numbers[CEV__COST]), 0.0);
}

/* Everybody's cohort, from when on there is one, and a unit above which no
 * gain from an order is. */
static int32_t find_cohorts(cev__cohort_grid *grid)
{
    const cev__survey *survey = grid->survey;
    int64_t n = survey->histories.count;
    double most = 0.0;
    grid->last = cev__almanac_of(grid->almanac, survey->cut.end - 1);
    grid->first = grid->last + 1;
    grid->cohorts =
        cev__alloc(survey->ctx, n + 1, (int64_t)sizeof *grid->cohorts);
    grid->worths =
        cev__alloc_zero(survey->ctx, n + 1, (int64_t)sizeof *grid->worths);
    if (grid->cohorts == NULL || grid->worths == NULL)
        return cev__fail_memory(survey->ctx);
    for (int64_t row = 0; row < n; row++) {
        cev__walk walk = cev__survey_walk(survey, row);
        grid->cohorts[row] = cohort_of(grid, walk);
        if (grid->cohorts[row] != CEV__NO_COHORT
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
static int64_t cohort_slot(const cev__cohort_grid *grid, int64_t row)
{
    return (grid->cohorts[row] - grid->first) * grid->groups->count
           + cev__member_of(grid->groups, &grid->survey->histories, row);
}

/* How large each cohort is and where its rows begin. */
static int32_t lay_cohorts(cev__cohort_grid *grid)
{
    cev_ctx *ctx = grid->survey->ctx;
    int64_t slots = grid->count * grid->groups->count;
    grid->customers =
        cev__alloc_zero(ctx, 2 * slots + 1, (int64_t)sizeof(int64_t));
    if (grid->customers == NULL)
        return cev__fail_memory(ctx);
    grid->starts = grid->customers + slots;
    for (int64_t row = 0; row < grid->survey->histories.count; row++)
        if (grid->cohorts[row] != CEV__NO_COHORT)
            grid->customers[cohort_slot(grid, row)]++;
    int64_t rows = 0;
    for (int64_t i = 0; i < slots; i++) {
        grid->starts[i] = rows;
        if (grid->customers[i] > 0)
            rows += grid->count - i / grid->groups->count;
    }
    int32_t status =
        cev__survey_limit(grid->survey, CEV_OPT_PERIOD, (double)rows);
    if (status != CEV_OK)
        return status;
    grid->cells = cev__alloc_zero(ctx, rows + 1, (int64_t)sizeof(cev__cohort_cell));
    if (grid->cells == NULL)
        return cev__fail_memory(ctx);
    grid->rows = rows;
    return CEV_OK;
}

/* What money of each age is worth at the beginning of its cohort. */
static void discount_cohorts(cev__cohort_grid *grid)
{
    double rate = cev__log1p(grid->rate);
    for (int64_t i = 0; i < grid->count * grid->groups->count; i++) {
        int64_t cohort = grid->first + i / grid->groups->count;
        int64_t begin = cev__almanac_start(grid->almanac, cohort);
        int64_t ages = grid->customers[i] > 0 ? grid->last + 1 - cohort : 0;
        for (int64_t age = 0; age < ages; age++) {
            double seconds = (double)(
                cev__almanac_start(grid->almanac, cohort + age) - begin);
            grid->cells[grid->starts[i] + age].discount =
                cev__exp(-rate * (seconds / COHORT_YEAR));
        }
    }
}

int32_t cev__cohorts_begin(cev__cohort_grid *grid, const cev__survey *survey,
                           const cev__membership *groups,
                           const cev__almanac *almanac,
                           const cev_options *options, int has_costs)
{
    grid->survey = survey;
    grid->groups = groups;
    grid->almanac = almanac;
    grid->coverage = cev__options_double(options, CEV__OPT_INTERVAL);
    grid->margin = cev__options_double(options, CEV__OPT_MARGIN);
    grid->rate = cev__options_double(options, CEV__OPT_DISCOUNT);
    grid->has_costs = has_costs;
    int32_t status = find_cohorts(grid);
    if (status == CEV_OK)
        status = lay_cohorts(grid);
    if (status == CEV_OK)
        discount_cohorts(grid);
    return status;
}

void cev__cohorts_end(cev__cohort_grid *grid)
{
    if (grid->survey == NULL)
        return;
    cev_ctx *ctx = grid->survey->ctx;
    int64_t n = grid->survey->histories.count + 1;
    cev__free(ctx, grid->cells, grid->rows + 1, (int64_t)sizeof *grid->cells);
    cev__free(ctx, grid->customers, 2 * grid->count * grid->groups->count + 1,
              (int64_t)sizeof *grid->customers);
    cev__free(ctx, grid->worths, n, (int64_t)sizeof *grid->worths);
    cev__free(ctx, grid->cohorts, n, (int64_t)sizeof *grid->cohorts);
}

cev__sum cev__cohorts_gain(const cev__cohort_grid *grid,
                           const cev__visit *visit, const cev__entry *from,
                           const cev__entry *to)
{
    if (!grid->has_costs)
        return visit->money;
    cev__haul haul =
        cev__haul_of(&grid->survey->histories, from, to, grid->margin);
    return (cev__sum){haul.profit, 0.0};
}

/* `worth` is what a customer is worth so far; at age 0, where nothing is
 * discounted, also what he has spent, of which there may be more. */
void cev__cohorts_add(const cev__cohort_grid *grid, int64_t row,
                      int64_t period, const cev__deeds *deeds)
{
    int64_t cohort = grid->cohorts[row];
    if (cohort == CEV__NO_COHORT)
        return;
    int64_t age = period < cohort ? 0 : period - cohort;
    cev__cohort_cell *cell =
        &grid->cells[grid->starts[cohort_slot(grid, row)] + age];
    double money = cev__sum_value(&deeds->gain) / grid->unit;
    double *worth = &grid->worths[row], spent = money;
    cev__sum_merge(&cell->revenue, &deeds->money);
    cev__sum_merge(&cell->gain, &deeds->gain);
    cell->purchases += deeds->purchases;
    cell->active += deeds->purchases > 0;
    if (age == 0) {
        cev__moments_take(&cell->spend, *worth);
        spent += *worth;
    }
    cev__moments_add(&cell->spend, spent);
    cev__moments_take(&cell->worth, *worth);
    *worth += money * cell->discount;
    cev__moments_add(&cell->worth, *worth);
}

/* ---- The table ----------------------------------------------------------- */

/* The segment of each row, where there are any. */
static int32_t name_cohorts(const cev__cohort_grid *grid, cev_table *table)
{
    cev_ctx *ctx = grid->survey->ctx;
    const cev__customers *names = &grid->groups->parted.names;
    if (grid->groups->column == NULL)
        return CEV_OK;
    int32_t *part =
        cev__alloc(ctx, grid->rows + 1, (int64_t)sizeof *part);
    if (part == NULL)
        return cev__fail_memory(ctx);
    for (int64_t i = 0; i < grid->count * grid->groups->count; i++) {
        int64_t group = i % grid->groups->count;
        int64_t ages = grid->customers[i] > 0
                           ? grid->count - i / grid->groups->count
                           : 0;
        for (int64_t age = 0; age < ages; age++)
            part[grid->starts[i] + age] =
                group < names->count ? (int32_t)group : -1;
    }
    int32_t status = cev__parted_names(ctx, names, part,
                                       grid->groups->column, table);
    cev__free(ctx, part, grid->rows + 1, (int64_t)sizeof *part);
    return status;
}

static int32_t cohort_table(const cev__cohort_grid *grid, cev_table **table,
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
    static const char limited[COHORT_FIGURES][20] = {
        "retention_rate", "margin_per_customer", "cumulative_clv"};
    int32_t status = cev_table_new(grid->survey->ctx, grid->rows, table);
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
static void write_cell(const cev__cohort_grid *grid, double customers,
                       const cev__cohort_cell *cell, const cev__moments *worth,
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
static void finish_cohort(const cev__cohort_grid *grid, int64_t i,
                          const cohort_columns *to)
{
    cev__sum cumulative = {0, 0};
    cev__moments worth = {{0, 0}, {0, 0}};
    int64_t cohort = grid->first + i / grid->groups->count;
    int64_t ages = grid->customers[i] > 0 ? grid->last + 1 - cohort : 0;
    for (int64_t age = 0; age < ages; age++) {
        int64_t row = grid->starts[i] + age;
        const cev__cohort_cell *cell = &grid->cells[row];
        to->cohort[row] = cev__almanac_start(grid->almanac, cohort);
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
        to->complete[row] = cev__almanac_start(grid->almanac, cohort + age + 1)
                            <= grid->survey->cut.end;
    }
}

int32_t cev__cohorts_table(const cev__cohort_grid *grid, cev_table **out)
{
    cohort_columns columns = {0};
    cev_table *table = NULL;
    int32_t status = cohort_table(grid, &table, &columns);
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    for (int64_t i = 0; i < grid->count * grid->groups->count; i++)
        finish_cohort(grid, i, &columns);
    *out = table;
    return CEV_OK;
}

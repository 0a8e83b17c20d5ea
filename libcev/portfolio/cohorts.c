/*
 * Cohorts: customers by the period of their first purchase, and what they did
 * in each period since.
 *
 * A first pass finds everybody's cohort, which tells the rows; a second one
 * fills them.
 */
#include "../core/calls.h"
#include "../core/table.h"
#include "calendar.h"
#include "survey.h"

#define NO_COHORT INT64_MIN

typedef struct cohort_grid {
    cev__survey survey;
    cev__period period;
    int64_t *cohorts; /* of each customer; NO_COHORT without a purchase */
    int64_t first;    /* cohort */
    int64_t count;    /* of cohorts from the first to the last period */
    int64_t last;     /* period as of then */
    int64_t *customers; /* of each cohort */
    int64_t *starts;    /* first row of each cohort */
} cohort_grid;

typedef struct cohort_columns {
    int64_t *cohort, *age, *customers, *active, *purchases;
    double *revenue, *cumulative;
    int64_t *complete;
    cev__sum *sums; /* of revenue, by row */
} cohort_columns;

static int64_t visit_period(const cohort_grid *grid, const cev__visit *visit)
{
    return cev__period_of(visit->bin * grid->survey.cut.bin, grid->period);
}

/* Everybody's cohort, and from when on there is one. */
static int32_t find_cohorts(cohort_grid *grid)
{
    const cev__survey *survey = &grid->survey;
    int64_t n = survey->histories.count;
    grid->last = cev__period_of(survey->cut.end - 1, grid->period);
    grid->first = grid->last + 1;
    grid->cohorts =
        cev__alloc(survey->ctx, n + 1, (int64_t)sizeof *grid->cohorts);
    if (grid->cohorts == NULL)
        return cev__fail_memory(survey->ctx);
    for (int64_t row = 0; row < n; row++) {
        cev__walk walk = cev__survey_walk(survey, row);
        cev__visit visit;
        grid->cohorts[row] = NO_COHORT;
        while (grid->cohorts[row] == NO_COHORT
               && cev__walk_next(&walk, &visit))
            if (visit.is_purchase)
                grid->cohorts[row] = visit_period(grid, &visit);
        if (grid->cohorts[row] != NO_COHORT
            && grid->cohorts[row] < grid->first)
            grid->first = grid->cohorts[row];
    }
    grid->count = grid->last + 1 - grid->first;
    return CEV_OK;
}

/* How large each cohort is and where its rows begin; gives the rows. */
static int32_t lay_cohorts(cohort_grid *grid, int64_t *rows)
{
    cev_ctx *ctx = grid->survey.ctx;
    grid->customers =
        cev__alloc_zero(ctx, 2 * grid->count + 1, (int64_t)sizeof(int64_t));
    if (grid->customers == NULL)
        return cev__fail_memory(ctx);
    grid->starts = grid->customers + grid->count;
    for (int64_t row = 0; row < grid->survey.histories.count; row++)
        if (grid->cohorts[row] != NO_COHORT)
            grid->customers[grid->cohorts[row] - grid->first]++;
    *rows = 0;
    for (int64_t i = 0; i < grid->count; i++) {
        grid->starts[i] = *rows;
        if (grid->customers[i] > 0)
            *rows += grid->count - i;
    }
    return cev__survey_limit(&grid->survey, CEV_OPT_PERIOD, (double)*rows);
}

static int32_t cohort_table(const cohort_grid *grid, int64_t rows,
                            cev_table **table, cohort_columns *to)
{
    cev_ctx *ctx = grid->survey.ctx;
    int32_t status = cev_table_new(ctx, rows, table);
    const struct {
        const char *name;
        int64_t **data;
    } counts[] = {{"cohort", &to->cohort},
                  {"age", &to->age},
                  {"customers", &to->customers},
                  {"active", &to->active},
                  {"purchases", &to->purchases}};
    for (size_t i = 0; status == CEV_OK && i < sizeof counts / sizeof *counts;
         i++)
        status = cev__table_add_int64(*table, counts[i].name, counts[i].data);
    if (status == CEV_OK)
        status = cev__table_add_double(*table, "revenue", &to->revenue);
    if (status == CEV_OK)
        status = cev__table_add_double(*table, "cumulative_revenue",
                                       &to->cumulative);
    if (status == CEV_OK)
        status = cev__table_add_int64(*table, "complete", &to->complete);
    if (status != CEV_OK)
        return status;
    to->sums = cev__alloc_zero(ctx, rows + 1, (int64_t)sizeof *to->sums);
    return to->sums == NULL ? cev__fail_memory(ctx) : CEV_OK;
}

/* Adds what one customer did. Money given back before the first purchase
 * counts at age 0. */
static void add_customer(const cohort_grid *grid, int64_t customer,
                         cohort_columns *to)
{
    int64_t cohort = grid->cohorts[customer];
    if (cohort == NO_COHORT)
        return;
    int64_t start = grid->starts[cohort - grid->first];
    int64_t active_age = -1; /* already counted as active */
    cev__walk walk = cev__survey_walk(&grid->survey, customer);
    cev__visit visit;
    while (cev__walk_next(&walk, &visit)) {
        int64_t age = visit_period(grid, &visit) - cohort;
        age = age < 0 ? 0 : age;
        cev__sum_merge(&to->sums[start + age], &visit.money);
        if (!visit.is_purchase)
            continue;
        to->purchases[start + age]++;
        to->active[start + age] += age > active_age;
        active_age = age;
    }
}

/* The rows of one cohort, once all customers are in. */
static void finish_cohort(const cohort_grid *grid, int64_t i,
                          const cohort_columns *to)
{
    cev__sum cumulative = {0, 0};
    int64_t ages = grid->customers[i] > 0 ? grid->count - i : 0;
    for (int64_t age = 0; age < ages; age++) {
        int64_t row = grid->starts[i] + age;
        int64_t next = grid->first + i + age + 1;
        to->cohort[row] =
            cev__period_start(grid->first + i, grid->period);
        to->age[row] = age;
        to->customers[row] = grid->customers[i];
        to->revenue[row] = cev__sum_value(&to->sums[row]);
        cev__sum_merge(&cumulative, &to->sums[row]);
        to->cumulative[row] = cev__sum_value(&cumulative);
        to->complete[row] = cev__period_start(next, grid->period)
                            <= grid->survey.cut.end;
    }
}

static int32_t fill_cohorts(cohort_grid *grid, cev_table **table)
{
    cohort_columns columns = {0};
    int64_t rows = 0;
    int32_t status = find_cohorts(grid);
    if (status == CEV_OK)
        status = lay_cohorts(grid, &rows);
    if (status == CEV_OK)
        status = cohort_table(grid, rows, table, &columns);
    if (status == CEV_OK) {
        for (int64_t i = 0; i < grid->survey.histories.count; i++)
            add_customer(grid, i, &columns);
        for (int64_t i = 0; i < grid->count; i++)
            finish_cohort(grid, i, &columns);
    }
    cev__free(grid->survey.ctx, columns.sums, rows + 1,
              (int64_t)sizeof *columns.sums);
    return status;
}

int32_t cev_portfolio_cohorts(const cev_portfolio *portfolio, int64_t as_of,
                              const cev_options *options, cev_table **out)
{
    cohort_grid grid = {0};
    cev_table *table = NULL;
    int32_t status =
        cev__survey_begin(portfolio, as_of, options, CEV__TAKES_COHORTS,
                          "cev_portfolio_cohorts", out, &grid.survey);
    if (status != CEV_OK)
        return status;
    cev_ctx *ctx = portfolio->ctx;
    grid.period = cev__period_named(cev__options_str(options, CEV__OPT_PERIOD));
    status = fill_cohorts(&grid, &table);
    cev__free(ctx, grid.customers, 2 * grid.count + 1,
              (int64_t)sizeof *grid.customers);
    cev__free(ctx, grid.cohorts, grid.survey.histories.count + 1,
              (int64_t)sizeof *grid.cohorts);
    cev__survey_end(&grid.survey);
    if (status == CEV_OK)
        *out = table;
    else
        cev_table_free(table);
    return status;
}

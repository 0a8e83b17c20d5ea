/*
 * Moves between states of recency, period by period: how long ago customers
 * bought, and what they did next. Source of the states: Pfeifer & Carraway
 * (2000), Journal of Interactive Marketing 14(2), 43-55.
 */
#include "../core/calls.h"
#include "../core/table.h"
#include "calendar.h"
#include "cev/markov.h"
#include "survey.h"

enum { RECENCY_STATES_MAX = 100, RECENCY_NAME = 8 };

/* Of each state: who bought next, and who did not. */
typedef struct recency_moves {
    int64_t bought[RECENCY_STATES_MAX], waited[RECENCY_STATES_MAX];
    cev__sum bought_money[RECENCY_STATES_MAX];
    cev__sum waited_money[RECENCY_STATES_MAX];
} recency_moves;

typedef struct recency_grid {
    cev__survey survey;
    cev__period period;
    int64_t last; /* period that was over as of then */
    int64_t states;
    recency_moves moves;
} recency_grid;

/* Where a customer stands. */
typedef struct recency_walk {
    int64_t period;  /* up to which he is counted */
    int64_t waiting; /* periods since he bought, at most states - 1 */
} recency_walk;

static int64_t recency_period(const recency_grid *grid, int64_t bin)
{
    return cev__period_of(bin * grid->survey.cut.bin, grid->period);
}

/* Periods up to this one without a visit; the last state is stayed in. */
static void wait_until(recency_grid *grid, recency_walk *at, int64_t period)
{
    while (at->period < period) {
        int64_t periods =
            at->waiting == grid->states - 1 ? period - at->period : 1;
        grid->moves.waited[at->waiting] += periods;
        at->waiting += at->waiting < grid->states - 1;
        at->period += periods;
    }
}

/* All visits of one period, the first of which is at hand; leaves the first of
 * the next there. 0 when there is none. */
static int gather_period(const recency_grid *grid, cev__walk *walk,
                         cev__visit *visit, cev__sum *money, int *bought)
{
    int64_t period = recency_period(grid, visit->bin);
    int is_more = 1;
    *money = (cev__sum){0, 0};
    *bought = 0;
    while (is_more && recency_period(grid, visit->bin) == period) {
        cev__sum_merge(money, &visit->money);
        *bought |= visit->is_purchase;
        is_more = cev__walk_next(walk, visit);
    }
    return is_more;
}

/* The move into a period with visits. */
static void move_into(recency_grid *grid, recency_walk *at, int64_t period,
                      const cev__sum *money, int bought)
{
    recency_moves *moves = &grid->moves;
    wait_until(grid, at, period - 1);
    at->period = period;
    if (bought) {
        moves->bought[at->waiting]++;
        cev__sum_merge(&moves->bought_money[at->waiting], money);
        at->waiting = 0;
    } else {
        moves->waited[at->waiting]++;
        cev__sum_merge(&moves->waited_money[at->waiting], money);
        at->waiting += at->waiting < grid->states - 1;
    }
}

/* One customer, from the period of his first purchase on. */
static void follow_customer(recency_grid *grid, int64_t row)
{
    cev__walk walk = cev__survey_walk(&grid->survey, row);
    cev__visit visit;
    recency_walk at = {0, 0};
    int is_customer = 0, is_more = cev__walk_next(&walk, &visit);
    while (is_more && recency_period(grid, visit.bin) <= grid->last) {
        int64_t period = recency_period(grid, visit.bin);
        cev__sum money;
        int bought;
        is_more = gather_period(grid, &walk, &visit, &money, &bought);
        if (is_customer)
            move_into(grid, &at, period, &money, bought);
        else
            at.period = period;
        is_customer |= bought;
    }
    if (is_customer)
        wait_until(grid, &at, grid->last);
}

/* ---- The table ----------------------------------------------------------- */

typedef struct recency_rows {
    char names[RECENCY_STATES_MAX][RECENCY_NAME];
    const char *from[2 * RECENCY_STATES_MAX];
    const char *to[2 * RECENCY_STATES_MAX];
} recency_rows;

/* Two rows a state: bought next, and waited on. */
static void name_rows(const recency_grid *grid, recency_rows *rows)
{
    for (int64_t s = 0; s < grid->states; s++)
        cev__format(rows->names[s], RECENCY_NAME, "%d%s", s + 1,
                    s == grid->states - 1 ? "+" : "");
    for (int64_t s = 0; s < grid->states; s++) {
        int64_t later = s < grid->states - 1 ? s + 1 : s;
        rows->from[2 * s] = rows->from[2 * s + 1] = rows->names[s];
        rows->to[2 * s] = rows->names[0];
        rows->to[2 * s + 1] = rows->names[later];
    }
}

static int32_t recency_table(const recency_grid *grid, cev_table **out)
{
    const recency_moves *moves = &grid->moves;
    recency_rows rows;
    int64_t *count;
    double *money;
    cev_table *table = NULL;
    name_rows(grid, &rows);
    int32_t status =
        cev_table_new(grid->survey.ctx, 2 * grid->states, &table);
    if (status == CEV_OK)
        status = cev__table_add_text(table, "from", rows.from);
    if (status == CEV_OK)
        status = cev__table_add_text(table, "to", rows.to);
    if (status == CEV_OK)
        status = cev__table_add_int64(table, "count", &count);
    if (status == CEV_OK)
        status = cev__table_add_double(table, "money", &money);
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    for (int64_t s = 0; s < grid->states; s++) {
        count[2 * s] = moves->bought[s];
        count[2 * s + 1] = moves->waited[s];
        money[2 * s] = cev__sum_value(&moves->bought_money[s]);
        money[2 * s + 1] = cev__sum_value(&moves->waited_money[s]);
    }
    *out = table;
    return CEV_OK;
}

int32_t cev_portfolio_recency(const cev_portfolio *portfolio, int64_t as_of,
                              const cev_options *options, cev_table **out)
{
    recency_grid grid = {0};
    int32_t status =
        cev__survey_begin(portfolio, as_of, options, CEV__TAKES_RECENCY,
                          "cev_portfolio_recency", out, &grid.survey);
    if (status != CEV_OK)
        return status;
    grid.period =
        cev__period_named(cev__options_str(options, CEV__OPT_PERIOD));
    grid.states = cev__options_int(options, CEV__OPT_STATES);
    /* That of the first second that does not count is not over. */
    grid.last = cev__period_of(grid.survey.cut.end, grid.period) - 1;
    for (int64_t row = 0; row < grid.survey.histories.count; row++)
        follow_customer(&grid, row);
    status = recency_table(&grid, out);
    cev__survey_end(&grid.survey);
    return status;
}

/* Reading and checking customers; see buyers.h. */
#include "buyers.h"

#include <math.h>
#include <string.h>

#include "../math/elementary.h"

#include "grouping.h"

/* Rows between two calls of the progress function; whole blocks. */
#define PROGRESS_ROWS (256 * CEV__BLOCK)

/* What a log of a time read from text may be off. */
#define SPACING_ROUNDING 1e-6

static const char buyer_columns[CEV__COLS][16] = {
    "x",         "t_x",         "T",       "litt",       "m_x",
    "x_holdout", "T_holdout",   "m_x_holdout", "revenue",
    "revenue_holdout", "customers"};

/* Which of `wants` asks for a column, and which allows it to be missing. */
static const int asked_by[CEV__COLS] = {
    CEV__WANTS_TIMES | CEV__WANTS_X, CEV__WANTS_TIMES, CEV__WANTS_TIMES,
    CEV__WANTS_LITT, CEV__WANTS_SPEND, CEV__WANTS_HOLDOUT, CEV__WANTS_HOLDOUT,
    CEV__WANTS_SPEND_HOLDOUT, 0, 0, 0};
static const int allowed_by[CEV__COLS] = {
    0, 0, 0, 0, CEV__WANTS_SPEND_MAYBE, 0, 0, 0, CEV__WANTS_REVENUE_MAYBE,
    CEV__WANTS_REVENUE_MAYBE, CEV__WANTS_CUSTOMERS_MAYBE};

int32_t cev__buyers_open(cev_ctx *ctx, const cev_table *table, int wants,
                         cev__buyers *out)
{
    cev__buyers buyers = {0};
    buyers.table = table;
    buyers.rows = table->rows;
    buyers.wants = wants;
    for (int i = 0; i < CEV__COLS; i++) {
        int is_asked = (wants & asked_by[i]) != 0;
        int is_there = cev__table_find(table, buyer_columns[i]) != NULL;
        if (!is_asked && !(is_there && (wants & allowed_by[i]) != 0))
            continue;
        int32_t status = cev__table_numbers(ctx, table, buyer_columns[i],
                                            &buyers.columns[i]);
        if (status != CEV_OK)
            return status;
        buyers.has[i] = 1;
    }
    *out = buyers;
    return CEV_OK;
}

/* A plain array of doubles is copied as it is. */
static void read_column(const cev__numbers *numbers, int64_t first, int64_t n,
                        double *out)
{
    if (numbers->type == CEV_DOUBLE && numbers->validity == NULL
        && numbers->stride == (int64_t)sizeof(double)) {
        memcpy(out, numbers->data + first * numbers->stride,
               (size_t)n * sizeof *out);
        return;
    }
    for (int64_t i = 0; i < n; i++)
        out[i] = cev__number_at(numbers, first + i);
}

static int is_count(double value)
{
    return value >= 0.0 && value <= 1e15 && (double)(int64_t)value >= value;
}

/* Times and amounts. */
static int is_size(double value)
{
    return value >= 0.0 && value <= 1e18;
}

/* What a column holds. An amount may be a gap: unknown, or there is none to
 * know. Money that customers left may be below 0: refunds are taken off. */
enum { OF_COUNTS, OF_TIMES, OF_LOGS, OF_AMOUNTS, OF_MONEY, OF_CROWDS };

static const int held_by[CEV__COLS] = {
    OF_COUNTS, OF_TIMES, OF_TIMES,   OF_LOGS,  OF_AMOUNTS,
    OF_COUNTS, OF_TIMES, OF_AMOUNTS, OF_MONEY, OF_MONEY,
    OF_CROWDS};

static inline int is_value_of(int held, double value)
{
    switch (held) {
    case OF_COUNTS:
        return is_count(value);
    case OF_TIMES:
        return is_size(value);
    case OF_LOGS:
        return fabs(value) <= 1e18;
    case OF_CROWDS:
        return cev__is_crowd(value);
    case OF_AMOUNTS:
        return isnan(value) || is_size(value);
    default:
        return isnan(value) || fabs(value) <= 1e18;
    }
}

/* The first of n values that is not right; n when all are. */
static inline int64_t first_not_of(int held, const double *values, int64_t n)
{
    int64_t i = 0;
    while (i < n && is_value_of(held, values[i]))
        i++;
    return i;
}

/* The same for a column: what every customer has is asked in loops of their
 * own. */
static int64_t first_wrong(int column, const double *values, int64_t n)
{
    switch (held_by[column]) {
    case OF_COUNTS:
        return first_not_of(OF_COUNTS, values, n);
    case OF_TIMES:
        return first_not_of(OF_TIMES, values, n);
    case OF_AMOUNTS:
        return first_not_of(OF_AMOUNTS, values, n);
    default:
        return first_not_of(held_by[column], values, n);
    }
}

void cev__buyers_begin(const cev__buyers *buyers, cev__block *block)
{
    int64_t rows = buyers->rows < CEV__BLOCK ? buyers->rows : CEV__BLOCK;
    for (int c = 0; c < CEV__COLS; c++)
        for (int64_t i = 0; !buyers->has[c] && i < rows; i++)
            block->col[c][i] = c == CEV__COL_CUSTOMERS ? 1.0 : NAN;
}

int cev__is_counted(double x, double t_x, double T)
{
    if (!(T <= CEV__OPPORTUNITIES) || floor(T) < T)
        return 0;
    return !(x > 0.0) || (x <= t_x && floor(t_x) >= t_x);
}

int cev__is_spaced(double x, double t_x, double litt)
{
    if (!(x > 0.0))
        return 1;
    return t_x > 0.0 && litt <= x * (cev__log(t_x / x) + SPACING_ROUNDING);
}

/* The first row whose times are not right; n when all are. */
static int64_t first_untimely(const cev__buyers *buyers,
                              const cev__block *block, int64_t n)
{
    const double *x = block->col[CEV__COL_X], *T = block->col[CEV__COL_T];
    const double *t_x = block->col[CEV__COL_T_X];
    int64_t i = 0;
    while (i < n && t_x[i] <= T[i])
        i++;
    if (buyers->wants & CEV__WANTS_LITT) {
        const double *litt = block->col[CEV__COL_LITT];
        n = i;
        for (i = 0; i < n && cev__is_spaced(x[i], t_x[i], litt[i]);)
            i++;
    }
    if ((buyers->wants & CEV__WANTS_OPPORTUNITIES) == 0)
        return i;
    n = i;
    for (i = 0; i < n && cev__is_counted(x[i], t_x[i], T[i]);)
        i++;
    return i;
}

int64_t cev__buyers_read(const cev__buyers *buyers, int64_t first, int64_t end,
                         cev__block *block)
{
    int64_t n = end - first < CEV__BLOCK ? end - first : CEV__BLOCK;
    int64_t right = n;
    block->first = first;
    block->rows = n;
    for (int c = 0; c < CEV__COLS; c++) {
        if (!buyers->has[c])
            continue;
        read_column(&buyers->columns[c], first, n, block->col[c]);
        int64_t wrong = first_wrong(c, block->col[c], right);
        right = wrong < right ? wrong : right;
    }
    if (buyers->has[CEV__COL_T])
        right = first_untimely(buyers, block, right);
    return right == n ? -1 : first + right;
}

/* x[17] = 2.5; wanted a whole number … */
static int32_t refuse_value(cev_ctx *ctx, int column, int64_t row,
                            double value, const char *wanted)
{
    if (isnan(value))
        return cev__fail(ctx, CEV_ERR_DOMAIN, "%s[%d] is a gap; wanted %s",
                         buyer_columns[column], row, wanted);
    return cev__fail(ctx, CEV_ERR_DOMAIN, "%s[%d] = %g; wanted %s",
                     buyer_columns[column], row, value, wanted);
}

int32_t cev__buyers_refuse(cev_ctx *ctx, const cev__buyers *buyers,
                           int64_t row)
{
    static const char *const wanted[] = {
        "a whole number from 0 to 1e15", "a time from 0 to 1e18",
        "a sum of logs from -1e18 to 1e18",
        "an amount from 0 to 1e18, or a gap",
        "money from -1e18 to 1e18, or a gap",
        "a number of customers from 0 to 1e15"};
    for (int c = 0; c < CEV__COLS; c++) {
        if (!buyers->has[c])
            continue;
        double value = cev__number_at(&buyers->columns[c], row);
        if (!is_value_of(held_by[c], value))
            return refuse_value(ctx, c, row, value, wanted[held_by[c]]);
    }
    double x = cev__number_at(&buyers->columns[CEV__COL_X], row);
    double t_x = cev__number_at(&buyers->columns[CEV__COL_T_X], row);
    double T = cev__number_at(&buyers->columns[CEV__COL_T], row);
    if (t_x > T)
        return cev__fail(ctx, CEV_ERR_DOMAIN,
                         "T[%d] = %g is before t_x[%d] = %g", row, T, row,
                         t_x);
    if (buyers->wants & CEV__WANTS_LITT)
        return cev__fail(ctx, CEV_ERR_DOMAIN,
                         "litt[%d] = %g; wanted the sum of the logs of "
                         "x[%d] = %g times that are t_x[%d] = %g together",
                         row,
                         cev__number_at(&buyers->columns[CEV__COL_LITT], row),
                         row, x, row, t_x);
    if (!cev__is_counted(0.0, 0.0, T))
        return refuse_value(ctx, CEV__COL_T, row, T,
                            "a whole number of opportunities to buy, at most "
                            "10000");
    if (floor(t_x) < t_x)
        return refuse_value(ctx, CEV__COL_T_X, row, t_x,
                            "the whole number of an opportunity to buy");
    return cev__fail(ctx, CEV_ERR_DOMAIN,
                     "x[%d] = %g is more than t_x[%d] = %g; wanted one "
                     "purchase at an opportunity at most",
                     row, x, row, t_x);
}

int32_t cev__buyers_next(cev_ctx *ctx, const char *stage,
                         const cev__buyers *buyers, int64_t first,
                         cev__block *block)
{
    if (first % PROGRESS_ROWS == 0) {
        int32_t status =
            cev__progress(ctx, stage, (double)first / (double)buyers->rows);
        if (status != CEV_OK)
            return status;
    }
    int64_t bad = cev__buyers_read(buyers, first, buyers->rows, block);
    return bad < 0 ? CEV_OK : cev__buyers_refuse(ctx, buyers, bad);
}

int32_t cev__buyers_each(cev_ctx *ctx, const char *stage,
                         const cev__buyers *buyers,
                         int32_t (*visit)(void *state,
                                          const cev__block *block),
                         void *state)
{
    cev__block block;
    int32_t status = CEV_OK;
    cev__buyers_begin(buyers, &block);
    for (int64_t first = 0; status == CEV_OK && first < buyers->rows;
         first += block.rows) {
        status = cev__buyers_next(ctx, stage, buyers, first, &block);
        if (status == CEV_OK)
            status = visit(state, &block);
    }
    return status;
}

int32_t cev__buyers_refuse_empty(cev_ctx *ctx)
{
    return cev__fail(ctx, CEV_ERR_DOMAIN,
                     "the table has no rows; wanted one for each customer");
}

int32_t cev__buyers_refuse_nobody(cev_ctx *ctx)
{
    return cev__fail(ctx, CEV_ERR_DOMAIN,
                     "customers is 0 in all rows; wanted a customer");
}

static int64_t rows_of_task(const cev__sweep *sweep)
{
    return sweep->task_rows > 0 ? sweep->task_rows : CEV__TASK_ROWS;
}

int64_t cev__sweep_tasks(const cev__sweep *sweep, int64_t rows)
{
    int64_t each = rows_of_task(sweep);
    return rows / each + (rows % each != 0);
}

int64_t cev__sweep_first(const cev__sweep *sweep, int64_t index)
{
    return (sweep->first_task + index) * rows_of_task(sweep);
}

int64_t cev__sweep_end(const cev__sweep *sweep, int64_t index)
{
    int64_t end = cev__sweep_first(sweep, index + 1);
    return end < sweep->buyers->rows ? end : sweep->buyers->rows;
}

/* The first row that a wave refused, -1 if none. */
static int64_t first_bad(const cev__sweep *sweep, int64_t tasks)
{
    for (int64_t i = 0; i < tasks; i++)
        if (sweep->bad[i] >= 0)
            return sweep->bad[i];
    return -1;
}

int32_t cev__buyers_sweep(cev_ctx *ctx, const char *stage,
                          const cev__buyers *buyers, cev_task task,
                          cev__sweep *sweep)
{
    int64_t tasks = cev__sweep_tasks(sweep, buyers->rows);
    int64_t most = sweep->at_once > 0 ? sweep->at_once : CEV__WAVE;
    sweep->buyers = buyers;
    for (int64_t first = 0; first < tasks; first += most) {
        int64_t wave = tasks - first < most ? tasks - first : most;
        int32_t status =
            cev__progress(ctx, stage, (double)first / (double)tasks);
        if (status != CEV_OK)
            return status;
        sweep->first_task = first;
        cev__parallel(ctx, wave, task, sweep);
        int64_t row = first_bad(sweep, wave);
        if (row >= 0)
            return cev__buyers_refuse(ctx, buyers, row);
    }
    return CEV_OK;
}

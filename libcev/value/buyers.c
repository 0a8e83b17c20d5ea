/* Reading and checking customers; see buyers.h. */
#include "buyers.h"

#include <math.h>
#include <string.h>

static const char *const buyer_columns[CEV__COLS] = {
    "x",         "t_x",         "T",       "m_x",
    "x_holdout", "T_holdout",   "m_x_holdout", "revenue",
    "revenue_holdout"};

/* Which of `wants` asks for a column, and which allows it to be missing. */
static const int asked_by[CEV__COLS] = {
    CEV__WANTS_TIMES | CEV__WANTS_X, CEV__WANTS_TIMES, CEV__WANTS_TIMES,
    CEV__WANTS_SPEND, CEV__WANTS_HOLDOUT, CEV__WANTS_HOLDOUT,
    CEV__WANTS_SPEND_HOLDOUT, 0, 0};
static const int allowed_by[CEV__COLS] = {
    0, 0, 0, CEV__WANTS_SPEND_MAYBE, CEV__WANTS_HOLDOUT_MAYBE,
    CEV__WANTS_HOLDOUT_MAYBE, 0, CEV__WANTS_REVENUE_MAYBE,
    CEV__WANTS_REVENUE_MAYBE};

int32_t cev__buyers_open(cev_ctx *ctx, const cev_table *table, int wants,
                         cev__buyers *out)
{
    cev__buyers buyers = {0};
    buyers.table = table;
    buyers.rows = table->rows;
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
    return value >= 0.0 && value <= 1e15 && floor(value) == value;
}

/* Times and amounts. */
static int is_size(double value)
{
    return value >= 0.0 && value <= 1e18;
}

/* Whether a row is right; a column that is not wanted is no matter. An
 * amount may be a gap: unknown, or there is none to know. */
static int row_is_right(const cev__buyers *buyers, const cev__block *block,
                        int64_t i)
{
    const int *has = buyers->has;
    double m_x = block->col[CEV__COL_M_X][i];
    double m_x_holdout = block->col[CEV__COL_M_X_HOLDOUT][i];
    if (has[CEV__COL_X] && !is_count(block->col[CEV__COL_X][i]))
        return 0;
    if (has[CEV__COL_T]
        && !(block->col[CEV__COL_T_X][i] >= 0.0
             && block->col[CEV__COL_T_X][i] <= block->col[CEV__COL_T][i]
             && is_size(block->col[CEV__COL_T][i])))
        return 0;
    if (!isnan(m_x) && !is_size(m_x))
        return 0;
    if (has[CEV__COL_X_HOLDOUT]
        && !(is_count(block->col[CEV__COL_X_HOLDOUT][i])
             && is_size(block->col[CEV__COL_T_HOLDOUT][i])))
        return 0;
    return (isnan(m_x_holdout) || is_size(m_x_holdout))
           && !isinf(block->col[CEV__COL_REVENUE][i])
           && !isinf(block->col[CEV__COL_REVENUE_HOLDOUT][i]);
}

int64_t cev__buyers_read(const cev__buyers *buyers, int64_t first, int64_t end,
                         cev__block *block)
{
    block->first = first;
    block->rows = end - first < CEV__BLOCK ? end - first : CEV__BLOCK;
    for (int c = 0; c < CEV__COLS; c++) {
        if (buyers->has[c])
            read_column(&buyers->columns[c], first, block->rows,
                        block->col[c]);
        else
            for (int64_t i = 0; i < block->rows; i++)
                block->col[c][i] = NAN;
    }
    for (int64_t i = 0; i < block->rows; i++)
        if (!row_is_right(buyers, block, i))
            return first + i;
    return -1;
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
    double value[CEV__COLS];
    for (int c = 0; c < CEV__COLS; c++) {
        value[c] = buyers->has[c] ? cev__number_at(&buyers->columns[c], row)
                                  : NAN;
        int is_counted = c == CEV__COL_X || c == CEV__COL_X_HOLDOUT;
        int is_timed =
            c == CEV__COL_T_X || c == CEV__COL_T || c == CEV__COL_T_HOLDOUT;
        if (!buyers->has[c])
            continue;
        if (is_counted && !is_count(value[c]))
            return refuse_value(ctx, c, row, value[c],
                                "a whole number from 0 to 1e15");
        if (is_timed && !is_size(value[c]))
            return refuse_value(ctx, c, row, value[c],
                                "a time from 0 to 1e18");
        if (isinf(value[c]) || (!is_counted && !is_timed && value[c] < 0.0
                                && c != CEV__COL_REVENUE
                                && c != CEV__COL_REVENUE_HOLDOUT))
            return refuse_value(ctx, c, row, value[c],
                                "an amount from 0 to 1e18, or a gap");
    }
    return cev__fail(ctx, CEV_ERR_DOMAIN, "T[%d] = %g is before t_x[%d] = %g",
                     row, value[CEV__COL_T], row, value[CEV__COL_T_X]);
}

int32_t cev__buyers_refuse_empty(cev_ctx *ctx)
{
    return cev__fail(ctx, CEV_ERR_DOMAIN,
                     "the table has no rows; wanted one for each customer");
}

int64_t cev__buyers_tasks(int64_t rows)
{
    return rows / CEV__TASK_ROWS + (rows % CEV__TASK_ROWS != 0);
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
    int64_t tasks = cev__buyers_tasks(buyers->rows);
    sweep->buyers = buyers;
    for (int64_t first = 0; first < tasks; first += CEV__WAVE) {
        int64_t wave = tasks - first < CEV__WAVE ? tasks - first : CEV__WAVE;
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

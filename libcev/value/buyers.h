/*
 * The customers of an input table: columns found, read by the block, and each
 * value checked.
 */
#ifndef CEV_BUYERS_H
#define CEV_BUYERS_H

#include "../core/table.h"

/* Rows that are read at once, and that make one task of parallel work; where
 * each takes milliseconds, fewer. */
enum { CEV__BLOCK = 512, CEV__TASK_ROWS = 8192, CEV__SLOW_ROWS = 32 };

/* Tasks between two calls of the progress function. */
enum { CEV__WAVE = 16 };

/* Which columns a call wants; those with _MAYBE may be missing. */
enum {
    CEV__WANTS_TIMES = 1, /* x, t_x, T */
    CEV__WANTS_X = 2,
    CEV__WANTS_SPEND = 4, /* m_x */
    CEV__WANTS_SPEND_MAYBE = 8,
    CEV__WANTS_HOLDOUT = 16, /* x_holdout, T_holdout */
    CEV__WANTS_SPEND_HOLDOUT = 32, /* m_x_holdout */
    CEV__WANTS_REVENUE_MAYBE = 64, /* revenue, revenue_holdout */
    CEV__WANTS_OPPORTUNITIES = 128, /* of CEV__WANTS_TIMES: see below */
    CEV__WANTS_LITT = 256,
    CEV__WANTS_CUSTOMERS_MAYBE = 512 /* customers */
};

enum {
    CEV__COL_X,
    CEV__COL_T_X,
    CEV__COL_T,
    CEV__COL_LITT,
    CEV__COL_M_X,
    CEV__COL_X_HOLDOUT,
    CEV__COL_T_HOLDOUT,
    CEV__COL_M_X_HOLDOUT,
    CEV__COL_REVENUE,
    CEV__COL_REVENUE_HOLDOUT,
    CEV__COL_CUSTOMERS,
    CEV__COLS
};

/*
 * Models in discrete time count opportunities, at each of which a customer
 * buys once at most. 1 when x, t_x and T, otherwise right, are such a
 * history: T and, where x > 0, t_x are whole, T <= CEV__OPPORTUNITIES and
 * x <= t_x.
 */
enum { CEV__OPPORTUNITIES = 10000 };
int cev__is_counted(double x, double t_x, double T);

/* Whether litt can be the sum of the logs of x times between purchases that
 * are t_x together, but for rounding: at most where all are equal. */
int cev__is_spaced(double x, double t_x, double litt);

typedef struct cev__buyers {
    const cev_table *table;
    int64_t rows;
    int wants;
    int has[CEV__COLS];
    cev__numbers columns[CEV__COLS];
} cev__buyers;

/* Some rows; columns that the table does not have are gaps (NaN), and each row
 * is one customer, once cev__buyers_begin has made them so. */
typedef struct cev__block {
    int64_t first, rows;
    double col[CEV__COLS][CEV__BLOCK];
} cev__block;

/* Finds the columns; CEV_ERR_COLUMN with a message. */
int32_t cev__buyers_open(cev_ctx *ctx, const cev_table *table, int wants,
                         cev__buyers *out);

void cev__buyers_begin(const cev__buyers *buyers, cev__block *block);

/* Reads rows first … first + CEV__BLOCK - 1, or as many as there are up to
 * `end`, and gives the first that is not right, -1 if all are. */
int64_t cev__buyers_read(const cev__buyers *buyers, int64_t first, int64_t end,
                         cev__block *block);

/* Reads the block that begins at `first` where rows are read in order: with
 * progress now and then, and messages. */
int32_t cev__buyers_next(cev_ctx *ctx, const char *stage,
                         const cev__buyers *buyers, int64_t first,
                         cev__block *block);

/* Reads all in order, and gives each block to `visit`. */
int32_t cev__buyers_each(cev_ctx *ctx, const char *stage,
                         const cev__buyers *buyers,
                         int32_t (*visit)(void *state,
                                          const cev__block *block),
                         void *state);

/* CEV_ERR_DOMAIN with a message about a row that cev__buyers_read refused. */
int32_t cev__buyers_refuse(cev_ctx *ctx, const cev__buyers *buyers,
                           int64_t row);

/* The messages for a table without rows, and for one whose rows all stand for
 * no customer. */
int32_t cev__buyers_refuse_empty(cev_ctx *ctx);
int32_t cev__buyers_refuse_nobody(cev_ctx *ctx);

/*
 * Runs the tasks in waves, with progress between them. Each task writes the
 * first row that it refuses, or -1, into bad[index]; its rows begin at task
 * first_task + index. The sweep is the first member of the tasks' state.
 */
typedef struct cev__sweep {
    const cev__buyers *buyers;
    int64_t task_rows;  /* rows of a task; 0: CEV__TASK_ROWS */
    int64_t at_once;    /* tasks of a wave, if fewer than CEV__WAVE; or 0 */
    int64_t first_task; /* of this wave */
    int64_t bad[CEV__WAVE];
} cev__sweep;

/* How many tasks there are for so many rows. */
int64_t cev__sweep_tasks(const cev__sweep *sweep, int64_t rows);

/* Task `index` of a wave: its first row, and where its rows end. */
int64_t cev__sweep_first(const cev__sweep *sweep, int64_t index);
int64_t cev__sweep_end(const cev__sweep *sweep, int64_t index);

int32_t cev__buyers_sweep(cev_ctx *ctx, const char *stage,
                          const cev__buyers *buyers, cev_task task,
                          cev__sweep *sweep);

#endif

/*
 * The periods of customers (cev_table_set_periods): one after the other from a
 * customer's first purchase on, each with traits of its own.
 */
#ifndef CEV_PERIODS_H
#define CEV_PERIODS_H

#include "../portfolio/customers.h"
#include "dynamic_path.h"
#include "history.h"
#include "traits.h"

typedef struct cev__periods {
    cev_ctx *ctx;
    const cev_table *customers, *table;
    const cev__column *customer; /* of `customers` */
    cev__customers names;        /* of those in `table` */
    cev__numbers from, to, x;
    cev__traits traits;
    int64_t *order;  /* rows of `table`, by name and time */
    int64_t *starts; /* of each name, and the end */
    int64_t most;    /* periods of one customer */
} cev__periods;

/* Of a table of customers, for a regression. CEV_ERR_COLUMN, CEV_ERR_DOMAIN
 * and CEV_ERR_MEMORY with messages; _close in any case. */
int32_t cev__periods_open(cev_ctx *ctx, const cev__regression *regression,
                          const cev_table *customers, cev__periods *out);
void cev__periods_close(cev__periods *periods);

/* Whether row i of the customers has periods that fit together and to its
 * history, and reach to `horizon` after T: CEV_ERR_DOMAIN with a message. */
int32_t cev__periods_check(const cev__periods *periods, int64_t row,
                           const cev__history *history, double horizon);

/* How many stretches a customer has at most; and room for those of one. */
int64_t cev__periods_stretches(const cev__periods *periods, int64_t row);
typedef struct cev__stretches {
    double *length, *z, *bought;
} cev__stretches;

/* The way of a row that was checked, in *room; with is_scaled, traits are over
 * their scales and times over `scale`. */
void cev__periods_path(const cev__periods *periods, int64_t row,
                       const cev__history *history, double horizon,
                       int is_scaled, double scale,
                       const cev__stretches *room, cev__path *out);

#endif

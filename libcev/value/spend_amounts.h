/*
 * The amounts that a spend model is fitted to: those of repeat purchases, or
 * of all where nobody has made one; and what they are like. In parts their
 * sums come from where the customers are.
 */
#ifndef CEV_SPEND_AMOUNTS_H
#define CEV_SPEND_AMOUNTS_H

#include "pool.h"
#include "spend_measure.h"

typedef struct cev__amounts {
    const cev__given *given;
    int wants;       /* of the table, as cev__buyers_open has it */
    cev__pool *pool; /* whose groups are filled: x, amount */
    int source;      /* CEV__SPEND_REPEAT and so on */
    double customers, unknown, zero; /* customers with such amounts */
    int has_revenue; /* a column from which all purchases can be told */
    int64_t distinct_rows;
    int is_alike; /* all spenders' mean amounts are the same */
    cev__spend_sums sums;
} cev__amounts;

/* Fills in the rest from `given`, `wants` and `pool`; CEV__PARTS_STOP where
 * parts stop the fit, else statuses with messages. */
int32_t cev__amounts_gather(cev__amounts *amounts);

/* Brings the groups to a unit, with the log of all that was paid for their
 * third key, and makes room for the sums over them. */
int32_t cev__amounts_scale(cev__pool *pool, double unit);

#endif

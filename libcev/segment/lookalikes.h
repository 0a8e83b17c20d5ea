/*
 * Who resembles the best customers: how their table is read, and what was
 * learnt from it.
 */
#ifndef CEV__LOOKALIKES_H
#define CEV__LOOKALIKES_H

#include "discriminant.h"
#include "levels.h"
#include "points.h"

/* Parts of the customers that are judged in turn by the others; columns of
 * numbers and levels together. */
enum { CEV__LOOK_FOLDS = 5, CEV__LOOK_COLUMNS = 200 };

/* How a table is read. A point holds the value (-INFINITY where it is unknown),
 * the numbers, and the levels. */
typedef struct cev__looks {
    cev_ctx *ctx;
    const cev_table *customers;
    const char *value_name;
    cev__numbers value;
    cev__features features;
    cev__levels levels;
    cev__coordinates coordinates;
    cev__level_reader reader;
    int64_t width, columns; /* of a point, of what is compared */
    double least;           /* value from which on one is among the best */
    double *memory;         /* sums of each fold and of all, matrix, weights */
    int64_t room;
    cev__two_groups folds[CEV__LOOK_FOLDS + 1];
    double *packed, *spread, *weights, *middle;
    double level;
    int is_apart;
} cev__looks;

/* Reads rows as points; the reader is a cev__looks. */
int32_t cev__looks_read(const void *reader, int64_t first, int64_t n,
                        double *points);

/* A point as it is compared: numbers, then 1 for each level that it has. */
void cev__looks_spread(const cev__looks *l, const double *point, double *out);

/* The log-odds of such a point of being one of the best. */
static inline double cev__looks_log_odds(const cev__looks *l,
                                         const double *point)
{
    double sum = l->level;
    for (int64_t d = 0; d < l->columns; d++)
        sum += l->weights[d] * point[d];
    return sum;
}

/* A row a customer: who is one of the best, who resembles them, and why. */
int32_t cev__looks_tell(const cev__looks *l, cev_table **out);

#endif

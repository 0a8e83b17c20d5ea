/*
 * What a learner of one target learns from: the rows of a table that count,
 * each with its target, its weight and its predictors.
 */
#ifndef CEV__LESSON_H
#define CEV__LESSON_H

#include "../math/radix.h"
#include "predictors.h"
#include "target.h"

typedef struct cev__lesson {
    cev__target target;
    cev__predictors predictors;
    cev__readings readings;
    int64_t rows;      /* of the table */
    double *values;    /* the target of each row; NaN: not known */
    double *weights;   /* 0 where the row does not count */
    double customers;  /* in all rows that count */
    double unknown;    /* customers left out, whose target is not known */
    int64_t count;     /* rows that count */
    int64_t *order;    /* those, by target, and further in an order that does
                          not depend on that of the table */
} cev__lesson;

/*
 * Reads it all. `roles` are the options that name columns with a role (the
 * last -1); `wanted` is what can be learnt (target.h); `learns` says
 * whether the predictors are learnt, without which there are none. Without a
 * customer who counts: CEV_ERR_DOMAIN.
 */
int32_t cev__lesson_open(cev_ctx *ctx, const cev_options *options,
                         const int *roles, int wanted, int learns,
                         const cev_table *customers, cev__lesson *out);
void cev__lesson_close(cev_ctx *ctx, cev__lesson *lesson);

/* The target and the predictors become the caller's. */
void cev__lesson_give(cev__lesson *lesson, cev__target *target,
                      cev__predictors *predictors);

/* Sorts `order` by a number of each row, 0 or more, rows of the same as they
 * stand; `items` has room for twice as many. */
void cev__rows_order_by(const int32_t *numbers, int64_t count, int64_t *order,
                        cev__keyed *items);

/*
 * The rows of weight > 0 in an order that depends on what they hold alone: by
 * a hash of predictors, weight and `more` columns of numbers (each `rows`
 * long). Equal rows may stand either way. `order` has room for all rows.
 */
int32_t cev__readings_order(cev_ctx *ctx, const cev__readings *readings,
                            const double *weights, const double *const *more,
                            int more_count, int64_t *order, int64_t *count);

#endif

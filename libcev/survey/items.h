/*
 * Answers to several questions by the same customers: a matrix, of those who
 * answered all of them.
 */
#ifndef CEV__ITEMS_H
#define CEV__ITEMS_H

#include "../core/options.h"
#include "../core/table.h"
#include "../portfolio/names.h"

typedef struct cev__items {
    cev__customers names; /* of the columns */
    int64_t count;        /* columns */
    int64_t rows, room;   /* rows with all answers; and of the table */
    double customers, left_out;
    double *answers; /* row by row */
    double *weights;
    double *mean, *sd; /* of each column; of the answers there are */
    double *least, *most;
} cev__items;

/* Reads the columns named; rows are put in an order that depends on what they
 * hold alone. CEV_ERR_DOMAIN for fewer than `least` customers with all
 * answers. */
int32_t cev__items_open(cev_ctx *ctx, const cev_table *table,
                        const cev__customers *names, double least,
                        cev__items *out);
void cev__items_close(cev_ctx *ctx, cev__items *items);

/* The numeric columns of a table, but those of the roles and of `not`. */
int32_t cev__items_names(cev_ctx *ctx, const cev_table *table,
                         const cev_options *options, const char *without,
                         cev__customers *names);

/* The covariance of two columns, with n - 1. */
double cev__items_covariance(const cev__items *items, int64_t i, int64_t j);

#endif

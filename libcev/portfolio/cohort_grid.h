/*
 * Cohorts: customers by the period of their first purchase, and by segment, and
 * what they did in each period since. The grid takes what a customer did in a
 * period, of each customer in the order of time, whoever walks the ledger.
 */
#ifndef CEV__COHORT_GRID_H
#define CEV__COHORT_GRID_H

#include "../math/moments.h"
#include "almanac.h"
#include "membership.h"

/* Of somebody who has not bought. */
#define CEV__NO_COHORT INT64_MIN

/* What a cohort did at one age. Gains of customers, which are profit or, where
 * nothing is known of costs, revenue, are told in units in which none of them,
 * squared, is too large. */
typedef struct cev__cohort_cell {
    int64_t active, purchases;
    double discount; /* what money of that age is worth at age 0 */
    cev__sum revenue, gain;
    cev__moments spend; /* gains of customers, at this age */
    cev__moments worth; /* discounted: what it is more than one age before */
} cev__cohort_cell;

typedef struct cev__cohort_grid {
    const cev__survey *survey;
    const cev__membership *groups;
    const cev__almanac *almanac;
    double coverage, margin, rate; /* discount per year */
    int has_costs;      /* so that profit is known of orders */
    double unit;        /* of money */
    int64_t *cohorts;   /* of each customer */
    double *worths;     /* of each customer so far, discounted */
    int64_t first;      /* cohort */
    int64_t count;      /* of cohorts from the first to the last period */
    int64_t last;       /* period as of then */
    int64_t *customers; /* of each cohort and group */
    int64_t *starts;    /* first row of each cohort and group */
    cev__cohort_cell *cells; /* of each row */
    int64_t rows;
} cev__cohort_grid;

/* What a customer did in a period. */
typedef struct cev__deeds {
    int64_t purchases;
    cev__sum money, gain;
} cev__deeds;

/* Finds everybody's cohort, and room for them. To be ended also when that
 * fails; the grid is zeroed before. */
int32_t cev__cohorts_begin(cev__cohort_grid *grid, const cev__survey *survey,
                           const cev__membership *groups,
                           const cev__almanac *almanac,
                           const cev_options *options, int has_costs);

/* What is gained by a visit, whose entries are given. */
cev__sum cev__cohorts_gain(const cev__cohort_grid *grid,
                           const cev__visit *visit, const cev__entry *from,
                           const cev__entry *to);

/* Adds what a customer did in a period, which is after those added before.
 * Money given back before the first purchase counts at age 0. */
void cev__cohorts_add(const cev__cohort_grid *grid, int64_t row,
                      int64_t period, const cev__deeds *deeds);

/* The table, once all is added. */
int32_t cev__cohorts_table(const cev__cohort_grid *grid, cev_table **out);

void cev__cohorts_end(cev__cohort_grid *grid);

#endif

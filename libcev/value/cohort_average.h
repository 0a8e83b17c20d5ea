/*
 * What customers of an age went on to bring. A band is some customers of about
 * one age, all independent of those of other bands.
 */
#ifndef CEV_COHORT_AVERAGE_H
#define CEV_COHORT_AVERAGE_H

#include "averages.h"

enum { CEV__BANDS = 24 };

typedef struct cev__band {
    double customers;
    double youngest, oldest; /* ages [time] */
    double ahead;            /* how long they were watched, on average */
    double pace, sd; /* revenue a time unit, and its standard error */
} cev__band;

typedef struct cev__cohort_average {
    double customers, buyers; /* buyers: who bought in the time after */
    int count;
    cev__band bands[CEV__BANDS]; /* by age */
    cev__band all;
} cev__cohort_average;

int32_t cev__cohort_average_fit(cev_ctx *ctx, const cev_table *customers,
                                cev__cohort_average *out);

/* How much time in each band, discounted, a customer of this age has ahead. */
void cev__cohort_average_ahead(const cev__cohort_average *model, double age,
                               const cev__stretch *stretch,
                               double worth[CEV__BANDS]);

/* What so much time in each band brings. */
cev__guess cev__cohort_average_sum(const cev__cohort_average *model,
                                   const double worth[CEV__BANDS]);

#endif

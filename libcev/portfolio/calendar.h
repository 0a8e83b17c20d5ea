/*
 * Calendar periods, numbered from the one of 1970-01-01 on, in the proleptic
 * Gregorian calendar. Weeks begin on Monday.
 */
#ifndef CEV__CALENDAR_H
#define CEV__CALENDAR_H

#include <stdint.h>

typedef enum cev__period {
    CEV__DAY,
    CEV__WEEK,
    CEV__MONTH,
    CEV__QUARTER,
    CEV__YEAR
} cev__period;

/* By the name that the option `period` takes, and that name. */
cev__period cev__period_named(const char *name);
const char *cev__period_name(cev__period period);

/* The number of the period in which a second falls. */
int64_t cev__period_of(int64_t time, cev__period period);

/* The first second of period number `index`. */
int64_t cev__period_start(int64_t index, cev__period period);

#endif

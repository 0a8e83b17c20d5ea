/*
 * The Gregorian calendar in whole numbers; see calendar.h. The arithmetic is
 * that of Hinnant (2013), "chrono-Compatible Low-Level Date Algorithms".
 *
 * Years are counted from March, so that the day that comes and goes is the
 * last of the year and the months before it follow one rule: month m of such
 * a year begins on its day (153 m + 2) / 5.
 */
#include "calendar.h"

#include <string.h>

#define DAY_SECONDS INT64_C(86400)
#define ERA_DAYS INT64_C(146097) /* of 400 years */

/* Days from 0000-03-01, where an era begins, to 1970-01-01. */
#define EPOCH_DAYS INT64_C(719468)

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

/* Months since January 1970 of a day since 1970-01-01. */
static int64_t month_of(int64_t day)
{
    int64_t since = day + EPOCH_DAYS;
    int64_t era = floor_div(since, ERA_DAYS);
    int64_t of_era = since - era * ERA_DAYS;
    /* Leap days of the era before this one; its last day of all is one. */
    int64_t leaps = of_era / 1460 - of_era / 36524 + of_era / 146096;
    int64_t year = (of_era - leaps) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    int64_t month = (5 * of_year + 2) / 153; /* 0: March */
    return (era * 400 + year - 1970) * 12 + month + 2;
}

/* The first day, since 1970-01-01, of a month since January 1970. */
static int64_t month_start(int64_t index)
{
    int64_t march = index + 1970 * 12 - 2; /* months since March of year 0 */
    int64_t year = floor_div(march, 12);
    int64_t month = march - year * 12;
    int64_t leaps =
        floor_div(year, 4) - floor_div(year, 100) + floor_div(year, 400);
    return 365 * year + leaps + (153 * month + 2) / 5 - EPOCH_DAYS;
}

static const char period_names[][8] = {"day", "week", "month", "quarter",
                                       "year"};

cev__period cev__period_named(const char *name)
{
    int i = CEV__DAY;
    while (i < CEV__YEAR && strcmp(name, period_names[i]) != 0)
        i++;
    return (cev__period)i;
}

const char *cev__period_name(cev__period period)
{
    return period_names[period];
}

int64_t cev__period_of(int64_t time, cev__period period)
{
    int64_t day = floor_div(time, DAY_SECONDS);
    switch (period) {
    case CEV__DAY:
        return day;
    case CEV__WEEK: /* 1970-01-01 was a Thursday */
        return floor_div(day + 3, 7);
    case CEV__MONTH:
        return month_of(day);
    case CEV__QUARTER:
        return floor_div(month_of(day), 3);
    default:
        return floor_div(month_of(day), 12);
    }
}

int64_t cev__period_start(int64_t index, cev__period period)
{
    switch (period) {
    case CEV__DAY:
        return index * DAY_SECONDS;
    case CEV__WEEK:
        return (index * 7 - 3) * DAY_SECONDS;
    case CEV__MONTH:
        return month_start(index) * DAY_SECONDS;
    case CEV__QUARTER:
        return month_start(index * 3) * DAY_SECONDS;
    default:
        return month_start(index * 12) * DAY_SECONDS;
    }
}

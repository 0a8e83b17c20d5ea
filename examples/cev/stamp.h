/*
 * Dates and times as shops write them.
 */
#ifndef CEV_PROGRAM_STAMP_H
#define CEV_PROGRAM_STAMP_H

#include <stddef.h>
#include <stdint.h>

#include "orders.h"

/* A moment as written, not yet placed in a time zone. */
typedef struct stamp {
    int64_t seconds;   /* since 1970-01-01T00:00 on the clock as written */
    int has_clock;     /* a time of day was given */
    int has_offset;    /* and where it is from UTC */
    int offset;        /* seconds east of UTC */
} stamp;

enum {
    STAMP_OK = 0,
    STAMP_EMPTY = 1,
    STAMP_BAD = 2,      /* no date, or no such day */
    STAMP_RANGE = 3,    /* before 1970 or after 2100 */
    STAMP_AMBIGUOUS = 4 /* 3/4/2024 and DATE_ORDER_DETECT */
};

/* What stamp_parse() reads, for messages. */
#define STAMP_WANTED "YYYY-MM-DD[ HH:MM[:SS]][offset]"

/**
 * Read a date with or without a time: `2024-03-02 10:01:22 -0500`,
 * `2024-03-02T10:01:22.5Z`, `20240302`, `3/2/24 10:01 PM`, `2.3.2024`,
 * `Mar 2, 2024 14:15:22 PM`, `2 March 2024`, seconds or milliseconds since
 * 1970. `dates` says which of two numbers is the day where the text does
 * not.
 */
int stamp_parse(const char *text, size_t length, date_order dates,
                stamp *out);

/* Days since 1970-01-01 of a day of the Gregorian calendar, and back. */
int64_t days_from_date(int year, int month, int day);
void date_from_days(int64_t days, int *year, int *month, int *day);

#define DAY_SECONDS INT64_C(86400)

/* The day a moment falls on: seconds / 86400, rounded down. */
int64_t day_of_seconds(int64_t seconds);

/* `2024-03-02` and `2024-03-02T10:01:22Z`; lengths 10 and 20. */
#define STAMP_TEXT 24
void date_text(int64_t seconds, char out[STAMP_TEXT]);
void utc_text(int64_t seconds, char out[STAMP_TEXT]);

#endif

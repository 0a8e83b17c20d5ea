/*
 * The calendar of a survey, reckoned once: which period each of its days is in,
 * and when each period begins. Dates are slow to reckon order by order.
 */
#ifndef CEV__ALMANAC_H
#define CEV__ALMANAC_H

#include "calendar.h"
#include "walk.h"

typedef struct cev__almanac {
    cev__period period;
    int64_t first_day, days; /* from the earliest order to the end of the cut */
    int32_t *periods;        /* of each day */
    int64_t first, count;    /* periods, and one that begins after them */
    int64_t *starts;         /* [s] of each */
} cev__almanac;

/* By the option `period`. To be closed also when it fails. */
int32_t cev__almanac_open(const cev_portfolio *portfolio, const cev__cut *cut,
                          const cev_options *options, cev__almanac *almanac);
void cev__almanac_close(cev_ctx *ctx, cev__almanac *almanac);

/* The period of a second of these days. */
static inline int64_t cev__almanac_of(const cev__almanac *almanac,
                                      int64_t time)
{
    return almanac->periods[cev__bin_of(time, 86400) - almanac->first_day];
}

/* The first second of a period of these, or of the one after them. */
static inline int64_t cev__almanac_start(const cev__almanac *almanac,
                                         int64_t period)
{
    return almanac->starts[period - almanac->first];
}

#endif

/*
 * How the chance of still being a customer went, day by day, for the listed
 * customers.
 */
#ifndef CEV_PROGRAM_REPORT_PATH_H
#define CEV_PROGRAM_REPORT_PATH_H

#include "report.h"

/* Points of all customers' paths, one customer after another. */
typedef struct report_paths {
    int64_t n, room;
    int64_t *place; /* of the customer among the listed */
    int64_t *day;   /* since 1970 */
    double *x, *t_x, *T, *litt; /* what was known on that day */
    double *p_alive;
} report_paths;

/* The paths of the listed customers. Free in any case. */
int report_paths_find(const report *r, report_paths *out);
void report_paths_free(report_paths *paths);

#endif

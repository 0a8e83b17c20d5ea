/* What the parts of a table of features have in common: who is in it, up to
 * when to look, and how long the windows before that are. */
#ifndef CEV__PORTRAIT_H
#define CEV__PORTRAIT_H

#include "sagas.h"
#include "totals.h"

enum { CEV__WINDOWS_MAX = 8 };

/* Customers between two words to the host. */
enum { CEV__PORTRAIT_A_REPORT = 1 << 16 };

typedef struct cev__portrait {
    const cev_portfolio *portfolio;
    cev__cut cut;
    double time_unit; /* [s] */
    int32_t windows;
    double lengths[CEV__WINDOWS_MAX];    /* [time_unit] */
    int64_t begins[CEV__WINDOWS_MAX];    /* the last bin before each */
    cev__histories histories;
    cev__sagas sagas;      /* of the customers of the histories */
    uint32_t *rows;        /* of both: who is known by then */
    int64_t count;         /* of these */
    cev_table *table;      /* with as many rows */
} cev__portrait;

/* The events of row i of the table by then, up to *end. */
const cev__event *cev__portrait_events(const cev__portrait *portrait,
                                       int64_t i, const cev__event **end);

/* The visits of row i, to the end of the holdout, or by then only. */
cev__walk cev__portrait_walk(const cev__portrait *portrait, int64_t i,
                             int with_holdout);

/* How long before as_of a bin is [time_unit]. */
double cev__portrait_since(const cev__portrait *portrait, int64_t bin);

/* Adds a column of numbers, for a window, unless window is below 0. */
int32_t cev__portrait_add(cev__portrait *portrait, const char *name,
                          int32_t window, double **data);

/* Tells the host how far the work is at row i of a part. */
int32_t cev__portrait_progress(const cev__portrait *portrait, int64_t i);

/* The parts: T and, where there are orders, purchases; their details; the other
 * ledgers; and what came after. */
int32_t cev__portrait_purchases(cev__portrait *portrait);
int32_t cev__portrait_details(cev__portrait *portrait);
int32_t cev__portrait_ledgers(cev__portrait *portrait);
int32_t cev__portrait_outcomes(cev__portrait *portrait,
                               const cev_options *options);

#endif

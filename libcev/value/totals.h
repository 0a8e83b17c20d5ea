/* The table of an evaluation "totals": sums over customers, each with an
 * interval of its own. */
#ifndef CEV_TOTALS_H
#define CEV_TOTALS_H

#include "../core/table.h"

/* No kind tells more of them. */
enum { CEV__TOTALS_TOLD = 6 };

typedef struct cev__totals_told {
    int64_t rows;
    const char *name[CEV__TOTALS_TOLD];
    double value[CEV__TOTALS_TOLD]; /* NaN here and below: a gap */
    double lower[CEV__TOTALS_TOLD], upper[CEV__TOTALS_TOLD];
} cev__totals_told;

int32_t cev__totals_table(cev_ctx *ctx, const cev__totals_told *told,
                          cev_table **out);

#endif

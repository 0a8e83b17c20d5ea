/* Log-likelihoods of customers as columns, each with its ends. */
#ifndef CEV_EXPLAINED_H
#define CEV_EXPLAINED_H

#include "../core/table.h"
#include "spread.h"

enum { CEV__LIKELY, CEV__LIKELY_LOWER, CEV__LIKELY_UPPER, CEV__LIKELY_SIDES };

typedef struct cev__explained {
    double z; /* of the ends; 0: none are told */
    double *out[CEV__LIKELY_SIDES]; /* NULL: not told */
} cev__explained;

/* Columns of this name and, for z > 0, with _lo and _hi behind it. */
int32_t cev__explained_add(cev_table *table, const char *name,
                           cev__explained *explained);

/* Row by row: a log-likelihood and, where ends are told, how it spreads for the
 * z of a reach. */
void cev__explained_put(const cev__explained *explained, int64_t row,
                        double value, const cev__spread *spread,
                        double reach_z);

#endif

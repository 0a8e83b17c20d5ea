/* The beta-discrete-Weibull's part in the fit; see pool.h. Keys of groups: T,
 * churned. */
#ifndef CEV_BDW_TERMS_H
#define CEV_BDW_TERMS_H

#include "pool.h"

void cev__bdw_terms(const cev__params *params, double T, cev__terms *out);
void cev__bdw_add(const cev__params *params, const cev__terms *terms,
                  const cev__group *groups, int64_t count, cev__sums *sums);

#endif

/* The BG/BB's part in the fit; see purchase.h. */
#ifndef CEV_BGBB_FIT_H
#define CEV_BGBB_FIT_H

#include "purchase.h"

void cev__bgbb_terms(const cev__params *params, double x, cev__terms *out);
void cev__bgbb_add_groups(const cev__params *params, const cev__terms *terms,
                          const cev__group *groups, int64_t count,
                          cev__sums *sums);

#endif

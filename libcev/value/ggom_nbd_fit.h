/* The Gamma-Gompertz/NBD's part in the fit of purchase models; see
 * purchase.h. */
#ifndef CEV_GGOM_NBD_FIT_H
#define CEV_GGOM_NBD_FIT_H

#include "purchase.h"

void cev__ggom_terms(const cev__params *params, double x, cev__terms *out);
void cev__ggom_add_groups(const cev__params *params, const cev__terms *terms,
                          const cev__group *groups, int64_t count,
                          cev__sums *sums);

#endif

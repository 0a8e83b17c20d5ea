/* The Gamma-Gamma's part in the fit of spend; see pool.h. */
#ifndef CEV_SPEND_TERMS_H
#define CEV_SPEND_TERMS_H

#include "../core/rng.h"
#include "pool.h"

extern const cev__pool_model cev__spend_model;

int32_t cev__spend_params(const double *params, cev__params *out);
void cev__spend_terms(const cev__params *params, double x, cev__terms *out);
/* Keys of groups: x, m, log(x m). */
void cev__spend_add(const cev__params *params, const cev__terms *terms,
                    const cev__group *groups, int64_t count, cev__sums *sums);

/* The mean amount key[1] of a customer of key[0] purchases, made up. */
void cev__spend_remake(const cev__gamma_gamma_params *p, cev__rng *rng,
                       double key[CEV__KEYS]);

#endif

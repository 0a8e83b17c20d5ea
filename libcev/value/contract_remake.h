/*
 * Contract customers made up again for a bootstrap (remade.h). Of who is still
 * there it is known how long he has been looked at; of who has left, only how
 * long at least. How long he would have been is drawn from what the others
 * tell of it, given that (the conditional bootstrap of Davison & Hinkley 1997,
 * section 3.5).
 */
#ifndef CEV_CONTRACT_REMAKE_H
#define CEV_CONTRACT_REMAKE_H

#include "contract.h"

/* As many customers as in `groups`, sorted as there, with fates by these
 * parameters, into an empty grouping, which the caller frees in any case. */
int32_t cev__contracts_remake(cev_ctx *ctx, const cev__contract_kind *kind,
                              const cev__params *params,
                              const cev__grouping *groups, cev__rng *rng,
                              cev__grouping *out);

#endif

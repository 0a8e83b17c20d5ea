/* Customers of one history together: how many there are of each. */
#ifndef CEV_HISTORIES_H
#define CEV_HISTORIES_H

#include "purchase.h"
#include "traits.h"

/* By what of row i histories are told apart. With covariates every customer
 * is his own, and litt, which is not read there, makes room for the row. */
void cev__history_key(const cev__purchase_kind *kind, const cev__traits *traits,
                      const cev__block *block, int64_t i,
                      double key[CEV__KEYS]);

/* The history that has this key, and whose row it is with covariates. */
static inline cev__history cev__history_of(const double key[CEV__KEYS])
{
    const cev__history history = {key[0], key[2], key[1], key[3]};
    return history;
}

/* By what of row i of a block customers are told apart; the key is zeroed. */
typedef void cev__keyed_by(const void *state, const cev__block *block,
                           int64_t i, double key[CEV__KEYS]);

/* All keys, sorted, with the customers that their rows stand for. */
int32_t cev__buyers_group(cev_ctx *ctx, const cev__buyers *buyers,
                          cev__keyed_by *key_of, const void *state,
                          cev__grouping *grouping);

/* The same by history. */
int32_t cev__histories_group(cev_ctx *ctx, const cev__purchase_kind *kind,
                             const cev__traits *traits,
                             const cev__buyers *buyers,
                             cev__grouping *grouping);

#endif

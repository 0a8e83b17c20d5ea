/* The kind of a contract model: the functions that every such kind has in
 * common. What differs are fit and load, which know the model. */
#ifndef CEV_CONTRACT_KIND_H
#define CEV_CONTRACT_KIND_H

#include "../core/kinds.h"
#include "contract.h"

#define CEV__CONTRACT_TAKES \
    "time_unit horizon discount interval uncertainty draws holdout penalty " \
    "tol max_iter"
#define CEV__CONTRACT_WANTS "T churned"
#define CEV__CONTRACT_GIVES \
    "p_renew p_renew_lo p_renew_hi p_stay p_stay_lo p_stay_hi " \
    "expected_renewals expected_renewals_lo expected_renewals_hi " \
    "derl derl_lo derl_hi"

int32_t cev__contract_kind_fit(cev_ctx *ctx, const cev__contract_kind *kind,
                               const cev__given *given, void **model);
int32_t cev__contract_kind_load(cev_ctx *ctx, const cev__contract_kind *kind,
                                cev__blob *blob, void **model);
void cev__contract_kind_free(cev_ctx *ctx, void *model);
void cev__contract_kind_save(const void *model, cev__writer *writer);
int32_t cev__contract_kind_summary(cev_ctx *ctx, const void *model,
                                   const cev_options *options,
                                   cev_table **out);
int32_t cev__contract_kind_predict(cev_ctx *ctx, const void *model,
                                   const cev_options *options,
                                   const cev_table *customers,
                                   cev_table **out);
int32_t cev__contract_kind_evaluate(cev_ctx *ctx, const void *model,
                                    const cev_options *options,
                                    const cev_table *customers,
                                    const char *what, cev_table **out);

#endif

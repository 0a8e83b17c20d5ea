/* The kind of a purchase model alone: the functions that every such kind
 * has in common. What differs are fit and load, which know the model. */
#ifndef CEV_PURCHASE_KIND_H
#define CEV_PURCHASE_KIND_H

#include "../core/kinds.h"
#include "purchase.h"

#define CEV__PURCHASE_TAKES \
    "time_unit horizon discount interval uncertainty draws quantities " \
    "holdout step penalty tol max_iter"
/* And those that know covariates. */
#define CEV__COVARIATES_TAKES " purchase_covariates dropout_covariates"
#define CEV__PURCHASE_WANTS "x t_x T"
#define CEV__PURCHASE_GIVES \
    "p_alive p_alive_lo p_alive_hi expected_purchases " \
    "expected_purchases_lo expected_purchases_hi"
/* And what those that know the next purchase can be asked for. */
#define CEV__NEXT_GIVES \
    " p_any p_any_lo p_any_hi next_purchase next_purchase_lo next_purchase_hi"

/* What all can be asked for but the dynamic one. */
#define CEV__EVER_GIVES " dert dert_lo dert_hi"

/* Memory of its own for a model that stands on the stack; takes that over. */
int32_t cev__purchase_kind_own(cev_ctx *ctx, cev__purchases *purchases,
                               void **model);

int32_t cev__purchase_kind_fit(cev_ctx *ctx, const cev__purchase_kind *kind,
                               const cev__given *given, void **model);
int32_t cev__purchase_kind_load(cev_ctx *ctx, const cev__purchase_kind *kind,
                                cev__blob *blob, void **model);
void cev__purchase_kind_free(cev_ctx *ctx, void *model);
void cev__purchase_kind_save(const void *model, cev__writer *writer);
int32_t cev__purchase_kind_summary(cev_ctx *ctx, const void *model,
                                   const cev_options *options,
                                   cev_table **out);
int32_t cev__purchase_kind_predict(cev_ctx *ctx, const void *model,
                                   const cev_options *options,
                                   const cev_table *customers,
                                   cev_table **out);
int32_t cev__purchase_kind_evaluate(cev_ctx *ctx, const void *model,
                                    const cev_options *options,
                                    const cev_table *customers,
                                    const char *what, cev_table **out);

#endif

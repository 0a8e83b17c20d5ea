/* Contract models as kinds; see contract_kind.h. */
#include "contract_kind.h"

#include <string.h>

#include "cev/estimator.h"

/* Memory of its own for a model that stands on the stack. */
static int32_t own_contracts(cev_ctx *ctx, cev__contracts *contracts,
                             void **model)
{
    cev__contracts *own = cev__alloc(ctx, 1, (int64_t)sizeof *own);
    if (own == NULL) {
        cev__contracts_release(ctx, contracts);
        return cev__fail_memory(ctx);
    }
    *own = *contracts;
    *model = own;
    return CEV_OK;
}

int32_t cev__contract_kind_fit(cev_ctx *ctx, const cev__contract_kind *kind,
                               const cev__given *given, void **model)
{
    cev__contracts contracts;
    int32_t status =
        cev__contracts_fit(ctx, kind, given, given->last, &contracts);
    return status == CEV_OK ? own_contracts(ctx, &contracts, model) : status;
}

int32_t cev__contract_kind_load(cev_ctx *ctx, const cev__contract_kind *kind,
                                cev__blob *blob, void **model)
{
    cev__contracts contracts;
    int32_t status = cev__contracts_load(ctx, kind, blob, &contracts);
    return status == CEV_OK ? own_contracts(ctx, &contracts, model) : status;
}

void cev__contract_kind_free(cev_ctx *ctx, void *model)
{
    cev__contracts_release(ctx, model);
    cev__free(ctx, model, 1, (int64_t)sizeof(cev__contracts));
}

void cev__contract_kind_save(const void *model, cev__writer *writer)
{
    cev__contracts_save(model, writer);
}

int32_t cev__contract_kind_summary(cev_ctx *ctx, const void *model,
                                   const cev_options *options, cev_table **out)
{
    return cev__contracts_summary(ctx, model, options, out);
}

int32_t cev__contract_kind_predict(cev_ctx *ctx, const void *model,
                                   const cev_options *options,
                                   const cev_table *customers, cev_table **out)
{
    return cev__contracts_predict(ctx, model, options, customers, out);
}

int32_t cev__contract_kind_evaluate(cev_ctx *ctx, const void *model,
                                    const cev_options *options,
                                    const cev_table *customers,
                                    const char *what, cev_table **out)
{
    if (strcmp(what, CEV_EVAL_RETENTION) == 0)
        return cev__contracts_retention(ctx, model, options, customers, out);
    if (strcmp(what, CEV_EVAL_TOTALS) == 0)
        return cev__contracts_totals(ctx, model, options, customers, out);
    if (strcmp(what, CEV_EVAL_LIKELIHOOD) == 0)
        return cev__contracts_likelihood(ctx, model, options, customers, out);
    return cev__fail(ctx, CEV_ERR_KIND,
                     "%q is no evaluation of this estimator; wanted one of: "
                     "retention totals likelihood",
                     what);
}

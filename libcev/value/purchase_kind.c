/* Purchase models as kinds; see purchase_kind.h. */
#include "purchase_kind.h"

#include "../math/interval.h"
#include "evaluate.h"
#include "model_lines.h"
#include "predict.h"

int32_t cev__purchase_kind_own(cev_ctx *ctx, cev__purchases *purchases,
                               void **model)
{
    cev__purchases *own = cev__alloc(ctx, 1, (int64_t)sizeof *own);
    if (own == NULL) {
        cev__purchases_release(ctx, purchases);
        return cev__fail_memory(ctx);
    }
    *own = *purchases;
    *model = own;
    return CEV_OK;
}

int32_t cev__purchase_kind_fit(cev_ctx *ctx, const cev__purchase_kind *kind,
                               const cev__given *given, void **model)
{
    cev__purchases purchases;
    int32_t status =
        cev__purchases_fit(ctx, kind, given, given->last, &purchases);
    return status == CEV_OK ? cev__purchase_kind_own(ctx, &purchases, model) : status;
}

int32_t cev__purchase_kind_load(cev_ctx *ctx, const cev__purchase_kind *kind,
                                cev__blob *blob, void **model)
{
    cev__purchases purchases;
    int32_t status = cev__purchases_load(ctx, kind, blob, &purchases);
    return status == CEV_OK ? cev__purchase_kind_own(ctx, &purchases, model) : status;
}

void cev__purchase_kind_free(cev_ctx *ctx, void *model)
{
    cev__purchases_release(ctx, model);
    cev__free(ctx, model, 1, (int64_t)sizeof(cev__purchases));
}

void cev__purchase_kind_save(const void *model, cev__writer *writer)
{
    cev__purchases_save(model, writer);
}

int32_t cev__purchase_kind_summary(cev_ctx *ctx, const void *model,
                                   const cev_options *options, cev_table **out)
{
    cev__lines lines = {.ctx = ctx};
    lines.z = cev__interval_z(cev__options_double(options, CEV__OPT_INTERVAL));
    cev__purchases_parameters(model, &lines);
    cev__purchases_figures(model, &lines);
    cev__purchases_verdicts(model, &lines);
    return cev__lines_table(&lines, out);
}

int32_t cev__purchase_kind_predict(cev_ctx *ctx, const void *model,
                                   const cev_options *options,
                                   const cev_table *customers, cev_table **out)
{
    cev__outlook outlook = cev__outlook_of(model, NULL, options);
    int32_t status = cev__outlook_choose(ctx, options, &outlook);
    return status == CEV_OK ? cev__predict(ctx, &outlook, customers, out)
                            : status;
}

int32_t cev__purchase_kind_evaluate(cev_ctx *ctx, const void *model,
                                    const cev_options *options,
                                    const cev_table *customers,
                                    const char *what, cev_table **out)
{
    cev__outlook outlook = cev__outlook_of(model, NULL, options);
    return cev__evaluate(ctx, &outlook, options, customers, what, out);
}

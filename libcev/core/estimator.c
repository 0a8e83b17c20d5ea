/* The handle of estimators. */
#include "cev/estimator.h"

#include "fitted.h"

#define ESTIMATOR_MAGIC "ES"

/* Nothing but the common part, so that a pointer to one is a pointer to the
 * other. */
struct cev_estimator {
    cev__fitted fitted;
};

int32_t cev_estimator_new(cev_ctx *ctx, const char *kind,
                          const cev_options *options, cev_estimator **out)
{
    if (ctx == NULL)
        return CEV_ERR_ARGUMENT;
    if (kind == NULL)
        return cev__fail_null(ctx, "kind");
    const cev__estimator_kind *found = cev__estimator_find(kind);
    cev__fitted *made = NULL;
    int32_t status =
        cev__fitted_new(ctx, found == NULL ? NULL : &found->kind, kind,
                        options, out, &made);
    if (status == CEV_OK)
        *out = (cev_estimator *)made;
    return status;
}

void cev_estimator_free(cev_estimator *estimator)
{
    if (estimator != NULL)
        cev__fitted_free(&estimator->fitted);
}

const char *cev_estimator_kind(const cev_estimator *estimator)
{
    return estimator == NULL ? NULL : estimator->fitted.kind->name;
}

int32_t cev_estimator_options(const cev_estimator *estimator,
                              cev_table **out)
{
    if (estimator == NULL)
        return CEV_ERR_ARGUMENT;
    return cev__fitted_options(&estimator->fitted, out);
}

int32_t cev_estimator_fit(cev_estimator *estimator,
                          const cev_table *customers)
{
    if (estimator == NULL)
        return CEV_ERR_ARGUMENT;
    return cev__fitted_fit(&estimator->fitted, customers);
}

int32_t cev_estimator_partial_ask(cev_estimator *estimator,
                                  cev_table **question)
{
    if (estimator == NULL)
        return CEV_ERR_ARGUMENT;
    return cev__fitted_ask(&estimator->fitted, question);
}

int32_t cev_estimator_partial_answer(const cev_estimator *estimator,
                                     const cev_table *customers,
                                     const cev_table *question,
                                     cev_table **part)
{
    if (estimator == NULL)
        return CEV_ERR_ARGUMENT;
    return cev__fitted_answer(&estimator->fitted, customers, question, part);
}

int32_t cev_estimator_partial_add(cev_estimator *estimator,
                                  const cev_table *part)
{
    if (estimator == NULL)
        return CEV_ERR_ARGUMENT;
    return cev__fitted_add(&estimator->fitted, part);
}

int32_t cev_estimator_prior(cev_estimator *estimator,
                            const cev_table *parameters)
{
    if (estimator == NULL)
        return CEV_ERR_ARGUMENT;
    return cev__fitted_believe(&estimator->fitted, parameters);
}

const cev__fitted *cev__estimator_fitted(const cev_estimator *estimator)
{
    return &estimator->fitted;
}

const cev__estimator_kind *cev__fitted_estimator(const cev__fitted *fitted)
{
    return (const cev__estimator_kind *)(const void *)fitted->kind;
}

int32_t cev_estimator_summary(const cev_estimator *estimator,
                              const cev_options *options, cev_table **out)
{
    if (estimator == NULL)
        return CEV_ERR_ARGUMENT;
    const cev__fitted *fitted = &estimator->fitted;
    cev_options merged;
    int32_t status = cev__fitted_ready(fitted, options, out, &merged);
    if (status != CEV_OK)
        return status;
    return cev__fitted_estimator(fitted)->summary(fitted->ctx, fitted->model,
                                             &merged, out);
}

int32_t cev_estimator_predict(const cev_estimator *estimator,
                              const cev_table *customers,
                              const cev_options *options, cev_table **out)
{
    if (estimator == NULL)
        return CEV_ERR_ARGUMENT;
    const cev__fitted *fitted = &estimator->fitted;
    cev_options merged;
    int32_t status = cev__fitted_ready(fitted, options, out, &merged);
    if (status == CEV_OK && customers == NULL)
        status = cev__fail_null(fitted->ctx, "customers");
    if (status != CEV_OK)
        return status;
    return cev__fitted_estimator(fitted)->predict(fitted->ctx, fitted->model,
                                             &merged, customers, out);
}

int32_t cev_estimator_evaluate(const cev_estimator *estimator,
                               const cev_table *customers, const char *what,
                               const cev_options *options, cev_table **out)
{
    if (estimator == NULL)
        return CEV_ERR_ARGUMENT;
    const cev__fitted *fitted = &estimator->fitted;
    cev_options merged;
    int32_t status = cev__fitted_ready(fitted, options, out, &merged);
    if (status == CEV_OK && customers == NULL)
        status = cev__fail_null(fitted->ctx, "customers");
    if (status == CEV_OK && what == NULL)
        status = cev__fail_null(fitted->ctx, "what");
    if (status != CEV_OK)
        return status;
    return cev__fitted_estimator(fitted)->evaluate(
        fitted->ctx, fitted->model, &merged, customers, what, out);
}

int32_t cev__estimator_explain(cev_ctx *ctx, const cev__estimator_kind *kind,
                               const void *model, const cev_options *options,
                               const cev_table *customers, cev_table **out)
{
    return kind->explain == NULL
               ? cev__fail(ctx, CEV_ERR_KIND,
                           "%s does not explain predictions by columns",
                           kind->kind.name)
               : kind->explain(ctx, model, options, customers, out);
}

int32_t cev_estimator_explain(const cev_estimator *estimator,
                              const cev_table *customers,
                              const cev_options *options, cev_table **out)
{
    if (estimator == NULL)
        return CEV_ERR_ARGUMENT;
    const cev__fitted *fitted = &estimator->fitted;
    cev_options merged;
    int32_t status = cev__fitted_ready(fitted, options, out, &merged);
    if (status == CEV_OK && customers == NULL)
        status = cev__fail_null(fitted->ctx, "customers");
    return status == CEV_OK
               ? cev__estimator_explain(fitted->ctx,
                                        cev__fitted_estimator(fitted),
                                        fitted->model, &merged, customers, out)
               : status;
}

int32_t cev_estimator_save(const cev_estimator *estimator, void *bytes,
                           int64_t capacity, int64_t *size)
{
    if (estimator == NULL)
        return CEV_ERR_ARGUMENT;
    return cev__fitted_save(&estimator->fitted, ESTIMATOR_MAGIC, bytes,
                            capacity, size);
}

static const cev__kind *find_estimator(const char *name)
{
    const cev__estimator_kind *found = cev__estimator_find(name);
    return found == NULL ? NULL : &found->kind;
}

int32_t cev_estimator_load(cev_ctx *ctx, const void *bytes, int64_t size,
                           cev_estimator **out)
{
    if (ctx == NULL)
        return CEV_ERR_ARGUMENT;
    cev__fitted *made = NULL;
    int32_t status = cev__fitted_load(ctx, ESTIMATOR_MAGIC, find_estimator,
                                      bytes, size, out, &made);
    if (status == CEV_OK)
        *out = (cev_estimator *)made;
    return status;
}

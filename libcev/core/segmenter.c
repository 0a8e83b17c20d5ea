/* The handle of segmenters. */
#include "cev/segmenter.h"

#include "fitted.h"

#define SEGMENTER_MAGIC "SE"

/* Nothing but the common part, so that a pointer to one is a pointer to the
 * other. */
struct cev_segmenter {
    cev__fitted fitted;
};

int32_t cev_segmenter_new(cev_ctx *ctx, const char *kind,
                          const cev_options *options, cev_segmenter **out)
{
    if (ctx == NULL)
        return CEV_ERR_ARGUMENT;
    if (kind == NULL)
        return cev__fail_null(ctx, "kind");
    const cev__segmenter_kind *found = cev__segmenter_find(kind);
    cev__fitted *made = NULL;
    int32_t status =
        cev__fitted_new(ctx, found == NULL ? NULL : &found->kind, kind,
                        options, out, &made);
    if (status == CEV_OK)
        *out = (cev_segmenter *)made;
    return status;
}

void cev_segmenter_free(cev_segmenter *segmenter)
{
    if (segmenter != NULL)
        cev__fitted_free(&segmenter->fitted);
}

const char *cev_segmenter_kind(const cev_segmenter *segmenter)
{
    return segmenter == NULL ? NULL : segmenter->fitted.kind->name;
}

const cev__fitted *cev__segmenter_fitted(const cev_segmenter *segmenter)
{
    return &segmenter->fitted;
}

int32_t cev_segmenter_options(const cev_segmenter *segmenter,
                              cev_table **out)
{
    if (segmenter == NULL)
        return CEV_ERR_ARGUMENT;
    return cev__fitted_options(&segmenter->fitted, out);
}

int32_t cev_segmenter_fit(cev_segmenter *segmenter,
                          const cev_table *customers)
{
    if (segmenter == NULL)
        return CEV_ERR_ARGUMENT;
    return cev__fitted_fit(&segmenter->fitted, customers);
}

/* The functions of its kind. */
static const cev__segmenter_kind *segmenter_vtable(const cev__fitted *fitted)
{
    return (const cev__segmenter_kind *)(const void *)fitted->kind;
}

int32_t cev_segmenter_assign(const cev_segmenter *segmenter,
                             const cev_table *customers,
                             const cev_options *options, cev_table **out)
{
    if (segmenter == NULL)
        return CEV_ERR_ARGUMENT;
    const cev__fitted *fitted = &segmenter->fitted;
    cev_options merged;
    int32_t status = cev__fitted_ready(fitted, options, out, &merged);
    if (status == CEV_OK && customers == NULL)
        status = cev__fail_null(fitted->ctx, "customers");
    if (status != CEV_OK)
        return status;
    return segmenter_vtable(fitted)->assign(fitted->ctx, fitted->model,
                                            &merged, customers, out);
}

int32_t cev_segmenter_profile(const cev_segmenter *segmenter,
                              const cev_options *options, cev_table **out)
{
    if (segmenter == NULL)
        return CEV_ERR_ARGUMENT;
    const cev__fitted *fitted = &segmenter->fitted;
    cev_options merged;
    int32_t status = cev__fitted_ready(fitted, options, out, &merged);
    if (status != CEV_OK)
        return status;
    return segmenter_vtable(fitted)->profile(fitted->ctx, fitted->model,
                                             &merged, out);
}

int32_t cev_segmenter_summary(const cev_segmenter *segmenter,
                              const cev_options *options, cev_table **out)
{
    if (segmenter == NULL)
        return CEV_ERR_ARGUMENT;
    const cev__fitted *fitted = &segmenter->fitted;
    cev__lines lines = {0};
    cev_options merged;
    int32_t status = cev__fitted_ready(fitted, options, out, &merged);
    if (status != CEV_OK)
        return status;
    lines.ctx = fitted->ctx;
    segmenter_vtable(fitted)->summary(fitted->model, &lines);
    return cev__lines_table(&lines, out);
}

int32_t cev_segmenter_save(const cev_segmenter *segmenter, void *bytes,
                           int64_t capacity, int64_t *size)
{
    if (segmenter == NULL)
        return CEV_ERR_ARGUMENT;
    return cev__fitted_save(&segmenter->fitted, SEGMENTER_MAGIC, bytes,
                            capacity, size);
}

static const cev__kind *find_segmenter(const char *name)
{
    const cev__segmenter_kind *found = cev__segmenter_find(name);
    return found == NULL ? NULL : &found->kind;
}

int32_t cev_segmenter_load(cev_ctx *ctx, const void *bytes, int64_t size,
                           cev_segmenter **out)
{
    if (ctx == NULL)
        return CEV_ERR_ARGUMENT;
    cev__fitted *made = NULL;
    int32_t status = cev__fitted_load(ctx, SEGMENTER_MAGIC, find_segmenter,
                                      bytes, size, out, &made);
    if (status == CEV_OK)
        *out = (cev_segmenter *)made;
    return status;
}

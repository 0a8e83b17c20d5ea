/* The common part of handles: state, options and saved bytes round a kind. */
#include "fitted.h"

#include "option_values.h"
#include "saved_options.h"

enum { FITTED_LAYOUT = 1, KIND_NAME_SIZE = 64 };

/* An unfitted handle; its options were checked. */
static int32_t make_fitted(cev_ctx *ctx, const cev__kind *kind,
                           const cev_options *options, cev__fitted **made)
{
    cev__fitted *fitted = cev__alloc_zero(ctx, 1, (int64_t)sizeof *fitted);
    if (fitted == NULL)
        return cev__fail_memory(ctx);
    int32_t status = cev__options_copy(ctx, options, &fitted->options);
    if (status != CEV_OK) {
        cev__free(ctx, fitted, 1, (int64_t)sizeof *fitted);
        return status;
    }
    fitted->ctx = ctx;
    fitted->kind = kind;
    cev__ctx_retain(ctx);
    *made = fitted;
    return CEV_OK;
}

int32_t cev__fitted_new(cev_ctx *ctx, const cev__kind *kind, const char *name,
                        const cev_options *options, const void *out,
                        cev__fitted **made)
{
    if (out == NULL)
        return cev__fail_null(ctx, "out");
    if (kind == NULL)
        return cev__fail(ctx, CEV_ERR_KIND,
                         "%q is no such kind; see cev_kinds()", name);
    int32_t status = cev__options_check(ctx, options, kind->takes, kind->name);
    if (status != CEV_OK)
        return status;
    return make_fitted(ctx, kind, options, made);
}

void cev__fitted_free(cev__fitted *fitted)
{
    if (fitted == NULL)
        return;
    cev_ctx *ctx = fitted->ctx;
    if (fitted->model != NULL)
        fitted->kind->free(ctx, fitted->model);
    cev__parts_free(ctx, &fitted->parts);
    cev__options_clear(&fitted->options);
    cev__free(ctx, fitted, 1, (int64_t)sizeof *fitted);
    cev__ctx_release(ctx);
}

void cev__fitted_keep(cev__fitted *fitted, void *model)
{
    if (fitted->model != NULL)
        fitted->kind->free(fitted->ctx, fitted->model);
    fitted->model = model;
    cev__parts_free(fitted->ctx, &fitted->parts);
}

int32_t cev__fitted_fit(cev__fitted *fitted, const cev_table *customers)
{
    cev_ctx *ctx = fitted->ctx;
    if (customers == NULL)
        return cev__fail_null(ctx, "customers");
    const cev__given given = {&fitted->options, customers, &fitted->prior, 0,
                              fitted->model, NULL};
    void *model = NULL;
    int32_t status = fitted->kind->fit(ctx, &given, &model);
    if (status == CEV_OK)
        cev__fitted_keep(fitted, model);
    return status;
}

int32_t cev__fitted_believe(cev__fitted *fitted, const cev_table *parameters)
{
    const cev__knowable of = cev__kind_knowable(fitted->kind);
    return cev__prior_read(fitted->ctx, parameters, &of, &fitted->prior);
}

int32_t cev__fitted_options(const cev__fitted *fitted, cev_table **out)
{
    if (out == NULL)
        return cev__fail_null(fitted->ctx, "out");
    return cev__option_values(fitted->ctx, &fitted->options,
                              fitted->kind->takes, out);
}

int32_t cev__fitted_ready(const cev__fitted *fitted,
                          const cev_options *options, const void *out,
                          cev_options *merged)
{
    cev_ctx *ctx = fitted->ctx;
    const cev__kind *kind = fitted->kind;
    if (out == NULL)
        return cev__fail_null(ctx, "out");
    if (fitted->model == NULL)
        return cev__fail(ctx, CEV_ERR_STATE, "%s is not fitted yet",
                         kind->name);
    int32_t status = cev__options_check(ctx, options, kind->takes, kind->name);
    if (status == CEV_OK)
        *merged = cev__options_over(options, &fitted->options);
    return status;
}

static void write_fitted(const void *object, cev__writer *writer)
{
    const cev__fitted *fitted = object;
    cev__write_text(writer, fitted->kind->name);
    cev__write_options(writer, &fitted->options);
    cev__prior_save(&fitted->prior, writer);
    fitted->kind->save(fitted->model, writer);
}

int32_t cev__fitted_save(const cev__fitted *fitted, const char *magic,
                         void *bytes, int64_t capacity, int64_t *size)
{
    if (fitted->model == NULL)
        return cev__fail(fitted->ctx, CEV_ERR_STATE, "%s is not fitted yet",
                         fitted->kind->name);
    return cev__blob_save(fitted->ctx, magic, FITTED_LAYOUT, write_fitted,
                          fitted, bytes, capacity, size);
}

/* Kind, options, prior and model out of a payload. */
static int32_t read_fitted(cev_ctx *ctx,
                           const cev__kind *(*find)(const char *name),
                           cev__blob *blob, cev__fitted **made)
{
    char name[KIND_NAME_SIZE];
    cev__read_text(blob, name, sizeof name);
    if (blob->failed)
        return cev__blob_close(ctx, blob);
    const cev__kind *kind = find(name);
    if (kind == NULL)
        return cev__fail(ctx, CEV_ERR_KIND,
                         "the bytes hold a kind that this library does not "
                         "have: %q",
                         name);
    cev_options options;
    cev__prior prior;
    const cev__knowable of = cev__kind_knowable(kind);
    int32_t status =
        cev__read_options(ctx, blob, kind->takes, kind->name, &options);
    if (status != CEV_OK)
        return status;
    if (!cev__prior_load(blob, &of, &prior)) {
        cev__options_clear(&options);
        return cev__fail(ctx, CEV_ERR_FORMAT,
                         "the bytes hold no prior for %s", kind->name);
    }
    cev__fitted *fitted = NULL;
    status = make_fitted(ctx, kind, &options, &fitted);
    cev__options_clear(&options);
    if (status == CEV_OK)
        fitted->prior = prior;
    if (status == CEV_OK)
        status = kind->load(ctx, blob, &fitted->model);
    if (status == CEV_OK)
        status = cev__blob_close(ctx, blob);
    if (status != CEV_OK) {
        cev__fitted_free(fitted);
        return status;
    }
    *made = fitted;
    return CEV_OK;
}

int32_t cev__fitted_load(cev_ctx *ctx, const char *magic,
                         const cev__kind *(*find)(const char *name),
                         const void *bytes, int64_t size, const void *out,
                         cev__fitted **made)
{
    if (out == NULL)
        return cev__fail_null(ctx, "out");
    cev__blob blob;
    int32_t status =
        cev__blob_open(ctx, magic, FITTED_LAYOUT, bytes, size, &blob);
    if (status != CEV_OK)
        return status;
    return read_fitted(ctx, find, &blob, made);
}

/* Fits in parts round a kind; see fitted.h. */
#include "fitted.h"

static int32_t check_adds_up(const cev__fitted *fitted)
{
    if (cev__estimator_adds_up(fitted->kind))
        return CEV_OK;
    return cev__fail(fitted->ctx, CEV_ERR_KIND,
                     "%s cannot be fitted in parts: its fit is no sum over "
                     "customers",
                     fitted->kind->name);
}

/* As far as the answers lead. */
static int32_t fit_further(cev__fitted *fitted)
{
    const cev__given given = {&fitted->options, NULL, &fitted->prior, 0,
                              fitted->model, &fitted->parts};
    void *model = NULL;
    int32_t status = fitted->kind->fit(fitted->ctx, &given, &model);
    if (status == CEV_OK)
        cev__fitted_keep(fitted, model);
    return status;
}

int32_t cev__fitted_ask(cev__fitted *fitted, cev_table **out)
{
    cev_ctx *ctx = fitted->ctx;
    int is_waiting = 0;
    if (out == NULL)
        return cev__fail_null(ctx, "question");
    int32_t status = check_adds_up(fitted);
    if (status == CEV_OK)
        status = cev__parts_check(ctx, &fitted->parts, &is_waiting);
    if (status == CEV_OK)
        status = is_waiting ? CEV__PARTS_STOP : fit_further(fitted);
    if (status == CEV__PARTS_STOP)
        return cev__parts_question(ctx, &fitted->parts, out);
    if (status == CEV_OK)
        *out = NULL;
    return status;
}

int32_t cev__fitted_answer(const cev__fitted *fitted,
                           const cev_table *customers,
                           const cev_table *question, cev_table **out)
{
    cev_ctx *ctx = fitted->ctx;
    cev__parts parts = {0};
    if (customers == NULL)
        return cev__fail_null(ctx, "customers");
    if (question == NULL)
        return cev__fail_null(ctx, "question");
    if (out == NULL)
        return cev__fail_null(ctx, "part");
    int32_t status = check_adds_up(fitted);
    if (status != CEV_OK)
        return status;
    parts.question = question;
    const cev__given given = {&fitted->options, customers, &fitted->prior, 0,
                              NULL, &parts};
    void *model = NULL;
    status = fitted->kind->fit(ctx, &given, &model);
    return status == CEV__PARTS_STOP ? cev__parts_answer(ctx, &parts, out)
                                     : status;
}

int32_t cev__fitted_add(cev__fitted *fitted, const cev_table *part)
{
    if (part != NULL)
        return cev__parts_add(fitted->ctx, &fitted->parts, part);
    cev__parts_free(fitted->ctx, &fitted->parts);
    return CEV_OK;
}

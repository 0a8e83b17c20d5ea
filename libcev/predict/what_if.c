/* Estimators asked about tables other than they are; see what_if.h. */
#include "../core/compiler.h"
#include "what_if.h"

#include "../core/calls.h"

int32_t cev__what_if_open(const cev__fitted *fitted,
                          const cev_table *customers,
                          const cev_options *options, const char *takes,
                          const char *call, const void *result,
                          cev__what_if *out)
{
    cev_ctx *ctx = fitted->ctx;
    cev_options own;
    *out = (cev__what_if){.ctx = ctx, .fitted = fitted,
                          .kind = cev__fitted_estimator(fitted),
                          .customers = customers};
    int32_t status = cev__fitted_ready(fitted, NULL, result, &own);
    if (status == CEV_OK && customers == NULL)
        status = cev__fail_null(ctx, "customers");
    if (status == CEV_OK)
        status = cev__options_check(ctx, options, takes, call);
    if (status == CEV_OK)
        status = cev__options_press(ctx, options, fitted->kind->takes, -1,
                                    &out->pressed);
    if (status != CEV_OK)
        return status;
    out->given = cev__options_over(&out->pressed, &fitted->options);
    out->told = (cev__option_value){CEV__OPT_INTERVAL, 0, 0.0, NULL};
    out->options = (cev_options){NULL, &out->given, &out->told, 1};
    return CEV_OK;
}

void cev__what_if_close(cev__what_if *what_if)
{
    cev__options_unpress(&what_if->pressed);
}

int32_t cev__what_if_table(const cev__what_if *what_if, const char *name,
                           const double *numbers, const char *const *texts,
                           int64_t stride, cev_table **out)
{
    cev_table *table = NULL;
    int32_t status =
        cev__table_borrow(what_if->ctx, what_if->customers, name, &table);
    if (status == CEV_OK)
        status = numbers != NULL
                     ? cev_table_set_column(table, name, CEV_DOUBLE, numbers,
                                            stride, NULL)
                     : cev_table_set_column(table, name, CEV_TEXT, texts,
                                            stride, NULL);
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    *out = table;
    return CEV_OK;
}

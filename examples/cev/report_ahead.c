/* What customers will spend, by features; see report_ahead.h. */
#include "report_ahead.h"

#include <math.h>
#include <string.h>

static int32_t add_up_today(const report_churn *c, report_ahead *a)
{
    cev_table *today = NULL;
    int32_t status =
        cev_estimator_predict(a->model.taken, c->now.table, NULL, &today);
    column foretold = column_find(today, "prediction");
    for (int64_t i = 0; i < cev_table_row_count(today); i++)
        if (!isnan(column_double(&foretold, i)))
            a->total += column_double(&foretold, i);
    cev_table_free(today);
    return status;
}

/* The rule that needs no model: that they go on as in the year before. */
int report_ahead_ask(const report *r, const report_campaign *given,
                     const report_churn *c, report_ahead *a)
{
    memset(a, 0, sizeof *a);
    if (c->why != NULL || !r->money)
        return CLI_OK;
    int32_t status = beside_ask(r, given, c, CEV_ML_CLTV, "spent",
                                c->late.spent, c->late.value, &a->model);
    if (status == CEV_OK)
        status = add_up_today(c, a);
    a->is_known = status == CEV_OK;
    return status == CEV_ERR_MEMORY || status == CEV_ERR_CANCELLED
               ? shop_fail(r->shop)
               : CLI_OK;
}

void report_ahead_forget(report_ahead *a)
{
    beside_forget(&a->model);
}

/* Tenths of the customers, those foretold to spend most first. */
void report_ahead_write_picture(const report_ahead *a, json *j)
{
    const beside_model nothing = {0};
    beside_write_tenths(a->is_known ? &a->model : &nothing, "spend_ahead", j);
}

void report_ahead_write(const report_ahead *a, json *j)
{
    if (!a->is_known)
        return;
    json_object(j, "ahead");
    json_number(j, "total", a->total);
    beside_write(&a->model, j);
    json_object_end(j);
}

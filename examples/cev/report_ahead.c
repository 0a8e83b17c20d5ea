/* What customers will spend, by features; see report_ahead.h. */
#include "report_ahead.h"

#include <string.h>

/* The rule that needs no model: that they go on as in the year before. */
int report_ahead_ask(const report *r, const report_campaign *given,
                     report_churn *c, report_ahead *a)
{
    memset(a, 0, sizeof *a);
    if (c->why != NULL || !r->money)
        return CLI_OK;
    int32_t status = beside_ask(r, given, c, CEV_ML_CLTV, "spent",
                                c->late.spent, c->late.value, &a->model);
    if (status == CEV_OK)
        status = beside_list(c, BESIDE_BUYERS, &a->model);
    a->is_known = status == CEV_OK;
    return beside_end(r, status, &a->model);
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

void report_ahead_write(const report *r, const report_ahead *a, json *j)
{
    if (!a->is_known)
        return;
    json_object(j, "ahead");
    json_number(j, "total", a->model.total);
    beside_write(&a->model, j);
    beside_write_list(r, &a->model, "spends", j);
    json_object_end(j);
}

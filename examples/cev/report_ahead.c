/* What customers will spend, by features; see report_ahead.h. */
#include "report_ahead.h"

#include <math.h>
#include <string.h>

enum { TOLD = 3 }; /* features */

/* What was foretold, what came, and the rule that needs no model: that they
 * go on as in the year before. */
static int32_t lay_ahead(const report *r, const churn_view *v,
                         report_ahead *a)
{
    const struct {
        const char *name;
        const double *numbers;
    } columns[] = {{"other", v->value}, {"actual", v->spent}};
    int32_t status =
        cev_estimator_predict(a->tried, v->table, NULL, &a->foretold);
    if (status == CEV_OK)
        status = cev_table_new(r->shop->ctx, cev_table_row_count(v->table),
                               &a->trial);
    if (status == CEV_OK)
        status = column_lend(a->trial, "prediction", a->foretold);
    for (int c = 0; c < 2 && status == CEV_OK; c++)
        status = cev_table_set_column(a->trial, columns[c].name, CEV_DOUBLE,
                                      columns[c].numbers, sizeof(double),
                                      NULL);
    return status;
}

static int32_t measure_ahead(const report *r, const churn_view *v,
                             report_ahead *a)
{
    cev_ctx *ctx = r->shop->ctx;
    cev_options *o = NULL;
    int32_t status = cev_options_new(ctx, &o);
    if (status == CEV_OK)
        status = cev_options_set_double(o, CEV_OPT_INTERVAL,
                                        r->shop->interval);
    if (status == CEV_OK)
        status = cev_scores_compare(ctx, a->trial, o, &a->compared);
    if (status == CEV_OK)
        status = cev_scores_evaluate(ctx, a->trial, CEV_EVAL_LIFT, o,
                                     &a->lift);
    if (status == CEV_OK)
        status =
            cev_estimator_importance(a->tried, v->table, o, &a->factors);
    cev_options_free(o);
    return status;
}

static int32_t add_up_today(const report_churn *c, report_ahead *a)
{
    cev_table *today = NULL;
    int32_t status =
        cev_estimator_predict(a->taken, c->now.table, NULL, &today);
    column foretold = column_find(today, "prediction");
    for (int64_t i = 0; i < cev_table_row_count(today); i++)
        if (!isnan(column_double(&foretold, i)))
            a->total += column_double(&foretold, i);
    cev_table_free(today);
    return status;
}

int report_ahead_ask(const report *r, const report_campaign *given,
                     const report_churn *c, report_ahead *a)
{
    memset(a, 0, sizeof *a);
    if (c->why != NULL || !r->money)
        return CLI_OK;
    int32_t status = report_churn_learn(r, given, CEV_ML_CLTV, "spent",
                                        &c->early, &a->tried);
    if (status == CEV_OK)
        status = lay_ahead(r, &c->late, a);
    if (status == CEV_OK)
        status = measure_ahead(r, &c->late, a);
    if (status == CEV_OK)
        status = report_churn_learn(r, given, CEV_ML_CLTV, "spent", &c->late,
                                    &a->taken);
    if (status == CEV_OK)
        status = add_up_today(c, a);
    a->is_known = status == CEV_OK;
    return status == CEV_ERR_MEMORY || status == CEV_ERR_CANCELLED
               ? shop_fail(r->shop)
               : CLI_OK;
}

void report_ahead_forget(report_ahead *a)
{
    cev_table *tables[] = {a->foretold, a->trial, a->compared, a->lift,
                           a->factors};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        cev_table_free(tables[i]);
    cev_estimator_free(a->tried);
    cev_estimator_free(a->taken);
}

/* Tenths of the customers, those foretold to spend most first. */
void report_ahead_write_picture(const report_ahead *a, json *j)
{
    static const char *const names[] = {"tenth", "kind", "mean", "customers"};
    static const char *const kinds[2][2] = {{"predicted", "foretold"},
                                            {"actual", "came"}};
    const cev_table *t = a->is_known ? a->lift : NULL;
    json_table(j, "spend_ahead", names, 4);
    for (int64_t i = 0; i < cev_table_row_count(t); i++)
        for (int k = 0; k < 2; k++) {
            json_array(j, NULL);
            json_integer(j, NULL, i + 1);
            json_text(j, NULL, kinds[k][1]);
            json_digits(j, cev_table_double(t, kinds[k][0], i), 7);
            json_digits(j, cev_table_double(t, "customers", i), 9);
            json_array_end(j);
        }
    json_table_end(j);
}

void report_ahead_write(const report_ahead *a, json *j)
{
    static const char *const numbers[] = {"value", "other", "lower", "upper",
                                          "p"};
    if (!a->is_known)
        return;
    json_object(j, "ahead");
    json_number(j, "total", a->total);
    json_array(j, "features");
    for (int64_t i = 0; i < cev_table_row_count(a->factors) && i < TOLD; i++)
        if (cev_table_double(a->factors, "lower", i) > 0)
            json_text(j, NULL, cev_table_text(a->factors, "feature", i));
    json_array_end(j);
    for (int64_t i = 0; i < cev_table_row_count(a->compared); i++) {
        json_object(j, cev_table_text(a->compared, "metric", i));
        for (int k = 0; k < 5; k++)
            json_number(j, numbers[k],
                        cev_table_double(a->compared, numbers[k], i));
        json_object_end(j);
    }
    json_object_end(j);
}

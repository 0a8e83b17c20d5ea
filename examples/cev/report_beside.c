/* A learner on the days of another; see report_beside.h. */
#include "report_beside.h"

enum { BESIDE_TOLD = 3 }; /* features */

/* What was foretold, what came, and the rule. */
static int32_t lay_beside(const report *r, const churn_view *v,
                          const double *actual, const double *rule,
                          beside_model *m)
{
    const struct {
        const char *name;
        const double *numbers;
    } columns[] = {{"actual", actual}, {"other", rule}};
    int32_t status =
        cev_estimator_predict(m->tried, v->table, NULL, &m->foretold);
    if (status == CEV_OK)
        status = cev_table_new(r->shop->ctx, cev_table_row_count(v->table),
                               &m->trial);
    if (status == CEV_OK)
        status = column_lend(m->trial, "prediction", m->foretold);
    for (int c = 0; c < 2 && status == CEV_OK; c++)
        if (columns[c].numbers != NULL)
            status = cev_table_set_column(m->trial, columns[c].name,
                                          CEV_DOUBLE, columns[c].numbers,
                                          sizeof(double), NULL);
    return status;
}

static int32_t measure_beside(const report *r, const churn_view *v,
                              int has_rule, beside_model *m)
{
    cev_ctx *ctx = r->shop->ctx;
    cev_options *o = NULL;
    int32_t status = cev_options_new(ctx, &o);
    if (status == CEV_OK)
        status = cev_options_set_double(o, CEV_OPT_INTERVAL,
                                        r->shop->interval);
    if (status == CEV_OK)
        status = has_rule
                     ? cev_scores_compare(ctx, m->trial, o, &m->measured)
                     : cev_scores_evaluate(ctx, m->trial, CEV_EVAL_SCORES, o,
                                           &m->measured);
    if (status == CEV_OK)
        status = cev_scores_evaluate(ctx, m->trial, CEV_EVAL_LIFT, o,
                                     &m->lift);
    if (status == CEV_OK)
        status =
            cev_estimator_importance(m->tried, v->table, o, &m->factors);
    cev_options_free(o);
    return status;
}

int32_t beside_ask(const report *r, const report_campaign *given,
                   const report_churn *c, const char *kind,
                   const char *target, const double *actual,
                   const double *rule, beside_model *m)
{
    int32_t status =
        report_churn_learn(r, given, kind, target, &c->early, &m->tried);
    if (status == CEV_OK)
        status = lay_beside(r, &c->late, actual, rule, m);
    if (status == CEV_OK)
        status = measure_beside(r, &c->late, rule != NULL, m);
    return status == CEV_OK ? report_churn_learn(r, given, kind, target,
                                                 &c->late, &m->taken)
                            : status;
}

void beside_forget(beside_model *m)
{
    cev_table *tables[] = {m->foretold, m->trial, m->measured, m->lift,
                           m->factors};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        cev_table_free(tables[i]);
    cev_estimator_free(m->tried);
    cev_estimator_free(m->taken);
}

void beside_write_tenths(const beside_model *m, const char *key, json *j)
{
    static const char *const names[] = {"tenth", "kind", "mean", "customers"};
    static const char *const kinds[2][2] = {{"predicted", "foretold"},
                                            {"actual", "came"}};
    json_table(j, key, names, 4);
    for (int64_t i = 0; i < cev_table_row_count(m->lift); i++)
        for (int k = 0; k < 2; k++) {
            json_array(j, NULL);
            json_integer(j, NULL, i + 1);
            json_text(j, NULL, kinds[k][1]);
            json_digits(j, cev_table_double(m->lift, kinds[k][0], i), 7);
            json_digits(j, cev_table_double(m->lift, "customers", i), 9);
            json_array_end(j);
        }
    json_table_end(j);
}

void beside_write(const beside_model *m, json *j)
{
    static const char *const numbers[] = {"value", "other", "lower", "upper",
                                          "p"};
    const cev_table *t = m->measured;
    json_array(j, "features");
    for (int64_t i = 0;
         i < cev_table_row_count(m->factors) && i < BESIDE_TOLD; i++)
        if (cev_table_double(m->factors, "lower", i) > 0)
            json_text(j, NULL, cev_table_text(m->factors, "feature", i));
    json_array_end(j);
    for (int64_t i = 0; i < cev_table_row_count(t); i++) {
        json_object(j, cev_table_text(t, "metric", i));
        for (int k = 0; k < 5; k++)
            json_number(j, numbers[k], cev_table_double(t, numbers[k], i));
        json_object_end(j);
    }
}

/* A learner on the days of another; see report_beside.h. */
#include "report_beside.h"

#include <math.h>
#include <stdlib.h>

enum {
    BESIDE_TOLD = 3,   /* features */
    BESIDE_LISTED = 20 /* customers */
};

/* What was foretold, what came, and the rule. */
static int32_t lay_beside(const report *r, const churn_view *v,
                          const double *actual, const double *rule,
                          beside_model *m)
{
    const struct {
        const char *name;
        const double *numbers;
    } columns[] = {{"actual", actual}, {"other", rule}};
    int32_t status = cev_estimator_predict(
        m->learner.tried, m->learner.late, NULL, &m->foretold);
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

static int32_t measure_beside(const report *r, int has_rule,
                              beside_model *m)
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
        status = cev_estimator_importance(m->learner.tried, m->learner.late,
                                          o, &m->factors);
    cev_options_free(o);
    return status;
}

int32_t beside_ask(const report *r, const report_campaign *given,
                   const report_churn *c, const char *kind,
                   const char *target, const double *actual,
                   const double *rule, beside_model *m)
{
    int32_t status =
        report_churn_learn(r, given, c, kind, target, &m->learner);
    if (status == CEV_OK)
        status = lay_beside(r, &c->late, actual, rule, m);
    return status == CEV_OK ? measure_beside(r, rule != NULL, m) : status;
}

/* Adds up what is foretold, and notes whose it is. */
static void weigh_beside(const churn_view *v, int who, const cev_table *today,
                         beside_model *m)
{
    column gone = column_find(v->features, "cancelled");
    column foretold = column_find(today, "prediction");
    for (int64_t i = 0; i < cev_table_row_count(v->table); i++) {
        double p = column_double(&foretold, i);
        int is_asked = who == BESIDE_ALL
                       || isnan(v->silence[i]) == (who == BESIDE_LEADS);
        m->total += isnan(p) ? 0 : p;
        m->stakes[i] =
            is_asked && !(column_double(&gone, i) > 0) ? p : (double)NAN;
    }
}

int32_t beside_list(report_churn *c, int who, beside_model *m)
{
    int64_t n = cev_table_row_count(c->now.table);
    cev_table *today = NULL;
    m->stakes = malloc((size_t)(n + 1) * sizeof *m->stakes);
    if (m->stakes == NULL)
        return CEV_ERR_MEMORY;
    int32_t status = cev_estimator_predict(m->learner.taken, m->learner.now,
                                           NULL, &today);
    if (status == CEV_OK)
        weigh_beside(&c->now, who, today, m);
    cev_table_free(today);
    return status == CEV_OK
               ? report_learner_list(c, &m->learner, m->stakes, BESIDE_LISTED,
                                     &m->list)
               : status;
}

void beside_forget(beside_model *m)
{
    cev_table *tables[] = {m->foretold, m->trial, m->measured, m->lift,
                           m->factors};
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
        cev_table_free(tables[i]);
    report_list_forget(&m->list);
    report_learner_forget(&m->learner);
    free(m->stakes);
}

int beside_end(const report *r, int32_t status, const beside_model *m)
{
    if (status == CEV_ERR_MEMORY || status == CEV_ERR_CANCELLED)
        return shop_fail(r->shop);
    return status == CEV_OK || m->learner.given == NULL
               ? CLI_OK
               : report_given_fail(r->shop, m->learner.given);
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

void beside_write_list(const report *r, const beside_model *m,
                       const char *name, json *j)
{
    const char *const names[] = {"customer", name, "reasons"};
    const cev_table *rows = m->list.rows;
    json_table(j, "customers", names, 3);
    for (int64_t i = 0; i < cev_table_row_count(rows); i++) {
        double foretold = cev_table_double(rows, "stake", i);
        if (isnan(foretold))
            break;
        json_array(j, NULL);
        report_churn_write_name(r, cev_table_text(rows, "customer", i), j);
        json_digits(j, foretold, 6);
        report_write_reasons(&m->list, m->factors, i, j);
        json_array_end(j);
    }
    json_table_end(j);
}

void beside_write(const beside_model *m, json *j)
{
    static const char *const numbers[] = {"value", "other", "lower", "upper",
                                          "p"};
    const cev_table *t = m->measured;
    json_text(j, "given", m->learner.given == NULL
                              ? NULL
                              : cev_estimator_kind(m->learner.taken));
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

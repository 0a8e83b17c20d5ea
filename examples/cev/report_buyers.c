/* Who will buy, by features; see report_buyers.h. */
#include "report_buyers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BUYERS_LISTED = 20 }; /* customers */

static const struct {
    const char *name, *kind, *target;
} buyers_kinds[BUYERS] = {
    {"leads", CEV_LEAD_SCORE, CHURN_FIRST_ORDER},
    {"reached", CEV_PROPENSITY, CHURN_CAMPAIGN_ORDER}};

static const double *target_of(const churn_view *v, int which)
{
    return which == BUYERS_LEADS ? v->first : v->answer;
}

/* How many a view knows of, and how many of those bought. */
static double count_known(const churn_view *v, int which, double *bought)
{
    const double *target = target_of(v, which);
    double known = 0;
    *bought = 0;
    for (int64_t i = 0; i < cev_table_row_count(v->table); i++) {
        known += !isnan(target[i]);
        *bought += target[i] > 0;
    }
    return known;
}

/* Today's leads, or customers who have not cancelled, by their chances. */
static int32_t list_buyers(const report_churn *c, int which, buyers_model *m)
{
    const churn_view *v = &c->now;
    int64_t n = cev_table_row_count(v->table);
    column gone = column_find(v->features, "cancelled");
    cev_table *today = NULL;
    int32_t status =
        cev_estimator_predict(m->model.taken, v->table, NULL, &today);
    column chance = column_find(today, "prediction");
    m->chances = malloc((size_t)(n + 1) * sizeof *m->chances);
    if (m->chances == NULL)
        status = CEV_ERR_MEMORY;
    for (int64_t i = 0; i < n && status == CEV_OK; i++) {
        int is_lead = isnan(v->silence[i]);
        m->chances[i] = is_lead == (which == BUYERS_LEADS)
                                && !(column_double(&gone, i) > 0)
                            ? column_double(&chance, i)
                            : (double)NAN;
    }
    cev_table_free(today);
    if (status == CEV_OK)
        status = cev_table_set_column(v->table, "stake", CEV_DOUBLE,
                                      m->chances, sizeof(double), NULL);
    return status == CEV_OK
               ? cev_table_top(v->table, "stake", BUYERS_LISTED, &m->listed)
               : status;
}

int report_buyers_ask(const report *r, const report_campaign *given,
                      const report_churn *c, report_buyers *b)
{
    memset(b, 0, sizeof *b);
    for (int which = 0; which < BUYERS && c->early.table != NULL
                        && c->late.table != NULL && c->now.table != NULL;
         which++) {
        buyers_model *m = &b->of[which];
        double bought;
        m->learnt = count_known(&c->early, which, &bought);
        m->tested = count_known(&c->late, which, &m->bought);
        if (!report_churn_is_enough(m->learnt, bought)
            || !report_churn_is_enough(m->tested, m->bought))
            continue;
        int32_t status = beside_ask(
            r, given, c, buyers_kinds[which].kind,
            buyers_kinds[which].target, target_of(&c->late, which), NULL,
            &m->model);
        if (status == CEV_OK)
            status = list_buyers(c, which, m);
        m->is_known = status == CEV_OK;
        if (status == CEV_ERR_MEMORY || status == CEV_ERR_CANCELLED)
            return shop_fail(r->shop);
    }
    return CLI_OK;
}

void report_buyers_forget(report_buyers *b)
{
    for (int which = 0; which < BUYERS; which++) {
        buyers_model *m = &b->of[which];
        beside_forget(&m->model);
        cev_table_free(m->listed);
        free(m->chances);
    }
}

/* ---- Into the data block ------------------------------------------------- */

static void write_chances(const report *r, const cev_table *listed, json *j)
{
    static const char *const names[] = {"customer", "chance"};
    json_table(j, "customers", names, 2);
    for (int64_t i = 0; i < cev_table_row_count(listed); i++) {
        double chance = cev_table_double(listed, "stake", i);
        if (isnan(chance))
            break;
        json_array(j, NULL);
        report_churn_write_name(r, cev_table_text(listed, "customer", i), j);
        json_digits(j, chance, 4);
        json_array_end(j);
    }
    json_table_end(j);
}

static void write_buyers(const report *r, int which, const buyers_model *m,
                         json *j)
{
    json_object(j, buyers_kinds[which].name);
    json_number(j, "learnt_from", m->learnt);
    json_number(j, "tested_on", m->tested);
    json_number(j, "bought", m->bought);
    beside_write(&m->model, j);
    beside_write_tenths(&m->model, "tenths", j);
    write_chances(r, m->listed, j);
    json_object_end(j);
}

void report_buyers_write(const report *r, const report_buyers *b, json *j)
{
    json_object(j, "buyers");
    for (int which = 0; which < BUYERS; which++)
        if (b->of[which].is_known)
            write_buyers(r, which, &b->of[which], j);
    json_object_end(j);
}

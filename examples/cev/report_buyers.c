/* Who will buy, by features; see report_buyers.h. */
#include "report_buyers.h"

#include <math.h>
#include <string.h>

static const struct {
    const char *name, *kind, *target;
    int who;
} buyers_kinds[BUYERS] = {
    {"given", NULL, "bought", BESIDE_ALL},
    {"leads", CEV_LEAD_SCORE, CHURN_FIRST_ORDER, BESIDE_LEADS},
    {"reached", CEV_PROPENSITY, CHURN_CAMPAIGN_ORDER, BESIDE_BUYERS}};

static const double *target_of(const churn_view *v, int which)
{
    return which == BUYERS_GIVEN   ? v->bought
           : which == BUYERS_LEADS ? v->first
                                   : v->answer;
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

/* Whether either day has enough to learn from. */
static int is_taught(const report_churn *c, int which, buyers_model *m)
{
    double bought;
    m->learnt = count_known(&c->early, which, &bought);
    m->tested = count_known(&c->late, which, &m->bought);
    return report_churn_is_enough(m->learnt, bought)
           && report_churn_is_enough(m->tested, m->bought);
}

static int ask_buyers(const report *r, const report_campaign *given,
                      report_churn *c, int which, buyers_model *m)
{
    int32_t status = beside_ask(r, given, c, buyers_kinds[which].kind,
                                buyers_kinds[which].target,
                                target_of(&c->late, which), NULL, &m->model);
    if (status == CEV_OK)
        status = beside_list(c, buyers_kinds[which].who, &m->model);
    m->is_known = status == CEV_OK;
    return beside_end(r, status, &m->model);
}

int report_buyers_ask(const report *r, const report_campaign *given,
                      report_churn *c, report_buyers *b)
{
    int code = CLI_OK;
    memset(b, 0, sizeof *b);
    for (int which = 0; which < BUYERS && code == CLI_OK
                        && c->early.table != NULL && c->late.table != NULL
                        && c->now.table != NULL;
         which++) {
        int is_asked = buyers_kinds[which].kind != NULL
                       || report_given_for(&given->learners,
                                           buyers_kinds[which].target) != NULL;
        if (is_asked && is_taught(c, which, &b->of[which]))
            code = ask_buyers(r, given, c, which, &b->of[which]);
    }
    return code;
}

void report_buyers_forget(report_buyers *b)
{
    for (int which = 0; which < BUYERS; which++)
        beside_forget(&b->of[which].model);
}

/* ---- Into the data block ------------------------------------------------- */

static void write_buyers(const report *r, int which, const buyers_model *m,
                         json *j)
{
    json_object(j, buyers_kinds[which].name);
    json_number(j, "learnt_from", m->learnt);
    json_number(j, "tested_on", m->tested);
    json_number(j, "bought", m->bought);
    beside_write(&m->model, j);
    beside_write_tenths(&m->model, "tenths", j);
    beside_write_list(r, &m->model, "chance", j);
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

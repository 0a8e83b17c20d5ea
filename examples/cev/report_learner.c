/* Learners of the page: its own, and those that were given; see
 * report_churn.h. */
#include <stdlib.h>
#include <string.h>

#include "report_churn.h"

/* Learns from customers of a day. All outcomes are kept from it but the target,
 * and what customers are worth. */
static int32_t learn_own(const report *r, const report_campaign *given,
                         const char *kind, const char *target,
                         const churn_view *v, cev_estimator **out)
{
    cev_options *o = NULL;
    const char *const kept[] = {"left", "spent", CHURN_FIRST_ORDER,
                                CHURN_CAMPAIGN_ORDER,
                                r->money ? "value" : NULL, given->sensitive};
    size_t room = 128
                  + (given->sensitive == NULL ? 0 : strlen(given->sensitive));
    size_t n = 0;
    char *sensitive = malloc(room);
    if (sensitive == NULL)
        return CEV_ERR_MEMORY;
    for (int i = 0; i < 6; i++)
        if (kept[i] != NULL && strcmp(kept[i], target) != 0)
            n += (size_t)snprintf(sensitive + n, room - n, "%s%s",
                                  n > 0 ? "," : "", kept[i]);
    int32_t status = cev_options_new(r->shop->ctx, &o);
    if (status == CEV_OK)
        status = cev_options_set_str(o, CEV_OPT_TARGET, target);
    if (status == CEV_OK)
        status = cev_options_set_str(o, CEV_OPT_SENSITIVE, sensitive);
    if (status == CEV_OK)
        status = cev_estimator_new(r->shop->ctx, kind, o, out);
    if (status == CEV_OK)
        status = cev_estimator_fit(*out, v->table);
    cev_options_free(o);
    free(sensitive);
    return status;
}

/* What a learner that was given sees of a day, with what came (NULL: not
 * known yet). */
static int32_t lend_view(const report *r, const given_learner *given,
                         const char *target, const churn_view *v,
                         const double *came, cev_table **out)
{
    int32_t status = report_given_lend(r->shop, given, v->features, out);
    return status == CEV_OK && came != NULL
               ? cev_table_set_column(*out, target, CEV_DOUBLE, came,
                                      sizeof *came, NULL)
               : status;
}

static const double *came_of(const churn_view *v, const char *target)
{
    return strcmp(target, "left") == 0     ? v->left
           : strcmp(target, "bought") == 0 ? v->bought
                                           : v->spent;
}

/* The test is of a twin, as nobody knows which days the given one has seen; of
 * today it speaks itself. */
static int32_t learn_given(const report *r, const report_churn *c,
                           const char *target, page_learner *out)
{
    out->rank = target;
    out->lends = 1;
    int32_t status = lend_view(r, out->given, target, &c->early,
                               came_of(&c->early, target), &out->early);
    if (status == CEV_OK)
        status = lend_view(r, out->given, target, &c->late,
                           came_of(&c->late, target), &out->late);
    if (status == CEV_OK)
        status =
            lend_view(r, out->given, target, &c->now, NULL, &out->now);
    if (status == CEV_OK)
        status =
            report_given_twin(r->shop, out->given, out->early, &out->tried);
    return status == CEV_OK
               ? cev_estimator_load(r->shop->ctx, out->given->bytes,
                                    (int64_t)out->given->size, &out->taken)
               : status;
}

int32_t report_churn_learn(const report *r, const report_campaign *given,
                           const report_churn *c, const char *kind,
                           const char *target, page_learner *out)
{
    out->given = report_given_for(&given->learners, target);
    if (out->given != NULL)
        return learn_given(r, c, target, out);
    out->rank = "stake";
    out->early = c->early.table;
    out->late = c->late.table;
    out->now = c->now.table;
    int32_t status =
        learn_own(r, given, kind, target, &c->early, &out->tried);
    return status == CEV_OK
               ? learn_own(r, given, kind, target, &c->late, &out->taken)
               : status;
}

void report_learner_forget(page_learner *learner)
{
    cev_estimator_free(learner->tried);
    cev_estimator_free(learner->taken);
    if (learner->lends) {
        cev_table_free(learner->early);
        cev_table_free(learner->late);
        cev_table_free(learner->now);
    }
}

/* ---- Today --------------------------------------------------------------- */

int32_t report_learner_list(report_churn *c, page_learner *l,
                            const double *stakes, int64_t most,
                            page_list *out)
{
    int32_t status = cev_table_set_column(c->now.table, "stake", CEV_DOUBLE,
                                          stakes, sizeof *stakes, NULL);
    if (status == CEV_OK)
        status = cev_table_set_column(l->now, l->rank, CEV_DOUBLE, stakes,
                                      sizeof *stakes, NULL);
    if (status == CEV_OK)
        status = cev_table_top(c->now.table, "stake", most, &out->rows);
    if (status == CEV_OK)
        status = cev_table_top(l->now, l->rank, most, &out->seen);
    if (status == CEV_OK)
        status =
            cev_estimator_explain(l->taken, out->seen, NULL, &out->reasons);
    return status == CEV_ERR_KIND ? CEV_OK : status;
}

void report_list_forget(page_list *list)
{
    cev_table_free(list->rows);
    cev_table_free(list->seen);
    cev_table_free(list->reasons);
}

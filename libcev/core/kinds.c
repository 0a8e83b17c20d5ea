/* The registry of estimators and segmenters. */
#include "kinds.h"

#include <string.h>

extern const cev__estimator_kind cev__bgnbd_kind;
extern const cev__estimator_kind cev__mbgnbd_kind;
extern const cev__estimator_kind cev__bg_cnbd_k_kind;
extern const cev__estimator_kind cev__mbg_cnbd_k_kind;
extern const cev__estimator_kind cev__pareto_nbd_kind;
extern const cev__estimator_kind cev__pareto_nbd_dynamic_kind;
extern const cev__estimator_kind cev__pareto_ggg_kind;
extern const cev__estimator_kind cev__ggom_nbd_kind;
extern const cev__estimator_kind cev__bgbb_kind;
extern const cev__estimator_kind cev__gamma_gamma_kind;
extern const cev__estimator_kind cev__clv_kind;
extern const cev__estimator_kind cev__historic_kind;
extern const cev__estimator_kind cev__cohort_average_kind;
extern const cev__estimator_kind cev__sbg_kind;
extern const cev__estimator_kind cev__bdw_kind;
extern const cev__estimator_kind cev__constant_kind;
extern const cev__estimator_kind cev__kaplan_meier_kind;
extern const cev__estimator_kind cev__cox_kind;
extern const cev__estimator_kind cev__aft_kind;
extern const cev__estimator_kind cev__choice_kind;
extern const cev__estimator_kind cev__boosting_kind;
extern const cev__estimator_kind cev__glm_kind;
extern const cev__estimator_kind cev__hurdle_kind;
extern const cev__estimator_kind cev__scorecard_kind;
extern const cev__estimator_kind cev__churn_kind;
extern const cev__estimator_kind cev__propensity_kind;
extern const cev__estimator_kind cev__lead_score_kind;
extern const cev__estimator_kind cev__ml_cltv_kind;
extern const cev__estimator_kind cev__uplift_kind;
extern const cev__estimator_kind cev__calibrated_kind;
extern const cev__estimator_kind cev__conformal_kind;
extern const cev__estimator_kind cev__nearest_kind;
extern const cev__segmenter_kind cev__rfm_kind;
extern const cev__segmenter_kind cev__kmeans_kind;
extern const cev__segmenter_kind cev__kprototypes_kind;
extern const cev__segmenter_kind cev__mixture_kind;
extern const cev__segmenter_kind cev__latent_class_kind;
extern const cev__segmenter_kind cev__tiers_kind;
extern const cev__segmenter_kind cev__rules_kind;

static const cev__estimator_kind *const estimators[] = {
    &cev__bgnbd_kind,
    &cev__mbgnbd_kind,
    &cev__bg_cnbd_k_kind,
    &cev__mbg_cnbd_k_kind,
    &cev__pareto_nbd_kind,
    &cev__pareto_nbd_dynamic_kind,
    &cev__pareto_ggg_kind,
    &cev__ggom_nbd_kind,
    &cev__bgbb_kind,
    &cev__gamma_gamma_kind,
    &cev__clv_kind,
    &cev__historic_kind,
    &cev__cohort_average_kind,
    &cev__sbg_kind,
    &cev__bdw_kind,
    &cev__constant_kind,
    &cev__kaplan_meier_kind,
    &cev__cox_kind,
    &cev__aft_kind,
    &cev__choice_kind,
    &cev__boosting_kind,
    &cev__glm_kind,
    &cev__hurdle_kind,
    &cev__scorecard_kind,
    &cev__churn_kind,
    &cev__propensity_kind,
    &cev__lead_score_kind,
    &cev__ml_cltv_kind,
    &cev__uplift_kind,
    &cev__calibrated_kind,
    &cev__conformal_kind,
    &cev__nearest_kind,
};

/* Those whose fits are sums over customers. */
static const cev__estimator_kind *const adding_up[] = {
    &cev__bgnbd_kind,
    &cev__mbgnbd_kind,
    &cev__bg_cnbd_k_kind,
    &cev__mbg_cnbd_k_kind,
    &cev__pareto_nbd_kind,
    &cev__pareto_ggg_kind,
    &cev__ggom_nbd_kind,
    &cev__bgbb_kind,
    &cev__gamma_gamma_kind,
    &cev__clv_kind,
    &cev__sbg_kind,
    &cev__bdw_kind,
};

static const cev__segmenter_kind *const segmenters[] = {
    &cev__rfm_kind,
    &cev__kmeans_kind,
    &cev__kprototypes_kind,
    &cev__mixture_kind,
    &cev__latent_class_kind,
    &cev__tiers_kind,
    &cev__rules_kind,
};

enum {
    ESTIMATORS = sizeof estimators / sizeof estimators[0],
    ADDING_UP = sizeof adding_up / sizeof adding_up[0],
    SEGMENTERS = sizeof segmenters / sizeof segmenters[0],
    KINDS = ESTIMATORS + SEGMENTERS,
    KIND_COLUMNS = 7
};

const cev__estimator_kind *cev__estimator_find(const char *name)
{
    for (int i = 0; i < ESTIMATORS; i++)
        if (strcmp(estimators[i]->kind.name, name) == 0)
            return estimators[i];
    return NULL;
}

int cev__estimator_adds_up(const cev__kind *kind)
{
    for (int i = 0; i < ADDING_UP; i++)
        if (&adding_up[i]->kind == kind)
            return 1;
    return 0;
}

const cev__segmenter_kind *cev__segmenter_find(const char *name)
{
    for (int i = 0; i < SEGMENTERS; i++)
        if (strcmp(segmenters[i]->kind.name, name) == 0)
            return segmenters[i];
    return NULL;
}

/* Kind number i of all, and which handle it is for. */
static const cev__kind *kind_at(int i, const char **handle)
{
    *handle = i < ESTIMATORS ? "estimator" : "segmenter";
    return i < ESTIMATORS ? &estimators[i]->kind
                          : &segmenters[i - ESTIMATORS]->kind;
}

const char *cev__kind_name(int i)
{
    const char *handle;
    return i < KINDS ? kind_at(i, &handle)->name : NULL;
}

int32_t cev_kinds(cev_ctx *ctx, cev_table **out)
{
    static const char names[KIND_COLUMNS][8] = {
        "kind", "handle", "meaning", "options", "wants", "gives", "source"};
    if (ctx == NULL)
        return CEV_ERR_ARGUMENT;
    if (out == NULL)
        return cev__fail_null(ctx, "out");
    const char *text[KIND_COLUMNS][KINDS];
    for (int i = 0; i < KINDS; i++) {
        const cev__kind *kind = kind_at(i, &text[1][i]);
        text[0][i] = kind->name;
        text[2][i] = kind->meaning;
        text[3][i] = kind->takes;
        text[4][i] = kind->wants;
        text[5][i] = kind->gives;
        text[6][i] = kind->source;
    }
    cev_table *table = NULL;
    int32_t status = cev_table_new(ctx, KINDS, &table);
    for (int column = 0; status == CEV_OK && column < KIND_COLUMNS; column++)
        status = cev__table_add_text(table, names[column], text[column]);
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    *out = table;
    return CEV_OK;
}

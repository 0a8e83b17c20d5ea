/* The options that kinds and calls take, by name. */
#include "calls.h"

#include <string.h>

#include "kinds.h"

typedef struct call_entry {
    char name[32];
    const char *takes;
} call_entry;

static const call_entry calls[] = {
    {"cev_portfolio_summarise", CEV__TAKES_SUMMARISE},
    {"cev_portfolio_customer", CEV__TAKES_SUMMARISE},
    {"cev_portfolio_customer_id", CEV__TAKES_SUMMARISE},
    {"cev_portfolio_features", CEV__TAKES_FEATURES},
    {"cev_portfolio_report", CEV__TAKES_REPORT},
    {"cev_portfolio_cohorts", CEV__TAKES_COHORTS},
    {"cev_portfolio_cohorts_by", CEV__TAKES_COHORTS_BY},
    {"cev_portfolio_overview", CEV__TAKES_COHORTS},
    {"cev_cohorts_payback", CEV__TAKES_COHORTS_PAYBACK},
    {"cev_portfolio_periods", CEV__TAKES_PERIODS},
    {"cev_portfolio_indicators", CEV__TAKES_INDICATORS},
    {"cev_portfolio_indicators_by", CEV__TAKES_INDICATORS_BY},
    {"cev_portfolio_gaps", CEV__TAKES_GAPS},
    {"cev_portfolio_tracking", CEV__TAKES_TRACKING},
    {"cev_portfolio_recency", CEV__TAKES_RECENCY},
    {"cev_markov_estimate", CEV__TAKES_MARKOV_ESTIMATE},
    {"cev_markov_value", CEV__TAKES_MARKOV_VALUE},
    {"cev_markov_actions", CEV__TAKES_MARKOV_ACTIONS},
    {"cev_estimator_validate", CEV__TAKES_VALIDATE},
    {"cev_estimator_dependence", CEV__TAKES_DEPENDENCE},
    {"cev_estimator_importance", CEV__TAKES_IMPORTANCE},
    {"cev_scores_evaluate", CEV__TAKES_SCORES},
    {"cev_scores_compare", CEV__TAKES_SCORES_COMPARE},
    {"cev_gate_judge", CEV__TAKES_GATE_JUDGE},
    {"cev_gate_curve", CEV__TAKES_GATE_CURVE},
    {"cev_survey_scores", CEV__TAKES_SURVEY_SCORES},
    {"cev_survey_trend", CEV__TAKES_SURVEY_TREND},
    {"cev_survey_drivers", CEV__TAKES_SURVEY_DRIVERS},
    {"cev_survey_index", CEV__TAKES_SURVEY_INDEX},
    {"cev_survey_promoters", CEV__TAKES_SURVEY_PROMOTERS},
    {"cev_survey_reliability", CEV__TAKES_SURVEY_RELIABILITY},
    {"cev_segmenter_stability", CEV__TAKES_SEGMENTER_STABILITY},
    {"cev_segments_profile", CEV__TAKES_SEGMENTS_PROFILE},
    {"cev_segments_profit", CEV__TAKES_SEGMENTS_PROFIT},
    {"cev_segments_whale", CEV__TAKES_SEGMENTS_WHALE},
    {"cev_segments_lookalikes", CEV__TAKES_SEGMENTS_LOOKALIKES},
    {"cev_segments_migration", CEV__TAKES_SEGMENTS_MIGRATION},
};

const char *cev__takes(const char *name)
{
    const cev__estimator_kind *estimator = cev__estimator_find(name);
    if (estimator != NULL)
        return estimator->kind.takes;
    const cev__segmenter_kind *segmenter = cev__segmenter_find(name);
    if (segmenter != NULL)
        return segmenter->kind.takes;
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++)
        if (strcmp(calls[i].name, name) == 0)
            return calls[i].takes;
    return NULL;
}

/* Which options each call of the portfolio takes; kinds say it themselves. */
#ifndef CEV__CALLS_H
#define CEV__CALLS_H

#define CEV__TAKES_SUMMARISE "bin time_unit holdout lookback"
#define CEV__TAKES_FEATURES "bin time_unit windows holdout outcomes"
#define CEV__TAKES_REPORT "bin interval"
#define CEV__TAKES_COHORTS_BY "bin period margin discount interval"
#define CEV__TAKES_COHORTS CEV__TAKES_COHORTS_BY " by"
#define CEV__TAKES_COHORTS_PAYBACK "period interval"
#define CEV__TAKES_PERIODS "bin period"
#define CEV__TAKES_INDICATORS_BY "bin period margin interval"
#define CEV__TAKES_INDICATORS CEV__TAKES_INDICATORS_BY " by"
#define CEV__TAKES_GAPS "bin"
#define CEV__TAKES_TRACKING "bin time_unit step holdout"
#define CEV__TAKES_RECENCY "bin period states"
#define CEV__TAKES_MARKOV_ESTIMATE "interval margin"
#define CEV__TAKES_MARKOV_VALUE "time_unit horizon discount interval"
#define CEV__TAKES_MARKOV_ACTIONS "time_unit discount"
#define CEV__TAKES_JUDGE                                                      \
    "interval bins threshold customer_value offer contact acceptance "        \
    "acceptance_certainty"
#define CEV__TAKES_FOLDS "folds fold_by grouped_by time horizon"
#define CEV__TAKES_VALIDATE "target positive column " CEV__TAKES_FOLDS
#define CEV__TAKES_DEPENDENCE "column bins interval horizon"
#define CEV__TAKES_IMPORTANCE "features repeats interval"
#define CEV__TAKES_SCORES "target positive quantile draws " CEV__TAKES_JUDGE
#define CEV__TAKES_SCORES_COMPARE "target positive quantile interval"
#define CEV__TAKES_GATE_CURVE                                                 \
    "setup_cost years yearly_cost hours wage yearly_customers"
#define CEV__TAKES_GATE_JUDGE                                                 \
    "target positive interval draws customer_value offer contact acceptance " \
    CEV__TAKES_GATE_CURVE
#define CEV__TAKES_SURVEY_SCORES                                              \
    "target strata measure satisfied_from interval"
#define CEV__TAKES_SURVEY_TREND                                               \
    CEV__TAKES_SURVEY_SCORES " time period false_alarms"
#define CEV__TAKES_SURVEY_DRIVERS "target features interval"
#define CEV__TAKES_SURVEY_INDEX "features"
#define CEV__TAKES_SURVEY_PROMOTERS "target time column threshold interval"
#define CEV__TAKES_SURVEY_RELIABILITY "features interval"
#define CEV__TAKES_SEGMENTER_STABILITY "draws interval"
#define CEV__TAKES_SEGMENTS_PROFILE "features interval"
#define CEV__TAKES_SEGMENTS_PROFIT "column interval"
#define CEV__TAKES_SEGMENTS_WHALE "column"
#define CEV__TAKES_SEGMENTS_LOOKALIKES "column best features interval"
#define CEV__TAKES_SEGMENTS_MIGRATION "column"

/* The options of a kind or a call, by name; NULL where there is none. */
const char *cev__takes(const char *name);

#endif

/**
 * Options: typed values under text keys.
 *
 * One dictionary for the whole library: a key means the same wherever it is
 * taken. Keys, types, ranges and units are in cev_options_list().
 */
#ifndef CEV_OPTIONS_H
#define CEV_OPTIONS_H

#include "ctx.h"
#include "table.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct cev_options cev_options;

#define CEV_OPT_BIN "bin"             /* int, seconds that count as one purchase */
#define CEV_OPT_TIME_UNIT "time_unit" /* double, seconds of one model time unit */
#define CEV_OPT_HOLDOUT "holdout"     /* double, length of a holdout [time] */
#define CEV_OPT_LOOKBACK "lookback"   /* double, last share of the time to compare on */
#define CEV_OPT_WINDOWS "windows"     /* text: lengths before as_of, joined by commas [time] */
#define CEV_OPT_OUTCOMES "outcomes"   /* text: left bought spent treatment, several by blanks */
#define CEV_OPT_PERIOD "period"       /* text: day week month quarter year */
#define CEV_OPT_BY "by"               /* text: shop channel product */
#define CEV_OPT_STEP "step"           /* double, step of a time grid [time] */
#define CEV_OPT_HORIZON "horizon"     /* double, how far to look ahead [time] */
#define CEV_OPT_INTERVAL "interval"   /* double, coverage of intervals, 0: none */
#define CEV_OPT_UNCERTAINTY "uncertainty" /* text: profile delta laplace
                                             bootstrap mcmc */
#define CEV_OPT_DRAWS "draws"         /* int, draws of the parameters */
#define CEV_OPT_MARGIN "margin"       /* double, profit per unit of revenue */
#define CEV_OPT_DISCOUNT "discount"   /* double, effective rate per year */
#define CEV_OPT_PURCHASES "purchases" /* text: kind of the purchase model */
#define CEV_OPT_SPEND "spend"         /* text: kind of the spend model */
#define CEV_OPT_OWN_MEAN "own_mean"   /* text: weighed alone ignored */
#define CEV_OPT_PENALTY "penalty"     /* double, pull towards a usual shop */
#define CEV_OPT_PURCHASE_COVARIATES "purchase_covariates" /* text: columns */
#define CEV_OPT_DROPOUT_COVARIATES "dropout_covariates"   /* text: columns */
#define CEV_OPT_SPEND_COVARIATES "spend_covariates"       /* text: columns */
#define CEV_OPT_TOL "tol"             /* double, gradient per customer at the end */
#define CEV_OPT_MAX_ITER "max_iter"   /* int, iterations of an optimiser */
#define CEV_OPT_QUANTITIES "quantities" /* text: what predict is to tell */
#define CEV_OPT_SCORES "scores"       /* int, quantile classes of a score */
#define CEV_OPT_RECENCY_CUTS "recency_cuts"     /* text: ages [time_unit] */
#define CEV_OPT_FREQUENCY_CUTS "frequency_cuts" /* text: purchases */
#define CEV_OPT_MONETARY_CUTS "monetary_cuts"   /* text: revenue */
#define CEV_OPT_SCORE_WEIGHTS "score_weights"   /* text: of r, f, m in a total */
#define CEV_OPT_TARGET "target"       /* text: column that is learnt */
#define CEV_OPT_POSITIVE "positive"   /* text: which of a target's texts is 1 */
#define CEV_OPT_FEATURES "features"   /* text: columns to go by */
#define CEV_OPT_SENSITIVE "sensitive" /* text: columns to learn nothing from */
#define CEV_OPT_RARE "rare"           /* int, customers that a level takes */
#define CEV_OPT_TIME "time"           /* text: column of ends of spells, ages */
#define CEV_OPT_ENTRY "entry"         /* text: column of beginnings of spells */
#define CEV_OPT_STRATA "strata"       /* text: column of groups */
#define CEV_OPT_BINS "bins"           /* int, parts of equal size */
#define CEV_OPT_THRESHOLD "threshold" /* double, prediction to choose from */
#define CEV_OPT_CUSTOMER_VALUE "customer_value" /* double, [currency] */
#define CEV_OPT_OFFER "offer"         /* double, cost of an offer [currency] */
#define CEV_OPT_CONTACT "contact"     /* double, cost to make it [currency] */
#define CEV_OPT_ACCEPTANCE "acceptance" /* double, share that takes an offer */
#define CEV_OPT_ACCEPTANCE_CERTAINTY "acceptance_certainty" /* double, answers */
#define CEV_OPT_TIES "ties"           /* text: efron breslow */
#define CEV_OPT_DISTRIBUTION "distribution" /* text: of lifetimes */
#define CEV_OPT_SITUATION "situation" /* text: column of rows to choose from */
#define CEV_OPT_ALTERNATIVE "alternative" /* text: column of what is chosen */
#define CEV_OPT_BASE "base"           /* text: alternative to compare with */
#define CEV_OPT_BY_ALTERNATIVE "by_alternative" /* text: columns */
#define CEV_OPT_REPEATS "repeats"     /* int, how often it is tried */
#define CEV_OPT_MEASURE "measure"     /* text: nps csat ces rate */
#define CEV_OPT_SATISFIED_FROM "satisfied_from" /* double, an answer */
#define CEV_OPT_FALSE_ALARMS "false_alarms" /* double, share of alarms */
#define CEV_OPT_FAMILY "family"       /* text: how a target varies */
#define CEV_OPT_LINK "link"           /* text: usual log */
#define CEV_OPT_POWER "power"         /* double, of the variance of tweedie */
#define CEV_OPT_QUANTILE "quantile"   /* double, share that is below */
#define CEV_OPT_SHRINKAGE "shrinkage" /* text: what holds back */
#define CEV_OPT_ALPHA "alpha"         /* double, share of absolute values */
#define CEV_OPT_LAMBDA "lambda"       /* double, strength of a penalty */
#define CEV_OPT_LAMBDA_RULE "lambda_rule" /* text: min one_se */
#define CEV_OPT_FOLDS "folds"         /* int, parts of the customers */
#define CEV_OPT_FOLD_BY "fold_by"     /* text: target customer time */
#define CEV_OPT_GROUPED_BY "grouped_by" /* text: column of what stays together */
#define CEV_OPT_LEARNER "learner"     /* text: kind of what is held */
#define CEV_OPT_CALIBRATE_BY "calibrate_by" /* text: platt beta isotonic */
#define CEV_OPT_CONFORM_BY "conform_by" /* text: auto split jackknife */
#define CEV_OPT_NEIGHBOURS "neighbours" /* int, who are most alike */
#define CEV_OPT_ROUNDS "rounds"       /* int, trees; 0: by the data */
#define CEV_OPT_DEPTH "depth"         /* int, questions on the way to a leaf */
#define CEV_OPT_RATE "rate"           /* double, share of a step taken */
#define CEV_OPT_LEAF "leaf"           /* int, customers in a leaf at least */
#define CEV_OPT_LEAF_RIDGE "leaf_ridge" /* double, holds leaves back */
#define CEV_OPT_MONOTONE "monotone"   /* text: columns, + or - before them */
#define CEV_OPT_TREATMENT "treatment" /* text: column of who was treated */
#define CEV_OPT_TREATED "treated"     /* text: which of its texts is 1 */
#define CEV_OPT_META "meta"           /* text: t s x forest */
#define CEV_OPT_TREES "trees"         /* int: of a forest of effects */
#define CEV_OPT_POINTS_TO_DOUBLE "points_to_double" /* double, points */
#define CEV_OPT_BASE_SCORE "base_score" /* double, points */
#define CEV_OPT_BASE_ODDS "base_odds" /* double, at the base score */
#define CEV_OPT_BASELINE "baseline"   /* text: column of the rule in use */
#define CEV_OPT_SETUP_COST "setup_cost" /* double, currency, once */
#define CEV_OPT_YEARS "years" /* double, that it is used */
#define CEV_OPT_YEARLY_COST "yearly_cost" /* double, currency a year */
#define CEV_OPT_HOURS "hours" /* double, of work a year */
#define CEV_OPT_WAGE "wage" /* double, currency an hour */
#define CEV_OPT_YEARLY_CUSTOMERS "yearly_customers" /* double, decided on */
#define CEV_OPT_STATES "states"       /* int, states of recency of a chain */
#define CEV_OPT_BEST "best"           /* double, share that counts as the best */
#define CEV_OPT_COLUMN "column" /* text: what tiers go by */
#define CEV_OPT_CUT_BY "cut_by" /* text: customers amount value */
#define CEV_OPT_CUTS "cuts" /* text: where tiers end, joined by commas */
#define CEV_OPT_NAMES "names" /* text: names of tiers, joined by commas */
#define CEV_OPT_RULES "rules" /* text: named conditions over columns */
#define CEV_OPT_COVARIANCE "covariance" /* text: auto full diagonal */
#define CEV_OPT_SCALING "scaling"     /* text: standard range none */
#define CEV_OPT_SEGMENTS "segments"   /* int, how many groups; 0: by the data */
#define CEV_OPT_SEGMENTS_MOST "segments_most" /* int, of a choice by the data */
#define CEV_OPT_CHOICE "choice"       /* text: silhouette gap */
#define CEV_OPT_GAMMA "gamma"         /* double, weight of a category */
#define CEV_OPT_STARTS "starts"       /* int, beginnings of which the best stays */

/** A value of CEV_OPT_PURCHASES: the model is chosen by what the data say. */
#define CEV_AUTO "auto"

/** A new, empty set of options. @return CEV_OK, CEV_ERR_ARGUMENT, _MEMORY */
CEV_API int32_t cev_options_new(cev_ctx *ctx, cev_options **out);
CEV_API void cev_options_free(cev_options *options);

/**
 * Set one value. The key must exist in the dictionary, be of this type (an
 * integer is taken for a double as well) and the value be in range; else
 * CEV_ERR_OPTION, with the nearest key in the message: "marign" is no option;
 * did you mean "margin"?
 */
CEV_API int32_t cev_options_set_int(cev_options *options, const char *key,
                                    int64_t value);
CEV_API int32_t cev_options_set_double(cev_options *options, const char *key,
                                       double value);
CEV_API int32_t cev_options_set_str(cev_options *options, const char *key,
                                    const char *value);

/**
 * What can be set: a table with a row an option and the columns
 *   option (text), type ("int", "double", "text"), default (text),
 *   min, max (double; NaN where none), unit (text), meaning (text).
 *
 * @param of  a kind ("bgnbd"), a call ("cev_portfolio_summarise"), or NULL for all
 * @return CEV_OK, CEV_ERR_KIND, CEV_ERR_ARGUMENT, CEV_ERR_MEMORY
 */
CEV_API int32_t cev_options_list(cev_ctx *ctx, const char *of,
                                 cev_table **out);

#ifdef __cplusplus
}
#endif

#endif

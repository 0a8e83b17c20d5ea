/* The dictionary of options: each key once, with its type and its range. */
#ifndef CEV__DICTIONARY_H
#define CEV__DICTIONARY_H

#include "cev/options.h"

enum {
    CEV__OPT_BIN,
    CEV__OPT_TIME_UNIT,
    CEV__OPT_HOLDOUT,
    CEV__OPT_LOOKBACK,
    CEV__OPT_WINDOWS,
    CEV__OPT_OUTCOMES,
    CEV__OPT_PERIOD,
    CEV__OPT_BY,
    CEV__OPT_STEP,
    CEV__OPT_HORIZON,
    CEV__OPT_INTERVAL,
    CEV__OPT_UNCERTAINTY,
    CEV__OPT_DRAWS,
    CEV__OPT_MARGIN,
    CEV__OPT_DISCOUNT,
    CEV__OPT_PURCHASES,
    CEV__OPT_SPEND,
    CEV__OPT_OWN_MEAN,
    CEV__OPT_PENALTY,
    CEV__OPT_PURCHASE_COVARIATES,
    CEV__OPT_DROPOUT_COVARIATES,
    CEV__OPT_SPEND_COVARIATES,
    CEV__OPT_TOL,
    CEV__OPT_MAX_ITER,
    CEV__OPT_QUANTITIES,
    CEV__OPT_SCORES,
    CEV__OPT_RECENCY_CUTS,
    CEV__OPT_FREQUENCY_CUTS,
    CEV__OPT_MONETARY_CUTS,
    CEV__OPT_SCORE_WEIGHTS,
    CEV__OPT_STATES,
    CEV__OPT_BEST,
    CEV__OPT_TARGET,
    CEV__OPT_POSITIVE,
    CEV__OPT_FEATURES,
    CEV__OPT_SENSITIVE,
    CEV__OPT_RARE,
    CEV__OPT_TIME,
    CEV__OPT_ENTRY,
    CEV__OPT_STRATA,
    CEV__OPT_COLUMN,
    CEV__OPT_CUT_BY,
    CEV__OPT_CUTS,
    CEV__OPT_NAMES,
    CEV__OPT_RULES,
    CEV__OPT_BINS,
    CEV__OPT_THRESHOLD,
    CEV__OPT_CUSTOMER_VALUE,
    CEV__OPT_OFFER,
    CEV__OPT_CONTACT,
    CEV__OPT_ACCEPTANCE,
    CEV__OPT_ACCEPTANCE_CERTAINTY,
    CEV__OPT_COVARIANCE,
    CEV__OPT_TIES,
    CEV__OPT_DISTRIBUTION,
    CEV__OPT_SITUATION,
    CEV__OPT_ALTERNATIVE,
    CEV__OPT_BASE,
    CEV__OPT_BY_ALTERNATIVE,
    CEV__OPT_REPEATS,
    CEV__OPT_MEASURE,
    CEV__OPT_SATISFIED_FROM,
    CEV__OPT_FALSE_ALARMS,
    CEV__OPT_SCALING,
    CEV__OPT_SEGMENTS,
    CEV__OPT_SEGMENTS_MOST,
    CEV__OPT_CHOICE,
    CEV__OPT_GAMMA,
    CEV__OPT_STARTS,
    CEV__OPT_FAMILY,
    CEV__OPT_LINK,
    CEV__OPT_POWER,
    CEV__OPT_QUANTILE,
    CEV__OPT_SHRINKAGE,
    CEV__OPT_ALPHA,
    CEV__OPT_LAMBDA,
    CEV__OPT_LAMBDA_RULE,
    CEV__OPT_FOLDS,
    CEV__OPT_FOLD_BY,
    CEV__OPT_GROUPED_BY,
    CEV__OPT_LEARNER,
    CEV__OPT_CALIBRATE_BY,
    CEV__OPT_CONFORM_BY,
    CEV__OPT_NEIGHBOURS,
    CEV__OPT_ROUNDS,
    CEV__OPT_DEPTH,
    CEV__OPT_RATE,
    CEV__OPT_LEAF,
    CEV__OPT_LEAF_RIDGE,
    CEV__OPT_MONOTONE,
    CEV__OPT_TREATMENT,
    CEV__OPT_TREATED,
    CEV__OPT_META,
    CEV__OPT_TREES,
    CEV__OPT_POINTS_TO_DOUBLE,
    CEV__OPT_BASE_SCORE,
    CEV__OPT_BASE_ODDS,
    CEV__OPT_BASELINE,
    CEV__OPT_SETUP_COST,
    CEV__OPT_YEARS,
    CEV__OPT_YEARLY_COST,
    CEV__OPT_HOURS,
    CEV__OPT_WAGE,
    CEV__OPT_YEARLY_CUSTOMERS,
    CEV__OPTIONS
};

/* Texts of an option, in this order: the default of a text, its choices,
 * joined by blanks (none: any), the unit, and what the option is for. */
enum {
    CEV__OPTION_PRESET,
    CEV__OPTION_CHOICES,
    CEV__OPTION_UNIT,
    CEV__OPTION_MEANING
};

/* Short texts stand in it, the others behind one pointer: each costs a library
 * that can lie anywhere four times its size. */
typedef struct cev__option {
    char key[24];
    char type[8];      /* "int", "double" or "text" */
    const char *texts; /* one behind the end of another */
    double number_default;
    double min, max; /* inclusive */
    int takes_several; /* of the choices, each once */
} cev__option;

/* By number, CEV__OPT_BIN and so on. */
extern const cev__option cev__dictionary[CEV__OPTIONS];

/* One of its texts; never NULL. */
const char *cev__option_text(const cev__option *option, int which);

#endif

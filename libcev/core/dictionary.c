/* The dictionary of options; see dictionary.h. */
#include "dictionary.h"

#include <math.h>
#include <string.h>

#include "cev/kinds.h"

#define CENTURIES (1000.0 * 365.25 * 86400.0)

#define OPTION_NUMBER(name, type, preset, min, max, unit, meaning)            \
    [CEV__OPT_##name] = {CEV_OPT_##name, type, "\0\0" unit "\0" meaning,      \
                         preset, min, max, 0}
#define OPTION_INT(name, preset, min, max, unit, meaning)                     \
    OPTION_NUMBER(name, "int", preset, min, max, unit, meaning)
#define OPTION_DOUBLE(name, preset, min, max, unit, meaning)                  \
    OPTION_NUMBER(name, "double", preset, min, max, unit, meaning)

#define OPTION_WORDS(name, preset, choices, unit, meaning, several)           \
    [CEV__OPT_##name] = {CEV_OPT_##name, "text",                              \
                         preset "\0" choices "\0" unit "\0" meaning,          \
                         0, NAN, NAN, several}
#define OPTION_TEXT(name, preset, unit, meaning)                              \
    OPTION_WORDS(name, preset, "", unit, meaning, 0)
#define OPTION_CHOICE(name, preset, choices, meaning)                         \
    OPTION_WORDS(name, preset, choices, "", meaning, 0)
#define OPTION_SEVERAL(name, preset, choices, meaning)                        \
    OPTION_WORDS(name, preset, choices, "", meaning, 1)

const cev__option cev__dictionary[CEV__OPTIONS] = {
    OPTION_INT(BIN, 86400, 1, CENTURIES, "seconds",
        "orders of a customer within one such bin are one purchase"),
    OPTION_DOUBLE(TIME_UNIT, 86400, 1e-3, CENTURIES, "seconds",
        "length of one unit of model time (t_x, T, horizon)"),
    OPTION_DOUBLE(HOLDOUT, 0, 0, 1e15, "time_unit",
        "length of the time after as_of to compare with"),
    OPTION_DOUBLE(LOOKBACK, 0, 0, 0.9, "share of the time",
        "last part of the time up to as_of, for models to be compared on"),
    OPTION_TEXT(WINDOWS, "30,90,365", "lengths",
        "lengths of the time before as_of that is looked at apart, joined by "
        "commas"),
    OPTION_SEVERAL(OUTCOMES, "left", "left bought spent treatment",
        "what became of customers in the holdout, joined by blanks"),
    OPTION_CHOICE(PERIOD, "month", "day week month quarter year",
        "calendar period of cohorts and series; weeks begin on Monday"),
    OPTION_CHOICE(BY, "shop", "shop channel product",
        "what orders are told apart by: each channel as a shop of its own"),
    OPTION_DOUBLE(STEP, 7, 1e-9, 1e15, "time_unit",
        "step of a grid over time"),
    OPTION_DOUBLE(HORIZON, 365, 0, 1e15, "time_unit",
        "how far a prediction looks ahead"),
    OPTION_DOUBLE(INTERVAL, 0.9, 0, 0.999999, "probability",
        "coverage of the intervals; 0 leaves them out"),
    OPTION_CHOICE(UNCERTAINTY, "profile",
        "profile delta laplace bootstrap mcmc",
        "intervals from the likelihood, the standard errors, or draws of "
        "the parameters"),
    OPTION_INT(DRAWS, 400, 50, 1000, "",
        "draws of the parameters, by laplace, bootstrap and mcmc; of uplift "
        "and the gate, of customers"),
    OPTION_DOUBLE(MARGIN, 1, -1e6, 1e6, "per revenue",
        "profit earned by one unit of revenue; 1 values revenue itself"),
    OPTION_DOUBLE(DISCOUNT, 0.1, 0, 1e6, "per year",
        "effective yearly rate at which later money counts less"),
    OPTION_CHOICE(PURCHASES, CEV_BGNBD,
        CEV_AUTO " " CEV_BGNBD " " CEV_MBGNBD " " CEV_PARETO_NBD
        " " CEV_GGOM_NBD " " CEV_PARETO_GGG " " CEV_BGBB
        " " CEV_BG_CNBD_K " " CEV_MBG_CNBD_K,
        "kind of the purchase model in clv"),
    OPTION_CHOICE(SPEND, CEV_GAMMA_GAMMA, CEV_GAMMA_GAMMA,
        "kind of the spend model in clv"),
    OPTION_CHOICE(OWN_MEAN, "weighed", "weighed alone ignored",
        "whether a customer's own mean amount is weighed against that of all, "
        "stands alone, or is ignored"),
    OPTION_DOUBLE(PENALTY, 0, 0, 1e9, "",
        "pull of a fit towards a usual shop's parameters; 0 leaves it to the "
        "data"),
    OPTION_TEXT(PURCHASE_COVARIATES, "", "columns",
        "what says how often customers buy: columns, joined by commas"),
    OPTION_TEXT(DROPOUT_COVARIATES, "", "columns",
        "what says how soon customers leave: columns, joined by commas"),
    OPTION_TEXT(SPEND_COVARIATES, "", "columns",
        "what says how much customers spend: columns, joined by commas"),
    OPTION_DOUBLE(TOL, 1e-10, 1e-15, 1e-2, "",
        "gradient of the log-likelihood per customer at which a fit ends"),
    OPTION_INT(MAX_ITER, 500, 1, 1e6, "",
        "iterations after which an optimiser gives its best point"),
    OPTION_SEVERAL(QUANTITIES, "usual",
        "usual p_alive expected_purchases p_any next_purchase expected_spend "
        "clv dert rlv",
        "what predict tells, joined by blanks; usual: all but p_any, "
        "next_purchase, dert and rlv"),
    OPTION_INT(SCORES, 5, 2, 10, "", "classes of each RFM score"),
    OPTION_TEXT(RECENCY_CUTS, "", "time_unit",
        "ages of the last purchase up to which one scores better, joined by "
        "commas; none: by quantile"),
    OPTION_TEXT(FREQUENCY_CUTS, "", "purchases",
        "purchases from which on one scores better, joined by commas; none: "
        "by quantile"),
    OPTION_TEXT(MONETARY_CUTS, "", "revenue",
        "revenue from which on one scores better, joined by commas; none: by "
        "quantile"),
    OPTION_TEXT(SCORE_WEIGHTS, "1, 1, 1", "numbers",
        "what recency, frequency and monetary score count in the total"),
    OPTION_DOUBLE(BEST, 0.1, 0.001, 0.5, "share of the customers",
        "how many count as the best, by value"),
    OPTION_INT(STATES, 5, 2, 100, "", "states of recency of a chain"),
    OPTION_TEXT(TARGET, "target", "columns", "the column that is learnt"),
    OPTION_TEXT(POSITIVE, "", "value",
        "which of the target's two texts counts as 1; by itself the later "
        "one in the order of bytes"),
    OPTION_TEXT(FEATURES, "", "columns",
        "what to go by: columns, joined by commas; none: all that can serve"),
    OPTION_TEXT(SENSITIVE, "", "columns",
        "columns that nothing is learnt from, joined by commas"),
    OPTION_INT(RARE, 5, 1, 1e15, "customers",
        "texts of fewer customers are pooled"),
    OPTION_TEXT(TIME, "time", "columns",
        "until when a customer was seen, or for how long by now"),
    OPTION_TEXT(ENTRY, "", "columns",
        "from when on a customer was seen; none: from the beginning"),
    OPTION_TEXT(STRATA, "", "columns",
        "groups of customers, each looked at by itself; none: all together"),
    OPTION_TEXT(COLUMN, "revenue", "column", "what tiers go by"),
    OPTION_CHOICE(CUT_BY, "customers", "customers amount value",
        "what the cuts of tiers are: shares of the customers, shares of the "
        "amount, or values"),
    OPTION_TEXT(CUTS, "", "numbers",
        "where tiers end, the best first, joined by commas; none: 0.2, 0.5 of "
        "the customers or 0.8, 0.95 of the amount"),
    OPTION_TEXT(NAMES, "", "names",
        "names of tiers, the best first, joined by commas; none: A, B, C"),
    OPTION_TEXT(RULES, "", "rules",
        "named conditions joined by semicolons, the first that holds decides: "
        "vip: revenue > 1000 and x >= 5; else other"),
    OPTION_INT(BINS, 10, 1, 10000, "", "parts of equal numbers of customers"),
    OPTION_DOUBLE(THRESHOLD, 0.5, -1e150, 1e150, "",
        "prediction from which customers are chosen; by itself the one from "
        "which an offer pays"),
    OPTION_DOUBLE(CUSTOMER_VALUE, 200, -1e12, 1e12, "currency",
        "what keeping or winning a customer is worth"),
    OPTION_DOUBLE(OFFER, 10, 0, 1e12, "currency",
        "what an offer costs where it is taken, or was not needed"),
    OPTION_DOUBLE(CONTACT, 1, 0, 1e12, "currency",
        "what it costs to make an offer"),
    OPTION_DOUBLE(ACCEPTANCE, 0.3, 1e-6, 1, "share",
        "who take an offer among those whom it is for, in the mean"),
    OPTION_DOUBLE(ACCEPTANCE_CERTAINTY, 20, 1e-3, 1e9, "answers",
        "how many answers that acceptance is known as well as from"),
    OPTION_CHOICE(COVARIANCE, "auto", "auto full diagonal",
        "whether columns may hang together within a segment of mixture"),
    OPTION_CHOICE(TIES, "efron", "efron breslow",
        "how those who leave at the same time count"),
    OPTION_CHOICE(DISTRIBUTION, "weibull",
        "weibull exponential loglogistic lognormal",
        "by which law lifetimes differ"),
    OPTION_TEXT(SITUATION, "situation", "columns",
        "which rows are alternatives of one choice"),
    OPTION_TEXT(ALTERNATIVE, "alternative", "columns",
        "what a row offers; none: alternatives have no names"),
    OPTION_TEXT(BASE, "", "value",
        "the alternative that others are told against; by itself the first in "
        "the order of bytes"),
    OPTION_TEXT(BY_ALTERNATIVE, "", "columns",
        "features with a coefficient for each alternative but the base, "
        "joined by commas"),
    OPTION_INT(REPEATS, 10, 2, 1000, "",
        "how often a feature is dealt anew among the customers"),
    OPTION_CHOICE(MEASURE, "nps", "nps csat ces rate",
        "what answers are told as: net promoters, the share of the satisfied, "
        "their mean, or events by exposure"),
    OPTION_DOUBLE(SATISFIED_FROM, 4, -1e100, 1e100, "answer",
        "the lowest answer that counts as satisfied"),
    OPTION_DOUBLE(FALSE_ALARMS, 0.1, 0, 1, "share",
        "of the periods told as changed, how many may be so by chance"),
    OPTION_CHOICE(SCALING, "standard", "standard range none",
        "what makes columns comparable: their standard deviation, their "
        "range, or nothing"),
    OPTION_INT(SEGMENTS, 0, 0, 100, "",
        "how many groups; 0 leaves it to the data"),
    OPTION_INT(SEGMENTS_MOST, 8, 1, 100, "",
        "groups at the most where the data decide"),
    OPTION_CHOICE(CHOICE, "silhouette", "silhouette gap",
        "how the data decide on the number of groups of kmeans"),
    OPTION_DOUBLE(GAMMA, 0, 0, 1e9, "",
        "what a category that differs counts of a squared distance; 0 lets "
        "categories part customers as much as numbers do"),
    OPTION_INT(STARTS, 10, 1, 1000, "",
        "beginnings of a search, of which the best result stays"),
    OPTION_CHOICE(FAMILY, "auto",
        "auto gaussian binomial poisson gamma tweedie quantile cox",
        "how the target varies: as numbers do, yes or no, counts, amounts "
        "above 0, or amounts that may be 0; auto: one of the first two; of "
        "boosting also a quantile, or who leaves first"),
    OPTION_CHOICE(LINK, "usual", "usual log",
        "what a sum over features stands for: the mean of numbers and the "
        "log odds of a yes or no, else the log of the mean"),
    OPTION_DOUBLE(POWER, 1.5, 1.01, 1.99, "",
        "power of the mean with which the variance of tweedie grows"),
    OPTION_DOUBLE(QUANTILE, 0.5, 0.001, 0.999, "share",
        "of the family quantile: so many customers are below"),
    OPTION_CHOICE(SHRINKAGE, "ridge", "ridge elastic_net firth none",
        "how coefficients are held back: all a little, some altogether, as "
        "much as takes the bias out, or not at all"),
    OPTION_DOUBLE(ALPHA, 0.5, 0, 1, "",
        "share of absolute values, beside squares, in the elastic net"),
    OPTION_DOUBLE(LAMBDA, 0, 0, 1e9, "per customer",
        "how strongly coefficients are held back; 0 leaves it to the data"),
    OPTION_CHOICE(LAMBDA_RULE, "min", "min one_se",
        "of the elastic net: the lambda that predicts best, or the strongest "
        "that is not clearly worse"),
    OPTION_INT(FOLDS, 0, 0, 1000, "",
        "parts into which customers are dealt, each left out once; 0: 10, or "
        "each customer apart up to 50"),
    OPTION_CHOICE(FOLD_BY, "target", "target customer time",
        "how customers are dealt to folds: as much of the target to each, by "
        "a hash of who they are, or later times after earlier ones"),
    OPTION_TEXT(GROUPED_BY, "", "columns",
        "rows with the same in this column stay in one fold; none: the "
        "column customer"),
    OPTION_CHOICE(LEARNER, CEV_GLM,
        CEV_CONSTANT " " CEV_NEAREST " " CEV_GLM " " CEV_HURDLE
        " " CEV_BOOSTING " " CEV_SCORECARD,
        "the learner that is held"),
    OPTION_CHOICE(CALIBRATE_BY, "platt", "platt beta isotonic",
        "how probabilities are bent: by a line through the log-odds, by a "
        "curve of two slopes, or by any curve that never falls"),
    OPTION_CHOICE(CONFORM_BY, CEV_AUTO, CEV_AUTO " split jackknife quantiles",
        "what bounds rest on: customers kept apart, each left out in turn, or "
        "the learner's own quantiles and customers kept apart; auto: the "
        "second below 100, else the first"),
    OPTION_INT(NEIGHBOURS, 0, 0, 1e6, "customers",
        "of those most alike, at least; 0: as many as foretell best"),
    OPTION_INT(ROUNDS, 0, 0, 100000, "",
        "trees that are added up; 0: as many as predict customers held out "
        "best"),
    OPTION_INT(DEPTH, 4, 1, 16, "",
        "questions on the way to a leaf of a tree, at most"),
    OPTION_DOUBLE(RATE, 0.05, 1e-4, 1, "",
        "share of its best step that each tree takes"),
    OPTION_INT(LEAF, 20, 1, 1e15, "customers",
        "in a leaf of a tree, at least"),
    OPTION_DOUBLE(LEAF_RIDGE, 1, 0, 1e9, "",
        "what holds the leaves of trees back: added to the curvature of each"),
    OPTION_TEXT(MONOTONE, "", "columns",
        "features with which predictions never fall, or with - before the "
        "name never rise: +x, -age"),
    OPTION_TEXT(TREATMENT, "treatment", "columns",
        "the column that says who was treated: 0 and 1, or two texts"),
    OPTION_TEXT(TREATED, "", "value",
        "which of the treatment's two texts counts as 1; by itself the later "
        "one in the order of bytes"),
    OPTION_CHOICE(META, "t", "t s x forest",
        "how effects are learnt: a model for each group, one for both, "
        "effects that each model sees in the other group, or a forest"),
    OPTION_INT(TREES, 500, 10, 100000, "",
        "trees of a forest of effects"),
    OPTION_DOUBLE(POINTS_TO_DOUBLE, 20, 1e-6, 1e9, "points",
        "points of a scorecard with which the odds double"),
    OPTION_DOUBLE(BASE_SCORE, 600, -1e9, 1e9, "points",
        "score of a customer whose odds are base_odds"),
    OPTION_DOUBLE(BASE_ODDS, 50, 1e-9, 1e9, "",
        "how many times as many customers do as do not, at base_score"),
    OPTION_TEXT(BASELINE, "", "column",
        "the rule in use, which a model is to beat: higher for who comes first, "
        "or 1 for who is picked; none: nobody or everybody"),
    OPTION_DOUBLE(SETUP_COST, 0, 0, 1e12, "currency",
        "what it costs to set a model up"),
    OPTION_DOUBLE(YEARS, 1, 0.01, 100, "years",
        "over which the cost of setting up is spread"),
    OPTION_DOUBLE(YEARLY_COST, 0, 0, 1e12, "currency per year",
        "what it costs to run a model"),
    OPTION_DOUBLE(HOURS, 0, 0, 1e9, "hours per year",
        "work that running a model takes"),
    OPTION_DOUBLE(WAGE, 0, 0, 1e9, "currency per hour",
        "what that work costs"),
    OPTION_DOUBLE(YEARLY_CUSTOMERS, 0, 0, 1e15, "customers per year",
        "on whom a model decides; 0: as many as it is judged by"),
};

const char *cev__option_text(const cev__option *option, int which)
{
    const char *text = option->texts;
    for (int i = 0; i < which; i++)
        text += strlen(text) + 1;
    return text;
}

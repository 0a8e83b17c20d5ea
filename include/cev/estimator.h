/**
 * Estimators: anything that is fitted to customers and then predicts.
 *
 *     cev_estimator_new(ctx, CEV_CLV, options, &clv);
 *     cev_estimator_fit(clv, customers);
 *     cev_estimator_predict(clv, customers, NULL, &scores);
 *
 * `customers` is a table such as cev_portfolio_summarise() gives, or the
 * host's own with the columns that the kind wants (cev_kinds()).
 */
#ifndef CEV_ESTIMATOR_H
#define CEV_ESTIMATOR_H

#include "options.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct cev_estimator cev_estimator;

/**
 * A new estimator, not fitted yet. The options are copied; those of predict
 * may be given here as its defaults.
 * @return CEV_OK, CEV_ERR_KIND, CEV_ERR_OPTION, CEV_ERR_ARGUMENT, CEV_ERR_MEMORY
 */
CEV_API int32_t cev_estimator_new(cev_ctx *ctx, const char *kind,
                                  const cev_options *options,
                                  cev_estimator **out);
CEV_API void cev_estimator_free(cev_estimator *estimator);

/** The kind's name, as given to _new or found in loaded bytes. */
CEV_API const char *cev_estimator_kind(const cev_estimator *estimator);

/**
 * The options in force, those loaded with it among them: what was given to
 * _new, else the default. A row for each that the kind takes:
 *   option (text), value (text), number (double; a gap for text options)
 * What a call is given for itself alone is not among them. (EST-OPTIONS-1)
 * @return CEV_OK, CEV_ERR_ARGUMENT, CEV_ERR_MEMORY
 */
CEV_API int32_t cev_estimator_options(const cev_estimator *estimator,
                                      cev_table **out);

/**
 * Fit to a row a customer, or to a row for many equal ones: the column
 * `customers` (optional, of every kind) says for how many a row stands, a
 * number from 0 to 1e15, fractions allowed. Always ends in an answer: where the
 * data cannot carry the model a simpler one is taken, and the summary's verdict
 * says so. The order of the rows changes no bit of it.       (EST-ORDER-1)
 * A fit after another begins where that ended: it ends where it would have
 * without (to 1e-9 of each parameter that the data settle), but sooner.
 *                                                             (EST-AGAIN-1)
 * On error the estimator keeps its last fit.
 * @return CEV_OK, CEV_ERR_COLUMN, CEV_ERR_DOMAIN, CEV_ERR_CANCELLED, CEV_ERR_MEMORY
 */
CEV_API int32_t cev_estimator_fit(cev_estimator *estimator,
                                  const cev_table *customers);

/*
 * Fits in parts: customers stay where they are, in shops, on machines, in
 * files one after another, and only sums over them come together:
 *
 *     while (cev_estimator_partial_ask(whole, &question) == CEV_OK
 *            && question != NULL)
 *         for each part: ... on its machine, with an estimator of the kind:
 *             cev_estimator_partial_answer(here, customers, question, &part);
 *             cev_estimator_partial_add(whole, part);
 *
 * The fit is that of all customers together to rounding: parameters that the
 * data settle are the same to 1e-9, however they are divided and in whatever
 * order parts are added. (EST-PARTS-1) Purchase models, gamma_gamma, clv with
 * a named purchase model, sbg and bdw can be fitted so, without covariates;
 * the figure distinct_rows counts equal rows of two parts twice.
 *
 * Questions and parts are tables of some dozen rows:
 *   section  "asked" (the rows of the question, in parts too) or "sum"
 *   name     "model", "step", what it is asked at; names of sums
 *   text     of the first two
 *   value    of the others
 *   rest     what value, a double, could not hold of a sum
 * A part tells no more of its customers than sums over all of them: how many,
 * purchases, time, amounts, and the log-likelihood with its slopes and bends
 * at some parameters; besides, of contracts the most renewals anybody faced,
 * and where all have the same history, which. So a part of few customers tells
 * about them what a sum over few tells.
 */

/**
 * What every part is to answer next, or, when no more is to be known, NULL:
 * then the estimator is fitted, and asking again begins anew. The same
 * question again as long as no answer was added. A fit asks 10 to 30 times,
 * where intervals follow a skew likelihood some hundred times. The parameters
 * of the last fit stay until the new one is whole.
 * @return CEV_OK, CEV_ERR_KIND (whose fit is no sum), CEV_ERR_OPTION
 *         (covariates, purchases = "auto"), CEV_ERR_STATE (answers of fewer
 *         customers than to the first question: some are missing),
 *         CEV_ERR_DOMAIN (no customers in any part), CEV_ERR_MEMORY
 */
CEV_API int32_t cev_estimator_partial_ask(cev_estimator *estimator,
                                          cev_table **question);

/**
 * The sums over some customers, possibly none, that answer a question. The
 * estimator, fitted or not, is of the kind of the one that asks; its options
 * do not matter. Takes as long as one or two turns of a fit: the customers
 * are read, equal ones brought together, and the sums taken once.
 * @param customers  as for cev_estimator_fit
 * @return CEV_OK, CEV_ERR_KIND, CEV_ERR_COLUMN, CEV_ERR_DOMAIN (a row, or a
 *         question that is none for this kind), CEV_ERR_CANCELLED,
 *         CEV_ERR_MEMORY
 */
CEV_API int32_t cev_estimator_partial_answer(const cev_estimator *estimator,
                                             const cev_table *customers,
                                             const cev_table *question,
                                             cev_table **part);

/**
 * Add the answer of one part to the question that is open; each part once.
 * NULL forgets all that was asked and answered: the next question is the
 * first.
 * Answers to later questions are counted: of more customers than the first
 * was answered for is an error, and nothing is added.
 * @return CEV_OK, CEV_ERR_STATE (nothing was asked), CEV_ERR_COLUMN,
 *         CEV_ERR_DOMAIN (no part, of another question, or too many)
 */
CEV_API int32_t cev_estimator_partial_add(cev_estimator *estimator,
                                          const cev_table *part);

/**
 * What to believe about parameters beforehand, from next fit on: what was
 * found for another shop, or a year ago. `parameters` is a table such as the
 * summary of that fit, with the columns
 *   name (text), value, std_error, and section (optional)
 * and is copied. Rows of sections other than "parameter" and rows without a
 * std_error are passed over. The logarithm of each parameter is taken to be
 * normal around log(value) with the standard deviation std_error / value,
 * apart from the others: how one hung together with another is not in a
 * summary. A std_error twice as large makes the prior count a quarter.
 * Coefficients of covariates ("purchase: age", in clv "bgnbd.purchase: age")
 * are normal themselves, and those that a fit does not ask for are passed over.
 * Times are in the unit of the customers to come. NULL takes the prior away.
 * The summary of a fit says when there was one (EST-PRIOR-1); it is saved
 * with the estimator, as options are. On error the one before stays.
 * @return CEV_OK, CEV_ERR_COLUMN, CEV_ERR_DOMAIN (a name, value or std_error
 *         that is none), CEV_ERR_KIND (which has no parameters), CEV_ERR_LIMIT
 *         (more than 64)
 */
CEV_API int32_t cev_estimator_prior(cev_estimator *estimator,
                                    const cev_table *parameters);

/**
 * What was fitted, on how much, and what cannot be believed:
 *   section  "parameter", "fit", "draws" (of the option uncertainty: mean,
 *            standard deviation and quantiles of each parameter and
 *            coefficient; of chains "r.r_hat", "r.ess_bulk", "r.ess_tail";
 *            of "way" the value is how many there are) or "verdict"
 *   name     parameter, figure or verdict key, e.g. "r", "log_likelihood",
 *            "few_repeat_buyers"; those of parts carry the part: "bgnbd.r"
 *   value, std_error, lower, upper   (double; gaps where there is none)
 *   text     verdict in words
 * @return CEV_OK, CEV_ERR_STATE, CEV_ERR_ARGUMENT, CEV_ERR_MEMORY
 */
CEV_API int32_t cev_estimator_summary(const cev_estimator *estimator,
                                      const cev_options *options,
                                      cev_table **out);

/**
 * One row for each row of `customers`, in its order, beginning with the
 * column `customer` where the input has one. Every estimate q comes with
 * q_lo and q_hi unless the option `interval` is 0: how sure the estimate is,
 * given what is not known of the parameters; a single customer does more or
 * less than his expectation besides. Where no amounts were known,
 * expected_spend and clv are gaps.
 *   bgnbd, mbgnbd  p_alive, expected_purchases
 *   gamma_gamma    expected_spend
 *   clv            all of these, and clv
 *   historic       value (margin × revenue so far), value_per_year (gap at
 *                  T = 0), expected_value (at that pace over `horizon`,
 *                  discounted)
 *   cohort_average expected_value: what customers of that age brought
 *   sbg, bdw       p_renew (the next renewal is made), p_stay (all within
 *                  `horizon` are), expected_renewals (of those), derl (all to
 *                  come, the next counting 1 and each later one less by
 *                  `discount`; left out when that is 0). time_unit is the
 *                  length of a period. All 0 for who has churned; without the
 *                  column `churned` nobody has
 *   glm            prediction: the mean of the target, or the probability of
 *                  yes, for customers with such features, on the target's own
 *                  scale; prediction_lo and _hi by the errors of the margin
 *                  (Wald's; Student's t where the scatter is estimated), none
 *                  with the elastic net. What is missing in a row, or a text
 *                  that the fit did not know, counts as average (or as one of
 *                  the pooled texts): no row is refused for that (GLM-ROWS-1)
 *   hurdle         prediction: the mean of an amount that is often 0, the
 *                  probability that it is not times exp(mean of its logarithm
 *                  + half its variance); bounds by the errors of both parts.
 *                  An amount below 0 counts as 0. Numbers v among the features
 *                  are learnt from as log(1 + |v| / a lesser size of them),
 *                  with the sign of v, but for yes and no as 1 and 0
 *                  (HURDLE-LOGS-1). Rows are as with glm
 *   boosting       prediction: as of glm, without bounds; with family =
 *                  "quantile" the amount below which such a customer stays with
 *                  the chance `quantile`, with "cox" what cox gives, without
 *                  bounds
 *   scorecard      prediction: the probability of yes, without bounds; score:
 *                  its log odds in points, offset + factor × log odds, with
 *                  the options points_to_double (factor × ln 2), base_score
 *                  and base_odds. What is missing, or a text that the fit did
 *                  not know, has the points of its own bin, 0 where the fit
 *                  saw none                                 (SCORECARD-POINTS-1)
 *   churn, propensity, lead_score, ml_cltv
 *                  what the learner predicts that they took, the summary says
 *                  which; chances that were too sure are bent. Its sections
 *                  left_out (of customers left out in turn), profit, gain and
 *                  year, and verdicts, are as in cev/gate.h  (RECIPE-LEFT-OUT-1)
 *   uplift         prediction: what the treatment adds to the customer's mean
 *                  of the target; prediction_treated, prediction_untreated:
 *                  the means with and without it. prediction_lo and _hi of
 *                  meta = "t" and a learner that has them, from the intervals
 *                  of the two models (Zou & Donner 2008): they leave out what
 *                  the models' form gets wrong. And of meta = "forest", by how
 *                  much trees differ from one half of the customers to another
 *                  (Athey, Tibshirani & Wager 2019, 4); the means with and
 *                  without it are then what is to be expected of the customer,
 *                  less the effect by his chance to be treated, and with it,
 *                  of a yes or no within 0 and 1. The option treatment names a
 *                  column of 0 and 1 or of two texts, which a table to predict
 *                  need not have
 *   calibrated     what the learner inside predicts (option learner), bent to
 *                  what came of customers left out in turn (calibrate_by);
 *                  bounds are bent likewise. Of a target of yes and no
 *   conformal      what the learner inside predicts (option learner), and of a
 *                  number prediction_lo and prediction_hi between which at
 *                  least (by the jackknife nearly) `interval` of customers to
 *                  come lie, if they come as those of the fit did, with
 *                  conform_by = "quantiles" as far apart as such customers
 *                  are; of a yes or no possible_no and possible_yes (int64,
 *                  1: it may be): both, one or none, so
 *                  that as many of those who will and of those who will not
 *                  have their answer among them (CONFORMAL-HOLDS-1). With the
 *                  option `strata` of each group, those that the fit did not
 *                  know or that have too few as all together. Gaps where
 *                  customers are too few: 90 % takes nine left out
 *   nearest        prediction: the mean of the `neighbours` customers of the fit
 *                  who are most alike, and of all as near as the last of them.
 *                  How far apart two are: squared differences of numbers in
 *                  standard deviations, and 1 for each text that differs or
 *                  column that is known of one alone, added up. Bounds are how
 *                  sure that mean is (Wilson's, or the normal ones)
 *   constant       prediction: the mean of the column that the option `target`
 *                  names, or the share of those who did where it is a yes or no
 *   kaplan_meier   prediction (the chance to leave within `horizon`, of who is
 *                  there at the age that the column of the option `time` holds;
 *                  0 without it), time_ahead (how long of that horizon he
 *                  stays, in the mean). Gaps where nobody of the fit was seen
 *                  to be older; with a horizon beyond the oldest of them the
 *                  upper bound of leaving is 1 (SURVIVAL-END-1)
 *   cox            the same (gaps without, but for relative_hazard), and
 *                  relative_hazard: how many times as readily he leaves as a
 *                  customer who is average in everything
 *   aft            the same, beyond the oldest of the fit too, and median_ahead:
 *                  the time by which half of such customers will have left
 *   choice         prediction: the share of the row's situation that takes its
 *                  alternative; utility: the logarithm of it but for what all
 *                  of the situation have in common
 * The option `quantities` names what purchase models and clv are to tell:
 *   usual          what stands above, but not the next four
 *   p_any          probability of at least one purchase within `horizon`
 *   next_purchase  [time] until the next purchase of a customer who makes one
 *                  within `horizon`, in the mean
 *   dert           all purchases to come, each discounted to today: the
 *                  discounted expected residual transactions. Without end, and
 *                  so only with `discount` above 0 (EVER-DERT-1)
 *   rlv            of clv: these times expected_spend and `margin`, the residual
 *                  lifetime value: clv for ever (EVER-RLV-1)
 * or some columns by name, each with its bounds, in the order of this list
 * whatever that of the option. (EST-QUANTITIES-1)
 * A row with x = t_x = T = 0 is a customer who has just bought for the first
 * time, one with T = 0 a new subscriber.
 * @return CEV_OK, CEV_ERR_STATE, CEV_ERR_COLUMN, CEV_ERR_DOMAIN,
 *         CEV_ERR_OPTION, CEV_ERR_CANCELLED, CEV_ERR_MEMORY
 */
CEV_API int32_t cev_estimator_predict(const cev_estimator *estimator,
                                      const cev_table *customers,
                                      const cev_options *options,
                                      cev_table **out);

#define CEV_EVAL_HOLDOUT "holdout"         /* errors on the held-out period */
#define CEV_EVAL_FREQUENCY "frequency"     /* customers by x, actual and model */
#define CEV_EVAL_TRACKING "tracking"       /* expected repeat purchases over time */
#define CEV_EVAL_CONDITIONAL "conditional" /* holdout purchases by x, actual, model */
#define CEV_EVAL_DECILES "deciles"         /* value by decile of prediction */
#define CEV_EVAL_RETENTION "retention"     /* who stays, renewal by renewal */
#define CEV_EVAL_TOTALS "totals"           /* what all customers bring together */
#define CEV_EVAL_CURVE "curve"             /* value by a customer's age */
#define CEV_EVAL_COMPARISON "comparison"   /* why this purchase model */
#define CEV_EVAL_PIT "pit"                 /* whole distributions, against truth */
#define CEV_EVAL_COVERAGE "coverage"       /* who did what his own range says */
#define CEV_EVAL_AHEAD "ahead"             /* who will buy how often */
#define CEV_EVAL_LIKELIHOOD "likelihood"   /* how each customer is explained */
#define CEV_EVAL_SURVIVAL "survival"       /* who is still there, over time */
#define CEV_EVAL_PROPORTIONAL "proportional" /* coefficients that change */
#define CEV_EVAL_ELASTICITIES "elasticities" /* of shares by features */
#define CEV_EVAL_SCORES "scores"           /* a learner's errors */
#define CEV_EVAL_CALIBRATION "calibration" /* predicted and actual, by bin */
#define CEV_EVAL_LIFT "lift"               /* what the best parts hold */
#define CEV_EVAL_ROC "roc"                 /* rates by threshold */
#define CEV_EVAL_CONFUSION "confusion"     /* right and wrong choices */
#define CEV_EVAL_PROFIT "profit"           /* what a campaign would bring */
#define CEV_EVAL_UPLIFT "uplift"           /* effects, actual and predicted */
#define CEV_EVAL_QINI "qini"               /* whether targeting pays */
#define CEV_EVAL_CARD "card"               /* points, bin by bin */

/**
 * How good it is, as a table whose columns depend on `what`:
 *   holdout      metric (text), value, lower, upper: customers, actual,
 *                predicted, bias, mae, rmse, gini, and the same for a naive
 *                x / T rule (metric names with "naive_" before them)
 *   frequency    x, customers, expected  (the last row: x or more)
 *   tracking     time [after the table's as-of; earlier is negative],
 *                expected_repeat, expected_cumulative (holdout; step: bgbb 1)
 *   conditional  x, customers, actual, expected, (means over customers with x)
 *   deciles      decile (1: the highest predictions), customers, predicted,
 *                actual, share_predicted, share_actual, lift (how many times
 *                what the mean customer brought), lift_lo, lift_hi (gaps where
 *                it is 0), cumulative_actual (share of this decile and those
 *                above); of purchases, or of revenue for clv with
 *                revenue_holdout. Without x_holdout the predictions alone, over
 *                `horizon`: what is actual is a gap
 *   totals       quantity (text), value, lower, upper: the sums of predict's
 *                p_alive (active_customers), expected_purchases and, for clv,
 *                clv, and of p_any (buying_customers), dert and rlv where
 *                `quantities` asks for them, each with the interval of the sum,
 *                which the customers' do not give (EVAL-TOTALS-1). Of sbg and
 *                bdw those of p_renew (renewing_customers), p_stay
 *                (staying_customers), expected_renewals and derl, of historic
 *                and cohort_average that of expected_value
 *   curve        of cohort_average: age_from, age_to (a band of ages of the
 *                fit), customers, value (margin a time unit, of each), value_lo,
 *                value_hi, cumulative (value of a customer from his first day
 *                to age_to, after the first purchase; not discounted)
 *   retention    of sbg and bdw: t (renewals), customers (who faced it),
 *                actual_retention, expected_retention (the share of them that
 *                made it), actual_survival, expected_survival (of all who
 *                began, with _lo and _hi); up to the last renewal that a
 *                customer faced, and `holdout` more, where actual is a gap.
 *                Customers seen for longer than those of the fit make it a
 *                holdout
 *   comparison   of clv with the option purchases = "auto", a row for each
 *                purchase model looked at: model (text), is_chosen,
 *                log_likelihood, aic (of all customers fitted to); actual,
 *                predicted, mae, rmse (of purchases in the lookback, by the
 *                model fitted to what was before it; gaps without one),
 *                log_score (mean log-density that it gave to what came),
 *                shortfall, shortfall_std_error (to that of the best), why
 *                (text). `customers` is not read
 *   pit          sample (text), bin, customers, from, to, share, lower, upper:
 *                the histogram of the probability integral transform, not
 *                randomised, in tenths; of a model that is right each share is
 *                a tenth, but for chance between lower and upper (each bin by
 *                itself, with the probability `interval`). sample "fit": x
 *                given T, whose bounds are too wide, as the parameters are
 *                fitted to it; "holdout", with the columns x_holdout and
 *                T_holdout: purchases there given the history, with what is
 *                not known of the parameters in the bounds. pareto_ggg has
 *                "fit" alone (EVAL-PIT-1)
 *   coverage     x (a gap: all customers; the last row: x or more), customers,
 *                nominal (the option interval), expected, actual, actual_lo,
 *                actual_hi (Wilson), below, above: the share whose purchases in
 *                the holdout lie in the customer's own central range, which is
 *                to hold `interval` of what may happen. Purchases are whole
 *                numbers, so it holds more, by the model `expected`. Not of
 *                pareto_ggg (EVAL-COVERAGE-1)
 *   ahead        purchases (the last row: so many or more), customers,
 *                customers_lo, customers_hi: how many will buy so often within
 *                `horizon`, in the mean, of 20 purchases at most; of one
 *                customer the chances of what he will do (EVAL-AHEAD-1). Each
 *                history costs a millisecond or two by pareto_nbd, a hundred
 *                times that by pareto_ggg, less without intervals
 *   likelihood   for each row customer, log_likelihood, _lo, _hi; for clv, too,
 *                spend_log_likelihood, a gap without amounts (EVAL-LIKELIHOOD-1)
 *   scores, calibration, lift, roc, confusion, profit
 *                of learners (`constant`, `glm`, `hurdle`, `boosting`,
 *                `scorecard`, `calibrated`, `conformal`, `nearest`, the recipes): as
 *                cev_scores_evaluate says, of their predictions and the
 *                target. Of choice "scores" is of situations: metric, value,
 *                lower, upper of choices, log_loss, equal_log_loss (of equal
 *                chances), hit_rate (how often the likeliest was chosen)
 *   coverage     of conformal too: metric (text), value, std_error, lower,
 *                upper, method (text): customers, coverage (how many lie
 *                within; Wilson), width (mean, of numbers); of a yes or no
 *                coverage_no, coverage_yes, answers (possible, in the mean)
 *   card         of scorecard: feature, bin (text), customers, rate, rate_lo,
 *                rate_hi (Wilson), woe (the weight of evidence: log odds of the
 *                bin less those of all, pulled to 0 where customers are few),
 *                points; the first row is the base, the score of who is
 *                average in everything. Of the customers of the fit:
 *                `customers` is not read
 *   survival     of kaplan_meier, cox, aft and boosting of the family cox:
 *                stratum (text, with the option `strata`), time, at_risk,
 *                events, censored (customers), actual_survival with _lo and _hi
 *                (of the customers given), cumulative_hazard,
 *                expected_survival (of the fit; by all but kaplan_meier the
 *                mean of these customers'). Of those "scores" has the
 *                concordance of hazards, or times, with who left first
 *   proportional of cox: name (of a column of the model; the last row: all
 *                together), change (of its coefficient, from the first leaver
 *                to the last, as the share that has left grows), std_error,
 *                chi_square, freedom, p_value (that it is 0: Grambsch &
 *                Therneau's score test)
 *   elasticities of choice: feature, alternative (text, where they have
 *                names), own and cross with _lo and _hi: by how many per cent
 *                the alternative's share, and those of the others, change when
 *                its value of the feature grows by one per cent, each
 *                alternative as often as it is expected to be chosen
 *   uplift       of uplift: part (1: the highest predictions; ties stay
 *                together, so there may be fewer than `bins`),
 *                customers_treated, customers_untreated, predicted, actual (the
 *                difference of means) with actual_lo, actual_hi (Welch; gaps
 *                where a group has fewer than two)
 *   qini         of uplift: metric, value, std_error, lower, upper, method
 *                (texts metric and method): customers, ate (the effect on all),
 *                qini (the area of the Qini curve above that of contacts by
 *                chance, over that of the best ranking there is, who answered
 *                treated first and who did so untreated last; a gap where none
 *                is better than another), auuc (what contacts bring a customer,
 *                in the mean over contacts from none to all of the ranking),
 *                uplift_30 (the effect on the best 30 %, of which customers
 *                with equal predictions have a share), p_value (how often a
 *                ranking looks as good where all effects are alike, dealing
 *                the treatment anew). Errors but that of ate are those of
 *                `draws` Bayesian bootstraps, p_value is of as many deals, from
 *                the context's seed. On the customers of the fit it flatters:
 *                the summary has the same of customers left out in turn
 *                (UPLIFT-LEFT-OUT-1), by a forest with the ate that is left
 *                where features tell who was treated (Robins, Rotnitzky & Zhao
 *                1994)
 * Customers with more than 10,000 purchases, or a range up to there, are left
 * out of pit and coverage. A row that stands for many (the column `customers`)
 * counts as many rows. (EVAL-WEIGHT-1)
 * holdout, conditional and coverage want the columns x_holdout and T_holdout
 * (cev_portfolio_summarise with the option `holdout` gives them). For clv with
 * revenue_holdout, holdout says the same of revenue: revenue_actual,
 * revenue_predicted …, revenue_naive_predicted …. historic and cohort_average
 * have holdout and deciles, of revenue, that want revenue_holdout. gamma_gamma
 * has holdout and deciles, of the mean value of a purchase, and wants
 * m_x_holdout.
 * @return as predict; CEV_ERR_KIND for an unknown `what` or one that the
 *         estimator's kind does not have
 */
CEV_API int32_t cev_estimator_evaluate(const cev_estimator *estimator,
                                       const cev_table *customers,
                                       const char *what,
                                       const cev_options *options,
                                       cev_table **out);

/**
 * What the estimator foretells for customers that it did not learn from: each
 * is left out in turn, with others of his fold, and predicted by a fit to the
 * rest. The estimator gives kind, options and prior; it need not be fitted, and
 * stays as it is. A row for each row of `customers`, in its order:
 *   customer      where there is one
 *   fold          int64 from 1 on; a gap where nothing was there to learn from
 *   prediction …  what predict gives, gaps as well
 *   actual        what came: the target as a number, a gap where that is not
 *                 known or nothing was foretold; of survival `time` and
 *                 `event` instead
 *   treated       of uplift: who was treated, 1 or 0, beside effects
 *   customers, value  where there are such columns
 * which cev_scores_evaluate and cev_scores_compare read as it is:
 *     cev_estimator_validate(model, customers, NULL, &trial);
 *     cev_scores_evaluate(ctx, trial, CEV_EVAL_SCORES, NULL, &scores);
 * The option `fold_by` says how customers are dealt:
 *   target    as much of the target to each fold: by target, and of each
 *             `folds` neighbours one to every fold by lot        (VALID-DEAL-1)
 *   customer  by a hash of who the row is about alone: it is in the same fold
 *             whoever else is in the table                       (VALID-HASH-1)
 *   time      later after earlier ones: rows are cut by the column that the
 *             option `time` names into folds + 1 stretches, of which each but
 *             the first is predicted from all before it, as far as they lie
 *             `horizon` (by itself 0) before its begin: how far targets look
 *             ahead                                              (VALID-TIME-1)
 * Rows with the same in the column that the option `grouped_by` names, by
 * itself `customer`, of choice its situation, are never apart.
 *                                                             (VALID-GROUP-1)
 * The lot is that of the context's seed; the order of rows changes no bit.
 *                                                             (VALID-ORDER-1)
 * Of survival, customers are predicted from the beginning, as if just come.
 * A kind that learns no target is told here which column holds what came
 * (`target`) and which of those that it predicts foretells it (`column`).
 * @param options  folds (0: 10, or each apart up to 50 customers), fold_by,
 *                 grouped_by, time, horizon; target, positive, column. Those
 *                 of the kind are the estimator's own
 * @return as fit and predict; CEV_ERR_DOMAIN where there is nobody to leave
 *         out or to learn from
 * Cost: that of so many fits.
 */
CEV_API int32_t cev_estimator_validate(const cev_estimator *estimator,
                                       const cev_table *customers,
                                       const cev_options *options,
                                       cev_table **out);

/**
 * Why each customer is predicted what he is: what each column of the features
 * adds to his margin, the prediction before the link makes a probability or a
 * mean of it (log odds, log of the mean, or the mean itself; of hurdle the log
 * of the prediction, of cox the log of the relative hazard, of aft that of the
 * time by which half have left, of scorecard the score, in points, of choice
 * the utility beside the mean of the situation, of uplift by a forest the
 * effect, by models the difference of their margins). One row for each row of
 * `customers`, beginning with the column `customer` where there is one:
 *   base        the margin of who is average in everything
 *   margin      that of this customer: base and the columns' shares together,
 *               to within 1e-12                          (EST-EXPLAIN-1)
 *   reason_1 …  the columns (text) whose shares are largest either way, three
 *               of them; gaps where fewer have any
 *   and for each feature its share, under its own name; a feature named like
 *   one of the columns above has "_feature" after it.
 * Of the kinds that learn from features; of `calibrated` and `conformal` as the
 * learner inside has them, before anything is bent.
 * @return as predict; CEV_ERR_KIND of other kinds
 */
CEV_API int32_t cev_estimator_explain(const cev_estimator *estimator,
                                      const cev_table *customers,
                                      const cev_options *options,
                                      cev_table **out);

/**
 * What would be foretold, in the mean, if all customers had the same value of a
 * feature and else were as they are (partial dependence, Friedman 2001): a row
 * for each of some values,
 *   value          of a feature of numbers: `bins` + 1 of its quantiles, from
 *                  the least to the greatest, each once; of texts each text
 *   prediction     the mean over the customers, each as often as his row counts
 *   prediction_lo, prediction_hi   of the mean over customers such as these;
 *                  what is not known of the model is not in them
 * Customers of whom nothing is foretold are left out.        (DEPEND-MEAN-1)
 * @param feature  a column of `customers`, of at most 255 texts
 * @param options  column (what is foretold: by itself "prediction"), bins,
 *                 interval, horizon
 * @return as predict; CEV_ERR_COLUMN, CEV_ERR_LIMIT (more texts),
 *         CEV_ERR_DOMAIN (the feature is a gap throughout, or nothing is
 *         foretold of anybody)
 * Cost: as many predictions of the table as there are values.
 */
CEV_API int32_t cev_estimator_dependence(const cev_estimator *estimator,
                                         const cev_table *customers,
                                         const char *feature,
                                         const cev_options *options,
                                         cev_table **out);

/**
 * How much worse an estimator does on a table when a feature is dealt anew
 * among its rows, and so tells nothing (permutation importance, Breiman 2001):
 *   feature      the more important first
 *   metric       of the evaluation "scores": log_loss, else rmse, else
 *                concordance
 *   importance   by how much it is worse, in the mean of `repeats`
 *   std_error, lower, upper   of that mean, by how much deals differ
 * Where two features say the same, neither is missed alone. On the customers of
 * the fit it also counts what was learnt by heart: give others. Rows are dealt
 * whole, however many customers they stand for. The lot is that of the
 * context's seed; the order of rows changes no bit. Of more than 20,000 rows so
 * many are drawn evenly, but of `choice`.                  (IMPORTANCE-ORDER-1)
 * @param customers  with the target, as for evaluate
 * @param options    features (by itself the estimator's; else every column
 *                   without another role), repeats, interval
 * @return as evaluate; CEV_ERR_KIND of a kind without scores
 * Cost: features × repeats evaluations of at most 20,000 rows, and one of all.
 */
CEV_API int32_t cev_estimator_importance(const cev_estimator *estimator,
                                         const cev_table *customers,
                                         const cev_options *options,
                                         cev_table **out);

/**
 * Save a fitted estimator as versioned, checksummed little-endian bytes.
 * @param bytes     NULL to ask for the size only
 * @param capacity  bytes there are at `bytes`
 * @param size      how many it takes
 * @return CEV_OK, CEV_ERR_STATE, CEV_ERR_LIMIT (capacity too small; nothing written)
 */
CEV_API int32_t cev_estimator_save(const cev_estimator *estimator, void *bytes,
                                   int64_t capacity, int64_t *size);

/**
 * Bring a saved estimator back; it predicts the same bits as before.
 * @return CEV_OK, CEV_ERR_FORMAT, CEV_ERR_VERSION, CEV_ERR_CHECKSUM,
 *         CEV_ERR_KIND or _OPTION (of a library that has more of them),
 *         CEV_ERR_ARGUMENT, CEV_ERR_MEMORY
 */
CEV_API int32_t cev_estimator_load(cev_ctx *ctx, const void *bytes,
                                   int64_t size, cev_estimator **out);

#ifdef __cplusplus
}
#endif

#endif

/* What the summary of a purchase model says; see model_lines.h. */
#include "../core/compiler.h"
#include "model_lines.h"

#include <math.h>
#include <string.h>

#include "../math/linalg.h"

/* Standard error of a logarithm from which on nothing is known. */
#define LEAVING_UNKNOWN 1.5
/* What a number is ruled out by, at 95 %: half a quantile of chi-square. */
#define RIVAL_FAR 1.920729

double cev__lines_sd(const double *covariance, int k)
{
    return sqrt(fmax(0.0, covariance[cev__packed(k, k)]));
}

void cev__purchases_parameters(const cev__purchases *model, cev__lines *lines)
{
    int first = cev__purchase_wholes(model->kind);
    for (int k = 0; k < first; k++)
        cev__lines_add(lines, "parameter", model->kind->params[k], NULL)
            ->value = model->params[k];
    for (int k = 0; k < model->kind->fit.n; k++)
        cev__lines_parameter(lines, model->kind->params[first + k],
                             model->params[first + k],
                             cev__lines_sd(model->covariance, k), &model->reach,
                             k);
    if (model->regression != NULL)
        cev__regression_parameters(model->regression, &model->reach, lines);
}

void cev__purchases_figures(const cev__purchases *model, cev__lines *lines)
{
    cev__lines_method(lines, model->method);
    cev__lines_figure(lines, "customers", model->customers);
    cev__lines_figure(lines, "repeat_customers", model->repeat_customers);
    cev__lines_figure(lines, "repeat_purchases", model->repeat_purchases);
    cev__lines_figure(lines, "distinct_rows", (double)model->distinct_rows);
    cev__lines_figure(lines, "log_likelihood", model->log_likelihood);
    cev__lines_figure(lines, "gradient", model->gradient);
    cev__lines_figure(lines, "iterations", (double)model->iterations);
    if (model->regression != NULL)
        cev__regression_figures(model->regression, model->log_likelihood,
                                lines);
    cev__lines_draws(lines, &model->reach,
                     model->kind->params + cev__purchase_wholes(model->kind),
                     model->regression);
}

/* How much there was to learn from. */
static void judge_repeats(const cev__purchases *model, cev__lines *lines)
{
    double repeat = model->repeat_customers;
    if (model->customers <= 1.0)
        cev__lines_verdict(lines, "one_customer", 1.0,
                           "There is one customer only: what is said about "
                           "them is mostly what is usual in shops.");
    if (!(model->observed > 0.0))
        cev__lines_verdict(lines, "no_time_passed", NAN,
                           "All customers bought just now, so nothing is "
                           "known about when they come back; one purchase a "
                           "year is taken to be usual.");
    if (!(model->repeat_customers > 0.0))
        cev__lines_verdict(lines, "no_repeat_buyers", 0.0,
                           "Nobody has bought twice yet. The estimates say "
                           "how rare repeat purchases must be, not more.");
    else if (model->repeat_customers < CEV__FEW_REPEAT)
        cev__lines_verdict(lines, "few_repeat_buyers", repeat,
                           "Few customers have bought again ({n}): the "
                           "estimates are rough, as their intervals show.");
    else
        cev__lines_verdict(lines, "enough_repeat_buyers", repeat,
                           "{n} customers have bought again: enough to tell "
                           "how often they do.");
    if (model->distinct_rows == 1 && model->customers > 1.0)
        cev__lines_verdict(lines, "identical_customers", model->customers,
                           "All {n} customers have the same history, so "
                           "nothing tells them apart.");
}

/* An estimated parameter by its name; `other` where a model has none such. */
static double parameter_called(const cev__purchases *model, const char *name,
                               double other)
{
    int first = cev__purchase_wholes(model->kind);
    for (int k = first; k < first + model->kind->fit.n; k++)
        if (strcmp(model->kind->params[k], name) == 0)
            return model->params[k];
    return other;
}

/* How badly it is known how customers leave: the larger standard error of the
 * logarithms that say it. Where the second only counts in a third, as beta in
 * 1 / b of the Gamma-Gompertz/NBD, both may be unknown and their quotient not. */
static double leaving_sd(const cev__purchases *model)
{
    const cev__purchase_kind *kind = model->kind;
    const double *covariance = model->covariance;
    double weights[CEV__PARAMS] = {0.0};
    weights[kind->leaving[1]] = 1.0;
    if (kind->leaving_over >= 0)
        weights[kind->leaving_over] = -1.0;
    double variance =
        cev__quadratic_form(kind->fit.n, covariance, weights);
    return fmax(cev__lines_sd(covariance, kind->leaving[0]),
                sqrt(fmax(variance, 0.0)));
}

/* A whole number is taken as known by all intervals: whether another could be
 * it. */
static void judge_whole(const cev__purchases *model, cev__lines *lines)
{
    if (!(model->rival > 0.0))
        return;
    if (model->rival_behind < RIVAL_FAR)
        cev__lines_verdict(lines, "k_not_settled", model->rival,
                           "With k = {n} the model explains the data nearly "
                           "as well. All intervals take the k that was found "
                           "as known and are too short by that.");
    else
        cev__lines_verdict(lines, "k_settled", model->rival,
                           "All intervals take k as known; the next best, "
                           "{n}, explains the data clearly worse.");
}

/* How the parameters were found, and which of them are not told by the data. */
static void judge_fit(const cev__purchases *model, cev__lines *lines)
{
    int first = cev__purchase_wholes(model->kind);
    /* How much alike the rates of buying are; and the regularities. */
    double r = parameter_called(model, "r", model->params[first]);
    double t = parameter_called(model, "t", INFINITY);
    cev__lines_search(lines, "purchases", &model->asked, model->method,
                      model->is_converged, model->gradient);
    if (leaving_sd(model) > LEAVING_UNKNOWN)
        cev__lines_verdict(lines, "dropout_not_identified", NAN,
                           "It cannot be told from these data how customers "
                           "leave. The forecasts for all together hold; a "
                           "single customer's chance of being active is not "
                           "to be relied on.");
    if (r > 20.0)
        cev__lines_verdict(lines, "customers_alike", r,
                           "Customers buy at about the same pace; the "
                           "differences between them are mostly chance.");
    if (t <= 1.0)
        cev__lines_verdict(lines, "clumps_without_mean", t,
                           "Some customers buy in such clumps that what one "
                           "who has only just come will buy has no mean: "
                           "with neither age nor a repeat purchase 1e15 "
                           "stands there, for infinitely many. What is told "
                           "of all others holds.");
}

void cev__purchases_verdicts(const cev__purchases *model, cev__lines *lines)
{
    judge_repeats(model, lines);
    judge_fit(model, lines);
    judge_whole(model, lines);
    cev__lines_judge_draws(lines, &model->reach);
    if (model->regression != NULL)
        cev__regression_verdicts(model->regression, model->method,
                                 &model->asked, model->log_likelihood, lines);
    if (model->kind->is_certain(0.0)
        && model->customers > model->repeat_customers) {
        double single = (model->customers - model->repeat_customers)
                        / model->customers;
        cev__lines_verdict(lines, "single_buyers_count_as_active", single,
                           "{%} of the customers have bought once. The "
                           "model lets customers leave only after a repeat "
                           "purchase, so their chance of being active is 1 "
                           "whatever time has passed; go by their expected "
                           "purchases.");
    }
}

/* What the summary of a spend model says; see model_lines.h. */
#include "../core/compiler.h"
#include "model_lines.h"

#include <math.h>

#include "../math/elementary.h"

static int is_fitted(const cev__spend *model)
{
    return model->method != CEV__METHOD_NONE;
}

void cev__spend_parameters(const cev__spend *model, cev__lines *lines)
{
    for (int k = 0; k < CEV__SPEND_PARAMS && is_fitted(model); k++)
        cev__lines_parameter(lines, cev__spend_names[k], model->params[k],
                             cev__lines_sd(model->covariance, k), &model->reach,
                             k);
    if (model->regression != NULL)
        cev__regression_parameters(model->regression, &model->reach, lines);
}

/* From which correlation of spend with frequency on the model misleads. */
#define MATTERS 0.15

/* tanh, the inverse of what Fisher makes of a correlation. */
static double fisher_back(double y)
{
    return 1.0 - 2.0 / (1.0 + cev__exp(2.0 * y));
}

/* Pearson's correlation with Fisher's interval: atanh is nearly normal with
 * variance 1 / (n - 3). */
static void add_correlation(const cev__spend *model, cev__lines *lines)
{
    double c = model->correlation, n = model->spenders;
    cev__line *line = cev__lines_add(lines, "fit", "correlation", NULL);
    line->value = c;
    if (!(fabs(c) < 1.0 && n > 3.0 && lines->z > 0.0))
        return;
    double center = 0.5 * (cev__log1p(c) - cev__log1p(-c));
    double reach = lines->z / sqrt(n - 3.0);
    line->lower = fisher_back(center - reach);
    line->upper = fisher_back(center + reach);
}

void cev__spend_figures(const cev__spend *model, cev__lines *lines)
{
    cev__lines_method(lines, model->method);
    cev__lines_figure(lines, "customers", model->customers);
    cev__lines_figure(lines, "spenders", model->spenders);
    cev__lines_figure(lines, "zero_amounts", model->zero_amounts);
    cev__lines_figure(lines, "unknown_amounts", model->unknown_amounts);
    if (!is_fitted(model))
        return;
    cev__lines_figure(lines, "distinct_rows", (double)model->distinct_rows);
    cev__lines_figure(lines, "log_likelihood", model->log_likelihood);
    cev__lines_figure(lines, "gradient", model->gradient);
    cev__lines_figure(lines, "iterations", (double)model->iterations);
    cev__lines_figure(lines, "observed_mean", model->observed_mean);
    add_correlation(model, lines);
    if (model->regression != NULL)
        cev__regression_figures(model->regression, model->log_likelihood,
                                lines);
    cev__lines_draws(lines, &model->reach, cev__spend_names,
                     model->regression);
}

static void judge_amounts(const cev__spend *model, cev__lines *lines)
{
    double spenders = model->spenders;
    if (model->source == CEV__SPEND_UNKNOWN)
        cev__lines_verdict(lines, "no_amounts", 0.0,
                           "No amounts are known, so there is nothing to say "
                           "about spending.");
    else if (model->source == CEV__SPEND_ZERO)
        cev__lines_verdict(lines, "all_amounts_zero",
                           model->zero_amounts,
                           "All {n} known amounts are 0, so 0 is expected.");
    else if (model->spenders < CEV__FEW_SPENDERS)
        cev__lines_verdict(lines, "few_spenders", spenders,
                           "The amounts of few customers are known ({n}): "
                           "the estimates are rough, as their intervals "
                           "show.");
    else
        cev__lines_verdict(lines, "enough_spenders", spenders,
                           "The amounts of {n} customers are known: enough "
                           "to tell what a purchase is worth.");
    if (model->source == CEV__SPEND_ALL)
        cev__lines_verdict(lines, "first_purchases_used", spenders,
                           "No repeat purchase has an amount, so first "
                           "purchases were taken as well.");
    if (is_fitted(model) && model->zero_amounts > 0.0)
        cev__lines_verdict(lines, "zero_amounts",
                           model->zero_amounts,
                           "Customers whose purchases are worth 0 ({n}) "
                           "were left out of the fit.");
}

/* Whether spend goes with frequency, which the model takes to be unrelated: at
 * 95 % it does, and enough to matter; or it is so little that it does not; or
 * the customers are too few to tell. */
static void judge_independence(const cev__spend *model, cev__lines *lines)
{
    double c = model->correlation, n = model->spenders;
    if (isnan(c))
        return;
    double center = 0.5 * fabs(cev__log1p(c) - cev__log1p(-c));
    double reach = n > 3.0 ? 1.96 / sqrt(n - 3.0) : INFINITY;
    if (center > reach && fabs(c) > MATTERS)
        cev__lines_verdict(lines, "spend_goes_with_frequency", c,
                           c > 0.0
                               ? "Customers who buy more often spend more on "
                                 "a purchase (correlation {x}). The model "
                                 "takes the two to be unrelated, so the best "
                                 "customers may be worth more than it says."
                               : "Customers who buy more often spend less on "
                                 "a purchase (correlation {x}). The model "
                                 "takes the two to be unrelated, so the best "
                                 "customers may be worth less than it says.");
    else if (fisher_back(center + reach) < 2.0 * MATTERS)
        cev__lines_verdict(lines, "spend_independent_of_frequency", c,
                           "How much customers spend on a purchase has "
                           "little to do with how often they buy "
                           "(correlation {x}), as the model wants it.");
    else
        cev__lines_verdict(lines, "spend_independence_open", c,
                           "Whether customers who buy more often spend more "
                           "or less on a purchase cannot be told from these "
                           "few (correlation {x}). The model takes the two "
                           "to be unrelated.");
}

void cev__spend_verdicts(const cev__spend *model, cev__lines *lines)
{
    judge_amounts(model, lines);
    if (!is_fitted(model))
        return;
    cev__lines_search(lines, "spend", &model->asked, model->method,
                      model->is_converged, model->gradient);
    cev__lines_judge_draws(lines, &model->reach);
    if (model->is_mean_taken)
        cev__lines_verdict(lines, "mean_not_determined", model->params[1],
                           "The model does not settle the mean amount of all "
                           "customers (its q is not clearly above 1, or the "
                           "customers are few). Where a customer's own "
                           "amounts are unknown, the plain mean of the "
                           "others is taken.");
    if (model->regression != NULL)
        cev__regression_verdicts(model->regression, model->method,
                                 &model->asked, model->log_likelihood, lines);
    judge_independence(model, lines);
}

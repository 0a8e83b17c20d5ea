/* What the summary of a contract model says; see contract.h. */
#include "../core/compiler.h"
#include "contract.h"

#include <math.h>

#include "../math/elementary.h"
#include "../math/interval.h"
#include "model_lines.h"

static void add_contract_parameters(const cev__contracts *model,
                                    cev__lines *lines)
{
    for (int k = 0; k < model->kind->fit.n; k++)
        cev__lines_parameter(lines, model->kind->params[k], model->params[k],
                             cev__lines_sd(model->covariance, k), &model->reach,
                             k);
}

/* The share that leaves at a renewal, whatever the age; NaN: none was due. */
static double crude_churn(const cev__contracts *model)
{
    double faced = model->churned + model->renewals;
    return faced > 0.0 ? model->churned / faced : NAN;
}

static void add_contract_figures(const cev__contracts *model,
                                 cev__lines *lines)
{
    cev__lines_method(lines, model->method);
    cev__lines_figure(lines, "customers", model->customers);
    cev__lines_figure(lines, "churned", model->churned);
    cev__lines_figure(lines, "renewals", model->renewals);
    cev__lines_figure(lines, "longest", model->longest);
    cev__lines_figure(lines, "churn_rate", crude_churn(model));
    cev__lines_figure(lines, "distinct_rows", (double)model->distinct_rows);
    cev__lines_figure(lines, "log_likelihood", model->log_likelihood);
    cev__lines_figure(lines, "gradient", model->gradient);
    cev__lines_figure(lines, "iterations", (double)model->iterations);
    cev__lines_draws(lines, &model->reach, model->kind->params, NULL);
}

/* How much there was to learn from. */
static void judge_contracts(const cev__contracts *model, cev__lines *lines)
{
    double churned = model->churned;
    if (model->customers <= 1.0)
        cev__lines_verdict(lines, "one_customer", model->customers,
                           "There is one customer only: what is said about "
                           "them is mostly what is usual in contracts.");
    if (!(model->churned + model->renewals > 0.0)) {
        cev__lines_verdict(lines, "no_renewals_yet", 0.0,
                           "No renewal has been due yet, so nothing is "
                           "known about who makes one.");
        return;
    }
    if (!(churned > 0.0))
        cev__lines_verdict(lines, "nobody_left", 0.0,
                           "Nobody has left yet. The estimates say how rare "
                           "leaving must be, not more.");
    else if (churned < CEV__FEW_CHURNED)
        cev__lines_verdict(lines, "few_churned", churned,
                           "Few customers have left ({n}): the estimates "
                           "are rough, as their intervals show.");
    else
        cev__lines_verdict(lines, "enough_churned", churned,
                           "{n} customers have left: enough to tell how the "
                           "rest will.");
    if (churned >= model->customers)
        cev__lines_verdict(lines, "everybody_left", churned,
                           "All {n} customers have left, so there is nobody "
                           "to predict for but new ones.");
}

/* Twice the gain in log-likelihood over one rate for all ages, beyond which
 * chance explains it in one case of twenty: by one parameter, or two. */
static const double significant_gain[] = {3.84, 5.99};

/* Whether retention changes with age, and by how much for whom. */
static void judge_retention(const cev__contracts *model, cev__lines *lines)
{
    double gain =
        2.0 * (model->log_likelihood - cev__contracts_constant_ll(model));
    if (!(model->churned > 0.0))
        return;
    if (gain > significant_gain[model->kind->fit.n - 2])
        cev__lines_verdict(lines, "retention_changes_with_age", gain,
                           "Customers do not leave at one rate: those who "
                           "have stayed long renew otherwise than new ones. "
                           "A plain average churn rate would mislead.");
    else
        cev__lines_verdict(lines, "churn_constant", crude_churn(model),
                           "{%} leave at each renewal, whatever their age, "
                           "within what these data can tell: the plain "
                           "churn rate says as much as the model.");
}

/* Whether each customer's own risk changes with time, where the model knows
 * of that: its third parameter is 1 when it does not. */
static void judge_own_risk(const cev__contracts *model, cev__lines *lines)
{
    double c = model->params[2];
    if (model->kind->fit.n < 3 || !(model->churned > 0.0))
        return;
    double surely = 1.96 * cev__lines_sd(model->covariance, 2);
    if (!(fabs(cev__log(c)) > surely))
        cev__lines_verdict(lines, "own_risk_steady", c,
                           "Nothing shows that a customer's own risk of "
                           "leaving changes with time.");
    else if (c > 1.0)
        cev__lines_verdict(lines, "own_risk_grows", c,
                           "A customer's own risk of leaving grows with "
                           "time (c = {x}), even where retention rises "
                           "because those likely to leave are gone.");
    else
        cev__lines_verdict(lines, "own_risk_falls", c,
                           "A customer's own risk of leaving falls with "
                           "time (c = {x}): those who stay get used to "
                           "it.");
}

int32_t cev__contracts_summary(cev_ctx *ctx, const cev__contracts *model,
                               const cev_options *options, cev_table **out)
{
    cev__lines lines = {.ctx = ctx};
    lines.z = cev__interval_z(cev__options_double(options, CEV__OPT_INTERVAL));
    add_contract_parameters(model, &lines);
    add_contract_figures(model, &lines);
    judge_contracts(model, &lines);
    cev__lines_search(&lines, "contracts", &model->asked, model->method,
                      model->is_converged, model->gradient);
    cev__lines_judge_draws(&lines, &model->reach);
    judge_retention(model, &lines);
    judge_own_risk(model, &lines);
    return cev__lines_table(&lines, out);
}

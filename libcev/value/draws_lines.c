/* What summaries say about draws; see model_lines.h. */
#include "../core/compiler.h"
#include "model_lines.h"

#include <math.h>

#include "../math/elementary.h"
#include "../math/normal.h"
#include "../math/sum.h"

#define R_HAT_MOST 1.01
#define SIZE_LEAST 400.0

/* Parameter k of all draws. */
static void parameter_draws(const cev__draws *draws, int k, double *values)
{
    for (int64_t d = 0; d < draws->count; d++)
        values[d] = cev__exp(draws->logs[d * draws->n + k]);
}

static void tell_draws_of(const cev__draws *draws, const char *name, int k,
                          cev__lines *lines)
{
    cev__line *line = cev__lines_add(lines, "draws", name, NULL);
    double values[CEV__DRAWS_MOST], n = (double)draws->count;
    cev__sum sum = {0}, squares = {0};
    parameter_draws(draws, k, values);
    for (int64_t d = 0; d < draws->count; d++)
        cev__sum_add(&sum, values[d]);
    line->value = cev__sum_value(&sum) / n;
    for (int64_t d = 0; d < draws->count; d++) {
        double away = values[d] / line->value - 1.0;
        cev__sum_add(&squares, away * away);
    }
    line->std_error =
        n > 1.0 ? line->value * sqrt(cev__sum_value(&squares) / (n - 1.0))
                : 0.0;
    if (!(lines->z > 0.0))
        return;
    line->lower = cev__draws_quantile(values, draws->count,
                                      cev__normal_cdf(-lines->z));
    line->upper = cev__draws_quantile(values, draws->count,
                                      cev__normal_cdf(lines->z));
}

static void tell_number(cev__lines *lines, const char *of, const char *what,
                        double value)
{
    char name[CEV__LINE_NAME];
    cev__format(name, sizeof name, "%s%s%s", of, of[0] == '\0' ? "" : ".",
                what);
    cev__lines_add(lines, "draws", name, NULL)->value = value;
}

void cev__lines_draws(cev__lines *lines, const cev__reach *reach,
                      const char *const *names)
{
    const cev__draws *draws = reach->draws;
    if (draws == NULL)
        return;
    cev__lines_add(lines, "draws", "way", cev__drawn_names[draws->way])
        ->value = (double)draws->count;
    for (int k = 0; k < draws->n; k++)
        tell_draws_of(draws, names[k], k, lines);
    if (draws->way != CEV__DRAWN_MCMC)
        return;
    tell_number(lines, "", "iterations", (double)draws->iterations);
    tell_number(lines, "", "divergent", (double)draws->divergent);
    for (int k = 0; k < draws->n; k++) {
        tell_number(lines, names[k], "r_hat", draws->mixing[k].r_hat);
        tell_number(lines, names[k], "ess_bulk", draws->mixing[k].bulk);
        tell_number(lines, names[k], "ess_tail", draws->mixing[k].tail);
    }
}

void cev__lines_judge_draws(cev__lines *lines, const cev__reach *reach)
{
    const cev__draws *draws = reach->draws;
    double r_hat = 0.0, least = INFINITY;
    if (draws == NULL || draws->way != CEV__DRAWN_MCMC)
        return;
    for (int k = 0; k < draws->n; k++) {
        r_hat = fmax(r_hat, draws->mixing[k].r_hat);
        least = fmin(least,
                     fmin(draws->mixing[k].bulk, draws->mixing[k].tail));
    }
    if (!(r_hat <= R_HAT_MOST))
        cev__lines_verdict(lines, "chains_disagree", r_hat,
                           "The chains of draws do not tell the same (R-hat "
                           "is {x}, wanted at most 1.01): the intervals are "
                           "not to be relied on.");
    else if (least < SIZE_LEAST)
        cev__lines_verdict(lines, "few_draws", least,
                           "The chains of draws tell as much as {n} "
                           "independent draws, fewer than 400: the ends of "
                           "the intervals are rough.");
}

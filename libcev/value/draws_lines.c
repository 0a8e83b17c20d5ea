/* What summaries say about draws; see model_lines.h. */
#include "../core/compiler.h"
#include "model_lines.h"

#include <math.h>

#include "../math/elementary.h"
#include "../math/normal.h"
#include "../math/sum.h"

#define R_HAT_MOST 1.01
#define SIZE_LEAST 400.0

/* What the draws are of: parameters, and after them coefficients. */
typedef struct drawn_names {
    int params;
    const char *const *names; /* of the parameters */
    const cev__regression *regression;
} drawn_names;

enum { DRAWN_NAME = CEV__EFFECT_NAME };

static void name_drawn(const drawn_names *of, int k, char name[DRAWN_NAME])
{
    if (k < of->params)
        cev__format(name, DRAWN_NAME, "%s", of->names[k]);
    else
        cev__effect_name(of->regression,
                         &of->regression->effects[k - of->params], name);
}

/* Parameter or coefficient k of all draws. */
static void drawn_values(const drawn_names *of, const cev__draws *draws,
                         int k, double *values)
{
    for (int64_t d = 0; d < draws->count; d++) {
        double drawn = draws->logs[d * draws->n + k];
        values[d] = k < of->params ? cev__exp(drawn) : drawn;
    }
}

/* Their standard deviation; of parameters by the ratio to the mean, whose
 * squares are within a double. */
static double sd_of_drawn(const double *values, int64_t count, double mean,
                          int is_ratio)
{
    double n = (double)count, unit = is_ratio ? mean : 1.0;
    cev__sum squares = {0};
    for (int64_t d = 0; d < count; d++) {
        double away = is_ratio ? values[d] / mean - 1.0 : values[d] - mean;
        cev__sum_add(&squares, away * away);
    }
    return n > 1.0 ? unit * sqrt(cev__sum_value(&squares) / (n - 1.0)) : 0.0;
}

static void tell_draws_of(const drawn_names *of, const cev__draws *draws,
                          int k, cev__lines *lines)
{
    char name[DRAWN_NAME];
    name_drawn(of, k, name);
    cev__line *line = cev__lines_add(lines, "draws", name, NULL);
    double values[CEV__DRAWS_MOST];
    cev__sum sum = {0};
    drawn_values(of, draws, k, values);
    for (int64_t d = 0; d < draws->count; d++)
        cev__sum_add(&sum, values[d]);
    line->value = cev__sum_value(&sum) / (double)draws->count;
    line->std_error =
        sd_of_drawn(values, draws->count, line->value, k < of->params);
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
                      const char *const *names,
                      const cev__regression *regression)
{
    const cev__draws *draws = reach->draws;
    if (draws == NULL)
        return;
    const drawn_names of = {
        regression == NULL ? draws->n : regression->params, names, regression};
    cev__lines_add(lines, "draws", "way", cev__drawn_names[draws->way])
        ->value = (double)draws->count;
    for (int k = 0; k < draws->n; k++)
        tell_draws_of(&of, draws, k, lines);
    if (draws->way != CEV__DRAWN_MCMC)
        return;
    tell_number(lines, "", "iterations", (double)draws->iterations);
    tell_number(lines, "", "divergent", (double)draws->divergent);
    for (int k = 0; k < draws->n; k++) {
        char name[DRAWN_NAME];
        name_drawn(&of, k, name);
        tell_number(lines, name, "r_hat", draws->mixing[k].r_hat);
        tell_number(lines, name, "ess_bulk", draws->mixing[k].bulk);
        tell_number(lines, name, "ess_tail", draws->mixing[k].tail);
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

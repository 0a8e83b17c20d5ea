/* What the summary of a model says of its covariates; see model_lines.h. */
#include "../core/compiler.h"
#include "model_lines.h"

#include <math.h>

#include "../math/chi_square.h"
#include "../math/elementary.h"
#include "../math/interval.h"
#include "../math/normal.h"

/* Room for a column and a level. */
enum { LABEL_SIZE = 2 * CEV__TRAIT_NAME + 8 };

/* A likelihood ratio that chance brings less often than this. */
#define CHANCE_SMALL 0.05

/* With a factor, what it does. */
static const char *const process_texts[CEV__PROCESSES] = {
    "buys %g times as often", "leaves %g times as readily",
    "spends %g times as much on a purchase"};

/* A factor with two digits or more of how it differs from 0 and from 1. */
static double rounded(double factor)
{
    double change = fmin(factor, fabs(factor - 1.0)), parts = 100.0;
    while (change > 0.0 && change * parts < 10.0 && parts < 1e12)
        parts *= 10.0;
    return floor(factor * parts + 0.5) / parts;
}

/* exp(coefficient) in words. */
static void describe_effect(const cev__regression *regression,
                            const cev__effect *effect, char *text,
                            int64_t size)
{
    const cev__trait *trait = &regression->traits[effect->trait];
    char does[LABEL_SIZE];
    int reference = effect->trait;
    while (regression->traits[reference].what == CEV__TRAIT_LEVEL)
        reference--;
    cev__format(does, sizeof does, process_texts[effect->process],
                rounded(cev__exp(effect->coefficient)));
    if (trait->what == CEV__TRAIT_LEVEL)
        cev__format(text, size, "%s as with %s", does,
                    regression->traits[reference].level);
    else
        cev__format(text, size, "a unit more: %s%s", does,
                    trait->centre == 0.0 ? ""
                                         : "; counted from the mean");
}

/* The ends of an interval: between quantiles of the draws, or as many standard
 * errors away. */
static void bound_effect(const cev__regression *regression, int e,
                         const cev__reach *reach, double z, cev__line *line)
{
    const cev__draws *draws = reach->draws;
    double values[CEV__PLACES_DRAWN];
    if (draws == NULL) {
        line->lower = line->value - z * line->std_error;
        line->upper = line->value + z * line->std_error;
        return;
    }
    for (int64_t d = 0; d < draws->count; d++)
        values[d] = draws->logs[d * draws->n + regression->params + e];
    line->lower = fmin(line->value, cev__draws_quantile(
                                        values, draws->count,
                                        cev__normal_cdf(-z)));
    line->upper = fmax(line->value, cev__draws_quantile(
                                        values, draws->count,
                                        cev__normal_cdf(z)));
}

void cev__regression_parameters(const cev__regression *regression,
                                const cev__reach *reach, cev__lines *lines)
{
    for (int e = 0; e < regression->effect_count; e++) {
        const cev__effect *effect = &regression->effects[e];
        char name[CEV__EFFECT_NAME], text[CEV__LINE_TEXT];
        cev__effect_name(regression, effect, name);
        describe_effect(regression, effect, text, sizeof text);
        cev__line *line = cev__lines_add(lines, "parameter", name, text);
        line->value = effect->coefficient;
        line->std_error =
            cev__lines_sd(regression->covariance, regression->params + e);
        if (lines->z > 0.0)
            bound_effect(regression, e, reach, lines->z, line);
    }
}

/* Twice what the covariates add to the log-likelihood. */
static double ratio_of(const cev__regression *regression,
                       double log_likelihood)
{
    return 2.0 * (log_likelihood - regression->bare_log_likelihood);
}

void cev__regression_figures(const cev__regression *regression,
                             double log_likelihood, cev__lines *lines)
{
    cev__lines_figure(lines, "coefficients", regression->effect_count);
    cev__lines_figure(lines, "log_likelihood_without",
                      regression->bare_log_likelihood);
    cev__lines_figure(lines, "likelihood_ratio",
                      ratio_of(regression, log_likelihood));
    for (int i = 0; i < regression->trait_count; i++) {
        const cev__trait *trait = &regression->traits[i];
        char name[CEV__LINE_NAME];
        cev__format(name, sizeof name, "mean of %s", trait->column);
        if (trait->what == CEV__TRAIT_NUMBER && trait->centre != 0.0)
            cev__lines_figure(lines, name, trait->centre);
    }
}

/* Whether the covariates say more than chance would. Where a weak prior had
 * to help, or another was asked for, the ratio follows no known law. */
static void judge_ratio(const cev__regression *regression, int32_t method,
                        const cev__asked *asked, double log_likelihood,
                        cev__lines *lines)
{
    if (method != CEV__METHOD_LIKELIHOOD
        || regression->bare_method != CEV__METHOD_LIKELIHOOD
        || asked->penalty > 0.0 || asked->known > 0
        || regression->effect_count == 0)
        return;
    double chance = cev__chi_square_tail(ratio_of(regression, log_likelihood),
                                         (double)regression->effect_count);
    if (chance < CHANCE_SMALL)
        cev__lines_verdict(
            lines, "covariates_tell", chance,
            regression->effects[0].process == CEV__SPENDING
                ? "The covariates say something of what customers spend: "
                  "chance alone would hardly bring as high a likelihood."
                : "The covariates say something of how customers buy or "
                  "leave: chance alone would hardly bring as high a "
                  "likelihood.");
    else
        cev__lines_verdict(lines, "covariates_tell_nothing", chance,
                           "Covariates of pure chance would bring as high a "
                           "likelihood in {%} of shops: the model without "
                           "them does as well.");
}

void cev__regression_verdicts(const cev__regression *regression,
                              int32_t method, const cev__asked *asked,
                              double log_likelihood, cev__lines *lines)
{
    judge_ratio(regression, method, asked, log_likelihood, lines);
    for (int k = 0; k < regression->dropped_count; k++) {
        const cev__effect *effect =
            &regression->effects[regression->effect_count + k];
        char label[LABEL_SIZE], text[CEV__LINE_TEXT];
        cev__trait_label(&regression->traits[effect->trait], label,
                         sizeof label);
        cev__format(text, sizeof text,
                    "%s: %s is the same for all customers or follows from "
                    "the covariates before it; it was left out.",
                    cev__process_names[effect->process], label);
        cev__lines_add(lines, "verdict", "covariate_left_out", text);
    }
}

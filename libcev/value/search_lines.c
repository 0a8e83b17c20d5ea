/* What summaries say about the search for parameters; see model_lines.h. */
#include "../core/compiler.h"
#include "model_lines.h"

#include <math.h>

#include "../math/elementary.h"

/* Between quantiles of the draws. */
static void bound_by_draws(const cev__reach *reach, int k, double ratio,
                           cev__line *line)
{
    double changes[CEV__PLACES_DRAWN];
    cev__places places;
    cev__places_of(reach->draws->n, NULL, NULL, reach, &places);
    for (int64_t d = 0; d < reach->draws->count; d++)
        changes[d] = reach->draws->logs[d * reach->draws->n + k];
    cev__spread spread =
        cev__places_spread(&places, changes, cev__log(line->value));
    cev__interval_around(line->value, &spread, ratio, &line->lower,
                         &line->upper);
}

void cev__lines_parameter(cev__lines *lines, const char *name, double value,
                          double log_sd, const cev__reach *reach, int k)
{
    cev__line *line = cev__lines_add(lines, "parameter", name, NULL);
    double ratio = lines->z / reach->z, at = cev__log(value);
    line->value = value;
    if (log_sd <= CEV__LOG_SD_KNOWN)
        line->std_error = value * log_sd;
    if (reach->draws != NULL && lines->z > 0.0)
        bound_by_draws(reach, k, ratio, line);
    if (reach->draws != NULL || !(log_sd <= CEV__LOG_SD_KNOWN))
        return;
    if (lines->z > 0.0 && isfinite(reach->lower[k]))
        line->lower = value * cev__exp(ratio * (reach->lower[k] - at));
    if (lines->z > 0.0 && isfinite(reach->upper[k]))
        line->upper = value * cev__exp(ratio * (reach->upper[k] - at));
}

void cev__lines_method(cev__lines *lines, int32_t method)
{
    static const char *const words[CEV__METHODS] = {
        "none: there is nothing to fit to",
        "maximum likelihood",
        "maximum likelihood with a weak prior",
        "maximum likelihood, on a ridge",
    };
    cev__lines_add(lines, "fit", "method", words[method]);
}

static void tell_asked(cev__lines *lines, const cev__asked *asked)
{
    if (asked->penalty > 0.0)
        cev__lines_verdict(lines, "penalised", asked->penalty,
                           "As asked for, the parameters were pulled towards "
                           "those of a usual shop, with a penalty of {x}.");
    if (asked->known > 0)
        cev__lines_verdict(lines, "prior_given", asked->known,
                           "As asked for, what was known beforehand about "
                           "some parameters ({n}) was believed besides the "
                           "data.");
}

void cev__lines_search(cev__lines *lines, const char *what,
                       const cev__asked *asked, int32_t method,
                       int is_converged, double gradient)
{
    char words[CEV__LINE_TEXT];
    tell_asked(lines, asked);
    if (method == CEV__METHOD_PRIOR) {
        cev__format(words, sizeof words,
                    "The data alone do not settle the model of %s, so a "
                    "simpler answer is given: they were weighed with what is "
                    "usual, as if a few more customers had been seen.", what);
        cev__lines_verdict(lines, "prior_used", NAN, words);
    }
    if (method == CEV__METHOD_RIDGE) {
        cev__format(words, sizeof words,
                    "Quite different parameters of the model of %s explain "
                    "these data equally well. The answer is the best there "
                    "is; what hangs on the parameters that are not settled, "
                    "their wide intervals show.", what);
        cev__lines_verdict(lines, "flat_likelihood", NAN, words);
    }
    if (!is_converged) {
        cev__format(words, sizeof words,
                    "The search for the model of %s was stopped at max_iter; "
                    "the estimates may not be the best ones.", what);
        cev__lines_verdict(lines, "not_converged", gradient, words);
    }
}

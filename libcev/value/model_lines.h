/* What the summaries of purchase and spend models say. */
#ifndef CEV_MODEL_LINES_H
#define CEV_MODEL_LINES_H

#include "../core/lines.h"
#include "purchase.h"
#include "reach.h"
#include "spend.h"

/* Each adds one section of a model's summary. */
void cev__purchases_parameters(const cev__purchases *model,
                               cev__lines *lines);
void cev__purchases_figures(const cev__purchases *model, cev__lines *lines);
void cev__purchases_verdicts(const cev__purchases *model, cev__lines *lines);

void cev__spend_parameters(const cev__spend *model, cev__lines *lines);
void cev__spend_figures(const cev__spend *model, cev__lines *lines);
void cev__spend_verdicts(const cev__spend *model, cev__lines *lines);

/* The same of their covariates; draws, if there are any, are those of a
 * reach. */
void cev__regression_parameters(const cev__regression *regression,
                                const cev__reach *reach, cev__lines *lines);
void cev__regression_figures(const cev__regression *regression,
                             double log_likelihood, cev__lines *lines);
void cev__regression_verdicts(const cev__regression *regression,
                              int32_t method, const cev__asked *asked,
                              double log_likelihood, cev__lines *lines);

/* Parameter k, positive, with the standard error of its logarithm; where that
 * is beyond what can be told from nothing, gaps stand for it, and for an end
 * of the interval that is nowhere to be found. */
void cev__lines_parameter(cev__lines *lines, const char *name, double value,
                          double log_sd, const cev__reach *reach, int k);

/* What the draws of a reach are, if it has any, the parameters' names given
 * and those of the coefficients in a regression (NULL: none); and whether they
 * are to be relied on. */
void cev__lines_draws(cev__lines *lines, const cev__reach *reach,
                      const char *const *names,
                      const cev__regression *regression);
void cev__lines_judge_draws(cev__lines *lines, const cev__reach *reach);

/* The line "method" in words, and what verdicts the search for the model of
 * `what`, such as "spend", brings. */
void cev__lines_method(cev__lines *lines, int32_t method);
void cev__lines_search(cev__lines *lines, const char *what,
                       const cev__asked *asked, int32_t method,
                       int is_converged, double gradient);

/* The standard error of a log-parameter. */
double cev__lines_sd(const double *covariance, int k);

#endif

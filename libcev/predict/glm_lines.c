/* What the summary of a linear model says. */
#include "../core/compiler.h"
#include "glm.h"

#include <math.h>
#include <string.h>

#include "../math/cholesky.h"
#include "../math/elementary.h"
#include "../math/normal.h"
#include "../math/student.h"
#include "../math/sum.h"

/* Events for each coefficient with fewer of which estimates are shaky (Peduzzi
 * et al. 1996). */
#define EVENTS_EACH 10.0

/* One coefficient as summaries have it, on the target's and columns' scales. */
typedef struct told_coefficient {
    char name[CEV__DESIGN_NAME];
    double value, sd;
} told_coefficient;

static void tell_glm_coefficient(const told_coefficient *c, double reach,
                             cev__lines *lines)
{
    cev__line *line = cev__lines_add(lines, "parameter", c->name, NULL);
    line->value = c->value;
    line->std_error = c->sd;
    if (reach > 0.0) {
        line->lower = c->value - reach * c->sd;
        line->upper = c->value + reach * c->sd;
    }
}

/* Twice the tail beyond |z|. */
static double p_value_of(const cev__glm *glm, double z)
{
    double freedom = glm->customers - glm->freedom;
    if (isnan(z))
        return NAN;
    if (cev__family_disperses(&glm->family) && freedom >= 1.0)
        return 2.0 * cev__student_tail(fabs(z), freedom);
    return cev__erfc(fabs(z) / sqrt(2.0));
}

/* Tests, and what a coefficient multiplies: the odds, or the mean. What a
 * penalty holds back has no test. */
static void tell_effect(const cev__glm *glm, const told_coefficient *c,
                        double reach, cev__lines *lines)
{
    char name[CEV__DESIGN_NAME + 16];
    double z = c->value / c->sd;
    if (glm->factor != NULL && glm->method != CEV__GLM_RIDGE) {
        cev__format(name, sizeof name, "z.%s", c->name);
        cev__lines_figure(lines, name, z);
        cev__format(name, sizeof name, "p_value.%s", c->name);
        cev__lines_figure(lines, name, p_value_of(glm, z));
    }
    if (glm->family.link == CEV__LINK_IDENTITY)
        return;
    cev__format(name, sizeof name, "%s.%s",
                glm->family.link == CEV__LINK_LOGIT ? "odds_ratio" : "ratio",
                c->name);
    cev__line *line = cev__lines_add(lines, "fit", name, NULL);
    line->value = cev__exp(c->value);
    if (glm->factor != NULL && reach > 0.0) {
        line->lower = cev__exp(c->value - reach * c->sd);
        line->upper = cev__exp(c->value + reach * c->sd);
    }
}

/* The intercept is that of a customer with zeros everywhere, not averages. */
static told_coefficient intercept_of(const cev__glm *glm, double *x)
{
    told_coefficient c;
    cev__sum sum = {0};
    x[0] = 1.0;
    cev__sum_add(&sum, glm->coefficients[0]);
    for (int64_t j = 0; j < glm->design.count; j++) {
        const cev__design_column *column = &glm->design.columns[j];
        x[1 + j] = -column->mean / column->scale;
        cev__sum_add(&sum, x[1 + j] * glm->coefficients[1 + j]);
    }
    cev__format(c.name, sizeof c.name, "intercept");
    c.value = cev__glm_base(glm, cev__sum_value(&sum));
    c.sd = cev__glm_sd(glm, 0, x);
    if (glm->family.link == CEV__LINK_IDENTITY)
        c.sd *= glm->unit;
    return c;
}

static told_coefficient slope_of(const cev__glm *glm, int64_t j, double *x)
{
    const cev__design_column *column = &glm->design.columns[j];
    told_coefficient c;
    double factor = glm->family.link == CEV__LINK_IDENTITY ? glm->unit : 1.0;
    memset(x, 0, (size_t)glm->size * sizeof *x);
    x[1 + j] = 1.0;
    cev__design_name(&glm->predictors, column, c.name);
    c.value = factor * glm->coefficients[1 + j] / column->scale;
    c.sd = factor * cev__glm_sd(glm, 1 + j, x) / column->scale;
    return c;
}

static void tell_coefficients(const cev__glm *glm, double reach, double *x,
                              cev__lines *lines)
{
    told_coefficient intercept = intercept_of(glm, x);
    tell_glm_coefficient(&intercept, reach, lines);
    for (int64_t j = 0; j < glm->design.count; j++) {
        told_coefficient slope = slope_of(glm, j, x);
        tell_glm_coefficient(&slope, reach, lines);
    }
    for (int64_t j = 0; j < glm->design.count; j++) {
        told_coefficient slope = slope_of(glm, j, x);
        tell_effect(glm, &slope, reach, lines);
    }
}

static void tell_figures(const cev__glm *glm, cev__lines *lines)
{
    static const char *const methods[CEV__GLM_METHODS] = {
        "maximum likelihood", "ridge",
        "maximum likelihood with Firth's penalty", "elastic net",
        "an intercept alone"};
    static const char links[CEV__LINKS][12] = {"identity", "logit", "log"};
    static const char *const chosen[CEV__LAMBDAS] = {
        NULL, "given", "usual", "customers left out one by one",
        "customers left out in folds"};
    double squared = glm->family.kind == CEV__GAUSSIAN
                         ? glm->unit * glm->unit
                         : 1.0;
    double freedom = glm->family.kind == CEV__GAUSSIAN ? 1.0 : 0.0;
    cev__lines_add(lines, "fit", "method", methods[glm->method]);
    cev__lines_add(lines, "fit", "family",
                   cev__family_names[glm->family.kind]);
    cev__lines_add(lines, "fit", "link", links[glm->family.link]);
    if (glm->lambda_by != CEV__LAMBDA_NONE)
        cev__lines_add(lines, "fit", "lambda", chosen[glm->lambda_by])
            ->value = glm->lambda;
    cev__lines_figure(lines, "deviance", 2.0 * glm->loss * squared);
    cev__lines_figure(lines, "null_deviance", 2.0 * glm->null_loss * squared);
    if (glm->null_loss > 0.0)
        cev__lines_figure(lines, "explained",
                          1.0 - glm->loss / glm->null_loss);
    if (isfinite(glm->log_likelihood)) {
        if (glm->family.kind == CEV__GAMMA)
            freedom = 1.0;
        cev__lines_figure(lines, "log_likelihood", glm->log_likelihood);
        cev__lines_figure(lines, "aic", 2.0 * (glm->freedom + freedom)
                                            - 2.0 * glm->log_likelihood);
    }
    if (glm->method == CEV__GLM_FIRTH)
        cev__lines_figure(lines, "penalised_log_likelihood",
                          glm->log_likelihood + glm->firth);
    cev__lines_figure(lines, "freedom", glm->freedom);
    if (isfinite(glm->dispersion))
        cev__lines_figure(lines, "dispersion", glm->dispersion * squared);
    cev__lines_figure(lines, "iterations", (double)glm->iterations);
}

/* The rarer of yes and no. */
static double rarer_events(const cev__glm *glm)
{
    if (glm->family.kind == CEV__BINOMIAL)
        return fmin(glm->events, glm->customers - glm->events);
    return glm->family.kind == CEV__POISSON ? glm->events : glm->customers;
}

static void judge_shrinkage(const cev__glm *glm, cev__lines *lines)
{
    if (glm->lambda_by == CEV__LAMBDA_USUAL)
        cev__lines_verdict(lines, "usual_strength", glm->customers,
                           "{n} customers are too few to settle how strongly "
                           "coefficients are to be held back: the usual "
                           "strength is taken.");
    if (glm->method == CEV__GLM_RIDGE)
        cev__lines_verdict(lines, "shrunk", NAN,
                           "Coefficients are held back towards 0, so that "
                           "predictions hold for new customers; taken one by "
                           "one they are too small, and the intervals say "
                           "what data and that belief leave open.");
    if (glm->method == CEV__GLM_NET)
        cev__lines_verdict(lines, "no_intervals", NAN,
                           "The elastic net leaves columns out; how sure its "
                           "estimates are is not known, so there are no "
                           "intervals.");
}

static void judge_glm(const cev__glm *glm, cev__lines *lines)
{
    double events = rarer_events(glm), columns = (double)glm->design.count;
    if (glm->method == CEV__GLM_ALIKE)
        cev__lines_verdict(lines, "one_class", glm->customers,
                           "The target is the same for all {n} customers, so "
                           "nothing can be learnt about what makes it "
                           "differ.");
    if (glm->is_separated)
        cev__lines_verdict(lines, "separation", NAN,
                           "Some columns tell the targets apart entirely, so "
                           "the likelihood alone has no maximum: it was "
                           "weighed with a penalty.");
    if (columns > 0.0 && events < EVENTS_EACH * columns)
        cev__lines_verdict(lines, "few_events", events / columns,
                           "There are {x} customers for each column to learn "
                           "from, of the rarer kind where there are two; from "
                           "10 on, single coefficients can be trusted.");
    judge_shrinkage(glm, lines);
    if (glm->method != CEV__GLM_NET && glm->is_converged
        && glm->factor == NULL && glm->method != CEV__GLM_ALIKE)
        cev__lines_verdict(lines, "saturated", NAN,
                           "There are as many coefficients as customers: "
                           "nothing is left that says how sure they are.");
    if (!glm->is_converged)
        cev__lines_verdict(lines, "not_converged", NAN,
                           "The search ended before its goal; the estimates "
                           "may not be the best ones.");
}

int32_t cev__glm_tell(cev_ctx *ctx, const cev__glm *glm,
                      const cev_options *options, cev__lines *lines)
{
    double reach = cev__glm_reach(
        glm, cev__options_double(options, CEV__OPT_INTERVAL));
    double *x = cev__alloc(ctx, glm->size, (int64_t)sizeof *x);
    if (x == NULL)
        return cev__fail_memory(ctx);
    tell_coefficients(glm, reach, x, lines);
    cev__free(ctx, x, glm->size, (int64_t)sizeof *x);
    tell_figures(glm, lines);
    cev__target_lines(&glm->target, glm->customers, glm->unknown, lines);
    judge_glm(glm, lines);
    cev__design_verdicts(&glm->design, &glm->predictors, glm->customers,
                         lines);
    return CEV_OK;
}

int32_t cev__glm_summary(cev_ctx *ctx, const void *model,
                         const cev_options *options, cev_table **out)
{
    cev__lines lines = {.ctx = ctx};
    int32_t status = cev__glm_tell(ctx, model, options, &lines);
    return status == CEV_OK ? cev__lines_table(&lines, out) : status;
}

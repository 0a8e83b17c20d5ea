/*
 * Fitting a generalised linear model, whatever the data: where the likelihood
 * alone has no maximum, coefficients are held back and the summary says so.
 */
#include "../core/compiler.h"
#include "glm.h"

#include <math.h>
#include <string.h>

#include "../core/text.h"
#include "../math/cholesky.h"
#include "../math/elementary.h"
#include "../math/gamma.h"
#include "../math/sum.h"
#include "family_lesson.h"
#include "folds.h"
#include "glm_lambda.h"

#define LOG_TWO_PI 1.8378770664093454836

/* What a share is from 0 and 1 at the least, however many customers. */
#define MEAN_FROM_ENDS 1e-15

/* A coefficient of a standardised column that is known no better than that
 * runs away to infinity: the column tells the targets apart. */
#define RUNAWAY_SD 30.0

typedef struct glm_learner {
    cev_ctx *ctx;
    const cev_options *options;
    const cev_table *customers;
    cev__lesson lesson;
    cev__glm *glm;
    double *matrix, *targets, *weights; /* in the lesson's order */
    int32_t *parts;
    cev__glm_data data;
    cev__glm_state state;
    double mean; /* of the targets, in units */
    int logs;    /* of skew features are taken */
} glm_learner;

/* ---- The data ------------------------------------------------------------ */

static int scaling_asked(const glm_learner *l)
{
    int is_ridge =
        strcmp(cev__options_str(l->options, CEV__OPT_SHRINKAGE), "ridge") == 0;
    return (is_ridge ? CEV__SCALE_NUMBERS : CEV__SCALE_ALL)
           + (l->logs ? CEV__SCALE_LOGS : 0);
}

/* Columns that follow from others may stay where a penalty tells them apart. */
static int keeps_collinear(const glm_learner *l)
{
    const char *shrinkage =
        cev__options_str(l->options, CEV__OPT_SHRINKAGE);
    return cev__text_lists("ridge elastic_net", shrinkage)
               ? CEV__COLLINEAR_KEPT
               : CEV__COLLINEAR_LEFT_OUT;
}

/* Whether the targets leave nothing to explain. */
static int are_alike(const cev__lesson *lesson)
{
    return !(lesson->values[lesson->order[lesson->count - 1]]
             > lesson->values[lesson->order[0]]);
}

static int32_t read_targets(glm_learner *l)
{
    int64_t n = l->lesson.count;
    l->targets = cev__alloc(l->ctx, 2 * n, (int64_t)sizeof *l->targets);
    if (l->targets == NULL)
        return cev__fail_memory(l->ctx);
    l->weights = l->targets + n;
    l->glm->unit =
        cev__family_targets(&l->lesson, l->glm->family.kind, l->targets,
                            l->weights, &l->mean);
    l->glm->events = l->mean * l->glm->unit * l->lesson.customers;
    if (l->glm->family.link != CEV__LINK_LOG || l->mean > 0.0
        || l->glm->family.kind == CEV__POISSON)
        return CEV_OK;
    return cev__fail(l->ctx, CEV_ERR_DOMAIN,
                     "column %q has the mean %g; wanted one above 0, as the "
                     "link is its logarithm",
                     cev__target_name(&l->lesson.target),
                     l->mean * l->glm->unit);
}

/* Who is held out with whom, where the strength of a penalty is to be found. */
static int32_t deal_glm_rows(glm_learner *l)
{
    int64_t n = l->lesson.count;
    if (cev__options_double(l->options, CEV__OPT_LAMBDA) > 0.0
        || cev__options_int(l->options, CEV__OPT_FOLDS) == 1)
        return CEV_OK;
    l->parts = cev__alloc(l->ctx, n, (int64_t)sizeof *l->parts);
    l->data.parts = l->parts;
    return l->parts == NULL
               ? cev__fail_memory(l->ctx)
               : cev__folds_of_repeated(l->ctx, l->options, l->customers,
                                        l->lesson.values, l->lesson.order, n,
                                        l->parts, &l->data.dealt);
}

/* Targets that are alike need no columns. */
static int32_t lay_rows_out(glm_learner *l)
{
    const cev__lesson *lesson = &l->lesson;
    cev__design *design = &l->glm->design;
    int32_t status = read_targets(l);
    if (status == CEV_OK)
        status = cev__design_learn(l->ctx, &lesson->readings, lesson->weights,
                                   lesson->order, lesson->count,
                                   scaling_asked(l), keeps_collinear(l),
                                   design);
    if (status == CEV_OK && are_alike(lesson))
        design->count = 0;
    if (status == CEV_OK)
        status = cev__design_matrix(l->ctx, design, &lesson->readings,
                                    lesson->order, lesson->count,
                                    &l->matrix);
    if (status == CEV_OK)
        status = cev__glm_state_make(l->ctx, design->count, &l->state);
    l->data = (cev__glm_data){.ctx = l->ctx,
                              .family = l->glm->family,
                              .rows = lesson->count,
                              .columns = design->count,
                              .z = l->matrix,
                              .targets = l->targets,
                              .weights = l->weights,
                              .customers = lesson->customers};
    return status == CEV_OK ? deal_glm_rows(l) : status;
}

/* ---- The fit ------------------------------------------------------------- */

/* A share so near 0 or 1 that its log odds are not known from there is told
 * apart from it. */
static void start_at_mean(glm_learner *l)
{
    if (l->glm->family.kind == CEV__BINOMIAL)
        l->mean = fmin(fmax(l->mean, MEAN_FROM_ENDS), 1.0 - MEAN_FROM_ENDS);
    memset(l->state.coefficients, 0,
           (size_t)l->state.size * sizeof *l->state.coefficients);
    l->state.coefficients[0] =
        cev__family_margin(&l->glm->family, l->mean);
}

/* An intercept alone. With yes or no all one way, or counts all zero, half a
 * customer or event is added of what was not seen, as Firth's penalty has it.
 */
static void fit_alike(glm_learner *l)
{
    double n = l->data.customers;
    if (l->glm->family.kind == CEV__BINOMIAL)
        l->mean = (l->mean * n + 0.5) / (n + 1.0);
    else if (l->glm->family.kind == CEV__POISSON)
        l->mean = fmax(l->mean, 0.5 / n);
    l->glm->method = CEV__GLM_ALIKE;
    start_at_mean(l);
    cev__glm_curvature(&l->data, &l->state);
    l->state.factor[0] = sqrt(l->state.factor[0]);
    l->state.is_converged = 1;
}

/* Whether a coefficient runs away: it is not settled however long the search,
 * or so badly that it says nothing. */
static int runs_away(glm_learner *l)
{
    cev__glm_state *state = &l->state;
    if (!state->is_converged)
        return 1;
    for (int64_t j = 1; j < state->size; j++) {
        memset(state->scratch, 0, (size_t)state->size * sizeof(double));
        state->scratch[j] = 1.0;
        double form = cev__cholesky_form((int)state->size, state->factor,
                                         (int)j, state->scratch);
        if (!(form < RUNAWAY_SD * RUNAWAY_SD))
            return 1;
    }
    return 0;
}

static double variance_of_columns(const cev__design *design)
{
    cev__sum sum = {0};
    for (int64_t j = 0; j < design->count; j++)
        cev__sum_add(&sum, design->columns[j].variance);
    return cev__sum_value(&sum);
}

static int32_t fit_firth(glm_learner *l)
{
    const cev__glm_penalty penalty = {0.0, 1, CEV__GLM_TOL,
                                      10 * CEV__GLM_STEPS};
    l->glm->method = CEV__GLM_FIRTH;
    start_at_mean(l);
    return cev__glm_climb(&l->data, &penalty, &l->state);
}

static int32_t fit_usual_ridge(glm_learner *l)
{
    start_at_mean(l);
    return cev__glm_fit_ridge(&l->data, l->options,
                              variance_of_columns(&l->glm->design),
                              &l->state, l->glm);
}

/* The likelihood alone; where it has no maximum, with the least that gives it
 * one. */
static int32_t fit_free(glm_learner *l)
{
    const cev__glm_penalty penalty = {0.0, 0, CEV__GLM_TOL, CEV__GLM_STEPS};
    l->glm->method = CEV__GLM_NONE;
    start_at_mean(l);
    int32_t status = cev__glm_climb(&l->data, &penalty, &l->state);
    if (status != CEV_OK || l->glm->family.link == CEV__LINK_IDENTITY
        || !runs_away(l))
        return status;
    l->glm->is_separated = 1;
    if (!cev__family_disperses(&l->glm->family))
        status = fit_firth(l);
    if (status == CEV_OK && !l->state.is_converged)
        status = fit_usual_ridge(l);
    return status;
}

static int32_t fit_as_asked(glm_learner *l)
{
    const char *shrinkage =
        cev__options_str(l->options, CEV__OPT_SHRINKAGE);
    start_at_mean(l);
    if (strcmp(shrinkage, "elastic_net") == 0)
        return cev__glm_fit_net(&l->data, l->options, &l->state, l->glm);
    if (strcmp(shrinkage, "none") == 0)
        return fit_free(l);
    if (strcmp(shrinkage, "ridge") == 0)
        return fit_usual_ridge(l);
    if (!cev__family_disperses(&l->glm->family))
        return fit_firth(l);
    return cev__fail(l->ctx, CEV_ERR_OPTION,
                     "option shrinkage = \"firth\"; wanted another for the "
                     "family %s, firth is for binomial and poisson",
                     cev__family_names[l->glm->family.kind]);
}

/* ---- Figures ------------------------------------------------------------- */

static double null_loss_of(const glm_learner *l)
{
    cev__sum loss = {0};
    double margin = cev__family_margin(&l->glm->family, l->mean);
    for (int64_t i = 0; i < l->data.rows; i++)
        cev__sum_add(&loss, l->weights[i]
                                * cev__family_at(&l->glm->family, margin,
                                                 l->targets[i])
                                      .loss);
    return cev__sum_value(&loss);
}

/* What the loss leaves out of a Poisson or gamma log-likelihood. */
static double likelihood_of_counts(const glm_learner *l)
{
    cev__sum sum = {0};
    for (int64_t i = 0; i < l->data.rows; i++) {
        double y = l->targets[i];
        double most = y > 0.0 ? y * cev__log(y) - y : 0.0;
        cev__sum_add(&sum,
                     l->weights[i] * (most - cev__lgamma(y + 1.0)));
    }
    return cev__sum_value(&sum) - l->state.loss;
}

/* With the shape that the deviance gives, as R has it. */
static double likelihood_of_gamma(const glm_learner *l)
{
    double shape = l->data.customers / (2.0 * l->state.loss);
    cev__sum logs = {0};
    for (int64_t i = 0; i < l->data.rows; i++)
        cev__sum_add(&logs, l->weights[i] * cev__log(l->targets[i]));
    double each = shape * cev__log(shape) - cev__lgamma(shape) - shape;
    return isfinite(shape) ? l->data.customers * each
                                 - cev__sum_value(&logs)
                                 - shape * l->state.loss
                           : NAN;
}

static double log_likelihood_of(const glm_learner *l)
{
    double n = l->data.customers;
    switch (l->glm->family.kind) {
    case CEV__BINOMIAL:
        return -l->state.loss;
    case CEV__POISSON:
        return likelihood_of_counts(l);
    case CEV__GAMMA:
        return likelihood_of_gamma(l);
    case CEV__GAUSSIAN:
        return l->state.loss > 0.0
                   ? -0.5 * n
                             * (LOG_TWO_PI + 1.0
                                + cev__log(2.0 * l->state.loss / n))
                         - n * cev__log(l->glm->unit)
                   : NAN;
    default:
        return NAN;
    }
}

static double count_chosen(const cev__glm_state *state)
{
    double count = 1.0;
    for (int64_t j = 1; j < state->size; j++)
        count += state->coefficients[j] != 0.0;
    return count;
}

/* Half the logarithm of the determinant of the information, for columns as
 * they are, not in their scales. */
static double firth_of(const glm_learner *l)
{
    cev__sum sum = {0};
    cev__sum_add(&sum, l->state.loss - l->state.objective);
    for (int64_t j = 0; j < l->glm->design.count; j++)
        cev__sum_add(&sum, cev__log(l->glm->design.columns[j].scale));
    return cev__sum_value(&sum);
}

/* What is said of the fit, and what errors rest on. */
static void tell_fit(glm_learner *l)
{
    cev__glm *glm = l->glm;
    double ridge = glm->method == CEV__GLM_RIDGE
                       ? glm->lambda * l->data.customers
                       : 0.0;
    glm->customers = l->lesson.customers;
    glm->unknown = l->lesson.unknown;
    glm->is_converged = l->state.is_converged;
    glm->iterations = l->state.iterations;
    glm->loss = l->state.loss;
    glm->null_loss = null_loss_of(l);
    glm->log_likelihood = log_likelihood_of(l);
    glm->freedom = glm->method == CEV__GLM_NET
                       ? count_chosen(&l->state)
                       : cev__glm_freedom(&l->state, ridge);
    if (glm->method == CEV__GLM_FIRTH)
        glm->firth = firth_of(l);
    double left = glm->customers - glm->freedom;
    glm->dispersion = 1.0;
    if (cev__family_disperses(&glm->family))
        glm->dispersion = left > 0.5 && glm->method != CEV__GLM_ALIKE
                              ? l->state.pearson / left
                              : NAN;
}

static double *copy_of(cev_ctx *ctx, const double *from, int64_t count)
{
    double *copy = cev__alloc(ctx, count, (int64_t)sizeof *copy);
    if (copy == NULL)
        cev__fail_memory(ctx);
    else
        memcpy(copy, from, (size_t)count * sizeof *copy);
    return copy;
}

/* The model takes what it needs of the state and of the lesson. */
static int32_t keep_fit(glm_learner *l)
{
    cev__glm *glm = l->glm;
    int64_t size = l->state.size;
    tell_fit(l);
    glm->coefficients = copy_of(l->ctx, l->state.coefficients, size);
    if (glm->coefficients == NULL)
        return CEV_ERR_MEMORY;
    glm->size = size;
    if (glm->method != CEV__GLM_NET && glm->is_converged
        && isfinite(glm->dispersion)) {
        glm->factor = copy_of(l->ctx, l->state.factor, size * (size + 1) / 2);
        if (glm->factor == NULL)
            return CEV_ERR_MEMORY;
    }
    cev__lesson_give(&l->lesson, &glm->target, &glm->predictors);
    return CEV_OK;
}

static int32_t run_fit(glm_learner *l)
{
    int32_t status = lay_rows_out(l);
    if (status == CEV_OK && are_alike(&l->lesson))
        fit_alike(l);
    else if (status == CEV_OK)
        status = fit_as_asked(l);
    return status == CEV_OK ? keep_fit(l) : status;
}

static void close_learner(glm_learner *l)
{
    cev__glm_state_free(l->ctx, &l->state);
    cev__design_release(l->ctx, &l->glm->design, l->lesson.count, l->matrix);
    cev__free(l->ctx, l->targets, 2 * l->lesson.count,
              (int64_t)sizeof *l->targets);
    cev__free(l->ctx, l->parts, l->lesson.count, (int64_t)sizeof *l->parts);
    cev__lesson_close(l->ctx, &l->lesson);
}

static int32_t learn_glm(cev_ctx *ctx, const cev__given *given, int logs,
                         void **model)
{
    glm_learner l;
    memset(&l, 0, sizeof l);
    l.logs = logs;
    l.ctx = ctx;
    l.options = given->options;
    l.customers = given->customers;
    l.glm = cev__alloc_zero(ctx, 1, (int64_t)sizeof *l.glm);
    if (l.glm == NULL)
        return cev__fail_memory(ctx);
    int32_t status = cev__family_lesson(ctx, given->options, given->customers,
                                        CEV__FAMILIES, &l.lesson,
                                        &l.glm->family);
    if (status == CEV_OK)
        status = run_fit(&l);
    close_learner(&l);
    if (status != CEV_OK) {
        cev__glm_free(ctx, l.glm);
        return status;
    }
    *model = l.glm;
    return CEV_OK;
}

int32_t cev__glm_learn(cev_ctx *ctx, const cev__given *given, void **model)
{
    return learn_glm(ctx, given, 0, model);
}

int32_t cev__glm_learn_logs(cev_ctx *ctx, const cev__given *given,
                            void **model)
{
    return learn_glm(ctx, given, 1, model);
}

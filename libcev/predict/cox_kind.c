/*
 * Cox's model: everybody of a group leaves at a rate of the same course, which
 * columns make higher or lower.
 */
#include "../core/compiler.h"
#include "cox_course.h"

#include <math.h>
#include <string.h>

#include "../math/sum.h"

int cev__cox_is_breslow(const cev_options *options)
{
    return strcmp(cev__options_str(options, CEV__OPT_TIES), "breslow") == 0;
}

static void count_events(const cev__spells *spells, cev__cox *cox)
{
    cev__sum events = {0};
    for (int64_t i = 0; i < spells->lesson.count; i++) {
        int64_t row = spells->lesson.order[i];
        if (spells->lesson.values[row] == 1.0)
            cev__sum_add(&events, spells->lesson.weights[row]);
    }
    cox->events = cev__sum_value(&events);
    cox->customers = spells->lesson.customers;
    cox->unknown = spells->lesson.unknown;
}

/* Jumps as sums, each group's from its first. */
static void add_up_jumps(const cev__cox_jump *jumps, cev__cox *cox)
{
    int64_t n = cox->design.count;
    for (int64_t at = 0; at < cox->hazard.count; at++) {
        const cev__cox_jump *jump = &jumps[at];
        cev__hazard_step *step = &cox->hazard.steps[at];
        int goes_on = at > 0 && jumps[at - 1].group == jump->group;
        step->group = jump->group;
        step->time = jump->time;
        step->hazard = jump->hazard + (goes_on ? step[-1].hazard : 0.0);
        step->spread = jump->spread + (goes_on ? step[-1].spread : 0.0);
        for (int64_t k = 0; goes_on && k < n; k++)
            cox->means[at * n + k] += cox->means[(at - 1) * n + k];
    }
}

/* The hazard at the coefficients, as steps. */
static int32_t learn_steps(cev_ctx *ctx, cev__cox_terms *terms, cev__cox *cox)
{
    int64_t count = cox->hazard.count;
    cev__cox_jump *jumps =
        cev__alloc(ctx, count + 1, (int64_t)sizeof *jumps);
    if (jumps == NULL)
        return cev__fail_memory(ctx);
    cev__cox_jumps(terms, cox->optimum.at, jumps, cox->means);
    add_up_jumps(jumps, cox);
    cev__free(ctx, jumps, count + 1, (int64_t)sizeof *jumps);
    return CEV_OK;
}

/* Whether the coefficients change with time. */
static int32_t learn_course(cev_ctx *ctx, cev__cox_terms *terms, cev__cox *cox)
{
    double most = 0.0;
    cev__cox_course course;
    int32_t status =
        cev__cox_course_learn(ctx, terms, &cox->optimum, &course);
    if (status != CEV_OK)
        return status;
    cox->course = course.all;
    cox->course_freedom = course.freedom;
    cox->course_column = -1;
    for (int64_t i = 0; i < course.count; i++) {
        double one = cev__cox_course_one(&course, i);
        if (!(one > most))
            continue;
        most = one;
        cox->course_column = i;
    }
    cev__cox_course_free(ctx, &course);
    return CEV_OK;
}

static int32_t climb_and_step(cev_ctx *ctx, const cev_options *options,
                              cev__cox_terms *terms, cev__cox *cox)
{
    int32_t status = cev__hazard_make(
        ctx, cev__cox_jump_count(terms),
        cev__group_count(&terms->spells->names), &cox->hazard);
    if (status == CEV_OK)
        status = cev__cox_make_room(ctx, cox);
    if (status != CEV_OK)
        return status;
    cev__hazard_end(terms->spells, &cox->hazard);
    cev__climb problem = {.n = terms->n,
                          .columns = terms->n,
                          .penalty =
                              cev__options_double(options, CEV__OPT_PENALTY),
                          .max_iter =
                              cev__options_int(options, CEV__OPT_MAX_ITER),
                          .likelihood = cev__cox_likelihood,
                          .state = terms};
    status = cev__climb_up(ctx, &problem, &cox->optimum);
    if (status == CEV_OK)
        status = learn_steps(ctx, terms, cox);
    return status == CEV_OK ? learn_course(ctx, terms, cox) : status;
}

/* Leaves columns out that say nothing of their own within any group. */
static int32_t judge_cox_columns(cev_ctx *ctx, const cev__spells *spells,
                                 cev__design *design)
{
    const cev__lesson *lesson = &spells->lesson;
    int64_t n = design->count;
    double *z = NULL;
    int32_t *is_own = cev__alloc(ctx, n + 1, (int64_t)sizeof *is_own);
    int32_t status = is_own == NULL
                         ? cev__fail_memory(ctx)
                         : cev__design_matrix(ctx, design, &lesson->readings,
                                              lesson->order, lesson->count,
                                              &z);
    if (status == CEV_OK)
        status = cev__cox_terms_own(ctx, spells, z, (int)n, is_own);
    cev__design_release(ctx, design, lesson->count, z);
    if (status == CEV_OK)
        cev__design_judge(is_own, CEV__COLLINEAR_LEFT_OUT, design);
    cev__free(ctx, is_own, n + 1, (int64_t)sizeof *is_own);
    return status;
}

/* From spells to a model, which then owns what it goes by. */
static int32_t learn_cox(cev_ctx *ctx, const cev_options *options,
                         cev__spells *spells, cev__cox *cox)
{
    const cev__lesson *lesson = &spells->lesson;
    double *z = NULL;
    cev__cox_terms terms;
    count_events(spells, cox);
    int32_t status = cev__design_learn(
        ctx, &lesson->readings, lesson->weights, lesson->order, lesson->count,
        CEV__SCALE_ALL, CEV__COLLINEAR_LEFT_OUT, &cox->design);
    if (status == CEV_OK && cox->events > 0.0)
        status = judge_cox_columns(ctx, spells, &cox->design);
    if (status == CEV_OK)
        status = cev__design_matrix(ctx, &cox->design, &lesson->readings,
                                    lesson->order, lesson->count, &z);
    if (status != CEV_OK)
        return status;
    status = cev__cox_terms_open(ctx, spells, z, (int)cox->design.count,
                                 cev__cox_is_breslow(options), &terms);
    if (status == CEV_OK) {
        status = climb_and_step(ctx, options, &terms, cox);
        cev__cox_terms_close(ctx, &terms);
    }
    cev__design_release(ctx, &cox->design, lesson->count, z);
    return status;
}

static int32_t fit_cox(cev_ctx *ctx, const cev__given *given, void **model)
{
    cev__spells spells;
    cev__cox *cox = cev__alloc_zero(ctx, 1, (int64_t)sizeof *cox);
    if (cox == NULL)
        return cev__fail_memory(ctx);
    int32_t status = cev__spells_open(ctx, given->options, 1,
                                      given->customers, NULL, &spells);
    if (status == CEV_OK) {
        status = learn_cox(ctx, given->options, &spells, cox);
        if (status == CEV_OK) {
            cox->groups = spells.names;
            memset(&spells.names, 0, sizeof spells.names);
            cev__lesson_give(&spells.lesson, &cox->target, &cox->predictors);
        }
        cev__spells_close(ctx, &spells);
    }
    if (status != CEV_OK) {
        cev__cox_free(ctx, cox);
        return status;
    }
    *model = cox;
    return CEV_OK;
}

extern const cev__estimator_kind cev__cox_kind;
const cev__estimator_kind cev__cox_kind = {
    {CEV_COX, "how long customers stay, and what makes them leave",
     CEV__SPELLS_TAKES " features sensitive rare ties penalty max_iter",
     CEV__SPELLS_WANTS,
     CEV__STAYING_GIVES
     " relative_hazard relative_hazard_lo relative_hazard_hi",
     "", "Cox (1972), Journal of the Royal Statistical Society B 34(2), "
         "187-220",
     fit_cox, cev__cox_free, cev__cox_save, cev__cox_load},
    cev__cox_summary,
    cev__cox_predict,
    cev__cox_evaluate,
    cev__cox_explain,
};

/* The conditional logit, learnt; see logit.h. */
#include "../core/compiler.h"
#include "logit.h"

#include <math.h>
#include <string.h>

#include "../math/elementary.h"
#include "../math/sum.h"
#include "cox_terms.h"

/* ---- Which columns ------------------------------------------------------- */

static void add_choice_column(cev__logit *choice, int64_t column,
                              int64_t alternative)
{
    choice->columns[choice->count++] =
        (cev__logit_column){(int32_t)column, (int32_t)alternative};
}

/* A column of each alternative but the base. */
static void add_by_alternative(cev__logit *choice, int64_t column)
{
    for (int64_t k = 0; k < choice->names.count; k++)
        if (k != choice->base)
            add_choice_column(choice, column, k);
}

/* Constants, columns, and last those with a coefficient for each alternative.
 */
static int32_t add_choice_columns(cev_ctx *ctx, const cev_options *options,
                                  cev__logit *choice)
{
    const char *option = cev__options_str(options, CEV__OPT_BY_ALTERNATIVE);
    const cev__design *design = &choice->design;
    cev__customers apart = {0};
    int32_t status = cev__names_split(ctx, option, ',', &apart);
    for (int64_t i = 0; status == CEV_OK && i < apart.count; i++) {
        const cev__key key = cev__customer_key(&apart, i);
        if (choice->names.count == 0
            || cev__customer_find(&choice->predictors.names, &key)
                   == CEV__NONE)
            status = cev__fail(ctx, CEV_ERR_OPTION,
                               "option by_alternative = %q; wanted columns "
                               "among the features, and alternatives with "
                               "names",
                               option);
    }
    if (status == CEV_OK) {
        add_by_alternative(choice, -1);
        for (int turn = 0; turn < 2; turn++)
            for (int64_t k = 0; k < design->count; k++) {
                const cev__key key = cev__customer_key(
                    &choice->predictors.names, design->columns[k].predictor);
                int is_apart = cev__customer_find(&apart, &key) != CEV__NONE;
                if (is_apart && turn == 1)
                    add_by_alternative(choice, k);
                else if (!is_apart && turn == 0)
                    add_choice_column(choice, k, -1);
            }
        if (choice->count > CEV__DESIGN_MAX)
            status = cev__fail(ctx, CEV_ERR_LIMIT,
                               "there are more than %i coefficients; wanted "
                               "fewer features by alternative",
                               (int32_t)CEV__DESIGN_MAX);
    }
    cev__customers_free(ctx, &apart);
    return status;
}

static int32_t find_base(cev_ctx *ctx, const cev_options *options,
                         cev__logit *choice)
{
    const char *base = cev__options_str(options, CEV__OPT_BASE);
    const cev__key key = cev__key_of_text(base);
    if (base[0] == '\0')
        return CEV_OK;
    uint32_t found = cev__customer_find(&choice->names, &key);
    if (found == CEV__NONE)
        return cev__fail(ctx, CEV_ERR_OPTION,
                         "option base = %q; wanted one of the alternatives",
                         base);
    choice->base = (int32_t)found;
    return CEV_OK;
}

/* Leaves out what tells alternatives apart in no situation. */
static void judge_choice_columns(const int32_t *is_own, cev__logit *choice)
{
    int64_t kept = 0;
    for (int64_t k = 0; k < choice->count; k++) {
        if (is_own[k]) {
            choice->columns[kept++] = choice->columns[k];
            continue;
        }
        choice->alike++;
        choice->alike_column = choice->columns[k];
    }
    choice->count = kept;
}

/* ---- The likelihood ------------------------------------------------------ */

/* Cox's of one time counts rows as often as they stand for; of choices that is
 * a matter of whole situations. */
typedef struct choice_terms {
    cev__cox_terms cox;
    double weights; /* weight × log weight of all situations */
} choice_terms;

static double choice_likelihood(void *state, const double *at,
                                double *gradient, double *information)
{
    choice_terms *terms = state;
    return terms->weights
           + cev__cox_likelihood(&terms->cox, at, gradient, information);
}

/* The rows of z, counted from the means of their situations, which changes no
 * share. */
static void center_situations(const cev__choices *choices, int64_t n,
                              double *z)
{
    const cev__lesson *lesson = &choices->spells.lesson;
    const int32_t *groups = choices->spells.groups;
    for (int64_t i = 0, end; i < lesson->count; i = end) {
        for (end = i; end < lesson->count
                      && groups[lesson->order[end]]
                             == groups[lesson->order[i]];)
            end++;
        for (int64_t k = 0; k < n; k++) {
            cev__sum sum = {0};
            for (int64_t m = i; m < end; m++)
                cev__sum_add(&sum, z[m * n + k]);
            double mean = cev__sum_value(&sum) / (double)(end - i);
            for (int64_t m = i; m < end; m++)
                z[m * n + k] -= mean;
        }
    }
}

static double weigh_situations(const cev__choices *choices)
{
    const cev__lesson *lesson = &choices->spells.lesson;
    cev__sum sum = {0};
    for (int64_t i = 0; i < lesson->count; i++) {
        int64_t row = lesson->order[i];
        double weight = lesson->weights[row];
        if (lesson->values[row] == 1.0)
            cev__sum_add(&sum, weight * cev__log(weight));
    }
    return cev__sum_value(&sum);
}

static int32_t climb_choice(cev_ctx *ctx, const cev_options *options,
                            const cev__choices *choices, const double *z,
                            cev__logit *choice)
{
    choice_terms terms = {.weights = weigh_situations(choices)};
    int32_t status = cev__cox_terms_open(ctx, &choices->spells, z,
                                         (int)choice->count, 1, &terms.cox);
    if (status != CEV_OK)
        return status;
    cev__climb problem = {.n = (int)choice->count,
                          .columns = (int)choice->count,
                          .penalty =
                              cev__options_double(options, CEV__OPT_PENALTY),
                          .max_iter =
                              cev__options_int(options, CEV__OPT_MAX_ITER),
                          .likelihood = choice_likelihood,
                          .state = &terms};
    status = cev__climbed_make(ctx, choice->count, &choice->optimum);
    if (status == CEV_OK)
        status = cev__climb_up(ctx, &problem, &choice->optimum);
    cev__cox_terms_close(ctx, &terms.cox);
    return status;
}

/* ---- Fit ----------------------------------------------------------------- */

/* Rows of z of all columns there are, then of those that tell something. */
static int32_t learn_coefficients(cev_ctx *ctx, const cev_options *options,
                                  const cev__choices *choices,
                                  cev__logit *choice)
{
    const cev__lesson *lesson = &choices->spells.lesson;
    int64_t n = choice->count, width = choice->design.count + 1;
    /* The rows are in memory: there are never so many. */
    if (n > 0 && NEVER(lesson->count > INT64_MAX / 8 / n - 1))
        return cev__fail_memory(ctx);
    int64_t room = lesson->count * n + 1;
    double *z = cev__alloc(ctx, room, (int64_t)sizeof *z);
    double *scratch = cev__alloc(ctx, width, (int64_t)sizeof *scratch);
    int32_t *is_own = cev__alloc(ctx, n + 1, (int64_t)sizeof *is_own);
    int32_t status = z == NULL || scratch == NULL || is_own == NULL
                         ? cev__fail_memory(ctx)
                         : CEV_OK;
    for (int turn = 0; status == CEV_OK && turn < 2; turn++) {
        cev__logit_z(choice, &lesson->readings, lesson->order,
                      lesson->count, choices->alternatives, scratch, z);
        center_situations(choices, choice->count, z);
        if (turn == 1)
            break;
        status = cev__cox_terms_own(ctx, &choices->spells, z, (int)n, is_own);
        if (status == CEV_OK)
            judge_choice_columns(is_own, choice);
    }
    if (status == CEV_OK)
        status = climb_choice(ctx, options, choices, z, choice);
    cev__free(ctx, is_own, n + 1, (int64_t)sizeof *is_own);
    cev__free(ctx, scratch, width, (int64_t)sizeof *scratch);
    cev__free(ctx, z, room, (int64_t)sizeof *z);
    return status;
}

static int32_t learn_choice(cev_ctx *ctx, const cev_options *options,
                            cev__choices *choices, cev__logit *choice)
{
    const cev__lesson *lesson = &choices->spells.lesson;
    choice->names = choices->names;
    memset(&choices->names, 0, sizeof choices->names);
    choice->choices = choices->choices;
    choice->unknown = choices->unknown;
    cev__lesson_give(&choices->spells.lesson, &choice->target,
                     &choice->predictors);
    int32_t status = find_base(ctx, options, choice);
    if (status == CEV_OK)
        status = cev__design_learn(ctx, &lesson->readings, lesson->weights,
                                   lesson->order, lesson->count,
                                   CEV__SCALE_ALL, CEV__COLLINEAR_KEPT,
                                   &choice->design);
    if (status != CEV_OK)
        return status;
    /* What follows from what is a matter of situations. */
    choice->design.collinear = 0;
    choice->design.collinear_column.predictor = -1;
    choice->columns = cev__alloc(ctx, cev__logit_most(choice),
                                 (int64_t)sizeof *choice->columns);
    if (choice->columns == NULL)
        return cev__fail_memory(ctx);
    status = add_choice_columns(ctx, options, choice);
    return status == CEV_OK
               ? learn_coefficients(ctx, options, choices, choice)
               : status;
}

static int32_t fit_choice(cev_ctx *ctx, const cev__given *given, void **model)
{
    cev__choices choices;
    cev__logit *choice = cev__alloc_zero(ctx, 1, (int64_t)sizeof *choice);
    if (choice == NULL)
        return cev__fail_memory(ctx);
    int32_t status = cev__choices_open(ctx, given->options, 1,
                                       given->customers, NULL, &choices);
    if (status == CEV_OK) {
        status = learn_choice(ctx, given->options, &choices, choice);
        cev__choices_close(ctx, &choices);
    }
    if (status != CEV_OK) {
        cev__logit_free(ctx, choice);
        return status;
    }
    *model = choice;
    return CEV_OK;
}

extern const cev__estimator_kind cev__choice_kind;
const cev__estimator_kind cev__choice_kind = {
    {CEV_CHOICE, "which of some alternatives is chosen, and because of what",
     CEV__LEARNER_TAKES
     " situation alternative base by_alternative penalty max_iter",
     "target situation alternative *", CEV__LEARNER_GIVES " utility", "",
     "McFadden (1974), Conditional Logit Analysis of Qualitative Choice "
     "Behavior, Frontiers in Econometrics, 105-142",
     fit_choice, cev__logit_free, cev__logit_save, cev__logit_load},
    cev__logit_summary,
    cev__logit_predict,
    cev__logit_evaluate,
    cev__logit_explain,
};

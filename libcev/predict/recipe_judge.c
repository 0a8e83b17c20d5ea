/* What is told of a recipe on customers left out; see recipe_learn.h. */
#include "../core/compiler.h"
#include "recipe_learn.h"

#include <math.h>
#include <string.h>

#include "../core/calls.h"
#include "cev/estimator.h"
#include "gate.h"
#include "judge.h"

/* A trial of the learner that was taken; beside a rival the usual one. */
static int32_t recipe_trial(cev__recipe_learner *l, cev_table **out)
{
    const cev__inner *inner = &l->inner[CEV__USUAL];
    const char *baseline =
        cev__options_str(l->given->options, CEV__OPT_BASELINE);
    const struct {
        const char *name;
        const double *numbers;
    } columns[] = {{"prediction", l->predicted[l->taken]},
                   {"actual", l->actual},
                   {"customers", inner->weights},
                   {"simpler", l->taken == CEV__RIVAL
                                   ? l->predicted[CEV__USUAL]
                                   : NULL},
                   {"value", l->has_values ? l->values : NULL}};
    cev_table *table = NULL;
    cev__numbers rule;
    int32_t status = cev_table_new(l->ctx, inner->rows, &table);
    for (int c = 0; status == CEV_OK && c < 5; c++)
        if (columns[c].numbers != NULL)
            status = cev_table_set_column(table, columns[c].name, CEV_DOUBLE,
                                          columns[c].numbers,
                                          (int64_t)sizeof(double), NULL);
    if (status == CEV_OK && baseline[0] != '\0')
        status = cev__table_numbers(l->ctx, l->given->customers, baseline,
                                    &rule);
    if (status == CEV_OK && baseline[0] != '\0')
        status = cev__table_lend(
            table, "baseline",
            cev__table_find(l->given->customers, baseline));
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    *out = table;
    return CEV_OK;
}

static int32_t tell_gate(cev__recipe_learner *l)
{
    const cev__option_value actual = {CEV__OPT_TARGET, 0, 0.0, "actual"};
    cev_options pressed, options = {NULL, NULL, NULL, 1};
    cev_table *trial = NULL;
    cev__gate gate;
    int32_t status =
        cev__options_press(l->ctx, l->given->options, CEV__TAKES_GATE_JUDGE,
                           CEV__OPT_POSITIVE, &pressed);
    if (status != CEV_OK)
        return status;
    options.below = &pressed;
    options.values = (cev__option_value *)&actual;
    status = recipe_trial(l, &trial);
    if (status == CEV_OK)
        status = cev__gate_open(
            l->ctx, trial,
            cev__options_str(l->given->options, CEV__OPT_BASELINE), &options,
            &gate);
    if (status == CEV_OK) {
        cev__gate_tell(&gate, &options, &l->lines);
        cev__gate_close(&gate);
    }
    cev_table_free(trial);
    cev__options_unpress(&pressed);
    return status;
}

static int32_t trial_left_out(const cev__recipe_learner *l, cev__trial *out)
{
    const double *const columns[CEV__TRIAL_COLUMNS] = {
        l->predicted[l->taken], l->actual, l->inner[CEV__USUAL].weights, NULL,
        NULL};
    return cev__trial_open(l->ctx,
                           l->plan->wanted == CEV__TARGET_BINARY
                               ? CEV__TRIAL_BINARY
                               : CEV__TRIAL_NUMBER,
                           l->inner[CEV__USUAL].rows, columns, out);
}

/* Whether log-odds are clearly too wide or too narrow. */
static int32_t is_slanted(const cev__recipe_learner *l, const cev__trial *trial,
                          int *slanted)
{
    cev_table *scores = NULL;
    int32_t status = cev__judge(l->ctx, trial, CEV_EVAL_SCORES, NULL,
                                &scores);
    for (int64_t i = 0; status == CEV_OK && i < scores->rows; i++)
        if (strcmp(cev_table_text(scores, "metric", i), "calibration_slope")
            == 0)
            *slanted = cev_table_double(scores, "lower", i) > 1.0
                       || cev_table_double(scores, "upper", i) < 1.0;
    cev_table_free(scores);
    return status;
}

/* Probabilities whose slope is clearly not 1 are bent by a line through their
 * log-odds; those of customers left out as well. */
static int32_t bend_recipe(cev__recipe_learner *l, const cev__trial *trial)
{
    cev__recipe *recipe = l->recipe;
    double *predicted = l->predicted[l->taken];
    int slanted = 0;
    int32_t status = is_slanted(l, trial, &slanted);
    if (status != CEV_OK || !slanted)
        return status;
    status = cev__calibration_fit(l->ctx, trial, CEV__CALIBRATION_PLATT,
                                  &recipe->bend);
    if (status != CEV_OK)
        return status;
    recipe->is_bent = 1;
    for (int64_t row = 0; row < l->inner[CEV__USUAL].rows; row++)
        predicted[row] = cev__calibration_at(&recipe->bend, predicted[row]);
    cev__lines_verdict(&l->lines, "bent", recipe->bend.low,
                       "For customers left out the log-odds were too wide or "
                       "too narrow: predictions are bent by a slope of {x}. "
                       "Reasons are of the learner before that.");
    return CEV_OK;
}

static int32_t tell_scores(cev__recipe_learner *l, const cev__trial *trial)
{
    cev_table *scores = NULL;
    int32_t status = cev__judge(l->ctx, trial, CEV_EVAL_SCORES,
                                l->given->options, &scores);
    for (int64_t i = 0; status == CEV_OK && i < scores->rows; i++) {
        cev__line *line = cev__lines_add(
            &l->lines, "left_out", cev_table_text(scores, "metric", i),
            cev_table_text(scores, "method", i));
        line->value = cev_table_double(scores, "value", i);
        line->std_error = cev_table_double(scores, "std_error", i);
        line->lower = cev_table_double(scores, "lower", i);
        line->upper = cev_table_double(scores, "upper", i);
    }
    cev_table_free(scores);
    return status;
}

/* The scores of predictions for customers left out, bent where they are to be.
 */
static int32_t judge_scores(cev__recipe_learner *l)
{
    cev__trial trial;
    int32_t status = trial_left_out(l, &trial);
    if (status == CEV_OK && l->plan->bends && l->customers >= CEV__RIVAL_FROM) {
        status = bend_recipe(l, &trial);
        cev__trial_close(l->ctx, &trial);
        if (status == CEV_OK)
            status = trial_left_out(l, &trial);
    }
    if (status != CEV_OK)
        return status;
    status = tell_scores(l, &trial);
    cev__trial_close(l->ctx, &trial);
    return status;
}

static void tell_choice(cev__recipe_learner *l)
{
    const char *usual = l->plan->usual, *rival = l->plan->rival;
    char text[CEV__LINE_TEXT];
    if (rival == NULL)
        return;
    if (!l->has_rival)
        cev__format(text, sizeof text,
                    "%s is taken: there are too few customers for %s to "
                    "learn more.",
                    usual, rival);
    else if (l->taken == CEV__USUAL)
        cev__format(text, sizeof text,
                    "%s is taken: %s is not clearly better on customers left "
                    "out.",
                    usual, rival);
    else
        cev__format(text, sizeof text,
                    "%s is taken: on customers left out it is better than "
                    "%s.",
                    rival, usual);
    cev__lines_verdict(&l->lines, "learner_chosen", l->customers, text);
}

int32_t cev__recipe_judge(cev__recipe_learner *l)
{
    tell_choice(l);
    int32_t status = judge_scores(l);
    return status == CEV_OK ? tell_gate(l) : status;
}

/* Between the files of recipe.h: a fit under way. */
#ifndef CEV__RECIPE_LEARN_H
#define CEV__RECIPE_LEARN_H

#include "inner.h"
#include "recipe.h"

/* Customers from which on a rival is tried, and probabilities are bent: fewer
 * cannot tell whether, nor how. */
#define CEV__RIVAL_FROM 500.0

enum { CEV__USUAL, CEV__RIVAL, CEV__CONTESTANTS };

typedef struct cev__recipe_learner {
    cev_ctx *ctx;
    const cev__given *given;
    const cev__recipe_plan *plan;
    cev__recipe *recipe;
    cev__inner inner[CEV__CONTESTANTS];
    cev__option_value family; /* of the rival */
    cev_options with_family;
    cev__given rival_given;
    cev__folds folds;
    double *numbers; /* what the next point into */
    double *predicted[CEV__CONTESTANTS]; /* of customers left out, NaN: none */
    double *actual; /* of those in turn, NaN: not tried */
    double *values; /* what keeping each is worth */
    int has_rival, has_values, taken;
    double customers, mean; /* whose target is known; its mean */
    int64_t *order; /* rows that count, in an order of what they hold */
    int64_t count;
    cev__lines lines;
} cev__recipe_learner;

/* Bends what is to be bent; tells which learner was taken, how well it predicts
 * customers left out, and what the gate says. */
int32_t cev__recipe_judge(cev__recipe_learner *l);

#endif

/*
 * Recipes: what to do about churn, propensity, leads and value to come, with
 * nothing to choose. A learner that suits the number of customers is taken,
 * tried on customers left out in turn, and judged by the gate.
 */
#ifndef CEV__RECIPE_H
#define CEV__RECIPE_H

#include "../core/kinds.h"
#include "../core/lines.h"
#include "calibration.h"
#include "target.h"

/* Which learners a recipe takes: the usual one, and from RIVAL_FROM customers
 * on, where it predicts customers left out better, the rival (or NULL). */
typedef struct cev__recipe_plan {
    int wanted; /* of the target, as in target.h */
    const char *usual, *rival;
    const char *rival_family; /* or NULL */
    int bends; /* probabilities that are too sure */
} cev__recipe_plan;

typedef struct cev__recipe {
    cev__target target;
    const cev__estimator_kind *kind; /* of the learner that was taken */
    void *model;
    int is_bent;
    cev__calibration bend;
    int64_t count; /* of lines: what was seen on customers left out */
    cev__line *lines;
} cev__recipe;

void cev__recipe_free(cev_ctx *ctx, void *model);

int32_t cev__recipe_learn(cev_ctx *ctx, const cev__recipe_plan *plan,
                          const cev__given *given, void **model);

#endif

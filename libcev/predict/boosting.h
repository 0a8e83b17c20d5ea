/* The learner boosting: a sum of small trees. */
#ifndef CEV__BOOSTING_H
#define CEV__BOOSTING_H

#include "family.h"
#include "learner.h"
#include "tree.h"
#include "tree_grow.h"

typedef struct cev__boosting {
    cev__target target;
    cev__predictors predictors;
    cev__family family;
    cev__forest forest;
    double base;   /* the margin before any tree */
    double unit;   /* in which a gaussian target is counted */
    double customers, unknown;
    double loss, null_loss; /* half deviances a customer, of the fit */
    double held_loss;       /* of customers held out; NaN: none were */
    double null_held_loss;
    int32_t is_chosen;      /* the rounds, by customers held out */
} cev__boosting;

void cev__boosting_free(cev_ctx *ctx, void *model);
int32_t cev__boosting_learn(cev_ctx *ctx, const cev__given *given,
                            void **model);

#endif

/* The learner boosting: a sum of small trees. */
#ifndef CEV__BOOSTING_H
#define CEV__BOOSTING_H

#include "family.h"
#include "hazard.h"
#include "learner.h"
#include "tree.h"
#include "tree_grow.h"

/* Why there are as many trees as there are; saved by these numbers. */
enum {
    CEV__ROUNDS_ASKED,  /* they were asked for, or customers are too few */
    CEV__ROUNDS_CHOSEN, /* by customers held out */
    CEV__ROUNDS_ALIKE,  /* none: the target is the same for all */
    CEV__ROUNDS_BY
};

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
    int32_t rounds_by;
    double events;          /* of cox: customers who left */
    cev__hazard hazard;     /* of a margin of 0; else of no groups */
} cev__boosting;

/* The margins of all rows of a table. */
int32_t cev__boosting_margins(cev_ctx *ctx, const cev__boosting *boosting,
                              const cev_table *customers, double *margins);

/* What is foretold of times, and how good that is. */
int32_t cev__boosting_times(cev_ctx *ctx, const cev__boosting *boosting,
                            const cev_options *options,
                            const cev_table *customers, cev_table **out);
int32_t cev__boosting_judge_times(cev_ctx *ctx, const cev__boosting *boosting,
                                  const cev_options *options,
                                  const cev_table *customers,
                                  const char *what, cev_table **out);

void cev__boosting_free(cev_ctx *ctx, void *model);
int32_t cev__boosting_learn(cev_ctx *ctx, const cev__given *given,
                            void **model);

#endif

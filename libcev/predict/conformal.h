/*
 * A learner with bounds that hold for customers to come, whatever the learner
 * is and however wrong: they rest on how far customers it did not learn from
 * were off. Of a yes or no, the answers that a customer may turn out to be.
 */
#ifndef CEV__CONFORMAL_H
#define CEV__CONFORMAL_H

#include "inner.h"
#include "judge.h"
#include "spells.h"

#define CEV__CONFORMAL_OWN CEV__INNER_OWN " strata conform_by"

/* Customers who were left out, in lists: a list for each group (by stratum,
 * and of a yes or no by what he did) and each model that did not see them,
 * models of a group one after the other. */
typedef struct cev__witnesses {
    int32_t groups, models;
    int64_t count;
    int64_t *ends;  /* of each list */
    double *away;   /* how far off the model was, ascending in each list; of
                       quantiles how far beyond them, below 0 within */
    double *so_far; /* customers of the list up to there */
} cev__witnesses;

typedef struct cev__conformal {
    const cev__estimator_kind *kind;
    cev__target target;
    double customers, unknown;
    int32_t is_jackknife, is_quantile, folds;
    cev__customers strata; /* names; none: all together */
    void *centre;          /* the model of the predictions; of a split it is
                              the one that bounds go by as well */
    int32_t model_count;   /* of the others, one a fold */
    void **models;
    void *sides[2];        /* of quantiles those of the lower and upper one */
    cev__witnesses witnesses;
} cev__conformal;

void cev__conformal_free(cev_ctx *ctx, void *model);

int32_t cev__conformal_learn(cev_ctx *ctx, const cev__given *given,
                             void **model);

int32_t cev__conformal_predict(cev_ctx *ctx, const void *model,
                               const cev_options *options,
                               const cev_table *customers, cev_table **out);

/* Of a yes or no there are groups for each answer. */
int cev__conformal_answers(const cev__conformal *conformal);

/* Customers in the lists of a group. */
double cev__witnesses_weight(const cev__witnesses *witnesses, int32_t group);

/* Whether so many customers carry bounds of a coverage. */
int cev__witnesses_are_enough(double all, double coverage);

/*
 * The least number that customers off as the witnesses were, and one more who
 * may be anywhere, do not exceed more often than 1 in 1 / (1 - coverage):
 * witnesses stand at centre[model] + away. `first` is a group, and every
 * `step`-th from there up to the last counts. Infinite where they are too few.
 */
double cev__witnesses_bound(const cev__witnesses *witnesses, int32_t first,
                            int32_t last, int32_t step, const double *centre,
                            double coverage);

/* The share of the same customers who are at least so far off, the one more
 * among them: away[model] says how far off he would be. */
double cev__witnesses_share(const cev__witnesses *witnesses, int32_t first,
                            int32_t last, int32_t step, const double *away);

#endif

/*
 * What a treatment does to each customer: linear models of those who had it
 * and of those who had not, and how well their difference tells customers
 * apart.
 */
#ifndef CEV__UPLIFT_H
#define CEV__UPLIFT_H

#include "inner.h"
#include "trial.h"

/* How effects are learnt, in the order of the option's choices; in saved
 * bytes. */
enum { CEV__UPLIFT_T, CEV__UPLIFT_S, CEV__UPLIFT_X, CEV__UPLIFT_METAS };

/* The models: of t the first two, of s only the first, for both groups. */
enum {
    CEV__UPLIFT_UNTREATED,
    CEV__UPLIFT_TREATED,
    CEV__UPLIFT_EFFECT_UNTREATED, /* of x: of effects seen in that group */
    CEV__UPLIFT_EFFECT_TREATED,
    CEV__UPLIFT_MODELS
};

/* What the estimator takes itself; the rest is that of its models. */
#define CEV__UPLIFT_OWN                                                       \
    "target positive treatment treated meta learner features sensitive rare " \
    "interval bins draws family"

typedef struct cev__uplift_models {
    int32_t meta;
    double share; /* of customers who were treated, for x */
    const cev__estimator_kind *kind; /* of them all */
    void *list[CEV__UPLIFT_MODELS];
} cev__uplift_models;

/* What is told of a ranking. */
enum {
    CEV__UPLIFT_ATE,  /* the effect on all */
    CEV__UPLIFT_QINI, /* 1: the best ranking there is, 0: one by chance */
    CEV__UPLIFT_AUUC, /* what contacts bring, from none to all, in the mean */
    CEV__UPLIFT_BEST, /* the effect on the best 30 % */
    CEV__UPLIFT_FIGURES
};

typedef struct cev__uplift_figures {
    double value[CEV__UPLIFT_FIGURES], std_error[CEV__UPLIFT_FIGURES];
    double freedom; /* of the error of the effect on all; NaN: no error */
    double p_value; /* of a ranking that good though all effects are alike */
} cev__uplift_figures;

typedef struct cev__uplift {
    cev__target target, treatment;
    cev__uplift_models models;
    double customers[2];        /* untreated and treated */
    double unknown, unassigned; /* left out: no target; no treatment */
    int32_t folds;              /* 0: too few customers to judge */
    cev__uplift_figures figures; /* of predictions for who was left out */
} cev__uplift;

void cev__uplift_models_free(cev_ctx *ctx, cev__uplift_models *models);

/* Effects as kinds predict them, and what they are the difference of. The view
 * is of the table, which may be changed: s puts the treatment there. */
int32_t cev__uplift_effects(cev_ctx *ctx, const cev__uplift_models *models,
                            const char *treatment, const cev_options *options,
                            cev_table *view, cev_table **out);

/* A fit; and the end of one. */
int32_t cev__uplift_learn(cev_ctx *ctx, const cev__given *given, void **model);

void cev__uplift_free(cev_ctx *ctx, void *model);

/* Predictions of effects beside what came of customers, treated or not; both
 * are there, or CEV_ERR_DOMAIN. NaN: not known. */
int32_t cev__uplift_trial(cev_ctx *ctx, const char *treatment, int64_t rows,
                          const double *effects, const double *values,
                          const double *weights, const double *treated,
                          cev__trial *out);

/* A difference of means, treated less untreated; NaN where one is of nobody,
 * and its error where it cannot be told. */
typedef struct cev__uplift_effect {
    double customers[2]; /* untreated, treated */
    double value, std_error, freedom;
} cev__uplift_effect;

/* That of rows first … end - 1 of a trial, and its interval (Student's). */
cev__uplift_effect cev__uplift_seen(const cev__trial *trial, int64_t first,
                                    int64_t end);
void cev__uplift_effect_bounds(const cev__uplift_effect *effect,
                               double interval, double *lower, double *upper);

/* All figures. Resamples and permutations are as many as `draws`. */
int32_t cev__uplift_measure(cev_ctx *ctx, const cev__trial *trial,
                            int64_t draws, cev__uplift_figures *out);

/* The interval of a figure, NaN where there is none. */
void cev__uplift_bounds(const cev__uplift_figures *figures, int figure,
                        double interval, double *lower, double *upper);

/* The line of each figure. */
void cev__uplift_lines(const cev__uplift_figures *figures, double interval,
                       const char *section, const char *method,
                       cev__lines *lines);

/* The table of the parts of a ranking. */
int32_t cev__uplift_parts(cev_ctx *ctx, const cev__trial *trial,
                          const cev_options *options, cev_table **out);

#endif

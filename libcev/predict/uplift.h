/*
 * What a treatment does to each customer: models of those who had it and of
 * those who had not, or a forest, and how well that tells customers apart.
 */
#ifndef CEV__UPLIFT_H
#define CEV__UPLIFT_H

#include "inner.h"
#include "trial.h"
#include "uplift_forest.h"

/* How effects are learnt, in the order of the option's choices; in saved
 * bytes. */
enum {
    CEV__UPLIFT_T,
    CEV__UPLIFT_S,
    CEV__UPLIFT_X,
    CEV__UPLIFT_FOREST,
    CEV__UPLIFT_METAS
};

/* The models: of t the first two, of s only the first, for both groups; and of
 * a forest two of everybody, of the target and of the treatment. */
enum {
    CEV__UPLIFT_UNTREATED,
    CEV__UPLIFT_TREATED,
    CEV__UPLIFT_EXPECTED = CEV__UPLIFT_UNTREATED,
    CEV__UPLIFT_CHANCE = CEV__UPLIFT_TREATED,
    CEV__UPLIFT_EFFECT_UNTREATED, /* of x: of effects seen in that group */
    CEV__UPLIFT_EFFECT_TREATED,
    CEV__UPLIFT_MODELS
};

/* What the estimator takes itself; the rest is that of its models. */
#define CEV__UPLIFT_OWN                                                       \
    "target positive treatment treated meta trees learner features "          \
    "sensitive rare interval bins draws family"

typedef struct cev__uplift_models {
    int32_t meta;
    double share; /* of customers who were treated, for x */
    const cev__estimator_kind *kind; /* of them all */
    void *list[CEV__UPLIFT_MODELS];
    cev__uplift_forest forest;
} cev__uplift_models;

/* What the chance to be treated is taken for, at least and at most. */
double cev__uplift_chance(double chance);

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
    int32_t is_adjusted; /* the effect on all, for what features tell of who
                            was treated */
} cev__uplift_figures;

typedef struct cev__uplift {
    cev__target target, treatment;
    cev__uplift_models models;
    double customers[2];        /* untreated and treated */
    double unknown, unassigned; /* left out: no target; no treatment */
    double certain; /* of a forest: customers nearly sure to be treated, or
                       not to be */
    int32_t folds;              /* 0: too few customers to judge */
    cev__uplift_figures figures; /* of predictions for who was left out */
} cev__uplift;

void cev__uplift_models_free(cev_ctx *ctx, cev__uplift_models *models);

/* Effects as kinds predict them, and what they are the difference of. The view
 * is of the table, which may be changed: s puts the treatment there. */
int32_t cev__uplift_effects(cev_ctx *ctx, const cev__uplift_models *models,
                            const char *treatment, const cev_options *options,
                            cev_table *view, cev_table **out);

/* The models that tell effects, one after the other; that of s twice, of
 * everybody in either group. */
int32_t cev__uplift_ask(cev_ctx *ctx, const cev__uplift_models *models,
                        const char *treatment, cev_table *view,
                        int32_t (*ask)(cev_ctx *ctx, const void *model,
                                       int which, void *state),
                        void *state);

/* Why; as cev__uplift_effects. */
int32_t cev__uplift_explain(cev_ctx *ctx, const cev__uplift_models *models,
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

/* The effect on all for what features tell of who was treated, from effects of
 * a forest and what is left of treatments and of targets, by row. */
void cev__uplift_adjust(const cev__lesson *lesson, const double *treated,
                        const double *treatment_left,
                        const double *target_left, const double *effects,
                        cev__uplift_figures *figures);

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

/* Whether an evaluation is one of effects; and that of a trial. */
int cev__is_of_effects(const char *what);
int32_t cev__uplift_judge(cev_ctx *ctx, const cev__trial *trial,
                          const char *what, const cev_options *options,
                          cev_table **out);

#endif

/* The learner glm: a fitted generalised linear model. */
#ifndef CEV__GLM_H
#define CEV__GLM_H

#include "design.h"
#include "family.h"
#include "glm_fit.h"
#include "learner.h"

/* What holds coefficients back; the numbers are in saved bytes. */
enum {
    CEV__GLM_NONE,
    CEV__GLM_RIDGE,
    CEV__GLM_FIRTH,
    CEV__GLM_NET,
    CEV__GLM_ALIKE, /* all targets are alike: an intercept alone */
    CEV__GLM_METHODS
};

/* How lambda was found. */
enum {
    CEV__LAMBDA_NONE,
    CEV__LAMBDA_GIVEN,
    CEV__LAMBDA_USUAL,
    CEV__LAMBDA_LEFT_OUT,
    CEV__LAMBDA_FOLDS,
    CEV__LAMBDAS
};

typedef struct cev__glm {
    cev__target target;
    cev__predictors predictors;
    cev__design design;
    cev__family family;
    int32_t method, lambda_by, is_separated, is_converged;
    double alpha, lambda;
    double unit; /* in which a gaussian target is counted */
    double customers, unknown, events; /* targets added up */
    double loss, null_loss; /* half deviances, in units */
    double log_likelihood;  /* NaN where there is none */
    double firth;           /* what Firth's penalty adds to it; else 0 */
    double freedom;         /* coefficients, less what the penalty takes */
    double dispersion;      /* NaN where it cannot be told */
    int64_t iterations;
    int64_t size;         /* 1 + columns */
    double *coefficients; /* in the scale of the columns */
    double *factor;       /* of the curvature, packed; NULL: no errors known */
} cev__glm;

void cev__glm_free(cev_ctx *ctx, void *model);

int32_t cev__glm_learn(cev_ctx *ctx, const cev__given *given, void **model);
/* The same, with skew features by their logarithms. */
int32_t cev__glm_learn_logs(cev_ctx *ctx, const cev__given *given,
                            void **model);

/* The standard deviation of x'coefficients; x is spent. NaN where errors are
 * not known. */
double cev__glm_sd(const cev__glm *glm, int64_t first, double *x);

/* How many standard deviations bound an interval; 0 for none. */
double cev__glm_reach(const cev__glm *glm, double interval);

/* The margin of an intercept in units, as predictions have it. */
double cev__glm_base(const cev__glm *glm, double intercept);

/* The margin of a row whose columns stand from x[1] on; x[0] is set. */
double cev__glm_margin_at(const cev__glm *glm, double *x);

/* All that a summary says, added to lines. */
int32_t cev__glm_tell(cev_ctx *ctx, const cev__glm *glm,
                      const cev_options *options, cev__lines *lines);

int32_t cev__glm_summary(cev_ctx *ctx, const void *model,
                         const cev_options *options, cev_table **out);
int32_t cev__glm_predict(cev_ctx *ctx, const void *model,
                         const cev_options *options,
                         const cev_table *customers, cev_table **out);
int32_t cev__glm_explain(cev_ctx *ctx, const void *model,
                         const cev_options *options,
                         const cev_table *customers, cev_table **out);

void cev__glm_save(const void *model, cev__writer *writer);
int32_t cev__glm_load(cev_ctx *ctx, cev__blob *blob, void **model);

#endif

/* How strongly to hold coefficients back; see glm_lambda.c. */
#ifndef CEV__GLM_LAMBDA_H
#define CEV__GLM_LAMBDA_H

#include "../core/options.h"
#include "glm.h"

/* Fits with a ridge: that given, or the usual one, or with many customers the
 * best for customers left out. `variance` is that of all columns together. */
int32_t cev__glm_fit_ridge(const cev__glm_data *data,
                           const cev_options *options, double variance,
                           cev__glm_state *state, cev__glm *glm);

/* Fits with the elastic net: lambda given, or the best for customers left out
 * in folds. */
int32_t cev__glm_fit_net(const cev__glm_data *data,
                         const cev_options *options, cev__glm_state *state,
                         cev__glm *glm);

/* The steps at which a search ends, and how many it has at most. */
#define CEV__GLM_TOL 1e-9
enum { CEV__GLM_STEPS = 100 };

#endif

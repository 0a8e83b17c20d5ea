/* Between the files of predictors.h. */
#ifndef CEV__PREDICTORS_LEARN_H
#define CEV__PREDICTORS_LEARN_H

#include "predictors.h"

/* The names of the columns, as cev__predictors_learn takes them. */
int32_t cev__predictors_pick(cev_ctx *ctx, const cev_options *options,
                             const int *roles, const cev_table *customers,
                             cev__customers *names);

/* An empty predictor for each of the names that are there. */
int32_t cev__predictors_make(cev_ctx *ctx, cev__predictors *predictors);

#endif

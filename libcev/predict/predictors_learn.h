/* Between the files of predictors.h. */
#ifndef CEV__PREDICTORS_LEARN_H
#define CEV__PREDICTORS_LEARN_H

#include "predictors.h"

/* An empty predictor for each of the names that are there. */
int32_t cev__predictors_make(cev_ctx *ctx, cev__predictors *predictors);

#endif

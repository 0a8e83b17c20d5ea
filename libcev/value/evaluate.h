/* How good a model is: cev_estimator_evaluate for every kind here. */
#ifndef CEV_EVALUATE_H
#define CEV_EVALUATE_H

#include "predict.h"

int32_t cev__evaluate(cev_ctx *ctx, const cev__outlook *outlook,
                      const cev_options *options, const cev_table *customers,
                      const char *what, cev_table **out);

#endif

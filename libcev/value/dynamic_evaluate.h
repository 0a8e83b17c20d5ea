/* The evaluations of rates that change in time. */
#ifndef CEV_DYNAMIC_EVALUATE_H
#define CEV_DYNAMIC_EVALUATE_H

#include "dynamic_predict.h"

int32_t cev__dynamic_evaluate(cev_ctx *ctx, const cev__dynamic_ask *ask,
                              const cev_options *options,
                              const cev_table *customers, const char *what,
                              cev_table **out);

#endif

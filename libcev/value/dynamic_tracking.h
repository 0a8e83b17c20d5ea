/* Expected repeat purchases over time, by rates that change in time. */
#ifndef CEV_DYNAMIC_TRACKING_H
#define CEV_DYNAMIC_TRACKING_H

#include "dynamic_predict.h"

int32_t cev__dynamic_tracking(cev_ctx *ctx, const cev__dynamic_ask *ask,
                              const cev_options *options,
                              const cev_table *customers, cev_table **out);

#endif

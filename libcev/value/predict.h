/*
 * Predictions for a table of customers, from a purchase model, a spend model
 * or both: every kind's predict.
 */
#ifndef CEV_PREDICT_H
#define CEV_PREDICT_H

#include "outlook.h"

int32_t cev__predict(cev_ctx *ctx, const cev__outlook *outlook,
                     const cev_table *customers, cev_table **out);

#endif

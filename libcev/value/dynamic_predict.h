/* Predictions for a table of customers whose rates change in time. */
#ifndef CEV_DYNAMIC_PREDICT_H
#define CEV_DYNAMIC_PREDICT_H

#include "purchase.h"

enum {
    CEV__DYNAMIC_ALIVE,
    CEV__DYNAMIC_EXPECTED,
    CEV__DYNAMIC_DISCOUNTED,
    CEV__DYNAMIC_QUANTITIES
};

extern const char cev__dynamic_names[CEV__DYNAMIC_QUANTITIES][24];

/* What is asked. */
typedef struct cev__dynamic_ask {
    const cev__purchases *model;
    double horizon; /* NaN: each customer's T_holdout */
    double delta, z; /* continuous discount rate; of intervals, 0: none */
    int is_explained; /* the log-likelihood so far, and nothing else */
} cev__dynamic_ask;

int32_t cev__dynamic_predict(cev_ctx *ctx, const cev__dynamic_ask *ask,
                             const cev_table *customers, cev_table **out);

#endif

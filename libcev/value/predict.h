/*
 * Predictions for a table of customers, from a purchase model, a spend model
 * or both: every kind's predict.
 */
#ifndef CEV_PREDICT_H
#define CEV_PREDICT_H

#include "purchase.h"
#include "spend.h"

/* What clv makes of one customer, and the pieces. An estimate of a positive
 * quantity has the standard error of its logarithm. */
typedef struct cev__worth {
    cev__standing standing;
    double odds_sd; /* of the log-odds */
    cev__forecast purchases, spend, clv;
} cev__worth;

typedef struct cev__outlook {
    const cev__purchases *purchases; /* or NULL */
    const cev__spend *spend;         /* or NULL; both: clv */
    double horizon;                  /* [time] */
    double delta;                    /* continuous discount rate [1/time] */
    double margin;
    double z; /* of the intervals; 0: none, and no errors are worked out */
} cev__outlook;

/* The options horizon, discount, margin, interval and time_unit in force. */
cev__outlook cev__outlook_of(const cev__purchases *purchases,
                             const cev__spend *spend,
                             const cev_options *options);

/* The columns of customers that the models read. */
int cev__outlook_wants(const cev__outlook *outlook);

/* How many cev__ahead looking at many customers takes; and starting them. */
int64_t cev__outlook_aheads(const cev__outlook *outlook);
void cev__outlook_start(const cev__outlook *outlook, cev__ahead *aheads);

/* Row i of a block. aheads are started, or NULL for few customers. */
void cev__outlook_row(const cev__outlook *outlook, cev__ahead *aheads,
                      const cev__block *block, int64_t i, cev__worth *out);

int32_t cev__predict(cev_ctx *ctx, const cev__outlook *outlook,
                     const cev_table *customers, cev_table **out);

#endif

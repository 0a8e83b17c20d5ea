/* Whether groups of customers leave alike: the log-rank test. */
#ifndef CEV__LOG_RANK_H
#define CEV__LOG_RANK_H

#include "spells.h"

typedef struct cev__log_rank {
    double chi_square, freedom, p; /* NaN: there is nothing to compare */
} cev__log_rank;

int32_t cev__log_rank_test(cev_ctx *ctx, const cev__spells *spells,
                           cev__log_rank *out);

#endif

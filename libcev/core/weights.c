/* Weights of rows; see weights.h. */
#include "weights.h"

#include <string.h>

#define WEIGHT_MOST 1e15

int32_t cev__crowd_open(cev_ctx *ctx, const cev_table *customers,
                        cev__crowd *out)
{
    memset(out, 0, sizeof *out);
    out->ctx = ctx;
    out->is_given = cev__table_find(customers, "customers") != NULL;
    return out->is_given ? cev__table_numbers(ctx, customers, "customers",
                                              &out->customers)
                         : CEV_OK;
}

int32_t cev__crowd_read(const cev__crowd *crowd, int64_t first, int64_t n,
                        double *weights)
{
    for (int64_t i = 0; !crowd->is_given && i < n; i++)
        weights[i] = 1.0;
    if (!crowd->is_given)
        return CEV_OK;
    cev__numbers_read(&crowd->customers, first, n, weights);
    for (int64_t i = 0; i < n; i++)
        if (!(weights[i] >= 0.0 && weights[i] <= WEIGHT_MOST))
            return cev__fail(crowd->ctx, CEV_ERR_DOMAIN,
                             "customers[%d] = %g; wanted a number of "
                             "customers from 0 to 1e15",
                             first + i, weights[i]);
    return CEV_OK;
}

int32_t cev__weights_read(cev_ctx *ctx, const cev_table *customers,
                          double *weights)
{
    cev__crowd crowd;
    int32_t status = cev__crowd_open(ctx, customers, &crowd);
    return status == CEV_OK
               ? cev__crowd_read(&crowd, 0, customers->rows, weights)
               : status;
}

/* Weights of rows; see weights.h. */
#include "weights.h"

#define WEIGHT_MOST 1e15

int32_t cev__weights_read(cev_ctx *ctx, const cev_table *customers,
                          double *weights)
{
    cev__numbers numbers;
    int has = cev__table_find(customers, "customers") != NULL;
    if (has) {
        int32_t status =
            cev__table_numbers(ctx, customers, "customers", &numbers);
        if (status != CEV_OK)
            return status;
    }
    for (int64_t row = 0; row < customers->rows; row++) {
        weights[row] = has ? cev__number_at(&numbers, row) : 1.0;
        if (!(weights[row] >= 0.0 && weights[row] <= WEIGHT_MOST))
            return cev__fail(ctx, CEV_ERR_DOMAIN,
                             "customers[%d] = %g; wanted a number of "
                             "customers from 0 to 1e15",
                             row, weights[row]);
    }
    return CEV_OK;
}

/* Customers of one history together; see histories.h. */
#include "../core/compiler.h"
#include "histories.h"

void cev__history_key(const cev__purchase_kind *kind, const cev__traits *traits,
                      const cev__block *block, int64_t i,
                      double key[CEV__KEYS])
{
    double x = block->col[CEV__COL_X][i], litt = 0.0;
    if (traits->of != NULL)
        litt = (double)(block->first + i);
    else if (x > 0.0 && kind->wants_litt)
        litt = block->col[CEV__COL_LITT][i];
    key[0] = x;
    key[1] = block->col[CEV__COL_T][i];
    key[2] = block->col[CEV__COL_T_X][i];
    key[3] = litt;
}

int32_t cev__histories_group(cev_ctx *ctx, const cev__purchase_kind *kind,
                             const cev__traits *traits,
                             const cev__buyers *buyers,
                             cev__grouping *grouping)
{
    cev__block block;
    cev__group rows[CEV__BLOCK];
    grouping->limit = buyers->rows;
    cev__buyers_begin(buyers, &block);
    for (int64_t first = 0; first < buyers->rows; first += block.rows) {
        int32_t status =
            cev__buyers_next(ctx, "evaluating", buyers, first, &block);
        if (status != CEV_OK)
            return status;
        for (int64_t i = 0; i < block.rows; i++) {
            cev__history_key(kind, traits, &block, i, rows[i].key);
            rows[i].weight = block.col[CEV__COL_CUSTOMERS][i];
        }
        status = cev__grouping_add(ctx, grouping, rows, block.rows);
        if (status != CEV_OK)
            return status;
    }
    cev__grouping_sort(ctx, grouping);
    return CEV_OK;
}

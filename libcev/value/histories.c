/* Customers of one history together; see histories.h. */
#include "../core/compiler.h"
#include "histories.h"

#include <string.h>

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

/* Customers on their way into groups. */
typedef struct keying {
    cev_ctx *ctx;
    cev__keyed_by *key_of;
    const void *state;
    cev__grouping *grouping;
} keying;

static int32_t group_block(void *state, const cev__block *block)
{
    const keying *k = state;
    cev__group rows[CEV__BLOCK];
    memset(rows, 0, sizeof rows);
    for (int64_t i = 0; i < block->rows; i++) {
        k->key_of(k->state, block, i, rows[i].key);
        rows[i].weight = block->col[CEV__COL_CUSTOMERS][i];
    }
    return cev__grouping_add(k->ctx, k->grouping, rows, block->rows);
}

int32_t cev__buyers_group(cev_ctx *ctx, const cev__buyers *buyers,
                          cev__keyed_by *key_of, const void *state,
                          cev__grouping *grouping)
{
    keying k = {ctx, key_of, state, grouping};
    grouping->limit = buyers->rows;
    int32_t status =
        cev__buyers_each(ctx, "evaluating", buyers, group_block, &k);
    if (status == CEV_OK)
        cev__grouping_sort(ctx, grouping);
    return status;
}

typedef struct histories_asked {
    const cev__purchase_kind *kind;
    const cev__traits *traits;
} histories_asked;

static void key_history(const void *state, const cev__block *block, int64_t i,
                        double key[CEV__KEYS])
{
    const histories_asked *asked = state;
    cev__history_key(asked->kind, asked->traits, block, i, key);
}

int32_t cev__histories_group(cev_ctx *ctx, const cev__purchase_kind *kind,
                             const cev__traits *traits,
                             const cev__buyers *buyers,
                             cev__grouping *grouping)
{
    const histories_asked asked = {kind, traits};
    return cev__buyers_group(ctx, buyers, key_history, &asked, grouping);
}

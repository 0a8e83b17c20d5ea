/* How well a contract model explains each customer. */
#include "../core/compiler.h"
#include "contract.h"

#include <string.h>

#include "explained.h"
#include "subscribers.h"

static void explain_contract(const cev__contracts *model, double T,
                           double churned, int64_t row,
                           const cev__explained *explained)
{
    const cev__params *at = cev__contracts_around(model);
    double around[CEV__PLACES_DRAWN];
    double value = model->kind->ll(&model->prepared, T, churned);
    cev__spread spread = {0};
    for (int k = 0; explained->z > 0.0 && k < model->places.count; k++)
        around[k] = model->kind->ll(&at[k], T, churned);
    if (explained->z > 0.0)
        spread = cev__places_spread(&model->places, around, value);
    cev__explained_put(explained, row, value, &spread, model->reach.z);
}

static int32_t explain_contracts(cev_ctx *ctx, const cev__contracts *model,
                               const cev__subscribers *subscribers,
                               const cev__explained *explained)
{
    cev__subscriber_block block;
    for (int64_t first = 0; first < subscribers->rows; first += block.rows) {
        int32_t status = cev__subscribers_read(ctx, "evaluating", subscribers,
                                               first, &block);
        if (status != CEV_OK)
            return status;
        for (int64_t i = 0; i < block.rows; i++)
            explain_contract(model, block.T[i], block.churned[i], first + i,
                           explained);
    }
    return CEV_OK;
}

int32_t cev__contracts_likelihood(cev_ctx *ctx, const cev__contracts *model,
                                  const cev_options *options,
                                  const cev_table *customers,
                                  cev_table **out)
{
    cev__explained explained;
    cev__subscribers subscribers;
    cev_table *table = NULL;
    memset(&explained, 0, sizeof explained);
    explained.z = cev__contract_view_of(options).z;
    int32_t status = cev__subscribers_open(ctx, customers, 1, &subscribers);
    if (status == CEV_OK)
        status = cev_table_new(ctx, subscribers.rows, &table);
    if (status == CEV_OK && cev__table_find(customers, "customer") != NULL)
        status = cev__table_add_copy(table, "customer", customers);
    if (status == CEV_OK)
        status = cev__explained_add(table, "log_likelihood", &explained);
    if (status == CEV_OK)
        status = explain_contracts(ctx, model, &subscribers, &explained);
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    *out = table;
    return CEV_OK;
}

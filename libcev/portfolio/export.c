/* Records as tables again: of everybody, or of one customer. */
#include <string.h>

#include "histories.h"

static int32_t check_ledger(const cev_portfolio *portfolio, const char *ledger,
                            const void *out)
{
    cev_ctx *ctx = portfolio->ctx;
    if (ledger == NULL)
        return cev__fail_null(ctx, "ledger");
    if (out == NULL)
        return cev__fail_null(ctx, "out");
    if (strcmp(ledger, CEV_ORDERS) != 0)
        return cev__fail(ctx, CEV_ERR_KIND,
                         "%q is no ledger; wanted \"" CEV_ORDERS "\"", ledger);
    return CEV_OK;
}

/* The column `customer`: each as often as there are orders. */
static int32_t add_owners(const cev_portfolio *portfolio,
                          const cev__histories *histories, cev_table *table)
{
    cev_ctx *ctx = portfolio->ctx;
    uint32_t *owners =
        cev__alloc(ctx, table->rows + 1, (int64_t)sizeof *owners);
    if (owners == NULL)
        return cev__fail_memory(ctx);
    for (int64_t i = 0; i < histories->count; i++)
        for (uint32_t at = histories->starts[i];
             at < histories->starts[i + 1]; at++)
            owners[at] = histories->customers[i];
    int32_t status =
        cev__table_add_customers(table, portfolio, owners, table->rows);
    cev__free(ctx, owners, table->rows + 1, (int64_t)sizeof *owners);
    return status;
}

/* The table of the histories' orders, customer by customer. */
static int32_t export_histories(const cev_portfolio *portfolio,
                                const cev__histories *histories,
                                cev_table **out)
{
    cev_table *table = NULL;
    int64_t *times = NULL;
    double *amounts = NULL;
    int64_t rows = histories->starts[histories->count];
    int32_t status = cev_table_new(portfolio->ctx, rows, &table);
    if (status == CEV_OK)
        status = add_owners(portfolio, histories, table);
    if (status == CEV_OK)
        status = cev__table_add_int64(table, "time", &times);
    if (status == CEV_OK)
        status = cev__table_add_double(table, "amount", &amounts);
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    for (int64_t i = 0; i < histories->count; i++) {
        const cev__entry *end;
        for (const cev__entry *entry = cev__entries(histories, i, &end);
             entry < end; entry++) {
            *times++ = entry->time;
            *amounts++ = entry->amount;
        }
    }
    *out = table;
    return CEV_OK;
}

int32_t cev_portfolio_export(const cev_portfolio *portfolio,
                             const char *ledger, cev_table **out)
{
    if (portfolio == NULL)
        return CEV_ERR_ARGUMENT;
    cev__histories histories;
    int32_t status = check_ledger(portfolio, ledger, out);
    if (status == CEV_OK)
        status = cev__histories_all(portfolio, &histories);
    if (status != CEV_OK)
        return status;
    status = export_histories(portfolio, &histories, out);
    cev__histories_free(portfolio->ctx, &histories);
    return status;
}

static int32_t export_one(const cev_portfolio *portfolio, uint32_t customer,
                          cev_table **out)
{
    cev__histories histories;
    int32_t status = cev__histories_one(portfolio, customer, &histories);
    if (status != CEV_OK)
        return status;
    status = export_histories(portfolio, &histories, out);
    cev__histories_free(portfolio->ctx, &histories);
    return status;
}

int32_t cev_portfolio_history(const cev_portfolio *portfolio,
                              const char *ledger, const char *customer,
                              cev_table **out)
{
    if (portfolio == NULL)
        return CEV_ERR_ARGUMENT;
    uint32_t found = 0;
    int32_t status = check_ledger(portfolio, ledger, out);
    if (status == CEV_OK)
        status = cev__portfolio_find(portfolio, customer, &found);
    return status == CEV_OK ? export_one(portfolio, found, out) : status;
}

int32_t cev_portfolio_history_id(const cev_portfolio *portfolio,
                                 const char *ledger, int64_t customer,
                                 cev_table **out)
{
    if (portfolio == NULL)
        return CEV_ERR_ARGUMENT;
    uint32_t found = 0;
    int32_t status = check_ledger(portfolio, ledger, out);
    if (status == CEV_OK)
        status = cev__portfolio_find_id(portfolio, customer, &found);
    return status == CEV_OK ? export_one(portfolio, found, out) : status;
}

/* Records as tables again: of everybody, or of one customer. */
#include "histories.h"
#include "sagas.h"

static int32_t check_ledger(const cev_portfolio *portfolio, const char *ledger,
                            const void *out, int *number)
{
    if (out == NULL)
        return cev__fail_null(portfolio->ctx, "out");
    return cev__ledger_find(portfolio->ctx, ledger, number);
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

/* Where the details go that any of the orders has; NULL for others. */
typedef struct detail_columns {
    const char **texts[CEV__TEXT_DETAILS];
    double *numbers[CEV__DETAILS];
} detail_columns;

/* Room for details: numbers in the table itself, texts before they are. */
static int32_t open_details(const cev__histories *histories, cev_table *table,
                            detail_columns *to)
{
    cev_ctx *ctx = histories->portfolio->ctx;
    const int64_t *known = histories->portfolio->details.known;
    int32_t status = CEV_OK;
    for (int d = 0; status == CEV_OK && d < CEV__TEXT_DETAILS; d++) {
        if (known[d] == 0)
            continue;
        to->texts[d] = cev__alloc(ctx, table->rows + 1,
                                  (int64_t)sizeof *to->texts[d]);
        if (to->texts[d] == NULL)
            status = cev__fail_memory(ctx);
    }
    for (int d = CEV__TEXT_DETAILS; status == CEV_OK && d < CEV__DETAILS; d++)
        if (known[d] > 0)
            status = cev__table_add_double(table, cev__detail_names[d],
                                           &to->numbers[d]);
    return status;
}

/* The columns of details, of entries that are in their order. */
static int32_t add_details(const cev__histories *histories, cev_table *table)
{
    detail_columns to = {{NULL}, {NULL}};
    int32_t status = open_details(histories, table, &to);
    for (int64_t i = 0; status == CEV_OK && i < table->rows; i++) {
        cev__detail detail =
            cev__entry_detail(histories, histories->entries + i);
        for (int d = 0; d < CEV__TEXT_DETAILS; d++)
            if (to.texts[d] != NULL)
                to.texts[d][i] = detail.texts[d];
        for (int d = CEV__TEXT_DETAILS; d < CEV__DETAILS; d++)
            if (to.numbers[d] != NULL)
                to.numbers[d][i] = detail.numbers[d];
    }
    for (int d = 0; d < CEV__TEXT_DETAILS; d++) {
        if (status == CEV_OK && to.texts[d] != NULL)
            status = cev__table_add_text(table, cev__detail_names[d],
                                         to.texts[d]);
        cev__free(histories->portfolio->ctx, to.texts[d], table->rows + 1,
                  (int64_t)sizeof *to.texts[d]);
    }
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
    for (int64_t i = 0; status == CEV_OK && i < histories->count; i++) {
        const cev__entry *end;
        for (const cev__entry *entry = cev__entries(histories, i, &end);
             entry < end; entry++) {
            *times++ = entry->time;
            *amounts++ = entry->amount;
        }
    }
    if (status == CEV_OK && histories->orders != NULL)
        status = add_details(histories, table);
    if (status == CEV_OK)
        *out = table;
    else
        cev_table_free(table);
    return status;
}

/* A column of the texts of events; gaps where there are none. */
static int32_t add_event_texts(const cev_portfolio *portfolio,
                               const cev__sagas *sagas, const char *name,
                               int is_key, cev_table *table)
{
    cev_ctx *ctx = portfolio->ctx;
    int64_t rows = table->rows;
    const char **texts = cev__alloc(ctx, rows + 1, (int64_t)sizeof *texts);
    if (texts == NULL)
        return cev__fail_memory(ctx);
    for (int64_t i = 0; i < rows; i++) {
        const cev__event *event = &sagas->events[i];
        texts[i] = cev__sagas_text(portfolio, sagas,
                                   is_key ? event->key : event->text);
    }
    int32_t status = cev__table_add_text(table, name, texts);
    cev__free(ctx, texts, rows + 1, (int64_t)sizeof *texts);
    return status;
}

/* The columns of a ledger of events behind `customer`. */
static int32_t add_event_columns(const cev_portfolio *portfolio,
                                 const cev__sagas *sagas, int ledger,
                                 cev_table *table)
{
    const cev__ledger *names = &cev__ledgers[ledger];
    int64_t *times = NULL;
    double *numbers = NULL;
    int32_t status = cev__table_add_int64(table, "time", &times);
    for (int64_t i = 0; status == CEV_OK && i < table->rows; i++) {
        times[i] = sagas->events[i].time;
        if (times[i] == CEV_ALWAYS)
            status = cev__table_set_gap(table, "time", i);
    }
    if (status == CEV_OK)
        status = add_event_texts(portfolio, sagas, names->key, 1, table);
    if (status == CEV_OK && names->number != NULL)
        status = cev__table_add_double(table, names->number, &numbers);
    for (int64_t i = 0; numbers != NULL && i < table->rows; i++)
        numbers[i] = sagas->events[i].number;
    if (status == CEV_OK && ledger == CEV__ATTRIBUTES)
        status = add_event_texts(portfolio, sagas, "text", 0, table);
    return status;
}

/* The table of the events of a ledger of the customers listed. */
static int32_t export_sagas(const cev_portfolio *portfolio,
                            const uint32_t *customers, int64_t count,
                            int ledger, cev_table **out)
{
    cev_ctx *ctx = portfolio->ctx;
    cev__sagas sagas;
    cev_table *table = NULL;
    int32_t status =
        cev__sagas_gather(portfolio, customers, count, ledger, &sagas);
    if (status != CEV_OK)
        return status;
    int64_t rows = sagas.starts[count];
    uint32_t *owners = cev__alloc(ctx, rows + 1, (int64_t)sizeof *owners);
    status = owners == NULL ? cev__fail_memory(ctx)
                            : cev_table_new(ctx, rows, &table);
    for (int64_t i = 0; status == CEV_OK && i < rows; i++)
        owners[i] = customers[sagas.events[i].customer];
    if (status == CEV_OK)
        status = cev__table_add_customers(table, portfolio, owners, rows);
    if (status == CEV_OK)
        status = add_event_columns(portfolio, &sagas, ledger, table);
    cev__free(ctx, owners, rows + 1, (int64_t)sizeof *owners);
    cev__sagas_free(ctx, &sagas);
    if (status == CEV_OK)
        *out = table;
    else
        cev_table_free(table);
    return status;
}

/* All events of a ledger. */
static int32_t export_events(const cev_portfolio *portfolio, int ledger,
                             cev_table **out)
{
    int64_t count = portfolio->customers.count;
    uint32_t *customers =
        cev__customers_rank(portfolio->ctx, &portfolio->customers);
    if (customers == NULL)
        return CEV_ERR_MEMORY;
    int32_t status = export_sagas(portfolio, customers, count, ledger, out);
    cev__free(portfolio->ctx, customers, count + 1,
              (int64_t)sizeof *customers);
    return status;
}

int32_t cev_portfolio_export(const cev_portfolio *portfolio,
                             const char *ledger, cev_table **out)
{
    if (portfolio == NULL)
        return CEV_ERR_ARGUMENT;
    cev__histories histories;
    int number = CEV__ORDERS;
    int32_t status = check_ledger(portfolio, ledger, out, &number);
    if (status == CEV_OK && number != CEV__ORDERS)
        return export_events(portfolio, number, out);
    if (status == CEV_OK)
        status = cev__histories_detailed(portfolio, &histories);
    if (status != CEV_OK)
        return status;
    status = export_histories(portfolio, &histories, out);
    cev__histories_free(portfolio->ctx, &histories);
    return status;
}

static int32_t export_one(const cev_portfolio *portfolio, uint32_t customer,
                          int ledger, cev_table **out)
{
    if (ledger != CEV__ORDERS)
        return export_sagas(portfolio, &customer, 1, ledger, out);
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
    int number = CEV__ORDERS;
    int32_t status = check_ledger(portfolio, ledger, out, &number);
    if (status == CEV_OK)
        status = cev__portfolio_find(portfolio, customer, &found);
    return status == CEV_OK ? export_one(portfolio, found, number, out)
                            : status;
}

int32_t cev_portfolio_history_id(const cev_portfolio *portfolio,
                                 const char *ledger, int64_t customer,
                                 cev_table **out)
{
    if (portfolio == NULL)
        return CEV_ERR_ARGUMENT;
    uint32_t found = 0;
    int number = CEV__ORDERS;
    int32_t status = check_ledger(portfolio, ledger, out, &number);
    if (status == CEV_OK)
        status = cev__portfolio_find_id(portfolio, customer, &found);
    return status == CEV_OK ? export_one(portfolio, found, number, out)
                            : status;
}
